#include "07-combined/network/ipam.h"

#include "07-combined/engine/container.h"
#include "07-combined/network/hosts_file.h"
#include "07-combined/store/owned_directory.h"
#include "07-combined/store/state.h"
#include "common/failure.h"
#include "common/file.h"
#include "common/list.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
ipam_exists(void)
{
	return is_there(TABLE);
}

bool
ipam_remains(void)
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
ipam_open(int *lock)
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
ipam_close(int lock, json_t *table)
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
ipam_address(int number, char *text, size_t size)
{
	snprintf(text, size, "172.30.%d.%d", number / 256, number % 256);
	return text;
}

int
ipam_find(json_t *table, const char *name)
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
			    ipam_address(atoi(key), address, sizeof(address)),
			    json_string_value(value));
	if (fclose(lines) == 0)
		return text;
	free(text);
	return NULL;
}

/* In place, not by rename(2): what is mounted is the file, not its name. */
static int
write_over(int fd, const char *text)
{
	ssize_t length = strlen(text);
	ssize_t n = pwrite(fd, text, length, 0);

	if (n == length)
		return ftruncate(fd, length);
	/*
	 * The container has filled its files, which are for it to read: with
	 * room for some of the text, or none.
	 */
	return n >= 0 || errno == ENOSPC ? 0 : -1;
}

static int
write_hosts(json_t *table, const char *key, const json_t *value,
    char *const hosts[], int fd)
{
	char address[32];
	char *others = lines_of_others(table, value);

	ipam_address(atoi(key), address, sizeof(address));
	char *text = others == NULL
			 ? NULL
			 : hosts_file_compose(json_string_value(value), address,
			       hosts, others);
	int result = text == NULL ? -1 : write_over(fd, text);
	free(others);
	free(text);
	return result;
}

int
ipam_update_hosts(json_t *table, const char *name, char *const hosts[], int fd)
{
	const char *key;
	json_t *value;

	json_object_foreach (table, key, value)
		if (json_is_string(value) &&
		    strcmp(json_string_value(value), name) == 0)
			return write_hosts(table, key, value, hosts, fd);
	return 0;
}

/*
 * The supervisor of a container has its hosts file open, and no path leads
 * there: pidfd_getfd(2). Returns -1 with errno 0 where nothing is to be
 * written: a container that is being made reads the table itself, and one that
 * has ended no longer needs it.
 */
static int
open_hosts(json_t *process)
{
	json_t *number = json_object_get(process, "HostsDescriptor");
	pid_t pid = json_integer_value(json_object_get(process, "Supervisor"));
	unsigned long long start =
	    json_integer_value(json_object_get(process, "SupervisorStart"));

	errno = 0;
	if (pid <= 0 || !json_is_integer(number))
		return -1;
	int supervisor = state_open_process(pid, start);
	if (supervisor == -1) {
		errno = errno == ESRCH ? 0 : errno;
		return -1;
	}
	int fd = syscall(
	    SYS_pidfd_getfd, supervisor, (int)json_integer_value(number), 0);
	if (fd == -1 && (errno == ESRCH || errno == EBADF))
		errno = 0;
	return file_close(supervisor, fd);
}

static int
tell_one(json_t *table, const char *key, const json_t *value)
{
	char **hosts = NULL;
	size_t nhosts = 0;
	json_t *word;
	size_t i;

	json_t *state = state_read(json_string_value(value), "state.json");
	if (state == NULL)
		return 0;
	int result = 0;
	json_array_foreach (json_object_get(state, "Hosts"), i, word)
		if (list_add_string(
			&hosts, &nhosts, (char *)json_string_value(word)) == -1)
			result = -1;
	int fd = open_hosts(json_object_get(state, "Process"));
	if (fd != -1 && result == 0)
		result = write_hosts(table, key, value, hosts, fd);
	else if (errno != 0)
		result = -1;
	if (fd != -1)
		file_close(fd, 0);
	free(hosts);
	json_decref(state);
	return result;
}

int
ipam_update_all_hosts(json_t *table)
{
	const char *key;
	int why = 0;
	json_t *value;

	json_object_foreach (table, key, value)
		if (json_is_string(value) &&
		    tell_one(table, key, value) == -1) {
			why = errno;
			failure_set(
			    "/etc/hosts of %s", json_string_value(value));
		}
	errno = why != 0 ? why : errno;
	return why != 0 ? -1 : 0;
}
