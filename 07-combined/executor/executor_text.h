/* Texts without a C library. */
#ifndef EXECUTOR_TEXT_H
#define EXECUTOR_TEXT_H

#include <stddef.h>

/* A text that grows, as far as there is room: used, of size bytes, at "to". */
struct text {
	char *to;
	size_t used, size;
};

/* memcpy(3). */
void *memcpy(void *to, const void *from, size_t size);

/* strlen(3). */
size_t text_length(const char *text);

/* Adds more to the text, up to its size. The text ends with '\0'. */
void text_append(struct text *text, const char *more);

/* Adds a number, 0 or more, in digits. */
void text_append_number(struct text *text, int number);

#endif
