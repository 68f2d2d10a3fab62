/*
 * What the kernel still holds of containers of which nothing is known: their
 * supervisor was killed, and their state is gone, too. Only names tell whose it
 * was: cgroup combined/NAME, nftables' tables combined, AppArmor's profile
 * combined-default, which all containers share, the bridge; and of users of the
 * host, the link that says whose they are.
 */
#ifndef ORPHANS_H
#define ORPHANS_H

#include <stdbool.h>

struct orphan {
	const char *name; /* of the container, or of the bridge */
	const char *what; /* "cgroup", in words */
	int (*remove)(const char *name); /* 0, or -1 after a line on stderr */
};

/* Calls visit for each. */
void
orphans_each(void (*visit)(const struct orphan *stray, void *data), void *data);

/* The function that each orphan is given to. */
struct orphans_search {
	void (*visit)(const struct orphan *stray, void *data);
	void *data;
};

/* The part of it that is about cgroups. */
void orphans_cgroups(const struct orphans_search *search);

#endif
