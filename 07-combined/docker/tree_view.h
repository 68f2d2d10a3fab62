/*
 * What `combined tree` draws: the containers that run, as the kernel has them.
 */
#ifndef TREE_VIEW_H
#define TREE_VIEW_H

#include "02-namespaces/ns.h"
#include "04-cgroups/cgroup.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct tree_process {
	pid_t pid, parent, inside; /* inside: its PID in its own namespace */
	char command[200];
};

/* One container. Its texts are not escaped. */
struct tree_view {
	char name[256], image[256], ports[512];
	bool asked; /* to be drawn, not only compared with */
	int group;  /* those with the same number share namespaces */
	pid_t pid;
	struct tree_process supervisor, *processes;
	size_t nprocesses;
	ino_t namespaces[NS_TYPES]; /* 0: not in this kernel */
	bool host[NS_TYPES];        /* it is the one that we are in */
	uint64_t caps;              /* the bounding set */
	bool has_cgroup;
	struct cgroup_stats used;
	struct cgroup_ceilings limits;
};

struct tree_views {
	struct tree_view *all;
	size_t n;
};

/*
 * Reads all containers that run, by name, and finds the groups. The list stays
 * until the program ends. Returns 0, or -1 with errno.
 */
int tree_views_read(struct tree_views *views);

/* Do two containers share this namespace, which is not the host's? */
bool tree_views_share(
    const struct tree_view *a, const struct tree_view *b, int type);

/* Does a container share this namespace with another that is asked for? */
bool tree_view_is_shared(
    const struct tree_views *views, const struct tree_view *v, int type);

/*
 * Draws the containers that are asked for: as text, or for dot(1). Each returns
 * 0, or -1 with errno of write(2).
 */
int tree_draw(const struct tree_views *views);
int tree_draw_dot(const struct tree_views *views);

/*
 * Writes what a set of capabilities is, "Docker's 14", "Docker's 14 + net_admin",
 * into text. Returns text.
 */
const char *tree_caps(uint64_t set, char *text, size_t size);

#endif
