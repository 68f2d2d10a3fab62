/*
 * What a parser of a template has at hand: the next token, and the names that
 * are known at its place. template_blocks.c is the parser of text, actions and
 * blocks, template_expression.c that of what an action evaluates.
 *
 * Where a function returns NULL or -1, errno is 0 and failure_text() has Go's
 * message; without memory, errno is ENOMEM.
 */
#ifndef TEMPLATE_PARSER_H
#define TEMPLATE_PARSER_H

#include "07-combined/template/template_lexer.h"
#include "07-combined/template/template_nodes.h"

struct parser {
	struct lexer lexer;
	struct token token; /* the next one */
	const char *end;    /* of the one before it */
	char **variables;   /* that are known here: names */
	size_t nvariables;
	int loops, depth;
};

/* Goes on to the next token. */
void parser_advance(struct parser *p);

/* A new node, which begins and ends with the next token. */
struct node *parser_node(struct parser *p, enum node_kind kind);

/*
 * The same, with the text of the next token but for the characters that it
 * begins with; goes on to the token behind it.
 */
struct node *
parser_named_node(struct parser *p, enum node_kind kind, size_t skipped);

/* Is the next token what closes a pipeline, "}}" or ")"? */
bool parser_closes(const struct parser *p, const char *closing);

/* Is the next token a word of Go's that is not a function or a constant? */
bool parser_at_keyword(const struct parser *p);

/* One more statement or pipeline in another. Returns 0, or -1: too many. */
int parser_descend(struct parser *p);

/* The end of what parser_descend() has begun. */
void parser_ascend(struct parser *p);

/* Makes the name of a variable known from here on. Returns 0, or -1. */
int parser_declare(struct parser *p, const char *name);

/* Forgets all variables but the first n. */
void parser_forget(struct parser *p, size_t n);

/* Is the next token the name of a known variable? If not, there is a failure. */
bool parser_knows(const struct parser *p);

/* Keeps the failure "template: :LINE: MESSAGE", of the line of the next token. */
#define parser_fail(p, ...)                                                    \
	lexer_fail(&(p)->lexer, (p)->token.begin, __VA_ARGS__)

/* Keeps the failure that the next token is not what the context wants. */
void parser_unexpected(const struct parser *p, const char *context);

#endif
