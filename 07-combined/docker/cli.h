/*
 * The docker-like front end: words of the command line into struct
 * container_spec.
 *
 * Each option is a line of a table: its name, its help and the function that
 * understands its value. The tables stand in the cli_*.c files, one for each
 * subject; --help is made from them.
 */
#ifndef CLI_H
#define CLI_H

#include "07-combined/docker/json_file.h"
#include "07-combined/engine/container.h"
#include "07-combined/network/network.h"

#include <jansson.h>
#include <stdio.h>

/* The address in --add-host that stands for the host's. */
#define CLI_HOST_GATEWAY "host-gateway"

struct cli_option;

/* An option as it was given, for `combined inspect`. */
struct cli_given {
	const struct cli_option *option;
	const char *value; /* of a switch NULL, or where it is off "false" */
};

/* What the options say, and what is settled when all are read. */
struct cli {
	struct container_spec spec;
	size_t first_mount; /* of spec's: the first that an option has added */
	const char *name;   /* --name, or made up */
	uint64_t cap_add, cap_drop;
	bool privileged;
	bool bare_paths;     /* nothing of /proc and /sys masked or read-only */
	const char *seccomp; /* --security-opt seccomp=; NULL: the default */
	const char *apparmor; /* --security-opt apparmor=; NULL: the default */
	json_t *seccomp_profile; /* what it read; "unconfined"; NULL */
	bool tty;                /* -t was given */
	bool interactive;        /* -i */
	bool detach, remove;     /* -d, --rm */
	bool again;              /* it has been there before */
	char **arguments;        /* "run" and all that follows */
	struct cli_given *given; /* its options, in their order */
	size_t ngiven;
	char **words; /* the command as given, without the image */
	int input;    /* of -d -i: what it reads from; -1: nothing */
	bool no_log;  /* --log-driver none */
	struct json_file_limits log; /* --log-opt */
	const char *image;           /* what it was made of, in words */
	const char *entrypoint;      /* --entrypoint; NULL: the image's */
	const char *pull;            /* --pull; NULL: where it is missing */
	json_t *image_entry;         /* what the store knows of it, or NULL */
	const char *default_path;    /* the environment's PATH, ours */
	char **variables;            /* -e, "NAME=VALUE" or "NAME" */
	size_t nvariables;
	char **env_files; /* --env-file: what -e says counts before */
	size_t nenv_files;
	const char *stop_signal;
	long long stop_timeout; /* seconds; negative: for ever */
	const char *cidfile;    /* --cidfile, to be written */
	char **labels;          /* "NAME=VALUE" */
	size_t nlabels;
	const char *network; /* "none", "host", "bridge", "container:NAME" */
	const char *ipc;     /* --ipc; NULL: "shareable" */
	struct network net;
	char **hosts; /* --add-host; ends with NULL, or is NULL */
	size_t nhosts;
	char **dns_search; /* --dns-search */
	size_t ndns_search;
	char **dns; /* --dns */
	size_t ndns;
};

/* Of an option, together: */
enum {
	CLI_RUN = 0,  /* it is run's */
	CLI_EXEC = 1, /* and exec's, too */
	CLI_EMPTY =
	    2, /* with "" it is as if it had not been given, as docker's */
};

struct cli_option {
	const char *name;  /* the long option */
	char letter;       /* the short one, or 0 */
	const char *value; /* what --help calls the value; NULL: a switch */
	const char *help;
	/* Takes the value; a wrong one ends in options_wrong(). */
	void (*set)(struct cli *cli, const struct cli_option *option,
	    const char *value);
	int id;    /* tells options with one function apart, or says where in
		      struct cli it goes */
	int flags; /* CLI_RUN, or of the others */
	/* The functions that do what it asks for: where the kernel is asked, not
	   where the value is read. Separated by spaces, in the order in which
	   they are called; cli_functions.c has their files. */
	const char *functions;
};

/* The tables; each ends with a name of NULL. */
extern const struct cli_option cli_process[];
extern const struct cli_option cli_variables[];
extern const struct cli_option cli_log[];
extern const struct cli_option cli_ulimit[];
extern const struct cli_option cli_namespaces[];
extern const struct cli_option cli_network[];
extern const struct cli_option cli_power[];
extern const struct cli_option cli_volumes[];
extern const struct cli_option cli_mounts[];
extern const struct cli_option cli_devices[];
extern const struct cli_option cli_resources[];

/*
 * Writes the rows of one table's options for --help=functions, as Markdown: the
 * option, a function, and the file it stands in.
 */
void cli_add_functions(FILE *out, const struct cli_option *table);

/*
 * Sets what is not zero where nothing has been asked for. cli_parse_run() does
 * so itself; before cli_parse_exec() it is called once.
 */
void cli_init(struct cli *cli);

/*
 * Understands the arguments of `combined run`, argv[0] being "run". Exits 125
 * with a line on stderr if it cannot, 0 after --help.
 */
void cli_parse_run(struct cli *cli, int argc, char *argv[]);

/*
 * The same for `combined exec`: the container's name goes to cli->name, the
 * command to cli->spec.argv; the options change what is there already.
 */
void cli_parse_exec(struct cli *cli, int argc, char *argv[]);

/*
 * Adds to a container's state what is the image's: its layers, its config, and
 * its labels to those of --label. image may be NULL.
 */
void cli_describe_image(json_t *image, json_t *state);

/*
 * Understands the words of `combined run`: finds the image, if there is one,
 * and gives the container what it brings: layers, command, environment,
 * directory, user, stop signal. What options have said counts before.
 * commands_only: the words are a command (they came after "--"). Exits 125
 * with a line on stderr if it cannot.
 */
void cli_choose_image(struct cli *cli, char *words[], bool commands_only);

/*
 * Completes the request: what no option has said gets its default, and what
 * follows from several of them is worked out. Exits 125 with a line on stderr
 * where they do not fit together.
 */
void cli_settle(struct cli *cli);

/* Is there to be a terminal? Where the caller has one, as docker run -ti. */
bool cli_settle_terminal(const struct cli *cli);

/*
 * Makes the filter that cli->seccomp_profile asks for (NULL: the default) for a
 * process with these capabilities, and gives it these.
 */
void cli_settle_power(struct cli *cli, uint64_t caps);

/* The words of Go's strconv.ParseBool(). Returns 1 or 0, or -1 for other words. */
int cli_parse_switch(const char *value);

/*
 * Whether --name=value, or -n=value, asks for a switch; it does without a value,
 * NULL. Exits 125 after other words.
 */
bool cli_take_switch(const char *name, const char *value);

/*
 * docker's -m=64m is -m 64m, and -d=true is --detach=true. In getopt_long's letters
 * this makes "=" an option of its own, whose value is that of the switch before it.
 */
#define CLI_SWITCH_VALUE "=::"

/* The value of the option that getopt_long has returned, without docker's "=". */
const char *cli_value(int option, char *const argv[]);

/* The functions of options whose id is the offset of a bool, or of a text. */
void cli_set_flag(
    struct cli *cli, const struct cli_option *option, const char *value);
void cli_set_text(
    struct cli *cli, const struct cli_option *option, const char *value);

/*
 * The function of an option whose id is a CLONE_NEW… flag: "private", "host",
 * "container:NAME".
 */
void cli_set_namespace(
    struct cli *cli, const struct cli_option *option, const char *value);

/* The function of --ipc, which has /dev/shm besides. */
void cli_set_ipc(
    struct cli *cli, const struct cli_option *option, const char *value);

/*
 * Gives the process the variables of --env-file, and then those of -e, which
 * count whatever the order of the options. Exits 125 where a file cannot be
 * understood.
 */
void cli_settle_variables(struct cli *cli);

/*
 * Does -e name this variable ("NAME=VALUE") alone, where the caller has none of the
 * name? Then the container has none either, whatever its image says.
 */
bool cli_unsets_variable(const struct cli *cli, const char *text);

/*
 * Keeps the caller's oom_score_adj out of the container, whose own is 0 if no
 * option says another; a normal user may not lower what it has.
 */
void cli_settle_oom_score(struct cli *cli);

/*
 * Puts the mounts of options in their order: a mount comes after the one that its
 * path is in, whatever the order of the options. Leaves out the default mounts and
 * device nodes in whose place they stand. Exits 125 where one cannot be mounted:
 * a directory on a file that each container has, what is not a procfs on /proc, what
 * has no devices on /dev.
 */
void cli_settle_mounts(struct cli *cli);

/*
 * Replaces or leaves out the default mounts that a container with users of its own
 * may not make: what shows a namespace that is not its own. Ends the process with
 * EXIT_OURS where the host's cannot be opened. To be called when the namespaces are
 * known.
 */
void cli_settle_others(struct cli *cli);

/* All nodes of the host's /dev, as a privileged container has them. */
void cli_add_all_devices(struct container_spec *spec);

/*
 * Ends as a wrong option does where --hostname, --domainname or --sysctl would
 * change what is the host's: namespaced_check().
 */
void cli_check_settings(const struct container_spec *spec);

#endif
