/* A seccomp profile in Docker's format. */
#include "try.h"

#include "05-seccomp/filter.h"

void
fuzz(void)
{
	scmp_filter_ctx ctx = filter_from_profile(try_text, try_size, 0);

	if (ctx != NULL)
		seccomp_release(ctx);
}
