/*
 * A filter as the kernel takes it, seccomp(2): libseccomp's rules become a
 * program of BPF, and the program is loaded. It can be kept: it is plain data.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "05-seccomp/inspect/bpf.h"

#include <seccomp.h>

struct program {
	unsigned int flags;    /* SECCOMP_FILTER_FLAG_… */
	unsigned short length; /* instructions */
	struct sock_filter code[BPF_LENGTH_MAX];
};

/*
 * Compiles a filter with its flags, without loading it. Returns 0, or -1 with
 * errno: EFBIG where there are more than BPF_LENGTH_MAX instructions.
 */
int program_compile(scmp_filter_ctx ctx, struct program *program);

/*
 * Loads it for this thread and all that it starts from now on. *listener (which
 * may be NULL) gets the supervisor's file descriptor where the program has the
 * action notify, else -1. Returns 0, or -1 with errno as filter_load().
 */
int program_load(const struct program *program, int *listener);

#endif
