/*
 * fault-witness [--stay] NAMESPACES: says what it is given to run in: its
 * privileges, its namespaces (which of them are in the comma-separated list of
 * the host's), its mounts, limits, files and calls. All of it in one write(2),
 * so that it comes whole or not at all. What is a container's is the same in
 * each; what is not, was only half set up.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static char all[1 << 17], text[1 << 16];
static size_t used;

static void __attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	used += vsnprintf(all + used, sizeof(all) - used, format, ap);
	va_end(ap);
	if (used >= sizeof(all))
		used = sizeof(all) - 1;
}

static const char *
content(const char *path)
{
	int fd = open(path, O_RDONLY);
	size_t length = 0;
	ssize_t n;

	while (fd != -1 && length < sizeof(text) - 1 &&
	       (n = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
		length += n;
	text[length] = '\0';
	if (fd != -1)
		close(fd);
	return text;
}

static void
say_file(const char *path)
{
	say("%s: %s\n", path, content(path));
}

static void
say_status(void)
{
	static const char *const wanted[] = { "Umask", "Uid", "Gid", "Groups",
		"SigBlk", "SigIgn", "Cap", "NoNewPrivs", "Seccomp" };

	content("/proc/self/status");
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			if (strncmp(line, wanted[i], strlen(wanted[i])) == 0)
				say("%s\n", line);
}

/* Without the numbers: of the mount, its parent, its device, its peers. */
static void
say_mounts(void)
{
	content("/proc/self/mountinfo");
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		int skipped = 0;

		sscanf(line, "%*s %*s %*s %n", &skipped);
		char *peers = strstr(line, " shared:");
		if (peers == NULL)
			peers = strstr(line, " master:");
		for (; peers != NULL && *peers != '-'; peers++)
			if (isdigit((unsigned char)*peers))
				*peers = '?';
		say("%s\n", line + skipped);
	}
}

static void
say_namespaces(const char *hosts)
{
	static const char *const types[] = { "user", "mnt", "pid", "net", "uts",
		"ipc", "cgroup", "time" };
	char path[64], link[64];

	for (int i = 0; i < 8; i++) {
		snprintf(path, sizeof(path), "/proc/self/ns/%s", types[i]);
		ssize_t length = readlink(path, link, sizeof(link) - 1);
		link[length < 0 ? 0 : length] = '\0';
		say("%s: %s\n", types[i],
		    length > 0 && strstr(hosts, link) ? "host's" : "own");
	}
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
say_names(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, by_name);

	say("%s:", path);
	for (int i = 0; i < n; i++)
		say(" %s", entries[i]->d_name);
	say("\n");
}

/*
 * The controller (v2 has none), where it is mounted, and what it has to tell.
 */
static const char *const controls[][3] = {
	{ "pids", "/sys/fs/cgroup/pids", "pids.max" },
	{ "memory", "/sys/fs/cgroup/memory", "memory.limit_in_bytes" },
	{ "devices", "/sys/fs/cgroup/devices", "devices.list" },
	{ "", "/sys/fs/cgroup", "pids.max" },
	{ "", "/sys/fs/cgroup", "memory.max" },
};

/* A line is "4:memory:/combined/web". */
static void
say_cgroup(char *line)
{
	char path[8192];
	char *controller = strchr(line, ':') + 1;
	char *place = strchr(controller, ':') + 1;

	place[-1] = '\0';
	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
		snprintf(path, sizeof(path), "%s%s/%s", controls[i][1], place,
		    controls[i][2]);
		if (strcmp(controller, controls[i][0]) == 0 &&
		    access(path, R_OK) == 0)
			say("%s: %s", controls[i][2], content(path));
	}
	/* cgroups(1) makes the name of a number. */
	place[strcspn(place, "0123456789")] = '\0';
	say("cgroup: %s:%s\n", controller, place);
}

static void
say_cgroups(void)
{
	char lines[4096], *rest = lines, *line;

	snprintf(lines, sizeof(lines), "%s", content("/proc/self/cgroup"));
	while ((line = strsep(&rest, "\n")) != NULL)
		if (*line != '\0')
			say_cgroup(line);
}

static void
say_calls(void)
{
	errno = 0;
	bind(-1, NULL, 0);
	/* ENOSYS: the supervisor that answers it has died. */
	say("bind: %s\n", strerror(errno == ENOSYS ? EPERM : errno));
	errno = 0;
	syscall(SYS_keyctl, -1, 0, 0, 0, 0);
	say("keyctl: %s\n", strerror(errno));
	errno = 0;
	syscall(SYS_umount2, "/nowhere", 0);
	say("umount2: %s\n", strerror(errno));
}

static void
say_surroundings(char *environ[])
{
	int death = 0;
	char name[256] = "";

	gethostname(name, sizeof(name) - 1);
	say("hostname: %s\n", name);
	say("directory: %s\n", getcwd(name, sizeof(name)) ? name : "none");
	prctl(PR_GET_PDEATHSIG, &death);
	say("dies with its parent: %d\n", death);
	for (char **e = environ; *e != NULL; e++)
		if (strncmp(*e, "FAIL", 4) != 0 &&
		    strncmp(*e, "LD_PRELOAD", 10) != 0)
			say("%s\n", *e);
}

int
main(int argc, char *argv[], char *environ[])
{
	int stays = argc > 1 && strcmp(argv[1], "--stay") == 0;

	say_status();
	say_namespaces(argc > 1 + stays ? argv[1 + stays] : "");
	say_mounts();
	say_surroundings(environ);
	say_cgroups();
	say_calls();
	say_names("/proc/self/fd");
	say_names("/dev");
	say_file("/proc/self/limits");
	say_file("/proc/self/uid_map");
	say_file("/proc/self/gid_map");
	say_file("/proc/self/setgroups");
	say_file("/proc/self/oom_score_adj");
	say_file("/proc/self/attr/current");
	say_file("/etc/hosts");
	say_file("/etc/hostname");
	say_file("/etc/resolv.conf");
	if (write(STDOUT_FILENO, all, used) != (ssize_t)used)
		return 1;
	while (stays)
		pause();
	return 0;
}
