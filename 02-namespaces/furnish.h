/* New namespaces are bare: all that is done from the inside. */
#ifndef FURNISH_H
#define FURNISH_H

#include "02-namespaces/cli/ns_options.h"

/*
 * Returns the flags of those namespaces that come first, all at once. Time has
 * to wait where its clocks are set, or where the call cannot make it.
 */
int request_first_flags(const struct request *request);

/*
 * Makes the new namespaces fit for the command, as the request has it. To be
 * called by the first process inside. What fails is reported and exits.
 */
void furnish(const struct request *request);

#endif
