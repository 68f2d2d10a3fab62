/*
 * An image comes into the store's blobs: skopeo(1) copies it there.
 */
#include "07-combined/engine/namespace_child.h"
#include "07-combined/image/image.h"
#include "07-combined/image/pull_progress.h"
#include "07-combined/store/data_directory.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/screen.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define JSON_MAX (4 << 20) /* bytes */

/*
 * The deepest part of a config is a label, in "Labels", in "config".
 */
#define DEPTH_MAX 4

/*
 * Docker's rule: a registry on this machine itself need not prove its identity.
 * The host decides, as it stands before the first '/': a name that merely
 * begins as an address, "127.example.org", may be any machine's.
 */
static bool
is_loopback(const char *source)
{
	const char *transport = "docker://";
	char host[256];
	struct in_addr address;

	if (strncmp(source, transport, strlen(transport)) != 0)
		return false;
	source += strlen(transport);
	const char *end = strchr(source, '/');
	/* Without one it is a name of Docker Hub's: "docker://localhost". */
	if (end == NULL || end - source >= (ptrdiff_t)sizeof(host))
		return false;
	snprintf(host, sizeof(host), "%.*s", (int)(end - source), source);
	host[strcspn(host, ":")] = '\0';
	return strcmp(host, "localhost") == 0 ||
	       (inet_pton(AF_INET, host, &address) == 1 &&
		   ntohl(address.s_addr) >> 24 == 127);
}

static bool verbose;

void
image_be_verbose(void)
{
	verbose = true;
}

/* Its progress is for a terminal, or out is -1; its log is for us. */
static _Noreturn void
become_skopeo(
    const char *source, const char *blobs, const char *to, int out, int log)
{
	const char *argv[16] = { "skopeo", "copy",
		"--dest-oci-accept-uncompressed-layers",
		"--dest-shared-blob-dir", blobs };
	int n = 5;

	if (out == -1)
		argv[n++] = "--quiet";
	if (is_loopback(source))
		argv[n++] = "--src-tls-verify=false";
	argv[n++] = source;
	argv[n++] = to;
	if (out == -1)
		out = open("/dev/null", O_WRONLY | O_CLOEXEC);
	explain_exec("it speaks with registries", (char *const *)argv);
	if (out == -1 || dup2(out, STDOUT_FILENO) == -1 ||
	    dup2(log, STDERR_FILENO) == -1)
		_exit(EXIT_OURS);
	execvp(argv[0], (char *const *)argv);
	dprintf(STDERR_FILENO, "msg=\"%s%s\"\n", strerror(errno),
	    errno == ENOENT ? " (install the package skopeo)" : "");
	_exit(EXIT_OURS);
}

/* The last message of its log: … msg="what went wrong" */
static void
print_message(int log, const char *name)
{
	char text[8192], *message = text;
	ssize_t size = pread(log, text, sizeof(text) - 1, 0);

	text[size > 0 ? size : 0] = '\0';
	for (char *next = text; (next = strstr(next, "msg=\"")) != NULL;)
		message = next += 5;
	message[strcspn(message, "\n")] = '\0';
	size_t length = strlen(message);
	if (length > 0 && message[length - 1] == '"')
		message[length - 1] = '\0';
	char *to = message;
	for (const char *from = message; *from != '\0'; from++)
		if (*from != '\\')
			*to++ = *from;
	*to = '\0';
	warnx("%s: skopeo: %s", name, message);
}

/* Copies into the layout at path, the blobs into those that all share. */
static void
copy(const struct image_word *w, const char *source, const char *path)
{
	char blobs[PATH_MAX], to[PATH_MAX + 8];
	sigset_t signals;
	int log = memfd_create("log", MFD_CLOEXEC), out = -1;
	pid_t passer = -1;

	image_path("", "blobs", blobs, sizeof(blobs));
	snprintf(to, sizeof(to), "oci:%s", path);
	command_block_signals(&signals);
	if (verbose)
		out = STDERR_FILENO;
	else if (screen_of(STDERR_FILENO).moves)
		passer = pull_progress_start(&out);
	pid_t self = getpid(), pid = fork();
	if (pid == 0) {
		if (command_die_with_parent(self) == -1)
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		sigprocmask(SIG_SETMASK, &signals, NULL);
		become_skopeo(source, blobs, to, out, log);
	}
	if (passer != -1)
		close(out);
	int status = pid == -1 ? EXIT_OURS : command_wait(pid);
	if (passer != -1)
		waitpid(passer, NULL, 0);
	sigprocmask(SIG_SETMASK, &signals, NULL);
	if (status == 0) {
		close(log);
		return;
	}
	if (status < 128)
		print_message(log, w->name);
	namespace_child_remove_tree(AT_FDCWD, path);
	exit(status < 128 ? EXIT_OURS : status);
}

/* The digits of a digest; what else stands there is not to become a path. */
static const char *
hex_of(const struct image_word *w, json_t *descriptor)
{
	const char *digest =
	    json_string_value(json_object_get(descriptor, "digest"));
	size_t start = strlen(IMAGE_DIGEST);

	if (digest == NULL || strlen(digest) != start + IMAGE_HEX ||
	    strncmp(digest, IMAGE_DIGEST, start) != 0 ||
	    strspn(digest + start, "0123456789abcdef") != IMAGE_HEX)
		errx(EXIT_OURS, "%s: its manifest is broken", w->name);
	return digest + start;
}

/*
 * A manifest or config is parsed with all our power, so it is not to fill our
 * memory: 4 MiB is what skopeo and Docker's registry take of either.
 */
static json_t *
read_json(const struct image_word *w, const char *directory, const char *name)
{
	json_error_t error = { .text = "larger than 4 MiB" };
	json_t *json = NULL;
	struct stat st;

	int fd = data_open(directory, name, O_RDONLY, 0);
	if (fd == -1 || fstat(fd, &st) == -1)
		err(EXIT_OURS, "%s: %s", w->name, name);
	if (S_ISREG(st.st_mode) && st.st_size <= JSON_MAX)
		json = json_loadfd(fd, 0, &error);
	if (!json_is_object(json))
		errx(EXIT_OURS, "%s: %s: %s", w->name, name,
		    json == NULL ? error.text : "not a JSON object");
	close(fd);
	return json;
}

static json_t *
read_blob(const struct image_word *w, json_t *descriptor)
{
	return read_json(w, "images/blobs/sha256", hex_of(w, descriptor));
}

static json_t *
read_manifest(const struct image_word *w, const char *layout)
{
	char name[NAME_MAX + 16];

	snprintf(name, sizeof(name), "%s/index.json", strrchr(layout, '/') + 1);
	json_t *index = read_json(w, "images/fetching", name);
	json_t *first = json_array_get(json_object_get(index, "manifests"), 0);
	if (first == NULL)
		errx(EXIT_OURS, "%s: skopeo has left no image", w->name);
	json_t *manifest = read_blob(w, first);
	json_object_set_new(manifest, "Id", json_string(hex_of(w, first)));
	json_decref(index);
	return manifest;
}

/* When it was made; a terminal is to show it, so nothing else than that. */
static json_t *
get_time(json_t *blob)
{
	json_t *created = json_object_get(blob, "created");
	const char *text = json_string_value(created);
	bool good = text != NULL && text[strspn(text, "0123456789-:.+TZ")] == 0;

	return good ? created : NULL;
}

/* No more than depth lists and objects, one in the other. */
static bool
is_shallow(json_t *json, int depth)
{
	const char *name;
	json_t *value;
	size_t i;

	if (!json_is_array(json) && !json_is_object(json))
		return true;
	if (depth == 0)
		return false;
	json_array_foreach (json, i, value)
		if (!is_shallow(value, depth - 1))
			return false;
	json_object_foreach (json, name, value)
		if (!is_shallow(value, depth - 1))
			return false;
	return true;
}

/*
 * It becomes part of our own files, where each line begins with a space or two
 * for all that is around it: a few megabytes of zeros, two thousand lists deep,
 * would be gigabytes of spaces there.
 */
static json_t *
get_config(const struct image_word *w, json_t *blob)
{
	json_t *config = json_object_get(blob, "config");

	if (config != NULL && !json_is_object(config) && !json_is_null(config))
		errx(EXIT_OURS, "%s: its config is broken", w->name);
	if (!is_shallow(config, DEPTH_MAX))
		errx(EXIT_OURS, "%s: its config is nested too deeply", w->name);
	return config;
}

/*
 * On the top of the others. A layer that repeats stands for all its places in
 * the topmost: what it has there hides what it has below, and overlayfs takes
 * no directory twice (ELOOP).
 */
static void
add_layer(json_t *layers, const char *hex)
{
	for (size_t i = json_array_size(layers); i-- > 0;)
		if (strcmp(hex, json_string_value(json_array_get(layers, i))) ==
		    0)
			json_array_remove(layers, i);
	json_array_insert_new(layers, 0, json_string(hex));
}

/* Manifests have the lowest layer first, overlayfs the top one. */
static json_t *
make_entry(const struct image_word *w, json_t *manifest)
{
	json_t *layers = json_array(), *layer;
	json_t *blob = read_blob(w, json_object_get(manifest, "config")),
	       *config = get_config(w, blob), *created = get_time(blob);
	json_int_t bytes = 0, more;
	size_t i;

	json_array_foreach (json_object_get(manifest, "layers"), i, layer) {
		add_layer(layers, hex_of(w, layer));
		more = json_integer_value(json_object_get(layer, "size"));
		if (more < 0 || __builtin_add_overflow(bytes, more, &bytes))
			errx(EXIT_OURS, "%s: its manifest is broken", w->name);
	}
	if (json_array_size(layers) == 0)
		errx(EXIT_OURS, "%s: it has no layers", w->name);
	if (json_array_size(layers) > IMAGE_LAYERS_MAX)
		errx(EXIT_OURS, "%s: more than %d layers", w->name,
		    IMAGE_LAYERS_MAX);
	json_t *entry = json_pack("{sO, sO, sI, so, sO}", "Id",
	    json_object_get(manifest, "Id"), "Created",
	    created != NULL ? created : json_null(), "Size", bytes, "Layers",
	    layers, "Config", json_is_object(config) ? config : json_null());
	json_decref(blob);
	return entry;
}

json_t *
image_fetch(const struct image_word *w, const char *source)
{
	char layout[PATH_MAX];

	image_path("fetching", "", layout, sizeof(layout));
	strncat(layout, "pull.newXXXXXX", sizeof(layout) - strlen(layout) - 1);
	if (mkdtemp(layout) == NULL)
		err(EXIT_OURS, "%s", layout);
	copy(w, source, layout);
	json_t *manifest = read_manifest(w, layout);
	json_t *entry = make_entry(w, manifest);
	json_decref(manifest);
	namespace_child_remove_tree(AT_FDCWD, layout);
	return entry;
}
