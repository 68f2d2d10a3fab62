/*
 * config.md, "Process": the command, its user, and its rights.
 */
#include "07-combined/engine/rlimit_names.h"
#include "07-combined/engine/selinux.h"
#include "07-combined/oci/oci.h"

#include "common/list.h"

#include <linux/sched.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#ifndef SCHED_DEADLINE /* <linux/sched.h> */
#define SCHED_DEADLINE 6
#endif

struct word {
	const char *name;
	unsigned int value;
};

static _Noreturn void
unknown(const char *where, const char *word)
{
	oci_fail("config.json: %s: unknown value \"%s\"", where, word);
}

/* Finds a word in a table that ends with NULL; an unknown one is an error. */
static unsigned int
look_up(const struct word *table, const char *name, const char *where)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table->value;
	unknown(where, name);
}

static void
translate_user(struct container_spec *spec, json_t *user)
{
	struct caps_user *u = calloc(1, sizeof(*u));
	json_t *groups = NULL, *group;
	json_int_t uid = 0, gid = 0, mask = 0;
	size_t i;

	if (u == NULL)
		oci_fail("out of memory");
	oci_unpack(user, "process.user", "{s?I, s?I, s?I, s?o}", "uid", &uid,
	    "gid", &gid, "umask", &mask, "additionalGids", &groups);
	u->uid = oci_number(uid, OCI_ID_MAX, "process.user.uid");
	u->gid = oci_number(gid, OCI_ID_MAX, "process.user.gid");
	spec->umask = oci_number(mask, UINT32_MAX, "process.user.umask") & 0777;
	spec->has_umask = json_object_get(user, "umask") != NULL;
	oci_array(groups, "process.user.additionalGids");
	u->groups = calloc(json_array_size(groups) + 1, sizeof(*u->groups));
	if (u->groups == NULL)
		oci_fail("out of memory");
	json_array_foreach (groups, i, group) {
		if (!json_is_integer(group))
			oci_fail("process.user.additionalGids: not a number");
		u->groups[u->ngroups++] = oci_number(json_integer_value(group),
		    OCI_ID_MAX, "process.user.additionalGids");
	}
	spec->credentials = u;
}

/* The specification takes the constants of capabilities(7), and nothing else. */
static bool
is_capability(const char *word, uint64_t *set)
{
	return strncmp(word, "CAP_", 4) == 0 &&
	       strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen(word) &&
	       caps_parse(word, set) == 0;
}

static uint64_t
capability_set(json_t *capabilities, const char *name)
{
	const char **words =
	    oci_strings(json_object_get(capabilities, name), name);
	uint64_t set = 0;

	/* "the runtime SHOULD log a warning" for one it does not know */
	for (; *words != NULL; words++)
		if (!is_capability(*words, &set))
			oci_warn("capability \"%s\" is unknown here: left out",
			    *words);
	return set;
}

static void
translate_rlimits(struct container_spec *spec, json_t *rlimits)
{
	json_t *entry;
	size_t i;

	json_array_foreach (oci_array(rlimits, "process.rlimits"), i, entry) {
		const char *type = NULL;
		json_int_t soft = 0, hard = 0;

		oci_unpack(entry, "process.rlimits", "{s:s, s?I, s?I}", "type",
		    &type, "soft", &soft, "hard", &hard);
		int resource = rlimit_of_constant(type);
		if (resource == -1)
			unknown("process.rlimits.type", type);
		for (size_t j = 0; j < spec->nlimits; j++)
			if (spec->limits[j].resource == resource)
				oci_fail("process.rlimits: %s twice", type);
		struct container_limit limit = { .resource = resource,
			.value = { soft, hard } };
		if (LIST_ADD(spec->limits, spec->nlimits, &limit) == -1)
			oci_fail("out of memory");
	}
}

/* ioprio_set(2): the class in the upper bits. */
static void
translate_io_priority(struct container_spec *spec, json_t *priority)
{
	static const struct word classes[] = { { "IOPRIO_CLASS_RT", 1 },
		{ "IOPRIO_CLASS_BE", 2 }, { "IOPRIO_CLASS_IDLE", 3 }, { 0 } };
	const char *class = NULL;
	json_int_t level = 0;

	oci_unpack(priority, "process.ioPriority", "{s:s, s?I}", "class",
	    &class, "priority", &level);
	oci_number(level, 7, "process.ioPriority.priority");
	spec->io_priority =
	    look_up(classes, class, "process.ioPriority.class") << 13 | level;
}

/*
 * The kernel ignores what a policy does not use, and says "Invalid argument" for
 * all the rest: sched_setattr(2).
 */
static void
check_schedule(const struct container_schedule *a)
{
	const char *where = "process.scheduler";

	if (a->priority != 0 && a->policy != SCHED_FIFO &&
	    a->policy != SCHED_RR)
		oci_fail(
		    "%s: priority is for SCHED_FIFO and SCHED_RR only", where);
	if (a->policy != SCHED_DEADLINE) {
		if (a->runtime != 0 || a->deadline != 0 || a->period != 0)
			oci_fail("%s: runtime, deadline and period are for "
				 "SCHED_DEADLINE only",
			    where);
		return;
	}
	uint64_t period = a->period != 0 ? a->period : a->deadline;
	if (a->runtime < 1024 || a->runtime > a->deadline ||
	    a->deadline > period)
		oci_fail("%s: SCHED_DEADLINE needs 1024 <= runtime <= deadline "
			 "<= period, in ns",
		    where);
}

static void
translate_scheduler(struct container_spec *spec, json_t *scheduler)
{
	static const struct word policies[] = { { "SCHED_OTHER", 0 },
		{ "SCHED_FIFO", 1 }, { "SCHED_RR", 2 }, { "SCHED_BATCH", 3 },
		{ "SCHED_ISO", 4 }, { "SCHED_IDLE", 5 },
		{ "SCHED_DEADLINE", SCHED_DEADLINE }, { 0 } };
	static const struct word flags[] = {
		{ "SCHED_FLAG_RESET_ON_FORK", SCHED_FLAG_RESET_ON_FORK },
		{ "SCHED_FLAG_RECLAIM", SCHED_FLAG_RECLAIM },
		{ "SCHED_FLAG_DL_OVERRUN", SCHED_FLAG_DL_OVERRUN },
		{ "SCHED_FLAG_KEEP_POLICY", SCHED_FLAG_KEEP_POLICY },
		{ "SCHED_FLAG_KEEP_PARAMS", SCHED_FLAG_KEEP_PARAMS },
		{ "SCHED_FLAG_UTIL_CLAMP_MIN", SCHED_FLAG_UTIL_CLAMP_MIN },
		{ "SCHED_FLAG_UTIL_CLAMP_MAX", SCHED_FLAG_UTIL_CLAMP_MAX },
		{ 0 },
	};
	const char *policy = NULL;
	json_t *list = NULL;
	json_int_t nice = 0, priority = 0;
	json_int_t runtime = 0, deadline = 0, period = 0;
	struct container_schedule *a = calloc(1, sizeof(*a));

	if (a == NULL)
		oci_fail("out of memory");
	oci_unpack(scheduler, "process.scheduler",
	    "{s:s, s?I, s?I, s?o, s?I, s?I, s?I}", "policy", &policy, "nice",
	    &nice, "priority", &priority, "flags", &list, "runtime", &runtime,
	    "deadline", &deadline, "period", &period);
	const char **names = oci_strings(list, "process.scheduler.flags");
	for (size_t i = 0; names[i] != NULL; i++)
		a->flags |= look_up(flags, names[i], "process.scheduler.flags");
	a->size = sizeof(*a);
	a->policy = look_up(policies, policy, "process.scheduler.policy");
	if (nice < -20 || nice > 19)
		oci_fail("process.scheduler: nice %" JSON_INTEGER_FORMAT
			 " is not from -20 to 19",
		    nice);
	a->nice = nice;
	a->priority =
	    oci_number(priority, INT32_MAX, "process.scheduler.priority");
	a->runtime = runtime;
	a->deadline = deadline;
	a->period = period;
	check_schedule(a);
	spec->scheduler = a;
}

/*
 * Left out, the process would have a power that its engine does not intend: runc
 * refuses it as well. A quotation mark would end the label among the options of
 * mount(2).
 */
const char *
oci_selinux_label(const char *label, const char *where)
{
	if (label == NULL || label[0] == '\0')
		return NULL;
	if (!selinux_is_enabled())
		oci_fail(
		    "%s: SELinux is not enabled on this machine (leave the "
		    "label out, or boot with security=selinux)",
		    where);
	if (strchr(label, ':') == NULL || strpbrk(label, "\"\\\n") != NULL)
		oci_fail("%s \"%s\" is not a label, USER:ROLE:TYPE:LEVEL",
		    where, label);
	return label;
}

static void
translate_rights(struct container_spec *spec, json_t *process)
{
	json_t *caps = NULL;
	const char *label = NULL;
	int no_new_privs = 0;

	oci_unpack(process, "process", "{s?o, s?b, s?s, s?s}", "capabilities",
	    &caps, "noNewPrivileges", &no_new_privs, "apparmorProfile",
	    &spec->apparmor, "selinuxLabel", &label);
	oci_object(caps, "process.capabilities");
	spec->caps = (struct caps_sets){
		.bounding = capability_set(caps, "bounding"),
		.permitted = capability_set(caps, "permitted"),
		.effective = capability_set(caps, "effective"),
		.inheritable = capability_set(caps, "inheritable"),
		.ambient = capability_set(caps, "ambient"),
	};
	/* Engines ask for more; the kernel has no ambient without both. */
	spec->caps.ambient &= spec->caps.permitted & spec->caps.inheritable;
	spec->no_new_privs = no_new_privs;
	spec->selinux = oci_selinux_label(label, "process.selinuxLabel");
	if (spec->apparmor != NULL &&
	    (spec->apparmor[0] == '\0' ||
		strcmp(spec->apparmor, "unconfined") == 0))
		spec->apparmor = NULL;
}

void
oci_drop_missing_capabilities(struct container_spec *spec)
{
	struct caps_sets ours, *s = &spec->caps;
	char names[1024];

	if (container_has_users(spec) || caps_get(0, &ours) == -1)
		return;
	uint64_t missing =
	    (s->permitted | s->effective | s->inheritable) & ~ours.permitted;
	if (missing == 0)
		return;
	oci_warn("not ours to give, and left out: %s",
	    caps_names(missing, names, sizeof(names)));
	s->permitted &= ~missing;
	s->effective &= ~missing;
	s->inheritable &= ~missing;
	s->ambient &= ~missing;
}

static void
translate_limits(struct container_spec *spec, json_t *process)
{
	json_t *rlimits = NULL, *io = NULL, *scheduler = NULL, *adj = NULL;

	oci_unpack(process, "process", "{s?o, s?o, s?o, s?o}", "rlimits",
	    &rlimits, "ioPriority", &io, "scheduler", &scheduler, "oomScoreAdj",
	    &adj);
	translate_rlimits(spec, rlimits);
	if (io != NULL)
		translate_io_priority(spec, io);
	if (scheduler != NULL)
		translate_scheduler(spec, scheduler);
	if (adj != NULL)
		spec->oom_score_adj = json_dumps(adj, JSON_ENCODE_ANY);
}

static void
add_variable(struct container_spec *spec, const char *text)
{
	if (text == NULL || container_add_variable(spec, (char *)text) == -1)
		oci_fail("out of memory");
}

const char *
oci_listen_fds(void)
{
	const char *pid = getenv("LISTEN_PID");
	char ours[16];

	snprintf(ours, sizeof(ours), "%d", (int)getpid());
	return pid == NULL || strcmp(pid, ours) == 0 ? getenv("LISTEN_FDS")
						     : NULL;
}

/*
 * Sockets of the caller's, from descriptor 3 on, are the command's: it is told so
 * as sd_listen_fds(3) has it, which looks whether the PID is its own.
 */
static void
pass_listen_fds(struct container_spec *spec)
{
	const char *count = oci_listen_fds();
	const char *names = getenv("LISTEN_FDNAMES");
	char *text;

	if (count == NULL)
		return;
	add_variable(
	    spec, asprintf(&text, "LISTEN_FDS=%s", count) == -1 ? NULL : text);
	add_variable(spec, "LISTEN_PID=1");
	if (names != NULL)
		add_variable(spec,
		    asprintf(&text, "LISTEN_FDNAMES=%s", names) == -1 ? NULL
								      : text);
}

void
oci_process(struct container_spec *spec, json_t *process)
{
	json_t *args = NULL, *env = NULL, *user = NULL, *size = NULL;
	int terminal = 0, rows = 0, columns = 0;

	oci_unpack(process, "process", "{s?b, s?o, s?o, s?o, s:s, s?o}",
	    "terminal", &terminal, "args", &args, "env", &env, "user", &user,
	    "cwd", &spec->cwd, "consoleSize", &size);
	if (json_array_size(args) == 0)
		oci_fail("config.json: process.args is empty");
	if (spec->cwd[0] != '/')
		oci_fail(
		    "process.cwd \"%s\" is not an absolute path", spec->cwd);
	if (size != NULL)
		oci_unpack(size, "process.consoleSize", "{s?i, s?i}", "height",
		    &rows, "width", &columns);
	spec->argv = (char *const *)oci_strings(args, "process.args");
	const char **variables = oci_strings(env, "process.env");
	for (size_t i = 0; variables[i] != NULL; i++)
		add_variable(spec, variables[i]);
	pass_listen_fds(spec);
	/* With two variables of one name, the last one counts, as in runc. */
	if (container_merge_variables(spec) == -1)
		oci_fail("out of memory");
	spec->terminal = terminal;
	spec->rows = rows;
	spec->columns = columns;
	if (user != NULL)
		translate_user(spec, user);
	else
		translate_user(spec, json_object());
	translate_rights(spec, process);
	translate_limits(spec, process);
}
