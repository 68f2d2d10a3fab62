/*
 * combined: all chapters together, a container runtime. As combined-oci, the
 * same program is a runtime for engines.
 */
#include "07-combined/front_end.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/output.h"
#include "common/suggest.h"

#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/*
 * What the program is called by decides, and nothing else. As "runc" it is put
 * in the place of runc, by a link: then it has to have the command line of
 * runc. A copy under any other name is combined.
 */
static const struct front_end *
choose_front_end(void)
{
	const char *name = program_invocation_short_name;

	return strcmp(name, "combined-oci") == 0 || strcmp(name, "runc") == 0
		   ? &oci_front_end
		   : &docker_front_end;
}

static const struct front_end *
other_than(const struct front_end *front)
{
	return front == &oci_front_end ? &docker_front_end : &oci_front_end;
}

/* Is this word, "--log=x" say, an option of the front end? */
static bool
has_option(const struct front_end *front, const char *word)
{
	if (strncmp(word, "--", 2) != 0)
		return false;
	word += 2;
	for (const struct option *o = front->options; o->name != NULL; o++)
		if (strncmp(o->name, word, strlen(o->name)) == 0 &&
		    strchr("=", word[strlen(o->name)]) != NULL)
			return true;
	return false;
}

/* Finds the command of this name; false: the front end has none. */
static bool
find_command(const struct front_end *front, const char *word, size_t *i)
{
	const char *name;

	for (*i = 0; (name = front->command_name(*i)) != NULL; (*i)++)
		if (strcmp(name, word) == 0)
			return true;
	return false;
}

static _Noreturn void
unknown_command(
    const struct front_end *front, const char *word, const char *next)
{
	struct suggestion s;
	const char *name;
	size_t i;

	if (find_command(other_than(front), word, &i))
		errx(EXIT_OURS, "'%s' is a command of %s, not of %s", word,
		    other_than(front)->program, front->program);
	name = front->refusal != NULL ? front->refusal(word, next) : NULL;
	if (name != NULL)
		errx(EXIT_OURS, "%s: not supported (%s)", word, name);
	suggest_for(&s, word);
	for (i = 0; (name = front->command_name(i)) != NULL; i++)
		suggest_consider(&s, name);
	options_wrong("unknown command '%s'%s", word, suggest_text(&s));
}

static void
take_options(const struct front_end *front, int argc, char *argv[])
{
	int option, index;

	while (index = -1, (option = getopt_long(argc, argv, front->letters,
				front->options, &index)) != -1) {
		options_check_whole(front->options, index, argv);
		if (front->take(option))
			continue;
		if (option == '?' &&
		    has_option(other_than(front), argv[optind - 1]))
			errx(EXIT_OURS, "'%s' is an option of %s, not of %s",
			    argv[optind - 1], other_than(front)->program,
			    front->program);
		options_common(option, argv, front->options,
		    option == OPTION_HELP || option == 'h' ? front->make_help()
							   : NULL);
	}
}

int
main(int argc, char *argv[])
{
	const struct front_end *front = choose_front_end();
	size_t command;

	output_begin();
	/*
	 * Files and directories that we make are the container's, too: they and
	 * its first process have what docker and runc give them, whatever the
	 * caller's shell has. config.json may say another for the process.
	 */
	umask(022);
	take_options(front, argc, argv);
	if (argv[optind] == NULL)
		options_wrong("no command");

	/* What follows is the command's: getopt(3) starts anew in it. */
	argc -= optind;
	argv += optind;
	optind = 0;
	if (!find_command(front, argv[0], &command))
		unknown_command(front, argv[0], argv[1]);
	options_of_command(argv[0]);
	return front->run(command, argc, argv);
}
