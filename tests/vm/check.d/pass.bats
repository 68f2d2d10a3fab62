@test "passes" {
	true
}
