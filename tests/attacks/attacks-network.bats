# Ways out by the network: what a container can put on its cable, and what it
# reaches of the host by it. The host is a network namespace of the test's own.

load ../lib/attacks

# The teardown that all files of attacks share.
eval "end_attack() $(declare -f teardown | tail -n +2)"

setup() {
	with_containers
	requires root overlay nftables bridge static
	ids=("$name")
	gcc -D_GNU_SOURCE -O1 -static -o attack "$BATS_TEST_DIRNAME/attack-network.c"
	new_host
}

teardown() {
	local one
	for one in "$name" "$name-2" "$name-3"; do
		[ ! -e "/run/combined/$one" ] || host combined rm -f "$one" || true
	done
	[ -z "${own-}" ] || user combined rm -f "$name" || true
	[ -z "${own-}" ] || rm -r "$own"
	end_attack
}

# new_host: a network namespace, which host COMMAND… runs in. There, IPv6 takes
# what routers say, as it does by default.
new_host() {
	namespace
	hosts=$background
	host ip link set lo up
	host sh -c 'cd /proc/sys/net/ipv6/conf/default
	    echo 1 >accept_ra; echo 1 >autoconf; echo 0 >disable_ipv6'
}

# namespace: one more, by the process $background.
namespace() {
	in_background unshare --net sleep 1000
	poll 20 eval '[ "$(ns_of "$background" net)" != "$(ns_of self net)" ]'
}

host() { nsenter -t "$hosts" -n "$@"; }

# plain: a bridge and a cable as ip(8) makes them, on which nothing stops anything.
# The other end is that of the process $tenant; addresses as ours are.
plain() {
	namespace
	tenant=$background
	host ip link add plain type bridge
	host ip address add 172.30.0.1/16 dev plain
	host ip link set plain up
	host ip link add cable type veth peer name eth0 netns "$tenant"
	host ip link set cable master plain up
	inside ip address add 172.30.0.2/16 dev eth0
	inside ip link set eth0 up
	inside ip link set lo up
	poll 20 reaches_host
}

plain_ends() { host ip link delete plain && host ip link delete cable; }

# start NAME [option...]: a container on the bridge, which has the program of the
# attacks, and is the tenant from here on.
start() {
	local its=$1
	shift
	host combined run -d --name "$its" --network bridge -v "$PWD/attack:/attack:ro" \
	    "$@" -- sleep 1000 >/dev/null 3>&-
	tenant=$(host combined inspect -f '{{.State.Pid}}' "$its")
}

inside() { nsenter -t "$tenant" -n "$@"; }
from_inside() { host combined exec "$name" /attack "$@"; }
reaches_host() { inside ping -c 1 -W 5 172.30.0.1 >/dev/null; }

# What the host believes of IPv6, but for what is its own.
ipv6_state() { host ip -6 route; host ip -6 -o address | awk '{ print $2, $4 }'; }
has_ra_route() { host ip -6 route show default | grep -q 'via fe80::bad'; }
has_ra_address() { host ip -6 -o address | grep -q 2001:db8:bad:; }

# Frames of a cable come in order: when a ping has been answered, the ones before
# it have been dealt with.
no_router() {
	from_inside ra eth0
	reaches_host
	! has_ra_route && ! has_ra_address
}

@test "CVE-2020-13401: a container is the host's router of IPv6" {
	attack CVE-2020-13401 "router advertisements by a packet socket: run -d, start, NET_ADMIN"
	plain
	plain_takes_ra() { inside ./attack ra eth0 && has_ra_route && has_ra_address; }
	poll 20 plain_takes_ra
	plain_ends
	ipv6_state >before
	run -1 has_ra_route

	start "$name"
	no_router
	host combined stop -t 0 "$name" >/dev/null
	host combined start "$name" >/dev/null 3>&-
	tenant=$(host combined inspect -f '{{.State.Pid}}' "$name")
	no_router
	host combined rm -f "$name" >/dev/null
	# Changes on the container's own side do not help it.
	start "$name" --cap-add NET_ADMIN \
	    --sysctl net.ipv6.conf.all.disable_ipv6=0 \
	    --sysctl net.ipv6.conf.eth0.disable_ipv6=0
	no_router
	ipv6_state >after
	diff before after

	# Two things are in the way, and each is enough: the cable's rules,
	host sh -c 'echo 0 >/proc/sys/net/ipv6/conf/combined0/disable_ipv6'
	poll 20 eval '! host ip -6 -o address show dev combined0 tentative | grep -q .'
	no_router
	# the switch of the link,
	host sh -c 'echo 1 >/proc/sys/net/ipv6/conf/combined0/disable_ipv6'
	host nft delete chain netdev combined "cable-$name"
	no_router
	# and without both it would work.
	host sh -c 'echo 0 >/proc/sys/net/ipv6/conf/combined0/disable_ipv6'
	container_takes() { from_inside ra eth0 && has_ra_route; }
	poll 20 container_takes
	stopped_by "IPv6 is off on the bridge and its cables before they are up; no frame of IPv6 leaves a cable"
}

@test "a bridge that is there before the first container takes no IPv6 either" {
	attack "CVE-2020-13401, a bridge of another's" "combined0 made by ip(8), with accept_ra and an address"
	host ip link add combined0 type bridge
	host ip link set combined0 up
	poll 20 eval 'host ip -6 -o address show dev combined0 | grep -q fe80'
	host sh -c 'echo 1 >/proc/sys/net/ipv4/conf/combined0/accept_redirects'
	start "$name"
	run host ip -6 -o address show dev combined0
	refute_output
	no_router
	run host cat /proc/sys/net/ipv4/conf/combined0/accept_redirects
	assert_output 0
	run host cat /proc/sys/net/ipv4/conf/combined0/rp_filter
	assert_output 1
	host combined rm -f "$name" >/dev/null
	# And what only has the name is not used.
	host ip link add combined0 type veth peer name other
	run -125 host combined run --rm --network bridge -- true
	assert_line --partial 'combined0: File exists'
	[ "${#lines[@]}" -eq 1 ]
	stopped_by "kind, address and switches are made sure of at each start"
}

# has6 DEVICE: has it an address of IPv6 in the tenant?
has6() { inside ip -6 -o address show dev "$1" | grep -q inet6; }

@test "CVE-2024-32473: a link of a network without IPv6 has it all the same" {
	attack CVE-2024-32473 "link-local and router's addresses on eth0: run, start, exec, the switch from inside"
	plain
	poll 20 has6 eth0
	host ./attack ra plain
	poll 20 eval 'inside ip -6 -o address show dev eth0 | grep -q 2001:db8:bad:'
	plain_ends

	start "$name"
	start "$name-2"
	tenant=$(host combined inspect -f '{{.State.Pid}}' "$name")
	# Both neighbours and the host say that they are routers.
	no_ipv6() {
		host combined exec "$name-2" /attack ra eth0
		host ./attack ra combined0
		reaches_host
		run -1 has6 eth0
		run inside ip -6 route show dev eth0
		refute_output
	}
	no_ipv6
	run host combined exec "$name" sh -c \
	    'echo 0 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6'
	assert_output --partial 'Read-only file system'
	no_ipv6
	host combined stop -t 0 "$name" >/dev/null
	host combined start "$name" >/dev/null 3>&-
	tenant=$(host combined inspect -f '{{.State.Pid}}' "$name")
	no_ipv6
	# Where the switch is off, it is the host that has put it on.
	inside sh -c 'echo 0 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6'
	poll 20 has6 eth0
	stopped_by "disable_ipv6 on the container's end before it is up, and /proc/sys is read-only"
}

# goes_by DESTINATION GATEWAY: does the host send there by this neighbour?
goes_by() { host ip route get "$1" | grep -q " via $2 "; }
goes_by6() { host ip -6 route get "$1" | grep -q " via $2 "; }

@test "a container redirects what the host sends" {
	attack "ICMP redirects" "of IPv4 and IPv6, the host having a route by the container"
	plain
	inside ip address add 172.30.0.3/16 dev eth0
	host sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/accept_redirects'
	host ping -c 1 -W 5 172.30.0.3
	host ip route add 198.51.100.0/24 via 172.30.0.2
	host ip -6 route add 2001:db8:1::/64 via fe80::2 dev plain
	plain_redirects() {
		inside ./attack redirect eth0 172.30.0.2 172.30.0.1 172.30.0.3 198.51.100.1
		goes_by 198.51.100.1 172.30.0.3
	}
	poll 20 plain_redirects
	plain_redirects6() {
		inside ./attack redirect6 eth0 fe80::2 fe80::3 2001:db8:1::1
		goes_by6 2001:db8:1::1 fe80::3
	}
	poll 20 plain_redirects6
	plain_ends

	start "$name-2"
	start "$name-3"
	host combined rm -f "$name-2" >/dev/null
	start "$name"
	host ping -c 1 -W 5 172.30.0.3
	host ip route add 198.51.100.0/24 via 172.30.0.2
	# A host that takes redirects from the router of its own network.
	host sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/accept_redirects'
	local i
	for i in 1 2 3; do
		from_inside redirect eth0 172.30.0.2 172.30.0.1 172.30.0.3 198.51.100.1
	done
	reaches_host
	goes_by 198.51.100.1 172.30.0.2
	# No rule, and each link taking redirects: the switch of the link is enough.
	host nft delete chain netdev combined "cable-$name"
	host nft flush chain ip combined raw
	from_inside redirect eth0 172.30.0.2 172.30.0.1 172.30.0.3 198.51.100.1
	reaches_host
	goes_by 198.51.100.1 172.30.0.2
	host sh -c 'echo 1 >/proc/sys/net/ipv4/conf/combined0/accept_redirects'
	container_redirects() {
		from_inside redirect eth0 172.30.0.2 172.30.0.1 172.30.0.3 198.51.100.1
		goes_by 198.51.100.1 172.30.0.3
	}
	poll 20 container_redirects
	# IPv6, where an administrator has switched it on again.
	host combined rm -f "$name" >/dev/null
	start "$name"
	host sh -c 'echo 0 >/proc/sys/net/ipv6/conf/combined0/disable_ipv6'
	host ip -6 route add 2001:db8:1::/64 via fe80::2 dev combined0
	from_inside redirect6 eth0 fe80::2 fe80::3 2001:db8:1::1
	reaches_host
	goes_by6 2001:db8:1::1 fe80::2
	host nft delete chain netdev combined "cable-$name"
	container_redirects6() {
		from_inside redirect6 eth0 fe80::2 fe80::3 2001:db8:1::1
		goes_by6 2001:db8:1::1 fe80::3
	}
	poll 20 container_redirects6
	host combined rm -f "$name-3" >/dev/null
	stopped_by "accept_redirects=0 on the bridge, a rule, and no IPv6"
}

# local_address LINK: its link-local one; where it has none, the one that follows
# from its hardware address.
local_address() {
	local h
	host ip -6 -o address show dev "$1" scope link |
	    awk '{ sub("/.*", "", $4); print $4 }' | grep . && return
	IFS=: read -ra h < <(host ip -br link show "$1" | awk '{ print $3 }')
	printf 'fe80::%02x%s:%sff:fe%s:%s%s' $((0x${h[0]} ^ 2)) "${h[@]:1}"
}

# What a container does that has its own link's IPv6 switched on: it asks, when
# both ends have made sure of their addresses.
asks_ipv6() {
	inside sh -c 'for i in all eth0; do
	    echo 0 >/proc/sys/net/ipv6/conf/$i/disable_ipv6; done'
	poll 20 eval 'inside ip -6 address show dev eth0 | grep -q fe80'
	poll 20 eval '! inside ip -6 address show dev eth0 tentative | grep -q .'
	poll 20 eval '! host ip -6 address show tentative | grep -q .'
	inside curl -gs -m 2 "http://[$(local_address "$1")%25eth0]:90/"
}

@test "what the host offers on [::] is reached by a link-local address" {
	attack "link-local addresses" "a server of the host's on [::], by the bridge's fe80 address"
	mkdir w
	echo hello >w/index.html
	in_background nsenter -t "$hosts" -n busybox httpd -f -p '[::]:90' -h w
	plain
	plain_answers() { [ "$(asks_ipv6 plain)" = hello ]; }
	poll 20 plain_answers
	plain_ends
	start "$name"
	run asks_ipv6 combined0
	assert_failure
	refute_output
	# The cable alone is enough,
	host sh -c 'echo 0 >/proc/sys/net/ipv6/conf/combined0/disable_ipv6'
	run asks_ipv6 combined0
	assert_failure
	# and it is the cable.
	host nft delete chain netdev combined "cable-$name"
	container_answers() { [ "$(asks_ipv6 combined0)" = hello ]; }
	poll 20 container_answers
	stopped_by "the bridge has no address of IPv6, and its cables carry none"
}

# heard COMMAND… : what a server of the host's on port 99/udp gets of the datagrams
# of 172.30.0.2, until the one that is true: each says where it claims to be from.
heard() {
	local from
	in_background nsenter -t "$hosts" -n ./attack listen 99 >heard
	poll 20 grep -q ready heard
	for from in 127.0.0.2 127.0.0.1 172.30.0.1 192.0.2.1 198.51.100.9 0.0.0.0 \
	    172.30.0.3 172.30.0.2; do
		"$@" udp eth0 "$from" 172.30.0.1 99 "from $from"
	done
	poll 20 grep -qx 'from 172.30.0.2' heard
	kill -KILL "$background"
	grep -v ready heard
}

@test "a datagram from 127.0.0.2, the gateway, a neighbour, the world" {
	attack "addresses that are not the container's" "datagrams by a packet socket from 127.0.0.2 and other sources"
	host ip link add out type veth peer name far
	host ip address add 192.0.2.1/24 dev out
	host ip link set out up
	host ip route add default via 192.0.2.2
	plain
	# As it was on ours.
	host sh -c 'echo 1 >/proc/sys/net/ipv4/conf/plain/route_localnet'
	run heard inside ./attack
	assert_line 'from 127.0.0.2'
	assert_line 'from 198.51.100.9'
	assert_line 'from 172.30.0.3'
	plain_ends
	start "$name"
	run heard from_inside
	assert_output 'from 172.30.0.2'
	# By the rules of the cable; without these, by those of the host's,
	host nft delete chain netdev combined "cable-$name"
	run heard from_inside
	assert_output 'from 172.30.0.3
from 172.30.0.2'
	# and without these by the link's rp_filter.
	host nft flush chain ip combined raw
	run heard from_inside
	assert_output 'from 172.30.0.3
from 172.30.0.2'
	host sh -c 'echo 0 >/proc/sys/net/ipv4/conf/combined0/rp_filter'
	run heard from_inside
	assert_line 'from 127.0.0.2'
	stopped_by "a cable's rules know its one address; the bridge's, its network; rp_filter"
}

# believes WHO ADDRESS: the hardware address that one has noted for it.
believes() { "$1" ip -br neigh show "$2" | awk '{ print $3 }'; }
neighbour() { nsenter -t "$neighbour" -n "$@"; }
hardware() { "$1" cat /sys/class/net/"$2"/address; }

# takes_address SENDER…: both are told, several times, that the attacker is the
# other one: succeeds where one of them believes it.
takes_address() {
	"$@" arp eth0 172.30.0.1
	"$@" arp eth0 "$other"
	reaches_host
	[ "$(believes neighbour 172.30.0.1)" = "$mine" ] ||
	    [ "$(believes host "$other")" = "$mine" ]
}

# takes_frames: sends as the neighbour, which takes its frames back when it sends.
takes_frames() {
	inside ./attack frame eth0 "$its"
	host bridge fdb show br plain | grep "$its" | grep -q 'dev cable '
}

@test "a container says that it is the gateway, or its neighbour" {
	attack "ARP spoofing" "replies that nobody asked for, and a neighbour's hardware address"
	plain
	# The kernel believes the first one for a second: not here.
	host sh -c 'echo 0 >/proc/sys/net/ipv4/neigh/plain/locktime'
	namespace
	neighbour=$background
	host ip link add cable2 type veth peer name eth0 netns "$neighbour"
	host ip link set cable2 master plain up
	neighbour ip address add 172.30.0.3/16 dev eth0
	neighbour ip link set eth0 up
	other=172.30.0.3
	neighbour sh -c 'echo 0 >/proc/sys/net/ipv4/neigh/eth0/locktime'
	neighbour ping -c 1 -W 5 172.30.0.1
	mine=$(inside ip -br link show eth0 | awk '{ print $3 }')
	poll 20 takes_address inside ./attack
	its=$(neighbour ip -br link show eth0 | awk '{ print $3 }')
	poll 20 takes_frames
	plain_ends
	host ip link delete cable2

	start "$name-2"
	neighbour=$tenant
	start "$name"
	other=172.30.0.2
	host sh -c 'echo 0 >/proc/sys/net/ipv4/neigh/combined0/locktime'
	neighbour sh -c 'echo 0 >/proc/sys/net/ipv4/neigh/eth0/locktime'
	neighbour ping -c 1 -W 5 172.30.0.1
	mine=$(inside ip -br link show eth0 | awk '{ print $3 }')
	local i
	for i in 1 2 3; do
		run -1 takes_address from_inside
	done
	its=$(neighbour ip -br link show eth0 | awk '{ print $3 }')
	from_inside frame eth0 "$its"
	reaches_host
	run host bridge fdb show br combined0
	refute_line --regexp "^$its dev combined-3 "
	# So it is the cable's rules.
	host nft delete chain netdev combined "cable-$name"
	poll 20 takes_address from_inside
	from_inside frame eth0 "$its"
	poll 20 eval 'host bridge fdb show br combined0 | grep "$its" | grep -q "dev combined-3 "'
	stopped_by "a cable's rules know its one address of each kind"
}

@test "the text of -p becomes a rule" {
	attack "text of -p in rules" "an address with words of nft(8) behind it, and other spellings"
	local port
	# What inet_aton(3) has for an address, nft(8) has for a rule.
	host nft 'table ip mine { chain c { ip daddr 127.0.0.1 counter tcp dport 80 drop; }; }'
	host nft list ruleset | grep -q counter
	host nft delete table ip mine
	host nft list ruleset >before
	for port in '127.0.0.1 counter:8080:80' '127.0.0.1 accept # :8080:80' \
	    $'127.0.0.1\taccept:8080:80' $'127.0.0.1\naccept:8080:80' \
	    127.1:8080:80 0x7f.0.0.1:8080:80 0177.0.0.1:8080:80 2130706433:8080:80 \
	    '127.0.0.1/8:8080:80' '127.0.0.1:8080 :80' '127.0.0.1:+8080:80' \
	    '127.0.0.1:8080:80 ' '127.0.0.1:8080:80/tcp drop' '[::1]:8080:80' \
	    '8080-8081:80-81' '127.0.0.1:8080:80/sctp' '*:8080:80' '!127.0.0.1:8080:80'; do
		echo "-p $port"
		run -125 host combined run --rm -p "$port" -- true
		[ "${#lines[@]}" -le 2 ]
		assert_output --partial "-p "
		run -125 host combined run -d --name "$name" -p "$port" -- true
		[ ! -e "/run/combined/$name" ]
	done
	host nft list ruleset >after
	diff before after
	# What is an address comes back as one, in the kernel's spelling.
	start "$name" -p 127.0.0.1:8080:80 -p 0.0.0.0:8081:81/udp
	run host nft list map ip combined ports
	assert_line --regexp "[{ \t]+127\.0\.0\.1 \. tcp \. 8080 comment \"$name\" : 172\.30\.0\.2 \. 80( }|,)$"
	assert_line --regexp "[{ \t]+0\.0\.0\.0/0 \. udp \. 8081 comment \"$name\" : 172\.30\.0\.2 \. 81( }|,)$"
	stopped_by "inet_pton(3), and rules that are printed from numbers"
}

@test "a user's container is published by what it listens on" {
	attack "ports without -p" "a server in a normal user's container; pasta(1) alone, then ours"
	requires pasta default_route user_tun
	own=$(mktemp -d /tmp/toolkit-user.XXXXXX)
	chown 65534:65534 "$own"
	own_tun "$own/tun"
	# This program writes down its arguments, and is pasta.
	cat >"$own/pasta" <<-END
		#!/bin/sh
		printf '%s\n' "\$@" >$own/told
		exec $own/real/pasta "\$@"
	END
	chmod 755 "$own/pasta"
	mkdir -m 755 "$own/real"
	touch "$own/real/pasta"
	told() { tr '\n' ' ' <"$own/told"; }
	reached() {
		timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$1 && grep -q hello <&3" 2>/dev/null
	}
	serves() { echo "while :; do echo hello | nc -l -p $1; done"; }
	user combined run -d --name "$name" --network bridge -- \
	    sh -c "$(serves 9999)" 3>&-
	run told
	assert_output --regexp '-t none .*-u none '
	# By itself, one of 2024 and later publishes within some seconds.
	user sh -c 'setsid "$@" </dev/null >/dev/null 2>&1 3>&- 4>&- & echo $!' sh \
	    "$own/real/pasta" --config-net -- sh -c "$(serves 9998)" >alone
	backgrounds+=("$(cat alone)")
	if poll 4 reached 9998; then
		run reached 9999
		assert_failure
	fi
	user combined rm -f "$name"
	user combined run -d --name "$name" -p 8088:80 -- sleep 1000 3>&-
	run told
	assert_output --regexp '-u none .*-t 8088:80 '
	refute_output --partial '-t none'
	user combined rm -f "$name"
	user combined run -d --name "$name" -p 8088:80/udp -- sleep 1000 3>&-
	run told
	assert_output --regexp '-t none .*-u 8088:80 '
	refute_output --partial '-u none'
	user combined stop -t 0 "$name"
	user combined start "$name" 3>&-
	run told
	assert_output --regexp '-t none .*-u 8088:80 '
	stopped_by "pasta is told which ports, or none"
}

# user COMMAND…: as uid 65534, with a /dev/net/tun that it may open, and in the
# place of pasta the program that writes down what it is told.
user() {
	unshare --mount sh -c 'own=$1; shift; cd "$own" || exit
	    mount --bind "$own/tun" /dev/net/tun || exit
	    mount --bind "$(realpath /usr/bin/pasta)" "$own/real/pasta" || exit
	    mount --bind "$own/pasta" /usr/bin/pasta || exit
	    exec setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all --ambient-caps=-all "$@"' sh "$own" \
	    env XDG_RUNTIME_DIR="$own" COMBINED_DATA="$own/data" \
	    PATH="$SUITE_BIN:$PATH" "$@"
}
