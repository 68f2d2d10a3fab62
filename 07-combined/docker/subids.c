#include "07-combined/docker/subids.h"

#include "common/list.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where useradd(8) and groupadd(8) take IDs from, and what they do unsaid. */
static const struct {
	const char *min, *max;
	struct subids_range usual;
} pools[2][2] = {
	[SUBIDS_USERS] = { { "UID_MIN", "UID_MAX", { 1000, 60000 } },
	    { "SUB_UID_MIN", "SUB_UID_MAX", { 100000, 600100000 } } },
	[SUBIDS_GROUPS] = { { "GID_MIN", "GID_MAX", { 1000, 60000 } },
	    { "SUB_GID_MIN", "SUB_GID_MAX", { 100000, 600100000 } } },
};

/* "name:first:count" */
static int
read_line(struct subids *ids, char *line, const char *name)
{
	uint64_t first, count;
	char *numbers = strchr(line, ':');

	if (numbers == NULL)
		return 0;
	*numbers++ = '\0';
	if (sscanf(numbers, "%" SCNu64 ":%" SCNu64, &first, &count) != 2 ||
	    count == 0 || first > UINT32_MAX || count > UINT32_MAX)
		return 0;
	struct subids_range range = { first, first + count - 1 };
	return strcmp(line, name) == 0
		   ? LIST_ADD(ids->own, ids->nown, &range)
		   : LIST_ADD(ids->others, ids->nothers, &range);
}

static int
read_subids(struct subids *ids, const char *path, const char *name)
{
	char *line = NULL;
	size_t size = 0;
	int result = 0;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return errno == ENOENT ? 0 : -1;
	while (result == 0 && getline(&line, &size, file) != -1)
		result = read_line(ids, line, name);
	if (ferror(file))
		result = -1;
	free(line);
	fclose(file);
	return result;
}

/* A line of login.defs(5) that sets one end of a pool. */
static void
read_bound(const char *line, const char *name, uint64_t *value)
{
	char word[64];
	intmax_t number;

	if (sscanf(line, " %63s %ji", word, &number) == 2 &&
	    strcmp(word, name) == 0 && number >= 0)
		*value = number;
}

static int
read_pools(struct subids *ids, enum subids_kind kind)
{
	char *line = NULL;
	size_t size = 0;
	int result = 0;
	FILE *file = fopen("/etc/login.defs", "re");

	for (int i = 0; i < 2; i++)
		ids->pools[i] = pools[kind][i].usual;
	if (file == NULL)
		return errno == ENOENT ? 0 : -1;
	while (getline(&line, &size, file) != -1)
		for (int i = 0; i < 2; i++) {
			struct subids_range *pool = &ids->pools[i];
			read_bound(line, pools[kind][i].min, &pool->first);
			read_bound(line, pools[kind][i].max, &pool->last);
		}
	if (ferror(file))
		result = -1;
	free(line);
	fclose(file);
	return result;
}

int
subids_read(struct subids *ids, enum subids_kind kind, const char *name)
{
	*ids = (struct subids){ 0 };
	if (read_subids(ids,
		kind == SUBIDS_USERS ? "/etc/subuid" : "/etc/subgid",
		name) == 0 &&
	    read_pools(ids, kind) == 0)
		return 0;
	subids_free(ids);
	return -1;
}

void
subids_free(struct subids *ids)
{
	int saved_errno = errno;

	free(ids->own);
	free(ids->others);
	*ids = (struct subids){ 0 };
	errno = saved_errno;
}

bool
subids_piece(
    const struct subids *ids, size_t n, unsigned int count, uint64_t *first)
{
	for (size_t i = 0; i < ids->nown; i++) {
		const struct subids_range *r = &ids->own[i];
		size_t pieces = (r->last - r->first + 1) / count;

		if (n < pieces) {
			*first = r->first + n * count;
			return true;
		}
		n -= pieces;
	}
	return false;
}

static bool
overlap(const struct subids_range *range, uint64_t first, unsigned int count)
{
	return first <= range->last && first + count - 1 >= range->first;
}

bool
subids_taken(const struct subids *ids, uint64_t first, unsigned int count)
{
	for (size_t i = 0; i < ids->nothers; i++)
		if (overlap(&ids->others[i], first, count))
			return true;
	return false;
}

bool
subids_in_pool(const struct subids *ids, uint64_t first, unsigned int count)
{
	return overlap(&ids->pools[0], first, count) ||
	       overlap(&ids->pools[1], first, count);
}
