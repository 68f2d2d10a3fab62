/*
 * Which IDs are spoken for: /etc/subuid, /etc/subgid, and the ranges that
 * useradd(8) takes new ones from, login.defs(5).
 */
#ifndef SUBIDS_H
#define SUBIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct subids_range {
	uint64_t first, last;
};

/* Either the users or the groups of this machine. */
struct subids {
	struct subids_range *own, *others; /* a name's, and all other lines' */
	size_t nown, nothers;
	struct subids_range pools[2]; /* of the programs that add users */
};

enum subids_kind { SUBIDS_USERS, SUBIDS_GROUPS };

/*
 * Reads the files, own being the ranges of a name. A file that is missing says
 * nothing. Returns 0, or -1 with errno; to be given back by subids_free().
 */
int subids_read(struct subids *ids, enum subids_kind kind, const char *name);
void subids_free(struct subids *ids);

/* Finds the n-th piece of so many IDs in the name's own ranges. */
bool subids_piece(
    const struct subids *ids, size_t n, unsigned int count, uint64_t *first);

/* Is one of these IDs in the line of another name? */
bool subids_taken(const struct subids *ids, uint64_t first, unsigned int count);

/* Or may useradd(8) or groupadd(8) give it to a new one? */
bool
subids_in_pool(const struct subids *ids, uint64_t first, unsigned int count);

#endif
