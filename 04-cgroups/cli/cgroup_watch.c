#include "04-cgroups/cli/cgroup_watch.h"

#include "common/picture.h"

#include <errno.h>
#include <inttypes.h>
#include <time.h>

static int64_t
now_usec(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int
draw_titles(const char *name)
{
	struct picture picture;

	picture_begin(&picture);
	picture_put(&picture, PICTURE_BOLD, "%-26s  %8s  %10s  %9s  %s",
	    "of one CPU", "waited", "quota out", "memory", "processes");
	picture_put(&picture, PICTURE_DIM, "  %s", name);
	picture_line(&picture);
	return picture_end(&picture);
}

/* A counter that the kernel does not have stays empty. */
static void
put_count(struct picture *p, int width, int64_t count, const char *unit)
{
	if (count < 0)
		picture_put(p, PICTURE_PLAIN, "  %*s%s", width, "-", unit);
	else
		picture_put(
		    p, PICTURE_PLAIN, "  %*" PRId64 "%s", width, count, unit);
}

static int64_t
difference(int64_t now, int64_t before, int64_t unit)
{
	return now < 0 || before < 0 ? -1 : (now - before) / unit;
}

/* What has changed since the line before, which is elapsed microseconds old. */
static int
draw_second(const struct cgroup_stats *now, const struct cgroup_stats *before,
    int64_t elapsed, ssize_t processes)
{
	struct picture picture;

	picture_begin(&picture);
	picture_bar(&picture, now->cpu_usec - before->cpu_usec, elapsed);
	put_count(&picture, 5,
	    difference(now->throttled_usec, before->throttled_usec, 1000),
	    " ms");
	put_count(&picture, 4, difference(now->throttled, before->throttled, 1),
	    " times");
	put_count(&picture, 7, difference(now->memory, 0, 1024), " K");
	put_count(&picture, 9, processes, "");
	picture_line(&picture);
	return picture_end(&picture);
}

/* A cgroup that has been removed has no process. Returns -1 with errno. */
static ssize_t
count_processes(const struct cgroup *cgroup)
{
	pid_t pid;
	ssize_t count = cgroup_pids(cgroup, &pid, 1);

	return count == -1 && (errno == ENOENT || errno == ENODEV) ? 0 : count;
}

int
cgroup_watch(const struct cgroup *cgroup)
{
	struct cgroup_stats before, now;
	int64_t then = now_usec(), elapsed;
	ssize_t processes;
	bool lived = false;

	if (draw_titles(cgroup->name) == -1)
		return -1;
	cgroup_stat(cgroup, &before);
	while ((processes = count_processes(cgroup)) > 0 || !lived) {
		if (processes == -1)
			return -1;
		lived = lived || processes > 0;
		nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
		elapsed = now_usec() - then;
		then += elapsed;
		cgroup_stat(cgroup, &now);
		if (now.cpu_usec == -1)
			return 0; /* removed in this second */
		if (draw_second(&now, &before, elapsed, processes) == -1)
			return -1;
		before = now;
	}
	return 0;
}
