#include "07-combined/template/template.h"

#include "07-combined/template/template_expression.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What ends a list of statements. */
enum ending { ENDING_FAILED, ENDING_EOF, ENDING_END, ENDING_ELSE };

static enum ending parse_list(struct parser *p, struct node **list);

struct template *
template_parse(const char *text)
{
	struct template *t = calloc(1, sizeof(*t));
	struct parser p = { 0 };
	enum ending ending = ENDING_FAILED;

	if (t != NULL && (t->text = strdup(text)) != NULL &&
	    parser_declare(&p, "$") == 0) {
		p.lexer = (struct lexer){ .text = t->text, .at = t->text };
		p.token = lexer_next(&p.lexer);
		ending = parse_list(&p, &t->first);
	}
	if (ending == ENDING_END || ending == ENDING_ELSE)
		lexer_fail(&p.lexer, p.lexer.at, "unexpected {{%s}}",
		    ending == ENDING_END ? "end" : "else");
	int saved_errno = errno;
	parser_forget(&p, 0);
	free(p.variables);
	if (ending == ENDING_EOF)
		return t;
	template_free(t);
	errno = saved_errno;
	return NULL;
}

/* {{if}}, {{with}}, {{range}}, up to their {{end}}. */
static struct node *
parse_block(struct parser *p, enum node_kind kind, const char *word)
{
	struct node *node = parser_node(p, kind);
	size_t nvariables = p->nvariables;
	enum ending ending = ENDING_FAILED;

	if (node == NULL)
		return NULL;
	parser_advance(p);
	node->pipeline = template_pipeline(p, word, "}}");
	if (node->pipeline != NULL) {
		parser_advance(p);
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
		parser_unexpected(p, "input");
		ending = ENDING_FAILED;
	} else if (ending == ENDING_ELSE) {
		parser_advance(p);
		ending = parse_list(p, &node->otherwise);
		if (ending == ENDING_ELSE)
			parser_fail(p, "expected end; found {{else}}");
	}
	if (ending == ENDING_EOF)
		parser_fail(p, "unexpected EOF");
	parser_forget(p, nvariables);
	if (ending == ENDING_END)
		return node;
	nodes_free(node);
	return NULL;
}

static struct node *
parse_jump(struct parser *p, enum node_kind kind)
{
	char word[sizeof("{{continue}}")];

	snprintf(word, sizeof(word), "{{%.*s}}", (int)p->token.length,
	    p->token.begin);
	struct node *node = parser_node(p, kind);
	parser_advance(p);
	if (p->token.kind == TOKEN_RIGHT && p->loops > 0)
		return node;
	if (p->token.kind == TOKEN_RIGHT)
		parser_fail(p, "%s outside {{range}}", word);
	else
		parser_unexpected(p, word);
	nodes_free(node);
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
	struct node *node = parser_node(p, NODE_ACTION);
	if (node == NULL)
		return NULL;
	node->pipeline = template_pipeline(p, "command", "}}");
	if (node->pipeline != NULL)
		return node;
	nodes_free(node);
	return NULL;
}

/* Behind the word: }}, or the word of an {{else if}}. */
static enum ending
parse_else(struct parser *p)
{
	parser_advance(p);
	if (p->token.kind == TOKEN_RIGHT || token_is(&p->token, "if") ||
	    token_is(&p->token, "with"))
		return ENDING_ELSE;
	parser_unexpected(p, "else");
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
			*last = parser_named_node(p, NODE_TEXT, 0);
			if (*last == NULL)
				return ENDING_FAILED;
			continue;
		}
		parser_advance(p); /* {{ */
		if (token_is(&p->token, "else"))
			return parse_else(p);
		if (token_is(&p->token, "end")) {
			parser_advance(p);
			if (p->token.kind == TOKEN_RIGHT) {
				parser_advance(p);
				return ENDING_END;
			}
			parser_unexpected(p, "end");
			return ENDING_FAILED;
		}
		bool block = parser_at_keyword(p) &&
			     !token_is(&p->token, "break") &&
			     !token_is(&p->token, "continue");
		*last = parse_statement(p);
		if (*last == NULL)
			return ENDING_FAILED;
		if (!block)
			parser_advance(p); /* }} */
	}
}

static enum ending
parse_list(struct parser *p, struct node **list)
{
	if (parser_descend(p) == -1)
		return ENDING_FAILED;
	enum ending ending = parse_statements(p, list);
	parser_ascend(p);
	return ending;
}
