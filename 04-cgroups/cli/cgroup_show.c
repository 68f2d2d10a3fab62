#include "04-cgroups/cli/cgroup_show.h"

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

int
cgroup_show(const struct cgroup *cgroup)
{
	struct cgroup_value value;
	pid_t pids[1024];
	int known;

	printf("%s\n", cgroup->name);
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
