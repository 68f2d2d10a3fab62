#include "05-seccomp/filter.h"

/*
 * The profile is part of the program, so that there is nothing to install, or
 * to find, or for somebody else to change. The assembler reads the file as it
 * is: what it holds lies between the two symbols.
 */
__asm__(".pushsection .rodata\n"
	"default_profile:\n"
	".incbin \"05-seccomp/default.json\"\n"
	"default_profile_end:\n"
	".popsection\n");

extern const char default_profile[], default_profile_end[];

const char *
filter_default_text(size_t *length)
{
	/* cppcheck-suppress comparePointers // two labels of one file */
	*length = default_profile_end - default_profile;
	return default_profile;
}

scmp_filter_ctx
filter_default(uint64_t caps)
{
	size_t length;
	const char *text = filter_default_text(&length);

	return filter_from_profile(text, length, caps);
}
