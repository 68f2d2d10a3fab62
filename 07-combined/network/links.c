#include "07-combined/network/links.h"

#include "04-cgroups/tree/control_file.h"
#include "07-combined/network/network_sysctl.h"
#include "07-combined/network/rtnetlink.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

int
links_add_bridge(const char *name)
{
	struct rtnetlink_request r;

	rtnetlink_begin(
	    &r, RTM_NEWLINK, RTNETLINK_NEW, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(r.header, IFLA_IFNAME, name);
	struct nlattr *info = mnl_attr_nest_start(r.header, IFLA_LINKINFO);
	mnl_attr_put_str(r.header, IFLA_INFO_KIND, "bridge");
	mnl_attr_nest_end(r.header, info);
	explain("a bridge: a switch in the kernel",
	    "ip link add %s type bridge", name);
	if (rtnetlink_finish(&r) == -1)
		return failure_set("ip link add %s type bridge", name);
	return 0;
}

/* ethtool -i NAME */
int
links_check_bridge(const char *name)
{
	struct ethtool_drvinfo driver = { .cmd = ETHTOOL_GDRVINFO };
	struct ifreq request = { .ifr_data = (void *)&driver };

	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return failure_set("socket");
	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	int result = ioctl(fd, SIOCETHTOOL, &request);
	if (result == 0 && strcmp(driver.driver, "bridge") == 0)
		return file_close(fd, 0);
	if (result == 0 || errno == EOPNOTSUPP)
		errno = EEXIST;
	return file_close(fd, failure_set("a bridge that is called %s", name));
}

int
links_hardware_address(const char *address, uint8_t hardware[6])
{
	hardware[0] = 0x02; /* local: no maker of cards has it */
	hardware[1] = 0;
	if (inet_pton(AF_INET, address, hardware + 2) == 1)
		return 0;
	errno = EINVAL;
	return failure_set("address %s", address);
}

int
links_add_veth(
    const char *name, const char *peer, pid_t pid, const char *address)
{
	struct rtnetlink_request r;
	uint8_t hardware[6];

	if (links_hardware_address(address, hardware) == -1)
		return -1;
	rtnetlink_begin(
	    &r, RTM_NEWLINK, RTNETLINK_NEW, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(r.header, IFLA_IFNAME, name);
	struct nlattr *info = mnl_attr_nest_start(r.header, IFLA_LINKINFO);
	mnl_attr_put_str(r.header, IFLA_INFO_KIND, "veth");
	struct nlattr *data = mnl_attr_nest_start(r.header, IFLA_INFO_DATA);
	/* The other end is described as a link in the link. */
	struct nlattr *end = mnl_attr_nest_start(r.header, VETH_INFO_PEER);
	mnl_nlmsg_put_extra_header(r.header, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(r.header, IFLA_IFNAME, peer);
	mnl_attr_put(r.header, IFLA_ADDRESS, sizeof(hardware), hardware);
	mnl_attr_put_u32(r.header, IFLA_NET_NS_PID, pid);
	mnl_attr_nest_end(r.header, end);
	mnl_attr_nest_end(r.header, data);
	mnl_attr_nest_end(r.header, info);
	explain("a veth pair, one end of it in the container",
	    "ip link add %s type veth peer name %s netns %d", name, peer,
	    (int)pid);
	if (rtnetlink_finish(&r) == -1)
		return failure_set("ip link add %s type veth", name);
	return 0;
}

int
links_set_master(const char *name, const char *bridge)
{
	struct rtnetlink_request r;
	struct ifinfomsg *link =
	    rtnetlink_begin(&r, RTM_NEWLINK, 0, sizeof(struct ifinfomsg));

	link->ifi_index = if_nametoindex(name);
	mnl_attr_put_u32(r.header, IFLA_MASTER, if_nametoindex(bridge));
	explain("connects the host's end to the bridge",
	    "ip link set %s master %s", name, bridge);
	if (rtnetlink_finish(&r) == -1)
		return failure_set("ip link set %s master %s", name, bridge);
	return 0;
}

int
links_up_index(unsigned int index)
{
	struct rtnetlink_request r;
	struct ifinfomsg *link =
	    rtnetlink_begin(&r, RTM_NEWLINK, 0, sizeof(struct ifinfomsg));

	link->ifi_index = index;
	link->ifi_flags = link->ifi_change = IFF_UP;
	return rtnetlink_finish(&r);
}

int
links_up(const char *name)
{
	explain("brings it up", "ip link set %s up", name);
	if (links_up_index(if_nametoindex(name)) == -1)
		return failure_set("ip link set %s up", name);
	return 0;
}

bool
links_may_exist(const char *name)
{
	return if_nametoindex(name) != 0 || errno != ENODEV;
}

static int
ask_to_remove(const char *name)
{
	struct rtnetlink_request r;

	rtnetlink_begin(&r, RTM_DELLINK, 0, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(r.header, IFLA_IFNAME, name);
	return rtnetlink_finish(&r);
}

/* Waits until the link is gone, or the child has an error for an answer. */
static int
await_removal(const char *name, pid_t child)
{
	int waited = 0, status = 0;

	while (waitpid(child, &status, WNOHANG) == 0)
		if (!links_may_exist(name) || !control_wait(&waited, 10000))
			return 0;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
	return errno == 0 ? 0 : -1;
}

/*
 * The kernel takes the link away at once, but lets the process that asks go only
 * when no processor can be using what is left of it (netdev_run_todo, 15 to 50
 * ms). So a child asks, with no descriptor of this process, which goes on when the
 * name is gone. The child ends by itself.
 */
int
links_remove(const char *name)
{
	explain("both ends, if it is a veth pair", "ip link delete %s", name);
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		close_range(0, ~0U, 0);
		_exit(ask_to_remove(name) == -1 ? errno : 0);
	}
	int result =
	    child == -1 ? ask_to_remove(name) : await_removal(name, child);
	return result == -1 ? failure_set("ip link delete %s", name) : 0;
}

int
links_add_address(const char *name, const char *address, int prefix)
{
	struct rtnetlink_request r;
	struct in_addr number;
	struct ifaddrmsg *message = rtnetlink_begin(
	    &r, RTM_NEWADDR, RTNETLINK_NEW, sizeof(struct ifaddrmsg));

	if (inet_pton(AF_INET, address, &number) != 1) {
		errno = EINVAL;
		return failure_set("address %s", address);
	}
	message->ifa_family = AF_INET;
	message->ifa_prefixlen = prefix;
	message->ifa_index = if_nametoindex(name);
	mnl_attr_put_u32(r.header, IFA_LOCAL, number.s_addr);
	mnl_attr_put_u32(r.header, IFA_ADDRESS, number.s_addr);
	explain("its address", "ip address add %s/%d dev %s", address, prefix,
	    name);
	if (rtnetlink_finish(&r) == -1)
		return failure_set(
		    "ip address add %s/%d dev %s", address, prefix, name);
	return 0;
}

static int
add_default_route(const char *gateway)
{
	struct rtnetlink_request r;
	struct in_addr number;
	struct rtmsg *route =
	    rtnetlink_begin(&r, RTM_NEWROUTE, RTNETLINK_NEW, sizeof(*route));

	if (inet_pton(AF_INET, gateway, &number) != 1) {
		errno = EINVAL;
		return failure_set("address %s", gateway);
	}
	route->rtm_family = AF_INET;
	route->rtm_table = RT_TABLE_MAIN;
	route->rtm_protocol = RTPROT_STATIC;
	route->rtm_scope = RT_SCOPE_UNIVERSE;
	route->rtm_type = RTN_UNICAST;
	mnl_attr_put_u32(r.header, RTA_GATEWAY, number.s_addr);
	explain("the default route", "ip route add default via %s", gateway);
	if (rtnetlink_finish(&r) == -1)
		return failure_set("ip route add default via %s", gateway);
	return 0;
}

struct inside {
	const char *name, *address, *gateway;
	int prefix;
};

static int
set_up_inside(void *data)
{
	const struct inside *its = data;

	if (sysctl_no_ipv6(its->name) == -1)
		return -1;
	if (links_add_address(its->name, its->address, its->prefix) == -1)
		return -1;
	if (links_up(its->name) == -1)
		return -1;
	return add_default_route(its->gateway);
}

int
links_configure_in_netns(pid_t pid, const char *name, const char *address,
    int prefix, const char *gateway)
{
	struct inside its = { name, address, gateway, prefix };

	int error = rtnetlink_inside(pid, set_up_inside, &its);
	if (error == -1)
		return failure_set("a process that sets up %s inside", name);
	if (error == 0)
		return 0;
	errno = error;
	return failure_set("%s inside, with %s", name, address);
}
