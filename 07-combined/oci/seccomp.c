/*
 * config-linux.md, "Seccomp": the filter, and the agent that answers the calls
 * for which the filter has no answer itself: seccomp_unotify(2), chapter 5.
 */
#include "05-seccomp/filter.h"
#include "07-combined/channel.h"
#include "07-combined/oci/oci.h"
#include "07-combined/seccomp_cache.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
oci_seccomp(struct oci *oci, json_t *profile)
{
	struct container *c = &oci->container;
	const char *agent = NULL;

	oci_unpack(profile, "linux.seccomp", "{s?s, s?s}", "listenerPath",
	    &agent, "listenerMetadata", &oci->metadata);
	if (agent == NULL && oci->metadata != NULL)
		oci_fail("linux.seccomp: listenerMetadata for no listenerPath");
	c->seccomp = seccomp_cache_program(profile, c->caps.effective, false);
	if (c->seccomp == NULL)
		oci_fail("linux.seccomp: %s", filter_error());
	if (!(c->seccomp->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		return;
	if (agent == NULL)
		oci_fail("linux.seccomp: SCMP_ACT_NOTIFY needs a listenerPath");

	/* Now: in the container there will be no such path. */
	oci->agent = oci_connect(agent, "linux.seccomp.listenerPath");
	c->hook_fds[0] = oci->agent;
	c->has_agent = true;
}

/*
 * From now on somebody has to answer, and until the agent has the descriptor
 * nobody does: a filter that asks about sendmsg(2) stops us here for good.
 */
int
oci_send_listener(const struct oci *oci, pid_t pid)
{
	const struct container *c = &oci->container;
	bool more = c->inside != 0;
	json_t *state = json_pack("{s:s, s:[s], s:i, s:s*, s:o}", "ociVersion",
	    OCI_VERSION, "fds", "seccompFd", "pid", (int)pid, "metadata",
	    oci->metadata, "state",
	    oci_state(
		oci, more ? "running" : "creating", more ? c->inside : pid));
	char *text = json_dumps(state, JSON_COMPACT);
	int result = text == NULL ? -1
				  : channel_send_data(oci->agent, text,
					strlen(text), c->listener);

	close(oci->agent);
	close(c->listener);
	free(text);
	json_decref(state);
	return result;
}

void
oci_leave_agent(struct oci *oci)
{
	if (oci->agent > 0)
		close(oci->agent);
}
