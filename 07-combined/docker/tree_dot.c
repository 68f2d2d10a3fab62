/*
 * combined tree as a graph for dot(1), of graphviz: a box for each container,
 * and an ellipse for each namespace that a container shares with another one, or
 * with the host.
 *
 *     combined tree --dot | dot -Tsvg >containers.svg
 */
#include "07-combined/docker/amount.h"
#include "07-combined/docker/tree_view.h"
#include "common/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * A part of a label, within the quotes of dot's language. What a container is
 * called, and runs, is not to end them. "\l" ends a line, aligned to the left.
 */
__attribute__((format(printf, 1, 2))) static void
label(const char *format, ...)
{
	char text[1400], shown[8192];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	text_line(shown, sizeof(shown), text);
	for (const char *c = shown; *c != '\0'; c++)
		printf(strchr("\"\\", *c) != NULL ? "\\%c" : "%c", *c);
	fputs("\\l", stdout);
}

static void
draw_limits(const struct tree_view *v)
{
	char part[AMOUNT_SIZE], whole[AMOUNT_SIZE];

	if (!v->has_cgroup)
		return;
	if (v->limits.memory > 0)
		label("memory: %s of %s", amount_binary(v->used.memory, part),
		    amount_binary(v->limits.memory, whole));
	if (v->limits.pids >= 0)
		label("pids: %lld of %lld", (long long)v->used.pids,
		    (long long)v->limits.pids);
	if (v->limits.cpus > 0)
		label("cpus: %g", v->limits.cpus);
}

static void
draw_container(const struct tree_view *v, size_t number)
{
	char caps[1200];

	printf("\tc%zu [shape=box, style=filled, fillcolor=white, label=\"",
	    number);
	label("%s (%s)", v->name, v->image);
	if (v->ports[0] != '\0')
		label("ports: %s", v->ports);
	for (size_t i = 0; i < v->nprocesses; i++)
		label("%d = %d  %.60s", (int)v->processes[i].pid,
		    (int)v->processes[i].inside, v->processes[i].command);
	draw_limits(v);
	label("caps: %s", tree_caps(v->caps, caps, sizeof(caps)));
	puts("\"];");
}

/* The host's, on one edge for all of its types. */
static void
draw_host(const struct tree_view *v, size_t number)
{
	const char *separator = "";

	printf("\thost -> c%zu [dir=none, color=red, label=\"", number);
	for (int i = 0; i < NS_TYPES; i++)
		if (v->host[i]) {
			printf("%s%s", separator, ns_types[i].name);
			separator = " ";
		}
	puts("\"];");
}

/* The ellipse of a namespace is called by its inode: the same for each. */
static void
draw_shared(const struct tree_views *views, const struct tree_view *v, size_t n)
{
	for (int i = 0; i < NS_TYPES; i++)
		if (tree_view_is_shared(views, v, i))
			printf("\t%s%lu [label=\"%s\"];\n"
			       "\t%s%lu -> c%zu [dir=none, penwidth=2];\n",
			    ns_types[i].name, v->namespaces[i],
			    ns_types[i].name, ns_types[i].name,
			    v->namespaces[i], n);
}

int
tree_draw_dot(const struct tree_views *views)
{
	puts("digraph containers {\n"
	     "\trankdir=LR;\n"
	     "\tnode [fontname=\"sans-serif\"];\n"
	     "\tedge [fontname=\"sans-serif\", fontsize=10];\n"
	     "\thost [shape=box3d, label=\"the host\"];");
	for (size_t i = 0; i < views->n; i++) {
		const struct tree_view *v = &views->all[i];

		if (!v->asked)
			continue;
		draw_container(v, i);
		draw_host(v, i);
		draw_shared(views, v, i);
	}
	puts("}");
	return fflush(stdout) == EOF ? -1 : 0;
}
