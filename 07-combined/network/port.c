#include "07-combined/network/network.h"

#include "07-combined/network/network_error.h"
#include "common/parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int
parse_number_of_port(const char *text, uint16_t *port)
{
	long long number;

	/* Digits alone, no sign. */
	if (text[strspn(text, "0123456789")] != '\0' ||
	    parse_number(text, 1, 65535, &number) == -1)
		return -1;
	*port = number;
	return 0;
}

/* Cuts what follows the last separator off. Returns it, or NULL. */
static char *
cut(char *text, char separator)
{
	char *found = strrchr(text, separator);

	if (found != NULL)
		*found++ = '\0';
	return found;
}

/* The text is cut in pieces; none of them goes any further. */
static int
parse(char *text, struct network_port *port)
{
	char *protocol = cut(text, '/'), *inside = cut(text, ':');
	char *host = inside != NULL ? cut(text, ':') : NULL;
	bool udp = protocol != NULL && strcasecmp(protocol, "udp") == 0;
	bool with_address = host != NULL;

	*port = (struct network_port){ .protocol = udp ? "udp" : "tcp",
		.held = -1 };
	if (inside == NULL)
		inside = text;
	else if (host == NULL)
		host = text;
	if (parse_number_of_port(inside, &port->inside) == -1)
		return -1;
	/* None, or nothing, or 0: any that is free. */
	if (host != NULL && host[0] != '\0' && strcmp(host, "0") != 0 &&
	    parse_number_of_port(host, &port->host) == -1)
		return -1;
	errno = EINVAL;
	if (protocol != NULL && !udp && protocol[0] != '\0' &&
	    strcasecmp(protocol, "tcp") != 0)
		return -1;
	/* Not inet_aton(3), for which "127.1 and more" is an address, too. */
	return !with_address || inet_pton(AF_INET, text, &port->address) == 1
		   ? 0
		   : -1;
}

/* What is asked for and not done, by its name; any other text is just wrong. */
static int
explain_refusal(const char *text)
{
	if (text[0] == '[')
		return network_failed("IPv4 alone is published");
	if (strspn(text, "0123456789.:-") == strcspn(text, "/") &&
	    strchr(text, '-') != NULL)
		return network_failed("no ranges: one -p for each port");
	return network_failed("not [[ADDRESS:][HOST]:]INSIDE[/tcp|udp]");
}

int
network_parse_port(struct network *n, const char *text)
{
	if (n->nports == NETWORK_PORTS) {
		errno = E2BIG;
		return network_failed("more than %d ports", NETWORK_PORTS);
	}
	char *copy = strdup(text);
	if (copy == NULL)
		return network_failed("%s", strerror(errno));
	int result = parse(copy, &n->ports[n->nports]);
	free(copy);
	if (result == -1) {
		errno = EINVAL;
		return explain_refusal(text);
	}
	n->nports++;
	return 0;
}

unsigned int
network_port_protocol(const struct network_port *p)
{
	return strcmp(p->protocol, "udp") == 0 ? IPPROTO_UDP : IPPROTO_TCP;
}

const char *
network_port_address(const struct network_port *p, char text[INET_ADDRSTRLEN])
{
	return inet_ntop(AF_INET, &p->address, text, INET_ADDRSTRLEN);
}

json_t *
network_ports(const struct network *n)
{
	json_t *ports = json_object();

	for (size_t i = 0; i < n->nports; i++) {
		const struct network_port *p = &n->ports[i];
		char inside[32], host[16], address[INET_ADDRSTRLEN];

		snprintf(
		    inside, sizeof(inside), "%u/%s", p->inside, p->protocol);
		snprintf(host, sizeof(host), "%u", p->host);
		json_t *list = json_object_get(ports, inside);
		if (list == NULL) {
			list = json_array();
			json_object_set_new(ports, inside, list);
		}
		json_array_append_new(list,
		    json_pack("{ss, ss}", "HostIp",
			network_port_address(p, address), "HostPort", host));
	}
	return ports;
}
