/*
 * Limits as properties of a unit: what cgroup_set() would write into a control
 * file, under the name and in the form that systemd has for it.
 */
#ifndef SCOPE_PROPERTIES_H
#define SCOPE_PROPERTIES_H

#include "04-cgroups/systemd/scope.h"
#include "04-cgroups/systemd/sd_bus.h"

/*
 * A message that is being filled with properties: an array a(sv), which is
 * open. error is what the first failure was, negative; then nothing more is
 * added.
 */
struct scope_properties {
	struct sd_bus_message *message;
	int error;
};

/* Add one property. */
void
scope_add_text(struct scope_properties *p, const char *name, const char *value);
void scope_add_flag(struct scope_properties *p, const char *name, bool value);
void
scope_add_number(struct scope_properties *p, const char *name, uint64_t value);

/*
 * Adds each limit that systemd has a property for. The others are left out:
 * the caller writes all into the control files, too.
 */
void
scope_add_limits(struct scope_properties *p, const struct scope_limits *limits);

/*
 * Adds the rules for devices as DevicePolicy and DeviceAllow. systemd has no
 * rule that denies: where that would be needed, it allows more than the rules
 * do, which devices_limit() still denies.
 */
void scope_add_devices(
    struct scope_properties *p, const struct device_rule *rules, size_t nrules);

#endif
