# One test of each outcome, for ../check.

@test "passes" {
	[ "$(id -u)" -eq 0 ]
}

@test "fails" {
	echo "this is shown"
	false
}

@test "skips" {
	skip "there is a reason"
}
