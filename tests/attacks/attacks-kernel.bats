# Ways out through what the kernel has only once: switches, devices, keys,
# sockets, terminals.

load ../lib/attacks

# bats test_tags=machine
@test "CVE-2022-0492: release_agent, run by the kernel as root" {
	attack CVE-2022-0492 "mount cgroup v1, in a user namespace of our own, too"
	requires root overlay release_agent
	local try='mkdir /c && mount -t cgroup -o pids none /c &&
	    cat /c/release_agent >/a && cat /a >/c/release_agent && echo written'
	run combined run --rm --privileged --cgroupns host -- sh -c "$try"
	assert_output --partial written
	run combined run --rm -- sh -c "$try"
	assert_output --partial 'permission denied'
	run combined run --rm -- sh -c "unshare -Urm sh -c '$try'"
	refute_output --partial written
	assert_output --partial 'Operation not permitted'
	stopped_by "no CAP_SYS_ADMIN; seccomp: no unshare(2), no mount(2)"
}

@test "core_pattern: a program of ours for the host to run" {
	attack core_pattern "write /proc/sys/kernel/core_pattern, remount /proc/sys"
	requires root overlay
	local try='cat /proc/sys/kernel/core_pattern >/p
	    cat /p >/proc/sys/kernel/core_pattern && echo written'
	run combined run --rm --privileged -- sh -c "$try"
	assert_output --partial written
	run combined run --rm -- sh -c "$try"
	refute_output --partial written
	assert_output --partial 'Read-only file system'
	run combined run --rm -- sh -c "mount -o remount,rw /proc/sys; $try"
	assert_output --partial 'Read-only file system'
	run combined run --rm -- sh -c "umount /proc/sys; $try"
	assert_output --partial 'Read-only file system'
	stopped_by "/proc/sys is a read-only mount; no CAP_SYS_ADMIN"
}

@test "/dev/mem and disks: a device node of our own" {
	attack "/dev/mem, disks" "mknod of mem, port, kmsg and a disk; open them"
	requires root overlay cgroup_devices
	local try='for d in "c 1 1" "c 1 4" "c 1 11" "b 7 0" "b 8 0"; do
	    rm -f /tmp/d; mknod /tmp/d $d || exit; dd if=/tmp/d of=/dev/null \
	    bs=1 count=1 2>&1 | grep -q "Operation not permitted" &&
	    echo refused || echo tried; done'
	run combined run --rm --privileged -- sh -c "$try"
	assert_output --partial tried
	run combined run --rm -- sh -c "$try"
	assert_output "$(printf 'refused\n%.0s' 1 2 3 4 5)"
	stopped_by "the cgroup's device rules: EPERM at open"
}

@test "keys: the session keyring of the caller" {
	attack keyring "read and search the caller's session keyring"
	requires root
	bundle 'del(.linux.seccomp)'
	gcc -D_GNU_SOURCE -static -o b/rootfs/key "$BATS_TEST_DIRNAME/attack-key.c"
	run ./b/rootfs/key new unshare --mount --pid --fork chroot b/rootfs \
	    /key find
	assert_output found
	does /key find
	run ./b/rootfs/key new combined-oci --root state run --bundle b "$id"
	assert_output 'not found'
	feature_overlay || return 0
	run ./b/rootfs/key new combined run --rm --security-opt \
	    seccomp=unconfined "$PWD/b/rootfs" /key find
	assert_output 'not found'
	run ./b/rootfs/key new combined run --rm "$PWD/b/rootfs" /key find
	assert_output --partial 'not'
	stopped_by "a session keyring of its own; seccomp: no keyctl(2)"
}

@test "abstract sockets of the host" {
	attack "abstract sockets" "connect to @name of a service on the host"
	requires root overlay
	local name
	name=$(unique)
	in_background socat "ABSTRACT-LISTEN:$name,fork" EXEC:'echo from the host'
	poll 10 grep -q "@$name" /proc/net/unix
	run combined run --rm --network host -- grep -c "@$name" /proc/net/unix
	assert_output 1
	run combined run --rm -- grep -c "@$name" /proc/net/unix
	assert_output 0
	stopped_by "a network namespace; not so with --network host"
}

@test "CVE-2017-5226: TIOCSTI types into the caller's terminal" {
	attack "CVE-2017-5226, TIOCSTI" "type a command into the caller's terminal"
	requires root overlay
	bundle
	gcc -D_GNU_SOURCE -static -o b/rootfs/type "$BATS_TEST_DIRNAME/attack-type.c"
	local typed
	script -qefc "b/rootfs/type; head -1" typed </dev/null || true
	grep owned typed || skip "this kernel no longer has TIOCSTI"
	does /type
	script -qec "combined-oci --root state run --bundle b $id; timeout 1 cat" \
	    typed >/dev/null </dev/null || true
	run cat typed
	refute_output --partial owned
	assert_output --partial refused
	# Standard input is the terminal, but not all of the three.
	script -qec "combined run --rm '$PWD/b/rootfs' /type | cat; timeout 1 cat" \
	    typed >/dev/null </dev/null || true
	run cat typed
	refute_output --partial owned
	stopped_by "a session of its own: setsid(2)"
}

@test "CVE-2014-8989: setgroups in a user namespace" {
	attack CVE-2014-8989 "drop a group that a file denies; as a normal user"
	requires root userns overlay
	cp "$(command -v combined)" . && chmod 755 combined
	run as_user env HOME="$PWD" XDG_RUNTIME_DIR= ./combined --root \
	    "/tmp/$(unique state)" run --rm -- sh -c \
	    'cat /proc/self/setgroups; grep Groups /proc/self/status'
	assert_line deny
	run combined run --rm --userns private -- cat /proc/self/setgroups
	assert_output allow # root may have mapped groups that it did not have
	stopped_by "/proc/PID/setgroups says deny before the mapping"
}

@test "Dirty Pipe: a write into the page cache of a file that is only read" {
	attack "CVE-2022-0847, Dirty Pipe" "splice the file to a pipe, write to the pipe"
	requires root overlay
	bundle
	gcc -D_GNU_SOURCE -static -o b/rootfs/dirty "$BATS_TEST_DIRNAME/attack-dirty.c"
	echo "not to be changed" >host/file
	run combined run --rm -v "$PWD/host/file:/file:ro" "$PWD/b/rootfs" \
	    /dirty /file
	assert_success
	assert_equal "$(cat host/file)" "not to be changed"
	stopped_by "the kernel: mended in 5.16.11; no runtime could"
}
