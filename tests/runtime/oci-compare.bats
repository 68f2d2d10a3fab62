# The same bundles under combined-oci, crun and runc: exit status, output, what the
# process may do and sees, and the values in its cgroup. What differs is in
# oci-differences, with the reason; any other difference fails.

load ../lib/helpers
load ../lib/oci

# What a process may do and sees, a line each that begins with what it is.
# shellcheck disable=SC2016 # for the shell in the container
look='sed -n "s/^\(Cap...\|Seccomp\|NoNewPrivs\|Groups\|Umask\):\s*/\1 /p" \
        /proc/self/status
    while read -r _ _ _ root target options rest; do
        type=${rest#*- }; spread=${rest%%- *}
        echo "mount $root $target $options ${spread%%:*} ${type%% *}"
    done </proc/self/mountinfo | sort
    for n in cgroup ipc mnt net pid user uts; do
        echo "ns $n $(readlink /proc/self/ns/$n | grep -c -x -F "$HOST")"; done
    sed 1d /proc/self/limits | sed "s/^/limit /; s/  */ /g"
    stat -c "dev %A %N" /dev/*
    echo "id $(id)"; echo "pwd $(pwd)"; env | grep -v HOST | sed "s/^/env /"
    echo "oom $(cat /proc/self/oom_score_adj)"
    echo "name $(hostname) $(cat /proc/sys/kernel/domainname)"
    for f in /proc/self/fd/*; do echo "fd ${f##*/}"; done
    cd /; ls | sed "s/^/file /"'

setup_file() {
	has root runc crun || return 0
	host=$(readlink /proc/self/ns/*)
	export host
}

# The others leave the cgroups above the container's.
teardown() {
	local runtime
	for runtime in crun runc; do
		as $runtime delete --force "$runtime-$id" || true
	done 2>/dev/null
	oci delete --force "combined-oci-$id" || true
	[ -z "${cg-}" ] || find /sys/fs/cgroup -depth -type d \
	    -path "*/$cg*" -exec rmdir {} +
}

# as RUNTIME COMMAND…: in mounts of its own without the v2 hierarchy that v1's
# are mixed with: crun refuses to work there.
as() {
	local runtime=$1
	shift
	# shellcheck disable=SC2016
	unshare --mount sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"' \
	    sh "$runtime" --root "$PWD/root-$runtime" "$@"
}

# limits: the values in the container's control files, from outside.
limits() {
	local file
	find /sys/fs/cgroup -path "*/$cg/*" -type f \( -name 'memory.*limit*' \
	    -o -name 'memory.max' -o -name 'memory.low' -o -name 'memory.swap.max' \
	    -o -name 'cpu.*' -o -name 'pids.max' -o -name 'cpuset.[cm]*s' \
	    -o -name 'devices.list' -o -name 'blkio.throttle.*device' \
	    -o -name io.max \) ! -name '*stat*' ! -name '*pressure*' | sort |
	    while read -r file; do
		sort "$file" 2>/dev/null | sed "s|^|cgroup ${file##*/} |"
	done
}

# observe RUNTIME: runs the bundle with it, what comes of it into ./RUNTIME.
observe() {
	local status=0
	as "$1" run --bundle b "$1-$id" >"$1.out" 2>"$1.err" </dev/null \
	    3>&- 4>&- || status=$?
	{
		echo "status $status"
		cat "$1.out"
	} >"$1"
}

# kept RUNTIME: the same with the values of its cgroup, while it is there.
kept() {
	as "$1" create --bundle b "$1-$id" >"$1.out" 2>"$1.err" </dev/null \
	    3>&- 4>&-
	limits >"$1"
	as "$1" delete --force "$1-$id"
}

# same FUNCTION: with each of the three; what differs has to be explained.
same() {
	local runtime line unexplained=0
	for runtime in combined-oci crun runc; do
		"$1" $runtime
	done
	for runtime in crun runc; do
		diff combined-oci $runtime | grep '^[<>]' >"differs-$runtime" || true
		while read -r line; do
			explained "$runtime" "$line" || {
				echo "$runtime: not explained: $line"
				unexplained=1
			}
		done <"differs-$runtime"
	done
	[ $unexplained -eq 0 ] || {
		cat ./*.err
		return 1
	}
}

explained() {
	local runtime pattern
	while IFS=$'\t' read -r runtime pattern _; do
		[[ $runtime != *"$1"* ]] || [[ ! $2 =~ $pattern ]] || return 0
	done < <(grep -v '^#' "$PROJECT/tests/runtime/oci-differences")
	return 1
}

# bundled [--arg…] FILTER [COMMAND…]: without one, the bundle looks around.
bundled() {
	local filter=()
	requires root crun runc
	cg=$(unique)
	bundle --arg cg "/$cg/c" '.ociVersion = "1.0.2" |
	    .linux.cgroupsPath = $cg'
	does sh -c "$look"
	# shellcheck disable=SC2154 # set in setup_file
	config --arg h "$host" '.process.env += ["HOST=\($h)"]'
	while [[ $1 = --arg* ]]; do
		filter+=("$1" "$2" "$3")
		shift 3
	done
	config "${filter[@]}" "$1"
	shift
	[ $# -eq 0 ] || does "$@"
}

@test "alike: a plain container" {
	bundled .
	same observe
}

@test "alike: the host's namespaces, and a joined one" {
	bundled --arg p /proc/self/ns/net '.linux.namespaces |= map(
	    select(.type == "mount" or .type == "pid")) |
	    .linux.namespaces += [{type: "network", path: $p}] |
	    .mounts |= map(select(.destination | test("^/(proc|dev)$"))) |
	    del(.hostname)'
	same observe
}

@test "alike: a user namespace" {
	requires userns
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" . # for its root
	bundled '.linux.namespaces += [{type: "user"}] |
	    .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 1000}] |
	    .linux.gidMappings = [{containerID: 0, hostID: 200000, size: 1000}]'
	same observe
}

@test "alike: the five sets of capabilities, as root and as a user" {
	local uid
	for uid in 0 1000; do
		bundled --argjson uid $uid '.process.user.uid = $uid |
		    .process.capabilities = {
		    bounding: ["CAP_KILL", "CAP_CHOWN", "CAP_SETUID"],
		    permitted: ["CAP_KILL", "CAP_CHOWN"],
		    effective: ["CAP_KILL"], inheritable: ["CAP_KILL"],
		    ambient: ["CAP_KILL"]} | .process.noNewPrivileges = false'
		same observe
	done
}

@test "alike: no capabilities at all" {
	bundled '.process.capabilities = {} | .process.user.uid = 1000'
	same observe
}

@test "alike: seccomp's filter and what it answers" {
	requires seccomp
	bundled '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW",
	    architectures: ["SCMP_ARCH_X86_64"], syscalls: [
	    {names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 95},
	    {names: ["sethostname"], action: "SCMP_ACT_ERRNO"},
	    {names: ["personality"], action: "SCMP_ACT_KILL_PROCESS"}]}' sh -c \
	    'mkdir /x; echo $?; hostname x; echo $?; setarch i686 true; echo $?
	    grep Seccomp: /proc/self/status'
	same observe
}

@test "alike: mounts and their options" {
	mkdir -p host/sub
	bundled --arg h "$PWD/host" '.mounts += [
	    {destination: "/t", type: "tmpfs", source: "t",
	        options: ["nosuid", "noexec", "size=1m", "noatime"]},
	    {destination: "/t/h", type: "bind", source: $h,
	        options: ["rbind", "ro", "nosuid", "nodev"]},
	    {destination: "/file", type: "bind", source: "/etc/hostname",
	        options: ["bind", "ro"]},
	    {destination: "/s", type: "bind", source: $h,
	        options: ["rbind", "rslave"]}] | .root.readonly = true'
	mkdir -p b/rootfs/{t,s}
	touch b/rootfs/file
	same observe
}

@test "alike: masked and read-only paths, without any" {
	bundled '.linux.maskedPaths += ["/etc/secret", "/srv", "/nosuch"] |
	    .linux.readonlyPaths += ["/etc/fixed", "/nosuch"]'
	mkdir b/rootfs/srv
	touch b/rootfs/etc/fixed
	echo s >b/rootfs/etc/secret
	same observe
	config 'del(.linux.maskedPaths) | del(.linux.readonlyPaths)'
	same observe
}

@test "alike: the values in the cgroup" {
	bundled '.linux.resources.memory = {limit: 67108864,
	        reservation: 33554432} |
	    .linux.resources.cpu = {shares: 512, quota: 50000, period: 100000,
	        cpus: "0"} | .linux.resources.pids.limit = 30 |
	    .linux.resources.devices += [{allow: true, type: "c", major: 10,
	        minor: 229, access: "rw"}]'
	same kept
}

@test "alike: rlimits, oomScoreAdj" {
	bundled '.process.oomScoreAdj = 100 | .process.rlimits = [
	    {type: "RLIMIT_NOFILE", soft: 50, hard: 60},
	    {type: "RLIMIT_CORE", soft: 0, hard: 0},
	    {type: "RLIMIT_STACK", soft: 4194304, hard: 8388608}]'
	same observe
}

@test "alike: user, groups, umask, environment, directory" {
	bundled '.process.user = {uid: 1000, gid: 77, additionalGids: [5, 6],
	    umask: 63} | .process.env += ["A=1", "EMPTY="] | .process.cwd = "/new"'
	same observe
}

@test "alike: sysctl, host name, domain name left alone" {
	bundled '.linux.sysctl = {"net.ipv4.ip_default_ttl": "99",
	    "kernel.shmmni": "77"} | .hostname = "web"' cat \
	    /proc/sys/net/ipv4/ip_default_ttl /proc/sys/kernel/shmmni \
	    /proc/sys/kernel/hostname /proc/sys/kernel/domainname
	same observe
}

@test "alike: devices" {
	bundled '.linux.devices = [{path: "/dev/mine", type: "c", major: 1,
	    minor: 3, fileMode: 384, uid: 7, gid: 8},
	    {path: "/deep/er/fifo", type: "p"}]' sh -c \
	    'stat -c "%n %A %u %g %t %T" /dev/* /deep/er/fifo'
	same observe
}

@test "alike: hooks, their order, state and directory" {
	printf '%s\n' '#!/bin/sh' 'echo "$1 $(jq -r .status) $(pwd |
	    sed "s,.*/,,")" >>"$2"' >hook
	chmod +x hook
	bundled --arg d "$PWD" 'def h(n): [{path: "\($d)/hook",
	        args: ["hook", n, "\($d)/order"], env: ["PATH=/usr/bin:/bin"]}];
	    .hooks = {prestart: h("prestart"), createRuntime: h("createRuntime"),
	        createContainer: h("createContainer"), poststart: h("poststart"),
	        poststop: h("poststop")}' true
	hooked() {
		rm -f order
		observe "$1"
		sed 's/^/hook /' order >>"$1"
	}
	same hooked
}

@test "alike: a failing hook, at each moment" {
	local moment
	failing() {
		observe "$1"
		sed -i "s/^status/status $moment/" "$1"
	}
	for moment in prestart createRuntime createContainer startContainer \
	    poststart poststop; do
		bundled ".hooks.$moment = [{path: \"/bin/false\"}]" sleep 0.1
		same failing
	done
}

@test "alike: a terminal and its size" {
	bundled '.process.terminal = true' sh -c 'tty; stty size; [ -t 0 ]
	    stat -c %N /dev/ptmx; ls -l /dev/console | cut -c1-10'
	in_terminal() {
		# shellcheck disable=SC2016
		cg=$cg script -qec "$(declare -f as); as $1 run --bundle b $1-$id" \
		    /dev/null </dev/null 2>"$1.err" 3>&- 4>&- | sed "s/^^@//; /^$/d" >"$1"
	}
	same in_terminal
}

@test "alike: exit statuses, of a signal too" {
	local command
	for command in 'exit 0' 'exit 7' 'exit 255' 'kill -TERM $$; sleep 9' \
	    'kill -KILL $$' 'echo out; echo err >&2; exit 3'; do
		bundled . sh -c "sh -c '$command'"
		same observe
	done
}

@test "alike: what cannot be executed" {
	bundled . nosuch
	same observe
	does /bin/nosuch
	same observe
	touch b/rootfs/etc/plain
	does /etc/plain
	same observe
	does /etc
	same observe
	chmod +x b/rootfs/etc/plain
	echo no program >b/rootfs/etc/plain
	does /etc/plain
	same observe
}

@test "alike: a directory that cannot be entered" {
	bundled '.process.cwd = "/secret" | .process.user.uid = 1000' pwd
	mkdir -m 700 b/rootfs/secret
	same observe
	config '.process.cwd = "/etc/file" | .process.user.uid = 0'
	touch b/rootfs/etc/file
	same observe
}

@test "alike: state, ps and kill of one that runs" {
	bundled . sleep 1000
	lives() {
		local id=$1-$id
		as "$1" create --bundle b --pid-file pid "$id" </dev/null \
		    >"$1.out" 2>"$1.err" 3>&- 4>&-
		as "$1" state "$id" | jq -r '"state \(.status) \(.bundle)"' >"$1"
		as "$1" start "$id"
		as "$1" state "$id" | jq -r '"state \(.status)"' >>"$1"
		as "$1" exec "$id" sh -c 'cat /proc/self/status; exit 4' |
		    sed -n 's/^\(Cap...\|Seccomp\|NoNewPrivs\|Groups\):\s*/exec \1 /p' \
		    >>"$1"
		echo "status ${PIPESTATUS[0]}" >>"$1"
		as "$1" kill "$id" KILL
		poll 20 test ! -e "/proc/$(cat pid)/root/"
		as "$1" state "$id" | jq -r '"state \(.status) \(.pid)"' >>"$1"
		as "$1" kill "$id" KILL >>"$1.out" 2>&1 || echo "kill fails" >>"$1"
		as "$1" delete "$id"
		as "$1" state "$id" >>"$1.out" 2>&1 || echo "state fails" >>"$1"
	}
	same lives
}
