# What runc's and crun's own suites, and reports about them, have found: each with
# the value that runc, crun or the specification gives.

load ../lib/helpers
load ../lib/oci

# peer RUNTIME: runs ./b with it. crun refuses to work beside a mixed-in v2.
peer() {
	# shellcheck disable=SC2016
	unshare --mount sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null
	    r=$1; shift; "$r" --root "$PWD/peers" run --bundle b "$@" </dev/null' \
	    sh "$1" "$id-$1" 3>&- 4>&-
}

# ours: runs ./b.
ours() { oci run --bundle b "$id" </dev/null 3>&- 4>&-; }

@test "a call newer than the newest that the filter names gets ENOSYS, as with runc" {
	requires root seccomp runc
	echo 'int main(int n, char *v[]) { int i; for (i = 1; i < n; i++) {
	    syscall(atoi(v[i]), -1, 0, 0, 0, 0, 0); puts(strerrorname_np(errno)); }
	    return n == 0; }' >call.c
	bundle
	"${CC:-cc}" -D_GNU_SOURCE -static -include errno.h -include stdio.h \
	    -include stdlib.h -include string.h -include unistd.h \
	    -o b/rootfs/bin/call call.c
	local default action newer number
	for default in SCMP_ACT_ERRNO SCMP_ACT_KILL_PROCESS SCMP_ACT_ALLOW; do
		action=SCMP_ACT_ALLOW
		[ $default != SCMP_ACT_ALLOW ] || action=SCMP_ACT_ERRNO
		for newer in '[]' '["memfd_secret"]'; do
			# All that is needed, up to 439; or one rule, faccessat2's.
			bundle --slurpfile p "$PROJECT/05-seccomp/default.json" \
			    --arg d $default --arg a $action --argjson n "$newer" \
			    '.process.noNewPrivileges = false | .linux.seccomp = {
			    defaultAction: $d, architectures: ["SCMP_ARCH_X86_64",
			    "SCMP_ARCH_X86"], syscalls: [{action: $a, names: ($n +
			    if $a == "SCMP_ACT_ALLOW" then [$p[0].syscalls[] |
			    select(.action == $a and (.args | not)) | .names[] |
			    select(IN("process_madvise", "epoll_pwait2",
			    "mount_setattr", "quotactl_fd", "memfd_secret",
			    "process_mrelease", "set_mempolicy_home_node",
			    "cachestat", "fchmodat2", "map_shadow_stack",
			    "statmount", "listmount", "mseal") or
			    test("landlock|lsm_|futex_.|xattrat|file_.etattr") |
			    not)] else ["faccessat2"] end)}]}'
			for number in 436 439 441 447 448 500 9999; do
				[ $default-$number != SCMP_ACT_KILL_PROCESS-441 ] ||
				    continue
				does /bin/call $number
				run peer runc
				local expected=$status:$output
				run ours
				echo "$default $newer $number"
				assert_equal "$status:$output" "$expected"
			done
		done
	done
}

@test "hooks: without env that of the caller, an empty one is empty, as with runc" {
	requires root runc
	printf '%s\n' '#!/bin/sh' 'echo "$1 ${FROM_CALLER-none} ${A-none}" >>"$2"' >hook
	chmod +x hook
	bundle --arg d "$PWD" 'def h(n): {path: "\($d)/hook",
	        args: ["hook", n, "\($d)/log"]};
	    .hooks = {prestart: [h("unsaid")], createRuntime: [h("empty") +
	        {env: []}], poststart: [h("one") + {env: ["A=1"]}]}'
	does true
	FROM_CALLER=yes peer runc
	mv log expected
	FROM_CALLER=yes ours
	diff expected log
	assert_equal "$(head -1 log)" "unsaid yes none"
}

@test "hooks: poststart that fails deletes the container; all poststop hooks run" {
	requires root
	printf '%s\n' '#!/bin/sh' 'echo "$1" >>"$2"; exit $3' >hook
	chmod +x hook
	bundle --arg d "$PWD" 'def h(n; s): {path: "\($d)/hook",
	        args: ["hook", n, "\($d)/told", s]};
	    .hooks = {poststart: [h("first"; "1"), h("not"; "0")],
	        poststop: [h("a"; "1"), h("b"; "1"), h("c"; "0")]}'
	does sleep 1000
	run -125 ours
	assert_equal "$(xargs <told)" "first a b c"
	run -125 oci state "$id"
	created
	rm told
	run -125 oci start "$id"
	assert_output --partial 'hook'
	assert_equal "$(xargs <told)" "first a b c"
	run -125 oci state "$id"
	[ ! -e "/proc/$pid/root/" ]
	[ -z "$(find /sys/fs/cgroup -name "$id")" ]
}

@test "a container that was never started is deleted, as with runc and crun" {
	requires root
	bundle
	does sleep 1000
	created
	oci delete "$id"
	run -125 oci state "$id"
	[ ! -e "/proc/$pid/root/" ]
	started
	run -125 oci delete "$id"
	assert_output --partial running
}

@test "a device whose path ends in a slash, and one that has no name" {
	requires root
	bundle '.linux.devices = [{path: "/dev/foo/", type: "c", major: 1, minor: 3,
	    fileMode: 384, uid: 7, gid: 8}, {path: "/dev/deep/er//", type: "c",
	    major: 1, minor: 5}]'
	does stat -c '%n %A %u %g %t %T' /dev/foo /dev/deep/er
	run -0 ours
	assert_output "/dev/foo crw------- 7 8 1 3
/dev/deep/er crw-rw-rw- 0 0 1 5"
	for path in / // dev/x ''; do
		config --arg p "$path" '.linux.devices = [{path: $p, type: "c",
		    major: 1, minor: 3}]'
		run -125 ours
	done
}

@test "a read-only /dev has its devices and what is mounted below it" {
	requires root
	local runtime
	bundle '.mounts |= map(if .destination == "/dev" then .options += ["ro"]
	    else . end) | .mounts += [{destination: "/t", type: "tmpfs",
	    source: "t", options: ["ro"]}, {destination: "/t/below",
	    type: "tmpfs", source: "t"}]'
	does sh -c 'echo x >/dev/null && echo null
	    for d in /dev /dev/pts /dev/shm /t /t/below; do
	        touch $d/x 2>/dev/null && echo $d; done; ls /dev | grep -c .'
	run -0 ours
	assert_line null
	assert_line /dev/shm
	assert_line /t/below
	refute_line /dev
	refute_line /t
}

@test "a mount's target that is a link to nowhere: what it leads to is made, inside" {
	requires root runc
	local runtime
	echo text >file
	mkdir directory
	touch directory/inside
	bundle --arg d "$PWD" '.mounts += [
	    {destination: "/etc/resolv.conf", type: "bind", source: "\($d)/file",
	        options: ["bind"]},
	    {destination: "/up", type: "bind", source: "\($d)/file",
	        options: ["bind"]},
	    {destination: "/chain", type: "bind", source: "\($d)/directory",
	        options: ["bind"]}]'
	for runtime in runc ours; do
		rm -rf b/rootfs/{etc/resolv.conf,run,up,chain,second,out-*,x}
		ln -s ../run/systemd/stub.conf b/rootfs/etc/resolv.conf
		ln -s "../../../../../out-$id" b/rootfs/up
		ln -s second/at b/rootfs/chain
		ln -s /x/y b/rootfs/second
		does sh -c "cat /etc/resolv.conf /run/systemd/stub.conf /out-$id
		    ls /chain /x/y/at"
		if [ $runtime = runc ]; then run -0 peer runc; else run -0 ours; fi
		echo "$output" >$runtime
		[ ! -e "/out-$id" ]
	done
	diff runc ours
}

@test "LISTEN_FDS: the command gets the descriptors, and is told so" {
	requires root runc
	bundle
	# shellcheck disable=SC2016
	does sh -c 'echo "$LISTEN_FDS $LISTEN_PID"; cat <&3; cat <&4'
	echo three >3
	echo four >4
	# As systemd and conmon do it.
	# shellcheck disable=SC2016
	listening() {
		sh -c 'LISTEN_FDS=2 LISTEN_PID=$$ exec "$@" 3<3 4<4' sh "$@" \
		    </dev/null
	}
	listening runc --root "$PWD/peers" run --bundle b "$id" >runc
	listening combined-oci --root "$PWD/state" run --bundle b "$id" >ours
	assert_equal "$(xargs <runc)" "2 1 three four"
	diff runc ours
}

@test "a log that cannot be opened is an error" {
	requires root
	run -125 combined-oci --log /nosuch/log list
	assert_output --partial /nosuch/log
}

@test "a mount namespace by its path; without one it is an error" {
	requires root
	unshare --mount sleep 1000 3>&- 4>&- &
	local pid=$! there
	poll 20 test "$(readlink /proc/self/ns/mnt)" != \
	    "$(readlink "/proc/$pid/ns/mnt")"
	there=$(readlink "/proc/$pid/ns/mnt")
	bundle --arg p "/proc/$pid/ns/mnt" '.linux.namespaces |=
	    map(if .type == "mount" then .path = $p else . end)'
	does sh -c 'readlink /proc/self/ns/mnt; ls -d /bin /work /usr'
	mount >before
	run ours
	kill "$pid"
	assert_line "$there"
	assert_line /bin
	refute_line /usr
	mount | diff before -
	for path in '' /proc/self/ns/mnt; do
		bundle --arg p "$path" '.linux.namespaces |= map(if
		    .type == "mount" then .path = $p else . end |
		    select(.path != ""))'
		run -125 ours
		assert_output --partial 'mount namespace'
	done
	mount | diff before -
}

@test "a cgroup that is there: taken where it is empty, as by runc and crun" {
	requires root
	cg=$(unique)
	bundle --arg cg "/$cg/c" '.linux.cgroupsPath = $cg'
	does echo in
	local tree trees=()
	for tree in /sys/fs/cgroup/{pids,memory,}; do
		[ ! -e "$tree/cgroup.procs" ] || trees+=("$tree/$cg")
	done
	mkdir "${trees[@]}" "${trees[@]/%//c}"
	run -0 ours
	assert_output in
	[ -z "$(find /sys/fs/cgroup -path "*/$cg/c")" ]
	# Another process would be limited and killed with it.
	started
	ids+=("$id-2")
	run -125 oci run --bundle b "$id-2"
	assert_output --partial busy
	status_is running
	oci delete --force "$id"
	rmdir "${trees[@]}"
	[ -z "$(find /sys/fs/cgroup -path "*/$cg/c")" ]
}

@test "a frozen cgroup, and cgroups of the container's own, do not keep delete" {
	requires root
	cg=$(unique)
	bundle --arg cg "/$cg/c" '.linux.cgroupsPath = $cg'
	started
	oci exec --detach --pid-file more "$id" sleep 1000
	local top below
	top=$(find /sys/fs/cgroup -maxdepth 3 -path "*/$cg/c" \
	    -exec test -e {}/freezer.state -o -e {}/cgroup.freeze \; -print -quit)
	for below in one two/three; do
		find /sys/fs/cgroup -maxdepth 3 -path "*/$cg/c" -exec mkdir -p {}/$below \;
	done
	cat more >"$top/one/cgroup.procs"
	for below in one .; do
		echo FROZEN >"$top/$below/freezer.state" 2>/dev/null ||
		    echo 1 >"$top/$below/cgroup.freeze"
	done
	timeout 15 combined-oci --root "$PWD/state" delete --force "$id"
	[ -z "$(find /sys/fs/cgroup -path "*/$cg/c")" ]
	[ ! -e "/proc/$(cat more)/root/" ]
}

@test "a cpu period without a quota, as with runc" {
	requires root
	cg=$(unique)/c
	bundle --arg cg "/$cg" '.linux.cgroupsPath = $cg |
	    .linux.resources.cpu = {period: 50000}'
	created
	assert_regex "$(value cpu.cfs_period_us cpu.max)" '50000$'
}

@test "time offsets have nanoseconds" {
	requires root timens
	bundle '.linux.namespaces += [{type: "time"}] | .linux.timeOffsets =
	    {monotonic: {secs: 100, nanosecs: 5}, boottime: {secs: -1,
	    nanosecs: 999999999}}'
	does cat /proc/self/timens_offsets
	run -0 ours
	assert_regex "$output" 'monotonic +100 +5'
	assert_regex "$output" 'boottime +-1 +999999999'
	config '.linux.timeOffsets.monotonic.nanosecs = 1000000000'
	run -125 ours
}

@test "numbers up to 2^64 - 1 where the specification has uint64" {
	requires root seccomp runc
	bundle '.process.noNewPrivileges = false |
	    .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [
	    {names: ["umask"], action: "SCMP_ACT_ERRNO", errnoRet: 7, args: [
	        {index: 1, op: "SCMP_CMP_LT", value: 1770000000001},
	        {index: 2, op: "SCMP_CMP_EQ", value: 1770000000001}]}]} |
	    .process.rlimits = [{type: "RLIMIT_CORE", soft: 1770000000001,
	        hard: 1770000000002}] | .process.env += ["N=18446744073709551615",
	        "Q=\\\" 18446744073709551615", "S= 9223372036854775808"]'
	# jq has no such numbers.
	sed -i 's/1770000000001/9223372036854775809/g
	    s/1770000000002/18446744073709551614/' b/config.json
	# shellcheck disable=SC2016
	python3 - <<-'END'
		import re
		text = open("b/config.json").read()
		text = re.sub(r'"sh"', '"sh", "-c", "umask 5; umask; echo $N $Q $S; grep core /proc/self/limits"', text, 1)
		open("b/config.json", "w").write(text)
	END
	peer runc >runc
	ours >ours
	diff runc ours
	grep -q 18446744073709551614 ours
	# What is larger is an error, and so is what is not an integer.
	sed -i 's/18446744073709551614/18446744073709551616/' b/config.json
	run -125 ours
}

@test "scheduler, ioPriority: what the kernel would ignore or refuse is named" {
	requires root
	local scheduler
	while read -r scheduler; do
		bundle --argjson s "$scheduler" '.process.scheduler = $s'
		run -125 ours
		assert_regex "$output" '^combined-oci: process.scheduler: '
	done <<-'END'
		{"policy": "SCHED_OTHER", "nice": 20}
		{"policy": "SCHED_OTHER", "priority": 1}
		{"policy": "SCHED_BATCH", "runtime": 1}
		{"policy": "SCHED_FIFO", "priority": 1, "period": 1}
		{"policy": "SCHED_DEADLINE", "runtime": 1000, "deadline": 5000, "period": 5000}
		{"policy": "SCHED_DEADLINE", "runtime": 9000, "deadline": 5000}
		{"policy": "SCHED_DEADLINE", "runtime": 2000, "deadline": 5000, "period": 4000}
	END
	bundle '.process.ioPriority = {class: "IOPRIO_CLASS_BE", priority: 8}'
	run -125 ours
}

@test "memoryPolicy is set, or an error that says what the kernel cannot do" {
	requires root
	bundle '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0",
	    flags: ["MPOL_F_STATIC_NODES"]}'
	does cat /proc/self/numa_maps
	run ours
	if [ -e /proc/self/numa_maps ]; then
		assert_success
		assert_line --partial 'bind=static:0'
	else
		assert_failure
	fi
	local policy
	while read -r policy; do
		bundle --argjson p "$policy" '.linux.memoryPolicy = $p'
		run -125 ours
		assert_output --partial memoryPolicy
	done <<-'END'
		{"nodes": "0"}
		{"mode": "MPOL_NOSUCH"}
		{"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_NOSUCH"]}
		{"mode": "MPOL_BIND", "nodes": "x"}
		{"mode": "MPOL_BIND", "nodes": "1-"}
		{"mode": "MPOL_BIND", "nodes": "0 1"}
		{"mode": "MPOL_BIND", "nodes": "5000"}
	END
}

@test "what this kernel or this runtime cannot do is an error, never left out" {
	requires root
	local filter word
	while IFS='|' read -r word filter; do
		bundle "$filter"
		run -125 ours
		assert_output --partial "$word"
	done <<-'END'
		intelRdt|.linux.intelRdt = {"closID": "x"}
		network|.linux.resources.network.classID = 1
		rdma|.linux.resources.rdma = {"mlx5": {"hcaHandles": 3}}
		hugetlb|.linux.resources.hugepageLimits = [{"pageSize": "7KB", "limit": 1}]
		SELinux|.linux.mountLabel = "x"
	END
}

@test "a device that the host does not have, in a user namespace: made, as by crun" {
	requires root userns crun
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" .
	bundle '.ociVersion = "1.0.2" | .linux.namespaces += [{type: "user"}] |
	    .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 1000}] |
	    .linux.gidMappings = [{containerID: 0, hostID: 200000, size: 1000}] |
	    .linux.devices = [{path: "/dev/nosuch", type: "c", major: 1, minor: 5,
	        fileMode: 420, uid: 5, gid: 6},
	    {path: "/dev/zero2", type: "c", major: 1, minor: 5, fileMode: 384}]'
	chown -R 100000:200000 b/rootfs
	does sh -c 'stat -c "%n %A %u %g %t %T" /dev/nosuch /dev/zero2
	    head -c 3 /dev/nosuch | wc -c; echo x >/dev/null && echo null'
	run -0 peer crun
	local expected=$output
	run -0 ours
	assert_output "$expected"
	[ ! -e /dev/nosuch ]
	[ ! -e /dev/zero2 ]
}

@test "of a variable that is there twice the last counts, also with exec -e" {
	requires root runc
	bundle '.process.env += ["TWICE=1", "OTHER=x", "TWICE=2"]'
	does env
	peer runc | sort >runc
	ours | sort >ours
	diff runc ours
	started
	run -0 oci exec -e TWICE=3 -e PATH=/bin "$id" env
	assert_line TWICE=3
	assert_line PATH=/bin
	assert_equal "$(grep -c PATH <<<"$output")" 1
}

@test "exec: groups, states, and a PID file that cannot be written" {
	requires root
	bundle '.process.user.additionalGids = [5] |
	    .process.noNewPrivileges = false'
	started
	run -0 oci exec --additional-gids 7 --additional-gids 8 "$id" id -G
	assert_output "0 5 7 8"
	run -0 oci exec --no-new-privs "$id" grep NoNewPrivs /proc/self/status
	assert_output --regexp '1$'
	run -125 oci exec --pid-file /nosuch/pid "$id" sleep 1000
	[ "$(oci ps -f json "$id" | jq length)" -eq 1 ]
	oci pause "$id"
	run -125 oci exec "$id" id
	assert_output --partial paused
	oci resume "$id"
	oci kill "$id" KILL
	poll 20 status_is stopped
	run -125 oci exec "$id" id
	assert_output --partial stopped
}
