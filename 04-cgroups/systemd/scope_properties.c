#include "04-cgroups/systemd/scope_properties.h"

#include "04-cgroups/limits/limits_table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNLIMITED UINT64_MAX /* systemd's word for "max" */
#define USUAL_PERIOD 100000  /* µs, the kernel's */
#define CPUS 8192

void
scope_add_text(struct scope_properties *p, const char *name, const char *value)
{
	if (p->error >= 0)
		p->error = sd.sd_bus_message_append(
		    p->message, "(sv)", name, "s", value);
}

void
scope_add_flag(struct scope_properties *p, const char *name, bool value)
{
	if (p->error >= 0)
		p->error = sd.sd_bus_message_append(
		    p->message, "(sv)", name, "b", (int)value);
}

void
scope_add_number(struct scope_properties *p, const char *name, uint64_t value)
{
	if (p->error >= 0)
		p->error = sd.sd_bus_message_append(
		    p->message, "(sv)", name, "t", value);
}

/* A number, or "max". Anything else is left to the kernel to refuse. */
static bool
read_number(const char *text, uint64_t *number)
{
	char *end;

	if (strncmp(text, "max", 3) == 0) {
		*number = UNLIMITED;
		return true;
	}
	*number = strtoull(text, &end, 10);
	return end != text;
}

static void
add_number(struct scope_properties *p, const char *name, const char *text)
{
	uint64_t number;

	if (read_number(text, &number))
		scope_add_number(p, name, number);
}

/* cpu.idle: 1 is the weight 0. */
static void
add_idle(struct scope_properties *p, const char *name, const char *text)
{
	if (strcmp(text, "1") == 0)
		scope_add_number(p, name, 0);
}

/*
 * cpu.max, "QUOTA PERIOD": µs per second. systemd keeps whole percents, so the
 * next one: no less than what was asked for, the file has the exact number.
 */
static void
add_quota(struct scope_properties *p, const char *name, const char *text)
{
	uint64_t quota, period = 0;
	const char *second = strchr(text, ' ');

	if (!read_number(text, &quota))
		return;
	if (second != NULL && read_number(second + 1, &period) && period > 0)
		scope_add_number(p, "CPUQuotaPeriodUSec", period);
	if (period == 0)
		period = USUAL_PERIOD;
	if (quota != UNLIMITED)
		quota = (quota * 1000000 / period + 9999) / 10000 * 10000;
	scope_add_number(p, name, quota);
}

/* Sets a bit for each number of a list "0-2,4". Returns the bytes in use. */
static size_t
read_list(const char *text, uint8_t *bits)
{
	size_t used = 0;

	while (*text >= '0' && *text <= '9') {
		char *end;
		unsigned long first = strtoul(text, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (last >= CPUS || first > last)
			return 0;
		for (unsigned long i = first; i <= last; i++)
			bits[i / 8] |= 1 << i % 8;
		if (last / 8 + 1 > used)
			used = last / 8 + 1;
		text = end + (*end == ',');
	}
	return *text == '\0' || *text == '\n' ? used : 0;
}

/* cpuset.cpus, cpuset.mems: a bit for each. */
static void
add_list(struct scope_properties *p, const char *name, const char *text)
{
	uint8_t bits[CPUS / 8] = { 0 };
	size_t used = read_list(text, bits);

	if (p->error < 0 || used == 0)
		return;
	if ((p->error = sd.sd_bus_message_open_container(
		 p->message, 'r', "sv")) < 0 ||
	    (p->error = sd.sd_bus_message_append(p->message, "s", name)) < 0 ||
	    (p->error = sd.sd_bus_message_open_container(
		 p->message, 'v', "ay")) < 0 ||
	    (p->error = sd.sd_bus_message_append_array(
		 p->message, 'y', bits, used)) < 0 ||
	    (p->error = sd.sd_bus_message_close_container(p->message)) < 0)
		return;
	p->error = sd.sd_bus_message_close_container(p->message);
}

/* io.max, "MAJOR:MINOR rbps=1000 wiops=max": a property for each key. */
static void
add_throttle(struct scope_properties *p, const char *name, const char *text)
{
	static const char *const keys[][2] = {
		{ " rbps=", "IOReadBandwidthMax" },
		{ " wbps=", "IOWriteBandwidthMax" },
		{ " riops=", "IOReadIOPSMax" },
		{ " wiops=", "IOWriteIOPSMax" },
	};
	unsigned int major, minor;
	char path[64];

	(void)name;
	if (sscanf(text, "%u:%u", &major, &minor) != 2)
		return;
	snprintf(path, sizeof(path), "/dev/block/%u:%u", major, minor);
	for (int i = 0; i < 4; i++) {
		const char *found = strstr(text, keys[i][0]);
		uint64_t number;

		if (found != NULL && p->error >= 0 &&
		    read_number(found + strlen(keys[i][0]), &number))
			p->error = sd.sd_bus_message_append(p->message, "(sv)",
			    keys[i][1], "a(st)", 1, path, number);
	}
}

static const struct {
	const char *file, *property;
	void (*add)(
	    struct scope_properties *p, const char *name, const char *text);
} table[] = {
	{ "memory.max", "MemoryMax", add_number },
	{ "memory.high", "MemoryHigh", add_number },
	{ "memory.low", "MemoryLow", add_number },
	{ "memory.min", "MemoryMin", add_number },
	{ "memory.swap.max", "MemorySwapMax", add_number },
	{ "cpu.weight", "CPUWeight", add_number },
	{ "cpu.idle", "CPUWeight", add_idle },
	{ "cpu.max", "CPUQuotaPerSecUSec", add_quota },
	{ "cpuset.cpus", "AllowedCPUs", add_list },
	{ "cpuset.mems", "AllowedMemoryNodes", add_list },
	{ "pids.max", "TasksMax", add_number },
	{ "io.weight", "IOWeight", add_number },
	{ "io.max", "", add_throttle },
};

static void
add_value(struct scope_properties *p, const char *file, const char *text)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].file, file) == 0)
			table[i].add(p, table[i].property, text);
}

void
scope_add_limits(struct scope_properties *p, const struct scope_limits *limits)
{
	struct limit_value v;

	for (size_t i = 0; i < limits_table_size; i++) {
		const struct limit_row *row = &limits_table[i];
		size_t count = limit_row_count(row, limits->limits);

		for (size_t n = 0; n < count && row->v2.file != NULL; n++) {
			if (!limit_row_value(row, limits->limits, n, &v))
				continue;
			const char *text = limit_value_print(&v, 2);
			if (text != NULL)
				add_value(p, row->v2.file, text);
		}
	}
	for (size_t i = 0; i < limits->nvalues; i++)
		add_value(p, limits->values[i].file, limits->values[i].text);
}
