#include "05-seccomp/notify/notify.h"

#include "05-seccomp/notify/notify_examples.h"
#include "05-seccomp/rules/multiplexed.h"
#include "05-seccomp/rules/syscall_names.h"

#include <errno.h>
#include <linux/audit.h>
#include <poll.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CONTINUE (-1)

static void
answer(const struct seccomp_notif *request, struct seccomp_notif_resp *response,
    int listener, const struct notify_rule *rules, size_t n, notify_tell *tell);

int
notify_serve(
    int listener, const struct notify_rule *rules, size_t n, notify_tell *tell)
{
	struct pollfd events = { .fd = listener, .events = POLLIN };

	/* POLLHUP: the last process with the filter has ended. */
	while (poll(&events, 1, -1) != -1 && events.revents & POLLIN) {
		struct seccomp_notif *request;
		struct seccomp_notif_resp *response;

		/* Of the kernel's size, and zero, which the kernel demands. */
		int error = -seccomp_notify_alloc(&request, &response);
		if (error != 0) {
			errno = error;
			return -1;
		}
		/* An error: the caller was killed before this. */
		if (seccomp_notify_receive(listener, request) == 0)
			answer(request, response, listener, rules, n, tell);
		seccomp_notify_free(request, response);
	}
	return 0;
}

/* own is the name of the call's number: a multiplexer's, or name itself. */
static bool
is_about(const struct notify_rule *rule, const char *name, const char *own)
{
	if (strcmp(rule->call, name) == 0 || strcmp(rule->call, own) == 0)
		return true;
	return rule->answer == NOTIFY_MKDIR && strcmp(name, "mkdirat") == 0;
}

/*
 * Copies the arguments of a call by socketcall(2), once: the decision is about
 * the copy, and the call is made with it.
 */
static int
copy_arguments(struct notify_call *call)
{
	bool wide = call->arch & __AUDIT_ARCH_64BIT;
	uint32_t narrow[6] = { 0 };
	uint64_t address = call->args[1];

	/* A short read is right: the memory may end after the last argument. */
	memset(call->args, 0, sizeof(call->args));
	if (wide)
		return notify_read_memory(
			   call, address, call->args, sizeof(call->args)) == -1
			   ? errno
			   : 0;
	if (notify_read_memory(call, address, narrow, sizeof(narrow)) == -1)
		return errno;
	for (int i = 0; i < 6; i++)
		call->args[i] = narrow[i];
	return 0;
}

/*
 * A call by a multiplexer becomes the one behind it: its name, and its
 * arguments. Returns 0, or an errno.
 */
static int
find_call(struct notify_call *call, char *name, size_t size)
{
	bool in_memory;
	const char *behind = multiplexed_name(
	    call->arch, call->number, call->args[0], &in_memory);

	syscall_name(call->arch, call->number, name, size);
	if (behind == NULL)
		return 0;
	snprintf(name, size, "%s", behind);
	if (in_memory)
		return copy_arguments(call);
	memmove(call->args, call->args + 1, 5 * sizeof(call->args[0]));
	call->args[5] = 0;
	return 0;
}

/* Returns 0 or an errno, or CONTINUE. */
static int
decide(struct notify_call *call, const struct notify_rule *rules, size_t n)
{
	char name[64], own[64];

	syscall_name(call->arch, call->number, own, sizeof(own));
	int error = find_call(call, name, sizeof(name));
	if (error != 0) {
		snprintf(call->text, sizeof(call->text), "%s", name);
		return error;
	}
	snprintf(call->text, sizeof(call->text), "%s(0x%llx, 0x%llx, 0x%llx)",
	    name, (unsigned long long)call->args[0],
	    (unsigned long long)call->args[1],
	    (unsigned long long)call->args[2]);
	for (size_t i = 0; i < n; i++) {
		if (!is_about(&rules[i], name, own))
			continue;
		switch (rules[i].answer) {
		case NOTIFY_MKDIR:
			return notify_mkdir(call, rules[i].pattern);
		case NOTIFY_CONNECT:
			return notify_connect(call, rules[i].pattern);
		case NOTIFY_CONTINUE:
			return CONTINUE;
		default:
			return rules[i].error;
		}
	}
	return EPERM;
}

static void
answer(const struct seccomp_notif *request, struct seccomp_notif_resp *response,
    int listener, const struct notify_rule *rules, size_t n, notify_tell *tell)
{
	struct notify_call call = {
		.listener = listener,
		.id = request->id,
		.pid = request->pid,
		.arch = request->data.arch,
		.number = request->data.nr,
	};

	for (int i = 0; i < 6; i++)
		call.args[i] = request->data.args[i];
	int decision = decide(&call, rules, n);
	tell(&call, decision);

	response->id = call.id;
	if (decision == CONTINUE)
		response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else
		response->error = -decision;
	/* Fails where the caller was killed meanwhile: no process waits. */
	seccomp_notify_respond(listener, response);
}
