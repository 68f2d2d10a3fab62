/*
 * A terminal of the container's own: pty(7), devpts, tty_ioctl(4).
 *
 * The host's terminal never enters the container, where TIOCSTI and the like
 * could type into it. The container gets a pair of its own devpts; its master
 * comes out to the parent, which copies in both directions.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

/*
 * In the container: opens a pair from /dev/ptmx, makes its slave standard
 * input, output and error, where asked for /dev/console, and unless another
 * process is to do so this session's controlling terminal. Rows of 0: leaves
 * its size alone. Returns the master, or -1 with errno.
 */
int terminal_open(
    bool console, unsigned short rows, unsigned short columns, bool control);

/*
 * Makes our terminal raw: what is typed goes to the container's, whose line
 * discipline turns Ctrl-C into a signal there. Keeps in before what it was
 * like. Returns false if standard input is not a terminal: there is nothing to
 * restore.
 */
bool terminal_make_raw(struct termios *before);
void terminal_restore(const struct termios *before);

/* Makes the container's terminal as large as ours, if we have one. */
void terminal_copy_size(int master);

/*
 * On the host: makes our terminal raw and the container's as large, and copies
 * until the child ends; then restores our terminal. Signals, all of them
 * blocked as by command_block_signals(), are passed on. Returns the child's
 * exit status, as command_wait() does.
 */
int terminal_wait(pid_t child, int master);

/*
 * Before terminal_wait(): lets in the guests of a listening socket
 * (channel_listen), one at a time, with terminal_attach().
 */
void terminal_share(int listener);

/*
 * Before terminal_wait(): hands the output to a function instead of standard
 * output. The function returns whether it wants to hear of a tenth of a second
 * without any: called with nothing.
 */
void terminal_show_to(bool (*take)(const char *text, size_t length));

/*
 * Before terminal_wait(): has it kill the child at the third Ctrl-C in a row that
 * has no effect. No other key and no output may come in between, and Ctrl-C must be
 * the key for SIGINT in the container's terminal.
 */
void terminal_kill_at_third(void);

/*
 * As a guest of terminal_share(): types into the master and shows what comes from
 * output, until output ends or Ctrl-P Ctrl-Q is typed. Returns whether Ctrl-P
 * Ctrl-Q was typed: then the container goes on.
 */
bool terminal_attach(int master, int output);

#endif
