/*
 * The exit statuses of every program here, as env(1), nohup(1) and
 * docker-run(1) have them. Below 125 the status is the command's own.
 */
#ifndef COMMON_EXITS_H
#define COMMON_EXITS_H

/* This program failed before the command ran. */
#define EXIT_OURS 125

/* The command was found but cannot be executed. */
#define EXIT_CANNOT_EXEC 126

/* The command was not found. */
#define EXIT_NOT_FOUND 127

/* The command was killed by signal n. */
#define EXIT_SIGNAL(n) (128 + (n))

#endif
