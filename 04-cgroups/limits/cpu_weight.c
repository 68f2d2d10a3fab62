/*
 * Without libm: each start of a program would take a tenth of a millisecond
 * longer to load it, for this conversion alone.
 */
#include "04-cgroups/limits/cpu_weight.h"

#define LN_10 2.302585092994045684

/* The logarithm to base 2 of x >= 1: squared, x has twice the logarithm. */
static double
base_2_logarithm(double x)
{
	double result = 0;

	for (; x >= 2; x /= 2)
		result++;
	for (double bit = 0.5; bit > 1e-16; bit /= 2) {
		x *= x;
		if (x < 2)
			continue;
		x /= 2;
		result += bit;
	}
	return result;
}

/* 10 to the power of x >= 0, by the series of the exponential function. */
static double
power_of_10(double x)
{
	double term = 1, sum = 1;

	for (int n = 1; term > sum * 1e-17; n++) {
		term *= x * LN_10 / n;
		sum += term;
	}
	return sum;
}

/* The next integer; what is above one by rounding only is that one. */
static int64_t
round_up(double x)
{
	int64_t below = x;

	return x - below > 1e-9 ? below + 1 : below;
}

int64_t
cpu_weight(int64_t shares)
{
	if (shares <= 2)
		return 1;
	if (shares >= 262144)
		return 10000;
	double l = base_2_logarithm(shares);
	return round_up(power_of_10((l * l + 125 * l) / 612.0 - 7.0 / 34.0));
}
