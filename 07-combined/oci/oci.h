/*
 * The OCI front end: a bundle's config.json into struct container_spec.
 *
 * Docker, podman and Kubernetes do not make containers themselves: they write
 * down what is to be, and call a runtime. What they write and how they call is
 * the Open Container Initiative's runtime specification: runtime.md, config.md,
 * config-linux.md. The files oci_*.c each translate a part of it; what is wrong
 * ends in oci_fail().
 */
#ifndef OCI_H
#define OCI_H

#include "07-combined/engine/container.h"

#include <jansson.h>

#define OCI_VERSION "1.3.0"

/* A bundle, and the container that it is to become. */
struct oci {
	const char *id;
	const char *bundle; /* the absolute path */
	json_t *config;
	json_t *annotations;  /* or NULL */
	const char *metadata; /* what it is to be told; or NULL */
	struct container_spec spec;
};

/* What the options before the command say about errors: --log and so on. */
void oci_log_to(const char *path);
int oci_log_format(const char *name); /* "text" or "json"; else -1 */

/* Writes the message to the log, which is stderr without --log. */
void oci_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes the message to the log, and to stderr. */
void oci_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, and exits 125. */
_Noreturn void
oci_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sets what oci_fail() calls before it exits, in this process, not a child. */
void oci_fail_with(void (*undo)(void));

/* json_unpack() of a part of the configuration that where names. */
void oci_unpack(json_t *part, const char *where, const char *format, ...);

/*
 * Returns an ID or the like, which the kernel has in 32 bits: from 0 to max. Cut
 * off, too large a UID would be another's, 0 say; and 2^32 - 1 is none, but
 * leaves the UID as it is: setresuid(2).
 */
#define OCI_ID_MAX (UINT32_MAX - 1)
uint32_t oci_number(json_int_t number, uint32_t max, const char *where);

/* Reads a JSON file, "-" for stdin. */
json_t *oci_read(const char *path);

/*
 * Return the value, which has to be an array, or an object, or null, or not
 * there: a loop over anything else would take it for empty.
 */
json_t *oci_array(json_t *value, const char *where);
json_t *oci_object(json_t *value, const char *where);

/* Strings of a JSON array, or NULL for none: a list that ends with NULL. */
const char **oci_strings(json_t *array, const char *where);

/* Reads bundle/config.json and translates all of it. */
void oci_translate(struct oci *oci);

/* Mappings of IDs into ranges, a new list. Returns how many. */
size_t
oci_ranges(json_t *mappings, struct ns_range **ranges, const char *where);

/* Its parts. */
void oci_process(struct container_spec *spec, json_t *process);
void oci_mounts(struct oci *oci, json_t *mounts);
void oci_linux(struct oci *oci, json_t *section);

/*
 * Returns a label of SELinux, or NULL for none, an empty one. Ends in oci_fail()
 * where SELinux is off, or it cannot be a label.
 */
const char *oci_selinux_label(const char *label, const char *where);

/*
 * Returns LISTEN_FDS, how many sockets the caller passes on, or NULL: also where
 * LISTEN_PID says that they were another process's, as sd_listen_fds(3).
 */
const char *oci_listen_fds(void);
void oci_memory_policy(struct container_spec *spec, json_t *policy);
void oci_seccomp(struct oci *oci, json_t *profile);

/*
 * Ends in oci_fail() where a device of linux.netDevices cannot be moved: no such
 * device, no name, no network namespace to move it to.
 */
void oci_check_net_devices(const struct container_spec *spec, json_t *devices);

/*
 * Moves them into the network namespace of process pid. Returns 0, or -1 with
 * errno and failure_text(): net_device_move().
 */
int oci_move_net_devices(json_t *config, pid_t pid);
void oci_resources(struct container_spec *spec, json_t *resources);

/*
 * --systemd-cgroup: asks for it, and whether it was asked for. It counts where
 * a container is made; later commands know from the state which cgroup it has.
 */
void oci_use_systemd(void);
bool oci_uses_systemd(void);

/*
 * Translates linux.cgroupsPath, "slice:prefix:name" or NULL, into spec.scope;
 * ends in oci_fail() where it has another form, or systemd is not there.
 */
void oci_scope(struct oci *oci, const char *path);

/* Writes a scope, or NULL, into a container's state. */
void oci_scope_store(json_t *state, const struct scope *scope);

/*
 * Returns the scope of a stored container, or NULL; overwritten by the next
 * call, and its strings are the state's.
 */
const struct scope *oci_scope_stored(json_t *stored);

/* Stops it, if there is one, or oci_fail(); warns where its cgroup is gone. */
void oci_scope_stop(json_t *stored);

/*
 * Removes the capabilities that this process does not have, and so cannot give,
 * from the specification; warns of them. In a new user namespace it has all.
 */
void oci_drop_missing_capabilities(struct container_spec *spec);

/*
 * Runs the hooks of a name, "poststart" say, one after another, with the state
 * on their standard input. Returns 0, or at the first that fails -1 with errno
 * and failure_text(); of "poststop", each failure is only a warning.
 */
int oci_hooks(json_t *config, const char *name, json_t *state);

/* Ends in oci_fail() where one of the hooks is not well written. */
void oci_check_hooks(json_t *config);

/* Translates the hooks that are run in the container. */
void oci_start_hooks(struct oci *oci);

/* struct container_spec's hook: those that belong to the stage. */
int oci_hook(struct container *c, enum hook_stage stage, pid_t pid);

/*
 * Writes what seccomp's agent is told beside the listener of the process that has
 * this PID outside. Returns 0, or -1 with errno.
 */
int
oci_write_agent_message(const struct oci *oci, struct container *c, pid_t pid);

/* Makes the state that hooks get and `state` prints; a new reference. */
json_t *oci_state(const struct oci *oci, const char *status, pid_t pid);

/* Returns what a stored state's container is: "running" and so on. */
const char *oci_status(const char *id, json_t *stored);

/* The state that is stored of a container, or oci_fail(). */
json_t *oci_stored(const char *id);

/* Ends in oci_fail() where combined has made it, not combined-oci. */
void oci_check_maker(const char *id, json_t *stored);

/*
 * Opens the cgroup of a stored container. Returns whether there is one; if not,
 * errno is ENOENT, or another where that cannot be determined.
 */
bool oci_cgroup(json_t *stored, struct cgroup *cgroup);

/*
 * Sends a signal to a container's process by a descriptor, if it began when the
 * stored one did. Returns 0, or -1 with errno, ESRCH if it has ended.
 */
int oci_signal(json_t *stored, int sig);

/* Kills it, and waits until the kernel says that it has ended. */
void oci_end(const char *id, json_t *stored);

/* Reads a stored container and opens its cgroup, or oci_fail(). A new reference. */
json_t *oci_open_cgroup(const char *id, struct cgroup *cgroup);

/* Prints it in one line. */
void oci_print(json_t *json);

/* The commands; each is as run of struct oci_command in oci_options.h. */
struct oci_options;
int oci_create(const struct oci_options *o, char *words[]);
int oci_start(const struct oci_options *o, char *words[]);
int oci_run(const struct oci_options *o, char *words[]);
int oci_delete(const struct oci_options *o, char *words[]);
int oci_show_state(const struct oci_options *o, char *words[]);
int oci_kill(const struct oci_options *o, char *words[]);
int oci_pause(const struct oci_options *o, char *words[]);
int oci_resume(const struct oci_options *o, char *words[]);
int oci_features(const struct oci_options *o, char *words[]);
int oci_spec(const struct oci_options *o, char *words[]);
int oci_exec(const struct oci_options *o, char *words[]);
int oci_update(const struct oci_options *o, char *words[]);
int oci_ps(const struct oci_options *o, char *words[]);
int oci_list(const struct oci_options *o, char *words[]);
int oci_events(const struct oci_options *o, char *words[]);

/*
 * Checks that a terminal has somewhere to go: to the socket of this path, or, where
 * there is none and the caller stays, to the caller's terminal. A socket without a
 * terminal is an error, too.
 */
void oci_check_console(const char *socket_path, bool terminal, bool detached);

/* Connects to a socket; oci_fail() names what it was for. */
int oci_connect(const char *path, const char *what);

/* Sends the container's terminal to the socket that was asked for. */
void oci_send_console(const char *socket_path, int master);

/*
 * Where the caller has a NOTIFY_SOCKET: makes the directory of the container's own,
 * and adds its mount and its variable to the specification. After state_create().
 */
void oci_notify_prepare(struct oci *oci);

/*
 * Makes that socket, before the command starts. Returns a descriptor, or -1 where
 * the caller has none, or had none when the container was created.
 */
int oci_notify_listen(const char *id);

/*
 * Waits until the container is ready, or its process has ended, and passes the word
 * on; as_main: with its PID, as that of the caller's unit. Closes the socket.
 */
void oci_notify_wait(int socket, pid_t pid, bool as_main);

/* The same in a child, which ends with its parent; does not wait. -1: does nothing. */
void oci_notify_forward(int socket, pid_t pid);

/* Writes the PID, so that a reader sees all of it or nothing. */
void oci_write_pid(const char *path, pid_t pid);

#endif
