/*
 * The commands that read all files of a container: export, diff.
 */
#include "07-combined/docker/container_files.h"
#include "07-combined/docker/docker_options.h"
#include "07-combined/engine/busybox.h"
#include "common/exits.h"
#include "common/file.h"
#include "common/output.h"
#include "common/text.h"

#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * "/" becomes a view of the container's root alone, without what is mounted on it.
 * tar(1) looks at a file, and opens its name: that may be a device by then, which the
 * container may make, and we may open.
 */
static int
enter_bare_root(void)
{
	struct mount_attr attr = { .attr_set =
				       MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV };

	int root =
	    open_tree(AT_FDCWD, "/", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (root == -1 ||
	    mount_setattr(root, "", AT_EMPTY_PATH, &attr, sizeof(attr)) == -1 ||
	    fchdir(root) == -1)
		return -1;
	return chroot(".");
}

int
docker_export(int argc, char *argv[])
{
	char *tar[] = { "tar", "-c", "-f", "-", ".", NULL };
	struct docker_options r;
	struct record d;
	int out = STDOUT_FILENO;

	docker_options(&r, argc, argv, "o", "export [-o FILE] CONTAINER", 1, 1);
	docker_must_open(&d, r.names[0]);
	if (r.set['o'])
		out = open(r.value['o'],
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out == -1)
		err(EXIT_OURS, "%s", r.value['o']);
	if (isatty(out))
		errx(EXIT_OURS, "a tar archive is not for a terminal: -o FILE");
	if (d.pid == 0 && record_text(&d, "Layer")[0] == '\0')
		errx(EXIT_OURS, "%s: its files are gone", d.name);
	pid_t pid = files_fork(&d, true);
	if (pid == 0) {
		files_enter(&d);
		if (enter_bare_root() == -1)
			err(EXIT_OURS, "%s: its root", d.name);
		output_relay_errors();
		busybox_execute(tar, -1, out);
	}
	int status = files_wait(pid);
	record_close(&d);
	return status;
}

/* Overlayfs writes a deletion down as a device 0:0. */
static bool
is_deletion(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == 0;
}

/* What the engine has put there for its mounts to lie on, if anything. */
static bool
is_ours(const char *path, const struct stat *st)
{
	static const char *const files[] = { "/etc/hosts", "/etc/hostname",
		"/etc/resolv.conf" };

	for (int i = 0; i < 3; i++)
		if (strcmp(path, files[i]) == 0 && st->st_size == 0)
			return true;
	return false;
}

/* A directory that is one, not a link; -1 where there is none. */
static int
open_directory(int dir, const char *name)
{
	return openat(
	    dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void compare(int image, int upper, const char *path, FILE *out);

/*
 * One entry, and what is below it. A directory counts if something in it does.
 */
static void
compare_entry(
    int image, int upper, const char *name, const char *path, FILE *out)
{
	char *text;
	size_t size;
	struct stat st, old;

	if (fstatat(upper, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    is_ours(path, &st))
		return;
	bool was = fstatat(image, name, &old, AT_SYMLINK_NOFOLLOW) == 0;
	FILE *lines = open_memstream(&text, &size);
	if (lines == NULL)
		err(EXIT_OURS, "out of memory");
	if (S_ISDIR(st.st_mode)) {
		int below = open_directory(upper, name),
		    before = open_directory(image, name);
		if (below == -1)
			err(EXIT_OURS, "%s", path);
		compare(before, below, path, lines);
		file_close(below, 0);
		if (before != -1)
			close(before);
	}
	fclose(lines);
	if (!was || !S_ISDIR(st.st_mode) || size > 0)
		fprintf(out, "%c %s\n%s",
		    is_deletion(&st) ? 'D'
		    : was            ? 'C'
				     : 'A',
		    text_shown(path), text);
	free(text);
}

/*
 * Writes a line for each entry of the upper layer, to out: D gone, A new, C
 * changed. A directory is there already for what is in it; image is -1 in a
 * directory that the image lacks.
 */
static void
compare(int image, int upper, const char *path, FILE *out)
{
	struct dirent **entries;
	char *below;
	int n = scandirat(upper, ".", &entries, NULL, alphasort);

	if (n == -1)
		err(EXIT_OURS, "%s", path);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		if (asprintf(&below, "%s/%s", path, name) == -1)
			err(EXIT_OURS, "out of memory");
		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			compare_entry(image, upper, name, below, out);
		free(below);
		free(entries[i]);
	}
	free(entries);
}

static int
show_differences(int image, int upper)
{
	compare(image, upper, "", stdout);
	return fflush(stdout) == EOF ? EXIT_OURS : EXIT_SUCCESS;
}

int
docker_diff(int argc, char *argv[])
{
	struct docker_options r;
	struct record d;

	docker_options(&r, argc, argv, "", "diff CONTAINER", 1, 1);
	docker_must_open(&d, r.names[0]);
	int status = files_compare(&d, show_differences);
	record_close(&d);
	return status;
}
