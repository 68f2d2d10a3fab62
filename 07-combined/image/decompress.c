/*
 * A compressed archive of `docker save` is read as a plain one: not each version of
 * skopeo(1) can read what gzip(1) has made of it.
 */
#include "07-combined/image/confine.h"
#include "07-combined/image/image.h"
#include "07-combined/image/libarchive.h"
#include "common/exits.h"
#include "common/file.h"

#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static void
copy_blocks(struct archive *in, int fd, uint64_t left)
{
	const void *block;
	size_t size;
	la_int64_t offset;
	int result;

	while ((result = la.archive_read_data_block(
		    in, &block, &size, &offset)) == ARCHIVE_OK) {
		if (size > left)
			errx(EXIT_OURS,
			    "the archive is too large (COMBINED_LAYER_MAX)");
		left -= size;
		if (file_write_all(fd, block, size) == -1)
			err(EXIT_OURS, "decompressing the archive");
	}
	if (result != ARCHIVE_EOF)
		errx(EXIT_OURS, "%s", la.archive_error_string(in));
}

/* In the process of image_confine(): "/" is the directory. */
static int
decompress(int input, bool strict, void *max)
{
	struct archive *in = image_archive_open_raw(input);
	struct archive_entry *entry;

	(void)strict;
	if (in == NULL)
		errx(EXIT_OURS, "out of memory");
	int fd =
	    open(IMAGE_PLAIN, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		err(EXIT_OURS, "decompressing the archive");
	if (la.archive_read_next_header(in, &entry) != ARCHIVE_OK)
		errx(EXIT_OURS, "%s", la.archive_error_string(in));
	copy_blocks(in, fd, *(uint64_t *)max);
	if (close(fd) == -1)
		err(EXIT_OURS, "decompressing the archive");
	return EXIT_SUCCESS;
}

int
image_decompress(int input, const char *directory)
{
	uint64_t max = image_layer_max();

	return image_confine(
	    &(struct image_work){
		.root = directory, .run = decompress, .data = &max },
	    input);
}
