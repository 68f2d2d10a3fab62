/* The AppArmor profile, of the command or of the init; the label of SELinux. */
#include "07-combined/executor/executor_profile.h"

#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_plan.h"
#include "07-combined/executor/executor_report.h"
#include "07-combined/executor/executor_text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <sys/vfs.h>

static long init_attribute;

/* What is at /proc is the container's: see common/file.c. */
static long
open_attribute(const char *what, const char *path)
{
	struct open_how how = { .flags = O_WRONLY | O_CLOEXEC,
		.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS };
	long proc = must(what,
	    CALL(openat, AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
	/* On 32 bits: the kernel compares the structure's size with its own. */
#ifdef __NR_fstatfs64
	struct statfs64 fs = { 0 };
	must(what, CALL(fstatfs64, proc, sizeof(fs), &fs));
#else
	struct statfs fs = { 0 };
	must(what, CALL(fstatfs, proc, &fs));
#endif
	if (fs.f_type != PROC_SUPER_MAGIC)
		fail(what, -EXDEV);
	long fd = must(what, CALL(openat2, proc, path, &how, sizeof(how)));
	CALL(close, proc);
	return fd;
}

void
change_profile_on_exec(void)
{
	static const char what[] = "write(/proc/self/attr/apparmor/exec, ...)";
	const char *text = plan_at(plan->profile_at);

	if (text == NULL)
		return;
	if (plan->init) {
		init_attribute =
		    open_attribute("open(/proc/self/attr/apparmor/current)",
			"self/attr/apparmor/current");
		return;
	}
	long fd = open_attribute(what, "self/attr/apparmor/exec");
	narrate(EXECUTOR_PROFILE);
	must(what, CALL(write, fd, text, text_length(text)));
	CALL(close, fd);
}

void
enter_profile(void)
{
	const char *text = plan_at(plan->profile_at);

	if (text == NULL)
		return;
	narrate(EXECUTOR_INIT_PROFILE);
	must("write(/proc/self/attr/apparmor/current, ...)",
	    CALL(write, init_attribute, text, text_length(text)));
	CALL(close, init_attribute);
}

void
change_label_on_exec(void)
{
	static const char what[] = "write(/proc/self/attr/exec, ...)";
	const char *text = plan_at(plan->label_at);

	if (text == NULL)
		return;
	long fd = open_attribute(what, "self/attr/exec");
	narrate(EXECUTOR_LABEL);
	must(what, CALL(write, fd, text, text_length(text)));
	CALL(close, fd);
}
