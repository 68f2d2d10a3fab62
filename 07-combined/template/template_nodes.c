#include "07-combined/template/template_nodes.h"

#include "07-combined/template/template.h"

#include <errno.h>
#include <stdlib.h>

void
nodes_free(struct node *node)
{
	int saved_errno = errno;

	while (node != NULL) {
		struct node *next = node->next;

		nodes_free(node->pipeline);
		nodes_free(node->body);
		nodes_free(node->otherwise);
		nodes_free(node->first);
		json_decref(node->constant);
		free(node->names[0]);
		free(node->names[1]);
		free(node->text);
		free(node);
		node = next;
	}
	errno = saved_errno;
}

void
template_free(struct template *t)
{
	if (t == NULL)
		return;
	nodes_free(t->first);
	free(t->text);
	free(t);
}
