#include "04-cgroups/systemd/scope_bus.h"

#include "common/failure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SYSTEMD "org.freedesktop.systemd1"
#define OBJECT "/org/freedesktop/systemd1"
#define MANAGER SYSTEMD ".Manager"

#define PATIENCE 30 /* s, for a job; runc's, too */

/* The socket at which systemd answers root, or its user, without a bus. */
static int
open_private(struct sd_bus **bus, bool user)
{
	const char *directory = user ? getenv("XDG_RUNTIME_DIR") : "/run";
	char address[256];

	if (directory == NULL)
		return -ENOMEDIUM;
	if (snprintf(address, sizeof(address), "unix:path=%s/systemd/private",
		directory) >= (int)sizeof(address))
		return -ENAMETOOLONG;
	int result = sd.sd_bus_new(bus);
	if (result >= 0)
		result = sd.sd_bus_set_address(*bus, address);
	return result < 0 ? result : sd.sd_bus_start(*bus);
}

static int
subscribe(struct sd_bus *bus)
{
	struct sd_bus_message *call = scope_bus_method(bus, "Subscribe");

	/* Signals are sent only to those that asked for them. */
	return call == NULL ? -1
			    : scope_bus_call(bus, call, "Subscribe", "", NULL);
}

struct sd_bus *
scope_bus_open(bool user)
{
	struct sd_bus *bus = NULL;

	if (sd_bus_load() == -1)
		return NULL;
	int result =
	    user ? sd.sd_bus_open_user(&bus) : sd.sd_bus_open_system(&bus);
	if (result < 0) {
		struct sd_bus *private = NULL;

		if (open_private(&private, user) < 0)
			scope_bus_close(private);
		else
			bus = private, result = 0;
	}
	if (result < 0) {
		errno = -result;
		failure_set(user ? "the user's bus (a login has one: "
				   "XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS)"
				 : "the system's bus");
		return NULL;
	}
	if (subscribe(bus) == 0)
		return bus;
	scope_bus_close(bus);
	return NULL;
}

void
scope_bus_close(struct sd_bus *bus)
{
	int saved_errno = errno;

	sd.sd_bus_flush_close_unref(bus);
	errno = saved_errno;
}

struct sd_bus_message *
scope_bus_method(struct sd_bus *bus, const char *member)
{
	struct sd_bus_message *call = NULL;
	int result = sd.sd_bus_message_new_method_call(
	    bus, &call, SYSTEMD, OBJECT, MANAGER, member);

	if (result >= 0)
		return call;
	errno = -result;
	failure_set("systemd: %s", member);
	return NULL;
}

/* What systemd's own names for errors stand for: sd-bus knows only D-Bus's. */
static int
error_number(const struct sd_bus_error *error, int otherwise)
{
	static const struct {
		const char *name;
		int number;
	} known[] = {
		{ SYSTEMD ".UnitExists", EEXIST },
		{ SYSTEMD ".NoSuchUnit", ENOENT },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (error->name != NULL &&
		    strcmp(error->name, known[i].name) == 0)
			return known[i].number;
	return otherwise;
}

/* Sends it; takes the reference of the call along. */
static int
send_call(struct sd_bus *bus, struct sd_bus_message *call, const char *member,
    const char *unit, struct sd_bus_message **reply)
{
	struct sd_bus_error error = { 0 };
	int result = sd.sd_bus_call(bus, call, 0, &error, reply);

	sd.sd_bus_message_unref(call);
	if (result >= 0)
		return 0;
	const char *why = error.message != NULL ? error.message : "no answer";
	size_t length = strlen(why);
	length -= length > 0 && why[length - 1] == '.';
	errno = error_number(&error, -result);
	failure_set("systemd: %s%s%s: %.*s", member, *unit ? " " : "", unit,
	    (int)length, why);
	sd.sd_bus_error_free(&error);
	return -1;
}

int
scope_bus_call(struct sd_bus *bus, struct sd_bus_message *call,
    const char *member, const char *unit, struct sd_bus_message **reply)
{
	struct sd_bus_message *answer = NULL;

	if (send_call(bus, call, member, unit, &answer) == -1)
		return -1;
	if (reply != NULL)
		*reply = answer;
	else
		sd.sd_bus_message_unref(answer);
	return 0;
}

/* The job that we wait for, and how it ended. */
struct job {
	const char *path;
	char result[32]; /* "": it has not ended */
};

static int
take_removed(
    struct sd_bus_message *message, void *data, struct sd_bus_error *error)
{
	struct job *job = data;
	const char *path, *unit, *result;
	uint32_t id;

	(void)error;
	if (sd.sd_bus_message_read(
		message, "uoss", &id, &path, &unit, &result) >= 0 &&
	    strcmp(path, job->path) == 0)
		snprintf(job->result, sizeof(job->result), "%s", result);
	return 0;
}

static int
wait_for(struct sd_bus *bus, const struct job *job)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	time_t end = now.tv_sec + PATIENCE;
	while (job->result[0] == '\0') {
		int result = sd.sd_bus_process(bus, NULL);

		if (result == 0)
			result = sd.sd_bus_wait(bus, 1000000);
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (result >= 0 && now.tv_sec > end)
			result = -ETIME;
		if (result < 0) {
			errno = -result;
			return -1;
		}
	}
	if (strcmp(job->result, "done") == 0)
		return 0;
	errno = EIO;
	return -1;
}

int
scope_bus_job(struct sd_bus *bus, struct sd_bus_message *call,
    const char *member, const char *unit)
{
	struct sd_bus_message *reply = NULL;
	struct job job = { .path = "" };

	/* Listen first: a short job is over before the answer is read. */
	int result = sd.sd_bus_match_signal(
	    bus, NULL, NULL, OBJECT, MANAGER, "JobRemoved", take_removed, &job);
	if (result < 0) {
		sd.sd_bus_message_unref(call);
		errno = -result;
		return failure_set("systemd: JobRemoved");
	}
	if (scope_bus_call(bus, call, member, unit, &reply) == -1)
		return -1;
	result = sd.sd_bus_message_read(reply, "o", &job.path);
	if (result < 0)
		errno = -result;
	if (result < 0 || wait_for(bus, &job) == -1)
		result = failure_set("systemd: %s %s: the job is %s", member,
		    unit, job.result[0] != '\0' ? job.result : "not over");
	int saved_errno = errno;
	sd.sd_bus_message_unref(reply);
	errno = saved_errno;
	return result < 0 ? -1 : 0;
}

int
scope_bus_cgroup(struct sd_bus *bus, const char *unit, char *path, size_t size)
{
	struct sd_bus_message *call = scope_bus_method(bus, "GetUnit");
	struct sd_bus_message *reply = NULL;
	const char *object = NULL;
	char *value = NULL;

	if (call == NULL || sd.sd_bus_message_append(call, "s", unit) < 0 ||
	    scope_bus_call(bus, call, "GetUnit", unit, &reply) == -1)
		return -1;
	int result = sd.sd_bus_message_read(reply, "o", &object);
	if (result >= 0)
		result = sd.sd_bus_get_property_string(bus, SYSTEMD, object,
		    SYSTEMD ".Scope", "ControlGroup", NULL, &value);
	sd.sd_bus_message_unref(reply);
	if (result >= 0 && snprintf(path, size, "%s", value) >= (int)size)
		result = -ENAMETOOLONG;
	if (result >= 0 && value[0] == '\0') /* it has ended */
		result = -ESRCH;
	free(value);
	errno = result < 0 ? -result : 0;
	return result < 0 ? failure_set("systemd: the cgroup of %s", unit) : 0;
}
