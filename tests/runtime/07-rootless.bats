# combined as a normal user: what the kernel allows works, and what it does not
# is said in one line.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	requires root overlay userns
	name=$(unique)
	own=$(mktemp -d /tmp/toolkit-user.XXXXXX)
	chown 65534:65534 "$own"
	unset hidden
}

teardown() {
	[ ! -e "${own-/nonexistent}/combined/$name" ] || user rm -f "$name" || true
	[ -z "${own-}" ] || rm -rf "$own"
	[ -z "${cgroup-}" ] || find "$cgroup" -depth -type d -exec rmdir {} +
}

# user COMMAND…: combined as uid 65534. $hidden: programs that it cannot find;
# $cgroup: one that is delegated to it; $own/tun: what it finds as /dev/net/tun;
# $own/pasta: as pasta.
user() {
	local program script='exec setpriv --reuid 65534 --regid 65534 \
	    --clear-groups --inh-caps=-all --ambient-caps=-all "$@"'
	for program in ${hidden-}; do
		script="mount --bind /dev/null $program; $script"
	done
	[ ! -e "$own/tun" ] ||
	    script="mount --bind $own/tun /dev/net/tun; $script"
	[ ! -e "$own/pasta" ] ||
	    script="mount --bind $own/pasta /usr/bin/pasta; $script"
	[ -z "${cgroup-}" ] ||
	    script="echo \$\$ >$cgroup/us/cgroup.procs; $script"
	unshare --mount sh -c "$script" sh env XDG_RUNTIME_DIR="$own" \
	    COMBINED_DATA="$own/data" "$SUITE_BIN/combined" "$@"
}

start() {
	user run -d --name "$name" "$@" >/dev/null
	pid=$(user inspect -f '{{.State.Pid}}' "$name")
}

@test "root inside is the user outside, with namespaces of its own" {
	start -- sleep 1000
	assert_equal "$(stat -c %u "/proc/$pid")" 65534
	local type
	for type in mnt uts ipc net pid cgroup user; do
		[ "$(ns_of "$pid" $type)" != "$(ns_of self $type)" ]
	done
	run user exec "$name" sh -c 'id -u; echo x >/root/file && cat /root/file'
	assert_output "0
x"
	assert_equal "$(stat -c %u "$own/data/containers/$name/upper/root/file")" \
	    65534
}

@test "another user's HOME is reported, with a remedy" {
	mkdir -m 700 "$own/home"
	run -125 setpriv --reuid 65534 --regid 65534 --clear-groups \
	    env -u COMBINED_DATA -u XDG_DATA_HOME HOME="$own/home" \
	    XDG_RUNTIME_DIR="$own" "$SUITE_BIN/combined" run -- true
	assert_output --partial 'set HOME or COMBINED_DATA, or run --rm'
}

@test "subordinate ids are the container's other users" {
	requires newuidmap
	echo "65534:200000:65536" >subids
	run unshare --mount sh -c 'mount --bind subids /etc/subuid
	    mount --bind subids /etc/subgid
	    exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"' sh \
	    env XDG_RUNTIME_DIR="$own" COMBINED_DATA="$own/data" \
	    "$SUITE_BIN/combined" run --rm -u 7:8 -- sh -c \
	    'id -u; id -g; cat /proc/self/uid_map'
	assert_line --index 0 7
	assert_line --index 1 8
	assert_line --index 3 --regexp '^ +1 +200000 +65536$'
	# All lines of the user count, by name or number, one range behind another.
	printf '%s\n' 65534:200000:1000 0:7:7 nobody:300000:64536 >subids
	run unshare --mount sh -c 'mount --bind subids /etc/subuid
	    mount --bind subids /etc/subgid
	    exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"' sh \
	    env XDG_RUNTIME_DIR="$own" COMBINED_DATA="$own/data" \
	    "$SUITE_BIN/combined" run --rm -u 1001:1001 -- cat \
	    /proc/self/uid_map /proc/self/gid_map
	assert_equal "$(awk '{ print $1, $2, $3 }' <<<"$output" | sort | uniq -c |
	    awk '{ print $1, $2, $3, $4 }')" "2 0 65534 1
2 1 200000 1000
2 1001 300000 64536"
	# Without them there is but one.
	run user run --rm -u 7 -- true
	assert_failure 125
	assert_output --partial subuid
	assert_equal "${#lines[@]}" 1
}

@test "a directory can be deleted and made anew: overlayfs with userxattr" {
	run user run --name "$name" -- sh -c \
	    'rm -r /usr && mkdir /usr && ls /usr | wc -l
	    grep -o userxattr /proc/self/mountinfo | head -1'
	assert_output "0
userxattr"
}

# hello_at PORT: does a server there say so?
hello_at() {
	timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$1 &&
	    printf 'GET / HTTP/1.0\r\n\r\n' >&3 && grep -q hello <&3"
}

@test "pasta is its way out, and leads ports in; both end with it" {
	requires pasta default_route user_tun
	own_tun "$own/tun"
	start -p 127.0.0.1::80 -- sh -c \
	    'mkdir /w; echo hello >/w/index.html; exec httpd -f -p 80 -h /w'
	run nsenter -t "$pid" -n ip -o -4 route show default
	assert_output --partial eth0
	local port helper
	port=$(user inspect "$name" |
	    jq -r '.[0].NetworkSettings.Ports["80/tcp"][0].HostPort')
	poll 20 hello_at "$port"
	helper=$(pgrep -f "pasta.* $pid\$")
	user rm -f "$name" >/dev/null
	poll 10 test ! -e "/proc/$helper"
	run hello_at "$port"
	assert_failure
}

@test "a killed supervisor takes pasta along" {
	requires pasta default_route user_tun
	own_tun "$own/tun"
	start --network bridge -- sleep 1000
	local helper
	helper=$(pgrep -f "pasta.* $pid\$")
	kill -KILL "$(status_field "$pid" PPid)"
	poll 10 test ! -e "/proc/$pid"
	poll 10 test ! -e "/proc/$helper"
	run user ps -a
	assert_line --regexp "^$name .*Exited \(137\)"
	run user doctor --fix
	assert_line --partial "$name: "
	[ ! -e "$own/combined/$name" ]
}

@test "slirp4netns does where pasta is missing, but for ports" {
	requires slirp4netns default_route user_tun
	own_tun "$own/tun"
	hidden=/usr/bin/pasta
	[ -e /usr/bin/pasta ] || hidden=
	start --network bridge -- sleep 1000
	run nsenter -t "$pid" -n ip -o -4 addr show
	assert_output --partial 10.0.2.100
	# The helper has a root of its own with next to nothing in it, and a filter.
	local helper
	helper=$(pgrep -f "slirp4netns.* $pid eth0\$")
	assert_equal "$(status_field "$helper" Seccomp)" 2
	[ ! -e "/proc/$helper/root/usr" ]
	run nsenter -t "$pid" -n ping -c 1 -W 5 10.0.2.2
	assert_success
	run -125 user run --rm -p 80 -- true
	assert_output --partial passt
}

@test "a port that is taken is named, before pasta starts" {
	requires pasta default_route user_tun python3
	own_tun "$own/tun"
	start -p 8080:80 -p 127.0.0.1:8081:81/udp -- sleep 1000
	local words
	ls "$own/combined" "$own/data/containers" >before
	while read -r port words; do
		# shellcheck disable=SC2086 # so many words
		run -125 user run --rm $words -- true
		assert_output "combined: Bind for $port failed: port is already allocated"
	done <<-'END'
		0.0.0.0:8080 -p 8080:80
		127.0.0.1:8080 -p 127.0.0.1:8080:80
		0.0.0.0:8081 -p 8081:81/udp
		0.0.0.0:8090 -p 8090:80 -p 8090:81
		127.0.0.1:8090 -p 8090:80/udp -p 127.0.0.1:8090:81/udp
	END
	run -125 user run --rm -p 80:80 -- true
	assert_output "combined: Bind for 0.0.0.0:80 failed: Permission denied"
	ls "$own/combined" "$own/data/containers" | diff before -
	# And pasta has it alone, once it runs.
	run ss -Htunlp 'sport = 8080 or sport = 8081'
	assert_equal "${#lines[@]}" 2
	assert_line --index 0 --regexp "pass?ta?"
	assert_line --index 1 --regexp "pass?ta?"
}

@test "why pasta or slirp4netns has failed is its last line" {
	printf '#!/bin/sh\necho quiet\necho one >&2\nprintf "the \\033[31mreason\\n" >&2\nexit 1\n' \
	    >"$own/pasta"
	chmod 755 "$own/pasta"
	[ -e /usr/bin/pasta ] || requires pasta
	has user_tun && own_tun "$own/tun"
	run -125 user run --rm --network bridge -- true
	assert_equal "${#lines[@]}" 1
	assert_output --regexp '^combined: /usr/bin/pasta: Network is unreachable: the \\u001b\[31mreason$'
	# However much it says.
	printf '#!/bin/sh\nseq 100000 >&2\nexit 1\n' >"$own/pasta"
	run -125 user run --rm --network bridge -- true
	assert_equal "${#lines[@]}" 1
}

@test "a /dev/net/tun that is closed to users is named, with the remedy" {
	requires default_route tun
	local program
	mknod -m 600 "$own/tun" c 10 200
	for program in pasta slirp4netns; do
		[ -x "/usr/bin/$program" ] || continue
		[ "$program" = pasta ] || hidden=/usr/bin/pasta
		run -125 user run --rm --network bridge -- true
		assert_equal "${#lines[@]}" 1
		assert_output --partial "/usr/bin/$program: "
		assert_output --partial '/dev/net/tun: Permission denied (a user needs it: chmod 666 /dev/net/tun)'
	done
	[ ! -e "$own/combined" ]
}

@test "without either --network bridge says which package is missing" {
	local program all=
	for program in pasta slirp4netns; do
		[ ! -e "/usr/bin/$program" ] || all+=" /usr/bin/$program"
	done
	hidden=$all run -125 user run --rm --network bridge -- true
	assert_equal "${#lines[@]}" 1
	assert_output --partial slirp4netns
}

# restricted VALUE ERRNO CALLS ARGUMENT…: combined as user() has it, with this value of
# Ubuntu's switch, and these calls refused. What Ubuntu's kernel refuses with which
# error is in the test of chapter 2.
restricted() {
	# shellcheck disable=SC2016 # the inner shell expands
	run -125 unshare --mount sh -c '
	    pid_max=$(cat /proc/sys/kernel/pid_max)
	    cap_last_cap=$(cat /proc/sys/kernel/cap_last_cap)
	    mount -t tmpfs none /proc/sys/kernel
	    echo $pid_max >/proc/sys/kernel/pid_max
	    echo $cap_last_cap >/proc/sys/kernel/cap_last_cap
	    echo $1 >/proc/sys/kernel/apparmor_restrict_unprivileged_userns
	    shift
	    exec setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all --ambient-caps=-all "$@"' sh "$1" \
	    env XDG_RUNTIME_DIR="$own" COMBINED_DATA="$own/data" \
	    "$SUITE_BIN/seccomp" -A "errno:$2" -d "$3" -- \
	    "$SUITE_BIN/combined" "${@:4}"
	assert_equal "${#lines[@]}" 1
	if [ "$1" = 1 ]; then
		assert_output --partial \
		    'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
	else
		refute_output --partial sysctl
	fi
}

@test "Ubuntu's restriction of user namespaces is named, with the remedy" {
	requires seccomp
	restricted 1 EPERM mount,mount_setattr,move_mount run --rm -- true
	restricted 0 EPERM mount,mount_setattr,move_mount run --rm -- true
	restricted 1 EACCES clone3 run --rm -- true
	restricted 0 EACCES clone3 run --rm -- true
}

@test "Ubuntu's restriction is named where no container is made: images, and files" {
	requires seccomp
	local value call errno
	user run --name "$name" -- touch /made
	tar -cf "$own/image.tar" -C /etc hostname
	chmod 644 "$own/image.tar"
	for value in 1 0; do
		# The namespace is refused, or what needs a capability in it.
		while read -r call errno; do
			restricted $value "$errno" "$call" diff "$name"
			restricted $value "$errno" "$call" export -o "$own/out" "$name"
			restricted $value "$errno" "$call" cp "$name:/made" "$own/copy"
		done <<-'END'
			clone3 EACCES
			mount EACCES
		END
		restricted $value EACCES clone3 run --rm "$own/image.tar" true
		restricted $value EPERM chroot run --rm "$own/image.tar" true
	done
}

@test "no default route: bridge says so, and what its program said" {
	requires pasta user_tun
	own_tun "$own/tun"
	# shellcheck disable=SC2016 # the inner shell expands
	run -125 unshare --net --mount sh -c '
	    mount --bind "$1/tun" /dev/net/tun
	    shift
	    exec setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all --ambient-caps=-all "$@"' sh "$own" \
	    env XDG_RUNTIME_DIR="$own" COMBINED_DATA="$own/data" \
	    "$SUITE_BIN/combined" run --rm --network bridge -- true
	assert_equal "${#lines[@]}" 1
	assert_output --partial 'the host has no default route (ip route add'
}

@test "another container's namespaces are joined with its users" {
	start -- sleep 1000
	local net
	net=$(ns_of "$pid" net)
	run user run --rm --network "container:$name" --pid "container:$name" \
	    --ipc "container:$name" -- sh -c \
	    'for t in net user; do readlink /proc/self/ns/$t; done; ps'
	assert_line --index 0 "$net"
	assert_line --index 1 "$(ns_of "$pid" user)"
	assert_line --regexp ' sleep 1000$'
	run -125 user run --rm --network container:nosuch -- true
}

@test "without a cgroup that is its own it has no limits, and says so" {
	requires no_cgroup2
	run -125 user run --rm --pids-limit 9 -- true
	assert_equal "${#lines[@]}" 1
	assert_output --partial cgroup
}

@test "limits hold in a cgroup that was delegated" {
	requires cgroup2
	cgroup=/sys/fs/cgroup/$(unique user)
	mkdir "$cgroup" "$cgroup/us"
	echo "+memory +pids" >"$cgroup/cgroup.subtree_control"
	chown -R 65534:65534 "$cgroup"
	start --pids-limit 9 --memory 64M -- sleep 1000
	assert_equal "$(cat "$cgroup/combined/$name/pids.max")" 9
	assert_equal "$(cat "$cgroup/combined/$name/memory.max")" 67108864
	assert_equal "$(cat "$cgroup/combined/$name/cgroup.procs")" "$pid"
	user rm -f "$name"
	[ ! -e "$cgroup/combined/$name" ]
}

# shows COMMAND...: a way to run a container that has users of its own. As podman: what
# shows a namespace of the host's is the host's, and as harmless as its own.
shows() {
	local queues
	run -0 "$@" run --rm --network host -- ls /sys/class/net
	assert_output "$(ls /sys/class/net)"
	run -1 "$@" run --rm --network host -- \
	    sh -c 'awk "/ \/sys/ { print \$4 }" /proc/mounts | grep -vE "^ro,"'
	run -0 "$@" run --rm --pid host -- test -d "/proc/$$"
	run -1 "$@" run --rm --pid host -- \
	    sh -c 'echo 1 >/proc/sys/kernel/msgmax'
	assert_output --partial 'Read-only file system'
	queues=$(awk '$2 == "/dev/mqueue"' /proc/mounts | wc -l)
	run -0 "$@" run --rm --ipc host -- \
	    sh -c 'awk "\$2 == \"/dev/mqueue\"" /proc/mounts | wc -l'
	assert_output "$queues"
	run -0 "$@" run --rm --network host --pid host --ipc host -- true
}

@test "what shows the host's namespaces: /sys, /proc, /dev/mqueue" {
	shows user
}

@test "the same for root with --userns private, and another container's" {
	private() { combined run --userns private "${@:2}"; }
	shows private
	run -0 combined run -d --name "$name-x" -- sleep 1000
	local type
	for type in network pid ipc; do
		run -0 private run --rm "--$type" "container:$name-x" -- true
	done
	combined rm -f "$name-x"
}

@test "what needs root says so in one line" {
	local line
	while read -r line; do
		# shellcheck disable=SC2086
		run -125 user run --rm $line -- true
		assert_equal "${#lines[@]}" 1
	done <<-'END'
		--device /dev/nosuch
		-v /root/nosuch:/x
	END
}
