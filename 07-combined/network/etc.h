/*
 * The three files of /etc that are a container's own, whatever its image says:
 * hosts(5), hostname(5), resolv.conf(5). They lie beside its state and are
 * mounted on those of the image, so that they can change while it runs.
 */
#ifndef ETC_H
#define ETC_H

#include "07-combined/desk/cli.h"

/*
 * Writes the three files of a new container, and adds their mounts. Returns 0,
 * or -1 with errno.
 */
int etc_write(struct cli *cli);

/*
 * Writes the hosts of a container anew: its own address ("": none), its
 * --add-host, and the lines of the others in the network. Returns 0, or -1 with
 * errno: EWOULDBLOCK where a process has a lease on the file, F_SETLEASE of
 * fcntl(2). It is not waited for, and the file stays as it is.
 */
int etc_write_hosts(const char *name, const char *address, char *const hosts[],
    const char *others);

#endif
