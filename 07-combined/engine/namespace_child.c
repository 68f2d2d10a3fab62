#include "07-combined/engine/namespace_child.h"

#include "02-namespaces/ns.h"
#include "03-setns/join.h"
#include "07-combined/store/remove_tree.h"
#include "common/exits.h"
#include "common/failure.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the last child has: users of its own, which root or a normal user gave it. */
static bool has_users, of_root;

static int clone_failed(void);

pid_t
namespace_child_fork(const struct container_spec *spec)
{
	int ends[2];
	char go = 'g';

	if (pipe2(ends, O_CLOEXEC) == -1)
		return failure_set("pipe2");
	has_users = spec->namespaces & CLONE_NEWUSER;
	of_root = geteuid() == 0;
	pid_t pid = ns_clone3(CLONE_NEWNS | spec->namespaces, -1);
	if (pid == 0) {
		close(ends[1]);
		if (read(ends[0], &go, 1) != 1)
			_exit(EXIT_OURS);
		close(ends[0]);
		if (has_users && join_become_root() == -1)
			namespace_child_failed("root of a user namespace");
		return 0;
	}
	close(ends[0]);
	if (pid == -1) {
		close(ends[1]);
		return clone_failed();
	}
	if (ns_map_ids(pid, spec->uids, spec->nuids, spec->gids, spec->ngids) ==
		-1 ||
	    write(ends[1], &go, 1) != 1)
		warn("the users of process %d", (int)pid);
	close(ends[1]);
	return pid;
}

static const char *
advice(void)
{
	return has_users ? ns_user_advice(errno, of_root) : NULL;
}

/* Keeps errno, and what ns_clone3() says of it. */
static int
clone_failed(void)
{
	char call[160];

	if (advice() == NULL)
		return -1;
	snprintf(call, sizeof(call), "%s", failure_text());
	return failure_set("%s (%s)", call, advice());
}

_Noreturn void
namespace_child_failed(const char *step)
{
	if (advice() != NULL)
		err(EXIT_OURS, "%s (%s)", step, advice());
	err(EXIT_OURS, "%s", step);
}

int
namespace_child_remove_tree(int dir, const char *path)
{
	static struct container_spec spec;
	int status = 0;

	if (geteuid() == 0)
		return remove_tree_at(dir, path);
	/* Where we may not look, there is nothing that we have made. */
	if (faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW) == -1 &&
	    (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
		return 0;
	container_spec_init(&spec);
	if (container_map_users(&spec) == -1)
		return -1;
	pid_t pid = namespace_child_fork(&spec);
	if (pid == 0)
		_exit(remove_tree_at(dir, path) == -1 ? errno : 0);
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		return -1;
	errno = WEXITSTATUS(status);
	return errno == 0 ? 0 : -1;
}
