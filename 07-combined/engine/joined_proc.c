#include "07-combined/engine/joined_proc.h"

#include "01-caps/caps.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/handover.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A root that is empty, and nothing else that is mounted. */
static int
enter_nothing(void)
{
	explain("an empty directory", "mount(\"none\", \"/proc\", \"tmpfs\", "
				      "MS_RDONLY, NULL)");
	if (mount("none", "/proc", "tmpfs", MS_RDONLY, NULL) == -1 ||
	    chdir("/proc") == -1)
		return -1;
	explain("\"/\" is empty from now on", "pivot_root(\".\", \".\")");
	if (syscall(SYS_pivot_root, ".", ".") == -1)
		return -1;
	explain("the host's mounts are gone", "umount2(\".\", MNT_DETACH)");
	return umount2(".", MNT_DETACH);
}

/* fsopen(2) wants CAP_SYS_ADMIN; in a user namespace that has nothing. */
static int
keep_one_power(void)
{
	const uint64_t admin = CAPS_BIT(CAP_SYS_ADMIN);

	return caps_set(admin, admin, admin) == -1 ? -1
						   : caps_raise_ambient(admin);
}

static _Noreturn void
visit(int pid_namespace, int end)
{
	const int socket = 3;

	explain("for the next child", "setns(%d<...>, CLONE_NEWPID)",
	    pid_namespace);
	if (setns(pid_namespace, CLONE_NEWPID) == -1 ||
	    ns_unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1 ||
	    enter_nothing() == -1 || keep_one_power() == -1)
		_exit(errno);
	if (end != socket && dup3(end, socket, O_CLOEXEC) == -1)
		_exit(errno);
	if (close_range(socket + 1, ~0U, 0) == -1)
		_exit(errno);
	for (int fd = 0; fd < socket; fd++)
		close(fd);
	handover_open_proc(socket);
	_exit(errno);
}

/* Returns the context, a descriptor. */
static int
fetch(int pid_namespace)
{
	int ends[2], context = -1, status;

	if (channel_open(ends) == -1)
		return failure_set("socketpair");
	pid_t pid = fork();
	if (pid == 0)
		visit(pid_namespace, ends[1]);
	close(ends[1]);
	int result = pid == -1 ? -1 : channel_receive_fd(ends[0], &context);
	if (pid != -1 && waitpid(pid, &status, 0) == pid && result != 1)
		errno = WIFEXITED(status) ? WEXITSTATUS(status) : ECANCELED;
	if (context == -1)
		failure_set("fsopen(\"proc\") in the PID namespace");
	return file_close(ends[0], context);
}

/* "hidepid=2,subset=pid": each is one call. */
static int
set_options(int context, const char *data)
{
	char *copy = strdup(data), *rest = copy, *option;
	int result = copy == NULL ? -1 : 0;

	while (result == 0 && (option = strsep(&rest, ",")) != NULL) {
		char *value = strchr(option, '=');

		if (value != NULL)
			*value++ = '\0';
		if (option[0] != '\0')
			result = fsconfig(context,
			    value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG,
			    option, value, 0);
	}
	free(copy);
	return result;
}

/* The new API has numbers of its own for the flags of mount(2). */
static unsigned int
attributes(unsigned long flags)
{
	return (flags & MS_RDONLY ? MOUNT_ATTR_RDONLY : 0) |
	       (flags & MS_NOSUID ? MOUNT_ATTR_NOSUID : 0) |
	       (flags & MS_NODEV ? MOUNT_ATTR_NODEV : 0) |
	       (flags & MS_NOEXEC ? MOUNT_ATTR_NOEXEC : 0);
}

/*
 * Is it of proc(5)? It comes from a process in sight of the container, and one
 * with SYS_PTRACE may have exchanged the name, or the descriptor: with our
 * power it would become any filesystem of the host's. No other one knows this
 * option, but some accept whatever they are told.
 */
static int
must_be_proc(int context)
{
	if (fsconfig(context, FSCONFIG_SET_STRING, "hidepid", "0", 0) == -1)
		return failure_set("fsconfig: is it of proc?");
	if (fsconfig(context, FSCONFIG_SET_FLAG, "no_such_option", NULL, 0) ==
		-1 &&
	    errno == EINVAL)
		return 0;
	errno = EXDEV;
	return failure_set("fsconfig: is it of proc?");
}

static int
make(int context, const struct container_mount *m)
{
	if (must_be_proc(context) == -1)
		return -1;
	if ((m->data != NULL && set_options(context, m->data) == -1) ||
	    fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == -1)
		return failure_set("fsconfig: a proc with the options \"%s\"",
		    m->data != NULL ? m->data : "");
	explain("the processes of the other PID namespace",
	    "fsmount(%d<...>, FSMOUNT_CLOEXEC, ...)", context);
	int tree = fsmount(context, FSMOUNT_CLOEXEC, attributes(m->flags));
	return tree == -1 ? failure_set("fsmount: a proc") : tree;
}

static int
hold(int pid_namespace, struct container_mount *m)
{
	int context = fetch(pid_namespace);

	if (context == -1)
		return -1;
	m->mount_fd = make(context, m);
	return file_close(context, m->mount_fd != -1 ? 0 : -1);
}

int
joined_proc_open_all(struct container *c)
{
	for (size_t i = 0; c->enters_pid_namespace && i < c->nmounts; i++) {
		struct container_mount *m = &c->mounts[i];

		if (m->type != NULL && strcmp(m->type, "proc") == 0 &&
		    m->mount_fd == -1 && hold(c->pid_namespace, m) == -1)
			return -1;
	}
	return 0;
}
