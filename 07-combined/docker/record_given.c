/*
 * HostConfig and Config of `docker inspect`: the options and the command as
 * they were given.
 */
#include "07-combined/docker/cli_volumes.h"
#include "07-combined/docker/record_json.h"
#include "07-combined/network/ipam.h"

#include "common/options.h"
#include "common/parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHM_SIZE (64 << 20) /* docker's default */

/* Docker has no word for a namespace of the container's own. */
static const char *
mode_of(const struct cli *cli, const char *name)
{
	const char *mode = record_last(cli, name);

	return strcmp(mode, "private") == 0 ? "" : mode;
}

/* Absolute, as far as the text goes: docker follows no links either. */
static char *
absolute(const char *path)
{
	char *here = getcwd(NULL, 0), *all, *clean;

	if (here == NULL ||
	    asprintf(&all, "%s/%s", path[0] == '/' ? "" : here, path) == -1) {
		free(here);
		return NULL;
	}
	free(here);
	clean = cli_clean_path(all);
	free(all);
	return clean;
}

/* "SOURCE:TARGET[:HOW]", the source absolute, unless it is a volume. */
static int
add_bind(json_t *all, const char *value)
{
	char *rest;
	char *source = options_split(value, ':', &rest);

	if (rest == NULL) { /* as docker: it has no source to show */
		free(source);
		return 0;
	}
	bool volume = strchr("/.~", source[0]) == NULL;
	char *path = volume ? strdup(source) : absolute(source);
	json_t *text = path ? json_sprintf("%s:%s", path, rest) : NULL;

	free(path);
	free(source);
	return json_array_append_new(all, text);
}

/* Without a source it is a volume like those of the image. */
static int
add_volume(json_t *all, const char *value)
{
	return strchr(value, ':') != NULL
		   ? 0
		   : json_object_set_new(all, value, json_object());
}

static int
add_tmpfs(json_t *all, const char *value)
{
	char *options;
	char *target = options_split(value, ':', &options);
	int result = json_object_set_new(
	    all, target, json_string(options != NULL ? options : ""));

	free(target);
	return result;
}

/* Of two of one name the last counts. */
static int
add_ulimit(json_t *all, const char *value)
{
	long long soft = 0, hard = 0;
	char *numbers, *second;
	char *name = options_split(value, '=', &numbers);
	size_t i = 0;

	numbers = options_split(numbers, ':', &second);
	if (parse_number(numbers, -1, INT64_MAX, &soft) == -1 ||
	    parse_number(second ? second : numbers, -1, INT64_MAX, &hard) == -1)
		return -1;
	while (i < json_array_size(all) &&
	       strcmp(json_string_value(
			  json_object_get(json_array_get(all, i), "Name")),
		   name) != 0)
		i++;
	json_t *limit = json_pack("{ss, sI, sI}", "Name", name, "Hard",
	    (json_int_t)hard, "Soft", (json_int_t)soft);
	free(name);
	free(numbers);
	return i < json_array_size(all) ? json_array_set_new(all, i, limit)
					: json_array_append_new(all, limit);
}

/* "DEVICE[:INSIDE][:rwm]" */
static int
add_device(json_t *all, const char *value)
{
	char *inside, *powers = NULL;
	char *outside = options_split(value, ':', &inside);

	if (inside != NULL && inside[strspn(inside, "rwm")] == '\0') {
		powers = inside;
		inside = NULL;
	} else if (inside != NULL && (powers = strchr(inside, ':')) != NULL) {
		*powers++ = '\0';
	}
	json_t *device =
	    json_pack("{ss, ss, ss}", "PathOnHost", outside, "PathInContainer",
		inside != NULL ? inside : outside, "CgroupPermissions",
		powers != NULL && powers[0] != '\0' ? powers : "rwm");
	free(outside);
	return json_array_append_new(all, device);
}

/* "DEVICE:RATE", in bytes or calls a second. */
static int
add_rate(json_t *all, const char *value)
{
	char *number;
	char *path = options_split(value, ':', &number);
	uint64_t rate = 0;

	if (number != NULL)
		parse_size(number, &rate);
	json_t *limit =
	    json_pack("{ss, sI}", "Path", path, "Rate", (json_int_t)rate);
	free(path);
	return json_array_append_new(all, limit);
}

#define PORT_SIZE 32

/* Docker's key of a port, "80/tcp". */
static const char *
port_key(const struct network_port *p, char key[PORT_SIZE])
{
	snprintf(key, PORT_SIZE, "%u/%s", p->inside, p->protocol);
	return key;
}

/* The image's, and those of -p. */
static json_t *
exposed_ports(const struct network *net, json_t *image)
{
	json_t *all = json_object();
	char key[PORT_SIZE];

	for (size_t i = 0; i < net->nports; i++)
		json_object_set_new(
		    all, port_key(&net->ports[i], key), json_object());
	json_object_update_missing(all, json_object_get(image, "ExposedPorts"));
	return record_or_null(all);
}

/* What was asked for; where no port of the host's was, the one it has. */
static json_t *
port_bindings(const struct network *net)
{
	json_t *all = json_object();
	char inside[PORT_SIZE], outside[16], address[INET_ADDRSTRLEN];

	for (size_t i = 0; i < net->nports; i++) {
		const struct network_port *p = &net->ports[i];
		port_key(p, inside);
		snprintf(outside, sizeof(outside), "%u", p->host);
		network_port_address(p, address);
		if (p->address.s_addr == INADDR_ANY)
			address[0] = '\0';
		json_t *list = json_object_get(all, inside);
		if (list == NULL) {
			list = json_array();
			json_object_set_new(all, inside, list);
		}
		json_array_append_new(list, json_pack("{ss, ss}", "HostIp",
						address, "HostPort", outside));
	}
	return all;
}

/* As docker, also where /dev/shm is not the container's own. */
static json_int_t
shm_size(const struct cli *cli)
{
	const char *size = record_last(cli, "shm-size");
	uint64_t bytes = 0;

	if (size[0] != '\0')
		parse_size(size, &bytes);
	return bytes > 0 ? (json_int_t)bytes : SHM_SIZE;
}

/* Docker's null where the option was not given, with true or false. */
static json_t *
init_of(const struct cli *cli)
{
	for (size_t i = 0; i < cli->ngiven; i++)
		if (strcmp(cli->given[i].option->name, "init") == 0)
			return json_boolean(cli->spec.init);
	return json_null();
}

/* Docker has them twice: of the network, and for programs older than networks. */
static json_t *
address_of(const struct network *net)
{
	bool there = net->address != NULL;

	return json_pack("{ss, si, ss, ss, ss}", "IPAddress",
	    there ? net->address : "", "IPPrefixLen",
	    there ? NETWORK_PREFIX : 0, "Gateway", there ? NETWORK_GATEWAY : "",
	    "GlobalIPv6Address", "", "IPv6Gateway", "");
}

int
record_add_networks(json_t *settings, const struct cli *cli)
{
	json_t *all = json_object();
	int result = 0;

	if (strncmp(cli->network, "container:", 10) != 0)
		result = json_object_set_new(
		    all, cli->network, address_of(&cli->net));
	if (json_object_set_new(settings, "Networks", all) == -1 ||
	    result == -1)
		return -1;
	return json_object_update_new(settings, address_of(&cli->net));
}

/* Docker's lists of devices, which are empty and not null. */
static int
add_devices(json_t *host_config, const struct cli *cli)
{
	static const struct {
		const char *option, *key;
		int (*add)(json_t *all, const char *value);
	} lists[] = { { "device", "Devices", add_device },
		{ "device-read-bps", "BlkioDeviceReadBps", add_rate },
		{ "device-write-bps", "BlkioDeviceWriteBps", add_rate },
		{ "device-read-iops", "BlkioDeviceReadIOps", add_rate },
		{ "device-write-iops", "BlkioDeviceWriteIOps", add_rate } };
	json_t *rules = record_collect(
	    cli, "device-cgroup-rule", json_array(), record_add_word);

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (json_object_set_new(host_config, lists[i].key,
			record_collect(cli, lists[i].option, json_array(),
			    lists[i].add)) == -1) {
			json_decref(rules);
			return -1;
		}
	return rules != NULL ? json_object_set_new(host_config,
				   "DeviceCgroupRules", record_or_null(rules))
			     : -1;
}

int
record_add_given(json_t *host_config, const struct cli *cli)
{
	json_t *binds = record_collect(cli, "volume", json_array(), add_bind),
	       *limits =
		   record_collect(cli, "ulimit", json_array(), add_ulimit),
	       *tmpfs = record_collect(cli, "tmpfs", json_object(), add_tmpfs),
	       *sysctls = record_collect(
		   cli, "sysctl", json_object(), record_add_setting);
	const char *cgroupns = record_last(cli, "cgroupns");

	if (binds == NULL || limits == NULL || tmpfs == NULL ||
	    sysctls == NULL || add_devices(host_config, cli) == -1)
		return -1;
	return json_object_update_new(host_config,
	    json_pack("{so, so, so, so, so, so, sI, ss, ss, ss, ss, ss}",
		"Init", init_of(cli), "Binds", record_or_null(binds), "Ulimits",
		limits, "Tmpfs", record_or_null(tmpfs), "Sysctls",
		record_or_null(sysctls), "PortBindings",
		port_bindings(&cli->net), "ShmSize", shm_size(cli), "PidMode",
		mode_of(cli, "pid"), "UTSMode", mode_of(cli, "uts"),
		"UsernsMode", mode_of(cli, "userns"), "CgroupnsMode",
		cgroupns[0] ? cgroupns : "private", "ContainerIDFile",
		record_last(cli, "cidfile")));
}

/* The command line's words count before the image's. */
static json_t *
words_or(char *const words[], json_t *image)
{
	if (words != NULL && words[0] != NULL)
		return record_list(words);
	return image != NULL ? json_incref(image) : json_null();
}

int
record_add_command(json_t *config, const struct cli *cli)
{
	json_t *image = json_object_get(cli->image_entry, "Config");
	char *entrypoint[] = { (char *)cli->entrypoint, NULL };
	bool own = cli->entrypoint != NULL;

	if (own && entrypoint[0][0] == '\0')
		entrypoint[0] = NULL;
	json_t *volumes =
	    record_collect(cli, "volume", json_object(), add_volume);
	if (volumes == NULL)
		return -1;
	json_object_update_missing(volumes, json_object_get(image, "Volumes"));
	return json_object_update_new(config,
	    json_pack("{ss, ss, so, so, so, so, sb, sb, sb, sb, sb}", "Image",
		cli->image, "Domainname",
		cli->spec.domainname ? cli->spec.domainname : "", "Volumes",
		record_or_null(volumes), "ExposedPorts",
		exposed_ports(&cli->net, image), "Cmd",
		words_or(
		    cli->words, own ? NULL : json_object_get(image, "Cmd")),
		"Entrypoint",
		words_or(entrypoint,
		    own ? NULL : json_object_get(image, "Entrypoint")),
		"AttachStdin", cli->interactive && !cli->detach, "AttachStdout",
		!cli->detach, "AttachStderr", !cli->detach, "OpenStdin",
		cli->interactive, "StdinOnce",
		cli->interactive && !cli->detach));
}
