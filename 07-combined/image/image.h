/*
 * Images: a root file system in layers, and how to run what is in it.
 *
 * An image is a list of tar archives, its layers, and a config. Each layer has
 * the files that it adds to those below it, or changes; what it deletes it has
 * as an empty file with ".wh." before the name. Layers are known by the SHA-256
 * of their archive, so two images that were built on the same one share it: OCI
 * image specification.
 *
 * The store, below the data directory (data_directory.h):
 *
 *     images/images.json    what there is: name → layers, config
 *     images/layers/ID/     a layer, unpacked once
 *     images/blobs/         its archive as it was fetched, so that the next
 *                           image built on it has less to fetch
 *     images/lock           held while the store is changed
 *     images/locks/ID       held while a container uses the layer
 *
 * Fetching, and all formats that images are passed on in, is skopeo(1)'s work.
 * What is unpacked appears by rename(2), complete or not at all. The layers of
 * a container that runs are locked (flock(2)) by its supervisor, and those of
 * one that has ended stand in its directory: they stay. A process that can open
 * a file can lock it, so what is locked is never the layer itself but a file
 * that only we can open.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "07-combined/engine/container.h"

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMAGE_DIGEST "sha256:"
#define IMAGE_HEX 64            /* digits of a digest */
#define IMAGE_FILES_MAX 2000000 /* in a layer: no image has so many */
#define IMAGE_LAYERS_MAX 127    /* as Docker has it */

/* What the first word after `combined run` is. */
enum image_kind {
	IMAGE_NONE,      /* a command: of the embedded busybox */
	IMAGE_DIRECTORY, /* a root file system, used as it is */
	IMAGE_TAR,       /* a root file system in a tar archive */
	IMAGE_LOCAL, /* "oci:…", "docker-archive:…": a file or directory */
	IMAGE_NAME   /* of a registry, or of the store */
};

/*
 * A word understood. name is what the store calls it: Docker's short form with
 * a tag ("nginx:latest"); source what skopeo(1) calls it, "docker://nginx", or
 * for IMAGE_TAR the file; file is what tells by its time whether a local source
 * has changed.
 */
struct image_word {
	enum image_kind kind;
	char name[PATH_MAX], source[PATH_MAX], file[PATH_MAX];
};

/*
 * Understands a word; one that could be a registry's is IMAGE_NAME. Returns its
 * kind, also in w->kind.
 */
enum image_kind image_parse(struct image_word *w, const char *word);

/*
 * Is a word of IMAGE_NONE a path, "./root.tar", where no archive and no directory
 * is, and not a command?
 */
bool image_is_missing_file(const char *word);

/*
 * Has skopeo(1) copy an image from a source, in its words, into the store's blobs.
 * Returns the entry that image_pull() returns, its layers not unpacked yet. Exits
 * as image_pull() does.
 */
json_t *image_fetch(const struct image_word *w, const char *source);

/*
 * From now on all that skopeo(1) says goes to stderr: on a terminal it is the
 * bars of layers, elsewhere nothing.
 */
void image_be_verbose(void);

/*
 * Fetches an image and unpacks what is missing of it. Returns its entry in the
 * store: {"Id", "Source", "Created", "Size", "Layers", "Config"}, the top layer
 * first. Exits 125 with a line on stderr if it cannot.
 */
json_t *image_pull(const struct image_word *w);

/*
 * Unpacks a layer's archive into the store, unless it is there: input, from
 * image_open_archive(), which is closed; archive is what people call it. A
 * process does so that has little power and sees nothing but the layer. Exits
 * 125 with a line on stderr if it cannot, and 128+N after signal N.
 */
void image_unpack(const char *id, const char *archive, int input);

/*
 * Unpacks an image's layers, a list of identifiers, from the store's blobs: on
 * all processors, up to eight. Exits as image_unpack() does, after the first
 * failure.
 */
void image_unpack_layers(json_t *layers);

/*
 * The part of that which happens inside: writes the archive's files into the
 * current root directory, deletions as overlayfs has them. name is what a
 * report calls it. strict: an owner that cannot be set is a mistake. Reports,
 * exits 125.
 */
void image_write_files(int archive, const char *name, bool strict);

/*
 * Writes what is in a compressed archive, input, which is closed, into the file
 * IMAGE_PLAIN of a directory. A process does so that has little power. Returns 0,
 * or the exit status, after a line on stderr.
 */
#define IMAGE_PLAIN "image.tar"
int image_decompress(int input, const char *directory);

/* So many bytes a layer may have: $COMBINED_LAYER_MAX. Reports, exits 125. */
uint64_t image_layer_max(void);

/* The directory of a layer, or of something else in the store. */
const char *
image_path(const char *directory, const char *name, char *path, size_t size);

/* The images by name, a new reference; an empty object where there are none. */
json_t *image_list(void);

/*
 * Returns a descriptor that holds the store's lock until it is closed, after
 * the others have changed it. Exits 125 where the store cannot be made.
 */
int image_lock(void);

/*
 * Locks a layer with the operation of flock(2): LOCK_SH to use it, LOCK_EX to
 * remove it. Returns a descriptor that holds the lock until it is closed here and
 * in all children, or -1 with errno: with LOCK_NB EWOULDBLOCK if it is in use.
 */
int image_lock_layer(const char *id, int operation);

/*
 * Replaces the list, and removes from the store what is not needed. The lock
 * has to be held. Returns 0, or -1 with errno.
 */
int image_write_list(json_t *images);

/*
 * That removal alone: also what a pull that was killed has left. Returns 0, or
 * -1 with errno.
 */
int image_clear(json_t *images);

/* How many things has a pull left that was killed? To be asked with the lock.
 */
int image_remnants(void);

/*
 * Does a container use one of the image's layers that no other image has?
 * Returns its name, "a container that runs", or NULL.
 */
const char *image_user(json_t *images, const char *name);

/*
 * Opens the layers for overlayfs, container->lower, and locks them until this
 * process and its children have ended. Returns 0, or -1 with errno ENOENT if
 * one is missing, ENOSPC if they are too many.
 */
int image_hold(struct container_spec *spec, json_t *layers);

/*
 * Writes down in a container's directory which layers it is made of; for image
 * NULL it has none. Returns 0, or -1 with errno.
 */
int image_note_layers(json_t *image, const char *directory);

#endif
