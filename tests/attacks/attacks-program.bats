# The program file of the runtime, and the runtime's processes: what a container
# reaches of them by /proc, and what it can do with that.

load ../lib/attacks

# Beside what attacks.bash has.
eval "$(declare -f teardown | sed 's/^teardown/teardown_attack/')"
teardown() {
	[ -z "${owner-}" ] || victim rm -f "$id" >/dev/null 2>&1 || true
	teardown_attack
	[ -z "${own-}" ] || rm -rf "$own"
}

setup_file() {
	gcc -D_GNU_SOURCE -O1 -static -nostdlib -fno-stack-protector -fno-pie \
	    -no-pie -o "$BATS_FILE_TMPDIR/program" \
	    "$BATS_TEST_DIRNAME/attack-program.c"
}

# target PROGRAM: ./victim, a copy for the attack to change, and how it is now.
# ./combined-oci is a link to it.
target() {
	rm -f victim
	cp "$(command -v "$1")" victim
	ln -sf victim combined-oci
	[ -z "${owner-}" ] || chown "$owner" victim
	state_of victim >before
	echo "$1" >name
}

# What others may read of a file, but for when it was read or changed.
state_of() {
	stat -c '%a %u:%g %s %Y' "$1"
	sha256sum <"$1"
	"$BATS_FILE_TMPDIR/program" -x "$1"
}

changed() { ! state_of victim | cmp -s - before; }

unchanged() {
	changed || return 0
	echo "after: $*"
	state_of victim | diff before -
	return 1
}

# An image in ./b/rootfs: /exe is the program that executes it, and the dynamic
# loader, which the kernel starts for that, is the attack, as is /attack.
image() {
	local loader
	bundle
	mkdir -p b/rootfs/{lib64,proc,v}
	cp "$BATS_FILE_TMPDIR/program" b/rootfs/attack
	loader=$(readelf -l "$(command -v combined)" |
	    sed -n 's/.*interpreter: \(.*\)]/\1/p')
	mkdir -p "b/rootfs$(dirname "$loader")"
	cp b/rootfs/attack "b/rootfs$loader"
	ln -sf /proc/self/exe b/rootfs/exe
	[ -z "${owner-}" ] || chown -R "$owner" .
}

# As root, or as the user that owns the program: as_user.
victim() { "${as[@]}" "$PWD/victim" "$@"; }

as_root() { as=(); }

as_normal_user() {
	requires userns
	owner=65534:65534
	own=$(mktemp -d /tmp/toolkit-user.XXXXXX)
	chown "$owner" "$own"
	as=(as_user env XDG_RUNTIME_DIR="$own" COMBINED_DATA="$own/data")
	cd "$own" || return # where bats has its files the user cannot go
}

# Where nothing stops it: a copy of chroot(8), which executes /exe.
it_works() {
	target chroot
	unshare --mount --pid --fork sh -c \
	    'mount -t proc proc b/rootfs/proc; exec ./victim b/rootfs /exe'
	changed
	target combined
}

over() { [ "$(victim inspect -f '{{.State.Status}}' "$id")" = exited ]; }

# ways COMMAND…: makes the container's command that, by each of docker's words,
# with the defaults and with all that makes a container weak.
ways() {
	local weak=(--cap-drop all --read-only
	    --security-opt no-new-privileges) options
	for options in '' --init '--init --cap-add sys_ptrace' "${weak[*]}" \
	    "${weak[*]} --init"; do
		# shellcheck disable=SC2086 # they are words
		victim run --rm $options "$PWD/b/rootfs" "$@" || true
		unchanged "run $options"
		# shellcheck disable=SC2086
		victim run -d --name "$id" $options "$PWD/b/rootfs" "$@" 3>&-
		poll 20 over
		unchanged "run -d $options"
		victim start "$id" 3>&-
		poll 20 over
		unchanged "start $options"
		victim restart -t 0 "$id" 3>&-
		poll 20 over
		unchanged "restart $options"
		victim rm -f "$id"
	done
	for options in '' '--init --cap-add sys_ptrace' "${weak[*]}"; do
		# shellcheck disable=SC2086
		victim run -d --name "$id" $options "$PWD/b/rootfs" \
		    /bin/sleep 1000 3>&-
		victim exec "$id" "$@" || true
		unchanged "exec $options"
		victim exec -d "$id" "$@" || true
		poll 20 nothing_but_sleep
		unchanged "exec -d $options"
		victim rm -f "$id"
	done
}

nothing_but_sleep() { ! victim top "$id" | grep -E '/exe|/attack'; }

@test "CVE-2019-5736: the program is changed by /proc/self/exe" {
	attack "CVE-2019-5736, all ways" "run, start, restart, exec: write, chmod, chown, xattr"
	requires root overlay x86_64
	as_root
	image
	it_works
	ways /exe
	stopped_by "what executes the command is a sealed file in memory"
}

@test "CVE-2019-5736: a normal user's program is changed by /proc/self/exe" {
	attack "CVE-2019-5736, a user's" "the same, the program being the user's own"
	requires root overlay x86_64 userns
	as_normal_user
	image
	it_works
	ways /exe
	stopped_by "what executes the command is a sealed file in memory"
}

@test "the program is changed by /proc/1/exe" {
	attack "/proc/1/exe" "as root and as a user, by PID 1 of --init, with SYS_PTRACE and without"
	requires root overlay x86_64 userns
	as_root
	image
	it_works
	ways /attack /proc/1/exe
	as_normal_user
	image
	it_works
	ways /attack /proc/1/exe
	stopped_by "what stays as PID 1 is the file in memory"
}

oci_victim() { "${as[@]}" "$PWD/combined-oci" --root "$PWD/state" "$@"; }

# A user's container has the user namespace that makes it possible.
for_the_owner() {
	[ -n "${owner-}" ] || return 0
	config --argjson u "${owner%:*}" '
	    .linux.namespaces += [{type: "user"}] |
	    .linux.uidMappings = [{containerID: 0, hostID: $u, size: 1}] |
	    .linux.gidMappings = .linux.uidMappings |
	    .mounts |= map(select(.type | IN("sysfs", "cgroup") | not)) |
	    (.mounts[] | select(.type == "devpts") | .options) |=
		map(select(startswith("gid=") | not)) | del(.linux.resources)'
	mkdir -p state
	chown -R "$owner" b state
}

oci_stopped() {
	[ "$(oci_victim state "$id" | jq -r .status)" = stopped ]
}

# The same by an OCI runtime's.
oci_ways() {
	local more
	for more in . '.process.capabilities |= map_values(. + ["CAP_SYS_PTRACE"])' \
	    '.process.noNewPrivileges = true | .process.capabilities = {} |
	    .root.readonly = true'; do
		bundle "$more"
		for_the_owner
		does "$@"
		oci_victim run --bundle b "$id" </dev/null || true
		unchanged "OCI's run $more"
		oci_victim create --bundle b "$id" </dev/null >out 2>&1 3>&-
		oci_victim start "$id"
		poll 20 oci_stopped
		unchanged "OCI's create $more"
		oci_victim delete "$id"
		does sleep 1000
		oci_victim create --bundle b "$id" </dev/null >out 2>&1 3>&-
		oci_victim exec "$id" "$@" </dev/null || true
		unchanged "OCI's exec where it is created $more"
		oci_victim start "$id"
		oci_victim exec "$id" "$@" </dev/null || true
		unchanged "OCI's exec $more"
		oci_victim exec -d "$id" "$@" </dev/null >out 2>&1 || true
		oci_victim delete --force "$id"
		unchanged "OCI's exec -d $more"
	done
}

@test "CVE-2019-5736: an OCI runtime's program is changed" {
	attack "CVE-2019-5736, OCI" "as root and as a user: create, start, run, exec, by both links"
	requires root x86_64 userns
	as_root
	image
	it_works
	oci_ways /exe
	oci_ways /attack /proc/1/exe
	as_normal_user
	image
	it_works
	oci_ways /exe
	oci_ways /attack /proc/1/exe
	stopped_by "what executes the command is a sealed file in memory"
}

hook_tries() {
	local hook
	for hook in '{path: "/exe"}' \
	    '{path: "/attack", args: ["attack", "/proc/1/exe"]}'; do
		bundle ".hooks.startContainer = [$hook] |
		    .process.capabilities |= map_values(. + [\"CAP_SYS_PTRACE\"])"
		for_the_owner
		does true
		oci_victim run --bundle b "$id" </dev/null || true
		oci_victim delete --force "$id"
		unchanged "$hook"
	done
}

@test "the program is changed by a startContainer hook" {
	attack "startContainer hooks" "as root and as a user: programs of the image as hooks"
	requires root x86_64 userns
	as_root
	image
	it_works
	hook_tries
	as_normal_user
	image
	it_works
	hook_tries
	stopped_by "hooks are run by the file in memory"
}

said_over() { grep -q over out; }

# passed_on OPTION… -- COMMAND…: the container runs the command, which sends a
# descriptor to another one, made by another program; there it is used when the
# first and its supervisor have ended.
passed_on() {
	local options=()
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	rm -rf v
	mkdir -m 777 v
	bundle '.mounts += [{destination: "/v", type: "bind",
	    source: "\(env.PWD)/v", options: ["bind"]}]'
	does /attack -r /v/s
	oci run -d --bundle b "$id" </dev/null >out 2>&1 3>&-
	poll 20 test -S v/s
	victim run --rm "${options[@]}" -v "$PWD/v:/v" "$PWD/b/rootfs" "$@" ||
	    true
}

@test "the program is changed by a descriptor that was passed on" {
	attack "a descriptor passed on" "sent to another container, used when the first is gone"
	requires root overlay x86_64
	as_root
	image
	target combined
	# Where nothing stops it: of a program on the host.
	"$BATS_FILE_TMPDIR/program" -r "$PWD/s" >out &
	poll 20 test -S s
	"$BATS_FILE_TMPDIR/program" -s "$PWD/s" "$PWD/victim"
	poll 20 said_over
	changed
	target combined

	passed_on -- /exe
	oci delete --force "$id"
	unchanged /exe
	passed_on --init --cap-add sys_ptrace -- /attack -s /v/s /proc/1/exe
	poll 20 said_over
	oci delete --force "$id"
	unchanged "/proc/1/exe"
	stopped_by "what is passed on is another file, and sealed"
}

@test "a program in memory that the kernel forbids is an error" {
	attack "vm.memfd_noexec" "no programs in memory: sysctl vm.memfd_noexec=2"
	requires root overlay
	[ -e /proc/sys/vm/memfd_noexec ] || skip "missing: vm.memfd_noexec"
	unshare --pid --fork --mount-proc sh -c 'echo 2 >/proc/sys/vm/memfd_noexec'
	bundle
	does echo ran
	# Of this PID namespace, and those below.
	run unshare --pid --fork --mount-proc sh -c '
	    echo 2 >/proc/sys/vm/memfd_noexec && exec "$@"' sh \
	    combined-oci --root "$PWD/state" run --bundle b "$id"
	assert_failure 125
	refute_output --partial ran
	assert_output --partial memfd_noexec
	stopped_by "an error that names the setting; nothing is executed"
}

# watching OPTION…: container $id, with SYS_PTRACE, looks into each process that
# comes into its sight, and writes into ./v/seen what it has found there.
watching() {
	mkdir -p v
	cat >v/watch <<-'END'
		own=$(sed -n 's/^CapPrm:\t//p' /proc/self/status)
		while :; do for p in /proc/[0-9]*; do
		case $p in /proc/1|/proc/$$) continue;; esac
		e=$(readlink $p/exe) || continue
		case $e in
		/bin/busybox*) continue;;
		*memfd:combined*) echo "seen $e";;
		*) [ -z "$e" ] || echo "exe $e";;
		esac
		[ ! -e $p/root/$HOST/secret ] || echo "root $(cat $p/root/$HOST/secret)"
		[ ! -e $p/cwd/secret ] || echo "cwd $(cat $p/cwd/secret)"
		tr '\0' '\n' <$p/environ | grep ^SECRET=
		tr -d '\0' <$p/cmdline | grep -q "$HOST" && echo "cmdline"
		for f in $p/fd/*; do
			case $(readlink $f) in $HOST*) echo "fd $(readlink $f)";; esac
		done
		# In a user namespace of its own it has power over that alone.
		[ "$(readlink $p/ns/user)" = "$(readlink /proc/1/ns/user)" ] || continue
		c=$(sed -n 's/^CapPrm:\t//p' $p/status)
		[ -z "$c" ] || [ $((0x$c & ~0x$own)) = 0 ] || echo "power $c"
		done; echo >>/v/rounds; done >>/v/seen 2>/dev/null
	END
	# AppArmor's default profile would be one more thing in its way.
	victim run -d --name "$id" --cap-add sys_ptrace -v "$PWD/v:/v" \
	    --security-opt apparmor=unconfined -e HOST="$PWD/host" "$@" -- /bin/sh /v/watch 3>&-
}

rounds_after() { [ "$(wc -l <v/rounds)" -gt $(($1 + 1)) ]; }

# looked_into COMMAND…: each moment of it lasts. Has anything been found but what
# was meant to be seen? What was there before is out of sight after two rounds.
looked_into() {
	poll 20 rounds_after "$(wc -l <v/rounds)"
	: >v/seen
	(cd host && SECRET=secret timeout 120 strace -f -o /dev/null \
	    -e inject=clone,clone3,setns,unshare,execveat:delay_exit=300000 \
	    -e inject=capset,seccomp,execve:delay_enter=300000 \
	    "${as[@]}" "$@" 9<. </dev/null >../out 2>&1) || {
		cat out
		return 1
	}
	sort v/seen | uniq -c
	grep -q '^seen ' v/seen
	run grep -v '^seen ' v/seen
	refute_output
}

naively_seen() { grep -q '^root secret' v/seen && grep -q ^SECRET v/seen; }

@test "CVE-2016-9962: SYS_PTRACE looks into what joins, by exec" {
	attack "CVE-2016-9962, SYS_PTRACE" "exec: root, cwd, descriptors, environment, powers of the process"
	requires root overlay x86_64
	as_root
	target combined
	watching
	# Where nothing stops it: a process of the host's that goes in with all.
	SECRET=secret in_background nsenter --pid="/proc/$(combined inspect \
	    -f '{{.State.Pid}}' "$id")/ns/pid" --no-fork -- sh -c 'sleep 60; true'
	poll 20 naively_seen
	kill_background
	looked_into "$PWD/victim" exec "$id" true
	looked_into "$PWD/victim" exec -u 1000 "$id" true
	looked_into "$PWD/victim" exec -d "$id" true
	stopped_by "it is born in there with the container's powers, and nothing else"
}

@test "CVE-2016-9962: SYS_PTRACE looks into what joins, by run" {
	attack "CVE-2016-9962, --pid container:X" "run: root, cwd, descriptors, environment, powers of the process"
	requires root overlay x86_64
	as_root
	target combined
	watching
	SECRET=secret in_background nsenter --pid="/proc/$(combined inspect \
	    -f '{{.State.Pid}}' "$id")/ns/pid" --no-fork -- sh -c 'sleep 60; true'
	poll 20 naively_seen
	kill_background
	looked_into "$PWD/victim" run --rm --pid "container:$id" -- true
	looked_into "$PWD/victim" run --rm --pid "container:$id" --init -u 1000 -- true
	looked_into "$PWD/victim" run --rm --pid "container:$id" --tmpfs /etc \
	    --userns private -- true
	bundle '.linux.namespaces |= map(if .type == "pid" then
	    .path = $p else . end)' --arg p "/proc/$(combined inspect \
	    -f '{{.State.Pid}}' "$id")/ns/pid"
	does true
	ids+=("$id-2")
	looked_into "$PWD/combined-oci" --root "$PWD/state" run --bundle "$PWD/b" "$id-2"
	stopped_by "it is born in there with the container's powers, and nothing else"
}

@test "what --pid container:X shows of /proc is X's, and no more" {
	attack "another container's /proc" "run --pid container:X: whose processes are in /proc?"
	requires root overlay
	combined run -d --name "$id" -- sleep 1000 3>&-
	run combined run --rm --pid "container:$id" -- sh -c '
	    ls -d /proc/[0-9]* | wc -l; tr "\0" " " </proc/1/cmdline; echo
	    ls -d /proc/$$/task/$$; cat /proc/kcore 2>/dev/null | head -c 1
	    echo 1 2>&1 >/proc/sys/kernel/panic'
	assert_line --index 0 --regexp '^[345]$' # X's, the shell, ls and wc
	assert_line --index 1 'sleep 1000 '
	assert_line --index 2 --regexp '^/proc/[0-9]+/task/[0-9]+$'
	assert_line --index 3 --partial 'Read-only file system'
	stopped_by "fsopen(2) in the PID namespace, by a process without power"
}

@test "a PID that another process has by now is not joined" {
	attack "a PID used again" "exec, --pid, --network, --ipc container:X: the state's PID is a process of the host's"
	requires root overlay
	combined run -d --name "$id" -- sleep 1000 3>&-
	local state=/run/combined/$id/state.json type
	# Start times are counted in hundredths of a second: this one is to be another.
	while in_background sleep 1000 && [ "$(jq .Process.Start "$state")" = \
	    "$(awk '{ print $22 }' "/proc/$background/stat")" ]; do
		kill "$background"
	done
	for type in pid network ipc; do
		combined run --rm "--$type" "container:$id" -- true
	done
	cp "$state" old
	jq --argjson p "$background" '.Process.Pid = $p' "$state" >new
	cp new "$state"
	run combined exec "$id" hostname
	assert_failure 125
	for type in pid network ipc; do
		run combined run --rm "--$type" "container:$id" -- true
		assert_failure 125
	done
	# With the right time, too, it is a process in the host's namespaces.
	jq --argjson p "$background" --argjson t "$(awk '{ print $22 }' \
	    "/proc/$background/stat")" \
	    '.Process.Pid = $p | .Process.Start = $t' "$state" >new
	cp new "$state"
	run combined exec "$id" ls /
	assert_failure 125
	assert_output --partial 'mount namespace is ours'
	run combined cp "$id:/etc/hostname" .
	assert_failure 125
	assert_output --partial 'no mount namespace of its own, but ours'
	cp old "$state"
	stopped_by "pidfd and start time; a mount namespace that is ours is refused"
}

# again N COMMAND…: a container in a PID namespace where the next PID can be chosen.
# COMMAND is stopped when it has closed the Nth of the lists of its processes; then
# the process ends, and another one gets its PID: does that one live on?
again() {
	cat >again <<-'END'
		n=$1
		shift
		runtime="combined-oci --root $PWD/state"
		$runtime run -d --bundle b "$ID" </dev/null >out 2>&1
		pid=$($runtime state "$ID" | jq .pid)
		lists=()
		for list in /sys/fs/cgroup{,/*}/"$CG"/cgroup.procs; do
			[ ! -e "$list" ] || lists+=(-P "$list")
		done
		: >trace
		strace -f -o trace "${lists[@]}" -e trace=close \
		    -e inject=close:signal=STOP:when="$n" "${@/PID/$pid}" &
		strace=$!
		until stopped=$(sed -n 's/^\([0-9]*\) .*--- stopped by SIGSTOP.*/\1/p' \
		    trace | head -1) && [ -n "$stopped" ] || [ ! -e /proc/$strace ]
		do sleep 0.02; done
		if [ -n "$stopped" ]; then
			kill -KILL "$pid"
			while [ -e "/proc/$pid" ]; do sleep 0.02; done
			for try in {1..50}; do
				echo $((pid - 1)) >/proc/sys/kernel/ns_last_pid
				sleep 1000 &
				[ $! -ne "$pid" ] || break
			done
			# Before execve(2), bash may note a signal, and forget it.
			until ! read -r name <"/proc/$pid/comm" || [ "$name" = sleep ]; do
				sleep 0.02
			done
			kill -CONT "$stopped"
			wait "$strace"
			# Of two signals, the first one ends it.
			kill -s RTMIN "$pid"
			wait "$pid"
			case $? in
			143) echo "PID of another: killed" ;;
			162) echo "PID of another: alive" ;;
			*) echo "no other process has got the PID" ;;
			esac
		else
			echo "no such call"
		fi
		$runtime delete --force "$ID"
	END
	ID=$id CG=$cg timeout -s KILL 30 unshare --pid --fork --kill-child \
	    --mount-proc bash again "$@" 3>&-
}

@test "a PID that another process has by now gets no signal" {
	attack "a PID used again, kill --all" "behind each list of its processes the PID becomes another's"
	requires root strace
	[ -e /proc/sys/kernel/ns_last_pid ] || skip "missing: ns_last_pid"
	local cg n=1
	cg=$(unique cg)
	bundle --arg cg "/$cg" '.linux.cgroupsPath = $cg'
	does sleep 1000
	run again 1 sh -c 'read -r p <"$2"; kill "$1"' sh PID \
	    "$(ls -d /sys/fs/cgroup/{freezer,} 2>/dev/null | tail -1)/$cg/cgroup.procs"
	assert_line 'PID of another: killed'
	for n in {1..99}; do
		run again "$n" combined-oci --root "$PWD/state" kill --all "$id" TERM
		[[ $output != *"no such call"* ]] || break
		assert_line 'PID of another: alive'
	done
	[ "$n" -gt 2 ]
	stopped_by "a pidfd, and the process is listed while it is held"
}

@test "processes of another PID namespace: the caller's group gets no signal" {
	attack "PID 0" "kill --all in a PID namespace that the container is not in"
	requires root
	bundle
	does sleep 1000
	oci run -d --bundle b "$id" </dev/null >out 2>&1 3>&-
	# For kill(2), 0 is the group of the caller.
	run setsid -w unshare --pid --fork sh -c 'sh -c "kill 0; echo alive"; true'
	refute_line alive
	run setsid -w unshare --pid --fork --mount-proc \
	    sh -c 'sh -c "$1; echo alive"; true' sh \
	    "combined-oci --root $PWD/state kill --all $id TERM"
	assert_line alive
	status_is running
	stopped_by "0 is left out"
}
