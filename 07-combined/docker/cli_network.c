/* Options about the network. */
#include "07-combined/docker/cli.h"

#include "common/exits.h"
#include "common/list.h"
#include "common/options.h"

#include <arpa/inet.h>
#include <err.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
set_network(struct cli *cli, const struct cli_option *option, const char *value)
{
	cli->network = value;
	if (strcmp(value, "none") == 0 || strcmp(value, "bridge") == 0)
		value = "private";
	else if (strcmp(value, "private") == 0)
		value = "?";
	cli_set_namespace(cli, option, value);
}

static void
set_publish(struct cli *cli, const struct cli_option *option, const char *value)
{
	(void)option;
	if (network_parse_port(&cli->net, value) == -1)
		options_wrong("-p %s: %s", value, network_error());
}

static void
set_dns(struct cli *cli, const struct cli_option *option, const char *value)
{
	char address[16];

	(void)option;
	if (inet_pton(AF_INET, value, address) != 1 &&
	    inet_pton(AF_INET6, value, address) != 1)
		options_wrong("--dns: '%s' is not an IP address", value);
	if (list_add_string(&cli->dns, &cli->ndns, (char *)value) == -1)
		err(EXIT_OURS, "out of memory");
}

static void
set_host(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *address, *text, number[16];
	char separator = strchr(value, '=') != NULL ? '=' : ':';
	char *name = options_split(value, separator, &address);
	size_t length = address != NULL ? strlen(address) : 0;

	(void)option;
	if (length > 2 && address[0] == '[' && address[length - 1] == ']') {
		address[length - 1] = '\0';
		address++;
	}
	if (name[0] == '\0' || address == NULL ||
	    (strcmp(address, CLI_HOST_GATEWAY) != 0 &&
		inet_pton(AF_INET, address, number) != 1 &&
		inet_pton(AF_INET6, address, number) != 1))
		options_wrong(
		    "--add-host: '%s' is not NAME:ADDRESS or NAME=ADDRESS",
		    value);
	if (asprintf(&text, "%s:%s", name, address) == -1 ||
	    list_add_string(&cli->hosts, &cli->nhosts, text) == -1)
		err(EXIT_OURS, "out of memory");
	free(name);
}

/* docker's rule: labels of letters, digits and hyphens, and one letter at least. */
static bool
is_domain(const char *text)
{
	static const char digits[] = "-.0123456789",
			  letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "-.0123456789";
	char last = '.';

	if (text[strspn(text, letters)] != '\0' || strlen(text) > 255 ||
	    text[strspn(text, digits)] == '\0')
		return false;
	for (; *text != '\0'; last = *text++)
		if ((last == '.' && strchr(".-", *text) != NULL) ||
		    (last == '-' && *text == '.'))
			return false;
	return last != '-';
}

static void
set_dns_search(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	size_t length = strlen(value);
	char *domain = strdup(value);

	(void)option;
	/* "." alone: none. A blank would begin another word: resolv.conf(5). */
	if (strcmp(value, ".") != 0 && !is_domain(value))
		options_wrong("--dns-search: '%s' is not a domain", value);
	if (domain != NULL && length > 1 && domain[length - 1] == '.')
		domain[length - 1] = '\0';
	if (domain == NULL ||
	    list_add_string(&cli->dns_search, &cli->ndns_search, domain) == -1)
		err(EXIT_OURS, "out of memory");
}

const struct cli_option cli_network[] = {
	{ "network", 0, "none|bridge|host|container:NAME",
	    "of its own: the loopback alone (default)\n"
	    "                                 or a way out; or another's",
	    set_network, CLONE_NEWNET, CLI_RUN,
	    "ns_clone3 join_file network_join" },
	{ "net", 0, "...", "the same", set_network, CLONE_NEWNET, CLI_RUN,
	    "ns_clone3 join_file network_join" },
	{ "publish", 'p', "[[IP:][HOST]:]INSIDE",
	    "a port of the host leads to it (/udp: UDP)", set_publish, 0,
	    CLI_RUN, "network_set_rules" },
	{ "dns", 0, "ADDRESS", "a name server, in its /etc/resolv.conf",
	    set_dns, 0, CLI_RUN, "etc_add tmpfs_files_add" },
	{ "dns-search", 0, "DOMAIN", "where it looks names up", set_dns_search,
	    0, CLI_RUN, "etc_add tmpfs_files_add" },
	{ "add-host", 0, "NAME:ADDRESS|host-gateway",
	    "a line of its /etc/hosts", set_host, 0, CLI_RUN,
	    "etc_add tmpfs_files_add" },
	{ 0 },
};
