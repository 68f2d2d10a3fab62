/*
 * LD_PRELOAD=fault-malloc.so FAIL=N COMMAND: from its Nth allocation on, the
 * command gets no memory; with FAIL_ONCE, only the Nth fails, in the process that
 * comes there first: a child goes on counting where its parent is. The highest
 * count is the first number in fault-malloc.so.count. apparmor_parser(8), which
 * is not ours and has words of its own, gets all it wants. What is allocated
 * through the kernel is not touched, nor what libseccomp allocates: without
 * memory it crashes (2.5.4: it frees twice), or says that all is well and has
 * forgotten the rule. SPARED_NAME="START END" says where its code is in the
 * program of that name, if it was linked into it.
 */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static struct shared {
	long reached, failed;
} alone, *shared = &alone;
static long at, n;
static int once;
static char *spared, *spared_end;

/* The program comes first, without a name of its own. */
static void
find_spared_inside(const struct dl_phdr_info *info, const char *path)
{
	char name[64];
	unsigned long start, end;

	snprintf(name, sizeof(name), "SPARED_%s", strrchr(path, '/') + 1);
	const char *range = getenv(name);
	if (range == NULL || sscanf(range, "%lx %lx", &start, &end) != 2)
		return;
	spared = (char *)info->dlpi_addr + start;
	spared_end = (char *)info->dlpi_addr + end;
}

static int
find_spared(struct dl_phdr_info *info, size_t size, void *path)
{
	(void)size;
	if (info->dlpi_name[0] == '\0' && strchr(path, '/') != NULL)
		find_spared_inside(info, path);
	for (int i = 0; strstr(info->dlpi_name, "/libseccomp.so") != NULL &&
			i < info->dlpi_phnum;
	     i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type != PT_LOAD || !(p->p_flags & PF_X))
			continue;
		spared = (char *)info->dlpi_addr + p->p_vaddr;
		spared_end = spared + p->p_memsz;
	}
	return 0;
}

static void
begin(void)
{
	const char *library = getenv("LD_PRELOAD"), *text = getenv("FAIL");
	char path[4096];

	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	path[length > 0 ? length : 0] = '\0';
	if (library == NULL || text == NULL ||
	    strstr(path, "/apparmor_parser") != NULL)
		return;
	at = atol(text);
	once = getenv("FAIL_ONCE") != NULL;
	dl_iterate_phdr(find_spared, path);
	snprintf(path, sizeof(path), "%s.count", library);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1 || ftruncate(fd, sizeof(*shared)) == -1)
		return;
	struct shared *found = mmap(
	    NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (found != MAP_FAILED)
		shared = found;
	close(fd);
}

static int
refused(char *caller)
{
	static int begun;

	if (!begun++)
		begin();
	if (caller >= spared && caller < spared_end)
		return 0;
	n++;
	if (n > shared->reached)
		shared->reached = n;
	if (at == 0 || n < at || (once && shared->failed))
		return 0;
	shared->failed = 1;
	errno = ENOMEM;
	return 1;
}

#define CALLER __builtin_return_address(0)

void *
malloc(size_t size)
{
	return refused(CALLER) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return refused(CALLER) ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return refused(CALLER) ? NULL : __libc_realloc(old, size);
}
