/* Actions, what a filter answers to a call, as text: seccomp(2). */
#ifndef ACTION_H
#define ACTION_H

#include <stddef.h>
#include <stdint.h>

/*
 * Reads an action: "kill-process", "kill-thread", "trap", "errno" (EPERM),
 * "errno:ENOENT", "errno:2", "notify", "trace", "trace:7", "log", "allow".
 * Returns 0, or -1 with errno EINVAL and filter_error().
 */
int filter_parse_action(const char *text, uint32_t *action);

/* Writes the same name of an action into text. Returns text. */
const char *filter_action_name(uint32_t action, char *text, size_t size);

/*
 * Finds the number of an errno by its name, "EPERM". Returns 0 if the name
 * is unknown.
 */
int filter_errno(const char *name);

#endif
