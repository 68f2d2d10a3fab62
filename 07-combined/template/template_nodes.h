/*
 * A template that has been read: a tree of nodes.
 */
#ifndef TEMPLATE_NODES_H
#define TEMPLATE_NODES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum node_kind {
	/* Statements. next is the one that follows. */
	NODE_TEXT,   /* text */
	NODE_ACTION, /* pipeline */
	NODE_IF,     /* pipeline, body, otherwise */
	NODE_WITH,
	NODE_RANGE,
	NODE_BREAK,
	NODE_CONTINUE,

	NODE_PIPELINE, /* first: its commands; names: the variables it sets */
	NODE_COMMAND,  /* first: its operands */

	/* Operands. next is the one that follows. */
	NODE_DOT,
	NODE_NIL,
	NODE_CONSTANT, /* constant */
	NODE_FUNCTION, /* text: its name */
	NODE_VARIABLE, /* text: its name, with $ */
	NODE_FIELD,    /* text: "a.b" of first, or where that is NULL, of dot */
};

struct node {
	enum node_kind kind;
	const char *begin, *end; /* in the text of the template */
	const char *at;          /* what messages name the column of */
	char *text;
	json_t *constant;
	struct node *pipeline, *body, *otherwise;
	struct node *first, *next;
	char *names[2];
	bool declares; /* its variables, by :=; by = they have been */
};

struct template
{
	char *text;
	struct node *first;
};

/* Frees a list of nodes, and what is below them. errno stays as it is. */
void nodes_free(struct node *list);

#endif
