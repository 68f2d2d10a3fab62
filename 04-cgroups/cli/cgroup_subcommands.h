/* The verbs: cgroups create, set, attach, show and so on. */
#ifndef CGROUPS_MANAGE_H
#define CGROUPS_MANAGE_H

#include <stdbool.h>

/*
 * Does what the verb in argv[0] says to the cgroups that are named behind it.
 * Returns false where it is no verb; what fails is reported and exits.
 */
bool manage(int argc, char *argv[]);

#endif
