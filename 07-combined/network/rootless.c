#include "07-combined/network/rootless.h"

#include "07-combined/engine/death_watchdog.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define TUN "/dev/net/tun"

enum { PAPER = 4096 }; /* bytes of what the program says */

static pid_t helper = -1; /* pasta, or slirp4netns: our child */

const char *
rootless_program(void)
{
	static const char *const programs[] = { "/usr/bin/pasta",
		"/usr/bin/slirp4netns" };

	for (int i = 0; i < 2; i++)
		if (access(programs[i], X_OK) == 0)
			return programs[i];
	return NULL;
}

/* "-t 127.0.0.1/8080:80", once for each port. */
static char **
add_ports(char **argv, const struct network *n)
{
	for (size_t i = 0; i < n->nports; i++) {
		const struct network_port *p = &n->ports[i];
		bool all = p->address.s_addr == INADDR_ANY;
		char address[INET_ADDRSTRLEN];

		network_port_address(p, address);
		*argv++ = p->protocol[0] == 't' ? "-t" : "-u";
		if (asprintf(argv++, "%s%s%u:%u", all ? "" : address,
			all ? "" : "/", p->host, p->inside) == -1)
			_exit(EXIT_OURS);
	}
	return argv;
}

/*
 * The default is "auto": all that the container listens on would be published.
 */
static char **
add_none(char **argv, const struct network *n, const char *protocol)
{
	for (size_t i = 0; i < n->nports; i++)
		if (strcmp(n->ports[i].protocol, protocol) == 0)
			return argv;
	*argv++ = protocol[0] == 't' ? "-t" : "-u";
	*argv++ = "none";
	return argv;
}

/*
 * Neither is to lead anything else in, nor to the services that the host offers
 * itself on its loopback (-T, -U, --no-map-gw). pasta confines itself;
 * slirp4netns is to be told.
 */
static _Noreturn void
execute(const struct network *n, const char *program, pid_t pid, int says)
{
	static char *const pasta[] = { "pasta", "--foreground", "--quiet",
		"--config-net", "--no-map-gw", "-T", "none", "-U", "none",
		NULL },
			   *const slirp[] = { "slirp4netns", "--configure",
				   "--disable-host-loopback",
				   "--enable-sandbox", "--enable-seccomp",
				   "--mtu=65520", NULL };
	char *argv[20 + 2 * NETWORK_PORTS], number[16], **next = argv;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	bool is_pasta = strstr(program, "pasta") != NULL;

	for (char *const *word = is_pasta ? pasta : slirp; *word; word++)
		*next++ = *word;
	if (is_pasta) {
		next = add_none(next, n, "tcp");
		next = add_none(next, n, "udp");
		next = add_ports(next, n);
	}
	snprintf(number, sizeof(number), "%d", (int)pid);
	*next++ = number;
	*next++ = is_pasta ? NULL : "eth0";
	*next = NULL;
	explain_exec("speaks for it, from outside", argv);
	/* What it says is of interest where it fails. */
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(says, STDERR_FILENO);
	execv(program, argv);
	dprintf(STDERR_FILENO, "%s\n", strerror(errno));
	_exit(EXIT_CANNOT_EXEC);
}

/*
 * A file for what the program says: of one size, however long it speaks, and
 * never full, as a pipe would be after its reader's end.
 */
static int
make_paper(void)
{
	int fd = memfd_create("stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd == -1)
		return -1;
	if (ftruncate(fd, PAPER) == -1)
		return file_close(fd, -1);
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) == -1)
		return file_close(fd, -1);
	return fd;
}

/* The last line on it, into text. */
static void
read_last_line(int paper, char text[PAPER + 1])
{
	ssize_t n = pread(paper, text, PAPER, 0);

	text[n > 0 ? n : 0] = '\0';
	size_t length = strlen(text); /* what was not written is 0 */
	while (length > 0 && strchr(" \n", text[length - 1]) != NULL)
		text[--length] = '\0';
	const char *line = strrchr(text, '\n');
	if (line != NULL)
		memmove(text, line + 1, strlen(line));
}

/* Its routing table is the sign: one that leads everywhere, 0.0.0.0. */
static bool
has_way_out(const char *process)
{
	char path[64], line[256];
	unsigned int destination = 1;

	snprintf(path, sizeof(path), "/proc/%s/net/route", process);
	FILE *routes = fopen(path, "re");
	while (routes != NULL && destination != 0 &&
	       fgets(line, sizeof(line), routes) != NULL)
		sscanf(line, "%*s %x", &destination);
	if (routes != NULL)
		fclose(routes);
	return destination == 0;
}

/* Why the program has ended: by its own words, and where we know a remedy. */
static int
program_failed(int paper)
{
	char line[PAPER + 1];

	read_last_line(paper, line);
	int tun = open(TUN, O_RDWR | O_CLOEXEC);
	if (tun != -1)
		close(tun);
	int missing = tun == -1 ? errno : 0;
	errno = ENETUNREACH;
	if (missing == 0 && !has_way_out("self"))
		return network_failed("the host has no default route (ip route "
				      "add default via ADDRESS)%s%s",
		    line[0] != '\0' ? ": " : "", line);
	if (missing == 0)
		return network_failed("%s", line);
	return network_failed("%s: %s (%s)%s%s", TUN, strerror(missing),
	    missing == EACCES || missing == EPERM
		? "a user needs it: chmod 666 " TUN
		: "modprobe tun",
	    line[0] != '\0' ? ": " : "", line);
}

/* Until the program is ready, or has ended. */
static int
await(pid_t pid, int paper)
{
	char process[16];

	snprintf(process, sizeof(process), "%d", (int)pid);
	for (int i = 0; i < 1000; i++) {
		if (has_way_out(process))
			return 0;
		if (waitpid(helper, NULL, WNOHANG) == helper) {
			helper = -1;
			return program_failed(paper);
		}
		usleep(10000);
	}
	errno = ETIMEDOUT;
	return -1;
}

int
rootless_join(const struct network *n, pid_t pid)
{
	const char *program = rootless_program();
	sigset_t none;

	if (program == NULL) {
		errno = ENOENT;
		return failure_set("pasta, or slirp4netns");
	}
	int paper = make_paper();
	if (paper == -1)
		return failure_set("%s", program);
	helper = fork();
	if (helper == 0) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		execute(n, program, pid, paper);
	}
	/* PR_SET_PDEATHSIG is forgotten where it enters a user namespace. */
	if (helper == -1 || death_watchdog_start(helper) == -1 ||
	    await(pid, paper) == -1)
		return file_close(paper, failure_set("%s", program));
	return file_close(paper, 0);
}

void
rootless_leave(void)
{
	if (helper == -1)
		return;
	kill(helper, SIGKILL);
	waitpid(helper, NULL, 0);
	helper = -1;
}
