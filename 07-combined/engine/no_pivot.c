#include "07-combined/engine/no_pivot.h"

#include "common/explain.h"
#include "common/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line of mountinfo: proc_pid_mountinfo(5). */
struct mounted {
	unsigned long long id, parent;
	char root[PATH_MAX], place[PATH_MAX], type[64];
};

/* The mounts that the host's root and the container's are. */
struct roots {
	unsigned long long host, container;
};

static int
mount_id(const char *path, unsigned long long *id)
{
	struct statx st;

	if (statx(AT_FDCWD, path, AT_NO_AUTOMOUNT, STATX_MNT_ID, &st) == -1)
		return failure_set("statx(\"%s\", STATX_MNT_ID)", path);
	*id = st.stx_mnt_id;
	if (st.stx_mask & STATX_MNT_ID)
		return 0;
	errno = ENOSYS; /* before Linux 5.8 */
	return failure_set("statx(\"%s\", STATX_MNT_ID)", path);
}

/* A blank, a tab, a newline and a backslash stand there in octal. */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; to++) {
		unsigned int byte;

		if (sscanf(from, "\\%3o", &byte) == 1) {
			*to = (char)byte;
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

/* Optional fields stand before a "-", the type behind it. */
static bool
parse(const char *line, struct mounted *m)
{
	const char *rest = strstr(line, " - ");

	if (rest == NULL ||
	    sscanf(line, "%llu %llu %*s %4095s %4095s", &m->id, &m->parent,
		m->root, m->place) != 4 ||
	    sscanf(rest, " - %63s", m->type) != 1)
		return false;
	unescape(m->root);
	unescape(m->place);
	return true;
}

static const char *
next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end == NULL || end[1] == '\0' ? NULL : end + 1;
}

/* Whole: what is unmounted would change it while it is read. */
static char *
read_mounts(FILE *file)
{
	char *text = NULL;
	size_t size = 0;

	rewind(file);
	if (getdelim(&text, &size, '\0', file) != -1)
		return text;
	failure_set("reading /proc/self/mountinfo");
	free(text);
	return NULL;
}

/*
 * Returns 1 if the mount is gone, with all that is mounted on it; 0 if it has
 * to stay, or is locked; -1 with errno.
 */
static int
detach(const struct mounted *m, const struct roots *roots, bool *locked)
{
	if (m->parent != roots->host || m->id == roots->container ||
	    m->id == roots->host)
		return 0;
	explain("one of the host's, out of this mount namespace",
	    "umount2(\"%s\", MNT_DETACH)", m->place);
	if (umount2(m->place, MNT_DETACH) == 0)
		return 1;
	/* EACCES: a normal user cannot search the directory that it is in, and
	   EINVAL is what would come next. */
	if (errno != EINVAL && errno != EACCES)
		return failure_set("umount2(\"%s\", MNT_DETACH)", m->place);
	*locked = true;
	return 0;
}

static bool
find(const char *text, unsigned long long id, struct mounted *m)
{
	for (const char *line = text; line != NULL; line = next_line(line))
		if (parse(line, m) && m->id == id)
			return true;
	return false;
}

/* What is mounted on the container's root, at any depth, stays. */
static bool
is_below(const char *text, struct mounted m, unsigned long long root)
{
	while (m.id != root)
		if (m.parent == m.id || !find(text, m.parent, &m))
			return false;
	return true;
}

/* Where only a part of a procfs is mounted, the kernel does not count it. */
static bool
is_whole(const struct mounted *m)
{
	return (strcmp(m->type, "proc") == 0 ||
		   strcmp(m->type, "sysfs") == 0) &&
	       strcmp(m->root, "/") == 0;
}

static int
cover(const struct mounted *m)
{
	explain("the host's, which cannot be unmounted here",
	    "mount(\"tmpfs\", \"%s\", \"tmpfs\", MS_RDONLY, NULL)", m->place);
	if (mount("tmpfs", m->place, "tmpfs", MS_RDONLY, NULL) == -1)
		return failure_set("mount(\"tmpfs\", \"%s\")", m->place);
	return 0;
}

static int
mask_locked(const char *text, const struct roots *roots)
{
	struct mounted m;

	for (const char *line = text; line != NULL; line = next_line(line))
		if (parse(line, &m) && is_whole(&m) &&
		    !is_below(text, m, roots->container) && cover(&m) == -1)
			return -1;
	return 0;
}

/* Returns how many have gone, or -1 with errno. */
static int
detach_once(const char *text, const struct roots *roots, bool *locked)
{
	struct mounted m;
	int count = 0;

	for (const char *line = text; line != NULL; line = next_line(line)) {
		int gone = parse(line, &m) ? detach(&m, roots, locked) : 0;
		if (gone == -1)
			return -1;
		count += gone;
	}
	return count;
}

/*
 * If several mounts are stacked on one directory, a path leads to the top one
 * only: so unmounting is repeated until none is left.
 */
static int
leave_host(FILE *file, const struct roots *roots)
{
	int result;

	do {
		bool locked = false;
		char *text = read_mounts(file);
		if (text == NULL)
			return -1;
		result = detach_once(text, roots, &locked);
		if (result == 0 && locked)
			result = mask_locked(text, roots);
		int saved_errno = errno;
		free(text);
		errno = saved_errno;
	} while (result > 0);
	return result;
}

int
no_pivot_enter(void)
{
	struct roots roots;

	/* Below the host's root, chroot(2) again would lead to that. */
	explain(
	    "over the host's root", "mount(\".\", \"/\", NULL, MS_MOVE, NULL)");
	if (mount(".", "/", NULL, MS_MOVE, NULL) == -1 &&
	    errno != ELOOP) /* it is there already */
		return failure_set("mount(\".\", \"/\", MS_MOVE)");
	/* "/" is still the host's root, whatever is mounted on it. */
	if (mount_id("/", &roots.host) == -1 ||
	    mount_id(".", &roots.container) == -1)
		return -1;
	/* Kept open: /proc is about to go. */
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	if (mounts == NULL)
		return failure_set("open(\"/proc/self/mountinfo\")");
	int result = leave_host(mounts, &roots);
	int saved_errno = errno;
	fclose(mounts);
	errno = saved_errno;
	if (result == -1)
		return -1;
	explain("\"/\" is the container's from now on", "chroot(\".\")");
	if (chroot(".") == -1)
		return failure_set("chroot(\".\")");
	if (chdir("/") == -1)
		return failure_set("chdir(\"/\")");
	return 0;
}
