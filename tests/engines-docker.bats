# Docker with combined in the place of runc: a real dockerd, with combined as
# the default runtime and runc beside it for comparison.

load helpers
load engines

setup_file() {
	has root dockerd || return 0
	image_tar
	cd "$BATS_FILE_TMPDIR"
	from_page '{' '}' >daemon.json
	# Docker adds to a socket's path, of which there are 107 bytes at most.
	exec_root=$(mktemp -d /tmp/docker-test.XXXXXX)
	export exec_root
	start_daemon dockerd --iptables=false --bridge=none \
	    --data-root "$PWD/data" --exec-root "$exec_root" \
	    --pidfile "$PWD/pid" -H "unix://$exec_root/sock" \
	    --config-file "$PWD/daemon.json" \
	    --default-runtime combined
	poll 60 docker_ version
	docker_ import image.tar bb
}

teardown_file() {
	[ -n "${exec_root-}" ] || return 0
	docker_ rm -f $(docker_ ps -aq) || true
	stop_daemon
	rm -rf "$exec_root"
}

setup() {
	requires root dockerd
	cd "$BATS_TEST_TMPDIR" || return 1
	name=$(unique)
}

teardown() { docker_ rm -f "$name" 2>/dev/null || true; }

docker_() { docker -H "unix://$exec_root/sock" "$@"; }

# in_container [options…]: docker run of what stands after the options.
in_container() { docker_ run --rm --network none "$@"; }

# running [options…] [-- command…]: one in the background, its PID in $pid.
running() {
	docker_ run -d --name "$name" --network none "$@" bb sleep 1000
	pid=$(docker_ inspect -f '{{.State.Pid}}' "$name")
}

@test "docker run: a process of combined's, in the cgroup that Docker says" {
	running --memory 64m
	grep -q "/docker/$(docker_ inspect -f '{{.Id}}' "$name")" \
	    "/proc/$pid/cgroup"
	assert_equal "$(docker_ inspect -f '{{.HostConfig.Runtime}}' "$name")" \
	    combined
	[ -n "$(find "$exec_root" -path '*moby*' -name \
	    state.json)" ]
	docker_ rm -f "$name"
	[ ! -e "/proc/$pid" ]
	[ -z "$(find "$exec_root" -path '*moby*' -name \
	    state.json)" ]
}

@test "exit statuses as Docker has them" {
	run -7 in_container bb sh -c 'exit 7'
	run -127 in_container bb nosuch
	assert_output --partial 'executable file not found in $PATH'
	run -127 in_container bb /bin/nosuch
	run -126 in_container bb /etc/passwd
	run -125 in_container --sysctl net.nosuch=1 bb true
	run -137 in_container --init bb sh -c 'kill -KILL $$'
	docker_ run -d --name "$name" --network none bb sh -c \
	    'trap "exit 9" TERM; while :; do sleep 0.1; done'
	sleep 1
	docker_ stop -t 30 "$name"
	assert_equal "$(docker_ inspect -f '{{.State.ExitCode}}' "$name")" 9
}

@test "docker exec, with user, directory, environment, status" {
	running
	run -5 docker_ exec -u 1000:7 -w /tmp -e A=1 "$name" \
	    sh -c 'id -u; id -g; pwd; echo $A; exit 5'
	assert_output "$(printf '%s\n' 1000 7 /tmp 1)"
	run docker_ exec "$name" nosuch
	assert_output --partial 'executable file not found'
	docker_ exec -d "$name" sleep 1001
	poll 20 sh -c "docker -H unix://$exec_root/sock top $name |
	    grep -q 'sleep 1001'"
}

@test "docker exec -ti and run -ti have a terminal" {
	running
	run script -qec "docker -H unix://$exec_root/sock exec -ti $name tty" \
	    /dev/null </dev/null
	assert_output --partial /dev/pts/
	run script -qec "docker -H unix://$exec_root/sock run --rm -ti \
	    --network none -u 1000 bb sh -c 'tty; echo out >/dev/stdout'" \
	    /dev/null </dev/null
	assert_output --partial /dev/pts/0
	assert_output --partial out
}

@test "docker stats, top, pause, unpause, kill" {
	running --memory 64m
	run docker_ stats --no-stream --format '{{.MemUsage}} {{.PIDs}}' "$name"
	assert_output --partial '64MiB 1'
	docker_ pause "$name"
	assert_equal "$(docker_ inspect -f '{{.State.Status}}' "$name")" paused
	docker_ unpause "$name"
	docker_ kill -s KILL "$name"
	poll 20 test ! -e "/proc/$pid"
}

@test "docker update changes the kernel's limits" {
	requires cgroup_memory
	running --memory 64m
	local cg
	cg=docker/$(docker_ inspect -f '{{.Id}}' "$name")
	value() {
		cat "/sys/fs/cgroup/$1/$cg/$2" 2>/dev/null ||
		    cat "/sys/fs/cgroup/$cg/$3"
	}
	assert_equal "$(value memory memory.limit_in_bytes memory.max)" 67108864
	docker_ update --memory 128m --memory-swap -1 --cpus 0.5 "$name"
	assert_equal "$(value memory memory.limit_in_bytes memory.max)" 134217728
	run value cpu cpu.cfs_quota_us cpu.max
	assert_output --regexp '^50000( 100000)?$'
}

@test "limits: CPU, processes, memory, and the OOM killer" {
	run in_container --memory 64m --pids-limit 50 --cpu-shares 512 \
	    --cpuset-cpus 0 --oom-score-adj 77 bb sh -c \
	    'cat /proc/self/oom_score_adj; grep Cpus_allowed_list \
	    /proc/self/status'
	assert_line 77
	assert_line --regexp '[[:space:]]0$'
	run -137 in_container --memory 32m --memory-swap 32m bb sh -c \
	    'x=$(head -c 200000000 /dev/zero | tr "\0" x); echo no'
}

@test "no device of the host's, whatever node root makes" {
	# One that the host itself can open, and nobody needs a capability for.
	true </dev/fuse || skip "no /dev/fuse"
	run in_container bb sh -c \
	    'mknod /f c 10 229 && echo made; true </f'
	# Two streams, which Docker may deliver in either order.
	assert_line made
	assert_line --partial 'Operation not permitted'
	run in_container --device /dev/fuse bb sh -c 'true </dev/fuse'
	assert_success
}

@test "docker build runs its steps in combined" {
	printf '%s\n' 'FROM bb' 'RUN echo built >/made' 'USER 1000' \
	    'CMD ["cat", "/made"]' >Dockerfile
	DOCKER_BUILDKIT=0 docker_ build --network none -q -t "$name" .
	run in_container "$name"
	assert_output built
	docker_ rmi "$name"
}

@test "a health check is an exec now and then" {
	running --health-cmd 'test -e /tmp/well' --health-interval 1s \
	    --health-retries 1
	health() {
		[ "$(docker_ inspect -f '{{.State.Health.Status}}' \
		    "$name")" = "$1" ]
	}
	poll 30 health unhealthy
	docker_ exec "$name" touch /tmp/well
	poll 30 health healthy
}

@test "two services share a volume and a network namespace" {
	running -v "$PWD:/shared"
	docker_ run --rm --network "container:$name" -v "$PWD:/shared" bb \
	    sh -c 'echo page >/shared/index.html'
	docker_ exec -d "$name" busybox httpd -f -p 8080 -h /shared
	served() {
		docker_ run --rm --network "container:$name" bb \
		    busybox wget -qO- http://127.0.0.1:8080/index.html
	}
	poll 20 served
	run served
	assert_output page
}

@test "Docker: the same as runc: rights, mounts, devices, namespaces" {
	requires runc
	local options
	while read -r options; do
		# shellcheck disable=SC2086
		in_container --runtime combined $options bb sh -c "$look" >ours
		# shellcheck disable=SC2086
		in_container --runtime runc $options bb sh -c "$look" >theirs
		# runc also makes a cgroup in hierarchies without a controller.
		diff <(grep -v cgroup/ ours) <(grep -v cgroup/ theirs)
	done <<-'END'
		--read-only --tmpfs /scratch
		-u 1000:1000 --cap-drop all --cap-add kill
		--security-opt no-new-privileges --security-opt seccomp=unconfined
		--ulimit nofile=100:200 --shm-size 1m --oom-score-adj 10
		--pid host --ipc host --uts host
	END
}
