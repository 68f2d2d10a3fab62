/* A namespace without a process: /proc/PID/ns/TYPE, mounted on a file. */
#include "03-setns/join.h"

#include "02-namespaces/ns.h"
#include "common/explain.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

static int find_source(pid_t pid, const char *type, char *source, size_t size);

int
join_keep(pid_t pid, const char *type, const char *path)
{
	char source[64];

	if (find_source(pid, type, source, sizeof(source)) == -1)
		return -1;
	/* A file can only be mounted on a file. */
	int fd = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd == -1)
		return -1;
	close(fd);
	explain("the mount keeps the namespace, without a process",
	    "mount(\"%s\", \"%s\", NULL, MS_BIND, NULL)", source, path);
	if (mount(source, path, NULL, MS_BIND, NULL) == 0)
		return 0;
	int saved_errno = errno == ENOENT ? ESRCH : errno;
	unlink(path);
	errno = saved_errno;
	return -1;
}

int
join_forget(const char *path)
{
	struct statfs fs;

	if (statfs(path, &fs) == -1)
		return -1;
	if (fs.f_type != NSFS_MAGIC) {
		errno = EINVAL;
		return -1;
	}
	/* The namespace ends with its last process and open descriptor. */
	explain("the mount no longer holds the namespace",
	    "umount2(\"%s\", MNT_DETACH)", path);
	if (umount2(path, MNT_DETACH) == -1)
		return -1;
	return unlink(path);
}

/* Writes the path of a process's namespace into source. */
static int
find_source(pid_t pid, const char *type, char *source, size_t size)
{
	int flag = ns_flag(type);

	for (int i = 0; i < NS_TYPES; i++)
		if (flag == ns_types[i].flag) {
			snprintf(source, size, "/proc/%d/ns/%s", pid,
			    ns_types[i].file);
			if (access(source, F_OK) == 0)
				return 0;
			if (errno == ENOENT)
				file_no_process();
			return -1;
		}
	errno = EINVAL;
	return -1;
}
