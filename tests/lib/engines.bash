# For the files engines-*.bats: what they have in common. An engine runs once
# for each file, with everything of its own below $BATS_FILE_TMPDIR.

# An image: a busybox with the names of its commands, as a tar archive.
image_tar() {
	local root=$BATS_FILE_TMPDIR/image
	mkdir -p "$root"/{bin,proc,dev,sys,tmp,etc,root}
	cp "$(command -v busybox)" "$root/bin/"
	chroot "$root" /bin/busybox --install -s /bin
	echo root:x:0:0:root:/root:/bin/sh >"$root/etc/passwd"
	echo root:x:0: >"$root/etc/group"
	chmod 1777 "$root/tmp"
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
