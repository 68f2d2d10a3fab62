#include "07-combined/engine/handover.h"

#include "07-combined/engine/executor.h"
#include "07-combined/engine/sealed_program.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Put here by the Makefile: see executor.S. */
extern const char executor_start[], executor_end[];

static int
open_program(void)
{
	/* cppcheck-suppress comparePointers // two labels of one file */
	size_t size = executor_end - executor_start;

	return sealed_program("combined", executor_start, size);
}

#define PLAN "writing down what is left to be done"

/* The plan as it grows. The struct in front is written last. */
struct draft {
	FILE *out;
	bool failed;
};

/* Appends bytes where any type may begin. Returns their offset. */
static uintptr_t
put(struct draft *draft, const void *bytes, size_t size)
{
	static const char nothing[sizeof(uintptr_t)];
	long used = ftell(draft->out);
	size_t gap = -used & (sizeof(uintptr_t) - 1);

	if (used == -1 || fwrite(nothing, 1, gap, draft->out) != gap ||
	    fwrite(bytes, 1, size, draft->out) != size)
		draft->failed = true;
	return used + gap;
}

static uintptr_t
put_text(struct draft *draft, const char *text)
{
	return text == NULL ? 0 : put(draft, text, strlen(text) + 1);
}

static uintptr_t
put_list(struct draft *draft, char *const list[])
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	uintptr_t *all = calloc(n + 1, sizeof(*all));
	if (all == NULL) {
		draft->failed = true;
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		all[i] = put_text(draft, list[i]);
	uintptr_t offset = put(draft, all, (n + 1) * sizeof(*all));
	free(all);
	return offset;
}

static void
put_hooks(struct draft *draft, const struct container_spec *spec,
    struct executor_plan *plan)
{
	struct executor_hook *hooks =
	    calloc(spec->nstart_hooks + 1, sizeof(*hooks));

	if (hooks == NULL) {
		draft->failed = true;
		return;
	}
	for (size_t i = 0; i < spec->nstart_hooks; i++)
		hooks[i] = (struct executor_hook){
			.path_at = put_text(draft, spec->start_hooks[i].path),
			.args_at = put_list(draft, spec->start_hooks[i].argv),
			.env_at = put_list(draft, spec->start_hooks[i].env),
			.timeout = spec->start_hooks[i].timeout,
		};
	plan->nhooks = spec->nstart_hooks;
	plan->hooks_at = put(draft, hooks, spec->nstart_hooks * sizeof(*hooks));
	free(hooks);
}

/* The message names a PID that is known when the agent has the listener. */
static void
put_message(
    struct draft *draft, const struct container *c, struct executor_plan *plan)
{
	const char *place = c->agent_message;

	if (c->spec->seccomp_agent == -1)
		return;
	plan->message_at = put_text(draft, c->agent_message);
	for (int i = 0; i < 2; i++) {
		place = strstr(place, ":" EXECUTOR_PID_TEXT);
		if (place == NULL)
			return;
		place++;
		plan->pids_at[i] =
		    plan->message_at + (place - c->agent_message);
	}
}

/* The text that enters the profile; NULL without one. The caller frees it. */
static char *
profile_words(struct draft *draft, const struct container_spec *spec)
{
	char *words = NULL;

	if (spec->apparmor == NULL)
		return NULL;
	if (asprintf(&words, "%s %s", spec->init ? "changeprofile" : "exec",
		spec->apparmor) != -1)
		return words;
	draft->failed = true;
	return NULL;
}

/* The phase of each step; of the others, the one that is there already. */
static void
put_headings(struct draft *draft, struct executor_plan *plan)
{
	static const char filter[] = "the seccomp filter, then the command";
	char heading[EXPLAIN_LINE];

	explain_heading(heading, "the AppArmor profile", 6);
	plan->headings_at[EXECUTOR_PROFILE] = put_text(draft, heading);
	plan->headings_at[EXECUTOR_INIT_PROFILE] =
	    plan->headings_at[EXECUTOR_PROFILE];
	explain_heading(heading, "the SELinux label", 6);
	plan->headings_at[EXECUTOR_LABEL] = put_text(draft, heading);
	explain_heading(heading, filter, 5);
	plan->headings_at[EXECUTOR_FILTER] = put_text(draft, heading);
	plan->headings_at[EXECUTOR_AMBIENT] =
	    plan->headings_at[EXECUTOR_FILTER];
	explain_heading(heading, "the PID namespace it joins", 3);
	plan->headings_at[EXECUTOR_ENTER] = put_text(draft, heading);
}

static void
put_lines(struct draft *draft, const struct container_spec *spec,
    const char *profile, struct executor_plan *plan)
{
	char lines[EXECUTOR_STEPS][EXPLAIN_LINE] = { 0 }, names[512];

	if (profile != NULL) {
		explain_line(lines[EXECUTOR_PROFILE],
		    "at the next execve: into this profile",
		    "write(..., \"%s\", %zu)", profile, strlen(profile));
		explain_line(lines[EXECUTOR_INIT_PROFILE],
		    "now: into this profile, the init and its command",
		    "write(..., \"%s\", %zu)", profile, strlen(profile));
	}
	if (spec->selinux != NULL)
		explain_line(lines[EXECUTOR_LABEL],
		    "at the next execve: this label", "write(..., \"%s\", %zu)",
		    spec->selinux, strlen(spec->selinux));
	explain_line(lines[EXECUTOR_AMBIENT], "not for the command: sys_admin",
	    "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, ...)");
	explain_line(lines[EXECUTOR_FILTER],
	    "from now on, each system call passes the filter",
	    "seccomp(SECCOMP_SET_MODE_FILTER, ..., {...})");
	explain_line(lines[EXECUTOR_CAPS],
	    caps_names(spec->caps.permitted, names, sizeof(names)),
	    "capset({...}, {effective=..., permitted=..., ...})");
	explain_line(lines[EXECUTOR_ENTER],
	    "into the PID namespace, where others see us from now on",
	    "clone(child_stack=NULL, flags=CLONE_PARENT...)");
	explain_line(lines[EXECUTOR_NO_NEW_PRIVS],
	    "SUID bits and file capabilities no longer count",
	    "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)");
	explain_exec_line(
	    lines[EXECUTOR_COMMAND], "from here on, the command", spec->argv);
	for (int i = 0; i < EXECUTOR_STEPS; i++)
		if (lines[i][0] != '\0')
			plan->lines_at[i] = put_text(draft, lines[i]);
}

/* The descriptor that becomes standard stream i; -1: the stream stays. */
static int
stream(const struct container *c, int i)
{
	return c->stdio[i] != i ? c->stdio[i] : -1;
}

/* The narration's descriptor: the command may have another stderr. */
static int
narration(void)
{
	if (explain_terminal() != -1)
		return explain_terminal();
	return explain_is_on() ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3) : -1;
}

bool
handover_joins(const struct container *c)
{
	return c->spec->seccomp_agent != -1 && c->pid_namespace != -1;
}

bool
handover_needs_power(const struct container *c)
{
	const struct container_spec *spec = c->spec;

	return spec->seccomp != NULL &&
	       (!spec->no_new_privs || handover_joins(c)) &&
	       !(spec->caps.ambient & CAPS_BIT(CAP_SYS_ADMIN));
}

static struct executor_plan
make_plan(struct draft *draft, struct container *c, int channel, pid_t pid)
{
	const struct container_spec *spec = c->spec;
	struct executor_plan plan = { .channel = channel,
		.start_socket = spec->start_socket,
		.streams = { stream(c, 0), stream(c, 1), stream(c, 2) },
		.narration = narration(),
		.step = explain_terminal() != -1 && !explain_by_phase(),
		.phase = explain_terminal() != -1 && explain_by_phase(),
		.detached = spec->detached,
		.enters = c->enters_pid_namespace,
		.terminal = spec->terminal && stream(c, 0) == -1,
		.init = spec->init,
		.no_new_privs = spec->no_new_privs,
		.has_power = handover_needs_power(c),
		.permitted = spec->caps.permitted,
		.effective = spec->caps.effective,
		.inheritable = spec->caps.inheritable,
		.agent = spec->seccomp_agent,
		.pid_namespace = handover_joins(c) ? c->pid_namespace : -1,
		.pid = pid,
		.hook_input = spec->hook_input,
		.hook_output = spec->hook_output };
	char *profile = profile_words(draft, spec);

	plan.profile_at = put_text(draft, profile);
	plan.label_at = put_text(draft, spec->selinux);
	if (spec->seccomp != NULL) {
		plan.filter_length = spec->seccomp->length;
		plan.filter_flags = spec->seccomp->flags;
		plan.filter_at = put(draft, spec->seccomp->code,
		    spec->seccomp->length * sizeof(spec->seccomp->code[0]));
	}
	put_message(draft, c, &plan);
	put_hooks(draft, spec, &plan);
	if (explain_is_on()) {
		put_lines(draft, spec, profile, &plan);
		put_headings(draft, &plan);
	}
	free(profile);
	return plan;
}

/* The executor uses these descriptors, and does not pass them on. */
static int
keep_open(const struct executor_plan *plan, int file)
{
	const int fds[] = { file, plan->channel, plan->start_socket,
		plan->streams[0], plan->streams[1], plan->streams[2],
		plan->narration, plan->agent, plan->hook_input,
		plan->hook_output, plan->pid_namespace };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] > 2 && fcntl(fds[i], F_SETFD, 0) == -1)
			return -1;
	return 0;
}

static int
write_plan(struct container *c, int channel, pid_t pid)
{
	char *bytes = NULL;
	size_t size = 0;
	struct draft draft = { .out = open_memstream(&bytes, &size) };
	struct executor_plan plan = { 0 };

	if (draft.out == NULL)
		return failure_set(PLAN);
	if (c->spec->seccomp_agent != -1 &&
	    c->spec->hook(c, HOOK_SECCOMP_AGENT,
		c->enters_pid_namespace ? EXECUTOR_PID_LATER : pid) == -1)
		return failure_set("the message to the agent of seccomp");
	put(&draft, &plan, sizeof(plan));
	plan = make_plan(&draft, c, channel, pid);
	/* fclose(3) does not report that memory ran out at the text's end. */
	if (fclose(draft.out) == EOF || draft.failed || bytes == NULL) {
		free(bytes);
		errno = ENOMEM;
		return failure_set(PLAN);
	}
	memcpy(bytes, &plan, sizeof(plan));
	int fd = memfd_create("plan", MFD_CLOEXEC);
	if (fd != -1 && (file_write_all(fd, bytes, size) == -1 ||
			    keep_open(&plan, fd) == -1))
		fd = file_close(fd, -1);
	if (fd == -1)
		failure_set(PLAN);
	free(bytes);
	return fd;
}

int
handover_prepare(
    struct handover *h, struct container *c, int channel, pid_t pid)
{
	h->program = open_program();
	if (h->program == -1)
		return -1;
	h->plan = write_plan(c, channel, pid);
	return h->plan == -1 ? file_close(h->program, -1) : 0;
}

static int
become(int program, char *const argv[], char *const env[])
{
	explain("a program of a few kilobytes does the rest",
	    "execveat(..., \"\", [\"%s\", ...], ..., AT_EMPTY_PATH)", argv[0]);
	execveat(program, "", argv, env, AT_EMPTY_PATH);
	return failure_set("execveat: the program that executes the command");
}

int
handover_execute(const struct handover *h, const struct container *c)
{
	char number[16];
	size_t n = 0;

	while (c->spec->argv[n] != NULL)
		n++;
	char **argv = calloc(n + 4, sizeof(*argv));
	if (argv == NULL)
		return failure_set("arguments");
	snprintf(number, sizeof(number), "%d", h->plan);
	argv[0] = "combined";
	argv[1] = number;
	argv[2] = (char *)h->path;
	memcpy(argv + 3, c->spec->argv, n * sizeof(*argv));
	become(h->program, argv, c->env);
	int saved_errno = errno;
	free(argv);
	errno = saved_errno;
	return -1;
}

int
handover_open_proc(int socket)
{
	char number[] = { '0' + socket, '\0' };
	char *argv[] = { "combined", number, NULL }, *none[] = { NULL };
	int program = open_program();

	if (program == -1 || socket > 9 || fcntl(socket, F_SETFD, 0) == -1)
		return -1;
	return become(program, argv, none);
}
