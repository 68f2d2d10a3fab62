/*
 * What executor.c is told: a file in memory with this struct in front, and
 * after it the texts, lists and instructions that the members named by "at"
 * point to: offsets in the file, 0 if there is nothing.
 *
 * Both programs are built for the same processor. A descriptor that does not
 * exist is -1.
 */
#ifndef EXECUTOR_H
#define EXECUTOR_H

#include <stdbool.h>
#include <stdint.h>

/* The steps that --explain shows, in their order. */
enum executor_step {
	EXECUTOR_PROFILE, /* AppArmor's */
	EXECUTOR_LABEL,   /* SELinux's */
	EXECUTOR_AMBIENT, /* CAP_SYS_ADMIN is not for the command */
	EXECUTOR_FILTER,  /* seccomp's */
	EXECUTOR_CAPS,    /* the capabilities of the command */
	EXECUTOR_ENTER,   /* into a PID namespace that is there already */
	EXECUTOR_NO_NEW_PRIVS,
	EXECUTOR_INIT_PROFILE, /* AppArmor's, where an init stays */
	EXECUTOR_COMMAND,
	EXECUTOR_STEPS
};

/* The PID in a message to an agent where it is known only later. */
#define EXECUTOR_PID_LATER INT32_MAX
#define EXECUTOR_PID_TEXT "2147483647"

struct executor_hook {
	uintptr_t path_at;
	uintptr_t args_at, env_at; /* lists of offsets; each ends with 0 */
	int64_t timeout;           /* s; -1: none */
};

struct executor_plan {
	int channel;
	int start_socket; /* a socket: the command waits for a connection */
	int streams[3];   /* what standard input and so on become */
	int narration;    /* where --explain writes to */
	bool step;        /* and waits for Enter there, at each step */
	bool phase;       /* or at each heading */
	bool detached;    /* may outlive its parent */
	bool enters;      /* its child is the container's process */
	bool terminal;    /* standard input is to control its session */
	bool init;        /* stays, and reaps */
	bool no_new_privs;
	bool has_power; /* CAP_SYS_ADMIN, kept for loading the filter only */
	uint64_t permitted, effective, inheritable; /* of ours, what may stay */
	uintptr_t profile_at; /* "exec NAME", with init "changeprofile NAME" */
	uintptr_t label_at;   /* SELinux's */

	uintptr_t filter_at; /* struct sock_filter[] */
	unsigned short filter_length;
	unsigned int filter_flags;
	int agent;            /* gets the listener, and the message */
	int pid_namespace;    /* still to be joined; with an agent only */
	uintptr_t message_at; /* a text */
	uintptr_t pids_at[2]; /* in it, EXECUTOR_PID_TEXT to be replaced */
	int pid;              /* of this process, as the parent sees it */

	uintptr_t hooks_at; /* struct executor_hook[] */
	unsigned int nhooks;
	int hook_input, hook_output; /* files: their standard streams */

	/* Of the narration: a step, after the PID; its heading. */
	uintptr_t lines_at[EXECUTOR_STEPS], headings_at[EXECUTOR_STEPS];
};

#endif
