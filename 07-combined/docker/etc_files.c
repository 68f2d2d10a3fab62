#include "07-combined/docker/etc_files.h"

#include "07-combined/network/hosts_file.h"
#include "common/failure.h"
#include "common/file.h"
#include "common/list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The host's servers, as far as a container can reach them. */
static int
copy_servers(FILE *ours, bool host, FILE *file)
{
	char line[512];

	while (fgets(line, sizeof(line), ours) != NULL)
		if (host || (strncmp(line, "nameserver 127.", 15) != 0 &&
				strncmp(line, "nameserver ::1", 14) != 0))
			fputs(line, file);
	int result = ferror(ours) ? -1 : 0;
	fclose(ours);
	return result;
}

static char *
resolv(const struct cli *cli)
{
	char *text = NULL;
	size_t size;

	FILE *ours = fopen("/etc/resolv.conf", "re");
	if (ours == NULL && errno != ENOENT)
		return NULL;
	FILE *file = open_memstream(&text, &size);
	if (file == NULL && ours != NULL)
		fclose(ours);
	if (file == NULL)
		return NULL;
	for (size_t i = 0; i < cli->ndns; i++)
		fprintf(file, "nameserver %s\n", cli->dns[i]);
	int copied = 0;
	if (ours != NULL && cli->ndns == 0)
		copied =
		    copy_servers(ours, strcmp(cli->network, "host") == 0, file);
	else if (ours != NULL)
		fclose(ours);
	/* The last such line counts. */
	if (cli->dns_search != NULL)
		fprintf(file, "search %s\n", cli->dns_search);
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
		if (good && !is_mounted(spec, files[i].target))
			good =
			    LIST_ADD(spec->files, spec->nfiles, &files[i]) == 0;
	}
	return good ? 0
		    : failure_set(
			  "/etc/hosts, hostname, resolv.conf of its own");
}
