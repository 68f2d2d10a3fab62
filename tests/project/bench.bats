# bench/ measures what there is; what it measures, a quiet machine says.

load ../lib/helpers

@test "bench/run start exec ends well, with a row for each program" {
	requires root build static bwrap runc crun hyperfine jq
	cd "$BATS_TEST_TMPDIR"
	PEERS="another=$(command -v crun)" RUNS=2 WARMUP=0 \
	    RESULTS=$PWD/results.md run --separate-stderr "$PROJECT/bench/run" \
	    start exec
	assert_success
	assert_output "$(cat results.md)"
	local name
	for name in floor bubblewrap "combined run" combined-oci crun runc \
	    another; do
		assert_output --regexp "
\| $name \| [0-9.]+ \|"
	done
	# crun and runc are in both tables, and each says its version.
	assert_equal "$(grep -cE '^\| (combined-oci|crun|runc|another) ' \
	    results.md)" 8
	assert_output --partial "runc: runc version"
	assert_output --partial "another: crun version"
	run find /sys/fs/cgroup -name 'bench-*'
	assert_output ""
}
