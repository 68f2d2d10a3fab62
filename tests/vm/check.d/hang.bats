@test "passes" {
	true
}

@test "never ends" {
	sleep 1000
}
