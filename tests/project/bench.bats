# bench/ measures what there is; what it measures, a quiet machine says.

# bats file_tags=host
load ../lib/helpers

@test "bench/run start exec ends well, with a row for each program" {
	requires root build static bwrap runc crun hyperfine jq
	cd "$BATS_TEST_TMPDIR"
	PEERS="another=$(command -v crun)"$'\n'"bubblewrap-other=$(command -v bwrap)" \
	    RUNS=2 WARMUP=0 RESULTS=$PWD/results.md run --separate-stderr "$PROJECT/bench/run" \
	    start exec
	assert_success
	assert_output "$(cat results.md)"
	local name
	for name in floor bubblewrap bubblewrap-other "combined run" combined-oci crun runc \
	    another; do
		assert_output --regexp "
\| $name \| [0-9.]+ \|"
	done
	# crun and runc are in both tables, and each says its version.
	assert_equal "$(grep -cE '^\| (combined-oci|crun|runc|another) ' \
	    results.md)" 8
	assert_output --partial "runc: runc version"
	assert_output --partial "another: crun version"
	assert_output --partial "bubblewrap-other: bubblewrap"
	run find /sys/fs/cgroup -name 'bench-*'
	assert_output ""
}

@test "bench/run memory growth network ends well, and leaves no link and no rule" {
	requires root build static bwrap runc crun hyperfine jq nftables bridge
	cd "$BATS_TEST_TMPDIR"
	sh -c 'ip -o link; nft list ruleset' >before
	RUNS=2 WARMUP=0 MANY=10 RESULTS=$PWD/results.md run --separate-stderr \
	    "$PROJECT/bench/run" memory growth network
	assert_success
	local row
	for row in mounts variables combined-oci crun none "by hand" bridge \
	    "bridge, port" 1 10; do
		assert_output --partial "| $row | "
	done
	assert_output --regexp 'costs [0-9]+ KiB .* the only one, [0-9]+ KiB where'
	sh -c 'ip -o link; nft list ruleset' | diff before -
	run combined ps -aq
	refute_output --partial bench-
}

@test "bench/run pull ends well, with a row for each engine that there is" {
	requires root build static bwrap runc crun hyperfine jq registry skopeo podman
	cd "$BATS_TEST_TMPDIR"
	PULL_MIB=10 RESULTS=$PWD/results.md run --separate-stderr "$PROJECT/bench/run" pull
	assert_success
	local name
	for name in "combined run" podman; do
		assert_output --regexp "
\| $name \| [0-9.]+ \|"
	done
	run find /sys/fs/cgroup -name 'bench-*'
	assert_output ""
}
