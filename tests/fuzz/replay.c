/*
 * replay FILE...: tries what is in each, once: for a debugger, and valgrind(1).
 */
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
replay(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL || fseek(file, 0, SEEK_END) == -1) {
		perror(path);
		abort();
	}
	size_t size = ftell(file);
	unsigned char *data = malloc(size); /* not a byte more is to be read */
	rewind(file);
	if (data == NULL || fread(data, 1, size, file) != size)
		abort();
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

int
main(int argc, char *argv[])
{
	/* libseccomp would ask the kernel, by a call that valgrind lacks. */
	seccomp_api_set(5);
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	return 0;
}
