/*
 * What is known of the containers that exist: one directory each.
 *
 *     /run/combined/NAME/lock        held while a command works on it
 *     /run/combined/NAME/state.json  its processes, what is to be removed
 *     /run/combined/NAME/config.json with OCI, what its bundle said then
 *     /run/combined/NAME/…           what a front end adds: a FIFO, a log
 *
 * A normal user's are in $XDG_RUNTIME_DIR/combined. A state is written to a
 * temporary file and renamed, so that a reader sees the old one or the new one,
 * also after a crash. Whether a container runs is never written down: the
 * kernel knows, and a PID counts only together with its process's start time.
 */
#ifndef STATE_H
#define STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * Where the containers are: --root, or by default as above. To be set before
 * the first call of the others; the default needs no call.
 */
void state_set_root(const char *directory);
const char *state_root(void);

/*
 * Opens the directory, once for all of the program's run: what is there is
 * looked up from the descriptor, as directory_open() explains. make: it is made
 * where it is missing. Returns the descriptor, which stays this module's, or -1
 * with errno as directory_open(): ENOENT if no container has been made.
 */
int state_directory(bool make);

/* Closes it: a container's process is not to have it. */
void state_close(void);

/*
 * Writes value as JSON into a file below a directory, crash-safe: a reader sees
 * what was there before, or all of it; where durable is set also after a power
 * failure. Returns 0, or -1 with errno.
 */
int state_store(int directory, const char *path, json_t *value, bool durable);

/*
 * Reads JSON from a file below a directory. Returns a new reference, or NULL
 * with errno: ENOENT, EBADMSG (no JSON), or what came in between: EIO, ENOMEM,
 * EMFILE.
 */
json_t *state_load(int directory, const char *path);

/*
 * Writes the path of a file of a container into path. Returns path, or NULL
 * with errno ENAMETOOLONG.
 */
const char *
state_path(const char *id, const char *file, char *path, size_t size);

/*
 * Is this a proper ID: letters, digits and "_+-.", not "." or ".."? It becomes
 * a path.
 */
bool state_id_valid(const char *id);

/*
 * Returns the name of a container's cgroup, "combined/ID" (see cgroup_open()),
 * to be freed; or NULL with errno ENOMEM.
 */
char *state_cgroup(const char *id);

/*
 * Makes the directory of a new container and locks it. Returns a file
 * descriptor that holds the lock until it is closed, or -1 with errno EEXIST
 * if the ID is taken, EINVAL if state_id_valid() refuses it.
 */
int state_create(const char *id);

/*
 * Locks an existing container against other commands; waits for them. Returns a
 * file descriptor that holds the lock until it is closed, or -1 with errno
 * ENOENT if there is no such container.
 */
int state_lock(const char *id);

/*
 * Opens one of its files, "exit" say, or with "." its directory; flags as
 * directory_open_below(). Returns a descriptor, or -1 with errno ENOENT if
 * there is no such container or file.
 */
int state_open(const char *id, const char *file, int flags);

/*
 * Is this the ID of a container of either front end? One that is being made has
 * a directory already. What cannot be looked up is taken for known.
 */
bool state_is_known(const char *id);

/* Writes one of its files, "state.json" say, as state_store() does. */
int state_write(const char *id, const char *file, json_t *value);

/*
 * Writes a long file that is read at each exec, by this program only. To be
 * called before state.json exists: until then, another command takes the
 * container for one whose creation was cut short. Returns 0, or -1 with errno.
 */
int state_write_new(const char *id, const char *file, const char *text);

/*
 * Reads one of its files, as state_load() does. ENOENT means no such container,
 * or one whose creation was cut short.
 */
json_t *state_read(const char *id, const char *file);

/* Removes the directory with all in it. Returns 0, or -1 with errno. */
int state_remove(const char *id);

/*
 * Calls visit for each container's ID, in alphabetical order. Returns 0, or -1
 * with errno; an empty list is not an error.
 */
int state_each(void (*visit)(const char *id, void *data), void *data);

/*
 * Returns when a process started, in clock ticks since boot (field 22 of
 * proc_pid_stat(5)), or 0 with errno ESRCH or ENOENT if there is none, or
 * only a zombie, or another where it cannot be read.
 */
unsigned long long state_start_time(pid_t pid);

/*
 * Opens a process, if it is still the one that started then: pidfd_open(2).
 * Returns the descriptor, or -1 with errno ESRCH if it is gone, or another
 * has its PID; any other errno leaves it open whether it is.
 */
int state_open_process(pid_t pid, unsigned long long start);

#endif
