# containerd with combined-oci in the place of runc: its shim, which is runc's own,
# calls whatever BinaryName says. So does Kubernetes through it.

load ../lib/helpers
load ../lib/engines

setup_file() {
	has root containerd || return 0
	image_tar
	cd "$BATS_FILE_TMPDIR"
	# A shim's socket lies below the state, in 107 bytes.
	state=$(mktemp -d /tmp/containerd-test.XXXXXX)
	export state
	cat >config.toml <<-END
		version = 2
		root = "$PWD/root"
		state = "$state/state"
		disabled_plugins = ["io.containerd.grpc.v1.cri"]
		[grpc]
		  address = "$state/sock"
		[ttrpc]
		  address = "$state/ttrpc"
	END
	start_daemon containerd -c "$PWD/config.toml"
	poll 60 ctr_ version
}

teardown_file() {
	[ -n "${state-}" ] || return 0
	stop_daemon
	rm -rf "$state"
}

setup() {
	requires root containerd
	cd "$BATS_TEST_TMPDIR" || return 1
	name=$(unique)
}

teardown() {
	ctr_ task kill -s KILL "$name" || true
	poll 20 gone || true
	ctr_ container rm "$name" || true
}

gone() { ! ctr_ task ls -q | grep -qx "$name" || ctr_ task rm "$name"; }

ctr_() { ctr -a "$state/sock" "$@" 3>&- 4>&-; }

# ctr_run [options] -- command…
# Without --env, the command would have no PATH, and runc find none, either.
ctr_run() {
	local options=()
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	ctr_ run --rootfs --runc-binary "$SUITE_BIN/combined-oci" \
	    --runc-root "$state/runc" --env PATH=/bin "${options[@]}" \
	    "$BATS_FILE_TMPDIR/image" "$name" "$@"
}

@test "ctr run: output and exit status, and nothing left" {
	run -7 ctr_run --rm -- sh -c 'id -u; exit 7'
	assert_line 0
	[ -z "$(find "$state/runc" -name state.json)" ]
	run ctr_run --rm -- nosuch
	assert_failure
	assert_output --partial 'executable file not found in $PATH'
}

@test "ctr task exec, ps, pause, resume, metrics, kill" {
	ctr_run -d --memory-limit 67108864 -- sleep 1000
	run -3 ctr_ task exec --exec-id one "$name" sh -c 'echo in; exit 3'
	assert_output --partial in
	ctr_ task pause "$name"
	run ctr_ task ls
	assert_line --regexp "$name.*PAUSED"
	ctr_ task resume "$name"
	local pid
	pid=$(ctr_ task ls | awk -v n="$name" '$1 == n { print $2 }')
	run ctr_ task ps "$name"
	assert_output --partial "$pid"
	run ctr_ task metrics "$name"
	assert_output --partial memory
	ctr_ task kill -s KILL "$name"
	poll 20 gone
	[ ! -e "/proc/$pid" ]
}

@test "a terminal by way of the shim" {
	requires expect
	# ctr may lose what a process prints just before its end: so it waits for a line.
	cat >keys <<-END
		set timeout 60
		spawn -noecho ctr -a $state/sock run --rm -t --rootfs \
		    --runc-binary $SUITE_BIN/combined-oci --runc-root $state/runc \
		    --env PATH=/bin $BATS_FILE_TMPDIR/image $name sh -c {tty; read line}
		expect /dev/pts/0 {} timeout { exit 9 } eof { exit 8 }
		send "\r"
		expect eof {} timeout { exit 7 }
		exit [lindex [wait] 3]
	END
	run -0 expect keys 3>&- 4>&-
}

@test "containerd: the same as runc" {
	requires runc
	ctr_run --rm -- /bin/sh -c "$look" >ours
	ctr_ run --rm --rootfs --env PATH=/bin "$BATS_FILE_TMPDIR/image" "$name" \
	    /bin/sh -c "$look" >theirs
	# Without a PATH, both find no command.
	run ctr_ run --rm --rootfs "$BATS_FILE_TMPDIR/image" "$name" sh
	assert_output --partial 'executable file not found in $PATH'
	diff <(grep -v cgroup/ ours) <(grep -v cgroup/ theirs)
}
