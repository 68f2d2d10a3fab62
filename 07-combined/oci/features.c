/*
 * features: what this runtime knows (features.md); spec: a config.json to
 * begin with. Both are files that the assembler puts into the program: what a
 * runtime knows does not depend on the kernel.
 */
#include "07-combined/oci/oci.h"
#include "07-combined/oci/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__asm__(".pushsection .rodata\n"
	"oci_features_text: .incbin \"07-combined/oci/features.json\"\n"
	".byte 0\n"
	"oci_spec_text: .incbin \"07-combined/oci/spec.json\"\n"
	".byte 0\n"
	".popsection\n");

extern const char oci_features_text[], oci_spec_text[];

int
oci_features(int argc, char *argv[])
{
	struct oci_options o;

	oci_parse(&o, argc, argv, 0, 0);
	fputs(oci_features_text, stdout);
	return EXIT_SUCCESS;
}

int
oci_spec(int argc, char *argv[])
{
	struct oci_options o;

	oci_parse(&o, argc, argv, 0, 0);
	if (o.bundle != NULL && chdir(o.bundle) == -1)
		oci_fail("bundle %s: %s", o.bundle, strerror(errno));
	FILE *file = fopen("config.json", "wxe");
	if (file == NULL && errno == EEXIST)
		oci_fail("config.json exists already: remove it first");
	if (file == NULL || fputs(oci_spec_text, file) == EOF ||
	    fclose(file) == EOF)
		oci_fail("config.json: %s", strerror(errno));
	return EXIT_SUCCESS;
}
