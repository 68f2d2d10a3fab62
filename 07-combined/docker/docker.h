/*
 * The containers that exist: what docker's commands other than run work on.
 *
 * The parent of each container stays until its end, in the foreground or in the
 * background (run -d): its supervisor. Beside state.json a container's directory
 * has
 *
 *     exit   empty, and after the end the exit status, and RECORD_OOM
 *     start  a socket that leads to its terminal, after run -d -t
 *
 * A container can make none of these larger. Its log is in the data directory
 * (json_file.h), its files of /etc in memory of its own (tmpfs_files.h).
 *
 * state.json has the keys of `docker inspect`, and "Process", which tells what
 * runs. What lives in no process's memory (a written layer, images) is in the
 * data directory: data_directory.h.
 */
#ifndef DOCKER_H
#define DOCKER_H

#include "07-combined/docker/cli.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* One container, looked up. */
struct record {
	const char *name;
	json_t *state;  /* never NULL: an empty object after a broken start */
	pid_t pid;      /* its first process, as we see it; 0: does not run */
	int pidfd;      /* of the same, or -1 */
	int supervisor; /* pidfd of its supervisor, or -1: it is gone */
	int exit;       /* its file of that name, open, or -1 */
	bool paused;
};

/*
 * Looks a container up. Returns 0, or -1 with errno ENOENT if there is none;
 * any other errno leaves it open whether there is, and whether it runs.
 * record_close() gives back what it holds.
 */
int record_open(struct record *d, const char *name);
void record_close(struct record *d);

/* Opens the cgroup of a container by its name. As cgroup_open(). */
int record_cgroup(const char *name, struct cgroup *cgroup);

/* A text of the state, "Config.Hostname"; "" if there is none. */
const char *record_text(const struct record *d, const char *path);

/*
 * Returns its exit status, or -1 if it has none yet. If the supervisor was
 * killed, the container died with it: 137.
 */
int record_status(const struct record *d);

/*
 * What follows the status in the file "exit", where it has run out of memory.
 */
#define RECORD_OOM "oom\n"

/* Has the kernel killed a process of it for want of memory? */
bool record_oom_killed(const struct record *d);

/* Docker's word for it: "running", "paused", "exited", "created". */
const char *record_status_word(const struct record *d);

/* When it ended, by the clock of the file. */
time_t record_finished_at(const struct record *d);

/* Does it run, at this moment? */
bool record_runs(const char *name);

/*
 * Is there anything of that name that is not in our list of containers? Names
 * are the machine's, a list is of --root.
 */
bool record_name_is_taken(const char *name);

/*
 * Waits until its supervisor has cleared up, for at most so many milliseconds,
 * -1: for ever. Returns whether it has.
 */
bool record_wait(const struct record *d, int milliseconds);

/*
 * Waits for its end, and closes it. Returns its exit status, which is there
 * only a moment after its last output.
 */
int record_wait_and_close(struct record *d);

/* Writes down a new container that runs. Returns 0, or -1 with errno. */
int record_write(const struct cli *cli, const struct container *c);

/*
 * Sets in container what one more process of it shares with the first: its
 * environment, directory, user and powers. Returns 0, or -1 with errno.
 */
int record_read_process(const struct record *d, struct cli *cli);

/*
 * Begins a container in the background, and prints its name: its supervisor in
 * a session of its own, which takes the lock over. Returns 0, or exits with a
 * line on stderr.
 */
int docker_run_detached(struct cli *cli, int lock);

/*
 * Removes what its supervisor would have, had it not been killed: cgroup,
 * network. Returns 0, or -1. Complains.
 */
int record_clean_up(const char *name);

/* Removes all that is left of a container, state included. Complains. */
int record_remove(const char *name);

/* The same, of one whose cgroup is gone: to look for that takes its time. */
int record_remove_ended(const char *name);

/* The commands: argv[0] is the name; each returns the exit status. */
int docker_run(int argc, char *argv[]);
int docker_start(int argc, char *argv[]);
int docker_restart(int argc, char *argv[]);
int docker_ps(int argc, char *argv[]);
int docker_inspect(int argc, char *argv[]);
int docker_stats(int argc, char *argv[]);
int docker_top(int argc, char *argv[]);
int docker_tree(int argc, char *argv[]);
int docker_stop(int argc, char *argv[]);
int docker_kill(int argc, char *argv[]);
int docker_rm(int argc, char *argv[]);
int docker_wait_for(int argc, char *argv[]);
int docker_pause(int argc, char *argv[]);
int docker_unpause(int argc, char *argv[]);
int docker_logs(int argc, char *argv[]);
int docker_exec(int argc, char *argv[]);
int docker_attach(int argc, char *argv[]);
int docker_cp(int argc, char *argv[]);
int docker_diff(int argc, char *argv[]);
int docker_export(int argc, char *argv[]);
int docker_pull(int argc, char *argv[]);
int docker_images(int argc, char *argv[]);
int docker_tag(int argc, char *argv[]);
int docker_rmi(int argc, char *argv[]);
int docker_doctor(int argc, char *argv[]);

#endif
