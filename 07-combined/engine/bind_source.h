/*
 * What is bound into a container, looked up once: openat2(2), O_PATH.
 *
 * A path that is looked up twice may lead to two places: another container that
 * shares a volume exchanges a directory in it for a link meanwhile. So a front
 * end opens a source when it reads the option, and what is mounted is what that
 * descriptor refers to.
 */
#ifndef BIND_SOURCE_H
#define BIND_SOURCE_H

/*
 * Opens what the host's path leads to, links included. *name becomes the path
 * that it has, absolute and without links, which the caller has to free(3).
 * Returns a descriptor, O_PATH, or -1 with errno.
 */
int bind_source_open(const char *path, char **name);

/*
 * The same for a name in a directory, which is a descriptor, but it has to be a
 * directory, and not a link.
 */
int bind_source_open_in(int directory, const char *file, char **name);

/*
 * Opens the same file once more by its name, in another mount namespace, where
 * the descriptor is of no use to open_tree(2). Returns a descriptor, or -1 with
 * errno: ESTALE if the name means another file by now, ELOOP a link.
 */
int bind_source_reopen(int source, const char *name);

#endif
