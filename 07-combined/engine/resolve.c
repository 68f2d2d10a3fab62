#include "07-combined/engine/resolve.h"

#include "common/failure.h"
#include "common/file.h"
#include "common/list.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
has_id(const struct ns_range *ranges, size_t n, unsigned int id)
{
	for (size_t i = 0; i < n; i++)
		if (id >= ranges[i].inside &&
		    id - ranges[i].inside < ranges[i].count)
			return true;
	return false;
}

/* No process can become a user that the user namespace does not map. */
static int
check_mapped(const struct container_spec *spec, const struct caps_user *user)
{
	if (spec->nuids == 0 || (has_id(spec->uids, spec->nuids, user->uid) &&
				    has_id(spec->gids, spec->ngids, user->gid)))
		return 0;
	errno = 0; /* the words say it all */
	return failure_set(
	    "user %u, group %u: not in the container's user namespace "
	    "(a normal user's has those of /etc/subuid and subgid)",
	    user->uid, user->gid);
}

int
resolve_user(const struct container *c, struct caps_user *user)
{
	const struct container_spec *spec = c->spec;

	*user = (struct caps_user){ 0 };
	if (spec->credentials != NULL)
		*user = *spec->credentials;
	else if (spec->user != NULL && user_find(spec->user, user) == -1)
		return failure_set(
		    "looking up user \"%s\" in the container's /etc/passwd",
		    spec->user);
	if (spec->credentials != NULL && user->ngroups > 0)
		return 0; /* they were asked for */
	user->keep_groups = c->keep_groups;
	return check_mapped(spec, user);
}

/*
 * Finds the home of a user in the container's passwd(5): "HOME=…", or "HOME=/".
 */
static int
find_home(uid_t uid, char *home, size_t size)
{
	struct passwd *entry;

	snprintf(home, size, "HOME=/");
	errno = 0;
	FILE *file = file_open_regular("/etc/passwd");
	while (file != NULL && (entry = fgetpwent(file)) != NULL) {
		if (entry->pw_uid != uid)
			continue;
		snprintf(home, size, "HOME=%s", entry->pw_dir);
		break;
	}
	/*
	 * A file that is missing, or a trap, says nothing; this is another
	 * thing.
	 */
	int why = errno;
	if (file != NULL)
		fclose(file);
	errno = why;
	if (why == ENOMEM || why == EMFILE || why == ENFILE || why == EIO)
		return failure_set(
		    "looking up user %u's home in /etc/passwd", uid);
	return 0;
}

int
resolve_home(struct container *c, uid_t uid)
{
	static char home[PATH_MAX] = "HOME=";
	char *const *given = c->spec->env;
	size_t n = 0, place = container_find_variable(given, home);
	/* "HOME=" asks for the user's, too: docker run -e HOME= */
	bool empty = place < c->spec->nenv && strcmp(given[place], home) == 0;

	/* A text without "=" is left out, as by crun and dockerd: environ(7). */
	for (size_t i = 0; i < c->spec->nenv; i++)
		if (!(empty && i == place) && strchr(given[i], '=') != NULL &&
		    list_add_string(&c->env, &n, given[i]) == -1)
			return failure_set("environment");
	if (place < c->spec->nenv && !empty)
		return 0;
	if (find_home(uid, home, sizeof(home)) == -1)
		return -1;
	if (list_add_string(&c->env, &n, home) == -1)
		return failure_set("environment");
	return 0;
}

/* May this be executed? It is the kernel that refuses a directory, with EACCES. */
static bool
is_program(const char *path)
{
	struct stat status;

	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 &&
	       stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

/*
 * The last PATH of the container's environment, not the caller's. Without one there
 * is nowhere to look, as with runc and crun.
 */
static const char *
search_path(const struct container_spec *spec)
{
	const char *paths = "";

	for (size_t i = 0; i < spec->nenv; i++)
		if (strncmp(spec->env[i], "PATH=", 5) == 0)
			paths = spec->env[i] + 5;
	return paths;
}

/*
 * A file that cannot be executed is passed over, as by runc. An empty name in the
 * list is, too: a shell takes it for the working directory, where an image may have
 * anything.
 */
static int
search(const struct container_spec *spec, char path[2 * PATH_MAX])
{
	char *paths = strdup(search_path(spec)), *dir;
	bool found = false;

	if (paths == NULL)
		return -1;
	for (char *rest = paths; !found && (dir = strsep(&rest, ":"));) {
		snprintf(path, 2 * PATH_MAX, "%s/%s", dir, spec->argv[0]);
		found = dir[0] != '\0' && is_program(path);
	}
	free(paths);
	errno = ENOENT;
	return found ? 0 : -1;
}

int
resolve_command(const struct container_spec *spec, char path[2 * PATH_MAX])
{
	const char *name = spec->argv[0];

	if (strchr(name, '/') == NULL)
		return search(spec, path);
	snprintf(path, 2 * PATH_MAX, "%s%s%s", name[0] == '/' ? "" : spec->cwd,
	    name[0] == '/' ? "" : "/", name);
	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS);
}
