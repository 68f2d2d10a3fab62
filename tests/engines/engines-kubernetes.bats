# Kubernetes' way in: a kubelet calls containerd's CRI service, which has a handler for
# combined-oci beside runc's. Where systemd is PID 1, both have its cgroup driver, as
# kubeadm sets it up, elsewhere cgroupfs. tests/tools/cri is the kubelet. OCI.md has the
# recipe.

load ../lib/helpers
load ../lib/engines

setup_file() {
	has root containerd grpc cni bridge || return 0
	image_tar
	cd "$BATS_FILE_TMPDIR"
	state=$(mktemp -d /tmp/kubernetes-test.XXXXXX)
	export state
	pack_image
	write_configuration
	start_daemon containerd -c "$PWD/config.toml"
	poll 60 cri Version '{}'
	ctr -a "$state/sock" -n k8s.io images import tests.tar 3>&- 4>&-
}

teardown_file() {
	[ -n "${state-}" ] || return 0
	stop_daemon
	rm -rf "$state"
	ip link delete cni-test0 || true
}

setup() {
	requires root containerd runc grpc cni bridge
	cd "$BATS_TEST_TMPDIR" || return 1
	pods=()
}

teardown() {
	for pod in "${pods[@]}"; do
		remove_pod || true
	done
}

# One image with two names: what a pod's pause container is made of, and the others.
pack_image() {
	local layer
	layer=$(sha256sum image.tar | cut -d ' ' -f 1)
	jq -n --arg layer "sha256:$layer" '{architecture: "amd64", os: "linux",
	    config: {Entrypoint: ["/bin/sleep"], Cmd: ["1000000"],
		Env: ["PATH=/bin"]},
	    rootfs: {type: "layers", diff_ids: [$layer]}}' >config.json
	jq -n '[{Config: "config.json", Layers: ["image.tar"],
	    RepoTags: ["example.org/pause:1", "example.org/busybox:1"]}]' \
	    >manifest.json
	tar -cf tests.tar manifest.json config.json image.tar
}

# from_recipe LINE: OCI.md's block from this line on.
from_recipe() {
	sed -n "/^$1/,/^\`\`\`/p" "$PROJECT/07-combined/OCI.md" | grep -v '^```'
}

# The handler is OCI.md's, with the program under test.
write_configuration() {
	local dir=$BATS_FILE_TMPDIR restrict=false
	# A pause container's score is -998, where this is allowed: CAP_SYS_RESOURCE.
	(echo -998 >"/proc/$BASHPID/oom_score_adj") 2>/dev/null || restrict=true
	mkdir cni
	cat >config.toml <<-END
		version = 2
		root = "$dir/root"
		state = "$state/state"
		[grpc]
		  address = "$state/sock"
		[ttrpc]
		  address = "$state/ttrpc"
		[plugins."io.containerd.grpc.v1.cri"]
		  sandbox_image = "example.org/pause:1"
		  restrict_oom_score_adj = $restrict
		  [plugins."io.containerd.grpc.v1.cri".cni]
		    bin_dir = "/usr/lib/cni"
		    conf_dir = "$dir/cni"
		  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
		    runtime_type = "io.containerd.runc.v2"
		    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
		      SystemdCgroup = true
	END
	from_recipe '\[plugins.*runtimes.combined-oci]' |
	    sed "s|/usr/local/bin|$SUITE_BIN|" >>config.toml
	grep -q 'SystemdCgroup = true' <(tail -n 2 config.toml)
	feature_systemd || sed -i '/SystemdCgroup/s/true/false/' config.toml
	cat >cni/10-test.conflist <<-END
		{"cniVersion": "0.4.0", "name": "test", "plugins": [
		  {"type": "bridge", "bridge": "cni-test0", "isGateway": true,
		   "ipam": {"type": "host-local", "dataDir": "$dir/addresses",
		    "ranges": [[{"subnet": "10.199.0.0/24"}]]}}]}
	END
}

# cri METHOD JQ-ARGUMENT…: calls the method, the request being what jq makes.
cri() {
	local method=$1 request
	shift
	request=$(jq -nc "$@") || return
	"$PROJECT/tests/tools/cri" "$state/sock" "$method" "$request" 3>&- 4>&-
}

# pod_configuration NAME: to pod.json, as a kubelet asks, with a cgroup of the pod's own:
# a slice of systemd's, or a path.
pod_configuration() {
	local parent=/kubepods/pod$1
	slice=kubepods-pod${1//-/_}.slice
	! feature_systemd || parent=$slice
	mkdir -p logs
	jq -nc --arg name "$1" --arg parent "$parent" --arg logs "$PWD/logs" \
	    '{metadata: {name: $name, uid: $name, namespace: "default"},
	    hostname: "web-pod", log_directory: $logs,
	    linux: {cgroup_parent: $parent}}' >pod.json
}

# make_pod HANDLER: its ID in $pod.
make_pod() {
	pod_configuration "$(unique "$1")"
	pod=$(cri RunPodSandbox --slurpfile pod pod.json --arg handler "$1" \
	    '{config: $pod[0], runtime_handler: $handler}' | jq -r .pod_sandbox_id)
	[ -n "$pod" ] && pods+=("$pod")
}

# make_container NAME JQ-CONFIG…: created and started, its ID in $container.
make_container() {
	container=$(cri CreateContainer --slurpfile pod pod.json --arg id "$pod" \
	    --arg name "$1" '{pod_sandbox_id: $id, sandbox_config: $pod[0],
	    config: ({metadata: {name: $name},
		image: {image: "example.org/busybox:1"},
		log_path: ($name + ".log")} * '"$2"')}' | jq -r .container_id)
	cri StartContainer --arg id "$container" '{container_id: $id}'
}

remove_pod() {
	cri StopPodSandbox --arg id "$pod" '{pod_sandbox_id: $id}' &&
	    cri RemovePodSandbox --arg id "$pod" '{pod_sandbox_id: $id}'
}

# pod_status FILTER
pod_status() {
	cri PodSandboxStatus --arg id "$pod" '{pod_sandbox_id: $id}' | jq -r "$1"
}

# status ID FILTER: of a container.
status() {
	cri ContainerStatus --arg id "$1" '{container_id: $id, verbose: 1}' |
	    jq -r "$2"
}
pid_of() { status "$1" '.info.info | fromjson | .pid'; }
has_ended() { [ "$(status "$1" .status.state)" = 2 ]; }

# in_container ID COMMAND…: exec; its output, and its exit status.
in_container() {
	local id=$1 answer
	shift
	answer=$(cri ExecSync --arg id "$id" \
	    '{container_id: $id, cmd: $ARGS.positional, timeout: 60}' \
	    --args -- "$@") || return
	jq -rj '.stdout // ""' <<<"$answer"
	return "$(jq '.exit_code // 0' <<<"$answer")"
}

runtime_root=/run/containerd/runc/k8s.io

# The containers of combined-oci, which a pod's own is one of.
list() { combined-oci --root $runtime_root list -q; }

# state_of RUNTIME ID: what the runtime itself knows of the container.
state_of() {
	"$1" --root $runtime_root state "$2" >state.json &&
	    jq -r '"\(.pid) \(.status)"' state.json
}

resources='{linux: {resources: {memory_limit_in_bytes: 67108864, cpu_quota: 50000,
    cpu_period: 100000, cpu_shares: 512}}}'

# The manifest's class names a handler, and the pod the class. One pod of each handler
# runs, at the same time.
# shellcheck disable=SC2016 # jq's
@test "a RuntimeClass's handler beside runc's: a pod of each, and none of an unknown one" {
	local class handler ours our_container our_pid our_address their_pid
	from_recipe 'apiVersion: node.k8s.io' >manifest
	class=$(sed -n 's/^  runtimeClassName: //p' manifest)
	grep -qF "metadata: { name: $class }" manifest
	handler=$(sed -n 's/^handler: //p' manifest)

	make_pod "$handler"
	ours=$pod
	our_address=$(pod_status .status.network.ip)
	assert_equal "$(pod_status .status.runtime_handler)" "$handler"
	make_container one '{command: ["sleep", "1001"]}'
	our_container=$container
	our_pid=$(pid_of "$container")

	make_pod runc
	make_container one '{command: ["sleep", "1002"]}'
	their_pid=$(pid_of "$container")
	assert_equal "$(pod_status .status.runtime_handler)" runc
	run -0 in_container "$container" ping -c 1 -W 5 "$our_address"

	# Each runtime knows the containers that it has made, and no others.
	assert_equal "$(state_of combined-oci "$our_container")" "$our_pid running"
	assert_equal "$(state_of runc "$container")" "$their_pid running"
	run ! state_of runc "$our_container"
	run ! state_of combined-oci "$container"

	pod_configuration "$(unique unknown)"
	run ! cri RunPodSandbox --slurpfile pod pod.json \
	    '{config: $pod[0], runtime_handler: "unknown"}'
	assert_output --partial 'no runtime for "unknown" is configured'

	# The end of one is not the other's.
	remove_pod
	[ ! -e "/proc/$their_pid" ]
	[ -e "/proc/$our_pid" ]
	pod=$ours
	remove_pod
	[ ! -e "/proc/$our_pid" ]
	assert_equal "$(list)" ""
}

# shellcheck disable=SC2016 # for a shell in the container, and jq's
@test "a pod with two containers: run, exec, logs, limits, update, stop, remove" {
	requires systemd
	make_pod combined-oci
	make_container one "$resources * "'{command: ["sh", "-c",
	    "echo out; echo err >&2; exec sleep 1000"]}'
	local one=$container pid other unit
	make_container two '{command: ["sleep", "1000"]}'
	local two=$container
	pid=$(pid_of "$one")
	other=$(pid_of "$two")
	# The runtime is ours.
	assert_equal "$(list | wc -l)" 3

	# A scope for each, in the pod's slice, with the limits.
	unit=cri-containerd-$one.scope
	assert_equal "$(own_cgroup "$pid")" \
	    "/sys/fs/cgroup/kubepods.slice/$slice/$unit"
	agree "$pid"
	agree "$other"
	assert_equal "$(property "$unit" MemoryMax)" 67108864
	assert_equal "$(cat "$(own_cgroup "$pid")/memory.max")" 67108864
	assert_equal "$(property "$unit" CPUQuotaPerSecUSec)" 500ms
	assert_equal "$(cat "$(own_cgroup "$pid")/cpu.max")" "50000 100000"

	# One network, one IPC namespace, one name; not one root.
	assert_equal "$(ns_of "$pid" net)" "$(ns_of "$other" net)"
	assert_equal "$(ns_of "$pid" ipc)" "$(ns_of "$other" ipc)"
	assert_equal "$(ns_of "$pid" uts)" "$(ns_of "$other" uts)"
	[ "$(ns_of "$pid" mnt)" != "$(ns_of "$other" mnt)" ]
	[ "$(ns_of "$pid" net)" != "$(ns_of self net)" ]

	# exec
	run -0 in_container "$one" sh -c 'hostname; cat /proc/self/cgroup'
	assert_output "$(printf 'web-pod\n0::/')"
	run -3 in_container "$two" sh -c 'exit 3'
	ping -c 1 -W 5 "$(pod_status .status.network.ip)"

	# The log, in CRI's format.
	poll 20 grep -qE '^[0-9TZ:.-]+ stdout F out$' logs/one.log
	poll 20 grep -qE '^[0-9TZ:.-]+ stderr F err$' logs/one.log

	cri UpdateContainerResources --arg id "$one" \
	    '{container_id: $id, linux: {memory_limit_in_bytes: 83886080}}'
	agree "$pid"
	assert_equal "$(property "$unit" MemoryMax)" 83886080

	cri StopContainer --arg id "$one" '{container_id: $id, timeout: 1}'
	[ ! -e "/proc/$pid" ]
	assert_equal "$(status "$one" '.status | "\(.state) \(.exit_code)"')" "2 143"
	poll 20 no_scope "$unit"
	cri RemoveContainer --arg id "$one" '{container_id: $id}'
	[ -e "/proc/$other" ]
	remove_pod
	[ ! -e "/proc/$other" ]
	no_scope "cri-containerd-$two.scope"
	assert_equal "$(list)" ""
}

@test "a container's end, its exit status, and the limit of memory" {
	make_pod combined-oci
	make_container ends '{command: ["sh", "-c", "exit 5"]}'
	poll 20 has_ended "$container"
	assert_equal "$(status "$container" .status.exit_code)" 5
	# Without a CPU limit: an emulated processor has enough to do.
	make_container eats '{linux: {resources: {memory_limit_in_bytes: 67108864}},
	    command: ["sh", "-c", "tail -c 200m /dev/zero | wc -c; exit 9"]}'
	poll 60 has_ended "$container"
	assert_equal "$(status "$container" .status.reason)" OOMKilled
}

@test "beside runc's handler: the same in the container, and the same scope" {
	requires systemd
	local handler unit pid
	for handler in combined-oci runc; do
		make_pod "$handler"
		make_container one "$resources * "'{command: ["sleep", "1000"]}'
		pid=$(pid_of "$container")
		unit=$(unit_of "$pid")
		# shellcheck disable=SC2154 # lib/engines
		in_container "$container" sh -c "$look" |
		    sed "s/$pod/POD/g; s/$container/ID/g" >"$handler.look"
		# The weight's curve is another in runc before 1.3.2: cpu_weight.h. Of
		# no swap at all, runc 1.1 tells the kernel, and not systemd.
		systemctl show "$unit" -p Slice -p Delegate -p MemoryMax \
		    -p CPUQuotaPerSecUSec -p CPUQuotaPeriodUSec -p TasksMax \
		    -p DefaultDependencies -p DevicePolicy |
		    sed "s/${slice%.slice}/SLICE/" >"$handler.unit"
		cat "$(own_cgroup "$pid")"/{memory.max,memory.swap.max,cpu.max,pids.max} \
		    >"$handler.files"
		remove_pod
		no_scope "$unit"
	done
	diff combined-oci.unit runc.unit
	diff combined-oci.files runc.files
	diff combined-oci.look runc.look
}
