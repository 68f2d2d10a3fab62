# Chapter 4: what the kernel lets the processes of a cgroup use, and counts.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	name=$(unique)
}

# Whatever a test left is removed without help from the program under test.
teardown() {
	local dir pid
	kill_background
	for dir in $(find /sys/fs/cgroup -depth -type d \
	    -path "*/test-$$-$BATS_TEST_NUMBER-*" 2>/dev/null); do
		[ ! -e "$dir/freezer.state" ] ||
			echo THAWED >"$dir/freezer.state" || true
		while read -r pid; do
			kill -KILL "$pid" 2>/dev/null || true
		done <"$dir/cgroup.procs"
		poll 5 rmdir "$dir" 2>/dev/null || true
	done
	[[ ${disk-} != /dev/loop* ]] || losetup -d "$disk" || true
}

# dir CONTROLLER [NAME]: the cgroup's directory, in v1 or v2.
dir() {
	local v1=${1/#io/blkio}
	if [ -e "/sys/fs/cgroup/$v1/cgroup.procs" ]; then
		echo "/sys/fs/cgroup/$v1/${2-$name}"
	else
		echo "/sys/fs/cgroup/${2-$name}"
	fi
}

# value CONTROLLER V1-FILE V2-FILE [NAME]: what the kernel has in it.
value() {
	local file=$2
	! feature_cgroup2 || file=$3
	cat "$(dir "$1" "${4-$name}")/$file"
}

# stat_value CONTROLLER V1-FILE V2-FILE KEY [NAME]: one line's number.
stat_value() {
	value "$1" "$2" "$3" "${5-$name}" | awk -v k="$4" '$1 == k { print $2 }'
}

# cpu_usec [NAME]: the CPU time it has had.
cpu_usec() {
	if feature_cgroup2; then
		stat_value cpu - cpu.stat usage_usec "${1-$name}"
	else
		echo $(($(cat "$(dir cpuacct "${1-$name}")/cpuacct.usage") / 1000))
	fi
}

# member [NAME] -- COMMAND…: a background process in the cgroup.
member() {
	local to=$name
	[ "$1" = -- ] || { to=$1; shift; }
	shift
	in_background sh -c 'cgroups attach "$1" $$ && shift && exec "$@"' \
	    sh "$to" "$@"
	poll 10 is_member "$background" "$to"
}

is_member() { grep -q ":/$2\$" "/proc/$1/cgroup"; }

# left NAME: the directories of this name that there are.
left() { find /sys/fs/cgroup -name "$1"; }

at_least() { [ "$(eval "$2")" -ge "$1" ]; }

# make_disk: a block device of 8 MiB, in $disk.
make_disk() {
	truncate -s 8M disk.img
	disk=$(losetup --show -f disk.img)
}

# find_disk: the same, but a disk of the machine's where it has one to spare.
find_disk() {
	disk=${VM_DISK-}
	[ -n "$disk" ] || make_disk
}

# milliseconds COMMAND…: how long it takes.
milliseconds() {
	local start=${EPOCHREALTIME/./}
	"$@" >/dev/null 2>&1
	echo $(((${EPOCHREALTIME/./} - start) / 1000))
}

# bats test_tags=smoke
@test "a command runs in a cgroup of its own, which is gone after it" {
	requires root cgroup_memory
	run cgroups --name "$name" -- sh -c '(grep -c ":/$0$" /proc/self/cgroup)' \
	    "$name"
	assert_success
	[ "$output" -ge 1 ]
	run grep "$name" /proc/self/cgroup
	assert_failure
	assert_equal "$(left "$name")" ""
}

@test "in v1 it is one in each of our controllers" {
	requires root cgroup1 v1_memory
	run cgroups --name "$name" -- cat /proc/self/cgroup
	local controller
	for controller in cpu cpuacct cpuset memory blkio pids freezer; do
		! feature_v1 $controller ||
			assert_line --regexp "[:,]${controller}[,:].*/$name$"
	done
}

@test "in v2 it is one" {
	requires root cgroup2
	run cgroups --name "$name" -- cat /proc/self/cgroup
	assert_output "0::/$name"
	cgroups create "$name"
	run cat "/sys/fs/cgroup/$name/cgroup.controllers"
	assert_output --partial "memory"
	assert_output --partial "pids"
}

@test "without a name it gets one, also two at a time" {
	requires root cgroup_pids
	in_background cgroups -- sleep 1000
	poll 10 eval '[ -n "$(left "cgroups-$background")" ]'
	run cgroups -- cat /proc/self/cgroup
	assert_success
	assert_output --regexp '/cgroups-[0-9]+'
	refute_output --partial "/cgroups-$background"
	kill -TERM "$background"
	poll 10 eval '[ -z "$(left "cgroups-$background")" ]'
}

# bats test_tags=smoke
@test "each limit is written to its file" {
	requires root cgroup_memory cgroup_cpu cgroup_pids cgroup_cpuset
	cgroups create "$name" --memory 64M --cpu-quota 20000 \
	    --cpu-period 50000 --cpu-shares 2048 --pids-limit 7 \
	    --cpuset-cpus 0 --cpuset-mems 0
	assert_equal "$(value memory memory.limit_in_bytes memory.max)" 67108864
	assert_equal "$(value pids pids.max pids.max)" 7
	assert_equal "$(value cpuset cpuset.cpus cpuset.cpus)" 0
	assert_equal "$(value cpuset cpuset.mems cpuset.mems)" 0
	if feature_cgroup2; then
		assert_equal "$(value cpu - cpu.max)" "20000 50000"
	else
		assert_equal "$(value cpu cpu.shares -)" 2048
		assert_equal "$(value cpu cpu.cfs_quota_us -)" 20000
		assert_equal "$(value cpu cpu.cfs_period_us -)" 50000
	fi
}

@test "set changes what is asked for and nothing else" {
	requires root cgroup_memory cgroup_cpu cgroup_pids
	cgroups create "$name" --memory 1.5G --cpus 1.5 --pids-limit 7
	cgroups set "$name" --memory 512k --pids-limit -1
	assert_equal "$(value memory memory.limit_in_bytes memory.max)" 524288
	assert_equal "$(value pids pids.max pids.max)" max
	cgroups set "$name" --cpu-period 20000 --cpus 0.5
	run value cpu cpu.cfs_quota_us cpu.max
	assert_output --regexp '^10000( 20000)?$'
	cgroups set "$name" --cpu-period 40000
	run value cpu cpu.cfs_quota_us cpu.max
	assert_output --regexp '^10000( 40000)?$'
	cgroups set "$name" --cpu-quota -1 --memory -1
	run value cpu cpu.cfs_quota_us cpu.max
	assert_output --regexp '^(-1|max 40000)$'
	run value memory memory.limit_in_bytes memory.max
	assert_output --regexp '^(9223372036854771712|max)$'
}

@test "shares become a weight whose default is the default" {
	requires root cgroup2 cgroup_cpu
	local pair
	cgroups create "$name"
	for pair in 2:1 1024:100 262144:10000 256:35; do
		cgroups set "$name" --cpu-shares "${pair%:*}"
		assert_equal "$(value cpu - cpu.weight)" "${pair#*:}"
	done
}

# bats test_tags=smoke
@test "a process that needs more memory is killed, and the counter says so" {
	requires root cgroup_memory
	cgroups create "$name" --memory 16M
	run bash -c 'cgroups attach "$0" $$ && exec tail /dev/zero' "$name"
	assert_equal "$status" 137
	run stat_value memory memory.oom_control memory.events oom_kill
	assert_output 1
	run cgroups show "$name"
	assert_line --regexp '^  killed for memory +1 processes$'
	assert_line --regexp '^  --memory +16777216 '
}

@test "a command killed for memory: one line, and status 137" {
	requires root cgroup_memory
	run --separate-stderr cgroups --memory 16M -- tail /dev/zero
	assert_equal "$status" 137
	assert_output ""
	assert_equal "$stderr" \
	    "cgroups: out of memory: the kernel killed 1 process (raise --memory)"
	run cgroups --memory 64M -- perl -e '$x = "x" x 8e6; print "lives"'
	assert_success
	assert_output lives
}

@test "memory that is in use cannot be taken away" {
	requires root v1_memory memsw
	cgroups create "$name"
	member -- perl -e '$x = "x" x 40e6; open F, ">ready"; sleep 1000'
	poll 60 test -e ready
	run cgroups set "$name" --memory 8M --memory-swap 8M
	assert_equal "$status" 125
	assert_output --partial \
	    "bytes: Device or resource busy (more than that is in use"
	kill -0 "$background"
}

@test "swap: docker's meaning, memory plus swap, twice the memory" {
	requires root v1_memory memsw
	cgroups create "$name" --memory 16M
	assert_equal "$(value memory memory.memsw.limit_in_bytes -)" 33554432
	# Up and down, though the kernel wants memory <= memsw at each moment.
	cgroups set "$name" --memory 128M --memory-swap 128M
	assert_equal "$(value memory memory.limit_in_bytes -)" 134217728
	assert_equal "$(value memory memory.memsw.limit_in_bytes -)" 134217728
	cgroups set "$name" --memory 8M --memory-swap 12M
	assert_equal "$(value memory memory.limit_in_bytes -)" 8388608
	assert_equal "$(value memory memory.memsw.limit_in_bytes -)" 12582912
	cgroups set "$name" --memory-swap -1
	run cgroups set "$name" --memory-swap 4M
	assert_equal "$status" 125
	assert_output --partial "memsw.limit_in_bytes: Invalid argument (memory"
}

@test "swap: v2 counts it alone" {
	requires root cgroup2 cgroup_memory
	cgroups create "$name" --memory 16M
	assert_equal "$(value memory - memory.swap.max)" 16777216
	cgroups set "$name" --memory-swap 40M
	assert_equal "$(value memory - memory.swap.max)" 25165824
	cgroups set "$name" --memory-swap -1
	assert_equal "$(value memory - memory.swap.max)" max
	run cgroups set "$name" --memory-swap 8M
	assert_equal "$status" 125
	assert_output --partial "memory.swap.max: Invalid argument (memory plus"
}

@test "with swap, memory plus swap is what kills" {
	requires root swap cgroup_memory
	local eat='$x = "x" x 40e6; print "lives"'
	run cgroups --memory 32M --memory-swap 128M -- perl -e "$eat"
	assert_success
	assert_output lives
	run cgroups --memory 32M --memory-swap 32M -- perl -e "$eat"
	assert_equal "$status" 137
}

@test "half a CPU is half a CPU" {
	requires root cgroup_cpu
	local throttled usage periods
	# The shares: on a busy machine, too, it gets its half to use up.
	cgroups create "$name" --cpus 0.5 --cpu-shares 262144
	member -- sh -c 'while :; do :; done'
	poll 60 at_least 20 "stat_value cpu cpu.stat cpu.stat nr_throttled"
	# The quota is 50000 us a period; other load can leave less than that
	# to us, but not in a period in which it ran out.
	throttled=$(stat_value cpu cpu.stat cpu.stat nr_throttled)
	usage=$(cpu_usec)
	periods=$(stat_value cpu cpu.stat cpu.stat nr_periods)
	echo "$usage us in $periods periods, throttled in $throttled"
	[ "$usage" -le $((periods * 50000 * 115 / 100)) ]
	[ "$usage" -ge $((throttled * 50000 * 85 / 100)) ]
}

@test "shares divide a CPU that two want" {
	requires root cgroup_cpu cgroup_cpuset
	local a b a0 b0 ratio expected
	cgroups create "$name-a" --cpuset-cpus 0 --cpu-shares 196608
	cgroups create "$name-b" --cpuset-cpus 0 --cpu-shares 65536
	member "$name-a" -- sh -c 'while :; do :; done'
	member "$name-b" -- sh -c 'while :; do :; done'
	a0=$(cpu_usec "$name-a") b0=$(cpu_usec "$name-b")
	poll 60 at_least $((b0 + 700000)) "cpu_usec $name-b"
	a=$(cpu_usec "$name-a") b=$(cpu_usec "$name-b")
	ratio=$((100 * (a - a0) / (b - b0)))
	expected=$((100 * $(value cpu cpu.shares cpu.weight "$name-a") /
	    $(value cpu cpu.shares cpu.weight "$name-b")))
	echo "ratio $ratio%, expected $expected%"
	[ "$ratio" -ge $((expected * 70 / 100)) ]
	[ "$ratio" -le $((expected * 140 / 100)) ]
}

@test "cpuset: only these CPUs, and no way to others" {
	requires root cgroup_cpuset two_cpus
	run cgroups --cpuset-cpus 0 --cpuset-mems 0 -- \
	    sh -c 'grep _list /proc/self/status; taskset -pc 1 $$'
	assert_failure
	assert_line --regexp '^Cpus_allowed_list:.0$'
	assert_line --regexp '^Mems_allowed_list:.0$'
	assert_output --partial "Invalid argument"
	refute [ "$(status_field self Cpus_allowed_list)" = 0 ]
	run cgroups --cpuset-cpus 1023 -- true
	assert_equal "$status" 125
	assert_output --partial "(at most what the parent has"
}

# bats test_tags=machine
@test "realtime needs a budget" {
	requires root rt_group
	run cgroups -- chrt -f 1 true
	assert_failure
	assert_output --partial "Operation not permitted"
	cgroups create "$name" --cpu-rt-period 500000 --cpu-rt-runtime 10000
	assert_equal "$(value cpu cpu.rt_period_us -)" 500000
	assert_equal "$(value cpu cpu.rt_runtime_us -)" 10000
	run bash -c 'cgroups attach "$0" $$ && chrt -f 1 true' "$name"
	assert_success
	# A child cannot have more than its parent.
	run cgroups --name "$name/x" --cpu-rt-runtime 900000 -- true
	assert_equal "$status" 125
	assert_output --partial "cpu.rt_runtime_us: Invalid argument (at most"
}

# bats test_tags=machine
@test "a realtime process cannot be attached where there is no budget" {
	requires root rt_group
	cgroups create "$name"
	in_background chrt -f 1 sleep 1000
	poll 10 eval 'chrt -p "$background" | grep -q FIFO'
	run cgroups attach "$name" "$background"
	assert_equal "$status" 125
	assert_output --partial "(a realtime process needs a budget"
}

@test "v2 has no realtime budget, and says so" {
	requires root cgroup2
	run cgroups --cpu-rt-runtime 10000 -- true
	assert_equal "$status" 125
	assert_output --partial "cpu.rt_runtime_us: Operation not supported (only"
}

@test "a throttled read takes its time" {
	requires root cgroup_io loop
	local freely slowly
	find_disk
	cgroups create "$name" --device-read-bps "$disk:1M"
	set -- dd if="$disk" of=/dev/null iflag=direct bs=64k count=32
	freely=$(milliseconds "$@")
	slowly=$(milliseconds bash -c 'cgroups attach "$0" $$ && exec "$@"' \
	    "$name" "$@")
	echo "2 MiB: $freely ms, at 1 MiB a second $slowly ms"
	[ "$slowly" -ge 1500 ]
	[ "$freely" -lt "$slowly" ]
	run cgroups show "$name"
	assert_line --regexp '^  read from disk +2097152 bytes$'
}

@test "so does a throttled write, and one of few operations" {
	requires root cgroup_io loop
	local slowly
	find_disk
	slowly=$(milliseconds cgroups --device-write-bps "$disk:1M" -- \
	    dd if=/dev/zero of="$disk" oflag=direct bs=64k count=24)
	echo "1.5 MiB: $slowly ms"
	[ "$slowly" -ge 1000 ]
	slowly=$(milliseconds cgroups --device-read-iops "$disk:10" -- \
	    dd if="$disk" of=/dev/null iflag=direct bs=4k count=20)
	echo "20 reads: $slowly ms"
	[ "$slowly" -ge 1500 ]
}

@test "devices: by path, each limit to its file, -1 lifts it" {
	requires root cgroup_io loop
	find_disk
	local id
	id=$(lsblk -nro MAJ:MIN "$disk")
	cgroups create "$name" --device-read-bps "$disk:1.5M" \
	    --device-write-bps "$disk:2M" --device-read-iops "$disk:30" \
	    --device-write-iops "$disk:40"
	if feature_cgroup2; then
		assert_equal "$(value io - io.max)" \
		    "$id rbps=1572864 wbps=2097152 riops=30 wiops=40"
	else
		local v1=blkio.throttle
		assert_equal "$(value io $v1.read_bps_device -)" "$id 1572864"
		assert_equal "$(value io $v1.write_bps_device -)" "$id 2097152"
		assert_equal "$(value io $v1.read_iops_device -)" "$id 30"
		assert_equal "$(value io $v1.write_iops_device -)" "$id 40"
	fi
	cgroups set "$name" --device-read-bps "$disk:-1"
	run value io blkio.throttle.read_bps_device io.max
	refute_output --partial 1572864
}

@test "devices: an invalid device is refused before anything is made" {
	requires root cgroup_io
	local bad
	for bad in /dev/null:1M /nonexistent:1M /dev/null 1M: ; do
		run cgroups --name "$name" --device-read-bps "$bad" -- true
		assert_equal "$status" 125
		assert_equal "${#lines[@]}" 1
	done
	assert_equal "$(left "$name")" ""
}

@test "an I/O weight" {
	requires root cgroup_io io_weight
	cgroups create "$name" --blkio-weight 500
	run grep -hw 500 "$(dir io)/blkio.bfq.weight" "$(dir io)/blkio.weight" \
	    "$(dir io)/io.bfq.weight"
	[ -n "$output" ] || run grep -w 4950 "$(dir io)/io.weight"
	assert_output --regexp '500|4950'
}

# bats test_tags=smoke
@test "devices: root sees those it was given, and no others" {
	requires root cgroup_devices loop
	make_disk
	run cgroups --usual-devices -- sh -c 'head -qc1 "$0" /dev/zero | wc -c
	    mknod node b 7 0 && head -c1 node' "$disk"
	assert_failure
	assert_line 1
	assert_line --partial "'$disk' for reading: Operation not permitted"
	assert_line --partial "'node' for reading: Operation not permitted"
	run cgroups --device-cgroup-rule "b 7:* r" -- \
	    sh -c 'head -c1 "$0" | wc -c; echo >"$0"' "$disk"
	assert_failure
	assert_line 1
	assert_line --partial "Operation not permitted"
	run head -c1 "$disk"
	assert_success
	run cgroups --device-cgroup-rule "b 7 r" -- true
	assert_equal "$status" 125
}

@test "devices: as many rules as one likes" {
	requires root cgroup_devices
	local rules=() i
	for i in {1..100}; do
		rules+=(--device-cgroup-rule "c 4000:$i r")
	done
	run -0 cgroups "${rules[@]}" -- head -c1 /dev/zero
}

# bats test_tags=smoke
@test "fork fails at the limit of processes" {
	requires root cgroup_pids
	local fork='fork // die "$!\n"; wait'
	cgroups create "$name" --pids-limit 1
	run bash -c 'cgroups attach "$0" $$ && exec perl -e "$1"' "$name" "$fork"
	assert_failure
	assert_output "Resource temporarily unavailable"
	run stat_value pids pids.events pids.events max
	assert_output 1
	run cgroups --pids-limit 2 -- perl -e "$fork"
	assert_success
}

# bats test_tags=smoke
@test "attach moves a running process, and its children are born there" {
	requires root cgroup_pids
	cgroups create "$name"
	mkfifo fifo
	in_background sh -c 'read x <fifo; sleep 1000 & wait'
	cgroups attach "$name" "$background"
	echo go >fifo
	poll 10 eval '[ "$(wc -l <"$(dir pids)/cgroup.procs")" -eq 2 ]'
	run cgroups show "$name"
	assert_line --regexp '^  threads +2$'
	assert_line --regexp "^processes: $background [0-9]+$"
}

@test "show draws how much of a limit is in use" {
	requires root cgroup_pids cgroup_memory
	cgroups create "$name" --pids-limit 4
	run cgroups show "$name"
	assert_line '  threads in use       ▕░░░░░░░░░░░░░░░░░░░░▏  0%  of 4'
	refute_line --regexp '^  memory in use'
	cgroups set "$name" --memory 8M
	member -- sleep 1000
	run cgroups show "$name"
	assert_line '  threads in use       ▕█████░░░░░░░░░░░░░░░▏ 25%  of 4'
	assert_line --regexp '^  memory in use +▕█+░*▏ +[0-9]+%  of 8388608 bytes$'
}

@test "watch draws the CPU time of each second, and ends with the last process" {
	requires root cgroup_cpu cgroup_pids
	local watching rows times percent
	cgroups create "$name" --cpus 0.05
	member -- sh -c 'while :; do :; done'
	cgroups watch "$name" >watched 3>&- 4>&- &
	watching=$!
	# The quota, small on a busy machine, too, has run out in a whole second.
	poll 30 grep -qE '^▕█+░+▏ +[0-9]+% +[0-9]+ ms +[1-9][0-9]* times ' watched
	cgroups kill "$name"
	wait "$watching"
	cat watched
	head -n 1 watched | grep -qE '^of one CPU +waited +quota out +memory +processes'
	times=$(stat_value cpu cpu.stat cpu.stat nr_throttled)
	rows=0
	while read -r percent _ _ count _; do
		rows=$((rows + 1)) times=$((times - count))
		[ "${percent%\%}" -le 30 ]
	done < <(sed -nE 's/^▕[█░]+▏ *//p' watched)
	[ "$rows" -ge 1 ]
	# What was drawn is not more than what the kernel has counted.
	[ "$times" -ge 0 ]
}

@test "watch ends when the cgroup is gone, and says what it cannot watch" {
	requires root cgroup_cpu cgroup_pids
	local watching
	cgroups create "$name"
	member -- sleep 1000
	cgroups watch "$name" >watched 3>&- 4>&- &
	watching=$!
	poll 30 grep -q '%' watched
	cgroups kill "$name"
	cgroups remove "$name"
	wait "$watching"
	run cgroups watch "$name"
	assert_equal "$status" 125
	assert_output --partial "cgroup '$name': No such file or directory"
	run cgroups watch a b
	assert_equal "$status" 125
	assert_output --partial 'cgroups watch needs one NAME'
}

@test "attach says what is wrong" {
	requires root cgroup_pids
	run cgroups attach "$name" $$
	assert_equal "$status" 125
	assert_output --partial "cgroup '$name': No such file or directory"
	cgroups create "$name"
	run cgroups attach "$name" 4194304
	assert_equal "$status" 125
	assert_output --partial "No such process"
	run cgroups attach "$name" 0
	assert_equal "$status" 125
	assert_output --partial "'0' is not a PID"
}

@test "frozen processes stand still, and go on" {
	requires root cgroup_pids
	cgroups create "$name"
	member -- sh -c 'while :; do :; done'
	run cgroups show "$name"
	assert_line "processes: $background"
	cgroups freeze "$name"
	run cgroups show "$name"
	assert_line "processes, frozen: $background"
	if feature_cgroup2; then
		run grep '^frozen' "/sys/fs/cgroup/$name/cgroup.events"
		assert_output "frozen 1"
	else
		assert_equal "$(value freezer freezer.state -)" FROZEN
	fi
	local before
	before=$(cut -d' ' -f14,15 "/proc/$background/stat")
	sleep 0.3
	assert_equal "$(cut -d' ' -f14,15 "/proc/$background/stat")" "$before"
	cgroups thaw "$name"
	poll 10 eval '[ "$(cut -d" " -f14,15 "/proc/$background/stat")" != "$before" ]'
}

# bats test_tags=smoke
@test "kill reaches all: daemons, the frozen, those that keep forking" {
	requires root cgroup_pids
	cgroups create "$name" --pids-limit 30
	member -- bash -c 'while :; do setsid sleep 1000 & done 2>/dev/null'
	poll 20 at_least 25 "wc -l <$(dir pids)/cgroup.procs"
	run cgroups remove "$name"
	assert_equal "$status" 125
	assert_output --partial "Device or resource busy (processes are in it"
	cgroups freeze "$name"
	cgroups kill "$name"
	assert_equal "$(cat "$(dir pids)/cgroup.procs")" ""
	cgroups remove "$name"
	assert_equal "$(left "$name")" ""
}

@test "kill reaches processes in cgroups below, or outside one of v1's trees" {
	requires root cgroup_pids
	cgroups create "$name/a/b"
	member "$name/a/b" -- sleep 1000
	! feature_v1 freezer ||
		echo "$background" >/sys/fs/cgroup/freezer/cgroup.procs
	cgroups kill "$name"
	poll 10 process_ended "$background"
	cgroups remove "$name"
	assert_equal "$(left "$name")" ""
}

@test "what the command leaves running goes with it" {
	requires root cgroup_pids
	run cgroups -- sh -c 'setsid sleep 1000 >/dev/null 2>&1 & echo $!; exit 3'
	assert_equal "$status" 3
	poll 10 process_ended "$output"
}

@test "SIGTERM and SIGINT reach the command, and nothing is left" {
	requires root cgroup_pids
	local signal
	for signal in TERM INT; do
		in_background env --default-signal=$signal \
		    cgroups --name "$name" -- sleep 1000
		poll 10 eval '[ -n "$(cat "$(dir pids)/cgroup.procs")" ]'
		kill -$signal "$background"
		status=0
		wait "$background" || status=$?
		assert_equal "$status" $((128 + $(kill -l $signal)))
		assert_equal "$(left "$name")" ""
	done
}

@test "after SIGKILL the command is dead, and remove takes the rest" {
	requires root cgroup_pids
	in_background cgroups --name "$name" -- sleep 1000
	poll 10 eval '[ -n "$(cat "$(dir pids)/cgroup.procs")" ]'
	kill -KILL "$background"
	poll 10 eval '[ -z "$(cat "$(dir pids)/cgroup.procs")" ]'
	run cgroups --name "$name" -- true
	assert_equal "$status" 125
	assert_output --partial "File exists (choose another name, or run cgroups remove)"
	cgroups remove "$name"
	assert_equal "$(left "$name")" ""
}

@test "clean removes cgroups whose maker was killed, and only those" {
	requires root cgroup_pids
	in_background cgroups -- sh -c 'setsid sleep 1000 & sleep 1000'
	local maker=$background
	poll 10 eval '[ "$(wc -l <"$(dir pids "cgroups-$maker")/cgroup.procs")" \
	    -ge 3 ]'
	cgroups clean
	kill -0 "$maker"
	kill -KILL "$maker"
	poll 10 eval 'cgroups clean | grep -x "removed cgroups-$maker"'
	assert_equal "$(left "cgroups-$maker")" ""
}

@test "a name in use is refused, and its processes are not disturbed" {
	requires root cgroup_pids
	in_background cgroups --name "$name" -- sleep 1000
	poll 10 eval '[ -n "$(cat "$(dir pids)/cgroup.procs")" ]'
	run cgroups --name "$name" -- true
	assert_equal "$status" 125
	kill -0 "$background"
	[ -n "$(cat "$(dir pids)/cgroup.procs")" ]
}

@test "create is all or nothing" {
	requires root v1_pids v1_memory
	mkdir "/sys/fs/cgroup/pids/$name"
	run cgroups create "$name"
	assert_equal "$status" 125
	assert_output --partial "pids/$name: File exists"
	assert_equal "$(left "$name")" "/sys/fs/cgroup/pids/$name"
	run cgroups --name "$name-x" --memory 1M --cpu-quota 1 -- true
	assert_equal "$status" 125
	assert_output --partial "cpu.cfs_quota_us: Invalid argument"
	assert_equal "$(left "$name-x")" ""
}

# wrong MESSAGE WORD...: status 125, and this message.
wrong() {
	run -125 cgroups "${@:2}"
	assert_output --partial "$1"
}

@test "a subcommand with an option that it does not take: the message names it" {
	wrong "cgroups set needs a limit, such as --memory 64M" set web
	wrong "cgroups show takes no limits" show web --memory 64M
	wrong "cgroups create takes the name without --name" create --name web web
}

@test "names go downwards, and never mean the root" {
	requires root cgroup_pids
	local bad
	for bad in "" / . .. "$name/.." "../$name" "$name//x" "$name/./x"; do
		run cgroups create "$bad"
		assert_equal "$status" 125
		assert_output --partial "Invalid argument (a path below the root"
	done
	cgroups create "/$name"
	[ -d "$(dir pids)" ]
}

@test "parents made on the way go with the last child, others stay" {
	requires root cgroup_pids
	cgroups create "$name/a/b"
	cgroups create "$name/a/c"
	cgroups remove "$name/a/b"
	[ -d "$(dir pids)/a/c" ]
	cgroups remove "$name/a/c"
	assert_equal "$(left "$name")" ""
	cgroups create "$name"
	cgroups --name "$name/a/b" -- true
	[ -d "$(dir pids)" ]
	assert_equal "$(left a)" ""
}

@test "many at a time below one parent do not trip over each other" {
	requires root cgroup_pids
	local i
	many() {
		for i in {1..15}; do
			cgroups --name "$name/$1-$i" -- true || return 1
		done
	}
	many a 3>&- &
	many b
	wait $!
	assert_equal "$(left "$name")" ""
}

@test "the talk's commands do what ours do, in v1" {
	requires root cgroup_tools v1_cpu v1_cpuacct v1_cpuset v1_memory
	local theirs=$name-theirs ours=$name-ours pid their_pid
	in_background sleep 1000
	their_pid=$background
	cgcreate -g "cpu,cpuacct,cpuset,memory:/$theirs"
	echo 0 >"/sys/fs/cgroup/cpuset/$theirs/cpuset.cpus"
	echo 0 >"/sys/fs/cgroup/cpuset/$theirs/cpuset.mems"
	echo 512 >"/sys/fs/cgroup/cpu/$theirs/cpu.shares"
	echo 67108864 >"/sys/fs/cgroup/memory/$theirs/memory.limit_in_bytes"
	cgclassify -g "cpu,cpuacct,cpuset,memory:/$theirs" "$their_pid"

	cgroups create "$ours" --cpuset-cpus 0 --cpuset-mems 0 \
	    --cpu-shares 512 --memory 64M --memory-swap -1
	in_background sleep 1000
	cgroups attach "$ours" "$background"

	diff <(limits_and_places "$theirs" "$their_pid") \
	    <(limits_and_places "$ours" "$background")
	assert_equal "$(cgget -nv -r cpu.shares "$ours")" 512
}

# All that can be set in the four controllers, and where a process is in them.
limits_and_places() {
	(
		cd /sys/fs/cgroup || exit
		grep -r . {cpu,cpuset,memory}/"$1"/{cpu,cpuset,memory}.*[a-z] |
		    grep -vE 'stat|usage|_all|numa|pressure|slabinfo'
		grep -wE 'cpu|cpuacct|cpuset|memory' "/proc/$2/cgroup"
	) 2>/dev/null | sed "s/$1/NAME/"
}

@test "the talk's commands do what ours do, in v2" {
	requires root cgroup_tools cgroup2
	local theirs=$name-theirs ours=$name-ours file
	in_background sleep 1000
	cgcreate -g "cpu,cpuset,memory:/$theirs"
	echo 0 >"/sys/fs/cgroup/$theirs/cpuset.cpus"
	echo 100 >"/sys/fs/cgroup/$theirs/cpu.weight"
	echo 67108864 >"/sys/fs/cgroup/$theirs/memory.max"
	cgclassify -g "cpu,cpuset,memory:/$theirs" "$background"
	assert_equal "$(cat "/proc/$background/cgroup")" "0::/$theirs"

	cgroups create "$ours" --cpuset-cpus 0 --cpu-shares 1024 \
	    --memory 64M --memory-swap -1
	cgroups attach "$ours" "$background"
	assert_equal "$(cat "/proc/$background/cgroup")" "0::/$ours"
	for file in cpuset.cpus cpu.weight cpu.max memory.max memory.swap.max; do
		assert_equal "$(cat "/sys/fs/cgroup/$theirs/$file")" \
		    "$(cat "/sys/fs/cgroup/$ours/$file")"
	done
}

@test "what cgcreate made can be set, where it made it" {
	requires root cgroup_tools v1_cpu v1_memory
	cgcreate -g "cpu:/$name"
	cgroups set "$name" --cpu-shares 512
	assert_equal "$(cgget -nv -r cpu.shares "$name")" 512
	run cgroups set "$name" --memory 1M
	assert_equal "$status" 125
	assert_output --partial "memory/$name: Operation not supported"
	cgroups remove "$name"
	assert_equal "$(left "$name")" ""
}

@test "a missing controller matters to the command that asks for it" {
	requires root v1_memory v1_pids
	run unshare --mount sh -c 'umount /sys/fs/cgroup/memory &&
	    cgroups --memory 1M -- true'
	assert_equal "$status" 125
	assert_output --partial "controller memory: Operation not supported (not in this kernel"
	run unshare --mount sh -c 'umount /sys/fs/cgroup/memory &&
	    cgroups --pids-limit 5 -- echo fine'
	assert_success
	assert_output fine
}

@test "nothing mounted, hidden, or read-only: one line each" {
	requires root
	run unshare --mount sh -c 'mount -t tmpfs none /sys/fs/cgroup &&
	    cgroups -- true'
	assert_equal "$status" 125
	assert_output --partial "cgroup hierarchies: No such file or directory"
	run unshare --mount sh -c '
	    for dir in $(awk "/ cgroup2? / { print \$5 }" /proc/self/mountinfo)
	    do mount -o remount,bind,ro $dir; done; cgroups -- true'
	assert_equal "$status" 125
	assert_output --partial "Read-only file system (mounted read-only"
	assert_equal "${#lines[@]}" 1
}

@test "hybrid: v2 without controllers still holds, freezes and kills" {
	requires root cgroup1
	cat >only-v2 <<'SCRIPT'
umount -a -t cgroup || exit
mountpoint -q /sys/fs/cgroup/unified || {
	mount -t tmpfs none /sys/fs/cgroup && mkdir /sys/fs/cgroup/unified &&
	mount -t cgroup2 none /sys/fs/cgroup/unified || exit
}
cgroups --name "$1" -- cat /proc/self/cgroup &&
cgroups create "$1" && cgroups attach "$1" "$2" && cgroups freeze "$1" &&
cat "/sys/fs/cgroup/unified/$1/cgroup.events" && cgroups thaw "$1" &&
cgroups kill "$1" && cgroups remove "$1" && cgroups --pids-limit 5 -- true
SCRIPT
	in_background sleep 1000
	run unshare --mount sh only-v2 "$name" "$background"
	assert_equal "$status" 125
	assert_line "0::/$name"
	assert_line "frozen 1"
	assert_line --partial "controller pids: Operation not supported"
	poll 10 process_ended "$background"
	assert_equal "$(left "$name")" ""
}

@test "v1: controllers that share a hierarchy share the directory" {
	requires root cgroup_shared
	run cgroups --explain --name "$name" --cpus 0.5 -- cat /proc/self/cgroup
	assert_success
	assert_line --regexp ":cpu,cpuacct:/$name$"
	assert_equal "$(grep -c "mkdir.*/cpu" <<<"$output")" 2 # and cpuset
	assert_line --partial "cpu,cpuacct/$name/cpu.cfs_quota_us"
}

# delegate: a v2 subtree for uid 65534, and in it a cgroup to begin from.
delegate() {
	top=/sys/fs/cgroup/$name
	mkdir "$top"
	echo "+memory +pids" >/sys/fs/cgroup/cgroup.subtree_control
	mkdir "$top/shell"
	chown 65534 "$top" "$top"/cgroup.{procs,subtree_control,threads} \
	    "$top/shell" "$top/shell/cgroup.procs"
}

# user_in CGROUP COMMAND…: as uid 65534, begun in this cgroup.
user_in() {
	local procs=$1/cgroup.procs
	shift
	(echo "$BASHPID" >"$procs" && as_user "$@")
}

@test "v2: a user limits below what is delegated to them" {
	requires root cgroup2 cgroup_memory
	delegate
	run user_in "$top/shell" cgroups --name web --memory 16M -- \
	    cat /proc/self/cgroup "$top/web/memory.max"
	assert_success
	assert_line --index 0 "0::/$name/web"
	assert_line --index 1 16777216
	run user_in "$top/shell" cgroups --memory 16M -- tail /dev/zero
	assert_equal "$status" 137
	run ls -d "$top"/*/
	assert_output "$top/shell/"
}

@test "v2: no processes where controllers are enabled for the children" {
	requires root cgroup2 cgroup_memory
	delegate
	rmdir "$top/shell"
	run user_in "$top" cgroups --memory 16M -- true
	assert_equal "$status" 125
	assert_output --partial "cgroup.subtree_control: Device or resource busy"
	assert_output --partial "(a cgroup that has processes cannot enable"
	run user_in "$top" cgroups --pids-limit 5 -- true
	assert_equal "$status" 125
	run user_in "$top" cgroups -- echo fine
	assert_output fine
	assert_equal "$(cat "$top/cgroup.type")" domain
	cgroups set "$name" --memory 64M
	cgroups create "$name/web" --memory 16M
	run cgroups attach "$name" $$
	assert_equal "$status" 125
	assert_output --partial "(a cgroup that enables controllers for its"
}

@test "v2: a user without delegation is told how to get it" {
	requires root cgroup2
	mkdir "/sys/fs/cgroup/$name"
	run user_in "/sys/fs/cgroup/$name" cgroups -- true
	assert_equal "$status" 125
	assert_equal "${#lines[@]}" 1
	assert_output --partial "Permission denied (needs root, or a part of"
}

@test "a normal user is told what is needed" {
	requires cgroup_pids
	if feature_root; then
		run as_user cgroups --memory 16M -- true
	elif feature_cgroup2; then
		skip "this user may have a cgroup delegated"
	else
		run cgroups --memory 16M -- true
	fi
	assert_equal "$status" 125
	assert_equal "${#lines[@]}" 1
	assert_output --partial "Permission denied (needs root"
}

@test "wrong values say what they should be" {
	local wrong
	for wrong in "memory x" "memory 0" "memory-swap -2" "cpus 0" "cpus x" \
	    "cpu-shares 1" "cpu-period 1" "cpuset-cpus all" "pids-limit 0" \
	    "blkio-weight 1001" "device-read-bps 1M"; do
		run cgroups "--${wrong% *}" "${wrong#* }" -- true
		assert_equal "$status" 125
		assert_output --regexp \
		    "^cgroups: --${wrong% *} '${wrong#* }' is not a .*--help'$"
	done
}

@test "the words of its own, and a command of the same name" {
	requires root cgroup_pids
	run cgroups kill
	assert_equal "$status" 125
	assert_output "cgroups: cgroups kill needs a NAME; see 'cgroups --help'"
	run cgroups show --memory 1M "$name"
	assert_equal "$status" 125
	run cgroups set "$name"
	assert_equal "$status" 125
	run cgroups -- kill -l 9
	assert_success
	assert_output KILL
	run cgroups --pids-limit 5 kill -l 9
	assert_output KILL
}

# bats test_tags=smoke
@test "cgroups narrates what strace sees" {
	requires root cgroup_memory
	"$PROJECT/tests/tools/narration" cgroups --explain --memory 64M --cpus 0.5 \
	    --pids-limit 20 --usual-devices --name "$name/x" -- true
	"$PROJECT/tests/tools/narration" cgroups --explain create "$name" --cpus 1
	"$PROJECT/tests/tools/narration" cgroups --explain set "$name" \
	    --memory 64M --memory-swap -1
	member -- sleep 1000
	"$PROJECT/tests/tools/narration" cgroups --explain freeze "$name"
	"$PROJECT/tests/tools/narration" cgroups --explain thaw "$name"
	"$PROJECT/tests/tools/narration" cgroups --explain kill "$name"
	"$PROJECT/tests/tools/narration" cgroups --explain remove "$name"
}
