#include "07-combined/network/network.h"

#include "04-cgroups/tree/control_file.h"
#include "07-combined/network/ipam.h"
#include "07-combined/network/links.h"
#include "07-combined/network/network_sysctl.h"
#include "07-combined/network/nftables.h"
#include "07-combined/store/state.h"
#include "common/failure.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
network_reserve(struct network *n, const char *name)
{
	char key[16], address[32];
	int fd, number = 2;

	json_t *table = ipam_open(&fd);

	if (table == NULL)
		return -1;
	do
		snprintf(key, sizeof(key), "%d", number);
	while (json_object_get(table, key) != NULL && ++number < NETWORK_HOSTS);
	if (number == NETWORK_HOSTS) {
		ipam_close(fd, table);
		errno = ENOSPC;
		return -1;
	}
	n->address = strdup(ipam_address(number, address, sizeof(address)));
	if (n->address == NULL ||
	    json_object_set_new(table, key, json_string(name)) == -1) {
		ipam_close(fd, table);
		errno = ENOMEM;
		return -1;
	}
	return ipam_close(fd, table);
}

/*
 * The bridge, and the way out of it. One that is there already may be what a
 * killed supervisor has left, or not ours: what matters is made sure of each
 * time, and before it is up, when the kernel would begin with IPv6.
 */
static int
make_bridge(json_t *table)
{
	int result = if_nametoindex(NETWORK_BRIDGE) != 0
			 ? links_check_bridge(NETWORK_BRIDGE)
			 : links_add_bridge(NETWORK_BRIDGE);

	if (result == -1)
		return -1;
	if (sysctl_bridge(NETWORK_BRIDGE) == -1)
		return -1;
	if (links_add_address(
		NETWORK_BRIDGE, NETWORK_GATEWAY, NETWORK_PREFIX) == -1 &&
	    errno != EEXIST)
		return -1;
	if (links_up(NETWORK_BRIDGE) == -1)
		return -1;
	return sysctl_route(table);
}

/* A link's name has 15 characters at most: the address's number fits. */
static const char *
link_name(int number, char *text, size_t size)
{
	snprintf(text, size, "combined-%d", number);
	return text;
}

/* Returns how many containers have an address. */
static size_t
count_containers(json_t *table)
{
	const char *key;
	json_t *value;
	size_t n = 0;

	json_object_foreach (table, key, value)
		n += json_is_string(value);
	return n;
}

/* The rules are there before a packet can be. */
static int
attach(json_t *table, const struct network *n, const char *name, pid_t pid)
{
	char link[IFNAMSIZ + 8];
	int number = ipam_find(table, name);

	link_name(number, link, sizeof(link));
	if (make_bridge(table) == -1)
		return -1;
	if (links_add_veth(link, "eth0", pid, n->address) == -1)
		return -1;
	if (sysctl_no_ipv6(link) == -1)
		return -1;
	if (network_set_rules(n, name, link, count_containers(table) == 1) ==
	    -1)
		return -1;
	if (links_set_master(link, NETWORK_BRIDGE) == -1)
		return -1;
	return links_up(link);
}

int
network_join(const struct network *n, const char *name, pid_t pid)
{
	int fd;
	json_t *table = ipam_open(&fd);

	if (table == NULL)
		return failure_set("%s/network.json", state_root());
	int result = attach(table, n, name, pid);
	if (result == 0)
		result = ipam_update_all_hosts(table);
	int saved_errno = errno;
	if (ipam_close(fd, table) == -1)
		return failure_set("%s/network.json", state_root());
	errno = saved_errno;
	return result == 0 ? links_configure_in_netns(pid, "eth0", n->address,
				 NETWORK_PREFIX, NETWORK_GATEWAY)
			   : -1;
}

int
network_tell(const char *name, char *const hosts[], int fd)
{
	int lock;

	json_t *table = ipam_open(&lock);
	if (table == NULL)
		return -1;
	int result = ipam_update_hosts(table, name, hosts, fd);
	json_decref(table);
	return file_close(lock, result);
}

/*
 * The other end of the cable goes with the container's namespace, and takes
 * this one along: meanwhile the kernel answers EINVAL.
 */
static int
detach(const char *link)
{
	int waited = 0;

	while (links_may_exist(link) && links_remove(link) == -1 &&
	       errno != ENODEV)
		if (errno != EINVAL || !control_wait(&waited, 1000))
			return -1;
	return 0;
}

/*
 * With the last container the bridge goes, and forwarding is as it was. In this
 * order: the removal of the bridge holds the lock of all links (rtnl) for a while,
 * which the write to ip_forward takes.
 */
static void
remove_bridge(json_t *table)
{
	if (sysctl_route_no_more(table) == -1)
		warn("%s", failure_text());
	if (links_may_exist(NETWORK_BRIDGE) &&
	    links_remove(NETWORK_BRIDGE) == -1)
		warn("%s", failure_text());
	json_object_clear(table);
}

/*
 * The rules go when the links have gone. After a transaction that deletes, nftables
 * keeps its lock (commit_mutex) until no processor uses what was deleted, and the
 * removal of a link takes this lock while it has rtnl, which the next container
 * needs.
 */
static int
take_back(json_t *table, int number, const char *name)
{
	char key[16], link[IFNAMSIZ + 8];
	int result = 0;

	link_name(number, link, sizeof(link));
	if (detach(link) == -1) {
		warn("%s", failure_text());
		result = -1;
	}
	snprintf(key, sizeof(key), "%d", number);
	json_object_del(table, key);
	bool last = count_containers(table) == 0;
	if (last)
		remove_bridge(table);
	if ((last ? network_drop_all_rules() : network_drop_rules(name)) ==
	    -1) {
		warnx("nftables: %s", network_error());
		result = -1;
	}
	if (ipam_update_all_hosts(table) == -1)
		warn("%s", failure_text());
	return result;
}

int
network_leave(const char *name)
{
	int fd, result = 0;

	if (!ipam_remains())
		return 0;
	json_t *table = ipam_open(&fd);
	if (table == NULL) {
		warn("%s/network.json", state_root());
		return -1;
	}
	int number = ipam_find(table, name);
	if (number != 0)
		result = take_back(table, number, name);
	else if (count_containers(table) == 0)
		remove_bridge(table);
	return ipam_close(fd, table) == -1 ? -1 : result;
}
