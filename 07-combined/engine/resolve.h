/*
 * What only the container's own files can answer, once it has become our root.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "01-caps/user.h"
#include "07-combined/engine/container.h"

#include <limits.h>

/*
 * Finds the user to become. Names are the container's: from its own passwd(5)
 * and group(5). Returns 0, or -1 with errno ENOENT: it has no such user or
 * group; failure_text() names it.
 */
int resolve_user(const struct container *container, struct caps_user *user);

/*
 * Makes container->env: the specification's environment without the texts that
 * have no "=", and where that has no HOME the one that the container's passwd(5)
 * says, or "/". Engines leave it to the runtime, which alone can look it up.
 * Returns 0, or -1 with errno if the file could not be read for want of memory
 * or the like.
 */
int resolve_home(struct container *container, uid_t uid);

/*
 * Finds the command along the container's own $PATH: better said now than when
 * all is under way. Returns 0 with its path, or -1 with errno ENOENT, or EACCES
 * if it cannot be executed.
 */
int resolve_command(const struct container_spec *spec, char path[2 * PATH_MAX]);

#endif
