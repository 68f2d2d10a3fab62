#include "07-combined/network_user.h"

#include "common/exits.h"
#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t keeper = -1; /* see keep() */
static int alive = -1;    /* the end of the pipe that says we are */

const char *
network_user_program(void)
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

		*argv++ = p->protocol[0] == 't' ? "-t" : "-u";
		if (asprintf(argv++, "%s%s%u:%u", p->address ? p->address : "",
			p->address ? "/" : "", p->host, p->inside) == -1)
			_exit(EXIT_OURS);
	}
	return argv;
}

/*
 * Neither is to lead anything else in, nor to the services that the host offers
 * itself on its loopback.
 */
static void __attribute__((noreturn))
execute(const struct network *n, const char *program, pid_t pid)
{
	static char *const pasta[] = { "pasta", "--foreground", "--quiet",
		"--config-net", "--no-map-gw", "-T", "none", "-U", "none",
		NULL },
			   *const slirp[] = { "slirp4netns", "--configure",
				   "--disable-host-loopback", "--mtu=65520",
				   NULL };
	char *argv[16 + 2 * NETWORK_PORTS], number[16], **next = argv;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	bool is_pasta = strstr(program, "pasta") != NULL;

	for (char *const *word = is_pasta ? pasta : slirp; *word; word++)
		*next++ = *word;
	if (is_pasta)
		next = add_ports(next, n);
	snprintf(number, sizeof(number), "%d", (int)pid);
	*next++ = number;
	*next++ = is_pasta ? NULL : "eth0";
	*next = NULL;
	explain_exec("speaks for it, from outside", argv);
	/* What it says, several lines long, nobody asked for. */
	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	execv(program, argv);
	_exit(EXIT_CANNOT_EXEC);
}

/*
 * Stays with the program, and ends it when our parent is no more, of which the
 * end of the pipe tells: PR_SET_PDEATHSIG is forgotten where a program enters a
 * user namespace.
 */
static void __attribute__((noreturn))
keep(const struct network *n, const char *program, pid_t pid, int pipe_end)
{
	struct pollfd files[2] = { { .events = POLLIN },
		{ .fd = 3, .events = POLLIN } };
	sigset_t none;

	/* Nothing else of our parent's stays open by us: its locks, say. */
	dup2(pipe_end, 3);
	close_range(4, ~0U, 0);
	pid_t child = fork();
	if (child == 0) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		close(3);
		execute(n, program, pid);
	}
	files[0].fd = syscall(SYS_pidfd_open, child, 0);
	poll(files, 2, -1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	_exit(EXIT_OURS);
}

/* Its routing table is the sign: one that leads everywhere, 0.0.0.0. */
static bool
has_way_out(pid_t pid)
{
	char path[64], line[256];
	unsigned int destination = 1;

	snprintf(path, sizeof(path), "/proc/%d/net/route", (int)pid);
	FILE *routes = fopen(path, "re");
	while (routes != NULL && destination != 0 &&
	       fgets(line, sizeof(line), routes) != NULL)
		sscanf(line, "%*s %x", &destination);
	if (routes != NULL)
		fclose(routes);
	return destination == 0;
}

int
network_user_join(const struct network *n, pid_t pid)
{
	const char *program = network_user_program();
	int ends[2];

	explain_call("%s", program);
	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	keeper = fork();
	if (keeper == 0) {
		close(ends[1]);
		keep(n, program, pid, ends[0]);
	}
	close(ends[0]);
	alive = ends[1];
	for (int i = 0; keeper != -1 && i < 1000; i++) {
		if (has_way_out(pid))
			return 0;
		if (waitpid(keeper, NULL, WNOHANG) == keeper) {
			keeper = -1;
			errno = ENETUNREACH;
			return -1;
		}
		usleep(10000);
	}
	errno = ETIMEDOUT;
	return -1;
}

void
network_user_leave(void)
{
	if (keeper == -1)
		return;
	close(alive);
	waitpid(keeper, NULL, 0);
	keeper = -1;
}
