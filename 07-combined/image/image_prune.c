/*
 * What may leave the store of images: all that no image's name leads to and no
 * container uses.
 */
#include "07-combined/engine/namespace_child.h"
#include "07-combined/image/image.h"
#include "07-combined/store/data_directory.h"
#include "common/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* The layers of all images but one, each a key. */
static json_t *
layers_but(json_t *images, const char *but)
{
	json_t *set = json_object(), *image, *layer;
	const char *name;
	size_t i;

	json_object_foreach (images, name, image) {
		if (but != NULL && strcmp(name, but) == 0)
			continue;
		json_array_foreach (json_object_get(image, "Layers"), i, layer)
			json_object_set_new(
			    set, json_string_value(layer), json_true());
	}
	return set;
}

/* The same for those that containers have left things on: layer → its name. */
static json_t *
layers_of_containers(void)
{
	char path[PATH_MAX], file[PATH_MAX + NAME_MAX + 16];
	json_t *set = json_object(), *layer;
	struct dirent *entry;
	size_t i;

	data_path("containers", "", path, sizeof(path));
	DIR *directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		snprintf(file, sizeof(file), "%s%s/image", path, entry->d_name);
		json_t *layers = json_load_file(file, 0, NULL);
		json_array_foreach (layers, i, layer)
			json_object_set_new(set, json_string_value(layer),
			    json_string(entry->d_name));
		json_decref(layers);
	}
	if (directory != NULL)
		closedir(directory);
	return set;
}

/* The supervisor of a container has its layers locked. */
static bool
is_running(const char *layer)
{
	int lock = image_lock_layer(layer, LOCK_EX | LOCK_NB);

	if (lock != -1)
		close(lock);
	return lock == -1;
}

const char *
image_user(json_t *images, const char *name)
{
	json_t *others = layers_but(images, name),
	       *users = layers_of_containers(), *layer;
	json_t *image = json_object_get(images, name);
	const char *user = NULL;
	size_t i;

	json_array_foreach (json_object_get(image, "Layers"), i, layer) {
		const char *id = json_string_value(layer);
		json_t *container = json_object_get(users, id);

		if (user != NULL || json_object_get(others, id) != NULL)
			continue;
		if (container != NULL)
			user = strdup(json_string_value(container));
		else if (is_running(id))
			user = "a container that runs";
	}
	json_decref(others);
	json_decref(users);
	return user;
}

/* First out of the way: what has a layer's name is the whole layer. */
static int
remove_entry(int directory, const char *name)
{
	char aside[NAME_MAX + 1];

	if (snprintf(aside, sizeof(aside), "%s.old", name) > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (renameat(directory, name, directory, aside) == -1)
		return -1;
	return namespace_child_remove_tree(directory, aside);
}

/* Removes what no container uses, and keeps new ones away meanwhile. */
static int
remove_unused(int directory, const char *name)
{
	char lock_path[PATH_MAX];

	int lock = image_lock_layer(name, LOCK_EX | LOCK_NB);
	if (lock == -1)
		return errno == EWOULDBLOCK ? 0 : -1;
	int result = remove_entry(directory, name);
	if (image_path("locks", name, lock_path, sizeof(lock_path)) != NULL)
		unlink(lock_path);
	return file_close(lock, result);
}

/* Removes what has no name in either set, temporary things among them. */
static int
clear(const char *directory, json_t *needed, json_t *used)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int result = 0;

	image_path(directory, "", path, sizeof(path));
	DIR *entries = opendir(path);
	if (entries == NULL)
		return errno == ENOENT ? 0 : -1;
	while ((entry = readdir(entries)) != NULL) {
		const char *name = entry->d_name;

		if (name[0] != '.' && json_object_get(needed, name) == NULL &&
		    json_object_get(used, name) == NULL &&
		    remove_unused(dirfd(entries), name) == -1)
			result = -1;
	}
	closedir(entries);
	return result;
}

/* What has another name than a layer: it is not whole yet, or no more. */
static int
is_remnant(const struct dirent *entry)
{
	return strstr(entry->d_name, ".new") != NULL ||
	       strstr(entry->d_name, ".old") != NULL;
}

int
image_remnants(void)
{
	char path[PATH_MAX];
	struct dirent **entries;
	int found = 0;

	for (int i = 0; i < 2; i++) {
		image_path(
		    i == 0 ? "layers" : "fetching", "", path, sizeof(path));
		int n = scandir(path, &entries, is_remnant, NULL);
		found += n > 0 ? n : 0;
	}
	return found;
}

int
image_clear(json_t *images)
{
	json_t *needed = layers_but(images, NULL),
	       *used = layers_of_containers();
	int result = clear("layers", needed, used);

	if (clear("blobs/sha256", needed, used) == -1 ||
	    clear("fetching", NULL, NULL) == -1)
		result = -1;
	json_decref(needed);
	json_decref(used);
	return result;
}
