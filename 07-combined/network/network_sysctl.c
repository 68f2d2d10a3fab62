#include "07-combined/network/network_sysctl.h"

#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NET "/proc/sys/net"

static int
set(const char *path, const char *why, int value)
{
	char text[16];

	if (file_read(path, text, sizeof(text)) != -1 && atoi(text) == value)
		return 0;
	return file_write(path, why, "%d", value);
}

static int
set_of_link(const char *link, const char *name, const char *why, int value)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), NET "/ipv4/conf/%s/%s", link, name);
	return set(path, why, value);
}

int
sysctl_no_ipv6(const char *link)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), NET "/ipv6/conf/%s/disable_ipv6", link);
	if (set(path, "no IPv6: no router advertisement counts", 1) == 0)
		return 0;
	return errno == ENOENT && access(NET "/ipv6", F_OK) == -1 ? 0 : -1;
}

int
sysctl_bridge(const char *link)
{
	if (sysctl_no_ipv6(link) == -1)
		return -1;
	if (set_of_link(link, "accept_redirects",
		"no container changes the host's routes", 0) == -1)
		return -1;
	if (set_of_link(link, "rp_filter", "no source address of another link",
		1) == -1)
		return -1;
	/* So that a published port answers on 127.0.0.1, too. */
	return set_of_link(
	    link, "route_localnet", "127.0.0.1 may lead into the bridge", 1);
}

/* The second is changed by the kernel whenever the first is: ip-sysctl.rst. */
static const struct {
	const char *key, *path;
} switches[] = {
	{ "forward", NET "/ipv4/ip_forward" },
	{ "accept_redirects", NET "/ipv4/conf/all/accept_redirects" },
};

int
sysctl_route(json_t *table)
{
	for (int i = 0; i < 2; i++) {
		char text[16] = "";

		if (json_object_get(table, switches[i].key) != NULL)
			continue;
		if (file_read(switches[i].path, text, sizeof(text)) == -1)
			return failure_set("read(\"%s\")", switches[i].path);
		if (json_object_set_new(table, switches[i].key,
			json_integer(atoi(text))) == -1) {
			errno = ENOMEM;
			return failure_set("read(\"%s\")", switches[i].path);
		}
	}
	return set(switches[0].path, "the host becomes a router", 1);
}

int
sysctl_route_no_more(json_t *table)
{
	int result = 0;

	for (int i = 0; i < 2; i++) {
		json_t *value = json_object_get(table, switches[i].key);

		if (value != NULL && set(switches[i].path, "as it was before",
					 json_integer_value(value)) == -1)
			result = -1;
	}
	return result;
}
