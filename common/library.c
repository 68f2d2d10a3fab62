#include "common/library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

int
library_find(void *library, const char *name, void *function)
{
	void *found = library != NULL ? dlsym(library, name) : NULL;

	/* ISO C does not convert an object pointer into a function pointer. */
	if (found != NULL)
		memcpy(function, &found, sizeof(found));
	return found != NULL ? 0 : -1;
}
