/* A descriptor for another process. */
#ifndef EXECUTOR_SEND_H
#define EXECUTOR_SEND_H

#include <stddef.h>

/* Sends size bytes and the descriptor fd: SCM_RIGHTS, unix(7). As sendmsg(2). */
long send_descriptor(int socket, const void *bytes, size_t size, int fd);

#endif
