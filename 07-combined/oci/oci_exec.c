/*
 * exec: one more process in a container that runs.
 */
#include "07-combined/oci/oci.h"

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
put_list(json_t *process, const char *key, char *words[])
{
	json_t *array = json_array();

	for (; *words != NULL; words++)
		append(array, json_string(*words));
	put(process, key, array);
}

/* Behind what is in the array already; more may be NULL. */
static void
append_all(json_t *array, json_t *more)
{
	if (more != NULL && json_array_extend(array, more) == -1)
		oci_fail("exec: out of memory");
}

static void
put_user(json_t *process, const char *text)
{
	long long uid, gid = 0;
	char *group, *user = options_split(text, ':', &group);

	if (parse_number(user, 0, OCI_ID_MAX, &uid) == -1 ||
	    (group && parse_number(group, 0, OCI_ID_MAX, &gid) == -1))
		oci_fail("--user \"%s\" is not UID[:GID]", text);
	free(user);
	/* The groups stay, as with runc; crun drops them. */
	json_t *its = part(process, "user", json_object);
	put(its, "uid", json_integer(uid));
	if (group != NULL)
		put(its, "gid", json_integer(gid));
}

/* The first process, but for what the options say. */
static json_t *
alter_process(json_t *first, const struct oci_options *o, char *words[])
{
	static const char *const sets[] = { "bounding", "effective",
		"permitted" };
	json_t *process = json_deep_copy(first);

	if (process == NULL)
		oci_fail("out of memory");
	put_list(process, "args", words);
	put(process, "terminal", json_boolean(o->tty));
	json_object_del(process, "consoleSize");
	if (o->env != NULL)
		append_all(part(process, "env", json_array), o->env);
	for (size_t s = 0; o->caps != NULL && s < 3; s++)
		append_all(part(part(process, "capabilities", json_object),
			       sets[s], json_array),
		    o->caps);
	if (o->user != NULL)
		put_user(process, o->user);
	if (o->gids != NULL)
		append_all(part(part(process, "user", json_object),
			       "additionalGids", json_array),
		    o->gids);
	if (o->cwd != NULL)
		put(process, "cwd", json_string(o->cwd));
	if (o->apparmor != NULL)
		put(process, "apparmorProfile", json_string(o->apparmor));
	if (o->label != NULL)
		put(process, "selinuxLabel", json_string(o->label));
	if (o->no_new_privs)
		put(process, "noNewPrivileges", json_true());
	return process;
}

/* The container's, where the process has none of its own. */
static void
inherit_umask(struct container_spec *spec, json_t *first)
{
	json_t *mask = json_object_get(json_object_get(first, "user"), "umask");

	if (spec->has_umask || !json_is_integer(mask))
		return;
	spec->umask = json_integer_value(mask) & 0777;
	spec->has_umask = true;
}

static void
translate(struct oci *oci, json_t *stored, json_t *process)
{
	json_t *profile =
	    json_object_get(json_object_get(oci->config, "linux"), "seccomp");
	struct container_spec *spec = &oci->spec;
	json_int_t start = 0;

	container_spec_init(spec);
	/* Without a PID, no container would be joined, but the host changed. */
	oci_unpack(stored, "the state", "{s:s, s:s, s?o, s:i, s:I, s?s}", "id",
	    &oci->id, "bundle", &oci->bundle, "annotations", &oci->annotations,
	    "pid", &spec->join_pid, "start", &start, "cgroup", &spec->cgroup);
	spec->scope = oci_scope_stored(stored);
	spec->join_pidfd = state_open_process(spec->join_pid, start);
	if (spec->join_pidfd == -1)
		oci_fail("process %d of container %s: %s", (int)spec->join_pid,
		    oci->id, strerror(errno));
	oci_process(spec, process);
	inherit_umask(spec, json_object_get(oci->config, "process"));
	oci_drop_missing_capabilities(spec);
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

/* A stopped one has no namespaces; in a paused one the process would wait. */
static void
check_status(const char *id, json_t *stored, bool ignore_paused)
{
	const char *status = oci_status(id, stored);

	if (strcmp(status, "running") != 0 && strcmp(status, "created") != 0 &&
	    !(ignore_paused && strcmp(status, "paused") == 0))
		oci_fail("cannot exec in a container that is %s", status);
}

/* A cgroup below the container's; it has to be there. */
static void
choose_cgroup(struct container_spec *spec, const char *below)
{
	char *path;

	if (spec->cgroup == NULL)
		oci_fail("--cgroup %s: the container has no cgroup", below);
	if (asprintf(
		&path, "%s/%s", spec->cgroup, below + strspn(below, "/")) == -1)
		oci_fail("out of memory");
	path[strlen(path) - (path[strlen(path) - 1] == '/')] = '\0';
	spec->cgroup = path;
}

int
oci_exec(const struct oci_options *o, char *words[])
{
	json_t *stored = oci_stored(words[0]);

	check_status(words[0], stored, o->ignore_paused);
	more.config = state_read(words[0], "config.json");
	if (more.config == NULL)
		oci_fail("config.json of %s: %s", words[0], strerror(errno));
	struct container_spec *spec = &more.spec;
	translate(&more, stored,
	    o->process != NULL
		? oci_read(o->process)
		: alter_process(
		      json_object_get(more.config, "process"), o, words + 1));
	if (o->cgroup != NULL)
		choose_cgroup(spec, o->cgroup);
	spec->detached = o->detach;
	spec->preserve_fds = o->kept_fds;
	oci_check_console(o->console, spec->terminal, o->detach);
	container_init(&container, spec);
	oci_fail_with(undo);
	if (container_create(&container) == -1)
		oci_fail("%s", container.failure);
	if (o->console != NULL)
		oci_send_console(o->console, container.master);
	if (container_start(&container) == -1)
		oci_fail("%s", container.failure);
	oci_write_pid(o->pid_file, container.pid);
	return o->detach ? EXIT_SUCCESS : container_wait(&container);
}
