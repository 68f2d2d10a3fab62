/*
 * What -v and --mount have in common.
 */
#ifndef CLI_VOLUMES_H
#define CLI_VOLUMES_H

#include "07-combined/docker/cli.h"

/* These end as a wrong option does where the value makes no sense. */

/*
 * One more mount, at an absolute path of the container: not "/", and not where
 * an option has mounted something already. The pointer is good until the next
 * call.
 */
struct container_mount *cli_new_mount(struct cli *cli, const char *target);

/*
 * Returns a copy of an absolute path without "//", "/./" and "/../", as Go's
 * path.Clean() has it. To be freed. Exits 125 without memory.
 */
char *cli_clean_path(const char *path);

/* The option's mount at this path of the container, which is clean, or NULL. */
struct container_mount *
cli_find_mount(const struct cli *cli, const char *target);

/*
 * Takes a mount out of the list; the later ones move up. place is its index in
 * spec.mounts, whether it is a default or an option's.
 */
void cli_remove_mount(struct cli *cli, size_t place);

/* Gives a bind its source: what a path of the host leads to at this moment. */
void cli_bind_path(struct container_mount *mount, const char *path);

/*
 * The same with the directory of a volume, which is made where it is missing. An
 * empty one gets what the image has at the mount's place.
 */
void cli_bind_volume(struct container_mount *mount, const char *name);

/*
 * A volume without a name: a directory of the container's own, which can be written
 * to also with --read-only, and which is gone with the container.
 */
void cli_bind_own(struct container_mount *mount);

/*
 * One such volume for each path that is a key of an image's "Volumes", or NULL, but
 * for those where an option mounts something.
 */
void cli_add_image_volumes(struct cli *cli, json_t *volumes);

/*
 * Takes "ro", "rw" or a propagation for a bind. Returns false for other words.
 */
bool cli_bind_option(struct container_mount *mount, const char *word);

#endif
