/* What the executor is told. */
#include "07-combined/executor/executor_plan.h"

#include "07-combined/executor/executor_calls.h"
#include "common/exits.h"

#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h> /* SEEK_END */

struct executor_plan *plan;
static long plan_size;

void
read_plan(const char *number)
{
	int fd = 0;

	for (; *number != '\0'; number++)
		fd = 10 * fd + *number - '0';
	/* Private: no other process sees what we change in it. */
	plan_size = CALL(lseek, fd, 0, SEEK_END);
	long address = CALL(
	    mmap, NULL, plan_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (call_failed(address))
		end(EXIT_OURS); /* and the parent sees that nothing comes */
	CALL(close, fd);
	plan = (void *)address;
}

void
forget_plan(void)
{
	CALL(munmap, plan, plan_size);
}

void *
plan_at(uintptr_t offset)
{
	return offset != 0 ? (char *)plan + offset : NULL;
}

char **
plan_list_at(uintptr_t offset)
{
	uintptr_t *list = (uintptr_t *)((char *)plan + offset);

	for (size_t i = 0; list[i] != 0; i++)
		list[i] += (uintptr_t)plan;
	return (char **)list;
}
