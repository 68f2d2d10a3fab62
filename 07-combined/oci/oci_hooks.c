/*
 * config.md, "POSIX-platform Hooks": programs of the host's that are told of
 * each moment of a container's life, with its state on their standard input.
 */
#include "07-combined/oci/oci.h"

#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct hook {
	const char *path;
	const char **args, **env; /* env NULL: not said */
	int64_t timeout;          /* s; -1: none */
};

static void
read_hook(json_t *entry, const char *name, struct hook *hook)
{
	json_t *args = NULL, *env = NULL;
	json_int_t timeout = -1;

	oci_unpack(entry, name, "{s:s, s?o, s?o, s?I}", "path", &hook->path,
	    "args", &args, "env", &env, "timeout", &timeout);
	hook->args = oci_strings(args, "hooks.args");
	hook->env = env == NULL ? NULL : oci_strings(env, "hooks.env");
	if (hook->path[0] != '/')
		oci_fail(
		    "hooks.%s: path \"%s\" is not absolute", name, hook->path);
	if (json_object_get(entry, "timeout") != NULL && timeout < 1)
		oci_fail("hooks.%s: timeout: not from 1 to %" PRId64 " seconds",
		    name, INT64_MAX);
	hook->timeout = timeout;
}

void
oci_check_hooks(json_t *config)
{
	const char *name;
	json_t *hooks = oci_object(json_object_get(config, "hooks"), "hooks");
	json_t *list, *entry;
	struct hook hook;
	size_t i;

	json_object_foreach (hooks, name, list)
		json_array_foreach (oci_array(list, name), i, entry)
			read_hook(entry, name, &hook);
}

static int
write_state(int fd, json_t *state)
{
	char *text = json_dumps(state, JSON_COMPACT);
	if (text == NULL)
		return -1;
	ssize_t size = strlen(text);

	/* All at once: json_dumpfd() would write a word at a time. */
	bool good =
	    write(fd, text, size) == size && lseek(fd, 0, SEEK_SET) == 0;
	free(text);
	return good ? 0 : -1;
}

/* A file in memory is the simplest standard input: no process writes to it. */
static int
state_file(json_t *state)
{
	int fd = memfd_create("state", MFD_CLOEXEC);

	if (fd != -1 && write_state(fd, state) == -1)
		return file_close(fd, -1);
	return fd;
}

static char *const *
arguments_of(const struct hook *hook)
{
	if (hook->args[0] != NULL)
		return (char *const *)hook->args;
	const char **argv = calloc(2, sizeof(*argv));
	if (argv == NULL)
		oci_fail("hooks: %s", strerror(ENOMEM));
	argv[0] = hook->path;
	return (char *const *)argv;
}

/*
 * The hook's process. What a hook prints would else be among what the command
 * prints, and what the caller has open is for the container, if for any.
 */
static void
set_streams(int input, int output)
{
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
}

static pid_t
start_hook(const struct hook *hook, int input, int output, const char *bundle)
{
	sigset_t none;

	pid_t pid = fork();
	if (pid == -1)
		return failure_set("hook %s", hook->path);
	if (pid > 0)
		return pid;
	char *const *args = arguments_of(hook);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* In the container there is no bundle. */
	if (chdir(bundle) == -1 && chdir("/") == -1)
		_exit(127);
	explain_exec("a hook, with the state on its standard input", args);
	set_streams(input, output);
	/*
	 * Without a word about it: the environment of the caller, as with runc
	 * and crun.
	 */
	execve(hook->path, args,
	    hook->env != NULL ? (char *const *)hook->env : environ);
	_exit(127);
}

/* What a hook has printed says why it failed: ": " and the text, or "". */
static const char *
read_output(int output)
{
	static char text[256] = ": ";
	const size_t start = strlen(": ");

	ssize_t size = pread(output, text + start, sizeof(text) - start - 1, 0);
	while (size > 0 && text[start + size - 1] == '\n')
		size--;
	if (size <= 0)
		return "";
	text[start + size] = '\0';
	return text;
}

/* Returns 0, or -1 with errno ETIMEDOUT, or ECANCELED for a bad end. */
static int
wait_for_hook(const struct hook *hook, pid_t pid, int output)
{
	int status = 0, pidfd = syscall(SYS_pidfd_open, pid, 0);
	struct pollfd end = { .fd = pidfd, .events = POLLIN };

	struct timespec timeout = { .tv_sec = hook->timeout };
	bool late =
	    ppoll(&end, 1, hook->timeout == -1 ? NULL : &timeout, NULL) == 0;
	if (late)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(pidfd);
	if (!late && status == 0)
		return 0;
	errno = late ? ETIMEDOUT : ECANCELED;
	return failure_set(WIFSIGNALED(status) ? "hook %s: signal %d%s"
					       : "hook %s: exit status %d%s",
	    hook->path,
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
	    read_output(output));
}

int
oci_hooks(json_t *config, const char *name, json_t *state)
{
	json_t *hooks = json_object_get(config, "hooks"), *entry;
	size_t i;

	json_array_foreach (json_object_get(hooks, name), i, entry) {
		struct hook hook;
		int input = state_file(state);
		int output = memfd_create("output", MFD_CLOEXEC);

		read_hook(entry, name, &hook);
		pid_t pid = start_hook(&hook, input, output,
		    json_string_value(json_object_get(state, "bundle")));
		bool good = pid != -1 && wait_for_hook(&hook, pid, output) == 0;
		file_close(output, file_close(input, 0));
		if (good)
			continue;
		if (strcmp(name, "poststop") != 0)
			return -1;
		oci_warn("%s: %s", failure_text(), strerror(errno));
	}
	return 0;
}

void
oci_start_hooks(struct oci *oci)
{
	static char *const nothing[] = { NULL };
	struct container_spec *spec = &oci->spec;
	/* That of the caller is the host's. */
	char *const *inherited = spec->env != NULL ? spec->env : nothing;
	json_t *list = json_object_get(
		   json_object_get(oci->config, "hooks"), "startContainer"),
	       *entry;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	spec->start_hooks =
	    calloc(json_array_size(list), sizeof(*spec->start_hooks));
	spec->hook_input = memfd_create("state", MFD_CLOEXEC);
	spec->hook_output = memfd_create("output", MFD_CLOEXEC);
	if (spec->start_hooks == NULL || spec->hook_input == -1 ||
	    spec->hook_output == -1)
		oci_fail("hooks: %s", strerror(errno));
	json_array_foreach (list, i, entry) {
		struct hook hook;

		read_hook(entry, "startContainer", &hook);
		spec->start_hooks[i] =
		    (struct container_hook){ .path = hook.path,
			    .argv = arguments_of(&hook),
			    .env = hook.env != NULL ? (char *const *)hook.env
						    : inherited,
			    .timeout = hook.timeout };
	}
	spec->nstart_hooks = i;
}

/* The hooks are run after the container's process was told to start. */
static int
tell_start_hooks(const struct oci *oci, const struct container *c, pid_t pid)
{
	json_t *state = oci_state(oci, "created", pid);
	int result = c->spec->nstart_hooks == 0
			 ? 0
			 : write_state(c->spec->hook_input, state);

	if (result == -1)
		failure_set("hooks: their standard input");
	json_decref(state);
	return result;
}

int
oci_hook(struct container *c, enum hook_stage stage, pid_t pid)
{
	const struct oci *oci = c->spec->hook_data;
	json_t *state = oci_state(oci, "creating", pid);
	int result = 0;

	if (stage == HOOK_NAMESPACES)
		result = oci_move_net_devices(oci->config, pid);
	else if (stage == HOOK_SECCOMP_AGENT)
		result = oci_write_agent_message(oci, c, pid);
	else if (stage == HOOK_START_CONTAINER)
		result = tell_start_hooks(oci, c, pid);
	else if (stage == HOOK_CREATE_RUNTIME)
		result = oci_hooks(oci->config, "prestart", state) == -1
			     ? -1
			     : oci_hooks(oci->config, "createRuntime", state);
	else if (stage == HOOK_CREATE_CONTAINER)
		result = oci_hooks(oci->config, "createContainer", state);
	json_decref(state);
	return result;
}
