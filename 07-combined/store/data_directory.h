/*
 * What is kept on disk: images and their layers, volumes, what containers have
 * written, compiled filters. Root's is in /var/lib/combined, a user's in
 * $XDG_DATA_HOME/combined, by default ~/.local/share/combined, and where HOME
 * is not set either in /tmp/combined-data-UID; or where $COMBINED_DATA says.
 *
 * A layer and a volume have programs with set-user-ID bits, and a user who can
 * reach such a program has its owner's power: CVE-2021-41091. So the directory
 * at the top has mode 0700. No other user of the host gets past it, whatever
 * the modes below say; a container gets its files by mounts, which begin below.
 */
#ifndef DATA_DIRECTORY_H
#define DATA_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Where it is, by its path. */
const char *data_root(void);

/*
 * Opens it, once for all of the program's run; make: it is made where it is
 * missing. One of ours with another mode than 0700 gets that. Returns the
 * descriptor, which stays this module's, or -1 with errno as directory_open().
 */
int data_directory(bool make);

/* Closes it: a container's process is not to have it. */
void data_close(void);

/*
 * Writes the path of a file in a directory below it into path. The directory is
 * made, with those above it. Returns path, or NULL with errno: as
 * data_directory(), or ENAMETOOLONG. After EPERM and ENAMETOOLONG path is "",
 * else it is there to be named.
 */
const char *
data_path(const char *directory, const char *name, char *path, size_t size);

/*
 * Opens such a file: flags and mode as directory_open_below(). Returns a
 * descriptor, or -1 with errno.
 */
int data_open(const char *directory, const char *name, int flags, mode_t mode);

#endif
