# Some of what `make faults` does completely: system calls that fail, processes
# that are killed; and memory, disk and processes that run out.

load helpers
load oci

# What is killed between mkdir(2) and setxattr(2) leaves an empty cgroup that
# nobody knows as ours.
teardown_file() {
	rmdir /sys/fs/cgroup/combined /sys/fs/cgroup/*/combined 2>/dev/null ||
	    true
}

@test "some points of failure in each program" {
	requires root overlay x86_64
	run "$BATS_TEST_DIRNAME/faults" -k "${FAULTS_EVERY:-97}"
	assert_success
}

# One clear line, and nothing ran.
refused() {
	assert_failure 125
	[ "${#lines[@]}" -eq 1 ] || fail "$output"
	assert_regex "$output" '^combined: '
	[ -z "$(find /sys/fs/cgroup -name "$id" -type d)" ]
}

run_it() { run combined --root state run --rm --name "$id" "$@" -- echo ran; }

# Without memory it cannot always clear up: it says so, and rm does it later.
@test "no memory, from the Nth allocation on" {
	requires root overlay
	gcc -shared -fPIC -fno-builtin -o fail.so \
	    "$BATS_TEST_DIRNAME/fault-malloc.c"
	combined --root state run --rm -- true # the filter is compiled now
	local n line
	for n in 1 2 3 5 8 13 21 34 55 62 69 89 144 233 377; do
		run timeout 20 env LD_PRELOAD="$PWD/fail.so" FAIL="$n" \
		    combined --root state run --rm --name "$id" -- echo ran
		combined --root state rm -f "$id" >/dev/null 2>&1 || true
		[ -z "$(find /sys/fs/cgroup -name "$id" -type d)" ]
		[ ! -e "state/$id" ]
		[ "$output" != ran ] || continue
		assert_failure 125
		for line in "${lines[@]}"; do
			assert_regex "$line" '^combined: '
		done
	done
}

@test "a full disk" {
	requires root overlay
	mkdir state
	mount -t tmpfs -o size=4k tmpfs state
	head -c 4096 /dev/zero >state/full
	run_it
	umount state
	refused
}

@test "no more processes" {
	requires root overlay cgroup_pids
	run cgroups --pids 1 -- combined --root state run --rm --name "$id" -- \
	    echo ran
	refused
}

@test "no /proc" {
	requires root overlay
	run unshare --mount sh -c 'mount -t tmpfs none /proc
	    exec combined --root state run --rm --name "$1" -- echo ran' sh "$id"
	refused
}

@test "cgroups that are read-only" {
	requires root overlay
	run unshare --mount sh -c 'for m in $(awk "\$3 ~ /^cgroup/ { print \$2 }" \
	        /proc/mounts); do mount -o remount,ro,bind "$m"; done
	    exec combined --root state run --rm --name "$1" -- echo ran' sh "$id"
	refused
	assert_output --partial 'Read-only file system'
}

parents() { find /sys/fs/cgroup -maxdepth 2 -name combined -type d; }

@test "create is killed at any moment: delete --force still ends" {
	requires root
	bundle
	does sleep 1000
	local n before
	before=$(parents)
	for n in $(seq 20); do
		timeout -s KILL "0.0$((n * 2))" combined --root \
		    "$BATS_TEST_TMPDIR/state" create --bundle b "$id" \
		    </dev/null >out 2>&1 3>&- 4>&- || true
		run timeout 10 combined --root "$BATS_TEST_TMPDIR/state" \
		    delete --force "$id"
		assert_success
		[ -z "$(find /sys/fs/cgroup -name "$id" -type d)" ]
	done
	# Killed before it was marked as made for others: empty, and stays.
	[ -n "$before" ] || [ -z "$(parents)" ] || parents | xargs rmdir
}
