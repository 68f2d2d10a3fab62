/*
 * sd-bus(3), systemd's client of D-Bus, in libsystemd.so.0.
 *
 * Only a process that has systemd make a cgroup loads it. The declarations are
 * those of <systemd/sd-bus.h>: what is used of it, so that a build does not
 * need the header. They cannot change as long as the library's name ends with
 * 0. Its functions are members of "sd", with their own names; those that
 * return an int return a negative errno if they fail.
 */
#ifndef SD_BUS_H
#define SD_BUS_H

#include <stddef.h>
#include <stdint.h>

struct sd_bus;
struct sd_bus_message;
struct sd_bus_slot;

struct sd_bus_error {
	const char *name;
	const char *message; /* NULL: none */
	int need_free;
};

/* Called with a message; returns 0 if others may look at it, too. */
typedef int (*sd_bus_handler)(
    struct sd_bus_message *message, void *data, struct sd_bus_error *error);

int sd_bus_open_system(struct sd_bus **bus);
int sd_bus_open_user(struct sd_bus **bus);
int sd_bus_new(struct sd_bus **bus);
int sd_bus_set_address(struct sd_bus *bus, const char *address);
int sd_bus_start(struct sd_bus *bus);
struct sd_bus *sd_bus_flush_close_unref(struct sd_bus *bus);

int sd_bus_message_new_method_call(struct sd_bus *bus,
    struct sd_bus_message **message, const char *destination, const char *path,
    const char *interface, const char *member);
int
sd_bus_message_append(struct sd_bus_message *message, const char *types, ...);
int sd_bus_message_append_array(
    struct sd_bus_message *message, char type, const void *data, size_t size);
int sd_bus_message_open_container(
    struct sd_bus_message *message, char type, const char *contents);
int sd_bus_message_close_container(struct sd_bus_message *message);
int sd_bus_message_read(struct sd_bus_message *message, const char *types, ...);
struct sd_bus_message *sd_bus_message_unref(struct sd_bus_message *message);

int sd_bus_call(struct sd_bus *bus, struct sd_bus_message *message,
    uint64_t timeout, struct sd_bus_error *error,
    struct sd_bus_message **reply);
void sd_bus_error_free(struct sd_bus_error *error);
int sd_bus_get_property_string(struct sd_bus *bus, const char *destination,
    const char *path, const char *interface, const char *member,
    struct sd_bus_error *error, char **value);

int sd_bus_match_signal(struct sd_bus *bus, struct sd_bus_slot **slot,
    const char *sender, const char *path, const char *interface,
    const char *member, sd_bus_handler handler, void *data);
int sd_bus_process(struct sd_bus *bus, struct sd_bus_message **message);
int sd_bus_wait(struct sd_bus *bus, uint64_t timeout);

#define SD_BUS(F)                                                              \
	F(sd_bus_open_system)                                                  \
	F(sd_bus_open_user)                                                    \
	F(sd_bus_new)                                                          \
	F(sd_bus_set_address)                                                  \
	F(sd_bus_start)                                                        \
	F(sd_bus_flush_close_unref)                                            \
	F(sd_bus_message_new_method_call)                                      \
	F(sd_bus_message_append)                                               \
	F(sd_bus_message_append_array)                                         \
	F(sd_bus_message_open_container)                                       \
	F(sd_bus_message_close_container)                                      \
	F(sd_bus_message_read)                                                 \
	F(sd_bus_message_unref)                                                \
	F(sd_bus_call)                                                         \
	F(sd_bus_error_free)                                                   \
	F(sd_bus_get_property_string)                                          \
	F(sd_bus_match_signal)                                                 \
	F(sd_bus_process)                                                      \
	F(sd_bus_wait)

#define SD_BUS_MEMBER(name) __typeof__(name) *name;

extern struct sd_bus_library {
	SD_BUS(SD_BUS_MEMBER)
} sd;

/*
 * Fills sd, once. Returns 0, or -1 with errno ELIBACC and failure_text(): the
 * package that is missing.
 */
int sd_bus_load(void);

#endif
