# The talk's scenes, word for word, with combined in docker's place. The images
# are made here, and have the names that the talk's have.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export COMBINED_DATA=$BATS_TEST_TMPDIR/data
	TARGET=$(unique web)
}

teardown() {
	[ ! -e "/run/combined/$TARGET" ] ||
	    ${host-} combined rm -f "$TARGET" >/dev/null || true
	kill_background
}

# make_image NAME TAR [options of umoci config]: it is in the store, then.
make_image() {
	local name=$1 tar=$2
	shift 2
	[ -e layout ] || umoci init --layout layout
	umoci new --image "layout:$name"
	umoci raw add-layer --image "layout:$name" "$tar"
	umoci config --image "layout:$name" "$@"
	combined pull "oci:layout:$name" >/dev/null
	combined tag "oci:layout:$name" "$name"
}

# make_images: traefik has nothing but one program, a server on port 80; debug
# has what one looks around with.
make_images() {
	mkdir traefik
	gcc -static -O -o traefik/traefik -x c - <<-'END'
		#include <arpa/inet.h>
		#include <unistd.h>

		int
		main(void)
		{
			static const char answer[] =
			    "HTTP/1.0 200 OK\r\n\r\nhello from traefik\n";
			struct sockaddr_in any = { .sin_family = AF_INET,
				.sin_port = htons(80) };
			char request[4096];

			int door = socket(AF_INET, SOCK_STREAM, 0);
			if (bind(door, (void *)&any, sizeof(any)) ||
			    listen(door, 9))
				return 1;
			for (;;) {
				int guest = accept(door, NULL, NULL);
				read(guest, request, sizeof(request));
				write(guest, answer, sizeof(answer) - 1);
				close(guest);
			}
		}
	END
	tar -C traefik -cf traefik.tar .
	make_image traefik traefik.tar --config.entrypoint /traefik
	combined run --name "$TARGET" -- true
	combined export -o debug.tar "$TARGET"
	combined rm "$TARGET" >/dev/null
	make_image janoszen/debug debug.tar --config.cmd sh
	make_image debug debug.tar --config.cmd sh
}

# own_network: the host's part is played by a network namespace.
own_network() {
	in_background unshare --net sleep 1000
	poll 20 eval '[ "$(ns_of "$background" net)" != "$(ns_of self net)" ]'
	host="nsenter -t $background -n"
	$host ip link set lo up
}

start_traefik() {
	make_images
	own_network
	$host combined run -d --name "$TARGET" -p 8000:80 traefik
	pid=$($host combined inspect -f '{{.State.Pid}}' "$TARGET")
}

@test "docker run traefik: ps auwfx on the host, and in the guest" {
	requires root overlay nftables bridge static skopeo umoci
	start_traefik
	run poll 20 $host bash -c 'exec 3<>/dev/tcp/127.0.0.1/8000 &&
	    echo GET / >&3 && cat <&3'
	assert_line 'hello from traefik'
	# Host: /traefik is a child of its supervisor.
	run ps auwfx
	assert_line --regexp " $pid .* \\\\_ /traefik$"
	run ps -o comm= -p "$(status_field "$pid" PPid)"
	assert_output combined
	# Guest: it is alone, but for the process that looks.
	run $host combined run --rm --pid "container:$TARGET" debug ps auwfx
	assert_line --regexp '^ +1 root +/traefik$'
	assert_equal "${#lines[@]}" 3
	assert_line --regexp '^ +[0-9]+ root .*ps auwfx$'
}

@test "combined tree is both pictures in one" {
	requires root overlay nftables bridge static skopeo umoci
	start_traefik
	run $host combined tree "$TARGET"
	assert_line --regexp "^ +$pid +1  └─ /traefik$"
}

@test "OpenVPN in Docker: its capabilities and device make a tun link" {
	requires root overlay tun
	run combined run \
	    --cap-add NET_RAW \
	    --cap-add NET_ADMIN \
	    --device /dev/net/tun --rm -- sh -c \
	    'tunctl -t vpn0 && ip link set vpn0 up; ip -o link
	    grep CapEff /proc/self/status'
	assert_line --regexp 'vpn0: <.*UP'
	assert_line --regexp '00000000a80435fb$'
	[ ! -e /sys/class/net/vpn0 ]
	# Without the capability the kernel refuses, without the device, too.
	run combined run --rm --device /dev/net/tun -- tunctl -t vpn0
	assert_failure
	run combined run --rm --cap-add NET_ADMIN -- sh -c \
	    'mkdir /dev/net; mknod /dev/net/tun c 10 200; tunctl -t vpn0'
	assert_failure
}

@test "the debug container: another container's processes and network" {
	requires root overlay nftables bridge static skopeo umoci expect
	start_traefik
	export TARGET
	run in_terminal 'spawn '"$host"' sh -c {combined run \
	      --pid container:$TARGET \
	      --net container:$TARGET \
	      --cap-add NET_RAW \
	      --cap-add NET_ADMIN \
	      --cap-add SYS_PTRACE \
	      --rm -ti \
	      janoszen/debug}
	    set timeout 20
	    answer {# } "ps auwfx; ip -o -4 addr show eth0\r"
	    answer {172.30.0.2} "ping -c 1 -W 5 172.30.0.1\r"
	    answer { 0% packet loss} "ip address add 192.0.2.77/32 dev eth0\r"
	    answer {# } "readlink /proc/1/exe\r"
	    answer {# } "exit\r"
	    expect eof'
	assert_success
	assert_line --regexp '^ +1 root +/traefik.?$'
	assert_line --regexp '^(# )?/traefik.?$'
	# What it has done to the network is the target's.
	run nsenter -t "$pid" -n ip -o -4 addr show eth0
	assert_output --partial 192.0.2.77
	[ -e "/proc/$pid" ]
}

@test "the debug container in one line" {
	requires root overlay nftables bridge static skopeo umoci expect
	start_traefik
	TARGET=$TARGET run in_terminal 'spawn '"$host"' combined run --rm -ti \
	      --pid container:$env(TARGET) --network container:$env(TARGET) \
	      --cap-add NET_RAW --cap-add NET_ADMIN --cap-add SYS_PTRACE debug
	    answer {# } "grep CapEff /proc/self/status; exit\r"
	    expect eof'
	assert_output --partial 00000000a80c35fb
}

@test "SYS_PTRACE it is that shows the other's memory and files" {
	requires root overlay
	combined run -d --name "$TARGET" -e SECRET=x -u 1000 -- sleep 1000
	run combined run --rm --pid "container:$TARGET" -- \
	    cat /proc/1/environ
	assert_failure
	run combined run --rm --pid "container:$TARGET" \
	    --cap-add SYS_PTRACE -- sh -c 'tr "\0" "\n" </proc/1/environ'
	assert_line SECRET=x
}
