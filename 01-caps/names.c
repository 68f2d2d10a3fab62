#include "01-caps/caps.h"

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

/* Finds one capability by name or number: its number, or -1. */
static int
parse_one(const char *word)
{
	char name[32];
	cap_value_t cap;

	if (isdigit((unsigned char)*word)) {
		char *end;
		unsigned long n = strtoul(word, &end, 10);
		return *end == '\0' && n < (unsigned)cap_max_bits() ? (int)n
								    : -1;
	}
	if (strncasecmp(word, "cap_", 4) == 0)
		word += 4;
	int length = snprintf(name, sizeof(name), "cap_%s", word);
	if (length >= (int)sizeof(name) || cap_from_name(name, &cap) == -1)
		return -1;
	return cap < cap_max_bits() ? cap : -1;
}

int
caps_parse(const char *list, uint64_t *set)
{
	char words[1024], *rest = words, *word;

	if (snprintf(words, sizeof(words), "%s", list) >= (int)sizeof(words)) {
		errno = EINVAL;
		return -1;
	}
	while ((word = strsep(&rest, ",")) != NULL) {
		int cap = -1;

		if (strcasecmp(word, "all") == 0) {
			*set |= caps_all();
			continue;
		}
		if (*word != '\0')
			cap = parse_one(word);
		if (cap == -1) {
			errno = EINVAL;
			return -1;
		}
		*set |= CAPS_BIT(cap);
	}
	return 0;
}

/* Appends one name; a capability newer than libcap goes by its number. */
static size_t
append_name(char *text, size_t size, size_t used, int cap)
{
	char *name = cap_to_name(cap);
	int n = snprintf(text + used, size - used, "%s%s",
	    used > 0 && text[used - 1] != ' ' ? "," : "",
	    strncmp(name, "cap_", 4) == 0 ? name + 4 : name);

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
