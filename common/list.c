#include "common/list.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *
list_grow(void *list, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0)
		return list; /* room up to the next power of two */
	size_t room = n == 0 ? 1 : 2 * n;
	if (room > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(list, room * size);
}

/* A pointer of any type has the same representation here: POSIX, dlsym(3). */
int
list_append(void *list, size_t *n, const void *element, size_t size)
{
	char *array;

	memcpy(&array, list, sizeof(array));
	array = list_grow(array, *n, size);
	if (array == NULL)
		return -1;
	memcpy(array + *n * size, element, size);
	memcpy(list, &array, sizeof(array));
	++*n;
	return 0;
}

int
list_add_string(char ***list, size_t *n, char *text)
{
	char *end = NULL;
	size_t all = *n;

	if (LIST_ADD(*list, all, &text) == -1)
		return -1;
	/* The next string replaces the NULL, so it is not counted. */
	if (LIST_ADD(*list, all, &end) == -1) {
		(*list)[*n] = NULL;
		return -1;
	}
	++*n;
	return 0;
}
