#include "05-seccomp/program.h"

#include "05-seccomp/rules/multiplexed.h"
#include "common/explain.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Attributes of libseccomp's that are flags of the kernel's. */
static unsigned int
find_flags(const scmp_filter_ctx ctx)
{
	static const struct {
		enum scmp_filter_attr attribute;
		unsigned int flag;
	} pairs[] = {
		{ SCMP_FLTATR_CTL_TSYNC, SECCOMP_FILTER_FLAG_TSYNC },
		{ SCMP_FLTATR_CTL_LOG, SECCOMP_FILTER_FLAG_LOG },
		{ SCMP_FLTATR_CTL_SSB, SECCOMP_FILTER_FLAG_SPEC_ALLOW },
#if SCMP_VER_MAJOR > 2 || (SCMP_VER_MAJOR == 2 && SCMP_VER_MINOR >= 6)
		{ SCMP_FLTATR_CTL_WAITKILL,
		    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV },
#endif
	};
	unsigned int flags = 0;
	uint32_t set;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (seccomp_attr_get(ctx, pairs[i].attribute, &set) == 0 && set)
			flags |= pairs[i].flag;
	return flags;
}

/* Does it ask a supervisor? Then loading it has to return the descriptor. */
static bool
has_notify(const struct program *program)
{
	for (size_t i = 0; i < program->length; i++)
		if (program->code[i].code == (BPF_RET | BPF_K) &&
		    program->code[i].k == SECCOMP_RET_USER_NOTIF)
			return true;
	return false;
}

/*
 * Compiles libseccomp's rules. Jumps are relative: the instructions can stand
 * behind others. Returns how many there are, or -1.
 */
static int export(scmp_filter_ctx ctx, struct sock_filter *code, size_t max)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	if (fd == -1)
		return -1;

	int error = -seccomp_export_bpf(ctx, fd);
	ssize_t size = lseek(fd, 0, SEEK_CUR);
	if (error == 0 && size > (ssize_t)(max * sizeof(code[0])))
		error = EFBIG;
	if (error == 0 && pread(fd, code, size, 0) != size)
		error = errno;
	close(fd);
	if (error == 0)
		return size / sizeof(code[0]);
	errno = error;
	return -1;
}

int
program_compile(scmp_filter_ctx ctx, struct program *program)
{
	int before = multiplexed_write(ctx, program->code);
	if (before == -1)
		return -1;
	int length =
	    export(ctx, program->code + before, BPF_LENGTH_MAX - before);
	if (length == -1)
		return -1;
	program->length = before + length;
	program->flags = find_flags(ctx);
	if (has_notify(program))
		program->flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
	/* With both, the kernel needs another way to say who cannot follow. */
	if (program->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER &&
	    program->flags & SECCOMP_FILTER_FLAG_TSYNC)
		program->flags |= SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
	return 0;
}

int
program_load(const struct program *program, int *listener)
{
	struct sock_fprog code = { program->length,
		(struct sock_filter *)program->code };

	explain("from now on, each system call passes the filter",
	    "seccomp(SECCOMP_SET_MODE_FILTER, ..., {...})");
	int fd = syscall(
	    SYS_seccomp, SECCOMP_SET_MODE_FILTER, program->flags, &code);
	if (fd == -1)
		return -1;
	bool listens = program->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER;
	if (!listens && fd > 0) {
		errno = ESRCH; /* with TSYNC: the thread that cannot follow */
		return -1;
	}
	if (listener != NULL)
		*listener = listens ? fd : -1;
	return 0;
}
