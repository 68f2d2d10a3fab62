#include "07-combined/network/net_device.h"

#include "07-combined/network/links.h"
#include "07-combined/network/rtnetlink.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/list.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

/* An address as the kernel tells it, and as it is told it again. */
struct device_address {
	struct ifaddrmsg header;
	struct {
		uint16_t size; /* 0: the address has none */
		uint8_t bytes[16];
	} local, address, broadcast;
};

struct device_addresses {
	unsigned int index;
	struct device_address *list;
	size_t n;
};

static void
take_bytes(void *to, uint16_t *size, const struct nlattr *attribute)
{
	uint16_t length = mnl_attr_get_payload_len(attribute);

	if (length > 16)
		return;
	*size = length;
	memcpy(to, mnl_attr_get_payload(attribute), length);
}

/* Temporary addresses, and those of the link alone, the kernel makes anew. */
static int
take_address(const struct nlmsghdr *message, void *data)
{
	struct device_addresses *all = data;
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	struct device_address a = { .header = *header };
	const struct nlattr *attribute;

	if (header->ifa_index != all->index ||
	    header->ifa_scope != RT_SCOPE_UNIVERSE ||
	    (header->ifa_flags & IFA_F_PERMANENT) == 0)
		return MNL_CB_OK;
	mnl_attr_for_each (attribute, message, sizeof(*header)) {
		int type = mnl_attr_get_type(attribute);

		if (type == IFA_LOCAL)
			take_bytes(a.local.bytes, &a.local.size, attribute);
		else if (type == IFA_ADDRESS)
			take_bytes(a.address.bytes, &a.address.size, attribute);
		else if (type == IFA_BROADCAST)
			take_bytes(
			    a.broadcast.bytes, &a.broadcast.size, attribute);
	}
	return LIST_ADD(all->list, all->n, &a) == -1 ? MNL_CB_ERROR : MNL_CB_OK;
}

static int
read_addresses(struct mnl_socket *host, struct device_addresses *all)
{
	struct rtnetlink_request r;

	rtnetlink_begin(&r, RTM_GETADDR, NLM_F_DUMP, sizeof(struct ifaddrmsg));
	return rtnetlink_ask(host, &r, take_address, all);
}

static int
add_address(unsigned int index, const struct device_address *a)
{
	struct rtnetlink_request r;
	struct ifaddrmsg *header = rtnetlink_begin(
	    &r, RTM_NEWADDR, RTNETLINK_NEW, sizeof(struct ifaddrmsg));

	*header = a->header;
	header->ifa_index = index;
	if (a->local.size > 0)
		mnl_attr_put(
		    r.header, IFA_LOCAL, a->local.size, a->local.bytes);
	if (a->address.size > 0)
		mnl_attr_put(
		    r.header, IFA_ADDRESS, a->address.size, a->address.bytes);
	if (a->broadcast.size > 0)
		mnl_attr_put(r.header, IFA_BROADCAST, a->broadcast.size,
		    a->broadcast.bytes);
	return rtnetlink_finish(&r);
}

/* The move: one message, in the network namespace of the socket. */
static int
hand_over(struct mnl_socket *host, unsigned int index, const char *name_inside,
    pid_t pid)
{
	struct rtnetlink_request r;
	struct ifinfomsg *link =
	    rtnetlink_begin(&r, RTM_NEWLINK, 0, sizeof(struct ifinfomsg));

	link->ifi_index = index;
	mnl_attr_put_u32(r.header, IFLA_NET_NS_PID, pid);
	mnl_attr_put_strz(r.header, IFLA_IFNAME, name_inside);
	return rtnetlink_ask(host, &r, NULL, NULL);
}

/*
 * The device that is in this network namespace and was not before. Its index
 * may be another now, and its name, after "%d". Returns it, or 0 with errno.
 */
static unsigned int
find_new(const struct if_nameindex *before)
{
	struct if_nameindex *now = if_nameindex();
	unsigned int index = 0;

	for (size_t i = 0; now != NULL && now[i].if_index != 0; i++) {
		size_t k = 0;

		while (before[k].if_index != 0 &&
		       before[k].if_index != now[i].if_index)
			k++;
		if (before[k].if_index == 0)
			index = now[i].if_index;
	}
	if (now != NULL && index == 0)
		errno = ENODEV;
	if_freenameindex(now);
	return index;
}

struct move {
	struct mnl_socket *host; /* in the host's network namespace */
	const struct device_addresses *all;
	const char *name_inside;
	pid_t pid;
};

/* Child, in the container's network namespace. */
static int
move_inside(void *data)
{
	const struct move *m = data;

	/* The kernel moves first and renames then: too late for an error. */
	if (if_nametoindex(m->name_inside) != 0) {
		errno = EEXIST;
		return -1;
	}
	struct if_nameindex *before = if_nameindex();
	if (before == NULL)
		return -1;
	if (hand_over(m->host, m->all->index, m->name_inside, m->pid) == -1)
		return -1;
	unsigned int index = find_new(before);
	if (index == 0)
		return -1;
	for (size_t i = 0; i < m->all->n; i++)
		if (add_address(index, &m->all->list[i]) == -1)
			return -1;
	return links_up_index(index);
}

/* Returns 0, or -1 with errno. */
static int
move(const struct move *m)
{
	int error = rtnetlink_inside(m->pid, move_inside, (void *)m);

	if (error > 0)
		errno = error;
	return error == 0 ? 0 : -1;
}

int
net_device_move(const char *name, const char *name_inside, pid_t pid)
{
	struct device_addresses all = { .index = if_nametoindex(name) };
	int result = -1;

	if (name_inside == NULL)
		name_inside = name;
	explain("a device of the host, for the container",
	    "ip link set %s netns %d name %s", name, (int)pid, name_inside);
	if (all.index == 0)
		return failure_set("network device %s", name);
	struct mnl_socket *host = rtnetlink_open();
	if (host == NULL)
		return failure_set("a netlink socket");
	struct move m = { host, &all, name_inside, pid };
	if (read_addresses(host, &all) == 0)
		result = move(&m);
	rtnetlink_close(host, result);
	free(all.list);
	if (result == -1)
		return failure_set(
		    "network device %s, %s inside", name, name_inside);
	return 0;
}
