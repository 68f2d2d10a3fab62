/*
 * Docker's words that combined does not have, each with the reason. The tables of
 * OPTIONS.md give the same reasons: a test compares them.
 */
#ifndef REFUSED_H
#define REFUSED_H

#include <getopt.h>

/*
 * Returns why combined has no such command of docker's, or NULL if docker
 * has none either. For a group of commands ("container") next, the word after
 * it or NULL, says which command to use. The text is static.
 */
const char *refused_command(const char *word, const char *next);

/*
 * For getopt_long(3), which returned '?' for the option in argv[optind - 1]: if
 * the option is one that docker's command has, prints the reason and exits 125.
 */
void refused_check(const char *command, char *const argv[]);

/*
 * getopt_long(3) takes the beginning of a long option for the whole: --ip, which
 * is another option of docker's, for --ipc. To be called after it has found
 * options[index] (-1: a short option): exits 125 if the command line has only
 * the beginning of the name.
 */
void refused_check_whole(const char *command, const struct option *options,
    int index, char *const argv[]);

#endif
