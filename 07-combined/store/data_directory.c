#include "07-combined/store/data_directory.h"

#include "07-combined/store/owned_directory.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int root_fd = -1;

static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

const char *
data_root(void)
{
	static char root[PATH_MAX / 2];
	const char *data = variable("COMBINED_DATA"),
		   *user = variable("XDG_DATA_HOME"), *home = variable("HOME");

	if (data != NULL)
		snprintf(root, sizeof(root), "%s", data);
	else if (geteuid() == 0)
		snprintf(root, sizeof(root), "/var/lib/combined");
	else if (user != NULL)
		snprintf(root, sizeof(root), "%s/combined", user);
	else if (home != NULL)
		snprintf(root, sizeof(root), "%s/.local/share/combined", home);
	else
		snprintf(
		    root, sizeof(root), "/tmp/combined-data-%u", geteuid());
	return root;
}

int
data_directory(bool make)
{
	if (root_fd == -1)
		root_fd = directory_open(data_root(), make, true);
	return root_fd;
}

void
data_close(void)
{
	if (root_fd != -1)
		close(root_fd);
	root_fd = -1;
}

const char *
data_path(const char *directory, const char *name, char *path, size_t size)
{
	int root = data_directory(true);
	int result = root == -1 ? -1 : directory_make_below(root, directory);
	int why = errno;

	/*
	 * A directory that cannot be made still has a path, for the message;
	 * another user's directory must not be used.
	 */
	path[0] = '\0';
	if (result == -1 && why == EPERM)
		return NULL;
	if (snprintf(path, size, "%s/%s/%s", data_root(), directory, name) >=
	    (int)size) {
		path[0] = '\0';
		result = -1;
		why = ENAMETOOLONG;
	}
	errno = why;
	return result == 0 ? path : NULL;
}

int
data_open(const char *directory, const char *name, int flags, mode_t mode)
{
	char path[PATH_MAX];

	int root = data_directory(true);
	if (root == -1 || directory_make_below(root, directory) == -1)
		return -1;
	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >=
	    PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return directory_open_below(root, path, flags, mode);
}
