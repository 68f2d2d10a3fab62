# The same images to combined and podman: a sample of what peers-images tries in whole.

load ../lib/helpers

setup() {
	requires root overlay skopeo podman python3
}

@test "an archive is an image whatever its names begin with, as with podman" {
	run "$PROJECT/tests/runtime/peers-images" \
	    "^archive .* prefix '\./' compress '(gzip)?' dirs True"
	assert_success
	assert_line --partial '4 inputs'
}

@test "what an index leads to is the image that podman runs" {
	run "$PROJECT/tests/runtime/peers-images" \
	    '^(nested index|attestation|platforms|two in index.json)$'
	assert_success
	assert_line --partial '4 inputs'
}

@test "odd configs come to the same as with podman" {
	run "$PROJECT/tests/runtime/peers-images" \
	    '^Env \["A(=1|=1", "A=2|=1", "A)?"\]|^Entrypoint (null|"/look") Cmd ("echo x"|\["a)|^WorkingDir ("made|"")|^User ":5'
	assert_success
}

@test "layers that repeat, delete and hide come to the same as with podman" {
	run "$PROJECT/tests/runtime/peers-images" \
	    '^layers: (implied directories|implied, entry|repeat|whiteout before|whiteout in|opaque at|aufs|empty tar|nothing at all)'
	assert_success
}
