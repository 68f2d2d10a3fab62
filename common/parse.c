#include "common/parse.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int
parse_number(const char *text, long long min, long long max, long long *number)
{
	char *end;

	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (end == text || *end != '\0' || isspace((unsigned char)*text)) {
		errno = EINVAL;
		return -1;
	}
	if (errno == ERANGE || value < min || value > max) {
		errno = ERANGE;
		return -1;
	}
	*number = value;
	return 0;
}

/* Returns the power of 1024 that a suffix stands for, or -1. */
static int
suffix_power(const char *suffix)
{
	static const char letters[] = "bkmgt";
	const char *letter;

	if (*suffix == '\0')
		return 0;
	letter = strchr(letters, tolower((unsigned char)*suffix));
	if (letter == NULL)
		return -1;
	const char *rest = suffix + 1;
	if (*rest != '\0' &&
	    (letter == letters ||
		(strcasecmp(rest, "b") != 0 && strcasecmp(rest, "ib") != 0)))
		return -1;
	return letter - letters;
}

int
parse_size(const char *text, uint64_t *bytes)
{
	char *end;

	/* strtod(3) also accepts "-1", " 1", "0x1", "inf", "1e3". */
	size_t digits = strspn(text, "0123456789.");
	if (digits == 0 || text[0] == '.') {
		errno = EINVAL;
		return -1;
	}
	errno = 0;
	double value = strtod(text, &end);
	int power = suffix_power(text + digits);
	if (end != text + digits || power == -1) {
		errno = EINVAL;
		return -1;
	}
	value = ldexp(value, 10 * power);
	if (errno == ERANGE || value >= 0x1p63) {
		errno = ERANGE;
		return -1;
	}
	*bytes = value;
	return 0;
}

/* Further names of signal(7). Returns 0 for a name that is none of them. */
static int
other_name(const char *text)
{
	static const struct {
		const char *name;
		int sig;
	} names[] = { { "CLD", SIGCHLD }, { "IO", SIGIO }, { "IOT", SIGIOT },
		{ "POLL", SIGPOLL } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i].name, text) == 0)
			return names[i].sig;
	return 0;
}

/* "RTMIN", "RTMIN+3", "RTMAX-3", "RTMAX". Returns 0 where it is none. */
static int
realtime_signal(const char *text)
{
	bool from_max = strncasecmp(text, "RTMAX", 5) == 0;
	long long number = 0;

	if (!from_max && strncasecmp(text, "RTMIN", 5) != 0)
		return 0;
	text += 5;
	if (*text != '\0' &&
	    (*text != (from_max ? '-' : '+') ||
		text[1 + strspn(text + 1, "0123456789")] != '\0' ||
		parse_number(text + 1, 0, SIGRTMAX - SIGRTMIN, &number) == -1))
		return 0;
	return from_max ? SIGRTMAX - number : SIGRTMIN + number;
}

int
parse_signal(const char *text)
{
	long long number;

	if (parse_number(text, 0, SIGRTMAX, &number) == 0)
		return number;
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (int i = 1; i < NSIG; i++)
		if (sigabbrev_np(i) != NULL &&
		    strcasecmp(sigabbrev_np(i), text) == 0)
			return i;
	int sig = other_name(text);
	if (sig == 0)
		sig = realtime_signal(text);
	if (sig != 0)
		return sig;
	errno = EINVAL;
	return -1;
}

const char *
parse_signal_suggest(const char *text, struct suggestion *s)
{
	char word[SUGGEST_LENGTH + 1];
	size_t n = 0;

	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (; n < SUGGEST_LENGTH && text[n] != '\0'; n++)
		word[n] = toupper((unsigned char)text[n]);
	word[n] = '\0';
	suggest_for(s, word);
	for (int i = 1; i < NSIG; i++)
		if (sigabbrev_np(i) != NULL)
			suggest_consider(s, sigabbrev_np(i));
	return suggest_text(s);
}
