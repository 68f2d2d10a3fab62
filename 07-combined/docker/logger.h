/*
 * What a container in the background writes, on its way into its log.
 *
 * It writes into two pipes whose other ends its supervisor has. A pipe is full
 * at 64 KiB: while the supervisor waits for its disk the container waits, too,
 * and no memory grows.
 */
#ifndef LOGGER_H
#define LOGGER_H

#include "07-combined/docker/cli.h"

/*
 * Opens the log in the container's directory, and gives the container the ends
 * of the pipes. With --log-driver none it gets /dev/null. Returns 0, or -1 with
 * errno.
 */
int logger_open(struct cli *cli, const char *directory);

/*
 * From here on our own messages go there, too, and nothing to where they went:
 * the container runs, and our ends of its pipes are closed.
 */
void logger_take_over(struct cli *cli);

/*
 * As container_wait(): until the container's end, from which its exit status
 * comes, and what it has written is in the log.
 */
int logger_wait(const struct cli *cli, struct container *c);

#endif
