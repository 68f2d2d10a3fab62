/*
 * The commands about images: pull, images, tag, rmi.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/image/image.h"
#include "common/exits.h"
#include "common/text.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
docker_pull(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "", "pull IMAGE...", 1, 0);
	for (char **name = r.names; *name != NULL; name++) {
		static struct image_word w;

		image_parse(&w, *name);
		if (w.kind == IMAGE_DIRECTORY)
			errx(EXIT_OURS, "%s: a directory needs no pull: run it",
			    *name);
		if (w.kind == IMAGE_NONE && strchr(*name, '/') != NULL &&
		    access(*name, F_OK) == -1)
			err(EXIT_OURS, "%s", *name);
		if (w.kind == IMAGE_NONE)
			errx(EXIT_OURS, "'%s' is no image's name", *name);
		image_pull(&w);
		puts(text_shown(w.name));
	}
	return EXIT_SUCCESS;
}

static void
list(const char *name, json_t *image)
{
	json_t *layers = json_object_get(image, "Layers");
	double size = json_integer_value(json_object_get(image, "Size"));
	const char *created =
	    json_string_value(json_object_get(image, "Created"));

	printf("%-40s %.12s %7zu %8.1fM  %.10s\n", text_shown(name),
	    json_string_value(json_object_get(image, "Id")),
	    json_array_size(layers), size / (1 << 20), created ? created : "");
}

int
docker_images(int argc, char *argv[])
{
	struct docker_options r;
	json_t *image;
	const char *name;

	docker_options(&r, argc, argv, "q", "images [-q]", 0, 0);
	if (!r.set['q'])
		printf("%-40s %-12s %7s %9s  %s\n", "NAME", "ID", "LAYERS",
		    "FETCHED", "CREATED");
	json_t *images = image_list();
	json_object_foreach (images, name, image) {
		if (r.set['q'])
			puts(text_shown(name));
		else
			list(name, image);
	}
	return EXIT_SUCCESS;
}

/* Returns the name in the list that a word stands for, or NULL. */
static const char *
find(json_t *images, const char *word)
{
	static struct image_word w;

	if (json_object_get(images, word) != NULL)
		return word;
	image_parse(&w, word);
	return json_object_get(images, w.name) != NULL ? w.name : NULL;
}

int
docker_tag(int argc, char *argv[])
{
	static struct image_word w;
	struct docker_options r;

	docker_options(&r, argc, argv, "", "tag IMAGE NAME[:TAG]", 2, 2);
	if (image_parse(&w, r.names[1]) != IMAGE_NAME)
		errx(EXIT_OURS, "'%s' is no image's name", r.names[1]);
	int lock = image_lock();
	json_t *images = image_list();
	const char *from = find(images, r.names[0]);
	if (from == NULL)
		errx(EXIT_OURS, "%s: no such image", r.names[0]);
	json_object_set_new(
	    images, w.name, json_deep_copy(json_object_get(images, from)));
	if (image_write_list(images) == -1)
		err(EXIT_OURS, "the list of images");
	close(lock);
	return EXIT_SUCCESS;
}

int
docker_rmi(int argc, char *argv[])
{
	struct docker_options r;
	int status = EXIT_SUCCESS;

	docker_options(&r, argc, argv, "", "rmi IMAGE...", 1, 0);
	int lock = image_lock();
	json_t *images = image_list();
	for (char **word = r.names; *word != NULL; word++) {
		const char *name = find(images, *word);
		const char *user = name ? image_user(images, name) : NULL;

		if (name == NULL || user != NULL) {
			warnx("%s: %s%s", *word,
			    name ? "it is used by " : "no such image",
			    user ? user : "");
			status = EXIT_OURS;
			continue;
		}
		puts(text_shown(name));
		json_object_del(images, name);
	}
	if (image_write_list(images) == -1)
		err(EXIT_OURS, "the list of images");
	close(lock);
	return status;
}
