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

@test "hooks: what one prints is in the message, not the command's output" {
	requires root
	local moment
	printf '%s\n' '#!/bin/sh' 'printf "why\033 not\n"; echo more >&2' 'exit $1' >hook
	chmod +x hook
	for moment in prestart createRuntime createContainer startContainer \
	    poststart; do
		bundle --arg d "$PWD" --arg m "$moment" '.hooks[$m] =
		    [{path: "\($d)/hook", args: ["hook", "0"]}, {path: "\($d)/hook",
		        args: ["hook", "0"]}]'
		install -D hook "b/rootfs$PWD/hook"
		does echo out
		run -0 ours
		assert_output out
		config '.hooks[] |= [.[0], .[0] + {args: ["hook", "3"]}]'
		run -125 ours
		assert_output --partial \
		    "$PWD/hook: exit status 3: why\\u001b not\\u000amore"
	done
	bundle --arg d "$PWD" '.hooks.poststop = [{path: "\($d)/hook",
	    args: ["hook", "3"]}]'
	does echo out
	run -0 ours
	assert_output --partial 'exit status 3: why'
}

@test "hooks: no descriptor of the caller's; one inside begins in process.cwd" {
	requires root
	bundle --arg d "$PWD" '.process.cwd = "/tmp" | .hooks = {
	    createRuntime: [{path: "/bin/bash", args: ["bash", "-c",
	        "echo /proc/self/fd/* >\($d)/open"]}],
	    startContainer: [{path: "/bin/sh", args: ["sh", "-c",
	        "pwd >/began; echo /proc/self/fd/* >>/began"]}]}'
	does true
	mkdir -p "b/rootfs$PWD/b"
	run -0 ours 7</dev/null 100</dev/null
	run -1 grep -cE '/(7|100)( |$)' open b/rootfs/began
	assert_output $'open:0\nb/rootfs/began:0'
	assert_equal "$(head -1 b/rootfs/began)" /tmp
}

# says_ready PID TEXT...: each text in a message, from inside the container.
says_ready() {
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect(f"/proc/{sys.argv[1]}/root/run/notify/notify.sock")
for text in sys.argv[2:]: s.send(text.encode())' "$@"
}

# hears N: N messages have come to the host's socket by now.
hears() { [ "$(wc -l <heard)" -ge "$1" ]; }

@test "NOTIFY_SOCKET: READY=1 is passed on, with the PID, and nothing else" {
	requires root python3
	bundle '.process.user = {uid: 1000, gid: 1000} | .root.readonly = true'
	does sleep 1000
	mkdir -p b/rootfs/run
	python3 -uc 'import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("host")
while True: print(s.recv(4096))' >heard 3>&- 4>&- &
	local listener=$! way job sent=0
	local -x NOTIFY_SOCKET=$PWD/host
	poll 20 test -S host
	for way in run start; do
		if [ $way = run ]; then
			oci run --detach --bundle b --pid-file pid "$id" </dev/null \
			    >out 2>&1 3>&- 4>&- &
		else
			created
			oci start "$id" 3>&- 4>&- &
		fi
		job=$!
		poll 20 status_is running
		pid=$(cat pid)
		run -0 cat "/proc/$pid/environ"
		assert_output --partial NOTIFY_SOCKET=/run/notify/notify.sock
		says_ready "$pid" STATUS=busy ERRNO=5
		kill -0 $job
		says_ready "$pid" $'STATUS=x\nREADY=1\n'
		wait $job
		sent=$((sent + 1))
		poll 20 hears $sent
		run -0 tail -n 1 heard
		assert_output "b'MAINPID=$pid\\nREADY=1'"
		oci delete --force "$id"
	done
	ours &
	job=$!
	poll 20 status_is running
	says_ready "$(oci state "$id" | jq .pid)" READY=1
	poll 20 hears 3
	assert_equal "$(tail -n 1 heard)" "b'READY=1'"
	oci kill "$id" KILL
	wait $job || true
	assert_equal "$(wc -l <heard)" 3
	# One that ends without a word does not keep start.
	does true
	run -0 oci run --detach --bundle b "$id" </dev/null 3>&- 4>&-
	oci delete --force "$id"
	kill $listener
	[ ! -e state ]
}

@test "HOME= is the user's home, as with runc" {
	requires root
	bundle '.process.env += ["HOME=", "A="]'
	printf 'root:x:0:0::/home/of/root:/bin/sh\n' >b/rootfs/etc/passwd
	does sh -c 'echo $HOME; env | grep -c ^HOME='
	run -0 ours
	assert_output $'/home/of/root\n1'
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

@test "LISTEN_FDS of another process is not the container's, as with runc" {
	requires root runc
	bundle
	# shellcheck disable=SC2016
	does sh -c 'echo "${LISTEN_FDS-none}"; ls /proc/self/fd | xargs'
	left_over() {
		LISTEN_FDS=2 LISTEN_PID=1 sh -c 'exec "$@" 3</etc/passwd 4<&3' sh \
		    "$@" </dev/null
	}
	left_over runc --root "$PWD/peers" run --bundle b "$id" >runc
	left_over combined-oci --root "$PWD/state" run --bundle b "$id" >ours
	assert_equal "$(head -1 runc)" none
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
	poll 20 eval '[ "$(readlink /proc/self/ns/mnt)" != \
	    "$(readlink "/proc/$pid/ns/mnt")" ]'
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

# What has no "=" is left out, as by crun; runc refuses it.
@test "of a variable that is there twice the last counts, also among 5,000" {
	requires root
	bundle '.process.env = ["A=1", "B=1", "A=2", "AB=3", "B", "A=4"] +
	    [range(5000) | "V\(.)=\(.)"] + ["V7=last", "HOME=/"]'
	does /bin/env
	ours >out
	{
		printf '%s\n' A=4 B=1 AB=3
		seq 0 4999 | sed 's/.*/V&=&/; s/^V7=7$/V7=last/'
		echo HOME=/
	} | diff - out
}

# has_entered PID: in each v1 hierarchy with the container's cgroup, PID is in it.
has_entered() {
	local tree some=no
	for tree in /sys/fs/cgroup/*/"$cg/c"; do
		[ -e "$tree/tasks" ] || continue
		grep -qx "$1" "$tree/cgroup.procs" || fail "$1 is not in $tree"
		some=yes
	done
	[ "$some" = yes ]
}

# entering COMMAND…: combined-oci under strace(1), which sees that nothing is moved.
entering() {
	strace -f -y -e trace=write -o trace combined-oci --root "$PWD/state" "$@" \
	    </dev/null 3>&- 4>&-
	grep -q "/pids/$cg/c/tasks>, \"0\"" trace
	! grep -E "/$cg/c/cgroup.procs>, \"[1-9]" trace || fail "moved"
}

# To move another process, the kernel waits for all processors.
@test "with v1 each process of a container enters its cgroups by itself" {
	requires root v1_pids strace
	cg=$(unique)
	local users config
	# shellcheck disable=SC2016 # for jq
	config='.linux.cgroupsPath = $cg'
	for users in false true; do
		! "$users" || config+=' | .linux.namespaces += [{type: "user"}] |
		    .linux.uidMappings = [{containerID: 0, hostID: 100000,
		    size: 65536}] | .linux.gidMappings = .linux.uidMappings'
		bundle --arg cg "/$cg/c" "$config"
		chmod 755 . b
		does true
		entering run --bundle b "$id"
		does sleep 1000
		created
		has_entered "$pid"
		oci start "$id"
		entering exec "$id" true
		oci exec --detach --pid-file more "$id" sleep 1000
		has_entered "$(cat more)"
		oci delete --force "$id"
	done
}

@test "a v1 cgroup that the process cannot enter: nothing of the image is executed" {
	requires root v1_pids strace
	cg=$(unique)
	bundle --arg cg "/$cg/c" '.linux.cgroupsPath = $cg'
	does echo in
	run strace -f -qq -o trace -P "/sys/fs/cgroup/pids/$cg/c/tasks" \
	    -e inject=write:error=ENOSPC combined-oci --root "$PWD/state" run \
	    --bundle b "$id" </dev/null
	assert_equal "$status" 125
	assert_output --partial "pids/$cg/c/tasks: No space left on device (its cpuset"
	refute_line in
	grep -q INJECTED trace
	[ -z "$(find /sys/fs/cgroup -path "*/$cg/c")" ]
	[ -z "$(ls state)" ]
}

# counts RUNTIME N: how often the first process gets the signal of kill --all, a
# realtime one, which the kernel does not merge; and how many of N others it ends.
counts() {
	does /bin/count "$2"
	local runtime=("$1" --root "$PWD/all-$1") ended
	ended() { "${runtime[@]}" state "$id" | jq -e '.status == "stopped"'; }
	"${runtime[@]}" run --detach --bundle b "$id" </dev/null >out 2>&1 3>&- 4>&-
	poll 60 grep -q ready out
	run -0 "${runtime[@]}" kill --all "$id" 34
	run -0 "${runtime[@]}" kill "$id" 35
	poll 60 ended || true
	"${runtime[@]}" delete --force "$id"
	cat out
}

@test "kill --all: each of very many processes gets one signal, as with runc" {
	requires root runc
	bundle
	"${CC:-cc}" -static -o b/rootfs/bin/count -x c - <<-'END'
		#include <signal.h>
		#include <stdio.h>
		#include <stdlib.h>
		#include <sys/wait.h>
		#include <unistd.h>
		int main(int argc, char *argv[])
		{
			sigset_t both;
			int sig, status, got = 0, ended = 0;
			sigemptyset(&both);
			sigaddset(&both, 34);
			sigaddset(&both, 35);
			sigprocmask(SIG_BLOCK, &both, NULL);
			for (int i = 0; i < atoi(argv[argc - 1]); i++) {
				if (fork() == 0) {
					sigprocmask(SIG_UNBLOCK, &both, NULL);
					for (;;)
						pause();
				}
			}
			puts("ready");
			fflush(stdout);
			while (sigwait(&both, &sig) == 0 && sig == 34)
				got++;
			while (wait(&status) > 0)
				ended += WIFSIGNALED(status);
			printf("%d of %d\n", got, ended);
		}
	END
	local each
	for each in runc combined-oci; do
		run counts "$each" 20
		assert_line '1 of 20'
	done
	run counts combined-oci 4200
	assert_line '1 of 4200'
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
		net_cls|.linux.resources.network.classID = 1
		net_prio|.linux.resources.network.priorities = [{"name": "lo", "priority": 1}]
		rdma|.linux.resources.rdma = {"mlx5": {"hcaHandles": 3}}
		rdma|.linux.resources.rdma = {"mlx5": {}}
		hugetlb|.linux.resources.hugepageLimits = [{"pageSize": "7KB", "limit": 1}]
		SELinux|.linux.mountLabel = "x"
	END
}

@test "the beginning of a long option is not the option, as with runc" {
	requires runc
	local words
	for words in '--vers' '--hel' '--roo /nosuch list' 'list --quie' \
	    'list --form json' 'state --hel' 'list --form=json'; do
		# shellcheck disable=SC2086
		run ! runc $words
		# shellcheck disable=SC2086
		run -125 combined-oci $words
		assert_output --partial "unknown option '--"
	done
	run -125 combined --vers
	assert_output --partial "unknown option '--vers' (did you mean --version?)"
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

# outcome RUNTIME: what ./b comes to with it; its own failures have other statuses.
outcome() {
	if [ "$1" = ours ]; then run ours; else run peer "$1"; fi
	if [ "$status" -eq 0 ]; then echo "$output"; else echo refused; fi
}

@test "a command without a slash is looked for along PATH alone, as with runc" {
	requires root runc
	local env command
	bundle
	mkdir -p b/rootfs/{work,bin/sub}
	cp b/rootfs/bin/busybox b/rootfs/work/echo
	cp b/rootfs/bin/busybox b/rootfs/hello
	echo x >b/rootfs/bin/plain
	for env in '[]' null '["A=1"]' '["PATH="]' '["PATH=:/nosuch"]' \
	    '["PATH=/nosuch:"]' '["PATH=/work"]' '["PATH=/nosuch:/bin"]' \
	    '["PATH=/bin", "PATH=/nosuch"]' '["PATH=/bin:"]'; do
		for command in echo hello sub plain . ''; do
			bundle --argjson e "$env" --arg c "$command" \
			    '.process.env = $e | .process.cwd = "/work" |
			    .process.args = [$c, "found"]'
			echo "$env $command"
			assert_equal "$(outcome ours)" "$(outcome runc)"
		done
	done
}

@test "no number is cut off: what is too large is an error, as with runc" {
	requires root runc
	local filter
	while read -r filter; do
		bundle "$filter"
		does echo in
		# jq has no such numbers.
		sed -i 's/"=\([0-9]*\)"/\1/' b/config.json
		echo "$filter"
		assert_equal "$(outcome ours)" "$(outcome runc)"
	done <<-'END'
		.hooks.prestart = [{path: "/bin/true", timeout: 3000000}]
		.hooks.startContainer = [{path: "/bin/true", timeout: 4294967297}]
		.hooks.poststop = [{path: "/bin/true", timeout: "=9223372036854775808"}]
		.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["umask"], action: "SCMP_ACT_ERRNO", args: [{op: "SCMP_CMP_EQ", value: 7}]}]} | .process.noNewPrivileges = false
		.process.consoleSize = {height: 4294967295, width: 65537}
	END
	# runc 1.1 does not know these.
	for filter in '.process.scheduler = {policy: "SCHED_OTHER", nice: 4294967297}' \
	    '.process.scheduler = {policy: "SCHED_OTHER", nice: -4294967295}' \
	    '.process.scheduler = {policy: "SCHED_FIFO", priority: 4294967297}' \
	    '.process.ioPriority = {class: "IOPRIO_CLASS_BE", priority: 4294967297}'; do
		bundle "$filter"
		run -125 ours
	done
}

@test "a terminal for a caller without one is an error, as with runc and crun" {
	requires root runc
	bundle '.process.terminal = true'
	does tty
	without() { setsid --wait "$@" </dev/null; }
	run ! without runc --root "$PWD/peers" run --bundle b "$id-r"
	run -125 without combined-oci --root "$PWD/state" run --bundle b "$id"
	assert_output --partial 'no terminal here'
	config '.process.terminal = false'
	started
	run -125 without combined-oci --root "$PWD/state" exec --tty "$id" true
	assert_output --partial 'no terminal here'
}

@test "an empty source of a bind, null where a string has to be: as with crun" {
	requires root crun
	local filter
	for filter in '.mounts += [{destination: "/m", type: "bind", source: "",
	        options: ["bind"]}]' '.linux.sysctl = {"kernel.shmmni": null}' \
	    '.linux.resources.unified = {"memory.low": null}'; do
		bundle ".ociVersion = \"1.0.2\" | $filter"
		does echo in
		echo "$filter"
		assert_equal "$(outcome ours)" "$(outcome crun)"
	done
}

# beside_network COMMAND...: with a hierarchy of net_cls and net_prio, which only this
# command sees, and without v2, which crun does not want beside v1.
beside_network() {
	# shellcheck disable=SC2016
	unshare --mount bash -c '
	    top=$PWD/hierarchies new=$PWD/hierarchies/net_cls,net_prio
	    mkdir -p "$top"
	    mount -t tmpfs none "$top"
	    for dir in /sys/fs/cgroup/*/; do
	        name=$(basename "$dir")
	        [ "$name" != unified ] || continue
	        mkdir "$top/$name"
	        mount --bind "$dir" "$top/$name"
	    done
	    mkdir "$new"
	    ln -s net_cls,net_prio "$top/net_cls"
	    ln -s net_cls,net_prio "$top/net_prio"
	    mount -t cgroup -o net_cls,net_prio none "$new" || exit
	    mount --rbind "$top" /sys/fs/cgroup
	    "$@"; status=$?
	    find "$new" -depth -mindepth 1 -type d -exec rmdir {} +
	    exit $status' bash "$@"
}

# network_limits RUNTIME: what it has written, or that it has refused.
network_limits() {
	local runtime=$1 dir=/sys/fs/cgroup/net_cls/$cg/c
	if "$runtime" --root "$PWD/root-$runtime" create --bundle b "$id-$runtime" \
	    </dev/null >out-"$runtime" 2>&1 3>&- 4>&-; then
		cat "$dir/net_cls.classid" "$dir/net_prio.ifpriomap"
	else
		echo refused
	fi
	"$runtime" --root "$PWD/root-$runtime" delete --force "$id-$runtime" || true
}

# bats test_tags=machine
@test "limits of the network are written as by runc" {
	requires root v1_network runc
	local filter
	cg=$(unique)
	export cg id
	export -f network_limits
	while read -r filter; do
		bundle --arg cg "/$cg/c" ".linux.cgroupsPath = \$cg |
		    .mounts |= map(select(.type != \"cgroup\")) |
		    .linux.namespaces |= map(select(.type != \"cgroup\")) | $filter"
		does sleep 1000
		beside_network bash -c 'for r in runc combined-oci; do
		    network_limits $r >limits-$r; done'
		echo "$filter"
		diff limits-runc limits-combined-oci
		# runc leaves those above.
		find /sys/fs/cgroup -depth -path "*/$cg*" -type d -exec rmdir {} +
	done <<-'END'
		.linux.resources.network = {classID: 1048577}
		.linux.resources.network = {classID: 4294967295, priorities: []}
		.linux.resources.network = {classID: 4294967296}
		.linux.resources.network = {priorities: [{name: "lo", priority: 7}]}
		.linux.resources.network = {priorities: [{name: "nosuch", priority: 7}]}
	END
}

@test "update says in which controller's cgroup the container is not" {
	requires root v1_memory
	cg=$(unique)
	bundle --arg cg "/$cg/c" '.linux.cgroupsPath = $cg'
	started
	oci update --memory-reservation 10m "$id"
	echo "$pid" >/sys/fs/cgroup/memory/cgroup.procs
	rmdir "/sys/fs/cgroup/memory/$cg/c" "/sys/fs/cgroup/memory/$cg"
	run -125 oci update --memory-reservation 20m "$id"
	assert_output --partial 'not in a cgroup with the controller memory'
}

# bats test_tags=machine
@test "a limit of huge pages, where v2 has hugetlb alone: v1 still freezes" {
	# covers: linux/huge-pages
	requires root hugetlb
	cg=$(unique)
	bundle --arg cg "/$cg/c" '.linux.cgroupsPath = $cg |
	    .linux.resources.hugepageLimits = [{pageSize: "2MB", limit: 4194305}]'
	started
	local dir
	dir=$(dirname "$(find /sys/fs/cgroup -path "*/$cg/c/hugetlb.2MB.*" -print -quit)")
	assert_equal "$(cat "$dir"/hugetlb.2MB.{max,limit_in_bytes} 2>/dev/null)" 4194304
	assert_equal "$(cat "$dir/cgroup.procs")" "$pid"
	oci exec "$id" true
	oci pause "$id"
	status_is paused
	[ ! -e "/sys/fs/cgroup/freezer/$cg/c" ] ||
	    assert_equal "$(cat "/sys/fs/cgroup/freezer/$cg/c/freezer.state")" FROZEN
	oci resume "$id"
	oci delete --force "$id"
	[ -z "$(find /sys/fs/cgroup -path "*/$cg*")" ]
	# A container without this limit is not in a hierarchy for hugetlb alone.
	config 'del(.linux.resources.hugepageLimits)'
	created
	[ ! -e /sys/fs/cgroup/unified ] || [ ! -e "/sys/fs/cgroup/unified/$cg" ]
	[ -e /sys/fs/cgroup/cgroup.controllers ] || {
		run -125 oci update -r - "$id" <<-'END'
			{"hugepageLimits": [{"pageSize": "2MB", "limit": 2097152}]}
		END
		assert_output --partial 'not in a cgroup with the controller hugetlb'
	}
	[ ! -e "/sys/fs/cgroup/unified/cgroup.subtree_control" ] ||
	    echo -hugetlb >/sys/fs/cgroup/unified/cgroup.subtree_control
}
