#include "07-combined/network/table.h"

#include "07-combined/desk/desk.h"
#include "07-combined/directory.h"
#include "07-combined/network/etc.h"
#include "07-combined/state.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TABLE "network.json"
#define LOCK "network.lock"

static bool
is_there(const char *file)
{
	int root = state_directory(false);

	if (root == -1)
		return errno != ENOENT;
	return faccessat(root, file, F_OK, 0) == 0 || errno != ENOENT;
}

bool
network_table_exists(void)
{
	return is_there(TABLE);
}

bool
network_table_remains(void)
{
	return is_there(TABLE) || is_there(TABLE ".new") || is_there(LOCK);
}

/*
 * A file of ours, and not the directory: an engine's may be one that others can
 * read, so open, and lock. It goes with the table.
 */
static int
lock_table(void)
{
	struct stat st;

	for (;;) {
		int root = state_directory(true);
		if (root == -1)
			return -1;
		int lock =
		    directory_open_below(root, LOCK, O_RDWR | O_CREAT, 0600);
		/* Meanwhile, the last user may have removed it, or the root. */
		if (lock == -1 && errno == ENOENT)
			continue;
		if (lock == -1)
			return -1;
		if (flock(lock, LOCK_EX) == -1 || fstat(lock, &st) == -1)
			return file_close(lock, -1);
		if (st.st_nlink > 0)
			return lock;
		close(lock);
	}
}

json_t *
network_table_open(int *lock)
{
	*lock = lock_table();
	if (*lock == -1)
		return NULL;
	/* With the lock in it, the root stays where it is. */
	json_t *table = state_load(state_directory(false), TABLE);
	if (table == NULL && (errno == ENOENT || errno == EBADMSG))
		table = json_object();
	/* Not known, it is not empty: another would be given what is taken. */
	if (table == NULL)
		file_close(*lock, -1);
	return table;
}

int
network_table_close(int lock, json_t *table)
{
	int root = state_directory(false), result = 0;

	if (json_object_size(table) > 0) {
		result = state_store(root, TABLE, table, false);
	} else {
		unlinkat(root, TABLE, 0);
		unlinkat(root, TABLE ".new", 0); /* of one that was killed */
		unlinkat(root, LOCK, 0);
		rmdir(state_root());
	}
	json_decref(table);
	return file_close(lock, result);
}

const char *
network_table_address(int number, char *text, size_t size)
{
	snprintf(text, size, "172.30.%d.%d", number / 256, number % 256);
	return text;
}

int
network_table_find(json_t *table, const char *name)
{
	const char *key;
	json_t *value;

	json_object_foreach (table, key, value)
		if (json_is_string(value) &&
		    strcmp(json_string_value(value), name) == 0)
			return atoi(key);
	return 0;
}

/* Lines of hosts(5) for all but one. Returns NULL without memory. */
static char *
lines_of_others(json_t *table, const json_t *but)
{
	const char *key;
	char *text = NULL, address[32];
	json_t *value;
	size_t size;
	FILE *lines = open_memstream(&text, &size);

	if (lines == NULL)
		return NULL;
	json_object_foreach (table, key, value)
		if (json_is_string(value) && value != but)
			fprintf(lines, "%s\t%s\n",
			    network_table_address(
				atoi(key), address, sizeof(address)),
			    json_string_value(value));
	if (fclose(lines) == 0)
		return text;
	free(text);
	return NULL;
}

/* The container's own loss, and not to be another's. */
static bool
is_leased(const char *name)
{
	if (errno != EWOULDBLOCK)
		return false;
	warnx("%s: a process has a lease on its /etc/hosts, which stays as it "
	      "is",
	    name);
	return true;
}

int
network_table_tell_everybody(json_t *table)
{
	const char *key;
	int result = 0;
	json_t *value;
	char address[32];

	json_object_foreach (table, key, value) {
		const char *name = json_string_value(value);
		char *hosts[CONTAINER_MAX] = { NULL };
		struct desk d;
		size_t i;

		if (name == NULL || desk_open(&d, name) == -1)
			continue;
		char *others = lines_of_others(table, value);
		json_t *own = json_object_get(d.state, "Hosts"), *word;
		json_array_foreach (own, i, word)
			if (i < CONTAINER_MAX - 1)
				hosts[i] = (char *)json_string_value(word);
		network_table_address(atoi(key), address, sizeof(address));
		if (others == NULL ||
		    (etc_write_hosts(name, address, hosts, others) == -1 &&
			!is_leased(name)))
			result = -1;
		free(others);
		desk_close(&d);
	}
	return result;
}
