/*
 * combined tree as text.
 *
 * The processes of a container stand in two columns of PIDs, the host's and the
 * guest's. Containers that share namespaces stand together, behind one line.
 */
#include "01-caps/caps.h"
#include "07-combined/docker/amount.h"
#include "07-combined/docker/tree_view.h"
#include "common/picture.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 32

enum { SHARED_INDENT = 9, SHARED_COLUMN = 11 }; /* with the group's edge */

struct drawing {
	struct picture picture;
	const struct tree_views *views;
	const struct tree_view *view; /* the container that is drawn */
	const char *colour;           /* of its group; NULL: it is alone */
};

/* The left edge of a line: that of the group. */
static void
edge(struct drawing *d, const char *corner)
{
	if (d->colour != NULL)
		picture_put(&d->picture, d->colour, "%s", corner);
}

static void
draw_processes(struct drawing *d, pid_t parent, int depth, const char *indent)
{
	const struct tree_view *v = d->view;
	size_t last = v->nprocesses;
	char deeper[256];

	for (size_t i = 0; i < v->nprocesses; i++)
		if (v->processes[i].parent == parent)
			last = i;
	for (size_t i = 0; i < v->nprocesses && last < v->nprocesses; i++) {
		const struct tree_process *p = &v->processes[i];

		if (p->parent != parent)
			continue;
		edge(d, "│ ");
		picture_put(&d->picture, PICTURE_DIM, "  %7d", (int)p->pid);
		picture_put(&d->picture, PICTURE_CYAN, " %7d", (int)p->inside);
		picture_put(&d->picture, PICTURE_DIM, "  %s%s", indent,
		    i == last ? "└─ " : "├─ ");
		picture_put(&d->picture, PICTURE_PLAIN, "%s", p->command);
		picture_line(&d->picture);
		snprintf(deeper, sizeof(deeper), "%s%s", indent,
		    i == last ? "   " : "│  ");
		if (depth < DEPTH_MAX)
			draw_processes(d, p->pid, depth + 1, deeper);
	}
}

static void
draw_heading(struct drawing *d)
{
	const struct tree_view *v = d->view;
	struct picture *p = &d->picture;

	edge(d, "│ ");
	picture_put(p, PICTURE_BOLD, "%s", v->name);
	picture_put(p, PICTURE_PLAIN, " (%s)", v->image);
	if (v->ports[0] != '\0')
		picture_put(p, PICTURE_YELLOW, "  %s", v->ports);
	picture_line(p);
	edge(d, "│ ");
	picture_put(p, PICTURE_DIM, "  %7s", "HOST");
	picture_put(p, PICTURE_CYAN, " %7s", "GUEST");
	picture_line(p);
	edge(d, "│ ");
	picture_put(p, PICTURE_DIM, "  %7d %7s  %s", (int)v->supervisor.pid,
	    "-", v->supervisor.command);
	picture_line(p);
}

/* The other container of the same namespace; NULL: there is none. */
static const struct tree_view *
find_other(const struct drawing *d, int type)
{
	for (size_t i = 0; i < d->views->n; i++) {
		const struct tree_view *other = &d->views->all[i];

		if (other != d->view && tree_views_share(d->view, other, type))
			return other;
	}
	return NULL;
}

/*
 * One more of the list of what is shared: on a line of its own where a terminal
 * has no room for it. Returns the column behind it.
 */
static int
put_shared(struct drawing *d, int type, const char *whose, int column)
{
	struct picture *p = &d->picture;
	bool first = column == SHARED_COLUMN;
	int length = strlen(ns_types[type].name) + strlen(whose) + 8;

	if (!first)
		picture_put(p, PICTURE_PLAIN, ",");
	if (!first && p->screen.columns > 0 &&
	    column + length > p->screen.columns) {
		picture_line(p);
		edge(d, "│ ");
		picture_put(p, PICTURE_PLAIN, "%*s", SHARED_INDENT, "");
		column = SHARED_COLUMN;
	}
	/* Docker shares the first two, too. */
	const char *style = !d->view->host[type]
				? (d->colour ? d->colour : PICTURE_PLAIN)
			    : ns_types[type].flag == CLONE_NEWUSER ||
				    ns_types[type].flag == CLONE_NEWTIME
				? PICTURE_DIM
				: PICTURE_RED;
	picture_put(p, style, " %s with %s", ns_types[type].name, whose);
	return column + length;
}

static void
draw_namespaces(struct drawing *d)
{
	struct picture *p = &d->picture;
	const struct tree_view *v = d->view, *other;
	int column = SHARED_COLUMN;

	edge(d, "│ ");
	picture_put(p, PICTURE_DIM, "  namespaces of its own:");
	for (int i = 0; i < NS_TYPES; i++)
		if (v->namespaces[i] != 0 && !v->host[i] &&
		    find_other(d, i) == NULL)
			picture_put(p, PICTURE_GREEN, " %s", ns_types[i].name);
	picture_line(p);
	edge(d, "│ ");
	picture_put(p, PICTURE_DIM, "  shared:");
	for (int i = 0; i < NS_TYPES; i++) {
		if (v->host[i])
			column = put_shared(d, i, "the host", column);
		else if ((other = find_other(d, i)) != NULL)
			column = put_shared(d, i, other->name, column);
	}
	if (column == SHARED_COLUMN)
		picture_put(p, PICTURE_PLAIN, " none");
	picture_line(p);
}

static void
begin_limit(struct drawing *d, const char *name)
{
	edge(d, "│ ");
	picture_put(&d->picture, PICTURE_DIM, "  %-7s", name);
}

static void
draw_limits(struct drawing *d)
{
	const struct cgroup_stats *used = &d->view->used;
	const struct cgroup_ceilings *limits = &d->view->limits;
	char part[AMOUNT_SIZE], whole[AMOUNT_SIZE];
	struct picture *p = &d->picture;

	if (!d->view->has_cgroup)
		return;
	if (limits->memory > 0) {
		begin_limit(d, "memory");
		picture_bar(p, used->memory, limits->memory);
		picture_put(p, PICTURE_PLAIN, "  %s of %s",
		    amount_binary(used->memory, part),
		    amount_binary(limits->memory, whole));
		picture_line(p);
	}
	if (limits->pids >= 0) {
		begin_limit(d, "pids");
		picture_bar(p, used->pids, limits->pids);
		picture_put(p, PICTURE_PLAIN, "  %lld of %lld",
		    (long long)used->pids, (long long)limits->pids);
		picture_line(p);
	}
	if (limits->cpus > 0) {
		begin_limit(d, "cpus");
		picture_put(p, PICTURE_PLAIN, "%g (throttled %lld times)",
		    limits->cpus,
		    (long long)(used->throttled > 0 ? used->throttled : 0));
		picture_line(p);
	}
}

static void
draw_caps(struct drawing *d)
{
	char text[1200];
	uint64_t set = d->view->caps;

	begin_limit(d, "caps");
	picture_put(&d->picture,
	    set & CAPS_BIT(CAP_SYS_ADMIN) ? PICTURE_RED
	    : set & ~CAPS_DOCKER          ? PICTURE_YELLOW
					  : PICTURE_PLAIN,
	    "%s", tree_caps(set, text, sizeof(text)));
	picture_line(&d->picture);
}

static void
draw_container(struct drawing *d)
{
	draw_heading(d);
	draw_processes(d, d->view->supervisor.pid, 0, "");
	draw_limits(d);
	draw_caps(d);
	draw_namespaces(d);
}

/* Do containers of the group, as asked for, share a namespace of this type? */
static bool
group_shares(const struct tree_views *views, int group, int type)
{
	for (size_t i = 0; i < views->n; i++)
		if (views->all[i].group == group && views->all[i].asked &&
		    tree_view_is_shared(views, &views->all[i], type))
			return true;
	return false;
}

static void
draw_group(struct drawing *d, int group, size_t members)
{
	static const char *const colours[] = { PICTURE_MAGENTA, PICTURE_BLUE,
		PICTURE_GREEN };
	const struct tree_views *views = d->views;
	bool first = true;

	d->colour = members > 1 ? colours[group % 3] : NULL;
	if (members > 1) {
		edge(d, "┌─ together in");
		for (int i = 0; i < NS_TYPES; i++)
			if (group_shares(views, group, i))
				picture_put(&d->picture, d->colour, " %s",
				    ns_types[i].name);
		picture_line(&d->picture);
	}
	for (size_t i = 0; i < views->n; i++) {
		d->view = &views->all[i];
		if (d->view->group != group || !d->view->asked)
			continue;
		if (!first) {
			edge(d, "│");
			picture_line(&d->picture);
		}
		first = false;
		draw_container(d);
	}
	if (members > 1) {
		edge(d, "└─");
		picture_line(&d->picture);
	}
}

static size_t
count_asked(const struct tree_views *views, int group)
{
	size_t n = 0;

	for (size_t i = 0; i < views->n; i++)
		n += views->all[i].group == group && views->all[i].asked;
	return n;
}

int
tree_draw(const struct tree_views *views)
{
	struct drawing d = { .views = views };
	bool first = true;

	picture_begin(&d.picture);
	/* A group has the number of its first container. */
	for (size_t group = 0; group < views->n; group++) {
		size_t members = count_asked(views, group);

		if (members == 0)
			continue;
		if (!first)
			picture_line(&d.picture);
		first = false;
		draw_group(&d, group, members);
	}
	return picture_end(&d.picture);
}
