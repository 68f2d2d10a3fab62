/*
 * seccomp: runs a command with a filter for its system calls.
 *
 * restrict_self() in run.c is the lesson, filter.h the mechanism, and talk.c
 * the slide of the talk.
 */
#include "05-seccomp/bpf.h"
#include "05-seccomp/filter.h"
#include "05-seccomp/request.h"
#include "05-seccomp/run.h"
#include "05-seccomp/show.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/options.h"
#include "common/parse.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROFILE_MAX (1 << 20)

static scmp_filter_ctx
read_profile(const char *path, uint64_t caps)
{
	char *text = malloc(PROFILE_MAX);

	if (text == NULL)
		err(EXIT_OURS, "%s", path);
	ssize_t length = file_read(path, text, PROFILE_MAX);
	if (length == -1)
		err(EXIT_OURS, "%s", path);
	scmp_filter_ctx filter = filter_from_profile(text, length, caps);
	if (filter == NULL)
		errx(EXIT_OURS, "%s: %s", path, filter_error());
	free(text);
	return filter;
}

static scmp_filter_ctx
start_filter(const struct request *request)
{
	scmp_filter_ctx filter;

	if (request->profile != NULL)
		return read_profile(request->profile, request->caps);
	filter = request->use_default
		     ? filter_default(request->caps)
		     : filter_new(request->standard, request->archs);
	if (filter == NULL)
		errx(EXIT_OURS, "%s", filter_error());
	return filter;
}

/* What the supervisor answers comes on top, also of a profile. */
static void
add_answers(scmp_filter_ctx filter, const struct request *request)
{
	for (size_t i = 0; i < request->nanswers; i++) {
		const char *call = request->answers[i].call;

		/* arm64 never had mkdir(2): there, it is all mkdirat. */
		if (strcmp(call, "mkdir") == 0) {
			filter_rule(filter, SCMP_ACT_NOTIFY, call);
			call = "mkdirat";
		}
		if (filter_rule(filter, SCMP_ACT_NOTIFY, call) == -1)
			errx(EXIT_OURS, "--supervise: %s", filter_error());
	}
}

static scmp_filter_ctx
make_filter(const struct request *request)
{
	scmp_filter_ctx filter = start_filter(request);

	for (size_t i = 0; i < request->nrules; i++)
		if (filter_rule(filter, request->rules[i].action,
			request->rules[i].rules) == -1)
			errx(EXIT_OURS, "%s", filter_error());
	add_answers(filter, request);
	return filter;
}

static int
dump(scmp_filter_ctx filter, enum request_dump how)
{
	static struct sock_filter program[BPF_LENGTH_MAX];

	if (how == DUMP_PFC) {
		if (seccomp_export_pfc(filter, STDOUT_FILENO) != 0)
			errx(EXIT_OURS, "stdout: cannot be written");
		return EXIT_SUCCESS;
	}
	ssize_t length = bpf_compile(filter, program);
	if (length == -1)
		err(EXIT_OURS, "filter");
	bpf_print(program, length, stdout);
	if (fflush(stdout) == EOF)
		err(EXIT_OURS, "stdout");
	return EXIT_SUCCESS;
}

static pid_t
parse_pid(const char *text)
{
	long long pid;

	if (parse_number(text, 1, INT32_MAX, &pid) == -1)
		options_wrong("'%s' is no PID", text);
	return pid;
}

static int
show(const char *text)
{
	static const char *const modes[] = { "none", "strict", "filter" };
	struct show show;

	if (show_read(text != NULL ? parse_pid(text) : 0, &show) == -1)
		err(EXIT_OURS, "process %s", text != NULL ? text : "self");
	printf("mode          %s\n",
	    show.mode >= 0 && show.mode <= 2 ? modes[show.mode] : "unknown");
	if (show.filters != -1)
		printf("filters       %d\n", show.filters);
	printf("no_new_privs  %s\n", show.no_new_privs ? "yes" : "no");
	return EXIT_SUCCESS;
}

static const char *
why_no_filter(int error)
{
	switch (error) {
	case EACCES:
		return "takes CAP_SYS_ADMIN, and no filter on ourselves";
	case EPERM:
		return "not ours to trace: try as root, without another tracer";
	case EINVAL:
		return "a kernel without CONFIG_CHECKPOINT_RESTORE";
	default:
		return strerror(error);
	}
}

static int
dump_process(const char *text)
{
	static struct sock_filter program[BPF_LENGTH_MAX];
	pid_t pid = parse_pid(text);
	ssize_t length;

	for (unsigned int i = 0; (length = show_filter(pid, i, program)) != -1;
	     i++) {
		printf("filter %u, %zd instructions%s\n", i, length,
		    i == 0 ? ", the last that was loaded" : "");
		bpf_print(program, length, stdout);
	}
	if (errno != ENOENT)
		errx(EXIT_OURS, "process %d: %s", pid, why_no_filter(errno));
	return EXIT_SUCCESS;
}

int
main(int argc, char *argv[])
{
	scmp_filter_ctx filter = NULL;
	struct request request = request_parse(argc, argv);

	if (optind == 1 && argc > 1 && argc <= 3) {
		if (strcmp(argv[1], "show") == 0)
			return show(argv[2]);
		if (strcmp(argv[1], "dump") == 0 && argc == 3)
			return dump_process(argv[2]);
	}
	request_check(&request);
	if (request.nrules + request.nanswers > 0 || request.use_default ||
	    request.profile != NULL)
		filter = make_filter(&request);
	if (request.dump != DUMP_NONE)
		return dump(filter, request.dump);
	return run(&request, filter);
}
