#include "07-combined/engine/apparmor_default.h"

#include "06-apparmor/apparmor.h"
#include "06-apparmor/profile_text.h"
#include "07-combined/store/data_directory.h"
#include "common/cache.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define LOCK "/run/combined.lock"
#define PARSER "/sbin/apparmor_parser"

/* Compiled, it is about 6 KiB. */
#define POLICY_MAX (1 << 18)

static int
lock(int operation)
{
	int fd = open(LOCK, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	return fd != -1 && flock(fd, operation) == -1 ? file_close(fd, -1) : fd;
}

/*
 * Compiles the text, and keeps the result: compiling takes longer than all else
 * that makes a container.
 */
static int
compile_and_load(
    const char *path, const char *text, const struct cache_key *key)
{
	size_t size;
	void *policy = apparmor_compile(text, &size);

	if (policy == NULL)
		return -1;
	int result = apparmor_load(policy, size, true);
	if (result == 0)
		cache_put(path, key, policy, size);
	int saved_errno = errno;
	free(policy);
	errno = saved_errno;
	return result;
}

static int
load(void)
{
	static char policy[POLICY_MAX];
	char text[APPARMOR_TEXT_MAX], head[512];
	char path[PATH_MAX];
	struct utsname kernel = { 0 };
	struct stat parser = { 0 };
	size_t size = sizeof(policy);

	if (apparmor_generate(
		PROFILE_DEFAULT, &apparmor_container, text, sizeof(text)) == -1)
		return -1;
	/* All that the compiled form depends on. */
	uname(&kernel);
	stat(PARSER, &parser);
	size_t used = snprintf(head, sizeof(head), "%s %s %lld.%ld\n",
	    kernel.release, kernel.version, (long long)parser.st_mtim.tv_sec,
	    parser.st_mtim.tv_nsec);
	struct cache_key key = { { { head, used }, { text, strlen(text) } } };
	data_path("apparmor", PROFILE_DEFAULT, path, sizeof(path));
	if (cache_get(path, &key, policy, &size) &&
	    apparmor_load(policy, size, true) == 0)
		return 0;
	return compile_and_load(path, text, &key);
}

static bool
is_unused(void)
{
	return apparmor_is_loaded(PROFILE_DEFAULT) &&
	       !apparmor_is_used(PROFILE_DEFAULT);
}

/* The lock is ours alone. */
static int
unload_unused(void)
{
	if (!is_unused())
		return 0;
	return apparmor_unload(PROFILE_DEFAULT) == 0 || errno == ENOENT ? 0
									: -1;
}

int
apparmor_default_hold(void)
{
	int held = lock(LOCK_SH);

	if (held == -1 || load() == 0)
		return held;
	return file_close(held, -1);
}

int
apparmor_default_release(int held)
{
	bool last = flock(held, LOCK_EX | LOCK_NB) == 0;

	return file_close(held, last ? unload_unused() : 0);
}

bool
apparmor_default_is_orphan(void)
{
	int held = is_unused() ? lock(LOCK_EX | LOCK_NB) : -1;

	if (held != -1)
		close(held);
	return held != -1;
}

int
apparmor_default_clear(void)
{
	int held = lock(LOCK_EX | LOCK_NB);

	return held == -1 ? 0 : file_close(held, unload_unused());
}
