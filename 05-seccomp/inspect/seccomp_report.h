/* Reports on stderr of what happens to the command. */
#ifndef SECCOMP_REPORT_H
#define SECCOMP_REPORT_H

#include "05-seccomp/inspect/sigsys.h"
#include "05-seccomp/notify/notify.h"

/* Reports how the supervisor answered a call: notify_tell. */
void report_answer(const struct notify_call *call, int answer);

/* Reports the call that killed a process: for sigsys_wait(). */
void report_death(const struct sigsys_death *death);

#endif
