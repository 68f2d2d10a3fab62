/*
 * features: what this runtime knows (features.md); spec: a config.json to
 * begin with.
 */
#include "07-combined/oci.h"
#include "07-combined/oci_options.h"

#include "06-apparmor/apparmor.h"

#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <unistd.h>

/* "CAP_CHOWN", as the specification spells them. */
static json_t *
capabilities(uint64_t set)
{
	json_t *list = json_array();

	for (int i = 0; i < 64; i++) {
		char upper[40];
		size_t n = 0;

		if (!(set & caps_all() & CAPS_BIT(i)))
			continue;
		char *name = cap_to_name(i);
		for (; name != NULL && name[n] != '\0' && n < 39; n++)
			upper[n] = name[n] >= 'a' && name[n] <= 'z'
				       ? name[n] - 'a' + 'A'
				       : name[n];
		upper[n] = '\0';
		cap_free(name);
		json_array_append_new(list, json_string(upper));
	}
	return list;
}

/* Ours are constants; only what depends on the kernel is asked for. */
static const char features[] =
    "{\"ociVersionMin\": \"1.0.0\", \"ociVersionMax\": \"" OCI_VERSION "\","
    "\"hooks\": [\"prestart\", \"createRuntime\", \"createContainer\","
    "  \"startContainer\", \"poststart\", \"poststop\"],"
    "\"mountOptions\": [\"async\", \"atime\", \"bind\", \"defaults\", \"dev\","
    "  \"diratime\", \"dirsync\", \"exec\", \"idmap\", \"iversion\", "
    "\"lazytime\","
    "  \"loud\", \"mand\", \"noatime\", \"nodev\", \"nodiratime\", \"noexec\","
    "  \"noiversion\", \"nolazytime\", \"nomand\", \"norelatime\","
    "  \"nostrictatime\", \"nosuid\", \"nosymfollow\", \"private\","
    "  \"ratime\", \"rbind\", \"rdev\", \"rdiratime\", \"relatime\","
    "  \"remount\", \"rexec\", \"ridmap\", \"rnoatime\", \"rnodev\", "
    "\"rnodiratime\","
    "  \"rnoexec\", \"rnorelatime\", \"rnostrictatime\", \"rnosuid\","
    "  \"rnosymfollow\", \"ro\", \"rprivate\", \"rrelatime\", \"rro\","
    "  \"rrw\", \"rshared\", \"rslave\", \"rstrictatime\", \"rsuid\","
    "  \"rsymfollow\", \"runbindable\", \"rw\", \"shared\", \"silent\","
    "  \"slave\", \"strictatime\", \"suid\", \"symfollow\", \"sync\","
    "  \"tmpcopyup\", \"unbindable\"],"
    "\"linux\": {"
    "  \"namespaces\": [\"cgroup\", \"ipc\", \"mount\", \"network\", \"pid\","
    "    \"time\", \"user\", \"uts\"],"
    "  \"cgroup\": {\"v1\": true, \"v2\": true, \"systemd\": false,"
    "    \"systemdUser\": false, \"rdma\": false},"
    "  \"seccomp\": {\"enabled\": true,"
    "    \"actions\": [\"SCMP_ACT_ALLOW\", \"SCMP_ACT_ERRNO\","
    "      \"SCMP_ACT_KILL\", \"SCMP_ACT_KILL_PROCESS\","
    "      \"SCMP_ACT_KILL_THREAD\", \"SCMP_ACT_LOG\", \"SCMP_ACT_NOTIFY\","
    "      \"SCMP_ACT_TRACE\", \"SCMP_ACT_TRAP\"],"
    "    \"operators\": [\"SCMP_CMP_EQ\", \"SCMP_CMP_GE\", \"SCMP_CMP_GT\","
    "      \"SCMP_CMP_LE\", \"SCMP_CMP_LT\", \"SCMP_CMP_MASKED_EQ\","
    "      \"SCMP_CMP_NE\"],"
    "    \"archs\": [\"SCMP_ARCH_AARCH64\", \"SCMP_ARCH_ARM\","
    "      \"SCMP_ARCH_RISCV64\", \"SCMP_ARCH_X32\", \"SCMP_ARCH_X86\","
    "      \"SCMP_ARCH_X86_64\"],"
    "    \"knownFlags\": [\"SECCOMP_FILTER_FLAG_LOG\","
    "      \"SECCOMP_FILTER_FLAG_SPEC_ALLOW\","
    "      \"SECCOMP_FILTER_FLAG_TSYNC\"],"
    "    \"supportedFlags\": [\"SECCOMP_FILTER_FLAG_LOG\","
    "      \"SECCOMP_FILTER_FLAG_SPEC_ALLOW\","
    "      \"SECCOMP_FILTER_FLAG_TSYNC\"]},"
    "  \"selinux\": {\"enabled\": false},"
    "  \"intelRdt\": {\"enabled\": false},"
    "  \"mountExtensions\": {\"idmap\": {\"enabled\": true}}}}";

int
oci_features(int argc, char *argv[])
{
	struct oci_options o;
	json_t *all = json_loads(features, 0, NULL), *section;

	oci_parse(&o, argc, argv, 0, 0);
	section = json_object_get(all, "linux");
	json_object_set_new(section, "capabilities", capabilities(caps_all()));
	json_object_set_new(section, "apparmor",
	    json_pack("{s:b}", "enabled", apparmor_available()));
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	return EXIT_SUCCESS;
}

static const char spec[] =
    "{\"ociVersion\": \"" OCI_VERSION "\","
    "\"process\": {\"terminal\": true, \"user\": {\"uid\": 0, \"gid\": 0},"
    "  \"args\": [\"sh\"], \"cwd\": \"/\", \"noNewPrivileges\": true,"
    "  \"env\": [\"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
    ":/sbin:/bin\", \"TERM=xterm\"]},"
    "\"root\": {\"path\": \"rootfs\", \"readonly\": true},"
    "\"hostname\": \"combined\","
    "\"mounts\": ["
    "  {\"destination\": \"/proc\", \"type\": \"proc\", \"source\": \"proc\"},"
    "  {\"destination\": \"/dev\", \"type\": \"tmpfs\", \"source\": \"tmpfs\","
    "   \"options\": [\"nosuid\", \"strictatime\", \"mode=755\","
    "    \"size=65536k\"]},"
    "  {\"destination\": \"/dev/pts\", \"type\": \"devpts\","
    "   \"source\": \"devpts\", \"options\": [\"nosuid\", \"noexec\","
    "    \"newinstance\", \"ptmxmode=0666\", \"mode=0620\", \"gid=5\"]},"
    "  {\"destination\": \"/dev/shm\", \"type\": \"tmpfs\","
    "   \"source\": \"shm\", \"options\": [\"nosuid\", \"noexec\","
    "    \"nodev\", \"mode=1777\", \"size=65536k\"]},"
    "  {\"destination\": \"/dev/mqueue\", \"type\": \"mqueue\","
    "   \"source\": \"mqueue\","
    "   \"options\": [\"nosuid\", \"noexec\", \"nodev\"]},"
    "  {\"destination\": \"/sys\", \"type\": \"sysfs\","
    "   \"source\": \"sysfs\","
    "   \"options\": [\"nosuid\", \"noexec\", \"nodev\", \"ro\"]},"
    "  {\"destination\": \"/sys/fs/cgroup\", \"type\": \"cgroup\","
    "   \"source\": \"cgroup\","
    "   \"options\": [\"nosuid\", \"noexec\", \"nodev\", \"ro\"]}],"
    "\"linux\": {"
    "  \"resources\": {\"devices\": [{\"allow\": false,"
    "    \"access\": \"rwm\"}]},"
    "  \"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"network\"},"
    "   {\"type\": \"ipc\"}, {\"type\": \"uts\"}, {\"type\": \"mount\"},"
    "   {\"type\": \"cgroup\"}],"
    "  \"maskedPaths\": [\"/proc/acpi\", \"/proc/kcore\", \"/proc/keys\","
    "   \"/proc/latency_stats\", \"/proc/timer_list\","
    "   \"/proc/timer_stats\", \"/proc/sched_debug\", \"/sys/firmware\","
    "   \"/proc/scsi\"],"
    "  \"readonlyPaths\": [\"/proc/bus\", \"/proc/fs\", \"/proc/irq\","
    "   \"/proc/sys\", \"/proc/sysrq-trigger\"]}}";

int
oci_spec(int argc, char *argv[])
{
	static const char *const sets[] = { "bounding", "effective",
		"permitted" };
	struct oci_options o;
	json_t *config = json_loads(spec, 0, NULL), *caps = json_object();

	oci_parse(&o, argc, argv, 0, 0);
	for (int i = 0; i < 3; i++)
		json_object_set_new(caps, sets[i],
		    capabilities(CAPS_BIT(CAP_AUDIT_WRITE) |
				 CAPS_BIT(CAP_KILL) |
				 CAPS_BIT(CAP_NET_BIND_SERVICE)));
	json_object_set_new(
	    json_object_get(config, "process"), "capabilities", caps);
	if (o.bundle != NULL && chdir(o.bundle) == -1)
		oci_fail("%s: no such bundle", o.bundle);
	if (access("config.json", F_OK) == 0)
		oci_fail("config.json exists already: remove it first");
	if (json_dump_file(config, "config.json", JSON_INDENT(2)) == -1)
		oci_fail("config.json cannot be written");
	return EXIT_SUCCESS;
}
