#include "04-cgroups/systemd/sd_bus.h"

#include "common/failure.h"
#include "common/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>

struct sd_bus_library sd;

int
sd_bus_load(void)
{
	static bool loaded;
	bool all = true;

	if (loaded)
		return 0;
	void *library = dlopen("libsystemd.so.0", RTLD_NOW);
#define FIND(name) all = all && library_find(library, #name, &sd.name) == 0;
	SD_BUS(FIND)
	if (!all) {
		errno = ELIBACC;
		return failure_set(
		    "libsystemd.so.0 (install the package libsystemd0)");
	}
	loaded = true;
	return 0;
}
