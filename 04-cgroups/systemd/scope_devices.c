/*
 * Rules for devices as systemd has them: a list of what is allowed, in no
 * order. Ours have an order, and the last one that matches counts, so the list
 * is worked out rule by rule.
 */
#include "04-cgroups/systemd/scope_properties.h"
#include "common/list.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	char type; /* 'b' or 'c' */
	int64_t major, minor;
	char access[4];
};

struct allowed {
	bool all; /* whatever is in the list */
	struct entry *list;
	size_t n;
};

static struct entry *
find(const struct allowed *a, const struct entry *wanted)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->list[i].type == wanted->type &&
		    a->list[i].major == wanted->major &&
		    a->list[i].minor == wanted->minor)
			return &a->list[i];
	return NULL;
}

/* Makes access what it was with, or without, the letters of change. */
static void
change_access(char access[4], const char *change, bool add)
{
	static const char letters[] = "rwm";
	char result[4] = "";
	size_t n = 0;

	for (int i = 0; i < 3; i++) {
		bool has = strchr(access, letters[i]) != NULL;

		if (strchr(change, letters[i]) != NULL)
			has = add;
		if (has)
			result[n++] = letters[i];
	}
	memcpy(access, result, sizeof(result));
}

/*
 * One rule for one type. Of what is not in the list nothing can be taken away.
 */
static int
apply(struct allowed *a, const struct device_rule *rule, char type)
{
	struct entry entry = { type, rule->major, rule->minor, "" };
	struct entry *known = find(a, &entry);

	if (known == NULL && !rule->allow)
		return 0;
	if (known == NULL) {
		if (LIST_ADD(a->list, a->n, &entry) == -1)
			return -ENOMEM;
		known = &a->list[a->n - 1];
	}
	change_access(known->access, rule->access, rule->allow);
	return 0;
}

static int
apply_rule(struct allowed *a, const struct device_rule *rule)
{
	if (rule->type == 'a' && rule->major == DEVICES_ANY &&
	    rule->minor == DEVICES_ANY && strlen(rule->access) == 3) {
		a->all = rule->allow;
		a->n = 0;
		free(a->list);
		a->list = NULL;
		return 0;
	}
	int result = 0;
	if (rule->type != 'c')
		result = apply(a, rule, 'b');
	if (result == 0 && rule->type != 'b')
		result = apply(a, rule, 'c');
	return result;
}

/* "char-*", "char-136" (of any minor), or the path of one device. */
static void
write_name(char *text, size_t size, const struct entry *e)
{
	const char *type = e->type == 'b' ? "block" : "char";

	if (e->major == DEVICES_ANY)
		snprintf(text, size, "%s-*", type);
	else if (e->minor == DEVICES_ANY)
		snprintf(text, size, "%s-%" PRId64, type, e->major);
	else
		snprintf(text, size, "/dev/%s/%" PRId64 ":%" PRId64, type,
		    e->major, e->minor);
}

static void
add_entry(struct scope_properties *p, const struct entry *e)
{
	char name[64];

	/* A minor of any major: systemd has no words for it. */
	if (e->access[0] == '\0' || p->error < 0 ||
	    (e->major == DEVICES_ANY && e->minor != DEVICES_ANY))
		return;
	write_name(name, sizeof(name), e);
	p->error = sd.sd_bus_message_append(
	    p->message, "(sv)", "DeviceAllow", "a(ss)", 1, name, e->access);
}

void
scope_add_devices(
    struct scope_properties *p, const struct device_rule *rules, size_t nrules)
{
	struct allowed a = { 0 };

	for (size_t i = 0; i < nrules && p->error >= 0; i++)
		if ((p->error = apply_rule(&a, &rules[i])) < 0)
			break;
	scope_add_text(p, "DevicePolicy", a.all ? "auto" : "strict");
	for (size_t i = 0; i < a.n && !a.all; i++)
		add_entry(p, &a.list[i]);
	free(a.list);
}
