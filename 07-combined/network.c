#include "07-combined/network.h"

#include "07-combined/desk.h"
#include "07-combined/etc.h"
#include "07-combined/links.h"
#include "07-combined/state.h"
#include "common/explain.h"
#include "common/file.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BRIDGE "combined0"
#define SUBNET "172.30.0.0/16"
#define GATEWAY "172.30.0.1"
#define FORWARD "/proc/sys/net/ipv4/ip_forward"
#define HOSTS_MAX 65000 /* addresses of the subnet, .0.2 and up */

static char message[512];

const char *
network_error(void)
{
	return message;
}

/*
 * network.json: {"forward": 0, "2": "web", "3": "db"}. What forwarding was
 * before the first container came, and who has the address of which number.
 * Opened and locked until it is written back.
 */
static json_t *
open_table(int *fd)
{
	char path[PATH_MAX];
	json_error_t error;
	struct stat st;

	snprintf(path, sizeof(path), "%s/network.json", state_root());
	for (;;) {
		mkdir(state_root(), 0700);
		*fd =
		    open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (*fd == -1 || flock(*fd, LOCK_EX) == -1)
			return NULL;
		/* While we waited, the last user may have removed it. */
		if (fstat(*fd, &st) == 0 && st.st_nlink > 0)
			break;
		close(*fd);
	}
	json_t *table = json_load_file(path, 0, &error);
	return table != NULL ? table : json_object();
}

static int
close_table(int fd, json_t *table)
{
	char path[PATH_MAX];
	int result = 0;

	snprintf(path, sizeof(path), "%s/network.json", state_root());
	if (json_object_size(table) == 0) {
		unlink(path);
		rmdir(state_root());
	} else {
		char *text = json_dumps(table, 0);
		ssize_t size = text != NULL ? strlen(text) : 0;
		if (ftruncate(fd, 0) == -1 || size == 0 ||
		    pwrite(fd, text, size, 0) != size)
			result = -1;
		free(text);
	}
	json_decref(table);
	close(fd);
	return result;
}

static const char *
address_of(int number, char *text, size_t size)
{
	snprintf(text, size, "172.30.%d.%d", number / 256, number % 256);
	return text;
}

/* The number that a container has, or 0. */
static int
find_number(json_t *table, const char *name)
{
	const char *key;
	json_t *value;

	json_object_foreach(
	    table, key, value) if (json_is_string(value) &&
				   strcmp(json_string_value(value), name) ==
				       0) return atoi(key);
	return 0;
}

/* Each container finds the others by name: /etc/hosts of all is written. */
static void
tell_everybody(json_t *table)
{
	const char *key, *other;
	json_t *value, *second;
	char address[32];

	json_object_foreach(table, key, value)
	{
		const char *name = json_string_value(value);
		char *hosts[CONTAINER_MAX] = { NULL }, *text;
		size_t size, i;
		struct desk d;

		if (name == NULL || desk_open(&d, name) == -1)
			continue;
		FILE *others = open_memstream(&text, &size);
		json_object_foreach(table, other,
		    second) if (json_is_string(second) && second != value)
		    fprintf(others, "%s\t%s\n",
			address_of(atoi(other), address, sizeof(address)),
			json_string_value(second));
		fclose(others);
		json_t *own = json_object_get(d.state, "Hosts"), *word;
		json_array_foreach(own, i, word) if (i < CONTAINER_MAX - 1)
		    hosts[i] = (char *)json_string_value(word);
		etc_write_hosts(name,
		    address_of(atoi(key), address, sizeof(address)), hosts,
		    text);
		free(text);
		desk_close(&d);
	}
}

int
network_reserve(struct network *n, const char *name)
{
	char key[16], address[32];
	int fd, number = 2;
	json_t *table = open_table(&fd);

	if (table == NULL)
		return -1;
	do
		snprintf(key, sizeof(key), "%d", number);
	while (json_object_get(table, key) != NULL && ++number < HOSTS_MAX);
	if (number == HOSTS_MAX) {
		close_table(fd, table);
		errno = ENOSPC;
		return -1;
	}
	json_object_set_new(table, key, json_string(name));
	n->address = strdup(address_of(number, address, sizeof(address)));
	return close_table(fd, table);
}

/* Has nftables do what the command says, which is what nft(8) would be told. */
static int
rules(const char *why, const char *command)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);

	if (nft == NULL) {
		errno = ENOMEM;
		return -1;
	}
	nft_ctx_buffer_error(nft);
	nft_ctx_buffer_output(nft);
	explain(why, "nft '%s'", command);
	int result = nft_run_cmd_from_buffer(nft, command);
	if (result != 0) {
		snprintf(message, sizeof(message), "%s",
		    nft_ctx_get_error_buffer(nft));
		message[strcspn(message, "\n")] = '\0';
		errno = EINVAL;
	}
	nft_ctx_free(nft);
	return result == 0 ? 0 : -1;
}

/*
 * A port of the host's becomes the container's before routing decides where a
 * packet goes: for those that come in (prerouting) and for the host's own
 * (output).
 */
static void
add_port(FILE *out, const struct network *n, const struct network_port *p)
{
	static const char *const chains[] = { "prerouting", "output" };

	for (int i = 0; i < 2; i++) {
		fprintf(out, "add rule ip @ %s ", chains[i]);
		if (p->address != NULL)
			fprintf(out, "ip daddr %s ", p->address);
		else
			fputs("fib daddr type local ", out);
		fprintf(out, "%s dport %u dnat to %s:%u; ", p->protocol,
		    p->host, n->address, p->inside);
	}
}

/* The rules of one container, "@" standing for its table. */
static char *
make_rules(const struct network *n)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		return NULL;
	fputs("add table ip @; add chain ip @ postrouting "
	      "{ type nat hook postrouting priority srcnat; }; ",
	    out);
	/* Outside, only the host's own address finds the way back. */
	fprintf(out,
	    "add rule ip @ postrouting ip saddr %s oifname != \"" BRIDGE
	    "\" masquerade; ",
	    n->address);
	if (n->nports > 0) {
		fputs("add chain ip @ prerouting "
		      "{ type nat hook prerouting priority dstnat; }; "
		      "add chain ip @ output "
		      "{ type nat hook output priority -100; }; ",
		    out);
		/* The answer to the host and to neighbours has to come back
		   this way, or they would not know whose it is. */
		fprintf(out,
		    "add rule ip @ postrouting ip saddr { 127.0.0.0/8, " SUBNET
		    " } ip daddr %s ct status dnat masquerade; ",
		    n->address);
	}
	for (size_t i = 0; i < n->nports; i++)
		add_port(out, n, &n->ports[i]);
	fclose(out);
	return text;
}

static int
set_rules(const struct network *n, const char *name)
{
	char *text = make_rules(n), *command, *rest = text, *part;
	size_t size;
	int result = -1;

	FILE *out = text ? open_memstream(&command, &size) : NULL;
	if (out == NULL)
		return -1;
	while ((part = strsep(&rest, "@")) != NULL)
		fprintf(out, "%s%s%s", part, rest ? "combined-" : "",
		    rest ? name : "");
	fclose(out);
	result = rules("its own table, to be deleted as one", command);
	free(command);
	free(text);
	return result;
}

/* The bridge, where it is not there yet, and the way out of it. */
static int
make_bridge(json_t *table)
{
	char text[16] = "";

	if (if_nametoindex(BRIDGE) != 0)
		return 0;
	if (links_add_bridge(BRIDGE) == -1 ||
	    links_add_address(BRIDGE, GATEWAY, 16) == -1 ||
	    links_up(BRIDGE) == -1)
		return -1;
	/* So that a published port answers on 127.0.0.1, too. */
	if (file_write("/proc/sys/net/ipv4/conf/" BRIDGE "/route_localnet",
		"127.0.0.1 may lead into the bridge", "1") == -1)
		return -1;
	file_read(FORWARD, text, sizeof(text));
	json_object_set_new(table, "forward", json_integer(atoi(text)));
	return text[0] == '1'
		   ? 0
		   : file_write(FORWARD, "the host becomes a router", "1");
}

/* A link's name has 15 characters at most: the address's number fits. */
static const char *
link_name(int number, char *text, size_t size)
{
	snprintf(text, size, "combined-%d", number);
	return text;
}

static int
plug_in(json_t *table, const struct network *n, const char *name, pid_t pid)
{
	char link[IFNAMSIZ + 8];
	int number = find_number(table, name);

	link_name(number, link, sizeof(link));
	if (make_bridge(table) == -1 ||
	    links_add_cable(link, "eth0", pid) == -1 ||
	    links_plug(link, BRIDGE) == -1 || links_up(link) == -1)
		return -1;
	return set_rules(n, name);
}

int
network_join(const struct network *n, const char *name, pid_t pid)
{
	int fd;
	json_t *table = open_table(&fd);

	message[0] = '\0';
	if (table == NULL)
		return -1;
	int result = plug_in(table, n, name, pid);
	int saved_errno = errno;
	if (result == 0)
		tell_everybody(table);
	if (close_table(fd, table) == -1)
		return -1;
	errno = saved_errno;
	return result == 0 ? links_inside(pid, "eth0", n->address, 16, GATEWAY)
			   : -1;
}

/* The last one switches off the light. */
static void
remove_bridge(json_t *table)
{
	json_t *forward = json_object_get(table, "forward");

	if (json_object_size(table) > (forward != NULL))
		return;
	if (if_nametoindex(BRIDGE) != 0 && links_remove(BRIDGE) == -1)
		warn("%s", explain_last());
	if (forward != NULL && json_integer_value(forward) == 0 &&
	    file_write(FORWARD, "as it was before", "0") == -1)
		warn("%s", FORWARD);
	json_object_clear(table);
}

int
network_leave(const char *name)
{
	char path[PATH_MAX], key[16], link[IFNAMSIZ + 8], command[300];
	int fd, result = 0;

	snprintf(path, sizeof(path), "%s/network.json", state_root());
	if (access(path, F_OK) == -1)
		return 0;
	json_t *table = open_table(&fd);
	if (table == NULL) {
		warn("%s", path);
		return -1;
	}
	int number = find_number(table, name);
	if (number != 0) {
		link_name(number, link, sizeof(link));
		if (if_nametoindex(link) != 0 && links_remove(link) == -1 &&
		    errno != ENODEV) {
			warn("%s", explain_last());
			result = -1;
		}
		/* "add" first: to delete what is not there is an error. */
		snprintf(command, sizeof(command),
		    "add table ip combined-%s; delete table ip combined-%s",
		    name, name);
		if (rules("all its rules at once", command) == -1) {
			warnx("nftables: %s", message);
			result = -1;
		}
		snprintf(key, sizeof(key), "%d", number);
		json_object_del(table, key);
		tell_everybody(table);
	}
	remove_bridge(table);
	return close_table(fd, table) == -1 ? -1 : result;
}
