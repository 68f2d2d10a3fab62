#include "07-combined/engine/seccomp_cache.h"

#include "05-seccomp/filter.h"
#include "07-combined/store/data_directory.h"
#include "common/cache.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

/* So many are kept; a new one takes the place of another. */
#define PLACES 64

/* Room for what is before the profile in a key. */
#define HEAD 512

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
 * All that the program depends on: the capabilities that the profile asks for, the
 * kernel, libseccomp, how this very build of ours translates; and the profile.
 * dumped: its text where it is not the default one, to be freed.
 */
static bool
make_key(struct cache_key *key, char head[HEAD], char *dumped, uint64_t caps,
    bool with_socketcall)
{
	const struct scmp_version *library = seccomp_version();
	struct utsname kernel = { 0 };
	char build[128];
	size_t length = 0;
	const char *text =
	    dumped != NULL ? dumped : filter_default_text(&length);

	if (name_build(build, sizeof(build)) == -1)
		return false;
	uname(&kernel);
	int used = snprintf(head, HEAD, "%016" PRIx64 " %d %s %s %u.%u.%u %s ",
	    caps, with_socketcall, kernel.machine, kernel.release,
	    library->major, library->minor, library->micro, build);
	if (used >= HEAD)
		return false;
	key->parts[0] = (struct iovec){ head, used };
	key->parts[1] = (struct iovec){ (char *)text,
		dumped != NULL ? strlen(dumped) : length };
	return true;
}

/* FNV-1a, by eight bytes. The lowest bits are those of few bytes only. */
static uint64_t
hash_part(uint64_t hash, const struct iovec *part)
{
	const char *at = part->iov_base;

	for (size_t left = part->iov_len; left > 0;) {
		uint64_t word = 0;
		size_t n = left < sizeof(word) ? left : sizeof(word);

		memcpy(&word, at, n);
		hash = (hash ^ word) * 1099511628211;
		at += n;
		left -= n;
	}
	return hash;
}

/* Where to look. That it is the right one, the key tells. */
static unsigned int
find_place(const struct cache_key *key)
{
	uint64_t hash = hash_part(14695981039346656037U, &key->parts[0]);

	return (hash_part(hash, &key->parts[1]) >> 32) % PLACES;
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

/* With the text of the profile, NULL for the default one. */
static const struct filter_program *
get_or_compile(
    json_t *profile, char *dumped, uint64_t caps, bool with_socketcall)
{
	static struct filter_program program;
	char path[PATH_MAX], place[16], head[HEAD];
	size_t found = sizeof(program);
	struct cache_key key;

	if (!make_key(&key, head, dumped, caps, with_socketcall))
		return NULL;
	snprintf(place, sizeof(place), "%02u", find_place(&key));
	data_path("seccomp", place, path, sizeof(path));
	if (cache_get(path, &key, &program, &found) &&
	    found == program_size(&program))
		return &program;
	if (compile(profile, caps, with_socketcall, &program) == -1)
		return NULL;
	cache_put(path, &key, &program, program_size(&program));
	return &program;
}

const struct filter_program *
seccomp_cache_program(json_t *profile, uint64_t caps, bool with_socketcall)
{
	char *dumped =
	    profile != NULL ? json_dumps(profile, JSON_COMPACT) : NULL;

	if (profile != NULL && dumped == NULL)
		return NULL;
	const struct filter_program *program =
	    get_or_compile(profile, dumped, caps, with_socketcall);
	int saved_errno = errno;
	free(dumped);
	errno = saved_errno;
	return program;
}
