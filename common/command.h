/*
 * Running the user's command: the last step of every program.
 *
 * A program that has nothing to clean up calls command_exec() and becomes the
 * command. One that has calls command_catch_signals(), creates a child, lets
 * the child command_exec(), and waits for it with command_wait().
 */
#ifndef COMMON_COMMAND_H
#define COMMON_COMMAND_H

#include <signal.h>
#include <sys/types.h>

/*
 * Returns the command that stands at argv, or where there is none the user's
 * shell: $SHELL, or /bin/sh.
 */
char *const *command_or_shell(char *const argv[]);

/*
 * Becomes the command, found along $PATH: execvp(3). Does not return: a failure
 * is reported on stderr and exits 127 (not found) or 126 (found, but cannot be
 * executed).
 */
void command_exec(char *const argv[]) __attribute__((noreturn));

/*
 * Names the subcommands of the program, "show|clean": command_exec() suggests the
 * nearest where a command is not found. The list stays the caller's.
 */
void command_subcommands(const char *list);

/*
 * Blocks all signals and hands the mask from before to the caller, so that none
 * is lost between the creation of a child and command_wait(). The child gives
 * the old mask back to itself with sigprocmask(2) before it executes.
 */
void command_catch_signals(sigset_t *old);

/*
 * Ties this child to its parent: SIGKILL when the parent dies, at once when it
 * already has. parent is the PID that getppid(2) must return, or 0 where the
 * parent is outside this process's PID namespace. Has to be called after the
 * last change of user, which resets it: PR_SET_PDEATHSIG in prctl(2). Returns 0,
 * or -1 with errno EPERM where a filter that we are under forbids it.
 */
int command_die_with_parent(pid_t parent);

/* What it knows the parent by, a descriptor: to be closed by execve(2) only. */
int command_parent_pidfd(void);

/*
 * Turns what waitpid(2) says of a process that has ended into the exit status
 * that we end with: its own, or 128+N where signal N killed it.
 */
int command_status(int status);

/*
 * Waits for the child, with all signals blocked by command_catch_signals().
 * What is sent to us in the meantime is sent on to the child; what the terminal
 * sends (Ctrl-C) is not, the child having got it itself, unless it is in
 * another session, which the terminal does not know. When the child stops
 * (Ctrl-Z) we stop, too. Returns its command_status().
 */
int command_wait(pid_t child);

#endif
