#include "05-seccomp/filter.h"

#include "05-seccomp/filter_internal.h"
#include "05-seccomp/rules/architecture.h"
#include "common/explain.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int refused(int error);

int
filter_load(const struct filter *filter, int *listener)
{
	struct filter_program program;

	if (filter_compile(filter, &program) == -1)
		return refused(errno);

	struct sock_fprog code = { program.length, program.code };
	explain("from now on, each system call passes the filter",
	    "seccomp(SECCOMP_SET_MODE_FILTER, ..., {...})");
	int fd =
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, program.flags, &code);
	if (fd == -1)
		return refused(errno);

	bool listens = program.flags & SECCOMP_FILTER_FLAG_NEW_LISTENER;
	if (!listens && fd > 0) /* TSYNC: the thread that cannot follow */
		return refused(ESRCH);
	if (listener != NULL)
		*listener = listens ? fd : -1;
	return 0;
}

/* Says what to do about an errno of seccomp(2). */
static int
refused(int error)
{
	if (error == EACCES)
		return filter_wrong(
		    error, "needs CAP_SYS_ADMIN, or no_new_privs");
	if (error == EBUSY)
		return filter_wrong(
		    error, "an earlier filter has a supervisor already");
	return filter_wrong(error, "%s%s", strerror(error),
	    error == EINVAL ? " (the kernel may lack CONFIG_SECCOMP_FILTER)"
			    : "");
}

/* libseccomp's attributes that are flags of seccomp(2). */
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

/* Does the program ask a supervisor? Then loading returns its descriptor. */
static bool
has_notify(const struct filter_program *program)
{
	for (size_t i = 0; i < program->length; i++)
		if (program->code[i].code == (BPF_RET | BPF_K) &&
		    program->code[i].k == SECCOMP_RET_USER_NOTIF)
			return true;
	return false;
}

/*
 * Compiles libseccomp's rules. Jumps are relative: the instructions can follow
 * others. Returns the number of instructions, or -1.
 */
static int
export_rules(const scmp_filter_ctx ctx, struct sock_filter *code, size_t max)
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
filter_compile(const struct filter *filter, struct filter_program *program)
{
	int newer =
	    newer_calls_write(&filter->newer, filter->ctx, program->code);
	int before = multiplexed_write(
	    &filter->multiplexed, filter->ctx, program->code + newer);
	if (before == -1)
		return -1;
	before += newer;
	int length = export_rules(
	    filter->ctx, program->code + before, BPF_MAXINSNS - before);
	if (length == -1)
		return -1;
	program->length = before + length;
	program->flags = find_flags(filter->ctx);
	if (has_notify(program))
		program->flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
	/* With both, the result cannot be a descriptor and a thread's ID. */
	if (program->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER &&
	    program->flags & SECCOMP_FILTER_FLAG_TSYNC)
		program->flags |= SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
	return 0;
}

struct filter *
filter_new_native(uint32_t action)
{
	struct filter *filter = calloc(1, sizeof(*filter));

	if (filter == NULL) {
		filter_wrong(ENOMEM, "%s", strerror(ENOMEM));
		return NULL;
	}
	filter->ctx = seccomp_init(action);
	if (filter->ctx == NULL) {
		free(filter);
		filter_wrong(EINVAL, "no action for calls without a rule");
		return NULL;
	}
	filter->multiplexed.default_action = action;
	/*
	 * libseccomp would set no_new_privs along with the filter: a caller
	 * decides that itself, by caps_no_new_privs(). It would kill one thread
	 * only, and leave the others waiting for it. And it would hide which
	 * errno the kernel gave.
	 */
	seccomp_attr_set(filter->ctx, SCMP_FLTATR_CTL_NNP, 0);
	seccomp_attr_set(
	    filter->ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	seccomp_attr_set(filter->ctx, SCMP_FLTATR_API_SYSRAWRC, 1);
	return filter;
}

void
filter_free(struct filter *filter)
{
	if (filter == NULL)
		return;
	seccomp_release(filter->ctx);
	free(filter);
}

int
filter_add_arch(struct filter *filter, const char *name)
{
	uint32_t arch = architecture_find(name);

	if (arch == 0)
		return filter_wrong(EINVAL, "unknown architecture '%s'", name);
	int error = seccomp_arch_add(filter->ctx, arch);
	if (error != 0 && error != -EEXIST)
		return filter_wrong(EINVAL,
		    "'%s' does not fit this machine's architecture", name);
	return 0;
}

struct filter *
filter_new(uint32_t action, const char *archs)
{
	char names[256], *rest = names, *name;
	struct filter *filter = filter_new_native(action);

	if (filter == NULL)
		return NULL;
	if (archs == NULL) {
		for (int i = 1; architecture_family(i) != 0; i++)
			seccomp_arch_add(filter->ctx, architecture_family(i));
		return filter;
	}
	snprintf(names, sizeof(names), "%s", archs);
	while ((name = strsep(&rest, ",")) != NULL) {
		if (strcmp(name, "native") == 0)
			continue;
		if (filter_add_arch(filter, name) == -1) {
			filter_free(filter);
			return NULL;
		}
	}
	return filter;
}

bool
filter_has_call(const struct filter *filter, const char *name)
{
	uint32_t arch;

	for (int i = 0; (arch = architecture_family(i)) != 0; i++)
		if (seccomp_arch_exist(filter->ctx, arch) == 0 &&
		    seccomp_syscall_resolve_name_rewrite(arch, name) >= 0)
			return true;
	return false;
}
