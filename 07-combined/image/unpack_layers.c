/*
 * The layers of an image, unpacked on all processors.
 */
#include "07-combined/image/confine.h"
#include "07-combined/image/image.h"
#include "common/command.h"
#include "common/exits.h"

#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORKERS = 8 };

static void
unpack(json_t *layers, size_t i)
{
	size_t n = json_array_size(layers);
	const char *id = json_string_value(json_array_get(layers, i));
	char blob[PATH_MAX];

	if (isatty(STDERR_FILENO))
		fprintf(stderr, "Unpacking layer %zu of %zu, %.12s\n", n - i, n,
		    id);
	image_path("blobs/sha256", id, blob, sizeof(blob));
	image_unpack(id, blob, image_open_archive(blob));
}

/* An image may have a layer twice; one process is to unpack it. */
static bool
is_repeated(json_t *layers, size_t i)
{
	size_t n = json_array_size(layers);

	for (size_t k = i + 1; k < n; k++)
		if (json_equal(
			json_array_get(layers, k), json_array_get(layers, i)))
			return true;
	return false;
}

/* A pipe with the numbers of the layers: each worker reads its next one there. */
static int
make_queue(json_t *layers)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) == -1)
		err(EXIT_OURS, "pipe2");
	for (size_t i = json_array_size(layers); i-- > 0;)
		if (!is_repeated(layers, i) &&
		    write(ends[1], &i, sizeof(i)) == -1)
			err(EXIT_OURS, "write(..., %zu)", i);
	close(ends[1]);
	return ends[0];
}

static _Noreturn void
work(json_t *layers, int queue, pid_t parent, const sigset_t *signals)
{
	size_t i;

	if (command_die_with_parent(parent) == -1)
		err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
	sigprocmask(SIG_SETMASK, signals, NULL);
	while (read(queue, &i, sizeof(i)) == sizeof(i))
		unpack(layers, i);
	exit(EXIT_SUCCESS);
}

/* The number of processors is enough, as unpacking computes all the time. */
static int
count_workers(json_t *layers)
{
	long workers = sysconf(_SC_NPROCESSORS_ONLN);

	if (workers > (long)json_array_size(layers))
		workers = json_array_size(layers);
	return workers > WORKERS ? WORKERS : workers;
}

static int
wait_for(pid_t worker)
{
	if (worker == -1) {
		warnx("no process that unpacks layers");
		return EXIT_OURS;
	}
	return command_wait(worker);
}

void
image_unpack_layers(json_t *layers)
{
	int n = count_workers(layers), status = 0;
	pid_t workers[WORKERS], self = getpid();
	sigset_t signals;

	int queue = make_queue(layers);
	command_block_signals(&signals);
	for (int i = 0; i < n; i++) {
		workers[i] = fork();
		if (workers[i] == 0)
			work(layers, queue, self, &signals);
	}
	close(queue);
	for (int i = 0; i < n; i++) {
		/* After a failure, the others have no use for their layers. */
		if (status != 0 && workers[i] != -1)
			kill(workers[i], SIGTERM);
		int ended = wait_for(workers[i]);
		status = status == 0 ? ended : status;
	}
	sigprocmask(SIG_SETMASK, &signals, NULL);
	if (status != 0)
		exit(status);
}
