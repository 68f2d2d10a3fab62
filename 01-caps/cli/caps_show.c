#include "01-caps/cli/caps_show.h"

#include "01-caps/caps.h"
#include "01-caps/ping.h"
#include "common/exits.h"
#include "common/output.h"
#include "common/screen.h"

#include <err.h>
#include <errno.h>
#include <linux/securebits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What proc(5) says of a process in /proc/PID/status. */
struct status {
	char name[64];
	unsigned int uid[2]; /* real, effective */
	int no_new_privs;
};

static int
read_status(pid_t pid, struct status *status)
{
	char path[64], line[512];

	*status = (struct status){ .name = "?" };
	if (pid == 0)
		snprintf(path, sizeof(path), "/proc/self/status");
	else
		snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return -1;
	while (fgets(line, sizeof(line), file) != NULL) {
		sscanf(line, "Name: %63[^\n]", status->name);
		sscanf(line, "Uid: %u %u", &status->uid[0], &status->uid[1]);
		sscanf(line, "NoNewPrivs: %d", &status->no_new_privs);
	}
	fclose(file);
	return 0;
}

enum { NAMES_COLUMN = 17 }; /* after the title and the number */

/* On a terminal a long list goes on below its beginning. */
static void
print_set(const char *title, uint64_t set)
{
	int columns = screen_of(STDOUT_FILENO).columns, used = NAMES_COLUMN;
	char text[1024], *rest = text, *name;

	printf("%-12s %2d  ", title, __builtin_popcountll(set));
	caps_names(set, text, sizeof(text));
	while ((name = strsep(&rest, ",")) != NULL) {
		int length = strlen(name) + (rest != NULL);

		if (columns > 0 && used + length > columns) {
			printf("\n%*s", NAMES_COLUMN, "");
			used = NAMES_COLUMN;
		}
		printf("%s%s", name, rest != NULL ? "," : "");
		used += length;
	}
	putchar('\n');
}

/* Our own securebits: capabilities(7). */
static void
print_securebits(void)
{
	static const struct {
		int bit;
		const char *name;
	} bits[] = {
		{ SECBIT_NOROOT, "noroot" },
		{ SECBIT_NO_SETUID_FIXUP, "no_setuid_fixup" },
		{ SECBIT_KEEP_CAPS, "keep_caps" },
		{ SECBIT_NO_CAP_AMBIENT_RAISE, "no_cap_ambient_raise" },
	};
	int set = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
	const char *separator = "";

	printf("%-17s", "securebits");
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		/* The bit above each one locks it. */
		bool on = set & bits[i].bit, locked = set & bits[i].bit << 1;

		if (!on && !locked)
			continue;
		printf("%s%s%s%s", separator, on ? "" : "!", bits[i].name,
		    locked ? " (locked)" : "");
		separator = ", ";
	}
	puts(*separator == '\0' ? "none" : "");
}

/*
 * Capabilities count over what belongs to the process's user namespace, and to
 * the user namespaces below it: user_namespaces(7). The inode of the first one,
 * the host's, is a constant of include/linux/ns_common.h.
 */
static void
print_namespace(pid_t pid)
{
	const ino_t hosts = 0xeffffffd;
	char path[64] = "/proc/self/ns/user";
	struct stat its, ours;
	int known = stat(path, &ours);

	if (known == 0 && pid != 0) {
		snprintf(path, sizeof(path), "/proc/%d/ns/user", (int)pid);
		known = stat(path, &its);
	} else {
		its = ours;
	}
	printf("%-17s", "user namespace");
	if (known == -1)
		printf("unknown (%s)\n", strerror(errno));
	else
		printf("%ju (%s)\n", (uintmax_t)its.st_ino,
		    its.st_ino == hosts         ? "the host's"
		    : its.st_ino == ours.st_ino ? "yours"
						: "its own");
}

int
caps_show(pid_t pid)
{
	struct caps_sets sets;
	struct status status;
	int shown = pid != 0 ? pid : getpid();

	if (caps_get(pid, &sets) == -1 || read_status(pid, &status) == -1)
		err(EXIT_OURS, "process %d", shown);

	printf("%-17s%d (%s)\n", "process", shown, status.name);
	printf("%-17s%u", "uid", status.uid[1]);
	if (status.uid[0] != status.uid[1])
		printf(" (real: %u)", status.uid[0]);
	putchar('\n');
	print_namespace(pid);
	print_set("bounding", sets.bounding);
	print_set("permitted", sets.permitted);
	print_set("effective", sets.effective);
	print_set("inheritable", sets.inheritable);
	print_set("ambient", sets.ambient);
	printf("%-17s%s\n", "no_new_privs", status.no_new_privs ? "yes" : "no");
	if (pid == 0)
		print_securebits();
	output_finish();
	return EXIT_SUCCESS;
}

static void
print_reason(bool yes, const char *text)
{
	printf("  %-5s%s\n", yes ? "yes" : "no", text);
}

int
caps_show_ping(const char *path)
{
	struct ping_reasons why;
	char text[160];

	if (ping_find_reasons(path, &why) == -1)
		err(EXIT_OURS, "%s", path);

	bool any =
	    why.suid || why.file_capability || why.capability || why.group;
	printf("uid %u, with %s: %s\n", geteuid(), path,
	    any ? "can ping: any one of these is enough" : "cannot ping");
	snprintf(text, sizeof(text), "SUID bit: the mode is %04o, of uid %u%s",
	    why.mode, why.owner, why.ignored != NULL ? why.ignored : "");
	print_reason(why.suid, text);
	snprintf(text, sizeof(text), "file capability: %s%s", why.file_text,
	    why.ignored != NULL ? why.ignored : "");
	print_reason(why.file_capability, text);
	print_reason(why.capability, "CAP_NET_RAW, without the file's help");
	snprintf(text, sizeof(text),
	    "net.ipv4.ping_group_range: groups %u to %u%s", why.group_min,
	    why.group_max, why.group_min > why.group_max ? ", so none" : "");
	print_reason(why.group, text);
	output_finish();
	return any ? EXIT_SUCCESS : EXIT_FAILURE;
}
