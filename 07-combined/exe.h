/*
 * The runtime's own program file, out of the reach of what it runs.
 */
#ifndef EXE_H
#define EXE_H

/* Keeps main()'s argv, to be executed with again. */
void exe_remember(char *const argv[]);

/*
 * Executes this program again, from a mount that nobody can write to, unless it
 * is so already. Returns where that is not possible: then we go on as we are.
 *
 * A container can have us execute /proc/self/exe, which is this file: so it
 * holds a link to the file on the host, and root may write to it as soon as no
 * process executes it any more (CVE-2019-5736). As long as one of ours waits
 * for the container, the kernel refuses: ETXTBSY in execve(2). Under an engine
 * none does; and who comes later, by exec, may be a newer file than the one that
 * waits.
 */
void exe_become_unwritable(void);

#endif
