#include "07-combined/engine/selinux.h"

#include "common/explain.h"
#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

bool
selinux_is_enabled(void)
{
	struct statfs fs;

	return statfs("/sys/fs/selinux", &fs) == 0 &&
	       (unsigned int)fs.f_type == SELINUX_MAGIC &&
	       !(fs.f_flags & ST_RDONLY);
}

/* In quotation marks, because a comma separates options, and categories, too. */
char *
selinux_mount_options(const char *options, const char *label)
{
	const char *given = options != NULL ? options : "";
	char *all;

	if (asprintf(&all, "%s%scontext=\"%s\"", given,
		given[0] != '\0' ? "," : "", label) != -1)
		return all;
	errno = ENOMEM;
	return NULL;
}

/* setxattr(2) takes no descriptor of O_PATH; /proc is still the host's. */
int
selinux_label_root(int fd, const char *path, const char *label)
{
	char link[64];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	explain("its label: it takes none when it is mounted",
	    "setxattr(\"%s\", \"security.selinux\", \"%s\", %zu, 0)", link,
	    label, strlen(label) + 1);
	if (setxattr(link, "security.selinux", label, strlen(label) + 1, 0) ==
	    -1)
		return failure_set("setxattr(\"%s\", \"security.selinux\", "
				   "\"%s\")",
		    path, label);
	return 0;
}

int
selinux_label_keys(const char *label)
{
	return file_write("/proc/self/attr/keycreate",
	    "the label of the keys that come next", "%s", label);
}
