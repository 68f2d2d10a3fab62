# podman with combined-oci in the place of runc, as root. podman has no daemon:
# conmon(8) calls the runtime, and stays with the container.

load ../lib/helpers
load ../lib/engines

setup_file() {
	has root podman || return 0
	image_tar
	cd "$BATS_FILE_TMPDIR"
	cat >containers.conf <<-'END'
		[containers]
		default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
	END
	from_page '\[engine]' '\.Ed' | grep -v '^\.' |
	    sed '/^\[engine]/a infra_image = "localhost/pause:1"' >>containers.conf
	podman_ import image.tar bb
	# kube play takes the PATH, and the infra container's command, from the image.
	podman_ import --change 'ENV PATH=/bin' --change 'CMD ["sleep", "1000"]' \
	    image.tar localhost/pause:1
}

teardown_file() {
	[ ! -e "$BATS_FILE_TMPDIR/containers.conf" ] || {
		podman_ pod rm -f -a -t 0 || true
		podman_ rm -f -a -t 0 || true
		podman_ system reset -f || true
		umount "$BATS_FILE_TMPDIR/root/overlay" || true
	}
}

setup() {
	requires root podman
	cd "$BATS_TEST_TMPDIR" || return 1
	name=$(unique)
}

teardown() {
	podman_ rm -f -t 0 "$name" || true
	[ -z "${home-}" ] || leave_home
}

# What keeps a user's podman namespace is there as long as the user is.
leave_home() {
	rootless rm -f -t 0 "$name" || true
	kill "$(cat "$home/run/tmp/pause.pid")" || true
	rm -rf "$home"
}

podman_() {
	local dir=$BATS_FILE_TMPDIR
	CONTAINERS_CONF=$dir/containers.conf podman --root "$dir/root" \
	    --runroot "$dir/runroot" --tmpdir "$dir/tmp" \
	    --network-config-dir "$dir/net" --events-backend=file \
	    --runtime "${runtime-combined-oci}" "$@" 3>&- 4>&-
}

in_container() { podman_ run --rm --network none "$@"; }

running() {
	podman_ run -d --name "$name" --network none "$@" bb sleep 1000
	pid=$(podman_ inspect -f '{{.State.Pid}}' "$name")
}

@test "podman run: exit statuses, and nothing left" {
	run -7 in_container bb sh -c 'exit 7'
	run -127 in_container bb nosuch
	assert_output --partial 'not found'
	run -126 in_container bb /etc/passwd
	assert_output --partial 'permission denied'
	assert_equal "$(combined-oci list -q)" ""
}

@test "podman run of a directory, without an image" {
	cp -a "$BATS_FILE_TMPDIR/image" root
	run in_container --rootfs "$PWD/root" cat /etc/passwd
	assert_output "$(cat root/etc/passwd)"
}

@test "podman exec, top, pause, unpause, stop" {
	running
	run -5 podman_ exec -u 1000:7 -w /tmp -e A=1 "$name" \
	    sh -c 'id -u; id -g; pwd; echo $A; exit 5'
	assert_output "$(printf '%s\n' 1000 7 /tmp 1)"
	run script -qec "$(declare -f podman_); podman_ exec -ti $name tty" \
	    /dev/null </dev/null
	assert_output --partial /dev/pts/
	run podman_ top "$name" comm
	assert_line sleep
	podman_ pause "$name"
	assert_equal "$(podman_ inspect -f '{{.State.Status}}' "$name")" paused
	podman_ unpause "$name"
	podman_ stop -t 1 "$name"
	[ ! -e "/proc/$pid" ]
}

@test "podman run --memory, --cpus, --pids-limit reach the kernel; stats" {
	running --memory 64m --memory-swap 64m --cpus 0.5 --pids-limit 50
	local dir
	if feature_cgroup2; then
		dir=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
		assert_equal "$(cat "$dir/memory.max")" 67108864
		assert_equal "$(cat "$dir/pids.max")" 50
	else
		dir=$(sed -n 's/.*:memory:\/*//p' "/proc/$pid/cgroup")
		assert_equal "$(cat "/sys/fs/cgroup/memory/$dir/memory.limit_in_bytes")" \
		    67108864
		assert_equal "$(cat "/sys/fs/cgroup/cpu/$dir/cpu.cfs_quota_us")" \
		    50000
	fi
	run podman_ stats --no-stream --format '{{.PIDS}}' "$name"
	assert_output 1
}

@test "podman run with a user namespace" {
	requires userns
	running --uidmap 0:100000:1000 --gidmap 0:200000:1000 \
	    --oom-score-adj 100
	assert_equal "$(stat -c %u:%g "/proc/$pid")" 100000:200000
	run podman_ exec "$name" sh -c \
	    'id -u; stat -c %u / ; echo >/dev/null; cat /proc/self/oom_score_adj'
	assert_output "$(printf '%s\n' 0 0 100)"
}

# rootless COMMAND…: podman of a normal user, in $home.
rootless() {
	as_user env -i PATH="$PATH" HOME="$home" XDG_RUNTIME_DIR="$home/run" \
	    CONTAINERS_CONF="$home/containers.conf" podman \
	    --root "$home/root" --runroot "$home/run/root" \
	    --tmpdir "$home/run/tmp" --storage-driver vfs \
	    --events-backend=file --cgroup-manager=cgroupfs \
	    --runtime "$SUITE_BIN/combined-oci" "$@" 3>&- 4>&-
}

@test "rootless: podman of a normal user, who is root inside" {
	requires userns
	home=$(mktemp -d /tmp/rootless-test.XXXXXX)
	mkdir "$home/run"
	cp -r "$BATS_FILE_TMPDIR/containers.conf" "$BATS_FILE_TMPDIR/image" \
	    "$home"
	chown -R 65534:65534 "$home"
	cd "$home" || return 1
	run -0 rootless run -d --name "$name" --network none \
	    --rootfs "$home/image" sleep 1000
	pid=$(rootless inspect -f '{{.State.Pid}}' "$name")
	[ "$(ns_of "$pid" user)" != "$(ns_of self user)" ]
	assert_equal "$(stat -c %u "/proc/$pid")" 65534
	run rootless exec "$name" sh -c \
	    'id -u; touch /made; mknod /null c 1 3; echo x >/dev/null && echo n'
	assert_line 0
	assert_line --partial 'Operation not permitted'
	assert_line n
	assert_equal "$(stat -c %u "$home/image/made")" 65534
	rootless rm -f -t 0 "$name"
	poll 20 test ! -e "/proc/$pid"
}

@test "a pod: containers that share network, IPC and hostname" {
	local own=()
	# In the cgroup v2 that podman 4.3 makes for a pod itself, the kernel
	# refuses all devices, whatever runtime asks for them.
	! feature_cgroup2 || own=(--share-parent=false)
	podman_ pod create --name "$name-pod" --network none "${own[@]}" \
	    --infra-image bb --infra-command 'sleep 1000'
	podman_ run -d --name "$name" --pod "$name-pod" bb sleep 1000
	pid=$(podman_ inspect -f '{{.State.Pid}}' "$name")
	run podman_ run --rm --pod "$name-pod" bb sh -c \
	    'readlink /proc/self/ns/net; readlink /proc/self/ns/ipc
	    readlink /proc/self/ns/uts; readlink /proc/self/ns/mnt'
	assert_line --index 0 "$(ns_of "$pid" net)"
	assert_line --index 1 "$(ns_of "$pid" ipc)"
	assert_line --index 2 "$(ns_of "$pid" uts)"
	refute_line "$(ns_of "$pid" mnt)"
	podman_ pod rm -f -t 0 "$name-pod"
}

# The same in systemd's slices, and with cgroup v2: engines-systemd.bats.
@test "podman kube play: a pod of Kubernetes' YAML, without Kubernetes" {
	! feature_cgroup2 || skip "podman 4.3 gives a pod no devices: engines-systemd.bats"
	cat >pod.yaml <<-END
		apiVersion: v1
		kind: Pod
		metadata: { name: $name }
		spec:
		  hostNetwork: true
		  hostname: web-pod
		  volumes: [{ name: shared, emptyDir: {} }]
		  containers:
		  - name: one
		    image: localhost/pause:1
		    command: [sh, -c, "echo \$WORD >/shared/file; exec sleep 1001"]
		    env: [{ name: WORD, value: of-one }]
		    resources: { limits: { memory: 64Mi } }
		    volumeMounts: [{ name: shared, mountPath: /shared }]
		  - name: two
		    image: localhost/pause:1
		    command: [sleep, "1002"]
		    securityContext:
		      runAsUser: 1000
		      readOnlyRootFilesystem: true
		      capabilities: { drop: [ALL] }
		    volumeMounts: [{ name: shared, mountPath: /shared }]
	END
	podman_ kube play pod.yaml
	local one two
	one=$(podman_ inspect -f '{{.State.Pid}}' "$name-one")
	two=$(podman_ inspect -f '{{.State.Pid}}' "$name-two")
	# The pod's infra container, and these two, are ours.
	assert_equal "$(combined-oci list -q | wc -l)" 3

	# What a pod shares, and what not.
	assert_equal "$(ns_of "$one" ipc)" "$(ns_of "$two" ipc)"
	assert_equal "$(ns_of "$one" uts)" "$(ns_of "$two" uts)"
	[ "$(ns_of "$one" mnt)" != "$(ns_of "$two" mnt)" ]
	poll 20 podman_ exec "$name-two" grep -x of-one /shared/file

	# What the YAML asks for, the kernel has.
	assert_equal "$(cat "/sys/fs/cgroup/memory/$(sed -n 's/.*:memory:\/*//p' \
	    "/proc/$one/cgroup")/memory.limit_in_bytes")" 67108864
	assert_equal "$(stat -c %u "/proc/$two")" 1000
	assert_equal "$(status_field "$two" CapBnd)" 0000000000000000
	run podman_ exec "$name-two" touch /made
	assert_output --partial 'Read-only file system'

	podman_ kube down pod.yaml
	[ ! -e "/proc/$one" ]
	[ ! -e "/proc/$two" ]
	assert_equal "$(combined-oci list -q)" ""
}

@test "privileged: all capabilities, all devices" {
	run in_container --privileged bb sh -c \
	    'grep CapEff /proc/self/status; ls /dev | wc -l'
	assert_line --regexp "$(awk '/CapBnd/ { print $2 }' /proc/self/status)"
	[ "${lines[1]}" -gt 20 ]
}

@test "podman: the same as runc: rights, mounts, devices, namespaces" {
	requires runc
	local options
	while read -r options; do
		# shellcheck disable=SC2086
		in_container $options bb sh -c "$look" | grep -v Groups >ours
		# shellcheck disable=SC2086
		runtime=runc in_container $options bb sh -c "$look" |
		    grep -v Groups >theirs
		the_same_look ours theirs
	done <<-'END'
		--read-only --tmpfs /scratch
		-u 1000:1000 --cap-drop all --cap-add kill --umask 0077
		--security-opt no-new-privileges --security-opt seccomp=unconfined
		--ulimit nofile=100:200 --ulimit nproc=1024:1024 --shm-size 1m --oom-score-adj 10
		--pid host --ipc host --uts host
	END
}
