/*
 * explain.h without narration (make all NARRATION=0). The calls are as good as
 * deleted: their arguments are not evaluated. Functions that return a value
 * return the value for "narration is off".
 */
#ifndef COMMON_EXPLAIN_OFF_H
#define COMMON_EXPLAIN_OFF_H

#ifndef COMMON_EXPLAIN_H
#error "include common/explain.h"
#endif

/* Never called: the arguments are checked, and no variable is unused. */
static inline void __attribute__((format(printf, 2, 3)))
explain_nothing(const char *why, const char *call, ...)
{
	(void)why;
	(void)call;
}

#define explain(...)                                                           \
	do {                                                                   \
		if (0)                                                         \
			explain_nothing(__VA_ARGS__);                          \
	} while (0)

#define explain_exec(why, argv)                                                \
	do {                                                                   \
		if (0)                                                         \
			explain_nothing(why, "%s", (argv)[0]);                 \
	} while (0)

static inline void __attribute__((format(printf, 3, 4)))
explain_line(char line[EXPLAIN_LINE], const char *why, const char *call, ...)
{
	(void)why;
	(void)call;
	line[0] = '\0';
}

static inline void
explain_exec_line(char line[EXPLAIN_LINE], const char *why, char *const argv[])
{
	(void)why;
	(void)argv;
	line[0] = '\0';
}

static inline void
explain_heading(char line[EXPLAIN_LINE], const char *name, int chapter)
{
	(void)name;
	(void)chapter;
	line[0] = '\0';
}

static inline void
explain_phase(const char *name, int chapter)
{
	(void)name;
	(void)chapter;
}

static inline void
explain_flush(void)
{
}

static inline bool
explain_by_phase(void)
{
	return false;
}

static inline bool
explain_is_on(void)
{
	return false;
}

static inline int
explain_terminal(void)
{
	return -1;
}

static inline int
explain_refused(void)
{
	return 0;
}

static inline void
explain_start(void)
{
}

static inline int
explain_step(bool once_a_phase)
{
	(void)once_a_phase;
	return 0;
}

#endif
