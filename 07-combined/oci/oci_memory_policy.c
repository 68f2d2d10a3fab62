/*
 * config-linux.md, "Memory policy": the NUMA nodes that a process gets its memory
 * from, set_mempolicy(2).
 */
#include "07-combined/oci/oci.h"

#include <ctype.h>
#include <linux/mempolicy.h>
#include <stdlib.h>
#include <string.h>

/* Newer than some kernel headers; the values are part of the kernel's ABI. */
#define PREFERRED_MANY 5
#define WEIGHTED_INTERLEAVE 6
#define NUMA_BALANCING (1 << 13)

#define WORD_BITS (8 * sizeof(unsigned long))

static const struct value {
	const char *name;
	int value;
} modes[] = {
	{ "MPOL_DEFAULT", MPOL_DEFAULT },
	{ "MPOL_PREFERRED", MPOL_PREFERRED },
	{ "MPOL_BIND", MPOL_BIND },
	{ "MPOL_INTERLEAVE", MPOL_INTERLEAVE },
	{ "MPOL_LOCAL", MPOL_LOCAL },
	{ "MPOL_PREFERRED_MANY", PREFERRED_MANY },
	{ "MPOL_WEIGHTED_INTERLEAVE", WEIGHTED_INTERLEAVE },
	{ 0 },
}, flags[] = {
	{ "MPOL_F_STATIC_NODES", MPOL_F_STATIC_NODES },
	{ "MPOL_F_RELATIVE_NODES", MPOL_F_RELATIVE_NODES },
	{ "MPOL_F_NUMA_BALANCING", NUMA_BALANCING },
	{ 0 },
};

static int
find(const struct value *table, const char *name, const char *where)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table->value;
	oci_fail("linux.memoryPolicy.%s: unknown value \"%s\"", where, name);
}

static unsigned long
read_node(const char **text, const char *all, size_t max)
{
	char *end;
	unsigned long node = strtoul(*text, &end, 10);

	if (!isdigit((unsigned char)**text) || node >= max)
		oci_fail("linux.memoryPolicy.nodes: \"%s\" is not a list such "
			 "as 0-2,4",
		    all);
	*text = end;
	return node;
}

/* "0-2,4": as in cpuset.mems. */
static void
read_nodes(struct container_memory_policy *policy, const char *list)
{
	const size_t max = 8 * sizeof(policy->nodes);
	const char *at = list;

	while (*at != '\0') {
		unsigned long first = read_node(&at, list, max), last = first;

		if (*at == '-') {
			at++;
			last = read_node(&at, list, max);
		}
		for (; first <= last; first++)
			policy->nodes[first / WORD_BITS] |=
			    1UL << first % WORD_BITS;
		if (*at == ',')
			at++;
		else if (*at != '\0')
			read_node(&at, list, 0);
	}
}

void
oci_memory_policy(struct container_spec *spec, json_t *part)
{
	const char *mode = NULL, *nodes = "";
	json_t *list = NULL;

	if (part == NULL)
		return;
	oci_unpack(part, "linux.memoryPolicy", "{s:s, s?s, s?o}", "mode", &mode,
	    "nodes", &nodes, "flags", &list);
	struct container_memory_policy *policy = calloc(1, sizeof(*policy));
	if (policy == NULL)
		oci_fail("out of memory");
	policy->mode = find(modes, mode, "mode");
	const char **names = oci_strings(list, "linux.memoryPolicy.flags");
	for (; *names != NULL; names++)
		policy->mode |= find(flags, *names, "flags");
	read_nodes(policy, nodes);
	spec->memory_policy = policy;
}
