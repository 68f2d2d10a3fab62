/*
 * The subcommands of apparmor, and what it says where there is no AppArmor. A
 * failure is reported and exits 125.
 */
#ifndef APPARMOR_COMMANDS_H
#define APPARMOR_COMMANDS_H

/* Exits 125 with a remedy where this kernel has no AppArmor. */
void apparmor_require(void);

/*
 * Prints in which profile the process is whose PID is in text, or for NULL this
 * process. Returns the exit status.
 */
int apparmor_show(const char *text);

/* Unloads stale profiles, and prints their names. Returns the exit status. */
int apparmor_clean(void);

#endif
