/* The command line of apparmor, one word a line, and the profile that it means;
 * the whole of it as a template. */
#include "try.h"

#include "06-apparmor/cli/apparmor_options.h"

#include <string.h>

void
fuzz(void)
{
	static char *words[512], text[APPARMOR_TEXT_MAX];
	int n = try_command("apparmor", words, 512);
	char *template = strndup(try_text, try_size);

	apparmor_expand_template(template, "name", text, sizeof(text));
	struct apparmor_options options = apparmor_options_parse(n, words);
	apparmor_generate(options.name != NULL ? options.name : "name",
	    &options.rules, text, sizeof(text));
}
