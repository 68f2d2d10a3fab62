#!/bin/sh
# container.sh: starts a container in the directory root, in which sleep(1) runs, and
# prints the PID of sleep. Not yours to change.
namespaces --mount --pid --uts --hostname box -- sh -c '
	mount --bind root root; mkdir -p root/old; cd root; pivot_root . old
	mount -t proc proc /proc; umount -l /old; exec /bin/sleep 30' >/dev/null &
sleep 1
pgrep -nx sleep
