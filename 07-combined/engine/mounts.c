#include "07-combined/engine/mounts.h"

#include "07-combined/engine/copy_tree.h"
#include "07-combined/engine/detached_mount.h"
#include "07-combined/engine/path_in_root.h"
#include "07-combined/engine/selinux.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int attach(struct container_mount *m, int target, const char *why);
static int add_own(const struct container_mount *m);
static int add_bind(struct container_mount *m);
static const char *why(const char *type);
static int
mount_file_system(int below, const struct container_mount *m, bool existed);
static bool needs_more(const struct container_mount *m);
static int label_root(int top, const struct container_mount *m);

int
mounts_add(struct container_mount *m)
{
	/* What we write there ourselves is to reach the kernel. */
	bool kernel =
	    m->type && (!strcmp(m->type, "proc") || !strcmp(m->type, "sysfs"));
	uint64_t resolve = kernel ? RESOLVE_NO_SYMLINKS : 0;

	if (m->own)
		return add_own(m);
	if (m->type == NULL)
		return add_bind(m);
	int below = path_in_root_open(m->target, resolve);
	bool existed = below != -1;
	if (!existed)
		below = path_in_root_make(m->target, S_IFDIR, resolve);
	below = path_in_root_check(below, m->target);
	if (m->mount_fd != -1) /* another PID namespace's: see joined_proc.h */
		return attach(m, below, why(m->type));
	if (below == -1)
		return -1;
	if (mount_file_system(below, m, existed) == -1)
		return file_close(below, -1);
	if (!needs_more(m))
		return close(below);
	int top = path_in_root_top(below);
	int result = top == -1 ? -1 : label_root(top, m);
	if (result == 0)
		result = mount_set_attributes(top, m);
	if (result == 0 && m->copy_up) {
		result = copy_tree(below, top);
		if (result == -1)
			failure_set("copying to %s what it covers", m->target);
	}
	file_close(below, result);
	if (result == 0 && m->sealed)
		m->mount_fd = top;
	else
		file_close(top, result);
	return result;
}

/* Mounts what is held, and for mounts_seal() goes on holding it. */
static int
attach(struct container_mount *m, int target, const char *why)
{
	int tree = m->mount_fd;

	m->mount_fd = m->sealed ? fcntl(tree, F_DUPFD_CLOEXEC, 3) : -1;
	return mount_attach(tree, target, m->target, why);
}

/* The flags as strace prints them. */
static const char *
flags_text(unsigned long flags, char *text, size_t size)
{
	static const struct {
		unsigned long flag;
		const char *name;
	} names[] = {
		{ MS_RDONLY, "MS_RDONLY" },
		{ MS_NOSUID, "MS_NOSUID" },
		{ MS_NODEV, "MS_NODEV" },
		{ MS_NOEXEC, "MS_NOEXEC" },
		{ MS_STRICTATIME, "MS_STRICTATIME" },
	};
	size_t used = snprintf(text, size, "%s", flags == 0 ? "0" : "");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag && used < size)
			used += snprintf(text + used, size - used, "%s%s",
			    used > 0 ? "|" : "", names[i].name);
	return text;
}

int
mounts_make_directory(const char *path)
{
	int fd = path_in_root_make(path, S_IFDIR, 0);

	return fd == -1 ? -1 : close(fd);
}

/* Is it a directory without an entry? rmdir(2) and unlink(2) would tell, too late. */
static bool
is_empty(int directory)
{
	struct dirent *entry;
	size_t n = 0;
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd == -1 ? NULL : fdopendir(fd);

	if (entries == NULL)
		return file_close(fd, 0) != 0;
	while ((entry = readdir(entries)) != NULL)
		n += strcmp(entry->d_name, ".") != 0 &&
		     strcmp(entry->d_name, "..") != 0;
	closedir(entries);
	return n == 0;
}

/*
 * A link of the image may lead to what is mounted already: to the kernel's own files,
 * which are not masked yet, or to another volume.
 */
static bool
is_of_image(const struct stat *directory)
{
	struct stat root;

	return stat(".", &root) == 0 && root.st_dev == directory->st_dev;
}

/* A new volume begins with what the image has there, as docker's. */
static int
fill_volume(const struct container_mount *m, int below)
{
	struct stat st;

	if (fstat(below, &st) == -1 || !S_ISDIR(st.st_mode) ||
	    !is_of_image(&st) || !is_empty(m->mount_fd))
		return 0;
	explain("the volume is new: what the image has in this directory",
	    "openat(...), pread64(...), write(...) of each file in \"%s\"",
	    m->target);
	if (copy_tree(below, m->mount_fd) == 0)
		return 0;
	/* To the users of this container the volume is another's. */
	if (errno == EACCES || errno == EPERM)
		return 0;
	return failure_set("copying to the volume of %s", m->target);
}

/* A directory is mounted on a directory only; of others the kernel says EINVAL. */
static int
check_kind(
    const struct container_mount *m, int target, const struct stat *source)
{
	struct stat st;

	if (fstat(target, &st) == -1)
		return failure_set("fstat(\"%s\")", m->target);
	if (S_ISDIR(st.st_mode) == S_ISDIR(source->st_mode))
		return 0;
	errno = 0; /* the words say it all */
	return failure_set("%s on %s: one is a directory, the other is not",
	    m->source, m->target);
}

static int
make_read_only(int tree, const struct container_mount *m)
{
	struct container_mount read_only = { CONTAINER_MOUNT_NO_FDS,
		.target = m->target, .type = m->type,
		.here.set = MOUNT_ATTR_RDONLY };

	return mount_set_attributes(tree, &read_only);
}

/*
 * A volume is filled by now. At the end it would be too late: a link of the image, or
 * the working directory, would have us make files in it.
 */
static int
seal_volume(struct container_mount *m)
{
	m->sealed = false;
	return make_read_only(m->mount_fd, m);
}

static int
add_bind(struct container_mount *m)
{
	struct stat st;

	if (fstat(m->mount_fd, &st) == -1)
		return failure_set("fstat(\"%s\")", m->source);
	int target = path_in_root_target(
	    m->target, S_ISDIR(st.st_mode) ? S_IFDIR : S_IFREG, 0);
	if (target != -1 && check_kind(m, target, &st) == -1)
		return file_close(target, -1);
	if (target != -1 && m->copy_up && fill_volume(m, target) == -1)
		return file_close(target, -1);
	if (target != -1 && m->sealed && seal_volume(m) == -1)
		return file_close(target, -1);
	return attach(m, target, m->source);
}

/* mount_setattr(2) makes the root alone read-only: this is another mount. */
static int
add_own(const struct container_mount *m)
{
	struct container_mount held = *m;
	struct stat st;
	int below = path_in_root_target(m->target, S_IFDIR, 0);

	if (below == -1)
		return -1;
	if (fstat(below, &st) == -1 || !S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		failure_set("a volume needs a directory, %s", m->target);
		return file_close(below, -1);
	}
	if (mount_clone(below, "", &held) == -1)
		return file_close(below, -1);
	return mount_attach(held.mount_fd, below, m->target,
	    "a volume without a name: the container's own directory");
}

/* What a file system of this type shows in a container. */
static const char *
why(const char *type)
{
	static const char *const texts[][2] = {
		{ "proc", "the processes of this PID namespace" },
		{ "devpts", "the terminals of this container" },
		{ "mqueue", "the message queues of this IPC namespace" },
		{ "sysfs", "the devices of this network namespace" },
		{ "tmpfs", "in memory, and empty" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i][0], type) == 0)
			return texts[i][1];
	return "a file system that was asked for";
}

/*
 * mount(2) takes a path, not a descriptor: this path leads to the descriptor
 * and to nothing else, as /proc is still the host's.
 */
static int
mount_on(int target, const struct container_mount *m, const char *options)
{
	char flags[128], data[256] = "NULL", path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", target);
	if (options != NULL)
		snprintf(data, sizeof(data), "\"%s\"", options);
	explain(mount_clone_reason(m->target, why(m->type)),
	    "mount(\"%s\", \"%s\", \"%s\", %s, %s)", m->source, path, m->type,
	    flags_text(m->flags, flags, sizeof(flags)), data);
	if (mount(m->source, path, m->type, m->flags, options) == -1)
		return failure_set("mount(\"%s\", \"%s\", \"%s\", %s)",
		    m->source, m->target, m->type, data);
	return 0;
}

/*
 * A tmpfs(5) has the mode of the directory that it covers, as runc has it: the
 * options of m, and that, or NULL with errno. existed: the directory is not
 * ours. To be freed.
 */
static char *
tmpfs_options(const struct container_mount *m, int below, bool existed)
{
	struct stat st;
	char *options;
	const char *given = m->data != NULL ? m->data : "";

	if (!existed || strstr(given, "mode=") != NULL)
		return strdup(given);
	if (fstat(below, &st) == -1)
		return NULL;
	if (asprintf(&options, "mode=%04o%s%s", st.st_mode & 07777,
		given[0] != '\0' ? "," : "", given) == -1)
		return NULL;
	return options;
}

/* A message queue's file system has a label, but not by an option. */
static bool
takes_context(const struct container_mount *m)
{
	return strcmp(m->type, "mqueue") != 0;
}

/* All that mount(2) is told, or NULL with errno. To be freed. */
static char *
all_options(const struct container_mount *m, int below, bool existed)
{
	char *options = strcmp(m->type, "tmpfs") == 0
			    ? tmpfs_options(m, below, existed)
			    : strdup(m->data != NULL ? m->data : "");

	if (options == NULL || m->label == NULL || !takes_context(m))
		return options;
	char *labelled = selinux_mount_options(options, m->label);
	free(options);
	return labelled;
}

static int
mount_file_system(int below, const struct container_mount *m, bool existed)
{
	char *options = all_options(m, below, existed);

	if (options == NULL)
		return failure_set("options of \"%s\"", m->target);
	int result = mount_on(below, m, options[0] != '\0' ? options : NULL);
	int saved_errno = errno;
	free(options);
	errno = saved_errno;
	return result;
}

static int
label_root(int top, const struct container_mount *m)
{
	if (m->label == NULL || takes_context(m))
		return 0;
	return selinux_label_root(top, m->target, m->label);
}

/* What mount(2) has not done yet: see mount_set_attributes(). */
static bool
needs_more(const struct container_mount *m)
{
	return m->copy_up || m->sealed || m->nuids > 0 || m->propagation != 0 ||
	       (m->label != NULL && !takes_context(m)) || m->below.set != 0 ||
	       m->below.clear != 0 || m->here.set != 0 || m->here.clear != 0;
}

int
mounts_seal(struct container_mount *m)
{
	int tree = m->mount_fd;

	m->mount_fd = -1;
	return file_close(tree, make_read_only(tree, m));
}

/* The image may have the device there already, or something else: a trap. */
static int
check_device(int dir, const char *name, const struct container_device *device)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return -1;
	errno = EEXIST;
	return mount_is_device(&st, device) ? 0 : -1;
}

static int
make_node(int dir, const char *name, const struct container_device *device)
{
	if (mknodat(dir, name, device->mode,
		makedev(device->major, device->minor)) == -1) {
		if (errno == EEXIST && check_device(dir, name, device) == 0)
			return 0;
		return failure_set("mknod(\"%s\")", device->path);
	}
	if (device->uid == 0 && device->gid == 0)
		return 0;
	if (fchownat(
		dir, name, device->uid, device->gid, AT_SYMLINK_NOFOLLOW) == -1)
		return failure_set("chown(\"%s\")", device->path);
	return 0;
}

static int
add_device(const struct container_device *device, int mount_fd)
{
	const char *name;

	if (mount_fd != -1)
		return mount_attach(mount_fd,
		    path_in_root_target(device->path, S_IFREG, 0), device->path,
		    "the host's node");
	int dir = path_in_root_directory(device->path, &name, 0);
	return dir == -1 ? -1 : file_close(dir, make_node(dir, name, device));
}

static int
add_links(void)
{
	static const char *const links[][2] = {
		{ "/proc/self/fd", "fd" },
		{ "/proc/self/fd/0", "stdin" },
		{ "/proc/self/fd/1", "stdout" },
		{ "/proc/self/fd/2", "stderr" },
		{ "pts/ptmx", "ptmx" },
		{ "/proc/kcore", "core" },
	};
	size_t n = sizeof(links) / sizeof(links[0]);

	if (access("/proc/kcore", F_OK) == -1) { /* not every kernel has it */
		if (errno != ENOENT)
			return failure_set("access(\"/proc/kcore\")");
		n--;
	}

	int dir = path_in_root_make("/dev", S_IFDIR, 0);
	if (dir == -1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (symlinkat(links[i][0], dir, links[i][1]) == -1 &&
		    errno != EEXIST)
			return file_close(
			    dir, failure_set("symlink(\"%s\", \"/dev/%s\")",
				     links[i][0], links[i][1]));
	}
	return close(dir);
}

int
mounts_add_devices(const struct container *c)
{
	mode_t old = umask(0); /* the modes are meant as they stand */

	for (size_t i = 0; i < c->spec->ndevices; i++) {
		int fd = i < c->ndevice_fds ? c->device_fds[i] : -1;

		if (add_device(&c->spec->devices[i], fd) == -1)
			return -1;
	}
	umask(old);
	return add_links();
}
