#include "04-cgroups/cli/cgroup_options.h"

#include "04-cgroups/cli/limit_options.h"
#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"

#include <err.h>
#include <errno.h>

static const char help[] =
    "Usage: cgroups [--name NAME] [limits] [--] [command [argument...]]\n"
    "       cgroups create NAME [limits]\n"
    "       cgroups set NAME limits\n"
    "       cgroups attach NAME PID...\n"
    "       cgroups show|freeze|thaw|kill|remove NAME...\n"
    "       cgroups watch NAME\n"
    "       cgroups clean\n"
    "\n"
    "Runs a command (default: your shell) in a cgroup of its own, and removes\n"
    "the cgroup with all processes left in it; or manages a cgroup that "
    "stays.\n"
    "\n"
    "      --name NAME            a path below the root: web, or lab/web\n"
    "      --memory SIZE          memory, such as 64M\n"
    "      --memory-swap SIZE     memory plus swap (default: twice the "
    "memory;\n"
    "                             -1: unlimited)\n"
    "      --cpus NUMBER          CPU time: that many CPUs, such as 0.5\n"
    "      --cpu-quota USEC       or: CPU time per period (-1: unlimited)\n"
    "      --cpu-period USEC      the period (default: 100000)\n"
    "      --cpu-shares NUMBER    weight when CPUs are short: 2 to 262144\n"
    "                             (a new cgroup has 1024)\n"
    "      --cpuset-cpus LIST     run on these CPUs only, such as 0-2,4\n"
    "      --cpuset-mems LIST     take memory from these NUMA nodes only\n"
    "      --cpu-rt-runtime USEC  realtime per period (cgroup v1)\n"
    "      --cpu-rt-period USEC   that period (cgroup v1)\n"
    "      --pids-limit NUMBER    processes and threads (-1: unlimited)\n"
    "      --blkio-weight NUMBER  weight when a disk is busy: 10 to 1000\n"
    "      --device-read-bps DEVICE:SIZE      bytes a second: /dev/sda:1M\n"
    "      --device-write-bps DEVICE:SIZE\n"
    "      --device-read-iops DEVICE:NUMBER   operations a second\n"
    "      --device-write-iops DEVICE:NUMBER\n"
    "      --usual-devices        no devices but null, tty and the like\n"
    "      --device-cgroup-rule RULE          and these, such as 'b 8:* "
    "r'\n" OPTIONS_HELP "\n"
    "The same on cgroup v1 and v2. A command with the name of a subcommand\n"
    "goes after --. cgroups watch draws the CPU time of each second until the\n"
    "last process has ended. cgroups clean removes what was left behind where\n"
    "cgroups itself was killed.\n";

enum { OPTION_NAME = OPTION_OWN, OPTION_USUAL, OPTION_RULE };

#define LIMIT(name, number)                                                    \
	{                                                                      \
		name, required_argument, NULL, number                          \
	}

static const struct option options[] = {
	{ "name", required_argument, NULL, OPTION_NAME },
	LIMIT("memory", CGROUP_OPTION_MEMORY),
	LIMIT("memory-swap", CGROUP_OPTION_MEMORY_SWAP),
	LIMIT("cpus", CGROUP_OPTION_CPUS),
	LIMIT("cpu-quota", CGROUP_OPTION_CPU_QUOTA),
	LIMIT("cpu-period", CGROUP_OPTION_CPU_PERIOD),
	LIMIT("cpu-shares", CGROUP_OPTION_CPU_SHARES),
	LIMIT("cpuset-cpus", CGROUP_OPTION_CPUSET_CPUS),
	LIMIT("cpuset-mems", CGROUP_OPTION_CPUSET_MEMS),
	LIMIT("cpu-rt-runtime", CGROUP_OPTION_CPU_RT_RUNTIME),
	LIMIT("cpu-rt-period", CGROUP_OPTION_CPU_RT_PERIOD),
	LIMIT("pids-limit", CGROUP_OPTION_PIDS_LIMIT),
	LIMIT("blkio-weight", CGROUP_OPTION_BLKIO_WEIGHT),
	LIMIT("device-read-bps", CGROUP_OPTION_DEVICE_READ_BPS),
	LIMIT("device-write-bps", CGROUP_OPTION_DEVICE_WRITE_BPS),
	LIMIT("device-read-iops", CGROUP_OPTION_DEVICE_READ_IOPS),
	LIMIT("device-write-iops", CGROUP_OPTION_DEVICE_WRITE_IOPS),
	{ "usual-devices", no_argument, NULL, OPTION_USUAL },
	{ "device-cgroup-rule", required_argument, NULL, OPTION_RULE },
	OPTIONS_COMMON,
	{ 0 },
};

static void
add_rule(struct cgroup_options *asked, const struct device_rule *rule)
{
	if (LIST_ADD(asked->rules, asked->nrules, rule) == -1)
		err(EXIT_OURS, "out of memory");
}

/* The first rule for devices brings the usual ones with it. */
static void
parse_rule(struct cgroup_options *asked, const char *text)
{
	const struct device_rule *usual = devices_usual;
	struct device_rule rule;

	asked->limited = true;
	if (asked->nrules == 0)
		while (usual->type != 0)
			add_rule(asked, usual++);
	if (text == NULL)
		return;
	if (devices_parse(text, &rule) == -1)
		options_wrong("--device-cgroup-rule: '%s' is not a rule such "
			      "as 'c 1:3 rwm'",
		    text);
	add_rule(asked, &rule);
}

static void
parse_limit(struct cgroup_options *asked, int option, int index, char *argv[])
{
	switch (cgroup_option(&asked->limits, option, optarg)) {
	case 0:
		options_common(option, argv, options, help);
		return;
	case 1:
		asked->limited = true;
		return;
	}
	if (errno == EINVAL || errno == ERANGE)
		options_wrong("--%s '%s' is not %s", options[index].name,
		    optarg, cgroup_option_wants(option));
	err(EXIT_OURS, "--%s %s", options[index].name, optarg);
}

static void
parse(int argc, char *argv[], const char *letters, struct cgroup_options *asked)
{
	int option, index = 0;

	while (
	    (option = getopt_long(argc, argv, letters, options, &index)) != -1)
		if (option == OPTION_NAME)
			asked->name = optarg;
		else if (option == OPTION_USUAL || option == OPTION_RULE)
			parse_rule(asked, optarg);
		else
			parse_limit(asked, option, index, argv);
}

void
cgroup_options_parse(int argc, char *argv[], struct cgroup_options *asked)
{
	parse(argc, argv, OPTIONS_SHORT, asked);
}

void
cgroup_options_parse_subcommand(
    int argc, char *argv[], struct cgroup_options *asked)
{
	/* Without the '+' getopt_long(3) looks after the names, too. */
	optind = 0;
	parse(argc, argv, &OPTIONS_SHORT[1], asked);
}

struct cgroup_limits
cgroup_options_limits(
    const struct cgroup_options *asked, const struct cgroup *cgroup)
{
	struct cgroup_limits limits = asked->limits;

	if (limits.memory != 0 && limits.memory_swap == 0 &&
	    cgroup_counts_swap(cgroup))
		limits.memory_swap =
		    limits.memory == -1 ? -1 : limits.memory * 2;
	return limits;
}

int
cgroup_options_limit_devices(
    const struct cgroup_options *asked, const struct cgroup *cgroup)
{
	if (asked->nrules == 0)
		return 0;
	return devices_limit(cgroup, asked->rules, asked->nrules);
}
