#include "05-seccomp/filter.h"

#include <errno.h>
#include <string.h>

/*
 * The profile is part of the program, so that it need not be installed or
 * found, and cannot be changed. The assembler reads the file as it is: the text
 * is between the two symbols. They are global, since on arm64 a reference to a
 * local one loses its distance from the section's start, and hidden, so that no
 * table of addresses is needed.
 */
__asm__(".pushsection .rodata\n"
	".global default_profile, default_profile_end\n"
	".hidden default_profile, default_profile_end\n"
	"default_profile:\n"
	".incbin \"05-seccomp/default.json\"\n"
	"default_profile_end:\n"
	".popsection\n");

extern const char default_profile[] __attribute__((visibility("hidden")));
extern const char default_profile_end[] __attribute__((visibility("hidden")));

const char *
filter_default_text(size_t *length)
{
	/* cppcheck-suppress comparePointers // two labels of one file */
	*length = default_profile_end - default_profile;
	return default_profile;
}

/* Changes the entry that refuses socketcall(2): it allows the call. */
static void
allow_socketcall(json_t *profile)
{
	json_t *entry;
	size_t i;

	json_array_foreach (json_object_get(profile, "syscalls"), i, entry) {
		const char *name = json_string_value(
		    json_array_get(json_object_get(entry, "names"), 0));

		if (name == NULL || strcmp(name, "socketcall") != 0)
			continue;
		json_object_set_new(
		    entry, "action", json_string("SCMP_ACT_ALLOW"));
		json_object_del(entry, "errnoRet");
	}
}

struct filter *
filter_default(uint64_t caps, bool with_socketcall)
{
	size_t length;
	const char *text = filter_default_text(&length);

	if (!with_socketcall)
		return filter_from_profile(text, length, caps);
	json_t *profile = json_loadb(text, length, 0, NULL);
	if (profile == NULL) {
		filter_wrong(ENOMEM, "the default profile");
		return NULL;
	}
	allow_socketcall(profile);
	struct filter *filter = filter_from_json(profile, caps);
	json_decref(profile);
	return filter;
}
