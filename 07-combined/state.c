#include "07-combined/state.h"

#include "common/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char root[PATH_MAX / 2];

void
state_set_root(const char *directory)
{
	snprintf(root, sizeof(root), "%s", directory);
}

const char *
state_root(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (root[0] != '\0')
		return root;
	/* Root in a user namespace of podman's is not the one who owns /run. */
	if (geteuid() == 0 && access("/run", W_OK) == 0)
		state_set_root("/run/combined");
	else if (runtime != NULL)
		snprintf(root, sizeof(root), "%s/combined", runtime);
	else
		snprintf(root, sizeof(root), "/tmp/combined-%u", geteuid());
	return root;
}

const char *
state_path(const char *id, const char *file, char *path, size_t size)
{
	if (snprintf(path, size, "%s/%s/%s", state_root(), id, file) >=
	    (int)size) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return path;
}

bool
state_id_valid(const char *id)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.";
	size_t length = strspn(id, good);

	return length > 0 && length <= NAME_MAX && id[length] == '\0' &&
	       strcmp(id, ".") != 0 && strcmp(id, "..") != 0;
}

/* Opens the lock file and waits for the lock: flock(2), gone with its owner. */
static int
lock(const char *id, int flags)
{
	char path[PATH_MAX];

	if (state_path(id, "lock", path, sizeof(path)) == NULL)
		return -1;
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	if (fd == -1)
		return -1;
	struct stat st;
	if (flock(fd, LOCK_EX) == -1 || fstat(fd, &st) == -1) {
		close(fd);
		return -1;
	}
	/* While we waited, the container may have been removed. */
	if (st.st_nlink == 0) {
		close(fd);
		errno = ENOENT;
		return -1;
	}
	return fd;
}

/* /tmp/combined-UID may be somebody else's, who makes up containers of ours. */
static int
check_owner(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == -1)
		return -1;
	if (st.st_uid == geteuid() &&
	    (S_ISLNK(st.st_mode) || !(st.st_mode & (S_IWGRP | S_IWOTH))))
		return 0;
	errno = EPERM;
	return -1;
}

int
state_make_root(void)
{
	char path[sizeof(root)];

	snprintf(path, sizeof(path), "%s", state_root());
	for (char *slash = path; (slash = strchr(slash + 1, '/')) != NULL;) {
		*slash = '\0';
		if (mkdir(path, 0711) == -1 && errno != EEXIST)
			return -1;
		*slash = '/';
	}
	if (mkdir(path, 0700) == 0)
		return 0;
	return errno == EEXIST ? check_owner(path) : -1;
}

int
state_create(const char *id)
{
	char path[PATH_MAX];

	if (!state_id_valid(id)) {
		errno = EINVAL;
		return -1;
	}
	if (state_path(id, "", path, sizeof(path)) == NULL)
		return -1;
	/* Again when another's state_remove() takes the empty root away. */
	do {
		if (state_make_root() == -1)
			return -1;
		errno = 0;
	} while (mkdir(path, 0700) == -1 && errno == ENOENT);
	if (errno != 0)
		return -1;
	int fd = lock(id, O_CREAT);
	if (fd == -1) {
		int saved_errno = errno;
		state_remove(id);
		errno = saved_errno;
	}
	return fd;
}

int
state_lock(const char *id)
{
	if (!state_id_valid(id)) {
		errno = ENOENT;
		return -1;
	}
	/* O_CREAT: a creation that was cut short may have no lock yet. */
	return lock(id, O_CREAT);
}

int
state_store(const char *path, json_t *value, bool durable)
{
	char temporary[PATH_MAX];

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	int fd =
	    open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *file = fd != -1 ? fdopen(fd, "w") : NULL;
	if (file == NULL && fd == -1)
		return -1;
	bool good = file != NULL &&
		    json_dumpf(value, file, JSON_INDENT(2)) == 0 &&
		    fflush(file) == 0 && (!durable || fsync(fd) == 0);
	if ((file != NULL ? fclose(file) : close(fd)) == 0 && good &&
	    rename(temporary, path) == 0)
		return 0;
	int saved_errno = errno;
	unlink(temporary);
	errno = saved_errno;
	return -1;
}

int
state_write(const char *id, const char *file, json_t *value)
{
	char path[PATH_MAX];

	if (state_path(id, file, path, sizeof(path)) == NULL)
		return -1;
	return state_store(path, value, false);
}

json_t *
state_load(const char *path)
{
	json_error_t error;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return NULL;
	/* It calls many a thing bad syntax for which it had no memory. */
	errno = 0;
	json_t *value = json_loadf(file, 0, &error);
	int why = errno == ENOMEM ? ENOMEM : EBADMSG;
	if (ferror(file))
		why = EIO;
	fclose(file);
	errno = why;
	return value;
}

json_t *
state_read(const char *id, const char *file)
{
	char path[PATH_MAX];

	if (!state_id_valid(id)) {
		errno = ENOENT;
		return NULL;
	}
	if (state_path(id, file, path, sizeof(path)) == NULL)
		return NULL;
	return state_load(path);
}

int
state_remove(const char *id)
{
	char path[PATH_MAX];

	if (state_path(id, "", path, sizeof(path)) == NULL)
		return -1;
	DIR *directory = opendir(path);
	if (directory == NULL)
		return -1;
	for (struct dirent *e; (e = readdir(directory)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			unlinkat(dirfd(directory), e->d_name, 0);
	closedir(directory);
	if (rmdir(path) == -1)
		return -1;
	rmdir(state_root()); /* the last one takes the root with it */
	return 0;
}

static int
is_container(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && state_id_valid(entry->d_name);
}

int
state_each(void (*visit)(const char *id, void *data), void *data)
{
	struct dirent **entries;
	int n = scandir(state_root(), &entries, is_container, alphasort);

	if (n == -1)
		return errno == ENOENT ? 0 : -1;
	for (int i = 0; i < n; i++) {
		visit(entries[i]->d_name, data);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

unsigned long long
state_start_time(pid_t pid)
{
	char path[64], text[1024], process_state = 'Z';
	unsigned long long ticks = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (file_read(path, text, sizeof(text)) == -1)
		return 0;
	errno = ESRCH;

	/* The name, field 2, may hold anything but ends at the last ')'. */
	const char *rest = strrchr(text, ')');
	if (rest == NULL ||
	    sscanf(rest + 1,
		" %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d "
		"%*d %*d %*d %*d %llu",
		&process_state, &ticks) != 2)
		return 0;
	return process_state == 'Z' || process_state == 'X' ? 0 : ticks;
}

int
state_open_process(pid_t pid, unsigned long long start)
{
	int fd = syscall(SYS_pidfd_open, pid, 0);
	struct pollfd end = { .fd = fd, .events = POLLIN };

	if (fd == -1 && errno == EINVAL)
		errno = ESRCH; /* it is being reaped, at this moment */
	/* After the descriptor is there the number cannot change hands. */
	unsigned long long now = fd == -1 ? 0 : state_start_time(pid);
	if (fd == -1 || now == start)
		return fd;
	/* Its file may be gone with it; or we cannot see /proc. */
	int why = now != 0 || poll(&end, 1, 0) == 1 ? ESRCH : errno;
	errno = why;
	return file_close(fd, -1);
}
