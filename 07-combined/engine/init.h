/*
 * The child's side of the engine: how a process becomes a container.
 *
 * Read init.c as a list. init_set_up() changes what the process sees, each step
 * needing root and the steps before it; init_drop_privileges() changes what it
 * may do, each step taking something away; handover_execute() makes it another
 * program, executor.c, which goes on with the list.
 */
#ifndef INIT_H
#define INIT_H

#include "07-combined/engine/container.h"

/*
 * The life of the child, born in its namespaces by ns_clone3(): waits for the
 * parent, becomes the container, with no signal blocked, and then the
 * executor, which reports so on its end of the channel, waits for the start and
 * executes the command. parent is as for command_die_with_parent(). A failure
 * goes through the channel.
 */
_Noreturn void
init_main(struct container *container, int channel, pid_t parent);

/*
 * Ends the child: reports status, errno and the words of failure_text() through
 * the channel.
 */
_Noreturn void init_fail(int channel, int status);

/*
 * The namespaces that the child is born in. The others have to wait: what a new
 * cgroup or time namespace shows is settled at the moment it is made.
 */
int init_clone_flags(const struct container_spec *spec);

/*
 * Where some of the namespaces exist already: joins them, and ends. Before, makes
 * a process in them that is a child of the parent (CLONE_PARENT), reports itself
 * through the channel, and goes on as init_main(). See joiner.c.
 */
_Noreturn void
joiner_main(struct container *container, int channel, pid_t parent);

/*
 * Waits until the parent has mapped the users and done the rest that only it can
 * do, then sets up the namespaces and the root. Returns our PID as the parent sees
 * it, or -1 with errno; failure_text() names the call that failed.
 */
pid_t init_set_up(struct container *container, int channel);

/*
 * Takes from this process all that the container is not to have, but for what
 * the executor needs to load the filter. Returns 0, or -1 with errno as above.
 */
int init_drop_privileges(struct container *container);

/*
 * For one more process in a container: joins the namespaces of join_pid, all of
 * them, the PID namespace for the next child. Returns 0, or -1 with errno:
 * EINVAL if join_pid is in our own mount namespace.
 */
int join_container(struct container *container);

#endif
