/*
 * Running the user's command: the last step of every program.
 *
 * A program with nothing to clean up calls command_exec() and becomes the
 * command. A program that has to clean up calls command_block_signals() and
 * creates a child, which calls command_exec(); the parent calls command_wait().
 */
#ifndef COMMON_COMMAND_H
#define COMMON_COMMAND_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * Returns the command at argv, or the user's shell where argv is empty: $SHELL,
 * or /bin/sh.
 */
char *const *command_or_shell(char *const argv[]);

/*
 * Becomes the command, found along $PATH: execvp(3). Does not return: a failure
 * is reported on stderr and exits 127 (not found) or 126 (found, but cannot be
 * executed).
 */
_Noreturn void command_exec(char *const argv[]);

/*
 * Names the subcommands of the program, "show|clean": command_exec() suggests
 * the nearest where a command is not found. The list stays the caller's.
 */
void command_subcommands(const char *list);

/*
 * Blocks all signals, so that none is lost between the creation of a child and
 * command_wait(), and writes the previous mask to *old, unless old is NULL. The
 * child restores that mask with sigprocmask(2) before it calls execve(2).
 */
void command_block_signals(sigset_t *old);

/*
 * Ties this child to its parent: when the parent dies, or if the parent is
 * already dead, the child gets SIGKILL. parent is the PID that getppid(2) must
 * return, or 0 if the parent is outside this process's PID namespace. The
 * call must follow the last change of user, which resets the setting:
 * PR_SET_PDEATHSIG in prctl(2). Returns 0, or -1 with errno EPERM if a
 * seccomp filter forbids the call.
 */
int command_die_with_parent(pid_t parent);

/*
 * Returns the pidfd by which the child notices the parent's death, or -1. The
 * caller must not close it: execve(2) does.
 */
int command_parent_pidfd(void);

/*
 * Turns the wait status of a process that has ended, waitpid(2), into an exit
 * status of ours: the status of the process, or 128+N where signal N killed it.
 */
int command_status(int status);

/*
 * From now on command_wait() kills the child at the third SIGINT or SIGTERM
 * that comes: PID 1 of a PID namespace gets no signal that it has no handler
 * for. docker's client leaves at the third, too.
 */
void command_kill_at_third(void);

/*
 * For a loop that does what command_wait() does. Returns whether this signal is
 * the third, and says so on stderr.
 */
bool command_is_third(int sig);

/*
 * For a loop that does what command_wait() does. Returns whether the terminal
 * sent the signal, whose si_code this is: then all processes in the foreground
 * have got it. A timer of setitimer(2) or alarm(2), which survives execve(2),
 * sends its signal to this process alone.
 */
bool command_is_of_terminal(int sig, int code);

/*
 * Waits for the child, with all signals blocked by command_block_signals().
 * Signals that this process gets meanwhile are passed on to the child. Signals
 * of the terminal (Ctrl-C) are not, because the terminal sends them to the
 * child as well, unless the child is in another session. When the child stops
 * (Ctrl-Z), this process stops, too. Returns the child's command_status(), or
 * EXIT_OURS where there is no such child.
 */
int command_wait(pid_t child);

#endif
