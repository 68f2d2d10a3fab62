/*
 * What stands in a layer's archive, as overlayfs wants it.
 */
#include "07-combined/image/image.h"
#include "07-combined/image/libarchive.h"
#include "07-combined/image/whiteout.h"
#include "common/exits.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_MAX "64G"      /* nor so much in one layer */
#define DIRECTORY_BYTES 4096 /* of the disk: a block */

struct unpacking {
	const char *name; /* of the archive, for people */
	struct archive *in, *out;
	bool strict;
	uint64_t files, bytes, max; /* so far, and $COMBINED_LAYER_MAX */
};

static _Noreturn void
fail(const struct unpacking *u, const char *path, const char *why)
{
	errx(EXIT_OURS, "%s: %s: %s", u->name, path, why);
}

/* Archives of a few kilobytes can hold terabytes of zeros. */
static void
count(struct unpacking *u, const char *path, uint64_t bytes)
{
	u->bytes += bytes;
	if (u->bytes > u->max ||
	    image_archive_is_too_long(u->in, u->files, u->max))
		fail(u, path, "the layer is too large (COMBINED_LAYER_MAX)");
	if (u->files > IMAGE_FILES_MAX)
		fail(u, path, "the layer has too many files");
}

/* One path of an archive implies two thousand directories, which have no entry. */
static void
count_implied(struct unpacking *u, const char *path, uint64_t directories)
{
	u->files += directories;
	count(u, path, directories * DIRECTORY_BYTES);
}

/* To pass over what a file holds, it has to be decompressed as well. */
static void
count_skipped(
    struct unpacking *u, const char *path, struct archive_entry *entry)
{
	count(u, path, la.archive_entry_size(entry));
}

/* Of the attributes only a file's capabilities: those of overlayfs are ours. */
static void
keep_capabilities(struct archive_entry *entry)
{
	const char *name;
	const void *value;
	char kept[64];
	size_t size, n = 0;

	la.archive_entry_xattr_reset(entry);
	while (la.archive_entry_xattr_next(entry, &name, &value, &size) ==
	       ARCHIVE_OK)
		if (strcmp(name, "security.capability") == 0 &&
		    size <= sizeof(kept))
			memcpy(kept, value, n = size);
	la.archive_entry_xattr_clear(entry);
	if (n > 0)
		la.archive_entry_xattr_add_entry(
		    entry, "security.capability", kept, n);
}

static void
copy_data(struct unpacking *u, const char *path)
{
	const void *block;
	size_t size;
	la_int64_t offset;
	int result;

	while ((result = la.archive_read_data_block(
		    u->in, &block, &size, &offset)) == ARCHIVE_OK) {
		count(u, path, size);
		if (la.archive_write_data_block(u->out, block, size, offset) <
		    ARCHIVE_OK)
			fail(u, path, la.archive_error_string(u->out));
	}
	if (result != ARCHIVE_EOF)
		fail(u, path, la.archive_error_string(u->in));
}

static void
write_file(struct unpacking *u, struct archive_entry *entry, char *path)
{
	bool again = la.archive_entry_filetype(entry) == AE_IFDIR &&
		     image_is_deleted(path);
	uint64_t made = 0;
	int worst = u->strict ? ARCHIVE_OK : ARCHIVE_WARN;

	/* Its /dev is the engine's, and its cgroup allows no others. */
	if (la.archive_entry_filetype(entry) == AE_IFCHR ||
	    la.archive_entry_filetype(entry) == AE_IFBLK) {
		count_skipped(u, path, entry);
		return;
	}
	keep_capabilities(entry);
	/*
	 * What could not be made, libarchive reports: a link may be in the way.
	 */
	image_make_parents(path, &made);
	count_implied(u, path, made);
	if (la.archive_write_header(u->out, entry) < worst)
		fail(u, path, la.archive_error_string(u->out));
	if (la.archive_entry_size(entry) > 0)
		copy_data(u, path);
	if (la.archive_write_finish_entry(u->out) < worst)
		fail(u, path, la.archive_error_string(u->out));
	if (again && image_hide_below(path) == -1)
		fail(u, path, strerror(errno));
}

static void
write_deletion(struct unpacking *u, struct archive_entry *entry, char *path)
{
	uint64_t made = 0;

	count_skipped(u, path, entry);
	if (image_whiteout(path, &made) == -1)
		fail(u, path, strerror(errno));
	count_implied(u, path, made);
}

static void
write_entry(struct unpacking *u, struct archive_entry *entry)
{
	char path[PATH_MAX];
	const char *name = la.archive_entry_pathname(entry);

	if (name == NULL)
		fail(u, "?", "a file without a name");
	u->files++;
	count(u, name, 0);
	name += strspn(name, "/");
	while (strncmp(name, "./", 2) == 0)
		name += 1 + strspn(name + 1, "/");
	if (*name == '\0' || strcmp(name, ".") == 0) {
		/* The layer's directory itself. */
		count_skipped(u, name, entry);
		return;
	}
	size_t length = strlen(name);
	while (name[length - 1] == '/')
		length--;
	if (length >= sizeof(path))
		fail(u, name, strerror(ENAMETOOLONG));
	snprintf(path, sizeof(path), "%.*s", (int)length, name);
	if (image_is_of_aufs(path)) {
		count_skipped(u, path, entry);
		return;
	}
	la.archive_entry_set_pathname(entry, path);
	if (image_is_whiteout(path))
		write_deletion(u, entry, path);
	else
		write_file(u, entry, path);
}

uint64_t
image_layer_max(void)
{
	const char *max = getenv("COMBINED_LAYER_MAX");
	uint64_t bytes;

	if (parse_size(max != NULL ? max : BYTES_MAX, &bytes) == -1)
		errx(EXIT_OURS, "COMBINED_LAYER_MAX: '%s' is not a size", max);
	return bytes;
}

void
image_write_files(int fd, const char *name, bool strict)
{
	struct unpacking u = { .name = name,
		.in = image_archive_open(fd),
		.out = la.archive_write_disk_new(),
		.strict = strict,
		.max = image_layer_max() };
	struct archive_entry *entry;
	int result;

	if (u.in == NULL || u.out == NULL)
		errx(EXIT_OURS, "out of memory");
	la.archive_write_disk_set_options(u.out,
	    ARCHIVE_EXTRACT_OWNER | ARCHIVE_EXTRACT_PERM |
		ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_XATTR |
		ARCHIVE_EXTRACT_UNLINK | ARCHIVE_EXTRACT_SECURE_NODOTDOT);
	while ((result = la.archive_read_next_header(u.in, &entry)) ==
		   ARCHIVE_OK ||
	       result == ARCHIVE_WARN)
		write_entry(&u, entry);
	if (result != ARCHIVE_EOF)
		fail(&u, "the archive", la.archive_error_string(u.in));
	if (la.archive_write_close(u.out) < ARCHIVE_WARN)
		fail(&u, "the archive", la.archive_error_string(u.out));
}
