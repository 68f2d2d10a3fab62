# The bridge, in a network namespace of the test's own for a host.

load ../lib/helpers

setup() {
	with_containers
	requires root overlay nftables bridge
	in_background unshare --net sleep 1000
	poll 20 eval '[ "$(ns_of "$background" net)" != "$(ns_of self net)" ]'
	host ip link set lo up
}

teardown() {
	local one
	for one in /run/combined/"$name"*; do
		[ ! -e "$one" ] || host combined rm -f "${one##*/}" || true
	done
	kill_background
}

host() { nsenter -t "${backgrounds[0]}" -n "$@"; }

start() { host combined run -d --network bridge "$@" >/dev/null; }

# serve [option...]: a container that says hello on port 80.
serve() {
	host combined run -d --name "$name" "$@" -- sh -c \
	    'mkdir /w; echo hello >/w/index.html; exec httpd -f -p 80 -h /w' \
	    >/dev/null
}

field() { host combined inspect "$1" | jq -r ".[0].$2"; }

@test "--network bridge gives a cable, an address and a way out" {
	start --name "$name" sleep 1000
	local pid
	pid=$(field "$name" State.Pid)
	run nsenter -t "$pid" -n ip -br address show eth0
	assert_output --regexp '^eth0@.* UP +172\.30\.0\.2/16'
	run nsenter -t "$pid" -n ip route
	assert_line 'default via 172.30.0.1 dev eth0 proto static '
	run host ip -br link show master combined0
	assert_output --regexp '^combined-2@.* UP '
	run host combined ps
	assert_line --regexp "^$name .* 172\.30\.0\.2"
	run host cat /proc/sys/net/ipv4/ip_forward
	assert_output 1
}

@test "two containers find and ping each other by name" {
	start --name "$name" sleep 1000
	start --name "$name-2" sleep 1000
	run host combined exec "$name" ping -c 1 -W 5 "$name-2"
	assert_success
	assert_output --partial 'from 172.30.0.3'
	run host combined exec "$name-2" cat /etc/hosts
	assert_line "172.30.0.2	$name"
	host combined rm -f "$name-2"
	run host combined exec "$name" cat /etc/hosts
	refute_output --partial "$name-2"
}

@test "the world outside sees the host's address" {
	host ip link add out type veth peer name far
	host ip address add 192.0.2.1/24 dev out
	host ip link set out up
	start --name "$name" sleep 1000
	start --name "$name-2" sleep 1000
	# The far side is another container's network, reachable only by us.
	local pid
	pid=$(field "$name-2" State.Pid)
	host ip link set far netns "$pid"
	nsenter -t "$pid" -n sh -c 'ip link del eth0; ip link set far up
	    ip address add 192.0.2.2/24 dev far'
	run host combined exec "$name" ping -c 1 -W 5 192.0.2.2
	assert_success
}

# far ADDRESS: a neighbour of the host's on another link, $neighbour; the host
# has 192.0.2.1 there, it has 192.0.2.2, and believes that ADDRESS is the host's.
far() {
	in_background unshare --net sleep 1000
	neighbour=$background
	poll 20 eval '[ "$(ns_of "$neighbour" net)" != "$(ns_of self net)" ]'
	host ip link add out type veth peer name far netns "$neighbour"
	host ip address add 192.0.2.1/24 dev out
	host ip link set out up
	there sh -c 'ip link set lo up; ip link set far up
	    ip address add 192.0.2.2/24 dev far
	    ip address delete 127.0.0.1/8 dev lo
	    echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet'
	there ip route add "$1" via 192.0.2.1 dev far src 192.0.2.2
}

there() { nsenter -t "$neighbour" -n "$@"; }

fetched() { [ "$("$@" | tail -1)" = hello ]; }

@test "a neighbour of the host's reaches what is published, nothing else" {
	serve -p 8080:80
	far 172.30.0.0/16
	poll 20 fetched host curl -s -m 5 http://172.30.0.2/
	run there curl -s -m 5 http://192.0.2.1:8080/
	assert_output hello
	run there curl -s -m 1 http://172.30.0.2/
	assert_failure
	run there ping -c 1 -W 1 172.30.0.2
	assert_failure
	# So it is the rules.
	host nft flush chain ip combined forward
	run there curl -s -m 5 http://172.30.0.2/
	assert_output hello
}

@test "CVE-2020-8558: what listens on the host's 127.0.0.1 is reached by no link" {
	mkdir w
	echo hello >w/index.html
	in_background nsenter -t "$background" -n busybox httpd -f -p 127.0.0.1:90 -h w
	serve -p 127.0.0.1:8080:80
	far 127.0.0.1
	poll 20 fetched host curl -s -m 5 http://127.0.0.1:8080/
	poll 20 fetched host curl -s -m 5 http://127.0.0.1:90/
	run there curl -s -m 1 http://127.0.0.1:8080/
	assert_failure
	# A container gets there by a packet socket; this is what it would send.
	local inside=(nsenter -t "$(field "$name" State.Pid)" -n)
	"${inside[@]}" sh -c 'ip address delete 127.0.0.1/8 dev lo
	    echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
	    ip route add 127.0.0.1 via 172.30.0.1 src 172.30.0.2'
	run "${inside[@]}" curl -s -m 1 http://127.0.0.1:90/
	assert_failure
	host nft flush chain ip combined raw
	run "${inside[@]}" curl -s -m 5 http://127.0.0.1:90/
	assert_output hello
	run there curl -s -m 5 http://127.0.0.1:8080/
	assert_output hello
}

@test "-p leads from the host's port to the container's, and ends with it" {
	serve -p 8080:80
	run poll 20 host curl -sf -m 5 http://127.0.0.1:8080/
	assert_output --partial hello
	run host curl -sf -m 5 http://172.30.0.1:8080/
	assert_output hello
	run host combined ps
	assert_line --partial '8080->80/tcp'
	assert_equal "$(field "$name" 'NetworkSettings.Ports["80/tcp"][0].HostPort')" 8080
	# A neighbour reaches it by the host's address, too.
	start --name "$name-2" sleep 1000
	run host combined exec "$name-2" sh -c \
	    'printf "GET / HTTP/1.0\r\n\r\n" | nc 172.30.0.1 8080'
	assert_output --partial hello
	host combined rm -f "$name" >/dev/null
	run host curl -sf -m 1 http://127.0.0.1:8080/
	assert_failure
}

@test "after the last container, the host is as it was before" {
	# The kernel changes the second with the first.
	host sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward
	    echo 0 >/proc/sys/net/ipv4/conf/all/accept_redirects
	    nft add table ip mine; nft add chain ip mine c'
	host sh -c 'nft list ruleset; ip -o link; ip route' >before
	start --name "$name" -p 8081:81/udp sleep 1000
	host nft list ruleset | grep -q "chain cable-$name {"
	start --name "$name-2" sleep 1000
	host combined rm -f "$name" >/dev/null
	host ip link show combined0
	host combined stop -t 0 "$name-2" >/dev/null
	host sh -c 'nft list ruleset; ip -o link; ip route' >after
	diff before after
	run host cat /proc/sys/net/ipv4/ip_forward \
	    /proc/sys/net/ipv4/conf/all/accept_redirects
	assert_output "0
0"
	[ ! -e /run/combined/network.json ]
}

# kib MEMBER PID: of smaps_rollup.
kib() { awk -v member="$1:" '$1 == member { print $2 }' "/proc/$2/smaps_rollup"; }

@test "a supervisor that waits has neither libnftables nor the heap of its start" {
	# A new cache: libseccomp compiles the filter in this process.
	COMBINED_DATA=$BATS_TEST_TMPDIR/data start --name "$name" sleep 1000
	local supervisor
	supervisor=$(status_field "$(field "$name" State.Pid)" PPid)
	run grep -c libnftables "/proc/$supervisor/maps"
	assert_output 0
	# The child that has used it ends by itself.
	poll 20 eval '! grep -s "(libnftables)" /proc/[0-9]*/stat'
	# 1.6 MiB before. A sanitizer has memory of its own.
	grep -q libasan "/proc/$supervisor/maps" ||
	    poll 20 eval "[ \"\$(kib Anonymous $supervisor)\" -lt 600 ]"
	COMBINED_DATA=$BATS_TEST_TMPDIR/data host combined rm -f "$name" >/dev/null
}

@test "a killed supervisor's link and rules go with rm" {
	host sh -c 'nft list ruleset; ip -o link' >before
	start --name "$name" sleep 1000
	local pid
	pid=$(field "$name" State.Pid)
	kill -KILL "$(status_field "$pid" PPid)"
	poll 20 test ! -e "/proc/$pid"
	host combined rm "$name" >/dev/null
	host sh -c 'nft list ruleset; ip -o link' >after
	diff before after
}

@test "doctor finds rules and bridge of which nothing else is known" {
	host sh -c 'nft list ruleset; ip -o link' >before
	start --name "$name" sleep 1000
	local pid
	pid=$(field "$name" State.Pid)
	kill -KILL "$(status_field "$pid" PPid)"
	poll 20 test ! -e "/proc/$pid"
	rm -r "/run/combined/$name" "$COMBINED_DATA/containers/$name" \
	    /run/combined/network.json
	rmdir --ignore-fail-on-non-empty /run/combined
	run -125 host combined doctor
	assert_line --partial "combined: rules"
	assert_line --partial "combined0: a bridge"
	host combined doctor --fix >/dev/null
	host sh -c 'nft list ruleset; ip -o link' >after
	diff before after
}

@test "-p takes a port alone, an address, and UDP; a free port is found" {
	start --name "$name" -p 80 -p 127.0.0.1:8090:53/udp -p 127.0.0.1::90 \
	    sleep 1000
	local any
	any=$(field "$name" 'NetworkSettings.Ports["80/tcp"][0].HostPort')
	[ "$any" -ge 1024 ]
	run host nft list map ip combined ports
	assert_line --regexp "[ ]0.0.0.0/0 . tcp . $any comment \"$name\" : 172.30.0.2 . 80[, ]"
	assert_line --regexp "[ ]127.0.0.1 . udp . 8090 comment \"$name\" : 172.30.0.2 . 53[, ]"
	assert_line --regexp "[ \t]127.0.0.1 . tcp . [0-9]+ comment \"$name\" : 172.30.0.2 . 90"
	run -125 host combined run --rm -p 192.0.2.9::80 -- true
	assert_equal "${#lines[@]}" 1
}

# elements: what is published, an element a line, "ADDRESS . PROTOCOL . PORT : TO".
elements() {
	host nft -j list map ip combined ports | jq -r '
	    .nftables[] | .map? // empty | .elem // [] | .[]
	    | (.[0].elem.val.concat | map(.prefix?.addr? // .) | join(" . "))
	      + " : " + (.[1].concat | join(" . "))' | sort
}

@test "a further container adds a chain and elements, and no rule of its own to NAT" {
	start --name "$name" -p 8080:80 sleep 1000
	host nft list table ip combined | grep -v 8080 >before
	start --name "$name-2" -p 8081:81 -p 127.0.0.1:8082:82/udp sleep 1000
	run elements
	assert_output "0.0.0.0 . tcp . 8080 : 172.30.0.2 . 80
0.0.0.0 . tcp . 8081 : 172.30.0.3 . 81
127.0.0.1 . udp . 8082 : 172.30.0.3 . 82"
	host nft list table ip combined | grep -Ev '808[012]' | diff before -
	run host nft list chains netdev
	assert_line --partial "chain cable-$name {"
	assert_line --partial "chain cable-$name-2 {"
	host combined rm -f "$name" >/dev/null
	run elements
	assert_output "0.0.0.0 . tcp . 8081 : 172.30.0.3 . 81
127.0.0.1 . udp . 8082 : 172.30.0.3 . 82"
	run host nft list chains netdev
	refute_line --partial "chain cable-$name {"
	assert_line --partial "chain cable-$name-2 {"
}

@test "containers that start and end at once lose no element and leave none" {
	local i pids=()
	host sh -c 'nft list ruleset; ip -o link' >before
	for i in 1 2 3 4 5 6 7 8; do
		start --name "$name-at-once-$i" -p "810$i:$i" sleep 1000 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do wait "$i"; done
	# The value is the address that the container itself has.
	for i in 1 2 3 4 5 6 7 8; do
		echo "0.0.0.0 . tcp . 810$i : $(field "$name-at-once-$i" \
		    NetworkSettings.IPAddress) . $i"
	done >expected
	elements | diff expected -
	pids=()
	for i in 1 2 3 4 5 6 7 8; do
		host combined rm -f "$name-at-once-$i" >/dev/null 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do wait "$i"; done
	host sh -c 'nft list ruleset; ip -o link' | diff before -
}

@test "an element of a killed supervisor does not lead a port away" {
	# All addresses, then one of them; one, then all; the same.
	local ways=(8080:80 127.0.0.1:8080:80 8080:80 8080:80) i
	for i in 0 1 2; do
		start --name "$name-2" -p "${ways[i]}" sleep 1000
		kill -KILL "$(status_field "$(field "$name-2" State.Pid)" PPid)"
		poll 20 eval '! host ss -tlnH | grep -q :8080'
		serve -p "${ways[i + 1]}"
		poll 20 fetched host curl -s -m 5 http://127.0.0.1:8080/
		run elements
		assert_line --regexp '. tcp . 8080 : 172.30.0.3 . 80$'
		assert_equal "${#lines[@]}" 1
		host combined rm -f "$name-2" "$name" >/dev/null
	done
}

@test "after nft flush ruleset, the next container has its rules again" {
	start --name "$name" sleep 1000
	host nft list table ip combined >before
	host nft flush ruleset
	start --name "$name-2" sleep 1000
	host nft list table ip combined | diff before -
	run host nft list chains netdev
	assert_line --partial "chain cable-$name-2 {"
}

# What a failed start may not leave: a container, a link, a rule, a cgroup.
remains() {
	host nft list ruleset
	host ip -br link | awk '{ print $1 }'
	find /sys/fs/cgroup -path '*/combined/*' -type d
	find /run/combined/* "$COMBINED_DATA/containers"/* -maxdepth 0 \
	    2>/dev/null || true
}

# taken PORT [option...]: is an error, the same in each way, and nothing is left.
taken() {
	local port=$1 how
	shift
	remains >before
	for how in --rm -d; do
		run -125 host combined run $how --name "$name-2" "$@" -- true
		assert_output "combined: Bind for $port failed: port is already allocated"
	done
	remains >after
	diff before after
}

# binds PORT [udp]: may a process of the host's have it? Here, with SO_REUSEADDR.
binds() {
	host python3 -c 'import socket, sys
udp = sys.argv[2:] == ["udp"]
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
if not udp:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    s.bind(("127.0.0.1", int(sys.argv[1])))
    if not udp:
        s.listen()
except OSError as e:
    sys.exit(e.strerror)' "$@"
}

@test "a port that another container has is already allocated" {
	serve -p 8080:80 -p 127.0.0.1:8081:81/udp
	taken 0.0.0.0:8080 -p 8080:80
	taken 127.0.0.1:8080 -p 127.0.0.1:8080:80
	taken 0.0.0.0:8081 -p 8081:81/udp
	taken 0.0.0.0:8080 -p 80 -p 8090:90 -p 8080:80
	# Another protocol's, or another address's, is another port.
	host combined run --rm -p 8080:80/udp -p 8081:81 -p 172.30.0.1:8081:81/udp -- true
	poll 20 fetched host curl -s -m 5 http://127.0.0.1:8080/
}

@test "a port that a process of the host has is already allocated" {
	requires python3
	mkdir w
	in_background nsenter -t "${backgrounds[0]}" -n busybox httpd -f -p 127.0.0.1:90 -h w
	poll 20 eval '! binds 90 2>/dev/null'
	taken 0.0.0.0:90 -p 90:80
	taken 127.0.0.1:90 -p 127.0.0.1:90:80
	kill -KILL "$background"
	poll 20 eval 'host combined run --rm -p 90:80 -- true'
}

@test "two -p of one command line cannot have one port" {
	taken 0.0.0.0:8080 -p 8080:80 -p 8080:81
	taken 127.0.0.1:8080 -p 8080:80/udp -p 127.0.0.1:8080:81/udp
}

@test "a published port is held from the start to the end, and by nothing after" {
	requires python3
	serve -p 8080:80 -p 8081:81/udp
	run -1 binds 8080
	assert_output 'Address already in use'
	run -1 binds 8081 udp
	assert_output 'Address already in use'
	host combined stop -t 0 "$name" >/dev/null
	binds 8080
	binds 8081 udp
	host combined start "$name" >/dev/null
	run -1 binds 8080
	host combined restart -t 0 "$name" >/dev/null
	run -1 binds 8080
	poll 20 fetched host curl -s -m 5 http://127.0.0.1:8080/
	# A killed supervisor holds nothing, and its rules do no harm.
	kill -KILL "$(status_field "$(field "$name" State.Pid)" PPid)"
	poll 20 binds 8080
	start --name "$name-2" -p 8080:80 -- sh -c \
	    'mkdir /w; echo hello >/w/index.html; exec httpd -f -p 80 -h /w'
	poll 20 fetched host curl -s -m 5 http://127.0.0.1:8080/
}

@test "a container whose port is taken by now does not start, and stays as it was" {
	local status
	host combined run --name "$name" -p 8080:80 -- sh -c 'exit 3' || status=$?
	assert_equal "$status" 3
	start --name "$name-2" -p 8080:80 sleep 1000
	host combined inspect "$name" >before
	run -125 host combined start "$name"
	assert_line "combined: Bind for 0.0.0.0:8080 failed: port is already allocated"
	host combined inspect "$name" | diff before -
	run host combined ps -a
	assert_line --regexp "^$name .*Exited \(3\)"
	host combined rm -f "$name-2" >/dev/null
	host combined start "$name"
}

# echoes: does a datagram to the host's port 8081 come back?
echoes() {
	host python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
s.sendto(b"hello", ("127.0.0.1", 8081))
try:
    s.recv(100)
except OSError:
    sys.exit(1)'
}

@test "the sockets that hold ports receive nothing" {
	requires python3
	serve -p 8080:80 -p 8081:81/udp
	in_background nsenter -t "$(field "$name" State.Pid)" -n python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 81))
while True:
    s.sendto(*s.recvfrom(100))'
	poll 20 fetched host curl -s -m 5 http://127.0.0.1:8080/
	poll 20 echoes
	# And without a rule nothing answers in the container's place.
	host nft delete table ip combined
	run -28 host curl -s -m 1 http://127.0.0.1:8080/
	run -1 echoes
	run host ss -tuanH
	refute_output --partial ESTAB
	run host ss -tulnH
	assert_line --regexp '^udp +UNCONN +0 +0 .*:8081 '
	assert_line --regexp '^tcp +LISTEN +0 +1 .*:8080 '
}

@test "-p names what it does not support" {
	run -125 host combined run --rm -p '[::1]:80:80' -- true
	assert_output --partial '-p [::1]:80:80: IPv4 alone is published'
	run -125 host combined run --rm -p 80-81:80-81 -- true
	assert_output --partial '-p 80-81:80-81: no ranges: one -p for each port'
	run -125 host combined run --rm -p 80/sctp -- true
	assert_output --partial '-p 80/sctp: not [[ADDRESS:][HOST]:]INSIDE[/tcp|udp]'
	# shellcheck disable=SC2046 # so many words
	run -125 host combined run --rm $(seq -f '-p %.0f' 8001 8033) -- true
	assert_output --partial 'more than 32 ports'
	run -125 host combined run --rm -p 192.0.2.9:8080:80 -- true
	assert_output 'combined: Bind for 192.0.2.9:8080 failed: Cannot assign requested address'
}

@test "--network, --pid and --ipc container:NAME share the other's" {
	start --name "$name" sleep 1000
	local pid
	pid=$(field "$name" State.Pid)
	run host combined run --rm --network "container:$name" \
	    --pid "container:$name" --ipc "container:$name" -- \
	    sh -c 'for f in 1/ns/net self/ns/net self/ns/pid self/ns/ipc \
	        self/ns/uts; do readlink /proc/$f; done'
	assert_line --index 0 "$(ns_of "$pid" net)"
	assert_line --index 1 "$(ns_of "$pid" net)"
	assert_line --index 2 "$(ns_of "$pid" pid)"
	assert_line --index 3 "$(ns_of "$pid" ipc)"
	refute_line --index 4 "$(ns_of "$pid" uts)"
	run -125 host combined run --rm --network container:nosuch -- true
	assert_equal "${#lines[@]}" 1
}

@test "--dns, --add-host and --hostname are what /etc says" {
	run combined run --rm --hostname web --dns 192.0.2.53 \
	    --add-host db:192.0.2.7 -- cat /etc/resolv.conf /etc/hosts \
	    /etc/hostname
	assert_line 'nameserver 192.0.2.53'
	assert_line '192.0.2.7	db'
	assert_line web
	run -125 combined run --rm --dns nonsense -- true
	run -125 combined run --rm --add-host db -- true
	run -125 combined run --rm -p nonsense -- true
	run -125 combined run --rm --network none -p 1:2 -- true
	assert_equal "${#lines[@]}" 1
}

# The values of the next three are docker's: opts.ValidateExtraHost(),
# libnetwork's resolvconf, nat.ParsePortSpec().

@test "--add-host: with = or :, IPv6 in brackets, and the host itself" {
	run -0 combined run --rm --add-host a=192.0.2.7 --add-host b:::1 \
	    --add-host c=[2001:db8::1] --add-host d:[::2] --add-host=e=::3 -- \
	    cat /etc/hosts
	for line in '192.0.2.7	a' '::1	b' '2001:db8::1	c' '::2	d' '::3	e'; do
		assert_line "$line"
	done
	run -0 host combined run --rm --network bridge \
	    --add-host h:host-gateway --add-host=i=host-gateway -- cat /etc/hosts
	assert_line '172.30.0.1	h'
	assert_line '172.30.0.1	i'
	for wrong in a= =192.0.2.7 a=b a:1.2.3 a=[] a=[::1 a=::1] ''; do
		run -125 combined run --rm --add-host "$wrong" -- true
		assert_equal "${#lines[@]}" 1
	done
	run -125 combined run --rm --add-host h:host-gateway -- true
	assert_output --partial 'host-gateway needs'
}

@test "/etc/resolv.conf is what systemd-resolved has, and what options say" {
	printf 'nameserver 127.0.0.53\noptions edns0\nsearch stub\n' >stub
	printf 'nameserver 192.0.2.1\nsearch real\n' >real
	in_resolved() {
		unshare --mount sh -c 'mount -t tmpfs none /run &&
		    mkdir -p /run/systemd/resolve &&
		    cp real /run/systemd/resolve/resolv.conf &&
		    mount --bind stub /etc/resolv.conf && exec "$@"' sh \
		    combined run --rm "$@" -- cat /etc/resolv.conf
	}
	run -0 in_resolved
	assert_output $'nameserver 192.0.2.1\nsearch real'
	run -0 in_resolved --dns 192.0.2.9 --dns-search a --dns-search b
	assert_output $'nameserver 192.0.2.9\nsearch a b'
	run -0 in_resolved --dns 192.0.2.9
	assert_output $'nameserver 192.0.2.9\nsearch real'
	run -0 in_resolved --dns-search .
	assert_output 'nameserver 192.0.2.1'
	# One more server: then it is not systemd-resolved alone.
	printf 'nameserver 127.0.0.53\nnameserver 192.0.2.2\n' >stub
	run -0 in_resolved
	assert_output 'nameserver 192.0.2.2'
}

@test "-p takes the protocol in any case" {
	run -0 host combined run -d --name "$name" -p 8083:80/TCP -p 8083:80/Udp \
	    -p 8084:81/ -- sleep 1000
	run -0 host combined inspect -f '{{json .NetworkSettings.Ports}}' "$name"
	for port in 80/tcp 80/udp 81/tcp; do
		assert_output --partial "\"$port\""
	done
	# Docker's client exposes what it publishes.
	assert_equal "$(host combined inspect "$name" |
	    jq -cS '.[0].Config.ExposedPorts')" \
	    '{"80/tcp":{},"80/udp":{},"81/tcp":{}}'
	host combined rm -f "$name"
}

@test "inspect: the address, its network and the way out, in docker's keys" {
	local key
	host combined run -d --name "$name" --network bridge -- sleep 1000
	run -0 host combined exec "$name" sh -c 'ip -o addr show eth0; ip route'
	for key in NetworkSettings NetworkSettings.Networks.bridge; do
		assert_line --partial "inet $(field "$name" $key.IPAddress)/$(field \
		    "$name" $key.IPPrefixLen) "
		assert_line --partial "default via $(field "$name" $key.Gateway) "
	done
	host combined rm -f "$name"
	host combined run -d --name "$name" -- sleep 1000
	run -0 host combined inspect -f \
	    '{{with .NetworkSettings}}{{.Gateway}}{{.IPPrefixLen}}{{end}}' "$name"
	assert_output 0
	host combined rm -f "$name"
}

@test "--explain shows each step as the command that would do the same" {
	run host combined run --rm --explain --network bridge -p 8082:82 true
	assert_success
	assert_line --partial 'ip link add combined0 type bridge'
	assert_line --partial 'ip address add 172.30.0.1/16 dev combined0'
	assert_line --partial 'ip link add combined-2 type veth peer name eth0 netns '
	assert_line --partial 'ip link set combined-2 master combined0'
	assert_line --partial 'ip address add 172.30.0.2/16 dev eth0'
	assert_line --partial 'ip route add default via 172.30.0.1'
	assert_line --partial "nft 'add table ip combined; delete table ip combined; "
}
