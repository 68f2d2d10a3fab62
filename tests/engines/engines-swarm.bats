# Docker Swarm on two nodes, each a dockerd that makes its containers with
# combined. A node is a machine of its own as far as Docker can tell: it has its
# own network, host name, processes and mounts, and when its first process is
# killed, all of it is gone at once, as if the power had failed.

load ../lib/helpers
load ../lib/engines

setup_file() {
	has root dockerd veth || return 0
	image_tar
	cd "$BATS_FILE_TMPDIR" || return 1
	echo '{}' >daemon.json
	# Docker adds to a socket's path, of which there are 107 bytes at most.
	nodes=$(mktemp -d /tmp/swarm-test.XXXXXX)
	parent=test-swarm-$$
	export nodes parent
	# A dockerd with a bridge does so: new network namespaces inherit it, also
	# the one in which Docker shares out what comes to a virtual address.
	forward=$(cat /proc/sys/net/ipv4/ip_forward)
	export forward
	echo 1 >/proc/sys/net/ipv4/ip_forward
	boot 1
	boot 2
	cable
	docker_ 1 import image.tar localhost:1/bb
	docker_ 1 save localhost:1/bb | docker_ 2 load
	docker_ 1 swarm init --advertise-addr 10.77.0.1 \
	    --dispatcher-heartbeat 1s
	docker_ 2 swarm join --advertise-addr 10.77.0.2 \
	    --token "$(docker_ 1 swarm join-token -q worker)" 10.77.0.1:2377
}

teardown_file() {
	[ -n "${nodes-}" ] || return 0
	echo "$forward" >/proc/sys/net/ipv4/ip_forward
	power_off 1
	power_off 2
	rm -rf "$nodes"
}

setup() {
	requires root dockerd veth
	cd "$BATS_TEST_TMPDIR" || return 1
	service=s$BATS_TEST_NUMBER
}

teardown() { docker_ 1 service rm "$service" || true; }

# boot N: a node without a cable, as yet. Its shell reaps what Docker leaves.
boot() {
	local dir=$nodes/$1
	mkdir "$dir"
	# shellcheck disable=SC2016 # the shell in the node expands it
	setsid unshare --net --uts --pid --mount --fork --kill-child \
	    --mount-proc sh -c 'hostname "node$0"; ip link set lo up; "$@" &
	        wait' "$1" dockerd --bridge=none --iptables=false \
	    --data-root "$BATS_FILE_TMPDIR/data$1" --exec-root "$dir/exec" \
	    --pidfile "$dir/pid" -H "unix://$dir/sock" \
	    --config-file "$BATS_FILE_TMPDIR/daemon.json" \
	    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$parent-$1" \
	    --add-runtime "combined-oci=$SUITE_BIN/combined-oci" \
	    --default-runtime combined-oci \
	    </dev/null >"$BATS_FILE_TMPDIR/log$1" 2>&1 3>&- 4>&- &
	echo $! >"$dir/unshare"
	disown
	poll 60 docker_ "$1" version
}

# in_network N COMMAND…: on the node, as far as the network is concerned.
in_network() {
	local net
	net=/proc/$(cat "$nodes/$1/unshare")/ns/net
	shift
	nsenter --net="$net" "$@"
}

cable() {
	in_network 1 ip link add cable type veth peer name cable \
	    netns "$(cat "$nodes/2/unshare")"
	local n
	for n in 1 2; do
		in_network $n ip address add 10.77.0.$n/24 dev cable
		in_network $n ip link set cable up
	done
}

# power_off N: all its processes die with their first; its cgroups stay.
power_off() {
	local pid
	pid=$(cat "$nodes/$1/unshare" 2>/dev/null) || return 0
	kill -KILL "$pid" || return 0
	rm "$nodes/$1/unshare"
	poll 30 nobody_in "$parent-$1"
	find /sys/fs/cgroup -depth -type d -path "*/$parent-$1*" -exec rmdir {} +
}

nobody_in() {
	[ -z "$(find /sys/fs/cgroup -path "*/$1/*" -name cgroup.procs \
	    -exec cat {} + 2>/dev/null)" ]
}

# docker_ N …: docker of a node.
docker_() {
	local socket=$nodes/$1/sock
	shift
	docker -H "unix://$socket" "$@" 3>&- 4>&-
}

# create [options…] -- command…: a service, of which all tasks are running.
create() {
	local options=()
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	docker_ 1 service create -q --no-resolve-image --name "$service" \
	    "${options[@]}" localhost:1/bb "$@"
}

# on N [FORMAT]: the service's containers on that node.
on() { docker_ "$1" ps -f "name=^$service\\." --format "${2-{{.ID\}\}}"; }

# running_on A B: so many tasks run on the two nodes.
running_on() {
	[ "$(on 1 | wc -l)" -eq "$1" ] && [ "$(on 2 | wc -l)" -eq "$2" ]
}

# pids COMMAND: the processes of that command line in the nodes' cgroups.
pids() {
	find /sys/fs/cgroup/ -path "*/$parent-*" -name cgroup.procs -exec cat {} + |
	    sort -un | while read -r pid; do
		[ "$(tr '\0' ' ' <"/proc/$pid/cmdline")" != "$1 " ] || echo "$pid"
	done
}

# commands N COMMAND: so many processes of that command line run.
commands() { [ "$(pids "$2" | wc -l)" -eq "$1" ]; }

update() { docker_ 1 service update -q "$@" "$service"; }

# page ADDRESS: what a server there says, asked for in the task of node 1. Not
# wget: busybox-static has no resolver, and asks it even for a number.
page() {
	docker_ 1 exec "$(on 1)" sh -c "printf 'GET /index.html HTTP/1.0\r\n\r\n' |
	    busybox nc -w 3 $1 80" | sed -n '$p' | grep .
}

@test "two nodes are ready, and both run their containers with combined" {
	ready() { [ "$(docker_ 1 node ls | grep -c 'Ready *Active')" -eq 2 ]; }
	poll 30 ready
	create --mode global -- sleep 1001
	running_on 1 1
	local n pid
	for n in 1 2; do
		assert_equal "$(docker_ $n inspect -f '{{.HostConfig.Runtime}}' \
		    "$(on $n)")" combined-oci
		[ -n "$(find "$nodes/$n/exec" -path '*moby*' -name state.json)" ]
	done
	for pid in $(pids 'sleep 1001'); do
		refute [ "$(ns_of "$pid" net)" = "$(ns_of self net)" ]
		[ "$(status_field "$pid" Seccomp)" -eq 2 ]
	done
}

@test "a service with replicas on both nodes, scaled up and down" {
	create --replicas 4 --limit-memory 64m -- sleep 1002
	running_on 2 2
	commands 4 'sleep 1002'
	docker_ 1 service scale "$service=6"
	running_on 3 3
	commands 6 'sleep 1002'
	docker_ 1 service scale "$service=1"
	poll 30 commands 1 'sleep 1002'
	docker_ 1 service rm "$service"
	poll 30 commands 0 'sleep 1002'
}

@test "a task that fails is replaced by a new one" {
	create --replicas 2 --restart-delay 0s -- sleep 1003
	local before
	before=$(pids 'sleep 1003')
	kill -KILL "${before%%$'\n'*}"
	renewed() {
		commands 2 'sleep 1003' && [ "$(pids 'sleep 1003')" != "$before" ]
	}
	poll 30 renewed
}

@test "a rolling update never stops all, and is rolled back" {
	create --replicas 2 --update-order start-first --update-monitor 1s \
	    --update-delay 1s --stop-grace-period 1s -- sleep 1004
	update --no-resolve-image --args 'sleep 2004' &
	local rolling=$! fewest=9 n
	while kill -0 $rolling 2>/dev/null; do
		n=$(($(pids 'sleep 1004' | wc -l) + $(pids 'sleep 2004' | wc -l)))
		[ "$n" -ge "$fewest" ] || fewest=$n
	done
	wait $rolling
	[ "$fewest" -ge 2 ]
	commands 2 'sleep 2004'
	poll 30 commands 0 'sleep 1004'
	update --rollback
	commands 2 'sleep 1004'
}

@test "an overlay network: services find each other across the nodes" {
	requires vxlan
	docker_ 1 network create -d overlay "$service-net"
	create --mode global --network "$service-net" --endpoint-mode dnsrr -- \
	    sh -c 'hostname >/index.html; exec busybox httpd -f -h /'
	local here there address
	here=$(on 1) there=$(on 2)
	# The address that the other has, by the name of the service.
	run docker_ 1 exec "$here" nslookup "$service" 127.0.0.11
	address=$(docker_ 2 exec "$there" ip -4 addr show eth0 |
	    sed -n 's/.*inet \([0-9.]*\).*/\1/p')
	assert_output --partial "$address"
	poll 20 page "$address"
	assert_equal "$(page "$address")" "$(docker_ 2 exec "$there" hostname)"
	docker_ 1 service rm "$service"
	poll 30 docker_ 1 network rm "$service-net"
}

@test "the virtual address of a service is shared by its tasks" {
	requires vxlan ipvs
	docker_ 1 network create -d overlay "$service-net"
	create --mode global --network "$service-net" -- \
	    sh -c 'hostname >/index.html; exec busybox httpd -f -h /'
	local address
	address=$(docker_ 1 service inspect -f \
	    '{{range .Endpoint.VirtualIPs}}{{.Addr}}{{end}}' "$service")
	address=${address%/*}
	poll 20 page "$address"
	run sort -u < <(for _ in 1 2 3 4; do page "$address"; done)
	assert_equal "${#lines[@]}" 2
	docker_ 1 service rm "$service"
	poll 30 docker_ 1 network rm "$service-net"
}

# The last one: the node is not booted again.
@test "a node loses its power: its tasks are started on the other" {
	create --replicas 4 -- sleep 1006
	running_on 2 2
	power_off 2
	moved() { [ "$(on 1 | wc -l)" -eq 4 ]; }
	poll 90 moved
	commands 4 'sleep 1006'
	assert_equal "$(docker_ 1 node ls --format '{{.Hostname}} {{.Status}}' |
	    sort | xargs)" 'node1 Ready node2 Down'
}
