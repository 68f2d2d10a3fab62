/*
 * A layer, a tar archive. Nothing of it is written: of what libarchive(3) and
 * the kernel would write, all succeeds.
 */
#include "try.h"

#include "07-combined/image/libarchive.h"
#include "07-combined/image/image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

int
mknod(const char *path, mode_t mode, dev_t device)
{
	return strlen(path) > 0 && S_ISCHR(mode) && device == 0 ? 0 : -1;
}

int
lsetxattr(const char *path, const char *name, const void *value, size_t size,
    int flags)
{
	(void)value, (void)size, (void)flags;
	return strlen(path) > strlen(name) ? -1 : 0;
}

/* Nothing there, a deletion, a directory: by the name's last character. */
int
lstat(const char *path, struct stat *st)
{
	char kind = path[strlen(path) - 1];

	errno = ENOENT;
	*st = (struct stat){ .st_mode = kind == 'd' ? S_IFDIR : S_IFCHR };
	return kind == 'd' || kind == 'c' ? 0 : -1;
}

static struct archive *in;
static struct archive *(*read_new)(void);

/* The archive of the last input goes: nothing else frees it. */
static struct archive *
new_in(void)
{
	if (in != NULL)
		la.archive_read_free(in);
	return in = read_new();
}

static struct archive *
new_out(void)
{
	return (struct archive *)"";
}

static int
set_options(struct archive *out, int flags)
{
	(void)out, (void)flags;
	return ARCHIVE_OK;
}

static int
write_header(struct archive *out, struct archive_entry *entry)
{
	(void)out, (void)entry;
	return ARCHIVE_OK;
}

static la_ssize_t
write_block(struct archive *out, const void *data, size_t size, la_int64_t at)
{
	(void)out, (void)data, (void)size, (void)at;
	return ARCHIVE_OK;
}

static int
finish(struct archive *out)
{
	(void)out;
	return ARCHIVE_OK;
}

void
fuzz(void)
{
	if (read_new == NULL) {
		image_archive_load();
		read_new = la.archive_read_new;
	}
	la.archive_read_new = new_in;
	la.archive_write_disk_new = new_out;
	la.archive_write_disk_set_options = set_options;
	la.archive_write_close = finish;
	la.archive_write_header = write_header;
	la.archive_write_data_block = write_block;
	la.archive_write_finish_entry = finish;
	image_write_files(open("layer", O_RDONLY), "layer", true);
}
