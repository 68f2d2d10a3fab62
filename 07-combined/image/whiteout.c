#include "07-combined/image/whiteout.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#define DELETED ".wh."
#define TRUSTED "trusted.overlay.opaque"
#define USER "user.overlay.opaque"
#define AUFS ".wh..wh."
#define ALL_BELOW ".wh..opq" /* behind DELETED */

bool
image_is_whiteout(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash != NULL ? slash + 1 : path, DELETED,
		   strlen(DELETED)) == 0;
}

bool
image_is_of_aufs(const char *path)
{
	return strncmp(path, AUFS, strlen(AUFS)) == 0 &&
	       strcmp(path, DELETED ALL_BELOW) != 0;
}

bool
image_is_deleted(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISCHR(st.st_mode) &&
	       st.st_rdev == makedev(0, 0);
}

/* Root's overlayfs reads the first attribute, a user namespace's the second. */
int
image_hide_below(const char *directory)
{
	int trusted = lsetxattr(directory, TRUSTED, "y", 1, 0);
	int user = lsetxattr(directory, USER, "y", 1, 0);

	return trusted == 0 || user == 0 ? 0 : -1;
}

bool
image_hides_below(const char *directory)
{
	char value;

	return lgetxattr(directory, TRUSTED, &value, 1) == 1 ||
	       lgetxattr(directory, USER, &value, 1) == 1;
}

/* A directory in the place of a deletion: nothing of the lower one comes back. */
static int
make_again(const char *directory)
{
	if (unlink(directory) == -1 || mkdir(directory, 0755) == -1)
		return -1;
	return image_hide_below(directory);
}

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/*
 * The slash behind the deepest directory of a path that is there, or NULL. Looked for
 * from the end: a path has two thousand parts, and with each the kernel begins anew.
 */
static char *
find_deepest(char *path)
{
	char *slash = strrchr(path, '/');

	while (slash != NULL) {
		*slash = '\0';
		bool there = is_directory(path);
		*slash = '/';
		if (there)
			return slash;
		slash = memrchr(path, '/', slash - path);
	}
	return NULL;
}

static int
make_parent(const char *path, uint64_t *made)
{
	int result = mkdir(path, 0755);

	*made += result == 0;
	if (result == -1 && errno == EEXIST)
		result = image_is_deleted(path) ? make_again(path) : 0;
	return result;
}

int
image_make_parents(char *path, uint64_t *made)
{
	char *slash = find_deepest(path);

	if (slash == NULL)
		slash = path;
	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		int result = make_parent(path, made);
		*slash = '/';
		if (result == -1)
			return -1;
	}
	return 0;
}

/* overlayfs lists a deletion as a file where there is nothing to delete. */
static int
clear_deletions(const char *directory)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int result = 0;

	DIR *entries = opendir(directory);
	if (entries == NULL)
		return -1;
	while (result == 0 && (entry = readdir(entries)) != NULL) {
		int n = snprintf(
		    path, sizeof(path), "%s/%s", directory, entry->d_name);
		if (n < (int)sizeof(path) && image_is_deleted(path))
			result = unlink(path);
	}
	closedir(entries);
	return result;
}

/* Once: where nothing of lower layers is seen, hide_path() makes no deletion. */
static int
hide_all_below(const char *directory)
{
	if (image_hides_below(directory))
		return 0;
	int result = image_hide_below(directory);
	return result == -1 ? -1 : clear_deletions(directory);
}

/* Has the directory of a path nothing of lower layers? */
static bool
is_alone(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL)
		return image_hides_below(".");
	*slash = '\0';
	bool alone = image_hides_below(path);
	*slash = '/';
	return alone;
}

/* A device 0:0 leads nowhere: any user may make one, mknod(2). */
static int
hide_path(char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		return S_ISDIR(st.st_mode) ? hide_all_below(path) : 0;
	return is_alone(path) ? 0 : mknod(path, S_IFCHR, makedev(0, 0));
}

int
image_whiteout(char *path, uint64_t *made)
{
	char *slash = strrchr(path, '/');
	char *mark = slash != NULL ? slash + 1 : path;
	const char *name = mark + strlen(DELETED);

	if (image_make_parents(path, made) == -1)
		return -1;
	if (strcmp(name, ALL_BELOW) == 0) {
		if (slash == NULL)
			return hide_all_below(".");
		*slash = '\0';
		return hide_all_below(path);
	}
	if (*name == '\0') {
		errno = EINVAL;
		return -1;
	}
	memmove(mark, name, strlen(name) + 1);
	return hide_path(path);
}
