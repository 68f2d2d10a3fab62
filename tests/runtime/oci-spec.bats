# The OCI runtime specification clause by clause, where no life of a container in
# oci.bats has it by the way. The words after "covers:", and at the end of each
# line that is wrong, are clauses: tests/runtime/oci-table.

load ../lib/helpers
load ../lib/oci

@test "what cannot be is an error of one line, and leaves nothing" {
	# covers: runtime/error-undone
	requires root
	bundle
	cp b/config.json good
	local filter
	while read -r filter; do
		echo "$filter"
		jq "$filter" good >b/config.json
		run -125 oci create --bundle b "$id"
		assert_equal "${#lines[@]}" 1
		assert_regex "$output" '^combined-oci: '
		run -125 oci state "$id"
	done <<-'END'
		.ociVersion = "2.0.0" # config/version
		.ociVersion = "one" # config/version
		del(.root) # config/root
		.root.path = "nosuch" # config/root-path
		.root.path = "config.json" # config/root-path
		del(.process) # config/process
		.process.cwd = "relative" # config/cwd
		.process.args = [] # config/args
		.process.args = ["nosuch"] # runtime/create-error
		.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 1, hard: 2}, {type: "RLIMIT_NOFILE", soft: 1, hard: 2}] # config/rlimit-twice
		.process.rlimits = [{type: "RLIMIT_NOSUCH", soft: 1, hard: 2}] # config/rlimit-type
		.process.selinuxLabel = "x" # config/selinux
		.process.oomScoreAdj = 5000 # config/valid-values
		.process.scheduler = {policy: "SCHED_NOSUCH"} # config/valid-values
		.process.ioPriority = {class: "nosuch", priority: 1} # config/valid-values
		.mounts += [{destination: "/x", type: "nosuchfs", source: "x"}] # runtime/create-error
		.mounts += [{destination: "/x", type: "bind", source: "/nosuch"}] # runtime/create-error
		.mounts += [{destination: "/x", type: "bind", source: "/tmp", options: ["bind", "idmap"]}] # config/idmap-none
		.mounts += [{destination: "/x", type: "bind", source: "/tmp", uidMappings: [{containerID: 0, hostID: 0, size: 9}]}] # config/idmap-both
		.mounts += [{destination: "/x", type: "tmpfs", source: "x", options: ["nosuchword"]}] # config/mount-data
		.hooks.prestart = [{path: "relative"}] # config/hook-path
		.hooks.poststop = [{path: "/bin/true", timeout: 0}] # config/hook-timeout
		.annotations = {"": "x"} # config/annotations
		.annotations = {"a": 1} # config/annotations
		.linux.namespaces += [{type: "uts"}] # linux/namespace-twice
		.linux.namespaces += [{type: "nosuch"}] # config/valid-values
		.linux.namespaces |= map(select(.type != "mount")) # config/valid-values
		.linux.namespaces += [{type: "user"}] # linux/mappings
		.linux.namespaces |= map(if .type == "network" then .path = "/nosuch" else . end) # linux/namespace-path
		.linux.namespaces |= map(if .type == "network" then .path = "proc/self/ns/net" else . end) # linux/namespace-path
		.linux.namespaces |= map(if .type == "network" then .path = "/proc/self/ns/uts" else . end) # linux/namespace-type
		.linux.namespaces |= map(if .type == "network" then .path = "/etc/passwd" else . end) # linux/namespace-type
		.linux.maskedPaths = "/etc" # config/valid-values
		.linux.sysctl = ["kernel.shmmax"] # config/valid-values
		.linux.resources.memory.reservation = "1M" # config/valid-values
		.process.capabilities = ["CAP_KILL"] # config/valid-values
		.process.capabilities.bounding = "CAP_KILL" # config/valid-values
		.process.rlimits = {} # config/valid-values
		.mounts = {} # config/valid-values
		.hooks.prestart = "/bin/true" # config/valid-values
		.process.user.uid = 4294967296 # config/valid-values
		.process.user.uid = 4294967295 # config/valid-values
		.process.user.gid = -1 # config/valid-values
		.process.user.additionalGids = ["x"] # config/valid-values
		.linux.uidMappings = [{containerID: 0, hostID: 4294967296, size: 1}] # config/valid-values
		.linux.devices = [{path: "/dev/x", type: "c", major: 4294967297, minor: 3}] # config/valid-values
		.linux.timeOffsets = {monotonic: {nanosecs: 1}} # config/valid-values
		.linux.devices = [{path: "/bin/sh", type: "c", major: 1, minor: 3}] # linux/device-conflict
		.linux.devices = [{path: "/dev/x", type: "x", major: 1, minor: 3}] # config/valid-values
		.linux.cgroupsPath = "../x" # linux/cgroups-path-invalid
		.linux.cgroupsPath = "/" # linux/cgroups-path-invalid
		.linux.resources.unified = {"../x": "1"} # linux/unified-absent
		.linux.resources.unified = {"nosuch.max": "1"} # linux/unified-absent
		.linux.resources.memory.limit = "much" # config/valid-values
		.linux.resources.cpu = {quota: 1000, burst: 5000} # linux/cpu-burst
		.linux.resources.network.classID = 1 # linux/network
		.linux.resources.rdma = {x: {hcaHandles: 3}} # linux/rdma
		.linux.intelRdt = {} # linux/rdt
		.linux.sysctl = {"kernel.nosuch": "1"} # runtime/create-error
		.linux.seccomp = {defaultAction: "SCMP_ACT_NOSUCH"} # config/valid-values
		.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", defaultErrnoRet: 1} # linux/seccomp-errno
		.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["mkdir"], action: "SCMP_ACT_KILL", errnoRet: 1}]} # linux/seccomp-errno
		.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: [], action: "SCMP_ACT_KILL"}]} # linux/seccomp-names
		.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", flags: ["nosuch"]} # config/valid-values
		.linux.rootfsPropagation = "nosuch" # config/valid-values
		.linux.maskedPaths = ["etc"] # linux/masked
		.linux.readonlyPaths = ["etc"] # linux/readonly
		.linux.mountLabel = "x" # linux/mount-label
		.process.user.umask = -1 # config/valid-values
		.process.user.umask = 4294967296 # config/valid-values
		.linux.resources.cpu.quota = 9223372036854775808 # config/valid-values
		.linux.resources.memory.limit = 9223372036854775808 # config/valid-values
		.linux.resources.pids.limit = -2 # config/valid-values
		.mounts += [{destination: "/..//.", type: "tmpfs"}] # config/valid-values
		.linux.personality = {domain: "LINUX", flags: ["x"]} # config/valid-values
	END
	echo '{' >b/config.json
	run -125 oci create --bundle b "$id"
	assert_output --partial 'line 2'
	run -125 oci create --bundle /nosuch "$id"
	run -125 oci create --bundle b ../x
	[ -z "$(find /sys/fs/cgroup -name "$id")" ]
}

@test "each operation needs an ID" {
	# covers: runtime/no-id
	requires root
	bundle
	local command
	for command in state 'create --bundle b' start kill delete; do
		# shellcheck disable=SC2086
		run -125 oci $command
		assert_equal "${#lines[@]}" 1
	done
}

@test "delete leaves what is others': namespaces that were joined, sources" {
	# covers: runtime/delete-others
	requires root
	mkdir host
	touch host/kept
	bundle
	started
	local first=$pid
	config --arg p "/proc/$first/ns" --arg h "$PWD/host" \
	    '(.linux.namespaces[] | select(.type == "network")).path =
	    "\($p)/net" | .mounts += [{destination: "/h", source: $h,
	    options: ["bind"]}]'
	ids+=("$id-2")
	does sleep 1001
	oci run -d --bundle b "$id-2" </dev/null >out 2>&1
	oci delete --force "$id-2"
	status_is running
	[ -e "/proc/$first" ]
	[ -e host/kept ]
	[ -e b/rootfs/bin/sh ]
}

@test "hooks: six moments, with the state, in the right rooms" {
	# covers: config/hooks config/hook-state runtime/hook-order
	requires root
	cat >hook <<-'END'
		#!/bin/sh
		state=$(cat)
		echo "$1 $(echo "$state" | sed 's/.*"status": *"\([a-z]*\)".*/\1/')" \
		    "$(readlink /proc/self/ns/mnt)" >>"$2"
	END
	chmod +x hook
	bundle --arg d "$PWD" 'def h(n): [{path: "\($d)/hook",
	        args: ["hook", n, "\($d)/order"]}];
	    .hooks = {prestart: h("prestart"), createRuntime: h("createRuntime"),
	        createContainer: h("createContainer"),
	        poststart: h("poststart"), poststop: h("poststop"),
	        startContainer: [{path: "/hook",
	            args: ["hook", "startContainer", "/order"]}]}'
	cp hook b/rootfs/hook
	started
	assert_equal "$(cat b/rootfs/order | cut -d' ' -f1,2)" \
	    'startContainer created'
	oci delete --force "$id"
	run cut -d' ' -f1,2 order
	assert_output "$(printf '%s\n' 'prestart creating' \
	    'createRuntime creating' 'createContainer creating' \
	    'poststart running' 'poststop stopped')"
	run cut -d' ' -f3 order
	assert_equal "${lines[0]}" "$(readlink /proc/self/ns/mnt)"
	[ "${lines[2]}" != "${lines[0]}" ]
}

@test "createRuntime and createContainer hooks see the mounts, and mount" {
	# covers: config/hooks-create config/hooks-namespace
	requires root
	cat >hook <<-'END'
		#!/bin/sh
		pid=$(jq .pid) root=$2/b/rootfs
		[ "$1" = inside ] || in="nsenter -m -t $pid"
		$in grep -c " $root/proc " /proc/self/mountinfo >>"$2/seen"
		$in mount -t tmpfs "$1" "$root/$1"
	END
	chmod +x hook
	bundle --arg d "$PWD" '.hooks = {
	    createRuntime: [{path: "\($d)/hook", args: ["hook", "outside", $d],
	        env: ["PATH=/usr/bin:/bin"]}],
	    createContainer: [{path: "\($d)/hook", args: ["hook", "inside", $d],
	        env: ["PATH=/usr/bin:/bin"]}]}'
	mkdir b/rootfs/inside b/rootfs/outside
	ln -s "$PWD" b/rootfs/link
	mkdir -p "b/rootfs$PWD"
	config '.mounts += [{destination: "/link/x", type: "tmpfs"}]'
	does sh -c 'grep -c -E " /(inside|outside) " /proc/mounts; ls -d /link/x'
	run oci run --bundle b "$id"
	assert_output "$(printf '%s\n' 2 /link/x)"
	assert_equal "$(xargs <seen)" '1 1'
	[ ! -e x ]
	[ -d "b/rootfs$PWD/x" ]
}

@test "a hook that fails or hangs ends the creation, and the container" {
	# covers: runtime/hook-create-fails runtime/hook-start-fails
	# covers: runtime/hook-poststart-fails config/hook-timeout
	requires root
	local hook stop
	stop=$(jq -n --arg d "$PWD" \
	    '[{path: "/bin/touch", args: ["touch", "\($d)/stopped"]}]')
	for hook in prestart createRuntime createContainer; do
		bundle --argjson s "$stop" ".hooks = {poststop: \$s,
		    $hook: [{path: \"/bin/false\"}]}"
		run -125 oci create --bundle b "$id"
		assert_output --partial 'hook /bin/false: exit status 1'
		run -125 oci state "$id"
		rm stopped
	done
	config '.hooks.createContainer = [{path: "/bin/sleep",
	    args: ["sleep", "100"], timeout: 1}]'
	run -125 oci create --bundle b "$id"
	assert_output --partial 'timed out'
	for hook in startContainer poststart; do
		bundle ".hooks.$hook = [{path: \"/bin/false\"}]"
		does sleep 1000
		created
		run -125 oci start "$id"
		assert_output --partial 'hook /bin/false: exit status 1'
		[ $hook = poststart ] || { # else it is deleted, with its hooks
			poll 20 status_is stopped
			oci delete "$id"
		}
		run -125 oci state "$id"
	done
}

@test "a poststop hook that fails is a warning; the next ones run" {
	# covers: runtime/hook-poststop-fails runtime/warning
	requires root
	bundle --arg d "$PWD" '.hooks.poststop = [{path: "/bin/false"},
	    {path: "/bin/touch", args: ["touch", "\($d)/stopped"]}]'
	does true
	run -0 oci run --bundle b "$id"
	assert_output 'combined-oci: hook /bin/false: exit status 1: Operation canceled'
	grep -q 'warning: hook /bin/false' log
	[ -e stopped ]
}

@test "mounts: relative paths, remount, the file system's own options" {
	# covers: config/mount-destination config/mount-source config/mount-data
	# covers: config/mount-options
	requires root
	bundle '.mounts += [
	    {destination: "rel", type: "none", source: "extra",
	        options: ["bind"]},
	    {destination: "/t", type: "tmpfs", source: "t",
	        options: ["size=1m", "mode=700"]},
	    {destination: "/t", type: "tmpfs", source: "t",
	        options: ["remount", "ro"]}]'
	mkdir b/extra
	touch b/extra/here
	does sh -c 'ls /rel; stat -c %a /t; df /t | tail -1; touch /t/x'
	run oci run --bundle b "$id"
	assert_line --index 0 here
	assert_line --index 1 700
	assert_line --index 2 --regexp '^t +1024 '
	assert_line --index 3 --partial 'Read-only file system'
}

@test "tmpcopyup: a tmpfs begins with what it covers" {
	# covers: config/mount-tmpcopyup
	requires root
	bundle '.mounts += [{destination: "/etc", type: "tmpfs", source: "t",
	    options: ["tmpcopyup", "mode=755"]}]'
	mkdir -m 750 b/rootfs/etc/d
	echo old >b/rootfs/etc/d/f
	chown 7:8 b/rootfs/etc/d/f
	ln -s d/f b/rootfs/etc/link
	does sh -c 'cat /etc/link; stat -c %a:%u:%g /etc/d /etc/d/f
	    echo new >/etc/new; cat /etc/new; stat -f -c %T /etc'
	run oci run --bundle b "$id"
	assert_output "$(printf '%s\n' old 750:0:0 644:7:8 new tmpfs)"
	[ ! -e b/rootfs/etc/new ]
}

# limit NAME-IN-V1 NAME-IN-V2 VALUE…: so it stands in the control file.
limit() { assert_equal "$(value "$1" "$2")" "${3}"; }

@test "a new limit of memory is not set below what is in use" {
	# covers: linux/memory-check
	requires root cgroup_memory
	cg=$(unique)
	bundle --arg cg "/$cg" '.linux.cgroupsPath = $cg |
	    .linux.resources.memory.limit = 67108864'
	does sh -c 'dd if=/dev/zero of=/dev/shm/x bs=1M count=20; sleep 1000'
	created
	oci start "$id"
	poll 20 test -e "b/rootfs/bin/sh" -a -s out
	run -125 oci update -r - "$id" <<<'{"memory":
	    {"limit": 8388608, "checkBeforeUpdate": true}}'
	assert_output --partial 'in use'
	limit memory.limit_in_bytes memory.max 67108864
	status_is running
}

@test "blockIO: the disk's rates" {
	# covers: linux/block-io
	requires root cgroup_io
	local disk
	disk=$(lsblk -dnro MAJ:MIN | grep -v -E '^(7|11|1):' | head -1)
	[ -n "$disk" ] || skip "no disk"
	cg=$(unique)
	bundle --arg cg "/$cg" --argjson a "${disk%:*}" --argjson b "${disk#*:}" \
	    '.linux.cgroupsPath = $cg | .linux.resources.blockIO = {
	    throttleReadBpsDevice: [{major: $a, minor: $b, rate: 1048576}],
	    throttleWriteIOPSDevice: [{major: $a, minor: $b, rate: 77}]}'
	started
	run value blkio.throttle.read_bps_device io.max
	assert_output --regexp "^$disk (rbps=)?1048576"
	run value blkio.throttle.write_iops_device io.max
	assert_output --regexp "^$disk .*77$"
}

@test "blockIO: as many devices as the kernel takes" {
	requires root cgroup_io
	bundle '.linux.resources.blockIO.throttleReadBpsDevice =
	    [range(40) | {major: 4000, minor: ., rate: 1048576}]'
	run oci run --bundle b "$id"
	assert_failure
	assert_output --regexp "No such device"
}

@test "each mount option that features names is none of the file system's" {
	# covers: features/mount-options config/mount-options
	requires root
	oci features >features
	local half
	for half in '[:40]' '[40:]'; do
		bundle --slurpfile f features --arg h "$PWD" '.mounts +=
		    [$f[0].mountOptions'"$half"'[] |
		    select(IN("remount", "idmap", "ridmap") | not) |
		    {destination: "/o/\(.)", source: $h, options: [.],
		    type: (if IN("bind", "rbind") then "bind" else "tmpfs" end)}]'
		does true
		run -0 oci run --bundle b "$id"
	done
}

@test "features is as its schema has it, and each name is taken" {
	# covers: features/versions features/names
	requires root
	oci features >features
	jq -e '
	    def all_in($words): type == "array" and all(IN($words[]));
	    def flags($names): [.[$names[]] | type == "boolean"] | all;
	    (keys - ["ociVersionMin", "ociVersionMax", "hooks", "mountOptions",
	        "linux", "annotations", "potentiallyUnsafeConfigAnnotations"]
	        == []) and
	    ([.ociVersionMin, .ociVersionMax] |
	        all(test("^[0-9]+[.][0-9]+[.][0-9]+$")) and .[0] <= .[1]) and
	    (.hooks | all_in(["prestart", "createRuntime", "createContainer",
	        "startContainer", "poststart", "poststop"])) and
	    (.mountOptions | all(type == "string")) and
	    (.linux |
	    (.namespaces | all_in(["mount", "pid", "network", "uts", "ipc",
	        "user", "cgroup", "time"])) and
	    (.capabilities | all(test("^CAP_[A-Z_]+$"))) and
	    (.cgroup | flags(["v1", "v2", "systemd", "systemdUser", "rdma"])) and
	    (.seccomp | flags(["enabled"]) and
	        (.actions | all(test("^SCMP_ACT_[A-Z_]+$"))) and
	        (.operators | all(test("^SCMP_CMP_[A-Z_]+$"))) and
	        (.archs | all(test("^SCMP_ARCH_[A-Z0-9_]+$"))) and
	        ([.knownFlags, .supportedFlags] | all(all(
	            test("^SECCOMP_FILTER_FLAG_[A-Z_]+$"))))) and
	    ([.apparmor, .selinux, .intelRdt, .mountExtensions.idmap] |
	        all(flags(["enabled"]))))' features
	bundle --slurpfile f features '.linux.seccomp = {
	    defaultAction: "SCMP_ACT_ALLOW", architectures:
	    $f[0].linux.seccomp.archs, flags: $f[0].linux.seccomp.supportedFlags,
	    syscalls: (([$f[0].linux.seccomp.actions[] |
	        select(. != "SCMP_ACT_NOTIFY")] | to_entries |
	        map({names: ["sethostname"], action: .value,
	        args: [{index: 5, value: .key, op: "SCMP_CMP_EQ"}]}))
	    + ($f[0].linux.seccomp.operators | to_entries |
	        map({names: ["setdomainname"], action: "SCMP_ACT_LOG",
	        args: [{index: 5, value: .key, valueTwo: 1, op: .value}]})))} |
	    .process.capabilities.bounding = $f[0].linux.capabilities'
	does true
	run -0 oci run --bundle b "$id"
	refute_output --partial unknown
}

@test "what is not asked for stays: OOM score, nice value, console size" {
	# covers: config/oom-score-unset config/scheduler-defaults
	# covers: config/console-size linux/rdt-unset
	requires root
	bundle '.process.consoleSize = {height: 5, width: 6} |
	    .process.scheduler = {policy: "SCHED_BATCH"}'
	does sh -c 'cat /proc/self/oom_score_adj; cut -d" " -f19 /proc/self/stat'
	run sh -c 'echo 123 >/proc/self/oom_score_adj; exec "$@"' sh \
	    combined-oci --root "$PWD/state" run --bundle b "$id"
	assert_output "$(printf '%s\n' 123 0)"
}

@test "a capability that cannot be granted is a warning" {
	# covers: config/capability-unknown
	requires root
	bundle '.process.capabilities[] += ["CAP_WAKE_ALARM"]'
	does grep CapEff /proc/self/status
	run -0 setpriv --bounding-set -wake_alarm --inh-caps -wake_alarm \
	    combined-oci --root "$PWD/state" run --bundle b "$id"
	assert_line --partial wake_alarm
	assert_line --regexp 'CapEff:.*0000000020000420$'
}

@test "a device that is there already is taken, with a terminal the console" {
	# covers: linux/device-conflict linux/console
	requires root
	bundle '.linux.devices = [{path: "/mine", type: "c", major: 1, minor: 3}] |
	    .process.terminal = true'
	mknod b/rootfs/mine c 1 3
	does sh -c 'echo x >/mine; tty; stat -c %t /dev/console; tty </dev/console'
	run script -qec "combined-oci --root $PWD/state run --bundle b $id" /dev/null \
	    </dev/null
	assert_output --partial /dev/pts/0
	assert_output --partial 88
}

@test "rootfsPropagation: how the root's mount spreads" {
	# covers: linux/rootfs-propagation
	requires root
	bundle
	does sh -c 'grep " / / " /proc/self/mountinfo || grep " / " \
	    /proc/self/mountinfo'
	local way
	for way in shared private unbindable; do
		config ".linux.rootfsPropagation = \"$way\""
		run oci run --bundle b "$id"
		case $way in
		private) refute_output --regexp 'shared|master|unbindable' ;;
		*) assert_output --partial "$way" ;;
		esac
	done
}

@test "a cgroup that is in use is not fit for a container" {
	# covers: linux/cgroups-fit
	requires root
	bundle --arg p "/$(unique)" '.linux.cgroupsPath = $p'
	started
	run -125 oci create --bundle b "$id-2"
	assert_output --partial cgroup
	status_is running
	[ "$(status_field "$pid" State)" = S ]
}

@test "each clause of the specification has a test, or a reason why not" {
	run "$PROJECT/tests/runtime/oci-table"
	assert_success
}
