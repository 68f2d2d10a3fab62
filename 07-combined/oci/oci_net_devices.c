/*
 * config-linux.md, "Network Devices": those of the host that are moved into the
 * container's network namespace, each with its name there.
 */
#include "07-combined/oci/oci.h"

#include "07-combined/network/net_device.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>

/* As dev_valid_name() of the kernel; "%d" inside a name is its template. */
static void
check_name(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++)
		if (name[i] == '/' || name[i] == ':' ||
		    isspace((unsigned char)name[i]))
			length = IFNAMSIZ;
	if (length == 0 || length >= IFNAMSIZ || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0)
		oci_fail("linux.netDevices: \"%s\" is not a device's name: 1 "
			 "to %d characters without / : or spaces",
		    name, IFNAMSIZ - 1);
}

/* Returns the name inside; NULL: the same. */
static const char *
name_inside(json_t *device)
{
	const char *name = NULL;

	oci_unpack(device, "linux.netDevices", "{s?s}", "name", &name);
	return name != NULL && name[0] != '\0' ? name : NULL;
}

void
oci_check_net_devices(const struct container_spec *spec, json_t *devices)
{
	const char *name;
	json_t *device;

	oci_object(devices, "linux.netDevices");
	if (json_object_size(devices) > 0 &&
	    !(spec->namespaces & CLONE_NEWNET) &&
	    !container_joins(spec, CLONE_NEWNET))
		oci_fail("linux.netDevices needs a network namespace of the "
			 "container's own in linux.namespaces");
	json_object_foreach (devices, name, device) {
		const char *inside = name_inside(device);

		check_name(name);
		if (inside != NULL)
			check_name(inside);
		if (if_nametoindex(name) == 0)
			oci_fail(
			    "linux.netDevices: %s: %s", name, strerror(errno));
	}
}

int
oci_move_net_devices(json_t *config, pid_t pid)
{
	json_t *devices =
	    json_object_get(json_object_get(config, "linux"), "netDevices");
	const char *name;
	json_t *device;

	json_object_foreach (devices, name, device)
		if (net_device_move(name, name_inside(device), pid) == -1)
			return -1;
	return 0;
}
