# Ways out through the runtime itself: its program, its descriptors, its power,
# while it still has what is the host's.

load ../lib/attacks

# A victim of our own, for the attack to overwrite: a copy of a program. The
# link has the name by which it is an OCI runtime.
victim() {
	cp "$(command -v "$1")" victim
	ln -sf victim combined-oci
	cp victim before
}

# overwriter DIR: makes the root execute /exe, and so whatever executes it.
overwriter() {
	local loader
	mkdir -p "$1"/{lib64,proc}
	gcc -D_GNU_SOURCE -O1 -static -nostdlib -fno-stack-protector -fno-pie \
	    -no-pie -o "$1/loader" "$BATS_TEST_DIRNAME/attack-exe.c"
	loader=$(readelf -l "$(command -v combined)" |
	    sed -n 's/.*interpreter: \(.*\)]/\1/p')
	cp "$1/loader" "$1${loader:-/lib64/ld-linux-x86-64.so.2}"
	ln -sf /proc/self/exe "$1/exe"
}

@test "CVE-2019-5736: the runtime's program is overwritten" {
	attack CVE-2019-5736 "create, start and exec /proc/self/exe; then write to it"
	requires root x86_64
	bundle
	overwriter b/rootfs
	victim chroot
	run unshare --mount --pid --fork sh -c \
	    'mount -t proc proc b/rootfs/proc; exec ./victim b/rootfs /exe'
	assert_output overwritten
	run -1 cmp -s victim before

	victim combined
	does /exe
	run ./combined-oci --root state run --bundle b "$id"
	refute_output --partial overwritten
	cmp victim before
	does sleep 1000
	./combined-oci --root state run -d --bundle b "$id" </dev/null >out 2>&1 3>&-
	# No process of ours is in there yet that /proc/self could be.
	run -125 ./combined-oci --root state exec -d "$id" /exe
	assert_output --partial 'exec: "/exe": no such file or directory'
	cmp victim before
	./combined-oci --root state delete --force "$id"
	stopped_by "what executes the command is a sealed file in memory"
}

@test "the same with docker's words" {
	attack "CVE-2019-5736, docker's words" "run and exec /proc/self/exe; then write to it"
	requires root x86_64 overlay
	bundle
	overwriter b/rootfs
	victim combined
	# The victim executes the file in memory once more, which does nothing.
	run -125 ./victim run --rm "$PWD/b/rootfs" /exe
	assert_output ''
	cmp victim before
	combined run -d --name "$id" "$PWD/b/rootfs" /bin/sleep 1000 3>&-
	run -127 ./victim exec "$id" /exe
	refute_output --partial overwritten
	# A newer file than the one that waits for the container, and none waits
	# for this process.
	run -127 ./victim exec -d "$id" /exe
	refute_output --partial overwritten
	poll 20 exe_has_ended
	cmp victim before
	combined rm -f "$id"
	stopped_by "what executes the command is a sealed file in memory"
}

exe_has_ended() { ! combined top "$id" | grep -q /exe; }

@test "CVE-2024-21626: a working directory by a leaked descriptor" {
	attack CVE-2024-21626 "cwd /proc/self/fd/N for each N, run and exec"
	requires root
	local n
	bundle
	exec 9<host
	run naively /bin/sh -c 'cd /proc/self/fd/9 && cat secret'
	assert_output secret

	for n in $(seq 3 24); do
		does /bin/sh -c 'cat secret; cd ..; ls -d *host*; true'
		config --arg d "/proc/self/fd/$n" '.process.cwd = $d'
		run oci run --preserve-fds 7 --bundle b "$id"
		refute_output --partial secret
	done
	does sleep 1000
	config '.process.cwd = "/"'
	oci run -d --bundle b "$id" </dev/null >out 2>&1 3>&-
	# In the running container a link that was not there before.
	for n in $(seq 3 24); do
		oci exec "$id" ln -sfn "/proc/self/fd/$n" /tmp/d
		run oci exec --preserve-fds 7 --cwd /tmp/d "$id" cat secret
		refute_line secret
	done
	exec 9<&-
	stopped_by "getcwd(2): (unreachable), so no command is executed"
}

@test "CVE-2024-21626: a command by a descriptor of the runtime's own" {
	attack CVE-2024-21626 "execute /proc/self/fd/N/../../host/busybox for each N, run and exec"
	requires root overlay
	local n
	bundle
	cp "$(command -v busybox)" host
	exec 9<b/rootfs
	run naively /proc/self/fd/9/../../host/busybox echo outside
	assert_output outside
	exec 9<&-

	for n in $(seq 3 30); do
		run -127 combined run --rm "$PWD/b/rootfs" \
		    "/proc/self/fd/$n/../../host/busybox" echo outside
		run -127 combined run --rm -e "PATH=/proc/self/fd/$n/../../host" \
		    "$PWD/b/rootfs" busybox echo outside
	done
	combined run -d --name "$id" "$PWD/b/rootfs" /bin/sleep 1000 3>&-
	for n in $(seq 3 30); do
		run -127 combined exec "$id" \
		    "/proc/self/fd/$n/../../host/busybox" echo outside
	done
	stopped_by "close_range(2), before a path of the container's is looked up"
}

@test "chroot(2) again, where there was no pivot_root(2)" {
	attack "chroot again" "--no-pivot, with hooks: mkdir d, chroot d, cd ../../.."
	requires root
	bundle '.hooks = {prestart: [{path: "/bin/true"}]} |
	    .process.capabilities |= map_values(. + ["CAP_SYS_CHROOT"])'
	cat >up.c <<-END
		#include <stdio.h>
		#include <unistd.h>
		int main(void)
		{
			if (chroot("/d") == -1)
				return 1;
			for (int i = 0; i < 40; i++)
				chdir("..");
			puts(access("./$PWD/host/secret", F_OK) ? "in" : "out");
		}
	END
	mkdir b/rootfs/d
	gcc -static -o b/rootfs/up up.c
	run chroot b/rootfs /up
	assert_output out
	does /up
	run oci run --no-pivot --bundle b "$id"
	assert_output in
	stopped_by "the root was moved over the host's: MS_MOVE"
}

@test "what the caller has open is not there inside" {
	attack "leaked descriptors" "a directory of the host's open in the caller"
	requires root overlay
	exec 9<host
	run unshare --mount cat /proc/self/fd/9/secret
	assert_output secret
	run combined run --rm -- ls /proc/self/fd
	assert_output "$(printf '%s\n' 0 1 2 3)" # 3: ls reads the directory
	run combined run --rm -- cat /proc/self/fd/9/secret
	assert_failure
	bundle
	does /bin/ls /proc/self/fd
	run oci run --bundle b "$id"
	assert_output "$(printf '%s\n' 0 1 2 3)"
	exec 9<&-
	stopped_by "close_range(2), as soon as the root is the container's"
}

@test "CVE-2022-29162, CVE-2022-24769: inheritable capabilities" {
	attack CVE-2022-29162 "a file with inheritable capabilities, as user 1000"
	requires root overlay file_caps
	bundle
	mkdir b/rootfs/i
	cp "$(command -v busybox)" b/rootfs/i
	setcap cap_net_raw+i b/rootfs/i/busybox
	# With the set that docker had, the file gives what the user lacks.
	run unshare --mount sh -c 'mount --bind b/rootfs b/rootfs; cd b/rootfs
	    mount -t proc proc proc; setpriv --reuid 1000 --clear-groups \
	    --inh-caps=+net_raw ./i/busybox grep CapPrm /proc/self/status'
	assert_output --regexp '0000002000$'
	run combined run --rm -u 1000 "$PWD/b/rootfs" /i/busybox \
	    grep -E '^Cap(Inh|Prm)' /proc/self/status
	assert_output "$(printf 'Cap%s:\t0000000000000000\n' Inh Prm)"
	stopped_by "the inheritable set is empty, in run and in exec"
}

# While the joining process waits to execute, what of it can the container see?
joining_is_seen() {
	combined exec "$id" sh -c 'for p in /proc/[0-9]*; do
	    case $p in /proc/1|/proc/$$) continue;; esac
	    readlink $p/exe >/dev/null && echo "$p open"; ls -d $p; done' |
	    grep -q "$1"
}

@test "CVE-2016-9962: the process that joins is looked into" {
	attack CVE-2016-9962 "read /proc/PID/fd of exec's process before it executes"
	requires root overlay
	combined run -d --name "$id" -- sleep 1000 3>&-
	combined exec -d "$id" sleep 1001
	poll 10 joining_is_seen open
	combined exec "$id" killall -9 sleep 2>/dev/null || true
	combined rm -f "$id" 2>/dev/null || true
	combined run -d --name "$id" -- sleep 1000 3>&-
	in_background strace -f -o /dev/null \
	    -e inject=execve:delay_enter=3000000 combined exec "$id" sleep 9
	poll 20 joining_is_seen '/proc/'
	run joining_is_seen open
	assert_failure
	stopped_by "prctl(PR_SET_DUMPABLE, 0) before it joins"
}

@test "CVE-2016-9962: a container that joins another one's processes" {
	attack CVE-2016-9962 "run --pid container:X: read its /proc/PID/fd from X"
	requires root overlay
	combined run -d --name "$id" -- sleep 1000 3>&-
	ids+=("$id-2")
	in_background strace -f -o /dev/null \
	    -e inject=execve:delay_enter=3000000 combined run --name "$id-2" \
	    --pid "container:$id" -- sleep 9
	poll 20 joining_is_seen '/proc/'
	run joining_is_seen open
	assert_failure
	stopped_by "prctl(PR_SET_DUMPABLE, 0) before the capabilities are equal"
}

@test "what --init has in memory" {
	attack "the caller's environment" "run --init: cat /proc/1/environ"
	requires root overlay
	run env SECRET=secret combined run --rm --init -- cat /proc/1/environ
	refute_output --partial secret
	assert_output --partial 'Permission denied'
	run env SECRET=secret combined run --rm --init --cap-add sys_ptrace \
	    -- cat /proc/1/environ
	refute_output --partial secret
	stopped_by "it is not dumpable, and forgets its environment"
}

@test "ptrace and /proc/PID/root of the host's processes" {
	attack "the host's processes" "--pid host: look into /proc/PID/root"
	requires root overlay
	run combined run --rm --pid host --cap-add all \
	    --security-opt apparmor=unconfined -- ls -d /proc/$$/root/proc
	assert_success
	run combined run --rm --pid host -- ls -d /proc/$$/root/proc
	assert_failure
	assert_output --partial 'Permission denied'
	run combined run --rm -- sh -c 'ls -d /proc/[0-9]*'
	refute_line "/proc/$$"
	stopped_by "no CAP_SYS_PTRACE; by default a PID namespace"
}
