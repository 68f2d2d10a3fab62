#include "07-combined/oci/oci_options.h"

#include "07-combined/oci/oci.h"
#include "07-combined/store/state.h"
#include "common/options.h"
#include "common/parse.h"

#include <stdlib.h>
#include <string.h>

enum {
	CONSOLE = OPTION_OWN,
	PID_FILE,
	KEPT_FDS,
	NO_PIVOT,
	IGNORED,
	CWD,
	APPARMOR,
	NO_NEW_PRIVS,
	STATS,
	INTERVAL
};

/* One table for all: a letter means the same wherever it is. */
static const struct option options[] = {
	{ "bundle", required_argument, NULL, 'b' },
	{ "console-socket", required_argument, NULL, CONSOLE },
	{ "pid-file", required_argument, NULL, PID_FILE },
	{ "preserve-fds", required_argument, NULL, KEPT_FDS },
	{ "no-pivot", no_argument, NULL, NO_PIVOT },
	{ "no-new-keyring", no_argument, NULL, IGNORED },
	{ "no-subreaper", no_argument, NULL, IGNORED },
	{ "detach", no_argument, NULL, 'd' },
	{ "force", no_argument, NULL, 'f' },
	{ "all", no_argument, NULL, 'a' },
	{ "process", required_argument, NULL, 'p' },
	{ "tty", no_argument, NULL, 't' },
	{ "user", required_argument, NULL, 'u' },
	{ "env", required_argument, NULL, 'e' },
	{ "cwd", required_argument, NULL, CWD },
	{ "cap", required_argument, NULL, 'c' },
	{ "apparmor", required_argument, NULL, APPARMOR },
	{ "no-new-privs", no_argument, NULL, NO_NEW_PRIVS },
	{ "format", required_argument, NULL, 'F' },
	{ "resources", required_argument, NULL, 'r' },
	{ "stats", no_argument, NULL, STATS },
	{ "interval", required_argument, NULL, INTERVAL },
	{ "quiet", no_argument, NULL, 'q' },
	OPTIONS_COMMON,
	{ 0 },
};

static const char help[] =
    "Usage: combined [--root DIR] [--log FILE] [--log-format text|json]\n"
    "           COMMAND [options] ID\n"
    "\n"
    "The commands of an OCI runtime, as engines call them.\n"
    "\n"
    "  create, run:  -b, --bundle DIR   where config.json is\n"
    "                --console-socket PATH, --pid-file FILE,\n"
    "                --preserve-fds N, --no-pivot; run: -d, --detach\n"
    "  exec:         -p, --process FILE, or the command behind the ID;\n"
    "                -d, -t, -u UID[:GID], -e NAME=VALUE, --cwd DIR,\n"
    "                -c CAP, --apparmor PROFILE, --no-new-privs,\n"
    "                --console-socket, --pid-file, --preserve-fds\n"
    "  kill:         ID [SIGNAL]; -a, --all its processes\n"
    "  delete:       -f, --force\n"
    "  ps, list:     -f, --format table|json; list: -q, --quiet\n"
    "  update:       -r, --resources FILE, or --memory and the like\n"
    "  events:       --stats, --interval SECONDS\n"
    "\n" OPTIONS_HELP;

/* ps and list have no --force, and -f for the format. */
static void
take_f(struct oci_options *o, const char *command, char *const argv[])
{
	if (strcmp(command, "ps") != 0 && strcmp(command, "list") != 0)
		o->force = true;
	else if (argv[optind] == NULL)
		oci_fail("-f needs a format: table or json");
	else
		o->format = argv[optind++];
}

static long long
number(const char *text, long long min, long long max)
{
	long long n;

	if (parse_number(text, min, max, &n) == -1)
		oci_fail(
		    "\"%s\" is no number from %lld to %lld", text, min, max);
	return n;
}

static void
add(const char **list, size_t *n, const char *value)
{
	if (*n == 64)
		oci_fail("more than 64 times the same option");
	list[(*n)++] = value;
}

static void
take(struct oci_options *o, int option, char *const argv[])
{
	switch (option) {
	case 'b':
		o->bundle = optarg;
		break;
	case CONSOLE:
		o->console = optarg;
		break;
	case PID_FILE:
		o->pid_file = optarg;
		break;
	case KEPT_FDS:
		o->kept_fds = number(optarg, 0, 1000);
		break;
	case NO_PIVOT:
		o->no_pivot = true;
		break;
	case IGNORED:
		break;
	case 'd':
		o->detach = true;
		break;
	case 'f':
		take_f(o, argv[0], argv);
		break;
	case 'a':
		o->all = true;
		break;
	case 'p':
		o->process = optarg;
		break;
	case 't':
		o->tty = true;
		break;
	case 'u':
		o->user = optarg;
		break;
	case 'e':
		add(o->env, &o->nenv, optarg);
		break;
	case CWD:
		o->cwd = optarg;
		break;
	case 'c':
		add(o->caps, &o->ncaps, optarg);
		break;
	case APPARMOR:
		o->apparmor = optarg;
		break;
	case NO_NEW_PRIVS:
		o->no_new_privs = true;
		break;
	case 'F':
		o->format = optarg;
		break;
	case 'r':
		o->resources = optarg;
		break;
	case STATS:
		o->stats = true;
		break;
	case INTERVAL:
		o->interval = number(optarg, 1, 86400);
		break;
	case 'q':
		o->quiet = true;
		break;
	default:
		options_common(option, argv, help);
	}
}

char **
oci_parse(struct oci_options *o, int argc, char *argv[], int min, int max)
{
	const char *listen_fds = getenv("LISTEN_FDS");
	int option;

	*o = (struct oci_options){ .format = "table", .interval = 5 };
	while ((option = getopt_long(
		    argc, argv, "+:b:dfap:tu:e:c:r:qhV", options, NULL)) != -1)
		take(o, option, argv);
	argc -= optind;
	if (argc < min || argc > max)
		oci_fail("%s: %s; see 'combined %s --help'", argv[0],
		    argc < min ? "an argument is missing"
			       : "too many arguments",
		    argv[0]);
	if (listen_fds != NULL) /* sd_listen_fds(3) */
		o->kept_fds += number(listen_fds, 0, 1000);
	return argv + optind;
}

bool
oci_takes(int argc, char *const argv[])
{
	if (oci_is_logging())
		return true;
	for (int i = 1; i < argc; i++) {
		json_t *stored = state_read(argv[i], "state.json");
		bool ours = json_object_get(stored, "ociVersion") != NULL;
		json_decref(stored);
		if (stored != NULL)
			return ours;
	}
	return false;
}

bool
oci_takes_bundle(int argc, char *const argv[])
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "-b") == 0 ||
		    strcmp(argv[i], "--bundle") == 0 ||
		    strncmp(argv[i], "--bundle=", 9) == 0)
			return true;
	return false;
}
