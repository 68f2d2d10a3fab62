#include "07-combined/docker/amount.h"

#include <stdio.h>

static const char *
write_amount(char text[AMOUNT_SIZE], int64_t bytes, int base, int digits,
    const char *const units[6])
{
	double n = bytes > 0 ? bytes : 0;
	int i = 0;

	for (; n >= base && i < 5; i++)
		n /= base;
	snprintf(text, AMOUNT_SIZE, "%.*g%s", digits, n, units[i]);
	return text;
}

const char *
amount_binary(int64_t bytes, char text[AMOUNT_SIZE])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB",
		"PiB" };

	return write_amount(text, bytes, 1024, 4, units);
}

const char *
amount_decimal(int64_t bytes, char text[AMOUNT_SIZE])
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB",
		"PB" };

	return write_amount(text, bytes, 1000, 3, units);
}
