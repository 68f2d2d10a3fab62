# Chapter 7: what the kernel holds of a container, seen from inside and outside.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# The container's end, not its parent's: the parent has to clean up.
teardown() {
	local init
	for background in "${backgrounds[@]}"; do
		for init in $(pgrep -P "$background"); do
			kill -KILL "$init"
		done
		poll 10 test ! -e "/proc/$background" || true
	done
	kill_background
}

# start_container [options]: one in the background, its PID outside in $pid.
start_container() {
	name=$(unique "${#backgrounds[@]}")
	in_background combined run --rm --name "$name" "$@" -- \
	    sh -c 'echo ready >/ready; exec sleep 1000'
	poll 20 container_is_ready
}

container_is_ready() {
	pid=$(pgrep -P "$background" -x sleep) &&
	    [ "$(cat "/proc/$pid/root/ready" 2>/dev/null)" = ready ]
}

# bats test_tags=smoke
@test "the container has namespaces of its own, and the host's stay" {
	requires root overlay
	start_container
	local type
	for type in mnt uts ipc net pid cgroup; do
		[ "$(ns_of "$pid" $type)" != "$(ns_of self $type)" ]
	done
	[ "$(ns_of "$pid" user)" = "$(ns_of self user)" ]
	[ "$(ns_of "$background" mnt)" = "$(ns_of self mnt)" ]
}

@test "ps shows only the container" {
	requires root overlay
	run combined run --rm -- sh -c 'ps -o pid,comm; true'
	assert_success
	assert_line --index 1 --regexp '^ +1 sh$'
	assert_equal "${#lines[@]}" 3
}

@test "the hostname is its own" {
	requires root overlay
	local before
	before=$(uname -n)
	run combined run --rm --hostname web -- hostname
	assert_output web
	assert_equal "$(uname -n)" "$before"
}

@test "the name is the hostname where none is given" {
	requires root overlay
	run combined run --rm --name web-1 -- uname -n
	assert_output web-1
}

# bats test_tags=smoke
@test "id 0 has Docker's 14 capabilities in the kernel's eyes" {
	requires root overlay
	start_container
	assert_equal "$(status_field "$pid" CapBnd)" 00000000a80425fb
	assert_equal "$(status_field "$pid" CapPrm)" 00000000a80425fb
	assert_equal "$(status_field "$pid" CapEff)" 00000000a80425fb
	assert_equal "$(status_field "$pid" CapInh)" 0000000000000000
	assert_equal "$(status_field "$pid" CapAmb)" 0000000000000000
}

@test "--cap-drop and --cap-add change the set" {
	requires root overlay
	run combined run --rm --cap-drop all --cap-add kill -- \
	    grep CapEff /proc/self/status
	assert_output --regexp '0000000000000020$'
	run combined run --rm --cap-add NET_ADMIN --cap-drop MKNOD -- \
	    grep CapEff /proc/self/status
	assert_output --regexp '00000000a00435fb$'
}

# bats test_tags=smoke
@test "the default seccomp filter is on" {
	requires root overlay
	start_container
	assert_equal "$(status_field "$pid" Seccomp)" 2
	run combined run --rm -- unshare -U true
	assert_failure
	assert_output --partial 'Operation not permitted'
}

@test "a filter is compiled once, and is the same from then on" {
	requires root overlay checkpoint
	export COMBINED_DATA=$BATS_TEST_TMPDIR/data
	start_container --security-opt apparmor=unconfined
	seccomp dump "$pid" >compiled
	local file
	file=$(echo "$COMBINED_DATA"/seccomp/*)
	start_container --security-opt apparmor=unconfined
	seccomp dump "$pid" >kept
	cmp compiled kept
	seccomp --default --dump bpf >fresh
	sed -i "1d" compiled
	cmp compiled fresh
	assert_equal "$(find "$COMBINED_DATA/seccomp" -type f)" "$file"

	# Other capabilities, another filter.
	start_container --cap-add SYS_ADMIN
	seccomp dump "$pid" >other
	run cmp -s compiled other
	assert_equal "$status" 1
}

@test "a kept filter that another could have written, or that is cut, is not used" {
	requires root overlay
	export COMBINED_DATA=$BATS_TEST_TMPDIR/data
	combined run --rm -- true
	local file size
	file=$(echo "$COMBINED_DATA"/seccomp/*)
	size=$(stat -c %s "$file")

	# "allow" in the place of the whole program: RET_K, 0x7fff0000.
	perl -e 'seek STDOUT, -8 * 100, 2; print pack("SCCL", 6, 0, 0, 0x7fff0000) x 100' 1<>"$file"
	chmod 666 "$file"
	run combined run --rm -- grep Seccomp: /proc/self/status
	assert_output --partial 2
	assert_equal "$(stat -c %a "$file")" 600
	truncate -s $((size - 8)) "$file"
	combined run --rm -- true
	assert_equal "$(stat -c %s "$file")" "$size"
}

@test "--security-opt seccomp=unconfined takes the filter off" {
	requires root overlay
	run combined run --rm --security-opt seccomp=unconfined -- \
	    grep '^Seccomp:' /proc/self/status
	assert_output --regexp '0$'
}

@test "--security-opt no-new-privileges sets the kernel's bit" {
	requires root overlay
	start_container --security-opt no-new-privileges
	assert_equal "$(status_field "$pid" NoNewPrivs)" 1
	assert_equal "$(status_field "$pid" Seccomp)" 2
}

# bats test_tags=smoke
@test "there is no network but the loopback, which is up" {
	requires root overlay
	run combined run --rm -- ip -o link
	assert_output --regexp '^1: lo: <LOOPBACK,UP'
	assert_equal "${#lines[@]}" 1
	run combined run --rm -- ping -c 1 -W 5 127.0.0.1
	assert_success
	run combined run --rm -- ping -c 1 -W 1 192.0.2.1
	assert_failure
	assert_output --regexp 'Network (is )?unreachable'
}

@test "--network host keeps the host's" {
	requires root overlay
	start_container --network host
	assert_equal "$(ns_of "$pid" net)" "$(ns_of self net)"
}

@test "--pid host and --ipc host and --uts host keep the host's" {
	requires root overlay
	run combined run --rm --pid host --ipc host --uts host -- sh -c \
	    'cd /proc/self/ns; for n in pid ipc uts; do readlink $n; done'
	assert_line --index 0 "$(ns_of self pid)"
	assert_line --index 1 "$(ns_of self ipc)"
	assert_line --index 2 "$(ns_of self uts)"
}

@test "a root directory is only read: writes go to a layer in memory" {
	requires root overlay
	mkdir -p root/etc root/bin root/proc
	cp "$(command -v busybox)" root/bin/busybox
	echo before >root/etc/file
	run combined run --rm "$PWD/root" /bin/busybox sh -c \
	    'echo after >/etc/file; echo new >/etc/new; /bin/busybox rm -rf /bin
	    read line </etc/file; echo $line'
	assert_output after
	assert_equal "$(cat root/etc/file)" before
	[ ! -e root/etc/new ] && [ -x root/bin/busybox ]
}

# bats test_tags=smoke
@test "the host's root is out of reach, its mounts are gone" {
	requires root overlay
	touch "$BATS_TEST_TMPDIR/on-the-host"
	run combined run --rm -- sh -c "ls $BATS_TEST_TMPDIR; ls /.. | head -1"
	assert_line --partial 'No such file'
	run combined run --rm -- cat /proc/self/mountinfo
	refute_output --partial "$BATS_TEST_TMPDIR"
	refute_output --regexp ' /boot | /home '
}

# bats test_tags=smoke
@test "masked paths show nothing, unwritable ones refuse" {
	requires root overlay
	run combined run --rm -- sh -c 'stat -c %t:%T /proc/keys
	    ls /sys/firmware 2>/dev/null | wc -l'
	assert_line --index 0 1:3
	assert_line --index 1 0
	run combined run --rm -- sh -c 'echo 1 >/proc/sys/kernel/panic'
	assert_output --partial 'Read-only file system'
}

@test "the switches of the whole machine cannot be pressed" {
	requires root overlay sysrq
	run combined run --rm -- sh -c 'echo h >/proc/sysrq-trigger'
	assert_output --partial 'Read-only file system'
}

@test "--privileged masks nothing and keeps all capabilities" {
	requires root overlay
	run combined run --rm --privileged -- grep -E '^(CapEff|Seccomp:)' \
	    /proc/self/status
	assert_line --regexp "$(awk '/^CapBnd/ { print $2 }' /proc/self/status)"
	assert_line --regexp '^Seccomp:.*0$'
}

@test "/dev has the nodes of a container, and nothing of the host" {
	requires root overlay
	run combined run --rm -- sh -c 'cd /dev; ls | xargs; stat -c %n=%t:%T null \
	    zero full random urandom tty; echo x >/dev/null'
	assert_line --index 0 --regexp \
	    '^(core )?fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero$'
	assert_line null=1:3
	assert_line zero=1:5
	assert_line full=1:7
	assert_line random=1:8
	assert_line urandom=1:9
	assert_line tty=5:0
}

# bats test_tags=smoke
@test "the exit status is the command's" {
	requires root overlay
	run -7 combined run --rm -- sh -c 'exit 7'
	run -127 combined run --rm -- nosuchcommand
	run -126 combined run --rm -- /etc/passwd
	run -137 combined run --rm --init -- sh -c 'kill -KILL $$'
}

# bats test_tags=smoke
@test "signals are passed on, and nothing is left" {
	requires root overlay
	in_background combined run --rm --init -- sh -c \
	    'trap "exit 42" TERM; while :; do sleep 0.1; done'
	poll 20 pgrep -P "$background" -x combined
	local inside
	inside=$(pgrep -P "$background" -x combined)
	poll 20 pgrep -P "$inside" -x sh
	sleep 0.3
	kill -TERM "$background"
	local status=0
	wait "$background" || status=$?
	assert_equal "$status" 42
	[ ! -e "/proc/$inside" ]
}

@test "a killed parent takes the container with it" {
	requires root overlay
	start_container
	kill -KILL "$background"
	poll 20 test ! -e "/proc/$pid"
	# What it leaves, its cgroup and state, goes by name.
	combined rm "$name"
}

@test "--init reaps orphans, and is PID 1" {
	requires root overlay
	run combined run --rm --init -- sh -c \
	    '(sleep 0.1 & exec true); sleep 0.5; ps -o pid,stat,comm'
	assert_success
	refute_output --partial Z
	assert_line --regexp '^ +1 .* combined$'
}

@test "-u runs the command as that user of the container" {
	requires root overlay
	run combined run --rm -u nobody -- sh -c 'id; grep CapEff /proc/self/status'
	assert_line --index 0 --partial 'uid=65534(nobody) gid=65534(nogroup)'
	assert_line --index 1 --regexp '0000000000000000$'
	run combined run --rm -u 1234:77 -- id
	assert_output --partial 'uid=1234 gid=77'
	run combined run --rm -u 1234 -- id
	assert_output 'uid=1234 gid=0(root) groups=0(root)'
	run combined run --rm -u :5 -- id
	assert_output 'uid=0(root) gid=5(tty) groups=5(tty)'
	run -125 combined run --rm -u 99999999999 -- true
	assert_output --partial 'out of range'
}

@test "the caller's umask does not reach the container" {
	requires root overlay
	export COMBINED_DATA=$BATS_TEST_TMPDIR/data
	umask 077
	run combined run --rm -v new-volume:/new/place -- sh -c \
	    'umask; stat -c %a / /new /new/place /etc/hosts /etc/hostname'
	assert_output "$(printf '%s\n' 0022 755 755 755 644 644)"
	combined run -d --name "$(unique)" -- sleep 1000 3>&-
	run combined exec "$(unique)" sh -c umask
	assert_output 0022
	combined rm -f "$(unique)"
}

@test "what the caller ignores and closes does not reach the container" {
	requires root overlay
	run sh -c 'trap "" PIPE HUP INT USR1; combined run --rm -- \
	    grep -E "^Sig(Ign|Blk)" /proc/self/status'
	assert_output "$(printf 'Sig%s:\t0000000000000000\n' Blk Ign)"
	combined run -d --name "$(unique)" -- sleep 1000 3>&-
	run sh -c 'trap "" PIPE HUP INT USR1; combined exec "$0" \
	    grep -E "^Sig(Ign|Blk)" /proc/self/status' "$(unique)"
	assert_output "$(printf 'Sig%s:\t0000000000000000\n' Blk Ign)"
	combined rm -f "$(unique)"
	run env --block-signal=TERM,USR2 combined run --rm -- \
	    grep SigBlk /proc/self/status
	assert_output "$(printf 'SigBlk:\t0000000000000000')"
	env --block-signal=TERM combined run -d --name "$(unique)" -- \
	    sh -c 'trap "exit 9" TERM; sleep 1000 & wait' 3>&-
	run combined exec "$(unique)" grep SigBlk /proc/1/status
	assert_output "$(printf 'SigBlk:\t0000000000000000')"
	combined rm -f "$(unique)"
	run combined run -d --name "$(unique)" -- sleep 1000 3>&- 1>&- 2>&-
	assert_success
	combined rm -f "$(unique)"
}

@test "a number after -u is an ID, whatever the image's passwd says" {
	requires root overlay
	mkdir -p "$BATS_TEST_TMPDIR/image"/{bin,etc}
	cd "$BATS_TEST_TMPDIR"
	cp "$(command -v busybox)" image/bin/busybox
	ln -s busybox image/bin/id
	ln -s busybox image/bin/sleep
	echo '1000:x:0:0::/root:/bin/sh' >image/etc/passwd
	printf 'ten:x:10:\n10:x:0:\n' >image/etc/group
	run combined run --rm -u 1000 ./image id -u
	assert_output 1000
	run combined run --rm -u 1000:10 ./image id -g
	assert_output 10
	combined run -d --name "$(unique)" ./image sleep 1000 3>&-
	run combined exec -u 1000:10 "$(unique)" id
	assert_output 'uid=1000 gid=10(ten) groups=10(ten)'
	combined rm -f "$(unique)"
}

@test "-e, --env-file and -w set up the process" {
	requires root overlay
	printf '# comment\nFROM_FILE=yes\n' >file
	run combined run --rm -e A=1 --env-file file -w /usr/bin -- \
	    sh -c 'echo "$A $FROM_FILE $PWD $HOSTNAME $HOME"; env | wc -l'
	assert_line --index 0 --regexp '^1 yes /usr/bin [0-9a-f]{12} /root$'
}

@test "the caller's environment and descriptors stay outside" {
	requires root overlay
	exec 9</etc/hostname
	SECRET=x run combined run --rm -- sh -c 'env; ls /proc/self/fd | xargs'
	exec 9<&-
	refute_output --partial SECRET
	assert_line '0 1 2 3'
}

@test "-v binds a directory, :ro refuses to write, also below" {
	requires root overlay
	mkdir -p data/below
	echo host >data/file
	run combined run --rm -v "$PWD/data:/data" -- sh -c \
	    'cat /data/file; echo new >/data/new'
	assert_output host
	assert_equal "$(cat data/new)" new
	run combined run --rm -v "$PWD/data:/data:ro" -- touch /data/below/x
	assert_output --partial 'Read-only file system'
	run combined run --rm --mount "type=bind,src=$PWD/data/file,dst=/f,ro" -- \
	    cat /f
	assert_output host
}

@test "a volume's mount on a link in the image stays in the container" {
	requires root overlay
	mkdir -p root/bin root/proc data
	cp "$(command -v busybox)" root/bin/
	ln -s "$PWD/outside" root/evil
	run combined run --rm -v "$PWD/data:/evil/x" "$PWD/root" \
	    /bin/busybox true
	[ ! -e outside ]
}

@test "--tmpfs and --read-only" {
	requires root overlay
	run combined run --rm --read-only --tmpfs /scratch -- sh -c \
	    'touch /scratch/x && echo can; touch /etc/x'
	assert_line --index 0 can
	assert_line --index 1 --partial 'Read-only file system'
}

@test "--device adds a device of the host" {
	requires root overlay tun
	run combined run --rm --device /dev/net/tun -- \
	    stat -c %t:%T /dev/net/tun
	assert_output a:c8
}

@test "--ulimit and --oom-score-adj reach the kernel" {
	requires root overlay
	start_container --ulimit nofile=100:200 --oom-score-adj 500
	run grep 'Max open files' "/proc/$pid/limits"
	assert_output --regexp '100 +200'
	assert_equal "$(cat "/proc/$pid/oom_score_adj")" 500
}

@test "--sysctl sets what belongs to the container, and refuses the rest" {
	requires root overlay
	local before
	before=$(cat /proc/sys/net/ipv4/ip_forward)
	run combined run --rm --sysctl net.ipv4.ip_default_ttl=99 -- \
	    cat /proc/sys/net/ipv4/ip_default_ttl
	assert_output 99
	run -125 combined run --rm --sysctl kernel.panic=1 -- true
	assert_equal "$(cat /proc/sys/net/ipv4/ip_forward)" "$before"
}

# bats test_tags=smoke
@test "the container is in a cgroup of its own, with its limits" {
	requires root overlay
	start_container --memory 64M --pids-limit 20
	run cat "/proc/$pid/cgroup"
	assert_output --partial "/combined/$name"
	local file
	file=$(ls /sys/fs/cgroup{/memory,}/combined/"$name"/memory.{max,limit_in_bytes} \
	    2>/dev/null) || true
	assert_equal "$(cat "$file")" 67108864
	# The container sees itself at the root.
	run grep -v '/../' "/proc/$pid/root/proc/1/cgroup"
	assert_output --partial ':/'
}

# bats test_tags=smoke
@test "more memory than the limit kills the command" {
	requires root overlay
	run -137 combined run --rm --memory 32M --memory-swap 32M -- \
	    dd if=/dev/zero of=/dev/null bs=100M count=1
}

@test "--userns gives the container users of its own" {
	requires root overlay userns
	start_container --userns private
	assert_equal "$(awk '{ print $1, ($2 > 0) }' "/proc/$pid/uid_map")" "0 1"
	[ "$(ns_of "$pid" user)" != "$(ns_of self user)" ]
	[ "$(stat -c %u "/proc/$pid")" -gt 0 ]
	run combined run --rm --userns private -- sh -c 'id -u; echo x >/dev/null; \
	    mknod /tmp/sda b 8 0'
	assert_line --index 0 0
	assert_line --index 1 --partial 'not permitted'
}

@test "a pipe becomes that of the container's root if the container has it" {
	requires root overlay userns
	start_container --userns private
	local pipe=$BATS_TEST_TMPDIR/pipe
	mkfifo "$pipe"
	exec 5<>"$pipe"
	combined exec -d "$name" true <&5 >&5 2>&5 3>&-
	assert_equal "$(stat -c %u:%g "$pipe")" 0:0
	combined run -d --userns private --log-driver none --name "$name-2" -- \
	    sleep 1000 <&5 >&5 2>&5 3>&-
	combined rm -f "$name-2"
	assert_equal "$(stat -c %u:%g "$pipe")" 0:0
	combined exec "$name" true >&5 3>&-
	assert_equal "$(stat -c %u:%g "$pipe")" "$(stat -c %u:%g "/proc/$pid")"
	exec 5>&-
}

@test "a root whose file system cannot map owners shows uid 65534, and a warning" {
	requires root overlay userns
	mkdir "$BATS_TEST_TMPDIR/root"
	# shellcheck disable=SC2016 # for sh
	run unshare --mount sh -c 'mount -t ramfs ramfs "$1" && mkdir "$1/bin" &&
	    cp "$(command -v busybox)" "$1/bin/stat" &&
	    exec combined run --rm --userns private "$1" /bin/stat -c %u /bin' \
	    sh "$BATS_TEST_TMPDIR/root"
	assert_success
	assert_line --partial "cannot map owners"
	assert_line 65534
}

# bats test_tags=smoke
@test "as a normal user, in a user namespace" {
	requires root overlay userns
	run as_user "$SUITE_BIN/combined" run --rm -- sh -c \
	    'id -u; hostname; ps | wc -l; grep CapEff /proc/self/status'
	assert_success
	assert_line --index 0 0
	assert_line --regexp '00000000a80425fb$'
}

# As uid 1000, begun in a cgroup below the one that was delegated to it.
as_delegate() {
	local shell=$VM_USER_CGROUP/$(unique shell)
	[ -d "$shell" ] || mkdir "$shell"
	chown 1000:1000 "$shell" "$shell/cgroup.procs"
	(
		echo "$BASHPID" >"$shell/cgroup.procs"
		exec setpriv --reuid 1000 --regid 1000 --clear-groups env \
		    HOME=/home/user XDG_RUNTIME_DIR=/run/user/1000 "$@"
	)
}

@test "rootless: ids by newuidmap, limits in the delegated cgroup" {
	requires root overlay newuidmap delegation
	name=$(unique)
	run as_delegate combined run --rm --name "$name" --memory 32M \
	    --pids-limit 20 -- sh -c 'cat /proc/self/uid_map
	    cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max
	    chown 5:5 /tmp && stat -c %u /tmp; id -u'
	assert_success
	assert_line --index 0 --regexp '^ +0 +1000 +1$'
	assert_line --index 1 --regexp '^ +1 +100000 +65536$'
	assert_line --index 2 33554432
	assert_line --index 3 20
	assert_line --index 4 5
	run as_delegate combined run --rm --memory 16M -- tail /dev/zero
	assert_failure 137
	rmdir "$VM_USER_CGROUP"/*shell*
	run find "$VM_USER_CGROUP" -mindepth 1 -type d
	assert_output ""
}

@test "two containers at once do not see each other" {
	requires root overlay
	start_container
	local first=$pid
	start_container
	[ "$(ns_of "$first" pid)" != "$(ns_of "$pid" pid)" ]
	run -125 combined run --rm --name "$name" -- true
	assert_output --partial "$name"
}

# bats test_tags=smoke
@test "mistakes are one line and leave nothing behind" {
	requires root overlay
	local line
	name=$(unique)
	while read -r line; do
		# shellcheck disable=SC2086
		run -125 combined run --rm --name "$name" $line -- true
		assert_equal "${#lines[@]}" 1
	done <<-'END'
		--nosuch
		--name ../x
		--memory lots
		-v /proc/nosuch:/x
		-v /etc:relative
		--cap-add flying
		--network moon
		--ulimit nofile
		--security-opt seccomp=/nosuch
		--sysctl net.nosuch=1
		--user nosuchuser
		-w relative
		--device /etc/passwd
	END
	run find /sys/fs/cgroup -name "$name"
	assert_output ''
}

# bats test_tags=smoke
@test "combined narrates what strace sees" {
	requires root overlay
	"$PROJECT/tests/tools/narration" combined run --rm --explain -- true
	"$PROJECT/tests/tools/narration" combined run --rm --explain --init \
	    --read-only --memory 64M -v "$PWD:/data:ro" \
	    --security-opt no-new-privileges -u nobody -- true
}

@test "chain.sh makes nearly the same container" {
	requires root overlay
	local look='grep -E "^(Cap|Seccomp:|NoNewPrivs)" /proc/self/status
	    cd /proc/self/ns; for n in *; do readlink "$n"; done
	    ls /sys/class/net; echo PID $$'
	"$PROJECT/07-combined/chain.sh" sh -c "$look" >chain
	combined run --rm -- sh -c "$look" >combined
	# The same but for the namespaces' numbers, which are all new in both.
	diff <(sed 's/[0-9]\{10\}/N/' chain) <(sed 's/[0-9]\{10\}/N/' combined)
	run grep -c -F -f <(readlink /proc/self/ns/{mnt,uts,ipc,net,pid,cgroup}) \
	    chain combined
	assert_line chain:0
	assert_line combined:0
}
