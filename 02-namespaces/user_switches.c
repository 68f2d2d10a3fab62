/*
 * What an administrator can switch off: user namespaces of normal users.
 */
#include "02-namespaces/ns.h"
#include "common/file.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/*
 * The first is Ubuntu's, since 23.10: the namespace is made, and each use of a
 * capability in it is refused. The second is Debian's.
 */
static const struct {
	const char *path, *off, *advice;
} switches[] = {
	{ "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
	    "AppArmor restricts user namespaces: sysctl -w "
	    "kernel.apparmor_restrict_unprivileged_userns=0, or a profile "
	    "with 'userns,'" },
	{ "/proc/sys/kernel/unprivileged_userns_clone", "0",
	    "sysctl -w kernel.unprivileged_userns_clone=1" },
	{ "/proc/sys/user/max_user_namespaces", "0",
	    "sysctl -w user.max_user_namespaces=10000" },
};

const char *
ns_user_advice(void)
{
	int saved_errno = errno;
	const char *advice = NULL;
	char text[32];

	for (size_t i = 0;
	     advice == NULL && i < sizeof(switches) / sizeof(switches[0]); i++)
		if (file_read(switches[i].path, text, sizeof(text)) != -1 &&
		    strcmp(text, switches[i].off) == 0)
			advice = switches[i].advice;
	errno = saved_errno;
	return advice;
}
