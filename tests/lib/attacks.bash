# What the files attacks-*.bats share. Each test is a way out that a container
# runtime once had: it is tried where nothing stops it, so that we know that it
# works, and then against ours.

load ../lib/helpers
load ../lib/oci

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	chmod 755 .
	id=$(unique)
	ids=("$id")
	mkdir host
	echo secret >host/secret
}

teardown() {
	local each
	# What passed is a line of the table that `make attacks` ends with.
	[ -z "${BATS_TEST_COMPLETED-}" ] || [ -z "${stopped-}" ] ||
	    [ -z "${ATTACKS-}" ] ||
	    printf '%s\t%s\t%s\n' "$attack" "$tried" "$stopped" >>"$ATTACKS"
	for each in "${ids[@]}"; do
		oci delete --force "$each" || true
		combined rm -f "$each" >/dev/null 2>&1 || true
	done
	kill_background
}

# attack NAME TRIED: what this test is about. stopped_by says what was in the
# way, after that has been asserted.
attack() { attack=$1 tried=$2; }
stopped_by() { stopped=$1; }

# naively COMMAND…: runs it in ./b/rootfs, by pivot_root(8) and nothing more:
# what a runtime would do that trusts an image.
naively() {
	unshare --mount --pid --fork sh -c '
		mount --bind b/rootfs b/rootfs && cd b/rootfs &&
		mount -t proc proc proc && pivot_root . . && exec "$@"' \
	    sh "$@"
}
