#include "07-combined/exe.h"

#include "common/explain.h"
#include "common/file.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define EXE "/proc/self/exe"

static char *const *arguments;

void
exe_remember(char *const argv[])
{
	arguments = argv;
}

/* A copy of the mount that has only this file, and no path. */
static int
open_read_only(void)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };

	int tree =
	    open_tree(AT_FDCWD, EXE, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree == -1)
		return -1;
	explain("our program's file, where nobody can write to it",
	    "mount_setattr(%d<...>, \"\", AT_EMPTY_PATH, "
	    "{attr_set=MOUNT_ATTR_RDONLY, ...}, %zu)",
	    tree, sizeof(attr));
	if (mount_setattr(tree, "", AT_EMPTY_PATH, &attr, sizeof(attr)) == -1)
		return file_close(tree, -1);
	return tree;
}

void
exe_become_unwritable(void)
{
	struct statvfs fs;

	if (statvfs(EXE, &fs) == 0 && fs.f_flag & ST_RDONLY) {
		/* For ps(1): the kernel had no name but a number. */
		prctl(PR_SET_NAME, "combined");
		return;
	}
	int tree = open_read_only();
	if (tree == -1)
		return;
	explain("the program again, from there",
	    "execveat(%d<...>, \"\", [\"%s\", ...], ..., AT_EMPTY_PATH)", tree,
	    arguments[0]);
	execveat(tree, "", arguments, environ, AT_EMPTY_PATH);
	close(tree);
}
