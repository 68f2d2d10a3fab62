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

/* Global and hidden as in 05-seccomp/default.c. */
__asm__(".pushsection .rodata\n"
	".global oci_features_text, oci_spec_text\n"
	".hidden oci_features_text, oci_spec_text\n"
	"oci_features_text: .incbin \"07-combined/oci/features.json\"\n"
	".byte 0\n"
	"oci_spec_text: .incbin \"07-combined/oci/spec.json\"\n"
	".byte 0\n"
	".popsection\n");

extern const char oci_features_text[] __attribute__((visibility("hidden")));
extern const char oci_spec_text[] __attribute__((visibility("hidden")));

int
oci_features(const struct oci_options *o, char *words[])
{
	(void)o;
	(void)words;
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

/* What a normal user cannot mount, or the kernel not map, for one ID alone. */
static void
make_mount_rootless(json_t *mount)
{
	json_t *options = json_object_get(mount, "options");
	const char *destination =
	    json_string_value(json_object_get(mount, "destination"));

	for (size_t i = json_array_size(options); i-- > 0;) {
		const char *option =
		    json_string_value(json_array_get(options, i));
		if (strncmp(option, "uid=", 4) == 0 ||
		    strncmp(option, "gid=", 4) == 0)
			json_array_remove(options, i);
	}
	if (strcmp(destination, "/sys") == 0) {
		json_object_set_new(mount, "type", json_string("none"));
		json_object_set_new(mount, "source", json_string("/sys"));
		json_array_insert_new(options, 0, json_string("rbind"));
	}
}

/* As runc: the user is root in a user namespace, on the host's network. */
static void
make_rootless(json_t *spec)
{
	json_t *section = json_object_get(spec, "linux");
	json_t *namespaces = json_object_get(section, "namespaces");
	json_t *mount;
	size_t i;

	json_array_foreach (json_object_get(spec, "mounts"), i, mount)
		make_mount_rootless(mount);
	for (i = json_array_size(namespaces); i-- > 0;)
		if (strcmp(json_string_value(json_object_get(
			       json_array_get(namespaces, i), "type")),
			"network") == 0)
			json_array_remove(namespaces, i);
	json_object_del(section, "resources");
	if (json_array_append_new(
		namespaces, json_pack("{s:s}", "type", "user")) == -1 ||
	    json_object_update_new(
		section, json_pack("{s:[{s:i, s:I, s:i}], s:[{s:i, s:I, s:i}]}",
			     "uidMappings", "containerID", 0, "hostID",
			     (json_int_t)geteuid(), "size", 1, "gidMappings",
			     "containerID", 0, "hostID", (json_int_t)getegid(),
			     "size", 1)) == -1)
		oci_fail("config.json: %s", strerror(ENOMEM));
}

int
oci_spec(const struct oci_options *o, char *words[])
{
	(void)words;
	json_t *spec = make_spec();
	if (o->rootless)
		make_rootless(spec);
	if (o->bundle != NULL && chdir(o->bundle) == -1)
		oci_fail("bundle %s: %s", o->bundle, strerror(errno));
	FILE *file = fopen("config.json", "wxe");
	if (file == NULL && errno == EEXIST)
		oci_fail("config.json exists already: remove it first");
	if (file == NULL || json_dumpf(spec, file, JSON_INDENT(2)) == -1 ||
	    fputc('\n', file) == EOF || fclose(file) == EOF)
		oci_fail("config.json: %s", strerror(errno));
	return EXIT_SUCCESS;
}
