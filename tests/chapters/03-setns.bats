# Chapter 3: going into namespaces that are there.

load ../lib/helpers

TYPES="user mnt uts ipc pid cgroup net time"

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
	kill_background
	local file
	for file in kept*; do
		[ ! -e "$file" ] || setns forget "$file"
	done
}

# As a user without privileges, also if root runs the suite.
anybody=()
if feature_root; then
	anybody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi

# start [options]: a target in the background, its PID outside in $target.
start() {
	in_background namespaces "$@" -- sleep 1000
	poll 10 is_started
}
start_as_anybody() {
	in_background "${anybody[@]}" namespaces "$@" -- sleep 1000
	poll 10 is_started
}
is_started() { target=$(pgrep -P "$background" -x sleep); }

# join [options]: a second process in the background, which joins; $joined.
join() {
	in_background setns "$@" -- sleep 1000
	poll 10 has_joined
}
has_joined() {
	joined=$background
	grep -qx sleep "/proc/$joined/comm" || {
		joined=$(pgrep -P "$background" -x sleep) &&
		    grep -qx setns "/proc/$background/comm"
	}
}

# shellcheck disable=SC2086
links_of() { (cd "/proc/$1/ns" && readlink $TYPES); }

# bats test_tags=smoke
@test "all namespaces of a process, by its pidfd and by its files" {
	requires root timens
	start --all --hostname target
	local how before
	before=$(links_of self)
	for how in pidfd files; do
		run setns --how $how --target "$target" --all -- \
		    sh -c "cd /proc/self/ns && readlink $TYPES"
		assert_output "$(links_of "$target")"
		run setns --how $how --target "$target" --all -- uname -n
		assert_output target
	done
	assert_equal "$(links_of self)" "$before"
	refute [ "$(uname -n)" = target ]
}

@test "each namespace alone, and no other" {
	requires root timens
	start --all
	local how type other
	for how in pidfd files; do
		for type in $TYPES; do
			join --how $how -t "$target" --${type/mnt/mount}
			for other in $TYPES; do
				[ "$other" = "$type" ] && from=$target ||
				    from=self
				assert_equal "$(ns_of "$joined" "$other")" \
				    "$(ns_of $from "$other")"
			done
		done
	done
}

# bats test_tags=smoke
@test "PID takes effect in the child: setns stays outside, as its parent" {
	requires root
	start --pid --mount
	join -t "$target" --pid
	[ "$joined" != "$background" ]
	assert_equal "$(ns_of "$background" pid)" "$(ns_of self pid)"
	assert_equal "$(ns_of "$background" pid_for_children)" \
	    "$(ns_of "$target" pid)"
	assert_equal "$(ns_of "$joined" pid)" "$(ns_of "$target" pid)"
	run nsenter -t "$target" --pid --mount ps -o comm= -e
	assert_equal "$(grep -cx sleep <<<"$output")" 2
}

# calls COMMAND…: the setns calls and their results, as strace sees them.
calls() {
	strace -f -qq -e trace=setns "$@" 2>&1 |
	    sed -n 's/^.*setns([^,]*, //; s/) *=/) =/p'
}

@test "one call by pidfd, one for each by files" {
	requires root
	start --uts --ipc --net
	run calls setns -t "$target" --uts --ipc --net -- true
	assert_output 'CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWNET) = 0'
	run calls setns --how files -t "$target" --uts --ipc --net -- true
	assert_output 'CLONE_NEWUTS) = 0
CLONE_NEWIPC) = 0
CLONE_NEWNET) = 0'
}

# bats test_tags=smoke
@test "a normal user joins the user namespace first, and becomes root" {
	requires userns
	start_as_anybody --all
	run "${anybody[@]}" strace -qq -e signal=none -e trace=setns setns --how files \
	    -t "$target" --user --net --uts -- id -u
	assert_line --index 0 --regexp 'CLONE_NEWUSER\) += 0'
	assert_line 0
	run "${anybody[@]}" setns -t "$target" --all -- id -u
	assert_output 0
	local how
	for how in pidfd files; do
		run -125 "${anybody[@]}" setns --how $how -t "$target" --net -- true
		assert_output --regexp '^setns: join .*--user\)'
	done
}

@test "root joins the user namespace last, and leaves its groups behind" {
	requires root userns
	start_as_anybody --map-root --net
	run setpriv --groups 4,5 strace -qq -e signal=none -e trace=setns setns --how files \
	    -t "$target" --user --net -- sh -c 'id -u; id -G'
	assert_line --index 0 --regexp 'CLONE_NEWNET\) += 0'
	assert_line --index 1 --regexp 'CLONE_NEWUSER\) += 0'
	assert_line --index 2 0
	assert_line --index 3 0
	# A process that has joined can do no more than the namespace's owner.
	join -t "$target" --user
	assert_equal "$(status_field "$joined" Uid)" 65534
}

@test "a namespace that is older than the user namespace can be joined" {
	requires root
	local how
	in_background namespaces --net -- namespaces --map-root -- sleep 1000
	poll 10 is_two_deep
	for how in pidfd files; do
		run setns --how $how -t "$target" --all -- ip -o link
		assert_success
		assert_equal "${#lines[@]}" 1
	done
}
is_two_deep() {
	target=$(pgrep -P "$(pgrep -P "$background" -x namespaces)" -x sleep)
} 2>/dev/null

@test "the own user namespace cannot be joined, so it is left out" {
	requires root
	run nsenter --target $$ --user true
	assert_output --partial 'Invalid argument'
	local how
	for how in pidfd files; do
		run -0 setns --how $how --target $$ --all -- true
		run calls setns --how $how --target $$ --all -- true
		assert_output ''
	done
}

# The talk's debug container: another's processes and network, our own tools.
debug() {
	setns --target "$target" --pid --net -- namespaces --mount-proc -- \
	    caps --only "${only-net_raw,net_admin,sys_ptrace}" -- "$@"
}

# The same with Docker's default capabilities besides: tcpdump(8), run by root,
# wants to become another user.
docker_debug() {
	setns --target "$target" --pid --net -- namespaces --mount-proc -- \
	    caps --docker --keep net_admin,sys_ptrace "${drop[@]}" -- "$@"
}

start_server() {
	in_background namespaces --init --mount --net --uts \
	    --hostname target -- socat tcp-listen:80,fork exec:cat
	poll 10 serves
}
serves() {
	target=$(pgrep -P "$(pgrep -P "$background")" -x socat) &&
	    debug ss -Hltn | grep -q :80
} 2>/dev/null

# bats test_tags=smoke
@test "debug container: the target's processes and sockets, our own tools" {
	requires root
	start_server
	run debug ps -e -o comm=
	assert_line socat
	assert_line --index 0 namespaces
	run debug ss -Hltnp
	assert_output --regexp ':80 .*"socat"'
	run debug sh -c 'readlink /proc/self/ns/mnt /proc/self/ns/uts; uname -n
	    grep CapEff /proc/self/status'
	refute_line "$(ns_of "$target" mnt)"
	assert_line "$(ns_of self uts)"
	assert_line "$(uname -n)"
	assert_line --regexp '^CapEff:.*0000000000083000$'
}

@test "debug container: strace on the target, refused without SYS_PTRACE" {
	requires root
	start_server
	in_background bash -c "$(declare -f debug); target=$target
	    debug strace -f -p 2 -o '|cat >trace'"
	poll 10 grep -q '^TracerPid:[[:space:]]*[1-9]' "/proc/$target/status"
	debug bash -c 'exec 3<>/dev/tcp/127.0.0.1/80'
	poll 10 grep -q 'accept.*= [0-9]' trace
	only=net_raw,net_admin
	run debug strace -p 2
	assert_output --partial 'Operation not permitted'
}

@test "debug container: the target's packets, refused without NET_RAW" {
	requires root
	start_server
	in_background bash -c "$(declare -f docker_debug); target=$target drop=()
	    docker_debug tcpdump -nlU -i lo -c 1 tcp port 80 >packets 2>dump"
	poll 10 grep -qs 'listening on lo' dump
	debug bash -c 'exec 3<>/dev/tcp/127.0.0.1/80'
	poll 10 grep -q '127.0.0.1.80: Flags \[S\]' packets
	drop=(--drop net_raw)
	run docker_debug tcpdump -i lo -c 1
	assert_output --partial 'Operation not permitted'
}

@test "debug container: NET_ADMIN changes the target's network, no more" {
	requires root
	start_server
	debug ip link set lo mtu 1400
	run nsenter -t "$target" --net ip -o link
	assert_output --partial 'mtu 1400'
	run debug mount -t tmpfs x /mnt
	assert_failure
	run debug hostname other
	assert_failure
	only=net_raw
	run debug ip link set lo mtu 1300
	assert_output --partial 'Operation not permitted'
}

# bats test_tags=smoke
@test "a mount keeps a namespace without any process" {
	requires root
	start --net
	local net
	net=$(ns_of "$target" net)
	setns -t "$target" --net -- ip link set lo mtu 1400
	setns keep net "$target" kept
	kill_background
	poll 10 not ns_of "$target" net
	run setns --file net=kept -- sh -c 'readlink /proc/self/ns/net; ip link'
	assert_line --index 0 "$net"
	assert_line --index 1 --partial 'mtu 1400'
	setns forget kept
	refute [ -e kept ]
	refute grep -q "$PWD/kept" /proc/self/mountinfo
}

@test "an open file keeps one, too" {
	requires root
	start --uts --hostname kept-open
	local fd
	exec {fd}<"/proc/$target/ns/uts"
	kill_background
	run setns --file uts=/proc/self/fd/"$fd" -- uname -n
	assert_output kept-open
	exec {fd}<&-
}

@test "all files are opened before the first is joined" {
	requires root
	start --pid --mount --mount-proc --uts --hostname web
	run setns --file "mount=/proc/$target/ns/mnt" \
	    --file "uts=/proc/$target/ns/uts" -- sh -c 'hostname; echo /proc/[0-9]'
	assert_output $'web\n/proc/1'
}

@test "what ip netns made is joined the same way" {
	requires root
	# ip netns mounts, so it is to have mounts of its own.
	run namespaces --mount -- sh -ec 'mount -t tmpfs x /run
	    ip netns add test-joined
	    setns --file net=/run/netns/test-joined -- ip -o link
	    ip netns delete test-joined'
	assert_output --regexp '^1: lo: '
	assert_equal "${#lines[@]}" 1
}

@test "seven types can be kept anywhere" {
	requires root timens
	start --all
	run namespaces --mount -- sh -ec "mkdir mine; mount -t tmpfs x mine; cd mine
	    for type in user uts ipc pid cgroup net time; do
	        setns keep \$type $target ./\$type; done
	    setns --file uts=./uts -- readlink /proc/self/ns/uts"
	assert_output "$(ns_of "$target" uts)"
}

@test "a mount namespace cannot be kept in itself, only in an older one" {
	requires root
	# One CPU: newer kernels number namespaces for each CPU separately.
	run taskset -c 0 namespaces --mount -- bash -ec 'mkdir mine; mount -t tmpfs x mine; cd mine
	    namespaces --mount -- sh -c "touch ready; exec sleep 1000" &
	    until [ -e ready ]; do sleep 0.05; done
	    target=$(pgrep -P $! -x sleep)
	    setns keep mount $target kept-mount
	    kill $target; wait || true
	    setns --file mount=kept-mount -- cat /proc/self/mountinfo |
	        grep -c "$PWD"
	    setns keep mount $$ self'
	assert_line --index 0 1
	assert_line --index 1 --regexp '^setns: mount mount .*older'
}

@test "keep and forget refuse what they should" {
	requires root
	start --net
	touch file
	run -125 setns keep net "$target" file
	assert_output --partial 'File exists'
	run -125 setns keep net 4194305 kept
	assert_output 'setns: process 4194305 is gone'
	run -125 setns keep nothing "$target" kept
	run -125 setns forget file
	assert_output --partial 'no namespace is mounted there'
	run -125 setns forget /proc
	assert_output --partial 'no namespace is mounted there'
	refute [ -e kept ]
	run -125 setns --file uts=/proc/"$target"/ns/net -- true
	assert_output --partial 'Invalid argument'
}

@test "what is missing is not taken for the end of the target" {
	requires root no_sanitizer
	local how
	start --uts
	for how in pidfd files; do
		# shellcheck disable=SC2016 # the inner shell expands
		run -125 unshare --mount sh -c 'mount -t tmpfs none /proc &&
		    exec setns --how "$1" --target "$2" --uts -- true' sh \
		    "$how" "$target"
		assert_output "setns: join namespaces of process $target (nothing is \
mounted on /proc): No such file or directory"
	done
	# shellcheck disable=SC2016 # the inner shell expands
	run -125 sh -c 'exec prlimit --nofile=4 setns --target "$1" --uts -- true \
	    3>&- 4>&-' sh "$target"
	assert_output "setns: join namespaces of process $target: Too many open files"
}

@test "a target that is gone" {
	requires root
	local how
	start --all
	kill_background
	poll 10 not ns_of "$target" net
	for how in pidfd files; do
		run -125 setns --how $how -t "$target" --all -- true
		assert_output "setns: process $target is gone"
	done
}

# step_over COMMAND…: runs it with its --step at a terminal, kills the target at
# the first step, and goes on.
step_over() {
	COMMAND=$* TARGET=$target expect -c '
	    set timeout 10
	    spawn -noecho {*}$env(COMMAND)
	    expect {
	        "DUMPABLE" { send "\r"; exp_continue }
	        "setns(" {}
	        timeout { exit 1 }
	    }
	    exec kill -KILL $env(TARGET)
	    while {[catch {exec grep -q "^State:.Z" /proc/$env(TARGET)/status}]
	        && [file exists /proc/$env(TARGET)]} { after 20 }
	    send [string repeat "\r" 10]
	    expect eof
	    exit [lindex [wait] 3]'
}

@test "a target that exits in between" {
	requires root expect
	start --uts --net
	run -125 step_over setns --step -t "$target" --uts --net -- echo joined
	assert_output --partial "setns: process $target is gone"
	refute_output --partial $'\njoined'
	# Its open files keep the namespaces: that way the end does no harm...
	start --uts --net
	run -0 step_over setns --step --how files -t "$target" --uts --net -- \
	    echo joined
	assert_output --partial joined
	# ... but a PID namespace without its PID 1 takes no process.
	start --pid
	run -125 step_over setns --step --how files -t "$target" --pid -- true
	assert_output --partial 'the PID namespace is dead'
}

@test "another user's process cannot be joined" {
	requires root
	start --net
	local how
	for how in pidfd files; do
		run -125 as_user setns --how $how -t "$target" --net -- true
		assert_output --partial 'try as root'
	done
}

@test "nothing survives the death of setns; signals and statuses pass" {
	requires root
	start --pid
	run -7 setns -t "$target" --pid -- sh -c 'exit 7'
	run -143 setns -t "$target" --pid -- sh -c 'kill -TERM $$'
	run -127 setns -t "$target" --pid -- no-such-command
	join -t "$target" --pid
	local status=0
	kill -TERM "$background"
	wait "$background" || status=$?
	assert_equal "$status" 143
	join -t "$target" --pid
	kill -KILL "$background"
	poll 10 not grep -q '^State:[[:space:]]*[^ZX]' "/proc/$joined/status"
}
not() { ! "$@" 2>/dev/null; }

@test "the command line wants to know whose namespaces, and which" {
	run -125 setns -- true
	assert_output --partial 'whose namespaces'
	run -125 setns --target $$ -- true
	assert_output --partial 'which namespaces'
	run -125 setns --net -- true
	assert_output --partial 'whose namespaces'
	run -125 setns --target x --net
	run -125 setns --target $$ --net --how x
	run -125 setns --file net
}

# bats test_tags=smoke
@test "setns narrates what strace sees" {
	requires root timens
	start --all
	local how
	for how in pidfd files; do
		"$PROJECT/tests/tools/narration" setns --explain --how $how \
		    -t "$target" --all -- true
	done
	"$PROJECT/tests/tools/narration" setns --explain -t "$target" --pid --net -- \
	    true
	"$PROJECT/tests/tools/narration" setns --explain --file \
	    "net=/proc/$target/ns/net" -- true
	"$PROJECT/tests/tools/narration" setns --explain keep net "$target" kept
	"$PROJECT/tests/tools/narration" setns --explain forget kept
}
