#include "06-apparmor/apparmor.h"

#include "common/exits.h"
#include "common/explain.h"
#include "common/file.h"
#include "common/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/apparmor.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ON_EXEC "/proc/self/attr/apparmor/exec" /* since Linux 5.8 */
#define LOAD "/sys/kernel/security/apparmor/.load"
#define REPLACE "/sys/kernel/security/apparmor/.replace"
#define REMOVE "/sys/kernel/security/apparmor/.remove"

static int run_parser(int profile, int policy);
static void *read_all(int fd, size_t *size);

/*
 * To enter a profile is to write to a file. The change waits for execve(2),
 * which gives the new program memory that no process outside the profile has
 * prepared. The kernel takes each write for a whole request, so the words are
 * one write.
 */
int
apparmor_change_onexec(const char *name, bool stack)
{
	char request[APPARMOR_LABEL_MAX];
	int length = snprintf(
	    request, sizeof(request), "%s %s", stack ? "stack" : "exec", name);

	if (length >= (int)sizeof(request)) {
		errno = EFBIG;
		return -1;
	}
	int fd = file_open_to_write(ON_EXEC);
	if (fd == -1)
		return -1;
	explain(stack ? "at the next execve: into this one, too"
		      : "at the next execve: into this profile",
	    "write(%d</proc/.../attr/apparmor/exec>, \"%s\", %d)", fd, request,
	    length);
	ssize_t written = write(fd, request, length);
	return file_close(fd, written == length ? 0 : -1);
}

/* To load a profile is to write to a file, too: all of the tables at once. */
int
apparmor_load(const void *policy, size_t size, bool replace)
{
	const char *path = replace ? REPLACE : LOAD;

	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	explain("the kernel gets the profile", "write(%d<%s>, ..., %zu)", fd,
	    path, size);
	return file_close(fd, write(fd, policy, size) == -1 ? -1 : 0);
}

int
apparmor_unload(const char *name)
{
	return file_write(
	    REMOVE, "a process in it becomes unconfined", "%s", name);
}

/*
 * The kernel does not read the language of profiles. apparmor_parser(8)
 * compiles it to tables, a state machine that matches paths.
 */
void *
apparmor_compile(const char *text, size_t *size)
{
	ssize_t length = strlen(text);
	void *policy = NULL;

	int in = memfd_create("profile", MFD_CLOEXEC);
	int out = memfd_create("policy", MFD_CLOEXEC);
	if (in != -1 && out != -1 && pwrite(in, text, length, 0) == length &&
	    run_parser(in, out) == 0)
		policy = read_all(out, size);
	if (out != -1)
		file_close(out, 0);
	if (in != -1)
		file_close(in, 0);
	return policy;
}

/* Becomes the parser: the profile is its input, the tables are its output. */
static void
exec_parser(int profile, int policy)
{
	char *argv[] = { "apparmor_parser", "--stdout", "--quiet", NULL };

	dup2(profile, STDIN_FILENO);
	dup2(policy, STDOUT_FILENO);
	explain_exec("compiles the profile", argv);
	execvp(argv[0], argv);
	execv("/sbin/apparmor_parser", argv); /* not on a user's $PATH */
	_exit(EXIT_NOT_FOUND);
}

/* With --step the parser may wait for Enter: a signal ends it, too. */
static void
pass_signal(pid_t child)
{
	int sig = 0, pidfd = syscall(SYS_pidfd_open, child, 0);

	if (pidfd == -1)
		return;
	if (interrupt_wait(pidfd, &sig) != 0)
		kill(child, sig);
	close(pidfd);
}

static int
run_parser(int profile, int policy)
{
	int status;

	pid_t child = fork();
	if (child == 0)
		exec_parser(profile, policy);
	if (child == -1)
		return -1;
	pass_signal(child);
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR)
			return -1;
	if (status == 0)
		return 0;
	errno = status == W_EXITCODE(EXIT_NOT_FOUND, 0) ? ENOENT : EINVAL;
	return -1;
}

/* Reads all of a file in memory. */
static void *
read_all(int fd, size_t *size)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return NULL;
	*size = st.st_size;
	void *all = malloc(*size + 1);
	if (all != NULL && pread(fd, all, *size, 0) != (ssize_t)*size) {
		free(all);
		return NULL;
	}
	return all;
}

int
apparmor_read(
    pid_t pid, char *label, size_t label_size, char *mode, size_t mode_size)
{
	char *text, *mode_in_text;

	if (!apparmor_available())
		return -1;
	if (aa_gettaskcon(pid != 0 ? pid : getpid(), &text, &mode_in_text) ==
	    -1) {
		if (errno == ENOENT)
			errno = ESRCH;
		return -1;
	}
	snprintf(label, label_size, "%s", text);
	snprintf(mode, mode_size, "%s", mode_in_text ? mode_in_text : "");
	free(text);
	return 0;
}

bool
apparmor_available(void)
{
	return aa_is_enabled() == 1;
}

const char *
apparmor_remedy(int error)
{
	switch (error) {
	case ENOSYS:
		return "this kernel has none: see 'make doctor' and 'make vm'";
	case ECANCELED:
		return "switched off: boot with apparmor=1 security=apparmor";
	case ENOENT:
		return "mount -t securityfs none /sys/kernel/security";
	default:
		return "try as root";
	}
}
