#include "02-namespaces/ns.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

const struct ns_type ns_types[NS_TYPES] = {
	{ "user", "user", CLONE_NEWUSER },
	{ "mount", "mnt", CLONE_NEWNS }, /* the first of all: "new namespace" */
	{ "uts", "uts", CLONE_NEWUTS },
	{ "ipc", "ipc", CLONE_NEWIPC },
	{ "pid", "pid", CLONE_NEWPID },
	{ "cgroup", "cgroup", CLONE_NEWCGROUP },
	{ "net", "net", CLONE_NEWNET },
	{ "time", "time", CLONE_NEWTIME },
};

int
ns_flag(const char *name)
{
	for (int i = 0; i < NS_TYPES; i++)
		if (strcmp(name, ns_types[i].name) == 0 ||
		    strcmp(name, ns_types[i].file) == 0)
			return ns_types[i].flag;
	if (strcmp(name, "network") == 0)
		return CLONE_NEWNET;
	return 0;
}

int
ns_option_flag(int letter)
{
	for (int i = 0; i < NS_TYPES; i++)
		if (NS_LETTERS[i] == letter)
			return ns_types[i].flag;
	return 0;
}

const char *
ns_flags_text(int flags, char *text, size_t size)
{
	/* By their values, as strace(1) has them. */
	static const struct {
		int flag;
		const char *name;
	} names[NS_TYPES] = {
		{ CLONE_NEWTIME, "CLONE_NEWTIME" },
		{ CLONE_NEWNS, "CLONE_NEWNS" },
		{ CLONE_NEWCGROUP, "CLONE_NEWCGROUP" },
		{ CLONE_NEWUTS, "CLONE_NEWUTS" },
		{ CLONE_NEWIPC, "CLONE_NEWIPC" },
		{ CLONE_NEWUSER, "CLONE_NEWUSER" },
		{ CLONE_NEWPID, "CLONE_NEWPID" },
		{ CLONE_NEWNET, "CLONE_NEWNET" },
	};
	size_t used = 0;

	snprintf(text, size, "0");
	for (int i = 0; i < NS_TYPES; i++)
		if (flags & names[i].flag && used < size)
			used += snprintf(text + used, size - used, "%s%s",
			    used > 0 ? "|" : "", names[i].name);
	return text;
}
