/* What a specification and a container are like to begin with. */
#include "07-combined/engine/container.h"

#include "common/exits.h"

#include <unistd.h>

void
container_spec_init(struct container_spec *spec)
{
	*spec = (struct container_spec){
		.start_socket = -1,
		.lock = -1,
		.stdio = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO },
		.seccomp_agent = -1,
		.join_pidfd = -1,
		.rootfs_fd = -1,
		.hook_input = -1,
	};
}

void
container_init(struct container *c, const struct container_spec *spec)
{
	*c = (struct container){
		.spec = spec,
		.pid = -1,
		.channel = -1,
		.master = -1,
		.shared_file = -1,
		.status = EXIT_OURS,
		.apparmor_lock = -1,
		.root = { CONTAINER_MOUNT_NO_FDS },
		.upper_mount = -1,
		.upper_fd = -1,
		.work_fd = -1,
		.stdio = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO },
		.pid_namespace = -1,
	};
}
