#include "05-seccomp/inspect/filter_print.h"

#include "05-seccomp/filter_internal.h"
#include "05-seccomp/inspect/bpf.h"
#include "05-seccomp/inspect/seccomp_show.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/output.h"

#include <err.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * Prints our instructions and libseccomp's text. The library ignores errors of
 * the output, so it writes to a file in memory, and the file is copied to
 * stdout.
 */
static void
print_pfc(const struct filter *filter)
{
	int fd = memfd_create("pfc", MFD_CLOEXEC);
	char line[256];

	if (fd == -1 || seccomp_export_pfc(filter->ctx, fd) != 0)
		err(EXIT_OURS, "filter");
	FILE *file = fdopen(fd, "r");
	if (file == NULL)
		err(EXIT_OURS, "filter");
	rewind(file);
	newer_calls_print(&filter->newer, filter->ctx, stdout);
	multiplexed_print(&filter->multiplexed, filter->ctx, stdout);
	while (fgets(line, sizeof(line), file) != NULL)
		fputs(line, stdout);
	fclose(file);
}

static int
end_output(void)
{
	output_finish();
	return EXIT_SUCCESS;
}

int
filter_print(const struct filter *filter, enum filter_dump how)
{
	struct filter_program program;

	if (how == DUMP_PFC) {
		print_pfc(filter);
		return end_output();
	}
	if (filter_compile(filter, &program) == -1)
		err(EXIT_OURS, "filter");
	if (how != DUMP_RAW) {
		bpf_print(program.code, program.length, stdout);
		return end_output();
	}
	if (output_bytes(
		program.code, program.length * sizeof(program.code[0])) == -1)
		err(EXIT_OURS, "stdout");
	return EXIT_SUCCESS;
}

int
filter_print_status(const char *text)
{
	static const char *const modes[] = { "none", "strict", "filter" };
	struct seccomp_status status;

	pid_t pid = text != NULL ? options_pid(text) : 0;

	if (seccomp_show_read(pid, &status) == -1)
		err(EXIT_OURS, "process %s", text != NULL ? text : "self");
	printf("mode          %s\n", status.mode >= 0 && status.mode <= 2
					 ? modes[status.mode]
					 : "unknown");
	if (status.filters != -1)
		printf("filters       %d\n", status.filters);
	printf("no_new_privs  %s\n", status.no_new_privs ? "yes" : "no");
	return end_output();
}

static const char *
why_no_filter(int error)
{
	switch (error) {
	case EACCES:
		return "needs CAP_SYS_ADMIN, and a caller without a filter";
	case EPERM:
		return "may not be traced: try as root, without another tracer";
	case EINVAL:
		return "the kernel lacks CONFIG_CHECKPOINT_RESTORE";
	default:
		return strerror(error);
	}
}

int
filter_print_loaded(const char *text)
{
	struct sock_filter program[BPF_MAXINSNS];
	pid_t pid = options_pid(text);
	ssize_t length;
	struct seccomp_status status;

	if (seccomp_show_read(pid, &status) == 0 &&
	    status.mode != SECCOMP_MODE_FILTER)
		errx(EXIT_OURS, "process %d has no filter", pid);
	for (unsigned int i = 0;
	     (length = seccomp_show_filter(pid, i, program)) != -1; i++) {
		printf("filter %u, %zd instructions\n", i + 1, length);
		bpf_print(program, length, stdout);
	}
	if (errno != ENOENT)
		errx(EXIT_OURS, "process %d: %s", pid, why_no_filter(errno));
	return end_output();
}
