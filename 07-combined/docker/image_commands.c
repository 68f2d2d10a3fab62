/*
 * The commands about images: pull, images, tag, rmi.
 */
#include "07-combined/docker/amount.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/format.h"
#include "07-combined/docker/timestamp.h"
#include "07-combined/image/image.h"
#include "common/columns.h"
#include "common/exits.h"
#include "common/text.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int
docker_pull(int argc, char *argv[])
{
	struct docker_options r;

	docker_options(&r, argc, argv, "v", "pull [--verbose] IMAGE...", 1, -1);
	if (r.set['v'])
		image_be_verbose();
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
			errx(EXIT_OURS, "'%s' is not an image name", *name);
		image_pull(&w);
		puts(text_shown(w.name));
	}
	return EXIT_SUCCESS;
}

/* How old it is, and when it was made; nothing where the image does not say. */
static void
get_age(json_t *image, char age[80], char at[MOMENT_SIZE])
{
	const char *created =
	    json_string_value(json_object_get(image, "Created"));
	struct timespec when;
	char duration[64];

	age[0] = at[0] = '\0';
	if (created == NULL || moment_parse(created, &when) == -1)
		return;
	snprintf(age, 80, "%s ago",
	    duration_text(
		time(NULL) - when.tv_sec, duration, sizeof(duration)));
	moment_text(when.tv_sec, at);
}

#define TABLE "{{.Name}}\t{{.ID}}\t{{.Layers}}\t{{.Fetched}}\t{{.CreatedSince}}"

/* With the keys that `docker images --format` has, and with ours. */
static json_t *
row_of(const char *name, json_t *image)
{
	json_int_t size = json_integer_value(json_object_get(image, "Size"));
	char age[80], at[MOMENT_SIZE], id[16], fetched[32], bytes[AMOUNT_SIZE];
	char *repository = strdup(name);
	char *tag = repository != NULL ? strrchr(repository, ':') : NULL;

	if (repository == NULL)
		err(EXIT_OURS, "out of memory");
	if (tag != NULL)
		*tag++ = '\0';
	snprintf(id, sizeof(id), "%.12s",
	    json_string_value(json_object_get(image, "Id")));
	snprintf(fetched, sizeof(fetched), "%.1fM", (double)size / (1 << 20));
	get_age(image, age, at);
	/* What docker prints without `docker system df` and --digests. */
	json_t *row = json_pack("{ss, ss, ss, ss, si, ss, ss, ss, ss, ss, ss, "
				"ss, ss}",
	    "Name", text_shown(name), "Repository", text_shown(repository),
	    "Tag", text_shown(tag), "ID", id, "Layers",
	    (int)json_array_size(json_object_get(image, "Layers")), "Fetched",
	    fetched, "Size", amount_decimal(size, bytes), "CreatedSince", age,
	    "CreatedAt", at, "Digest", "<none>", "Containers", "N/A",
	    "SharedSize", "N/A", "UniqueSize", "N/A");
	free(repository);
	return row;
}

static json_t *
headings(bool usual)
{
	return json_pack("{ss, ss, ss, ss, ss, ss, ss, ss, ss, ss, ss, ss, ss}",
	    "Name", "NAME", "Repository", "REPOSITORY", "Tag", "TAG", "ID",
	    usual ? "ID" : "IMAGE ID", "Layers", "LAYERS", "Fetched", "FETCHED",
	    "Size", "SIZE", "CreatedSince", "CREATED", "CreatedAt",
	    "CREATED AT", "Digest", "DIGEST", "Containers", "CONTAINERS",
	    "SharedSize", "SHARED SIZE", "UniqueSize", "UNIQUE SIZE");
}

/* Is this the image "NAME:TAG", or for a word without a tag one of that name? */
static bool
is_named(const char *image, const char *word)
{
	static struct image_word w;
	size_t length = strlen(word);

	if (strncmp(image, word, length) == 0 && image[length] == ':')
		return true;
	image_parse(&w, word);
	if (strcmp(image, w.name) == 0)
		return true;
	/* The full name, with the tag that the word does not have. */
	const char *tag = strrchr(w.name, ':');
	return strrchr(word, ':') == NULL && tag != NULL &&
	       strncmp(image, w.name, tag + 1 - w.name) == 0;
}

int
docker_images(int argc, char *argv[])
{
	struct docker_options r;
	struct format_choice format;
	struct columns columns = { 0 };
	json_t *image;
	const char *name;

	docker_options(&r, argc, argv, "qm",
	    "images [-q] [--format TEMPLATE] [NAME[:TAG]]", 0, 1);
	format_choose(&format, r.set['m'] ? r.value['m'] : NULL, TABLE);
	if (format.table && !r.set['q'])
		format_add_headings(&format, &columns, headings(format.usual));
	json_t *images = image_list();
	json_object_foreach (images, name, image) {
		if (r.count > 0 && !is_named(name, r.names[0]))
			continue;
		if (r.set['q'])
			puts(text_shown(name));
		else
			format_add(
			    &format, &columns, row_of(name, image), NULL);
	}
	columns_print(&columns);
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
		errx(EXIT_OURS, "'%s' is not an image name", r.names[1]);
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

	docker_options(&r, argc, argv, "", "rmi IMAGE...", 1, -1);
	int lock = image_lock();
	json_t *images = image_list();
	for (char **word = r.names; *word != NULL; word++) {
		const char *name = find(images, *word);
		const char *user = name ? image_user(images, name) : NULL;

		if (name == NULL || user != NULL) {
			warnx("%s: %s%s", *word,
			    name ? "in use by " : "no such image",
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
