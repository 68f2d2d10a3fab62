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
#include <string.h>
#include <sys/mount.h>

static struct container_mount *
new_tmpfs(struct container_spec *spec, const char *target)
{
	struct container_mount *m = cli_new_mount(spec, target);

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
		{ "tmpfs-size", SIZE },
		{ "tmpfs-mode", MODE },
	};

	struct suggestion s;

	suggest_for(&s, name);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, name) == 0)
			return names[i].word;
		suggest_consider(&s, names[i].name);
	}
	options_wrong("--mount: unknown word '%s'%s", name, suggest_text(&s));
}

static bool
is_on(const char *value)
{
	return value != NULL && strcmp(value, "false") != 0 &&
	       strcmp(value, "0") != 0;
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

	if (parse_size(value, &bytes) == -1 || bytes == 0)
		options_wrong("%s: '%s' is no size", option, value);
	add_option(m, "size=%ju", (uintmax_t)bytes);
}

static void
add_mount(struct container_spec *spec, const char *const words[WORDS])
{
	const char *type = words[TYPE] ? words[TYPE] : "volume",
		   *source = words[SOURCE];

	if (strcmp(type, "tmpfs") == 0) {
		struct container_mount *m = new_tmpfs(spec, words[TARGET]);
		if (words[SIZE])
			add_size(m, "tmpfs-size", words[SIZE]);
		if (words[MODE])
			add_option(m, "mode=%s", words[MODE]);
		if (is_on(words[READONLY]))
			m->flags |= MS_RDONLY;
		return;
	}
	bool volume = strcmp(type, "volume") == 0;
	if ((!volume && strcmp(type, "bind") != 0) || source == NULL)
		options_wrong("--mount: type=bind and type=volume need source=,"
			      " else it is type=tmpfs");
	struct container_mount *m = cli_new_mount(spec, words[TARGET]);
	if (volume)
		cli_bind_volume(m, source);
	else
		cli_bind_path(m, source);
	m->shallow = is_on(words[NONRECURSIVE]);
	if ((is_on(words[READONLY]) && !cli_bind_option(m, "ro")) ||
	    (words[PROPAGATION] && !cli_bind_option(m, words[PROPAGATION])))
		options_wrong("--mount: '%s' is no propagation (rprivate, "
			      "rshared, rslave)",
		    words[PROPAGATION]);
}

static void
set_mount(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *copy = strdup(value), *rest = copy, *word;
	const char *words[WORDS] = { NULL };

	(void)option;
	if (copy == NULL)
		err(EXIT_OURS, "out of memory");
	while ((word = strsep(&rest, ",")) != NULL) {
		char *setting;
		const char *name = options_split(word, '=', &setting);

		words[find_word(name)] = setting ? setting : "true";
	}
	free(copy);
	add_mount(&cli->spec, words);
}

static void
set_tmpfs(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *options, *word;
	char *target = options_split(value, ':', &options);
	struct container_mount *m = new_tmpfs(&cli->spec, target);

	(void)option;
	while ((word = strsep(&options, ",")) != NULL)
		add_option(m, "%s", word);
}

static void
set_shm_size(
    struct cli *cli, const struct cli_option *option, const char *value)
{
	struct container_spec *spec = &cli->spec;

	for (size_t i = 0; i < spec->nmounts; i++) {
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
	    "[,bind-propagation=][,tmpfs-size=]",
	    set_mount, 0, false, "mounts_add" },
	{ "tmpfs", 0, "DIR[:OPTIONS]", "an empty directory in memory",
	    set_tmpfs, 0, false, "mounts_add" },
	{ "shm-size", 0, "SIZE", "of /dev/shm (default: 64m)", set_shm_size, 0,
	    false, "mounts_add" },
	{ "read-only", 0, NULL, "the root cannot be written to", cli_set_flag,
	    offsetof(struct cli, spec.read_only), false, "rootfs_seal" },
	{ 0 },
};
