/*
 * The exit statuses of every program here, as env(1), nohup(1) and
 * docker-run(1) have them. Below 125 the status is the command's own.
 */
#ifndef COMMON_EXITS_H
#define COMMON_EXITS_H

#define EXIT_OURS 125        /* we failed before the command ran */
#define EXIT_CANNOT_EXEC 126 /* the command was found but cannot be executed   \
			      */
#define EXIT_NOT_FOUND 127   /* the command was not found */
#define EXIT_SIGNAL(n) (128 + (n)) /* the command was killed by signal n */

#endif
