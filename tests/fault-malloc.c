/*
 * LD_PRELOAD=fault-malloc.so FAIL=N FAIL_ON= COMMAND: from its Nth allocation
 * on, the command gets no memory; with FAIL_ONCE, only the Nth fails. A child
 * goes on counting where its parent is. How far anyone has come is left in
 * fault-malloc.so.count. What is allocated through the kernel is not touched.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static long none, *reached = &none, at, n;
static int once;

static void
begin(void)
{
	const char *library = getenv("LD_PRELOAD"), *text = getenv("FAIL");
	char path[4096];

	if (library == NULL || text == NULL)
		return;
	at = atol(text);
	once = getenv("FAIL_ONCE") != NULL;
	snprintf(path, sizeof(path), "%s.count", library);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1 || ftruncate(fd, sizeof(*reached)) == -1)
		return;
	long *shared = mmap(
	    NULL, sizeof(*reached), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shared != MAP_FAILED)
		reached = shared;
	close(fd);
}

static int
refused(void)
{
	if (n++ == 0)
		begin();
	if (n > *reached)
		*reached = n;
	if (at == 0 || n < at || (once && n > at))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t size)
{
	return refused() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return refused() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return refused() ? NULL : __libc_realloc(old, size);
}
