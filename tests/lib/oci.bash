# For the files oci*.bats: bundles made by hand, as an engine would, without one.

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	id=$(unique)
	ids=("$id")
}

teardown() {
	local each
	for each in "${ids[@]}"; do
		oci delete --force "$each" || true
	done
	kill_background
}

# As an engine calls it.
oci() {
	combined-oci --root "$BATS_TEST_TMPDIR/state" \
	    --log "$BATS_TEST_TMPDIR/log" "$@"
}

# bundle [JQ-FILTER]: a busybox in ./b, its config.json changed by the filter.
bundle() {
	mkdir -p b/rootfs/{bin,proc,dev,sys,tmp,etc}
	[ -e b/rootfs/bin/sh ] || {
		cp "$(command -v busybox)" b/rootfs/bin/
		chroot b/rootfs /bin/busybox --install -s /bin
	}
	rm -f b/config.json
	oci spec --bundle b
	config '.process.terminal = false | .root.readonly = false'
	[ $# -eq 0 ] || config "$@"
}

config() {
	jq "$@" b/config.json >b/new && mv b/new b/config.json
}

# does COMMAND…: what the container of the bundle is to run.
does() {
	jq '.process.args = $ARGS.positional' b/config.json --args -- "$@" >b/new &&
	    mv b/new b/config.json
}

status_is() { [ "$(oci state "$id" | jq -r .status)" = "$1" ]; }

# says N: N lines are in the container's output by now.
says() { [ "$(wc -l <out)" -ge "$1" ]; }

# has N: N processes are in the container by now.
has_processes() { [ "$(oci ps -f json "$id" | jq length)" -eq "$1" ]; }

# created and started: the container, with its output in ./out, PID in $pid.
# shellcheck disable=SC2034 # for the tests
created() {
	oci create --bundle b --pid-file pid "$id" </dev/null >out 2>&1 3>&- 4>&-
	pid=$(cat pid)
}

started() {
	does sleep 1000
	created
	oci start "$id"
}

# value NAME-IN-V1 NAME-IN-V2: what stands in the container's control file.
# shellcheck disable=SC2154 # cg: the tests set it
value() {
	cat /sys/fs/cgroup/*/"$cg/$1" 2>/dev/null || cat "/sys/fs/cgroup/$cg/$2"
}
