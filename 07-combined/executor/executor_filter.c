/* The seccomp filter, and the privileges around it. */
#include "07-combined/executor/executor_filter.h"

#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_listener.h"
#include "07-combined/executor/executor_plan.h"
#include "07-combined/executor/executor_report.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>

static struct __user_cap_header_struct header = {
	.version = _LINUX_CAPABILITY_VERSION_3
};
static struct __user_cap_data_struct sets[2];

bool
loads_early(void)
{
	return plan->filter_at != 0 &&
	       (!plan->no_new_privs || (plan->enters && plan->agent != -1));
}

void
forbid_new_privileges(void)
{
	narrate(EXECUTOR_NO_NEW_PRIVS);
	must("prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)",
	    CALL(prctl, PR_SET_NO_NEW_PRIVS, 1));
}

void
keep_power_to_ourselves(void)
{
	narrate(EXECUTOR_AMBIENT);
	must("prctl(PR_CAP_AMBIENT_LOWER)",
	    CALL(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_SYS_ADMIN));
}

void
read_power(void)
{
	must("capget", CALL(capget, &header, sets));
}

void
drop_power(void)
{
	for (int i = 0; i < 2; i++) {
		sets[i].permitted &= plan->permitted >> 32 * i;
		sets[i].effective &= plan->effective >> 32 * i;
		sets[i].inheritable &= plan->inheritable >> 32 * i;
	}
	narrate(EXECUTOR_CAPS);
	must("capset", CALL(capset, &header, sets));
}

/* For the next child: the process that gets the listener stays outside. */
static void
join_pid_namespace(void)
{
	if (plan->pid_namespace == -1)
		return;
	must("setns(..., CLONE_NEWPID)",
	    CALL(setns, plan->pid_namespace, CLONE_NEWPID));
	CALL(close, plan->pid_namespace);
}

void
load_filter(void)
{
	struct sock_fprog program = { plan->filter_length,
		plan_at(plan->filter_at) };

	if (program.filter == NULL)
		return;
	if (plan->agent != -1)
		prepare_listener();
	join_pid_namespace();
	narrate(EXECUTOR_FILTER);
	long fd = CALL(
	    seccomp, SECCOMP_SET_MODE_FILTER, plan->filter_flags, &program);
	if (plan->agent != -1)
		pass_listener(fd);
	/* With TSYNC: the thread that cannot follow. */
	if (fd > 0 && !(plan->filter_flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		fd = -ESRCH;
	must("seccomp(SECCOMP_SET_MODE_FILTER)", fd);
	if (plan->agent != -1)
		await_closing();
}
