/*
 * combined doctor: what is left of containers whose supervisor was killed, or
 * which a reboot cut short, and of those whose state is gone.
 */
#include "07-combined/docker/docker_options.h"
#include "07-combined/docker/orphans.h"
#include "07-combined/image/image.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/exits.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct findings {
	bool fix;
	int found, failed;
};

/*
 * A process that makes a container, or starts it again, has its lock, and must
 * not be taken for dead: so with the lock in our hands we look again.
 */
static void
report(struct findings *f, const char *name, bool (*is_left)(const char *),
    const char *what)
{
	if (!is_left(name))
		return;
	int lock =
	    f->fix ? state_lock(name) : -1; /* -1: there is but a layer */
	if (!f->fix || is_left(name)) {
		f->found++;
		printf("%s: %s\n", name, what);
		if (f->fix && record_remove(name) == -1)
			f->failed++;
	}
	close(lock);
}

/* Has it ended without a word? */
static bool
was_cut_short(const char *id)
{
	struct record d;

	if (record_open(&d, id) == -1)
		return false;
	/* A container that is being made is not remains: its lock is held. */
	bool remains = d.pid == 0 && d.supervisor == -1 && d.exit == -1;
	char byte;
	remains |= d.pid == 0 && d.supervisor == -1 && d.exit != -1 &&
		   pread(d.exit, &byte, 1, 0) == 0 &&
		   json_object_size(d.state) > 0;
	record_close(&d);
	return remains;
}

static void
check(const char *id, void *data)
{
	report(data, id, was_cut_short, "its supervisor was killed");
}

/* Is there a layer of our list's, but no container? */
static bool
has_no_container(const char *name)
{
	char path[PATH_MAX], link[PATH_MAX + 8], root[PATH_MAX] = "";
	struct record d;

	data_path("containers", name, path, sizeof(path));
	snprintf(link, sizeof(link), "%s/root", path);
	if (readlink(link, root, sizeof(root) - 1) > 0 &&
	    strcmp(root, state_root()) != 0)
		return false;
	if (record_open(&d, name) == 0) {
		record_close(&d);
		return false;
	}
	return errno == ENOENT;
}

static void
check_layers(struct findings *f)
{
	char path[PATH_MAX];
	struct dirent *entry;

	data_path("containers", "", path, sizeof(path));
	DIR *directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (state_id_valid(entry->d_name))
			report(f, entry->d_name, has_no_container,
			    "files of no container");
	}
	if (directory != NULL)
		closedir(directory);
}

static void
check_stray(const struct orphan *stray, void *data)
{
	struct findings *f = data;

	f->found++;
	printf("%s: %s\n", stray->name, stray->what);
	if (f->fix && stray->remove(stray->name) == -1)
		f->failed++;
}

/* What a pull has left that was killed; the next one would clear it, too. */
static void
check_images(struct findings *f)
{
	int lock = image_lock();

	if (image_remnants() > 0) {
		f->found++;
		puts("images: a pull was killed");
		if (f->fix && image_clear(image_list()) == -1) {
			warn("the store of images");
			f->failed++;
		}
	}
	close(lock);
}

int
docker_doctor(int argc, char *argv[])
{
	struct docker_options r;
	struct findings f = { 0 };

	docker_options(&r, argc, argv, "x", "doctor [--fix]", 0, 0);
	f.fix = r.set['x'];
	if (state_each(check, &f) == -1)
		err(EXIT_OURS, "%s", state_root());
	check_layers(&f);
	orphans_each(check_stray, &f);
	check_images(&f);
	if (f.found == 0)
		puts("nothing is left behind");
	else if (!f.fix)
		puts("(combined doctor --fix removes it)");
	return f.failed > 0 || (f.found > 0 && !f.fix) ? EXIT_OURS
						       : EXIT_SUCCESS;
}
