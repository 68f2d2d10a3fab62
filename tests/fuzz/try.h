/*
 * For the fuzzers: what would end the program ends only one try, and files hold
 * what the fuzzer made up.
 */
#ifndef TRY_H
#define TRY_H

#include "04-cgroups/cgroup.h"

#include <stddef.h>

/*
 * What is to be tried, once for each input; it may exit. Each harness has it.
 */
void fuzz(void);

/* The input, and what each file holds that fuzz() opens for reading. */
extern const char *try_text;
extern size_t try_size;

/* Splits a copy of it at newlines: at most max words, the last is NULL. */
int try_words(char *words[], int max);

/*
 * The same as a command line for getopt_long(3), behind the program's name.
 * Returns how many words it has.
 */
int try_command(char *program, char *words[], int max);

/*
 * Sets limits, and reads what is counted, in directories that only look like
 * cgroups of v1 and v2.
 */
void try_limits(const struct cgroup_limits *limits);

#endif
