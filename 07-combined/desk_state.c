#include "06-apparmor/apparmor.h"
#include "07-combined/desk.h"
#include "07-combined/desk_files.h"
#include "07-combined/network.h"
#include "07-combined/state.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A pidfd of the process, if it is still the one that was written down. */
static int
open_process(json_t *process, const char *pid_key, const char *start_key)
{
	pid_t pid = json_integer_value(json_object_get(process, pid_key));
	json_int_t start =
	    json_integer_value(json_object_get(process, start_key));

	if (pid <= 0)
		return -1;
	int fd = syscall(SYS_pidfd_open, pid, 0);
	/* After the descriptor is there the number cannot change hands. */
	if (fd != -1 && state_start_time(pid) != (unsigned long long)start) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool
is_paused(const char *name)
{
	struct cgroup cgroup;
	char id[300];

	snprintf(id, sizeof(id), "combined/%s", name);
	return cgroup_open(&cgroup, id) == 0 && cgroup_is_frozen(&cgroup);
}

int
desk_open(struct desk *d, const char *name)
{
	char path[PATH_MAX];

	*d = (struct desk){
		.name = name, .pidfd = -1, .supervisor = -1, .exit = -1
	};
	if (!state_id_valid(name) ||
	    state_path(name, "", path, sizeof(path)) == NULL ||
	    access(path, F_OK) == -1) {
		errno = ENOENT;
		return -1;
	}
	d->state = state_read(name);
	if (d->state == NULL) /* its creation was cut short */
		d->state = json_object();
	if (json_object_get(d->state, "ociVersion") != NULL) {
		json_decref(d->state); /* the other front end's */
		errno = ENOENT;
		return -1;
	}
	json_t *process = json_object_get(d->state, "Process");
	d->pidfd = open_process(process, "Pid", "Start");
	d->supervisor = open_process(process, "Supervisor", "SupervisorStart");
	if (d->pidfd != -1)
		d->pid = json_integer_value(json_object_get(process, "Pid"));
	if (state_path(name, "exit", path, sizeof(path)) != NULL)
		d->exit = open(path, O_RDONLY | O_CLOEXEC);
	d->paused = d->pid != 0 && is_paused(name);
	return 0;
}

void
desk_close(struct desk *d)
{
	int fds[] = { d->pidfd, d->supervisor, d->exit };

	for (int i = 0; i < 3; i++)
		if (fds[i] != -1)
			close(fds[i]);
	json_decref(d->state);
	d->state = NULL;
}

static json_t *
find(const struct desk *d, const char *path)
{
	char copy[256], *rest = copy, *key;
	json_t *value = d->state;

	snprintf(copy, sizeof(copy), "%s", path);
	while ((key = strsep(&rest, ".")) != NULL)
		value = json_object_get(value, key);
	return value;
}

const char *
desk_text(const struct desk *d, const char *path)
{
	const char *text = json_string_value(find(d, path));

	return text != NULL ? text : "";
}

int
desk_status(const struct desk *d)
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

time_t
desk_ended(const struct desk *d)
{
	struct stat st;

	return d->exit != -1 && fstat(d->exit, &st) == 0 ? st.st_mtime : 0;
}

bool
desk_wait(const struct desk *d, int milliseconds)
{
	struct pollfd end = { .fd = d->supervisor, .events = POLLIN };

	return d->supervisor == -1 || poll(&end, 1, milliseconds) == 1;
}

static json_t *
list_of(char *const words[])
{
	json_t *list = json_array();

	for (; words != NULL && *words != NULL; words++)
		json_array_append_new(list, json_string(*words));
	return list;
}

static json_t *
text_or_null(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static json_t *
config_of(const struct cli *cli)
{
	const struct container *c = &cli->container;
	char caps[32];

	snprintf(caps, sizeof(caps), "%016jx", (uintmax_t)c->caps.bounding);
	return json_pack("{so, so, so, ss, sb, ss, sb, so, so, ss}", "Hostname",
	    text_or_null(c->hostname), "User", text_or_null(c->user), "Env",
	    list_of(c->env), "WorkingDir", c->cwd, "Tty", c->terminal,
	    "StopSignal", cli->stop_signal, "NoNewPrivileges", c->no_new_privs,
	    "Seccomp",
	    cli->seccomp_profile ? json_incref(cli->seccomp_profile)
				 : json_null(),
	    "AppArmor", text_or_null(c->apparmor), "Capabilities", caps);
}

int
desk_write(const struct cli *cli, pid_t pid)
{
	const struct container *c = &cli->container;
	char now[32], log[PATH_MAX] = "";
	time_t seconds = time(NULL);
	struct tm tm;

	strftime(
	    now, sizeof(now), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &tm));
	if (cli->detach)
		state_path(cli->name, "log", log, sizeof(log));
	json_t *state = json_pack(
	    "{ss, ss, ss, ss, so, ss, so, so, s{sb, sb, ss}, s{so, so}, "
	    "s{si, sI, si, sI}}",
	    "Id", cli->name, "Name", cli->name, "Created", now, "Path",
	    c->argv[0], "Args", list_of(c->argv + 1), "Image", cli->image,
	    "Rootfs", text_or_null(c->rootfs), "Config", config_of(cli),
	    "HostConfig", "AutoRemove", cli->remove, "Privileged",
	    cli->privileged, "NetworkMode", cli->network, "NetworkSettings",
	    "IPAddress", text_or_null(cli->net.address), "Ports",
	    network_ports(&cli->net), "Process", "Pid", (int)pid, "Start",
	    (json_int_t)state_start_time(pid), "Supervisor", (int)getpid(),
	    "SupervisorStart", (json_int_t)state_start_time(getpid()));
	if (state == NULL) {
		errno = EILSEQ; /* a word is not UTF-8 */
		return -1;
	}
	json_object_set_new(state, "LogPath", json_string(log));
	json_object_set_new(state, "Layer", text_or_null(c->layer));
	json_object_set_new(state, "Hosts", list_of(cli->hosts));
	int result = state_write(cli->name, state);
	json_decref(state);
	return result;
}

int
desk_read_process(const struct desk *d, struct cli *cli)
{
	struct container *c = &cli->container;
	json_t *list = find(d, "Config.Env"), *word;
	size_t i;

	json_array_foreach(list, i, word) if (i < CONTAINER_ENV - 1) c->env[i] =
	    strdup(json_string_value(word));
	c->cwd = strdup(desk_text(d, "Config.WorkingDir"));
	if (desk_text(d, "Config.User")[0] != '\0')
		c->user = strdup(desk_text(d, "Config.User"));
	if (desk_text(d, "Config.AppArmor")[0] != '\0')
		c->apparmor = strdup(desk_text(d, "Config.AppArmor"));
	c->no_new_privs = json_is_true(find(d, "Config.NoNewPrivileges"));
	c->caps.bounding =
	    strtoull(desk_text(d, "Config.Capabilities"), NULL, 16);
	json_t *profile = find(d, "Config.Seccomp");
	if (json_is_object(profile) || json_is_string(profile))
		cli->seccomp_profile = json_incref(profile);
	return 0;
}

const char *
desk_data(const char *directory, const char *name, char *path, size_t size)
{
	const char *data = getenv("COMBINED_DATA"),
		   *user = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	char root[PATH_MAX / 2];

	if (data != NULL)
		snprintf(root, sizeof(root), "%s", data);
	else if (geteuid() == 0)
		snprintf(root, sizeof(root), "/var/lib/combined");
	else if (user != NULL)
		snprintf(root, sizeof(root), "%s/combined", user);
	else
		snprintf(root, sizeof(root), "%s/.local/share/combined",
		    home ? home : "/tmp");
	snprintf(path, size, "%s/%s/%s", root, directory, name);
	for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	return path;
}

/* What its supervisor would have removed, had it not been killed. */
static int
clear_remains(const char *name)
{
	struct cgroup cgroup;
	char id[300];
	int result = 0;

	snprintf(id, sizeof(id), "combined/%s", name);
	if (cgroup_open(&cgroup, id) == 0 &&
	    (cgroup_kill(&cgroup) == -1 || cgroup_remove(&cgroup) == -1)) {
		warnx("cgroup: %s", cgroup_strerror());
		result = -1;
	}
	snprintf(id, sizeof(id), "combined-%s", name);
	if (geteuid() == 0 && apparmor_available() &&
	    apparmor_unload(id) == -1 && errno != ENOENT) {
		warn("AppArmor profile %s", id);
		result = -1;
	}
	return network_leave(name) == -1 ? -1 : result;
}

int
desk_remove(const char *name)
{
	int result = clear_remains(name);
	char path[PATH_MAX];

	desk_data("containers", name, path, sizeof(path));
	if (access(path, F_OK) == 0 && files_remove(path) == -1) {
		warn("%s", path);
		result = -1;
	}
	if (state_remove(name) == -1 && errno != ENOENT) {
		warn("the state of %s", name);
		result = -1;
	}
	return result;
}
