/*
 * A layer's archive becomes a directory, in a process that sees nothing else.
 */
#include "01-caps/caps.h"
#include "07-combined/engine/namespace_child.h"
#include "07-combined/image/confine.h"
#include "07-combined/image/image.h"
#include "common/exits.h"

#include <err.h>
#include <fcntl.h>
#include <linux/capability.h>
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

/* In the process of image_confine(): "/" is the layer. */
static int
write_layer(int input, bool strict, void *name)
{
	image_write_files(input, name, strict);

	/* Renamed, it is to be whole also after a power failure. */
	int layer = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (layer == -1 || syncfs(layer) == -1)
		err(EXIT_OURS, "%s", (const char *)name);
	return EXIT_SUCCESS;
}

void
image_unpack(const char *id, const char *archive, int input)
{
	char path[PATH_MAX], aside[PATH_MAX + 8], name[PATH_MAX];
	struct image_work work = { .root = aside,
		.caps = CAPS_UNPACK,
		.run = write_layer,
		.data = name };

	image_path("layers", id, path, sizeof(path));
	if (access(path, F_OK) == 0) {
		close(input);
		return;
	}
	snprintf(name, sizeof(name), "layer %.12s", id);
	if (strncmp(id, "tar-", 4) == 0)
		snprintf(name, sizeof(name), "%s", archive);
	snprintf(aside, sizeof(aside), "%s.new", path);
	if (namespace_child_remove_tree(AT_FDCWD, aside) == -1)
		err(EXIT_OURS, "%s", aside);
	if (mkdir(aside, 0755) == -1)
		err(EXIT_OURS, "%s", aside);
	int status = image_confine(&work, input);
	if (status == 0 && rename(aside, path) == 0)
		return;
	namespace_child_remove_tree(AT_FDCWD, aside);
	exit(status != 0 ? status : EXIT_OURS);
}
