/*
 * The AppArmor profile: accepted by the kernel only from the process that enters
 * it. See 06-apparmor/.
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

#endif
