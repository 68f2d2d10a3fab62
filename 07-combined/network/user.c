#include "07-combined/network/user.h"

#include "07-combined/guard.h"
#include "common/exits.h"
#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t speaker = -1; /* pasta, or slirp4netns: our child */

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
	sigset_t none;

	if (program == NULL) {
		errno = ENOENT;
		return -1;
	}
	explain_call("%s", program);
	speaker = fork();
	if (speaker == 0) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		execute(n, program, pid);
	}
	/* PR_SET_PDEATHSIG is forgotten where it enters a user namespace. */
	if (speaker == -1 || guard_start(speaker) == -1)
		return -1;
	for (int i = 0; i < 1000; i++) {
		if (has_way_out(pid))
			return 0;
		if (waitpid(speaker, NULL, WNOHANG) == speaker) {
			speaker = -1;
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
	if (speaker == -1)
		return;
	kill(speaker, SIGKILL);
	waitpid(speaker, NULL, 0);
	speaker = -1;
}
