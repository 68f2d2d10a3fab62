/*
 * Lists that grow: an array from malloc(3), and the number of its elements.
 *
 *     struct port *ports = NULL;
 *     size_t nports = 0;
 *
 *     if (LIST_ADD(ports, nports, &port) == -1)
 *             return -1;
 *
 * The array may move when it grows: a pointer to an element is valid until the
 * next element is added. The owner frees the array with free(3), or not at all
 * where the program needs it to the end.
 */
#ifndef COMMON_LIST_H
#define COMMON_LIST_H

#include <stddef.h>

/*
 * Makes room for one more element in an array of n elements of size bytes each.
 * The capacity is not stored but follows from n: the array doubles whenever n
 * is a power of two. So the array must be NULL or a result of this function.
 * Returns the array, which may have moved, or NULL with errno ENOMEM; then the
 * old array is unchanged.
 */
void *list_grow(void *list, size_t n, size_t size);

/*
 * Appends a copy of *element. list is the address of the array's pointer, n the
 * address of the number of elements. Returns 0, or -1 with errno ENOMEM.
 */
int list_append(void *list, size_t *n, const void *element, size_t size);

/* list_append() for an array and a number; the compiler compares the types. */
#define LIST_ADD(list, n, element)                                             \
	list_append(&(list), &(n), 1 ? (element) : (list), sizeof(*(list)))

/*
 * Appends a string, which is not copied, to a list that ends with NULL, as
 * execve(2) takes it. n does not count the NULL. Returns 0, or -1 with errno
 * ENOMEM.
 */
int list_add_string(char ***list, size_t *n, char *text);

#endif
