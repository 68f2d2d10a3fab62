# combined-oci --systemd-cgroup: what can be tested without systemd. With it:
# tests/engines/engines-systemd.bats.

load ../lib/helpers
load ../lib/oci

# refused PATH WORDS…: create says so in one line, and leaves nothing.
refused() {
	bundle --arg path "$1" '.linux.cgroupsPath = $path'
	run -125 combined-oci --root state --systemd-cgroup create --bundle b "$id"
	assert_equal "${#lines[@]}" 1
	assert_output --partial "$2"
	run -0 combined-oci --root state list -q
	assert_output ""
}

@test "a cgroupsPath that is not slice:prefix:name is refused" {
	requires root
	local path
	for path in /combined/x a.slice:name a.slice:b:c:d a.slice:b: : \
	    a.slice/b.slice:c:d a.slice:b:../c; do
		refused "$path" "linux.cgroupsPath \"$path\": with \
--systemd-cgroup it is slice:prefix:name"
	done
}

@test "a slice with a name that systemd does not have is refused" {
	requires root
	local slice
	for slice in a .slice a.scope a--b.slice -a.slice a-.slice --.slice; do
		refused "$slice:b:c" "\"$slice\" is not the name of a slice"
	done
}

@test "without systemd, --systemd-cgroup says so, and what to do" {
	requires root
	[ ! -d /run/systemd/system ] || skip "missing: a machine without systemd"
	local path
	for path in "" a-b.slice:c:d :c:d -.slice:c:d; do
		refused "$path" "--systemd-cgroup: systemd is not PID 1 here (without"
	done
}

@test "the commands that make no container take --systemd-cgroup, too" {
	requires root
	run -0 oci --systemd-cgroup list -q
	run -0 oci --systemd-cgroup features
	assert_equal "$(jq -c '.linux.cgroup | [.systemd, .systemdUser]' \
	    <<<"$output")" '[true,true]'
	bundle
	run -0 oci --systemd-cgroup delete --force "$id"
}
