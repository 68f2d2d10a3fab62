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
#include <sys/wait.h>
#include <unistd.h>

pid_t
namespace_child_fork(const struct container_spec *spec)
{
	int ends[2];
	char go = 'g';

	if (pipe2(ends, O_CLOEXEC) == -1)
		return failure_set("pipe2");
	pid_t pid = ns_clone3(CLONE_NEWNS | spec->namespaces, -1);
	if (pid == 0) {
		close(ends[1]);
		if (read(ends[0], &go, 1) != 1)
			_exit(EXIT_OURS);
		close(ends[0]);
		if (spec->namespaces & CLONE_NEWUSER &&
		    join_become_root() == -1)
			err(EXIT_OURS, "root of a user namespace");
		return 0;
	}
	close(ends[0]);
	if (pid != -1 && (ns_map_ids(pid, spec->uids, spec->nuids, spec->gids,
			      spec->ngids) == -1 ||
			     write(ends[1], &go, 1) != 1))
		warn("the users of process %d", (int)pid);
	close(ends[1]);
	return pid;
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
