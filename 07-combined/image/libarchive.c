#include "07-combined/image/libarchive.h"

#include "common/exits.h"
#include "common/library.h"

#include <dlfcn.h>
#include <err.h>
#include <stddef.h>

/* Of one file: its name and that of a link, each of them 4096 bytes, and attributes. */
#define HEADERS_MAX 16384

struct image_archive la;

static void
load(void *library, const char *name, void *function)
{
	if (library_find(library, name, function) == -1)
		errx(EXIT_OURS, "%s (install the package libarchive13)",
		    dlerror());
}

void
image_archive_load(void)
{
	if (la.archive_read_new != NULL)
		return;
	void *library = dlopen("libarchive.so.13", RTLD_NOW);
#define LOAD(name) load(library, #name, &la.name);
	IMAGE_ARCHIVE(LOAD)
}

static struct archive *
new_reader(void)
{
	struct archive *in = la.archive_read_new();

	if (in == NULL)
		return NULL;
	la.archive_read_support_filter_gzip(in);
	la.archive_read_support_filter_zstd(in);
	la.archive_read_support_filter_xz(in);
	la.archive_read_support_filter_bzip2(in);
	return in;
}

struct archive *
image_archive_open(int fd)
{
	struct archive *in = new_reader();

	if (in == NULL)
		return NULL;
	la.archive_read_support_format_tar(in);
	la.archive_read_support_format_empty(in);
	la.archive_read_open_fd(in, fd, 1 << 18);
	return in;
}

struct archive *
image_archive_open_raw(int fd)
{
	struct archive *in = new_reader();

	if (in == NULL)
		return NULL;
	la.archive_read_support_format_raw(in);
	la.archive_read_open_fd(in, fd, 1 << 18);
	return in;
}

bool
image_archive_is_too_long(struct archive *in, uint64_t files, uint64_t max)
{
	uint64_t most = (files + 1) * HEADERS_MAX;

	return (uint64_t)la.archive_filter_bytes(in, 0) > max + most;
}
