#include "07-combined/docker/cli.h"

#include "05-seccomp/filter.h"
#include "06-apparmor/apparmor.h"
#include "07-combined/engine/apparmor_default.h"
#include "07-combined/engine/namespaced.h"
#include "07-combined/engine/seccomp_cache.h"
#include "07-combined/network/ipam.h"
#include "07-combined/network/rootless.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* A name that is not in use: 12 hexadecimal digits, as Docker's short IDs. */
static char *
make_name(void)
{
	uint64_t number = 0;
	char *name;

	if (getrandom(&number, 6, 0) != 6 ||
	    asprintf(&name, "%012jx", (uintmax_t)number) == -1)
		err(EXIT_OURS, "making up a name");
	return name;
}

/* Docker's rule: what is added wins, unless all is added and some dropped. */
static uint64_t
settle_caps(const struct cli *cli)
{
	struct caps_sets own;

	if (caps_get(0, &own) == -1)
		err(EXIT_OURS, "own capabilities");
	if (cli->privileged)
		return own.bounding;
	if (cli->cap_add == caps_all())
		return own.bounding & ~cli->cap_drop;
	return (CAPS_DOCKER & ~cli->cap_drop) | cli->cap_add;
}

/* NULL: the default. */
static json_t *
read_profile(const char *path)
{
	json_error_t error;
	json_t *profile;

	if (strcmp(path, "unconfined") == 0)
		return json_string(path);
	if (strcmp(path, "builtin") == 0)
		return NULL;
	profile = json_load_file(path, 0, &error);
	if (profile == NULL)
		errx(EXIT_OURS, "seccomp profile %s: %s", path, error.text);
	return profile;
}

void
cli_settle_power(struct cli *cli, uint64_t caps)
{
	struct container_spec *spec = &cli->spec;

	spec->caps = (struct caps_sets){
		.bounding = caps, .permitted = caps, .effective = caps
	};
	if (json_is_string(cli->seccomp_profile))
		return;
	/* Our profile of AppArmor refuses the families that no filter sees. */
	bool with_socketcall = spec->apparmor != NULL && geteuid() == 0 &&
			       strcmp(spec->apparmor, PROFILE_DEFAULT) == 0;
	spec->seccomp =
	    seccomp_cache_program(cli->seccomp_profile, caps, with_socketcall);
	if (spec->seccomp == NULL)
		errx(EXIT_OURS, "seccomp profile %s: %s",
		    cli->seccomp ? cli->seccomp : "", filter_error());
}

static void
settle_security(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;

	if (cli->privileged) {
		cli->bare_paths = true;
		spec->nrules = 0;
		if (geteuid() == 0)
			cli_add_all_devices(spec);
		if (cli->seccomp == NULL)
			cli->seccomp = "unconfined";
	}
	if (cli->bare_paths)
		spec->masked_paths = spec->readonly_paths = NULL;
	if (cli->seccomp != NULL)
		cli->seccomp_profile = read_profile(cli->seccomp);
	cli_settle_power(cli, settle_caps(cli));
}

/* Loading a profile needs root; entering a loaded one needs no privilege. */
static void
settle_apparmor(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;

	if (cli->apparmor != NULL) {
		if (strcmp(cli->apparmor, "unconfined") == 0)
			return;
		if (!apparmor_available())
			err(EXIT_OURS, "AppArmor profile %s (%s)",
			    cli->apparmor, apparmor_remedy(errno));
		spec->apparmor = cli->apparmor;
		spec->apparmor_generated =
		    strcmp(spec->apparmor, PROFILE_DEFAULT) == 0 &&
		    geteuid() == 0;
		return;
	}
	if (cli->privileged || geteuid() != 0 || !apparmor_available())
		return;
	spec->apparmor = PROFILE_DEFAULT;
	spec->apparmor_generated = true;
}

static void
add_variable(struct container_spec *spec, const char *name, const char *value)
{
	char *text;

	if (asprintf(&text, "%s=%s", name, value) == -1)
		err(EXIT_OURS, "out of memory");
	/* A variable that the user has set stays. */
	if (container_find_variable(spec->env, text) < spec->nenv)
		return;
	if (container_set_variable(spec, text) == -1)
		err(EXIT_OURS, "out of memory");
}

bool
cli_settle_terminal(const struct cli *cli)
{
	bool is_terminal = isatty(STDIN_FILENO);

	if (cli->detach)
		return cli->tty;
	if (cli->tty && !is_terminal)
		errx(EXIT_OURS, "-t: standard input is not a terminal; leave "
				"it out");
	return is_terminal && isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
}

/* Returns the address of "NAME:ADDRESS", where it stands for the host's. */
static char *
find_host_gateway(const char *host)
{
	char *address = strchr(host, ':') + 1;

	return strcmp(address, CLI_HOST_GATEWAY) == 0 ? address : NULL;
}

/* Only the bridge of root's has one. */
static void
refuse_host_gateway(const struct cli *cli)
{
	for (size_t i = 0; i < cli->nhosts; i++)
		if (find_host_gateway(cli->hosts[i]) != NULL)
			options_wrong("--add-host: " CLI_HOST_GATEWAY
				      " needs root and --network bridge");
}

/* "host-gateway" is longer than an address of the bridge's network. */
static void
settle_host_gateway(struct cli *cli)
{
	for (size_t i = 0; i < cli->nhosts; i++) {
		char *address = find_host_gateway(cli->hosts[i]);

		if (address != NULL)
			memcpy(
			    address, NETWORK_GATEWAY, sizeof(NETWORK_GATEWAY));
	}
}

/* A published port leads nowhere but through the bridge. */
static void
settle_network(struct cli *cli)
{
	if (cli->network == NULL)
		cli->network = cli->net.nports > 0 ? "bridge" : "none";
	bool bridge = strcmp(cli->network, "bridge") == 0;
	const char *program =
	    bridge && geteuid() != 0 ? rootless_program() : "";

	if (program == NULL)
		errx(EXIT_OURS, "--network bridge: only root may change the "
				"host's network; a normal user needs pasta "
				"(package passt) or slirp4netns for it");
	if (!bridge || geteuid() != 0)
		refuse_host_gateway(cli);
	else
		settle_host_gateway(cli);
	if (!bridge && cli->net.nports > 0)
		errx(EXIT_OURS, "-p needs --network bridge");
	if (strstr(program, "slirp") != NULL && cli->net.nports > 0)
		errx(EXIT_OURS, "-p: for a normal user, this needs pasta "
				"(install the package passt)");
}

static void
add_sysctl(struct container_spec *spec, const char *name, const char *value)
{
	struct container_setting setting = { name, value };
	char path[80] = "";

	for (size_t i = 0; i < spec->nsysctls; i++)
		if (strcmp(spec->sysctls[i].name, name) == 0)
			return;
	if (namespaced_path(name, path, sizeof(path)) == -1 ||
	    access(path, F_OK) == -1) {
		if (errno == ENOENT)
			return; /* a kernel without it */
		err(EXIT_OURS, "%s", path);
	}
	if (LIST_ADD(spec->sysctls, spec->nsysctls, &setting) == -1)
		err(EXIT_OURS, "out of memory");
}

/* Are all groups here, as in the initial user namespace? */
static bool
has_all_groups(void)
{
	unsigned int inside, outside, count = 0;
	FILE *map = fopen("/proc/self/gid_map", "re");

	if (map == NULL)
		err(EXIT_OURS, "/proc/self/gid_map");
	if (fscanf(map, "%u %u %u", &inside, &outside, &count) != 3)
		count = 0;
	fclose(map);
	return count == UINT32_MAX;
}

/*
 * As dockerd: in a network of its own any user may have any port, and send ICMP
 * echo requests; all groups can be named in the initial user namespace only.
 */
static void
settle_sysctls(struct container_spec *spec)
{
	if (!(spec->namespaces & CLONE_NEWNET))
		return;
	add_sysctl(spec, "net.ipv4.ip_unprivileged_port_start", "0");
	if (!container_has_users(spec) && has_all_groups())
		add_sysctl(spec, "net.ipv4.ping_group_range", "0 2147483647");
}

void
cli_settle(struct cli *cli)
{
	static const struct cgroup_limits none;
	struct container_spec *spec = &cli->spec;

	if (cli->name == NULL)
		cli->name = make_name();
	if (cli->stop_signal == NULL)
		cli->stop_signal = "TERM";
	if (spec->cwd == NULL)
		spec->cwd = "/";
	spec->cgroup = state_cgroup(cli->name);
	if (spec->cgroup == NULL)
		err(EXIT_OURS, "out of memory");
	cli_settle_oom_score(cli);
	settle_network(cli);
	if (spec->namespaces & CLONE_NEWUTS && spec->hostname == NULL)
		spec->hostname = cli->name;
	cli_check_settings(spec);
	spec->terminal = cli_settle_terminal(cli);
	settle_apparmor(cli);
	settle_security(cli);
	cli_settle_mounts(cli);
	if (container_map_users(spec) == -1)
		err(EXIT_OURS, "out of memory");
	cli_settle_others(cli);
	settle_sysctls(spec);
	spec->cgroup_optional = geteuid() != 0 && memcmp(&spec->resources,
						      &none, sizeof(none)) == 0;
	if (spec->hostname != NULL)
		add_variable(spec, "HOSTNAME", spec->hostname);
	if (spec->terminal)
		add_variable(spec, "TERM", "xterm");
}
