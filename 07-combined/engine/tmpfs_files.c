#include "07-combined/engine/tmpfs_files.h"

#include "07-combined/engine/detached_mount.h"
#include "07-combined/engine/mounts.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* In our mount namespace nothing else looks there meanwhile. */
#define PLACE "/tmp"

/* A network of NETWORK_HOSTS fits into a hosts(5), and little more. */
#define OPTIONS "mode=755,size=8m,nr_inodes=%zu"

static int
write_file(
    struct container *c, const struct container_file *f, const char *path)
{
	size_t length = strlen(f->text);

	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd == -1)
		return failure_set("open(\"%s\")", path);
	/* Whatever our umask: a user inside who is not root reads it, too. */
	if (fchmod(fd, 0644) == -1 ||
	    write(fd, f->text, length) != (ssize_t)length)
		return file_close(fd, failure_set("write(\"%s\")", path));
	if (!f->shared)
		return close(fd);
	c->shared_file = fd;
	return 0;
}

/* Writes it, and holds it: its mount needs no path. */
static int
make_file(struct container *c, size_t i, struct container_mount *m)
{
	char path[32];

	snprintf(path, sizeof(path), PLACE "/%zu", i);
	if (write_file(c, &c->spec->files[i], path) == -1)
		return -1;
	*m = (struct container_mount){ CONTAINER_MOUNT_NO_FDS,
		.source = "in memory, its own",
		.target = c->spec->files[i].target,
		.flags = MS_NOSUID | MS_NODEV | MS_NOEXEC };
	if (c->spec->read_only)
		m->flags |= MS_RDONLY;
	return mount_clone(AT_FDCWD, path, m);
}

/* Room for the files and little more: see OPTIONS. */
static int
mount_place(size_t nfiles)
{
	char options[80];

	snprintf(options, sizeof(options), OPTIONS, nfiles + 5);
	explain("files of its own, which cannot grow much",
	    "mount(\"tmpfs\", \"" PLACE "\", \"tmpfs\", "
	    "MS_NOSUID|MS_NODEV|MS_NOEXEC, \"%s\")",
	    options);
	if (mount("tmpfs", PLACE, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		options) == -1)
		return failure_set("mount(\"tmpfs\", \"" PLACE "\")");
	return 0;
}

/* Each gets its mount; when all have one, PLACE goes. */
static int
make_files(struct container *c, struct container_mount *made)
{
	for (size_t i = 0; i < c->spec->nfiles; i++)
		if (make_file(c, i, &made[i]) == -1)
			return -1;
	explain("the files no longer have a path",
	    "umount2(\"" PLACE "\", MNT_DETACH)");
	if (umount2(PLACE, MNT_DETACH) == -1)
		return failure_set("umount2(\"" PLACE "\")");
	for (size_t i = 0; i < c->spec->nfiles; i++)
		if (mounts_add(&made[i]) == -1)
			return -1;
	return 0;
}

int
tmpfs_files_add(struct container *c)
{
	size_t n = c->spec->nfiles;

	if (n == 0)
		return 0;
	struct container_mount *made = calloc(n, sizeof(*made));
	if (made == NULL)
		return failure_set("files of its own");
	int result = mount_place(n);
	if (result == 0)
		result = make_files(c, made);
	int saved_errno = errno;
	free(made);
	errno = saved_errno;
	return result;
}
