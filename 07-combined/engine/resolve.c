#include "07-combined/engine/resolve.h"

#include "common/explain.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
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

/* Nobody can become whom the user namespace has no map for. */
static int
check_mapped(const struct container *c, const struct caps_user *user)
{
	if (c->nuids == 0 || (has_id(c->uids, c->nuids, user->uid) &&
				 has_id(c->gids, c->ngids, user->gid)))
		return 0;
	explain_call("user %u, group %u: not in the container's user namespace "
		     "(a normal user's has those of /etc/subuid and subgid)",
	    user->uid, user->gid);
	errno = 0;
	return -1;
}

int
resolve_user(const struct container *c, struct caps_user *user)
{
	*user = (struct caps_user){ 0 };
	if (c->credentials != NULL) {
		*user = *c->credentials;
	} else {
		explain_call("looking up user \"%s\" in the container's "
			     "/etc/passwd",
		    c->user != NULL ? c->user : "root");
		if (c->user != NULL && user_find(c->user, user) == -1)
			return -1;
	}
	if (c->credentials != NULL && user->ngroups > 0)
		return 0; /* they were asked for */
	user->keep_groups = c->keep_groups;
	return check_mapped(c, user);
}

/* Who has no $HOME gets the one that the container's passwd(5) says, or "/". */
int
resolve_home(struct container *c, uid_t uid)
{
	static char home[PATH_MAX] = "HOME=/";
	struct passwd *entry;
	size_t n = container_find_variable(c, home);

	if (c->env[n] != NULL || n == CONTAINER_ENV - 1)
		return 0;
	explain_call("looking up user %u's home in /etc/passwd", uid);
	errno = 0;
	FILE *file = file_open_regular("/etc/passwd");
	while (file != NULL && (entry = fgetpwent(file)) != NULL) {
		if (entry->pw_uid != uid)
			continue;
		snprintf(home, sizeof(home), "HOME=%s", entry->pw_dir);
		break;
	}
	/* A file that is missing, or a trap, says nothing; this is another thing. */
	int why = errno;
	if (file != NULL)
		fclose(file);
	errno = why;
	if (why == ENOMEM || why == EMFILE || why == ENFILE || why == EIO)
		return -1;
	c->env[n] = home;
	return 0;
}

int
resolve_command(const struct container *c, char path[2 * PATH_MAX])
{
	char paths[PATH_MAX] = "/bin:/usr/bin";
	const char *name = c->argv[0], *dir;

	for (size_t i = 0; c->env[i] != NULL; i++)
		if (strncmp(c->env[i], "PATH=", 5) == 0)
			snprintf(paths, sizeof(paths), "%s", c->env[i] + 5);
	if (name[0] == '/')
		strcpy(paths, "");
	else if (strchr(name, '/') != NULL)
		snprintf(paths, sizeof(paths), "%s", c->cwd);
	int worst = ENOENT;
	for (char *rest = paths; (dir = strsep(&rest, ":")) != NULL;) {
		snprintf(path, 2 * PATH_MAX, "%s%s%s", dir,
		    name[0] == '/' ? "" : "/", name);
		if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0)
			return 0;
		if (errno == EACCES)
			worst = errno;
	}
	errno = worst;
	return -1;
}
