/*
 * A layer's archive becomes a directory, in a process that sees nothing else.
 */
#include "01-caps/caps.h"
#include "05-seccomp/filter.h"
#include "07-combined/desk/files.h"
#include "07-combined/image/archive.h"
#include "07-combined/image/image.h"
#include "common/command.h"
#include "common/exits.h"
#include "common/explain.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <linux/capability.h>
#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* CAP_SYS_ADMIN is for the attribute trusted.overlay.opaque alone. */
#define CAPS_UNPACK                                                            \
	(CAPS_BIT(CAP_CHOWN) | CAPS_BIT(CAP_DAC_OVERRIDE) |                    \
	    CAPS_BIT(CAP_FOWNER) | CAPS_BIT(CAP_FSETID) |                      \
	    CAPS_BIT(CAP_SETFCAP) | CAPS_BIT(CAP_SYS_ADMIN))

/*
 * An archive may hold "../../etc/passwd", or a link to /etc and then a file
 * "through" it. With the layer for its root, this process has no other /etc.
 */
static void
enter_layer(const char *path)
{
	if (chdir(path) == -1)
		err(EXIT_OURS, "%s", path);
	explain("the layer is all that can be written to", "chroot(\".\")");
	if (chroot(".") == -1)
		err(EXIT_OURS, "chroot %s", path);
}

/*
 * Whoever finds a mistake in the reading of archives is to gain little by it:
 * no network, no process to see, no mount(2), no device to make.
 */
static void
give_up_power(void)
{
	scmp_filter_ctx filter = filter_default(0, false);

	if (filter == NULL || caps_limit(CAPS_UNPACK) == -1 ||
	    caps_set(CAPS_UNPACK, CAPS_UNPACK, 0) == -1 ||
	    caps_no_new_privs() == -1 || filter_load(filter, NULL) == -1)
		err(EXIT_OURS, "%s", explain_last());
}

static void __attribute__((noreturn))
unpack_here(const char *id, const char *archive, const char *path, bool strict)
{
	char name[PATH_MAX];
	int in = open(archive, O_RDONLY | O_CLOEXEC);
	if (in == -1)
		err(EXIT_OURS, "%s", archive);

	/*
	 * Now, and not from the layer, come the library, and what the C library
	 * needs to convert the names in archives, which are UTF-8.
	 */
	image_archive_load();
	setlocale(LC_CTYPE, "C.UTF-8");
	iconv_close(iconv_open("UTF-8", "UTF-8"));
	enter_layer(path);
	give_up_power();
	umask(0);
	snprintf(name, sizeof(name), "layer %.12s", id);
	image_write_files(
	    in, strncmp(id, "tar-", 4) == 0 ? archive : name, strict);

	/* Renamed, it is to be whole also after a power failure. */
	int layer = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (layer == -1 || syncfs(layer) == -1)
		err(EXIT_OURS, "layer %s", id);
	exit(EXIT_SUCCESS);
}

/* Its namespaces; a normal user is root of one to give files to others. */
static pid_t
spawn(bool *strict)
{
	static struct container c;

	c = (struct container){ .namespaces = CLONE_NEWNET | CLONE_NEWIPC |
					      CLONE_NEWPID };
	cli_settle_users(&c);
	*strict = !(c.namespaces & CLONE_NEWUSER);
	return files_spawn(&c);
}

void
image_unpack(const char *id, const char *archive)
{
	char path[PATH_MAX], aside[PATH_MAX + 8];
	sigset_t signals;
	bool strict;

	image_path("layers", id, path, sizeof(path));
	if (access(path, F_OK) == 0)
		return;
	snprintf(aside, sizeof(aside), "%s.new", path);
	if (access(aside, F_OK) == 0 && files_remove(aside) == -1)
		err(EXIT_OURS, "%s", aside);
	if (mkdir(aside, 0755) == -1)
		err(EXIT_OURS, "%s", aside);

	command_catch_signals(&signals);
	pid_t pid = spawn(&strict);
	if (pid == 0) {
		if (command_die_with_parent(0) == -1)
			err(EXIT_OURS, "prctl(PR_SET_PDEATHSIG)");
		sigprocmask(SIG_SETMASK, &signals, NULL);
		unpack_here(id, archive, aside, strict);
	}
	int status = pid == -1 ? EXIT_OURS : command_wait(pid);
	sigprocmask(SIG_SETMASK, &signals, NULL);
	if (pid == -1)
		warn("%s", explain_last());
	if (status == 0 && rename(aside, path) == 0)
		return;
	files_remove(aside);
	exit(status != 0 ? status : EXIT_OURS);
}
