#include "05-seccomp/rules/constants.h"

#include "05-seccomp/rules/filter_error.h"

#include <asm/ioctls.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define NAME(constant) #constant, (uint64_t)(constant)

/* The constants that rules commonly use; all others go by their number. */
static const struct {
	const char *name;
	uint64_t value;
} names[] = {
	{ NAME(CLONE_NEWNS) },
	{ NAME(CLONE_NEWUTS) },
	{ NAME(CLONE_NEWIPC) },
	{ NAME(CLONE_NEWNET) },
	{ NAME(CLONE_NEWPID) },
	{ NAME(CLONE_NEWUSER) },
	{ NAME(CLONE_NEWCGROUP) },
	{ NAME(CLONE_NEWTIME) },
	{ NAME(CLONE_THREAD) },
	{ NAME(CLONE_VM) },
	{ NAME(CLONE_VFORK) },
	{ NAME(CLONE_FILES) },

	{ NAME(AF_UNIX) },
	{ NAME(AF_INET) },
	{ NAME(AF_INET6) },
	{ NAME(AF_NETLINK) },
	{ NAME(AF_PACKET) },
	{ NAME(AF_ALG) },
	{ NAME(AF_VSOCK) },
	{ NAME(AF_BLUETOOTH) },
	{ NAME(AF_CAN) },
	{ NAME(SOCK_STREAM) },
	{ NAME(SOCK_DGRAM) },
	{ NAME(SOCK_RAW) },
	{ NAME(SOCK_SEQPACKET) },
	{ NAME(SOCK_CLOEXEC) },
	{ NAME(SOCK_NONBLOCK) },
	{ NAME(IPPROTO_TCP) },
	{ NAME(IPPROTO_UDP) },
	{ NAME(IPPROTO_ICMP) },

	{ NAME(O_RDONLY) },
	{ NAME(O_WRONLY) },
	{ NAME(O_RDWR) },
	{ NAME(O_ACCMODE) },
	{ NAME(O_CREAT) },
	{ NAME(O_TRUNC) },
	{ NAME(O_APPEND) },
	{ NAME(O_PATH) },
	{ NAME(AT_FDCWD) },
	{ NAME(S_IFMT) },
	{ NAME(S_IFREG) },
	{ NAME(S_IFIFO) },
	{ NAME(S_IFCHR) },
	{ NAME(S_IFBLK) },
	{ NAME(S_ISUID) },
	{ NAME(S_ISGID) },

	{ NAME(PROT_READ) },
	{ NAME(PROT_WRITE) },
	{ NAME(PROT_EXEC) },
	{ NAME(MAP_SHARED) },
	{ NAME(MAP_PRIVATE) },
	{ NAME(MAP_ANONYMOUS) },
	{ NAME(MAP_FIXED) },

	{ NAME(PTRACE_TRACEME) },
	{ NAME(PTRACE_ATTACH) },
	{ NAME(PTRACE_SEIZE) },
	{ NAME(PTRACE_POKETEXT) },
	{ NAME(PTRACE_POKEDATA) },
	{ NAME(PR_SET_NAME) },
	{ NAME(PR_SET_DUMPABLE) },
	{ NAME(PR_SET_SECCOMP) },
	{ NAME(PR_SET_NO_NEW_PRIVS) },
	{ NAME(PR_CAP_AMBIENT) },
	{ NAME(PR_CAPBSET_DROP) },
	{ NAME(TIOCSTI) },
	{ NAME(TIOCLINUX) },
	{ NAME(ADDR_NO_RANDOMIZE) },
	{ NAME(SECCOMP_SET_MODE_FILTER) },
	{ NAME(SIGKILL) },
	{ NAME(SIGTERM) },
	{ NAME(SIGSTOP) },
	{ NAME(SIGUSR1) },
};

static int
find_name(const char *word, uint64_t *value)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, word) == 0) {
			*value = names[i].value;
			return 0;
		}
	}
	return filter_wrong(EINVAL, "'%s' is not a valid value", word);
}

static int
parse_word(const char *word, uint64_t *value)
{
	char *end;
	bool negative = word[0] == '-';

	if (!isdigit((unsigned char)word[negative]))
		return find_name(word, value);
	errno = 0;
	*value = strtoull(word + negative, &end, 0);
	if (errno != 0 || *end != '\0')
		return filter_wrong(EINVAL, "'%s' is not a valid value", word);
	if (negative)
		*value = -*value;
	return 0;
}

int
filter_value(const char *text, uint64_t *value)
{
	char words[256], *rest = words, *word;
	uint64_t one = 0;

	*value = 0;
	if (snprintf(words, sizeof(words), "%s", text) >= (int)sizeof(words))
		return filter_wrong(EINVAL, "'%.20s...' is too long", text);
	while ((word = strsep(&rest, "|")) != NULL) {
		if (parse_word(word, &one) == -1)
			return -1;
		*value |= one;
	}
	return 0;
}
