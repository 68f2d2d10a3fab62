/*
 * exec: one more process in a container that runs.
 */
#include "07-combined/oci/oci.h"

#include "07-combined/docker/cli.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/state.h"
#include "common/options.h"
#include "common/parse.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All of it, or nothing. */
static void
put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) == -1)
		oci_fail("%s: out of memory, or not UTF-8", key);
}

static void
append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) == -1)
		oci_fail("exec: out of memory, or a word is not UTF-8");
}

/* What may be missing in a config.json: an array, or an object. */
static json_t *
part(json_t *object, const char *key, json_t *(*make)(void))
{
	if (json_object_get(object, key) == NULL)
		put(object, key, make());
	return json_object_get(object, key);
}

static void
put_list(json_t *process, const char *key, const char *const *words, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		append(array, json_string(words[i]));
	put(process, key, array);
}

static void
put_user(json_t *process, const char *text)
{
	long long uid, gid = 0;
	char *group, *user = options_split(text, ':', &group);

	if (parse_number(user, 0, OCI_ID_MAX, &uid) == -1 ||
	    (group && parse_number(group, 0, OCI_ID_MAX, &gid) == -1))
		oci_fail("--user \"%s\" is no UID[:GID]", text);
	free(user);
	put(process, "user",
	    json_pack(
		"{s:I, s:I}", "uid", (json_int_t)uid, "gid", (json_int_t)gid));
}

/* The first process, but for what the options say. */
static json_t *
alter_process(json_t *first, const struct oci_options *o, char *words[])
{
	static const char *const sets[] = { "bounding", "effective",
		"permitted" };
	json_t *process = json_deep_copy(first);
	size_t n = 0;

	if (process == NULL)
		oci_fail("out of memory");
	while (words[n] != NULL)
		n++;
	put_list(process, "args", (const char *const *)words, n);
	put(process, "terminal", json_boolean(o->tty));
	json_object_del(process, "consoleSize");
	for (size_t i = 0; i < o->nenv; i++)
		append(
		    part(process, "env", json_array), json_string(o->env[i]));
	for (size_t s = 0; s < 3; s++)
		for (size_t i = 0; i < o->ncaps; i++)
			append(part(part(process, "capabilities", json_object),
				   sets[s], json_array),
			    json_string(o->caps[i]));
	if (o->user != NULL)
		put_user(process, o->user);
	if (o->cwd != NULL)
		put(process, "cwd", json_string(o->cwd));
	if (o->apparmor != NULL)
		put(process, "apparmorProfile", json_string(o->apparmor));
	if (o->no_new_privs)
		put(process, "noNewPrivileges", json_true());
	return process;
}

static void
translate(struct oci *oci, json_t *stored, json_t *process)
{
	json_t *profile =
	    json_object_get(json_object_get(oci->config, "linux"), "seccomp");
	struct container_spec *spec = &oci->spec;
	json_int_t start = 0;

	container_spec_init(spec);
	/* Inside nothing would be here: the host's root would be changed. */
	oci_unpack(stored, "the state", "{s:s, s:s, s?o, s:i, s:I, s?s}", "id",
	    &oci->id, "bundle", &oci->bundle, "annotations", &oci->annotations,
	    "pid", &spec->join_pid, "start", &start, "cgroup", &spec->cgroup);
	spec->join_pidfd = state_open_process(spec->join_pid, start);
	if (spec->join_pidfd == -1)
		oci_fail("process %d of container %s: %s", (int)spec->join_pid,
		    oci->id, strerror(errno));
	oci_process(spec, process);
	oci_warn_of_capabilities(spec);
	spec->hook = oci_hook;
	spec->hook_data = oci;
	if (profile != NULL)
		oci_seccomp(oci, profile);
}

static struct oci more;
static struct container container;

static void
undo(void)
{
	container_remove(&container);
}

int
oci_exec(int argc, char *argv[])
{
	struct oci_options o;

	char **words = oci_parse(&o, argc, argv, 1, 4096);
	json_t *stored = oci_stored(words[0]);
	const char *status = oci_status(words[0], stored);

	if (strcmp(status, "running") != 0 && strcmp(status, "created") != 0)
		oci_fail("cannot exec in a container that is %s", status);
	more.config = state_read(words[0], "config.json");
	if (more.config == NULL)
		oci_fail("config.json of %s: %s", words[0], strerror(errno));
	struct container_spec *spec = &more.spec;
	translate(&more, stored,
	    o.process != NULL
		? oci_read(o.process)
		: alter_process(
		      json_object_get(more.config, "process"), &o, words + 1));
	spec->detached = o.detach;
	spec->preserve_fds = o.kept_fds;
	if (spec->terminal && o.detach && o.console == NULL)
		oci_fail("a terminal needs --console-socket");
	container_init(&container, spec);
	oci_fail_with(undo);
	if (container_create(&container) == -1)
		oci_fail("%s", container.failure);
	if (o.console != NULL)
		oci_send_console(o.console, container.master);
	if (container_start(&container) == -1)
		oci_fail("%s", container.failure);
	oci_write_pid(o.pid_file, container.pid);
	return o.detach ? EXIT_SUCCESS : container_wait(&container);
}
