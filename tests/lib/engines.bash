# For the files engines-*.bats: what they have in common. An engine runs once
# for each file, with everything of its own below $BATS_FILE_TMPDIR.

# An image: a busybox with the names of its commands, as a tar archive.
image_tar() {
	local root=$BATS_FILE_TMPDIR/image
	mkdir -p "$root"/{bin,proc,dev,sys,tmp,etc,root}
	cp "$(command -v busybox)" "$root/bin/"
	chroot "$root" /bin/busybox --install -s /bin
	printf '%s:/bin/sh\n' root:x:0:0:root:/root \
	    app:x:1000:1000::/home/app >"$root/etc/passwd"
	printf 'root:x:0:\napp:x:1000:\nmore:x:2000:app\n' >"$root/etc/group"
	chmod 1777 "$root/tmp"
	# For volumes, which begin with what the image has.
	mkdir -m 751 "$root/own"
	echo image >"$root/own/file"
	chown -R 7:8 "$root/own"
	tar -C "$root" -cf "$BATS_FILE_TMPDIR/image.tar" .
}

# from_page FIRST LAST: what combined-oci's manual page says an engine's configuration
# is, from the first line to the last, with the program that is under test.
from_page() {
	sed -n "/^$1/,/^$2/p" "$PROJECT/man/combined-oci.1.in" |
	    sed "s|@bindir@|$SUITE_BIN|; s|\\\\-|-|g"
}

# start_daemon COMMAND…: its PID goes to a file, its output to daemon.log.
start_daemon() {
	setsid "$@" </dev/null >"$BATS_FILE_TMPDIR/daemon.log" 2>&1 3>&- 4>&- &
	echo $! >"$BATS_FILE_TMPDIR/daemon"
}

# Ends the daemon by its PID, and waits for it.
stop_daemon() {
	local pid
	pid=$(cat "$BATS_FILE_TMPDIR/daemon" 2>/dev/null) || return 0
	kill "$pid" 2>/dev/null || return 0
	poll 30 test ! -e "/proc/$pid" || kill -KILL "$pid"
}

# own_cgroup PID: the directory of its cgroup v2.
own_cgroup() { echo "/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$1/cgroup")"; }

# unit_of PID: the scope that it is in.
unit_of() { basename "$(own_cgroup "$1")"; }

# property UNIT NAME: what systemd says, with the kernel's word for "no limit". The
# machine's instance, or the one that the command $systemctl asks.
property() {
	"${systemctl-systemctl}" show -p "$2" --value "$1" |
	    sed 's/^infinity$/max/; s/^\[not set]$/100/'
}

# agree PID: what systemd says of the scope is what the kernel does with the cgroup, and
# both list the process there.
agree() {
	local unit dir pair
	unit=$(unit_of "$1")
	dir=$(own_cgroup "$1")
	[[ $unit = *.scope ]] || { echo "not in a scope: $unit"; return 1; }
	for pair in MemoryMax:memory.max MemorySwapMax:memory.swap.max \
	    TasksMax:pids.max CPUWeight:cpu.weight; do
		[ -e "$dir/${pair#*:}" ] || continue
		assert_equal "$pair $(property "$unit" "${pair%:*}")" \
		    "$pair $(cat "$dir/${pair#*:}")"
	done
	assert_equal "/sys/fs/cgroup$(property "$unit" ControlGroup)" "$dir"
	grep -qx "$1" "$dir/cgroup.procs"
	systemd-cgls --no-pager "$dir" | grep -qw "$1"
}

# no_scope UNIT: it is gone, for systemd and for the kernel.
no_scope() {
	[ -z "$("${systemctl-systemctl}" list-units --all --no-legend "$1")" ] &&
	    [ -z "$(find /sys/fs/cgroup -type d -name "$1")" ]
}

# What a process may do and sees: the same whichever engine made the container.
# shellcheck disable=SC2016,SC2034 # for a shell in the container
look='grep -E "^(Cap|Seccomp:|NoNewPrivs|Groups)" /proc/self/status
    cut -d" " -f5,6 /proc/self/mountinfo | sort; stat -c "%A %N" /dev/*
    for n in ipc mnt net pid user uts; do
        readlink /proc/self/ns/$n | sed "s/[0-9]\{10\}/N/"; done
    ulimit -n; umask; id; pwd; env | grep -v HOSTNAME | sort
    cat /proc/self/oom_score_adj'

# the_same_look OURS THEIRS: in v1, runc also makes a cgroup in hierarchies without
# a controller, and leaves the tmpfs around them writable: see oci-differences.
the_same_look() {
	if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
		diff "$1" "$2"
	else
		diff <(grep -vE 'cgroup(/| ro)' "$1") \
		    <(grep -vE 'cgroup(/| rw)' "$2")
	fi
}
