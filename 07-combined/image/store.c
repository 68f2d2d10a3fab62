/*
 * The store of images: its list, and the layers that a container holds.
 */
#include "07-combined/desk/desk.h"
#include "07-combined/image/image.h"
#include "07-combined/state.h"
#include "common/exits.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
image_path(const char *directory, const char *name, char *path, size_t size)
{
	char below[64];

	snprintf(below, sizeof(below), "images%s%s", directory[0] ? "/" : "",
	    directory);
	return desk_data(below, name, path, size);
}

int
image_lock(void)
{
	char path[PATH_MAX];

	image_path("", "lock", path, sizeof(path));
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1 || flock(fd, LOCK_EX) == -1)
		err(EXIT_OURS, "%s", path);
	return fd;
}

json_t *
image_list(void)
{
	char path[PATH_MAX];
	json_error_t error;

	image_path("", "images.json", path, sizeof(path));
	json_t *images = json_load_file(path, 0, &error);
	if (json_is_object(images))
		return images;
	if (access(path, F_OK) == 0)
		errx(EXIT_OURS, "%s: %s", path, error.text);
	return json_object();
}

int
image_write_list(json_t *images)
{
	char path[PATH_MAX];

	image_path("", "images.json", path, sizeof(path));
	return state_store(path, images, true) == -1 ? -1 : image_clear(images);
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

/* Opens a layer and locks it against its removal. */
static int
hold_layer(const char *path)
{
	struct stat st;

	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	if (flock(fd, LOCK_SH) == -1 || stat(path, &st) == -1) {
		close(fd); /* it was on its way out while we waited */
		return -1;
	}
	return fd;
}

int
image_hold(struct container *c, json_t *layers)
{
	json_t *layer;
	size_t i;

	json_array_foreach (layers, i, layer) {
		char path[PATH_MAX];

		if (i == CONTAINER_LAYERS) {
			errno = ENOSPC;
			return -1;
		}
		image_path(
		    "layers", json_string_value(layer), path, sizeof(path));
		if (hold_layer(path) == -1)
			return -1;
		c->lower[i] = strdup(path);
	}
	c->lower[i] = NULL;
	return 0;
}
