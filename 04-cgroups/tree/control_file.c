#include "04-cgroups/tree/control_file.h"

#include "common/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char failed_at[CONTROL_PATH];

int
control_failed(const char *path)
{
	int saved_errno = errno;

	snprintf(failed_at, sizeof(failed_at), "%s", path);
	errno = saved_errno;
	return -1;
}

const char *
control_failed_at(void)
{
	return failed_at;
}

const char *
control_path(char path[CONTROL_PATH], const char *dir, const char *file)
{
	/* A path that is cut off could be another file's. */
	if (snprintf(path, CONTROL_PATH, "%s/%s", dir, file) >= CONTROL_PATH)
		path[0] = '\0';
	return path;
}

bool
control_exists(const char *dir, const char *file)
{
	char path[CONTROL_PATH];

	return access(control_path(path, dir, file), F_OK) == 0;
}

int
control_write(
    const char *dir, const char *file, const char *why, const char *value)
{
	char path[CONTROL_PATH];

	control_path(path, dir, file);
	if (file_write(path, why, "%s", value) == -1)
		return control_failed(path);
	return 0;
}

ssize_t
control_read(const char *dir, const char *file, char *text, size_t size)
{
	char path[CONTROL_PATH];

	control_path(path, dir, file);
	ssize_t length = file_read(path, text, size);
	if (length == -1)
		control_failed(path);
	return length;
}

int64_t
control_number(const char *dir, const char *file)
{
	char text[64];

	if (control_read(dir, file, text, sizeof(text)) <= 0)
		return -1;
	return strtoll(text, NULL, 10);
}

int64_t
control_sum(const char *dir, const char *file, const char *key)
{
	char text[16384] = "\n";
	int64_t sum = 0;
	long long number;

	if (control_read(dir, file, text + 1, sizeof(text) - 1) == -1)
		return -1;
	for (char *at = text; (at = strstr(at, key)) != NULL;) {
		at += strlen(key);
		number = strtoll(at, &at, 10);
		if (__builtin_add_overflow(sum, number, &sum))
			return -1;
	}
	return sum;
}

bool
control_lists(const char *list, const char *separators, const char *word)
{
	size_t length = strlen(word);

	while (*list != '\0') {
		size_t n = strcspn(list, separators);

		if (n == length && memcmp(list, word, n) == 0)
			return true;
		list += n;
		list += *list != '\0';
	}
	return false;
}

bool
control_wait(int *waited, int limit)
{
	/* 1, 1, 1, 2, 2, 3, … ms: most waits are short. */
	int ms = *waited / 3 + 1;

	if (*waited >= limit)
		return false;
	if (ms > 50)
		ms = 50;
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000L }, NULL);
	*waited += ms;
	return true;
}
