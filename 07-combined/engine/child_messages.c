#include "07-combined/engine/child_messages.h"

#include "07-combined/engine/channel.h"
#include "07-combined/engine/container_failure.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/interrupt.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int interrupted(struct container *c, int sig);
static int follow(struct container *c, pid_t sender);
static void keep(struct container *c, enum channel_kind kind, int fd);

int
child_listen(struct container *c)
{
	struct channel_message message;
	int fd, result, sig;

	for (;;) {
		if (interrupt_wait(c->channel, &sig) != 0)
			return interrupted(c, sig);
		result = channel_receive(c->channel, &message, &fd);
		if (result == 0 && explain_refused() != 0)
			return interrupted(c, explain_refused());
		if (result == -1 && errno == ECONNRESET)
			return container_failed(c, CHILD_DIED);
		if (result == -1)
			return container_failed(
			    c, "the child: %s", strerror(errno));
		if (result != 1)
			return result;
		if (message.kind == CHANNEL_READY ||
		    message.kind == CHANNEL_MOUNTED ||
		    message.kind == CHANNEL_BORN ||
		    message.kind == CHANNEL_ENTERED)
			return follow(c, message.sender) == -1 ? -1 : 1;
		keep(c, message.kind, fd);
		if (message.kind == CHANNEL_FAILED) {
			message.text[sizeof(message.text) - 1] = '\0';
			c->status = message.status;
			return container_failed(c, "%s%s%s", message.text,
			    message.error != 0 ? ": " : "",
			    message.error != 0 ? strerror(message.error) : "");
		}
	}
}

int
child_await(struct container *c)
{
	switch (child_listen(c)) {
	case 1:
		return 0;
	case 0:
		return container_failed(c, CHILD_DIED);
	default:
		return -1;
	}
}

/* Lets the child go on. A child that has ended has sent the reason before. */
int
child_tell(struct container *c)
{
	struct channel_message go = { .kind = CHANNEL_GO, .pid = c->pid };

	if (channel_send(c->channel, &go, -1) == 0)
		return 0;
	if (errno != EPIPE)
		return container_failed(c, "the child: %s", strerror(errno));
	return child_await(c) == -1 ? -1 : container_failed(c, CHILD_DIED);
}

int
child_meet(struct container *c)
{
	int result = child_listen(c);

	if (result == 0)
		return container_failed(
		    c, "the process that joins the namespaces died");
	return result == 1 ? 0 : -1;
}

static int
interrupted(struct container *c, int sig)
{
	c->status = EXIT_SIGNAL(sig);
	return container_failed(c, "interrupted: SIG%s", sigabbrev_np(sig));
}

/*
 * The kernel says which process has sent a message. An intermediate process has
 * a child in the container, born as a child of ours, and ends: from then on
 * that child is the sender.
 */
static int
follow(struct container *c, pid_t sender)
{
	siginfo_t info;

	if (sender == c->pid || c->pid == -1)
		return 0;
	if (waitid(P_PID, sender, &info, WEXITED | WNOHANG | WNOWAIT) == -1)
		return container_failed(
		    c, "process %d is not the child", (int)sender);
	waitpid(c->pid, NULL, 0);
	c->pid = sender;
	return 0;
}

/*
 * In the container, other processes may send messages in the child's name. What
 * we expect of the child has arrived by then, and each kind is taken once.
 */
static void
keep(struct container *c, enum channel_kind kind, int fd)
{
	if (kind == CHANNEL_TERMINAL && c->expects_terminal) {
		c->master = fd;
		c->expects_terminal = false;
	} else if (kind == CHANNEL_FILE && c->expects_file) {
		c->shared_file = fd;
		c->expects_file = false;
	} else if (fd != -1) {
		close(fd);
	}
}
