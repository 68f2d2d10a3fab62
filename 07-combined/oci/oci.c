/*
 * runtime.md, "Operations": the life of a container in the hands of an engine.
 *
 *     create   all of it is there; its process waits at a socket
 *     start    comes to the socket, and the command is executed
 *     kill     a signal
 *     delete   what create made is removed
 *
 * Each is a program run that ends; between them only the state directory and
 * the kernel know of the container.
 */
#include "07-combined/oci/oci.h"

#include "07-combined/engine/channel.h"
#include "07-combined/oci/oci_options.h"
#include "07-combined/store/state.h"
#include "common/failure.h"
#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The one that this process is making: to be removed where it fails. */
static struct oci new;
static struct container new_container;

/* To be called when all is removed: a hook's failure is only a warning. */
static void
tell_stopped(const struct oci *oci)
{
	json_t *state = oci_state(oci, "stopped", 0);

	oci_hooks(oci->config, "poststop", state);
	json_decref(state);
}

static bool
cgroup_is_gone(void)
{
	struct cgroup left;

	if (!new_container.has_cgroup)
		return true;
	if (new.spec.cgroup == NULL)
		return false;
	return cgroup_open(&left, new.spec.cgroup) == -1 && errno == ENOENT;
}

static void
undo(void)
{
	container_remove(&new_container);
	tell_stopped(&new);
	/* What could not be removed stays known, to be deleted later. */
	if (cgroup_is_gone())
		state_remove(new.id);
}

/* What `state` shows, and what the later commands need to know. */
static void
store(const struct oci *oci, pid_t pid)
{
	json_t *state = oci_state(oci, "creating", pid);
	unsigned long long start = pid == 0 ? 0 : state_start_time(pid);
	char now[TEXT_NOW];

	if (pid != 0 && start == 0)
		oci_fail("process %d: %s", (int)pid, strerror(errno));
	text_now(now);
	/* Half of it would keep delete from finding the cgroup. */
	if (state == NULL ||
	    json_object_update_new(
		state, json_pack("{s:I, s:s*, s:s, s:s}", "start",
			   (json_int_t)start, "cgroup", oci->spec.cgroup,
			   "rootfs", oci->spec.rootfs, "created", now)) == -1)
		oci_fail("state of %s: %s", oci->id, strerror(ENOMEM));
	oci_scope_store(state, oci->spec.scope);
	if (state_write(oci->id, "state.json", state) == -1)
		oci_fail("state of %s: %s", oci->id, strerror(errno));
	json_decref(state);
}

static int
store_config(const struct oci *oci)
{
	char *text = json_dumps(oci->config, JSON_COMPACT);

	errno = ENOMEM;
	int result =
	    text == NULL ? -1 : state_write_new(oci->id, "config.json", text);
	int saved_errno = errno;
	free(text);
	errno = saved_errno;
	return result;
}

/* Where systemd has made it: from the root, also for a normal user. */
static const char *
scope_path(const struct cgroup *cgroup)
{
	char *path;

	if (asprintf(&path, "/%s", cgroup->name) == -1)
		oci_fail("out of memory");
	return path;
}

/* All of the container but the start of its command. Returns the lock. */
static int
make(const struct oci_options *o, bool detached)
{
	struct container_spec *spec = &new.spec;
	char directory[PATH_MAX];

	new.bundle = realpath(o->bundle ? o->bundle : ".", NULL);
	if (new.bundle == NULL)
		oci_fail("bundle %s: %s", o->bundle, strerror(errno));
	oci_translate(&new);
	oci_check_console(o->console, spec->terminal, detached);
	spec->detached = detached;
	spec->no_pivot = o->no_pivot;
	spec->preserve_fds = o->kept_fds;

	int lock = state_create(new.id);
	if (lock == -1 && errno == EEXIST)
		oci_fail("container %s already exists", new.id);
	if (lock == -1)
		oci_fail("container \"%s\": %s", new.id, strerror(errno));
	spec->lock = lock;
	container_init(&new_container, spec);
	oci_fail_with(undo);
	/* The bundle's may be another by the time when it is needed again. */
	if (store_config(&new) == -1)
		oci_fail("state of %s: %s", new.id, strerror(errno));
	store(&new, 0);
	if (detached) {
		state_path(new.id, "", directory, sizeof(directory));
		spec->start_socket = channel_listen(directory);
		if (spec->start_socket == -1)
			oci_fail(
			    "socket in %s: %s", directory, strerror(errno));
	}
	oci_start_hooks(&new);
	oci_notify_prepare(&new);
	if (container_create(&new_container) == -1)
		oci_fail("%s", new_container.failure);
	/* Only the child has the socket from now on: its death closes it. */
	if (detached)
		close(spec->start_socket);
	if (o->console != NULL)
		oci_send_console(o->console, new_container.master);
	if (!new_container.has_cgroup)
		spec->cgroup = NULL;
	else if (spec->scope != NULL)
		spec->cgroup = scope_path(&new_container.cgroup);
	store(&new, new_container.pid);
	oci_write_pid(o->pid_file, new_container.pid);
	return lock;
}

int
oci_create(const struct oci_options *o, char *words[])
{
	new.id = words[0];
	close(make(o, true));
	return EXIT_SUCCESS;
}

/* Removes what create made, and tells the hooks. */
static void
destroy(const struct oci *oci, json_t *stored)
{
	struct cgroup cgroup;

	/* As long as that fails, the state stays, to be deleted again. */
	if (oci_cgroup(stored, &cgroup)
		? cgroup_kill(&cgroup) == -1 && errno != ENOENT
		: errno != ENOENT)
		oci_fail("cgroup: %s", cgroup_strerror());
	/* systemd may have removed it by now. */
	oci_scope_stop(stored);
	if (oci_cgroup(stored, &cgroup)
		? cgroup_remove(&cgroup) == -1 && errno != ENOENT
		: errno != ENOENT)
		oci_fail("cgroup: %s", cgroup_strerror());
	tell_stopped(oci);
	if (state_remove(oci->id) == -1)
		oci_fail("state of %s: %s", oci->id, strerror(errno));
}

/*
 * The command is running; where a hook fails, it is killed, and the container
 * is deleted: runtime.md, "Lifecycle".
 */
static void
after_start(const struct oci *oci, pid_t pid)
{
	json_t *state = oci_state(oci, "running", pid);
	bool wanted = oci_hooks(oci->config, "poststart", state) == 0;
	int why = errno;

	json_decref(state);
	if (wanted)
		return;
	char *text = strdup(failure_text());
	json_t *stored = oci_stored(oci->id);
	if (new_container.pid == pid) { /* ours to reap */
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	oci_end(oci->id, stored);
	oci_fail_with(NULL); /* nothing is left to undo */
	destroy(oci, stored);
	oci_fail("%s: %s", text != NULL ? text : "hook", strerror(why));
}

static void
recall(struct oci *oci, const char *id, json_t *stored)
{
	oci->id = id;
	oci->config = state_read(id, "config.json");
	if (oci->config == NULL && errno != ENOENT)
		oci_fail("config.json of %s: %s", id, strerror(errno));
	oci_unpack(stored, "the state", "{s:s, s?o}", "bundle", &oci->bundle,
	    "annotations", &oci->annotations);
}

/*
 * Goes to the socket at which the container's process waits. Returns that of
 * oci_notify_listen().
 */
static int
start_stored(const char *id, json_t *stored)
{
	struct container c;
	char directory[PATH_MAX], path[PATH_MAX];
	struct oci oci = { 0 };

	container_init(&c, NULL);
	recall(&oci, id, stored); /* as long as it does not run */
	state_path(id, "", directory, sizeof(directory));
	state_path(id, "start", path, sizeof(path));
	c.pid = json_integer_value(json_object_get(stored, "pid"));
	c.channel = channel_connect(directory);
	if (c.channel == -1)
		oci_fail("container %s: %s", id, strerror(errno));
	unlink(path);
	int notify = oci_notify_listen(id);
	if (container_start(&c) == -1) {
		oci_signal(stored, SIGKILL); /* it may have got the word */
		oci_fail("%s", c.failure);
	}
	after_start(&oci, c.pid);
	return notify;
}

/* Until the container is ready, other commands are to work on it. */
static void
wait_until_ready(int notify, json_t *stored, int lock)
{
	close(lock);
	if (notify != -1)
		oci_notify_wait(notify,
		    json_integer_value(json_object_get(stored, "pid")), true);
}

int
oci_start(const struct oci_options *o, char *words[])
{
	const char *id = words[0];
	int lock = state_lock(id);
	json_t *stored = oci_stored(id);
	const char *status = oci_status(id, stored);

	(void)o;
	if (strcmp(status, "created") != 0)
		oci_fail("cannot start a container that is %s", status);
	wait_until_ready(start_stored(id, stored), stored, lock);
	return EXIT_SUCCESS;
}

int
oci_show_state(const struct oci_options *o, char *words[])
{
	const char *id = words[0];
	json_t *stored = oci_stored(id);
	const char *status = oci_status(id, stored);

	(void)o;
	json_object_set_new(stored, "status", json_string(status));
	if (strcmp(status, "stopped") == 0)
		json_object_set_new(stored, "pid", json_integer(0));
	json_object_del(stored, "start");
	json_dumpf(stored, stdout, JSON_INDENT(2));
	putchar('\n');
	return EXIT_SUCCESS;
}

int
oci_delete(const struct oci_options *o, char *words[])
{
	struct oci oci = { 0 };
	const char *id = words[0];
	int lock = state_lock(id);

	if (lock == -1 && o->force)
		return EXIT_SUCCESS;
	if (lock == -1)
		oci_fail("container %s does not exist", id);
	json_t *stored = state_read(id, "state.json");
	if (stored == NULL && errno != ENOENT && errno != EBADMSG)
		oci_fail("state of %s: %s", id, strerror(errno));
	if (stored == NULL) {
		state_remove(id); /* its creation was cut short */
		return EXIT_SUCCESS;
	}
	oci_check_maker(id, stored);
	const char *status = oci_status(id, stored);
	if (strcmp(status, "creating") != 0 && strcmp(status, "stopped") != 0) {
		/*
		 * One that was never started has nothing to lose: runc and crun
		 * delete it, too.
		 */
		if (!o->force && strcmp(status, "created") != 0)
			oci_fail("cannot delete a container that is %s: "
				 "kill it first, or --force",
			    status);
		oci_end(id, stored);
	}
	recall(&oci, id, stored);
	destroy(&oci, stored);
	close(lock);
	return EXIT_SUCCESS;
}

/* All in one, as an engine does it in four. */
int
oci_run(const struct oci_options *o, char *words[])
{
	new.id = words[0];
	int lock = make(o, o->detach);
	if (o->detach) {
		json_t *stored = oci_stored(new.id);

		wait_until_ready(start_stored(new.id, stored), stored, lock);
		return EXIT_SUCCESS;
	}
	int notify = oci_notify_listen(new.id);
	if (container_start(&new_container) == -1)
		oci_fail("%s", new_container.failure);
	close(lock);
	after_start(&new, new_container.pid);
	oci_notify_forward(notify, new_container.pid);
	int status = container_wait(&new_container);
	if (o->keep)
		return status;
	lock = state_lock(new.id);
	if (lock != -1 || errno != ENOENT) /* another command has deleted it */
		destroy(&new, oci_stored(new.id));
	return status;
}
