#include "07-combined/network/nft_child.h"

#include "common/exits.h"
#include "common/explain.h"
#include "common/library.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <nftables/libnftables.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT = 8 };

/* The functions of libnftables that are called here. */
struct library {
	struct nft_ctx *(*new)(uint32_t);
	int (*run)(struct nft_ctx *, const char *);
	void (*set_flags)(struct nft_ctx *, unsigned int);
	int (*buffer)(struct nft_ctx *);
	const char *(*buffered)(struct nft_ctx *);
};

/*
 * Child. libnftables and what it needs are loaded here, so that the supervisor
 * of a container, which stays until its end, does not carry them.
 */
static int
load(struct library *l)
{
	void *library = dlopen("libnftables.so.1", RTLD_NOW);

	if (library_find(library, "nft_ctx_new", &l->new) == -1 ||
	    library_find(library, "nft_run_cmd_from_buffer", &l->run) == -1 ||
	    library_find(library, "nft_ctx_output_set_flags", &l->set_flags) ==
		-1 ||
	    library_find(library, "nft_ctx_buffer_output", &l->buffer) == -1 ||
	    library_find(library, "nft_ctx_get_output_buffer", &l->buffered) ==
		-1) {
		puts(dlerror());
		return -1;
	}
	return 0;
}

/* May no two sockets have both? As bind(2) sees it. */
static bool
overlaps(const struct network *n, const char *address, unsigned int protocol,
    unsigned int port)
{
	struct in_addr number = { INADDR_ANY };

	/* All addresses are a prefix of length 0, "0.0.0.0/0". */
	if (strchr(address, '/') == NULL)
		inet_pton(AF_INET, address, &number);
	for (size_t i = 0; n != NULL && i < n->nports; i++) {
		const struct network_port *p = &n->ports[i];

		if (p->host == port && network_port_protocol(p) == protocol &&
		    (p->address.s_addr == number.s_addr ||
			p->address.s_addr == INADDR_ANY ||
			number.s_addr == INADDR_ANY))
			return true;
	}
	return false;
}

/*
 * One element, as nftables prints it with numbers:
 *
 *     127.0.0.1 . 6 . 8080 comment "web" : 172.30.0.2 . 80
 */
static void
delete_if_old(FILE *out, const char *element, const struct nft_old_ports *old)
{
	char address[20], name[80];
	unsigned int protocol, port;

	if (sscanf(element, " %19[0-9./] . %u . %u comment \"%79[^\"]\"",
		address, &protocol, &port, name) != 4)
		return;
	if (strcmp(name, old->name) == 0 ||
	    overlaps(old->network, address, protocol, port))
		fprintf(out,
		    "delete element ip " NETWORK_TABLE
		    " ports { %s . %u . %u }; ",
		    address, protocol, port);
}

/* Without the map, nothing is old. */
static void
delete_old_ports(
    FILE *out, const struct library *l, const struct nft_old_ports *old)
{
	struct nft_ctx *nft = l->new (NFT_CTX_DEFAULT);

	if (nft == NULL)
		return;
	l->set_flags(nft, NFT_CTX_OUTPUT_NUMERIC_ALL);
	l->buffer(nft);
	if (l->run(nft, "list map ip " NETWORK_TABLE " ports") != 0)
		return;
	char *list = strdup(l->buffered(nft)), *rest = list, *element;
	if (list == NULL)
		return;
	if ((rest = strstr(list, "elements = {")) != NULL)
		rest = strchr(rest, '{') + 1;
	while ((element = strsep(&rest, ",}")) != NULL)
		delete_if_old(out, element, old);
	free(list);
}

/* One buffer is one transaction. */
static int
run_library(const char *command, const struct nft_old_ports *old)
{
	struct library l;
	char *all;
	size_t size;
	FILE *out = open_memstream(&all, &size);

	if (out == NULL || load(&l) == -1)
		return -1;
	if (old != NULL)
		delete_old_ports(out, &l, old);
	fputs(command, out);
	if (fclose(out) == EOF)
		return -1;
	struct nft_ctx *nft = l.new(NFT_CTX_DEFAULT);
	return nft == NULL ? -1 : l.run(nft, all);
}

/*
 * Child, with the pipe for its standard output and for errors, and no other
 * descriptor of its parent. A '\0' at the end of what it says means success. Its
 * end comes later: the kernel closes the socket when the rules that were removed
 * are no longer in use (synchronize_rcu), which takes some 10 ms.
 */
static _Noreturn void
answer(int pipe, const char *command, const struct nft_old_ports *old)
{
	dup2(pipe, STDIN_FILENO);
	dup2(pipe, STDOUT_FILENO);
	dup2(pipe, STDERR_FILENO);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	signal(SIGALRM, SIG_DFL);
	prctl(PR_SET_NAME, "libnftables");
	alarm(LIMIT);
	int result = run_library(command, old);
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
 * seconds, and what it has to say comes by a pipe.
 */
pid_t
nft_ask(const char *why, const char *command, const struct nft_old_ports *old,
    char *said, size_t size)
{
	int ends[2], status = -1;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	explain(why, "nft '%s'", command);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		answer(ends[1], command, old);
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
