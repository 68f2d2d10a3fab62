/*
 * The layers in the store of images, and which of them a container holds.
 */
#include "07-combined/image/image.h"
#include "07-combined/image/whiteout.h"
#include "07-combined/store/data_directory.h"
#include "common/file.h"
#include "common/list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCKS "images/locks"

const char *
image_path(const char *directory, const char *name, char *path, size_t size)
{
	char below[64];

	snprintf(below, sizeof(below), "images%s%s", directory[0] ? "/" : "",
	    directory);
	return data_path(below, name, path, size);
}

int
image_note_layers(json_t *image, const char *directory)
{
	char path[PATH_MAX];
	json_t *layers = json_object_get(image, "Layers");

	if (layers == NULL)
		return 0;
	if (snprintf(path, sizeof(path), "%s/image", directory) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return json_dump_file(layers, path, 0);
}

int
image_lock_layer(const char *id, int operation)
{
	struct stat st;

	for (;;) {
		int fd = data_open(LOCKS, id, O_RDWR | O_CREAT, 0600);
		if (fd == -1)
			return -1;
		if (flock(fd, operation) == -1 || fstat(fd, &st) == -1)
			return file_close(fd, -1);
		/* While we waited, it may have been removed with the layer. */
		if (st.st_nlink > 0)
			return fd;
		close(fd);
	}
}

static int
check_layer(const char *id)
{
	int fd = data_open("images/layers", id, O_PATH | O_DIRECTORY, 0);

	return fd == -1 ? -1 : close(fd);
}

/* Locks a layer against its removal. */
static int
clone_layer(const char *id)
{
	if (check_layer(id) == -1)
		return -1;
	int fd = image_lock_layer(id, LOCK_SH);
	if (fd == -1)
		return -1;
	/* The layer may have been removed while we waited. */
	return check_layer(id) == -1 ? file_close(fd, -1) : fd;
}

int
image_hold(struct container_spec *spec, json_t *layers)
{
	json_t *layer;
	size_t i;

	json_array_foreach (layers, i, layer) {
		char path[PATH_MAX];

		if (i == IMAGE_LAYERS_MAX) {
			errno = ENOSPC;
			return -1;
		}
		if (clone_layer(json_string_value(layer)) == -1)
			return -1;
		image_path(
		    "layers", json_string_value(layer), path, sizeof(path));
		char *copy = strdup(path);
		if (copy == NULL ||
		    list_add_string(&spec->lower, &spec->nlower, copy) == -1)
			return -1;
		if (image_hides_below(path))
			break;
	}
	return 0;
}
