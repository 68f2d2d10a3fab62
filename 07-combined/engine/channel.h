/*
 * Messages between parent and child while a container is made: unix(7).
 *
 * The parent tells the child when its cgroup, its users and its network are
 * there; the child hands out its terminal, and says what failed. The child's
 * end closes by itself when the command is executed.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <sys/types.h>

enum channel_kind {
	CHANNEL_GO = 1,   /* to the child: go on; its PID outside */
	CHANNEL_MOUNTED,  /* from it: its mounts are there, as hooks want it */
	CHANNEL_BORN,     /* from it, where it is not the parent's child yet */
	CHANNEL_ENTERED,  /* from it: it is in its cgroups of v1 */
	CHANNEL_TERMINAL, /* from it: the master of its terminal */
	CHANNEL_FILE,     /* from it: the file that the parent may change */
	CHANNEL_READY,    /* from it: all is set, say when to start */
	CHANNEL_FAILED    /* from it: its last message */
};

struct channel_message {
	enum channel_kind kind;
	pid_t pid;
	int error;      /* CHANNEL_FAILED: the errno, or 0: text says it */
	int status;     /* and the exit status that says so */
	char text[500]; /* and what it was that failed */
	pid_t sender;   /* in what is received */
};

/* Makes the two ends, [0] for the parent. Returns 0, or -1 with errno. */
int channel_open(int ends[2]);

/*
 * From now on the kernel says of each message received at this end which
 * process has sent it, as we see it: SO_PASSCRED in unix(7). Returns 0, or -1
 * with errno.
 */
int channel_ask_sender(int end);

/*
 * The same between processes that are not related: the child waits at a socket
 * in a directory, the command that starts it connects. What waited there before
 * has ended: its socket is replaced. Both return a file descriptor, or -1 with
 * errno: ECONNREFUSED or ENOENT if no process waits.
 */
int channel_listen(const char *directory);
int channel_connect(const char *directory);

/*
 * Sends a message, and with it a file descriptor unless fd is -1. Returns 0, or
 * -1 with errno.
 */
int channel_send(int end, const struct channel_message *message, int fd);

/* The same with any bytes, to a socket that is not ours. */
int channel_send_data(int end, const void *bytes, size_t length, int fd);

/*
 * Waits for a message; *fd becomes the descriptor that came with it, or -1, and
 * at an end that asks, sender the process that has sent it (else 0).
 * Returns 1, 0 when the other end is closed, or -1 with errno: ECONNRESET if
 * it was closed before it had read all of ours.
 */
int channel_receive(int end, struct channel_message *message, int *fd);

/* Waits for a descriptor with any one byte. Returns as channel_receive(). */
int channel_receive_fd(int end, int *fd);

#endif
