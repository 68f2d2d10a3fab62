#include "04-cgroups/v1/tasks_v1.h"

#include "04-cgroups/tree/control_file.h"
#include "common/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int
tasks_v1_open(struct tasks_v1 *tasks, const struct cgroup *cgroup)
{
	char path[CONTROL_PATH];

	tasks->any = false;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		tasks->fds[i] = -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (cgroup->at[i].version != 1 ||
		    !cgroup_has_directory(cgroup, i))
			continue;
		control_path(path, cgroup->at[i].path, "tasks");
		tasks->fds[i] = open(path, O_WRONLY | O_CLOEXEC);
		if (tasks->fds[i] == -1) {
			tasks_v1_close(tasks);
			return control_failed(path);
		}
		tasks->any = true;
	}
	return 0;
}

int
tasks_v1_enter(const struct tasks_v1 *tasks, const struct cgroup *cgroup)
{
	char path[CONTROL_PATH];

	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (tasks->fds[i] == -1)
			continue;
		control_path(path, cgroup->at[i].path, "tasks");
		explain("the child enters, while it has one thread",
		    "write(%d<%s>, \"0\", 1)", tasks->fds[i], path);
		if (write(tasks->fds[i], "0", 1) != 1)
			return control_failed(path);
	}
	return 0;
}

void
tasks_v1_close(struct tasks_v1 *tasks)
{
	int saved_errno = errno;

	for (int i = 0; tasks->any && i < CGROUP_CONTROLLERS; i++)
		if (tasks->fds[i] != -1)
			close(tasks->fds[i]);
	tasks->any = false;
	errno = saved_errno;
}
