#include "04-cgroups/cli/cgroup_show.h"

#include "common/picture.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
show_count(const char *what, int64_t count, const char *unit)
{
	if (count != -1)
		printf("  %-20s %" PRId64 "%s\n", what, count, unit);
}

static void
show_stats(const struct cgroup *cgroup)
{
	struct cgroup_stats stats;

	cgroup_stat(cgroup, &stats);
	show_count("memory", stats.memory, " bytes");
	show_count("memory at most", stats.memory_peak, " bytes");
	show_count("killed for memory", stats.oom_kills, " processes");
	show_count("CPU time", stats.cpu_usec, " us");
	show_count("CPU quota ran out", stats.throttled, " times");
	show_count("waited for CPU quota", stats.throttled_usec, " us");
	show_count("threads", stats.pids, "");
	show_count("read from disk", stats.read_bytes, " bytes");
	show_count("written to disk", stats.written_bytes, " bytes");
}

/* A limit, and the file it stands in; of more than one line, each. */
static void
show_limit(struct cgroup_value *value)
{
	char *rest = value->text, *line;

	while ((line = strsep(&rest, "\n")) != NULL)
		if (line[0] != '\0')
			printf("  --%-18s %-20s %s\n", value->option, line,
			    value->path);
}

/* Draws how much of a limit is in use. Without a limit, no line is drawn. */
static void
draw_use(struct picture *p, const char *what, int64_t used, int64_t limit,
    const char *unit)
{
	if (limit <= 0 || used < 0)
		return;
	picture_put(p, PICTURE_PLAIN, "  %-20s ", what);
	picture_bar(p, used, limit);
	picture_put(p, PICTURE_PLAIN, "  of %" PRId64 "%s", limit, unit);
	picture_line(p);
}

static int
draw_uses(const struct cgroup *cgroup)
{
	struct cgroup_stats used;
	struct cgroup_ceilings limits;
	struct picture picture;

	cgroup_stat(cgroup, &used);
	cgroup_get_ceilings(cgroup, &limits);
	picture_begin(&picture);
	picture_put(&picture, PICTURE_BOLD, "%s", cgroup->name);
	picture_line(&picture);
	draw_use(
	    &picture, "memory in use", used.memory, limits.memory, " bytes");
	draw_use(&picture, "threads in use", used.pids, limits.pids, "");
	return picture_end(&picture);
}

int
cgroup_show(const struct cgroup *cgroup)
{
	struct cgroup_value value;
	pid_t pids[1024];
	int known;

	if (draw_uses(cgroup) == -1)
		return -1;
	show_stats(cgroup);
	puts("limits:");
	for (size_t n = 0; (known = cgroup_get(cgroup, n, &value)) != -1; n++)
		if (known == 1)
			show_limit(&value);
	printf("processes%s:", cgroup_is_frozen(cgroup) ? ", frozen" : "");
	ssize_t count = cgroup_pids(cgroup, pids, 1024);
	for (ssize_t i = 0; i < count && i < 1024; i++)
		printf(" %d", (int)pids[i]);
	puts(count > 1024 ? " ..." : "");
	return count == -1 ? -1 : 0;
}
