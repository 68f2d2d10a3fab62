#include "07-combined/template/template_parser.h"

#include "common/list.h"

#include <stdlib.h>
#include <string.h>

/* Of parentheses and statements in one another: each is a call of ours. */
#define DEPTH_MAX 1000

void
parser_advance(struct parser *p)
{
	p->end = p->token.begin + p->token.length;
	p->token = lexer_next(&p->lexer);
}

struct node *
parser_node(struct parser *p, enum node_kind kind)
{
	struct node *node = calloc(1, sizeof(*node));

	if (node == NULL)
		return NULL;
	node->kind = kind;
	node->begin = node->at = p->token.begin;
	node->end = p->token.begin + p->token.length;
	return node;
}

struct node *
parser_named_node(struct parser *p, enum node_kind kind, size_t skipped)
{
	struct node *node = parser_node(p, kind);

	if (node == NULL)
		return NULL;
	node->text =
	    strndup(p->token.begin + skipped, p->token.length - skipped);
	if (node->text == NULL) {
		nodes_free(node);
		return NULL;
	}
	parser_advance(p);
	return node;
}

bool
parser_closes(const struct parser *p, const char *closing)
{
	return closing[0] == '}' ? p->token.kind == TOKEN_RIGHT
				 : token_is(&p->token, closing);
}

bool
parser_at_keyword(const struct parser *p)
{
	static const char *const words[] = { "break", "continue", "else", "end",
		"if", "range", "with" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (token_is(&p->token, words[i]))
			return true;
	return false;
}

int
parser_descend(struct parser *p)
{
	if (++p->depth <= DEPTH_MAX)
		return 0;
	parser_fail(p, "max expression depth exceeded");
	return -1;
}

void
parser_ascend(struct parser *p)
{
	p->depth--;
}

int
parser_declare(struct parser *p, const char *name)
{
	char *copy = strdup(name);

	if (copy != NULL &&
	    list_add_string(&p->variables, &p->nvariables, copy) == 0)
		return 0;
	free(copy);
	return -1;
}

void
parser_forget(struct parser *p, size_t n)
{
	while (p->nvariables > n)
		free(p->variables[--p->nvariables]);
}

bool
parser_knows(const struct parser *p)
{
	const struct token *t = &p->token;

	for (size_t i = 0; i < p->nvariables; i++)
		if (strlen(p->variables[i]) == t->length &&
		    memcmp(p->variables[i], t->begin, t->length) == 0)
			return true;
	parser_fail(p, "undefined variable \"%.*s\"", (int)t->length, t->begin);
	return false;
}

void
parser_unexpected(const struct parser *p, const char *context)
{
	const struct token *t = &p->token;
	bool word =
	    t->kind == TOKEN_DOT || token_is(t, "nil") || parser_at_keyword(p);

	if (t->kind == TOKEN_ERROR)
		return;
	if (t->kind == TOKEN_EOF)
		parser_fail(p, "unexpected EOF");
	else
		parser_fail(p, "unexpected %s%.*s%s in %s", word ? "<" : "\"",
		    (int)t->length, t->begin, word ? ">" : "\"", context);
}
