/*
 * The conversation with systemd: a connection, a method's call, a job's end.
 *
 * All functions fail with -1, or NULL, and errno and failure_text() as scope.h
 * has it.
 */
#ifndef SCOPE_BUS_H
#define SCOPE_BUS_H

#include "04-cgroups/systemd/sd_bus.h"

#include <stdbool.h>

/*
 * Connects to the machine's systemd, or the user's: by its bus, or where no
 * bus runs by the socket of systemd itself. Returns the connection, for
 * scope_bus_close().
 */
struct sd_bus *scope_bus_open(bool user);
void scope_bus_close(struct sd_bus *bus);

/*
 * Makes a call of a method of systemd's manager, to be filled with arguments.
 * Returns the message, which the function that sends it frees, or NULL.
 */
struct sd_bus_message *scope_bus_method(struct sd_bus *bus, const char *member);

/*
 * Sends a call, frees it, and waits for the answer. member and unit are for
 * the words of a failure. *reply may be NULL: the answer is dropped; else it
 * is the caller's, for sd_bus_message_unref(). errno EEXIST and ENOENT: there
 * is, or is not, such a unit.
 */
int scope_bus_call(struct sd_bus *bus, struct sd_bus_message *call,
    const char *member, const char *unit, struct sd_bus_message **reply);

/*
 * The same of a method that begins a job and answers with its path: waits
 * until the job is over. errno EIO: it did not succeed, ETIME: it is not over
 * after 30 s.
 */
int scope_bus_job(struct sd_bus *bus, struct sd_bus_message *call,
    const char *member, const char *unit);

/* Reads the path of a unit's cgroup into path. */
int
scope_bus_cgroup(struct sd_bus *bus, const char *unit, char *path, size_t size);

#endif
