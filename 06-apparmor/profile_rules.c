/*
 * Two sets of rules: the talk's, and a container's.
 */
#include "01-caps/caps.h"
#include "06-apparmor/profile_text.h"

#include <sys/capability.h>

const struct apparmor_rules apparmor_talk = {
	.capabilities = CAPS_BIT(CAP_SETUID),
	.deny_raw = true,
	.deny_mount = true,
	.deny = { { "@{PROC}/sysrq-trigger", "rwklx" } },
};

/*
 * A container's root may do what its capabilities allow, and the capabilities
 * stop at its namespaces. But some files of /proc and /sys are the whole
 * machine's, and their mode lets uid 0 write. These are out of reach even where
 * a runtime forgot to mask them; what belongs to a namespace (sysctls of the
 * network, of IPC) or to the container's cgroup is not.
 *
 * The kernel compares paths without links: /proc/self is /proc/PID there.
 */
const struct apparmor_rules apparmor_container = {
	.capabilities = UINT64_MAX,
	.deny_families = true,
	.deny_mount = true,
	.isolate_peers = true,
	.deny = {
		/* In /proc, all but the processes and sys. */
		{ "@{PROC}/*", "wkl" },
		{ "@{PROC}/[^1-9s]*/**", "wkl" },
		{ "@{PROC}/s[^y]*/**", "wkl" },
		{ "@{PROC}/{kcore,keys,kmem,mem,sysrq-trigger}", "rwklx" },
		/* In sys, all but net, and of fs all but mqueue. */
		{ "@{PROC}/sys/[^fkn]*/**", "wkl" },
		{ "@{PROC}/sys/fs/{[^m],m[^q]}**", "wkl" },
		/* Of kernel, all but sem, msg* and shm*. */
		{ "@{PROC}/sys/kernel/{[^ms],m[^s],s[^eh],se[^m]}**", "wkl" },
		/* In /sys, all but the cgroups. */
		{ "@{sys}/{[^f],f[^s]}**", "wkl" },
		{ "@{sys}/fs/{[^c],c[^g]}**", "wkl" },
		{ "@{sys}/firmware/{,**}", "rwklx" },
		{ "@{sys}/kernel/{debug,security,tracing}/{,**}", "rwklx" },
		/* Power meters, precise enough to read keys by. */
		{ "@{sys}/devices/virtual/powercap/{,**}", "rwklx" },
	},
};
