#include "02-namespaces/ns.h"

#include <linux/sched.h>
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

const char *
ns_suggest(const char *name, struct suggestion *s)
{
	suggest_for(s, name);
	for (int i = 0; i < NS_TYPES; i++)
		suggest_consider(s, ns_types[i].name);
	return suggest_text(s);
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
	/* In the order of their values, as strace(1) has them. */
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

/* Appends to a list of flags. */
static void
add(char *text, size_t size, const char *flags)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used > 0 ? "|" : "", flags);
}

const char *
ns_clone3_flags_text(uint64_t flags, char *text, size_t size)
{
	const int types = (int)flags & ~(CLONE_PARENT | CLONE_NEWTIME);
	char names[160];

	text[0] = '\0';
	if (flags & CLONE_PARENT)
		add(text, size, "CLONE_PARENT");
	if (types != 0)
		add(text, size, ns_flags_text(types, names, sizeof(names)));
	if (flags & CLONE_NEWTIME)
		add(text, size, "CLONE_NEWTIME");
	if (flags & CLONE_INTO_CGROUP)
		add(text, size, "CLONE_INTO_CGROUP");
	return flags == 0 ? "0" : text;
}
