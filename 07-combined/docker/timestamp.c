#include "07-combined/docker/timestamp.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
moment_compare(const struct timespec *one, const struct timespec *other)
{
	if (one->tv_sec != other->tv_sec)
		return one->tv_sec < other->tv_sec ? -1 : 1;
	return (one->tv_nsec > other->tv_nsec) -
	       (one->tv_nsec < other->tv_nsec);
}

/* ".5", any number of digits, of which nine count. */
static const char *
take_fraction(const char *text, long *nanoseconds)
{
	long unit = 100000000;

	*nanoseconds = 0;
	if (*text != '.')
		return text;
	for (text++; *text >= '0' && *text <= '9'; text++, unit /= 10)
		*nanoseconds += (*text - '0') * unit;
	return text;
}

/* "1h30m", "1.5s": the words of Go's time.ParseDuration(). */
static bool
is_duration(const char *text, double *seconds)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = { { "ns", 1e-9 }, { "us", 1e-6 }, { "ms", 1e-3 },
		{ "s", 1 }, { "m", 60 }, { "h", 3600 } };
	double sign = *text == '-' ? -1 : 1;

	text += *text == '-' || *text == '+';
	*seconds = 0;
	do {
		char *end;
		size_t digits = strspn(text, "0123456789."), i = 0;
		double number = strtod(text, &end);

		if (digits == 0 || end != text + digits)
			return false;
		while (i < 6 &&
		       strncmp(end, units[i].name, strlen(units[i].name)) != 0)
			i++;
		if (i == 6)
			return false;
		*seconds += sign * number * units[i].seconds;
		text = end + strlen(units[i].name);
	} while (*text != '\0');
	return true;
}

static void
before_now(double seconds, struct timespec *when)
{
	time_t whole = seconds;

	clock_gettime(CLOCK_REALTIME, when);
	if (whole > seconds)
		whole--; /* down, also below zero */

	when->tv_sec -= whole;
	when->tv_nsec -= (seconds - whole) * 1e9;
	if (when->tv_nsec < 0) {
		when->tv_nsec += 1000000000;
		when->tv_sec--;
	}
}

/* "Z", "+01:00", or nothing: the local one. Sets the time, or returns false. */
static bool
take_zone(const char *zone, struct tm *tm, time_t *seconds)
{
	struct tm offset = { 0 };

	if (*zone == '\0') {
		tm->tm_isdst = -1;
		*seconds = mktime(tm);
		return true;
	}
	*seconds = timegm(tm);
	if (strcmp(zone, "Z") == 0 || strcmp(zone, "z") == 0)
		return true;
	const char *end = *zone == '+' || *zone == '-'
			      ? strptime(zone + 1, "%H:%M", &offset)
			      : NULL;
	long east = offset.tm_hour * 3600L + offset.tm_min * 60L;
	*seconds -= *zone == '-' ? -east : east;
	return end != NULL && *end == '\0';
}

static bool
is_date(const char *text, struct timespec *when)
{
	static const char *const formats[] = { "%Y-%m-%dT%H:%M:%S",
		"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H", "%Y-%m-%d" };

	for (size_t i = 0; i < 4; i++) {
		struct tm tm = { 0 };
		const char *rest = strptime(text, formats[i], &tm);

		if (rest == NULL)
			continue;
		rest = take_fraction(rest, &when->tv_nsec);
		if (take_zone(rest, &tm, &when->tv_sec))
			return true;
	}
	return false;
}

int
moment_parse(const char *text, struct timespec *when)
{
	double ago;
	size_t digits = strspn(text, "0123456789");

	if (is_duration(text, &ago)) {
		before_now(ago, when);
		return 0;
	}
	if (is_date(text, when))
		return 0;
	errno = 0;
	when->tv_sec = strtoll(text, NULL, 10);
	const char *rest = take_fraction(text + digits, &when->tv_nsec);
	if (digits > 0 && *rest == '\0' && errno == 0)
		return 0;
	errno = EINVAL;
	return -1;
}

/* Go's units.HumanDuration(): hours are rounded, all else is cut off. */
const char *
duration_text(time_t seconds, char *text, size_t size)
{
	long hours = (seconds + 1800) / 3600, n = hours;
	const char *unit = "hour";

	if (seconds < 60 || seconds / 60 < 60) {
		n = seconds < 60 ? seconds : seconds / 60;
		unit = seconds < 60 ? "second" : "minute";
	} else if (hours >= 48) {
		long days = hours / 24;
		bool in_days = days < 14, in_weeks = days < 60,
		     in_months = days < 730;
		n = in_days     ? days
		    : in_weeks  ? days / 7
		    : in_months ? days / 30
				: days / 365;
		unit = in_days     ? "day"
		       : in_weeks  ? "week"
		       : in_months ? "month"
				   : "year";
	}
	if (seconds < 1)
		snprintf(text, size, "Less than a second");
	else if (n == 1 && seconds >= 60 && hours < 48)
		snprintf(text, size, "About %s %s", unit[0] == 'h' ? "an" : "a",
		    unit);
	else
		snprintf(text, size, "%ld %s%s", n, unit, n == 1 ? "" : "s");
	return text;
}

const char *
moment_text(time_t when, char text[MOMENT_SIZE])
{
	struct tm tm;

	strftime(text, MOMENT_SIZE, "%F %T %z %Z", localtime_r(&when, &tm));
	return text;
}
