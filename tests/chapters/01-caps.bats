# Chapter 1: what the kernel does to a process whose capabilities are gone.
#
# 65534 is the user everywhere: "caps --user 65534" has no capability, but a
# full bounding set, so that programs can give it some.

load ../lib/helpers

PING=(-c 1 -W 1 127.0.0.1)

# A directory that the user may enter, with a ping that has no privileges.
setup() {
	dir=$(mktemp -d /tmp/caps-test.XXXXXX)
	chmod 755 "$dir"
	cp "$(command -v ping)" "$dir/ping"
}

teardown() {
	kill_background
	rm -rf "$dir"
}

# The sets of a command run with these options, from the kernel's own file.
sets_of() { caps "$@" -- grep '^Cap' /proc/self/status; }

# has SET MASK: `run sets_of` has printed that.
has() { assert_line --regexp "^$1:[[:space:]]*$(printf '%016x' "$2")$"; }

# is_of UID PID: has it become that user?
is_of() { [ "$(status_field "$2" Uid)" = "$1" ]; }

# Our own sets, since root does not have all capabilities everywhere.
own() { echo $((16#$(status_field self "$1"))); }

# In a network namespace in which only capabilities allow ping.
in_net() {
	unshare --net sh -c 'ip link set lo up &&
	    echo "1 0" >/proc/sys/net/ipv4/ping_group_range && "$@"' sh "$@"
}

KILL=$((1 << 5)) NET_RAW=$((1 << 13))

# --- which sets, which options ---

# bats test_tags=smoke
@test "caps --docker leaves the 14 capabilities of Docker" {
	requires root
	run -0 sets_of --docker
	has CapBnd 0xa80425fb
	has CapPrm 0xa80425fb
	has CapEff 0xa80425fb
	has CapInh 0
	has CapAmb 0
}

# bats test_tags=smoke
@test "caps --drop takes from all sets, and only in the command" {
	requires root
	local before
	before=$(own CapBnd)
	run -0 sets_of --drop kill,net_raw
	has CapBnd $((before & ~(KILL | NET_RAW)))
	has CapPrm $((before & ~(KILL | NET_RAW)))
	has CapEff $((before & ~(KILL | NET_RAW)))
	[ "$(own CapBnd)" -eq "$before" ]
}

@test "caps --drop all, --only, --keep: the later option counts" {
	requires root
	run -0 sets_of --drop all
	has CapBnd 0
	has CapEff 0
	run -0 sets_of --drop all --keep kill
	has CapBnd $KILL
	has CapEff $KILL
	run -0 sets_of --keep kill --drop all
	has CapEff 0
	run -0 sets_of --only kill,net_raw --drop kill
	has CapEff $NET_RAW
	run -0 sets_of --docker --drop all --keep all
	has CapBnd "$(own CapBnd)"
	has CapEff "$(own CapEff)"
}

@test "caps takes names with and without cap_, in any case, and numbers" {
	requires root
	local name
	for name in kill KILL cap_kill CAP_KILL Cap_Kill 5 kill,kill,5 \
	    "$(printf 'kill,%.0s' {1..999})cap_kill"; do
		run -0 sets_of --only "$name"
		has CapEff $KILL
	done
}

@test "caps refuses what is not a list of capabilities" {
	local list
	for list in nosuch cap_ 'kill,' ',kill' '' ' kill' 99 64 -1 5x 0x5 \
	    18446744073709551621 all,nosuch cap_99 cap_13 "$(seq -s, 300)" \
	    net_raw_and_a_name_that_is_far_too_long; do
		run -125 caps --drop "$list" -- touch "$dir/ran"
		assert_output --partial "not a list of capabilities"
		[ "${#lines[@]}" -eq 1 ]
	done
	[ ! -e "$dir/ran" ]
}

@test "caps cannot keep what is not there" {
	requires root
	run -125 caps --drop kill -- caps --only kill,chown -- true
	assert_output "caps: cannot keep what this process does not have: kill"
}

# bats test_tags=smoke
@test "caps says what is missing to a normal user, and does nothing" {
	requires root
	local args
	for args in '--drop kill' --lock '--user root'; do
		run -125 as_user caps $args -- touch "$dir/ran"
		assert_output --regexp '^caps: .*needs CAP_SET.*not permitted$'
		[ "${#lines[@]}" -eq 1 ]
	done
	[ ! -e "$dir/ran" ]
}

@test "caps works without privileges where none are needed" {
	run -0 caps --drop all --no-bounding --no-new-privs -- \
	    grep -E '^(CapBnd|NoNewPrivs):' /proc/self/status
	has CapBnd "$(own CapBnd)"
	assert_line --regexp '^NoNewPrivs:.*1$'
}

@test "caps in a user namespace: root there has sets of its own to limit" {
	requires userns
	run -0 unshare --map-root-user caps --only kill -- \
	    grep '^Cap' /proc/self/status
	has CapBnd $KILL
	has CapEff $KILL
}

@test "caps needs no /proc" {
	requires root
	run -0 unshare --mount sh -c 'mount -t tmpfs none /proc &&
	    caps --user 65534 --only kill --lock -- id -u'
	assert_line 65534
}

@test "caps takes the steps in the one order that works" {
	requires root
	run -0 strace -o "$dir/trace" -e trace=prctl,capset,/setres,setgroups \
	    caps --user 65534 --only kill --lock --no-new-privs -- true
	grep -vE 'PR_(GET|CAPBSET_READ|CAP_AMBIENT_IS)|^capget' "$dir/trace" |
	    grep -oE 'PR_[A-Z_]*(DROP|SET|RAISE|SET_[A-Z_]*)\>|^(set|cap)[a-z]+' |
	    uniq >"$dir/order"
	assert_equal "$(xargs <"$dir/order")" "PR_CAPBSET_DROP \
PR_SET_SECUREBITS PR_SET_KEEPCAPS setgroups setresgid setresuid capset \
PR_CAP_AMBIENT_RAISE PR_SET_NO_NEW_PRIVS"
}

# bats test_tags=smoke
@test "caps narrates what strace sees" {
	requires root
	"$PROJECT/tests/tools/narration" caps --explain --docker -- true
	"$PROJECT/tests/tools/narration" caps --explain --drop all --no-bounding \
	    --lock -- true
	"$PROJECT/tests/tools/narration" caps --explain --user nobody \
	    --keep net_raw --lock --no-new-privs -- true
}

# --- becoming another user ---

# bats test_tags=smoke
@test "caps --user: another uid, gid and groups, and no capability" {
	requires root
	run -0 caps --user 65534:65533 -- \
	    grep -E '^(Cap|Uid|Gid|Groups)' /proc/self/status
	assert_line --regexp '^Uid:(.65534){4}$'
	assert_line --regexp '^Gid:(.65533){4}$'
	assert_line --regexp '^Groups:.65533 ?$'
	has CapPrm 0
	has CapAmb 0
	has CapBnd "$(own CapBnd)"
	run -1 caps --user 65534 -- cat /proc/1/environ
	assert_output --partial 'Permission denied'
}

@test "caps --user --keep: the user keeps these, through the ambient set" {
	requires root
	run -0 sets_of --user 65534 --keep kill,net_raw
	local set
	for set in CapPrm CapEff CapInh CapAmb; do
		has $set $((KILL | NET_RAW))
	done
	run -0 sets_of --user 65534 --only kill
	has CapAmb $KILL
	has CapBnd $KILL
}

@test "caps: a user's ambient set can be made smaller" {
	requires root
	run -0 caps --user 65534 --keep kill,net_raw -- \
	    caps --drop kill --no-bounding -- grep ^Cap /proc/self/status
	has CapAmb $NET_RAW
	has CapEff $NET_RAW
	run -125 caps --user 65534 --keep kill -- caps --drop kill -- true
	assert_output --partial 'needs CAP_SETPCAP'
}

@test "caps --user finds names and groups in the files of its root" {
	requires root
	printf '%s\n' 'web:x:1234:1235::/:/bin/sh' '77:x:78:79::/:/bin/sh' \
	    >"$dir/passwd"
	printf '%s\n' 'web:x:1235:' 'tape:x:26:other,web' 'log:x:27:web' \
	    'not:x:28:webmaster' >"$dir/group"
	in_files() {
		unshare --mount sh -c 'mount --bind "$0/passwd" /etc/passwd &&
		    mount --bind "$0/group" /etc/group &&
		    caps --user "$1" -- sh -c "id -u; id -G"' "$dir" "$1" |
		    xargs
	}
	assert_equal "$(in_files web)" "1234 1235 26 27"
	assert_equal "$(in_files 1234)" "1234 1235 26 27"
	assert_equal "$(in_files web:log)" "1234 27"
	assert_equal "$(in_files web:99)" "1234 99"
	assert_equal "$(in_files web:)" "1234 1235 26 27"
	assert_equal "$(in_files :log)" "0 27"
	# A number is an ID, also where a line has it as a name (CVE-2016-3697),
	# and whose line is missing has the group 0, as with docker.
	assert_equal "$(in_files 77)" "77 0"
	assert_equal "$(in_files 77:77)" "77 77"
	assert_equal "$(in_files 4000000000)" "4000000000 0"
}

@test "caps --user takes as many groups as the files give" {
	requires root
	echo 'web:x:1234:1235::/:/bin/sh' >"$dir/passwd"
	seq 2000 2999 | sed 's/.*/g&:x:&:web/' >"$dir/group"
	# shellcheck disable=SC2016 # the inner shell expands
	run -0 unshare --mount sh -c 'mount --bind "$0/passwd" /etc/passwd &&
	    mount --bind "$0/group" /etc/group &&
	    caps --user web -- sh -c "id -G"' "$dir"
	assert_equal "$(wc -w <<<"$output")" 1001
}

@test "caps --user refuses a user that is not there" {
	local user
	for user in no-such-user root:no-such-group -1 root:-1; do
		run -125 caps --user "$user" -- touch "$dir/ran"
		assert_output --partial "no such user or group"
	done
	for user in 4294967295 root:4294967295 99999999999999999999; do
		run -125 caps --user "$user" -- touch "$dir/ran"
		assert_output --partial "out of range"
	done
	run -125 caps --user '' -- touch "$dir/ran"
	assert_output --partial "Invalid argument"
	[ ! -e "$dir/ran" ]
}

@test "caps --user says what is in the way of a process that has the right" {
	requires root userns
	run -125 unshare --map-root-user caps --user root -- true
	assert_output "caps: become user 'root' (the user namespace or the securebits \
forbid it): setgroups: Operation not permitted"
	run -125 namespaces --map-root -- caps --user 65534 -- true
	assert_output "caps: become user '65534' (the user namespace has no such \
user or group): setgroups: Invalid argument"
	run -125 capsh --secbits=0xc0 -- -c 'caps --user 65534 --keep kill -- true'
	assert_output "caps: ambient set (the securebits forbid it): Operation not \
permitted"
}

@test "caps --user: no name before the colon is root, as for docker" {
	requires root
	run -0 caps --user : -- sh -c 'id -u; id -g'
	assert_output "0
0"
}

# --- what comes back at execve, and how to stop it ---

@test "execve gives root all back that the bounding set leaves" {
	requires root
	run -0 strace -o "$dir/trace" -e trace=capset \
	    caps --drop all --no-bounding -- grep ^Cap /proc/self/status
	has CapEff "$(own CapBnd)"
	has CapPrm "$(own CapBnd)"
	grep -q 'effective=0, permitted=0, inheritable=0.* = 0$' "$dir/trace"
}

# bats test_tags=smoke
@test "caps --lock: execve gives root nothing, the bounding set being full" {
	requires root
	run -0 sets_of --drop all --no-bounding --lock
	has CapEff 0
	has CapPrm 0
	has CapBnd "$(own CapBnd)"
	run -1 caps --drop all --no-bounding --lock -- chown 65534 "$dir"
	assert_output --partial 'Operation not permitted'
	run -0 sets_of --only kill,net_raw --lock
	has CapEff $((KILL | NET_RAW))
	has CapAmb $((KILL | NET_RAW))
}

@test "caps --lock: a process with SETPCAP cannot unlock, either" {
	requires root
	run -0 caps --lock -- caps show
	assert_line --regexp \
	    '^securebits *noroot \(locked\), no_setuid_fixup \(locked\)$'
	run ! caps --lock -- setpriv --securebits -noroot true
	assert_output --partial 'Operation not permitted'
	run -0 caps --lock -- caps --drop kill -- grep ^Cap /proc/self/status
	has CapEff $(($(own CapEff) & ~KILL))
}

@test "under --lock, a change of uid takes nothing away, either" {
	requires root
	run -0 caps --lock --only kill,setuid -- \
	    setpriv --reuid 65534 grep ^Cap /proc/self/status
	has CapEff $((KILL | 1 << 7))
	run -0 caps --only kill,setuid -- \
	    setpriv --reuid 65534 grep ^Cap /proc/self/status
	has CapEff 0
}

@test "root without capabilities still owns root's files, and no other" {
	requires root
	install -m 600 /dev/null "$dir/ours"
	install -m 600 -o 65534 /dev/null "$dir/others"
	run -0 caps --drop all -- sh -c 'echo x >"$1"' sh "$dir/ours"
	run ! caps --drop all -- sh -c 'echo x >"$1"' sh "$dir/others"
	assert_output --partial 'ermission denied'
	[ -s "$dir/ours" ] && [ ! -s "$dir/others" ]
}

@test "root without capabilities still writes what /proc gives to uid 0" {
	requires root
	run -0 unshare --uts caps --drop all -- bash -c '
	    hostname refused; echo powerless >/proc/sys/kernel/hostname
	    cat /proc/sys/kernel/hostname'
	assert_line --partial 'must be root'
	assert_line powerless
	[ "$(cat /proc/sys/kernel/hostname)" != powerless ]
}

# --- can you run ping as a normal user? ---

@test "ping: a normal user cannot" {
	requires root
	run -2 in_net caps --user 65534 -- "$dir/ping" "${PING[@]}"
	assert_output --partial 'Operation not permitted'
	run -1 in_net caps --user 65534 -- caps can-ping "$dir/ping"
	assert_output --partial 'cannot ping'
	refute_line --regexp '^ *yes'
}

@test "ping: the SUID bit lets one, but not with --no-new-privs" {
	requires root suid
	chmod u+s "$dir/ping"
	run -0 in_net caps --user 65534 -- "$dir/ping" "${PING[@]}"
	assert_output --partial '1 received'
	run -0 in_net caps --user 65534 -- caps can-ping "$dir/ping"
	assert_line --regexp '^ *yes *SUID bit: the mode is 4755'
	run -2 in_net caps --user 65534 --no-new-privs -- "$dir/ping" \
	    "${PING[@]}"
	run -1 in_net caps --user 65534 --no-new-privs -- \
	    caps can-ping "$dir/ping"
	assert_line --regexp '^ *no *SUID bit.*no_new_privs'
}

@test "ping: SUID root gives no more than the bounding set has" {
	requires root suid
	chmod u+s "$dir/ping"
	run -2 in_net caps --user 65534 --drop net_raw -- "$dir/ping" \
	    "${PING[@]}"
	run -1 in_net caps --user 65534 --drop net_raw -- \
	    caps can-ping "$dir/ping"
	assert_line --regexp '^ *no *SUID bit.*bounding'
}

@test "ping: a file capability lets one, but not with --no-new-privs" {
	requires root suid file_caps
	setcap cap_net_raw+ep "$dir/ping"
	run -0 in_net caps --user 65534 -- "$dir/ping" "${PING[@]}"
	assert_output --partial '1 received'
	run -0 in_net caps --user 65534 -- caps can-ping "$dir/ping"
	assert_line --regexp '^ *yes *file capability: cap_net_raw=ep$'
	run -2 in_net caps --user 65534 --no-new-privs -- "$dir/ping" \
	    "${PING[@]}"
}

@test "ping: no file with a missing capability starts at all" {
	requires root suid file_caps
	setcap cap_net_raw+ep "$dir/ping"
	run -126 in_net caps --user 65534 --drop net_raw -- "$dir/ping" -V
	assert_output --partial 'Operation not permitted'
}

@test "ping: the ambient set lets one, also with --no-new-privs" {
	requires root
	run -0 in_net caps --user 65534 --keep net_raw --no-new-privs -- \
	    "$dir/ping" "${PING[@]}"
	assert_output --partial '1 received'
	run -0 in_net caps --user 65534 --keep net_raw -- \
	    caps can-ping "$dir/ping"
	assert_line --regexp '^ *yes *CAP_NET_RAW'
}

@test "ping: net.ipv4.ping_group_range lets a group, without any capability" {
	requires root
	ping_in_range() {
		in_net sh -c 'echo "65530 65534" \
		    >/proc/sys/net/ipv4/ping_group_range && exec "$@"' sh "$@"
	}
	run -0 ping_in_range caps --user 65534 --drop all --no-new-privs -- \
	    "$dir/ping" "${PING[@]}"
	assert_output --partial '1 received'
	run -0 ping_in_range caps --user 65534 --drop all -- \
	    caps can-ping "$dir/ping"
	assert_line --regexp '^ *yes .*ping_group_range: groups 65530 to 65534$'
	run -2 ping_in_range caps --user 65534:65529 --drop all -- \
	    "$dir/ping" "${PING[@]}"
}

# --- what stops working without each capability of the talk ---

# needs CAP ERROR COMMAND…: root can do it, and not without the capability.
needs() {
	local cap=$1 error=$2
	shift 2
	run -0 caps --only all -- "$@"
	run ! caps --drop "$cap" -- "$@"
	assert_output --partial "$error"
	run -0 caps --only all -- "$@"
}

# bats test_tags=smoke
@test "without NET_RAW: no ping, no packets from the wire" {
	requires root
	needs net_raw 'Operation not permitted' unshare --net sh -c \
	    'ip link set lo up && ping -c 1 -W 1 127.0.0.1'
	needs net_raw 'Operation not permitted' perl -MSocket -e \
	    'socket(S, 17, SOCK_RAW, 0) or die "$!\n"' # AF_PACKET
}

@test "without NET_ADMIN: no link goes up" {
	requires root
	needs net_admin 'Operation not permitted' unshare --net ip link set lo up
}

@test "without NET_ADMIN: no tun device, as OpenVPN needs it" {
	requires root tun
	needs net_admin 'Operation not permitted' unshare --net \
	    ip tuntap add dev tun0 mode tun
}

@test "without CHOWN: no file is given away" {
	requires root
	needs chown 'Operation not permitted' chown 65534 "$dir/ping"
	run -0 caps --user 65534 --keep chown -- chown 0 "$dir/ping"
}

@test "without KILL: root sends no signal to others, with it a user does" {
	requires root
	in_background setpriv --reuid 65534 --clear-groups sleep 100
	local theirs=$background
	poll 10 is_of 65534 "$theirs"
	needs kill 'not permitted' bash -c "kill -CONT $theirs"
	in_background sleep 100
	run ! caps --user 65534 -- bash -c "kill $background"
	assert_output --partial 'not permitted'
	run -0 caps --user 65534 --keep kill -- bash -c "kill $background"
	wait "$background" || [ $? -eq 143 ]
}

@test "without NET_BIND_SERVICE: no port below ip_unprivileged_port_start" {
	requires root
	local listen='IO::Socket::INET->new(Listen => 1,
	    LocalAddr => "127.0.0.1:80") or die "$!\n"'
	needs net_bind_service 'Permission denied' \
	    unshare --net sh -c 'ip link set lo up
		echo 81 >/proc/sys/net/ipv4/ip_unprivileged_port_start
		exec "$@"' sh perl -MIO::Socket::INET -e "$listen"
	run -0 caps --drop net_bind_service -- unshare --net sh -c '
		ip link set lo up
		echo 80 >/proc/sys/net/ipv4/ip_unprivileged_port_start
		exec "$@"' sh perl -MIO::Socket::INET -e "$listen"
}

@test "without SETUID and SETGID: no change of user, no change of group" {
	requires root
	needs setuid 'Operation not permitted' setpriv --reuid 65534 true
	needs setgid 'Operation not permitted' \
	    setpriv --regid 65534 --clear-groups true
	needs setuid 'needs CAP_SETUID' caps --user 65534 -- true
	needs setgid 'needs CAP_SETUID, CAP_SETGID' caps --user 65534 -- true
}

@test "without SYS_CHROOT: no other root directory" {
	requires root
	needs sys_chroot 'Operation not permitted' chroot / true
}

@test "without SYS_NICE: no way to the front of the queue" {
	requires root
	needs sys_nice 'Permission denied' bash -c 'renice -n -5 -p $$'
	run -0 caps --user 65534 --keep sys_nice -- bash -c \
	    'renice -n -5 -p $$ >/dev/null; ps -o nice= -p $$'
	assert_output --regexp '^ *-5$'
}

# --- caps show ---

# bats test_tags=smoke
@test "caps show: the sets of another process, by name" {
	requires root
	in_background caps --user 65534 --only kill,chown --drop chown \
	    --keep net_raw --no-new-privs -- sleep 100
	poll 10 grep -qs sleep "/proc/$background/comm"
	run -0 caps show "$background"
	assert_line --regexp "^process *$background \(sleep\)$"
	assert_line --regexp '^uid *65534$'
	local set
	for set in bounding permitted effective inheritable ambient; do
		assert_line --regexp "^$set *2  kill,net_raw$"
	done
	assert_line --regexp '^no_new_privs *yes$'
	refute_line --regexp '^securebits'
}

@test "caps show: its own process" {
	run -0 caps show
	assert_line --regexp '^process *[0-9]+ \(caps\)$'
	assert_line --regexp "^uid *$(id -u)$"
	assert_line --regexp '^no_new_privs *(yes|no)$'
	assert_line --regexp '^securebits *[a-z]'
}

@test "caps show: whose user namespace the capabilities count in" {
	requires root userns
	run -0 caps show
	assert_line "user namespace   $(stat -Lc %i /proc/self/ns/user) (the host's)"
	run -0 unshare --user --map-root-user caps show
	assert_line --regexp '^user namespace   [0-9]+ \(yours\)$'
	assert_line --regexp '^effective +[0-9]+  all'
	refute_line "user namespace   $(stat -Lc %i /proc/self/ns/user) (yours)"
	in_background unshare --user --map-root-user sleep 1000
	poll 10 eval '[ "$(stat -Lc %i /proc/$background/ns/user)" != \
	    "$(stat -Lc %i /proc/self/ns/user)" ]'
	run -0 caps show "$background"
	assert_line "user namespace   $(stat -Lc %i "/proc/$background/ns/user") (its own)"
	# Looking at it takes the right to trace the process, as in ps(1).
	run -0 setpriv --reuid 65534 --clear-groups --inh-caps=-all \
	    --ambient-caps=-all "$(command -v caps)" show "$background"
	assert_line 'user namespace   unknown (Permission denied)'
}

@test "caps show: its own process, also where /proc shows others" {
	requires root
	run -0 unshare --pid --fork caps --only kill -- caps show
	assert_line --regexp '^process *1 \(caps\)$'
	assert_line --regexp '^effective *1  kill$'
}

@test "caps show: names all, none, and what is missing from all" {
	requires root
	run -0 caps --drop all -- caps show
	assert_line --regexp '^bounding *0  none$'
	run -0 caps --drop kill -- caps show
	assert_line --regexp '^bounding .*all but ([a-z_]*,)*kill(,|$)'
}

@test "caps show: a terminal gets the names within its width" {
	requires root expect
	run -0 in_terminal 'set stty_init "cols 60"
	    spawn caps --docker -- caps show
	    expect eof'
	assert_line --regexp "^bounding +14  chown,.*,.?$"
	assert_line --regexp "^ {17}[a-z_,]+.?$"
	local line
	for line in "${lines[@]}"; do
		[ "${#line}" -le 61 ] # with its carriage return
	done
	run -0 caps --docker -- caps show
	assert_line --regexp "^bounding +14  [a-z_,]{80,}$"
}

@test "caps show and can-ping: one line where it cannot be" {
	local args
	for args in 'show x' 'show 0' 'show -1' 'show 4194305' 'show 1 2' \
	    'can-ping /nonexistent' 'can-ping /etc/passwd' '--lock show'; do
		run -125 caps $args
		[ "${#lines[@]}" -eq 1 ]
		assert_line --regexp '^caps: '
	done
	run -127 env PATH="$SUITE_BIN" caps -- show
}
