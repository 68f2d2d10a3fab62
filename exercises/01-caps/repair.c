/*
 * nobody COMMAND: runs a command as a user without rights. It says that it is
 * nobody, and yet it reads files that only root's group may read. Why?
 */
#include <err.h>
#include <grp.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	const uid_t nobody = 65534;
	const gid_t nogroup = 65534;

	if (argc < 2)
		errx(125, "usage: nobody COMMAND [ARGUMENT...]");
	if (setuid(nobody) == -1)
		err(125, "setuid");
	setgid(nogroup);
	setgroups(1, &nogroup);
	execvp(argv[1], &argv[1]);
	err(127, "%s", argv[1]);
}
