/*
 * The store of images: its list, and the layers that a container holds.
 */
#include "07-combined/docker/docker.h"
#include "07-combined/image/image.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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
image_lock(void)
{
	int fd = data_open("images", "lock", O_RDWR | O_CREAT, 0600);

	if (fd == -1 || flock(fd, LOCK_EX) == -1)
		err(EXIT_OURS, "%s/images/lock", data_root());
	return fd;
}

json_t *
image_list(void)
{
	json_error_t error;

	int fd = data_open("images", "images.json", O_RDONLY, 0);
	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR ||
			    errno == EACCES || errno == EROFS))
		return json_object(); /* no place for any is none, too */
	if (fd == -1)
		err(EXIT_OURS, "%s/images/images.json", data_root());
	json_t *images = json_loadfd(fd, 0, &error);
	close(fd);
	if (!json_is_object(images))
		errx(EXIT_OURS, "%s/images/images.json: %s", data_root(),
		    images == NULL ? error.text : "not an object");
	return images;
}

int
image_write_list(json_t *images)
{
	int directory = data_open("images", ".", O_PATH | O_DIRECTORY, 0);

	if (directory == -1)
		return -1;
	int result = state_store(directory, "images.json", images, true);
	return file_close(directory, result) == -1 ? -1 : image_clear(images);
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
	/* It may have been on its way out while we waited. */
	return check_layer(id) == -1 ? file_close(fd, -1) : fd;
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
		if (clone_layer(json_string_value(layer)) == -1)
			return -1;
		image_path(
		    "layers", json_string_value(layer), path, sizeof(path));
		c->lower[i] = strdup(path);
	}
	c->lower[i] = NULL;
	return 0;
}
