# linux.netDevices, of version 1.3 of the specification: a device of the host moves
# into the container. config-linux.md, "Network Devices", is the oracle: of Debian's
# runtimes none knows it yet.

load ../lib/helpers
load ../lib/oci

# In the place of the host's, a network namespace with two devices.
with_devices() {
	requires root veth
	in_background unshare --net sleep 1000
	poll 20 eval '[ "$(ns_of "$background" net)" != "$(ns_of self net)" ]'
	host ip link add test0 mtu 1400 address 02:00:00:00:00:07 type veth \
	    peer name test1
	host ip link set test0 up
	host ip address add 192.0.2.7/24 dev test0
	host ip address add 2001:db8::7/64 dev test0 nodad
	mkdir -p state
}

host() { nsenter -t "${backgrounds[0]}" -n "$@"; }

ours() {
	host combined-oci --root "$PWD/state" run --bundle b "$id" </dev/null 3>&- 4>&-
}

# The links there are, but the loopback: each name on a line.
links() { host ip -br link | awk -F '[@ ]' '$1 != "lo" { print $1 }' | sort; }

@test "a device of the host becomes the container's, as it was, by its new name" {
	# covers: linux/net-devices
	with_devices
	bundle '.linux.netDevices = {"test0": {"name": "eth0"}}'
	does ip address show dev eth0
	run -0 ours
	assert_line --regexp '^[0-9]+: eth0@.*UP.* mtu 1400 '
	assert_line --partial 'link/ether 02:00:00:00:00:07'
	assert_line --partial 'inet 192.0.2.7/24'
	assert_line --partial 'inet6 2001:db8::7/64'
	# The device is virtual: the kernel deletes it with the namespace, and its peer.
	poll 20 eval '[ -z "$(links)" ]'
}

@test "several devices, one without a name, one by a template" {
	with_devices
	bundle '.linux.netDevices = {"test0": {}, "test1": {name: "net%d"}}'
	does sh -c 'ip -o link | cut -d: -f2 | cut -d@ -f1'
	run -0 ours
	assert_line ' test0'
	assert_line ' net0'
}

@test "a device moves into a namespace by its path, and outlives the container there" {
	with_devices
	in_background unshare --net sleep 1000
	poll 20 eval '[ "$(ns_of "$background" net)" != "$(ns_of self net)" ]'
	bundle --arg path "/proc/$background/ns/net" \
	    '(.linux.namespaces[] | select(.type == "network")) += {path: $path} |
	    .linux.netDevices = {"test0": {"name": "eth7"}}'
	does cat /sys/class/net/eth7/mtu
	run -0 ours
	assert_output 1400
	run -0 nsenter -t "$background" -n ip -br address show eth7
	assert_output --partial 192.0.2.7/24
	assert_equal "$(links)" test1
}

@test "a device that cannot be moved is an error, and the host keeps its devices" {
	with_devices
	local word filter before
	before=$(links)
	while IFS='|' read -r word filter; do
		bundle "$filter"
		does true
		run -125 ours
		assert_output --partial netDevices
		assert_output --partial "$word"
		assert_equal "$(links)" "$before"
		[ ! -e "state/$id" ]
	done <<-'END'
		No such device|.linux.netDevices = {"nosuch0": {}}
		No such device|.linux.netDevices = {"test0": {}, "nosuch0": {}}
		not a device's name|.linux.netDevices = {"test0": {"name": "a/b"}}
		not a device's name|.linux.netDevices = {"test0": {"name": "sixteen-letters-"}}
		not a device's name|.linux.netDevices = {"test0": {"name": ".."}}
		object|.linux.netDevices = ["test0"]
		string|.linux.netDevices = {"test0": {"name": 7}}
		network namespace|.linux.netDevices = {"test0": {}} | .linux.namespaces |= map(select(.type != "network")) | .mounts |= map(select(.type != "sysfs"))
	END
	bundle '.linux.netDevices = {"test1": {"name": "lo"}}'
	run -125 ours
	assert_output --partial 'File exists'
	assert_equal "$(links)" "$before"
	bundle '.linux.netDevices = null'
	does true
	run -0 ours
}
