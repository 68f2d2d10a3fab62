# The programs of chapters 1 to 6 and everyday tools for the same mechanism: a sample of
# what peers-tools tries in whole.

load ../lib/helpers

@test "the same intent comes to the same with setpriv, unshare and nsenter" {
	requires root
	EVERY=6 run "$PROJECT/tests/chapters/peers-tools"
	assert_success
}

@test "alarms, full devices, few descriptors, no /proc: as with everyday tools" {
	requires root
	ONLY='alarm|full device|four desc|little memory|/proc is not' \
	    run "$PROJECT/tests/chapters/peers-tools"
	assert_success
}

@test "no intent, and a difference without a reason, is a failure" {
	requires root
	ONLY='^no such intent$' run "$PROJECT/tests/chapters/peers-tools"
	assert_failure
	assert_line --regexp '^0 intents'
	# shellcheck disable=SC2016 # the harness expands
	printf '%s\n' title 'ours caps' 'peer setpriv' \
	    'then echo "${W[0]}"' >"$BATS_TEST_TMPDIR/table"
	run "$PROJECT/tests/chapters/peers-tools" "$BATS_TEST_TMPDIR/table"
	assert_failure
	assert_line "no reason: title"
	printf '%s\n' title 'target --nosuch' 'ours setns' 'peer nsenter' \
	    >"$BATS_TEST_TMPDIR/table"
	run "$PROJECT/tests/chapters/peers-tools" "$BATS_TEST_TMPDIR/table"
	assert_failure
	assert_line "title: no target"
}
