#include "07-combined/network.h"

#include "common/parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
parse_number_of_port(const char *text, uint16_t *port)
{
	long long number;

	if (parse_number(text, 1, 65535, &number) == -1)
		return -1;
	*port = number;
	return 0;
}

int
network_parse_port(struct network *n, const char *text)
{
	struct network_port port = { .protocol = "tcp" };
	struct in_addr address;
	char *copy = strdup(text);

	errno = EINVAL;
	if (copy == NULL || n->nports == NETWORK_PORTS)
		return -1;
	char *protocol = strchr(copy, '/'), *inside = strrchr(copy, ':');
	if (inside == NULL) {
		free(copy);
		return -1;
	}
	*inside++ = '\0';
	if (protocol != NULL) {
		*protocol++ = '\0';
		port.protocol = protocol;
	}
	char *host = strrchr(copy, ':');
	if (host != NULL) {
		*host++ = '\0';
		port.address = copy;
	} else {
		host = copy;
	}
	if (parse_number_of_port(host, &port.host) == -1 ||
	    parse_number_of_port(inside, &port.inside) == -1)
		return -1;
	errno = EINVAL;
	if (port.address != NULL && inet_aton(port.address, &address) == 0)
		return -1;
	if (strcmp(port.protocol, "tcp") != 0 &&
	    strcmp(port.protocol, "udp") != 0)
		return -1;
	n->ports[n->nports++] = port;
	return 0;
}

json_t *
network_ports(const struct network *n)
{
	json_t *ports = json_object();

	for (size_t i = 0; i < n->nports; i++) {
		const struct network_port *p = &n->ports[i];
		char inside[32], host[16];

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
			p->address ? p->address : "0.0.0.0", "HostPort", host));
	}
	return ports;
}
