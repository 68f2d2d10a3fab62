/*
 * "Can you run ping as a normal user?" The four things that permit it.
 *
 * Ping sends ICMP through a raw socket, and opening one needs CAP_NET_RAW. The
 * program file may give it, by its SUID bit or as a file capability, or the
 * process has it already: execve(2), capabilities(7). Since Linux 3.0 there
 * is also a datagram socket that does nothing but ping; a range of groups may
 * have one without any capability: icmp(7).
 */
#ifndef PING_H
#define PING_H

#include <stdbool.h>
#include <sys/types.h>

struct ping_reasons {
	bool suid;              /* the file is root's and has the SUID bit */
	bool file_capability;   /* the file carries cap_net_raw */
	bool capability;        /* this process may open a raw socket */
	bool group;             /* this process may open a ping socket */
	mode_t mode;            /* the file's permission bits */
	uid_t owner;            /* the file's user */
	char file_text[64];     /* its capabilities, as getcap(8) shows them */
	const char *ignored;    /* why execve ignores the first two, or NULL */
	unsigned int group_min; /* net.ipv4.ping_group_range: */
	unsigned int group_max; /* empty where min is above max */
};

/*
 * Finds out what would let this process ping with the program at path. It
 * judges the file as execve would, and tries the sockets. Returns 0, or -1 with
 * errno from access(2) of path, which has to be executable.
 */
int ping_find_reasons(const char *path, struct ping_reasons *reasons);

#endif
