#include "07-combined/image/confine.h"

#include "01-caps/caps.h"
#include "02-namespaces/ns.h"
#include "05-seccomp/filter.h"
#include "07-combined/engine/namespace_child.h"
#include "07-combined/image/libarchive.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPORT_MAX 4096 /* bytes on stderr */

/*
 * Bytes for the reading of an archive: `zstd --ultra` takes 128 MiB, `xz -9`
 * takes 65.
 */
#define MEMORY_MAX (256UL << 20)

int
image_open_archive(const char *path)
{
	struct stat st;

	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1 || fstat(fd, &st) == -1)
		err(EXIT_OURS, "%s", path);
	if (!S_ISREG(st.st_mode))
		errx(EXIT_OURS, "%s: not a regular file", path);
	return fd;
}

/* Where its stderr goes: so long, and no longer, whatever it writes. */
static int
make_report(void)
{
	int fd = memfd_create("report", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd == -1 || ftruncate(fd, REPORT_MAX) == -1 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) ==
		-1)
		err(EXIT_OURS, "memfd_create");
	return fd;
}

static void
print_report(int fd)
{
	char text[REPORT_MAX + 1];
	ssize_t size = pread(fd, text, REPORT_MAX, 0);

	text[size > 0 ? size : 0] = '\0';
	fputs(text, stderr);
	close(fd);
}

/* A file system without a file, in this mount namespace alone. */
static const char *
make_empty(void)
{
	if (ns_make_mounts_private() == -1)
		namespace_child_failed(failure_text());
	explain("the reader of the archive sees no other file",
	    "mount(\"tmpfs\", \"/tmp\", \"tmpfs\", MS_RDONLY|MS_NOSUID|"
	    "MS_NODEV|MS_NOEXEC, NULL)");
	if (mount("tmpfs", "/tmp", "tmpfs",
		MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == -1)
		namespace_child_failed("mount(\"tmpfs\", \"/tmp\")");
	return "/tmp";
}

/*
 * An archive may hold "../../etc/passwd", or a link to /etc and then a file
 * "through" it. With the layer for its root, this process has no other /etc.
 */
static void
enter(const char *root)
{
	explain_phase("an archive, read by a process without power", 7);
	if (root == NULL)
		root = make_empty();
	if (chdir(root) == -1)
		err(EXIT_OURS, "%s", root);
	explain("the layer is all that can be written to", "chroot(\".\")");
	if (chroot(".") == -1)
		namespace_child_failed("chroot");
}

/*
 * An archive that exploits a mistake in the reading of archives must gain
 * little by it: no network, no process to see, no mount(2), no device to make.
 */
static void
give_up_power(uint64_t caps)
{
	struct filter *filter = filter_default(0, false);

	if (filter == NULL)
		err(EXIT_OURS, "seccomp: the default filter");
	if (caps_drop_bounding(caps) == -1 || caps_set(caps, caps, 0) == -1 ||
	    caps_no_new_privs() == -1)
		err(EXIT_OURS, "%s", failure_text());
	if (filter_load(filter, NULL) == -1)
		err(EXIT_OURS, "seccomp(SECCOMP_SET_MODE_FILTER)");
}

/*
 * An archive of a few kilobytes can ask for a gigabyte to be decompressed in, and
 * layers are unpacked eight at a time. What is mapped already does not count.
 */
static void
limit_memory(void)
{
	struct rlimit limit;
	char pages[64];

	if (file_read("/proc/self/statm", pages, sizeof(pages)) == -1 ||
	    getrlimit(RLIMIT_AS, &limit) == -1)
		err(EXIT_OURS, "the memory that is in use");
	rlim_t most =
	    strtoul(pages, NULL, 10) * sysconf(_SC_PAGESIZE) + MEMORY_MAX;
	/* RLIM_INFINITY is the largest of all numbers. */
	if (limit.rlim_max > most)
		limit.rlim_max = most;
	if (limit.rlim_cur > most)
		limit.rlim_cur = most;
	explain("for an archive that asks for too much of it",
	    "setrlimit(RLIMIT_AS, ...)");
	if (setrlimit(RLIMIT_AS, &limit) == -1)
		err(EXIT_OURS, "setrlimit(RLIMIT_AS)");
}

/*
 * The caller's terminal, pipes and sockets, and our own directories are open
 * here as they are in the parent. Returns the input's new number.
 */
static int
keep_only(int input, int null, int report)
{
	const int kept[] = { null, null, report, input };
	int copies[4];

	for (int i = 0; i < 4; i++)
		copies[i] = fcntl(kept[i], F_DUPFD_CLOEXEC, 10);
	for (int i = 0; i < 4; i++)
		if (copies[i] == -1 || dup2(copies[i], i) == -1)
			err(EXIT_OURS, "dup2");
	if (close_range(4, ~0U, 0) == -1)
		err(EXIT_OURS, "close_range");
	return 3;
}

static void
end(int sig)
{
	_exit(EXIT_SIGNAL(sig));
}

/*
 * PID 1 of a PID namespace gets no signal that it has no handler for: an archive that
 * takes hours could not be given up. What the caller ignores stays ignored.
 */
static void
end_by_signals(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction old, new = { .sa_handler = end };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			sigaction(signals[i], &new, NULL);
}

static _Noreturn void
work_inside(const struct image_work *work, int input, int report, bool strict)
{
	/*
	 * Now, and not from the layer, come the library, and what the C library
	 * needs to convert the names in archives, which are UTF-8.
	 */
	image_archive_load();
	setlocale(LC_CTYPE, "C.UTF-8");
	iconv_close(iconv_open("UTF-8", "UTF-8"));
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null == -1)
		err(EXIT_OURS, "/dev/null");
	limit_memory();
	enter(work->root);
	give_up_power(work->caps);
	/* A directory that an archive implies only is 0755. */
	umask(022);
	input = keep_only(input, null, report);
	exit(work->run(input, strict, work->data));
}

/* Its namespaces; a normal user is root of one to give files to others. */
static pid_t
spawn(bool *strict)
{
	static struct container_spec spec;

	container_spec_init(&spec);
	spec.namespaces = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWPID;
	if (container_map_users(&spec) == -1)
		return -1;
	*strict = !(spec.namespaces & CLONE_NEWUSER);
	return namespace_child_fork(&spec);
}

int
image_confine(const struct image_work *work, int input)
{
	sigset_t signals;
	bool strict;
	int report = make_report();

	command_block_signals(&signals);
	pid_t pid = spawn(&strict);
	if (pid == 0) {
		if (command_die_with_parent(0) == -1)
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		end_by_signals();
		sigprocmask(SIG_SETMASK, &signals, NULL);
		work_inside(work, input, report, strict);
	}
	int status = pid == -1 ? EXIT_OURS : command_wait(pid);
	sigprocmask(SIG_SETMASK, &signals, NULL);
	if (pid == -1)
		warn("%s", failure_text());
	print_report(report);
	close(input);
	return status;
}
