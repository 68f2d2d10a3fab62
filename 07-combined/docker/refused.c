#include "07-combined/docker/refused.h"

#include "common/exits.h"
#include "common/options.h"

#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Words with one reason, separated by spaces. */
struct refusal {
	const char *command;
	const char *words;
	const char *reason;
};

static const struct refusal options_refused[] = {
	{ "run", "--annotation", "for OCI runtimes below docker" },
	{ "run", "-a --attach", "all three streams, always" },
	{ "run", "--blkio-weight-device", "only one weight for all devices" },
	{ "run", "--cgroup-parent", "the parent is combined" },
	{ "run", "--cpu-count --cpu-percent", "Windows" },
	{ "run", "--detach-keys", "Ctrl-P Ctrl-Q" },
	{ "run", "--disable-content-trust", "skopeo's policy applies" },
	{ "run", "--dns-option", "use -v FILE:/etc/resolv.conf" },
	{ "run", "--expose", "of use only to -P" },
	{ "run", "--gpus", "use --device and -v" },
	{ "run", "--group-add",
	    "-u takes the groups of the container's /etc/group" },
	{ "run",
	    "--health-cmd --health-interval --health-retries "
	    "--health-start-interval --health-start-period --health-timeout "
	    "--no-healthcheck",
	    "there is no daemon to run the checks" },
	{ "run", "--io-maxbandwidth --io-maxiops", "Windows" },
	{ "run", "--ip --ip6 --link-local-ip --mac-address",
	    "the address is the next free one of the bridge" },
	{ "run", "--isolation", "Windows" },
	{ "run", "--kernel-memory", "the kernel has removed it" },
	{ "run", "--label-file", "use --label" },
	{ "run", "--link --network-alias",
	    "containers of the bridge find one another by name" },
	{ "run", "--memory-reservation --memory-swappiness --oom-kill-disable",
	    "the limit is --memory" },
	{ "run", "--platform", "always this machine's" },
	{ "run", "-P --publish-all", "use -p PORT" },
	{ "run", "-q --quiet", "progress is shown on a terminal only" },
	{ "run", "--restart", "there is no daemon; use a systemd unit" },
	{ "run", "--runtime", "combined-oci is a runtime: OCI.md" },
	{ "run", "--sig-proxy", "signals are always forwarded" },
	{ "run", "--storage-opt", "what a container writes has no quota" },
	{ "run", "--use-api-socket", "there is no daemon" },
	{ "run", "--volume-driver --volumes-from", "use -v" },
	{ "exec", "--detach-keys", "Ctrl-P Ctrl-Q" },
	{ "exec", "--privileged", "exec has what the container has" },
	{ "ps", "-s --size", "the sizes of files are not counted" },
	{ "inspect", "-s --size", "the sizes of files are not counted" },
	{ "stats", "-a --all", "what has ended uses nothing" },
	{ "stats", "--no-trunc", "nothing is truncated" },
	{ "logs", "--details", "the lines of a log have no attributes" },
	{ "attach", "--detach-keys", "Ctrl-P Ctrl-Q" },
	{ "attach", "--no-stdin", "use logs -f" },
	{ "attach", "--sig-proxy", "signals are not forwarded: use kill" },
	{ "start", "-a --attach -i --interactive --detach-keys",
	    "start runs it in the background: use attach or logs -f" },
	{ "start", "--checkpoint --checkpoint-dir", "processes are not saved" },
	{ "cp", "-a --archive", "owners are the caller's or the container's" },
	{ "cp", "-L --follow-link", "name what the link leads to" },
	{ "rm", "-l --link", "there are no links between containers" },
	{ "pull", "-a --all-tags", "name each tag" },
	{ "pull", "--disable-content-trust", "skopeo's policy applies" },
	{ "pull", "--platform", "always this machine's" },
	{ "pull", "-q --quiet", "progress is shown on a terminal only" },
	{ "images", "-a --all", "there are no intermediate images" },
	{ "images", "--digests --no-trunc --tree", "use inspect of skopeo" },
	{ "images", "-f --filter", "use grep" },
	{ "rmi", "-f --force", "remove its containers first" },
	{ "rmi", "--no-prune", "layers without an image are removed" },
	{ "rmi", "--platform", "always this machine's" },
	{ NULL, NULL, NULL },
};

static const struct refusal commands_refused[] = {
	{ "", "rename", "use run --name" },
	{ "", "port", "use ps or inspect" },
	{ "", "info", "use doctor or version" },
	{ "",
	    "build builder buildx commit compose history import save push "
	    "manifest trust",
	    "images are made elsewhere" },
	{ "", "load", "use run FILE.tar or pull FILE.tar" },
	{ "", "login logout search", "use skopeo login" },
	{ "", "container image", "no groups of commands" },
	{ "", "network", "use --network with none, host, bridge" },
	{ "", "volume", "run -v makes one, rm -r removes it" },
	{ "",
	    "checkpoint config context node plugin secret service stack swarm "
	    "system",
	    "no daemon, no swarm" },
	{ "", "completion", "make install installs it where the shells look" },
	{ NULL, NULL, NULL },
};

/* What docker's groups have that is called otherwise without the group. */
static const struct {
	const char *group, *word, *command;
} groups[] = {
	{ "container", "ls", "ps" },
	{ "container", "list", "ps" },
	{ "container", "prune", "rm" },
	{ "container", "create", "run -d" },
	{ "image", "ls", "images" },
	{ "image", "list", "images" },
	{ "image", "rm", "rmi" },
	{ "image", "remove", "rmi" },
	{ "image", "prune", "rmi" },
	{ "image", "inspect", "images" },
	{ "image", "pull", "pull" },
	{ "image", "tag", "tag" },
};

#define GROUPS (sizeof(groups) / sizeof(groups[0]))

/* Is this one of the words, which spaces separate? */
static bool
has_word(const char *words, const char *wanted)
{
	size_t length = strlen(wanted);

	for (; *words != '\0'; words += strspn(words, " ")) {
		size_t n = strcspn(words, " ");
		if (n == length && strncmp(words, wanted, n) == 0)
			return true;
		words += n;
	}
	return false;
}

static const char *
find_reason(
    const struct refusal *table, const char *command, const char *wanted)
{
	for (; table->words != NULL; table++)
		if (strcmp(table->command, command) == 0 &&
		    has_word(table->words, wanted))
			return table->reason;
	return NULL;
}

/* "container logs" is "logs": NULL if the group has no such word. */
static const char *
without_group(const char *group, const char *word)
{
	for (size_t i = 0; i < GROUPS; i++)
		if (strcmp(groups[i].group, group) == 0 &&
		    strcmp(groups[i].word, word) == 0)
			return groups[i].command;
	return strcmp(group, "container") == 0 &&
		       find_reason(commands_refused, "", word) == NULL
		   ? word
		   : NULL;
}

const char *
refused_command(const char *word, const char *next)
{
	static char text[200];
	const char *reason = find_reason(commands_refused, "", word);
	const char *instead = NULL;

	if (reason == NULL || next == NULL)
		return reason;
	if (strcmp(word, "container") == 0 || strcmp(word, "image") == 0)
		instead = without_group(word, next);
	if (instead == NULL)
		return find_reason(commands_refused, "", next) != NULL
			   ? refused_command(next, NULL)
			   : reason;
	snprintf(text, sizeof(text), "%s: use combined %s", reason, instead);
	return text;
}

static void
check_option(const char *command, const char *option)
{
	const char *reason = find_reason(options_refused, command, option);

	if (reason != NULL)
		errx(EXIT_OURS, "%s %s: not supported (%s)", command, option,
		    reason);
}

void
refused_check(const char *command, char *const argv[])
{
	char name[64] = { '-', (char)optopt };

	if (optopt <= 0 || optopt >= OPTION_EXPLAIN)
		options_word(name, sizeof(name), argv);
	check_option(command, name);
}

void
refused_check_whole(const char *command, const struct option *options,
    int index, char *const argv[])
{
	char name[64];

	if (index < 0)
		return;
	options_word(name, sizeof(name), argv);
	if (strcmp(name + 2, options[index].name) != 0)
		check_option(command, name);
	options_check_whole(options, index, argv);
}
