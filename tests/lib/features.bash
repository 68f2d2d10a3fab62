# What this kernel, this user and this machine can do.
#
# feature_NAME succeeds where the feature is there; remedy_NAME says what to do
# where it is not. `requires` (helpers.bash) turns a missing one into a skip,
# `make doctor` prints them all.
#
# shellcheck disable=SC2034 # the remedies are read by name

# all_commands NAME...: `command -v` with several names succeeds if there is one of them.
all_commands() {
	local each
	for each; do
		command -v "$each" >/dev/null || return
	done
}

feature_root() { [ "$(id -u)" -eq 0 ]; }
remedy_root="run as root (or in a virtual machine: make vm)"

feature_user() { [ "$(id -u)" -ne 0 ]; }
remedy_user="run as a normal user"

feature_built() {
	[ -e "${O:-$(dirname "${BASH_SOURCE[0]}")/../..}/build/obj/common/text.o" ]
}
remedy_built="what make all leaves in build/obj"

# Used, not only made: Ubuntu refuses what is done inside.
feature_userns() {
	setpriv --reuid 65534 --regid 65534 --clear-groups \
	    unshare --user --map-root-user --mount true 2>/dev/null ||
	    { [ "$(id -u)" -ne 0 ] &&
		unshare --user --map-root-user --mount true 2>/dev/null; }
}
remedy_userns="sysctl user.max_user_namespaces=10000, on Debian \
kernel.unprivileged_userns_clone=1, on Ubuntu \
kernel.apparmor_restrict_unprivileged_userns=0"

feature_timens() { [ -e /proc/self/ns/time ]; }
remedy_timens="a kernel with CONFIG_TIME_NS, 5.6 or newer"

feature_cgroup1() {
	grep -q '^cgroup /sys/fs/cgroup/[^ ]* cgroup ' /proc/mounts
}
remedy_cgroup1="boot with systemd.unified_cgroup_hierarchy=0, or make test-vm"

feature_cgroup2() { grep -q '^[^ ]* /sys/fs/cgroup cgroup2 ' /proc/mounts; }
remedy_cgroup2="boot with systemd.unified_cgroup_hierarchy=1, or make test-vm"

feature_no_cgroup2() { ! feature_cgroup2; }
remedy_no_cgroup2="cgroup v1: a normal user has none of its own there"

# A cgroup v1 controller that is mounted: feature_v1 memory
feature_v1() { [ -e "/sys/fs/cgroup/$1/cgroup.procs" ]; }
for _c in cpu cpuacct cpuset memory blkio pids freezer devices; do
	eval "feature_v1_$_c() { feature_v1 $_c; }"
	eval "remedy_v1_$_c='mount -t cgroup -o $_c none /sys/fs/cgroup/$_c'"
done

# Controllers that no other test needs: what a hierarchy of v1 can be made of.
feature_v1_network() {
	awk '$1 ~ /^net_(cls|prio)$/ { n += $2 == 0 && $4 == 1 } END { exit n != 2 }' \
	    /proc/cgroups && feature_v1 freezer
}
remedy_v1_network="boot with systemd.unified_cgroup_hierarchy=0, unmount net_cls and net_prio"
feature_hugetlb() {
	grep -qsw hugetlb /sys/fs/cgroup/{,unified/}cgroup.controllers ||
	    feature_v1 hugetlb
}
remedy_hugetlb='a kernel with CONFIG_CGROUP_HUGETLB'

# Only the root of a v1 hierarchy has it, also where a namespace hides the root.
feature_release_agent() { [ -e /sys/fs/cgroup/pids/release_agent ]; }
remedy_release_agent="boot with systemd.unified_cgroup_hierarchy=0; not in a container"

# A controller, in whichever version of cgroups: feature_cgroup_memory, …
feature_cgroup_any() {
	feature_v1 "$1" || feature_v1 "$2" ||
	    grep -qsw "$1" /sys/fs/cgroup/cgroup.controllers
}
for _c in cpu cpuset memory pids io:blkio; do
	eval "feature_cgroup_${_c%:*}() { feature_cgroup_any ${_c%:*} ${_c#*:}; }"
	eval "remedy_cgroup_${_c%:*}='boot with cgroup_enable=${_c%:*}'"
done

# cpu and cpuacct share one v1 hierarchy, as systemd mounts them.
feature_cgroup_shared() {
	grep -q '^[^ ]* [^ ]*cpu,cpuacct cgroup ' /proc/mounts
}
remedy_cgroup_shared="boot with systemd.unified_cgroup_hierarchy=0"

# v1 has a controller for devices, v2 programs in the kernel.
feature_cgroup_devices() { feature_v1 devices || feature_cgroup2; }
remedy_cgroup_devices="a kernel with CONFIG_CGROUP_DEVICE"

feature_io_weight() {
	[ -e /sys/fs/cgroup/blkio/blkio.bfq.io_service_bytes ] ||
	    [ -e /sys/fs/cgroup/blkio/blkio.weight ] ||
	    [ -e /sys/fs/cgroup/io.cost.qos ]
}
remedy_io_weight="modprobe bfq"

feature_cgroup_tools() { command -v cgcreate >/dev/null; }
remedy_cgroup_tools="install the package cgroup-tools"

feature_loop() { losetup -f >/dev/null 2>&1; }
remedy_loop="modprobe loop"

feature_systemd() { [ -d /run/systemd/system ]; }
remedy_systemd="a machine that systemd boots: tests/vm/test v2-systemd"

# One that may be left as a test left it: an engine's own configuration is changed.
feature_systemd_vm() { [ "${VM_SYSTEMD-}" = yes ]; }
remedy_systemd_vm="tests/vm/test v2-systemd"

feature_grpc() { /usr/bin/python3 -c 'import grpc' 2>/dev/null; }
remedy_grpc="install the package python3-grpcio (make engines)"

feature_cni() { [ -x /usr/lib/cni/bridge ]; }
remedy_cni="install the package containernetworking-plugins (make engines)"

feature_two_cpus() { [ "$(nproc)" -gt 1 ]; }
remedy_two_cpus="a machine with two CPUs"

# With some left to give: in a container the root that one sees has none.
feature_rt_group() {
	local budget
	budget=$(cat /sys/fs/cgroup/cpu/cpu.rt_runtime_us 2>/dev/null) &&
	    [ "$budget" -gt 0 ]
}
remedy_rt_group="a kernel with CONFIG_RT_GROUP_SCHED and cgroup v1; not in a \
container"

feature_seccomp() { [ -e /proc/sys/kernel/seccomp/actions_avail ]; }
remedy_seccomp="a kernel with CONFIG_SECCOMP_FILTER"

feature_notify() {
	grep -qw user_notif /proc/sys/kernel/seccomp/actions_avail 2>/dev/null
}
remedy_notify="Linux 5.6 or newer, with CONFIG_SECCOMP_FILTER"

# Filters can be read back.
feature_checkpoint() { [ -e /proc/sys/kernel/ns_last_pid ]; }
remedy_checkpoint="a kernel with CONFIG_CHECKPOINT_RESTORE"

feature_x86_64() { [ "$(uname -m)" = x86_64 ]; }
remedy_x86_64="a machine with an x86_64 processor"

feature_apparmor() { [ -e /sys/kernel/security/apparmor/profiles ]; }
remedy_apparmor="boot with apparmor=1 security=apparmor, or make test-vm"

feature_selinux() { [ "$(cat /sys/fs/selinux/enforce 2>/dev/null)" = 1 ]; }
remedy_selinux="a machine with SELinux, enforcing: tests/vm/test v2-selinux"

feature_no_apparmor() { ! feature_apparmor; }
remedy_no_apparmor="a kernel without AppArmor: this tests the refusal"

# Not built into the kernel, rather than switched off.
feature_apparmor_unknown() { [ ! -e /sys/module/apparmor ]; }
remedy_apparmor_unknown="a kernel that is built without AppArmor"

feature_apparmor_parser() {
	[ -x /sbin/apparmor_parser ] && [ -e /etc/apparmor.d/abi/3.0 ]
}
remedy_apparmor_parser="install the package apparmor"

feature_overlay() {
	grep -qw overlay /proc/filesystems || modprobe -q overlay
}
remedy_overlay="modprobe overlay"

feature_swap() { [ "$(wc -l </proc/swaps)" -gt 1 ]; }
remedy_swap="add swap: mkswap, swapon"

feature_memsw() {
	[ -e /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes ]
}
remedy_memsw="boot with swapaccount=1 (cgroup v1)"

feature_newuidmap() { command -v newuidmap >/dev/null; }
remedy_newuidmap="install the package uidmap"

feature_pasta() { [ -x /usr/bin/pasta ]; }
remedy_pasta="install the package passt"

feature_slirp4netns() { [ -x /usr/bin/slirp4netns ]; }
remedy_slirp4netns="install the package slirp4netns"

# A way out of this machine, for the program that speaks in a container's place.
feature_default_route() { ip -4 route show default | grep -q .; }
remedy_default_route="a network with a default route"

# A user of the machine's, 1000, with subordinate ids and a cgroup.
feature_delegation() { [ -n "${VM_USER_CGROUP-}" ]; }
remedy_delegation="make test-vm"

feature_tun() { [ -c /dev/net/tun ]; }
remedy_tun="modprobe tun"

# own_tun FILE: a node of the same device that every user may open.
own_tun() { mknod -m 666 "$1" c 10 200; }

# A normal user opens it: the machine's, or a node of the test's.
feature_user_tun() {
	local directory status=0
	directory=$(mktemp -d /tmp/probe.XXXXXX) || return
	chmod 711 "$directory"
	# shellcheck disable=SC2016 # the inner shell expands
	own_tun "$directory/tun" &&
	    setpriv --reuid 65534 --regid 65534 --clear-groups \
		sh -c 'exec 3<>"$1"' sh "$directory/tun" || status=1
	rm -r "$directory"
	return $status
} 2>/dev/null
remedy_user_tun="modprobe tun, and /tmp where nodes of devices count (no nodev)"

# A network namespace of its own, in which the kernel is asked for more.
feature_nftables() {
	unshare --net nft list ruleset >/dev/null 2>&1
}
remedy_nftables="a kernel with CONFIG_NF_TABLES; install the package nftables"

feature_bridge() {
	unshare --net ip link add br-probe type bridge 2>/dev/null
}
remedy_bridge="modprobe bridge veth"

feature_veth() {
	unshare --net ip link add ve-probe type veth 2>/dev/null
}
remedy_veth="modprobe veth"

feature_vxlan() {
	unshare --net ip link add vx-probe type vxlan id 1 dstport 4789 \
	    2>/dev/null
}
remedy_vxlan="modprobe vxlan"

feature_ipvs() { [ -e /proc/net/ip_vs ] || modprobe -q ip_vs; }
remedy_ipvs="a kernel with CONFIG_IP_VS: modprobe ip_vs"

for _e in podman dockerd containerd runc crun bwrap; do
	eval "feature_$_e() { command -v $_e >/dev/null; }"
done
feature_docker() { command -v docker >/dev/null; }
remedy_docker="install the package docker.io (make engines)"
# Templates and what fills them differ between clients.
feature_docker28() {
	local version
	version=$(docker --version 2>/dev/null | sed -nE 's/^Docker version ([0-9]+).*/\1/p')
	[ "${version:-0}" -ge 28 ]
}
remedy_docker28="Docker's own package docker-ce-cli, 28 or newer; Debian 13 has 26"
remedy_podman="install the package podman (make engines)"
remedy_dockerd="install the package docker.io (make engines)"
remedy_containerd="install the package containerd (make engines)"
remedy_runc="install the package runc (make engines)"
remedy_bwrap="install the package bubblewrap (make engines)"
remedy_crun="install the package crun (make engines)"

for _e in hyperfine jq; do
	eval "feature_$_e() { command -v $_e >/dev/null; }"
done
remedy_hyperfine="install the package hyperfine (make engines)"
remedy_jq="install the package jq"

for _e in skopeo umoci; do
	eval "feature_$_e() { command -v $_e >/dev/null; }"
	eval "remedy_$_e='install the package $_e'"
done

feature_registry() { command -v docker-registry >/dev/null; }
remedy_registry="install the package docker-registry"

feature_nginx_image() {
	[ -e "${O:-${BASH_SOURCE%/*}/../..}/build/nginx/index.json" ]
}
remedy_nginx_image="make nginx-image (takes mmdebstrap and a mirror of Debian)"

feature_xz() { command -v xz >/dev/null; }
remedy_xz="install the package xz-utils"
feature_python3() { command -v python3 >/dev/null; }
remedy_python3="install the package python3: it receives a file descriptor"

feature_yaml() { /usr/bin/python3 -c 'import yaml' 2>/dev/null; }
remedy_yaml="install the package python3-yaml"

feature_elf32() {
	printf 'int main(void){return 0;}' |
	    gcc -m32 -x c -o /dev/null - 2>/dev/null
}
remedy_elf32="install the package gcc-multilib"

# Programs in /tmp may give privileges: by their SUID bit, by file capabilities.
feature_suid() {
	! findmnt -nro OPTIONS --target /tmp | grep -qw nosuid &&
	    grep -q '^NoNewPrivs:.*0$' /proc/self/status
}
remedy_suid="mount -o remount,suid the file system of /tmp, and be without \
no_new_privs"

feature_file_caps() {
	local file status=0
	file=$(mktemp /tmp/probe.XXXXXX) || return
	setcap cap_net_raw+p "$file" 2>/dev/null || status=1
	rm -f "$file"
	return $status
}
remedy_file_caps="have /tmp on a file system with extended attributes"

feature_cc() { command -v cc >/dev/null; }
remedy_cc="install the packages gcc and libc6-dev"

feature_clang() { command -v clang >/dev/null; }
remedy_clang="install the package clang"

feature_build() {
	all_commands make gcc &&
	    pkg-config --exists libcap libseccomp libapparmor jansson libmnl \
		libnftables && [ -x "$(command -v busybox)" ]
}
remedy_build="make build-deps"

feature_debhelper() { all_commands dpkg-buildpackage dh; }
remedy_debhelper="install the packages dpkg-dev and debhelper"

feature_lintian() { command -v lintian >/dev/null; }
remedy_lintian="install the package lintian"

feature_mandoc() { command -v mandoc >/dev/null; }
remedy_mandoc="install the package mandoc"

feature_bash_completion() {
	[ -e /usr/share/bash-completion/bash_completion ]
}
remedy_bash_completion="install the package bash-completion"

for _s in zsh fish; do
	eval "feature_$_s() { command -v $_s >/dev/null; }"
	eval "remedy_$_s='install the package $_s'"
done

# What links a program that needs nothing of an image.
feature_static() {
	printf 'int main(void){return 0;}' |
	    gcc -static -x c -o /dev/null - 2>/dev/null
}
remedy_static="install the package libc6-dev"

feature_expect() { command -v expect >/dev/null; }
remedy_expect="install the package expect"

feature_strace() {
	strace -o /dev/null -e inject=getpid:signal=CONT true 2>/dev/null
}
remedy_strace="install the package strace, and let it trace: ptrace(2)"

feature_qrencode() { command -v qrencode >/dev/null; }
remedy_qrencode="install the package qrencode: make slides-deps"

feature_node() { command -v node >/dev/null; }
remedy_node="make slides-deps"

# What builds the slides, with the browser that they take.
feature_marp() {
	all_commands node "${CHROME_PATH:-/usr/bin/chromium}" &&
	    [ -x "${BASH_SOURCE%/*}/../../talk/node_modules/.bin/marp" ] &&
	    [ -d "${BASH_SOURCE%/*}/../../talk/node_modules/asciinema-player" ]
}
remedy_marp="make slides-deps, and where there is no package chromium (Ubuntu) another \
browser of its kind: CHROME_PATH=/usr/bin/google-chrome"

feature_curl() { command -v curl >/dev/null; }
remedy_curl="install the package curl"

feature_asciinema() { command -v asciinema >/dev/null; }
remedy_asciinema="make slides-deps"

feature_sysrq() { [ -e /proc/sysrq-trigger ]; }
remedy_sysrq="a kernel with CONFIG_MAGIC_SYSRQ"

# A sanitizer reads /proc, and takes terabytes of addresses.
feature_no_sanitizer() { ! grep -q __asan_init "$(command -v caps)"; }
remedy_no_sanitizer="a build without sanitizers: make test"

feature_real_cpu() { [ "${VM_ACCEL-}" != tcg ]; }
remedy_real_cpu="run it where QEMU does not emulate the processor"

features() {
	declare -F | sed -n 's/^declare -f feature_//p' | grep -vxE 'v1|cgroup_any'
}
