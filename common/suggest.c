#include "common/suggest.h"

#include <stdio.h>
#include <string.h>

#define DISTANCE_MAX 2

void
suggest_for(struct suggestion *s, const char *word)
{
	size_t length = strlen(word);

	*s = (struct suggestion){ 0 };
	if (length >= sizeof(s->word))
		return;
	memcpy(s->word, word, length);
	s->distance = (length + 1) / 2;
	if (s->distance > DISTANCE_MAX + 1)
		s->distance = DISTANCE_MAX + 1;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The optimal string alignment distance: at[i][j] is how far the first i
 * letters of the one are from the first j letters of the other.
 */
static size_t
distance(const char *a, const char *b)
{
	size_t at[SUGGEST_LENGTH][SUGGEST_LENGTH];
	size_t n = strlen(a), m = strlen(b);

	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; j <= m; j++) {
			if (i == 0 || j == 0) {
				at[i][j] = i + j;
				continue;
			}
			size_t replaced =
			    at[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			size_t moved = least(at[i - 1][j], at[i][j - 1]) + 1;

			at[i][j] = least(replaced, moved);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				at[i][j] =
				    least(at[i][j], at[i - 2][j - 2] + 1);
		}
	}
	return at[n][m];
}

void
suggest_consider(struct suggestion *s, const char *known)
{
	if (s->word[0] == '\0' || strlen(known) >= sizeof(s->nearest))
		return;
	size_t found = distance(s->word, known);
	if (found >= s->distance)
		return;
	s->distance = found;
	snprintf(s->nearest, sizeof(s->nearest), "%s", known);
}

void
suggest_consider_list(struct suggestion *s, const char *list, char separator)
{
	char word[SUGGEST_LENGTH];

	for (;;) {
		size_t length = strcspn(list, (char[]){ separator, '\0' });

		snprintf(word, sizeof(word), "%.*s", (int)length, list);
		suggest_consider(s, word);
		if (list[length] == '\0')
			return;
		list += length + 1;
	}
}

const char *
suggest_text_after(struct suggestion *s, const char *before)
{
	if (s->nearest[0] != '\0')
		snprintf(s->text, sizeof(s->text), " (did you mean %s%s?)",
		    before, s->nearest);
	return s->text;
}

const char *
suggest_text(struct suggestion *s)
{
	return suggest_text_after(s, "");
}
