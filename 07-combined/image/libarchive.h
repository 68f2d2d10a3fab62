/*
 * libarchive(3), which reads tar archives of all ages and kinds.
 *
 * Only a process that unpacks loads it: with the libraries that it needs, it
 * takes longer to link than a container to start. Its functions are members of
 * "la", with their own names and types.
 */
#ifndef LIBARCHIVE_H
#define LIBARCHIVE_H

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <stdint.h>

#define IMAGE_ARCHIVE(F)                                                       \
	F(archive_entry_filetype)                                              \
	F(archive_entry_pathname)                                              \
	F(archive_entry_set_pathname)                                          \
	F(archive_entry_size)                                                  \
	F(archive_entry_xattr_add_entry)                                       \
	F(archive_entry_xattr_clear)                                           \
	F(archive_entry_xattr_next)                                            \
	F(archive_entry_xattr_reset)                                           \
	F(archive_error_string)                                                \
	F(archive_filter_bytes)                                                \
	F(archive_filter_code)                                                 \
	F(archive_read_data_block)                                             \
	F(archive_read_free)                                                   \
	F(archive_read_new)                                                    \
	F(archive_read_next_header)                                            \
	F(archive_read_open_fd)                                                \
	F(archive_read_support_filter_bzip2)                                   \
	F(archive_read_support_filter_gzip)                                    \
	F(archive_read_support_filter_xz)                                      \
	F(archive_read_support_filter_zstd)                                    \
	F(archive_read_support_format_empty)                                   \
	F(archive_read_support_format_raw)                                     \
	F(archive_read_support_format_tar)                                     \
	F(archive_write_close)                                                 \
	F(archive_write_data_block)                                            \
	F(archive_write_disk_new)                                              \
	F(archive_write_disk_set_options)                                      \
	F(archive_write_finish_entry)                                          \
	F(archive_write_header)

#define IMAGE_ARCHIVE_MEMBER(name) __typeof__(name) *name;

extern struct image_archive {
	IMAGE_ARCHIVE(IMAGE_ARCHIVE_MEMBER)
} la;

/*
 * Has more of an archive been read, decompressed, than so many files have that have
 * max bytes together? One header can have a megabyte that is not a file's.
 */
bool
image_archive_is_too_long(struct archive *in, uint64_t files, uint64_t max);

/* Fills la, once. Exits 125 with a line on stderr if it cannot. */
void image_archive_load(void);

/*
 * Opens a tar archive, compressed or not; no filter is used that would be a
 * program. Returns NULL without memory; reading tells of all other failures.
 */
struct archive *image_archive_open(int fd);

/* The same; its one entry is what has been compressed, whatever that is. */
struct archive *image_archive_open_raw(int fd);

#endif
