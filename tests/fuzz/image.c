/*
 * What an image brings: index.json, manifest and config, all in one object, and
 * what skopeo(1) says of it.
 */
#include "07-combined/image/fetch.c"
#include "07-combined/docker/cli_image.c"

#include "try.h"

void
fuzz(void)
{
	static struct cli cli;
	static struct image_word w;
	static char *words[] = { NULL };
	char *word = strndup(try_text, try_size);

	memset(&cli, 0, sizeof(cli));
	image_parse(&w, word);
	free(word);
	print_message(open("log", O_RDONLY), "image");
	json_t *image = make_entry(&w, read_manifest(&w, "/"));
	set_config(&cli, json_object_get(image, "Config"));
	set_command(&cli, json_object_get(image, "Config"), words);
	cli_describe_image(image, json_object());

	/* `images` shows it, and a terminal would obey. */
	const char *made = json_string_value(json_object_get(image, "Created"));
	if (made != NULL && strpbrk(made, "\033\r\n\a") != NULL)
		abort();
}
