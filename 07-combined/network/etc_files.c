#include "07-combined/network/etc_files.h"

#include "common/explain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the text of a stream of open_memstream(3). Returns it, or NULL. */
static char *
finish(FILE *stream, char **text)
{
	bool good = !ferror(stream);

	if (fclose(stream) == 0 && good)
		return *text;
	free(*text);
	return NULL;
}

char *
etc_hosts(const char *name, const char *address, char *const hosts[],
    const char *others)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (file == NULL)
		return NULL;
	fputs("127.0.0.1\tlocalhost\n::1\tlocalhost\n", file);
	fprintf(file, "%s\t%s\n", address[0] ? address : "127.0.1.1", name);
	/* "NAME:ADDRESS", the address perhaps one of IPv6. */
	for (; *hosts != NULL; hosts++) {
		const char *colon = strchr(*hosts, ':');

		if (colon != NULL)
			fprintf(file, "%s\t%.*s\n", colon + 1,
			    (int)(colon - *hosts), *hosts);
	}
	fputs(others, file);
	return finish(file, &text);
}

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

	explain_call("open(\"/etc/resolv.conf\")");
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
	text = finish(file, &text);
	if (copied == 0)
		return text;
	free(text);
	return NULL;
}

static char *
hostname(const struct cli *cli)
{
	char *text;

	if (cli->container.hostname == NULL)
		return strdup("");
	return asprintf(&text, "%s\n", cli->container.hostname) == -1 ? NULL
								      : text;
}

int
etc_add(struct cli *cli)
{
	struct container *c = &cli->container;
	const char *address = cli->net.address ? cli->net.address : "";
	struct container_file files[] = {
		{ "/etc/hosts", etc_hosts(cli->name, address, cli->hosts, ""),
		    cli->net.address != NULL },
		{ "/etc/hostname", hostname(cli), false },
		{ "/etc/resolv.conf", resolv(cli), false },
	};

	bool good = true;

	for (int i = 0; i < 3; i++) {
		good = good && files[i].text != NULL;
		c->files[c->nfiles++] = files[i];
	}
	return good ? 0 : -1;
}
