/*
 * A container: what is to be, in one struct.
 *
 * The front ends fill it (cli.c from docker's words), run.c makes a process of
 * it with the modules of chapters 1 to 6. What is zero is not asked for.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "01-caps/caps.h"
#include "02-namespaces/ns.h"
#include "04-cgroups/cgroup.h"

#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

#define CONTAINER_MAX 64 /* bound of each list below */

/* Something mounted in the container: mount(2), or a bind of the host's. */
struct container_mount {
	const char *source;  /* host's path of a bind, else any text */
	const char *target;  /* path in the container */
	const char *type;    /* "proc", "tmpfs" …; NULL: a bind */
	unsigned long flags; /* MS_RDONLY, MS_NOSUID … */
	const char *data;    /* options of the file system, or NULL */
	int tree;            /* a bind's mount until it is moved in */
};

/* A node below /dev. */
struct container_device {
	const char *path; /* in the container, and of the host's node */
	mode_t mode;      /* S_IFCHR or S_IFBLK, and the permissions */
	unsigned int major, minor;
	int tree; /* the host's node, where mknod(2) is not allowed */
};

struct container_limit {
	int resource; /* RLIMIT_NOFILE … */
	struct rlimit value;
};

struct container_setting {
	const char *name; /* "net.ipv4.ip_forward" */
	const char *value;
};

struct container {
	/* The process. */
	char *const *argv;
	char *env[2 * CONTAINER_MAX]; /* "NAME=VALUE", ends with NULL */
	const char *cwd;
	bool terminal;    /* a terminal of its own */
	bool init;        /* PID 1 is ours and reaps */
	const char *user; /* USER[:GROUP] of its passwd(5); NULL: root */
	struct caps_sets caps;
	bool no_new_privs;
	scmp_filter_ctx seccomp; /* NULL: no filter */
	const char *apparmor;    /* profile; NULL: none */
	bool apparmor_generated; /* it is ours to load and to remove */
	struct container_limit limits[16];
	size_t nlimits;
	const char *oom_score_adj; /* for /proc/self/oom_score_adj */

	/* Its namespaces. */
	int namespaces; /* CLONE_NEW… flags of those that are new */
	struct ns_range uids[4], gids[4]; /* of a new user namespace */
	size_t nuids, ngids;
	const char *hostname;
	struct container_setting sysctls[CONTAINER_MAX];
	size_t nsysctls;

	/* Its root file system. */
	const char *rootfs; /* NULL: the embedded busybox */
	bool read_only;
	struct container_mount mounts[CONTAINER_MAX];
	size_t nmounts;
	struct container_device devices[CONTAINER_MAX];
	size_t ndevices;
	const char *const *masked;     /* paths that show nothing, ends NULL */
	const char *const *unwritable; /* paths that cannot be written to */

	/* Its cgroup; all zero limits: still one of its own. */
	const char *cgroup;   /* "combined/NAME"; NULL: the caller's */
	bool cgroup_optional; /* without the right to it, do without */
	struct cgroup_limits resources;
};

/* A container that exists: what is to be removed when it does no longer. */
struct container_instance {
	pid_t pid;   /* its first process, a child of ours; -1: none */
	int channel; /* to it, until it executes the command */
	int master;  /* its terminal, or -1 */
	struct cgroup cgroup;
	bool has_cgroup;
	bool has_profile;
	sigset_t signals;  /* our mask before: all are blocked meanwhile */
	char failure[700]; /* what went wrong, in words */
};

/*
 * Makes all of the container but its command: cgroup, namespaces, root file
 * system. Its first process waits. Returns 0, or -1 with the words in
 * instance->failure; container_remove() is due in any case.
 */
int container_create(
    struct container *container, struct container_instance *instance);

/*
 * Lets it execute the command. Returns 0, or -1 with the words in
 * instance->failure.
 */
int container_start(struct container_instance *instance);

/*
 * Waits for the command's end, passing signals on. Returns the exit status for
 * our own exit: the command's, or 128+N.
 */
int container_wait(struct container_instance *instance);

/* Removes what create has made, in reverse. Complains on stderr. */
void container_remove(
    const struct container *container, struct container_instance *instance);

/*
 * All four: runs the container to its end. Returns the exit status for our own
 * exit: the command's, 128+N, or where the container could not be made 125
 * after a line on stderr.
 */
int container_run(struct container *container);

/*
 * Fills in what Docker gives every container: mounts, devices, masked paths,
 * capabilities, environment, namespaces. To be called before the options.
 */
void container_defaults(struct container *container);

#endif
