/* What the parent and the container's first process say to each other: channel.h. */
#ifndef CHILD_MESSAGES_H
#define CHILD_MESSAGES_H

#include "07-combined/engine/container.h"

/* The words for a child that ended without a reason. */
#define CHILD_DIED "the container's first process died"

/*
 * Listens until the child has reached its next stage: 1; or has executed the command:
 * 0; or until we are not to wait for it any longer, or it failed: -1 with c->failure
 * and c->status.
 */
int child_listen(struct container *c);

/* The same, where its end would be a failure, too. Returns 0, or -1. */
int child_await(struct container *c);

/* Lets the child go on. Returns 0, or -1 with c->failure: the child's own reason. */
int child_tell(struct container *c);

/*
 * Waits for the child of an intermediate process, which is from then on the one that
 * c->pid names. Returns 0, or -1 with c->failure.
 */
int child_meet(struct container *c);

#endif
