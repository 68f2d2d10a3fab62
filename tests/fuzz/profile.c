/* A seccomp profile in Docker's format. */
#include "try.h"

#include "05-seccomp/filter.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
read_profile(void)
{
	scmp_filter_ctx ctx = filter_from_profile(try_text, try_size, 0);

	if (ctx != NULL)
		seccomp_release(ctx);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	try_text = (const char *)data;
	try_size = size;
	try(read_profile);
	return 0;
}
