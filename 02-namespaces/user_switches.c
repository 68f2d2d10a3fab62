/*
 * What an administrator can switch off: user namespaces of normal users.
 */
#include "02-namespaces/ns.h"
#include "common/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * The first is Ubuntu's, since 23.10: a namespace that a program makes without a
 * profile is made, but with the profile unprivileged_userns, which refuses each
 * capability (EPERM), and what AppArmor asks before it, as mount(2) (EACCES). Where
 * this profile is not loaded, the namespace is refused (EACCES). The second is
 * Debian's. The third is for root, too.
 */
static const struct {
	const char *path, *off, *advice;
	bool root;
} switches[] = {
	{ "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
	    "AppArmor restricts user namespaces: sysctl -w "
	    "kernel.apparmor_restrict_unprivileged_userns=0, or a profile "
	    "with 'userns,'",
	    false },
	{ "/proc/sys/kernel/unprivileged_userns_clone", "0",
	    "sysctl -w kernel.unprivileged_userns_clone=1", false },
	{ "/proc/sys/user/max_user_namespaces", "0",
	    "sysctl -w user.max_user_namespaces=10000", true },
};

const char *
ns_user_advice(int error, bool root)
{
	int saved_errno = errno;
	const char *advice = NULL;
	char text[32];

	if (error != EPERM && error != EACCES && error != ENOSPC)
		return NULL;
	for (size_t i = 0;
	     advice == NULL && i < sizeof(switches) / sizeof(switches[0]); i++)
		if ((switches[i].root || !root) &&
		    file_read(switches[i].path, text, sizeof(text)) != -1 &&
		    strcmp(text, switches[i].off) == 0)
			advice = switches[i].advice;
	errno = saved_errno;
	return advice;
}
