/* The rule of the talk. */
#ifndef TALK_H
#define TALK_H

/*
 * Loads the filter of the talk's slide: all system calls are allowed, bind(2)
 * kills. libseccomp sets no_new_privs first, so that a user may load it, too.
 * Returns 0, or -1 with errno from seccomp_load(3).
 */
int talk_load(void);

#endif
