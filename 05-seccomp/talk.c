#include "05-seccomp/talk.h"

#include "common/explain.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>

int
talk_load(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (ctx == NULL) {
		errno = ENOMEM;
		return -1;
	}
	seccomp_rule_add(ctx, SCMP_ACT_KILL, SCMP_SYS(bind), 0);

	explain("libseccomp sets this, too: loading needs no privilege",
	    "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)");
	explain("the slide: all is allowed, bind kills",
	    "seccomp(SECCOMP_SET_MODE_FILTER, ..., {...})");
	errno = -seccomp_load(ctx);
	return errno == 0 ? 0 : -1;
}
