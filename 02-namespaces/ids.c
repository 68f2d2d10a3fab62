/* Users and groups of a user namespace: user_namespaces(7). */
#include "02-namespaces/ns.h"

#include "01-caps/caps.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"
#include "common/list.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The longest line of a map: three numbers of 32 bits, each with a separator. */
enum { LINE_SIZE = 3 * 11 };

/* What the two maps differ in. */
struct kind {
	const char *file; /* below /proc/PID */
	char *program;    /* may write a map that this process may not */
	const char *why;
	unsigned int own; /* the id of this process outside */
	int capability;   /* with which any id may be mapped */
};

static int map(pid_t pid, const struct kind *kind,
    const struct ns_range *ranges, size_t n);

int
ns_map_ids(pid_t pid, const struct ns_range *uids, size_t nuids,
    const struct ns_range *gids, size_t ngids)
{
	struct kind users = { "uid_map", "newuidmap",
		"users: inside, outside, count", geteuid(), CAP_SETUID };
	struct kind groups = { "gid_map", "newgidmap",
		"groups: inside, outside, count", getegid(), CAP_SETGID };

	if (nuids > 0 && map(pid, &users, uids, nuids) == -1)
		return -1;
	return ngids > 0 ? map(pid, &groups, gids, ngids) : 0;
}

/* The lines of a map: "inside outside count". To be freed; NULL with errno. */
static char *
map_text(const struct ns_range *ranges, size_t n)
{
	size_t used = 0, size = n * LINE_SIZE + 1;
	char *text = malloc(size);

	for (size_t i = 0; text != NULL && i < n; i++)
		used += snprintf(text + used, size - used, "%s%u %u %u",
		    i > 0 ? "\n" : "", ranges[i].inside, ranges[i].outside,
		    ranges[i].count);
	return text;
}

/*
 * Runs newuidmap(1) or newgidmap(1), which have the SUID bit: they write the
 * map when /etc/subuid or /etc/subgid lets this user have all its ids.
 */
static int
run_map_program(pid_t pid, const struct kind *kind, char *text, size_t n)
{
	int status;
	pid_t child = fork();

	if (child == -1)
		return failure_set("fork");
	if (child == 0) {
		char number[16], **argv = calloc(3 + 3 * n, sizeof(*argv));
		size_t argc = 2;

		if (argv == NULL)
			_exit(EXIT_CANNOT_EXEC);
		snprintf(number, sizeof(number), "%d", pid);
		argv[0] = kind->program;
		argv[1] = number;
		for (char *word = strtok(text, " \n"); word != NULL;
		     word = strtok(NULL, " \n"))
			argv[argc++] = word;
		explain_exec("has the right to write any map", argv);
		/* The caller reports the error, in one line. */
		dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
		execvp(argv[0], argv);
		_exit(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXEC);
	}
	if (waitpid(child, &status, 0) == -1)
		return failure_set("waitpid");
	if (status == 0)
		return 0;
	errno = EPERM;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NOT_FOUND)
		errno = ENOENT;
	return failure_set("%s(1)", kind->program);
}

static int
write_map(pid_t pid, const struct kind *kind, const struct ns_range *ranges,
    size_t n, char *text)
{
	char path[64];
	struct caps_sets ours;

	if (caps_get(0, &ours) == -1)
		return failure_set("capget");
	if (!(ours.effective & CAPS_BIT(kind->capability))) {
		/* A normal user may map only the user's own id. */
		if (n != 1 || ranges[0].count != 1 ||
		    ranges[0].outside != kind->own)
			return run_map_program(pid, kind, text, n);
		/*
		 * A group can also be there to keep its members out (mode
		 * 0604). With setgroups(2) in a user namespace, a member could
		 * leave it.
		 */
		snprintf(path, sizeof(path), "/proc/%d/setgroups", pid);
		if (kind->capability == CAP_SETGID &&
		    file_write(path, "no setgroups(2) inside", "deny") == -1)
			return -1;
	}
	/* The kernel takes the whole map in one write(2), and only once. */
	snprintf(path, sizeof(path), "/proc/%d/%s", pid, kind->file);
	return file_write(path, kind->why, "%s", text);
}

/* The kernel limits the number of lines: 340 at the time of writing. */
static int
map(pid_t pid, const struct kind *kind, const struct ns_range *ranges, size_t n)
{
	char *text = map_text(ranges, n);

	if (text == NULL)
		return -1;
	int result = write_map(pid, kind, ranges, n, text);
	int saved_errno = errno;
	free(text);
	errno = saved_errno;
	return result;
}

bool
ns_setgroups_denied(pid_t pid)
{
	char path[64] = "/proc/self/setgroups", answer[8] = "";

	if (pid != 0)
		snprintf(path, sizeof(path), "/proc/%d/setgroups", (int)pid);
	file_read(path, answer, sizeof(answer));
	return strcmp(answer, "deny") == 0;
}

/* Is the line this user's? Sets the range, except for its start inside. */
static bool
is_range_of(char *line, const struct passwd *user, const char *number,
    struct ns_range *range)
{
	char *numbers = strchr(line, ':');

	if (numbers == NULL)
		return false;
	*numbers++ = '\0';
	if (strcmp(line, number) != 0 &&
	    (user == NULL || strcmp(line, user->pw_name) != 0))
		return false;
	return sscanf(numbers, "%u:%u", &range->outside, &range->count) == 2;
}

int
ns_subid_ranges(
    const char *file, uid_t uid, struct ns_range **ranges, size_t *n)
{
	char line[256], number[16];
	const struct passwd *user = getpwuid(uid);
	FILE *stream = fopen(file, "re");
	struct ns_range range = { 0 };
	int result = -1;

	if (stream == NULL)
		return -1;
	snprintf(number, sizeof(number), "%u", uid);
	errno = ENOENT;
	while (fgets(line, sizeof(line), stream) != NULL) {
		if (!is_range_of(line, user, number, &range))
			continue;
		if (*n > 0)
			range.inside =
			    (*ranges)[*n - 1].inside + (*ranges)[*n - 1].count;
		result = LIST_ADD(*ranges, *n, &range);
		if (result == -1)
			break;
	}
	fclose(stream);
	return result;
}
