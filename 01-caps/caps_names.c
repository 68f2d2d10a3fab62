#include "01-caps/caps_names.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>

uint64_t
caps_all(void)
{
	return CAPS_BIT(cap_max_bits()) - 1;
}

/* Adds what one word of a list names. Returns 0, or -1 if it names nothing. */
static int
add_word(const char *word, uint64_t *set)
{
	char name[64], *end;
	cap_value_t cap;

	if (strcasecmp(word, "all") == 0) {
		*set |= caps_all();
		return 0;
	}
	if (isdigit((unsigned char)*word)) {
		unsigned long number = strtoul(word, &end, 10);
		if (*end != '\0' || number >= (unsigned)cap_max_bits())
			return -1;
		*set |= CAPS_BIT(number);
		return 0;
	}
	if (strncasecmp(word, "cap_", 4) == 0)
		word += 4;
	snprintf(name, sizeof(name), "cap_%s", word);
	if (cap_from_name(name, &cap) == -1 || cap >= cap_max_bits())
		return -1;
	*set |= CAPS_BIT(cap);
	return 0;
}

#define WORD_MAX 32

/* Adds word after word of a list. Returns 0, or -1 with the word that is wrong
 * in word. */
static int
add_list(const char *list, uint64_t *set, char word[WORD_MAX])
{
	for (;; list++) {
		size_t length = strcspn(list, ",");

		snprintf(word, WORD_MAX, "%.*s", (int)length, list);
		if (length >= WORD_MAX || add_word(word, set) == -1)
			return -1;
		list += length;
		if (*list == '\0')
			return 0;
	}
}

int
caps_parse(const char *list, uint64_t *set)
{
	char word[WORD_MAX];

	if (add_list(list, set, word) == 0)
		return 0;
	errno = EINVAL;
	return -1;
}

const char *
caps_suggest(const char *list, struct suggestion *s)
{
	char word[WORD_MAX];
	uint64_t set = 0;

	if (add_list(list, &set, word) == 0)
		return "";
	for (char *c = word; *c != '\0'; c++)
		*c = tolower((unsigned char)*c);
	suggest_for(s, strncmp(word, "cap_", 4) == 0 ? word + 4 : word);
	suggest_consider(s, "all");
	for (int cap = 0; cap < cap_max_bits(); cap++) {
		char *name = cap_to_name(cap);

		if (name != NULL && strncmp(name, "cap_", 4) == 0)
			suggest_consider(s, name + 4);
		cap_free(name);
	}
	return suggest_text(s);
}

/* Appends one name; a capability newer than libcap goes by its number. */
static size_t
append_name(char *text, size_t size, size_t used, int cap)
{
	char *name = cap_to_name(cap), number[16];

	snprintf(number, sizeof(number), "%d", cap); /* where memory is out */
	const char *shown = name != NULL ? name : number;
	int n = snprintf(text + used, size - used, "%s%s",
	    used > 0 && text[used - 1] != ' ' ? "," : "",
	    strncmp(shown, "cap_", 4) == 0 ? shown + 4 : shown);

	cap_free(name);
	return used + n < size ? used + n : size - 1;
}

const char *
caps_names(uint64_t set, char *text, size_t size)
{
	uint64_t listed = set;
	const char *start = "";

	if (set == 0)
		start = "none";
	else if (set == caps_all())
		start = "all";
	else if (__builtin_popcountll(set) > cap_max_bits() * 3 / 4) {
		start = "all but ";
		listed = caps_all() & ~set;
	}
	size_t used = snprintf(text, size, "%s", start);
	if (set == 0 || set == caps_all())
		return text;
	for (int cap = 0; cap < cap_max_bits(); cap++)
		if (listed & CAPS_BIT(cap))
			used = append_name(text, size, used, cap);
	return text;
}
