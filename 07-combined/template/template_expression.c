#include "07-combined/template/template_expression.h"

#include "07-combined/template/template_constants.h"
#include "07-combined/template/template_functions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
parse_variables(struct parser *p, struct node *pipeline, const char *context);
static int parse_commands(struct parser *p, struct node *pipeline,
    const char *context, const char *closing);
static int check_pipeline(
    struct parser *p, const struct node *pipeline, const char *context);
static int declare(struct parser *p, const struct node *pipeline);

struct node *
template_pipeline(struct parser *p, const char *context, const char *closing)
{
	struct node *pipeline = parser_node(p, NODE_PIPELINE);

	if (pipeline == NULL)
		return NULL;
	if (parser_descend(p) == -1 ||
	    parse_variables(p, pipeline, context) == -1 ||
	    parse_commands(p, pipeline, context, closing) == -1 ||
	    check_pipeline(p, pipeline, context) == -1 ||
	    declare(p, pipeline) == -1) {
		nodes_free(pipeline);
		return NULL;
	}
	parser_ascend(p);
	pipeline->end = p->end;
	return pipeline;
}

/* "$x :=", "$x =", or for range "$key, $value :=". Returns 0, or -1. */
static int
parse_variables(struct parser *p, struct node *pipeline, const char *context)
{
	struct parser before = *p;
	size_t n = 0;
	bool loop = strcmp(context, "range") == 0;

	while (p->token.kind == TOKEN_VARIABLE && n < 2) {
		pipeline->names[n] = strndup(p->token.begin, p->token.length);
		if (pipeline->names[n++] == NULL)
			return -1;
		parser_advance(p);
		if (!token_is(&p->token, ","))
			break;
		if (!loop || n == 2) {
			parser_fail(p, "too many declarations in %s", context);
			return -1;
		}
		parser_advance(p);
	}
	pipeline->declares = p->token.kind == TOKEN_DECLARE;
	if (n > 0 && (pipeline->declares || token_is(&p->token, "="))) {
		parser_advance(p);
		return 0;
	}
	/* What stands there is the value of a variable. */
	for (size_t i = 0; i < 2; i++) {
		free(pipeline->names[i]);
		pipeline->names[i] = NULL;
	}
	p->lexer = before.lexer;
	p->token = before.token;
	return 0;
}

static bool
begins_operand(const struct parser *p)
{
	switch (p->token.kind) {
	case TOKEN_FIELD:
	case TOKEN_DOT:
	case TOKEN_VARIABLE:
	case TOKEN_STRING:
	case TOKEN_NUMBER:
		return true;
	case TOKEN_WORD:
		return !parser_at_keyword(p);
	default:
		return token_is(&p->token, "(");
	}
}

/* The next token neither is part of a pipeline nor closes it. */
static void
does_not_end(const struct parser *p, const char *context)
{
	if (p->token.kind == TOKEN_RIGHT)
		parser_fail(p, "unclosed left paren");
	else if (token_is(&p->token, ")"))
		parser_fail(p, "unexpected right paren");
	else
		parser_unexpected(p, context);
}

static struct node *
parse_constant(struct parser *p)
{
	const struct token *t = &p->token;
	struct node *node = parser_node(p, NODE_CONSTANT);

	if (node == NULL)
		return NULL;
	node->constant = template_constant(t);
	if (node->constant != NULL) {
		parser_advance(p);
		return node;
	}
	if (t->kind == TOKEN_NUMBER)
		parser_fail(p, "illegal number syntax: \"%.*s\"",
		    (int)t->length, t->begin);
	else if (t->begin[0] == '\'' && t->length > 2)
		parser_fail(p, "malformed character constant: %.*s",
		    (int)t->length, t->begin);
	else
		parser_fail(p, "invalid syntax");
	nodes_free(node);
	return NULL;
}

static struct node *
parse_word(struct parser *p)
{
	const struct token *t = &p->token;

	if (token_is(t, "true") || token_is(t, "false"))
		return parse_constant(p);
	if (token_is(t, "nil"))
		return parser_named_node(p, NODE_NIL, 0);
	struct node *node = parser_named_node(p, NODE_FUNCTION, 0);
	if (node != NULL && template_function(node->text) == NULL) {
		lexer_fail(&p->lexer, node->begin,
		    "function \"%s\" not defined", node->text);
		nodes_free(node);
		return NULL;
	}
	return node;
}

static struct node *
parse_parentheses(struct parser *p)
{
	const char *begin = p->token.begin;

	parser_advance(p);
	struct node *node = template_pipeline(p, "parenthesized pipeline", ")");
	if (node == NULL)
		return NULL;
	parser_advance(p);
	node->begin = begin;
	node->end = p->end;
	return node;
}

static struct node *
parse_term(struct parser *p)
{
	switch (p->token.kind) {
	case TOKEN_WORD:
		return parse_word(p);
	case TOKEN_FIELD:
		return parser_named_node(p, NODE_FIELD, 1);
	case TOKEN_DOT:
		return parser_named_node(p, NODE_DOT, 0);
	case TOKEN_VARIABLE:
		return parser_knows(p) ? parser_named_node(p, NODE_VARIABLE, 0)
				       : NULL;
	case TOKEN_SIGN:
		return parse_parentheses(p);
	default:
		return parse_constant(p);
	}
}

/* A constant, nil and dot take no field, and nothing from a pipe. */
static bool
takes_nothing(const struct node *node)
{
	return node->kind == NODE_CONSTANT || node->kind == NODE_NIL ||
	       node->kind == NODE_DOT;
}

/* The ".c" behind an operand: one more name of a field, or a field of it. */
static struct node *
add_field(struct parser *p, struct node *node)
{
	char *text;

	if (node->kind != NODE_FIELD) {
		struct node *field = parser_named_node(p, NODE_FIELD, 1);

		if (field == NULL)
			return NULL;
		field->begin = node->begin;
		field->first = node;
		return field;
	}
	if (asprintf(&text, "%s%.*s", node->text, (int)p->token.length,
		p->token.begin) == -1)
		return NULL;
	free(node->text);
	node->text = text;
	parser_advance(p);
	return node;
}

/* ".b.c" directly behind an operand. */
static struct node *
parse_operand(struct parser *p)
{
	struct node *node = parse_term(p);
	const char *second = p->token.begin;

	while (
	    node != NULL && p->token.kind == TOKEN_FIELD && !p->token.spaced) {
		struct node *longer = NULL;

		if (takes_nothing(node))
			lexer_fail(&p->lexer, second,
			    "unexpected . after term \"%.*s\"",
			    (int)(node->end - node->begin), node->begin);
		else
			longer = add_field(p, node);
		if (longer == NULL) {
			nodes_free(node);
			return NULL;
		}
		longer->at = second;
		longer->end = p->end;
		node = longer;
	}
	return node;
}

static int
parse_operands(struct parser *p, struct node *command, const char *closing)
{
	struct node **last = &command->first;

	for (; begins_operand(p); last = &(*last)->next) {
		if (command->first != NULL && !p->token.spaced) {
			parser_unexpected(p, "operand");
			return -1;
		}
		*last = parse_operand(p);
		if (*last == NULL)
			return -1;
	}
	command->end = p->end;
	if (parser_closes(p, closing) || token_is(&p->token, "|"))
		return 0;
	does_not_end(p, parser_at_keyword(p) ? "input" : "operand");
	return -1;
}

static struct node *
parse_command(struct parser *p, const char *closing)
{
	struct node *command = parser_node(p, NODE_COMMAND);

	if (command != NULL && parse_operands(p, command, closing) == 0)
		return command;
	nodes_free(command);
	return NULL;
}

static int
parse_commands(struct parser *p, struct node *pipeline, const char *context,
    const char *closing)
{
	struct node **last = &pipeline->first;

	while (!parser_closes(p, closing)) {
		if (!begins_operand(p)) {
			does_not_end(p, context);
			return -1;
		}
		*last = parse_command(p, closing);
		if (*last == NULL)
			return -1;
		last = &(*last)->next;
		if (token_is(&p->token, "|"))
			parser_advance(p);
	}
	return 0;
}

static int
check_pipeline(
    struct parser *p, const struct node *pipeline, const char *context)
{
	int stage = 1;

	if (pipeline->first == NULL) {
		parser_fail(p, "missing value for %s", context);
		return -1;
	}
	for (struct node *c = pipeline->first->next; c != NULL; c = c->next) {
		stage++;
		if (!takes_nothing(c->first))
			continue;
		parser_fail(
		    p, "non executable command in pipeline stage %d", stage);
		return -1;
	}
	return 0;
}

/* From here on the variables of := are known. */
static int
declare(struct parser *p, const struct node *pipeline)
{
	for (int i = 0; pipeline->declares && i < 2; i++)
		if (pipeline->names[i] != NULL &&
		    parser_declare(p, pipeline->names[i]) == -1)
			return -1;
	return 0;
}
