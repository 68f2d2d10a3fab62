/* What the command line asks for. */
#ifndef SECCOMP_OPTIONS_H
#define SECCOMP_OPTIONS_H

#include "05-seccomp/notify/notify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REQUEST_RULES 64

enum request_dump { DUMP_NONE, DUMP_PFC, DUMP_BPF, DUMP_RAW };

struct request {
	/* Where the filter comes from: one of the four. */
	bool talk;
	bool use_default;
	const char *profile; /* a file */
	struct {
		uint32_t action;
		const char *rules; /* for filter_rule() */
	} rules[REQUEST_RULES];
	size_t nrules;

	uint32_t standard; /* the action for calls without a rule */
	const char *archs; /* NULL: all of this machine */
	uint64_t caps;     /* what a profile takes the process to have */
	struct notify_rule answers[REQUEST_RULES];
	size_t nanswers;
	bool supervise; /* there is a rule with notify */
	bool no_new_privs;
	bool why;
	enum request_dump dump;
	char *const *command;
};

/*
 * Reads the command line. A mistake is reported and exits, as does --help:
 * options_common().
 */
struct request request_parse(int argc, char *argv[]);

/* Reports what does not go together, and exits. */
void request_check(const struct request *request);

#endif
