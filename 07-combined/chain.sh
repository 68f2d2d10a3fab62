#!/bin/bash
# chain.sh [command [argument...]]: nearly the container of `combined run`, made
# by chaining the programs of the chapters: chapter 7 is the sum of the others.
#
# What it does with mount(8) and pivot_root(8) is rootfs.c, and the order is
# that of init.c. Its root holds the host's programs, read-only, because caps
# and seccomp have to run in it.
set -eu

house=$(cd "$(dirname "$0")/.." && pwd)
for chapter in 01-caps 02-namespaces 04-cgroups 05-seccomp; do
	PATH=$PATH:$house/$chapter
done

# Outside: a cgroup and namespaces. Then this script goes on as PID 1 in them.
if [ "${1-}" != --inside ]; then
	exec cgroups --pids-limit 512 -- \
	    namespaces --mount --uts --ipc --net --pid --cgroup \
	    --hostname chain -- "$0" --inside "$@"
fi
shift
[ $# -gt 0 ] || set -- sh

# A root that only this mount namespace sees.
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/{dev,etc,proc,root,sys,tmp,toolkit,usr}
chmod 1777 /mnt/tmp
cp /etc/passwd /etc/group /mnt/etc/
for directory in /usr /bin /sbin /lib /lib64; do
	if [ -L "$directory" ]; then
		cp -P "$directory" /mnt/
	elif [ -d "$directory" ]; then
		mkdir -p "/mnt$directory"
		mount --rbind -o ro "$directory" "/mnt$directory"
	fi
done
for program in caps seccomp; do
	touch "/mnt/toolkit/$program"
	mount --bind -o ro "$(command -v "$program")" "/mnt/toolkit/$program"
done

cd /mnt
pivot_root . .
mount -t proc -o nosuid,noexec,nodev proc /proc
mount -t tmpfs -o nosuid,mode=755 tmpfs /dev
mount -t sysfs -o ro,nosuid,noexec,nodev sysfs /sys
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/zero c 1 5
mknod -m 666 /dev/tty c 5 0
umount -l .
cd /

for path in /proc/kcore /proc/keys /proc/timer_list; do
	[ ! -e "$path" ] || mount --bind /dev/null "$path"
done
for path in /proc/sys /proc/sysrq-trigger /proc/irq /proc/bus; do
	[ -e "$path" ] || continue
	mount --bind "$path" "$path"
	mount -o remount,bind,ro "$path"
done

PATH=/toolkit:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
exec seccomp --default -- caps --docker -- "$@"
