/*
 * What -v and --mount have in common.
 */
#ifndef CLI_VOLUMES_H
#define CLI_VOLUMES_H

#include "07-combined/desk/cli.h"

/* These end as a wrong option does where there is no sense in the value. */

/* One more mount, at an absolute path of the container. */
struct container_mount *
cli_new_mount(struct container *container, const char *target);

/* The host's path, made absolute: it may be asked for as "./src". */
const char *cli_host_path(const char *path);

/* The directory of a volume, which is made. */
const char *cli_volume_path(const char *name);

/*
 * Takes "ro", "rw" or a propagation for a bind. Returns false for other words.
 */
bool cli_bind_option(struct container_mount *mount, const char *word);

#endif
