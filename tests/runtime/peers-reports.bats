# What public reports are about comes to the same with crun and runc: a sample of what
# peers-reports tries in whole.

load ../lib/helpers

@test "inputs of public reports come to the same with crun and runc" {
	requires root crun runc
	EVERY=11 run "$PROJECT/tests/runtime/peers-reports"
	assert_success
}

@test "exec, hooks, HOME, sockets: as with crun or runc" {
	requires root crun runc
	ONLY="^hooks: (startC|what|the desc)|variable without|#4704|#3661|NOTIFY|cgroup2" \
	    run "$PROJECT/tests/runtime/peers-reports"
	assert_success
}

@test "pipes, small limits, capabilities' names: as with crun or runc" {
	requires root crun runc
	ONLY='4475|memory that|^capabilities: ' \
	    run "$PROJECT/tests/runtime/peers-reports"
	assert_success
}

@test "no input, and one that is broken, is a failure" {
	requires root crun runc
	ONLY='^no such input$' run "$PROJECT/tests/runtime/peers-config"
	assert_failure
	assert_line --regexp '^0 inputs'
	ONLY='^no such input$' run "$PROJECT/tests/runtime/peers-reports"
	assert_failure
	assert_line --regexp '^0 inputs'
	local wrong
	for wrong in 'in false' 'jq .x +'; do
		printf '%s\n' title "$wrong" 'do echo' >"$BATS_TEST_TMPDIR/table"
		run "$PROJECT/tests/runtime/peers-reports" "$BATS_TEST_TMPDIR/table"
		assert_failure
		assert_line --partial "title: \"${wrong%% *}\" fails"
	done
}
