/*
 * config-linux.md: namespaces, users, devices, and what is Linux's alone.
 */
#include "07-combined/engine/mount_options.h"
#include "07-combined/engine/namespaced.h"
#include "07-combined/oci/oci.h"
#include "07-combined/store/state.h"
#include "common/list.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <unistd.h>

size_t
oci_ranges(json_t *mappings, struct ns_range **ranges, const char *where)
{
	json_t *entry;
	size_t i, n = 0;

	*ranges = NULL;
	oci_array(mappings, where);
	json_array_foreach (mappings, i, entry) {
		json_int_t inside = 0, outside = 0, count = 0;

		oci_unpack(entry, where, "{s:I, s:I, s:I}", "containerID",
		    &inside, "hostID", &outside, "size", &count);
		struct ns_range range = { oci_number(inside, OCI_ID_MAX, where),
			oci_number(outside, OCI_ID_MAX, where),
			oci_number(count, UINT32_MAX, where) };
		if (LIST_ADD(*ranges, n, &range) == -1)
			oci_fail("out of memory");
	}
	return n;
}

static void
translate_namespaces(struct container_spec *spec, json_t *list)
{
	json_t *entry;
	size_t i;
	int seen = 0;

	oci_array(list, "linux.namespaces");
	json_array_foreach (list, i, entry) {
		const char *type = NULL, *path = "";

		oci_unpack(entry, "linux.namespaces", "{s:s, s?s}", "type",
		    &type, "path", &path);
		int flag = ns_flag(type);
		if (flag == 0)
			oci_fail("linux.namespaces: unknown type \"%s\"", type);
		if (seen & flag)
			oci_fail("linux.namespaces: %s twice", type);
		seen |= flag;
		if (path[0] == '\0')
			spec->namespaces |= flag;
		else if (path[0] == '/')
			spec->joined[spec->njoined++] =
			    (struct container_namespace){ flag, path };
		else
			oci_fail("linux.namespaces: path \"%s\" is not "
				 "absolute",
			    path);
	}
	/* runc and crun would mount in the host's, and leave the mounts there. */
	if (!container_has_mounts(spec))
		oci_fail(
		    "linux.namespaces: a mount namespace is needed, new or "
		    "by its path: the host's would keep the mounts");
}

static void
add_device(struct container_spec *spec, struct container_device device)
{
	for (size_t i = 0; i < spec->ndevices; i++) {
		if (strcmp(spec->devices[i].path, device.path) == 0) {
			spec->devices[i] = device;
			return;
		}
	}
	if (LIST_ADD(spec->devices, spec->ndevices, &device) == -1)
		oci_fail("out of memory");
}

/* Every device that OCI wants in a container. */
static void
add_default_devices(struct container_spec *spec)
{
	/* The host's /dev as it is: nothing of ours is to appear in it. */
	for (size_t i = 0; i < spec->nmounts; i++)
		if (spec->mounts[i].type == NULL &&
		    strcmp(spec->mounts[i].target, "/dev") == 0)
			return;
	for (const struct container_device *d = container_devices;
	     d->path != NULL; d++)
		add_device(spec, *d);
}

/* "/dev/x/" is "/dev/x"; anything but a path with a name is an error. */
static const char *
device_path(const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	if (path[0] != '/' || length == 1)
		oci_fail("linux.devices: \"%s\" is not an absolute path", path);
	char *name = strndup(path, length);
	if (name == NULL)
		oci_fail("out of memory");
	return name;
}

static void
translate_devices(struct container_spec *spec, json_t *devices)
{
	json_t *entry;
	size_t i;

	oci_array(devices, "linux.devices");
	json_array_foreach (devices, i, entry) {
		const char *type = NULL, *path = NULL;
		json_int_t major = 0, minor = 0, uid = 0, gid = 0, mode = 0666;

		oci_unpack(entry, "linux.devices",
		    "{s:s, s:s, s?I, s?I, s?I, s?I, s?I}", "type", &type,
		    "path", &path, "major", &major, "minor", &minor, "fileMode",
		    &mode, "uid", &uid, "gid", &gid);
		path = device_path(path);
		if (type[0] == '\0' || strchr("bcup", type[0]) == NULL ||
		    type[1] != '\0')
			oci_fail("linux.devices: %s: type %s", path, type);
		mode_t kind = type[0] == 'b'   ? S_IFBLK
			      : type[0] == 'p' ? S_IFIFO
					       : S_IFCHR;
		add_device(spec,
		    (struct container_device){ .path = path,
			.mode =
			    kind | (oci_number(mode, UINT32_MAX, path) & 07777),
			.major = oci_number(major, UINT32_MAX, path),
			.minor = oci_number(minor, UINT32_MAX, path),
			.uid = oci_number(uid, OCI_ID_MAX, path),
			.gid = oci_number(gid, OCI_ID_MAX, path) });
	}
}

static void
translate_sysctls(struct container_spec *spec, json_t *sysctls)
{
	const char *name;
	json_t *value;

	oci_object(sysctls, "linux.sysctl");
	json_object_foreach (sysctls, name, value) {
		if (!json_is_string(value))
			oci_fail("linux.sysctl: %s: not a string", name);
		struct container_setting sysctl = { name,
			json_string_value(value) };
		if (LIST_ADD(spec->sysctls, spec->nsysctls, &sysctl) == -1)
			oci_fail("out of memory");
	}
}

static void
translate_time_offsets(struct container_spec *spec, json_t *offsets)
{
	static const char *const clocks[] = { "monotonic", "boottime" };

	oci_object(offsets, "linux.timeOffsets");
	for (int i = 0; i < 2; i++) {
		json_t *offset = json_object_get(offsets, clocks[i]);
		json_int_t seconds = 0, nanoseconds = 0;

		if (offset == NULL)
			continue;
		oci_unpack(offset, "linux.timeOffsets", "{s?I, s?I}", "secs",
		    &seconds, "nanosecs", &nanoseconds);
		spec->clock_offsets[i] = (struct timespec){ seconds,
			oci_number(nanoseconds, 999999999,
			    "linux.timeOffsets.nanosecs") };
	}
}

static void
translate_personality(struct container_spec *spec, json_t *part)
{
	const char *domain = NULL;
	json_t *flags = NULL;

	oci_unpack(part, "linux.personality", "{s:s, s?o}", "domain", &domain,
	    "flags", &flags);
	if (json_array_size(flags) > 0)
		oci_fail("linux.personality.flags are not supported");
	if (strcmp(domain, "LINUX32") == 0)
		spec->personality = PER_LINUX32;
	else if (strcmp(domain, "LINUX") != 0)
		oci_fail("linux.personality.domain \"%s\"", domain);
}

static void
translate_users(struct container_spec *spec, json_t *section)
{
	spec->nuids = oci_ranges(json_object_get(section, "uidMappings"),
	    &spec->uids, "linux.uidMappings");
	spec->ngids = oci_ranges(json_object_get(section, "gidMappings"),
	    &spec->gids, "linux.gidMappings");
	if (spec->namespaces & CLONE_NEWUSER &&
	    (spec->nuids == 0 || spec->ngids == 0))
		oci_fail("linux: a user namespace needs uidMappings and "
			 "gidMappings");
}

/* What would be dangerous to leave out, and is not there. */
static void
refuse(json_t *section)
{
	if (json_object_get(section, "intelRdt") != NULL)
		oci_fail("linux.intelRdt is not supported");
}

/* "/kubepods/x": below the root of each hierarchy; else below ours. */
static void
translate_cgroup(struct oci *oci, const char *path)
{
	char *name = NULL;

	if (path != NULL && path[0] == '/')
		name = strdup(path + strspn(path, "/"));
	else
		name = state_cgroup(
		    path != NULL && path[0] != '\0' ? path : oci->id);
	if (name == NULL)
		oci_fail("out of memory");
	oci->spec.cgroup = name;
	oci->spec.cgroup_adopted = path != NULL && path[0] != '\0';
	oci->spec.cgroup_optional = access("/sys/fs/cgroup", W_OK) == -1;
}

static const char **
absolute_paths(json_t *array, const char *where)
{
	const char **paths = oci_strings(array, where);
	size_t n = 0;

	for (size_t i = 0; paths[i] != NULL; i++) {
		if (paths[i][0] == '\0')
			continue; /* an engine's empty word */
		if (paths[i][0] != '/')
			oci_fail("%s: \"%s\" is not absolute", where, paths[i]);
		paths[n++] = paths[i];
	}
	paths[n] = NULL;
	return paths;
}

/*
 * As runc and crun have it: all that is mounted for the container has the label,
 * but not what shows the kernel's own state.
 */
static void
label_mounts(struct container_spec *spec, const char *label)
{
	for (size_t i = 0; i < spec->nmounts; i++) {
		const char *type = spec->mounts[i].type;

		if (type != NULL && strcmp(type, "proc") != 0 &&
		    strcmp(type, "sysfs") != 0)
			spec->mounts[i].label = label;
	}
	spec->mask_label = label;
}

void
oci_linux(struct oci *oci, json_t *section)
{
	struct container_spec *spec = &oci->spec;
	json_t *spaces = NULL, *devices = NULL, *sysctl = NULL, *times = NULL,
	       *personality = NULL, *seccomp = NULL, *resources = NULL,
	       *masked = NULL, *read_only = NULL;
	const char *cgroup = NULL, *spread = "", *label = NULL;
	char why[400];

	if (section == NULL)
		oci_fail("config.json: linux is missing");
	oci_unpack(section, "linux",
	    "{s?o, s?o, s?o, s?o, s?o, s?o, s?o, s?s, s?s, s?o, s?o, s?s}",
	    "namespaces", &spaces, "devices", &devices, "sysctl", &sysctl,
	    "timeOffsets", &times, "personality", &personality, "seccomp",
	    &seccomp, "resources", &resources, "cgroupsPath", &cgroup,
	    "rootfsPropagation", &spread, "maskedPaths", &masked,
	    "readonlyPaths", &read_only, "mountLabel", &label);
	refuse(section);
	label_mounts(spec, oci_selinux_label(label, "linux.mountLabel"));
	translate_namespaces(spec, spaces);
	oci_check_net_devices(spec, json_object_get(section, "netDevices"));
	translate_users(spec, section);
	add_default_devices(spec);
	if (spec->ndevices > 0)
		translate_devices(spec, devices);
	translate_sysctls(spec, sysctl);
	translate_time_offsets(spec, times);
	if (namespaced_check(spec, why, sizeof(why)) == -1)
		oci_fail("config.json: %s", why);
	oci_memory_policy(spec, json_object_get(section, "memoryPolicy"));
	if (personality != NULL)
		translate_personality(spec, personality);
	if (seccomp != NULL)
		oci_seccomp(oci, seccomp);
	if (oci_uses_systemd())
		oci_scope(oci, cgroup);
	else
		translate_cgroup(oci, cgroup);
	oci_resources(spec, resources);
	spec->masked_paths = absolute_paths(masked, "linux.maskedPaths");
	spec->readonly_paths = absolute_paths(read_only, "linux.readonlyPaths");

	spec->propagation = mount_propagation(spread);
	if (spread[0] != '\0' && spec->propagation == 0)
		oci_fail("linux.rootfsPropagation \"%s\"", spread);
}
