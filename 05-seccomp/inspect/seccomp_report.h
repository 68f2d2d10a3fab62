/* What happens to the command, said on stderr as it happens. */
#ifndef SECCOMP_REPORT_H
#define SECCOMP_REPORT_H

#include "05-seccomp/inspect/sigsys.h"
#include "05-seccomp/notify/notify.h"

/* Says how the supervisor answered a call: notify_tell. */
void report_answer(const struct notify_call *call, int answer);

/* Says which call killed whom: for sigsys_wait(). */
void report_death(const struct sigsys_death *death);

#endif
