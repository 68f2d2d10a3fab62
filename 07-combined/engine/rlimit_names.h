/*
 * The resources of getrlimit(2) by their names: docker has "nofile", the OCI
 * specification "RLIMIT_NOFILE".
 */
#ifndef RLIMIT_NAMES_H
#define RLIMIT_NAMES_H

/*
 * Returns the resource of a constant, "RLIMIT_NOFILE" say, or -1 for other
 * text. Case counts.
 */
int rlimit_of_constant(const char *name);

/* The same for docker's word: "nofile". */
int rlimit_of_word(const char *name);

#endif
