# Some of what `make faults` does completely: system calls and allocations that
# fail, processes that are killed; and disk and processes that run out.

load ../lib/helpers
load ../lib/oci

@test "some points of failure in each program, and a small crowd" {
	requires root overlay x86_64 static nftables bridge veth
	CROWD=20 run "$BATS_TEST_DIRNAME/run" -k "${FAULTS_EVERY:-197}"
	assert_success
}

# sick "COMMAND…" WRAPPER…: of run, create, start and exec, called by way of the
# wrapper, those named say in one line why not, and succeed without it: nothing
# was left in their way. The others are done.
sick() {
	local refused=$1 each
	shift
	bundle
	does sleep 1000
	for each in "run --rm --name $id-desk -- true" "create --bundle b $id" \
	    "start $id" "exec $id true"; do
		local program=combined-oci
		[[ $each != "run "* ]] || program=combined
		# shellcheck disable=SC2086 # words
		one_try "$@" $program --root "$PWD/state" $each
		if [[ " $refused " == *" ${each%% *} "* ]]; then
			assert_failure 125
			[ "${#lines[@]}" -eq 1 ] || fail "$output"
			assert_regex "$output" "^$program: .+"
			# shellcheck disable=SC2086 # words
			one_try $program --root "$PWD/state" $each
		fi
		assert_success
	done
}

# As run(1) of bats, but a container that stays has our output.
one_try() {
	status=0
	"$@" </dev/null >out 2>&1 3>&- 4>&- || status=$?
	output=$(cat out)
	mapfile -t lines <out
}

full() {
	local status=0
	head -c 64k /dev/zero >state/full 2>/dev/null || true
	"$@" || status=$?
	rm state/full
	return $status
}

@test "a full disk" {
	requires root overlay
	mkdir state
	mount -t tmpfs -o size=32k,mode=700 tmpfs state
	sick "run create" full
	oci delete --force "$id"
	umount state
}

@test "a disk that is full after the first file, the second, …" {
	requires root
	bundle
	does sleep 1000
	mkdir state
	local n status=125
	for ((n = 2; status != 0 && n < 12; n++)); do
		mount -t tmpfs -o nr_inodes=$n,mode=700 tmpfs state
		one_try combined-oci --root "$PWD/state" create --bundle b "$id"
		[ "$status" -eq 0 ] || [ -z "$(ls state)" ] || fail "$n: $output"
		oci delete --force "$id"
		umount state
	done
	[ "$n" -gt 4 ]
}

# With v2 a process is born in its own cgroup: the caller's limit is not asked.
@test "no more processes" {
	requires root overlay v1_pids
	sick "run create exec" cgroups --pids-limit 1 --
}

@test "no /proc" {
	requires root overlay
	sick "run create start exec" \
	    unshare --mount sh -c 'mount -t tmpfs none /proc; exec "$@"' sh
}

@test "cgroups that are read-only" {
	requires root overlay
	local refused="run create exec"
	# With v2 exec writes to no file: clone3(2) puts the process there.
	[ ! -e /sys/fs/cgroup/cgroup.controllers ] || refused="run create"
	sick "$refused" unshare --mount sh -c '
	    for m in $(awk "\$3 ~ /^cgroup/ { print \$2 }" /proc/mounts); do
		mount -o remount,ro,bind "$m"
	    done
	    exec "$@"' sh
}

@test "/sys that is read-only: no cgroup is needed of it" {
	requires root overlay
	sick "" unshare --mount sh -c 'mount -o remount,ro,bind /sys; exec "$@"' sh
}

@test "create is killed at any moment: delete --force still ends" {
	requires root
	bundle
	does sleep 1000
	local n
	for n in $(seq 20); do
		timeout -s KILL "0.0$((n * 2))" combined-oci --root \
		    "$BATS_TEST_TMPDIR/state" create --bundle b "$id" \
		    </dev/null >out 2>&1 3>&- 4>&- || true
		run timeout 10 combined-oci --root "$BATS_TEST_TMPDIR/state" \
		    delete --force "$id"
		assert_success
		[ -z "$(find /sys/fs/cgroup -name "$id" -type d)" ]
	done
	# Killed before it could mark it, it has left the cgroup of all.
	combined --root "$BATS_TEST_TMPDIR/state" doctor --fix
	[ -z "$(find /sys/fs/cgroup -maxdepth 2 -name combined -empty)" ]
}
