/*
 * Deletions in a layer.
 *
 * Its archive has an empty file ".wh.NAME" for NAME that is deleted, and
 * ".wh..wh..opq" in a directory of which nothing of the lower layers is to be
 * seen: OCI image specification, layer.md. overlayfs wants a device 0:0
 * called NAME, and an attribute of the directory.
 */
#ifndef WHITEOUT_H
#define WHITEOUT_H

#include <stdbool.h>
#include <stdint.h>

/* Is it one of these files? path has no '/' at its end. */
bool image_is_whiteout(const char *path);

/* Is it, or is it below, one of the files that aufs kept for itself? */
bool image_is_of_aufs(const char *path);

/*
 * Does to the layer, which the current root directory is, what the file says;
 * what the layer itself has in the place stays. path is cut. Adds to *made as
 * image_make_parents() does. Returns 0, or -1 with errno, EINVAL if it says nothing.
 */
int image_whiteout(char *path, uint64_t *made);

/* Has there been a deletion, in the place where this is to be written? */
bool image_is_deleted(const char *path);

/*
 * Makes the directories above a path, which may be in the archive later; where
 * there has been a deletion, nothing of the lower layers is seen in them.
 * Adds to *made how many are new. Returns 0, or -1 with errno.
 */
int image_make_parents(char *path, uint64_t *made);

/* Lets nothing of lower layers be seen in a directory. Returns 0, or -1. */
int image_hide_below(const char *directory);

/*
 * Does image_hide_below() hold for the directory? overlayfs does not ask that
 * of a layer's root: the layers below are left out instead.
 */
bool image_hides_below(const char *directory);

#endif
