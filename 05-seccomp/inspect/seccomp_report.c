#include "05-seccomp/inspect/seccomp_report.h"

#include "05-seccomp/rules/multiplexed.h"
#include "05-seccomp/rules/syscall_names.h"

#include <err.h>
#include <stdio.h>
#include <string.h>

void
report_answer(const struct notify_call *call, int answer)
{
	const char *name = strerrorname_np(answer);

	warnx("PID %d: %s: %s", call->pid, call->text,
	    answer == -1   ? "continue"
	    : answer == 0  ? "done"
	    : name != NULL ? name
			   : strerror(answer));
}

void
report_death(const struct sigsys_death *death)
{
	char name[64], foreign[32];
	const char *behind =
	    multiplexed_name(death->arch, death->call, death->args[0], NULL);

	warnx("PID %d (%s) was killed by %s%s%s%s(0x%llx, 0x%llx, 0x%llx)",
	    death->pid, death->program, behind != NULL ? behind : "",
	    behind != NULL ? ", made by " : "",
	    syscall_name(death->arch, death->call, name, sizeof(name)),
	    syscall_foreign_arch(
		death->arch, death->call, foreign, sizeof(foreign)),
	    (unsigned long long)death->args[0],
	    (unsigned long long)death->args[1],
	    (unsigned long long)death->args[2]);
}
