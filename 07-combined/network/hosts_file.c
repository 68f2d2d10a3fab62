#include "07-combined/network/hosts_file.h"

#include "common/file.h"

#include <stdio.h>
#include <string.h>

char *
hosts_file_compose(const char *name, const char *address, char *const hosts[],
    const char *others)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (file == NULL)
		return NULL;
	fputs("127.0.0.1\tlocalhost\n::1\tlocalhost\n", file);
	fprintf(file, "%s\t%s\n", address[0] ? address : "127.0.1.1", name);
	/* "NAME:ADDRESS", the address perhaps one of IPv6. */
	for (; hosts != NULL && *hosts != NULL; hosts++) {
		const char *colon = strchr(*hosts, ':');

		if (colon != NULL)
			fprintf(file, "%s\t%.*s\n", colon + 1,
			    (int)(colon - *hosts), *hosts);
	}
	fputs(others, file);
	return file_end_memstream(file, &text);
}
