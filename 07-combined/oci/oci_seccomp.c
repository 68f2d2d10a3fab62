/*
 * config-linux.md, "Seccomp": the filter, and the agent that answers the calls
 * for which the filter has no answer itself: seccomp_unotify(2), chapter 5.
 */
#include "05-seccomp/filter.h"
#include "07-combined/engine/channel.h"
#include "07-combined/engine/seccomp_cache.h"
#include "07-combined/oci/oci.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
oci_seccomp(struct oci *oci, json_t *profile)
{
	struct container_spec *spec = &oci->spec;
	const char *agent = NULL;

	oci_unpack(profile, "linux.seccomp", "{s?s, s?s}", "listenerPath",
	    &agent, "listenerMetadata", &oci->metadata);
	if (agent == NULL && oci->metadata != NULL)
		oci_fail("linux.seccomp: listenerMetadata for no listenerPath");
	spec->seccomp =
	    seccomp_cache_program(profile, spec->caps.effective, false);
	if (spec->seccomp == NULL)
		oci_fail("linux.seccomp: %s", filter_error());
	if (!(spec->seccomp->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		return;
	if (agent == NULL)
		oci_fail("linux.seccomp: SCMP_ACT_NOTIFY needs a listenerPath");

	/* Now: in the container there will be no such path. */
	spec->seccomp_agent = oci_connect(agent, "linux.seccomp.listenerPath");
}

int
oci_write_agent_message(const struct oci *oci, struct container *c, pid_t pid)
{
	pid_t first = c->spec->join_pid;
	bool more = first != 0;
	json_t *state = json_pack("{s:s, s:[s], s:i, s:s*, s:o}", "ociVersion",
	    OCI_VERSION, "fds", "seccompFd", "pid", (int)pid, "metadata",
	    oci->metadata, "state",
	    oci_state(oci, more ? "running" : "creating", more ? first : pid));

	c->agent_message = json_dumps(state, JSON_COMPACT);
	json_decref(state);
	errno = ENOMEM;
	return c->agent_message == NULL ? -1 : 0;
}
