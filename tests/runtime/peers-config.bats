# The same config.json to combined-oci, crun and runc: a sample of what peers-config
# tries in whole.

load ../lib/helpers

# A container without a PID namespace: crun and runc see the machine's processes.
# bats test_tags=machine
@test "fields with odd values come to the same with crun and runc" {
	requires root crun runc
	FIRST=11 run "$PROJECT/tests/runtime/peers-config" 53
	assert_success
}

@test "null means missing, for each field, as with crun and runc" {
	requires root crun runc
	ONLY='; null\)' run "$PROJECT/tests/runtime/peers-config" 3
	assert_success
}
