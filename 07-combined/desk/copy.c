/*
 * The commands that read and write the files of a container: cp, export, diff.
 */
#include "07-combined/busybox.h"
#include "07-combined/desk/files.h"
#include "07-combined/desk/request.h"
#include "common/exits.h"
#include "common/options.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* "CONTAINER:PATH", or a path of the host's. */
struct place {
	struct desk *d; /* NULL: the host */
	struct desk found;
	char *path;
};

static void
parse(struct place *p, const char *text)
{
	char *path;
	char *name = cli_split(text, ':', &path);

	if (path == NULL || strchr(name, '/') != NULL) {
		p->path = strdup(text);
		return;
	}
	desk_must_open(&p->found, name);
	p->d = &p->found;
	/* Whatever is relative is so to the container's root. */
	if (asprintf(&p->path, "/%s", path) == -1)
		err(EXIT_OURS, "out of memory");
}

/* One end of the pipe: writes the tar archive of a file or directory. */
static void __attribute__((noreturn)) send_from(char *path, int out)
{
	char *base = basename(strdup(path)), *dir = dirname(strdup(path));
	char *tar[] = { "tar", "-c", "-f", "-", "--", base, NULL };
	struct stat st;

	if (lstat(path, &st) == -1 || chdir(dir) == -1)
		err(EXIT_OURS, "%s", path);
	busybox_execute(tar, -1, out);
}

/* Unpacks in a directory. Returns what tar(1) exited with. */
static int
unpack(const char *directory, int in)
{
	char *tar[] = { "tar", "-x", "-f", "-", NULL };
	int status;

	pid_t pid = fork();
	if (pid == 0) {
		if (chdir(directory) == -1)
			err(EXIT_OURS, "%s", directory);
		busybox_execute(tar, in, -1);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		err(EXIT_OURS, "tar");
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_OURS;
}

/*
 * The other end. Into a directory that is there; or else under a new name, for
 * which it is unpacked aside first.
 */
static void __attribute__((noreturn))
receive_at(const char *path, const char *base, int in)
{
	char aside[PATH_MAX], unpacked[2 * PATH_MAX];
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		_exit(unpack(path, in));
	snprintf(
	    aside, sizeof(aside), "%s/.combined-XXXXXX", dirname(strdup(path)));
	if (mkdtemp(aside) == NULL)
		err(EXIT_OURS, "%s", path);
	int status = unpack(aside, in);
	snprintf(unpacked, sizeof(unpacked), "%s/%s", aside, base);
	if (status == 0 && rename(unpacked, path) == -1)
		err(EXIT_OURS, "%s", path);
	rmdir(aside);
	_exit(status);
}

static int
status_of(pid_t pid)
{
	int status;

	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		err(EXIT_OURS, "a process to copy");
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_OURS;
}

int
desk_cp(int argc, char *argv[])
{
	static struct place from, to;
	struct desk_request r;
	int ends[2];

	desk_request(&r, argc, argv, "",
	    "cp CONTAINER:PATH PATH, or cp PATH CONTAINER:PATH", 2, 2);
	parse(&from, r.names[0]);
	parse(&to, r.names[1]);
	if ((from.d == NULL) == (to.d == NULL))
		options_wrong("cp: one of the two has to be CONTAINER:PATH");
	if (to.d != NULL && to.d->pid == 0)
		errx(EXIT_OURS, "%s: it does not run", to.d->name);
	if (pipe2(ends, O_CLOEXEC) == -1)
		err(EXIT_OURS, "pipe");
	pid_t sender = files_fork(from.d);
	if (sender == 0) {
		close(ends[0]);
		send_from(from.path, ends[1]);
	}
	close(ends[1]);
	pid_t receiver = files_fork(to.d);
	if (receiver == 0)
		receive_at(to.path, basename(strdup(from.path)), ends[0]);
	close(ends[0]);
	int received = status_of(receiver), sent = status_of(sender);
	return received != 0 || sent != 0 ? EXIT_OURS : EXIT_SUCCESS;
}

int
desk_export(int argc, char *argv[])
{
	char *tar[] = { "tar", "-c", "-f", "-", ".", NULL };
	struct desk_request r;
	struct desk d;
	int out = STDOUT_FILENO;

	desk_request(&r, argc, argv, "o", "export [-o FILE] CONTAINER", 1, 1);
	desk_must_open(&d, r.names[0]);
	if (r.set['o'])
		out = open(r.value['o'],
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out == -1)
		err(EXIT_OURS, "%s", r.value['o']);
	if (isatty(out))
		errx(EXIT_OURS, "a tar archive is not for a terminal: -o FILE");
	if (d.pid == 0 && desk_text(&d, "Layer")[0] == '\0')
		errx(EXIT_OURS, "%s: its files are gone", d.name);
	pid_t pid = files_fork(&d);
	if (pid == 0) {
		/* A view of its root alone, without what is mounted on it. */
		int root = open_tree(
		    AT_FDCWD, "/", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
		if (root == -1 || fchdir(root) == -1)
			err(EXIT_OURS, "%s: its root", d.name);
		busybox_execute(tar, -1, out);
	}
	desk_close(&d);
	return status_of(pid);
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

/*
 * The host's root is in sight here. An image has links, and a container that
 * runs exchanges a directory for one at any moment: none is followed.
 */
static int
open_below(int directory, const char *path, uint64_t flags)
{
	struct open_how how = { .flags = flags | O_NOFOLLOW | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };

	return syscall(SYS_openat2, directory, path, &how, sizeof(how));
}

/* Of what is no path of directories there, the image has nothing. */
static bool
is_in(int image, const char *path)
{
	int fd = open_below(image, path, O_PATH);

	return fd != -1 && close(fd) == 0;
}

/*
 * Writes a line for each entry of the upper layer below path, to out: D gone, A
 * new, C changed. A directory is there already for what is in it.
 */
static void
compare(int image, int upper, const char *path, FILE *out)
{
	struct dirent **entries;
	int here =
	    open_below(upper, path[0] ? path + 1 : ".", O_RDONLY | O_DIRECTORY);
	int n =
	    here == -1 ? 0 : scandirat(here, ".", &entries, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		char *text, name[PATH_MAX];
		size_t size;
		struct stat st;

		if (strcmp(entries[i]->d_name, ".") == 0 ||
		    strcmp(entries[i]->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		if (fstatat(here, entries[i]->d_name, &st,
			AT_SYMLINK_NOFOLLOW) == -1 ||
		    is_ours(name, &st))
			continue;
		bool was = is_in(image, name + 1);
		FILE *below = open_memstream(&text, &size);
		if (below == NULL)
			err(EXIT_OURS, "out of memory");
		if (S_ISDIR(st.st_mode))
			compare(image, upper, name, below);
		fclose(below);
		if (!was || !S_ISDIR(st.st_mode) || size > 0)
			fprintf(out, "%c %s\n%s",
			    is_deletion(&st) ? 'D'
			    : was            ? 'C'
					     : 'A',
			    name, text);
		free(text);
	}
	if (here != -1)
		close(here);
}

static int
show_differences(int image, int upper)
{
	compare(image, upper, "", stdout);
	return fflush(stdout) == EOF ? EXIT_OURS : EXIT_SUCCESS;
}

int
desk_diff(int argc, char *argv[])
{
	struct desk_request r;
	struct desk d;

	desk_request(&r, argc, argv, "", "diff CONTAINER", 1, 1);
	desk_must_open(&d, r.names[0]);
	int status = files_compare(&d, show_differences);
	desk_close(&d);
	return status;
}
