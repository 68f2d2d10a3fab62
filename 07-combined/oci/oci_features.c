/*
 * features: what this runtime knows (features.md); spec: a config.json to
 * begin with. Both are files that the assembler puts into the program: what a
 * runtime knows does not depend on the kernel. The paths of /proc and /sys that
 * spec adds do depend on the machine, and are those of `combined run`.
 */
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"

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

/* Whole, or nothing: what is missing in it would not be masked. */
static void
add_paths(json_t *section, const char *key, const char *const *paths)
{
	json_t *array = json_array();
	bool good = paths != NULL;

	for (; good && *paths != NULL; paths++)
		good = json_array_append_new(array, json_string(*paths)) == 0;
	if (!good || json_object_set_new(section, key, array) == -1)
		oci_fail("config.json: %s: %s", key, strerror(ENOMEM));
}

static json_t *
make_spec(void)
{
	json_t *spec = json_loads(oci_spec_text, 0, NULL);
	json_t *section = json_object_get(spec, "linux");

	add_paths(section, "maskedPaths", container_masked_paths());
	add_paths(section, "readonlyPaths", container_readonly_paths);
	return spec;
}

int
oci_spec(int argc, char *argv[])
{
	struct oci_options o;

	oci_parse(&o, argc, argv, 0, 0);
	json_t *spec = make_spec();
	if (o.bundle != NULL && chdir(o.bundle) == -1)
		oci_fail("bundle %s: %s", o.bundle, strerror(errno));
	FILE *file = fopen("config.json", "wxe");
	if (file == NULL && errno == EEXIST)
		oci_fail("config.json exists already: remove it first");
	if (file == NULL || json_dumpf(spec, file, JSON_INDENT(2)) == -1 ||
	    fputc('\n', file) == EOF || fclose(file) == EOF)
		oci_fail("config.json: %s", strerror(errno));
	return EXIT_SUCCESS;
}
