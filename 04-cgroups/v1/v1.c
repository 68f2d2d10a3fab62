#include "04-cgroups/v1/v1.h"

#include "04-cgroups/tree/control_file.h"
#include "04-cgroups/tree/subtree.h"

#include <stdio.h>
#include <string.h>

/* Copies a cpuset file from parent to child, unless the child's has a value. */
static int
inherit(const char *parent, const char *dir, const char *file)
{
	char text[1024];

	if (control_read(dir, file, text, sizeof(text)) == -1)
		return -1;
	if (text[0] != '\0')
		return 0;
	if (control_read(parent, file, text, sizeof(text)) == -1)
		return -1;
	return control_write(
	    dir, file, "the parent's: a new cpuset is empty", text);
}

int
v1_fill_cpuset(const char *dir)
{
	char parent[CONTROL_PATH];

	if (!control_exists(dir, "cpuset.cpus"))
		return 0;
	snprintf(parent, sizeof(parent), "%.*s", (int)(strrchr(dir, '/') - dir),
	    dir);
	if (inherit(parent, dir, "cpuset.cpus") == -1)
		return -1;
	return inherit(parent, dir, "cpuset.mems");
}

int
v1_ask_freezer(const char *dir, bool frozen, const char *why)
{
	return control_write(
	    dir, "freezer.state", why, frozen ? "FROZEN" : "THAWED");
}

void
v1_thaw_below(const char *dir)
{
	subtree_write(dir, "freezer.state",
	    "those below that were frozen themselves", "THAWED");
}

int
v1_freezer_state(const char *dir)
{
	char state[32];

	if (control_read(dir, "freezer.state", state, sizeof(state)) == -1)
		return -1;
	if (strcmp(state, "FROZEN") == 0)
		return 1;
	/* FREEZING until the last process has stopped. */
	return strcmp(state, "THAWED") == 0 ? 0 : 2;
}
