/*
 * The store of images: its lock and its list.
 */
#include "07-combined/image/image.h"
#include "07-combined/store/data_directory.h"
#include "07-combined/store/state.h"
#include "common/exits.h"
#include "common/file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int
image_lock(void)
{
	int fd = data_open("images", "lock", O_RDWR | O_CREAT, 0600);

	if (fd == -1 || flock(fd, LOCK_EX) == -1)
		err(EXIT_OURS, "%s/images/lock", data_root());
	return fd;
}

json_t *
image_list(void)
{
	json_error_t error;

	int fd = data_open("images", "images.json", O_RDONLY, 0);
	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR ||
			    errno == EACCES || errno == EROFS))
		return json_object(); /* no place for any is none, too */
	if (fd == -1)
		err(EXIT_OURS, "%s/images/images.json", data_root());
	json_t *images = json_loadfd(fd, 0, &error);
	close(fd);
	if (!json_is_object(images))
		errx(EXIT_OURS, "%s/images/images.json: %s", data_root(),
		    images == NULL ? error.text : "not an object");
	return images;
}

int
image_write_list(json_t *images)
{
	int directory = data_open("images", ".", O_PATH | O_DIRECTORY, 0);

	if (directory == -1)
		return -1;
	int result = state_store(directory, "images.json", images, true);
	return file_close(directory, result) == -1 ? -1 : image_clear(images);
}
