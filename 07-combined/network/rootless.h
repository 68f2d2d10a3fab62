/*
 * The network of a normal user's container. That user cannot make a veth pair
 * on the host. So a program outside, pasta(1) or slirp4netns(1), has a tun link
 * in the container's network namespace, reads the packets from it, and sends
 * the same data through sockets of its own.
 */
#ifndef ROOTLESS_H
#define ROOTLESS_H

#include "07-combined/network/network.h"

/* The program that is there, or NULL. Only pasta leads ports in. */
const char *rootless_program(void);

/*
 * Starts it for the network namespace of process pid, and waits until that has
 * a way out. Returns 0, or -1 with errno: ENETUNREACH if it has ended
 * instead, ETIMEDOUT; failure_text() names the program, network_error() has the
 * last line that it said, and what to do where /dev/net/tun is closed to us.
 */
int rootless_join(const struct network *network, pid_t pid);

/* Ends it; it ends with this process, too. */
void rootless_leave(void);

#endif
