#include "04-cgroups/systemd/scope.h"

#include "04-cgroups/systemd/scope_bus.h"
#include "04-cgroups/systemd/scope_properties.h"
#include "common/explain.h"
#include "common/failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".slice"

/* Begins the array of properties. */
static struct scope_properties
open_properties(struct sd_bus_message *call)
{
	return (struct scope_properties){ call,
		sd.sd_bus_message_open_container(call, 'a', "(sv)") };
}

/* Ends it. Returns 0, or a negative errno: all of it could not be written. */
static int
close_properties(struct scope_properties *p)
{
	if (p->error >= 0)
		p->error = sd.sd_bus_message_close_container(p->message);
	return p->error < 0 ? p->error : 0;
}

/* A call that could not be filled: frees it. Returns -1. */
static int
give_up(struct sd_bus_message *call, const char *member, int result)
{
	if (call != NULL) {
		sd.sd_bus_message_unref(call);
		errno = -result;
		failure_set("systemd: %s", member);
	}
	return -1;
}

/* Sends a call, if it could be filled, and closes the connection. */
static int
finish(struct sd_bus *bus, struct sd_bus_message *call, const char *member,
    const char *unit, int result)
{
	result = result < 0 ? give_up(call, member, result)
			    : scope_bus_call(bus, call, member, unit, NULL);
	scope_bus_close(bus);
	return result;
}

static void
add_start(struct scope_properties *p, const struct scope *scope, pid_t pid,
    const struct scope_limits *limits)
{
	static const char *const counted[] = { "MemoryAccounting",
		"CPUAccounting", "IOAccounting", "TasksAccounting" };

	scope_add_text(p, "Description", scope->about);
	scope_add_text(p, "Slice", scope->slice);
	scope_add_flag(p, "Delegate", true);
	/* Not to be stopped at shutdown before the engine that made it. */
	scope_add_flag(p, "DefaultDependencies", false);
	/* Each controller is on, whether there is a limit or not. */
	for (int i = 0; i < 4; i++)
		scope_add_flag(p, counted[i], true);
	if (p->error >= 0)
		p->error = sd.sd_bus_message_append(
		    p->message, "(sv)", "PIDs", "au", 1, (uint32_t)pid);
	scope_add_limits(p, limits);
	/* A user's instance may not load the program that rules take. */
	if (limits->nrules > 0 && !scope->user)
		scope_add_devices(p, limits->rules, limits->nrules);
}

static int
start(struct sd_bus *bus, const struct scope *scope, pid_t pid,
    const struct scope_limits *limits)
{
	const char *member = "StartTransientUnit";
	struct sd_bus_message *call = scope_bus_method(bus, member);
	int result = -ENOMEM;

	if (call != NULL)
		result =
		    sd.sd_bus_message_append(call, "ss", scope->unit, "fail");
	if (result >= 0) {
		struct scope_properties p = open_properties(call);

		add_start(&p, scope, pid, limits);
		result = close_properties(&p);
	}
	if (result >= 0) /* no other unit comes along */
		result = sd.sd_bus_message_append(call, "a(sa(sv))", 0);
	if (result < 0)
		return give_up(call, member, result);
	explain("systemd makes the cgroup, with a process in it",
	    "StartTransientUnit(\"%s\", \"fail\", ...)", scope->unit);
	return scope_bus_job(bus, call, member, scope->unit);
}

/* A method with a unit and perhaps one more word. */
static struct sd_bus_message *
unit_method(
    struct sd_bus *bus, const char *member, const char *unit, const char *word)
{
	struct sd_bus_message *call = scope_bus_method(bus, member);
	int result = -ENOMEM;

	if (call != NULL)
		result = sd.sd_bus_message_append(call, "s", unit);
	if (result >= 0 && word != NULL)
		result = sd.sd_bus_message_append(call, "s", word);
	if (result >= 0)
		return call;
	give_up(call, member, result);
	return NULL;
}

static int
reset_failed(struct sd_bus *bus, const char *unit)
{
	struct sd_bus_message *call =
	    unit_method(bus, "ResetFailedUnit", unit, NULL);

	return call == NULL
		   ? -1
		   : scope_bus_call(bus, call, "ResetFailedUnit", unit, NULL);
}

int
scope_start(const struct scope *scope, pid_t pid,
    const struct scope_limits *limits, char *path, size_t size)
{
	struct sd_bus *bus = scope_bus_open(scope->user);

	if (bus == NULL)
		return -1;
	int result = start(bus, scope, pid, limits);
	if (result == -1 && errno == EEXIST &&
	    reset_failed(bus, scope->unit) == 0)
		result = start(bus, scope, pid, limits);
	if (result == 0)
		result = scope_bus_cgroup(bus, scope->unit, path, size);
	scope_bus_close(bus);
	return result;
}

int
scope_set(const struct scope *scope, const struct scope_limits *limits)
{
	const char *member = "SetUnitProperties";
	struct sd_bus *bus = scope_bus_open(scope->user);

	if (bus == NULL)
		return -1;
	struct sd_bus_message *call = scope_bus_method(bus, member);
	int result = -ENOMEM;
	if (call != NULL) /* until the next boot, as all of the unit */
		result = sd.sd_bus_message_append(call, "sb", scope->unit, 1);
	if (result >= 0) {
		struct scope_properties p = open_properties(call);

		scope_add_limits(&p, limits);
		result = close_properties(&p);
	}
	explain("systemd is told of the limits, too",
	    "SetUnitProperties(\"%s\", true, ...)", scope->unit);
	return finish(bus, call, member, scope->unit, result);
}

int
scope_attach(const struct scope *scope, pid_t pid)
{
	const char *member = "AttachProcessesToUnit";
	struct sd_bus *bus = scope_bus_open(scope->user);

	if (bus == NULL)
		return -1;
	struct sd_bus_message *call = scope_bus_method(bus, member);
	int result = -ENOMEM;
	if (call != NULL)
		result = sd.sd_bus_message_append(
		    call, "ssau", scope->unit, "", 1, (uint32_t)pid);
	explain("systemd moves it into the cgroup",
	    "AttachProcessesToUnit(\"%s\", \"\", %d)", scope->unit, (int)pid);
	return finish(bus, call, member, scope->unit, result);
}

int
scope_stop(const struct scope *scope)
{
	struct sd_bus *bus = scope_bus_open(scope->user);

	if (bus == NULL)
		return -1;
	struct sd_bus_message *call =
	    unit_method(bus, "StopUnit", scope->unit, "replace");
	explain("systemd forgets it, and what is left in it ends",
	    "StopUnit(\"%s\", \"replace\")", scope->unit);
	int result = call == NULL
			 ? -1
			 : scope_bus_job(bus, call, "StopUnit", scope->unit);
	if (result == -1 && errno == ENOENT)
		result = 0;
	/* Where it had failed before, it is still listed. */
	if (result == 0 && reset_failed(bus, scope->unit) == -1 &&
	    errno != ENOENT)
		result = -1;
	scope_bus_close(bus);
	return result;
}

int
scope_instance(bool *user)
{
	struct stat st;

	*user = geteuid() != 0;
	/* sd_booted(3) looks for the same. */
	if (stat("/run/systemd/system", &st) == -1 || !S_ISDIR(st.st_mode)) {
		errno = ENOENT;
		return failure_set("systemd is not PID 1 here");
	}
	/* Its root is not ours: ours is one of a user namespace only. */
	if (st.st_uid != 0)
		*user = true;
	return 0;
}

int
scope_check_slice(const char *slice)
{
	size_t length = strlen(slice);
	const char *end = slice + length - strlen(SUFFIX);

	errno = EINVAL;
	if (length <= strlen(SUFFIX) || strcmp(end, SUFFIX) != 0 ||
	    strchr(slice, '/') != NULL)
		return -1;
	if (end == slice + 1 && slice[0] == '-')
		return 0;
	/* a-b.slice is in a.slice: no part may be empty. */
	if (slice[0] == '-' || end[-1] == '-' || strstr(slice, "--") != NULL)
		return -1;
	return 0;
}
