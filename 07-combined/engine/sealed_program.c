#include "07-combined/engine/sealed_program.h"

#include "common/failure.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Newer than the C library may be: Linux 6.3. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x20
#endif

static int
create(const char *name)
{
	unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;

	int fd = memfd_create(name, flags | MFD_EXEC);
	if (fd == -1 && errno == EINVAL)
		fd = memfd_create(name, flags);
	if (fd == -1)
		return failure_set("memfd_create(\"%s\"): a program in memory "
				   "(does sysctl vm.memfd_noexec forbid it?)",
		    name);
	return fd;
}

static int
seal(int fd)
{
	int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

	if (fcntl(fd, F_ADD_SEALS, seals | F_SEAL_EXEC) == 0)
		return 0;
	if (errno == EINVAL && fcntl(fd, F_ADD_SEALS, seals) == 0)
		return 0;
	return failure_set("fcntl(F_ADD_SEALS): a program in memory");
}

int
sealed_program(const char *name, const char *bytes, size_t size)
{
	int fd = create(name);

	if (fd == -1)
		return -1;
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);
		if (n == -1)
			return file_close(
			    fd, failure_set("write: a program in memory"));
		bytes += n;
		size -= n;
	}
	if (fchmod(fd, 0555) == -1)
		return file_close(
		    fd, failure_set("fchmod: a program in memory"));
	return seal(fd) == -1 ? file_close(fd, -1) : fd;
}
