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

/* "layers.tar", "root.tar.gz", "root.tgz": no command has such a name. */
static bool
is_archive_name(const char *path)
{
	static const char *const ends[] = { ".tar", ".tgz", ".txz", ".tbz2",
		".tzst", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst" };
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

/* Docker's short form: docker.io/library/nginx is nginx, library/a/b is not. */
static const char *
shorten(const char *word)
{
	static const char *const hub[] = { "docker.io/", "index.docker.io/" };
	const char *library = "library/";

	for (int i = 0; i < 2; i++)
		if (begins_with(word, hub[i])) {
			word += strlen(hub[i]);
			break;
		}
	if (begins_with(word, library) &&
	    strchr(word + strlen(library), '/') == NULL)
		word += strlen(library);
	return word;
}

/*
 * The length of NAME[:TAG] without its tag. A ':' before the last '/' is a
 * port's.
 */
static size_t
length_without_tag(const char *word, size_t length)
{
	for (size_t i = length; i-- > 0 && word[i] != '/';)
		if (word[i] == ':')
			return i;
	return length;
}

/*
 * The short form, with a tag or a digest. With both the digest decides, and the
 * tag is a remark, as with Docker: skopeo(1) refuses it.
 */
static void
set_name(struct image_word *w, const char *word)
{
	size_t length = strcspn(word, "@");
	const char *digest = word + length, *name = shorten(word);
	size_t bare = length_without_tag(word, length);
	const char *tag = bare == length && *digest == '\0' ? ":latest" : "";

	if (*digest != '\0')
		length = bare;
	snprintf(w->source, sizeof(w->source), "docker://%.*s%s", (int)length,
	    word, digest);
	snprintf(w->name, sizeof(w->name), "%.*s%s%s",
	    (int)(word + length - name), name, digest, tag);
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

/*
 * "./saved": below "." or ".." there is no command of the embedded root's, so a
 * file there is an archive, whatever its name ends with.
 */
static bool
is_relative(const char *word)
{
	return begins_with(word, "./") || begins_with(word, "../");
}

static bool
is_archive(const char *word)
{
	struct stat st;

	if (is_archive_name(word))
		return true;
	return is_relative(word) && stat(word, &st) == 0 && S_ISREG(st.st_mode);
}

bool
image_is_missing_file(const char *word)
{
	return is_relative(word) ||
	       (strchr(word, '/') != NULL && is_archive_name(word));
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
	if (is_archive(word) && realpath(word, w->file) != NULL) {
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
