/*
 * combined stats: what containers use, by what the kernel counts for their
 * cgroups. The columns, their units and what is counted are docker's.
 */
#include "03-setns/join.h"
#include "04-cgroups/tree/control_file.h"
#include "07-combined/docker/amount.h"
#include "07-combined/docker/container_pids.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/format.h"
#include "07-combined/store/state.h"
#include "common/columns.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#define TABLE                                                                  \
	"{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}"     \
	"\t{{.BlockIO}}\t{{.PIDs}}"

/* A container whose numbers are shown. */
struct subject {
	char *name;
	pid_t pid;
	struct cgroup cgroup;
	int64_t cpu_usec; /* what it had used at this time */
	struct timespec at;
};

struct subjects {
	struct subject *all;
	size_t n;
};

/* "1.5MiB / 64MiB" */
static const char *
pair_text(char *text, size_t size,
    const char *(*amount)(int64_t bytes, char text[AMOUNT_SIZE]), int64_t left,
    int64_t right)
{
	char one[AMOUNT_SIZE], other[AMOUNT_SIZE];

	snprintf(
	    text, size, "%s / %s", amount(left, one), amount(right, other));
	return text;
}

/* Without what the kernel could give back at once: pages of files, not used. */
static int64_t
memory_in_use(const struct cgroup *cgroup, int64_t all)
{
	bool v1 = cgroup->at[CGROUP_MEMORY].version == 1;
	int64_t files = control_sum(cgroup->at[CGROUP_MEMORY].path,
	    "memory.stat", v1 ? "\ntotal_inactive_file " : "\ninactive_file ");

	return files > 0 && files < all ? all - files : all;
}

/* Its own, or what the machine has. */
static int64_t
memory_limit(const struct cgroup *cgroup)
{
	struct cgroup_ceilings limits;
	struct sysinfo machine;

	cgroup_get_ceilings(cgroup, &limits);
	if (sysinfo(&machine) == -1)
		return limits.memory;
	int64_t there = (int64_t)machine.totalram * machine.mem_unit;
	return limits.memory > 0 && limits.memory < there ? limits.memory
							  : there;
}

/* What its interfaces have received and sent, but for the loopback's. */
static void
read_network(pid_t pid, int64_t *received, int64_t *sent)
{
	char path[64], line[512], name[32];
	long long in, out;

	*received = *sent = 0;
	snprintf(path, sizeof(path), "/proc/%d/net/dev", (int)pid);
	FILE *file = join_differing(pid, CLONE_NEWNET) == CLONE_NEWNET
			 ? fopen(path, "re")
			 : NULL;
	if (file == NULL)
		return;
	while (fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line,
			" %31[^:]: %lld %*d %*d %*d %*d %*d %*d %*d %lld", name,
			&in, &out) == 3 &&
		    strcmp(name, "lo") != 0) {
			*received += in;
			*sent += out;
		}
	fclose(file);
}

/* CPU time, in percent of one CPU, since the last look. */
static double
cpu_percent(struct subject *s, int64_t cpu_usec)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	double usec = (now.tv_sec - s->at.tv_sec) * 1e6 +
		      (now.tv_nsec - s->at.tv_nsec) / 1e3;
	double percent = usec > 0 ? 100 * (cpu_usec - s->cpu_usec) / usec : 0;
	s->cpu_usec = cpu_usec;
	s->at = now;
	return percent > 0 ? percent : 0;
}

/* With the keys that `docker stats --format` has. */
static json_t *
row_of(struct subject *s)
{
	struct cgroup_stats now;
	char cpu[32], memory[32], pids[32], usage[80], network[80], disk[80];
	int64_t in, out, limit = memory_limit(&s->cgroup);

	cgroup_stat(&s->cgroup, &now);
	int64_t used = memory_in_use(&s->cgroup, now.memory);
	read_network(s->pid, &in, &out);
	snprintf(cpu, sizeof(cpu), "%.2f%%", cpu_percent(s, now.cpu_usec));
	snprintf(memory, sizeof(memory), "%.2f%%",
	    limit > 0 && used > 0 ? 100.0 * used / limit : 0);
	snprintf(pids, sizeof(pids), "%lld",
	    (long long)(now.pids > 0 ? now.pids : 0));
	pair_text(usage, sizeof(usage), amount_binary, used, limit);
	pair_text(network, sizeof(network), amount_decimal, in, out);
	pair_text(disk, sizeof(disk), amount_decimal, now.read_bytes,
	    now.written_bytes);
	return json_pack("{ss, ss, ss, ss, ss, ss, ss, ss, ss}", "Container",
	    s->name, "ID", s->name, "Name", s->name, "CPUPerc", cpu, "MemUsage",
	    usage, "MemPerc", memory, "NetIO", network, "BlockIO", disk, "PIDs",
	    pids);
}

static json_t *
headings(void)
{
	return json_pack("{ss, ss, ss, ss, ss, ss, ss, ss, ss}", "Container",
	    "CONTAINER", "ID", "CONTAINER ID", "Name", "NAME", "CPUPerc",
	    "CPU %", "MemUsage", "MEM USAGE / LIMIT", "MemPerc", "MEM %",
	    "NetIO", "NET I/O", "BlockIO", "BLOCK I/O", "PIDs", "PIDS");
}

/* Begins to count; false: it has no cgroup, or no longer runs. */
static bool
add_subject(struct subjects *all, const char *name, pid_t pid)
{
	struct subject s = { .pid = pid };
	struct cgroup_stats now;

	if (record_cgroup(name, &s.cgroup) == -1)
		return false;
	s.name = strdup(name);
	cgroup_stat(&s.cgroup, &now);
	cpu_percent(&s, now.cpu_usec);
	if (s.name == NULL || LIST_ADD(all->all, all->n, &s) == -1)
		err(EXIT_OURS, "out of memory");
	return true;
}

static void
add_running(const char *id, void *data)
{
	struct record d;

	if (record_open(&d, id) == -1)
		return;
	if (d.pid != 0 && !add_subject(data, id, d.pid))
		warnx("%s: " CONTAINER_NO_CGROUP, id);
	record_close(&d);
}

static void
add_named(struct subjects *all, const char *name)
{
	struct record d;

	docker_must_run(&d, name);
	if (!add_subject(all, d.name, d.pid))
		errx(EXIT_OURS, "%s: " CONTAINER_NO_CGROUP, name);
	record_close(&d);
}

/* Each picture replaces the last. This is for the terminal: past stdio(3). */
static void
clear_terminal(void)
{
	static const char clear[] = "\033[H\033[2J";

	if (write(STDOUT_FILENO, clear, strlen(clear)) == -1)
		err(EXIT_OURS, "stdout");
}

/* Returns how many of them there still are. */
static size_t
show(struct subjects *all, const struct format_choice *format)
{
	struct columns columns = { 0 };
	size_t running = 0;

	if (format->table)
		format_add_headings(format, &columns, headings());
	for (size_t i = 0; i < all->n; i++) {
		const char *dir = cgroup_main_directory(&all->all[i].cgroup);

		if (access(dir, F_OK) == -1)
			continue;
		running++;
		format_add(format, &columns, row_of(&all->all[i]), NULL);
	}
	columns_print(&columns);
	output_finish();
	return running;
}

int
docker_stats(int argc, char *argv[])
{
	struct docker_options r;
	struct subjects all = { 0 };
	struct format_choice format;

	docker_options(&r, argc, argv, "1m",
	    "stats [--no-stream] [--format TEMPLATE] [CONTAINER...]", 0, -1);
	format_choose(&format, r.set['m'] ? r.value['m'] : NULL, TABLE);
	for (char **name = r.names; *name != NULL; name++)
		add_named(&all, *name);
	if (r.count == 0 && state_each(add_running, &all) == -1)
		err(EXIT_OURS, "%s", state_root());
	bool once = r.set['1'];
	do {
		usleep(once ? 500000 : 1000000);
		if (!once && isatty(STDOUT_FILENO))
			clear_terminal();
	} while (show(&all, &format) > 0 && !once);
	return EXIT_SUCCESS;
}
