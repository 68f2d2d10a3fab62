#include "07-combined/network/nftables.h"

#include "07-combined/network/ipam.h"
#include "07-combined/network/links.h"
#include "07-combined/network/nft_child.h"
#include "common/failure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* "add" first: to delete what is not there is an error. */
#define DELETE_TABLES                                                          \
	"add table ip " NETWORK_TABLE "; delete table ip " NETWORK_TABLE "; "  \
	"add table netdev " NETWORK_TABLE                                      \
	"; delete table netdev " NETWORK_TABLE "; "

/* The chain of a container, twice its name. */
#define DELETE_CABLE                                                           \
	"add chain netdev " NETWORK_TABLE " cable-%s; "                        \
	"delete chain netdev " NETWORK_TABLE " cable-%s; "

/*
 * A port of the host's becomes a container's before routing decides where a
 * packet goes: for those that come in (prerouting) and for the host's own
 * (output).
 */
#define TO_PORTS                                                               \
	"meta l4proto { tcp, udp } fib daddr type local "                      \
	"dnat to ip daddr . meta l4proto . th dport map @ports; "

/*
 * The name of a container's chain. docker/ takes no other characters for a
 * name, nor more of them; here they become part of a command, so they are
 * looked at once more.
 */
static int
check_name(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	errno = EINVAL;
	if (name[0] == '\0' || name[strspn(name, good)] != '\0')
		return network_failed("%s: not a name for a chain", name);
	if (strlen(name) > 64)
		return network_failed("%s: too long for a chain", name);
	return 0;
}

/*
 * 127.0.0.1 may lead into the bridge (route_localnet), but from no link to the
 * host's own services, or to a port that is published there alone: what comes by
 * a cable does not come from here (CVE-2020-8558), nor do its answers go there.
 * From the bridge come addresses of the bridge's network, but not the host's. And
 * a host that forwards does so for what a container has begun, or publishes; all
 * else ends at its door.
 */
static void
add_guards(FILE *out)
{
	fputs(
	    "chain raw { type filter hook prerouting priority raw; "
	    "iifname != \"lo\" ip daddr 127.0.0.0/8 drop; "
	    "iifname != \"lo\" ip saddr 127.0.0.0/8 drop; "
	    "iifname \"" NETWORK_BRIDGE "\" ip saddr != " NETWORK_SUBNET
	    " drop; "
	    "iifname \"" NETWORK_BRIDGE "\" ip saddr " NETWORK_GATEWAY " drop; "
	    "iifname \"" NETWORK_BRIDGE "\" icmp type redirect drop; }; "
	    "chain forward { type filter hook forward priority filter; "
	    "ip daddr " NETWORK_SUBNET " ct state established,related accept; "
	    "ip daddr " NETWORK_SUBNET " ct status dnat accept; "
	    "ip daddr " NETWORK_SUBNET " iifname != \"" NETWORK_BRIDGE
	    "\" drop; }; ",
	    out);
}

/*
 * Outside, only the host's own address finds the way back. And the answer of a
 * published port to the host and to neighbours has to come back this way, or they
 * would not know whose it is.
 */
static void
add_masquerade(FILE *out)
{
	fputs("chain postrouting { type nat hook postrouting priority srcnat; "
	      "ip saddr " NETWORK_SUBNET " oifname != \"" NETWORK_BRIDGE
	      "\" masquerade; "
	      "ip saddr { 127.0.0.0/8, " NETWORK_SUBNET
	      " } ip daddr " NETWORK_SUBNET " ct status dnat masquerade; }; ",
	    out);
}

/*
 * What all containers have in common. To create a table that is there is an
 * error: the rules in it would be there twice. In the map, all addresses of the
 * host are the prefix 0.0.0.0/0, which takes the flag interval.
 */
static void
add_tables(FILE *out)
{
	fputs("create table netdev " NETWORK_TABLE
	      "; create table ip " NETWORK_TABLE "; table ip " NETWORK_TABLE
	      " { "
	      "map ports { type ipv4_addr . inet_proto . inet_service "
	      ": ipv4_addr . inet_service; flags interval; }; ",
	    out);
	add_guards(out);
	fputs("chain prerouting { type nat hook prerouting priority "
	      "dstnat; " TO_PORTS "}; "
	      "chain output { type nat hook output priority -100; " TO_PORTS
	      "}; ",
	    out);
	add_masquerade(out);
	fputs("}; ", out);
}

/*
 * What comes out of the cable, before the bridge has it: IPv4 and ARP from the
 * container's address alone, so that it is neither a neighbour nor the gateway;
 * and nothing else, so no IPv6 (CVE-2020-13401). 0.0.0.0 is the source of ARP's
 * question whether an address is in use. Two rules, not a set: libnftables asks
 * for each set of all containers at each command.
 */
static void
add_cable(FILE *out, const char *address, const char *name, const char *link)
{
	uint8_t m[6];

	links_hardware_address(address, m);
	fprintf(out,
	    "create chain netdev " NETWORK_TABLE " cable-%s { type filter "
	    "hook ingress device \"%s\" priority filter; policy drop; }; "
	    "table netdev " NETWORK_TABLE " { chain cable-%s { "
	    "ether saddr != %02x:%02x:%02x:%02x:%02x:%02x drop; "
	    "ip saddr %s accept; "
	    "arp saddr ip 0.0.0.0 accept; arp saddr ip %s accept; }; }; ",
	    name, link, name, m[0], m[1], m[2], m[3], m[4], m[5], address,
	    address);
}

/* The comment is how the elements of a container are found again. */
static void
add_ports(FILE *out, const struct network *n, const char *name)
{
	for (size_t i = 0; i < n->nports; i++) {
		const struct network_port *p = &n->ports[i];
		char text[INET_ADDRSTRLEN];
		const char *address = p->address.s_addr == INADDR_ANY
					  ? "0.0.0.0/0"
					  : network_port_address(p, text);

		fprintf(out,
		    "add element ip " NETWORK_TABLE
		    " ports { %s . %u . %u comment \"%s\" : %s . %u }; ",
		    address, network_port_protocol(p), p->host, name,
		    n->address, p->inside);
	}
}

/* One way to set the rules: with the tables, and after what is left is deleted. */
struct way {
	bool tables, anew;
};

/* Returns the command, to be freed, or NULL without memory. */
static char *
compose(const struct way *way, const struct network *n, const char *name,
    const char *link)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		return NULL;
	if (way->tables && way->anew)
		fputs(DELETE_TABLES, out);
	else if (way->anew)
		fprintf(out, DELETE_CABLE, name, name);
	if (way->tables)
		add_tables(out);
	add_cable(out, n->address, name, link);
	add_ports(out, n, name);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static int
set_rules(const struct way *way, const struct network *n, const char *name,
    const char *link)
{
	/* What overlaps is of a container that no longer holds its ports. */
	struct nft_old_ports old = { name, n };
	char said[512];

	char *command = compose(way, n, name, link);
	if (command == NULL)
		return -1;
	pid_t child = nft_ask("a chain for its cable, an element for each port",
	    command, way->tables || n->nports == 0 ? NULL : &old, said,
	    sizeof(said));
	free(command);
	return child == -1 || waitpid(child, NULL, 0) == -1 ? -1 : 0;
}

int
network_set_rules(
    const struct network *n, const char *name, const char *link, bool only)
{
	/* A killed supervisor leaves rules, and `nft flush ruleset` none. */
	static const struct way alone[] = { { true, false }, { true, true } },
				beside[] = { { false, false }, { false, true },
					{ true, false } };
	const struct way *way = only ? alone : beside;
	int left = only ? 2 : 3, result = -1;

	if (check_name(name) == -1)
		return failure_set("nftables");
	for (; result == -1 && left > 0; left--, way++)
		result = set_rules(way, n, name, link);
	if (result == -1)
		return failure_set("nftables");
	network_failed("%s", "");
	return 0;
}

int
network_drop_rules(const char *name)
{
	struct nft_old_ports old = { name, NULL };
	char command[4 * (64 + 32)], said[512];

	if (check_name(name) == -1)
		return -1;
	snprintf(command, sizeof(command),
	    "add table netdev " NETWORK_TABLE "; " DELETE_CABLE, name, name);
	return nft_ask("its chain and its elements", command, &old, said,
		   sizeof(said)) == -1
		   ? -1
		   : 0;
}

int
network_drop_all_rules(void)
{
	char said[512];

	return nft_ask("all rules at once", DELETE_TABLES, NULL, said,
		   sizeof(said)) == -1
		   ? -1
		   : 0;
}

bool
network_has_rules(void)
{
	const size_t size = 1 << 20;
	char *tables = malloc(size), *rest = tables, *line;
	bool found = false;

	if (tables == NULL ||
	    nft_ask("are ours there?", "list tables", NULL, tables, size) == -1)
		rest = NULL;
	while ((line = strsep(&rest, "\n")) != NULL)
		if (strcmp(line, "table ip " NETWORK_TABLE) == 0 ||
		    strcmp(line, "table netdev " NETWORK_TABLE) == 0)
			found = true;
	free(tables);
	return found;
}
