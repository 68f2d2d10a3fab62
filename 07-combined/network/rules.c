#include "07-combined/network/rules.h"

#include "07-combined/network/table.h"
#include "common/explain.h"
#include "common/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char message[512];

const char *
network_error(void)
{
	return message;
}

/*
 * libnftables and what it needs are loaded by whoever needs them: that costs a
 * millisecond, and most containers have no network.
 */
static struct {
	struct nft_ctx *(*new)(uint32_t);
	int (*buffer_error)(struct nft_ctx *);
	int (*buffer_output)(struct nft_ctx *);
	int (*run)(struct nft_ctx *, const char *);
	const char *(*output)(struct nft_ctx *), *(*error)(struct nft_ctx *);
	void (*free)(struct nft_ctx *);
} nft_ctx;

static int
load_library(void)
{
	const struct {
		const char *name;
		void *function;
	} symbols[] = {
		{ "nft_ctx_new", &nft_ctx.new },
		{ "nft_ctx_buffer_error", &nft_ctx.buffer_error },
		{ "nft_ctx_buffer_output", &nft_ctx.buffer_output },
		{ "nft_run_cmd_from_buffer", &nft_ctx.run },
		{ "nft_ctx_get_output_buffer", &nft_ctx.output },
		{ "nft_ctx_get_error_buffer", &nft_ctx.error },
		{ "nft_ctx_free", &nft_ctx.free },
	};
	void *library = dlopen("libnftables.so.1", RTLD_NOW);

	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		if (library_find(
			library, symbols[i].name, symbols[i].function) == 0)
			continue;
		snprintf(message, sizeof(message), "%s", dlerror());
		errno = ELIBACC;
		return -1;
	}
	return 0;
}

/* The words of the failure, for network_error(). */
static int
failed(struct nft_ctx *nft)
{
	snprintf(message, sizeof(message), "%s", nft_ctx.error(nft));
	message[strcspn(message, "\n")] = '\0';
	errno = EINVAL;
	return -1;
}

static struct nft_ctx *
open_nft(void)
{
	if (nft_ctx.new == NULL && load_library() == -1)
		return NULL;
	struct nft_ctx *nft = nft_ctx.new(NFT_CTX_DEFAULT);
	if (nft == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	nft_ctx.buffer_error(nft);
	nft_ctx.buffer_output(nft);
	return nft;
}

/* Has nftables do what the command says, which is what nft(8) would be told. */
static int
nft(const char *why, const char *command)
{
	struct nft_ctx *nft = open_nft();

	if (nft == NULL)
		return -1;
	explain(why, "nft '%s'", command);
	int result = nft_ctx.run(nft, command);
	if (result != 0)
		result = failed(nft);
	nft_ctx.free(nft);
	return result;
}

static void
add_ports(FILE *out, const struct network *n)
{
	for (size_t i = 0; i < n->nports; i++) {
		const struct network_port *p = &n->ports[i];

		if (p->address != NULL)
			fprintf(out, "ip daddr %s ", p->address);
		else
			fputs("fib daddr type local ", out);
		fprintf(out, "%s dport %u dnat to %s:%u; ", p->protocol,
		    p->host, n->address, p->inside);
	}
}

/*
 * A port of the host's becomes the container's before routing decides where a
 * packet goes: for those that come in (prerouting) and for the host's own
 * (output).
 */
static void
add_port_chains(FILE *out, const struct network *n)
{
	fputs("chain prerouting { type nat hook prerouting priority dstnat; ",
	    out);
	add_ports(out, n);
	fputs("}; chain output { type nat hook output priority -100; ", out);
	add_ports(out, n);
	fputs("}; ", out);
}

/* The table of one container, as nft(8) reads it. */
static char *
make_table(const struct network *n, const char *name)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		return NULL;
	fprintf(out, "table ip combined-%s { ", name);
	if (n->nports > 0)
		add_port_chains(out, n);
	/* Outside, only the host's own address finds the way back. */
	fprintf(out,
	    "chain postrouting { type nat hook postrouting priority srcnat; "
	    "ip saddr %s oifname != \"" NETWORK_BRIDGE "\" masquerade; ",
	    n->address);
	/* The answer to the host and to neighbours has to come back this way,
	   or they would not know whose it is. */
	if (n->nports > 0)
		fprintf(out,
		    "ip saddr { 127.0.0.0/8, " NETWORK_SUBNET " } ip daddr %s "
		    "ct status dnat masquerade; ",
		    n->address);
	fputs("}; }", out);
	fclose(out);
	return text;
}

int
network_set_rules(const struct network *n, const char *name)
{
	char *table = make_table(n, name);

	if (table == NULL)
		return -1;
	int result = nft("its own table, to be deleted as one", table);
	free(table);
	return result;
}

int
network_drop_rules(const char *name)
{
	char command[300];

	/* "add" first: to delete what is not there is an error. */
	snprintf(command, sizeof(command),
	    "add table ip combined-%s; delete table ip combined-%s", name,
	    name);
	return nft("all its rules at once", command);
}

int
network_each_rules(void (*visit)(const char *name, void *data), void *data)
{
	static const char mine[] = "table ip combined-";
	struct nft_ctx *nft = open_nft();
	char *line;

	if (nft == NULL)
		return -1;
	explain_call("nft 'list tables ip'");
	int result = nft_ctx.run(nft, "list tables ip");
	if (result != 0)
		result = failed(nft);
	char *copy = strdup(result == 0 ? nft_ctx.output(nft) : "");
	char *rest = copy;
	nft_ctx.free(nft);
	while (rest != NULL && (line = strsep(&rest, "\n")) != NULL)
		if (strncmp(line, mine, strlen(mine)) == 0)
			visit(line + strlen(mine), data);
	free(copy);
	return result;
}
