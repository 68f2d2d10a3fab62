/*
 * Root without CAP_NET_RAW: uid 0, and no raw socket. docker's name for it is
 * --cap-drop NET_RAW. As root:
 *
 *   # cc -o minimal minimal.c
 *   # raw='socket(S, AF_INET, SOCK_RAW, 1) or die "$!\n"'
 *   # ./minimal perl -MSocket -e "$raw"
 *   Operation not permitted
 *
 * The same without ./minimal prints nothing: root gets its raw socket. (ping
 * proves little: where net.ipv4.ping_group_range allows it, ping needs none.)
 */
#include <err.h>
#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3, /* of this process */
	};
	struct __user_cap_data_struct sets[2]; /* 32 capabilities in each */
	const __u32 net_raw = CAP_TO_MASK(CAP_NET_RAW);

	if (argc < 2)
		errx(125, "usage: minimal COMMAND [ARGUMENT...]");

	/*
	 * When root executes a file, execve(2) computes permitted anew, from
	 * inheritable and bounding: either is enough. So the bit has to leave
	 * both. The bounding set comes first: this call needs CAP_SETPCAP,
	 * which capset could drop. No call gives a bit back: capabilities(7).
	 */
	if (prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0) == -1)
		err(125, "prctl(PR_CAPBSET_DROP)");

	/*
	 * capset(2) changes effective, permitted and inheritable at once, so
	 * the program reads all three, and clears one bit in each. The fifth
	 * set, ambient, follows: it holds only what the process is permitted.
	 */
	if (syscall(SYS_capget, &header, sets) == -1)
		err(125, "capget");
	sets[0].effective &= ~net_raw;
	sets[0].permitted &= ~net_raw;
	sets[0].inheritable &= ~net_raw;
	if (syscall(SYS_capset, &header, sets) == -1)
		err(125, "capset");

	/* The command is still uid 0: execvp(3) is execve(2) and $PATH. */
	execvp(argv[1], &argv[1]);
	err(errno == ENOENT ? 127 : 126, "%s", argv[1]);
}
