/* Texts without a C library. */
#include "07-combined/executor/executor_text.h"

/* The compiler calls these for what it does not do in place. */
void *memset(void *to, int byte, size_t size);

void *
memset(void *to, int byte, size_t size)
{
	for (volatile char *p = to; size > 0; size--)
		*p++ = byte;
	return to;
}

void *
memcpy(void *to, const void *from, size_t size)
{
	const char *f = from;

	for (volatile char *p = to; size > 0; size--)
		*p++ = *f++;
	return to;
}

size_t
text_length(const char *text)
{
	size_t n = 0;

	while (text[n] != '\0')
		n++;
	return n;
}

void
text_append(struct text *text, const char *more)
{
	for (; *more != '\0' && text->used + 1 < text->size; more++)
		text->to[text->used++] = *more;
	text->to[text->used] = '\0';
}

void
text_append_number(struct text *text, int number)
{
	char digits[12];
	int i = sizeof(digits);

	digits[--i] = '\0';
	do
		digits[--i] = '0' + number % 10;
	while ((number /= 10) > 0);
	text_append(text, digits + i);
}
