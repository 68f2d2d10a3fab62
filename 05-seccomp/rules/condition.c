#include "05-seccomp/rules/condition.h"

#include "05-seccomp/rules/constants.h"
#include "05-seccomp/rules/filter_error.h"

#include <errno.h>
#include <string.h>

/*
 * Reads one condition. "V" compares the low half of the register only: most
 * arguments are 32-bit numbers. The kernel ignores the upper half, and a
 * process may put any value there.
 */
static int
parse_condition(const char *text, unsigned int arg, struct scmp_arg_cmp *cmp)
{
	static const struct {
		const char *sign;
		enum scmp_compare op;
	} signs[] = {
		{ "!=", SCMP_CMP_NE },
		{ "<=", SCMP_CMP_LE },
		{ ">=", SCMP_CMP_GE },
		{ "<", SCMP_CMP_LT },
		{ ">", SCMP_CMP_GT },
	};
	uint64_t value;

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t length = strlen(signs[i].sign);

		if (strncmp(text, signs[i].sign, length) != 0)
			continue;
		if (filter_value(text + length, &value) == -1)
			return -1;
		*cmp = SCMP_CMP64(arg, signs[i].op, value, 0);
		return 0;
	}
	if (filter_value(text, &value) == -1)
		return -1;
	int64_t number = value;
	if (number >= INT32_MIN && number <= UINT32_MAX)
		*cmp = SCMP_CMP64(
		    arg, SCMP_CMP_MASKED_EQ, UINT32_MAX, (uint32_t)value);
	else
		*cmp = SCMP_CMP64(arg, SCMP_CMP_EQ, value, 0);
	return 0;
}

/* Reads "&M" or "&M==V", after the &. */
static int
parse_mask(char *text, unsigned int arg, struct scmp_arg_cmp *cmp)
{
	uint64_t mask, value;
	char *equal = strstr(text, "==");

	if (equal != NULL)
		*equal = '\0';
	if (filter_value(text, &mask) == -1)
		return -1;
	value = mask;
	if (equal != NULL && filter_value(equal + 2, &value) == -1)
		return -1;
	if ((value & mask) != value)
		return filter_wrong(
		    EINVAL, "'%s': has bits that the mask lacks", equal + 2);
	*cmp = SCMP_CMP64(arg, SCMP_CMP_MASKED_EQ, mask, value);
	return 0;
}

int
filter_parse_conditions(char *text, struct scmp_arg_cmp cmps[FILTER_ARGUMENTS])
{
	char *word;
	int n = 0, result;

	for (unsigned int arg = 0; (word = strsep(&text, ",")) != NULL; arg++) {
		if (arg == FILTER_ARGUMENTS)
			return filter_wrong(EINVAL, "a call has %d arguments",
			    FILTER_ARGUMENTS);
		if (strcmp(word, "*") == 0 || *word == '\0')
			continue;
		if (*word == '&')
			result = parse_mask(word + 1, arg, &cmps[n++]);
		else
			result = parse_condition(word, arg, &cmps[n++]);
		if (result == -1)
			return -1;
	}
	return n;
}
