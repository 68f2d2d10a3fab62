#include "07-combined/docker/resident.h"

#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/* The segments of one object that nothing writes to: code, and constants. */
static int
unmap_pages(struct dl_phdr_info *object, size_t size, void *data)
{
	uintptr_t page = sysconf(_SC_PAGESIZE);

	(void)size;
	(void)data;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		uintptr_t start = object->dlpi_addr + segment->p_vaddr;

		if (segment->p_type != PT_LOAD || segment->p_flags & PF_W)
			continue;
		madvise((void *)(start & -page),
		    segment->p_memsz + (start & (page - 1)), MADV_DONTNEED);
	}
	return 0;
}

void
resident_give_back(void)
{
	malloc_trim(0);
	dl_iterate_phdr(unmap_pages, NULL);
}
