# Ways to the host through what a container may set: sysctls, names, clocks, cgroups,
# and sockets that a filter does not see.

load ../lib/attacks

# on_a_host COMMAND…: in namespaces that stand for the host's, so that its names
# and settings can be lost; what they are afterwards is in ./after. The mounts are
# apart for crun, which refuses to work beside a v2 hierarchy with controllers.
on_a_host() {
	unshare --uts --ipc --net --mount sh -c '
		[ "$1" != crun ] || umount /sys/fs/cgroup/unified 2>/dev/null
		hostname host; echo host >/proc/sys/kernel/domainname
		"$@"; status=$?
		cd /proc/sys && cat kernel/hostname kernel/domainname \
		    kernel/msgmax net/ipv4/ip_default_ttl fs/mqueue/msg_max \
		    >"$OLDPWD/after"; exit $status' sh "$@"
}

unchanged() {
	assert_equal "$(cat after)" "$(printf 'host\nhost\n8192\n64\n10')"
}

without='.linux.namespaces |= map(select(.type != $type))'
joined='.linux.namespaces |= map(if .type == $type then .path = $path else . end)'

# oci_with NAMESPACE SETTING VALUE: the bundle, without the namespace.
oci_with() {
	bundle --arg type "$1" --arg name "$2" --arg value "$3" \
	    "$without | .linux.sysctl = { (\$name): \$value }"
	does true
}

@test "sysctls: of the whole machine, or of a namespace that is the host's" {
	attack sysctl "net.*, kernel.*, vm.*, user.* of the host, by config.json and --sysctl"
	requires root overlay
	local row name type option value
	# What nothing stops: each is written, and is the host's.
	on_a_host sh -c 'echo 5000 >/proc/sys/kernel/msgmax
	    echo 33 >/proc/sys/net/ipv4/ip_default_ttl'
	assert_equal "$(sed -n '3,4p' after | xargs)" '5000 33'
	# The same value as before, where the setting is the whole machine's.
	for row in net.ipv4.ip_default_ttl~network~--network=host~33 \
	    net/ipv4/ip_default_ttl~network~--network=host~33 \
	    kernel.msgmax~ipc~--ipc=host~5000 kernel/msgmax~ipc~--ipc=host~5000 \
	    fs.mqueue.msg_max~ipc~--ipc=host~11 \
	    kernel.domainname~uts~--uts=host~x kernel.hostname~uts~--uts=host~x \
	    kernel.hostname~none~--init~x vm.swappiness~none~--init \
	    kernel.panic~none~--init kernel.core_pattern~none~--init \
	    kernel.auto_msgmni~none~--init user.max_user_namespaces~none~--init; do
		IFS='~' read -r name type option value <<<"$row"
		[ -n "$value" ] || value=$(cat "/proc/sys/$(tr . / <<<"$name")")
		oci_with "$type" "$name" "$value"
		[ "$type" != uts ] || config 'del(.hostname)'
		run on_a_host combined-oci --root "$PWD/state" run --bundle b "$id"
		assert_failure 125
		assert_output --partial "sysctl '$name': "
		unchanged
		run on_a_host combined run --rm "$option" \
		    --sysctl "$name=$value" -- true
		assert_failure 125
		assert_output --partial "sysctl '$name': "
		assert_equal "${#lines[@]}" 1
		unchanged
	done
	# With a namespace of its own the setting is the container's.
	bundle '.linux.sysctl = { "net.ipv4.ip_default_ttl": "33",
	    "kernel/msgmax": "5000", "kernel.domainname": "x" }'
	does sh -c 'cd /proc/sys; cat net/ipv4/ip_default_ttl kernel/msgmax \
	    kernel/domainname'
	run on_a_host combined-oci --root "$PWD/state" run --bundle b "$id"
	assert_output "$(printf '33\n5000\nx')"
	unchanged
	run on_a_host combined run --rm --sysctl net.ipv4.ip_default_ttl=33 \
	    --sysctl kernel/msgmax=5000 -- sh -c \
	    'cat /proc/sys/net/ipv4/ip_default_ttl /proc/sys/kernel/msgmax'
	assert_output "$(printf '33\n5000')"
	unchanged
	stopped_by "one rule: each setting with the namespace that it is of"
}

@test "sysctls: a name that leads elsewhere, and one that is cut" {
	attack "sysctl, names" "'..', absolute, mixed separators, 300 characters"
	requires root overlay
	local name long
	long=net/ipv4/conf/$(printf 'x%.0s' {1..300})
	for name in kernel.shm_rmid_forced/../../vm/swappiness \
	    net/../vm/swappiness net.//.vm.swappiness net/ipv4/../../vm/swappiness \
	    fs/mqueue/../../vm/swappiness kernel/sem/../panic /net/ipv4/ip_forward \
	    .net.ipv4.ip_forward '' net net. ./net/ipv4/ip_forward \
	    proc/../net/ipv4/ip_forward netx.ipv4 kernel.semx kernel.sem.x \
	    kernel/msgmax/ kernel.msg_next_id net.nosuch "$long" "net.$long"; do
		oci_with none "$name" 60
		run on_a_host combined-oci --root "$PWD/state" run --bundle b "$id"
		assert_failure 125
		unchanged
		run on_a_host combined run --rm --sysctl "$name=60" -- true
		assert_failure 125
		unchanged
	done
	# The other separator is part of a name: of the link a.1, say.
	bundle '.linux.sysctl = { "net.ipv4.conf.lo.rp_filter": "2",
	    "net/ipv4/conf/lo/accept_local": "1" }'
	does sh -c 'cd /proc/sys/net/ipv4/conf/lo; cat rp_filter accept_local'
	oci_run_says "$(printf '2\n1')"
	bundle '.linux.sysctl = { "net.ipv4.conf.lo/1.rp_filter": "2" }'
	run combined-oci --root state run --bundle b "$id"
	assert_output --partial /proc/sys/net/ipv4/conf/lo.1/rp_filter
	stopped_by "names are normalised first, and compared as a whole"
}

oci_run_says() {
	run combined-oci --root state run --bundle b "$id"
	assert_output "$1"
}

@test "hostname and domainname: without a UTS namespace of its own" {
	attack "hostname" "hostname, domainname, --uts host --hostname"
	requires root overlay
	local try
	on_a_host hostname lost
	assert_equal "$(head -1 after)" lost
	for try in '.hostname = "lost"' 'del(.hostname) | .domainname = "lost"'; do
		bundle --arg type uts "$without | $try"
		run on_a_host combined-oci --root "$PWD/state" run --bundle b "$id"
		assert_failure 125
		assert_output --partial "without a UTS namespace of its own"
		unchanged
		# The host's, by its path.
		bundle --arg type uts --arg path /proc/self/ns/uts "$joined | $try"
		run on_a_host combined-oci --root "$PWD/state" create --bundle b "$id"
		assert_failure 125
		assert_output --partial "without a UTS namespace of its own"
		unchanged
		bundle --arg type uts --arg path /proc/1/ns/uts "$joined | $try"
		run on_a_host combined-oci --root "$PWD/state" create --bundle b "$id"
		assert_failure 125
		unchanged
	done
	for try in --hostname --domainname; do
		run on_a_host combined run --rm --uts host "$try" lost -- true
		assert_failure 125
		assert_output --partial "conflicting options: ${try#--} and the UTS mode"
		unchanged
		run on_a_host combined run -d --uts host "$try" lost -- true
		assert_failure 125
		unchanged
		chmod 777 .
		run as_user combined run --rm --uts host "$try" lost -- true
		assert_output --partial 'and the UTS mode'
	done
	# What is empty or null is not there.
	bundle --arg type uts "$without | .hostname = \"\" | .domainname = null"
	does true
	run on_a_host combined-oci --root "$PWD/state" run --bundle b "$id"
	assert_success
	unchanged
	stopped_by "names go with a UTS namespace, new or joined, not the host's"
}

@test "clocks: without a time namespace" {
	attack clocks "linux.timeOffsets without a new time namespace"
	requires root timens
	bundle '.linux.timeOffsets = { "monotonic": { "secs": 5 } }'
	run combined-oci --root state run --bundle b "$id"
	assert_failure 125
	assert_output --partial 'only a new time namespace'
	bundle '.linux.timeOffsets = { "monotonic": { "secs": 5000000 } } |
	    .linux.namespaces += [ { "type": "time" } ]'
	does cut -d. -f1 /proc/uptime
	run combined-oci --root state run --bundle b "$id"
	assert_success
	stopped_by "the front end"
}

@test "sysctls: a namespace that is joined is another's, unless it is the host's" {
	attack "sysctl, joined" "by the path of the host's namespace, and of others"
	requires root overlay
	local path
	for path in /proc/1/ns/net /proc/self/ns/net "$PWD/net"; do
		[ "$path" != "$PWD/net" ] || {
			: >net
			mount --bind /proc/self/ns/net net
		}
		bundle --arg type network --arg path "$path" \
		    "$joined | .linux.sysctl = { \"net.ipv4.ip_default_ttl\": \"64\" }"
		does true
		run combined-oci --root state run --bundle b "$id"
		[ ! -e net ] || umount net
		assert_failure 125
		assert_output --partial "the host's net namespace"
	done
	combined run -d --name "$id-x" --network none -- sleep 1000
	ids+=("$id-x")
	path=/proc/$(combined inspect "$id-x" | jq '.[0].State.Pid')/ns/net
	config --arg type network --arg path "$path" \
	    "$joined | .linux.sysctl[] = \"33\""
	does cat /proc/sys/net/ipv4/ip_default_ttl
	oci_run_says 33
	run combined run --rm --network "container:$id-x" \
	    --sysctl net.ipv4.ip_default_ttl=34 -- \
	    cat /proc/sys/net/ipv4/ip_default_ttl
	assert_output 34
	run combined exec "$id-x" cat /proc/sys/net/ipv4/ip_default_ttl
	assert_output 34
	# One that has the host's itself.
	combined run -d --name "$id-y" --network host -- sleep 1000
	ids+=("$id-y")
	run combined run --rm --network "container:$id-y" \
	    --sysctl net.ipv4.ip_default_ttl=64 -- true
	assert_failure 125
	stopped_by "namespaces are compared by inode"
}

# as RUNTIME: "refused" or "accepted": the bundle, on a host.
as() {
	local runtime=("$1" --root "$PWD/$1.state")
	if on_a_host "${runtime[@]}" run --bundle b "$id-$1" </dev/null >said 2>&1
	then
		echo accepted
	else
		echo refused
		"${runtime[@]}" delete -f "$id-$1" >>said 2>&1 || true
	fi
}

@test "settings of namespaces: what runc and crun refuse, and what they accept" {
	attack "settings, peers" "the same config.json to combined-oci, runc and crun"
	requires root overlay runc crun
	local filter expected others runtime said
	while IFS='|' read -r expected others filter; do
		bundle "${filter//!/.linux.namespaces |= map(select(.type != }"
		config '.ociVersion = "1.0.2"' # older ones know no other
		does true
		assert_equal "$filter $(as combined-oci)" "$filter $expected"
		unchanged
		for runtime in runc crun; do
			said=$(as "$runtime")
			# Listed: an old version of it is not that strict.
			[[ $others != *$runtime* ]] || continue
			assert_equal "$runtime $filter $said" \
			    "$runtime $filter $expected"
			unchanged
		done
	done <<-'END'
	accepted||.linux.sysctl = { "net.ipv4.ip_default_ttl": "33" }
	accepted||.linux.sysctl = { "net/ipv4/ip_default_ttl": "33" }
	accepted||.linux.sysctl = { "kernel.msgmax": "5000", "fs.mqueue.msg_max": "11" }
	accepted||.linux.sysctl = { "kernel.shm_rmid_forced": "1", "kernel.sem": "1 2 3 4" }
	accepted||.linux.sysctl = { "kernel.domainname": "x" }
	accepted||.domainname = "x" | .linux.sysctl = { "kernel.domainname": "x" }
	accepted||.linux.sysctl = null | .hostname = null | .domainname = null
	accepted||! "uts")) | .hostname = ""
	refused|runc|.domainname = "x" | .linux.sysctl = { "kernel.domainname": "y" }
	refused||! "network")) | .linux.sysctl = { "net.ipv4.ip_default_ttl": "33" }
	refused||! "ipc")) | .linux.sysctl = { "kernel.msgmax": "5000" }
	refused||! "ipc")) | .linux.sysctl = { "fs.mqueue.msg_max": "11" }
	refused||! "uts")) | del(.hostname) | .linux.sysctl = { "kernel.domainname": "x" }
	refused||.linux.sysctl = { "kernel.hostname": "x" }
	refused||.linux.sysctl = { "kernel.msg_next_id": "1" }
	refused||.linux.sysctl = { "user.max_user_namespaces": "1000" }
	refused||.linux.sysctl = { "net": "1" }
	refused||.linux.sysctl = { "": "1" }
	refused||.linux.sysctl = { "/net/ipv4/ip_default_ttl": "64" }
	refused||! "uts"))
	refused|runc|! "uts")) | del(.hostname) | .domainname = "x"
	refused|runc,crun|.linux.timeOffsets = { "monotonic": { "secs": 5 } }
	refused|crun|.linux.namespaces |= map(if .type == "network" then .path = "/proc/self/ns/net" else . end) | .linux.sysctl = { "net.ipv4.ip_default_ttl": "64" }
	refused|runc,crun|.linux.namespaces |= map(if .type == "uts" then .path = "/proc/self/ns/uts" else . end)
	END
	stopped_by "the same as theirs; the host's by its path, too"
}

@test "cgroupsPath: neither the root nor what lies outside of ours" {
	attack cgroupsPath "'/', '..', 'a/../..': limits and a freeze of the host"
	requires root cgroup_pids
	local path
	for path in / // .. ../x a/../../x /.. /a/../.. . /. a/..; do
		bundle --arg path "$path" '.linux.cgroupsPath = $path |
		    .linux.resources.pids = { "limit": 50 }'
		does true
		run combined-oci --root state run --bundle b "$id"
		assert_failure 125
		assert_output --partial cgroup
	done
	for path in '""' null; do
		bundle ".linux.cgroupsPath = $path"
		does cat /proc/1/cgroup
		run combined-oci --root state run --bundle b "$id"
		assert_success
	done
	stopped_by "a name is a path below the root"
}

# A mount of cgroup2 made in the host's cgroup namespace sets the options of the
# whole hierarchy: runc (opencontainers/runc issue 5258) and crun switch nsdelegate
# off, and with it the wall around cgroups that are delegated.
@test "cgroup2: a mount without a cgroup namespace keeps the hierarchy's options" {
	attack "a cgroup mount" "nsdelegate of the host is switched off"
	requires root cgroup2
	local type before options=(findmnt -rno FS-OPTIONS -t cgroup2)
	before=$("${options[@]}")
	for type in cgroup cgroup2; do
		bundle --arg type $type '.mounts |= map(if .type == "cgroup"
		    then .type = $type else . end) |
		    .linux.namespaces |= map(select(.type != "cgroup"))'
		does true
		combined-oci --root state run --bundle b "$id"
	done
	combined run --rm --cgroupns host true
	combined run --rm --cgroupns host --privileged true
	assert_equal "$("${options[@]}")" "$before"
	stopped_by "the hierarchy that is mounted is bound"
}

@test "sockets: the kernel's ciphers and the hypervisor, by socketcall" {
	attack "AF_ALG, AF_VSOCK" "socket(2), and socketcall(2) by int \$0x80"
	requires root overlay x86_64 elf32
	bundle
	cat >socket.c <<-'END'
		#include <errno.h>
		#include <stdio.h>
		#include <string.h>
		#include <sys/syscall.h>
		#include <unistd.h>
		static void try(const char *how, long result)
		{
			printf("%s %s\n", how,
			    result == -1 ? strerrorname_np(errno) : "ok");
		}
		int main(void)
		{
			long alg[] = { 38, 5, 0 }, vsock[] = { 40, 1, 0 };
			long inet[] = { 2, 1, 0 };

			try("alg", syscall(SYS_socket, 38, 5, 0));
			try("vsock", syscall(SYS_socket, 40, 1, 0));
			try("alg-old", syscall(SYS_socketcall, 1, alg));
			try("vsock-old", syscall(SYS_socketcall, 1, vsock));
			try("inet", syscall(SYS_socket, 2, 1, 0));
			try("inet-old", syscall(SYS_socketcall, 1, inet));
		}
	END
	gcc -m32 -D_GNU_SOURCE -static -o b/rootfs/sockets socket.c
	# Where nothing stops it, it is only for the kernel to say.
	run combined run --rm --privileged "$PWD/b/rootfs" /sockets
	refute_output --partial EPERM
	refute_output --partial EACCES
	run combined run --rm "$PWD/b/rootfs" /sockets
	assert_line 'inet ok'
	# Where AppArmor looks at the family, the call is left to old programs.
	if feature_apparmor; then
		assert_line 'inet-old ok'
	else
		assert_line 'inet-old EPERM'
	fi
	assert_equal "$(grep -cE '^(alg|vsock).*(EPERM|EACCES)$' <<<"$output")" 4
	combined run -d --name "$id-x" "$PWD/b/rootfs" sleep 1000
	ids+=("$id-x")
	run combined exec "$id-x" /sockets
	assert_equal "$(grep -cE '^(alg|vsock).*(EPERM|EACCES)$' <<<"$output")" 4
	chmod 755 "$BATS_RUN_TMPDIR"
	chmod 777 .
	chown -R 65534:65534 b/rootfs
	run as_user env HOME="$PWD" XDG_RUNTIME_DIR= combined --root \
	    "/tmp/$(unique state)" run --rm "$PWD/b/rootfs" /sockets
	assert_equal "$(grep -cE '^(alg|vsock).*EPERM$' <<<"$output")" 4
	stopped_by "seccomp: no socketcall(2), or AppArmor: no such family"
}
