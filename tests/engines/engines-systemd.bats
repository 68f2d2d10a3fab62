# --systemd-cgroup where systemd is PID 1: beside runc, which has the same way of asking
# it; and below the engines in their default configuration, to which only the path of
# combined-oci is added.

load ../lib/helpers
load ../lib/engines

setup_file() {
	has root systemd || return 0
	image_tar
}

# What Docker and podman leave on each machine that they have run on.
teardown_file() {
	has systemd_vm || return 0
	ip link delete docker0 || true
	nft flush ruleset
	umount /var/lib/containers/storage/overlay || true
}

setup() {
	requires root systemd
	cd "$BATS_TEST_TMPDIR" || return 1
	name=$(unique)
	ids=()
}

teardown() {
	local id
	for id in "${ids[@]}"; do
		combined-oci delete --force "$id" || true
		runc delete --force "$id" || true
	done
	[ -z "${engine-}" ] || $engine rm -f "$name" >/dev/null 2>&1 3>&- 4>&- || true
}

# bundle PATH [JQ-FILTER]: a bundle in ./b with this cgroupsPath.
bundle() {
	mkdir -p b
	[ -e b/rootfs ] || cp -a "$BATS_FILE_TMPDIR/image" b/rootfs
	rm -f b/config.json
	combined-oci spec --bundle b
	jq --arg path "$1" '.process.terminal = false | .root.readonly = false | .linux.cgroupsPath = $path |
	    .process.args = ["sleep", "1000"] | '"${2-.}" b/config.json >b/new
	mv b/new b/config.json
}

# started RUNTIME ID: its PID in $pid.
started() {
	ids+=("$2")
	"$1" --systemd-cgroup run -d --bundle b --pid-file pid "$2" \
	    </dev/null >out 2>&1 3>&- 4>&- || { cat out; return 1; }
	pid=$(cat pid)
}

ended() {
	combined-oci kill "$1" KILL
	poll 20 test ! -e "/proc/$pid"
	combined-oci delete "$1"
}

# files PID: each limit in the kernel.
files() {
	local dir file
	dir=$(own_cgroup "$1")
	for file in memory.{max,low,high,swap.max} pids.max cpu.max \
	    cpuset.{cpus,mems} io.max; do
		echo "$file: $(cat "$dir/$file")"
	done
}

# properties UNIT: those of systemd's that a container's limits are in, and what the
# scope is. One device of any minor number is "char-136" or "char-pts".
properties() {
	systemctl show "$1" -p Slice -p Delegate -p DefaultDependencies \
	    -p MemoryAccounting -p CPUAccounting -p IOAccounting \
	    -p TasksAccounting -p MemoryMax -p MemoryLow -p MemorySwapMax \
	    -p CPUQuotaPerSecUSec -p CPUQuotaPeriodUSec -p AllowedCPUs \
	    -p AllowedMemoryNodes -p TasksMax -p DevicePolicy -p DeviceAllow |
	    sed 's/char-pts/char-136/' | sort
}

# shellcheck disable=SC2016 # jq's
limits='.linux.resources = {
    devices: [{allow: false, access: "rwm"},
	{allow: true, type: "c", major: 10, minor: 229, access: "rw"}],
    memory: {limit: 67108864, swap: 134217728, reservation: 33554432},
    cpu: {quota: 33333, period: 100000, cpus: "0-1", mems: "0"},
    pids: {limit: 50}}'

@test "the scope's properties and files are those that runc makes" {
	requires runc
	bundle "machine-a.slice:test:$name-ours" "$limits"
	started combined-oci "$name-ours"
	agree "$pid"
	assert_equal "$(unit_of "$pid")" "test-$name-ours.scope"
	assert_equal "$(own_cgroup "$pid")" \
	    "/sys/fs/cgroup/machine.slice/machine-a.slice/test-$name-ours.scope"
	files "$pid" >ours.files
	properties "test-$name-ours.scope" >ours.properties

	bundle "machine-a.slice:test:$name-theirs" "$limits"
	started runc "$name-theirs"
	files "$pid" >theirs.files
	properties "test-$name-theirs.scope" >theirs.properties
	diff ours.files theirs.files
	# runc allows /dev/net/tun to each container, and its console by the number
	# of what the container calls console: specification, "Default Devices".
	diff <(grep -v '5:1 rwm' ours.properties) \
	    <(grep -vE '(10:200|5:1) rwm' theirs.properties)

	combined-oci update --memory 100M --memory-swap 200M --cpu-quota 50000 \
	    --pids-limit 60 "$name-ours"
	runc update --memory 100M --memory-swap 200M --cpu-quota 50000 \
	    --pids-limit 60 "$name-theirs"
	files "$pid" >theirs.files
	pid=$(combined-oci state "$name-ours" | jq .pid)
	agree "$pid"
	files "$pid" | diff - theirs.files
	diff <(properties "test-$name-ours.scope" | grep -v Device) \
	    <(properties "test-$name-theirs.scope" | grep -v Device)
	assert_equal "$(property "test-$name-ours.scope" CPUQuotaPerSecUSec)" 500ms
}

@test "the default unit and slice, the root slice, and a prefix that is empty" {
	local path dir
	while read -r path dir; do
		bundle "${path#=}"
		started combined-oci "$name"
		assert_equal "$(own_cgroup "$pid")" "/sys/fs/cgroup/$dir"
		agree "$pid"
		ended "$name"
		no_scope "$(basename "$dir")"
	done <<-END
		= system.slice/combined-oci-$name.scope
		=:x:$name system.slice/x-$name.scope
		=-.slice::$name $name.scope
		=a-b-c.slice:x:$name a.slice/a-b.slice/a-b-c.slice/x-$name.scope
	END
}

@test "limits on a disk, weights, and what has no property, are the kernel's, too" {
	local number
	number=$(lsblk -dno MAJ:MIN | head -n 1 | tr -d ' ')
	bundle ":x:$name" '.linux.resources = {
	    cpu: {shares: 512, burst: 0},
	    blockIO: {throttleReadBpsDevice: [
		{major: '"${number%:*}"', minor: '"${number#*:}"', rate: 1000000}]},
	    unified: {"memory.high": "50000000", "cgroup.max.depth": "3"}}'
	started combined-oci "$name"
	local unit=x-$name.scope dir
	dir=$(own_cgroup "$pid")
	agree "$pid"
	assert_equal "$(property "$unit" IOReadBandwidthMax)" \
	    "/dev/block/$number 1000000"
	grep -qF "$number rbps=1000000 " "$dir/io.max"
	assert_equal "$(property "$unit" MemoryHigh)" 50000000
	# The kernel counts in pages.
	assert_equal "$(cat "$dir/memory.high")" $((50000000 / 4096 * 4096))
	assert_equal "$(cat "$dir/cgroup.max.depth")" 3
	# When systemd looks at the unit again, nothing of it is lost.
	cat "$dir"/{memory.high,cpu.weight,io.max} >before
	systemctl set-property --runtime "$unit" TasksMax=77
	cat "$dir"/{memory.high,cpu.weight,io.max} | diff - before
	assert_equal "$(cat "$dir/pids.max")" 77
}

@test "the rules for devices hold: systemd's and ours" {
	bundle ":x:$name" '.linux.resources.devices = [
	    {allow: false, access: "rwm"},
	    {allow: true, type: "c", major: 10, minor: 229, access: "rw"}] |
	    .process.capabilities[] += ["CAP_MKNOD"]'
	started combined-oci "$name"
	run -0 combined-oci exec "$name" sh -c 'mknod /fuse c 10 229 &&
	    mknod /kmsg c 1 11 && true <>/fuse && echo open; cat /kmsg || echo refused'
	assert_line open
	assert_line refused
}

@test "a scope of this name: one that runs is an error, one that failed is replaced" {
	systemd-run --quiet --scope --unit "x-$name.scope" --slice system.slice \
	    sleep 1000 3>&- 4>&- &
	poll 20 systemctl is-active --quiet "x-$name.scope"
	bundle ":x:$name"
	run -125 combined-oci --systemd-cgroup run --bundle b "$name"
	assert_output --partial "x-$name.scope"
	assert_output --partial 'File exists'
	systemctl is-active --quiet "x-$name.scope"
	run -125 combined-oci state "$name"
	systemctl stop "x-$name.scope"
	wait
	systemd-run --quiet --scope --unit "x-$name.scope" -p RuntimeMaxSec=1 \
	    sleep 1000 3>&- 4>&- || true
	poll 20 systemctl is-failed --quiet "x-$name.scope"
	started combined-oci "$name"
	agree "$pid"
}

@test "stop of the scope ends the container, and delete --force the scope" {
	bundle ":x:$name"
	started combined-oci "$name"
	systemctl stop "x-$name.scope"
	poll 20 test ! -e "/proc/$pid"
	assert_equal "$(combined-oci state "$name" | jq -r .status)" stopped
	combined-oci delete "$name"
	started combined-oci "$name"
	combined-oci exec "$name" sh -c 'sleep 1000 >/dev/null 2>&1 &'
	combined-oci pause "$name"
	combined-oci delete --force "$name"
	[ ! -e "/proc/$pid" ]
	no_scope "x-$name.scope"
}

@test "a container that cannot be made leaves no scope" {
	bundle ":x:$name" '.mounts += [{destination: "/m", type: "nosuch",
	    source: "nosuch"}]'
	run -125 combined-oci --systemd-cgroup run --bundle b "$name"
	no_scope "x-$name.scope"
	bundle ":x:$name" '.process.args = ["nosuch"]'
	run -125 combined-oci --systemd-cgroup run --bundle b "$name"
	no_scope "x-$name.scope"
	bundle ":x:$name" '.process.args = ["sh", "-c", "exit 7"]'
	run -7 combined-oci --systemd-cgroup run --bundle b "$name"
	no_scope "x-$name.scope"
}

# as_login COMMAND…: as user 1000 has it after a login, with a bus of the user's own.
as_login() {
	systemd-run --quiet --pipe --wait --collect --uid user -p PAMName=login \
	    -E PATH="$PATH" -E TERM=dumb --working-directory="$PWD" \
	    -- "$@" </dev/null 3>&- 4>&-
}
user_systemctl() {
	setpriv --reuid user --regid user --init-groups \
	    env XDG_RUNTIME_DIR=/run/user/1000 systemctl --user "$@"
}

@test "a normal user: the scope is the user's own systemd's" {
	requires systemd_vm
	systemctl=user_systemctl
	mkdir /home/user/t
	cd /home/user/t
	bundle ":x:$name" '.linux.resources = {memory: {limit: 67108864},
	    pids: {limit: 50}}'
	combined-oci spec --rootless --bundle .
	jq -s '.[1] * {process: {terminal: false, args: ["sleep", "1000"]},
	    linux: {cgroupsPath: .[0].linux.cgroupsPath,
	    resources: .[0].linux.resources}} |
	    .linux.uidMappings[0].hostID = 1000 |
	    .linux.gidMappings[0].hostID = 1000' b/config.json config.json >b/new
	mv b/new b/config.json
	chown -R user:user .
	as_login combined-oci --systemd-cgroup run -d --bundle b --pid-file pid "$name"
	pid=$(cat pid)
	assert_equal "$(own_cgroup "$pid")" "/sys/fs/cgroup/user.slice/\
user-1000.slice/user@1000.service/user.slice/x-$name.scope"
	user_systemctl show "x-$name.scope" >shown
	grep -qx MemoryMax=67108864 shown
	assert_equal "$(cat "$(own_cgroup "$pid")/memory.max")" 67108864
	assert_equal "$(cat "$(own_cgroup "$pid")/pids.max")" 50
	# From another session of the user's, which is not delegated to them.
	as_login combined-oci exec -d --pid-file second "$name" sleep 1000
	assert_equal "$(own_cgroup "$(cat second)")" "$(own_cgroup "$pid")"
	as_login combined-oci update --memory 80M "$name"
	user_systemctl show "x-$name.scope" | grep -qx MemoryMax=83886080
	assert_equal "$(cat "$(own_cgroup "$pid")/memory.max")" 83886080
	as_login combined-oci delete --force "$name"
	poll 20 test ! -e "/proc/$pid"
	no_scope "x-$name.scope"
	cd /
	rm -r /home/user/t
}

@test "Docker as it is installed: run, limits, exec, update, stop" {
	requires systemd_vm docker
	engine=docker
	mkdir -p /etc/docker
	jq -n --arg path "$(command -v combined-oci)" \
	    '{runtimes: {"combined-oci": {path: $path}}}' >/etc/docker/daemon.json
	systemctl start docker 3>&- 4>&-
	assert_equal "$(docker info -f '{{.CgroupDriver}} {{.CgroupVersion}}')" \
	    "systemd 2"
	docker import "$BATS_FILE_TMPDIR/image.tar" bb
	docker run -d --name "$name" --runtime combined-oci --memory 64m \
	    --cpus 0.5 --pids-limit 50 bb sleep 1000
	pid=$(docker inspect -f '{{.State.Pid}}' "$name")
	local unit
	unit=$(unit_of "$pid")
	assert_equal "$unit" "docker-$(docker inspect -f '{{.Id}}' "$name").scope"
	agree "$pid"
	assert_equal "$(property "$unit" MemoryMax)" 67108864
	assert_equal "$(property "$unit" CPUQuotaPerSecUSec)" 500ms
	assert_equal "$(property "$unit" TasksMax)" 50
	assert_equal "$(property "$unit" Slice)" system.slice
	docker exec -d "$name" sleep 999
	poll 20 eval "pgrep -fx 'sleep 999' |
	    grep -qxf - '$(own_cgroup "$pid")/cgroup.procs'"
	run -3 docker exec "$name" sh -c 'id -u; exit 3'
	assert_output 0
	docker update --memory 80m --memory-swap 160m --pids-limit 60 "$name"
	agree "$pid"
	assert_equal "$(property "$unit" MemoryMax)" 83886080
	assert_equal "$(property "$unit" TasksMax)" 60
	docker stop -t 1 "$name"
	[ ! -e "/proc/$pid" ]
	no_scope "$unit"
	docker rm "$name"
	run -0 docker run --rm --runtime combined-oci bb cat /proc/self/cgroup
	assert_output 0::/
	systemctl stop docker.socket docker containerd
	rm /etc/docker/daemon.json
}

# check_podman AS…: root's or the user's podman, as it is installed; image.tar is here.
check_podman() {
	local unit run=("$@")
	"${run[@]}" podman import image.tar bb
	assert_equal "$("${run[@]}" podman info -f '{{.Host.CgroupManager}}')" systemd
	"${run[@]}" podman --runtime "$SUITE_BIN/combined-oci" run -d --name "$name" \
	    --network none --memory 64m --memory-swap 64m --pids-limit 50 \
	    bb sleep 1000
	pid=$("${run[@]}" podman inspect -f '{{.State.Pid}}' "$name")
	unit=$(unit_of "$pid")
	assert_equal "$unit" \
	    "libpod-$("${run[@]}" podman inspect -f '{{.Id}}' "$name").scope"
	agree "$pid"
	assert_equal "$(property "$unit" MemoryMax)" 67108864
	assert_equal "$(property "$unit" TasksMax)" 50
	"${run[@]}" podman exec -d "$name" sleep 998
	poll 20 pgrep -fx 'sleep 998'
	assert_equal "$(own_cgroup "$(pgrep -fx 'sleep 998')")" \
	    "$(own_cgroup "$pid")"
	run -3 "${run[@]}" podman exec "$name" sh -c 'id -u; exit 3'
	assert_output 0
	run -1 "${run[@]}" podman exec "$name" mknod /tmp/m b 254 0
	"${run[@]}" podman update --memory 80m --memory-swap 80m "$name"
	agree "$pid"
	assert_equal "$(property "$unit" MemoryMax)" 83886080
	"${run[@]}" podman stop -t 1 "$name"
	[ ! -e "/proc/$pid" ]
	no_scope "$unit"
	"${run[@]}" podman rm "$name"
}

@test "podman as it is installed, as root" {
	requires systemd_vm podman
	engine=podman
	cp "$BATS_FILE_TMPDIR/image.tar" .
	check_podman env
}

@test "podman as it is installed, of a normal user after a login" {
	requires systemd_vm podman
	systemctl=user_systemctl
	cd /home/user
	install -o user "$BATS_FILE_TMPDIR/image.tar" .
	check_podman as_login
	[[ $(own_cgroup "$$") != *user* ]]
}

@test "podman kube play: a pod of two containers, in a slice of its own" {
	requires systemd_vm podman
	# kube play takes the PATH, and the infra container's command, from the image.
	podman import --change 'ENV PATH=/bin' "$BATS_FILE_TMPDIR/image.tar" \
	    localhost/bb:1
	podman import --change 'ENV PATH=/bin' --change 'CMD ["sleep", "1000"]' \
	    "$BATS_FILE_TMPDIR/image.tar" localhost/pause:1
	cat >containers.conf <<-END
		[engine]
		infra_image = "localhost/pause:1"
	END
	cat >pod.yaml <<-END
		apiVersion: v1
		kind: Pod
		metadata: { name: $name }
		spec:
		  hostNetwork: true
		  containers:
		  - { name: one, image: "localhost/bb:1", command: [sleep, "1001"],
		      resources: { limits: { memory: 64Mi } } }
		  - { name: two, image: "localhost/bb:1", command: [sleep, "1002"] }
	END
	export CONTAINERS_CONF=$PWD/containers.conf
	podman --runtime "$SUITE_BIN/combined-oci" kube play pod.yaml 3>&- 4>&-
	local one two
	one=$(podman inspect -f '{{.State.Pid}}' "$name-one")
	two=$(podman inspect -f '{{.State.Pid}}' "$name-two")
	agree "$one"
	agree "$two"
	assert_equal "$(property "$(unit_of "$one")" MemoryMax)" 67108864
	[[ $(property "$(unit_of "$one")" Slice) = machine-libpod_pod_*.slice ]]
	assert_equal "$(property "$(unit_of "$one")" Slice)" \
	    "$(property "$(unit_of "$two")" Slice)"
	assert_equal "$(ns_of "$one" ipc)" "$(ns_of "$two" ipc)"
	podman kube down pod.yaml 3>&- 4>&-
	[ ! -e "/proc/$one" ]
	[ ! -e "/proc/$two" ]
}

@test "containerd as it is installed: ctr run with the systemd driver" {
	requires systemd_vm containerd
	systemctl start containerd 3>&- 4>&-
	ctr run -d --rootfs --runc-binary "$SUITE_BIN/combined-oci" \
	    --runc-systemd-cgroup --cgroup "system.slice:ctr:$name" \
	    --memory-limit 67108864 --env PATH=/bin "$BATS_FILE_TMPDIR/image" \
	    "$name" sleep 1000 3>&- 4>&-
	pid=$(ctr task ls | awk -v n="$name" '$1 == n { print $2 }')
	assert_equal "$(unit_of "$pid")" "ctr-$name.scope"
	agree "$pid"
	assert_equal "$(property "ctr-$name.scope" MemoryMax)" 67108864
	run -3 ctr task exec --exec-id one "$name" sh -c 'exit 3'
	ctr task kill -s KILL "$name"
	poll 20 test ! -e "/proc/$pid"
	poll 20 ctr task rm "$name"
	ctr container rm "$name"
	no_scope "ctr-$name.scope"
	systemctl stop containerd
}
