# What exercises/check.bash asks the kernel in chapter 3.
# shellcheck shell=bash

check_repair() {
	local user='setpriv --reuid 1000 --regid 1000 --clear-groups --'
	local start="$user namespaces --all --hostname box -- sleep 30.\$\$ >/dev/null &
until target=\$(pgrep -fx sleep.30.\$\$); do :; done"
	compile repair.c
	shows "as user 1000: inside is the container's hostname" \
	    "$start
$user ./repair \$target hostname" box
	shows "inside, user 1000 is root" \
	    "$start
$user ./repair \$target id -u" 0
	shows "the mounts are the container's: its /proc says that PID 1 is sleep" \
	    "$start
$user ./repair \$target cat /proc/1/comm" sleep
	shows "the command is one of the container's processes: its PID is small" \
	    "$start
$user ./repair \$target sh -c 'test \$\$ -lt 9 && echo small || echo \$\$'" small
}

# A root directory with a busybox and the attack in it.
prepare_attack() {
	echo 'the key of the host' >key
	mkdir -p root/bin root/proc
	cp "$(command -v busybox)" root/bin
	chroot root /bin/busybox --install -s /bin
	cp attack.sh root
	chmod 755 root/attack.sh
	sed 's/^cat close.sh.*//' "$skeletons/close.sh" >open.sh
	cp "$skeletons/container.sh" .
	chmod 755 open.sh container.sh
}

check_attack() {
	# shellcheck disable=SC2016 # run expands
	local container='target=$(./container.sh)'
	shows "the container does not have the host's files" \
	    "$container; setns --target \$target --mount --pid -- ls /" \
	    attack.sh 'not key'
	shows "close.sh as it was: the container prints the host's key" \
	    "$container; ./open.sh \$target /attack.sh" 'the key of the host'
	[ "$wrong" -eq 0 ] || return
	shows "close.sh: a command runs in the container" \
	    "$container; ./close.sh \$target hostname" box
	shows "close.sh: your attack is refused" \
	    "$container; ./close.sh \$target /attack.sh" 'not the key'
	shows "close.sh: no descriptor but 0, 1 and 2 is passed on" \
	    "$container; ./close.sh \$target sh -c 'for fd in 3 4 5 6 7 8 9 10 11; do
	test -e /proc/self/fd/\$fd/key && echo \"the key by \$fd\"; done; echo looked'" \
	    looked 'not the key'
	shows "close.sh: the lock is held as long as the command runs" \
	    "$container; ./close.sh \$target sleep 3 & sleep 1
flock -n . echo free || echo locked" locked
}
