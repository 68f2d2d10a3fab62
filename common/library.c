#include "common/library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

int
library_find(void *library, const char *name, void *function)
{
	void *found = library != NULL ? dlsym(library, name) : NULL;

	/* ISO C has no way from this pointer to one to a function. */
	if (found != NULL)
		memcpy(function, &found, sizeof(found));
	return found != NULL ? 0 : -1;
}
