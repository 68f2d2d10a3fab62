/*
 * Users by name: "USER" or "USER:GROUP", as docker-run(1) has --user.
 *
 * Names are looked up in /etc/passwd and /etc/group, passwd(5) and group(5),
 * and nowhere else. getpwnam(3) would also ask LDAP and others, but by loading
 * libraries of the root file system that it is called in, and a container's
 * libraries are not to run in a process that still has power (CVE-2019-14271).
 */
#ifndef USER_H
#define USER_H

#include "01-caps/caps.h"

/*
 * Finds the uid, gid and supplementary groups that "USER[:GROUP]" stands for,
 * as docker-run(1) does. What consists of digits is a number, up to 4294967294,
 * and never a name. A USER that is empty is 0; a GROUP that is empty is none.
 * Without a GROUP the groups are those that the files give the user; with one,
 * it is the only one. A number that no user has is taken as it is, and its gid
 * is 0.
 *
 * Returns 0, and user_release() is due; or -1 with errno ENOENT if there is
 * no such user or group, EINVAL for a text that is empty or too long,
 * ERANGE for a number that is too large, ENOMEM, or what fopen(3) says of a
 * file that is there but cannot be read.
 */
int user_find(const char *text, struct caps_user *user);

/* Frees the list of groups; keeps errno. */
void user_release(struct caps_user *user);

#endif
