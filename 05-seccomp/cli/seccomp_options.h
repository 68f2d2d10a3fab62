/* The command line of seccomp. */
#ifndef SECCOMP_OPTIONS_H
#define SECCOMP_OPTIONS_H

#include "05-seccomp/inspect/filter_print.h"
#include "05-seccomp/notify/notify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECCOMP_OPTIONS_RULES 64

struct seccomp_options {
	/* The source of the filter: one of the four. */
	bool talk;
	bool use_default;
	const char *profile; /* a file */
	struct {
		uint32_t action;
		const char *rules; /* for filter_rule() */
	} rules[SECCOMP_OPTIONS_RULES];
	size_t nrules;

	uint32_t default_action; /* the action for calls without a rule */
	const char *archs;       /* NULL: all of this machine */
	uint64_t caps; /* of the process, for a profile's conditions */
	struct notify_rule answers[SECCOMP_OPTIONS_RULES];
	size_t nanswers;
	bool supervise; /* there is a rule with notify */
	bool no_new_privs;
	bool why;
	enum filter_dump dump;
	char *const *command;
};

/*
 * Reads the command line. A mistake is reported and exits, as does --help:
 * options_common().
 */
struct seccomp_options seccomp_options_parse(int argc, char *argv[]);

/* Reports options that exclude each other, and exits. */
void seccomp_options_check(const struct seccomp_options *request);

#endif
