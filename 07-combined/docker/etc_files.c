#include "07-combined/docker/etc_files.h"

#include "07-combined/network/hosts_file.h"
#include "common/failure.h"
#include "common/file.h"
#include "common/list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the host itself, or of another place than this machine. */
static bool
is_local_server(const char *line)
{
	return strncmp(line, "nameserver 127.", 15) == 0 ||
	       strncmp(line, "nameserver ::1", 14) == 0;
}

static bool
is_server(const char *line)
{
	return strncmp(line, "nameserver", 10) == 0;
}

/*
 * The host's resolv.conf(5). Where systemd-resolved alone is named, at an
 * address that is the host's own, the servers that this asks are in another
 * file: docker and podman take that one. Returns NULL with errno.
 */
static FILE *
open_resolv(bool host)
{
	char line[512];
	size_t servers = 0, others = 0;

	FILE *file = fopen("/etc/resolv.conf", "re");
	if (file == NULL || host)
		return file;
	while (fgets(line, sizeof(line), file) != NULL) {
		servers += is_server(line);
		others += is_server(line) &&
			  strncmp(line, "nameserver 127.0.0.53", 21) != 0;
	}
	rewind(file);
	FILE *resolved = servers > 0 && others == 0
			     ? fopen("/run/systemd/resolve/resolv.conf", "re")
			     : NULL;
	if (resolved == NULL)
		return file;
	fclose(file);
	return resolved;
}

/*
 * What the host's says, but for what options say instead, and for the servers
 * that a container cannot reach.
 */
static int
copy_host_lines(const struct cli *cli, FILE *ours, FILE *file)
{
	bool host = strcmp(cli->network, "host") == 0;
	char line[512];

	while (fgets(line, sizeof(line), ours) != NULL) {
		if (is_server(line) &&
		    (cli->ndns > 0 || (!host && is_local_server(line))))
			continue;
		if (cli->ndns_search > 0 &&
		    (strncmp(line, "search", 6) == 0 ||
			strncmp(line, "domain", 6) == 0))
			continue;
		fputs(line, file);
	}
	return ferror(ours) ? -1 : 0;
}

/* "." alone: no domain is searched, as docker has it. */
static void
add_search(const struct cli *cli, FILE *file)
{
	bool none = cli->ndns_search == 1 && !strcmp(cli->dns_search[0], ".");

	if (cli->ndns_search == 0 || none)
		return;
	fputs("search", file);
	for (size_t i = 0; i < cli->ndns_search; i++)
		fprintf(file, " %s", cli->dns_search[i]);
	fputs("\n", file);
}

static char *
resolv(const struct cli *cli)
{
	char *text = NULL;
	size_t size;
	int copied = 0;

	FILE *ours = open_resolv(strcmp(cli->network, "host") == 0);
	if (ours == NULL && errno != ENOENT)
		return NULL;
	FILE *file = open_memstream(&text, &size);
	if (file == NULL) {
		if (ours != NULL)
			fclose(ours);
		return NULL;
	}
	for (size_t i = 0; i < cli->ndns; i++)
		fprintf(file, "nameserver %s\n", cli->dns[i]);
	if (ours != NULL) {
		copied = copy_host_lines(cli, ours, file);
		fclose(ours);
	}
	add_search(cli, file);
	text = file_end_memstream(file, &text);
	if (copied == 0)
		return text;
	free(text);
	return NULL;
}

static char *
hostname(const struct cli *cli)
{
	char *text;

	if (cli->spec.hostname == NULL)
		return strdup("");
	return asprintf(&text, "%s\n", cli->spec.hostname) == -1 ? NULL : text;
}

/* -v ./hosts:/etc/hosts: then the user's file is the container's. */
static bool
is_mounted(const struct container_spec *spec, const char *target)
{
	for (size_t i = 0; i < spec->nmounts; i++)
		if (strcmp(spec->mounts[i].target, target) == 0)
			return true;
	return false;
}

int
etc_add(struct cli *cli)
{
	struct container_spec *spec = &cli->spec;
	const char *address = cli->net.address ? cli->net.address : "";
	struct container_file files[] = {
		{ "/etc/hosts",
		    hosts_file_compose(cli->name, address, cli->hosts, ""),
		    cli->net.address != NULL },
		{ "/etc/hostname", hostname(cli), false },
		{ "/etc/resolv.conf", resolv(cli), false },
	};

	bool good = true;

	for (int i = 0; i < 3; i++) {
		good = good && files[i].text != NULL;
		if (!good || is_mounted(spec, files[i].target))
			free((char *)files[i].text);
		else if (LIST_ADD(spec->files, spec->nfiles, &files[i]) == -1)
			good = false;
	}
	return good ? 0
		    : failure_set(
			  "/etc/hosts, hostname, resolv.conf of its own");
}
