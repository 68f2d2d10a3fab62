/* Options about mounts in all their detail, and about tmpfs. */
#include "07-combined/docker/cli_volumes.h"
#include "07-combined/engine/mount_options.h"
#include "common/exits.h"
#include "common/options.h"
#include "common/parse.h"
#include "common/suggest.h"

#include <err.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mount.h>

static struct container_mount *
new_tmpfs(struct cli *cli, const char *target)
{
	struct container_mount *m = cli_new_mount(cli, target);

	m->source = m->type = "tmpfs";
	m->flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	return m;
}

/* The words of --mount; each is the first of its names. */
enum word {
	TYPE,
	SOURCE,
	TARGET,
	READONLY,
	PROPAGATION,
	NONRECURSIVE,
	NOCOPY,
	SIZE,
	MODE,
	WORDS
};

static enum word
find_word(const char *name)
{
	static const struct {
		const char *name;
		enum word word;
	} names[] = {
		{ "type", TYPE },
		{ "source", SOURCE },
		{ "src", SOURCE },
		{ "target", TARGET },
		{ "destination", TARGET },
		{ "dst", TARGET },
		{ "readonly", READONLY },
		{ "ro", READONLY },
		{ "bind-propagation", PROPAGATION },
		{ "bind-nonrecursive", NONRECURSIVE },
		{ "volume-nocopy", NOCOPY },
		{ "tmpfs-size", SIZE },
		{ "tmpfs-mode", MODE },
	};

	struct suggestion s;

	suggest_for(&s, name);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(names[i].name, name) == 0)
			return names[i].word;
		suggest_consider(&s, names[i].name);
	}
	options_wrong("--mount: unknown word '%s'%s", name, suggest_text(&s));
}

static bool
is_switch(enum word word)
{
	return word == READONLY || word == NONRECURSIVE || word == NOCOPY;
}

static bool
is_on(const char *value)
{
	return value != NULL && cli_parse_switch(value) == 1;
}

/* An option of the file system. */
static void __attribute__((format(printf, 2, 3)))
add_option(struct container_mount *m, const char *format, ...)
{
	char text[128];
	va_list ap;

	va_start(ap, format);
	int length = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (length >= (int)sizeof(text))
		options_wrong("'%s...' is too long", text);
	if (mount_option(m, text) == -1)
		err(EXIT_OURS, "out of memory");
}

static void
add_size(struct container_mount *m, const char *option, const char *value)
{
	uint64_t bytes;

	if (parse_size(value, &bytes) == -1)
		options_wrong("%s: '%s' is not a size", option, value);
	/* 0 is docker's word for the default, which is the kernel's. */
	if (bytes != 0)
		add_option(m, "size=%ju", (uintmax_t)bytes);
}

/* 0 is docker's word for the default. */
static void
add_mode(struct container_mount *m, const char *value)
{
	size_t octal = strspn(value, "01234567");

	if (octal == 0 || value[octal] != '\0')
		options_wrong("tmpfs-mode: '%s' is not an octal number", value);
	if (value[strspn(value, "0")] != '\0')
		add_option(m, "mode=%s", value);
}

/* A word that belongs to another type is a mistake, as with docker. */
static void
refuse_other_words(const char *type, const char *const words[WORDS])
{
	static const struct {
		enum word word;
		const char *type, *name;
	} all[] = {
		{ PROPAGATION, "bind", "bind-propagation" },
		{ NONRECURSIVE, "bind", "bind-nonrecursive" },
		{ NOCOPY, "volume", "volume-nocopy" },
		{ SIZE, "tmpfs", "tmpfs-size" },
		{ MODE, "tmpfs", "tmpfs-mode" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (words[all[i].word] != NULL &&
		    strcasecmp(all[i].type, type) != 0)
			options_wrong("--mount: %s is for type=%s only",
			    all[i].name, all[i].type);
}

static void
add_mount(struct cli *cli, const char *const words[WORDS])
{
	const char *type = words[TYPE] ? words[TYPE] : "volume",
		   *source = words[SOURCE];

	refuse_other_words(type, words);
	if (strcasecmp(type, "tmpfs") == 0) {
		struct container_mount *m = new_tmpfs(cli, words[TARGET]);
		if (source != NULL)
			options_wrong("--mount: type=tmpfs has no source");
		if (words[SIZE])
			add_size(m, "tmpfs-size", words[SIZE]);
		if (words[MODE])
			add_mode(m, words[MODE]);
		if (is_on(words[READONLY]))
			m->flags |= MS_RDONLY;
		return;
	}
	bool volume = strcasecmp(type, "volume") == 0;
	if (!volume && (strcasecmp(type, "bind") != 0 || source == NULL))
		options_wrong("--mount: type=bind needs source=; else it is "
			      "type=volume or type=tmpfs");
	struct container_mount *m = cli_new_mount(cli, words[TARGET]);
	if (source == NULL && is_on(words[READONLY]))
		options_wrong(
		    "--mount: readonly needs a source=: a volume without "
		    "a name is empty");
	if (source == NULL)
		cli_bind_own(m);
	else if (volume)
		cli_bind_volume(m, source);
	else if (source[0] == '/' || source[0] == '.')
		cli_bind_path(m, source);
	else
		options_wrong("--mount: '%s' is not a path that begins with / "
			      "or ./",
		    source);
	if (words[NONRECURSIVE])
		m->shallow = is_on(words[NONRECURSIVE]);
	if (is_on(words[NOCOPY]))
		m->copy_up = false;
	if (is_on(words[READONLY]))
		cli_bind_option(m, "ro");
	if (words[PROPAGATION] == NULL)
		return;
	/* Nothing else: "ro" and "nocopy" have words of their own. */
	m->propagation = mount_propagation(words[PROPAGATION]);
	if (m->propagation == 0)
		options_wrong("--mount: '%s' is not a propagation (rprivate, "
			      "rshared, rslave)",
		    words[PROPAGATION]);
}

/*
 * Cuts the next field off a record of comma-separated values, RFC 4180: one in
 * double quotes may have commas, and quotes written twice. Returns NULL at the
 * end.
 */
static char *
next_field(char **rest, const char *whole)
{
	char *field = *rest, *to = field, *from = field;

	if (field == NULL || field[0] != '"') {
		strsep(rest, ",");
		if (field != NULL && strchr(field, '"') != NULL)
			options_wrong("--mount: '%s': a quoted field is quoted "
				      "as a whole: \"source=a,b\"",
			    whole);
		return field;
	}
	for (from++; *from != '\0' && (from[0] != '"' || from[1] == '"');
	     from++) {
		from += *from == '"';
		*to++ = *from;
	}
	if (from[0] != '"' || (from[1] != ',' && from[1] != '\0'))
		options_wrong("--mount: '%s': the quote does not end at the "
			      "end of a field",
		    whole);
	*rest = from[1] == ',' ? from + 2 : NULL;
	*to = '\0';
	return field;
}

/* KEY=VALUE; a switch may stand alone. */
static void
take_field(const char *words[WORDS], const char *field)
{
	char *setting;
	const char *name = options_split(field, '=', &setting);
	enum word word = find_word(name);

	if (setting == NULL && !is_switch(word))
		options_wrong("--mount: '%s' needs a value", name);
	if (setting != NULL && is_switch(word) &&
	    cli_parse_switch(setting) == -1)
		options_wrong(
		    "--mount: %s: '%s' is not true or false", name, setting);
	words[word] = setting != NULL ? setting : "true";
}

static void
set_mount(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *copy = strdup(value), *rest = copy, *field;
	const char *words[WORDS] = { NULL };

	(void)option;
	if (copy == NULL)
		err(EXIT_OURS, "out of memory");
	while ((field = next_field(&rest, value)) != NULL)
		take_field(words, field);
	free(copy);
	add_mount(cli, words);
}

/* Of two --tmpfs for one directory the last counts, as docker has it. */
static void
forget_tmpfs(struct cli *cli, const char *target)
{
	struct container_spec *spec = &cli->spec;
	char *path = cli_clean_path(target);

	for (size_t i = cli->first_mount; i < spec->nmounts; i++) {
		struct container_mount *m = &spec->mounts[i];

		if (m->type == NULL || strcmp(m->target, path) != 0)
			continue;
		cli_remove_mount(cli, i);
		break;
	}
	free(path);
}

static void
set_tmpfs(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *options, *word;
	char *target = options_split(value, ':', &options);

	(void)option;
	forget_tmpfs(cli, target);
	struct container_mount *m = new_tmpfs(cli, target);
	while ((word = strsep(&options, ",")) != NULL)
		add_option(m, "%s", word);
}

static void
set_shm_size(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container_spec *spec = &cli->spec;
	uint64_t bytes;

	if (parse_size(value, &bytes) == 0 && bytes == 0)
		return; /* docker's word for the default */
	for (size_t i = 0; i < cli->first_mount; i++) {
		if (strcmp(spec->mounts[i].target, "/dev/shm") != 0)
			continue;
		spec->mounts[i].data = "mode=1777";
		add_size(&spec->mounts[i], option->name, value);
	}
}

const struct cli_option cli_mounts[] = {
	{ "mount", 0, "WORDS",
	    "type=bind|volume|tmpfs,source=,target=[,readonly]\n"
	    "                                 "
	    "[,bind-propagation=][,tmpfs-size=]\n"
	    "                                 [,volume-nocopy]",
	    set_mount, 0, CLI_RUN, "mounts_add" },
	{ "tmpfs", 0, "DIR[:OPTIONS]", "an empty directory in memory",
	    set_tmpfs, 0, CLI_RUN, "mounts_add" },
	{ "shm-size", 0, "SIZE", "of /dev/shm (default: 64m)", set_shm_size, 0,
	    CLI_RUN, "mounts_add" },
	{ "read-only", 0, NULL, "the root cannot be written to", cli_set_flag,
	    offsetof(struct cli, spec.read_only), CLI_RUN, "rootfs_seal" },
	{ 0 },
};
