/*
 * Programs that were compiled before. A file holds one, behind its key.
 */
#include "05-seccomp/program.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static size_t
code_size(const struct program *program)
{
	return program->length * sizeof(program->code[0]);
}

/* Reads size bytes, and says whether they are those of key. */
static bool
same_key(int fd, const void *key, size_t size)
{
	char *there = malloc(size);
	bool same = there != NULL && read(fd, there, size) == (ssize_t)size &&
		    memcmp(there, key, size) == 0;

	free(there);
	return same;
}

bool
program_recall(
    const char *path, const void *key, size_t key_size, struct program *program)
{
	const size_t head = offsetof(struct program, code);
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd == -1)
		return false;
	bool found =
	    fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_uid == geteuid() || st.st_uid == 0) &&
	    (st.st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
	    same_key(fd, key, key_size) &&
	    read(fd, program, sizeof(*program)) >= (ssize_t)head &&
	    program->length <= BPF_LENGTH_MAX &&
	    st.st_size == (off_t)(key_size + head + code_size(program));
	close(fd);
	return found;
}

void
program_keep(const char *path, const void *key, size_t key_size,
    const struct program *program)
{
	const size_t size = offsetof(struct program, code) + code_size(program);
	struct iovec parts[] = { { (void *)key, key_size },
		{ (void *)program, size } };
	char temporary[PATH_MAX];

	/* Two at once, or a full disk: whoever reads finds all of it or none.
	 */
	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
	    PATH_MAX)
		return;
	int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd == -1)
		return;
	ssize_t written = writev(fd, parts, 2);
	close(fd);
	if (written != (ssize_t)(key_size + size) ||
	    rename(temporary, path) == -1)
		unlink(temporary);
}
