#include "07-combined/network/etc.h"

#include "07-combined/directory.h"
#include "07-combined/state.h"
#include "common/explain.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * In place, not by rename(2): what is mounted is the file, not its name. So the
 * container has the same file: it may have a lease on it, fcntl(2), for which an
 * open(2) waits up to 45 s. directory_open_below() does not wait: EWOULDBLOCK.
 */
static FILE *
open_file(const char *name, const char *file)
{
	int directory = state_open(name, ".", O_PATH | O_DIRECTORY);

	if (directory == -1)
		return NULL;
	explain_call("open(\"%s/%s/%s\")", state_root(), name, file);
	int fd = directory_open_below(
	    directory, file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	file_close(directory, -1);
	return fd == -1 ? NULL : fdopen(fd, "w");
}

/* Those of a last run another container may hold open still, or leased. */
static int
remove_old(const char *name, const char *const files[][2], size_t n)
{
	explain_call("open(\"%s/%s\")", state_root(), name);
	int directory = state_open(name, ".", O_PATH | O_DIRECTORY);
	int result = directory == -1 ? -1 : 0;

	for (size_t i = 0; i < n && result == 0; i++)
		if (unlinkat(directory, files[i][0], 0) == -1 &&
		    errno != ENOENT)
			result = -1;
	return directory == -1 ? -1 : file_close(directory, result);
}

int
etc_write_hosts(const char *name, const char *address, char *const hosts[],
    const char *others)
{
	FILE *file = open_file(name, "hosts");

	if (file == NULL)
		return -1;
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
	return fclose(file);
}

/* --dns, or the host's servers as far as a container can reach them. */
static int
write_resolv(const struct cli *cli)
{
	char line[512];
	FILE *file = open_file(cli->name, "resolv.conf");

	if (file == NULL)
		return -1;
	FILE *ours = fopen("/etc/resolv.conf", "re");
	for (size_t i = 0; i < cli->ndns; i++)
		fprintf(file, "nameserver %s\n", cli->dns[i]);
	if (ours == NULL && errno != ENOENT) {
		fclose(file);
		return -1;
	}
	bool host = strcmp(cli->network, "host") == 0;
	while (ours != NULL && cli->ndns == 0 &&
	       fgets(line, sizeof(line), ours) != NULL)
		if (host || (strncmp(line, "nameserver 127.", 15) != 0 &&
				strncmp(line, "nameserver ::1", 14) != 0))
			fputs(line, file);
	bool whole = ours == NULL || !ferror(ours);
	if (ours != NULL)
		fclose(ours);
	/* The last such line counts. */
	if (cli->dns_search != NULL)
		fprintf(file, "search %s\n", cli->dns_search);
	return fclose(file) == EOF || !whole ? -1 : 0;
}

static int
write_hostname(const struct cli *cli)
{
	FILE *file = open_file(cli->name, "hostname");

	if (file == NULL)
		return -1;
	if (cli->container.hostname != NULL)
		fprintf(file, "%s\n", cli->container.hostname);
	return fclose(file);
}

int
etc_write(struct cli *cli)
{
	static const char *const files[][2] = { { "hosts", "/etc/hosts" },
		{ "hostname", "/etc/hostname" },
		{ "resolv.conf", "/etc/resolv.conf" } };
	struct container *c = &cli->container;
	char path[PATH_MAX];

	if (remove_old(cli->name, files, 3) == -1 ||
	    etc_write_hosts(cli->name, cli->net.address ? cli->net.address : "",
		cli->hosts, "") == -1 ||
	    write_resolv(cli) == -1 || write_hostname(cli) == -1)
		return -1;
	for (int i = 0; i < 3; i++) {
		if (c->nmounts == CONTAINER_MAX) {
			errno = ENOSPC;
			return -1;
		}
		state_path(cli->name, files[i][0], path, sizeof(path));
		c->mounts[c->nmounts++] = (struct container_mount){
			.source = strdup(path),
			.target = files[i][1],
			.tree = -1,
		};
	}
	return 0;
}
