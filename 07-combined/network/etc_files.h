/*
 * The three files of /etc that are a container's own, whatever its image says:
 * hosts(5), hostname(5), resolv.conf(5). The engine makes them (smallfs.h);
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

/*
 * Returns what hosts(5) says to a container: its own address ("": none), its
 * --add-host, and the lines of the others in the network. To be freed; NULL with
 * errno.
 */
char *etc_hosts(const char *name, const char *address, char *const hosts[],
    const char *others);

#endif
