/* From the options to the running command: the steps in their order. */
#ifndef NS_RUN_H
#define NS_RUN_H

#include "02-namespaces/cli/ns_options.h"

/*
 * Run the command in new namespaces: in a new process, by clone3(2) or
 * clone(2), or in this one, by unshare(2). Both return the exit status to end
 * with, command_wait(); ns_run_unshared() does not return where this process
 * becomes the command. A failure is reported and exits 125.
 */
int ns_run_cloned(const struct ns_options *options);
int ns_run_unshared(const struct ns_options *options);

/*
 * Returns the flags of the namespaces to make first, all at once. The time
 * namespace comes later where its clocks are set, or where the call cannot make
 * it.
 */
int ns_first_flags(const struct ns_options *options);

/*
 * Sets up the new namespaces for the command, as the options say. To be called
 * by the first process inside. A failure is reported and exits 125.
 */
void ns_setup(const struct ns_options *options);

/*
 * Reports errno as the failure of this step, and exits 125. The step's own hint
 * (NULL: none) gives way to the machine's configuration, where that is the reason: a
 * normal user's namespaces may be there, and each capability in them be refused.
 */
_Noreturn void ns_step_failed(
    const struct ns_options *options, const char *step, const char *hint);

#endif
