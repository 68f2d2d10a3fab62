/*
 * Lists that grow: an array in memory of malloc(3), and how many are in it.
 *
 *     struct port *ports = NULL;
 *     size_t nports = 0;
 *
 *     if (LIST_ADD(ports, nports, &port) == -1)
 *             return -1;
 *
 * The array may move when it grows: a pointer to an element is good until the
 * next element is added. Its owner frees it with free(3), or not at all where
 * it is needed until the program ends.
 */
#ifndef COMMON_LIST_H
#define COMMON_LIST_H

#include <stddef.h>

/*
 * Makes room for one element more in an array that holds n, each of so many
 * bytes. The capacity is not stored, it follows from n: the array doubles
 * whenever n is a power of two. So only an array that has grown here from NULL
 * may be given. Returns the array, which may have moved, or NULL with errno
 * ENOMEM: then it is as it was.
 */
void *list_grow(void *list, size_t n, size_t size);

/*
 * Appends a copy of *element. list is the address of the pointer to the array,
 * n that of the number of its elements. Returns 0, or -1 with errno ENOMEM.
 */
int list_append(void *list, size_t *n, const void *element, size_t size);

/* The same for a pointer and a number; the compiler compares the types. */
#define LIST_ADD(list, n, element)                                             \
	list_append(&(list), &(n), 1 ? (element) : (list), sizeof(*(list)))

/*
 * Appends a string, which is not copied, to a list that always ends with NULL,
 * as execve(2) has its own. n does not count that NULL. Returns 0, or -1 with
 * errno ENOMEM.
 */
int list_add_string(char ***list, size_t *n, char *text);

#endif
