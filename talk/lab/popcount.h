/* For tcc, which has no such function built in: caps.c takes it. */
static inline int
count_bits(unsigned long long set)
{
	int bits = 0;

	for (; set != 0; set &= set - 1)
		bits++;
	return bits;
}
#define __builtin_popcountll count_bits
