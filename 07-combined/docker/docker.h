/*
 * The containers on one's desk: what docker's words other than run work on.
 *
 * The parent of each container stays until its end, in the foreground or behind
 * (run -d): its supervisor. Beside state.json a container's directory has
 *
 *     exit   empty, and after the end the exit status
 *     start  a socket that leads to its terminal, after run -d -t
 *
 * None of these can a container make larger. Its log lies in the data directory
 * (json_file.h), its files of /etc in memory of its own (smallfs.h).
 *
 * state.json has the keys of `docker inspect`, and "Process", which tells who
 * runs. What lives in no process's memory (a written layer, images) is in the
 * data directory: data.h.
 */
#ifndef DESK_H
#define DESK_H

#include "07-combined/docker/cli.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* One container, looked up. */
struct desk {
	const char *name;
	json_t *state;  /* never NULL: an empty object after a broken start */
	pid_t pid;      /* its first process, as we see it; 0: does not run */
	int pidfd;      /* of the same, or -1 */
	int supervisor; /* pidfd of its supervisor, or -1: it is gone */
	int exit;       /* its file of that name, open, or -1 */
	bool paused;
};

/*
 * Looks a container up. Returns 0, or -1 with errno ENOENT where there is none;
 * any other errno leaves it open whether there is, and whether it runs.
 * desk_close() gives back what it holds.
 */
int desk_open(struct desk *d, const char *name);
void desk_close(struct desk *d);

/* Opens the cgroup of a container by its name. As cgroup_open(). */
int desk_cgroup(const char *name, struct cgroup *cgroup);

/* A text of the state, "Config.Hostname"; "" where there is none. */
const char *desk_text(const struct desk *d, const char *path);

/*
 * Returns its exit status, or -1 where it has none yet. Whose supervisor was
 * killed has been killed with it: 137.
 */
int desk_status(const struct desk *d);

/* Docker's word for it: "running", "paused", "exited", "created". */
const char *desk_phase(const struct desk *d);

/* When it ended, by the clock of the file. */
time_t desk_ended(const struct desk *d);

/* Does it run, at this moment? */
bool desk_runs(const char *name);

/*
 * Is there anything of that name that is not in our list of containers? Names
 * are the machine's, a list is of --root.
 */
bool desk_is_taken(const char *name);

/*
 * Waits until its supervisor has cleared up, for at most so many milliseconds,
 * -1: for ever. Returns whether it has.
 */
bool desk_wait(const struct desk *d, int milliseconds);

/*
 * Waits for its end, and closes it. Returns its exit status, which is there only
 * a moment after its last output.
 */
int desk_outlive(struct desk *d);

/* Writes down a new container that runs. Returns 0, or -1 with errno. */
int
desk_write(const struct cli *cli, const struct container_instance *instance);

/*
 * Sets in container what one more process of it shares with the first: its
 * environment, directory, user and powers. Returns 0, or -1 with errno.
 */
int desk_read_process(const struct desk *d, struct cli *cli);

/*
 * Begins a container in the background, and prints its name: its supervisor in
 * a session of its own, which takes the lock over. Returns 0, or exits with a
 * line on stderr.
 */
int desk_launch(struct cli *cli, int lock);

/*
 * Removes what its supervisor would have, had it not been killed: cgroup,
 * network. Returns 0, or -1. Complains.
 */
int desk_clear(const char *name);

/* Removes all that is left of a container, state included. Complains. */
int desk_remove(const char *name);

/* The path of a file in the data directory: data_path(). */
const char *
desk_data(const char *directory, const char *name, char *path, size_t size);

/* The commands; each is as in command_table.h. */
int desk_run(int argc, char *argv[]);
int desk_start(int argc, char *argv[]);
int desk_restart(int argc, char *argv[]);
int desk_ps(int argc, char *argv[]);
int desk_inspect(int argc, char *argv[]);
int desk_stats(int argc, char *argv[]);
int desk_top(int argc, char *argv[]);
int desk_tree(int argc, char *argv[]);
int desk_stop(int argc, char *argv[]);
int desk_kill(int argc, char *argv[]);
int desk_rm(int argc, char *argv[]);
int desk_wait_for(int argc, char *argv[]);
int desk_pause(int argc, char *argv[]);
int desk_unpause(int argc, char *argv[]);
int desk_logs(int argc, char *argv[]);
int desk_exec(int argc, char *argv[]);
int desk_attach(int argc, char *argv[]);
int desk_cp(int argc, char *argv[]);
int desk_diff(int argc, char *argv[]);
int desk_export(int argc, char *argv[]);
int desk_pull(int argc, char *argv[]);
int desk_images(int argc, char *argv[]);
int desk_tag(int argc, char *argv[]);
int desk_rmi(int argc, char *argv[]);
int desk_doctor(int argc, char *argv[]);

#endif
