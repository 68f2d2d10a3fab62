#include "05-seccomp/cli/seccomp_options.h"

#include "01-caps/caps.h"
#include "05-seccomp/rules/action.h"
#include "05-seccomp/rules/filter_error.h"
#include "common/command.h"
#include "common/options.h"

#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "Usage: seccomp [options] [--] [command [argument...]]\n"
    "       seccomp show [PID]\n"
    "       seccomp dump PID\n"
    "\n"
    "Runs a command (default: your shell) with a filter for its system calls.\n"
    "\n"
    "Rules of your own:\n"
    "  -A, --action ACTION  what --deny and --allow below do to what is "
    "denied:\n"
    "                       kill-process (default), kill-thread, trap, errno,\n"
    "                       errno:ENOENT, log, trace, notify\n"
    "  -d, --deny RULES     deny these\n"
    "  -a, --allow RULES    deny all but these; execve has to be among them,\n"
    "                       it starts the command\n"
    "      --arch LIST      for x86_64, x86, ...; all others are killed\n"
    "                       (default: all that this machine runs)\n"
    "  -s, --supervise CALL=ANSWER   answer the call: with an error such as\n"
    "                       EPERM, or continue; mkdir=GLOB, connect=IP:PORT:\n"
    "                       make the call if it matches\n"
    "Ready-made filters:\n"
    "      --default        what containers may do\n"
    "  -p, --profile FILE   a profile as for docker run --security-opt, or\n"
    "                       OCI's linux.seccomp\n"
    "      --caps LIST      the capabilities that the profile is for, or none\n"
    "                       (default: the 14 that Docker leaves)\n"
    "      --talk           bind kills: three calls of libseccomp\n"
    "And:\n"
    "  -n, --no-new-privs   set no_new_privs (always without "
    "CAP_SYS_ADMIN)\n"
    "  -w, --why            trace the command: say which call killed which\n"
    "                       process\n"
    "      --dump pfc|bpf|raw   print the filter and end: libseccomp's words,\n"
    "                       the kernel's instructions, or these as seccomp(2)\n"
    "                       takes them (so does bwrap --seccomp)\n" OPTIONS_HELP
    "\n"
    "seccomp show   the filters on this or another process\n"
    "seccomp dump   the instructions of another's filters, as root\n"
    "\n"
    "RULES are comma-separated: bind, 'socket(AF_PACKET)' (also of the 2nd\n"
    "argument: 'socket(*, 3)'), 'clone(&CLONE_NEWUSER)' (a bit is set),\n"
    "'socket(*, &0xf==SOCK_RAW)' (some bits are), 'openat(*, *, !=0)', < <= > "
    ">=.\n";

enum {
	OPTION_ARCH = OPTION_OWN,
	OPTION_DEFAULT,
	OPTION_CAPS,
	OPTION_TALK,
	OPTION_DUMP,
};

static const struct option options[] = {
	{ "action", required_argument, NULL, 'A' },
	{ "deny", required_argument, NULL, 'd' },
	{ "allow", required_argument, NULL, 'a' },
	{ "arch", required_argument, NULL, OPTION_ARCH },
	{ "supervise", required_argument, NULL, 's' },
	{ "default", no_argument, NULL, OPTION_DEFAULT },
	{ "profile", required_argument, NULL, 'p' },
	{ "caps", required_argument, NULL, OPTION_CAPS },
	{ "talk", no_argument, NULL, OPTION_TALK },
	{ "no-new-privs", no_argument, NULL, 'n' },
	{ "why", no_argument, NULL, 'w' },
	{ "dump", required_argument, NULL, OPTION_DUMP },
	OPTIONS_COMMON,
	{ 0 },
};

static void
add_rules(struct seccomp_options *request, uint32_t action, const char *rules)
{
	if (request->nrules == SECCOMP_OPTIONS_RULES)
		options_wrong(
		    "more than %d lists of rules", SECCOMP_OPTIONS_RULES);
	request->rules[request->nrules].action = action;
	request->rules[request->nrules++].rules = rules;
	if (action == SCMP_ACT_NOTIFY)
		request->supervise = true;
}

/* Adds "CALL=ANSWER"; the text is split in two. */
static void
add_answer(struct seccomp_options *request, char *text)
{
	char *answer = strchr(text, '=');

	if (answer == NULL || answer == text || answer[1] == '\0' ||
	    strpbrk(text, "(,") != NULL)
		options_wrong("--supervise: '%s' is not CALL=ANSWER", text);
	*answer++ = '\0';

	struct notify_rule rule = { .call = text };
	if (strcmp(answer, "continue") == 0)
		rule.answer = NOTIFY_CONTINUE;
	else if (filter_errno(answer) != 0)
		rule.error = filter_errno(answer);
	else if (strcmp(text, "mkdir") == 0)
		rule.answer = NOTIFY_MKDIR;
	else if (strcmp(text, "connect") == 0)
		rule.answer = NOTIFY_CONNECT;
	else
		options_wrong("--supervise %s: '%s' is neither continue nor "
			      "an error such as EPERM",
		    text, answer);
	rule.pattern = answer;
	if (request->nanswers == SECCOMP_OPTIONS_RULES)
		options_wrong("more than %d answers", SECCOMP_OPTIONS_RULES);
	request->answers[request->nanswers++] = rule;
	request->supervise = true;
}

static uint32_t
parse_action(const char *text)
{
	uint32_t action;

	if (filter_parse_action(text, &action) == -1)
		options_wrong("--action: %s", filter_error());
	return action;
}

static uint64_t
parse_caps(const char *list)
{
	struct suggestion s;
	uint64_t caps = 0;

	if (strcmp(list, "none") != 0 && caps_parse(list, &caps) == -1)
		options_wrong("--caps: '%s' is not a list of capabilities%s",
		    list, caps_suggest(list, &s));
	return caps;
}

static enum filter_dump
parse_dump(const char *how)
{
	if (strcmp(how, "pfc") == 0)
		return DUMP_PFC;
	if (strcmp(how, "bpf") == 0)
		return DUMP_BPF;
	if (strcmp(how, "raw") == 0)
		return DUMP_RAW;
	options_wrong("--dump is pfc, bpf or raw, not '%s'", how);
}

struct seccomp_options
seccomp_options_parse(int argc, char *argv[])
{
	struct seccomp_options request = { .default_action = SCMP_ACT_ALLOW,
		.caps = CAPS_DOCKER };
	uint32_t action = SCMP_ACT_KILL_PROCESS;
	int option;

	while ((option = getopt_long(argc, argv, OPTIONS_SHORT "A:d:a:s:p:nw",
		    options, NULL)) != -1) {
		switch (option) {
		case 'A':
			action = parse_action(optarg);
			break;
		case 'd':
			add_rules(&request, action, optarg);
			break;
		case 'a':
			request.default_action = action;
			add_rules(&request, SCMP_ACT_ALLOW, optarg);
			break;
		case OPTION_ARCH:
			request.archs = optarg;
			break;
		case 's':
			add_answer(&request, optarg);
			break;
		case OPTION_DEFAULT:
			request.use_default = true;
			break;
		case 'p':
			request.profile = optarg;
			break;
		case OPTION_CAPS:
			request.caps = parse_caps(optarg);
			break;
		case OPTION_TALK:
			request.talk = true;
			break;
		case 'n':
			request.no_new_privs = true;
			break;
		case 'w':
			request.why = true;
			break;
		case OPTION_DUMP:
			request.dump = parse_dump(optarg);
			break;
		default:
			options_common(option, argv, options, help);
		}
	}
	request.command = command_or_shell(argv + optind);
	return request;
}
