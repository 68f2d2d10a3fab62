/*
 * Links, addresses and routes: rtnetlink(7), which is what ip(8) speaks.
 *
 * Each is one message to the kernel and its answer. What is narrated is the
 * ip(8) command that would do the same. Each function returns 0, or -1 with
 * errno as the kernel answers: EPERM without CAP_NET_ADMIN in the network
 * namespace, EEXIST, ENODEV.
 */
#ifndef LINKS_H
#define LINKS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* ip link add NAME type bridge */
int links_add_bridge(const char *name);

/*
 * Is a link that is there a bridge? Another program may have made it.
 * Returns 0, or -1 with errno: EEXIST if it is something else.
 */
int links_check_bridge(const char *name);

/*
 * The hardware address that goes with an address of IPv4, as Docker makes them:
 * 02:00, then its four bytes. Returns 0, or -1 with errno EINVAL.
 */
int links_hardware_address(const char *address, uint8_t hardware[6]);

/*
 * ip link add NAME type veth peer name PEER address … netns PID: two ends of a
 * cable, the other one in the network namespace of a process, with the hardware
 * address that goes with the address given.
 */
int links_add_veth(
    const char *name, const char *peer, pid_t pid, const char *address);

/* ip link set NAME master BRIDGE */
int links_set_master(const char *name, const char *bridge);

/* ip link set NAME up; the same by the link's index, without failure_text(). */
int links_up(const char *name);
int links_up_index(unsigned int index);

/* A link that cannot be looked for is there until it is removed. */
bool links_may_exist(const char *name);

/*
 * ip link delete NAME. Returns when the name is gone; a child process, which
 * the caller need not wait for, stays until the kernel has freed the link.
 */
int links_remove(const char *name);

/* ip address add ADDRESS/PREFIX dev NAME */
int links_add_address(const char *name, const char *address, int prefix);

/*
 * In the network namespace of process pid, by a child that joins it: no IPv6,
 * the address, up, and ip route add default via GATEWAY.
 */
int links_configure_in_netns(pid_t pid, const char *name, const char *address,
    int prefix, const char *gateway);

#endif
