/*
 * A command in an AppArmor profile: root, with all capabilities, and still no
 * raw socket. docker run --security-opt apparmor=PROFILE. As root:
 *
 *   # cc -o minimal minimal.c
 *   # echo 'profile no-raw { capability, file, network,
 *   > deny network raw, }' >no-raw
 *   # apparmor_parser --replace no-raw
 *   # raw='socket(S, AF_INET, SOCK_RAW, 1) or die "$!\n"'
 *   # ./minimal no-raw perl -MSocket -e "$raw"
 *   Permission denied
 *   # apparmor_parser --remove no-raw
 *
 * apparmor_parser compiles the profile and loads it into the kernel, which
 * needs CAP_MAC_ADMIN. Entering a profile needs none: it only forbids.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	if (argc < 3)
		errx(125, "usage: minimal PROFILE COMMAND [ARGUMENT...]");

	/* Before Linux 5.8, all security modules shared one file: proc(5). */
	int fd = open("/proc/self/attr/apparmor/exec", O_WRONLY | O_CLOEXEC);
	if (fd == -1 && errno == ENOENT)
		fd = open("/proc/self/attr/exec", O_WRONLY | O_CLOEXEC);
	if (fd == -1)
		err(125, "open /proc/self/attr/apparmor/exec");

	/*
	 * The kernel applies the profile at the next execve(2), not at once:
	 * the caller may still have to do what the profile forbids. The words
	 * are one write, because the kernel takes each write for a whole
	 * request. This comes before no_new_privs, under which the kernel
	 * changes from a profile only to a stricter one.
	 */
	if (dprintf(fd, "exec %s", argv[1]) < 0)
		err(125, "write 'exec %s' to attr/exec", argv[1]);
	close(fd);

	execvp(argv[2], &argv[2]);
	err(errno == ENOENT ? 127 : 126, "%s", argv[2]);
}
