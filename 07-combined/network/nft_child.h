/*
 * libnftables, which nft(8) is made of, in a child process: the library ends the
 * process where it gets no socket, and a supervisor should not carry it.
 */
#ifndef NFT_CHILD_H
#define NFT_CHILD_H

#include "07-combined/network/network.h"

#include <stddef.h>
#include <sys/types.h>

/* Elements of the map of ports that go before a command is done. */
struct nft_old_ports {
	const char *name; /* those of this container */
	const struct network
	    *network; /* NULL, or: those that its ports overlap */
};

/*
 * Has nftables do what the command says, in one transaction. old is NULL, or says
 * what goes in the same transaction. said, of size bytes, gets what nftables
 * prints. Returns the child, which has done its work, ends by itself and need not
 * be waited for, or -1 with errno EINVAL; network_error() has what nftables said.
 */
pid_t nft_ask(const char *why, const char *command,
    const struct nft_old_ports *old, char *said, size_t size);

#endif
