#include "07-combined/oci/oci_options.h"

#include "07-combined/oci/oci.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct oci_options, member)

/* Every option of every command; a command names the keys of its own. */
static const struct {
	char key, letter;
	const char *name, *value, *help;
	size_t field; /* where in struct oci_options a text or a flag goes */
} all[] = {
	{ 'b', 'b', "bundle", "DIR", "where config.json is (default: .)",
	    AT(bundle) },
	{ 'C', 0, "console-socket", "PATH", "the socket that gets a terminal",
	    AT(console) },
	{ 'd', 'd', "detach", NULL, "do not wait for the end", AT(detach) },
	{ 'P', 0, "pid-file", "FILE", "write the PID to this file",
	    AT(pid_file) },
	{ 'K', 0, "keep", NULL, "do not delete it at its end", AT(keep) },
	{ '1', 0, "no-pivot", NULL, "chroot(2) in the place of pivot_root(2)",
	    AT(no_pivot) },
	{ '2', 0, "no-new-keyring", NULL, "accepted, without effect", 0 },
	{ '3', 0, "no-subreaper", NULL, "accepted, without effect", 0 },
	{ 'N', 0, "preserve-fds", "N", "pass on N descriptors from 3 on", 0 },
	{ 'f', 'f', "force", NULL, "kill it first; it may be missing",
	    AT(force) },
	{ 'a', 'a', "all", NULL, "all processes of the container", AT(all) },
	{ 'p', 'p', "process", "FILE", "the process, as in config.json",
	    AT(process) },
	{ 't', 't', "tty", NULL, "with a terminal", AT(tty) },
	{ 'u', 'u', "user", "UID[:GID]", "as this user", AT(user) },
	{ 'g', 'g', "additional-gids", "GID", "one more group", 0 },
	{ 'e', 'e', "env", "NAME=VALUE", "one more variable", 0 },
	{ 'D', 0, "cwd", "DIR", "the working directory", AT(cwd) },
	{ 'c', 'c', "cap", "CAP", "one more capability, such as CAP_KILL", 0 },
	{ 'A', 0, "apparmor", "PROFILE", "under this AppArmor profile",
	    AT(apparmor) },
	{ 'L', 0, "process-label", "LABEL", "with this SELinux label",
	    AT(label) },
	{ 'w', 0, "no-new-privs", NULL, "execve(2) gives no privileges",
	    AT(no_new_privs) },
	{ 'G', 0, "cgroup", "PATH", "in this cgroup below the container's",
	    AT(cgroup) },
	{ 'i', 0, "ignore-paused", NULL, "also in a paused container, and wait",
	    AT(ignore_paused) },
	{ 'F', 'f', "format", "table|json", "the output format", 0 },
	{ 'q', 'q', "quiet", NULL, "only the IDs", AT(quiet) },
	{ 's', 0, "stats", NULL, "print once, and end", AT(stats) },
	{ 'I', 0, "interval", "TIME", "how often: 5s, 100ms (default: 5s)", 0 },
	{ 'R', 0, "rootless", NULL, "for a normal user, in a user namespace",
	    AT(rootless) },
	{ 'r', 'r', "resources", "FILE", "JSON, as in config.json; -: stdin",
	    AT(resources) },
	{ 'l', 0, "blkio-weight", "NUMBER", "weight when a disk is busy", 0 },
	{ 'l', 0, "cpu-burst", "USEC", "what may be saved up of the quota", 0 },
	{ 'l', 0, "cpu-idle", "0|1", "1: run only where no other does", 0 },
	{ 'l', 0, "cpu-period", "USEC", "the period of the quota", 0 },
	{ 'l', 0, "cpu-quota", "USEC", "CPU time per period", 0 },
	{ 'l', 0, "cpu-rt-period", "USEC", "realtime: the period", 0 },
	{ 'l', 0, "cpu-rt-runtime", "USEC", "realtime: CPU time per period",
	    0 },
	{ 'l', 0, "cpu-share", "NUMBER", "weight when CPUs are short", 0 },
	{ 'l', 0, "cpuset-cpus", "LIST", "run on these CPUs only", 0 },
	{ 'l', 0, "cpuset-mems", "LIST", "memory of these NUMA nodes only", 0 },
	{ 'l', 0, "memory", "SIZE", "memory, such as 64M", 0 },
	{ 'l', 0, "memory-reservation", "SIZE",
	    "memory below which none is taken", 0 },
	{ 'l', 0, "memory-swap", "SIZE", "memory plus swap; -1: unlimited", 0 },
	{ 'l', 0, "pids-limit", "NUMBER", "processes and threads", 0 },
};

#define ALL (sizeof(all) / sizeof(all[0]))
#define LONG 1000 /* the long option all[i] is LONG + i for getopt_long(3) */

static bool
has(const struct oci_command *command, size_t i)
{
	return strchr(command->keys, all[i].key) != NULL;
}

static void
add_help(FILE *out, size_t i)
{
	char left[80];

	snprintf(left, sizeof(left), "  %c%c%c --%s%s%s",
	    all[i].letter ? '-' : ' ', all[i].letter ? all[i].letter : ' ',
	    all[i].letter ? ',' : ' ', all[i].name, all[i].value ? " " : "",
	    all[i].value ? all[i].value : "");
	fprintf(out, "%-31s %s\n", left, all[i].help);
}

/* The parts are runc's, for scripts that look for them; a line is ours. */
static char *
make_help(const struct oci_command *command)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		err(EXIT_OURS, "out of memory");
	fprintf(out,
	    "NAME:\n   combined-oci %s - %s\n\n"
	    "USAGE:\n   combined-oci %s [options]%s%s\n\nOPTIONS:\n",
	    command->name, command->about, command->name,
	    command->words[0] ? " " : "", command->words);
	for (size_t i = 0; i < ALL; i++)
		if (has(command, i))
			add_help(out, i);
	fputs(OPTIONS_HELP, out);
	fclose(out);
	return text;
}

static long long
number(const char *text, long long min, long long max)
{
	long long n;

	if (parse_number(text, min, max, &n) == -1)
		oci_fail(
		    "\"%s\" is not a number from %lld to %lld", text, min, max);
	return n;
}

/* As Go's time.ParseDuration has it, with one unit; without one: seconds. */
static struct timespec
duration(const char *text)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = { { "s", 1 }, { "", 1 }, { "ms", 1e-3 }, { "m", 60 },
		{ "h", 3600 } };
	size_t digits = strspn(text, "0123456789.");
	char *end;
	double value = strtod(text, &end);

	if (digits > 0 && end == text + digits)
		for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
			double seconds = value * units[i].seconds;
			if (strcmp(end, units[i].name) == 0 &&
			    seconds >= 1e-3 && seconds <= 1e6)
				return (struct timespec){ .tv_sec = seconds,
					.tv_nsec =
					    (seconds - (time_t)seconds) * 1e9 };
		}
	oci_fail("--interval \"%s\" is not a time such as 5s or 100ms", text);
}

static void
add(json_t **array, json_t *value)
{
	if (*array == NULL)
		*array = json_array();
	if (json_array_append_new(*array, value) == -1)
		oci_fail("out of memory, or a word is not UTF-8");
}

static void
add_limit(struct oci_options *o, const char *name, const char *value)
{
	if (o->limits == NULL)
		o->limits = json_object();
	if (json_object_set_new(o->limits, name, json_string(value)) == -1)
		oci_fail("--%s: out of memory, or not UTF-8", name);
}

static void
take_format(struct oci_options *o, const char *value)
{
	o->json = strcmp(value, "json") == 0;
	if (!o->json && strcmp(value, "table") != 0)
		oci_fail("--format \"%s\": table or json", value);
}

static void
add_variable(struct oci_options *o, const char *text)
{
	if (text[0] == '=' || strchr(text, '=') == NULL)
		oci_fail("--env \"%s\" is not NAME=VALUE", text);
	add(&o->env, json_string(text));
}

static void
take(struct oci_options *o, size_t i, const char *value)
{
	char *field = (char *)o + all[i].field;

	switch (all[i].key) {
	case '2': /* without effect */
	case '3':
		break;
	case 'N':
		o->kept_fds = number(value, 0, 1000);
		break;
	case 'g':
		add(&o->gids, json_integer(number(value, 0, OCI_ID_MAX)));
		break;
	case 'e':
		add_variable(o, value);
		break;
	case 'c':
		add(&o->caps, json_string(value));
		break;
	case 'F':
		take_format(o, value);
		break;
	case 'I':
		o->interval = duration(value);
		break;
	case 'l':
		add_limit(o, all[i].name, value);
		break;
	default: /* an empty text: as if it were not there, as with runc */
		if (value == NULL)
			*(bool *)field = true;
		else
			*(const char **)field = value[0] ? value : NULL;
	}
}

/* getopt_long's tables, made of ours. */
struct getopt_tables {
	struct option options[ALL + 5];
	char letters[3 * ALL + 5];
};

static void
fill_getopt_tables(struct getopt_tables *g, const struct oci_command *command)
{
	static const struct option common[] = { OPTIONS_COMMON, { 0 } };
	bool in_order = strstr(command->words, "...") != NULL;
	char *letter = stpcpy(g->letters, in_order ? "+:hV" : ":hV");
	size_t n = 0;

	for (size_t i = 0; i < ALL; i++) {
		if (!has(command, i))
			continue;
		g->options[n++] = (struct option){ all[i].name,
			all[i].value ? required_argument : no_argument, NULL,
			LONG + i };
		if (all[i].letter == 0)
			continue;
		*letter++ = all[i].letter;
		if (all[i].value)
			*letter++ = ':';
	}
	*letter = '\0';
	memcpy(g->options + n, common, sizeof(common));
}

/* Until getopt_long(3) comes to a word that is not an option. */
static void
take_options(struct oci_options *o, const struct oci_command *command,
    const struct getopt_tables *g, int argc, char *argv[])
{
	int option, index;

	while (index = -1, (option = getopt_long(argc, argv, g->letters,
				g->options, &index)) != -1) {
		options_check_whole(g->options, index, argv);
		size_t i = option >= LONG ? option - LONG : 0;
		while (option < LONG && i < ALL &&
		       (all[i].letter != option || !has(command, i)))
			i++;
		if (i < ALL)
			take(o, i, optarg);
		else
			options_common(
			    option, argv, g->options, make_help(command));
	}
}

char **
oci_parse(struct oci_options *o, const struct oci_command *command, int argc,
    char *argv[])
{
	const char *listen_fds = oci_listen_fds();
	struct getopt_tables g = { 0 };

	*o = (struct oci_options){ .interval.tv_sec = 5 };
	fill_getopt_tables(&g, command);
	take_options(o, command, &g, argc, argv);
	/*
	 * Between the ID and the command there may be options; the words have
	 * to be in one piece.
	 */
	if (strcmp(command->name, "exec") == 0 && optind < argc) {
		char *id = argv[optind++];
		take_options(o, command, &g, argc, argv);
		argv[--optind] = id;
	}
	argc -= optind;
	if (argc < command->min || argc > command->max)
		oci_fail("%s: %s; see 'combined-oci %s --help'", command->name,
		    argc < command->min ? "an argument is missing"
					: "too many arguments",
		    command->name);
	if (listen_fds != NULL) /* sd_listen_fds(3) */
		o->kept_fds += number(listen_fds, 0, 1000);
	return argv + optind;
}
