#include "01-caps/user.h"

#include "common/file.h"
#include "common/parse.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
find_user(const char *name, struct caps_user *user, char *login, size_t size);
static int find_group(const char *name, struct caps_user *user);
static int find_groups(const char *login, struct caps_user *user);

/* To setresuid(2) and setresgid(2), -1 means "as it is": root. */
static bool
is_none(const struct caps_user *user)
{
	return user->uid == (uid_t)-1 || user->gid == (gid_t)-1;
}

int
user_find(const char *text, struct caps_user *user)
{
	char name[256], login[256] = "";

	*user = (struct caps_user){ 0 };
	if (text[0] == '\0' ||
	    snprintf(name, sizeof(name), "%s", text) >= (int)sizeof(name)) {
		errno = EINVAL;
		return -1;
	}
	char *group = strchr(name, ':');
	if (group != NULL)
		*group++ = '\0';
	bool has_group = group != NULL && *group != '\0';
	if (find_user(name, user, login, sizeof(login)) == -1)
		return -1;
	int result =
	    has_group ? find_group(group, user) : find_groups(login, user);
	if (result == 0 && is_none(user)) {
		errno = ERANGE;
		result = -1;
	}
	if (result == -1)
		user_release(user);
	return result;
}

/* Opens one of the two files. A root file system may have neither. */
static int
open_table(const char *path, FILE **table)
{
	*table = file_open_regular(path);
	return *table == NULL && errno != ENOENT ? -1 : 0;
}

/*
 * Is it a number? Then it is an ID, never a name, whatever a file says: a line
 * "1000:x:0:0:…" would make root of the user 1000. Returns 1 and sets *id, 0
 * for a name, or -1 with errno ERANGE.
 */
static int
parse_id(const char *text, unsigned int *id)
{
	long long number;

	if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0')
		return 0;
	if (parse_number(text, 0, UINT32_MAX - 1, &number) == -1)
		return -1;
	*id = number;
	return 1;
}

/*
 * Sets uid and gid from the line of the user, and login to the name in it.
 * Returns 1, or 0 where there is no such line.
 */
static int
find_line(FILE *passwd, const char *name, int is_id, struct caps_user *user,
    char *login, size_t size)
{
	const struct passwd *line;

	while (passwd != NULL && (line = fgetpwent(passwd)) != NULL) {
		if (is_id ? line->pw_uid != user->uid
			  : strcmp(line->pw_name, name) != 0)
			continue;
		user->uid = line->pw_uid;
		user->gid = line->pw_gid;
		snprintf(login, size, "%s", line->pw_name);
		return 1;
	}
	return 0;
}

/* An empty name is root, as for docker-run(1). */
static int
find_user(const char *name, struct caps_user *user, char *login, size_t size)
{
	FILE *passwd;
	int is_id = name[0] == '\0' ? 1 : parse_id(name, &user->uid);

	if (is_id == -1 || open_table("/etc/passwd", &passwd) == -1)
		return -1;
	int found = find_line(passwd, name, is_id, user, login, size);
	if (passwd != NULL)
		fclose(passwd);
	if (found || is_id)
		return 0;
	errno = ENOENT;
	return -1;
}

static bool
is_member(const struct group *line, const char *login)
{
	for (char **member = line->gr_mem; *member != NULL; member++)
		if (strcmp(*member, login) == 0)
			return true;
	return false;
}

static int
add_group(struct caps_user *user, gid_t gid)
{
	for (size_t i = 0; i < user->ngroups; i++)
		if (user->groups[i] == gid)
			return 0;
	if (user->ngroups == NGROUPS_MAX) {
		errno = EINVAL; /* as setgroups(2) would say */
		return -1;
	}
	gid_t *groups = reallocarray(
	    user->groups, user->ngroups + 1, sizeof(*user->groups));
	if (groups == NULL)
		return -1;
	groups[user->ngroups++] = gid;
	user->groups = groups;
	return 0;
}

/* The user's own group, and all in which login is a member. */
static int
find_groups(const char *login, struct caps_user *user)
{
	FILE *table;
	const struct group *line;

	if (open_table("/etc/group", &table) == -1)
		return -1;
	int result = add_group(user, user->gid);
	while (
	    result == 0 && table != NULL && (line = fgetgrent(table)) != NULL)
		if (is_member(line, login))
			result = add_group(user, line->gr_gid);
	if (table != NULL)
		fclose(table);
	return result;
}

/* The one group that was asked for. */
static int
find_group(const char *name, struct caps_user *user)
{
	FILE *table;
	const struct group *line;
	int is_id = parse_id(name, &user->gid);

	if (is_id != 0)
		return is_id == -1 ? -1 : add_group(user, user->gid);
	if (open_table("/etc/group", &table) == -1)
		return -1;
	errno = ENOENT;
	int result = -1;
	while (
	    result == -1 && table != NULL && (line = fgetgrent(table)) != NULL)
		if (strcmp(line->gr_name, name) == 0) {
			user->gid = line->gr_gid;
			result = 0;
		}
	if (table != NULL)
		fclose(table);
	return result == -1 ? -1 : add_group(user, user->gid);
}

void
user_release(struct caps_user *user)
{
	int saved_errno = errno;

	free(user->groups);
	user->groups = NULL;
	user->ngroups = 0;
	errno = saved_errno;
}
