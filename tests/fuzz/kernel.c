/* What is read from /proc and /sys, and a container's /etc/passwd. */
#include "try.h"

#include "01-caps/user.h"
#include "04-cgroups/hierarchy.h"
#include "07-combined/state.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
read_all(void)
{
	struct hierarchy found[CGROUP_CONTROLLERS];
	struct caps_user user;

	hierarchy_find(found);
	state_start_time(1);
	json_decref(state_read("fuzz", "state.json"));
	user_find("name:group", &user);
	user_find("1000", &user);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	try_text = (const char *)data;
	try_size = size;
	try(read_all);
	return 0;
}
