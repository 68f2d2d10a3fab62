#include "05-seccomp/restrict.h"

#include "01-caps/caps.h"
#include "05-seccomp/talk.h"
#include "common/exits.h"

#include <err.h>
#include <stdbool.h>
#include <sys/capability.h>

void
restrict_self(const struct seccomp_options *request,
    const struct filter *filter, int *listener)
{
	struct caps_sets caps;

	if (request->talk) {
		if (talk_load() == -1)
			err(EXIT_OURS, "cannot load the filter");
		return;
	}
	if (caps_get(0, &caps) == -1)
		err(EXIT_OURS, "own capabilities");

	/*
	 * A filter that lets some calls of a program with the SUID bit fail
	 * could misuse its privileges. So a process without CAP_SYS_ADMIN may
	 * load a filter only after no_new_privs: execve(2) then ignores the
	 * bit.
	 */
	bool needed =
	    filter != NULL && !(caps.effective & CAPS_BIT(CAP_SYS_ADMIN));
	if ((needed || request->no_new_privs) && caps_no_new_privs() == -1)
		err(EXIT_OURS, "no_new_privs");
	/* Last: the filter need not allow the calls above, only execve. */
	if (filter != NULL && filter_load(filter, listener) == -1)
		errx(EXIT_OURS, "cannot load the filter: %s", filter_error());
}
