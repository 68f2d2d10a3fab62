/*
 * "Can you run ping as a normal user?" The four things that let it.
 */
#ifndef PING_H
#define PING_H

#include <stdbool.h>
#include <sys/types.h>

struct ping_reasons {
	bool suid;              /* the file is root's and has the SUID bit */
	bool file_capability;   /* the file carries cap_net_raw */
	bool capability;        /* this process hands cap_net_raw on: ambient,
				   or uid 0 with it in the bounding set */
	bool group;             /* net.ipv4.ping_group_range has our group */
	mode_t mode;            /* the file's permission bits */
	uid_t owner;            /* the file's user */
	char file_text[64];     /* its capabilities, as getcap(8) shows them */
	unsigned int group_min; /* the range: empty where min is above max */
	unsigned int group_max;
};

/*
 * Finds out what would let this process ping with the program at path. Returns
 * 0, or -1 with errno from stat(2) of path.
 *
 * The SUID bit and the file's capabilities are in execve(2) and
 * capabilities(7), the group range, for which a datagram ICMP socket needs no
 * capability, in icmp(7).
 */
int ping_find_reasons(const char *path, struct ping_reasons *reasons);

#endif
