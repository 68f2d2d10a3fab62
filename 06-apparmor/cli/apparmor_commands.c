#include "06-apparmor/cli/apparmor_commands.h"

#include "06-apparmor/apparmor.h"
#include "06-apparmor/cli/stale_profiles.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void
apparmor_require(void)
{
	if (!apparmor_available())
		errx(EXIT_OURS, "no AppArmor: %s", apparmor_remedy(errno));
}

int
apparmor_show(const char *text)
{
	char label[APPARMOR_LABEL_MAX], mode[32];
	pid_t pid = text != NULL ? options_pid(text) : 0;

	apparmor_require();
	if (apparmor_read(pid, label, sizeof(label), mode, sizeof(mode)) == -1)
		err(EXIT_OURS, "process %s", text != NULL ? text : "self");
	printf("profile  %s\nmode     %s\n", label,
	    mode[0] != '\0' ? mode : "none");
	output_finish();
	return EXIT_SUCCESS;
}

int
apparmor_clean(void)
{
	char name[64];
	int found;

	apparmor_require();
	while ((found = stale_profiles_find(name, sizeof(name))) == 1) {
		if (apparmor_unload(name) == 0)
			puts(name);
		else if (errno != ENOENT) /* another process has unloaded it */
			err(EXIT_OURS, "profile %s (try as root)", name);
	}
	if (found == -1)
		err(EXIT_OURS, "list of profiles (try as root)");
	output_finish();
	return EXIT_SUCCESS;
}
