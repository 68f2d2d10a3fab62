/*
 * Profiles as text, in the language of apparmor.d(5).
 */
#include "06-apparmor/profile_text.h"

#include "01-caps/caps.h"
#include "06-apparmor/apparmor.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>

#define PLACEHOLDER "@NAME@"

/*
 * A name becomes a directory of securityfs, with a number after it. Where the
 * name is too long for that, Linux 6.1 may load no further profile until the
 * next boot.
 */
bool
apparmor_is_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_.";

	return isalnum((unsigned char)name[0]) &&
	       name[strspn(name, allowed)] == '\0' &&
	       strlen(name) <= APPARMOR_NAME_MAX &&
	       strcmp(name, "unconfined") != 0;
}

/* The path is written inside quotes, which it must neither end nor escape. */
bool
apparmor_is_path(const char *path)
{
	for (const char *c = path; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == '"' || *c == '\\')
			return false;
	return path[0] == '/' || strncmp(path, "@{", 2) == 0;
}

static bool
are_valid(const char *name, const struct apparmor_rules *rules)
{
	if (!apparmor_is_name(name))
		return false;
	for (int i = 0; i < APPARMOR_DENY_MAX && rules->deny[i].path; i++)
		if (!apparmor_is_path(rules->deny[i].path))
			return false;
	return true;
}

static void
print_capabilities(FILE *out, uint64_t set)
{
	if ((set & caps_all()) == caps_all()) {
		fputs("  capability,\n", out);
		return;
	}
	for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
		char *name = set & CAPS_BIT(cap) ? cap_to_name(cap) : NULL;

		if (name == NULL)
			continue;
		fprintf(out, "  capability %s,\n", name + strlen("cap_"));
		cap_free(name);
	}
}

/* A process in no profile may still send signals: docker stop does. */
static void
print_peers(FILE *out, const char *name, bool isolate)
{
	if (!isolate) {
		fputs("  signal,\n  ptrace,\n", out);
		return;
	}
	fprintf(out,
	    "  signal (receive) peer=unconfined,\n"
	    "  signal (send, receive) peer=%s,\n"
	    "  ptrace (read, trace, readby, tracedby) peer=%s,\n",
	    name, name);
}

/*
 * What chapter 5's filter refuses as well, but cannot see where a 32-bit
 * program comes by socketcall(2): the kernel's ciphers, the way to the
 * hypervisor, and what is obsolete. (DECnet has no name here.)
 */
static const char *const families[] = { "alg", "vsock", "econet", "atmsvc",
	"irda", "wanpipe", "isdn", "caif", NULL };

/*
 * What the profile keeps the process from. A deny rule denies also in complain
 * mode, and without a word in the log unless it says audit. So in complain mode
 * the same is allowed and audited.
 *
 * A datagram socket of the packet family is not a raw socket, but reads the
 * wire as well. And umount would uncover what a mount hides.
 */
static void
print_denies(FILE *out, const struct apparmor_rules *rules)
{
	const char *deny = rules->complain ? "audit"
			   : rules->audit  ? "audit deny"
					   : "deny";

	if (rules->deny_mount)
		fprintf(out, "  %s mount,\n  %s umount,\n  %s pivot_root,\n",
		    deny, deny, deny);
	else
		fputs("  mount,\n  umount,\n  pivot_root,\n", out);
	if (rules->deny_raw)
		fprintf(out, "  %s network raw,\n  %s network packet,\n", deny,
		    deny);
	for (size_t i = 0; rules->deny_families && families[i] != NULL; i++)
		fprintf(out, "  %s network %s,\n", deny, families[i]);
	for (int i = 0; i < APPARMOR_DENY_MAX && rules->deny[i].path; i++) {
		/* To allow x, a rule says in which profile: i, the same. */
		const char *modes = rules->deny[i].modes;
		int x = strcspn(modes, "x");
		fprintf(out, "  %s \"%s\" %.*s%s%s,\n", deny,
		    rules->deny[i].path, x, modes,
		    modes[x] != '\0' && rules->complain ? "i" : "", modes + x);
	}
}

static void
print_rules(FILE *out, const char *name, const struct apparmor_rules *rules)
{
	fputs("  file,\n  network,\n  unix,\n  dbus,\n", out);
	print_capabilities(out, rules->capabilities);
	print_peers(out, name, rules->isolate_peers);
	if (rules->may_stack)
		fputs("  change_profile -> &**,\n", out);
	print_denies(out, rules);
}

/* Copies what was written to a memory stream into text, and closes it. */
static int
finish(FILE *out, char *const *written, char *text, size_t size)
{
	bool failed = fclose(out) == EOF;

	if (!failed && strlen(*written) >= size) {
		errno = ENOSPC;
		failed = true;
	}
	if (!failed)
		strcpy(text, *written);
	free(*written);
	return failed ? -1 : 0;
}

int
apparmor_generate(const char *name, const struct apparmor_rules *rules,
    char *text, size_t size)
{
	if (!are_valid(name, rules)) {
		errno = EINVAL;
		return -1;
	}
	char *written;
	size_t length;
	FILE *out = open_memstream(&written, &length);
	if (out == NULL)
		return -1;

	/*
	 * The ABI says for which kernel the rules are meant: what a newer one
	 * can control beyond it stays allowed. A path that leads out of the
	 * mount namespace, or to a deleted file, is judged as if it began at
	 * the root.
	 */
	fprintf(out,
	    "abi <abi/3.0>,\n"
	    "include <tunables/global>\n"
	    "\n"
	    "profile %s flags=(attach_disconnected, mediate_deleted%s) {\n",
	    name, rules->complain ? ", complain" : "");
	print_rules(out, name, rules);
	fputs("}\n", out);
	return finish(out, &written, text, size);
}

int
apparmor_expand_template(
    const char *template, const char *name, char *text, size_t size)
{
	const char *hole;

	if (!apparmor_is_name(name) || strstr(template, PLACEHOLDER) == NULL) {
		errno = EINVAL;
		return -1;
	}
	char *written;
	size_t length;
	FILE *out = open_memstream(&written, &length);
	if (out == NULL)
		return -1;
	while ((hole = strstr(template, PLACEHOLDER)) != NULL) {
		fwrite(template, 1, hole - template, out);
		fputs(name, out);
		template = hole + strlen(PLACEHOLDER);
	}
	fputs(template, out);
	return finish(out, &written, text, size);
}
