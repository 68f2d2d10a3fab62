/*
 * Which users of the host a container's own are: user_namespaces(7), subuid(5).
 *
 * Each container of root's with a user namespace of its own has 65536 users and
 * groups of the host that belong to it alone. They come from what /etc/subuid
 * and /etc/subgid give to the name "combined", if there is such a line; or else
 * from USERS_FIRST on, where neither useradd(8) nor systemd gives any away.
 *
 * The owner of a range is written down in a symbolic link, which symlink(2)
 * makes as a whole or not at all, beside the states of the default --root; the
 * ranges are the machine's, whatever the root of the list that a container is
 * in.
 *
 *     /run/combined/users:UID:GID -> the directory of the container's state
 *
 * One that leads nowhere is of a container that is gone.
 */
#ifndef USER_RANGES_H
#define USER_RANGES_H

#include "02-namespaces/ns.h"

#define USERS_COUNT 65536
#define USERS_FIRST 1879048192 /* above those of systemd-nspawn's containers */
#define USERS_RANGES 4000      /* below systemd's "foreign" ones, and 2^31 */

/*
 * Sets the ranges of a container: those that it has already, or free ones,
 * which it has until users_release(). Only for root. Returns 0, or -1 with
 * errno: ENOSPC if none is free.
 */
int
users_reserve(const char *name, struct ns_range *uids, struct ns_range *gids);

/* Gives them back. Returns 0, also where there are none, or -1 with errno. */
int users_release(const char *name);

/*
 * Calls visit for the name of each link that leads nowhere. Returns 0, or -1
 * with errno.
 */
int users_each_stray(void (*visit)(const char *link, void *data), void *data);

/* Removes such a link. Returns 0, or -1 with errno. */
int users_remove(const char *link);

#endif
