/*
 * ps: the processes of a container. The kernel's list is the cgroup's; what
 * else there is to say of each, the host's ps(1) knows.
 */
#include "07-combined/oci/oci.h"
#include "07-combined/oci/oci_options.h"

#include "common/exits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
	pid_t *pids;
	ssize_t n;
} in_container;

/* ps(1) writes into the pipe. Returns its end to be read; *child is its PID. */
static FILE *
start_ps(char *words[], pid_t *child)
{
	static char *all[] = { "ps", "-ef", NULL };
	int ends[2];

	if (pipe(ends) == -1 || (*child = fork()) == -1)
		oci_fail("ps: %s", strerror(errno));
	if (*child == 0) {
		char **argv = words[1] == NULL ? all : words;
		argv[0] = "ps";
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp("ps", argv);
		fprintf(stderr, "combined-oci: ps: %s\n", strerror(errno));
		_exit(EXIT_OURS);
	}
	close(ends[1]);
	return fdopen(ends[0], "r");
}

/* Returns the column called PID in the line of titles, from 0, or -1. */
static int
find_column(char *line)
{
	char *rest, *word = strtok_r(line, " \n", &rest);

	for (int i = 0; word != NULL; i++) {
		if (strcmp(word, "PID") == 0)
			return i;
		word = strtok_r(NULL, " \n", &rest);
	}
	return -1;
}

/* Is the process of this line in the container? */
static bool
is_inside(char *line, int column)
{
	char *rest, *word = strtok_r(line, " \n", &rest);

	for (int i = 0; word != NULL && i < column; i++)
		word = strtok_r(NULL, " \n", &rest);
	for (ssize_t i = 0; word != NULL && i < in_container.n; i++)
		if (atoi(word) == in_container.pids[i])
			return true;
	return false;
}

static int
print_table(char *words[])
{
	char *line = NULL;
	size_t size = 0;
	int status, column = -1;
	pid_t child;
	FILE *ps = start_ps(words, &child);

	if (ps == NULL)
		oci_fail("ps: %s", strerror(errno));
	for (bool first = true; getline(&line, &size, ps) != -1;
	     first = false) {
		char *copy = strdup(line);
		if (copy == NULL)
			oci_fail("out of memory");
		if (first && (column = find_column(copy)) == -1)
			oci_fail("ps: its output has no column PID");
		if (first || is_inside(copy, column))
			fputs(line, stdout);
		free(copy);
	}
	free(line);
	fclose(ps);
	if (waitpid(child, &status, 0) == -1)
		oci_fail("ps: %s", strerror(errno));
	if (status != 0)
		oci_fail("ps(1) has failed");
	return EXIT_SUCCESS;
}

int
oci_ps(const struct oci_options *o, char *words[])
{
	struct cgroup cgroup;
	json_t *list = json_array();

	json_decref(oci_open_cgroup(words[0], &cgroup));
	in_container.n = cgroup_all_pids(&cgroup, &in_container.pids);
	if (in_container.n == -1)
		oci_fail("cgroup: %s", cgroup_strerror());
	if (!o->json)
		return print_table(words);
	for (ssize_t i = 0; i < in_container.n; i++)
		json_array_append_new(list, json_integer(in_container.pids[i]));
	oci_print(list);
	return EXIT_SUCCESS;
}
