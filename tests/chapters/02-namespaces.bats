# Chapter 2: what is a process's own in new namespaces, and what is not.

load ../lib/helpers

TYPES="user mnt uts ipc pid cgroup net time"

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	chmod 755 .
}

teardown() {
	kill_background
	[ ! -d "${cgroup-}" ] || rmdir "$cgroup"
}

# ends_with STATUS: the job in the background does.
ends_with() {
	local status=0
	wait "$background" || status=$?
	assert_equal "$status" "$1"
}

# as_anybody COMMAND…: as a user without privileges, also if root runs the suite.
as_anybody() { if feature_root; then as_user "$@"; else "$@"; fi; }
anybody() { as_anybody id -u; }

# links_of [options]: the links of all types in such namespaces.
links_of() { namespaces "$@" -- sh -c "cd /proc/self/ns && readlink $TYPES"; }

# start [options] -- COMMAND: in the background; $inside is the PID outside of
# the command, a sleep.
start() {
	in_background namespaces "$@"
	poll 10 is_started
}
is_started() {
	inside=$(pgrep -P "$background" -x sleep) ||
	    inside=$(pgrep -P "$(pgrep -P "$background")" -x sleep)
} 2>/dev/null

# options NUMBER: the options that the bits of a number from 0 to 255 choose.
options() {
	local i all=(--user --mount --uts --ipc --pid --cgroup --net --time)
	for i in {0..7}; do
		(($1 >> i & 1)) && echo "${all[i]}"
	done
	return 0
}

# differing: reads links_of, prints the number whose options() would do that.
differing() {
	local i=0 number=0 type link
	for type in $TYPES; do
		read -r link
		[ "$link" = "$(ns_of self "$type")" ] || ((number += 1 << i))
		((i += 1))
	done
	echo "$number"
}

each_alone() {
	local i number
	for i in {0..7}; do
		# shellcheck disable=SC2046
		number=$(links_of --how "$1" $(options $((1 << i))) | differing)
		assert_equal "$i: $number" "$i: $((1 << i))"
	done
}

@test "each type alone, by clone3" {
	requires root timens
	each_alone clone3
}

@test "each type alone, by clone and its stack" {
	requires root timens
	each_alone clone
}

@test "each type alone, by unshare" {
	requires root timens
	each_alone unshare
}

@test "all 256 combinations" {
	requires root timens real_cpu
	local number hows=(clone3 clone unshare)
	for number in {0..255}; do
		combine "${hows[number % 3]}" "$number"
	done
}

# The same in the time that an emulated processor has: all 256 take minutes.
@test "each pair of types, and all types but two" {
	requires root timens
	local i j number hows=(clone3 clone unshare)
	for ((i = 0; i < 8; i++)); do
		for ((j = 0; j < i; j++)); do
			number=$((1 << i | 1 << j))
			combine "${hows[(i + j) % 3]}" $number
			combine "${hows[(i + j + 1) % 3]}" $((255 - number))
		done
	done
}
combine() {
	# shellcheck disable=SC2046
	assert_equal "$1 $2" \
	    "$1 $(links_of --how "$1" $(options "$2") | differing)"
}

@test "a normal user gets all eight, in each of the three ways" {
	requires userns timens
	local how
	for how in clone3 clone unshare; do
		run as_anybody namespaces --all --how $how -- \
		    sh -c "cd /proc/self/ns && readlink $TYPES"
		assert_equal "$how $(differing <<<"$output")" "$how 255"
	done
}

@test "clone3 and clone leave a parent outside, unshare moves the process" {
	requires root
	in_background namespaces --how unshare --uts -- sleep 1000
	poll 10 grep -qx sleep "/proc/$background/comm"
	[ "$(ns_of "$background" uts)" != "$(ns_of self uts)" ]
	for how in clone3 clone; do
		start --how $how --uts -- sleep 1000
		[ "$(ns_of "$inside" uts)" != "$(ns_of self uts)" ]
		assert_equal "$(ns_of "$background" uts)" "$(ns_of self uts)"
	done
}

@test "unshare --pid takes effect in the child" {
	requires root
	start --how unshare --pid -- sleep 1000
	assert_equal "$(ns_of "$background" pid)" "$(ns_of self pid)"
	assert_equal "$(ns_of "$background" pid_for_children)" \
	    "$(ns_of "$inside" pid)"
	run namespaces show "$background"
	assert_line --regexp "^pid .*its children: $(ns_of "$inside" pid |
	    tr -dc 0-9)"
}

# bats test_tags=smoke
@test "uts: the hostname is changed inside, outside it stays" {
	requires root
	local before=$HOSTNAME
	run namespaces --hostname inside -- uname -n
	assert_output inside
	assert_equal "$(uname -n)" "$before"
	run namespaces --uts -- caps --drop sys_admin -- hostname other
	assert_failure
	assert_output --partial 'must be root'
}

@test "uts: root of a user namespace cannot rename the host" {
	requires userns
	local before=$HOSTNAME
	run as_anybody namespaces --map-root -- hostname other
	assert_failure
	assert_equal "$(uname -n)" "$before"
	run as_anybody namespaces --map-root --hostname inside -- uname -n
	assert_output inside
}

# bats test_tags=smoke
@test "mount: what is mounted inside is not outside, even where it is shared" {
	requires root
	mkdir here
	# An outside of our own, in which all mounts are shared.
	run namespaces --mount -- sh -ec 'mount --make-rshared /
	    namespaces --mount -- sh -ec "
	        mount -t tmpfs inside here; touch here/file; ls here"
	    ls here; grep -c " $PWD/here " /proc/self/mountinfo'
	assert_output $'file\n0'
}

@test "mount: a normal user cannot take away what covers something" {
	requires userns
	run as_anybody namespaces --map-root --mount -- umount /proc
	assert_failure
	assert_output --regexp 'not mounted|Invalid argument'
	run as_anybody namespaces --map-root --mount -- \
	    sh -c 'mount -t tmpfs x /mnt && umount /mnt && echo gone'
	assert_output gone
}

@test "ipc: a message queue of inside is not outside, nor the other way" {
	requires root
	local outside left
	outside=$(ipcmk --queue | tr -dc 0-9)
	queue() { awk -v id="$1" '$2 == id' /proc/sysvipc/msg | wc -l; }
	run namespaces --ipc -- sh -c "wc -l </proc/sysvipc/msg
	    ipcrm --queue-id $outside; ipcmk --queue >/dev/null
	    wc -l </proc/sysvipc/msg"
	left=$(queue "$outside")
	ipcrm --queue-id "$outside"
	assert_line --index 0 1
	assert_line --index 1 --partial 'invalid id'
	assert_line --index 2 2
	assert_equal "$left" 1
}

# bats test_tags=smoke
@test "net: only a loopback interface, which is up and answers" {
	requires root
	run namespaces --net -- ip -o link
	assert_output --regexp '^1: lo: <LOOPBACK,UP'
	assert_equal "${#lines[@]}" 1
	run namespaces --net -- sh -c '
	    socat tcp-listen:7,bind=127.0.0.1,fork exec:cat &
	    until echo hello | socat - tcp:127.0.0.1:7; do sleep 0.1; done
	    kill $!' 2>/dev/null
	assert_line hello
}

@test "net: a server outside does not exist inside" {
	requires root
	# An outside of our own, where port 7 is free.
	run namespaces --net -- bash -c '
	    socat tcp-listen:7,fork exec:cat & server=$!
	    until (exec 3<>/dev/tcp/127.0.0.1/7) 2>/dev/null; do
	        sleep 0.05; done
	    namespaces --net -- bash -c "exec 3<>/dev/tcp/127.0.0.1/7"
	    kill $server'
	assert_output --partial 'Connection refused'
}

# bats test_tags=smoke
@test "pid: /proc shows the processes of the namespace, and no other" {
	requires root
	run namespaces --pid --mount -- sh -c 'echo $$; echo /proc/[0-9]*'
	assert_output $'1\n/proc/1'
	start --pid --mount -- sleep 1000
	assert_equal "$(awk '/^NSpid/ { print $2, $3 }' "/proc/$inside/status")" \
	    "$inside 1"
}

@test "pid: a process outside cannot even be named" {
	requires root
	in_background sleep 1000
	run namespaces --pid --mount -- sh -c "kill -KILL $background"
	assert_failure
	assert_output --partial 'No such process'
	kill -0 "$background"
}

@test "pid: without --mount, /proc is still that of outside" {
	requires root
	run namespaces --pid -- sh -c 'echo $$; readlink /proc/self'
	assert_line --index 0 1
	refute_line --index 1 --regexp '^[12]$'
}

@test "PID 1 is deaf to signals that it has no handler for" {
	requires root
	start --pid --mount -- sleep 1000
	kill -TERM "$inside" "$background"
	run nsenter --target "$inside" --pid --mount kill -KILL 1
	# TERM was dropped, it did not just take its time: it is not pending.
	assert_equal "$(status_field "$inside" SigPnd)" 0000000000000000
	assert_equal "$(status_field "$inside" ShdPnd)" 0000000000000000
	grep -qx sleep "/proc/$inside/comm"
	kill -KILL "$inside" # from outside, KILL cannot be refused
	ends_with 137
}

@test "--init: signals reach the command, as the child of PID 1" {
	requires root
	start --init --mount -- sleep 1000
	assert_equal "$(awk '/^NSpid/ { print $3 }' "/proc/$inside/status")" 2
	kill -TERM "$background"
	ends_with 143
}

# A process whose parent ends before it does, and then a PID 1 that does not
# wait.
orphan='sh -c "(sleep 0.2; touch ended) &"; exec sleep 1000'

@test "without --init, an orphan stays as a zombie" {
	requires root
	start --pid --mount -- sh -c "$orphan"
	poll 10 pgrep --runstates Z --parent "$inside"
}

@test "--init reaps orphans" {
	requires root
	start --init --mount -- sh -c "$orphan"
	local init
	init=$(pgrep -P "$background")
	poll 10 test -e ended
	poll 10 not pgrep --runstates Z --parent "$init"
	assert_equal "$(pgrep --parent "$init")" "$inside"
}
not() { ! "$@"; }

@test "--init ends with the command, and all that is left with it" {
	requires root
	local left=1000.$$
	run -7 namespaces --init --mount -- sh -c "sleep $left & exit 7"
	refute pgrep -f "sleep $left"
	run -137 namespaces --init --mount -- sh -c 'kill -KILL $$'
}

# bats test_tags=smoke
@test "nothing survives the death of the program" {
	requires root
	local how
	for how in clone3 clone unshare; do
		start --how $how --pid --mount -- sleep 1000
		kill -KILL "$background"
		poll 10 not grep -q '^State:[[:space:]]*[^ZX]' \
		    "/proc/$inside/status"
	done
}

# bats test_tags=smoke
@test "user: a normal user is root inside, and himself outside" {
	requires userns
	run as_anybody namespaces --map-root -- sh -c '
	    id -u; id -g; grep CapEff /proc/self/status; touch /tmp/$$.x
	    stat -c %u /tmp/$$.x; chown 1 /tmp/$$.x; rm /tmp/$$.x'
	assert_line --index 0 0
	assert_line --index 1 0
	assert_line --index 2 --regexp '000001ffffffffff$'
	assert_line --index 3 0
	assert_line --index 4 --partial 'Invalid argument'
	as_anybody namespaces --map-root --how unshare -- touch /tmp/$$.y
	assert_equal "$(stat -c %u /tmp/$$.y)" "$(anybody)"
	rm -f /tmp/$$.y
}

@test "user: root inside has no power over what is outside" {
	requires userns
	run as_anybody namespaces --map-root -- cat /etc/shadow
	assert_output --partial 'Permission denied'
	run as_anybody namespaces --map-root -- mount -t tmpfs x /mnt
	assert_failure
	run as_anybody namespaces --map-root -- ip link add name d0 type dummy
	assert_output --partial 'Operation not permitted'
}

@test "user: without a map, every process is uid 65534" {
	requires userns
	run as_anybody namespaces --user -- sh -c '
	    id -u; grep CapEff /proc/self/status'
	assert_line --index 0 65534
	assert_line --index 1 --regexp '0000000000000000$'
}

@test "user: a normal user loses setgroups by his map, root does not" {
	requires userns
	run as_anybody namespaces --map-root -- cat /proc/self/setgroups
	assert_output deny
	run -127 as_anybody namespaces --map-root -- \
	    setpriv --clear-groups true
	assert_output --partial 'Operation not permitted'
	feature_root || return 0
	run namespaces --map-root -- cat /proc/self/setgroups
	assert_output allow
}

@test "user: root maps ranges, and is another user outside" {
	requires root
	start --map-users 0:100000:1000 --map-users 1000:70000:1 -- sleep 1000
	assert_equal "$(awk '{ print $1, $2, $3 }' "/proc/$inside/uid_map")" \
	    $'0 100000 1000\n1000 70000 1'
	assert_equal "$(cat "/proc/$inside/uid_map")" \
	    "$(cat "/proc/$inside/gid_map")"
	assert_equal "$(status_field "$inside" Uid)" 100000
	assert_equal "$(status_field "$inside" Gid)" 100000
	run namespaces --map-users 0:100000:10 -- sh -c 'chown 10 .'
	assert_failure
}

# with_subids COMMAND…: as uid 65534, with ids of /etc/subuid and subgid.
with_subids() {
	echo "65534:200000:65536" >subids
	# shellcheck disable=SC2016
	namespaces --mount -- sh -c '
	    mount --bind subids /etc/subuid &&
	    mount --bind subids /etc/subgid &&
	    exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"' \
	    sh "$@"
}

@test "user: --map-auto has newuidmap add the subordinate ids" {
	requires root userns newuidmap
	run with_subids namespaces --map-auto -- sh -c '
	    cat /proc/self/uid_map /proc/self/setgroups
	    setpriv --reuid 5 --regid 5 --clear-groups id -u'
	assert_line --index 0 --regexp '^ +0 +65534 +1$'
	assert_line --index 1 --regexp '^ +1 +200000 +65536$'
	assert_line --index 2 allow
	assert_line --index 3 5
}

@test "user: other ids for the users, but for the group only one's own" {
	requires root userns newuidmap
	run with_subids namespaces --map-users 0:200000:1000 \
	    --map-groups 0:65534:1 -- sh -c \
	    'cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups; id'
	assert_line --index 0 --regexp '^ +0 +200000 +1000$'
	assert_line --index 1 --regexp '^ +0 +65534 +1$'
	assert_line --index 2 deny
	assert_line --index 3 --partial 'uid=0(root) gid=0(root)'
	run with_subids namespaces --map-users 0:200000:1 \
	    --map-groups 5:65534:1 -- id
	assert_output --partial 'uid=0(root) gid=5'
}

@test "user: ids of others are refused, and nothing stays" {
	requires root userns newuidmap
	run -125 as_user namespaces --map-users 0:0:1 --pid -- sleep 1000
	assert_output --regexp '^namespaces: map users .*/etc/subuid'
	assert_equal "${#lines[@]}" 1
	poll 10 not pgrep -x namespaces -u 65534
	run with_subids namespaces --map-users 0:199999:1 -- true
	assert_output --regexp '^namespaces: map users .*/etc/subuid'
	run -125 as_user namespaces --map-auto -- true
	assert_output --partial usermod
}

# make_cgroup: one in any hierarchy, its folder in $cgroup.
make_cgroup() {
	local root
	root=$(awk '$3 ~ /^cgroup/ { print $2 }' /proc/mounts | tail -1)
	cgroup=$root/$(unique ns)
	mkdir "$cgroup"
}

@test "cgroup: the root is where the process was, other paths lead up" {
	requires root
	make_cgroup
	# A process of the cgroup makes the namespace.
	run sh -c "echo \$\$ >$cgroup/cgroup.procs
	    exec namespaces --cgroup -- cat /proc/self/cgroup /proc/1/cgroup"
	assert_line --regexp ':/$'
	assert_line --regexp ':/\.\.(/.*)?$'
	refute_output --partial "${cgroup##*/}"
	run sh -c "echo \$\$ >$cgroup/cgroup.procs; cat /proc/self/cgroup"
	assert_output --partial "${cgroup##*/}"
}

# bats test_tags=smoke
@test "time: the clocks are set inside, outside they stay" {
	requires root timens python3
	local how before
	for how in clone3 clone unshare; do
		before=$(cut -d. -f1 /proc/uptime)
		run --separate-stderr namespaces --how $how \
		    --boottime 1000000 \
		    --monotonic 500000 -- sh -c '
		    cut -d. -f1 /proc/uptime; cat /proc/self/timens_offsets
		    python3 -c "from time import *
print(int(clock_gettime(CLOCK_MONOTONIC)))"'
		[ "${lines[0]}" -ge $((before + 1000000)) ]
		assert_line --index 1 --regexp '^monotonic +500000 +0$'
		assert_line --index 2 --regexp '^boottime +1000000 +0$'
		[ "${lines[3]}" -ge 500000 ]
		[ "$(cut -d. -f1 /proc/uptime)" -lt $((before + 1000)) ]
	done
}

@test "time: a process inside cannot set it, and no clock goes below zero" {
	requires root timens
	run namespaces --time -- \
	    bash -c 'echo monotonic 1 0 >/proc/self/timens_offsets'
	assert_output --partial 'Permission denied'
	run -125 namespaces --boottime -100000000 -- true
	assert_output --partial 'boottime -100000000'
}

@test "time: a normal user sets the clocks of its namespace" {
	requires userns timens
	run as_anybody namespaces --map-root --boottime 1000000 -- \
	    cut -d. -f1 /proc/uptime
	[ "$output" -ge 1000000 ]
}

@test "show names the namespaces as the kernel does, and what shares them" {
	requires root
	start --uts --net -- sh -c 'sleep 1000 & exec sleep 1000'
	local both type shown
	both=$(pgrep -P "$background" -x sleep)
	run namespaces show "$both"
	for type in $TYPES; do
		[ -e "/proc/self/ns/$type" ] || continue
		shown=${type/mnt/mount}
		assert_line --regexp \
		    "^$shown +$(ns_of "$both" "$type" | tr -dc 0-9) "
	done
	assert_line --regexp \
	    "^uts .* 1 other: $(pgrep -P "$both" -x sleep) sleep$"
	assert_line --regexp '^ipc .* you, '
	run namespaces --uts -- namespaces show
	assert_line --regexp '^uts .* you, 1 other: [0-9]+ namespaces$|^uts .* you$'
}

@test "show says which are the host's" {
	requires root
	in_background namespaces --uts --pid -- sleep 1000
	poll 10 pgrep -P "$background" -x sleep
	run namespaces show "$(pgrep -P "$background" -x sleep)"
	assert_line --regexp "^type +namespace +whose +shared with$"
	assert_line --regexp '^(uts|pid) +[0-9]+ +its own '
	# By the kernel's own constant: PROC_USER_INIT_INO.
	local user="its own"
	[ "$(readlink /proc/self/ns/user)" != 'user:[4026531837]' ] ||
	    user="the host's"
	assert_line --regexp "^user +[0-9]+ +$user "
	# Its own of the caller are the caller's, whatever PID 1 has.
	run namespaces --uts --net --mount --pid -- namespaces show
	for type in uts net mount pid; do
		assert_line --regexp "^$type +[0-9]+ +yours +you"
	done
}

@test "show says why it cannot" {
	requires root
	run -125 namespaces show 4194305
	assert_output 'namespaces: process 4194305: No such process'
	in_background sleep 1000
	run -125 as_user namespaces show "$background"
	assert_output --partial 'try as root'
}

@test "refused: a normal user without a user namespace" {
	requires userns
	run -125 as_anybody namespaces --net -- true
	assert_output --regexp '^namespaces: CLONE_NEWNET .*--map-root'
	assert_equal "${#lines[@]}" 1
}

@test "refused: one namespace more than the limit" {
	requires userns
	run as_anybody namespaces --map-root -- sh -c '
	    echo 0 >/proc/sys/user/max_uts_namespaces
	    namespaces --uts -- true; echo $?'
	assert_line --index 0 --regexp 'CLONE_NEWUTS .*max_.*_namespaces'
	assert_line --index 1 125
}

# restricted NAME VALUE COMMAND…: with such a file in /proc/sys/kernel, as a
# normal user whom the kernel refuses what a capability inside would allow.
restricted() {
	# shellcheck disable=SC2016 # the inner shell expands
	unshare --mount sh -c 'mount -t tmpfs none /proc/sys/kernel
	    echo "$2" >"/proc/sys/kernel/$1"
	    shift 2
	    exec setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all --ambient-caps=-all "$@"' sh "$@"
}

@test "refused: the switch that takes user namespaces away is named" {
	requires root userns seccomp
	local advice='sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
	run -125 restricted apparmor_restrict_unprivileged_userns 1 \
	    "$SUITE_BIN/seccomp" -A errno:EPERM -d clone3 -- \
	    "$SUITE_BIN/namespaces" --map-root -- true
	assert_output --partial "$advice"
	assert_equal "${#lines[@]}" 1
	run -125 restricted unprivileged_userns_clone 0 \
	    "$SUITE_BIN/seccomp" -A errno:EPERM -d clone3 -- \
	    "$SUITE_BIN/namespaces" --map-root -- true
	assert_output --partial 'sysctl -w kernel.unprivileged_userns_clone=1'
	# Ubuntu 24.04 lets it be made, and refuses what needs a capability inside: with
	# EACCES what AppArmor has a rule for. Without its profile unprivileged_userns,
	# which apparmor.service loads, it refuses the namespace with EACCES. A kernel
	# of Ubuntu's said so to each of these steps.
	local call errno options
	while read -r call errno options; do
		# shellcheck disable=SC2086 # several
		run -125 restricted apparmor_restrict_unprivileged_userns 1 \
		    "$SUITE_BIN/seccomp" -A "errno:$errno" -d "$call" -- \
		    "$SUITE_BIN/namespaces" --map-root $options -- true
		assert_output --partial "$advice"
		assert_equal "${#lines[@]}" 1
	done <<-'END'
		clone3 EACCES
		unshare EACCES --how=unshare
		mount EACCES --mount
		sethostname EPERM --hostname=inside
		ioctl EPERM --net
		unshare EPERM --time --boottime=1000
	END
	# Nothing is named that is not the reason.
	run -0 restricted unprivileged_userns_clone 0 \
	    "$SUITE_BIN/namespaces" --map-root -- true
	run -125 restricted apparmor_restrict_unprivileged_userns 0 \
	    "$SUITE_BIN/seccomp" -A errno:EPERM -d clone3 -- \
	    "$SUITE_BIN/namespaces" --map-root -- true
	refute_output --partial sysctl
	# Root has capabilities all the same: another reason is another message.
	# shellcheck disable=SC2016 # the inner shell expands
	run -125 unshare --mount sh -c 'mount -t tmpfs none /proc/sys/kernel
	    echo 1 >/proc/sys/kernel/apparmor_restrict_unprivileged_userns; exec "$@"' \
	    sh "$SUITE_BIN/seccomp" -A errno:EPERM -d clone3 -- \
	    "$SUITE_BIN/namespaces" --map-root -- true
	refute_output --partial sysctl
}

@test "signals are passed on, statuses come back" {
	requires root
	local how
	for how in clone3 clone unshare; do
		in_background namespaces --how $how --pid -- sh -c '
		    trap "exit 42" USR1; echo >ready; while :; do
		    sleep 0.05; done'
		poll 10 test -e ready
		kill -USR1 "$background"
		ends_with 42
		rm ready
		run -127 namespaces --how $how --pid -- no-such-command
		run -126 namespaces --how $how --pid -- /etc
	done
}

# type_at COMMAND KEYS WANTED: types the keys when the command has started, in
# a shell on a terminal, and waits for what is wanted there.
type_at() {
	COMMAND=$1 KEYS=$2 WANTED=$3 expect -c '
	    set timeout 10
	    spawn -noecho bash --norc
	    send "PS1=prompt\\>; $env(COMMAND)\r"
	    expect started { send $env(KEYS) } timeout { exit 1 }
	    expect -re $env(WANTED) {} timeout { exit 2 }
	    send "kill -KILL %1; exit\r"
	    expect eof'
}

@test "Ctrl-Z stops the program and gives the terminal back" {
	requires root expect
	type_at "namespaces --uts -- sh -c 'echo star\$1ted; exec sleep 1000'" \
	    $'\x1a' 'Stopped.*prompt>'
}

@test "--init: Ctrl-Z does not lock the terminal up, Ctrl-C ends the command" {
	requires root expect
	type_at "namespaces --init -- sh -c 'echo star\$1ted; exec sleep 1000'" \
	    $'\x1a\x03' 'prompt>'
}

# bats test_tags=smoke
@test "namespaces narrates what strace sees" {
	requires root timens
	local how
	for how in clone3 clone unshare; do
		"$PROJECT/tests/tools/narration" namespaces --explain --how $how \
		    --all --hostname inside --boottime 5 -- true
		"$PROJECT/tests/tools/narration" namespaces --explain --how $how \
		    --init --map-users 0:100000:5 --mount -- true
		"$PROJECT/tests/tools/narration" namespaces --explain --how $how \
		    --map-users 0:0:1 --map-users 1:5:1 --time -- true
	done
}
