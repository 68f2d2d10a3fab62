# Ways out through mounts: what is taken from another container or from a volume
# that it changes, what is left of the host's, and what is not covered.

load ../lib/attacks

eval "$(declare -f teardown | sed 's/^teardown/teardown_attack/')"
teardown() {
	teardown_attack
	rm -rf "${victims:-/nonexistent}"
}

# at_stop N CHANGE COMMAND…: calls CHANGE when COMMAND has made its Nth system call that
# names one of ${seen[@]}: strace(1) stops it there. Fails where there are fewer such
# calls. The output is in ./out.
at_stop() {
	local at=$1 change=$2 n=0 stops
	shift 2
	rm -f ended
	: >trace
	in_background sh -c '"$@" >out 2>&1; : >ended' sh strace -f -o trace \
	    "${seen[@]/#/-P}" -e inject=all:signal=STOP "$@"
	local end=$((SECONDS + 30))
	until [ -e ended ]; do
		[ "$SECONDS" -lt "$end" ] || {
			fail "it hangs: $(tail -3 trace)"
			return 1
		}
		mapfile -t stops < <(sed -n \
		    's/^\([0-9]*\) .*--- stopped by SIGSTOP.*/\1/p' trace)
		if [ "${#stops[@]}" -le "$n" ]; then
			sleep 0.02
			continue
		fi
		n=$((n + 1))
		[ "$n" -ne "$at" ] || "$change"
		kill -CONT "${stops[n - 1]}"
	done
	[ "$n" -ge "$at" ]
}

place_becomes_link() {
	[ "${made-}" = yes ] && [ ! -e "$place" ] || mv "$place" "$place.old"
	ln -s "$to" "$place"
}

# exchange_at N COMMAND…: at_stop, where $place is a directory, and becomes a link to
# $to. With made=yes it is COMMAND that makes $place, whatever that is.
place=v/d
exchange_at() {
	local at=$1
	shift
	rm -rf "$place" "$place.old"
	[ "${made-}" = yes ] || {
		mkdir -p "$place/bin"
		cp "$(command -v busybox)" "$place/bin/sh"
		echo harmless >"$place/file"
		[ -z "${owner-}" ] || chown -R "$owner" "${place%/*}"
	}
	at_stop "$at" place_becomes_link "$@"
}

# reaches_host COMMAND…: whether an exchange at any of the calls lets COMMAND
# print the line $told, of what is in ./host: status 1 where it does not, 2
# where there is no such call. $first: the first of them, if not 1.
reaches_host() {
	local n=${first-1}
	while exchange_at "$n" "$@"; do
		oci delete --force "$id" >/dev/null 2>&1 || true
		! grep -qxE "${told-secret}" out || return 0
		n=$((n + 1))
	done
	cat out
	[ "$n" -gt "${first-1}" ] || return 2
	return 1
}

# What a runtime does that asks where a path leads, and mounts what it was told.
bind_naively='mkdir -p m && p=$(readlink -f v/d) && mount --bind "$p" m &&
	cat m/*'

@test "a bind's source is looked up once: -v, --mount, an image, root.path" {
	attack "a source exchanged" \
	    "a directory of a shared volume becomes a link behind each call"
	requires root overlay strace
	local seen=("$PWD/v/d") to=$PWD/host
	mkdir host/bin
	cp "$(command -v busybox)" host/bin/sh
	reaches_host unshare --mount sh -c "$bind_naively"

	local read='read x </x/secret; echo $x; read x </x/file; echo $x'
	run -1 reaches_host combined run --rm --name "$id" -v "$PWD/v/d:/x" -- \
	    sh -c "$read"
	grep harmless out
	run -1 reaches_host combined run --rm --name "$id" \
	    --mount "type=bind,src=$PWD/v/d,dst=/x" -- sh -c "$read"
	grep harmless out
	bundle
	local oci=(combined-oci --root "$PWD/state" run --bundle b "$id")
	does sh -c "$read"
	config --arg s "$PWD/v/d" '.mounts += [{destination: "/x", type: "bind",
	    source: $s, options: ["bind"]}]'
	run -1 reaches_host "${oci[@]}"
	does /bin/sh -c "read x </secret; echo \$x; read x </file; echo \$x"
	config --arg s "$PWD/v/d" 'del(.mounts[] | select(.destination == "/x")) |
	    .root.path = $s'
	run -1 reaches_host "${oci[@]}"
	grep harmless out
	# Its first call only asks whether the word is a directory.
	first=2 run -1 reaches_host combined run --rm --name "$id" "$PWD/v/d" \
	    /bin/sh -c "read x </secret; echo \$x; read x </file; echo \$x"
	stopped_by "O_PATH once, and open_tree(2) of that descriptor"
}

# For a user, who has to reach the directory of the test.
open_way() { chmod o+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" .; }

@test "nor for a normal user, whose mount namespace is another" {
	attack "a source exchanged, a user's" \
	    "the same with -v, --mount and an image, as uid 65534"
	requires root overlay userns strace
	local seen=("$PWD/v/d") to=$PWD/host owner=65534 own
	mkdir host/bin own
	cp "$(command -v busybox)" host/bin/sh
	chown -R 65534 host own
	open_way
	own=$PWD/own
	local mine=(setpriv --reuid 65534 --regid 65534 --clear-groups
	    --inh-caps=-all --ambient-caps=-all env XDG_RUNTIME_DIR="$own"
	    COMBINED_DATA="$own/data" combined run --rm)
	local read='read x </x/secret; echo $x; read x </x/file; echo $x'
	run -1 reaches_host "${mine[@]}" -v "$PWD/v/d:/x" -- sh -c "$read"
	exchange_at 99 "${mine[@]}" -v "$PWD/v/d:/x" -- sh -c "$read" || true
	assert_equal "$(tail -1 out)" harmless
	run -1 reaches_host "${mine[@]}" \
	    --mount "type=bind,src=$PWD/v/d,dst=/x" -- sh -c "$read"
	# The first calls only ask whether the word is a directory.
	first=2 run -1 reaches_host "${mine[@]}" "$PWD/v/d" /bin/sh -c \
	    "read x </secret; echo \$x; read x </file; echo \$x"
	stopped_by "opened again without links, and compared: ESTALE"
}

@test "a device that is bound is the one that was asked for" {
	attack "another device at that path" \
	    "/dev/full with the number of /dev/null, in a user namespace"
	requires root userns
	bundle '.linux.namespaces += [{type: "user"}] | .linux.uidMappings =
	    [{containerID: 0, hostID: 100000, size: 65536}] |
	    .linux.gidMappings = .linux.uidMappings | .linux.devices =
	    [{type: "c", path: "/dev/full", major: 1, minor: 7}]'
	chown -R 100000:100000 b/rootfs
	open_way
	does stat -c %t:%T /dev/full
	run oci run --bundle b "$id"
	assert_output 1:7
	# The host's of that name is another: a node of that number is made.
	config '.linux.devices[0].minor = 3'
	run oci run --bundle b "$id"
	assert_success
	assert_output 1:3
	stopped_by "fstat(2) of what is bound"
}

@test "a volume's name leads to no other directory" {
	attack "a volume that is a link" "data/volumes/NAME a link to the host's"
	requires root overlay
	export COMBINED_DATA=$PWD/data
	combined run --rm -v one:/x -- touch /x/file
	run combined run --rm -v one:/x -- ls /x
	assert_output file
	rm -r data/volumes/one
	ln -s "$PWD/host" data/volumes/one
	local how
	for how in "-v one:/x" "--mount type=volume,src=one,dst=/x"; do
		# shellcheck disable=SC2086 # two words
		run combined run --rm $how -- cat /x/secret
		assert_failure 125
		refute_output --partial secret
	done
	stopped_by "openat2(RESOLVE_BENEATH|RESOLVE_NO_SYMLINKS)"
}

# What a tmpfs is to begin with, in a volume that another container shares.
copies_up() {
	bundle
	config --arg v "$PWD/v" '.mounts += [{destination: "/v", type: "bind",
	    source: $v, options: ["bind"]}, {destination: "/v/d", type: "tmpfs",
	    source: "t", options: ["tmpcopyup"]}]'
}

@test "tmpcopyup copies nothing of the host's" {
	attack "tmpcopyup's tree exchanged" \
	    "a directory below it becomes a link behind each call"
	requires root strace
	bundle
	mkdir -p v
	config --arg v "$PWD/v" '.mounts += [{destination: "/v", type: "bind",
	    source: $v, options: ["bind"]}, {destination: "/v", type: "tmpfs",
	    source: "t", options: ["tmpcopyup"]}]'
	does sh -c 'cat /v/d/secret /v/d/file'
	local seen=(d ./d) to=$PWD/host
	local oci=(combined-oci --root "$PWD/state" run --bundle b "$id")
	reaches_host sh -c 'mkdir -p copy && cd v && cp -a . ../copy
	    cd ../copy && cat d/secret; rm -r ../copy'

	run -1 reaches_host "${oci[@]}"
	exchange_at 99 "${oci[@]}" || grep harmless out
	stopped_by "each name is opened once, O_NOFOLLOW, and read as opened"
}

@test "and to nowhere but to the mount that it is for" {
	attack "a mount's target exchanged" \
	    "tmpfs in a volume, its directory a link once it is mounted"
	requires root strace
	mkdir kept
	local seen=(v/d "$PWD/v/d") to=$PWD/kept n=1
	until [ -e kept/secret ]; do
		[ "$n" -le 20 ]
		exchange_at "$n" unshare --mount sh -c \
		    'mount -t tmpfs t v/d && cp host/secret v/d'
		n=$((n + 1))
	done

	copies_up
	mkdir b/rootfs/kept
	does true
	seen=(/v/d) to=/kept n=1
	local oci=(combined-oci --root "$PWD/state" run --bundle b "$id")
	while exchange_at "$n" "${oci[@]}"; do
		assert_equal "$(ls b/rootfs/kept)" ""
		n=$((n + 1))
	done
	[ "$n" -gt 1 ]
	stopped_by "the mount on a descriptor is its root's \"..\""
}

# What the host's directory and file are like: not in /tmp, which is covered while
# a container's root is made.
victims() { stat -c '%n %a %u %g %Y' "$victims" "$victims/secret"; }

# fills COMMAND…: a new volume, with what the image has at /data.
fills() {
	local kind before n
	before=$(victims)
	for kind in "mkdir -m 1777 x; echo >x/file" "mkdir -m 711 x" \
	    "echo >x; chmod 4755 x" "mkfifo -m 666 x" "ln -s . x"; do
		rm -rf b/rootfs/data
		mkdir b/rootfs/data
		(cd b/rootfs/data && eval "$kind")
		[ -z "${owner-}" ] || chown -hR "$owner" b/rootfs/data
		n=1
		while exchange_at "$n" "$@"; do
			[ "$(victims)" = "$before" ] || {
				victims | diff - <(echo "$before")
				fail "$kind: call $n"
			}
			n=$((n + 1))
		done
		[ "$n" -gt 1 ]
	done
}

@test "a volume that is filled, and another container that has it" {
	attack "a new volume's files exchanged" \
	    "each becomes a link of the host's, behind each call; as a user"
	requires root overlay userns strace
	local made=yes seen=(x ./x) to place=$PWD/own/data/volumes/v/x owner
	local runs=(env COMBINED_DATA="$PWD/own/data" XDG_RUNTIME_DIR="$PWD/own"
	    combined run --rm)
	victims=$(mktemp -d /run/victims.XXXXXX)
	echo secret >"$victims/secret"
	bundle
	open_way
	mkdir -p own b/rootfs/data
	for owner in 0:0 65534:65534; do
		rm -rf own/data
		chown "$owner" own "$victims" "$victims/secret"
		[ "$owner" = 0:0 ] || runs=(setpriv --reuid 65534 --regid 65534
		    --clear-groups --inh-caps=-all --ambient-caps=-all "${runs[@]}")
		"${runs[@]}" -v v:/v -- true
		for to in "$victims" "$victims/secret"; do
			chmod 700 "$victims"
			# Where nothing stops it, a mode is given to a name.
			exchange_at 1 sh -c 'cd "$1" && mkdir x && chmod 1755 x' \
			    sh "${place%/*}"
			assert_equal "$(stat -c %a "$to")" 1755
			chmod 700 "$victims"
			fills "${runs[@]}" -v v:/data "$PWD/b/rootfs" true
		done
	done
	stopped_by "owner, mode and times by the descriptor of what was made"
}

@test "a volume that is filled has all that the image has, and as it was" {
	requires root overlay
	export COMBINED_DATA=$PWD/data
	bundle
	mkdir b/rootfs/data
	(
		cd b/rootfs/data
		mkdir -m 1777 d
		echo text >d/file
		chmod 4751 d/file
		chown 5:6 d/file d
		chmod 4751 d/file
		mkfifo -m 626 p
		mknod -m 646 c c 1 3
		ln -s d/file l
		chown -h 7:8 l p
		touch -h -d @1000000000 d/file d p c l
	)
	local kind='%n %F %a %u:%g %t:%T %Y'
	(cd b/rootfs/data && stat -c "$kind" d d/* p c l) >expected
	(umask 077 && combined run --rm -v v:/data "$PWD/b/rootfs" true)
	(cd data/volumes/v && stat -c "$kind" d d/* p c l) | diff expected -
	assert_equal "$(cat data/volumes/v/l)" text
}

@test "a volume that is filled gets none of what is not the image's" {
	attack "a link of the image to what is mounted" \
	    "a new volume begins with what a link to /sys or a bind leads to"
	requires root overlay
	export COMBINED_DATA=$PWD/data
	bundle
	ln -s /sys/kernel b/rootfs/data
	ln -s other b/rootfs/more
	mkdir naive
	unshare --mount sh -c 'mkdir b/rootfs/other &&
	    mount --bind host b/rootfs/other && cp -r b/rootfs/more/. naive'
	assert_equal "$(cat naive/secret)" secret

	combined run --rm -v k:/data "$PWD/b/rootfs" true
	assert_equal "$(find data/volumes/k -mindepth 1)" ""
	combined run --rm -v "$PWD/host:/other" -v m:/more "$PWD/b/rootfs" \
	    cat /more/file 2>out || grep 'No such file' out
	assert_equal "$(find data/volumes/m -mindepth 1)" ""
	stopped_by "what is on another file system than the root is not copied"
}

@test "a volume that is to be read-only, and another container that has its place" {
	attack "the place of a read-only volume renamed" \
	    "-v A:/a -v B:/a/b:ro, and behind each call b becomes a link in A"
	requires root overlay strace
	export COMBINED_DATA=$PWD/data
	local made=yes seen=(/a/b) to=/dev/shm place=$PWD/data/volumes/a/b n=1
	# What a runtime does that asks for the path once more.
	mkdir -p a/b volume other
	in_background unshare --mount sh -c 'mount --bind other other &&
	    mount --bind volume a/b && : >bound
	    until [ -e moved ]; do sleep 0.1; done
	    mount -o remount,bind,ro a/b; : >a/old/mark; : >tried'
	poll 20 [ -e bound ]
	mv a/b a/old
	ln -s "$PWD/other" a/b
	: >moved
	poll 20 [ -e tried ]
	[ -e volume/mark ]

	bundle
	while
		rm -rf data/volumes
		exchange_at "$n" combined run --rm -v a:/a -v b:/a/b:ro \
		    "$PWD/b/rootfs" sh -c 'echo >/a/b/mark; echo >/a/b.old/mark'
	do
		[ ! -e data/volumes/b/mark ] || fail "written: exchanged at $n"
		n=$((n + 1))
	done
	[ "$n" -gt 1 ]
	stopped_by "made read-only by the descriptor that was mounted"
}

@test "an image makes files in a volume that is to be read-only" {
	attack "the image's links into a read-only volume" \
	    "-v A:/a:ro: mounts, /etc/hosts and the working directory are links to /a/made"
	requires root overlay
	export COMBINED_DATA=$PWD/data
	bundle
	ln -s /a/made b/rootfs/data
	mkdir b/rootfs/a
	combined run --rm -v a:/a "$PWD/b/rootfs" touch /a/kept
	# What a runtime does that makes it read-only at the end.
	mkdir naive
	unshare --mount sh -c 'mount --bind naive b/rootfs/a && mkdir b/rootfs/a/made &&
	    mount -o remount,bind,ro b/rootfs/a'
	[ -e naive/made ]

	local option users
	for users in host private; do
		for option in -vb:/data "-v$PWD/host/secret:/data" --tmpfs=/data \
		    --workdir=/data --workdir=/data/below -vb:/a/made; do
			echo "$users $option"
			run -125 combined run --rm --userns "$users" -v a:/a:ro "$option" \
			    "$PWD/b/rootfs" true
			assert_output --partial 'Read-only file system'
			assert_equal "$(ls data/volumes/a)" kept
		done
	done
	ln -s /a/made b/rootfs/etc/hosts
	run -125 combined run --rm -v a:/a:ro "$PWD/b/rootfs" true
	assert_output --partial 'Read-only file system'
	assert_equal "$(ls data/volumes/a)" kept
	# What is there already can be covered, and be worked in.
	rm b/rootfs/etc/hosts
	combined run --rm -v a:/a "$PWD/b/rootfs" mkdir /a/made
	run combined run --rm -v a:/a:ro -v b:/data -w /data "$PWD/b/rootfs" \
	    sh -c 'touch here && pwd'
	assert_output /a/made
	stopped_by "it is read-only before anything is mounted below it"
}

# Mounts a procfs, and a sysfs, in user and other namespaces of its own, as a
# user of the container; a line each says whether that went.
nested='exec 2>&-; for type in proc sysfs; do
	unshare -Urmnpf mount -t $type none /tmp &&
	    echo $type bare || echo $type refused; done'

# Without what differs from one container to the next: numbers.
mounts() { cut -d' ' -f4- | sort; }

refused=$(printf '%s\n' "proc refused" "sysfs refused")

@test "no procfs and no sysfs of the host's is left, with --no-pivot, too" {
	attack "a bare procfs" \
	    "unshare -Urmpf, mount -t proc: /proc/sys as the host has it"
	requires root userns
	bundle '.process.user = {uid: 1000, gid: 1000}'
	chmod 1777 b/rootfs/tmp
	# What --no-pivot was: the masked one inside, and the host's below.
	run unshare --mount --pid --fork sh -c '
		mount --bind b/rootfs b/rootfs && cd b/rootfs &&
		mount -t proc proc proc && mount -t sysfs sysfs sys &&
		mount -t tmpfs none proc/acpi && mount -t tmpfs none sys/firmware
		mount --bind /dev/null proc/keys && mount --move . / &&
		exec chroot --userspec 1000:1000 . /bin/sh -c "$1"' sh "$nested"
	assert_output "$(printf '%s\n' "proc bare" "sysfs bare")"

	local hooks
	does sh -c "$nested"
	for hooks in '{}' '{prestart: [{path: "/bin/true"}]}'; do
		config ".hooks = $hooks"
		run oci run --bundle b "$id"
		assert_output "$refused"
		run oci run --no-pivot --bundle b "$id"
		assert_output "$refused"
		does sleep 1000
		oci run --no-pivot -d --bundle b "$id" </dev/null >out 2>&1 3>&-
		run oci exec --user 1000:1000 "$id" sh -c "$nested"
		assert_output "$refused"
		oci delete --force "$id"
		does sh -c "$nested"
	done
	# And in sight is what pivot_root(2) leaves.
	does cat /proc/self/mountinfo
	oci run --bundle b "$id" | mounts >pivoted
	oci run --no-pivot --bundle b "$id" | mounts >moved
	diff pivoted moved
	stopped_by "the host's mounts are unmounted, as runc's"
}

@test "a user's --no-pivot, where the host's mounts are locked" {
	attack "a bare procfs, a user's" "the same in a user namespace of uid 65534"
	requires root userns
	bundle 'del(.mounts[] | select(.type == "cgroup")) |
	    .mounts |= map(.options |= if . then map(select(. != "gid=5"))
	    else . end) |
	    .linux.namespaces += [{type: "user"}] |
	    .linux.uidMappings = [{containerID: 0, hostID: 65534, size: 1}] |
	    .linux.gidMappings = .linux.uidMappings | del(.linux.resources)'
	open_way
	chmod 755 b b/rootfs
	chmod 1777 b/rootfs/tmp
	does sh -c "$nested"
	config '.process.capabilities[] += ["CAP_SETFCAP"]'
	mkdir own
	chown 65534 own
	local how
	for how in "" --no-pivot; do
		# shellcheck disable=SC2086 # none, or one word
		run as_user env XDG_RUNTIME_DIR="$PWD/own" combined-oci \
		    --root "$PWD/own/state" run $how --bundle b "$id"
		assert_output "$refused"
	done
	stopped_by "a tmpfs on each procfs and sysfs that cannot be unmounted"
}

# shares [SETPRIV…]: what a container that joins the IPC of X has there.
shares() {
	run "$@" combined run --rm --ipc "container:$id" -- \
	    grep ' /dev/shm ' /proc/self/mountinfo
	[ "$status" -eq 0 ]
}

@test "--ipc container:X shares memory, whatever X has made of /dev/shm" {
	attack "/dev/shm of another container" \
	    "X makes it a link to /proc, a mount of it, a directory"
	requires root overlay
	local how
	# AppArmor's default profile would be one more thing in X's way.
	combined run -d --name "$id" --cap-add SYS_ADMIN \
	    --security-opt apparmor=unconfined -- sleep 1000 3>&-
	# In the host's eyes, and by its path:
	combined exec "$id" sh -c 'umount /dev/shm; rmdir /dev/shm
	    ln -s /proc /dev/shm'
	nsenter -t "$(combined inspect -f '{{.State.Pid}}' "$id")" --mount \
	    cat /dev/shm/uptime
	shares && fail "a link to /proc: $output"
	assert_output --partial 'Too many levels of symbolic links'
	for how in "mkdir /dev/shm; mount --bind /proc /dev/shm" \
	    "umount /dev/shm; mount --bind /etc /dev/shm" \
	    "umount /dev/shm; touch /dev/shm/a"; do
		combined exec "$id" sh -c "rm -f /dev/shm; $how"
		shares && fail "$how: $output"
		assert_output --partial 'not a tmpfs of its own'
	done
	# A tmpfs that the container has mounted, and that allows more than ours.
	combined exec "$id" mount -t tmpfs -o suid,dev,exec t /dev/shm
	shares
	assert_output --regexp ' /dev/shm rw,nosuid,nodev,noexec.* - tmpfs '
	stopped_by "openat2(RESOLVE_NO_SYMLINKS), fstatfs(2), mount_setattr(2)"
}

@test "of a container with --ipc none or private nothing is shared" {
	attack "--ipc none" "/dev/shm a link to /proc in a container without one"
	requires root overlay
	local mode
	for mode in none private; do
		combined run -d --name "$id" --ipc "$mode" -- sh -c \
		    'ln -s /proc /dev/shm; sleep 1000' 3>&-
		shares && fail "$output"
		assert_output --partial "started with --ipc $mode"
		assert_equal "${#lines[@]}" 1
		combined rm -f "$id"
	done
	combined run -d --name "$id" --ipc shareable -- sleep 1000 3>&-
	assert_equal "$(combined inspect -f '{{.HostConfig.IpcMode}}' "$id")" \
	    shareable
	shares
	stopped_by "refused, as Docker does"
}

@test "a user's --ipc container:X, too" {
	attack "/dev/shm of another container, a user's" \
	    "--ipc none and a link to /proc; SYS_ADMIN and a link"
	requires root overlay userns
	mkdir own
	chown 65534 own
	open_way
	local mine=(setpriv --reuid 65534 --regid 65534 --clear-groups
	    --inh-caps=-all --ambient-caps=-all env XDG_RUNTIME_DIR="$PWD/own"
	    COMBINED_DATA="$PWD/own/data")
	in_background "${mine[@]}" combined run --name "$id" --ipc none -- \
	    sleep 1000
	poll 10 "${mine[@]}" combined exec "$id" ln -s /proc /dev/shm
	shares "${mine[@]}" && fail "$output"
	id=$(unique second)
	in_background "${mine[@]}" combined run --name "$id" \
	    --cap-add SYS_ADMIN -- sleep 1000
	poll 10 "${mine[@]}" combined exec "$id" test -d /dev/shm
	shares "${mine[@]}"
	"${mine[@]}" combined exec "$id" sh -c 'umount /dev/shm
	    rmdir /dev/shm; ln -s /proc /dev/shm'
	shares "${mine[@]}" && fail "$output"
	stopped_by "as root's"
}

# How moby and runc have it in 2026; each that this machine has is looked into.
PRIVATE="/proc/acpi /proc/asound /proc/interrupts /proc/kcore /proc/keys
    /proc/latency_stats /proc/sched_debug /proc/scsi /proc/timer_list
    /proc/timer_stats /sys/devices/virtual/powercap /sys/devices/virtual/tpm
    /sys/firmware"
FIXED="/proc/bus /proc/fs /proc/irq /proc/sys /proc/sysrq-trigger"

@test "what the processor's heat tells is masked, in run and in spec" {
	attack "thermal_throttle, energy, interrupts" \
	    "read what moby, containerd or runc mask"
	requires root overlay
	local path heat=/sys/devices/system/cpu
	# A machine that counts: few virtual ones do.
	mkdir -p cpu/cpu{0,1,11}/thermal_throttle cpu/cpufreq/thermal_throttle
	echo 7 | tee cpu/cpu{0,1,11}/thermal_throttle/core_throttle_count
	cp -r cpu unmasked
	run cat unmasked/cpu{0,1,11}/thermal_throttle/core_throttle_count
	assert_output "$(printf '%s\n' 7 7 7)"
	machine() {
		unshare --mount sh -c 'mount --bind cpu /sys/devices/system/cpu
		    exec "$@"' sh "$@"
	}
	local look="cd $heat; ls cpu0/thermal_throttle cpu11/thermal_throttle"
	local none=$'cpu0/thermal_throttle:\n\ncpu11/thermal_throttle:'
	run machine combined run --rm -v "$PWD/cpu:$heat" -- sh -c "$look"
	assert_output "$none"

	bundle
	rm b/config.json
	machine combined-oci spec --bundle b
	run jq -r '.linux.maskedPaths[]' b/config.json
	for path in $PRIVATE $heat/cpu{0,1,11}/thermal_throttle; do
		assert_line "$path"
	done
	assert_equal "${#lines[@]}" 16
	assert_equal "$(jq -r '.linux.readonlyPaths[]' b/config.json | xargs)" \
	    "$FIXED"
	config --arg c "$PWD/cpu" --arg h "$heat" '.process.terminal = false |
	    .mounts += [{destination: $h, type: "bind", source: $c,
	    options: ["bind"]}]'
	does sh -c "$look"
	run oci run --bundle b "$id"
	assert_output "$none"

	# Of run, what the kernel says: all of them that there are. The masks hold
	# without AppArmor's profile, which refuses some of the paths itself.
	look="for p in $(xargs <<<"$PRIVATE"); do
	    [ ! -e \$p ] || { [ -d \$p ] && ls -A \$p || cat \$p; }; done"
	run combined run --rm --security-opt apparmor=unconfined -- sh -c "$look"
	assert_output ""
	run combined run --rm -- sh -c "$look"
	run grep -v ': Permission denied$' <<<"$output"
	assert_output ""
	stopped_by "a tmpfs or /dev/null on each; one list for run and spec"
}

# secrets: what only root may read of /proc, but for processes and settings, with
# mode and owner, as a procfs says that is mounted now.
secrets() {
	unshare --mount --pid --fork sh -c 'mount -t proc proc /proc &&
	    find /proc -xdev \( -path "/proc/[0-9]*" -o -path /proc/sys \) \
		-prune -o ! -perm -004 ! -type l -printf "%p %m %U\n"'
}

@test "what only root reads in /proc is not made readable for others" {
	attack "a file of /proc" \
	    "chmod and chown of each that only root reads, in run and exec"
	requires root overlay
	secrets >before
	[ -s before ]
	# Where nothing stops it, each procfs to come has the new mode.
	local file
	file=$(awk '/vmallocinfo|slabinfo|kmsg/ { print $1; exit }' before)
	combined run --rm --privileged -- chmod 444 "$file"
	run secrets
	chmod 400 "$file"
	refute_output --partial "$file "
	local try='while read -r f rest; do
	    chmod 777 $f; chmod 444 $f; chown 1 $f; done </v/before; :'
	combined run -d --rm --name "$id" -v "$PWD:/v" -- sh -c \
	    "$try; sleep 1000; :" 3>&-
	combined exec "$id" sh -c "$try" || true
	secrets >after
	while read -r file mode owner; do
		chown "$owner" "$file"
		chmod "$mode" "$file"
	done <before
	diff before after
	# The masked files are as readable for root inside as ever.
	combined exec "$id" cat /proc/slabinfo >/dev/null
	stopped_by "each of them read-only: EROFS"
}

# without_cgroups COMMAND…: where no cgroup can be made.
without_cgroups() {
	unshare --mount sh -c 'for m in $(grep -o " /sys/fs/cgroup[^ ]*" \
	    /proc/self/mounts); do mount -o remount,ro,bind "$m"; done; exec "$@"' \
	    sh "$@"
}

@test "without a cgroup no container has the machine's devices" {
	attack "no rules for devices" \
	    "mknod of the kernel's log where no cgroup can be made"
	requires root overlay
	local use='rm -f /n; mknod /n c 1 11 && : >>/n && echo used'
	bundle
	mkdir b/rootfs/x
	run naively /bin/sh -c "$use"
	assert_output used

	does sh -c "$use"
	config '.process.capabilities[] += ["CAP_MKNOD"]'
	run oci run --bundle b "$id"
	refute_output --partial used
	local how=(combined-oci --root "$PWD/state")
	run without_cgroups "${how[@]}" run --bundle b "$id"
	assert_failure 125
	assert_output --partial 'no rule for devices holds'
	assert_output --partial 'Read-only file system'
	assert_equal "${#lines[@]}" 1
	run without_cgroups "${how[@]}" create --bundle b "$id"
	assert_failure 125
	! has runc || {
		run without_cgroups runc --root "$PWD/runc" run --bundle b "$id"
		assert_failure
		refute_output --partial used
	}
	run without_cgroups combined run --rm -- sh -c "$use"
	assert_failure 125
	assert_output --partial 'Read-only file system'

	# Where no such node can be made there is nothing to be ruled.
	config '.linux.namespaces += [{type: "user"}] | .linux.uidMappings =
	    [{containerID: 0, hostID: 100000, size: 65536}] |
	    .linux.gidMappings = .linux.uidMappings'
	chown -R 100000:100000 b/rootfs
	open_way
	does sh -c "$use; echo ended"
	run without_cgroups "${how[@]}" run --bundle b "$id"
	assert_line ended
	refute_line used
	# But a limit that is asked for holds, or there is no container.
	config '.linux.resources.pids = {limit: 10}'
	run without_cgroups "${how[@]}" run --bundle b "$id"
	assert_failure 125
	assert_output --partial 'no limit holds'
	stopped_by "an error that names the cause, as runc's"
}

@test "nor exec, if the kernel does not say where the container's cgroup is" {
	attack "exec beside the cgroup" \
	    "its directory cannot be looked at: access(2) is EIO"
	requires root overlay strace
	local paths
	combined run -d --name "$id" -- sleep 1000 3>&-
	mapfile -t paths < <(find /sys/fs/cgroup -type d -path "*/combined/$id")
	[ "${#paths[@]}" -gt 0 ] || skip "no cgroup here"
	run combined exec "$id" grep -c "$id" /proc/1/cgroup /proc/self/cgroup
	local as_ever=$output
	run -125 strace -f -o trace "${paths[@]/#/-P}" \
	    -e inject=access,faccessat,faccessat2:error=EIO \
	    combined exec "$id" sh -c 'echo ran; cat /proc/self/cgroup'
	assert_output --partial 'Input/output error'
	refute_line ran
	grep INJECTED trace
	run combined exec "$id" grep -c "$id" /proc/1/cgroup /proc/self/cgroup
	assert_output "$as_ever"
	stopped_by "an error, unless the cgroup does not exist: ENOENT"
}

@test "diff follows no link, of the image or of the container" {
	attack "diff and links" \
	    "a directory where the image has a link out, and the reverse"
	requires root overlay strace
	export COMBINED_DATA=$PWD/data
	bundle
	# Not in /tmp, where the engine has its own things meanwhile.
	ln -s /etc b/rootfs/link
	combined run -d --name "$id" "$PWD/b/rootfs" /bin/sh -c \
	    'rm /link; mkdir /link; touch /link/passwd; echo ready
	    sleep 1000' 3>&-
	poll 10 sh -c "combined logs $id | grep ready"
	# By its path, the image has that file: the host's.
	cat b/rootfs/link/passwd
	run combined diff "$id"
	assert_line "A /link/passwd"

	# A directory that is a link by the time when it is looked into.
	local place=$COMBINED_DATA/containers/$id/upper/dir to=/etc
	local seen=(dir) told='. /dir/passwd'
	run -1 reaches_host combined diff "$id"
	assert_line "A /dir/file"
	stopped_by "openat2(RESOLVE_BENEATH|RESOLVE_NO_SYMLINKS)"
}

file_becomes_device() {
	lines=$(wc -l <trace)
	combined exec "$id" sh -c 'rm /d/f && mknod /d/f c 1 11'
}

# becomes_device N COMMAND…: at_stop, where /d/f of the container becomes a device.
# Which calls came then, is in ./after.
becomes_device() {
	local at=$1 lines=0 result=0 seen=(./d/f)
	shift
	combined exec "$id" sh -c 'rm -f /d/f && echo text >/d/f'
	at_stop "$at" file_becomes_device "$@" || result=1
	tail -n "+$((lines + 1))" trace >after
	return "$result"
}

@test "export opens no device that a file has become" {
	attack "export and devices" \
	    "a file becomes a device, which the container may make, not open"
	requires root overlay strace
	[ -c /dev/kmsg ] || skip "no /dev/kmsg"
	export COMBINED_DATA=$PWD/data
	bundle
	combined run -d --name "$id" "$PWD/b/rootfs" \
	    sh -c 'mkdir /d; mknod /d/k c 1 11; sleep 1000' 3>&-
	local pid n=1
	pid=$(combined inspect -f '{{.State.Pid}}' "$id")
	poll 10 test -e "/proc/$pid/root/d/k"
	run combined exec "$id" sh -c 'exec 3</d/k'
	assert_failure
	# By a program that looks first, and opens then.
	nsenter -t "$pid" --mount --root sh -c 'exec 3</d/k'

	while becomes_device "$n" combined export -o x.tar "$id"; do
		run grep -E 'openat.*= [0-9]+$' after
		assert_failure
		n=$((n + 1))
	done
	[ "$n" -gt 1 ]
	stopped_by "a view of its root with MOUNT_ATTR_NODEV: EACCES"
}
