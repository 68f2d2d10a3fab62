/*
 * combined tree: the host's view and the guest's, side by side, and what the
 * containers share.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/tree_view.h"
#include "07-combined/store/state.h"
#include "common/exits.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

static void
ask(struct tree_views *views, const char *name)
{
	struct record d;

	docker_must_run(&d, name);
	for (size_t i = 0; i < views->n; i++)
		if (strcmp(views->all[i].name, d.name) == 0)
			views->all[i].asked = true;
	record_close(&d);
}

int
docker_tree(int argc, char *argv[])
{
	struct docker_options r;
	struct tree_views views = { 0 };

	docker_options(
	    &r, argc, argv, "d", "tree [options] [CONTAINER...]", 0, -1);
	if (tree_views_read(&views) == -1)
		err(EXIT_OURS, "%s", state_root());
	for (char **name = r.names; *name != NULL; name++)
		ask(&views, *name);
	for (size_t i = 0; r.count == 0 && i < views.n; i++)
		views.all[i].asked = true;
	if ((r.set['d'] ? tree_draw_dot : tree_draw)(&views) == -1)
		err(EXIT_OURS, "stdout");
	return EXIT_SUCCESS;
}
