/* A bundle's config.json. */
#include "try.h"

#include "07-combined/oci/oci.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
translate(void)
{
	static struct oci oci;

	memset(&oci, 0, sizeof(oci));
	oci.id = "fuzz";
	oci.bundle = "/tmp";
	oci_translate(&oci);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	try_text = (const char *)data;
	try_size = size;
	try(translate);
	return 0;
}
