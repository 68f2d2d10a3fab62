/* A context for mounting the /proc of another container's PID namespace. */
#ifndef EXECUTOR_PROC_H
#define EXECUTOR_PROC_H

/*
 * Sends the context to the socket, and ends. The process that asks for the context
 * has to be in that namespace, in sight of the others there. So it can do this, and
 * nothing more: see joined_proc.c.
 */
_Noreturn void open_proc(int socket);

#endif
