#include "07-combined/engine/seccomp_cache.h"

#include "05-seccomp/filter.h"
#include "07-combined/store/data_directory.h"
#include "common/cache.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>

/* So many are kept; a new one takes the place of another. */
#define PLACES 64

/*
 * A package's file has whole seconds, and in time the inode number of one
 * before.
 */
static int
name_build(char *text, size_t size)
{
	struct stat self;

	if (stat("/proc/self/exe", &self) == -1)
		return -1;
	snprintf(text, size, "%ju:%ju %jd %jd.%09ld", (uintmax_t)self.st_dev,
	    (uintmax_t)self.st_ino, (intmax_t)self.st_size,
	    (intmax_t)self.st_mtim.tv_sec, self.st_mtim.tv_nsec);
	return 0;
}

/*
 * All that the program depends on: the profile, the capabilities that it asks
 * for, the kernel, libseccomp, and how this very build of ours translates.
 */
static char *
make_key(json_t *profile, uint64_t caps, bool with_socketcall, size_t *size)
{
	const struct scmp_version *library = seccomp_version();
	struct utsname kernel = { 0 };
	char build[128];
	size_t length = 0;
	char *key, *dumped = NULL;
	const char *text = NULL;
	FILE *out = open_memstream(&key, size);

	if (profile == NULL)
		text = filter_default_text(&length);
	else
		text = dumped = json_dumps(profile, JSON_COMPACT);
	if (out == NULL)
		return NULL;
	if (text == NULL || name_build(build, sizeof(build)) == -1) {
		fclose(out);
		free(key);
		return NULL;
	}
	uname(&kernel);
	bool whole = fprintf(out, "%016" PRIx64 " %d %s %s %u.%u.%u %s %.*s",
			 caps, with_socketcall, kernel.machine, kernel.release,
			 library->major, library->minor, library->micro, build,
			 (int)(dumped ? INT_MAX : length), text) > 0;
	free(dumped);
	if (fclose(out) == 0 && whole)
		return key;
	free(key);
	return NULL;
}

/* FNV-1a: where to look. That it is the right one, the key tells. */
static unsigned int
find_place(const char *key, size_t size)
{
	uint32_t hash = 2166136261;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)key[i]) * 16777619;
	return hash % PLACES;
}

static int
compile(json_t *profile, uint64_t caps, bool with_socketcall,
    struct filter_program *program)
{
	struct filter *filter = profile == NULL
				    ? filter_default(caps, with_socketcall)
				    : filter_from_json(profile, caps);

	if (filter == NULL)
		return -1;
	int result = filter_compile(filter, program);
	filter_free(filter);
	return result;
}

static size_t
program_size(const struct filter_program *program)
{
	return offsetof(struct filter_program, code) +
	       program->length * sizeof(program->code[0]);
}

const struct filter_program *
seccomp_cache_program(json_t *profile, uint64_t caps, bool with_socketcall)
{
	static struct filter_program program;
	char path[PATH_MAX], place[16];
	size_t size, found = sizeof(program);
	char *key = make_key(profile, caps, with_socketcall, &size);

	if (key == NULL)
		return NULL;
	snprintf(place, sizeof(place), "%02u", find_place(key, size));
	data_path("seccomp", place, path, sizeof(path));
	if (!cache_get(path, key, size, &program, &found) ||
	    found != program_size(&program)) {
		if (compile(profile, caps, with_socketcall, &program) == -1)
			return NULL;
		cache_put(path, key, size, &program, program_size(&program));
	}
	free(key);
	return &program;
}
