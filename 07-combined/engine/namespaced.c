#include "07-combined/engine/namespaced.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PLACE "/proc/sys/"

/* Those of kernel/ that each IPC namespace has: ipc_namespaces(7). */
static const char *const of_ipc[] = { "msgmax", "msgmnb", "msgmni", "sem",
	"shmall", "shmmax", "shmmni", "shm_rmid_forced", NULL };

static int __attribute__((format(printf, 3, 4)))
refuse(char *why, size_t size, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(why, size, format, ap);
	va_end(ap);
	errno = EINVAL;
	return -1;
}

static const char *
file_of(int flag)
{
	for (int i = 0; i < NS_TYPES; i++)
		if (ns_types[i].flag == flag)
			return ns_types[i].file;
	return "";
}

/* Is it the namespace of this process: "self", or "1"? */
static bool
is_that_of(const struct stat *joined, const char *process, int flag)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%s/ns/%s", process, file_of(flag));
	return stat(path, &st) == 0 && st.st_dev == joined->st_dev &&
	       st.st_ino == joined->st_ino;
}

/* One that cannot be looked at is not ours to join either. */
static bool
is_own(const struct container_spec *spec, int flag)
{
	struct stat st;

	if (spec->namespaces & flag)
		return true;
	for (size_t i = 0; i < spec->njoined; i++)
		if (spec->joined[i].flag == flag)
			return stat(spec->joined[i].path, &st) == 0 &&
			       !is_that_of(&st, "self", flag) &&
			       !is_that_of(&st, "1", flag);
	return false;
}

int
namespaced_path(const char *name, char *path, size_t size)
{
	const char *first = strpbrk(name, "./");
	size_t length = strlen(PLACE) + strlen(name);

	errno = length >= size ? ENAMETOOLONG : EINVAL;
	if (length >= size || name[0] == '\0' || first == name)
		return -1;
	char *at = stpcpy(path, PLACE);
	strcpy(at, name);
	if (first != NULL && *first == '.')
		for (char *c = at; *c != '\0'; c++)
			*c = *c == '.' ? '/' : *c == '/' ? '.' : *c;
	for (char *part = at; part != NULL; part = strchr(part, '/')) {
		part += *part == '/';
		size_t n = strcspn(part, "/");
		if ((n == 1 && part[0] == '.') ||
		    (n == 2 && strncmp(part, "..", 2) == 0))
			return -1;
	}
	return 0;
}

/* Of which namespace is the setting? 0: of none. */
static int
owner_of(const char *setting)
{
	if (strncmp(setting, "net/", 4) == 0)
		return CLONE_NEWNET;
	if (strncmp(setting, "fs/mqueue/", 10) == 0)
		return CLONE_NEWIPC;
	if (strcmp(setting, "kernel/domainname") == 0)
		return CLONE_NEWUTS;
	if (strncmp(setting, "kernel/", 7) != 0)
		return 0;
	for (size_t i = 0; of_ipc[i] != NULL; i++)
		if (strcmp(setting + 7, of_ipc[i]) == 0)
			return CLONE_NEWIPC;
	return 0;
}

static int
check_sysctl(const struct container_spec *spec,
    const struct container_setting *s, char *why, size_t size)
{
	char path[PATH_MAX];

	if (namespaced_path(s->name, path, sizeof(path)) == -1)
		return refuse(why, size,
		    "sysctl '%.100s': not the name of a setting", s->name);
	const char *setting = path + strlen(PLACE);
	if (strcmp(setting, "kernel/hostname") == 0)
		return refuse(why, size,
		    "sysctl '%.100s': set the hostname instead", s->name);
	int flag = owner_of(setting);
	if (flag == 0)
		return refuse(why, size,
		    "sysctl '%.100s': not a setting of the container's "
		    "namespaces, but of the whole machine: set it on the host",
		    s->name);
	if (!is_own(spec, flag))
		return refuse(why, size,
		    "sysctl '%.100s': a setting of the host's %s namespace: "
		    "give the container one of its own",
		    s->name, file_of(flag));
	if (flag == CLONE_NEWUTS && spec->domainname != NULL &&
	    strcmp(spec->domainname, s->value) != 0)
		return refuse(why, size,
		    "sysctl '%.100s': contradicts the domainname", s->name);
	return 0;
}

static bool
has_offset(const struct container_spec *spec)
{
	const struct timespec *o = spec->clock_offsets;

	return o[0].tv_sec != 0 || o[0].tv_nsec != 0 || o[1].tv_sec != 0 ||
	       o[1].tv_nsec != 0;
}

int
namespaced_check(const struct container_spec *spec, char *why, size_t size)
{
	const char *what =
	    spec->hostname != NULL && spec->hostname[0] != '\0' ? "hostname"
	    : spec->domainname != NULL && spec->domainname[0] != '\0'
		? "domainname"
		: NULL;

	if (what != NULL && !is_own(spec, CLONE_NEWUTS))
		return refuse(why, size,
		    "%s: without a UTS namespace of its own it would be the "
		    "host's: give the container one, or leave the name out",
		    what);
	if (has_offset(spec) && !(spec->namespaces & CLONE_NEWTIME))
		return refuse(why, size,
		    "time offsets: only a new time namespace can have them");
	for (size_t i = 0; i < spec->nsysctls; i++)
		if (check_sysctl(spec, &spec->sysctls[i], why, size) == -1)
			return -1;
	return 0;
}
