/*
 * pull: an image comes into the store, and its layers are unpacked.
 */
#include "07-combined/image/archive.h"
#include "07-combined/image/confine.h"
#include "07-combined/image/image.h"
#include "common/exits.h"

#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A local file as it is now: which, how long, changed when. Also the name of
 * its layer, if it is one.
 */
static void
stamp(const struct image_word *w, char *text, size_t size)
{
	struct stat st;

	if (stat(w->file, &st) == -1)
		err(EXIT_OURS, "%s", w->file);
	snprintf(text, size, "tar-%jx-%jx-%jx-%jx.%09lx", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino, (uintmax_t)st.st_size,
	    (uintmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

/* In the order of find_kind()'s exit statuses. */
static const char *const kinds[] = { NULL, "docker-archive", "oci-archive" };

/*
 * What `docker save` and `podman save` write has a table of contents. What
 * cannot be read, or not within the bounds of a layer, is for image_unpack() to
 * complain of.
 */
static int
find_kind(int input, bool strict, void *max)
{
	struct archive *in = image_archive_open(input);
	struct archive_entry *entry;
	uint64_t left = *(uint64_t *)max, files = IMAGE_FILES_MAX;

	(void)strict;
	while (in != NULL && files-- > 0 &&
	       la.archive_read_next_header(in, &entry) == ARCHIVE_OK) {
		const char *name = la.archive_entry_pathname(entry);
		uint64_t size = la.archive_entry_size(entry);

		if (name != NULL && strcmp(name, "manifest.json") == 0)
			return 1;
		if (name != NULL && strcmp(name, "oci-layout") == 0)
			return 2;
		if (size > left)
			break;
		left -= size;
	}
	return 0;
}

static const char *
archive_kind(const char *path)
{
	uint64_t max = image_layer_max();
	int status = image_confine(
	    &(struct image_work){ .run = find_kind, .data = &max },
	    image_open_archive(path));

	if (status < 0 || (size_t)status >= sizeof(kinds) / sizeof(kinds[0]))
		exit(status);
	return kinds[status];
}

/* A root file system in one archive is an image of one layer. */
static json_t *
make_entry(const char *id, const char *file)
{
	struct stat st;

	return stat(file, &st) == -1
		   ? NULL
		   : json_pack("{ss, sn, sI, s[s], sn}", "Id", id, "Created",
			 "Size", (json_int_t)st.st_size, "Layers", id,
			 "Config");
}

static void
unpack_layers(json_t *entry)
{
	json_t *layers = json_object_get(entry, "Layers");
	size_t n = json_array_size(layers);

	for (size_t i = n; i-- > 0;) {
		const char *id = json_string_value(json_array_get(layers, i));
		char blob[PATH_MAX];

		if (isatty(STDERR_FILENO))
			fprintf(
			    stderr, "Layer %zu of %zu, %.12s\n", n - i, n, id);
		image_path("blobs/sha256", id, blob, sizeof(blob));
		image_unpack(id, blob);
	}
}

static json_t *
bring(const struct image_word *w, const char *mark)
{
	char source[PATH_MAX + 16];
	const char *kind = w->kind == IMAGE_TAR ? archive_kind(w->file) : NULL;
	json_t *entry;

	snprintf(source, sizeof(source), "%s%s%s", kind ? kind : "",
	    kind ? ":" : "", w->source);
	if (w->kind == IMAGE_TAR && kind == NULL) {
		entry = make_entry(mark, w->file);
		image_unpack(mark, w->file);
	} else {
		entry = image_fetch(w, source);
		unpack_layers(entry);
	}
	if (entry == NULL)
		err(EXIT_OURS, "%s", w->name);
	return entry;
}

json_t *
image_pull(const struct image_word *w)
{
	char mark[128] = "";
	int lock = image_lock();
	json_t *images = image_list();
	json_t *entry = json_object_get(images, w->name);

	if (w->file[0] != '\0')
		stamp(w, mark, sizeof(mark));
	const char *old = json_string_value(json_object_get(entry, "Source"));
	if (mark[0] != '\0' && old != NULL && strcmp(old, mark) == 0) {
		close(lock); /* it is as it was */
		return entry;
	}
	entry = bring(w, mark);
	json_object_set_new(entry, "Source", json_string(mark));
	json_object_set(images, w->name, entry);
	if (image_write_list(images) == -1)
		err(EXIT_OURS, "the list of images");
	close(lock);
	return entry;
}
