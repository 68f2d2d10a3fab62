/* What happens to the command, said on stderr as it happens. */
#ifndef TELL_H
#define TELL_H

#include "05-seccomp/death.h"
#include "05-seccomp/notify.h"

/* Says how the supervisor answered a call: notify_tell. */
void tell_answer(const struct notify_call *call, int answer);

/* Says which call killed whom: for death_wait(). */
void tell_death(const struct death *death);

#endif
