/*
 * For the fuzzers: what would end the program ends only one try, and files hold
 * what the fuzzer made up.
 */
#ifndef TRY_H
#define TRY_H

#include <stddef.h>

/* Calls it; returns also where it exits, by exit(3) or err(3). */
void try(void (*work)(void));

/* What each file holds that is opened meanwhile. */
extern const char *try_text;
extern size_t try_size;

/* Splits a copy of it at newlines: at most max words, the last is NULL. */
int try_words(char *words[], int max);

#endif
