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

	apparmor_fill(template, "name", text, sizeof(text));
	struct request request = apparmor_request(n, words);
	apparmor_generate(request.name != NULL ? request.name : "name",
	    &request.rules, text, sizeof(text));
}
