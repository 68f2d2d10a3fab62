/*
 * Text from somebody else, to be shown.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stddef.h>

/*
 * Puts "?" in the place of control characters, but for those to be kept: a
 * terminal takes them for orders, to clear itself say, or to hide what was
 * there (console_codes(4)).
 */
void text_make_harmless(char *text, size_t length, const char *keep);

#endif
