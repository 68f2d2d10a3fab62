#include "07-combined/template/template.h"

#include "07-combined/template/template_constants.h"
#include "07-combined/template/template_functions.h"
#include "07-combined/template/template_lexer.h"
#include "07-combined/template/template_nodes.h"
#include "common/list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of parentheses and statements in one another: each is a call of ours. */
#define DEPTH_MAX 1000

struct parser {
	struct lexer lexer;
	struct token token; /* the next one */
	const char *end;    /* of the one before it */
	char **variables;   /* that are known here: names */
	size_t nvariables;
	int loops, depth;
};

/* What ends a list of statements. */
enum ending { ENDING_FAILED, ENDING_EOF, ENDING_END, ENDING_ELSE };

static enum ending parse_list(struct parser *p, struct node **list);
static struct node *
parse_pipeline(struct parser *p, const char *context, const char *closing);

static void free_nodes(struct node *node);

struct template *
template_parse(const char *text)
{
	struct template *t = calloc(1, sizeof(*t));
	struct parser p = { 0 };
	char *root = strdup("$");

	if (t == NULL || root == NULL || (t->text = strdup(text)) == NULL ||
	    LIST_ADD(p.variables, p.nvariables, &root) == -1) {
		free(root);
		template_free(t);
		return NULL;
	}
	p.lexer = (struct lexer){ .text = t->text, .at = t->text };
	p.token = lexer_next(&p.lexer);
	enum ending ending = parse_list(&p, &t->first);
	if (ending == ENDING_END || ending == ENDING_ELSE)
		lexer_fail(&p.lexer, p.lexer.at, "unexpected {{%s}}",
		    ending == ENDING_END ? "end" : "else");
	int saved_errno = errno;
	while (p.nvariables > 0)
		free(p.variables[--p.nvariables]);
	free(p.variables);
	if (ending == ENDING_EOF)
		return t;
	template_free(t);
	errno = saved_errno;
	return NULL;
}

void
template_free(struct template *t)
{
	if (t == NULL)
		return;
	free_nodes(t->first);
	free(t->text);
	free(t);
}

static void
free_nodes(struct node *node)
{
	while (node != NULL) {
		struct node *next = node->next;

		free_nodes(node->pipeline);
		free_nodes(node->body);
		free_nodes(node->otherwise);
		free_nodes(node->first);
		json_decref(node->constant);
		free(node->names[0]);
		free(node->names[1]);
		free(node->text);
		free(node);
		node = next;
	}
}

static struct node *
new_node(struct parser *p, enum node_kind kind)
{
	struct node *node = calloc(1, sizeof(*node));

	if (node == NULL)
		return NULL;
	node->kind = kind;
	node->begin = node->at = p->token.begin;
	node->end = p->token.begin + p->token.length;
	return node;
}

static void
advance(struct parser *p)
{
	p->end = p->token.begin + p->token.length;
	p->token = lexer_next(&p->lexer);
}

/* Returns NULL. */
static struct node *
unexpected(struct parser *p, const char *context)
{
	static const char *const keywords[] = { "break", "continue", "else",
		"end", "if", "nil", "range", "with" };
	const struct token *t = &p->token;
	const char *left = "\"", *right = "\"";

	if (t->kind == TOKEN_ERROR)
		return NULL;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (t->kind == TOKEN_DOT || token_is(t, keywords[i])) {
			left = "<";
			right = ">";
		}
	if (t->kind == TOKEN_EOF)
		lexer_fail(&p->lexer, t->begin, "unexpected EOF");
	else
		lexer_fail(&p->lexer, t->begin, "unexpected %s%.*s%s in %s",
		    left, (int)t->length, t->begin, right, context);
	return NULL;
}

static bool
is_closing(const struct parser *p, const char *closing)
{
	return closing[0] == '}' ? p->token.kind == TOKEN_RIGHT
				 : token_is(&p->token, closing);
}

/* Variables that are declared from here on are not known behind it. */
static void
end_scope(struct parser *p, size_t nvariables)
{
	while (p->nvariables > nvariables)
		free(p->variables[--p->nvariables]);
}

static bool
is_known(const struct parser *p, const char *name, size_t length)
{
	for (size_t i = 0; i < p->nvariables; i++)
		if (strlen(p->variables[i]) == length &&
		    memcmp(p->variables[i], name, length) == 0)
			return true;
	lexer_fail(&p->lexer, p->token.begin, "undefined variable \"%.*s\"",
	    (int)length, name);
	return false;
}

static struct node *
parse_constant(struct parser *p)
{
	const struct token *t = &p->token;
	bool number = t->kind == TOKEN_NUMBER, character = t->begin[0] == '\'';
	struct node *node = new_node(p, NODE_CONSTANT);

	if (node == NULL)
		return NULL;
	node->constant = template_constant(t);
	if (node->constant == NULL) {
		if (number)
			lexer_fail(&p->lexer, t->begin,
			    "illegal number syntax: \"%.*s\"", (int)t->length,
			    t->begin);
		else if (character && t->length > 2)
			lexer_fail(&p->lexer, t->begin,
			    "malformed character constant: %.*s",
			    (int)t->length, t->begin);
		else
			lexer_fail(&p->lexer, t->begin, "invalid syntax");
		free_nodes(node);
		return NULL;
	}
	advance(p);
	return node;
}

/* Sets the text of a node to that of the token, and goes to the next one. */
static struct node *
named(struct parser *p, struct node *node, size_t skipped)
{
	if (node == NULL)
		return NULL;
	node->text =
	    strndup(p->token.begin + skipped, p->token.length - skipped);
	if (node->text == NULL) {
		free_nodes(node);
		return NULL;
	}
	advance(p);
	return node;
}

static struct node *
parse_word(struct parser *p)
{
	const struct token *t = &p->token;

	if (token_is(t, "true") || token_is(t, "false"))
		return parse_constant(p);
	if (token_is(t, "nil"))
		return named(p, new_node(p, NODE_NIL), 0);
	struct node *node = named(p, new_node(p, NODE_FUNCTION), 0);
	if (node != NULL && template_function(node->text) == NULL) {
		lexer_fail(&p->lexer, node->begin,
		    "function \"%s\" not defined", node->text);
		free_nodes(node);
		return NULL;
	}
	return node;
}

static struct node *
parse_parentheses(struct parser *p)
{
	const char *begin = p->token.begin;

	advance(p);
	struct node *node = parse_pipeline(p, "parenthesized pipeline", ")");
	if (node == NULL)
		return NULL;
	advance(p);
	node->begin = begin;
	node->end = p->end;
	return node;
}

static bool
is_keyword(const struct token *t)
{
	static const char *const words[] = { "break", "continue", "else", "end",
		"if", "range", "with" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (token_is(t, words[i]))
			return true;
	return false;
}

static bool
begins_operand(const struct token *t)
{
	switch (t->kind) {
	case TOKEN_FIELD:
	case TOKEN_DOT:
	case TOKEN_VARIABLE:
	case TOKEN_STRING:
	case TOKEN_NUMBER:
		return true;
	case TOKEN_WORD:
		return !is_keyword(t);
	default:
		return token_is(t, "(");
	}
}

static struct node *
parse_term(struct parser *p)
{
	switch (p->token.kind) {
	case TOKEN_WORD:
		return parse_word(p);
	case TOKEN_FIELD:
		return named(p, new_node(p, NODE_FIELD), 1);
	case TOKEN_DOT:
		return named(p, new_node(p, NODE_DOT), 0);
	case TOKEN_VARIABLE:
		return is_known(p, p->token.begin, p->token.length)
			   ? named(p, new_node(p, NODE_VARIABLE), 0)
			   : NULL;
	case TOKEN_SIGN:
		return parse_parentheses(p);
	default:
		return parse_constant(p);
	}
}

/* ".b.c" directly behind an operand. */
static struct node *
parse_operand(struct parser *p)
{
	struct node *node = parse_term(p);
	const char *second = p->token.begin;

	while (
	    node != NULL && p->token.kind == TOKEN_FIELD && !p->token.spaced) {
		struct node *field = node;
		char *text = NULL;

		if (node->kind == NODE_CONSTANT || node->kind == NODE_NIL ||
		    node->kind == NODE_DOT) {
			lexer_fail(&p->lexer, second,
			    "unexpected . after term \"%.*s\"",
			    (int)(node->end - node->begin), node->begin);
			free_nodes(node);
			return NULL;
		}
		if (node->kind != NODE_FIELD) {
			field = named(p, new_node(p, NODE_FIELD), 1);
			if (field != NULL) {
				field->begin = node->begin;
				field->first = node;
			}
		} else if (asprintf(&text, "%s%.*s", node->text,
			       (int)p->token.length, p->token.begin) == -1) {
			field = NULL;
		} else {
			free(field->text);
			field->text = text;
			advance(p);
		}
		if (field == NULL) {
			free_nodes(node);
			return NULL;
		}
		field->at = second;
		field->end = p->end;
		node = field;
	}
	return node;
}

static struct node *
parse_command(struct parser *p, const char *closing)
{
	struct node *command = new_node(p, NODE_COMMAND), **last;

	if (command == NULL)
		return NULL;
	for (last = &command->first; begins_operand(&p->token);
	     last = &(*last)->next) {
		if (command->first != NULL && !p->token.spaced) {
			free_nodes(command);
			return unexpected(p, "operand");
		}
		*last = parse_operand(p);
		if (*last == NULL) {
			free_nodes(command);
			return NULL;
		}
	}
	command->end = p->end;
	if (is_closing(p, closing) || token_is(&p->token, "|"))
		return command;
	if (p->token.kind == TOKEN_RIGHT)
		lexer_fail(&p->lexer, p->token.begin, "unclosed left paren");
	else if (token_is(&p->token, ")"))
		lexer_fail(&p->lexer, p->token.begin, "unexpected right paren");
	else
		unexpected(p, is_keyword(&p->token) ? "input" : "operand");
	free_nodes(command);
	return NULL;
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
		advance(p);
		if (!token_is(&p->token, ","))
			break;
		if (!loop || n == 2) {
			lexer_fail(&p->lexer, p->token.begin,
			    "too many declarations in %s", context);
			return -1;
		}
		advance(p);
	}
	pipeline->declares = p->token.kind == TOKEN_DECLARE;
	if (n > 0 && (pipeline->declares || token_is(&p->token, "="))) {
		advance(p);
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

/* From here on the variables of := are known. */
static int
declare(struct parser *p, const struct node *pipeline)
{
	for (size_t i = 0;
	     pipeline->declares && i < 2 && pipeline->names[i] != NULL; i++) {
		char *copy = strdup(pipeline->names[i]);

		if (copy == NULL ||
		    LIST_ADD(p->variables, p->nvariables, &copy) == -1) {
			free(copy);
			return -1;
		}
	}
	return 0;
}

/* A constant takes nothing from a pipe. */
static int
check_pipeline(
    struct parser *p, const struct node *pipeline, const char *context)
{
	int stage = 1;

	if (pipeline->first == NULL) {
		lexer_fail(
		    &p->lexer, p->token.begin, "missing value for %s", context);
		return -1;
	}
	for (struct node *c = pipeline->first->next; c != NULL; c = c->next) {
		enum node_kind kind = c->first->kind;

		stage++;
		if (kind != NODE_CONSTANT && kind != NODE_NIL &&
		    kind != NODE_DOT)
			continue;
		lexer_fail(&p->lexer, p->token.begin,
		    "non executable command in pipeline stage %d", stage);
		return -1;
	}
	return 0;
}

static int
parse_commands(struct parser *p, struct node *pipeline, const char *context,
    const char *closing)
{
	struct node **last = &pipeline->first;

	while (!is_closing(p, closing)) {
		if (!begins_operand(&p->token)) {
			if (closing[0] == ')' && p->token.kind == TOKEN_RIGHT)
				lexer_fail(&p->lexer, p->token.begin,
				    "unclosed left paren");
			else if (token_is(&p->token, ")"))
				lexer_fail(&p->lexer, p->token.begin,
				    "unexpected right paren");
			else
				unexpected(p, context);
			return -1;
		}
		*last = parse_command(p, closing);
		if (*last == NULL)
			return -1;
		last = &(*last)->next;
		if (token_is(&p->token, "|"))
			advance(p);
	}
	return 0;
}

/* Up to what closes it, "}}" or ")", which is left to the caller. */
static struct node *
parse_pipeline(struct parser *p, const char *context, const char *closing)
{
	struct node *pipeline = new_node(p, NODE_PIPELINE);

	if (pipeline == NULL)
		return NULL;
	if (++p->depth > DEPTH_MAX) {
		lexer_fail(
		    &p->lexer, p->token.begin, "max expression depth exceeded");
		free_nodes(pipeline);
		return NULL;
	}
	if (parse_variables(p, pipeline, context) == -1 ||
	    parse_commands(p, pipeline, context, closing) == -1 ||
	    check_pipeline(p, pipeline, context) == -1 ||
	    declare(p, pipeline) == -1) {
		free_nodes(pipeline);
		return NULL;
	}
	p->depth--;
	pipeline->end = p->end;
	return pipeline;
}

/* {{if}}, {{with}}, {{range}}, up to their {{end}}. */
static struct node *
parse_block(struct parser *p, enum node_kind kind, const char *word)
{
	struct node *node = new_node(p, kind);
	size_t nvariables = p->nvariables;
	enum ending ending = ENDING_FAILED;

	if (node == NULL)
		return NULL;
	advance(p);
	node->pipeline = parse_pipeline(p, word, "}}");
	if (node->pipeline != NULL) {
		advance(p);
		p->loops += kind == NODE_RANGE;
		ending = parse_list(p, &node->body);
		p->loops -= kind == NODE_RANGE;
	}
	if (ending == ENDING_ELSE && token_is(&p->token, word) &&
	    kind != NODE_RANGE) {
		/* {{else if}} is an {{else}}{{if}} that shares the {{end}}. */
		node->otherwise = parse_block(p, kind, word);
		ending = node->otherwise ? ENDING_END : ENDING_FAILED;
	} else if (ending == ENDING_ELSE && p->token.kind != TOKEN_RIGHT) {
		unexpected(p, "input");
		ending = ENDING_FAILED;
	} else if (ending == ENDING_ELSE) {
		advance(p);
		ending = parse_list(p, &node->otherwise);
		if (ending == ENDING_ELSE)
			lexer_fail(&p->lexer, p->token.begin,
			    "expected end; found {{else}}");
	}
	if (ending == ENDING_EOF)
		lexer_fail(&p->lexer, p->token.begin, "unexpected EOF");
	end_scope(p, nvariables);
	if (ending == ENDING_END)
		return node;
	int saved_errno = errno;
	free_nodes(node);
	errno = saved_errno;
	return NULL;
}

static struct node *
parse_jump(struct parser *p, enum node_kind kind)
{
	char word[sizeof("{{continue}}")];

	snprintf(word, sizeof(word), "{{%.*s}}", (int)p->token.length,
	    p->token.begin);
	struct node *node = new_node(p, kind);
	advance(p);
	if (p->token.kind == TOKEN_RIGHT && p->loops > 0)
		return node;
	free_nodes(node);
	if (p->token.kind != TOKEN_RIGHT)
		return unexpected(p, word);
	lexer_fail(&p->lexer, p->token.begin, "%s outside {{range}}", word);
	return NULL;
}

static struct node *
parse_statement(struct parser *p)
{
	if (token_is(&p->token, "if"))
		return parse_block(p, NODE_IF, "if");
	if (token_is(&p->token, "with"))
		return parse_block(p, NODE_WITH, "with");
	if (token_is(&p->token, "range"))
		return parse_block(p, NODE_RANGE, "range");
	if (token_is(&p->token, "break"))
		return parse_jump(p, NODE_BREAK);
	if (token_is(&p->token, "continue"))
		return parse_jump(p, NODE_CONTINUE);
	struct node *node = new_node(p, NODE_ACTION);
	if (node == NULL)
		return NULL;
	node->pipeline = parse_pipeline(p, "command", "}}");
	if (node->pipeline != NULL)
		return node;
	free_nodes(node);
	return NULL;
}

/* Behind the word: }}, or the word of an {{else if}}. */
static enum ending
parse_else(struct parser *p)
{
	advance(p);
	if (p->token.kind == TOKEN_RIGHT || token_is(&p->token, "if") ||
	    token_is(&p->token, "with"))
		return ENDING_ELSE;
	unexpected(p, "else");
	return ENDING_FAILED;
}

/*
 * Up to {{end}}, whose }} it reads, or up to {{else}}, of which it reads the
 * word alone.
 */
static enum ending
parse_statements(struct parser *p, struct node **last)
{
	for (;; last = &(*last)->next) {
		if (p->token.kind == TOKEN_EOF)
			return ENDING_EOF;
		if (p->token.kind == TOKEN_ERROR)
			return ENDING_FAILED;
		if (p->token.kind == TOKEN_TEXT) {
			*last = named(p, new_node(p, NODE_TEXT), 0);
			if (*last == NULL)
				return ENDING_FAILED;
			continue;
		}
		advance(p); /* {{ */
		if (token_is(&p->token, "else"))
			return parse_else(p);
		if (token_is(&p->token, "end")) {
			advance(p);
			if (p->token.kind == TOKEN_RIGHT) {
				advance(p);
				return ENDING_END;
			}
			unexpected(p, "end");
			return ENDING_FAILED;
		}
		bool block = is_keyword(&p->token) &&
			     !token_is(&p->token, "break") &&
			     !token_is(&p->token, "continue");
		*last = parse_statement(p);
		if (*last == NULL)
			return ENDING_FAILED;
		if (!block)
			advance(p); /* }} */
	}
}

static enum ending
parse_list(struct parser *p, struct node **list)
{
	if (++p->depth > DEPTH_MAX) {
		lexer_fail(
		    &p->lexer, p->token.begin, "max expression depth exceeded");
		return ENDING_FAILED;
	}
	enum ending ending = parse_statements(p, list);
	p->depth--;
	return ending;
}
