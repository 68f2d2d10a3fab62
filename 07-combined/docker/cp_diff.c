/*
 * cp: copies files into a container and out of it.
 *
 * Paths mean what they mean to docker cp: a target that is a directory is copied
 * into; "DIR/." is what is in DIR; "LINK/" is what LINK leads to. In the
 * container no path leads above its root, whatever its links say, and the
 * copying itself has descriptors instead of paths: copy_files.h.
 */
#include "01-caps/caps.h"
#include "07-combined/docker/amount.h"
#include "07-combined/docker/container_files.h"
#include "07-combined/docker/copy_files.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/engine/path_in_root.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* To read and to write what is another's; not to make a device of it. */
#define CAPS_COPY                                                              \
	(CAPS_BIT(CAP_DAC_OVERRIDE) | CAPS_BIT(CAP_FOWNER) |                   \
	    CAPS_BIT(CAP_FSETID))

/* A link that leads to a link: as many as the kernel follows. */
#define LINKS_MAX 40

/* "CONTAINER:PATH", or a path of the host's. */
struct place {
	struct record *d; /* NULL: the host */
	struct record found;
	char *path;

	/* Once it is looked up: what is there, or where it is to be. */
	int fd;        /* O_PATH; -1: nothing is there, or not a directory */
	char *name;    /* the last part of its path */
	bool below;    /* the source: what is in it, without itself */
	int dir;       /* the target: where name is to be */
	bool exists;   /* and is already, not a directory */
	bool trailing; /* with a slash behind it */
};

static struct place from, to;

/* Is what was copied reported? Not with -q, or if stdout is not a terminal. */
static bool talks;

static void
parse(struct place *p, const char *text)
{
	char *path;
	char *name = options_split(text, ':', &path);

	p->fd = p->dir = -1;
	if (strcmp(text, "-") == 0)
		options_wrong(
		    "cp: '-' is not supported: a file of this name is "
		    "'./-', an archive is made by tar in the "
		    "container");
	if (path != NULL && path[0] == '\0' && strchr(name, '/') == NULL)
		options_wrong("cp: %s: the path is empty", text);
	if (path == NULL || strchr(name, '/') != NULL) {
		p->path = strdup(text);
		return;
	}
	docker_must_open(&p->found, name);
	p->d = &p->found;
	/* A relative path begins at the container's root. */
	if (asprintf(&p->path, "/%s", path + strspn(path, "/")) == -1)
		err(EXIT_OURS, "out of memory");
}

/* As it is typed: "web:/etc/hosts", or a path of the host. */
static const char *
name_of(const struct place *p)
{
	char *text;

	if (p->d == NULL)
		return p->path;
	return asprintf(&text, "%s:%s", p->d->name, p->path) == -1 ? p->path
								   : text;
}

static _Noreturn void
fail(const struct place *p)
{
	char text[2 * PATH_MAX];

	snprintf(text, sizeof(text), "%s: %s", name_of(p), strerror(errno));
	errx(EXIT_OURS, "%s", text);
}

/* One of the two sides is to blame: the kernel does not say which. */
static _Noreturn void
fail_to_copy(const char *below)
{
	char text[3 * PATH_MAX];

	snprintf(text, sizeof(text), "%s%s to %s: %s", name_of(&from), below,
	    name_of(&to), strerror(errno));
	errx(EXIT_OURS, "%s", text);
}

/* A container's in its root, which is the working directory. */
static int
open_path(const struct place *p, const char *path)
{
	return p->d != NULL ? path_in_root_open(path, 0)
			    : open(path, O_PATH | O_CLOEXEC);
}

/* "a/b/" is "b" in "a"; "b" in "."; and "/" is "" in "/". */
static void
split(const char *path, char **dir, char **name)
{
	size_t end = strlen(path);

	while (end > 0 && path[end - 1] == '/')
		end--;
	size_t start = end;
	while (start > 0 && path[start - 1] != '/')
		start--;
	*name = strndup(path + start, end - start);
	*dir = start > 0 ? strndup(path, start) : strdup(end > 0 ? "." : "/");
	if (*name == NULL || *dir == NULL)
		err(EXIT_OURS, "out of memory");
}

/* Is it a directory's own name for itself, or for the one above? */
static bool
is_dots(const char *name)
{
	return name[0] == '\0' || strcmp(name, ".") == 0 ||
	       strcmp(name, "..") == 0;
}

static bool
has_slash(const char *path)
{
	return path[0] != '\0' && path[strlen(path) - 1] == '/';
}

/* A link at its end is the link itself, unless there is a slash behind it. */
static void
find_source(struct place *p)
{
	char *dir;

	split(p->path, &dir, &p->name);
	p->below = is_dots(p->name);
	if (p->below || has_slash(p->path)) {
		p->fd = open_path(p, p->path);
	} else {
		int above = open_path(p, dir);
		if (above == -1)
			fail(p);
		p->fd = openat(above, p->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		file_close(above, -1);
	}
	free(dir);
	if (p->fd == -1)
		fail(p);
}

/* A directory that a path with a slash or a dot at its end leads to, or not. */
static bool
find_directory(struct place *p, const char *path)
{
	p->fd = open_path(p, path);
	if (p->fd != -1 || (errno == ENOENT && has_slash(path)))
		return p->fd != -1;
	fail(p);
}

/* What the last part of a path is. Returns where a link leads, or NULL. */
static char *
find_entry(struct place *p, const char *dir)
{
	char text[PATH_MAX], *path;
	struct stat st;

	p->dir = open_path(p, dir);
	if (p->dir == -1)
		fail(p);
	if (fstatat(p->dir, p->name, &st, AT_SYMLINK_NOFOLLOW) == -1) {
		if (errno != ENOENT)
			fail(p);
		return NULL;
	}
	if (S_ISDIR(st.st_mode)) {
		p->fd = openat(p->dir, p->name,
		    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (p->fd == -1)
			fail(p);
	}
	p->exists = p->fd == -1;
	if (!S_ISLNK(st.st_mode))
		return NULL;
	ssize_t n = readlinkat(p->dir, p->name, text, sizeof(text) - 1);
	if (n == -1)
		fail(p);
	text[n] = '\0';
	if (asprintf(&path, "%s%s%s", text[0] == '/' ? "" : dir,
		text[0] == '/' ? "" : "/", text) == -1)
		err(EXIT_OURS, "out of memory");
	close(p->dir);
	p->exists = false;
	return path;
}

/* A link at its end is followed, also to where nothing is yet. */
static void
find_target(struct place *p)
{
	char *path = strdup(p->path), *dir;

	if (path == NULL)
		err(EXIT_OURS, "out of memory");
	p->trailing = has_slash(path);
	for (int i = 0; i < LINKS_MAX && path != NULL; i++) {
		split(path, &dir, &p->name);
		bool found = (is_dots(p->name) || has_slash(path)) &&
			     find_directory(p, path);
		char *next = found ? NULL : find_entry(p, dir);
		free(dir);
		free(path);
		path = next;
	}
	if (path == NULL)
		return;
	errno = ELOOP;
	fail(p);
}

static void
skip(const char *path, const char *what)
{
	char text[2 * PATH_MAX];

	snprintf(text, sizeof(text), "%s%s: %s, not copied", name_of(&from),
	    path, what);
	warnx("%s", text);
}

/* By what is there: into it, in its place, or as something new. */
static int
copy(struct copier *c)
{
	struct stat st;

	if (fstat(from.fd, &st) == -1)
		fail(&from);
	if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode) || S_ISSOCK(st.st_mode))
		errx(EXIT_OURS, "%s: a device or a socket, nothing to copy",
		    name_of(&from));
	if (to.fd != -1 && from.below)
		return copy_files_below(c, from.fd, to.fd);
	if (to.fd != -1)
		return copy_files_copy(c, from.fd, to.fd, from.name);
	if (to.exists && S_ISDIR(st.st_mode))
		errx(EXIT_OURS, "%s: not a directory, as %s is", name_of(&to),
		    name_of(&from));
	if (to.trailing && !S_ISDIR(st.st_mode))
		errx(EXIT_OURS, "%s to %s: not a directory (make it first)",
		    name_of(&from), name_of(&to));
	return copy_files_copy(c, from.fd, to.dir, to.name);
}

/* As the host numbers it: which user or group the container's root is. */
static unsigned int
root_of(pid_t pid, const char *map)
{
	unsigned int root = 0;

	if (container_find_root(pid, map, &root) == -1)
		err(EXIT_OURS, "/proc/%d/%s", (int)pid, map);
	return root;
}

/*
 * What is made belongs to the caller, or to the container's root: the user that
 * a process is to file systems, for which it gives up what is root's. A normal
 * user is the container's root, in its user namespace.
 */
static void
give_up_power(bool root, uid_t uid, gid_t gid)
{
	struct rlimit files;

	if (root) {
		setfsgid(gid);
		setfsuid(uid);
		if ((uid_t)setfsuid(-1) != uid || (gid_t)setfsgid(-1) != gid)
			errx(EXIT_OURS, "user %u of the host", uid);
	}
	if (caps_drop_bounding(CAPS_COPY) == -1 ||
	    caps_set(CAPS_COPY, CAPS_COPY, 0) == -1 ||
	    caps_no_new_privs() == -1)
		err(EXIT_OURS, "giving up capabilities");
	/* Each directory of a path takes two. */
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* Docker's words; an archive ends with two empty blocks. */
static void
say_copied(const struct copier *c)
{
	char size[AMOUNT_SIZE];

	fprintf(stderr, "Successfully copied %s to %s%s%s\n",
	    amount_decimal(c->archived + 1024, size), to.d ? to.d->name : "",
	    to.d ? ":" : "", to.path);
}

/* In a process of its own: looks up the container's side, and copies. */
static _Noreturn void
work(void)
{
	/* No setuid program of a container's is to become one of the host's. */
	struct copier c = { .skip = skip,
		.keep = to.d == NULL ? 01777 : 07777 };
	bool root = geteuid() == 0;
	uid_t uid = to.d && root ? root_of(to.d->pid, "uid_map") : geteuid();
	gid_t gid = to.d && root ? root_of(to.d->pid, "gid_map") : getegid();

	/*
	 * What we have open of the host's is not for a container that shares
	 * our PID namespace, and has the capabilities that we keep.
	 */
	if (prctl(PR_SET_DUMPABLE, 0) == -1)
		err(EXIT_OURS, "prctl(PR_SET_DUMPABLE)");
	c.fds = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c.fds == -1)
		err(EXIT_OURS, "/proc/self/fd");
	files_enter(from.d ? from.d : to.d);
	if (from.d != NULL)
		find_source(&from);
	else
		find_target(&to);
	give_up_power(root, uid, gid);
	umask(0); /* of a FIFO, what it was counts, as of all else */
	if (copy(&c) == -1)
		fail_to_copy(c.path);
	copy_files_end(&c);
	if (talks)
		say_copied(&c);
	_exit(EXIT_SUCCESS);
}

int
docker_cp(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "Q",
	    "cp CONTAINER:PATH PATH, or cp PATH CONTAINER:PATH", 2, 2);
	talks = !r.set['Q'] && isatty(STDOUT_FILENO);
	parse(&from, r.names[0]);
	parse(&to, r.names[1]);
	if ((from.d == NULL) == (to.d == NULL))
		options_wrong("cp: one of the two has to be CONTAINER:PATH");
	if (to.d != NULL && to.d->pid == 0)
		errx(EXIT_OURS, "%s: not running", to.d->name);
	if (from.d == NULL)
		find_source(&from);
	else
		find_target(&to);
	pid_t pid = files_fork(from.d ? from.d : to.d, false);
	if (pid == 0)
		work();
	return files_wait(pid) == 0 ? EXIT_SUCCESS : EXIT_OURS;
}
