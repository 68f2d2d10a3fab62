/*
 * What every container gets, as Docker and the OCI runtime specification have
 * it (config-linux.md, "Default Devices" and "Default Filesystems").
 */
#include "07-combined/container.h"

#include <linux/capability.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define HARMLESS (MS_NOSUID | MS_NOEXEC | MS_NODEV)

/* The order matters: what lies below comes after what it lies on. */
#define FILE_SYSTEM(at, name, how, options)                                    \
	{                                                                      \
		.source = (name), .target = (at), .type = (name),              \
		.flags = (how), .data = (options)                              \
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
		.major = (major_number), .minor = (minor_number), .tree = -1   \
	}

static const struct container_device devices[] = {
	NODE("/dev/null", 1, 3),
	NODE("/dev/zero", 1, 5),
	NODE("/dev/full", 1, 7),
	NODE("/dev/random", 1, 8),
	NODE("/dev/urandom", 1, 9),
	NODE("/dev/tty", 5, 0),
};

/* They tell about the host, or about other containers, more than is good. */
static const char *const masked[] = {
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
	"/sys/firmware",
	NULL,
};

/* /proc has switches for the whole machine: sysrq-trigger, for one. */
static const char *const unwritable[] = {
	"/proc/bus",
	"/proc/fs",
	"/proc/irq",
	"/proc/sys",
	"/proc/sysrq-trigger",
	NULL,
};

size_t
container_find_variable(const struct container *c, const char *text)
{
	size_t n = 0, length = strcspn(text, "=") + 1;

	while (c->env[n] != NULL && strncmp(c->env[n], text, length) != 0)
		n++;
	return n;
}

void
container_defaults(struct container *c)
{
	c->cwd = "/";
	c->env[0] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
		    "/sbin:/bin";
	c->caps.bounding = CAPS_DOCKER;
	c->namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
			CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

	for (const struct container_mount *m = mounts;
	     m < mounts + sizeof(mounts) / sizeof(mounts[0]); m++)
		c->mounts[c->nmounts++] = *m;
	for (const struct container_device *d = devices;
	     d < devices + sizeof(devices) / sizeof(devices[0]); d++)
		c->devices[c->ndevices++] = *d;
	for (const struct device_rule *r = devices_usual; r->type != 0; r++)
		c->rules[c->nrules++] = *r;
	c->masked = masked;
	c->unwritable = unwritable;
}
