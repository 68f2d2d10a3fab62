#include "07-combined/store/state.h"

#include "07-combined/store/owned_directory.h"
#include "07-combined/store/remove_tree.h"
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
static int root_fd = -1;

void
state_set_root(const char *directory)
{
	state_close();
	snprintf(root, sizeof(root), "%s", directory);
}

const char *
state_root(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (root[0] != '\0')
		return root;
	/* Root in a user namespace of podman's does not own /run. */
	if (geteuid() == 0 && access("/run", W_OK) == 0)
		state_set_root("/run/combined");
	else if (runtime != NULL && runtime[0] != '\0')
		snprintf(root, sizeof(root), "%s/combined", runtime);
	else
		snprintf(root, sizeof(root), "/tmp/combined-%u", geteuid());
	return root;
}

/* The last container's end takes the root away: the next one is another. */
int
state_directory(bool make)
{
	struct stat st;

	if (root_fd != -1 && fstat(root_fd, &st) == 0 && st.st_nlink > 0)
		return root_fd;
	state_close();
	root_fd = directory_open(state_root(), make, false);
	return root_fd;
}

void
state_close(void)
{
	if (root_fd != -1)
		close(root_fd);
	root_fd = -1;
}

/* A file of a container, by the root's descriptor. */
static int
open_file(const char *id, const char *file, int flags)
{
	char path[PATH_MAX];

	int directory = state_directory(false);
	if (directory == -1)
		return -1;
	if (snprintf(path, sizeof(path), "%s/%s", id, file) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return directory_open_below(directory, path, flags, 0600);
}

int
state_open(const char *id, const char *file, int flags)
{
	if (state_id_valid(id))
		return open_file(id, file, flags);
	errno = ENOENT;
	return -1;
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
	int fd = open_file(id, "lock", O_RDWR | flags);
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

char *
state_cgroup(const char *id)
{
	char *name;

	return asprintf(&name, "combined/%s", id) == -1 ? NULL : name;
}

/* And the directories above it: an engine's --root may lie deeper than what is
 * there. */
static int
make_root(void)
{
	return state_directory(true) == -1 ? -1 : 0;
}

int
state_create(const char *id)
{
	if (!state_id_valid(id)) {
		errno = EINVAL;
		return -1;
	}
	/* Again when another's state_remove() takes the empty root away. */
	do {
		if (make_root() == -1)
			return -1;
		errno = 0;
	} while (mkdirat(root_fd, id, 0700) == -1 && errno == ENOENT);
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
state_store(int directory, const char *path, json_t *value, bool durable)
{
	char temporary[PATH_MAX];

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	int fd = directory_open_below(
	    directory, temporary, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	FILE *file = fd != -1 ? fdopen(fd, "w") : NULL;
	if (file == NULL && fd == -1)
		return -1;
	bool good = file != NULL &&
		    json_dumpf(value, file, JSON_INDENT(2)) == 0 &&
		    fflush(file) == 0 && (!durable || fsync(fd) == 0);
	if ((file != NULL ? fclose(file) : close(fd)) == 0 && good &&
	    renameat(directory, temporary, directory, path) == 0)
		return 0;
	int saved_errno = errno;
	unlinkat(directory, temporary, 0);
	errno = saved_errno;
	return -1;
}

bool
state_is_known(const char *name)
{
	int directory = state_open(name, ".", O_PATH | O_DIRECTORY);

	if (directory != -1)
		close(directory);
	return directory != -1 || !state_id_valid(name) || errno != ENOENT;
}

int
state_write(const char *id, const char *file, json_t *value)
{
	int directory = open_file(id, ".", O_PATH | O_DIRECTORY);

	if (directory == -1)
		return -1;
	return file_close(
	    directory, state_store(directory, file, value, false));
}

int
state_write_new(const char *id, const char *file, const char *text)
{
	int fd = open_file(id, file, O_WRONLY | O_CREAT | O_TRUNC);

	if (fd == -1)
		return -1;
	return file_close(fd, file_write_all(fd, text, strlen(text)));
}

json_t *
state_load(int directory, const char *path)
{
	json_error_t error;
	int fd = directory_open_below(directory, path, O_RDONLY, 0);
	FILE *file = fd != -1 ? fdopen(fd, "r") : NULL;

	if (file == NULL && fd != -1)
		file_close(fd, -1);
	if (file == NULL)
		return NULL;
	/* jansson reports bad syntax also where it had no memory. */
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
	int directory = state_open(id, ".", O_PATH | O_DIRECTORY);

	if (directory == -1)
		return NULL;
	json_t *value = state_load(directory, file);
	file_close(directory, -1);
	return value;
}

int
state_remove(const char *id)
{
	int fd = open_file(id, ".", O_RDONLY | O_DIRECTORY);
	DIR *directory = fd != -1 ? fdopendir(fd) : NULL;

	if (directory == NULL)
		return fd == -1 ? -1 : file_close(fd, -1);
	for (struct dirent *e; (e = readdir(directory)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			remove_tree_at(fd, e->d_name);
	closedir(directory);
	if (unlinkat(root_fd, id, AT_REMOVEDIR) == -1)
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

	int directory = state_directory(false);
	if (directory == -1)
		return errno == ENOENT ? 0 : -1;
	int n = scandirat(directory, ".", &entries, is_container, alphasort);
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
