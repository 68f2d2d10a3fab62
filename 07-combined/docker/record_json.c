/*
 * state.json of a container: what is written down of it, and read
 * back for one more process.
 */
#include "07-combined/docker/record_json.h"
#include "07-combined/docker/docker.h"
#include "07-combined/image/image.h"
#include "07-combined/network/network.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/list.h"
#include "common/options.h"
#include "common/text.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static json_t *
labels_of(const struct cli *cli)
{
	json_t *labels = json_object();

	for (size_t i = 0; i < cli->nlabels; i++) {
		char *value;
		const char *name = options_split(cli->labels[i], '=', &value);

		if (json_object_set_new(
			labels, name, json_string(value ? value : "")) == -1) {
			json_decref(labels);
			return NULL;
		}
	}
	return labels;
}

static json_t *
config_of(const struct cli *cli)
{
	const struct container_spec *spec = &cli->spec;
	char caps[32];

	snprintf(caps, sizeof(caps), "%016jx", (uintmax_t)spec->caps.bounding);
	return json_pack("{so, so, so, ss, sb, ss, sI, so, sb, so, so, ss}",
	    "Hostname", json_string(spec->hostname ? spec->hostname : ""),
	    "User", json_string(spec->user ? spec->user : ""), "Env",
	    record_list(spec->env), "WorkingDir", spec->cwd, "Tty",
	    spec->terminal, "StopSignal", cli->stop_signal, "StopTimeout",
	    (json_int_t)cli->stop_timeout, "Labels", labels_of(cli),
	    "NoNewPrivileges", spec->no_new_privs, "Seccomp",
	    cli->seccomp_profile ? json_incref(cli->seccomp_profile)
				 : json_null(),
	    "AppArmor", record_text_or_null(spec->apparmor), "Capabilities",
	    caps);
}

/* As podman has it: ["0:1879048192:65536"], inside, outside, count. */
static json_t *
map_of(const struct ns_range *ranges, size_t n)
{
	json_t *list = json_array();
	char text[64];

	for (size_t i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "%u:%u:%u", ranges[i].inside,
		    ranges[i].outside, ranges[i].count);
		json_array_append_new(list, json_string(text));
	}
	return list;
}

/* Whose its users are; null without users of its own. */
static json_t *
maps_of(const struct container_spec *spec)
{
	return spec->nuids == 0 ? json_null()
				: json_pack("{so, so}", "UidMap",
				      map_of(spec->uids, spec->nuids), "GidMap",
				      map_of(spec->gids, spec->ngids));
}

/* As given, and what was not from our defaults: dockerd has daemon.json's. */
static json_t *
log_config(const struct cli *cli)
{
	char size[32], files[32];

	if (cli->no_log || !cli->detach)
		return json_pack("{ss, s{}}", "Type", "none", "Config");
	snprintf(size, sizeof(size), "%dm", JSON_FILE_SIZE / 1000000);
	snprintf(files, sizeof(files), "%d", JSON_FILE_FILES);
	json_t *config =
	    json_pack("{ss, ss}", "max-size", size, "max-file", files);
	return json_pack("{ss, so}", "Type", "json-file", "Config",
	    record_collect(cli, "log-opt", config, record_add_setting));
}

/* Docker's word where AppArmor is not to confine it, or nothing does. */
static const char *
apparmor_of(const struct cli *cli)
{
	if (cli->spec.apparmor != NULL)
		return cli->spec.apparmor;
	return cli->apparmor != NULL ? cli->apparmor : "";
}

int
record_write(const struct cli *cli, const struct container *c)
{
	const struct container_spec *spec = &cli->spec;
	char now[TEXT_NOW], path[PATH_MAX], log[PATH_MAX + 16] = "";

	text_now(now);
	if (cli->detach && !cli->no_log)
		snprintf(log, sizeof(log), "%s/" JSON_FILE_NAME,
		    data_path("containers", cli->name, path, sizeof(path)));
	json_t *state = json_pack(
	    "{ss, so, ss, ss, so, ss, so, ss, so, s{sb, sb, ss, ss, so, so}, "
	    "s{so}, "
	    "s{si, sI, si, sI, so*}}",
	    "Id", cli->name, "Name", json_sprintf("/%s", cli->name), "Created",
	    now, "Path", spec->argv[0], "Args", record_list(spec->argv + 1),
	    "Image", cli->image, "Rootfs", record_text_or_null(spec->rootfs),
	    "AppArmorProfile", apparmor_of(cli), "Config", config_of(cli),
	    "HostConfig", "AutoRemove", cli->remove, "Privileged",
	    cli->privileged, "NetworkMode", cli->network, "IpcMode",
	    cli->ipc ? cli->ipc : "shareable", "IDMappings", maps_of(spec),
	    "LogConfig", log_config(cli), "NetworkSettings", "Ports",
	    network_ports(&cli->net), "Process", "Pid", (int)c->pid, "Start",
	    (json_int_t)state_start_time(c->pid), "Supervisor", (int)getpid(),
	    "SupervisorStart", (json_int_t)state_start_time(getpid()),
	    "HostsDescriptor",
	    c->shared_file != -1 ? json_integer(c->shared_file) : NULL);
	if (state == NULL) {
		errno = EILSEQ; /* a word is not UTF-8 */
		return -1;
	}
	cli_describe_image(cli->image_entry, state);
	json_t *host_config = json_object_get(state, "HostConfig");
	if (record_add_limits(host_config, cli, c) == -1 ||
	    record_add_given(host_config, cli) == -1 ||
	    record_add_command(json_object_get(state, "Config"), cli) == -1 ||
	    record_add_networks(
		json_object_get(state, "NetworkSettings"), cli) == -1 ||
	    json_object_set_new(state, "Mounts", record_mounts(cli)) == -1) {
		json_decref(state);
		errno = EILSEQ;
		return -1;
	}
	char *here = getcwd(NULL, 0);
	int result = 0;
	if (json_object_set_new(state, "LogPath", json_string(log)) == -1 ||
	    json_object_set_new(
		state, "Layer", record_text_or_null(spec->upper_dir)) == -1 ||
	    json_object_set_new(
		state, "Directory", record_text_or_null(here)) == -1 ||
	    json_object_set_new(
		state, "Arguments", record_list(cli->arguments)) == -1 ||
	    json_object_set_new(state, "Hosts", record_list(cli->hosts)) ==
		-1) {
		errno = ENOMEM;
		result = -1;
	}
	free(here);
	if (result == 0)
		result = state_write(cli->name, "state.json", state);
	json_decref(state);
	return result;
}

/* Copies a text of the state; "" leaves *to as it is. Returns 0, or -1. */
static int
copy_text(const struct record *d, const char *key, const char **to)
{
	const char *text = record_text(d, key);

	if (text[0] == '\0')
		return 0;
	*to = strdup(text);
	return *to != NULL ? 0 : -1;
}

/* 0 is what it has without --oom-score-adj. */
static int
copy_oom_score(const struct record *d, struct container_spec *spec)
{
	char *score;
	json_int_t number = json_integer_value(json_object_get(
	    json_object_get(d->state, "HostConfig"), "OomScoreAdj"));

	if (number == 0)
		return 0;
	if (asprintf(&score, "%lld", (long long)number) == -1)
		return -1;
	spec->oom_score_adj = score;
	return 0;
}

int
record_read_process(const struct record *d, struct cli *cli)
{
	struct container_spec *spec = &cli->spec;
	json_t *config = json_object_get(d->state, "Config");
	json_t *list = json_object_get(config, "Env"), *word;
	size_t i;

	json_array_foreach (list, i, word)
		if (json_is_string(word) &&
		    list_add_string(&spec->env, &spec->nenv,
			strdup(json_string_value(word))) == -1)
			return -1;
	spec->cwd = strdup(record_text(d, "Config.WorkingDir"));
	if (spec->cwd == NULL ||
	    copy_text(d, "Config.User", &spec->user) == -1 ||
	    copy_text(d, "Config.AppArmor", &spec->apparmor) == -1)
		return -1;
	if (copy_oom_score(d, spec) == -1)
		return -1;
	spec->no_new_privs =
	    json_is_true(json_object_get(config, "NoNewPrivileges"));
	spec->caps.bounding =
	    strtoull(record_text(d, "Config.Capabilities"), NULL, 16);
	json_t *profile = json_object_get(config, "Seccomp");
	if (json_is_object(profile) || json_is_string(profile))
		cli->seccomp_profile = json_incref(profile);
	return 0;
}
