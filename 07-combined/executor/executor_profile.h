/*
 * The AppArmor profile and the label of SELinux: the kernel accepts them only from
 * the process that enters them. See 06-apparmor/.
 */
#ifndef EXECUTOR_PROFILE_H
#define EXECUTOR_PROFILE_H

/*
 * The command gets the profile as it is executed. An init executes nothing itself,
 * and enters the profile before its child begins, in enter_profile(): here it opens
 * the file, because a filter may forbid that later.
 */
void change_profile_on_exec(void);

/*
 * The init enters the profile, too: a container's profile allows signals only
 * between its own processes, and the command may signal the init.
 */
void enter_profile(void);

/*
 * SELinux takes the label for the next execve(2) of this process, or of a child
 * that it has until then. That execve fails where the policy does not allow the
 * change, or this program to begin with it.
 */
void change_label_on_exec(void);

#endif
