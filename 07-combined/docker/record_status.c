#include "07-combined/docker/docker.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Opens a pidfd of the process, if it is still the one that was written down.
 * Returns -1 where we cannot know whether it is.
 */
static int
open_process(
    int *pidfd, json_t *process, const char *pid_key, const char *start_key)
{
	pid_t pid = json_integer_value(json_object_get(process, pid_key));
	json_int_t start =
	    json_integer_value(json_object_get(process, start_key));

	if (pid <= 0)
		return 0;
	*pidfd = state_open_process(pid, start);
	return *pidfd == -1 && errno != ESRCH ? -1 : 0;
}

int
record_cgroup(const char *name, struct cgroup *cgroup)
{
	char *id = state_cgroup(name);

	if (id == NULL)
		return -1;
	int result = cgroup_open(cgroup, id);
	int saved_errno = errno;
	free(id);
	errno = saved_errno;
	return result;
}

static bool
is_paused(const char *name)
{
	struct cgroup cgroup;

	return record_cgroup(name, &cgroup) == 0 && cgroup_is_frozen(&cgroup);
}

int
record_open(struct record *d, const char *name)
{
	*d = (struct record){
		.name = name, .pidfd = -1, .supervisor = -1, .exit = -1
	};
	if (!state_id_valid(name)) {
		errno = ENOENT;
		return -1;
	}
	int directory = state_open(name, ".", O_PATH | O_DIRECTORY);
	if (directory == -1)
		return -1;
	close(directory);
	d->state = state_read(name, "state.json");
	if (d->state == NULL && errno != ENOENT && errno != EBADMSG)
		return -1;
	if (d->state == NULL) /* its creation was cut short */
		d->state = json_object();
	if (json_object_get(d->state, "ociVersion") != NULL) {
		record_close(d); /* the other front end's */
		errno = ENOENT;
		return -1;
	}
	json_t *process = json_object_get(d->state, "Process");
	if (open_process(&d->pidfd, process, "Pid", "Start") == -1 ||
	    open_process(&d->supervisor, process, "Supervisor",
		"SupervisorStart") == -1) {
		int saved_errno = errno;
		record_close(d);
		errno = saved_errno;
		return -1;
	}
	if (d->pidfd != -1)
		d->pid = json_integer_value(json_object_get(process, "Pid"));
	d->exit = state_open(name, "exit", O_RDONLY);
	d->paused = d->pid != 0 && is_paused(name);
	return 0;
}

void
record_close(struct record *d)
{
	int fds[] = { d->pidfd, d->supervisor, d->exit };

	for (int i = 0; i < 3; i++)
		if (fds[i] != -1)
			close(fds[i]);
	d->pidfd = d->supervisor = d->exit = -1;
	json_decref(d->state);
	d->state = NULL;
}

bool
record_runs(const char *name)
{
	struct record d;

	if (record_open(&d, name) == -1)
		return false;
	bool runs = d.pid != 0;
	record_close(&d);
	return runs;
}

bool
record_name_is_taken(const char *name)
{
	struct cgroup cgroup;

	int fd = data_open("containers", name, O_PATH, 0);
	if (fd != -1)
		close(fd);
	return fd != -1 || record_cgroup(name, &cgroup) == 0;
}

static json_t *
find(const struct record *d, const char *path)
{
	char copy[256], *rest = copy, *key;
	json_t *value = d->state;

	snprintf(copy, sizeof(copy), "%s", path);
	while ((key = strsep(&rest, ".")) != NULL)
		value = json_object_get(value, key);
	return value;
}

const char *
record_text(const struct record *d, const char *path)
{
	const char *text = json_string_value(find(d, path));

	return text != NULL ? text : "";
}

int
record_status(const struct record *d)
{
	char text[16] = "";
	long long status;

	if (d->exit != -1 && pread(d->exit, text, sizeof(text) - 1, 0) > 0) {
		text[strcspn(text, "\n")] = '\0';
		if (parse_number(text, 0, 255, &status) == 0)
			return status;
	}
	return d->pid != 0 || d->supervisor != -1 ? -1 : 128 + SIGKILL;
}

bool
record_oom_killed(const struct record *d)
{
	char text[32] = "";
	struct cgroup cgroup;
	struct cgroup_stats stats;

	if (d->pid != 0) {
		if (record_cgroup(d->name, &cgroup) == -1)
			return false;
		cgroup_stat(&cgroup, &stats);
		return stats.oom_kills > 0;
	}
	return d->exit != -1 && pread(d->exit, text, sizeof(text) - 1, 0) > 0 &&
	       strstr(text, "\n" RECORD_OOM) != NULL;
}

time_t
record_finished_at(const struct record *d)
{
	struct stat st;

	return d->exit != -1 && fstat(d->exit, &st) == 0 ? st.st_mtime : 0;
}

bool
record_wait(const struct record *d, int milliseconds)
{
	struct pollfd end = { .fd = d->supervisor, .events = POLLIN };

	return d->supervisor == -1 || poll(&end, 1, milliseconds) == 1;
}

int
record_wait_and_close(struct record *d)
{
	record_wait(d, -1);
	d->pid = 0;
	if (d->supervisor != -1)
		close(d->supervisor);
	d->supervisor = -1;
	int status = record_status(d);
	record_close(d);
	return status;
}
