/* A bundle's config.json, or what `update --resources` reads. */
#include "try.h"

#include "07-combined/oci/oci.h"

#include <stdlib.h>
#include <string.h>

/* The bundle's root is there, whatever it is called. */
char *
realpath(const char *path, char *resolved)
{
	(void)path, (void)resolved;
	return strdup("/");
}

void
fuzz(void)
{
	static struct oci oci;

	memset(&oci, 0, sizeof(oci));
	oci.id = "fuzz";
	oci.bundle = "/";
	json_t *json = oci_read("resources");
	if (json_object_get(json, "ociVersion") == NULL)
		oci_resources(&oci.spec, json);
	else
		oci_translate(&oci);
	try_limits(&oci.spec.resources);
	json_decref(json);
}
