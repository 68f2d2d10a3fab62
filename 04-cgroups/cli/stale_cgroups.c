#include "04-cgroups/cli/stale_cgroups.h"

#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/tree/hierarchy.h"
#include "common/explain.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

const char *
stale_next_name(void)
{
	static char name[64];
	static int calls;
	int pid = getpid();

	if (++calls == 1)
		snprintf(name, sizeof(name), STALE_PREFIX "%d", pid);
	else
		snprintf(name, sizeof(name), STALE_PREFIX "%d-%d", pid, calls);
	return name;
}

/* Returns a descriptor that holds the lock until it is closed, or -1. */
static int
lock(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return control_failed(dir);
	explain("in use, as long as this process lives",
	    "flock(%d<%s>, LOCK_EX|LOCK_NB)", fd, dir);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	control_failed(dir);
	int saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return -1;
}

int
stale_lock(const struct cgroup *cgroup)
{
	return lock(cgroup_main_directory(cgroup)) == -1 ? -1 : 0;
}

/* Returns 1 when the cgroup was stale and is removed, 0 when it is in use. */
static int
clean_one(const char *name)
{
	struct cgroup cgroup;

	if (cgroup_open(&cgroup, name) == -1)
		return errno == ENOENT ? 0 : -1;
	int fd = lock(cgroup_main_directory(&cgroup));
	if (fd == -1)
		return errno == EWOULDBLOCK || errno == ENOENT ? 0 : -1;
	int result = 1;
	if (cgroup_kill(&cgroup) == -1 || cgroup_remove(&cgroup) == -1)
		result = -1;
	int saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return result;
}

static int
clean_below(const char *top, void (*done)(const char *name))
{
	struct dirent *entry;
	int result = 0;

	DIR *dir = opendir(top);
	if (dir == NULL)
		return control_failed(top);
	while (result != -1 && (entry = readdir(dir)) != NULL) {
		if (entry->d_type != DT_DIR ||
		    strncmp(
			entry->d_name, STALE_PREFIX, strlen(STALE_PREFIX)) != 0)
			continue;
		result = clean_one(entry->d_name);
		if (result == 1)
			done(entry->d_name);
	}
	int saved_errno = errno;
	closedir(dir);
	errno = saved_errno;
	return result == -1 ? -1 : 0;
}

int
stale_clean(void (*done)(const char *name))
{
	struct hierarchy found[CGROUP_CONTROLLERS];

	if (hierarchy_find(found) == -1)
		return -1;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (found[i].version != 0 &&
		    clean_below(found[i].top, done) == -1)
			return -1;
	return 0;
}
