/*
 * "did you mean --memory?": the known word that is nearest to a mistyped one.
 *
 *     struct suggestion s;
 *
 *     suggest_for(&s, "memroy");
 *     for (each known word)
 *             suggest_consider(&s, word);
 *     options_wrong("unknown word 'memroy'%s", suggest_text(&s));
 */
#ifndef COMMON_SUGGEST_H
#define COMMON_SUGGEST_H

#include <stddef.h>

#define SUGGEST_LENGTH 40 /* words as long as that are not compared */

struct suggestion {
	char word[SUGGEST_LENGTH];    /* what was typed; "": too long */
	char nearest[SUGGEST_LENGTH]; /* "": none so far */
	size_t distance;              /* that nearest has to be below */
	char text[SUGGEST_LENGTH + 24];
};

/* Begins: copies the mistyped word. */
void suggest_for(struct suggestion *s, const char *word);

/*
 * Considers a known word. It becomes the suggestion where it is nearer than the
 * ones before: at most two letters inserted, left out, replaced, or swapped
 * with the next one, and fewer than half of the letters typed.
 */
void suggest_consider(struct suggestion *s, const char *known);

/* The same for each word of a list such as "private|host". */
void
suggest_consider_list(struct suggestion *s, const char *list, char separator);

/*
 * Returns " (did you mean X?)", to follow the mistyped word in a message,
 * or "" if no known word is near. The text is in *s.
 */
const char *suggest_text(struct suggestion *s);

/* The same, with a text before the word: "--", or "caps ". */
const char *suggest_text_after(struct suggestion *s, const char *before);

#endif
