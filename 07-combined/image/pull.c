/*
 * pull: an image comes into the store, and its layers are unpacked.
 */
#include "07-combined/engine/namespace_child.h"
#include "07-combined/image/confine.h"
#include "07-combined/image/image.h"
#include "07-combined/image/libarchive.h"
#include "common/exits.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A local file as it is now: which, how long, changed when. Also the name of
 * its layer, if it is one: so an archive is the one that is open and is read,
 * and not what its path leads to, which another user may exchange for a moment
 * to give a layer of that user the name of one of ours.
 */
static void
stamp(const struct image_word *w, int input, char *text, size_t size)
{
	struct stat st;

	if ((input != -1 ? fstat(input, &st) : stat(w->file, &st)) == -1)
		err(EXIT_OURS, "%s", w->file);
	snprintf(text, size, "tar-%jx-%jx-%jx-%jx.%09lx", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino, (uintmax_t)st.st_size,
	    (uintmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

/* `tar -C dir -cf x.tar .` writes "./" in front of each name. */
static const char *
skip_dots(const char *name)
{
	while (strncmp(name, "./", 2) == 0)
		name += 1 + strspn(name + 1, "/");
	return name;
}

/* In the order of find_kind()'s exit statuses. */
static const char *const kinds[] = { NULL, "docker-archive", "oci-archive",
	"docker-archive" };
enum { COMPRESSED = 3 };

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

		name = name != NULL ? skip_dots(name) : "";
		if (strcmp(name, "manifest.json") == 0)
			return la.archive_filter_code(in, 0) ==
				       ARCHIVE_FILTER_NONE
				   ? 1
				   : COMPRESSED;
		if (strcmp(name, "oci-layout") == 0)
			return 2;
		if (size > left ||
		    image_archive_is_too_long(
			in, IMAGE_FILES_MAX - files, *(uint64_t *)max))
			break;
		left -= size;
	}
	return 0;
}

/* Leaves the descriptor as it was: at the archive's beginning. */
static int
archive_kind(int archive)
{
	uint64_t max = image_layer_max();
	int input = fcntl(archive, F_DUPFD_CLOEXEC, 3);

	if (input == -1)
		err(EXIT_OURS, "fcntl(F_DUPFD_CLOEXEC)");
	int status = image_confine(
	    &(struct image_work){ .run = find_kind, .data = &max }, input);
	if (lseek(archive, 0, SEEK_SET) == -1)
		err(EXIT_OURS, "lseek");
	if (status < 0 || (size_t)status >= sizeof(kinds) / sizeof(kinds[0]))
		exit(status);
	return status;
}

/* A root file system in one archive is an image of one layer. */
static json_t *
make_entry(const char *id, int archive)
{
	struct stat st;

	return fstat(archive, &st) == -1
		   ? NULL
		   : json_pack("{ss, sn, sI, s[s], sn}", "Id", id, "Created",
			 "Size", (json_int_t)st.st_size, "Layers", id,
			 "Config");
}

/* Returns a descriptor of a copy that is not compressed, and has no name. */
static int
open_plain(int input)
{
	char directory[PATH_MAX], file[PATH_MAX + 16];

	image_path("fetching", "", directory, sizeof(directory));
	strncat(directory, "plain.newXXXXXX",
	    sizeof(directory) - strlen(directory) - 1);
	if (mkdtemp(directory) == NULL)
		err(EXIT_OURS, "%s", directory);
	snprintf(file, sizeof(file), "%s/" IMAGE_PLAIN, directory);
	int status = image_decompress(input, directory);
	/* skopeo(1) inherits it. */
	int plain = status == 0 ? open(file, O_RDONLY) : -1;
	int why = errno;
	namespace_child_remove_tree(AT_FDCWD, directory);
	if (status != 0)
		exit(status);
	errno = why;
	if (plain == -1)
		err(EXIT_OURS, "%s", file);
	return plain;
}

/* As docker's last lines: which image this is, and how large. */
static void
print_summary(json_t *entry)
{
	size_t layers = json_array_size(json_object_get(entry, "Layers"));
	double bytes = json_integer_value(json_object_get(entry, "Size"));

	fprintf(stderr, "Total: %zu layer%s, %.1f MB\nDigest: %s%s\n", layers,
	    layers == 1 ? "" : "s", bytes / 1e6, IMAGE_DIGEST,
	    json_string_value(json_object_get(entry, "Id")));
}

static json_t *
fetch(const struct image_word *w, int kind, int input)
{
	char source[PATH_MAX + 16];

	if (kind == COMPRESSED) {
		input = open_plain(input);
		snprintf(source, sizeof(source), "%s:/proc/self/fd/%d",
		    kinds[kind], input);
	} else
		snprintf(source, sizeof(source), "%s%s%s",
		    kind ? kinds[kind] : "", kind ? ":" : "", w->source);
	json_t *entry = image_fetch(w, source);
	file_close(input, 0);
	return entry;
}

/* input is the archive; -1: it is for skopeo(1) to be opened. It is closed. */
static json_t *
bring(const struct image_word *w, const char *mark, int input)
{
	int kind = input != -1 ? archive_kind(input) : 0;
	json_t *entry;

	if (input != -1 && kind == 0) {
		entry = make_entry(mark, input);
		image_unpack(mark, w->file, input);
	} else {
		entry = fetch(w, kind, input);
		image_unpack_layers(json_object_get(entry, "Layers"));
		if (isatty(STDERR_FILENO))
			print_summary(entry);
	}
	if (entry == NULL)
		err(EXIT_OURS, "%s", w->name);
	return entry;
}

json_t *
image_pull(const struct image_word *w)
{
	char mark[128] = "";
	int lock = image_lock(), input = -1;
	json_t *images = image_list();
	json_t *entry = json_object_get(images, w->name);

	if (w->kind == IMAGE_TAR)
		input = image_open_archive(w->file);
	if (w->file[0] != '\0')
		stamp(w, input, mark, sizeof(mark));
	const char *old = json_string_value(json_object_get(entry, "Source"));
	if (mark[0] != '\0' && old != NULL && strcmp(old, mark) == 0) {
		file_close(input, 0); /* it is as it was */
		close(lock);
		return entry;
	}
	entry = bring(w, mark, input);
	json_object_set_new(entry, "Source", json_string(mark));
	json_object_set(images, w->name, entry);
	if (image_write_list(images) == -1)
		err(EXIT_OURS, "the list of images");
	close(lock);
	return entry;
}
