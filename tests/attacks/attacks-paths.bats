# Ways out through paths: links in an image, /proc that is not /proc.

load ../lib/attacks

# A link in the image that leads to the host's root as long as that is stacked
# on the container's: "/.." crosses over.
trap_link() {
	mkdir -p "b/rootfs$BATS_TEST_TMPDIR/host"
	ln -s "/..$BATS_TEST_TMPDIR/host" b/rootfs/data
}

@test "CVE-2024-45310: a mount target through a link in the image" {
	attack CVE-2024-45310 "volume, device, directory at /data, a link out"
	requires root
	bundle
	trap_link
	naively /bin/mkdir /data/owned
	[ -d host/owned ] && rmdir host/owned

	mkdir volume
	does sh -c 'ls /data'
	config --arg v "$PWD/volume" '.process.cwd = "/data/cwd" | .mounts +=
	    [{destination: "/data/a/b", type: "bind", source: $v,
	      options: ["bind"]},
	     {destination: "/data/tmp", type: "tmpfs", source: "tmpfs"}] |
	    .linux.devices = [{type: "c", path: "/data/null", major: 1,
	      minor: 3}]'
	run oci run --bundle b "$id"
	assert_output "$(printf '%s\n' a cwd null tmp)"
	assert_equal "$(ls host)" secret
	stopped_by "openat2(RESOLVE_IN_ROOT): all were made inside"
}

@test "the same with docker's words: -v and -w" {
	attack "CVE-2024-45310, docker's words" "-v and -w through a link out"
	requires root overlay
	bundle
	trap_link
	run combined run --rm -v "$PWD/b:/data/v" -w /data/cwd \
	    "$PWD/b/rootfs" /bin/ls /data
	assert_output "$(printf '%s\n' cwd v)"
	assert_equal "$(ls host)" secret
	stopped_by "openat2(RESOLVE_IN_ROOT): all were made inside"
}

@test "CVE-2021-30465: a volume's directory becomes a link meanwhile" {
	attack "CVE-2021-30465, CVE-2024-45310" \
	    "30 containers, a directory and a file, the target exchanged all the time"
	requires root
	bundle
	mkdir -p volume/real
	does true
	touch file
	config --arg v "$PWD/volume" --arg f "$PWD/file" '.mounts +=
	    [{destination: "/v", type: "bind", source: $v, options: ["bind"]},
	     {destination: "/v/x/file", type: "bind", source: $f,
	      options: ["bind"]},
	     {destination: "/v/x/made", type: "bind", source: $v,
	      options: ["bind"]}]'
	in_background sh -c "cd volume; while :; do
	    ln -sfn /../../../../..$PWD/host x; rm x
	    ln -s /proc/1/root$PWD/host x; rm x; mkdir x; mv x y; rm -r y
	    done 2>/dev/null"
	# The same path, in a directory that nothing protects.
	poll 20 sh -c 'mkdir volume/x/made 2>/dev/null; [ -d host/made ]'
	rmdir host/made
	local i
	for i in $(seq 30); do
		oci run --bundle b "$id" >/dev/null 2>&1 || true
		assert_equal "$(ls host)" secret
	done
	stopped_by "targets are descriptors; move_mount on what was opened"
}

@test "CVE-2019-19921, CVE-2023-27561: the image's /proc is a link" {
	attack "CVE-2019-19921, CVE-2023-27561" "image with /proc and /sys as links"
	requires root
	bundle
	local at
	does true
	oci run --bundle b "$id"
	for at in proc sys; do
		rmdir b/rootfs/$at
		ln -s tmp b/rootfs/$at
		# mount(8) follows it.
		run naively /bin/mount -t tmpfs x /$at
		assert_success
		run -125 oci run --bundle b "$id"
		assert_output --partial 'Too many levels of symbolic links'
		rm b/rootfs/$at
		mkdir b/rootfs/$at
	done
	stopped_by "RESOLVE_NO_SYMLINKS: ELOOP"
}

# A directory that looks like /proc where it matters.
fake_proc() {
	mkdir -p fake/self/attr/apparmor fake/sys/net/ipv4
	touch fake/self/attr/apparmor/exec fake/sys/net/ipv4/ip_forward
}

@test "CVE-2023-28642: AppArmor and masked paths by a /proc that is a link" {
	attack CVE-2023-28642 \
	    "image with /proc a link to what looks like it; mounted, bound, neither"
	requires root
	bundle
	local written=b/rootfs/fake/self/attr/apparmor/exec
	fake_proc
	mv fake b/rootfs
	echo told >b/rootfs/fake/keys
	rmdir b/rootfs/proc
	ln -s fake b/rootfs/proc
	chroot b/rootfs /bin/sh -c 'echo exec x >/proc/self/attr/apparmor/exec'
	assert_equal "$(cat $written)" 'exec x'

	: >$written
	does true
	config '.process.apparmorProfile = "x"'
	run -125 oci run --bundle b "$id"
	assert_output --partial 'Too many levels of symbolic links'
	# No procfs at all: what is written there would reach the image.
	config '.mounts |= map(select(.destination != "/proc"))'
	run -125 oci run --bundle b "$id"
	assert_output --partial 'Invalid cross-device link'
	[ ! -s $written ]

	# A bind may go where the link leads, and covers the image's for good; the
	# link is the container's, though, and another by the time of an exec.
	config '.process.apparmorProfile = "" | .mounts += [{type: "bind",
	    destination: "/proc", source: "/proc", options: ["rbind"]}] |
	    .linux.maskedPaths = ["/proc/keys", "/proc/sys"] |
	    .linux.namespaces |= map(select(.type != "pid"))'
	does sh -c 'cp -r /other /proc-2; rm /proc; ln -s /proc-2 /proc
	    cat /fake/keys; ls /fake/sys; echo masked; sleep 1000'
	cp -r b/rootfs/fake b/rootfs/other
	created
	oci start "$id"
	poll 10 grep masked out
	assert_equal "$(cat out)" masked
	run oci exec --apparmor x "$id" true
	assert_failure
	[ ! -s b/rootfs/proc-2/self/attr/apparmor/exec ]
	[ ! -s $written ]
	stopped_by "RESOLVE_NO_SYMLINKS for a procfs, and fstatfs before a write"
}

@test "CVE-2019-16884: a volume over /proc takes what is for AppArmor" {
	attack CVE-2019-16884 "volume with self/attr over /proc, and a profile"
	requires root
	bundle
	does true
	fake_proc
	unshare --mount sh -c 'mount --bind fake /proc
	    echo exec x >/proc/self/attr/apparmor/exec'
	assert_equal "$(cat fake/self/attr/apparmor/exec)" 'exec x'

	: >fake/self/attr/apparmor/exec
	config --arg f "$PWD/fake" '.process.apparmorProfile = "x" |
	    .mounts += [{destination: "/proc", type: "bind", source: $f,
	    options: ["rbind"]}] | .linux.maskedPaths = [] |
	    .linux.readonlyPaths = []'
	run -125 oci run --bundle b "$id"
	assert_output --partial 'Invalid cross-device link'
	assert_equal "${#lines[@]}" 1
	[ ! -s fake/self/attr/apparmor/exec ]
	stopped_by "fstatfs: it is no procfs"
}

@test "a link of the image leads a mount over /proc" {
	attack "a link to /proc" \
	    "a volume, a tmpfs or /etc/hosts where the image has a link to /proc"
	requires root overlay
	bundle
	fake_proc
	echo planted >fake/uptime
	ln -s /proc link
	unshare --mount sh -c 'mount --bind fake link && cat /proc/uptime' >out
	assert_equal "$(cat out)" planted

	ln -s /proc b/rootfs/data
	ln -s ../../proc/tty b/rootfs/tmp/tty
	local at run=(combined run --rm --name "$id" --network host)
	for at in "--volume=$PWD/fake:/data" "--volume=$id:/data" --volume=/data --tmpfs=/data \
	    "--volume=$PWD/fake:/tmp/tty" "--volume=$PWD/fake:/data/tty"; do
		echo "$at"
		run -125 env COMBINED_DATA="$PWD/data" "${run[@]}" "$at" \
		    "$PWD/b/rootfs" cat /proc/uptime
		assert_output --partial 'a link leads into /proc'
	done
	ln -s /proc/uptime b/rootfs/etc/hosts
	run -125 "${run[@]}" "$PWD/b/rootfs" cat /proc/uptime
	assert_output --partial 'a link leads into /proc'

	does cat /proc/uptime
	local mount
	for mount in '{type: "bind", source: $f, options: ["bind"]}' \
	    '{type: "tmpfs", source: "tmpfs"}'; do
		cp b/config.json b/before
		config --arg f "$PWD/fake" ".mounts +=
		    [$mount + {destination: \"/data\"}]"
		run -125 oci run --bundle b "$id"
		assert_output --partial 'a link leads into /proc'
		mv b/before b/config.json
	done
	# As runc: what a config.json itself names is what its engine wants.
	config --arg f "$PWD/fake/uptime" '.mounts += [{destination:
	    "/proc/uptime", type: "bind", source: $f, options: ["bind"]}]'
	run oci run --bundle b "$id"
	assert_output planted
	stopped_by "fstatfs of the target: a procfs, and its path does not say so"
}

@test "CVE-2025-52881: a file over a file of /proc redirects a sysctl" {
	attack CVE-2025-52881 "mount over /proc/sys/…/ip_forward, and that sysctl"
	requires root
	bundle '.linux.sysctl = {"net.ipv4.ip_forward": "1"}'
	does cat /proc/sys/net/ipv4/ip_forward
	run oci run --bundle b "$id"
	assert_output 1
	unshare --mount --net sh -c 'mount --bind host/secret \
	    /proc/sys/net/ipv4/ip_forward && echo 1 >/proc/sys/net/ipv4/ip_forward'
	assert_equal "$(cat host/secret)" 1

	echo secret >host/secret
	config --arg f "$PWD/host/secret" '.mounts += [{type: "bind",
	    destination: "/proc/sys/net/ipv4/ip_forward", source: $f,
	    options: ["bind"]}]'
	run -125 oci run --bundle b "$id"
	assert_output --partial 'Invalid cross-device link'
	assert_equal "$(cat host/secret)" secret
	stopped_by "openat2(RESOLVE_NO_XDEV) below /proc"
}

@test "CVE-2025-31133: /dev/null of the image is what masked paths show" {
	attack CVE-2025-31133 "/dev/null a link to a switch; paths to be masked"
	requires root
	bundle 'del(.mounts[] | select(.destination | startswith("/dev")))'
	does true
	oci run --bundle b "$id"
	local kind null=b/rootfs/dev/null
	for kind in "ln -s /proc/sysrq-trigger" touch mkfifo "cp -a /dev/zero"; do
		rm -f $null
		$kind $null
		run -125 oci run --bundle b "$id"
		assert_output --partial 'File exists'
	done
	# What a runtime that binds it by its name has mounted:
	ln -sf /tmp/evil $null
	echo evil >b/rootfs/tmp/evil
	naively /bin/sh -c 'mount --bind /dev/null /proc/uptime
	    cat /proc/uptime' | grep evil
	stopped_by "fstat: no device 1:3, so no container"
}

@test "CVE-2025-52565: /dev/console and /dev/pts of the image" {
	attack CVE-2025-52565 "/dev/console a link out, a /dev/pts of our own"
	requires root
	bundle 'del(.mounts[] | select(.destination | startswith("/dev"))) |
	    .process.terminal = true'
	# A terminal has no end, and the secret is not a terminal.
	does /bin/sh -c 'tty; [ -c /dev/console ] || cat /dev/console'
	mkdir b/rootfs/dev/pts
	touch b/rootfs/dev/{console,ptmx} b/rootfs/dev/pts/0
	run script -qefc "combined-oci --root $PWD/state run --bundle b $id" /dev/null
	assert_failure 125
	rm b/rootfs/dev/{console,ptmx}
	ln -s "/..$PWD/host/secret" b/rootfs/dev/console
	config '.mounts += [{destination: "/dev/pts", type: "devpts",
	    source: "devpts", options: ["newinstance", "ptmxmode=0666"]}]'
	naively /bin/sh -c 'cat /dev/console' | grep secret
	run script -qefc "combined-oci --root $PWD/state run --bundle b $id" /dev/null
	refute_output --partial secret
	assert_equal "$(cat host/secret)" secret
	stopped_by "TIOCGPTPEER, and openat2(RESOLVE_IN_ROOT)"
}
