# The options of combined run, one after another: what the kernel holds.

load ../lib/helpers

setup() { with_containers; }

teardown() {
	remove_containers "${names[@]}"
	rmdir /sys/fs/cgroup/cpu/combined 2>/dev/null || true
	! mountpoint -q shared || umount -R shared
	[ -z "${own-}" ] || rm -rf "$own"
	[ -z "${disk-}" ] || losetup -d "$disk"
}

# start [options]: a container that sleeps, its PID in $pid.
start() {
	run combined run -d --name "$name" "$@" -- sleep 1000
	assert_success
	pid=$(combined inspect "$name" | jq '.[0].State.Pid')
}

# mount_of PATH: the line of the container's mountinfo.
mount_of() { awk -v p="$1" '$5 == p' "/proc/$pid/mountinfo"; }

# value V1-CONTROLLER V1-FILE V2-FILE: of the container's cgroup.
value() {
	local dir=/sys/fs/cgroup/$1/combined/$name
	if [ -e "$dir/$2" ]; then
		cat "$dir/$2"
	else
		cat "/sys/fs/cgroup/combined/$name/$3"
	fi
}

@test "-i keeps the input of -d open; without -i there is no input" {
	requires root overlay
	combined run -d --name "$name" -i -- cat
	pid=$(combined inspect "$name" | jq '.[0].State.Pid')
	[[ $(readlink "/proc/$pid/fd/0") == pipe:* ]]
	combined rm -f "$name"
	combined run -d --name "$name" -- cat
	run combined wait "$name"
	assert_output 0
}

@test "-v makes a directory that is missing, --mount refuses" {
	requires root overlay
	start -v "$PWD/new/dir:/data"
	[ -d new/dir ]
	touch new/dir/file
	[ -e "/proc/$pid/root/data/file" ]
	run -125 combined run --rm --mount "type=bind,src=$PWD/nosuch,dst=/x" true
	assert_equal "${#lines[@]}" 1
	[ ! -e nosuch ]
	run -125 combined run --rm -v /tmp:/x:nosuch -- true
	assert_output --partial nosuch
}

@test "a volume has a name, and outlives its containers" {
	requires root overlay
	combined run --rm -v "$name:/data" -- sh -c 'echo kept >/data/file'
	combined run --rm --mount "source=$name,target=/d,readonly" -- sh -c \
	    'cat /d/file; touch /d/x' >out 2>&1 || true
	assert_equal "$(head -1 out)" kept
	grep -q 'Read-only' out
	assert_equal "$(cat "$COMBINED_DATA/volumes/$name/file")" kept
}

@test "containers with users of their own share a volume, filled from the image" {
	requires root overlay userns
	image=$PWD/image
	mkdir -p "$image"/{bin,own}
	cp "$(command -v busybox)" "$image/bin"
	echo image >"$image/own/file"
	chown -R 7:8 "$image/own"
	# As with docker's userns-remap, where they have the same users.
	names+=("$name-2")
	combined run -d --name "$name-2" --userns private -v vol:/own "$image" \
	    busybox sleep 1000
	start --userns private -v vol:/own
	[ "$(cat "/proc/$pid/uid_map")" != "$(combined exec "$name-2" busybox cat \
	    /proc/self/uid_map)" ]
	assert_equal "$(combined exec "$name" stat -c %u:%g /own /own/file)" \
	    "$(printf '%s\n' 7:8 7:8)"
	combined exec "$name" sh -c 'echo one >/own/new; chown 5 /own/new'
	assert_equal "$(combined exec "$name-2" busybox stat -c %u /own/new)" 5
	run -0 combined exec "$name-2" busybox rm /own/new
	# On the disk, too, the numbers are those inside.
	assert_equal "$(stat -c %u:%g "$COMBINED_DATA/volumes/vol/file")" 7:8
}

# share: the directory shared is one whose mounts spread.
share() {
	mkdir shared && mount --bind shared shared && mount --make-shared shared
	mkdir shared/below
}

@test "rslave: what the host mounts comes in, but nothing goes out" {
	requires root overlay
	share
	start -v "$PWD/shared:/p:rslave"
	[[ $(mount_of /p) == *" master:"* ]]
	mount -t tmpfs none shared/below
	[ -n "$(mount_of /p/below)" ]
	cp /proc/self/mountinfo before
	nsenter -t "$pid" -m mount -t tmpfs none /p/below
	assert_equal "$(grep -c ' /p/below ' "/proc/$pid/mountinfo")" 2
	diff <(cut -d' ' -f5 before) <(cut -d' ' -f5 /proc/self/mountinfo)
}

@test "rshared: both ways, and without a word neither" {
	requires root overlay
	share
	start --mount "type=bind,src=$PWD/shared,dst=/p,bind-propagation=rshared" \
	    -v "$PWD/shared:/q"
	[[ $(mount_of /p) == *" shared:"* ]]
	[[ $(mount_of /q) != *" shared:"* && $(mount_of /q) != *" master:"* ]]
	nsenter -t "$pid" -m mount -t tmpfs none /p/below
	grep -q "$PWD/shared/below" /proc/self/mountinfo
	[ -z "$(mount_of /q/below)" ]
}

@test "--mount takes a bind without what is mounted below" {
	requires root overlay
	share
	mount -t tmpfs none shared/below
	start --mount "type=bind,src=$PWD/shared,dst=/p,bind-nonrecursive" \
	    -v "$PWD/shared:/q"
	[ -n "$(mount_of /q/below)" ]
	[ -z "$(mount_of /p/below)" ]
	run -125 combined run --rm --mount type=bind,nosuch=1 -- true
	assert_output --partial nosuch
}

@test "tmpfs: --mount, --tmpfs and --shm-size set size, mode and flags" {
	requires root overlay
	start --mount type=tmpfs,dst=/a,tmpfs-size=1m,tmpfs-mode=700,ro \
	    --tmpfs /b:rw,exec,size=2m --tmpfs /c --shm-size 3m
	[[ $(mount_of /a) == *" ro,"*size=1024k,mode=700* ]]
	[[ $(mount_of /b) == *" rw,nosuid,nodev,relatime "*size=2048k* ]]
	[[ $(mount_of /c) == *nosuid,nodev,noexec* ]]
	[[ $(mount_of /dev/shm) == *size=3072k* ]]
	combined rm -f "$name"
	# 0 is docker's word for the default: no option of the kernel's.
	start --mount type=tmpfs,dst=/a,tmpfs-size=0,tmpfs-mode=0
	[[ $(mount_of /a) != *size=* && $(mount_of /a) != *mode=* ]]
	run -125 combined run --rm --mount type=tmpfs,dst=/x,tmpfs-mode=8 -- true
	assert_output --partial "'8'"
}

@test "mounts are made by their depth, whatever the order of the options" {
	requires root overlay
	mkdir above between below
	touch above/a between/b below/c
	# docker: sort.Sort(mounts) in daemon/volumes_unix.go.
	run -0 combined run --rm -v "$PWD/below:/x/y/z" \
	    --mount "type=bind,src=$PWD/between,dst=/x/y" -v "$PWD/above:/x" -- \
	    ls /x/a /x/y/b /x/y/z/c
	assert_line --index 0 /x/a
	assert_line --index 2 /x/y/z/c
	run -0 combined run --rm -v "$PWD/below:/t/c" --tmpfs /t -- ls /t/c
	assert_output c
}

@test "one mount for each target, and none at the root" {
	requires root overlay
	# docker: "Duplicate mount point", "destination can't be '/'", 125.
	for second in "-v $PWD:/a" "--mount type=bind,src=$PWD,dst=/a/" \
	    "--tmpfs /x/../a"; do
		run -125 combined run --rm -v "$PWD:/a" $second -- true
		assert_output --partial 'duplicate mount point: /a'
		assert_equal "${#lines[@]}" 1
	done
	for root in "-v $PWD:/" "-v $PWD:/x/.." "--tmpfs /" \
	    "--mount type=bind,src=$PWD,dst=/."; do
		run -125 combined run --rm $root -- true
		assert_equal "${#lines[@]}" 1
	done
	run -0 combined run --rm --tmpfs /a --tmpfs /a:size=1m -- df -k /a
	assert_output --partial ' 1024 '
}

@test "the user's own /etc/hosts, hostname and resolv.conf win" {
	requires root overlay
	for file in hosts hostname resolv.conf; do
		echo "mine $file" >"own-$file"
		# docker: networkMounts() leaves out what is mounted there.
		run -0 combined run --rm -v "$PWD/own-$file:/etc/$file" -- \
		    cat "/etc/$file"
		assert_output "mine $file"
		run -0 combined run --rm \
		    --mount "type=bind,src=$PWD/own-$file,dst=/etc/$file" -- \
		    cat "/etc/$file"
		assert_output "mine $file"
	done
}

@test "what is mounted on a default mount, or above it, stands in its place" {
	requires root overlay
	mkdir own
	echo mine >own/file
	# docker: WithMounts() of daemon/oci_linux.go leaves out the default mount.
	local target
	for target in /sys /sys/fs/cgroup /dev/shm /dev/mqueue; do
		start -v "$PWD/own:$target"
		assert_equal "$(cat "/proc/$pid/root$target/file")" mine
		assert_equal "$(mount_of "$target" | wc -l)" 1
		combined rm -f "$name"
	done
	run -0 combined run --rm -v /dev:/dev -- sh -c \
	    'stat -c %t:%T /dev/null; grep " /dev tmpfs" /proc/mounts; true'
	assert_output 1:3
	run -0 combined run --rm -v /dev/urandom:/dev/random -- \
	    stat -c %t:%T /dev/random
	assert_output 1:9
	# Nothing of ours is made in a directory of the host's.
	assert_equal "$(ls own)" file
}

@test "what cannot be mounted on /proc, /dev or a file is refused by its name" {
	requires root overlay
	mkdir own
	echo mine >file
	local line target
	# docker: "not of type proc", "inside /proc", "not a directory".
	while read -r target line; do
		run -125 combined run --rm $line -- true
		assert_equal "${#lines[@]}" 1
		assert_output --partial "$target"
	done <<-END
		/proc -v $PWD/own:/proc
		/proc -v volume:/proc
		/proc -v /proc
		/proc --tmpfs /proc
		/proc/sys -v $PWD/own:/proc/sys
		/proc/version -v $PWD/file:/proc/version
		/proc/cpuinfo -v $PWD/own:/proc/cpuinfo
		/dev -v $PWD/own:/dev
		/dev -v /dev
		/dev --tmpfs /dev
		/etc/hosts -v $PWD/own:/etc/hosts
		/etc/hostname -v $PWD/own:/etc/hostname
		/etc/resolv.conf --tmpfs /etc/resolv.conf
		/etc/hosts -v /etc/hosts
		/etc/passwd -v $PWD/own:/etc/passwd
		/tmp -v $PWD/file:/tmp
	END
	run -0 combined run --rm -v "$PWD/file:/proc/meminfo" -- cat /proc/meminfo
	assert_output mine
	run -0 combined run --rm -v /proc:/proc -- true
	run -0 combined run --rm --tmpfs /dev:dev -- test -c /dev/null
}

@test "--tmpfs has the mode of the directory that it covers" {
	requires root overlay
	image=$PWD/image
	mkdir -p "$image"/{bin,closed,open}
	cp "$(command -v busybox)" "$image/bin"
	chmod 711 "$image/closed"
	chmod 1777 "$image/open"
	stat() { combined run --rm "$@" "$image" busybox stat -c %a "$path"; }
	# runc, below docker and podman: "mode=%04o" of what is there.
	path=/closed run -0 stat --tmpfs /closed
	assert_output 711
	path=/open run -0 stat --mount type=tmpfs,dst=/open
	assert_output 1777
	path=/new run -0 stat --tmpfs /new
	assert_output 1777
	path=/closed run -0 stat --tmpfs /closed:mode=700
	assert_output 700
}

@test "--mount is a line of CSV, its keys in any case" {
	requires root overlay
	mkdir 'a,b' 'c"d'
	touch 'a,b/f' 'c"d/f'
	# docker: encoding/csv, strings.ToLower(key), strconv.ParseBool(value).
	run -0 combined run --rm --mount "type=bind,\"source=$PWD/a,b\",target=/m" \
	    --mount "\"src=$PWD/c\"\"d\",TYPE=bind,Dst=/n,ReadOnly=T" -- \
	    sh -c 'ls /m/f /n/f; ! touch /n/x'
	assert_line /m/f
	assert_line /n/f
	assert_line --partial 'Read-only'
	for wrong in "type=bind,\"source=$PWD,target=/m" \
	    "type=bind,\"source=$PWD\"x,target=/m" \
	    "type=bind,source=$PWD\"x\",target=/m" \
	    "type=bind,source=$PWD,target=/m,readonly=maybe" \
	    "type=bind,source,target=/m"; do
		run -125 combined run --rm --mount "$wrong" -- true
		assert_equal "${#lines[@]}" 1
	done
}

@test "a source that begins with a dot is a path" {
	requires root overlay
	mkdir here
	touch here/f
	# docker 28: filepath.Abs() of what begins with ".".
	run -0 combined run --rm -v .:/x -- ls /x/here
	assert_output f
	cd here
	run -0 combined run --rm -v ..:/x -- ls /x/here
	assert_output f
}

@test "--device gives another name, and no more than the letters say" {
	requires root overlay cgroup_devices tun
	start --device /dev/net/tun:/dev/way:r
	run combined exec "$name" stat -c %t:%T /dev/way
	assert_output a:c8
	combined exec "$name" sh -c ': </dev/way'
	run combined exec "$name" sh -c ': >/dev/way'
	assert_output --partial 'Operation not permitted'
	[ ! -e "/proc/$pid/root/dev/net/tun" ]
	run -125 combined run --rm --device /dev/net/tun:/dev/x:rx -- true
	run -125 combined run --rm --device /dev/net/tun:/tmp/x -- true
}

@test "--device-cgroup-rule lets a node be made and opened" {
	requires root overlay cgroup_devices tun
	start --device-cgroup-rule 'c 10:200 rwm'
	combined exec "$name" sh -c 'mknod /n c 10 200 && : <>/n'
	combined rm -f "$name"
	start
	run combined exec "$name" sh -c 'mknod /n c 10 200 && : <>/n'
	assert_output --partial 'Operation not permitted'
}

@test "--ipc: none has no /dev/shm, host and container:NAME have theirs" {
	requires root overlay
	start --ipc none
	[ -z "$(mount_of /dev/shm)" ]
	[ "$(ns_of "$pid" ipc)" != "$(ns_of self ipc)" ]
	combined rm -f "$name"
	start
	touch "/proc/$pid/root/dev/shm/$name"
	local ipc
	ipc=$(ns_of "$pid" ipc)
	run combined run --rm --ipc "container:$name" -- sh -c \
	    'ls /dev/shm; readlink /proc/self/ns/ipc'
	assert_output "$name
$ipc"
	run combined run --rm --ipc host -- sh -c \
	    'stat -c %d /dev/shm; readlink /proc/self/ns/ipc'
	assert_output "$(stat -c %d /dev/shm)
$(ns_of self ipc)"
}

@test "--uts, --cgroupns and --userns: private, or the host's" {
	requires root overlay userns
	start --uts host --cgroupns host --userns host
	local type
	for type in uts cgroup user; do
		assert_equal "$(ns_of "$pid" $type)" "$(ns_of self $type)"
	done
	combined rm -f "$name"
	# Where it writes to is reached by descriptor, not by its root's path.
	own=$(mktemp -d /tmp/toolkit-data.XXXXXX)
	COMBINED_DATA=$own start --uts private --cgroupns private \
	    --userns private
	for type in uts cgroup user; do
		[ "$(ns_of "$pid" $type)" != "$(ns_of self $type)" ]
	done
	COMBINED_DATA=$own combined exec "$name" touch /written
	[ -e "$own/containers/$name/upper/written" ]
	COMBINED_DATA=$own combined rm -f "$name"
}

@test "--domainname and --hostname are two names" {
	requires root overlay
	start --domainname example.org --hostname web
	run nsenter -t "$pid" -u cat /proc/sys/kernel/{domainname,hostname}
	assert_output "example.org
web"
	[ "$(cat /proc/sys/kernel/domainname)" != example.org ]
}

@test "-w makes the directory" {
	requires root overlay
	start -w /made/here
	assert_equal "$(readlink "/proc/$pid/cwd")" /made/here
	run -125 combined run --rm -w relative -- true
}

@test "memory, CPU and PIDs: each limit is in its file" {
	requires root overlay cgroup_memory cgroup_cpu cgroup_cpuset cgroup_pids
	start -m 64M --cpus 0.5 --cpu-shares 2048 --cpuset-cpus 0 \
	    --cpuset-mems 0 --pids-limit 33
	assert_equal "$(value memory memory.limit_in_bytes memory.max)" 67108864
	[[ $(value cpu cpu.cfs_quota_us cpu.max) == 50000* ]]
	[[ $(value cpu cpu.cfs_period_us cpu.max) == *100000 ]]
	[[ $(value cpu cpu.shares cpu.weight) =~ ^(2048|1[0-9][0-9])$ ]]
	assert_equal "$(value cpuset cpuset.cpus cpuset.cpus)" 0
	assert_equal "$(value cpuset cpuset.mems cpuset.mems)" 0
	assert_equal "$(value pids pids.max pids.max)" 33
	assert_equal "$(grep Cpus_allowed_list "/proc/$pid/status" |
	    cut -f 2)" 0
}

@test "--cpu-quota and --cpu-period say the same in microseconds" {
	requires root overlay cgroup_cpu
	start --cpu-quota 20000 --cpu-period 50000
	[[ $(value cpu cpu.cfs_quota_us cpu.max) == 20000* ]]
	[[ $(value cpu cpu.cfs_period_us cpu.max) == *50000 ]]
}

@test "--memory-swap counts both" {
	requires root overlay cgroup_memory
	feature_memsw || feature_cgroup2 || requires memsw
	start -m 64M --memory-swap 96M
	[[ $(value memory memory.memsw.limit_in_bytes memory.swap.max) =~ \
	    ^(100663296|33554432)$ ]]
}

@test "--device-read-bps and the like throttle a disk" {
	requires root overlay cgroup_io loop
	truncate -s 1M image
	disk=$(losetup -f --show image)
	local id
	id=$(lsblk -nro MAJ:MIN "$disk")
	start --device-read-bps "$disk:1M" --device-write-bps "$disk:2M" \
	    --device-read-iops "$disk:30" --device-write-iops "$disk:40"
	local v1=blkio.throttle
	[[ $(value blkio $v1.read_bps_device io.max) =~ $id\ (rbps=)?1048576 ]]
	[[ $(value blkio $v1.write_bps_device io.max) =~ \ (.*wbps=)?2097152 ]]
	[[ $(value blkio $v1.read_iops_device io.max) =~ \ (.*riops=)?30 ]]
	[[ $(value blkio $v1.write_iops_device io.max) =~ \ (.*wiops=)?40 ]]
}

@test "--blkio-weight is the disk's" {
	requires root overlay cgroup_io io_weight
	start --blkio-weight 500
	if [ -e "/sys/fs/cgroup/blkio/combined/$name" ]; then
		assert_equal "$(cat "/sys/fs/cgroup/blkio/combined/$name/"blkio.{bfq.,}weight \
		    2>/dev/null | head -1)" 500
	else
		run cat "/sys/fs/cgroup/combined/$name/"io.{bfq.,}weight
		assert_output --regexp '(default )?(500|4950)'
	fi
}

# bats test_tags=machine
@test "realtime: --cpu-rt-runtime and --cpu-rt-period" {
	requires root overlay rt_group
	local all=/sys/fs/cgroup/cpu/combined
	# The parent has to have some to give.
	mkdir -p "$all"
	echo 100000 2>/dev/null >"$all/cpu.rt_runtime_us" ||
	    skip "missing: realtime that is not given away yet"
	start --cpu-rt-runtime 1000 --cpu-rt-period 500000
	assert_equal "$(value cpu cpu.rt_runtime_us -)" 1000
}

@test "--sysctl is the container's, wherever it stands" {
	requires root overlay
	local before
	before=$(cat /proc/sys/net/ipv4/ip_default_ttl)
	run -125 combined run --rm --sysctl net.ipv4.ip_default_ttl=99 \
	    --network host -- true
	assert_equal "$(cat /proc/sys/net/ipv4/ip_default_ttl)" "$before"
	start --sysctl kernel.msgmax=4096
	run nsenter -t "$pid" -i cat /proc/sys/kernel/msgmax
	assert_output 4096
	[ "$(cat /proc/sys/kernel/msgmax)" != 4096 ]
}

@test "--stop-timeout is how long stop waits" {
	requires root overlay
	start --stop-timeout 0
	SECONDS=0
	combined stop "$name"
	[ "$SECONDS" -lt 8 ] && [ ! -e "/proc/$pid" ]
}

@test "a negative timeout waits for ever: --stop-timeout, stop, restart" {
	requires root overlay
	local command
	start --stop-timeout -1
	assert_equal "$(combined inspect -f '{{.Config.StopTimeout}}' "$name")" -1
	for command in "stop" "stop -t -1" "restart -t -5"; do
		combined rm -f "$name"
		start --stop-timeout -1 --init
		# A stopped process takes its SIGTERM when it goes on.
		kill -STOP "$pid"
		# shellcheck disable=SC2086
		in_background combined $command "$name"
		poll 60 grep -q '^\(ShdPnd\|SigPnd\):.*4...$' "/proc/$pid/status"
		kill -0 "$background"
		kill -CONT "$pid"
		poll 60 test ! -e "/proc/$background"
	done
	run -125 combined stop -t 1.5 "$name"
	run -125 combined stop -t '' "$name"
}

@test "--cidfile says the name that was made up, and is made once" {
	requires root overlay
	combined run -d --cidfile id -- sleep 1000
	name=$(cat id)
	names+=("$name")
	[ -e "/run/combined/$name" ]
	run -125 combined run --rm --cidfile id -- true
	assert_output --partial already
	# As docker: nothing is started that the file does not name.
	run -125 combined run --rm --cidfile no/such/id -- echo started
	assert_output --regexp '^combined: [0-9a-f]+: --cidfile no/such/id: No such file'
	run -127 combined run --rm --cidfile none -- nosuchcommand
	[ ! -e none ]
}

@test "--privileged may use any device, --cap-add and --cap-drop are exact" {
	requires root overlay cgroup_devices tun
	start --privileged
	combined exec "$name" sh -c 'mknod /n c 10 200 && : <>/n'
	run combined exec "$name" stat -c %t:%T /dev/net/tun
	assert_output a:c8
	run combined exec "$name" find /dev -type b
	assert_equal "${#lines[@]}" "$(find /dev -xdev -type b | wc -l)"
	combined rm -f "$name"
	start --cap-drop ALL --cap-add NET_RAW
	assert_equal "$(status_field "$pid" CapBnd)" 0000000000002000
}

@test "--security-opt: no path masked, no label, the older spelling" {
	requires root overlay
	start --security-opt systempaths=unconfined
	[ -z "$(mount_of /proc/keys)$(mount_of /proc/sys)$(mount_of /sys/firmware)" ]
	combined rm -f "$name"
	start --security-opt label=disable
	[ -n "$(mount_of /proc/sys)" ]
	combined rm -f "$name"
	start --security-opt seccomp:unconfined
	assert_equal "$(status_field "$pid" Seccomp)" 0
	combined rm -f "$name"
	start --privileged --security-opt seccomp=builtin
	assert_equal "$(status_field "$pid" Seccomp)" 2
	local word
	for word in label=type:x label systempaths=x systempaths:unconfined \
	    seccomp= apparmor= nosuch=1 ''; do
		run -125 combined run --rm --security-opt "$word" -- true
		assert_equal "${#lines[@]}" 1
		assert_output --partial "${word%:x}"
	done
}

@test "one capability for each --cap-add and --cap-drop, as docker has it" {
	requires root overlay
	local option
	for option in "--cap-drop chown,kill" "--cap-add net_admin,sys_time" \
	    "--cap-add all,chown" "--cap-add="; do
		# shellcheck disable=SC2086
		run -125 combined run --rm $option -- true
		assert_equal "${#lines[@]}" 1
		assert_output --partial 'capability'
	done
}

@test "-e NAME without a value of the caller's: the container has none" {
	requires root overlay
	unset ABSENT
	# docker: ReplaceOrAppendEnvVars() of container/env.go.
	local show='echo ${ABSENT-none} ${ABSENTEE-none}'
	run -0 combined run --rm -e ABSENT=1 -e ABSENTEE=2 -e ABSENT -- \
	    sh -c "$show"
	assert_output 'none 2'
	start -e ABSENT=1
	run -0 combined exec -e ABSENT "$name" sh -c "$show"
	assert_output 'none none'
	run -0 combined exec "$name" sh -c "$show"
	assert_output '1 none'
	combined rm -f "$name"
	start -u 1000:7
	run -0 combined exec -u '' "$name" id -u
	assert_output 1000
	run -0 combined exec -u : "$name" id -u
	assert_output 0
}

@test "each option may come as often as one likes: -v, -l, --dns, -e" {
	requires root overlay
	local i options=()
	mkdir own-directory
	echo there >own-directory/file
	for i in {1..100}; do
		options+=(-v "$PWD/own-directory:/v/$i:ro" --label "l$i=$i"
		    --add-host "h$i:192.0.2.$i" --device "/dev/null:/dev/n$i:r"
		    --ulimit "nofile=$((1000 + i))")
	done
	for i in {1..10}; do
		options+=(--dns "192.0.2.$i")
	done
	for i in {1..2000}; do
		options+=(-e "V$i=$i")
	done
	start "${options[@]}"
	# shellcheck disable=SC2016 # for the shell in the container
	run -0 combined exec "$name" sh -c 'cat /v/*/file | grep -c there
	    grep -c "^nameserver 192.0.2" /etc/resolv.conf
	    grep -c "h[0-9]*$" /etc/hosts; ls /dev/n[0-9]* | wc -l
	    env | grep -c "^V[0-9]"; ulimit -n'
	assert_output "$(printf '%s\n' 100 10 100 100 2000 1100)"
	assert_equal "$(combined inspect "$name" |
	    jq '.[0].Config.Labels | length')" 100
	# What was written down is read again.
	combined stop -t 0 "$name"
	combined start "$name"
	run -0 combined exec "$name" sh -c 'env | grep -c "^V[0-9]"'
	assert_output 2000
}

@test "a command may have as many arguments as execve(2) takes" {
	requires root overlay
	# shellcheck disable=SC2016 # for the shell in the container
	run -0 combined run --rm -- sh -c 'echo $#' sh $(seq 5000)
	assert_output 5000
}

# The right values here are those of docker 28: docker/cli's opts and pkg/kvfile,
# nat.ParsePortSpec, moby/sys/signal.

@test "--env-file: a file of Windows, indentation, comments, the caller's" {
	printf '\xef\xbb\xbfA=1\r\n  B= two \r\n\t# no\n#C=3\n\nD\nNONE\nE=a=b#c' >file
	D=ours run -0 combined run --rm --env-file file -- \
	    sh -c 'echo "$A|$B|$C|$D|$E|${NONE-unset}"'
	assert_output '1| two ||ours|a=b#c|unset'
	# -e counts, whatever the order; of two files the last.
	echo A=file >other
	run -0 combined run --rm -e B=option --env-file file \
	    --env-file other -- sh -c 'echo "$A|$B"'
	assert_output 'file|option'
	for line in '=1' 'A B=1' 'A =1' '  =x'; do
		echo "$line" >wrong
		run -125 combined run --rm --env-file wrong -- true
		assert_output --partial 'wrong, line 1'
		assert_equal "${#lines[@]}" 1
	done
	printf 'A=1\0\n' >wrong
	run -125 combined run --rm --env-file wrong -- true
	run -125 combined run --rm --env-file nosuch -- true
}

@test "exec has --env-file and -e, on top of the container's" {
	requires root overlay
	printf 'A=file\r\nB=file\r\n' >file
	start -e A=run -e C=run
	run -0 combined exec -e B=option --env-file file "$name" \
	    sh -c 'echo "$A|$B|$C"'
	assert_output 'file|option|run'
}

@test "a zero takes a limit back: the default" {
	requires root overlay cgroup_memory cgroup_pids
	start -m 64M -m 0 --memory-swap 0 --cpus 0 --cpus 0.0 --pids-limit 0 \
	    --cpu-shares 0 --cpu-quota 0 --cpu-period 0 --blkio-weight 0 \
	    --shm-size 0
	[[ $(value memory memory.limit_in_bytes memory.max) =~ ^(9[0-9]{18}|max)$ ]]
	assert_equal "$(value pids pids.max pids.max)" max
	[[ $(mount_of /dev/shm) == *size=65536k* ]]
	# And what only looks like one is none.
	for wrong in '--cpus 0x' '-m 0.0.0' '-m x' '--pids-limit 0k0'; do
		run -125 combined run --rm $wrong -- true
	done
}

@test "less memory than a container needs is refused" {
	# dockerd: "Minimum memory limit allowed is 6MB".
	for size in 1k 4096 5M; do
		run -125 combined run --rm -m "$size" -- true
		assert_output --partial 'less than 6M'
		assert_equal "${#lines[@]}" 1
	done
}

@test "signals have all names that docker has" {
	requires root overlay
	start
	for sig in CLD SIGCLD sigchld IO IOT POLL RTMIN SIGRTMIN RTMIN+1 \
	    SIGRTMIN+15 RTMAX RTMAX-14 sigrtmax-1 STKFLT PWR 64; do
		run -0 combined kill -s "$sig" "$name"
	done
	for sig in 0 65 -1 RTMIN-1 RTMAX+1 RTMIN+31 RTMAX-31 RTMIN+ 'RTMIN+ 1' \
	    SIGSIGTERM NOSUCH; do
		run -125 combined kill -s "$sig" "$name"
	done
	# docker: an empty one is the default.
	run -0 combined kill -s '' "$name"
	run -0 combined wait "$name"
	assert_output 137
	combined rm -f "$name"
	combined run -d --name "$name" --init -- sleep 1000
	combined kill -s SIGRTMAX-3 "$name"
	run -0 combined wait "$name"
	assert_output $((128 + 61))
	run -125 combined run --rm --stop-signal 0 -- true
}

# As podman with runc. What is not compared: the environment, which neither has
# of its caller, and the cgroup, which is the container's own.
@test "what a process has of its caller is what podman's has" {
	requires root overlay podman runc
	mkdir -p image/{bin,proc,dev,sys,tmp,etc,root}
	cp "$(command -v busybox)" image/bin/
	for command in sh cat ls grep awk wc; do
		ln -s busybox "image/bin/$command"
	done
	cat >image/look <<-'END'
		umask; pwd; ls /proc/self/fd | wc -l
		grep -E "^(SigBlk|NoNewPrivs|Groups|Cpus_allowed):" \
		    /proc/self/status
		# Without 32 and 33, the C library's own: posix_spawn(3),
		# as make(1) uses it, leaves them ignored for runc.
		ignored=$(awk '/^SigIgn/ { print $2 }' /proc/self/status)
		printf "SigIgn %x\n" $((0x$ignored & ~0x180000000))
		grep -E "core|open files|stack|processes|locked" /proc/self/limits
		awk '{ print "nice", $19, "policy", $41 }' /proc/self/stat
		cat /proc/self/oom_score_adj /proc/self/coredump_filter \
		    /proc/self/timerslack_ns /proc/self/personality
	END
	# Two limits podman raises where its root has CAP_SYS_RESOURCE; ours are the
	# caller's.
	podman_() {
		unshare --mount --pid --fork --kill-child --mount-proc \
		    podman --runtime runc --root "$PWD/store" --runroot "$PWD/run" \
		    --cgroup-manager cgroupfs --events-backend none run --rm \
		    --network none --rootfs "$PWD/image" sh /look
	}
	ours() { combined run --rm "$PWD/image" sh /look; }
	# From a plain caller, and from one that has all of it changed.
	odd() {
		umask 077
		trap '' PIPE HUP USR1
		ulimit -c 0
		ulimit -s 4096
		ulimit -n 512
		renice -n 7 -p $BASHPID >/dev/null
		choom -n 300 -p $BASHPID >/dev/null
		chrt -b -p 0 $BASHPID
		taskset -pc 0 $BASHPID >/dev/null
		"$1" 7</etc/passwd
	}
	ours >plain.ours 2>&1
	podman_ >plain.podman 2>&1
	(odd ours) >odd.ours 2>&1
	(odd podman_) >odd.podman 2>&1
	local raised='^Max (processes|open files) '
	diff <(grep -vE "$raised" plain.podman) <(grep -vE "$raised" plain.ours)
	diff <(grep -vE "$raised" odd.podman) <(grep -vE "$raised" odd.ours)
	diff <(grep -E "$raised" /proc/self/limits) \
	    <(grep -E "$raised" plain.ours)
	grep -E '^Max open files +512 +512 ' odd.ours
	run ! diff -q plain.ours odd.ours
	# And one more process has what the container has.
	start --oom-score-adj 200
	assert_equal "$(combined exec "$name" cat /proc/self/oom_score_adj)" 200
	run choom -n 300 -- combined exec "$name" cat /proc/self/oom_score_adj
	assert_output 200
}

# The right values of the next tests are dockerd's: engines-docker.bats compares.

@test "in a network of its own any user has any port, and may ping" {
	requires root overlay
	local net=/proc/sys/net/ipv4
	run -0 combined run --rm -u 1000 -- cat $net/ip_unprivileged_port_start \
	    $net/ping_group_range
	assert_output "0
0	2147483647"
	run -0 combined run --rm -u 1000 -- sh -c 'echo page >/tmp/index.html
	    httpd -p 127.0.0.1:80 -h /tmp && wget -qO- http://127.0.0.1/'
	assert_output page
	run -0 combined run --rm \
	    --sysctl net.ipv4.ip_unprivileged_port_start=500 -- \
	    cat $net/ip_unprivileged_port_start
	assert_output 500
	run -0 combined run --rm --network host -- \
	    cat $net/ip_unprivileged_port_start
	assert_output "$(cat $net/ip_unprivileged_port_start)"
	start
	run -0 combined run --rm --network "container:$name" -- \
	    cat $net/ip_unprivileged_port_start
	assert_output 0
}

@test "--read-only: hosts, hostname and resolv.conf as well" {
	requires root overlay
	local file
	for file in hosts hostname resolv.conf; do
		run combined run --rm --read-only -- sh -c "echo x >>/etc/$file"
		assert_failure
		assert_output --partial 'Read-only file system'
		combined run --rm -- sh -c "echo x >>/etc/$file"
	done
}

@test "values as docker takes them: empty, switched off, not a path" {
	requires root overlay
	run -0 combined run --rm --user '' -- id -u
	assert_output 0
	run -0 combined run --rm --hostname '' --name "$name" -- hostname
	assert_output "$name"
	local value
	for value in '' =true :true; do
		run -0 combined run --rm \
		    --security-opt "no-new-privileges$value" -- \
		    grep NoNewPrivs /proc/self/status
		assert_output --regexp '1$'
	done
	for value in =false :false; do
		run -0 combined run --rm \
		    --security-opt "no-new-privileges$value" -- \
		    grep NoNewPrivs /proc/self/status
		assert_output --regexp '0$'
	done
	run -125 combined run --rm --security-opt no-new-privileges=x -- true
	mkdir -p relative/path
	run -125 combined run --rm -v relative/path:/x -- true
	assert_output --partial 'nor the name of a volume'
	run -0 combined run --rm -v ./relative/path:/x -- true
	run -125 combined run --rm --mount type=tmpfs,dst=/x,src=y -- true
	assert_output --partial 'no source'
	mkdir source
	run -0 combined run --rm --stop-signal '' --pids-limit -5 -- true
	run -0 combined run --rm --workdir '' --cpuset-cpus '' --cpuset-mems '' \
	    --uts '' --pid '' --ipc '' --userns '' --cgroupns '' --log-driver '' \
	    --pull '' --name '' -- pwd
	assert_output /
	# The last one counts, also where it is empty or false.
	run -0 combined run --rm --workdir /tmp --workdir '' -- pwd
	assert_output /
	run -0 combined run --rm --privileged --privileged=false --cap-drop ALL -- \
	    grep CapEff /proc/self/status
	assert_output "$(printf 'CapEff:\t0000000000000000')"
	run -0 combined run --rm --name "$name" --rm=false -- true
	run -0 combined rm "$name"
	# What docker refuses is not taken, either.
	local options
	for options in "-v $PWD/source:/x:" "-v $PWD/source:/x:rw,ro" "-v $PWD/source:/x:ro,ro" \
	    "-v $PWD/source:/x:rslave,rprivate" '-m -1' '--cpus 10000' '-l =' \
	    '--dns-search=' \
	    "--mount type=bind,src=$PWD/source,dst=/x,bind-propagation=rw" \
	    "--mount type=bind,src=$PWD/source,dst=/x,bind-propagation=ro" \
	    '-l=' '--device /dev/null:/dev/n:rr'; do
		# shellcheck disable=SC2086
		run -125 combined run --rm $options -- true
		assert_line --index 0 --regexp '^combined: '
	done
}
