/*
 * The seccomp filter, and the privileges around it: loading one needs CAP_SYS_ADMIN,
 * or no_new_privs. See 05-seccomp/.
 */
#ifndef EXECUTOR_FILTER_H
#define EXECUTOR_FILTER_H

#include <stdbool.h>

/*
 * With no_new_privs any process may load a filter, so loading is the last step.
 * If an agent gets the listener, it comes before the process can be seen from
 * inside: other processes could take the listener.
 */
bool loads_early(void);

/* Sets no_new_privs: prctl(2). */
void forbid_new_privileges(void);

/*
 * CAP_SYS_ADMIN was kept for loading the filter, and came through execve(2) in
 * the ambient set. It leaves that set: the command must not get it.
 */
void keep_power_to_ourselves(void);

/* Reads our capabilities, for drop_power(): a filter may forbid capget(2). */
void read_power(void);

/* Keeps those capabilities that the plan leaves to the command. */
void drop_power(void);

/*
 * Loads the filter, if the plan has one. With an agent, the listener is on its way
 * to it, and this process has it no more: await_sender() is to follow.
 */
void load_filter(void);

#endif
