/*
 * A child process in namespaces of its own that is not a container: for work on
 * files of several users, which a normal user can do in a user namespace only.
 */
#ifndef NAMESPACE_CHILD_H
#define NAMESPACE_CHILD_H

#include "07-combined/engine/container.h"

/*
 * Forks: the child is in a mount namespace and the other namespaces that the
 * specification asks for, root of the user namespace if that is one of them.
 * Returns 0 in the child, its PID in the parent, or -1 with errno and
 * failure_text().
 */
pid_t namespace_child_fork(const struct container_spec *spec);

/*
 * For this child: ends it, errno and the name of the step being the message. The
 * machine's configuration is named, too, where it is the reason: a normal user may
 * have the namespace without a capability in it.
 */
_Noreturn void namespace_child_failed(const char *step);

/*
 * Removes a directory with all in it, in a user namespace where some of it
 * belongs to other users of ours: as remove_tree_at(), whose words are there
 * for root alone. Returns 0, or -1 with errno.
 */
int namespace_child_remove_tree(int dir, const char *path);

#endif
