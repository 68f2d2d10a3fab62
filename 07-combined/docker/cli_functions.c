/*
 * The table of --help=functions: which function does what an option asks for.
 *
 * An option names the functions, and this file their files, each once: a test
 * compares both with the sources.
 */
#include "07-combined/docker/cli.h"

#include <stdio.h>
#include <string.h>

/* Sorted by file. */
static const struct {
	const char *name, *file;
} functions[] = {
	{ "caps_drop_bounding", "01-caps/caps.c" },
	{ "caps_set", "01-caps/caps.c" },
	{ "caps_set_user", "01-caps/caps.c" },
	{ "user_find", "01-caps/user.c" },
	{ "ns_clone3", "02-namespaces/clone.c" },
	{ "ns_unshare", "02-namespaces/clone.c" },
	{ "ns_map_ids", "02-namespaces/ids.c" },
	{ "ns_set_hostname", "02-namespaces/ns_setup.c" },
	{ "join_file", "03-setns/join.c" },
	{ "devices_limit", "04-cgroups/devices.c" },
	{ "cgroup_set", "04-cgroups/limits.c" },
	{ "filter_from_json", "05-seccomp/profile/seccomp_profile.c" },
	{ "etc_add", "07-combined/docker/etc_files.c" },
	{ "rotate", "07-combined/docker/json_file.c" },
	{ "logger_open", "07-combined/docker/logger.c" },
	{ "record_write", "07-combined/docker/record_json.c" },
	{ "record_wait", "07-combined/docker/record_status.c" },
	{ "record_remove", "07-combined/docker/rm.c" },
	{ "docker_run_detached", "07-combined/docker/run_detached.c" },
	{ "make_input", "07-combined/docker/run_detached.c" },
	{ "signal_container", "07-combined/docker/stop_pause.c" },
	{ "write_cidfile", "07-combined/docker/supervisor.c" },
	{ "set_oom_score", "07-combined/engine/create.c" },
	{ "mount_clone", "07-combined/engine/detached_mount.c" },
	{ "change_profile_on_exec", "07-combined/executor/executor_profile.c" },
	{ "executor_main", "07-combined/executor/executor.c" },
	{ "forbid_new_privileges", "07-combined/executor/executor_filter.c" },
	{ "load_filter", "07-combined/executor/executor_filter.c" },
	{ "run_init", "07-combined/executor/executor_init.c" },
	{ "init_drop_privileges", "07-combined/engine/init.c" },
	{ "mounts_add", "07-combined/engine/mounts.c" },
	{ "mounts_add_devices", "07-combined/engine/mounts.c" },
	{ "attributes_names", "07-combined/engine/process_attributes.c" },
	{ "attributes_rlimits", "07-combined/engine/process_attributes.c" },
	{ "attributes_sysctls", "07-combined/engine/process_attributes.c" },
	{ "resolve_command", "07-combined/engine/resolve.c" },
	{ "rootfs_seal", "07-combined/engine/rootfs.c" },
	{ "terminal_open", "07-combined/engine/terminal.c" },
	{ "tmpfs_files_add", "07-combined/engine/tmpfs_files.c" },
	{ "image_pull", "07-combined/image/pull.c" },
	{ "network_join", "07-combined/network/network.c" },
	{ "network_set_rules", "07-combined/network/nftables.c" },
	{ "state_create", "07-combined/store/state.c" },
};

static const char *
find_file(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strlen(functions[i].name) == length &&
		    strncmp(functions[i].name, name, length) == 0)
			return functions[i].file;
	return "?"; /* which the test does not accept */
}

static void
add_row(
    FILE *out, const struct cli_option *option, const char *name, int length)
{
	const char *file = find_file(name, length);

	fputs("| ", out);
	if (option->letter != 0)
		fprintf(out, "`-%c`, ", option->letter);
	fprintf(out, "`--%s` | `%.*s` | [%s](%s) |\n", option->name, length,
	    name, file, file);
}

void
cli_add_functions(FILE *out, const struct cli_option *table)
{
	for (const struct cli_option *o = table; o->name != NULL; o++) {
		const char *name = o->functions;

		while (*name != '\0') {
			size_t length = strcspn(name, " ");

			add_row(out, o, name, length);
			name += length + strspn(name + length, " ");
		}
	}
}
