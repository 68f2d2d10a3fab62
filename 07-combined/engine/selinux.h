/*
 * SELinux: selinux(8). Each process and each file has a label,
 * "USER:ROLE:TYPE:LEVEL", and the policy says which type of process may do what
 * to which type of file. The level holds categories: "s0:c1,c2" may use what has
 * these two, or none. So two containers of one type, with two categories each,
 * cannot use the files of each other.
 *
 * The engine that calls us chooses the labels. The process gets its own at
 * execve(2), see change_label_on_exec() in executor_profile.c; file systems that are made
 * for the container get theirs when they are mounted.
 */
#ifndef SELINUX_H
#define SELINUX_H

#include <stdbool.h>

/*
 * Is SELinux on? As libselinux asks it: its file system is mounted, and
 * writable. In a container of an engine it is read-only or missing, because a
 * label that is written there would be refused.
 */
bool selinux_is_enabled(void);

/*
 * Returns the options for mount(2), or NULL for none, with the label added that
 * all files of the new file system will have: context= of mount(8). To be freed;
 * NULL with errno ENOMEM.
 */
char *selinux_mount_options(const char *options, const char *label);

/*
 * Labels the root of a file system that takes no context=, fd being opened
 * there, also with O_PATH. Returns 0, or -1 with errno of setxattr(2); path is
 * for the narration.
 */
int selinux_label_root(int fd, const char *path, const char *label);

/*
 * Makes the keyrings that this process makes until its next execve(2) belong to
 * the label: with the caller's label, the command could not use its own. Returns
 * 0, or -1 with errno EINVAL (the policy does not know the label) or EACCES.
 */
int selinux_label_keys(const char *label);

#endif
