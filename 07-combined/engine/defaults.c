/*
 * What every container gets, as Docker and the OCI runtime specification have
 * it (config-linux.md, "Default Devices" and "Default Filesystems").
 */
#include "07-combined/engine/container.h"

#include "common/list.h"

#include <dirent.h>
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define HARMLESS (MS_NOSUID | MS_NOEXEC | MS_NODEV)

/* The order matters: a mount comes after the one that its path is in. */
#define FILE_SYSTEM(at, name, how, options)                                    \
	{                                                                      \
		CONTAINER_MOUNT_NO_FDS, .source = (name), .target = (at),      \
					.type = (name), .flags = (how),        \
					.data = (options)                      \
	}

static const struct container_mount mounts[] = {
	FILE_SYSTEM("/proc", "proc", HARMLESS, NULL),
	FILE_SYSTEM(
	    "/dev", "tmpfs", MS_NOSUID | MS_STRICTATIME, "mode=755,size=64m"),
	/* An instance of our own: only our terminals are in it. */
	FILE_SYSTEM("/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
	    "newinstance,ptmxmode=0666,mode=0620,gid=5"),
	FILE_SYSTEM("/dev/shm", "tmpfs", HARMLESS, "mode=1777,size=64m"),
	FILE_SYSTEM("/dev/mqueue", "mqueue", HARMLESS, NULL),
	FILE_SYSTEM("/sys", "sysfs", HARMLESS | MS_RDONLY, NULL),
	FILE_SYSTEM("/sys/fs/cgroup", "cgroup", HARMLESS | MS_RDONLY, NULL),
};

#define NODE(name, major_number, minor_number)                                 \
	{                                                                      \
		.path = (name), .mode = S_IFCHR | 0666,                        \
		.major = (major_number), .minor = (minor_number)               \
	}

const struct container_device container_devices[] = {
	NODE("/dev/null", 1, 3),
	NODE("/dev/zero", 1, 5),
	NODE("/dev/full", 1, 7),
	NODE("/dev/random", 1, 8),
	NODE("/dev/urandom", 1, 9),
	NODE("/dev/tty", 5, 0),
	{ 0 },
};

/*
 * They reveal too much about the host, or about other containers: what moby and
 * runc mask, together. The times of interrupts show what is typed, and the
 * processor's energy and heat what is computed.
 */
static const char *const always[] = {
	"/proc/acpi",
	"/proc/asound",
	"/proc/interrupts",
	"/proc/kcore",
	"/proc/keys",
	"/proc/latency_stats",
	"/proc/sched_debug",
	"/proc/scsi",
	"/proc/timer_list",
	"/proc/timer_stats",
	"/sys/devices/virtual/powercap",
	"/sys/devices/virtual/tpm",
	"/sys/firmware",
};

#define CPUS "/sys/devices/system/cpu"

/* /proc has switches for the whole machine: sysrq-trigger, for one. */
#define SWITCHES                                                               \
	"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"

const char *const container_readonly_paths[] = { SWITCHES, NULL };

/*
 * And of `combined run`: what only root reads. These files have one mode for
 * all that mount a procfs, the host too, and root inside is their owner: with
 * chmod(2) it would show any user of the host the state of the kernel's memory,
 * or how many characters have come in at a serial line.
 */
static const char *const readonly_paths[] = { SWITCHES, "/proc/allocinfo",
	"/proc/kmsg", "/proc/kpagecgroup", "/proc/kpagecount",
	"/proc/kpageflags", "/proc/pagetypeinfo", "/proc/slabinfo",
	"/proc/tty/driver", "/proc/vmallocinfo", "/proc/vmcore", NULL };

static int add_lists(struct container_spec *spec);

int
container_defaults(struct container_spec *spec)
{
	container_spec_init(spec);
	spec->own_input = true;
	spec->cwd = "/";
	spec->caps.bounding = CAPS_DOCKER;
	spec->namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
			   CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;
	spec->masked_paths = container_masked_paths();
	spec->readonly_paths = readonly_paths;
	return spec->masked_paths == NULL ? -1 : add_lists(spec);
}

static int
is_cpu(const struct dirent *entry)
{
	return strncmp(entry->d_name, "cpu", 3) == 0 &&
	       strspn(entry->d_name + 3, "0123456789") > 0;
}

/* A processor may lack the file. Returns whether all went well. */
static bool
add_heat(const char **list, const char *cpu)
{
	char *path;

	if (asprintf(&path, CPUS "/%s/thermal_throttle", cpu) == -1)
		return false;
	if (access(path, F_OK) == 0 || errno != ENOENT)
		*list = path;
	else
		free(path);
	return true;
}

const char *const *
container_masked_paths(void)
{
	struct dirent **cpus = NULL;
	size_t n = sizeof(always) / sizeof(always[0]);

	int count = scandir(CPUS, &cpus, is_cpu, versionsort);
	if (count == -1 && errno != ENOENT)
		return NULL;
	const char **list =
	    calloc(n + (count > 0 ? count : 0) + 1, sizeof(*list));
	bool good = list != NULL;
	if (good)
		memcpy(list, always, sizeof(always));
	for (int i = 0; i < count; i++) {
		good = good && add_heat(&list[n], cpus[i]->d_name);
		n += good && list[n] != NULL;
		free(cpus[i]);
	}
	free(cpus);
	if (good)
		return list;
	free(list);
	errno = ENOMEM;
	return NULL;
}

/* Copies: a list that is there already could not grow. */
static int
add_lists(struct container_spec *spec)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:"
			     "/usr/bin:/sbin:/bin";

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++)
		if (LIST_ADD(spec->mounts, spec->nmounts, &mounts[i]) == -1)
			return -1;
	for (const struct container_device *d = container_devices;
	     d->path != NULL; d++)
		if (LIST_ADD(spec->devices, spec->ndevices, d) == -1)
			return -1;
	for (const struct device_rule *r = devices_usual; r->type != 0; r++)
		if (LIST_ADD(spec->rules, spec->nrules, r) == -1)
			return -1;
	return container_set_variable(spec, path);
}
