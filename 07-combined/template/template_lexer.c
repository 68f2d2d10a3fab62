#include "07-combined/template/template_lexer.h"

#include "07-combined/template/template_failure.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#define SPACE " \t\r\n"

static struct token lex_text(struct lexer *l);
static struct token lex_action(struct lexer *l);

struct token
lexer_next(struct lexer *l)
{
	if (l->inside)
		return lex_action(l);
	if (l->trim)
		l->at += strspn(l->at, SPACE);
	l->trim = false;
	return lex_text(l);
}

static struct token
take(struct lexer *l, enum token_kind kind, size_t length)
{
	struct token token = { .kind = kind, .begin = l->at, .length = length };

	l->at += length;
	return token;
}

static struct token
fail(struct lexer *l, const char *message, size_t quoted)
{
	if (quoted > 0)
		lexer_fail(
		    l, l->at, "%s: \"%.*s\"", message, (int)quoted, l->at);
	else
		lexer_fail(l, l->at, "%s", message);
	return take(l, TOKEN_ERROR, 0);
}

/* "{{- " and " -}}" have space, so that {{-3}} is a number. */
static bool
trims_left(const char *brace)
{
	return brace[2] == '-' && brace[3] != '\0' && strchr(SPACE, brace[3]);
}

static bool
is_right(const char *at, bool *trims)
{
	*trims = strncmp(at, "-}}", 3) == 0;
	return *trims || strncmp(at, "}}", 2) == 0;
}

/* Text up to an action; or the beginning of one, after its comments. */
static struct token
lex_text(struct lexer *l)
{
	const char *brace = strstr(l->at, "{{");
	size_t length = brace ? (size_t)(brace - l->at) : strlen(l->at);
	bool trims;

	if (brace == NULL)
		return take(l, length > 0 ? TOKEN_TEXT : TOKEN_EOF, length);
	if (length > 0) {
		struct token token = take(l, TOKEN_TEXT, length);
		while (trims_left(brace) && token.length > 0 &&
		       strchr(SPACE, token.begin[token.length - 1]))
			token.length--;
		return token;
	}
	const char *inner = brace + 2 + (trims_left(brace) ? 2 : 0);
	if (strncmp(inner, "/*", 2) != 0) {
		l->inside = true;
		return take(l, TOKEN_LEFT, inner - brace);
	}
	const char *end = strstr(inner + 2, "*/");
	if (end == NULL)
		return fail(l, "unclosed comment", 0);
	end += 2;
	if (strspn(end, SPACE) > 0 &&
	    is_right(end + strspn(end, SPACE), &trims) && trims)
		end += strspn(end, SPACE);
	if (!is_right(end, &trims))
		return fail(l, "comment ends before closing delimiter", 0);
	l->at = end + (trims ? 3 : 2);
	l->trim = trims;
	return lexer_next(l);
}

/* With its quotation marks. */
static struct token
lex_string(struct lexer *l)
{
	char quote = l->at[0];
	const char *end = l->at + 1;

	while (*end != '\0' && *end != quote && (*end != '\n' || quote == '`'))
		end += 1 + (*end == '\\' && quote != '`' && end[1] != '\0');
	if (*end == quote)
		return take(l, TOKEN_STRING, end + 1 - l->at);
	return fail(l,
	    quote == '"'   ? "unterminated quoted string"
	    : quote == '`' ? "unterminated raw quoted string"
			   : "unterminated character constant",
	    0);
}

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80) != 0;
}

static size_t
word_length(const char *text)
{
	size_t n = 0;

	while (is_letter(text[n]))
		n++;
	return n;
}

/* As Go's: 1, -3, 0x1f, 0b11, 0o17, 1_000, 1.5, .5, 1e3. */
static struct token
lex_number(struct lexer *l)
{
	static const char digits[] = "0123456789_";
	const char *at = l->at + strspn(l->at, "+-");
	bool prefixed =
	    at[0] == '0' && at[1] != '\0' && strchr("xXoObB", at[1]);

	if (prefixed) {
		at += 2;
		at += strspn(at, "0123456789abcdefABCDEF_");
	} else {
		at += strspn(at, digits);
		if (*at == '.')
			at += 1 + strspn(at + 1, digits);
		if (*at == 'e' || *at == 'E') {
			at += 1 + (at[1] == '+' || at[1] == '-');
			at += strspn(at, digits);
		}
	}
	if (is_letter(*at) || *at == '.')
		return fail(l, "bad number syntax", at + 1 - l->at);
	return take(l, TOKEN_NUMBER, at - l->at);
}

/* Behind a name: what may stand there without space. */
static void
check_end(struct lexer *l, struct token *token)
{
	bool trims;

	if (l->at[0] == '\0' || strchr(SPACE ".,|:()", l->at[0]) != NULL ||
	    is_right(l->at, &trims))
		return;
	lexer_fail(l, l->at, "bad character U+%04X '%c'", l->at[0], l->at[0]);
	token->kind = TOKEN_ERROR;
}

static struct token
lex_action(struct lexer *l)
{
	size_t space = strspn(l->at, SPACE);
	bool trims, number;

	l->at += space;
	if (is_right(l->at, &trims) && (!trims || space > 0)) {
		l->inside = false;
		l->trim = trims;
		return take(l, TOKEN_RIGHT, trims ? 3 : 2);
	}
	char c = l->at[0], next = c != '\0' ? l->at[1] : '\0';
	struct token token;
	number = isdigit((unsigned char)c) || c == '+' || c == '-' ||
		 (c == '.' && isdigit((unsigned char)next));
	if (c == '\0')
		token = fail(l, "unclosed action", 0);
	else if (c == '"' || c == '`' || c == '\'')
		token = lex_string(l);
	else if (number)
		token = lex_number(l);
	else if (c == '.' || c == '$')
		token = take(l,
		    c == '$'          ? TOKEN_VARIABLE
		    : is_letter(next) ? TOKEN_FIELD
				      : TOKEN_DOT,
		    1 + word_length(l->at + 1));
	else if (is_letter(c))
		token = take(l, TOKEN_WORD, word_length(l->at));
	else if (c == ':' && next == '=')
		token = take(l, TOKEN_DECLARE, 2);
	else if (c == ':')
		token = fail(l, "expected :=", 0);
	else
		token = take(l, TOKEN_SIGN, 1);
	if (token.kind == TOKEN_FIELD || token.kind == TOKEN_WORD ||
	    token.kind == TOKEN_VARIABLE)
		check_end(l, &token);
	token.spaced = space > 0;
	return token;
}

void
lexer_fail(const struct lexer *l, const char *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	template_misread(l->text, at, format, args);
	va_end(args);
}

bool
token_is(const struct token *token, const char *word)
{
	return (token->kind == TOKEN_WORD || token->kind == TOKEN_SIGN) &&
	       strlen(word) == token->length &&
	       memcmp(token->begin, word, token->length) == 0;
}
