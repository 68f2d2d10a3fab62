/*
 * --systemd-cgroup: the container's cgroup is systemd's to make.
 * linux.cgroupsPath is then not a path but "slice:prefix:name", and the unit is
 * PREFIX-NAME.scope in the slice: what engines have agreed upon, with runc,
 * beside the specification.
 */
#include "07-combined/oci/oci.h"

#include "common/failure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OURS "combined-oci" /* the prefix without a cgroupsPath */

static bool wanted;

void
oci_use_systemd(void)
{
	wanted = true;
}

bool
oci_uses_systemd(void)
{
	return wanted;
}

/* PREFIX-NAME.scope; the prefix has length bytes, or none. */
static void
name_unit(struct scope *scope, const char *prefix, int length, const char *name)
{
	char *unit;

	if (asprintf(&unit, "%.*s%s%s.scope", length, prefix,
		length > 0 ? "-" : "", name) == -1)
		oci_fail("out of memory");
	scope->unit = unit;
}

/* "slice:prefix:name"; a slice that is empty is the default. */
static void
take_path(struct scope *scope, const char *path)
{
	const char *prefix = strchr(path, ':');
	const char *name = prefix != NULL ? strchr(prefix + 1, ':') : NULL;

	if (name == NULL || name[1] == '\0' || strchr(name + 1, ':') != NULL ||
	    strchr(path, '/') != NULL)
		oci_fail("linux.cgroupsPath \"%s\": with --systemd-cgroup it "
			 "is slice:prefix:name",
		    path);
	if (prefix > path) {
		scope->slice = strndup(path, prefix - path);
		if (scope->slice == NULL)
			oci_fail("out of memory");
		if (scope_check_slice(scope->slice) == -1)
			oci_fail("linux.cgroupsPath \"%s\": \"%s\" is not "
				 "the name of a slice, such as machine.slice "
				 "or a-b.slice",
			    path, scope->slice);
	}
	name_unit(scope, prefix + 1, name - prefix - 1, name + 1);
}

static void
find_instance(struct scope *scope)
{
	if (scope_instance(&scope->user) == -1)
		oci_fail("--systemd-cgroup: %s (without the option, or with "
			 "cgroupfs in the engine's configuration, we make the "
			 "cgroup)",
		    failure_text());
	if (scope->slice == NULL)
		scope->slice = scope->user ? "user.slice" : "system.slice";
}

void
oci_scope(struct oci *oci, const char *path)
{
	struct scope *scope = calloc(1, sizeof(*scope));
	char *about;

	if (scope == NULL ||
	    asprintf(&about, "combined-oci container %s", oci->id) == -1)
		oci_fail("out of memory");
	scope->about = about;
	if (path != NULL && path[0] != '\0')
		take_path(scope, path);
	else
		name_unit(scope, OURS, strlen(OURS), oci->id);
	find_instance(scope);
	oci->spec.scope = scope;
	oci->spec.cgroup = NULL;
}

void
oci_scope_store(json_t *state, const struct scope *scope)
{
	if (scope != NULL &&
	    json_object_set_new(state, "scope",
		json_pack("{s:s, s:s, s:b}", "unit", scope->unit, "slice",
		    scope->slice, "user", (int)scope->user)) == -1)
		oci_fail("state: %s", strerror(ENOMEM));
}

const struct scope *
oci_scope_stored(json_t *stored)
{
	static struct scope scope;
	json_t *part = json_object_get(stored, "scope");
	int user;

	if (part == NULL)
		return NULL;
	oci_unpack(part, "the state", "{s:s, s:s, s:b}", "unit", &scope.unit,
	    "slice", &scope.slice, "user", &user);
	scope.user = user;
	return &scope;
}

void
oci_scope_stop(json_t *stored)
{
	const struct scope *scope = oci_scope_stored(stored);
	struct cgroup cgroup;

	if (scope == NULL || scope_stop(scope) == 0)
		return;
	char *why;
	if (asprintf(&why, "%s: %s", failure_text(), strerror(errno)) == -1)
		oci_fail("out of memory");
	/* After a user's logout there is no systemd to ask, and no cgroup. */
	if (oci_cgroup(stored, &cgroup) || errno != ENOENT)
		oci_fail("%s", why);
	oci_warn("%s", why);
	free(why);
}
