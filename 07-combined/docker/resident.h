/*
 * What a process that only waits keeps in memory.
 */
#ifndef RESIDENT_H
#define RESIDENT_H

/*
 * Gives back what the start of a container took and the wait for its end does
 * not take: the free pages of the heap, and the mapped pages of the program and
 * its libraries, which the kernel maps again, from its cache, when they are
 * used. See malloc_trim(3), madvise(2).
 */
void resident_give_back(void);

#endif
