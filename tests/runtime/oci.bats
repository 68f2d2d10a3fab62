# combined-oci, an OCI runtime, without an engine: bundles made by hand. The words
# after "covers:" are clauses of the specification: tests/runtime/oci-table. The clauses
# that need a test for themselves are in oci-spec.bats.

load ../lib/helpers
load ../lib/oci

# bats test_tags=smoke
@test "the life of a container: create, start, stop, delete" {
	# covers: runtime/state runtime/create-no-args runtime/start
	# covers: runtime/delete runtime/lifecycle runtime/kill
	requires root
	bundle
	does sh -c 'echo ran; sleep 1000'
	created
	status_is created
	run oci state "$id"
	assert_equal "$(jq -r '.ociVersion, .id, .bundle' <<<"$output" | xargs)" \
	    "1.3.0 $id $PWD/b"
	assert_equal "$(jq .pid <<<"$output")" "$pid"
	[ ! -s out ]
	oci start "$id"
	poll 20 grep -q ran out
	status_is running
	oci kill "$id" KILL
	poll 20 status_is stopped
	oci delete "$id"
	run -125 oci state "$id"
	assert_output --partial 'does not exist'
	[ -z "$(find /sys/fs/cgroup -name "$id")" ]
}

@test "an operation that does not fit the state is an error" {
	# covers: runtime/create-id runtime/start-state runtime/delete-state
	# covers: runtime/kill-state runtime/query-id
	requires root
	bundle
	started
	run -125 oci create --bundle b "$id"
	assert_output --partial 'already exists'
	run -125 oci start "$id"
	run -125 oci delete "$id"
	status_is running
	oci kill "$id" KILL
	poll 20 status_is stopped
	run -125 oci kill "$id" TERM
	assert_output --partial 'not running'
	run -125 oci start "$id"
	oci delete "$id"
	local command
	for command in start kill delete state; do
		run -125 oci $command "$id"
		assert_output --partial 'does not exist'
	done
	oci delete --force "$id"
}

@test "what config.json becomes after create changes nothing" {
	# covers: runtime/create-config
	requires root
	bundle
	does sh -c 'echo first'
	created
	does sh -c 'echo second'
	oci start "$id"
	poll 20 status_is stopped
	assert_equal "$(cat out)" first
}

@test "errors go to the log, as engines read it" {
	requires root
	run -125 combined-oci --root "$PWD/state" --log log --log-format json \
	    start nosuch
	assert_equal "$(jq -r .level log)" error
	assert_equal "$(jq -r .msg log)" 'container nosuch does not exist'
}

# bats test_tags=smoke
@test "run is all in one, with the command's exit status" {
	# covers: config/extensibility config/annotation-unknown
	requires root
	bundle '.nosuch = {} | .annotations = {"no.such": ""} | .process.nosuch = 1 | .linux.nosuch = []'
	does sh -c 'exit 7'
	run -7 oci run --bundle b "$id"
	run -125 oci state "$id"
	[ -z "$(find /sys/fs/cgroup -name "$id")" ]
	does nosuch
	run -125 oci run --bundle b "$id"
	assert_output --partial 'executable file not found in $PATH'
}

# bats test_tags=smoke
@test "the namespaces: new ones, those of others, and the host's" {
	# covers: linux/namespaces linux/namespace-path linux/namespace-absent
	requires root
	bundle
	started
	local first=$pid type
	for type in mnt uts ipc net pid cgroup; do
		[ "$(ns_of "$pid" $type)" != "$(ns_of self $type)" ]
	done
	[ "$(ns_of "$pid" user)" = "$(ns_of self user)" ]
	config --arg p "/proc/$first/ns" '.linux.namespaces = [
	    {type: "mount"}, {type: "uts"}, {type: "pid", path: "\($p)/pid"},
	    {type: "network", path: "\($p)/net"},
	    {type: "ipc", path: "\($p)/ipc"}]'
	ids+=("$id-2")
	does sleep 1001
	oci run -d --bundle b --pid-file pid "$id-2" </dev/null >out 2>&1
	pid=$(cat pid)
	for type in net ipc pid; do
		assert_equal "$(ns_of "$pid" $type)" "$(ns_of "$first" $type)"
	done
	[ "$(ns_of "$pid" uts)" != "$(ns_of "$first" uts)" ]
	[ "$(ns_of "$pid" cgroup)" = "$(ns_of self cgroup)" ]
	assert_equal "$(oci exec "$id" ps | grep -c 'sleep 100')" 2
}

@test "exec where the container has cgroups below its own" {
	requires root cgroup2
	bundle '.linux.resources = {}'
	started
	local own
	own=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
	mkdir "$own/inner"
	echo "$pid" >"$own/inner/cgroup.procs"
	echo +pids >"$own/cgroup.subtree_control"
	run oci exec "$id" cat /proc/self/cgroup
	assert_success
	assert_line --regexp '^0::.*/inner$'
}

@test "a user namespace, with the mappings, and another joining it" {
	# covers: linux/mappings
	requires root userns
	bundle '.linux.namespaces += [{type: "user"}] |
	    .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 1000}] |
	    .linux.gidMappings = [{containerID: 0, hostID: 200000, size: 1000}] |
	    .process.oomScoreAdj = 100'
	chmod 755 .
	started
	assert_equal "$(stat -c %u:%g "/proc/$pid")" 100000:200000
	run oci exec "$id" sh -c 'id -u; echo x >/dev/null; stat -c %t:%T /dev/null'
	assert_line --index 0 0
	assert_line --index 1 1:3
	assert_equal "$(cat "/proc/$pid/oom_score_adj")" 100
	config --arg p "/proc/$pid/ns/user" 'del(.linux.uidMappings) |
	    del(.linux.gidMappings) | .linux.namespaces |= map(
	        if .type == "user" then .path = $p else . end)'
	ids+=("$id-2")
	oci run -d --bundle b --pid-file pid2 "$id-2" </dev/null >out 2>&1
	assert_equal "$(ns_of "$(cat pid2)" user)" "$(ns_of "$pid" user)"
}

# bats test_tags=smoke
@test "the process: user, groups, umask, environment, directory" {
	# covers: config/user config/env config/cwd-made
	requires root
	bundle '.process.user = {uid: 1000, gid: 77, additionalGids: [5, 6],
	        umask: 63} | .process.env += ["A=1"] | .process.cwd = "/new"'
	does sh -c 'id -u; id -g; id -G; umask; echo $A; pwd; env | wc -l'
	run oci run --bundle b "$id"
	assert_output "$(printf '%s\n' 1000 77 '77 5 6' 0077 1 /new 6)"
}

@test "the five sets of capabilities, no_new_privs and the limits" {
	# covers: config/capabilities config/no-new-privileges config/rlimits
	# covers: config/oom-score
	requires root
	bundle '.process.capabilities = {bounding: ["CAP_KILL", "CAP_CHOWN"],
	    permitted: ["CAP_KILL"], effective: ["CAP_KILL"],
	    inheritable: ["CAP_KILL"], ambient: ["CAP_KILL"]} |
	    .process.user.uid = 1000 | .process.oomScoreAdj = 300 |
	    .process.rlimits = [{type: "RLIMIT_NOFILE", soft: 50, hard: 60}]'
	started
	run cat "/proc/$pid/status"
	assert_line --regexp '^CapBnd:.*0000021$'
	local set
	for set in Inh Prm Eff Amb; do
		assert_line --regexp "^Cap$set:.*0000020$"
	done
	assert_line --regexp '^NoNewPrivs:.*1$'
	run cat "/proc/$pid/limits"
	assert_line --regexp 'Max open files +50 +60'
	assert_equal "$(cat "/proc/$pid/oom_score_adj")" 300
}

@test "an unknown capability is left out, with a warning" {
	# covers: config/capability-unknown
	requires root
	bundle '.process.capabilities.bounding += ["CAP_NOSUCH"]'
	does true
	run oci run --bundle b "$id"
	assert_success
	assert_output --partial CAP_NOSUCH
}

@test "personality, I/O priority, scheduler, hostname, sysctl, time" {
	# covers: linux/personality linux/sysctl config/hostname
	# covers: linux/time-offsets config/scheduler
	requires root timens
	bundle '.linux.personality = {domain: "LINUX32"} |
	    .process.ioPriority = {class: "IOPRIO_CLASS_IDLE", priority: 0} |
	    .process.scheduler = {policy: "SCHED_BATCH", nice: 3} |
	    .hostname = "web" | .domainname = "example" |
	    .linux.sysctl = {"net.ipv4.ip_default_ttl": "99"} |
	    .linux.namespaces += [{type: "time"}] |
	    .linux.timeOffsets = {boottime: {secs: 1000000}}'
	does sh -c 'uname -m; uname -n; cat /proc/sys/kernel/domainname \
	    /proc/sys/net/ipv4/ip_default_ttl; cut -d. -f1 /proc/uptime
	    exec sleep 1000'
	created
	oci start "$id"
	poll 20 says 5
	run cat out
	assert_line --index 0 i686
	assert_line --index 1 web
	assert_line --index 2 example
	assert_line --index 3 99
	[ "${lines[4]}" -gt 1000000 ]
	assert_equal "$(ionice -p "$pid")" idle
	run chrt -p "$pid"
	assert_output --partial SCHED_BATCH
}

@test "mounts, in their order, with their options" {
	# covers: config/mounts-order config/mount-options linux/filesystems
	requires root
	mkdir -p host/below
	bundle --arg h "$PWD/host" '.mounts += [
	    {destination: "/t", type: "tmpfs", source: "t",
	        options: ["nosuid", "nodev", "noexec", "size=1m", "noatime"]},
	    {destination: "/t/h", type: "bind", source: $h,
	        options: ["rbind", "ro", "nosuid"]},
	    {destination: "/rel", source: "extra", options: ["bind", "rro"]}]'
	mkdir b/extra
	does sh -c 'grep -E " (/t|/t/h|/rel) " /proc/self/mountinfo |
	    cut -d" " -f5,6 | sort; touch /t/h/x; touch /rel/x; df /t | tail -1'
	run oci run --bundle b "$id"
	assert_line --index 0 --regexp '^/rel ro,'
	assert_line --index 1 '/t rw,nosuid,nodev,noexec,noatime'
	assert_line --index 2 --regexp '^/t/h ro,nosuid,(rel|no)atime$'
	assert_line --index 3 --partial 'Read-only file system'
	assert_line --index 4 --partial 'Read-only file system'
	assert_line --index 5 --regexp '^t +1024 '
}

@test "recursive read-only reaches what is mounted below, ro does not" {
	# covers: config/mount-recursive
	requires root
	mkdir -p host/below
	bundle --arg h "$PWD/host" '.mounts += [
	    {destination: "/a", source: $h, options: ["rbind", "rro"]},
	    {destination: "/b", source: $h, options: ["rbind", "ro"]},
	    {destination: "/c", source: $h, options: ["bind"]}]'
	does sh -c 'touch /a/below/x; touch /b/below/y && echo below
	    touch /b/z; ls /c/below | wc -l'
	mount -t tmpfs below host/below
	run oci run --bundle b "$id"
	umount host/below
	assert_line --index 0 --partial '/a/below/x: Read-only'
	assert_line --index 1 below
	assert_line --index 2 --partial '/b/z: Read-only'
	assert_line --index 3 0
}

@test "an ID-mapped mount shows a file as another's" {
	# covers: config/mount-idmap
	requires root userns
	mkdir -m 777 host
	touch host/f
	chown 1000:1000 host/f
	bundle --arg h "$PWD/host" '.mounts += [{destination: "/h", source: $h,
	    type: "bind", options: ["bind", "idmap"],
	    uidMappings: [{containerID: 0, hostID: 5000, size: 2000}],
	    gidMappings: [{containerID: 0, hostID: 5000, size: 2000}]}]'
	does stat -c %u:%g /h/f
	run oci run --bundle b "$id"
	assert_output 6000:6000
}

@test "a mount of the host's reaches a slave, and none of ours the host" {
	# covers: linux/rootfs-propagation config/mount-propagation
	requires root
	mkdir host
	mount -t tmpfs host host
	mount --make-shared host
	mkdir host/a host/b
	bundle --arg h "$PWD/host" '.linux.rootfsPropagation = "slave" |
	    .process.capabilities[] += ["CAP_SYS_ADMIN"] | .mounts += [
	    {destination: "/s", source: $h, type: "bind",
	        options: ["rbind", "rslave"]},
	    {destination: "/p", source: $h, type: "bind",
	        options: ["rbind", "rprivate"]}]'
	started
	mount -t tmpfs later host/a
	oci exec "$id" mount -t tmpfs inside /s/b
	run grep -c " $PWD/host/b " /proc/self/mountinfo
	local here=$output
	run oci exec "$id" sh -c 'grep -c -E " /[sp]/a " /proc/self/mountinfo
	    grep " /s/a " /proc/self/mountinfo | wc -l'
	oci delete --force "$id"
	umount host/a host
	assert_equal "$here" 0
	assert_line --index 0 1
	assert_line --index 1 1
}

@test "the root: in place, read-only, masked and read-only paths" {
	# covers: config/root-readonly linux/masked linux/readonly
	requires root
	bundle '.linux.maskedPaths += ["/etc/secret", "/srv"] |
	    .linux.readonlyPaths += ["/etc/fixed", "/nosuch"]'
	mkdir b/rootfs/srv
	touch b/rootfs/srv/x b/rootfs/etc/fixed
	echo s >b/rootfs/etc/secret
	does sh -c 'cat /etc/secret; ls /srv; echo x >/etc/fixed; touch /here'
	run oci run --bundle b "$id"
	assert_equal "${#lines[@]}" 1
	assert_output --partial '/etc/fixed: Read-only'
	[ -e b/rootfs/here ]
	config '.root.readonly = true'
	does touch /there
	run oci run --bundle b "$id"
	assert_output --partial 'Read-only file system'
	[ ! -e b/rootfs/there ]
}

@test "the devices: the usual ones, those asked for, no others" {
	# covers: linux/default-devices linux/devices linux/device-rules
	requires root
	bundle '.linux.devices = [{path: "/dev/mine", type: "c", major: 1,
	        minor: 3, fileMode: 384, uid: 7, gid: 8}] |
	    .process.capabilities[] += ["CAP_MKNOD", "CAP_SYSLOG"] |
	    .linux.resources.devices += [
	        {allow: true, type: "c", major: 1, minor: 11, access: "r"}]'
	does sh -c 'cd /dev; ls | xargs; stat -c %a:%u:%g:%t:%T mine
	    stat -c %N fd ptmx; mknod /tmp/k c 1 11; mknod /tmp/m c 1 1
	    echo x >/dev/null && echo null; true </tmp/k && echo r; true >/tmp/k
	    true </tmp/m'
	run oci run --bundle b "$id"
	assert_line --index 0 --regexp \
	    '^(core )?fd full mine mqueue null ptmx pts random shm std.* tty urandom zero$'
	assert_line --index 1 600:7:8:1:3
	assert_line null
	assert_line r
	assert_line --partial "can't create /tmp/k: Operation not permitted"
	assert_line --partial "can't open /tmp/m: Operation not permitted"
}

# bats test_tags=smoke
@test "the cgroup: its path, its limits, and update" {
	# covers: linux/cgroups-path linux/memory linux/cpu linux/pids
	requires root
	cg=$(unique)
	bundle --arg cg "/$cg/c" '.linux.cgroupsPath = $cg |
	    .linux.resources.memory = {limit: 67108864, reservation: 33554432} |
	    .linux.resources.cpu = {quota: 50000, period: 100000, cpus: "0"} |
	    .linux.resources.pids.limit = 30'
	cg=$cg/c
	started
	grep -q "/$cg$" "/proc/$pid/cgroup"
	assert_equal "$(value memory.limit_in_bytes memory.max)" 67108864
	assert_equal "$(value memory.soft_limit_in_bytes memory.low)" 33554432
	assert_equal "$(value pids.max pids.max)" 30
	assert_equal "$(value cpuset.cpus cpuset.cpus)" 0
	echo '{"memory": {"limit": 134217728}}' | oci update -r - "$id"
	oci update --pids-limit 40 "$id"
	assert_equal "$(value memory.limit_in_bytes memory.max)" 134217728
	assert_equal "$(value pids.max pids.max)" 40
	run oci events --stats "$id"
	assert_equal "$(jq .data.pids.current <<<"$output")" 1
	oci delete --force "$id"
	[ -z "$(find /sys/fs/cgroup -name "${cg%/c}")" ]
}

@test "a list of CPUs is written whole, however long" {
	requires root two_cpus cgroup_cpuset
	bundle '.linux.resources.cpu.cpus =
	    ([range(200) | "0"] + ["1"] | join(","))'
	cg=combined/$id
	started
	assert_equal "$(value cpuset.cpus cpuset.cpus)" 0-1
}

@test "unified: any file of cgroup v2" {
	# covers: linux/unified
	requires root cgroup2
	bundle '.linux.resources.unified = {"memory.high": "50331648"}'
	started
	assert_equal "$(cat /sys/fs/cgroup/combined/"$id"/memory.high)" 50331648
}

@test "pause, resume, ps, list and kill --all" {
	# covers: runtime/state-status
	requires root
	bundle
	does sh -c 'sleep 1000 & sleep 1000; true'
	created
	oci start "$id"
	poll 20 has_processes 3
	oci pause "$id"
	status_is paused
	run -125 oci pause "$id"
	oci resume "$id"
	status_is running
	run oci list -f json
	assert_equal "$(jq -r '.[].id' <<<"$output")" "$id"
	assert_equal "$(oci list -q)" "$id"
	oci kill --all "$id" KILL
	poll 20 status_is stopped
}

# bats test_tags=smoke
@test "exec: one more process, in the same rooms and with the same rights" {
	requires root
	bundle '.process.capabilities.bounding = ["CAP_KILL"]'
	started
	run -5 oci exec "$id" sh -c 'exit 5'
	local user
	for user in 1x 1: 1:2x -1 4294967295; do
		run -125 oci exec -u "$user" "$id" true
		assert_output --partial "\"$user\" is not UID[:GID]"
	done
	run oci exec -e X=1 --cwd /tmp -u 1000:7 "$id" \
	    sh -c 'echo $X; pwd; id -u; id -g; grep CapBnd /proc/self/status
	        ls /proc/self/fd | wc -l; cat /proc/self/cgroup'
	assert_line --index 0 1
	assert_line --index 1 /tmp
	assert_line --index 2 1000
	assert_line --index 3 7
	assert_line --index 4 --regexp '0000000000000020$'
	assert_line --index 5 4
	jq '.process | .args = ["sleep", "1002"]' b/config.json >process
	oci exec --process process -d --pid-file pid2 "$id" </dev/null >out 2>&1
	local type
	for type in mnt uts ipc net pid cgroup; do
		assert_equal "$(ns_of "$(cat pid2)" $type)" "$(ns_of "$pid" $type)"
	done
	run -125 oci exec "$id" nosuch
	assert_output --partial 'executable file not found'
}

@test "a terminal goes to the console socket" {
	# covers: config/terminal
	requires root python3
	bundle '.process.terminal = true |
	    .process.consoleSize = {height: 33, width: 44}'
	run -125 oci create --bundle b "$id"
	assert_output --partial --console-socket
	does sh -c 'tty; stat -c %N /dev/ptmx; sleep 1000'
	in_background "$PROJECT/tests/runtime/console-socket" console.sock console.out
	poll 20 test -S console.sock
	oci create --bundle b --console-socket console.sock "$id"
	oci start "$id"
	poll 20 grep -q pts/ptmx console.out
	run cat console.out
	assert_line --index 0 'size 33 44'
	assert_line --index 1 --partial /dev/pts/0
}

# bats test_tags=smoke
@test "seccomp filters, as config.json has them" {
	# covers: linux/seccomp
	requires root seccomp
	bundle '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW",
	    architectures: ["SCMP_ARCH_X86_64"], syscalls: [
	    {names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 95}]}'
	does sh -c 'mkdir /tmp/x; grep Seccomp: /proc/self/status'
	run oci run --bundle b "$id"
	assert_line --index 0 --partial 'not supported'
	assert_line --index 1 --regexp '2$'
}

# asked [FILTER]: a bundle whose filter asks about mkdir, and the agent.
asked() {
	bundle '.annotations = {"a.b": "c"} | .linux.seccomp = {
	    defaultAction: "SCMP_ACT_ALLOW", listenerPath: "agent.sock",
	    listenerMetadata: "some data", syscalls: [
	    {names: ["mkdir", "mkdirat"], action: "SCMP_ACT_NOTIFY"}]}'
	[ $# -eq 0 ] || config "$@"
	in_background "$PROJECT/tests/runtime/seccomp-agent" agent.sock states EXDEV
	poll 20 test -S agent.sock
}

@test "seccomp: an agent gets the listener, and answers" {
	# covers: linux/seccomp-listener linux/seccomp-state
	requires root notify python3
	local privileges
	for privileges in true false; do
		asked ".process.noNewPrivileges = $privileges"
		rm -f states
		does sh -c 'mkdir /tmp/x; sleep 1000'
		created
		oci start "$id"
		poll 20 grep -q 'Invalid cross-device link\|link' out
		[ ! -e b/rootfs/tmp/x ]
		assert_equal "$(jq -c '[.ociVersion, .fds, .pid, .metadata,
		    .state.id, .state.pid, .state.annotations]' states)" \
		    "$(jq -nc --arg id "$id" --argjson p "$pid" '["1.3.0",
		        ["seccompFd"], $p, "some data", $id, $p, {"a.b": "c"}]')"
		run oci exec "$id" mkdir /tmp/y
		assert_output --partial 'link'
		assert_equal "$(sed -n 2p states | jq '.state.pid, .state.status' |
		    xargs)" "$pid running"
		oci delete --force "$id"
		kill_background
		rm agent.sock
	done
}

@test "seccomp: no agent to ask is an error, and so is one without calls" {
	# covers: linux/seccomp-listener linux/seccomp-metadata
	requires root notify
	bundle '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [
	    {names: ["mkdir"], action: "SCMP_ACT_NOTIFY"}]}'
	run -125 oci create --bundle b "$id"
	assert_output --partial listenerPath
	config '.linux.seccomp.listenerPath = "/nosuch/agent"'
	run -125 oci create --bundle b "$id"
	assert_output --partial '/nosuch/agent: No such file'
	config '.linux.seccomp.syscalls[0].action = "SCMP_ACT_ERRNO"'
	does true
	oci run --bundle b "$id"
	config 'del(.linux.seccomp.listenerPath) |
	    .linux.seccomp.listenerMetadata = "x"'
	run -125 oci create --bundle b "$id"
}

@test "seccomp: an agent that is asked about our own last calls gets them" {
	# covers: linux/seccomp-listener
	requires root notify python3
	local privileges
	for privileges in true false; do
		asked ".process.noNewPrivileges = $privileges |
		    .linux.seccomp.syscalls[0].names =
		    [\"sendmsg\", \"wait4\", \"close\", \"clone\", \"mkdir\"]"
		kill_background
		rm agent.sock
		# Its answer to each: go on, as if it had not been asked.
		in_background "$PROJECT/tests/runtime/seccomp-agent" agent.sock states CONTINUE
		poll 20 test -S agent.sock
		does sh -c 'mkdir -p /tmp/x/y && rm -r /tmp/x; echo made; sleep 1000'
		timeout 20 "$SUITE_BIN/combined-oci" --root state create --bundle b \
		    --pid-file pid "$id" </dev/null >out 2>&1 3>&- 4>&-
		timeout 20 "$SUITE_BIN/combined-oci" --root state start "$id"
		poll 20 grep -q made out
		run timeout 20 "$SUITE_BIN/combined-oci" --root state exec "$id" \
		    echo more
		assert_output more
		oci delete --force "$id"
		kill_background
		rm -f agent.sock states
	done
}

@test "seccomp: a filter needs to allow little of what we do ourselves" {
	# covers: linux/seccomp
	requires root
	local privileges
	for privileges in true false; do
		bundle ".process.noNewPrivileges = $privileges |
		    .linux.seccomp = {defaultAction: \"SCMP_ACT_ALLOW\",
		    syscalls: [{action: \"SCMP_ACT_ERRNO\", names: [\"getcwd\",
		    \"chdir\", \"fchdir\", \"setuid\", \"setresuid\",
		    \"setgroups\", \"capget\", \"seccomp\", \"sendmsg\",
		    \"recvmsg\", \"getppid\", \"poll\", \"ppoll\",
		    \"close_range\", \"fcntl\", \"dup2\", \"dup3\",
		    \"memfd_create\", \"execveat\", \"umask\", \"keyctl\",
		    \"close\", \"getpid\", \"munmap\", \"clone3\"]}]}"
		does echo alive
		run oci run --bundle b "$id"
		assert_output alive
		does sleep 1000
		created
		oci start "$id"
		run oci exec "$id" echo more
		assert_output more
		oci delete --force "$id"
	done
}

@test "descriptors: only those that are to be kept" {
	requires root
	bundle
	does sh -c 'ls /proc/self/fd | xargs; cat <&3'
	echo kept >kept
	run oci run --bundle b --preserve-fds 1 "$id" 3<kept 9<kept
	assert_line --index 0 '0 1 2 3 4'
	assert_line --index 1 kept
}

@test "spec writes a config.json to begin with, and over none" {
	requires root
	oci spec
	assert_equal "$(jq -r .ociVersion config.json)" 1.3.0
	run -125 oci spec
	assert_output --partial 'exists already'
}

@test "--no-pivot: a root that chroot(2) enters" {
	requires root
	bundle
	does ls /
	run oci run --no-pivot --bundle b "$id"
	assert_line rootfs || assert_line bin
	refute_line home
}

@test "an ID may not be a path, and two creates of one do not both win" {
	# covers: runtime/create-id
	requires root
	bundle
	does sleep 1000
	local one two
	oci create --bundle b "$id" </dev/null >one 2>&1 3>&- 4>&- &
	one=$!
	oci create --bundle b "$id" </dev/null >two 2>&1 3>&- 4>&- &
	two=$!
	local won=0
	wait $one && won=$((won + 1))
	wait $two && won=$((won + 1))
	assert_equal $won 1
	grep -q 'already exists' one two
}

# narrated COMMAND…: of combined-oci on a sealed file that no process can write
# to, which it would otherwise begin with making of its own.
narrated() {
	# shellcheck disable=SC2016
	unshare --mount sh -c 'mount --bind "$1" "$1" &&
	    mount -o remount,bind,ro "$1" && shift && exec "$@"' sh \
	    "$SUITE_BIN/combined" "$PROJECT/tests/tools/narration" \
	    combined-oci --root "$PWD/state" "$@"
}

@test "the narration is what strace sees" {
	requires root
	bundle
	does true
	narrated run --explain --bundle b "$id"
	config '.hooks.createContainer = [{path: "/bin/true"}] |
	    .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW"}'
	narrated run --explain --bundle b "$id"
}

# sysctls N: so many settings of a network namespace, as they are in a new one.
sysctls() {
	# shellcheck disable=SC2016 # for the other shell
	unshare -n sh -c 'cd /proc/sys && find net -type f | sort |
	    while read -r file; do
		value=$(cat "$file" 2>/dev/null) && [ -n "$value" ] &&
		    printf %s "$value" 2>/dev/null >"$file" &&
		    printf "%s\t%s\n" "$file" "$(echo "$value" | tr "\t" " ")"
	    done 2>/dev/null' | awk -F/ '!/[.]/' | head -n "$1" |
	    jq -Rn '[inputs | split("\t") |
		{(.[0] | gsub("/"; ".")): .[1]}] | add'
}

@test "no list of config.json has a bound of ours: the peers agree" {
	requires root
	bundle
	sysctls 200 >sysctls
	assert_equal "$(jq length sysctls)" 200
	config --slurpfile sysctls sysctls '.ociVersion = "1.0.2" |
	    .mounts += [range(300) | {destination: "/m/\(.)", type: "tmpfs",
	        source: "tmpfs", options: ["size=4k"]}] |
	    .process.env += [range(2000) | "V\(.)=\(.)"] |
	    .process.user.additionalGids = [range(1000; 1300)] |
	    .linux.sysctl = $sysctls[0] |
	    .linux.namespaces |= map(select(.type != "cgroup")) |
	    .linux.maskedPaths += [range(200) | "/nothing/\(.)"] |
	    .linux.readonlyPaths += [range(200) | "/nothing/\(.)"] |
	    .linux.devices = [range(1100) | {path: "/dev/x\(.)", type: "c",
	        major: 1, minor: 3}] |
	    .linux.resources.devices += [range(200) | {allow: true, type: "c",
	        major: 1, minor: (. + 3), access: "rwm"}]'
	# shellcheck disable=SC2016 # for the shell in the container
	does sh -c 'grep -c " /m/" /proc/self/mountinfo; env | grep -c ^V
	    id -G | wc -w; ls /dev/x* | wc -l
	    cat /proc/sys/net/ipv4/conf/lo/forwarding' \
	    $(seq 3000)
	run -0 oci run --bundle b "$id"
	assert_line --index 0 300
	assert_line --index 1 2000
	assert_line --index 2 301
	assert_line --index 3 1100
	local runtime ours=$output
	for runtime in crun runc; do
		command -v "$runtime" >/dev/null || continue
		# The v2 hierarchy that v1's are mixed with is not for crun.
		# shellcheck disable=SC2016
		run -0 unshare --mount sh -c '
		    umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"' sh \
		    "$runtime" --root "$PWD/root" run --bundle b "$runtime-$id"
		assert_equal "$output" "$ours"
	done
}

@test "of ID mappings there may be as many as the kernel takes" {
	requires root
	local n
	bundle
	does true
	for n in 6 250 400; do
		config --argjson n "$n" '
		    .linux.namespaces |= map(select(.type != "user")) +
		        [{type: "user"}] |
		    .linux.uidMappings = [range($n) | {containerID: .,
		        hostID: (100000 + .), size: 1}] |
		    .linux.gidMappings = .linux.uidMappings'
		chown -R 100000:100000 b/rootfs
		run oci run --bundle b "$id"
		[ "$n" -gt 340 ] || assert_success
	done
	# Its error, not one of ours.
	assert_failure
	assert_output --partial uid_map
}
