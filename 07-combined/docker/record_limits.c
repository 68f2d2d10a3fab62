/*
 * HostConfig and Mounts of `docker inspect`: what a container was given.
 */
#include "07-combined/docker/record_json.h"

#include "07-combined/docker/cli_volumes.h"
#include "07-combined/store/data_directory.h"
#include "common/options.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

static int
add_resources(json_t *config, const struct cgroup_limits *l, int64_t swap)
{
	json_t *pids =
	    l->pids != 0 ? json_integer((json_int_t)l->pids) : json_null();

	return json_object_update_new(config,
	    json_pack("{sI, sI, sI, sI, sI, sI, sI, sI, ss, ss, so, sI}",
		"Memory", (json_int_t)l->memory, "MemorySwap", (json_int_t)swap,
		"NanoCpus", (json_int_t)l->cpu_nano, "CpuShares",
		(json_int_t)l->cpu_shares, "CpuQuota", (json_int_t)l->cpu_quota,
		"CpuPeriod", (json_int_t)l->cpu_period, "CpuRealtimeRuntime",
		(json_int_t)l->cpu_rt_runtime, "CpuRealtimePeriod",
		(json_int_t)l->cpu_rt_period, "CpusetCpus",
		l->cpuset_cpus ? l->cpuset_cpus : "", "CpusetMems",
		l->cpuset_mems ? l->cpuset_mems : "", "PidsLimit", pids,
		"BlkioWeight", (json_int_t)l->blkio_weight));
}

/* As it is in force: docker doubles the memory, where swap is counted. */
static int64_t
swap_of(const struct cgroup_limits *l, const struct container *c)
{
	if (l->memory_swap != 0 || l->memory <= 0)
		return l->memory_swap;
	return c->has_cgroup && cgroup_counts_swap(&c->cgroup) ? 2 * l->memory
							       : -1;
}

/* ["CAP_NET_ADMIN"], ["ALL"], or null where there is none. */
static json_t *
caps_list(uint64_t set)
{
	char name[64] = "CAP_";

	if (set == 0)
		return json_null();
	if (set == caps_all())
		return json_pack("[s]", "ALL");
	json_t *list = json_array();
	for (int i = 0; i < 64; i++) {
		if (!(set & 1ULL << i))
			continue;
		caps_names(1ULL << i, name + 4, sizeof(name) - 4);
		for (char *letter = name; *letter != '\0'; letter++)
			*letter = toupper((unsigned char)*letter);
		json_array_append_new(list, json_string(name));
	}
	return list;
}

/* The client does not pass this one on: it empties the lists of paths. */
static int
add_security(json_t *list, const char *value)
{
	if (strcmp(value, "systempaths=unconfined") == 0)
		return 0;
	return record_add_word(list, value);
}

/* In place of the name of a filter's file, its text: docker's client reads it. */
static int
show_profile(const struct cli *cli, json_t *list)
{
	char *profile = json_dumps(cli->seccomp_profile, JSON_COMPACT);
	int result = profile != NULL ? 0 : -1;
	json_t *word;
	size_t i;

	json_array_foreach (list, i, word) {
		const char *text = json_string_value(word);

		if (profile != NULL && strncmp(text, "seccomp", 7) == 0 &&
		    strcmp(text + 8, cli->seccomp) == 0)
			result |= json_array_set_new(
			    list, i, json_sprintf("seccomp=%s", profile));
	}
	free(profile);
	return result;
}

/* dockerd takes SELinux's label from what shares the host's processes or IPC. */
static bool
has_no_label(const struct cli *cli, json_t *list)
{
	json_t *word;
	size_t i;

	json_array_foreach (list, i, word)
		if (strncmp(json_string_value(word), "label", 5) == 0)
			return false;
	return cli->privileged ||
	       strcmp(record_last(cli, "pid"), "host") == 0 ||
	       strcmp(record_last(cli, "ipc"), "host") == 0;
}

/* As it was given. */
static json_t *
security_list(const struct cli *cli)
{
	json_t *list =
	    record_collect(cli, "security-opt", json_array(), add_security);

	if (list != NULL && json_is_object(cli->seccomp_profile) &&
	    show_profile(cli, list) == -1) {
		json_decref(list);
		return NULL;
	}
	if (list != NULL && has_no_label(cli, list))
		json_array_append_new(list, json_string("label=disable"));
	return list != NULL ? record_or_null(list) : NULL;
}

static json_t *
paths(const char *const *list)
{
	return record_list((char *const *)list);
}

/* Docker's null where there is none. */
static json_t *
list_or_null(char *const words[])
{
	return words != NULL ? record_list(words) : json_null();
}

static int
add_powers(json_t *config, const struct cli *cli)
{
	const char *score = cli->spec.oom_score_adj;

	return json_object_update_new(config,
	    json_pack("{so, so, so, so, so, sb, si, so, so, so, s{ss, si}}",
		"CapAdd", caps_list(cli->cap_add), "CapDrop",
		caps_list(cli->cap_drop), "SecurityOpt", security_list(cli),
		"MaskedPaths", paths(cli->spec.masked_paths), "ReadonlyPaths",
		paths(cli->spec.readonly_paths), "ReadonlyRootfs",
		cli->spec.read_only, "OomScoreAdj",
		score != NULL ? atoi(score) : 0, "ExtraHosts",
		list_or_null(cli->hosts), "Dns", record_list(cli->dns),
		"DnsSearch", record_list(cli->dns_search), "RestartPolicy",
		"Name", "no", "MaximumRetryCount", 0));
}

int
record_add_limits(
    json_t *config, const struct cli *cli, const struct container *c)
{
	const struct cgroup_limits *limits = &cli->spec.resources;

	if (add_resources(config, limits, swap_of(limits, c)) == -1)
		return -1;
	return add_powers(config, cli);
}

static const char *
propagation_name(unsigned long propagation)
{
	static const struct {
		unsigned long flag;
		const char *name;
	} names[] = { { MS_SHARED, "shared" }, { MS_SLAVE, "slave" },
		{ MS_UNBINDABLE, "unbindable" }, { MS_PRIVATE, "private" } };
	static char text[32];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(propagation & names[i].flag))
			continue;
		snprintf(text, sizeof(text), "%s%s",
		    propagation & MS_REC ? "r" : "", names[i].name);
		return text;
	}
	return "rprivate";
}

/* The name of the volume that a path is; NULL: it is none. */
static const char *
volume_name(const char *source)
{
	char all[PATH_MAX];

	data_path("volumes", "", all, sizeof(all));
	size_t length = strlen(all);
	if (strncmp(source, all, length) != 0)
		return NULL;
	source += length;
	source += strspn(source, "/");
	return strchr(source, '/') == NULL && source[0] != '\0' ? source : NULL;
}

/* The third field of the -v for this place, or "". To be freed. */
static char *
mode_of(const struct cli *cli, const char *target)
{
	for (size_t i = 0; i < cli->ngiven; i++) {
		char *rest, *mode = NULL;

		if (strcmp(cli->given[i].option->name, "volume") != 0)
			continue;
		char *source = options_split(cli->given[i].value, ':', &rest);
		if (rest != NULL && (mode = strchr(rest, ':')) != NULL)
			*mode++ = '\0';
		char *path = mode != NULL ? cli_clean_path(rest) : NULL;
		char *found = path != NULL && strcmp(path, target) == 0
				  ? strdup(mode)
				  : NULL;
		free(path);
		free(source);
		if (found != NULL)
			return found;
	}
	return strdup("");
}

static json_t *
mount_of(const struct cli *cli, const struct container_mount *m)
{
	bool rw = !(m->flags & MS_RDONLY) && !m->sealed &&
		  !((m->here.set | m->below.set) & MOUNT_ATTR_RDONLY);
	const char *name = m->own            ? ""
			   : m->type == NULL ? volume_name(m->source)
					     : NULL;
	char *mode = mode_of(cli, m->target);

	if (mode == NULL)
		return NULL;
	/* Docker's volumes with a name have a label for all containers. */
	bool shared = name != NULL && name[0] != '\0' && mode[0] == '\0';
	json_t *object = json_pack("{ss, ss, ss, ss, sb, ss}", "Type",
	    m->type != NULL ? "tmpfs"
	    : name != NULL  ? "volume"
			    : "bind",
	    "Source", m->type != NULL ? "" : m->source, "Destination",
	    m->target, "Mode", shared ? "z" : mode, "RW", rw, "Propagation",
	    m->type != NULL || name != NULL ? ""
					    : propagation_name(m->propagation));

	free(mode);
	if (name != NULL) {
		json_object_set_new(object, "Name", json_string(name));
		json_object_set_new(object, "Driver", json_string("local"));
	}
	return object;
}

/* Docker shows what --tmpfs has mounted in HostConfig, and not here. */
static bool
is_of_tmpfs(const struct cli *cli, const char *target)
{
	bool found = false;

	for (size_t i = 0; i < cli->ngiven && !found; i++) {
		char *options;

		if (strcmp(cli->given[i].option->name, "tmpfs") != 0)
			continue;
		char *word = options_split(cli->given[i].value, ':', &options);
		char *path = cli_clean_path(word);
		found = strcmp(path, target) == 0;
		free(path);
		free(word);
	}
	return found;
}

json_t *
record_mounts(const struct cli *cli)
{
	json_t *list = json_array();

	for (size_t i = cli->first_mount; i < cli->spec.nmounts; i++) {
		const struct container_mount *m = &cli->spec.mounts[i];

		if (is_of_tmpfs(cli, m->target))
			continue;
		if (json_array_append_new(list, mount_of(cli, m)) == -1) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}
