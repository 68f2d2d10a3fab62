/*
 * What a word means: a command, or an image of one of several kinds.
 */
#include "07-combined/image/image.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool
begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* "layers.tar", "root.tar.gz", "root.tgz": nobody calls a command so. */
static bool
is_archive_name(const char *path)
{
	static const char *const ends[] = { ".tar", ".tgz", ".tar.gz",
		".tar.xz", ".tar.bz2", ".tar.zst" };
	size_t length = strlen(path);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t n = strlen(ends[i]);
		if (length > n && strcmp(path + length - n, ends[i]) == 0)
			return true;
	}
	return false;
}

/* The characters that Docker allows, and how a name begins and ends. */
static bool
is_name(const char *word)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "._-/:@";
	size_t length = strlen(word);

	return length > 0 && length < 512 && word[strspn(word, good)] == '\0' &&
	       isalnum((unsigned char)word[0]) &&
	       isalnum((unsigned char)word[length - 1]) &&
	       strstr(word, "..") == NULL && strstr(word, "//") == NULL;
}

/*
 * Docker's short form, with a tag: docker.io/library/nginx is nginx:latest. A
 * ':' before the last '/' is a port's.
 */
static void
set_name(struct image_word *w, const char *word)
{
	const char *const hub[] = { "docker.io/", "library/" };

	snprintf(w->source, sizeof(w->source), "docker://%s", word);
	for (int i = 0; i < 2; i++)
		if (begins_with(word, hub[i]))
			word += strlen(hub[i]);
	const char *slash = strrchr(word, '/');
	bool tagged = strchr(slash ? slash : word, ':') || strchr(word, '@');
	snprintf(
	    w->name, sizeof(w->name), "%s%s", word, tagged ? "" : ":latest");
}

/* "oci:DIR:TAG" and its likes: what matters is where DIR has its list. */
static bool
is_local(struct image_word *w, const char *word)
{
	static const char *const transports[][2] = { { "oci:", "/index.json" },
		{ "dir:", "/manifest.json" }, { "oci-archive:", "" },
		{ "docker-archive:", "" } };

	for (int i = 0; i < 4; i++) {
		if (!begins_with(word, transports[i][0]))
			continue;
		const char *path = word + strlen(transports[i][0]);
		snprintf(w->source, sizeof(w->source), "%s", word);
		snprintf(w->name, sizeof(w->name), "%s", word);
		snprintf(w->file, sizeof(w->file), "%.*s%s",
		    (int)strcspn(path, ":"), path, transports[i][1]);
		return true;
	}
	return false;
}

static enum image_kind
find_kind(struct image_word *w, const char *word)
{
	struct stat st;

	if (is_local(w, word))
		return IMAGE_LOCAL;
	if (strchr(word, '/') != NULL && stat(word, &st) == 0 &&
	    S_ISDIR(st.st_mode))
		return IMAGE_DIRECTORY;
	if (is_archive_name(word) && realpath(word, w->file) != NULL) {
		strcpy(w->source, w->file);
		strcpy(w->name, w->file);
		return IMAGE_TAR;
	}
	if (begins_with(word, "docker://"))
		word += strlen("docker://");
	if (!is_name(word))
		return IMAGE_NONE;
	set_name(w, word);
	return IMAGE_NAME;
}

enum image_kind
image_parse(struct image_word *w, const char *word)
{
	*w = (struct image_word){ 0 };
	w->kind = find_kind(w, word);
	return w->kind;
}
