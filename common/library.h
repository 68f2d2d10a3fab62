/*
 * Libraries that only some need: they are loaded by whoever does, dlopen(3), and
 * all others start without them.
 */
#ifndef COMMON_LIBRARY_H
#define COMMON_LIBRARY_H

/*
 * Finds a function in a library that dlopen(3) has returned, which may be NULL,
 * and writes its address to where function, a pointer to a function pointer,
 * points. Returns 0, or -1; dlerror(3) says why.
 */
int library_find(void *library, const char *name, void *function);

#endif
