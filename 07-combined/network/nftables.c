#include "07-combined/network/nftables.h"

#include "07-combined/network/ipam.h"
#include "07-combined/network/links.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <nftables/libnftables.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT = 8 };

/*
 * The name of a container's tables. docker/ takes no other characters for a
 * name, nor more of them; here they become part of a command, so they are
 * looked at once more.
 */
#define TABLE 80

static int
name_table(const char *name, char table[TABLE])
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	errno = EINVAL;
	if (name[0] == '\0' || name[strspn(name, good)] != '\0')
		return network_failed("%s: not a name for a table", name);
	if (snprintf(table, TABLE, "combined-%s", name) >= TABLE)
		return network_failed("%s: too long for a table", name);
	return 0;
}

/*
 * Child. libnftables and what it needs are loaded here, so that the supervisor
 * of a container, which stays until its end, does not carry them.
 */
static int
run_library(const char *command)
{
	struct nft_ctx *(*new)(uint32_t);
	int (*run)(struct nft_ctx *, const char *);
	void *library = dlopen("libnftables.so.1", RTLD_NOW);

	if (library_find(library, "nft_ctx_new", &new) == -1 ||
	    library_find(library, "nft_run_cmd_from_buffer", &run) == -1) {
		puts(dlerror());
		return -1;
	}
	struct nft_ctx *nft = new (NFT_CTX_DEFAULT);
	return nft == NULL ? -1 : run(nft, command);
}

/*
 * Child, with the pipe for its standard output and for errors, and no other
 * descriptor of its parent. A '\0' at the end of what it says means success. Its
 * end comes later: the kernel closes the socket when the rules that were removed
 * are no longer in use (synchronize_rcu), which takes some 10 ms.
 */
static _Noreturn void
answer(int pipe, const char *command)
{
	dup2(pipe, STDIN_FILENO);
	dup2(pipe, STDOUT_FILENO);
	dup2(pipe, STDERR_FILENO);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	signal(SIGALRM, SIG_DFL);
	prctl(PR_SET_NAME, "libnftables");
	alarm(LIMIT);
	int result = run_library(command);
	fflush(stdout);
	_exit(result == 0 && write(STDOUT_FILENO, "", 1) == 1 ? EXIT_SUCCESS
							      : EXIT_OURS);
}

/* Reads the answer up to its end. Returns whether it is a success. */
static bool
read_answer(int fd, char *said, size_t size)
{
	size_t length = 0;
	ssize_t n;

	while ((n = read(fd, said + length, size - 1 - length)) > 0) {
		length += n;
		if (said[length - 1] == '\0')
			return true;
	}
	said[length] = '\0';
	return false;
}

/*
 * Has nftables do what the command says, which is what nft(8) would be told.
 * Where the library gets no socket it ends the process, without memory it
 * crashes or waits for ever: so a child calls it, which has no more than LIMIT
 * seconds, and what it has to say comes by a pipe. Returns the child, which has
 * done its work and is about to end, or -1.
 */
static pid_t
ask_nft(const char *why, const char *command, char *said, size_t size)
{
	int ends[2], status = -1;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	explain(why, "nft '%s'", command);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		answer(ends[1], command);
	close(ends[1]);
	bool done = read_answer(ends[0], said, size);
	close(ends[0]);
	if (pid != -1 && done)
		return pid;
	if (pid == -1)
		network_failed("%s", strerror(errno));
	else if (waitpid(pid, &status, 0) != -1 && WIFSIGNALED(status))
		network_failed("libnftables: %s", strsignal(WTERMSIG(status)));
	else
		network_failed("%.*s", (int)strcspn(said, "\n"), said);
	errno = EINVAL;
	return -1;
}

/* The same, and waits for the end of the child. */
static int
nft(const char *why, const char *command, char *said, size_t size)
{
	pid_t pid = ask_nft(why, command, said, size);

	return pid == -1 || waitpid(pid, NULL, 0) == -1 ? -1 : 0;
}

static void
add_ports(FILE *out, const struct network *n)
{
	for (size_t i = 0; i < n->nports; i++) {
		const struct network_port *p = &n->ports[i];
		char address[INET_ADDRSTRLEN];

		if (p->address.s_addr != INADDR_ANY)
			fprintf(out, "ip daddr %s ",
			    network_port_address(p, address));
		else
			fputs("fib daddr type local ", out);
		fprintf(out, "%s dport %u dnat to %s:%u; ", p->protocol,
		    p->host, n->address, p->inside);
	}
}

/*
 * A port of the host's becomes the container's before routing decides where a
 * packet goes: for those that come in (prerouting) and for the host's own
 * (output).
 */
static void
add_port_chains(FILE *out, const struct network *n)
{
	fputs("chain prerouting { type nat hook prerouting priority dstnat; ",
	    out);
	add_ports(out, n);
	fputs("}; chain output { type nat hook output priority -100; ", out);
	add_ports(out, n);
	fputs("}; ", out);
}

/*
 * 127.0.0.1 may lead into the bridge (route_localnet), but from no link to the
 * host's own services, or to a port that is published there alone: what comes by
 * a cable does not come from here (CVE-2020-8558), nor do its answers go there.
 * From the bridge come addresses of the bridge's network, but not the host's. And
 * a host that forwards does so for what a container has begun, or publishes; all
 * else ends at its door.
 */
static void
add_guards(FILE *out, const struct network *n)
{
	static const char *const wanted[] = { "ct state established,related",
		"ct status dnat" };

	fputs("chain raw { type filter hook prerouting priority raw; "
	      "iifname != \"lo\" ip daddr 127.0.0.0/8 drop; "
	      "iifname != \"lo\" ip saddr 127.0.0.0/8 drop; "
	      "iifname \"" NETWORK_BRIDGE "\" ip saddr != " NETWORK_SUBNET
	      " drop; "
	      "iifname \"" NETWORK_BRIDGE "\" ip saddr " NETWORK_GATEWAY
	      " drop; "
	      "iifname \"" NETWORK_BRIDGE "\" icmp type redirect drop; }; "
	      "chain forward { type filter hook forward priority filter; ",
	    out);
	for (int i = 0; i < 2; i++)
		fprintf(out, "ip daddr %s %s accept; ", n->address, wanted[i]);
	fprintf(out, "ip daddr %s iifname != \"" NETWORK_BRIDGE "\" drop; }; ",
	    n->address);
}

/* Outside, only the host's own address finds the way back. */
static void
add_masquerade(FILE *out, const struct network *n)
{
	fprintf(out,
	    "chain postrouting { type nat hook postrouting priority srcnat; "
	    "ip saddr %s oifname != \"" NETWORK_BRIDGE "\" masquerade; ",
	    n->address);
	/*
	 * The answer to the host and to neighbours has to come back this way,
	 * or they would not know whose it is.
	 */
	if (n->nports > 0)
		fprintf(out,
		    "ip saddr { 127.0.0.0/8, " NETWORK_SUBNET " } ip daddr %s "
		    "ct status dnat masquerade; ",
		    n->address);
	fputs("}; ", out);
}

/*
 * What comes out of the cable, before the bridge has it: IPv4 and ARP from the
 * container's address alone, so that it is neither a neighbour nor the gateway;
 * and nothing else, so no IPv6 (CVE-2020-13401). 0.0.0.0 is the source of ARP's
 * question whether an address is in use.
 */
static void
add_cable(FILE *out, const struct network *n, const char *link)
{
	uint8_t m[6];

	links_hardware_address(n->address, m);
	fprintf(out,
	    "chain cable { type filter hook ingress device \"%s\" "
	    "priority filter; policy drop; "
	    "ether saddr != %02x:%02x:%02x:%02x:%02x:%02x drop; "
	    "ip saddr %s accept; arp saddr ip { 0.0.0.0, %s } accept; }; ",
	    link, m[0], m[1], m[2], m[3], m[4], m[5], n->address, n->address);
}

/*
 * The tables of one container, as nft(8) reads them: all at once, or none. To
 * create one that is there is an error.
 */
static char *
make_tables(const struct network *n, const char *table, const char *link)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		return NULL;
	fprintf(
	    out, "create table ip %s; create table netdev %s; ", table, table);
	fprintf(out, "table ip %s { ", table);
	add_guards(out, n);
	if (n->nports > 0)
		add_port_chains(out, n);
	add_masquerade(out, n);
	fprintf(out, "}; table netdev %s { ", table);
	add_cable(out, n, link);
	fputs("}", out);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

int
network_set_rules(const struct network *n, const char *name, const char *link)
{
	static const char why[] = "its own tables, to be deleted as one";
	char table[TABLE], said[512];

	if (name_table(name, table) == -1)
		return failure_set("nftables");
	char *tables = make_tables(n, table, link);
	if (tables == NULL)
		return failure_set("nftables");
	int result = nft(why, tables, said, sizeof(said));
	/* Some may be left of a container of which nothing else is known. */
	if (result == -1 && network_drop_rules(name) == 0) {
		network_failed("%s", "");
		result = nft(why, tables, said, sizeof(said));
	}
	if (result == -1)
		failure_set("nftables");
	free(tables);
	return result;
}

int
network_drop_rules(const char *name)
{
	char table[TABLE], command[4 * (TABLE + 32)], said[512];

	if (name_table(name, table) == -1)
		return -1;
	/* "add" first: to delete what is not there is an error. */
	snprintf(command, sizeof(command),
	    "add table ip %s; delete table ip %s; "
	    "add table netdev %s; delete table netdev %s",
	    table, table, table, table);
	return ask_nft("all its rules at once", command, said, sizeof(said)) ==
		       -1
		   ? -1
		   : 0;
}

int
network_each_rules(void (*visit)(const char *name, void *data), void *data)
{
	static const char mine[] = "table ip combined-";
	const size_t size = 1 << 20;
	char *tables = malloc(size), *rest = tables, *line;

	int result = tables == NULL ? -1
				    : nft("whose are there?", "list tables ip",
					  tables, size);
	while (result == 0 && (line = strsep(&rest, "\n")) != NULL)
		if (strncmp(line, mine, strlen(mine)) == 0)
			visit(line + strlen(mine), data);
	free(tables);
	return result;
}
