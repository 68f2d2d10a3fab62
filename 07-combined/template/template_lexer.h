/*
 * The tokens of a template: the text between actions, and inside of them words,
 * constants and signs.
 */
#ifndef TEMPLATE_LEXER_H
#define TEMPLATE_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
	TOKEN_ERROR, /* failure_text() says which */
	TOKEN_EOF,
	TOKEN_TEXT,
	TOKEN_LEFT,     /* {{ */
	TOKEN_RIGHT,    /* }} */
	TOKEN_WORD,     /* a function or a keyword */
	TOKEN_FIELD,    /* .Name */
	TOKEN_DOT,      /* . */
	TOKEN_VARIABLE, /* $name */
	TOKEN_STRING,   /* with its quotation marks, of which ` and ' are two */
	TOKEN_NUMBER,
	TOKEN_DECLARE, /* := */
	TOKEN_SIGN,    /* one character: = | , ( ) and what has no meaning */
};

/* Where it is in the text of the template, of which it is a part. */
struct token {
	enum token_kind kind;
	const char *begin;
	size_t length;
	bool spaced; /* there is space in front of it */
};

struct lexer {
	const char *text; /* all of it */
	const char *at;   /* what is not read yet */
	bool inside;      /* of an action */
	bool trim; /* -}} was read: the text loses the space it begins with */
};

/* Reads one more token. */
struct token lexer_next(struct lexer *lexer);

/*
 * Keeps the failure "template: :LINE: MESSAGE", for the line of a place in the
 * text. Sets errno to 0.
 */
void lexer_fail(const struct lexer *lexer, const char *at, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Is it this word, or this sign? */
bool token_is(const struct token *token, const char *word);

#endif
