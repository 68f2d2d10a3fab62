#include "01-caps/user.h"

#include "common/file.h"
#include "common/parse.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

/* Opens one of the two files. A root filesystem may well have neither. */
static int
open_table(const char *path, FILE **table)
{
	*table = file_open_regular(path);
	return *table == NULL && errno != ENOENT ? -1 : 0;
}

/*
 * Sets uid and gid from the line that the name, or where no line has it as a
 * name, the number stands in; writes the line's name to login. Returns 1, or 0
 * where there is no such line.
 */
static int
find_line(FILE *passwd, const char *name, struct caps_user *user, char *login,
    size_t size)
{
	const struct passwd *line;
	long long number = -1;
	int found = 0;

	parse_number(name, 0, UINT32_MAX - 1, &number);
	while (passwd != NULL && (line = fgetpwent(passwd)) != NULL) {
		bool named = strcmp(line->pw_name, name) == 0;

		if (!named && (found || number != line->pw_uid))
			continue;
		user->uid = line->pw_uid;
		user->gid = line->pw_gid;
		snprintf(login, size, "%s", line->pw_name);
		found = 1;
		if (named)
			break;
	}
	return found;
}

static int
find_user(const char *name, struct caps_user *user, char *login, size_t size)
{
	FILE *passwd;
	long long number;

	if (open_table("/etc/passwd", &passwd) == -1)
		return -1;
	int found = find_line(passwd, name, user, login, size);
	if (passwd != NULL)
		fclose(passwd);
	if (found)
		return 0;
	if (parse_number(name, 0, UINT32_MAX - 1, &number) == -1) {
		errno = ENOENT;
		return -1;
	}
	user->uid = user->gid = number;
	return 0;
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
	if (user->ngroups == sizeof(user->groups) / sizeof(user->groups[0])) {
		errno = EOVERFLOW;
		return -1;
	}
	user->groups[user->ngroups++] = gid;
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
	long long number = -1;

	if (open_table("/etc/group", &table) == -1)
		return -1;
	parse_number(name, 0, UINT32_MAX - 1, &number);
	while (table != NULL && (line = fgetgrent(table)) != NULL)
		if (strcmp(line->gr_name, name) == 0) {
			number = line->gr_gid;
			break;
		}
	if (table != NULL)
		fclose(table);
	if (number == -1) {
		errno = ENOENT;
		return -1;
	}
	user->gid = number;
	return add_group(user, user->gid);
}

int
user_find(const char *text, struct caps_user *user)
{
	char name[256], login[256] = "";

	*user = (struct caps_user){ 0 };
	if (snprintf(name, sizeof(name), "%s", text) >= (int)sizeof(name)) {
		errno = EINVAL;
		return -1;
	}
	char *group = strchr(name, ':');
	if (group != NULL)
		*group++ = '\0';
	if (*name == '\0' || (group != NULL && *group == '\0')) {
		errno = EINVAL;
		return -1;
	}
	if (find_user(name, user, login, sizeof(login)) == -1)
		return -1;
	return group != NULL ? find_group(group, user)
			     : find_groups(login, user);
}
