/* A seccomp profile in Docker's format. */
#include "try.h"

#include "05-seccomp/filter.h"

void
fuzz(void)
{
	struct filter *filter = filter_from_profile(try_text, try_size, 0);

	if (filter != NULL)
		filter_free(filter);
}
