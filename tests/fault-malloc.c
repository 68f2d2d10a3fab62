/*
 * LD_PRELOAD=fault-malloc.so FAIL=N COMMAND: from its Nth allocation on, the
 * command gets no memory. What it allocates through the kernel is not touched.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static int
refused(void)
{
	static long n = -1, at;
	const char *text;

	if (n++ == -1)
		at = (text = getenv("FAIL")) != NULL ? atol(text) : 0;
	if (at == 0 || n < at)
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
calloc(size_t n, size_t size)
{
	return refused() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return refused() ? NULL : __libc_realloc(old, size);
}
