/*
 * The command lines of combined's other commands, one word a line. The first
 * says which: "exec", "oci", "format", or the keys of a smaller one's options.
 */
#include "try.h"

#include "07-combined/docker/docker_options.h"
#include "07-combined/oci/oci_exec.c"
#include "07-combined/template/template.h"

/* With the empty values and the mistakes that a template meets. */
static void
try_template(const char *text)
{
	json_t *dot = json_pack("{ss, s{ss, si}, s[s, s], s{ss}, sn, sn}",
	    "Name", "x", "State", "Status", "up", "Pid", 1, "Args", "a", "b",
	    "Labels", "a", "1", "Binds", "Tmpfs");
	struct template *template = template_parse(text);

	if (template != NULL)
		free(template_run(template,
		    &(struct template_data){ .dot = dot, .labels = dot }));
	template_free(template);
	json_decref(dot);
}

void
fuzz(void)
{
	static struct cli cli;
	static const struct oci_command command = { "exec", "", "ID [...]",
		"CDetugpdPLAwcNGi", 1, 4096, NULL };
	static struct oci_options o;
	static char *words[512];
	struct docker_options r;
	int n = try_command("", words, 512) - 1;
	char **argv = words + 1;

	if (strcmp(argv[0], "exec") == 0) {
		memset(&cli, 0, sizeof(cli));
		cli_parse_exec(&cli, n, argv);
	} else if (strcmp(argv[0], "oci") == 0) {
		argv = oci_parse(&o, &command, n, argv);
		memset(&more, 0, sizeof(more));
		translate(&more, json_object(),
		    alter_process(json_object(), &o, argv + 1));
	} else if (strcmp(argv[0], "format") == 0 && n > 1) {
		try_template(argv[1]);
	} else {
		docker_options(&r, n, argv, argv[0], "ps", 0, 0);
	}
}
