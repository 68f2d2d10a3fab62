#include "07-combined/docker/user_ranges.h"

#include "07-combined/docker/docker.h"
#include "07-combined/docker/subids.h"
#include "07-combined/store/state.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "combined" /* in /etc/subuid, /etc/subgid */

/* The ranges of one container: the link "users:UID:GID", and its target. */
struct holder {
	char link[NAME_MAX + 1], target[PATH_MAX];
	unsigned int uid, gid;
};

/* The states' directory of the default --root; one where /run is not ours. */
static const char *
place(void)
{
	return access("/run", W_OK) == 0 ? "/run/combined" : state_root();
}

/* Opens it, and with make makes it: the last container has removed it. */
static int
open_place(bool make)
{
	if (make && mkdir(place(), 0700) == -1 && errno != EEXIST)
		return -1;
	return open(place(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Where its link leads. The path is the same whatever --root was called. */
static const char *
directory_of(const char *name, char directory[PATH_MAX])
{
	char path[PATH_MAX];

	if (state_path(name, "", path, sizeof(path)) == NULL)
		return NULL;
	path[strlen(path) - 1] = '\0'; /* the slash */
	if (realpath(path, directory) == NULL)
		snprintf(directory, PATH_MAX, "%s", path);
	return directory;
}

static bool
read_holder(int dir, const char *name, struct holder *h)
{
	int end = 0;

	if (sscanf(name, "users:%u:%u%n", &h->uid, &h->gid, &end) != 2 ||
	    name[end] != '\0')
		return false;
	snprintf(h->link, sizeof(h->link), "%s", name);
	ssize_t n = readlinkat(dir, name, h->target, sizeof(h->target) - 1);
	h->target[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/*
 * Looks for the first that test() is true of. Returns 1 and it, 0 where there
 * is none, or -1 with errno.
 */
static int
find(int dir, bool (*test)(const struct holder *, const void *),
    const void *data, struct holder *h)
{
	struct dirent *entry;
	int result = 0;

	int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = again != -1 ? fdopendir(again) : NULL;
	if (entries == NULL)
		return again == -1 ? -1 : file_close(again, -1);
	do {
		errno = 0;
		entry = readdir(entries);
		if (entry != NULL && read_holder(dir, entry->d_name, h) &&
		    test(h, data))
			result = 1;
	} while (entry != NULL && result == 0);
	if (result == 0 && errno != 0)
		result = -1;
	closedir(entries);
	return result;
}

/* Is it that container's? */
static bool
is_of(const struct holder *h, const void *directory)
{
	return strcmp(h->target, directory) == 0;
}

struct candidate {
	uint64_t uid, gid;
};

static bool
has_some(const struct holder *h, const void *data)
{
	const struct candidate *c = data;

	return (h->uid < c->uid + USERS_COUNT &&
		   c->uid < (uint64_t)h->uid + USERS_COUNT) ||
	       (h->gid < c->gid + USERS_COUNT &&
		   c->gid < (uint64_t)h->gid + USERS_COUNT);
}

/* Is root inside a user of the host? Each login user has a passwd(5) line. */
static bool
is_somebody(const struct candidate *c)
{
	return getpwuid(c->uid) != NULL || getgrgid(c->gid) != NULL;
}

/* Returns 1 where it has become that container's, 0, or -1 with errno. */
static int
take(
    int dir, const char *directory, const struct candidate *c, struct holder *h)
{
	int taken = find(dir, has_some, c, h);

	if (taken != 0)
		return taken == 1 ? 0 : -1;
	if (is_somebody(c))
		return 0;
	snprintf(h->link, sizeof(h->link), "users:%u:%u", (unsigned int)c->uid,
	    (unsigned int)c->gid);
	h->uid = c->uid;
	h->gid = c->gid;
	explain("users of the host that are this container's alone",
	    "symlinkat(\"%s\", ..., \"%s\")", directory, h->link);
	if (symlinkat(directory, dir, h->link) == 0)
		return 1;
	return errno == EEXIST ? 0 : -1;
}

/* The n-th range to be looked at. Returns whether there are so many. */
static bool
choose(const struct subids *uids, const struct subids *gids, size_t n,
    struct candidate *c)
{
	if (uids->nown > 0 || gids->nown > 0)
		return subids_piece(uids, n, USERS_COUNT, &c->uid) &&
		       subids_piece(gids, n, USERS_COUNT, &c->gid);
	c->uid = c->gid = USERS_FIRST + (uint64_t)n * USERS_COUNT;
	return n < USERS_RANGES;
}

/* What its admin gives away counts, be it where useradd(8) looks or not. */
static bool
may_be_used(const struct subids *ids, uint64_t first)
{
	return !subids_taken(ids, first, USERS_COUNT) &&
	       (ids->nown > 0 || !subids_in_pool(ids, first, USERS_COUNT));
}

static int
take_first(int dir, const char *directory, const struct subids *uids,
    const struct subids *gids, struct holder *h)
{
	struct candidate c;
	int result = 0;

	for (size_t n = 0; result == 0 && choose(uids, gids, n, &c); n++)
		if (may_be_used(uids, c.uid) && may_be_used(gids, c.gid))
			result = take(dir, directory, &c, h);
	if (result == 0)
		errno = ENOSPC;
	return result == 1 ? 0 : -1;
}

static int
take_free(int dir, const char *directory, struct holder *h)
{
	struct subids uids, gids;

	if (subids_read(&uids, SUBIDS_USERS, NAME) == -1)
		return failure_set("open(\"/etc/subuid\")");
	if (subids_read(&gids, SUBIDS_GROUPS, NAME) == -1) {
		failure_set("open(\"/etc/subgid\")");
		subids_free(&uids);
		return -1;
	}
	int result = take_first(dir, directory, &uids, &gids, h);
	if (result == -1)
		failure_set("ranges of %d users and groups (a line of " NAME
			    " in /etc/subuid and /etc/subgid has more)",
		    USERS_COUNT);
	subids_free(&uids);
	subids_free(&gids);
	return result;
}

/* Those that it has, or free ones. Returns 0, or -1 with errno. */
static int
reserve(const char *directory, struct holder *h)
{
	int dir = open_place(true);

	if (dir == -1)
		return failure_set("open(\"%s\")", place());
	int result = find(dir, is_of, directory, h);
	if (result == -1)
		failure_set("readdir(\"%s\")", place());
	if (result == 0)
		result = take_free(dir, directory, h);
	return file_close(dir, result == -1 ? -1 : 0);
}

int
users_reserve(const char *name, struct ns_range *uids, struct ns_range *gids)
{
	char directory[PATH_MAX];
	struct holder h;
	int result, tries = 100;

	if (directory_of(name, directory) == NULL)
		return failure_set("the directory of its state");
	/* Again when the last container took the empty directory along. */
	do
		result = reserve(directory, &h);
	while (result == -1 && errno == ENOENT && --tries > 0);
	if (result == -1)
		return -1;
	*uids = (struct ns_range){ 0, h.uid, USERS_COUNT };
	*gids = (struct ns_range){ 0, h.gid, USERS_COUNT };
	return 0;
}

/* With the last one goes the directory. */
static int
remove_link(int dir, const char *link)
{
	if (unlinkat(dir, link, 0) == -1 && errno != ENOENT)
		return -1;
	rmdir(place());
	return 0;
}

int
users_release(const char *name)
{
	char directory[PATH_MAX];
	struct holder h;
	int dir = open_place(false);

	if (dir == -1)
		return errno == ENOENT ? 0 : -1;
	int result = directory_of(name, directory) == NULL
			 ? -1
			 : find(dir, is_of, directory, &h);
	if (result == 1)
		result = remove_link(dir, h.link);
	return file_close(dir, result);
}

struct walk {
	int dir;
	void (*visit)(const char *link, void *data);
	void *data;
};

/* Visits, and goes on. */
static bool
visit_stray(const struct holder *h, const void *data)
{
	const struct walk *w = data;

	if (faccessat(w->dir, h->link, F_OK, 0) == -1 && errno == ENOENT)
		w->visit(h->link, w->data);
	return false;
}

int
users_each_stray(void (*visit)(const char *link, void *data), void *data)
{
	struct walk w = { open_place(false), visit, data };
	struct holder h;

	if (w.dir == -1)
		return errno == ENOENT ? 0 : -1;
	return file_close(w.dir, find(w.dir, visit_stray, &w, &h));
}

int
users_remove(const char *link)
{
	int dir = open_place(false);

	return dir == -1 ? -1 : file_close(dir, remove_link(dir, link));
}
