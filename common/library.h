/*
 * Libraries that few runs need: a program loads such a library with dlopen(3)
 * when it needs it, and starts faster otherwise.
 */
#ifndef COMMON_LIBRARY_H
#define COMMON_LIBRARY_H

/*
 * Finds a function in a library, the result of dlopen(3), which may be NULL.
 * function is a pointer to a function pointer, which is set to the address.
 * Returns 0, or -1; dlerror(3) has the reason.
 */
int library_find(void *library, const char *name, void *function);

#endif
