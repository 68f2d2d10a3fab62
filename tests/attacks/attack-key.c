/*
 * key new COMMAND…: runs it with a session keyring in which there is a key.
 * key find: is that key in ours? Prints "found", "not found" or "not allowed".
 */
#include <errno.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	if (argc > 2 && strcmp(argv[1], "new") == 0) {
		if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) ==
			-1 ||
		    syscall(SYS_add_key, "user", "attack", "secret", 6,
			KEY_SPEC_SESSION_KEYRING) == -1)
			return 1;
		execvp(argv[2], argv + 2);
		return 127;
	}
	if (syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user",
		"attack", 0) != -1)
		puts("found");
	else
		puts(errno == ENOKEY ? "not found" : "not allowed");
	return 0;
}
