/*
 * Sets of capabilities, and their names.
 *
 * A set is a uint64_t: bit N is capability number N of <linux/capability.h>.
 */
#ifndef CAPS_NAMES_H
#define CAPS_NAMES_H

#include "common/suggest.h"

#include <stddef.h>
#include <stdint.h>

#define CAPS_BIT(cap) (UINT64_C(1) << (cap))

/* Returns the set of all capabilities that this kernel has. */
uint64_t caps_all(void);

/*
 * Adds to *set what a list names: "net_raw,CAP_KILL,13,all". Returns 0, or -1
 * with errno EINVAL for a name or number that this kernel does not have.
 */
int caps_parse(const char *list, uint64_t *set);

/*
 * For a list that caps_parse() does not understand: the capability that is
 * nearest to its first wrong word, as suggest_text() has it. The text is in *s.
 */
const char *caps_suggest(const char *list, struct suggestion *s);

/*
 * Writes the names of a set, without cap_ and comma-separated, into text:
 * "none", "all", and "all but …" where that is shorter. Returns text.
 */
const char *caps_names(uint64_t set, char *text, size_t size);

#endif
