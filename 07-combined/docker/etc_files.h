/*
 * The three files of /etc that are a container's own, whatever its image says:
 * hosts(5), hostname(5), resolv.conf(5). The engine makes them (tmpfs_files.h);
 * hosts can change while the container runs.
 */
#ifndef ETC_FILES_H
#define ETC_FILES_H

#include "07-combined/docker/cli.h"

/*
 * Composes the three files of a new container, and adds them to what it is to
 * have. Returns 0, or -1 with errno.
 */
int etc_add(struct cli *cli);

#endif
