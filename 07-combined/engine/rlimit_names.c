#include "07-combined/engine/rlimit_names.h"

#include <stddef.h>
#include <string.h>
#include <sys/resource.h>

#define LIMIT(word, constant)                                                  \
	{                                                                      \
		word, #constant, constant                                      \
	}

static const struct {
	const char *word, *constant;
	int resource;
} names[] = {
	LIMIT("as", RLIMIT_AS),
	LIMIT("core", RLIMIT_CORE),
	LIMIT("cpu", RLIMIT_CPU),
	LIMIT("data", RLIMIT_DATA),
	LIMIT("fsize", RLIMIT_FSIZE),
	LIMIT("locks", RLIMIT_LOCKS),
	LIMIT("memlock", RLIMIT_MEMLOCK),
	LIMIT("msgqueue", RLIMIT_MSGQUEUE),
	LIMIT("nice", RLIMIT_NICE),
	LIMIT("nofile", RLIMIT_NOFILE),
	LIMIT("nproc", RLIMIT_NPROC),
	LIMIT("rss", RLIMIT_RSS),
	LIMIT("rtprio", RLIMIT_RTPRIO),
	LIMIT("rttime", RLIMIT_RTTIME),
	LIMIT("sigpending", RLIMIT_SIGPENDING),
	LIMIT("stack", RLIMIT_STACK),
};

#define NAMES (sizeof(names) / sizeof(names[0]))

int
rlimit_of_constant(const char *name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (strcmp(names[i].constant, name) == 0)
			return names[i].resource;
	return -1;
}

int
rlimit_of_word(const char *name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (strcmp(names[i].word, name) == 0)
			return names[i].resource;
	return -1;
}
