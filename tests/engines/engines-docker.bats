# Docker with combined-oci in the place of runc: a real dockerd, with it as
# the default runtime and runc beside it for comparison.

load ../lib/helpers
load ../lib/engines

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
	    --default-runtime combined-oci
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

teardown() {
	docker_ rm -f "$name" 2>/dev/null || true
	[ ! -e "/run/combined/$name-ours" ] || combined rm -f "$name-ours"
}

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
	    combined-oci
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
	# A device that the host itself can open, without any capability.
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
		in_container --runtime combined-oci $options bb sh -c "$look" >ours
		# shellcheck disable=SC2086
		in_container --runtime runc $options bb sh -c "$look" >theirs
		the_same_look ours theirs
	done <<-'END'
		--read-only --tmpfs /scratch
		-u 1000:1000 --cap-drop all --cap-add kill
		--security-opt no-new-privileges --security-opt seccomp=unconfined
		--ulimit nofile=100:200 --shm-size 1m --oom-score-adj 10
		--pid host --ipc host --uts host
	END
}

# What cp is asked for, out of a container's /w and into it.
cp_out=("C:/d new" "C:/d/. new" "C:/d/ new" "C:/d old" "C:/d/. old" "C:d old"
    "C:/ld new" "C:/ld/ new" "C:/ld/. new" "C:/ld old" "C:/ld/ old"
    "C:/d/f new" "C:/d/f old" "C:/d/f old/" "C:/d/f new/" "C:/d/f no/new"
    "C:/d/f file" "C:/d/f file/" "C:/d file" "C:/d/. file" "C:/d/f link"
    "C:/d/f dangling" "C:/d linkold" "C:/lf new" "C:/d/f/ new" "C:/no new"
    "C:/d/x old/d" "C:/d/f blocked" "C:/dirlink/. old" "C:/suid new")
cp_in=("d C:/new" "d/. C:/new" "d/ C:/new" "d C:/old" "d/. C:/old" "ld C:/new"
    "ld/ C:/new" "ld/. C:/new" "ld C:/old" "ld/ C:/old" "d/f C:/new"
    "d/f C:/old" "d/f C:/new/" "d/f C:/no/new" "d/f C:/file" "d C:/file"
    "d/f C:/link" "d/f C:/dangling" "d C:/linkold" "lf C:/new" "d/f/ C:/new"
    "no C:/new" "d/f C:/out/x" "d C:/blocked" "suid C:/new")

# Where ours does something else, and why.
declare -gA cp_differs=(
    ["C:/d/. old"]="Docker refuses a link that leads out of old; it is only copied"
    ["d/. C:/old"]="the same"
    ["C:/suid new"]="no setuid program of a container's becomes one of the host's"
)

# What is there before, in a new directory, on both sides.
cp_scene() {
	rm -rf "${1:?}"/*
	mkdir -p "$1"
	(
		cd "$1"
		mkdir -p d/x old/d blocked/f dirlink tmp/out
		echo 1 >d/f && chmod 640 d/f && ln d/f d/g && chmod 750 d/x
		ln -s ../none d/l && mkfifo d/p && ln -s d ld && ln -s d/f lf
		for f in file linked blocked/d; do echo old >$f; done
		ln -s linked link && ln -s made dangling && ln -s old linkold
		ln -s ../old dirlink/d && ln -s /w/tmp/out out
		touch -d 2001-02-03 d/f d/x && echo s >suid && chmod 4755 suid
	)
}

# cp_result COMMAND CONTAINER VOLUME WHERE WORDS: how it ended, and what there is
# then. To be called in a directory of its own.
cp_result() {
	local status=0
	cp_scene here
	cp_scene "$3"
	# shellcheck disable=SC2086 # words
	(cd here && $1 cp ${5//C:/$2:/w} >/dev/null 2>&1) || status=1
	echo "$5: $status"
	(cd "$4" && find . -printf '%P %y %l %m %n %U:%G %TY\n' | sort)
}

@test "cp: where which files go is what docker cp does" {
	mkdir root docker ours
	tar -C root -xf "$BATS_FILE_TMPDIR/image.tar"
	running -v "$PWD/docker:/w"
	combined run -d --name "$name-ours" -v "$PWD/ours:/w" "$PWD/root" \
	    sleep 1000
	local words side same
	for words in "${cp_out[@]}" "${cp_in[@]}"; do
		side=here
		[[ $words == C:* ]] || side=docker
		cp_result docker_ "$name" docker "$side" "$words" >theirs
		side=here
		[[ $words == C:* ]] || side=ours
		cp_result combined "$name-ours" ours "$side" "$words" >result
		same=yes
		diff theirs result || same=no
		[ -n "${cp_differs[$words]-}" ] || assert_equal "$same" yes
		[ -z "${cp_differs[$words]-}" ] || assert_equal "$same" no
	done
	combined rm -f "$name-ours"
}

# logs_of SIDE OPTIONS…: what it logs to stdout and stderr, a line for each: the
# time where -t asks for it is only a time.
logs_of() {
	local side=$1
	shift
	case $side in
	docker) docker_ logs "$@" "$name" >out 2>err ;;
	ours) combined logs "$@" "$name" >out 2>err ;;
	esac
	sed -E 's/^[0-9-]{10}T[0-9:]{8}\.[0-9]{9}Z /TIME /' out | md5sum
	sed -E 's/^[0-9-]{10}T[0-9:]{8}\.[0-9]{9}Z /TIME /' err | md5sum
	wc -l <out
	wc -l <err
}

# objects FILE: the log's, as far as time and chance leave them the same.
objects() { jq -cS 'del(.time)' "$1" | sort; }

@test "combined logs is docker logs, and its file docker's json-file" {
	requires overlay
	local script='echo one; echo two >&2; printf "b\\377\\303\\251\\033[1m\\n"
	    head -c 40000 /dev/zero | tr "\0" x; echo; echo "<&>\\"
	    printf "nul\\000nul\\n"; sleep 4; echo last >&2; printf partial'
	docker_ run -d --name "$name" --network none bb sh -c "$script"
	combined run -d --name "$name" -- sh -c "$script" 3>&-
	local middle
	middle=$(date -d '+2 seconds' +%s.%N)
	docker_ wait "$name"
	combined wait "$name"
	local option theirs
	for option in "" "--tail 1" "--tail 2" "-n 0" "-n all" "--since 1h" \
	    "--since $middle" "--until 1h" "--until $middle" "--since 2020-01-01" \
	    "--since 2020-01-01T00:00:00Z --until 2021-01-01T00:00" \
	    "--since 1700000000.5" "-t --tail 2" "-f" "-f --since $middle"; do
		# shellcheck disable=SC2086 # several words
		theirs=$(logs_of docker $option)
		# shellcheck disable=SC2086
		run logs_of ours $option
		assert_output "$theirs" || { echo "logs $option"; return 1; }
	done
	run diff <(objects "$(docker_ inspect -f '{{.LogPath}}' "$name")") \
	    <(objects "$(combined inspect -f '{{.LogPath}}' "$name")")
	assert_output ""
	combined rm -f "$name"
}

# The tables of the tests below are of cgroup v1: what differs with v2 has not been
# looked through yet.
compared_here() {
	feature_v1 memory || skip "compared with cgroup v1 only"
}

@test "what options of docker run say comes to the same with combined run" {
	requires runc overlay
	compared_here
	# All of them, EVERY=1, take three minutes.
	EVERY=${EVERY:-3} run "$PROJECT/tests/runtime/peers-words" \
	    "$BATS_FILE_TMPDIR/image" "$exec_root/sock"
	assert_success
}

@test "whole lines of a day come to the same with docker and with combined" {
	requires runc overlay skopeo
	# All of them, EVERY=1, take some minutes.
	EVERY=${EVERY:-6} run "$PROJECT/tests/runtime/peers-days" "$exec_root/sock"
	assert_success
}

# Keys of inspect that are docker's, for the same options. docker's client goes through
# the options -v in an order that is another each time.
inspected='(.HostConfig | [.Memory, .MemorySwap, .NanoCpus, .PidsLimit,
    (.Binds | if . then sort else . end),
    .Ulimits, .CapAdd, .CapDrop, .ReadonlyRootfs, .Tmpfs, .Sysctls, .ShmSize,
    .PidMode, .UTSMode, .ExtraHosts, .Dns, .DnsSearch, .OomScoreAdj, .Privileged,
    .AutoRemove, .NetworkMode, .RestartPolicy, .ContainerIDFile, .CpuShares,
    .CpuPeriod, .CpuQuota, .CpusetCpus, .BlkioWeight, .Init, .Devices,
    .DeviceCgroupRules, .BlkioDeviceReadBps, .BlkioDeviceWriteBps,
    .BlkioDeviceReadIOps, .BlkioDeviceWriteIOps, .SecurityOpt, .LogConfig.Type,
    .Cgroup, .CgroupParent, .VolumeDriver, .VolumesFrom, .GroupAdd, .Links,
    .DeviceRequests, .DnsOptions, .BlkioWeightDevice, .PublishAllPorts,
    .MemoryReservation, .MemorySwappiness, .OomKillDisable, .StorageOpt]),
    [.Platform, .RestartCount, .AppArmorProfile, .Name[:1], .MountLabel,
    .ProcessLabel, .ExecIDs, .State.Health],
    (.Config | [.ExposedPorts, .Healthcheck, .OnBuild, .Volumes]),
    (.NetworkSettings.Networks[] | [.GlobalIPv6Address, .IPv6Gateway, .Gateway]),
    [.Mounts | sort_by(.Destination)[] | [.Type, .Destination, .Driver, .Mode, .RW]],
    .NetworkSettings.IPAddress'

# The keys that both have, of which one has null, a list or a map, and not the other.
# Ours says which variables are in force without an option.
# shellcheck disable=SC2016 # for jq
other_types='def types: [paths as $p | select($p | all(type == "string"))
    | {key: ($p | join(".")), value: (getpath($p) | type)}] | from_entries;
    ($theirs[0] | types) as $t | $ours[0] | types | to_entries[]
    | select($t[.key] != null and $t[.key] != .value)
    | select(.key != "Config.Env")'

# Templates for both.
templates=('{{.State.Status}} {{.HostConfig.Memory}} {{json .Config.Cmd}}'
    '{{range .NetworkSettings.Networks}}[{{.IPAddress}}]{{end}}'
    '{{range .Mounts}}{{println .Destination .RW}}{{end}}{{len .Mounts}}'
    '{{index .Config.Labels "a"}}{{index .Config.Cmd 1}}{{ len .Config.Cmd }}'
    '{{range .Config.Cmd}}{{println .}}{{end}}{{.State.OOMKilled}}'
    '{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}'
    '{{len .Config.ExposedPorts}} {{.Config.Healthcheck}} {{.HostConfig.StorageOpt}}')

@test "inspect: what docker inspect says of the same options" {
	requires runc overlay
	compared_here
	local options key disk
	disk=/dev/$(lsblk -dnro NAME | tail -1)
	echo '{ "defaultAction": "SCMP_ACT_ALLOW" }' >all.json
	while read -r options; do
		# shellcheck disable=SC2086 # words
		docker_ run -d --runtime runc --network none --name "$name" \
		    $options bb sleep 1000
		# shellcheck disable=SC2086
		combined run -d --network none --name "$name-ours" $options \
		    "$BATS_FILE_TMPDIR/image" sleep 1000
		docker_ inspect "$name" | jq ".[0]" >theirs
		combined inspect "$name-ours" | jq ".[0]" >ours
		diff <(jq -S "$inspected" theirs) <(jq -S "$inspected" ours)
		run jq -nc --slurpfile ours ours --slurpfile theirs theirs \
		    "$other_types"
		assert_output ""
		# What docker has no default for, ours has.
		jq -ne --slurpfile ours ours --slurpfile theirs theirs \
		    '[$ours[0], $theirs[0] | .HostConfig.LogConfig] | .[0] == (.[0] * .[1])' ||
		    { jq .HostConfig.LogConfig ours theirs; return 1; }
		for key in Cmd Entrypoint Tty OpenStdin StdinOnce AttachStdin \
		    AttachStdout User WorkingDir Domainname Labels; do
			echo "$key"
			diff <(jq -S ".Config.$key" theirs) \
			    <(jq -S ".Config.$key" ours)
		done
		for key in Status Running Paused Restarting OOMKilled Dead \
		    ExitCode Error FinishedAt; do
			echo "$key"
			diff <(jq -S ".State.$key" theirs) \
			    <(jq -S ".State.$key" ours)
		done
		for key in "${templates[@]}"; do
			# Docker's mounts have no order.
			diff <(docker_ inspect -f "$key" "$name" | sort) \
			    <(combined inspect -f "$key" "$name-ours" | sort)
		done
		docker_ rm -f "$name"
		combined rm -f "$name-ours"
	done <<-END
		-w /tmp
		-m 64m --cpus 0.5 --pids-limit 20 --ulimit nofile=100:200 -w /
		--init --device /dev/null:/dev/n:r --device /dev/zero --device /dev/full:rw -w /
		--device-read-bps $disk:99mb -w /
		--device-write-bps $disk:99mb --device-read-iops $disk:99999 --device-write-iops $disk:88888 -w /
		-v $PWD:/b:rw,z -v v1:/c -v v2:/d:ro -v v3:/e:nocopy -v /f -w /
		--mount type=bind,src=$PWD,dst=/b --mount type=tmpfs,dst=/c --mount src=v4,dst=/d,ro -w /
		-v $PWD:/b:ro --tmpfs /t:size=1m --read-only --shm-size 1m -w /
		--cap-add net_admin --cap-drop chown --oom-score-adj 10 -u 1:2 -w /
		--init=false --ipc host --log-opt max-size=3k --log-opt max-file=3 -w /
		--security-opt no-new-privileges:true --security-opt seccomp=$PWD/all.json --ipc private -w /
		--security-opt seccomp:unconfined --security-opt label=disable --uts host --ipc none -w /
		--pid host --uts host --add-host a:192.0.2.1 --dns 192.0.2.53 -w /
		--sysctl net.ipv4.ip_forward=1 --domainname d -l a=1 -i -w /
		--cpu-shares 512 --cpuset-cpus 0 --cpu-period 50000 -w /
	END
}

@test "stats: the columns and units of docker stats" {
	requires runc overlay cgroup_memory
	compared_here
	docker_ run -d --runtime runc --network none --name "$name" -m 64m bb \
	    sleep 1000
	combined run -d --network none --name "$name-ours" -m 64m \
	    "$BATS_FILE_TMPDIR/image" sleep 1000
	docker_ stats --no-stream "$name" >theirs
	combined stats --no-stream "$name-ours" >ours
	diff <(head -1 theirs | sed 's/^CONTAINER ID *//; s/  */ /g') \
	    <(head -1 ours | sed 's/  */ /g')
	local format='{{.MemUsage}} {{.NetIO}} {{.PIDs}} {{.CPUPerc}} {{.MemPerc}}'
	docker_ stats --no-stream --format "$format" "$name" >theirs
	combined stats --no-stream --format "$format" "$name-ours" >ours
	# The numbers are each container's, their form and units the same.
	diff <(sed -E 's/[0-9.]+[KM]iB \//N/; s/[0-9.]+%/P/g' theirs) \
	    <(sed -E 's/[0-9.]+[KM]iB \//N/; s/[0-9.]+%/P/g' ours)
}

@test "cp says on a terminal what docker cp says" {
	requires runc overlay
	compared_here
	running
	combined run -d --name "$name-ours" "$BATS_FILE_TMPDIR/image" sleep 1000
	mkdir d
	echo 1 >d/f
	head -c 5000 /dev/zero >d/g
	local words
	for words in "d/f C:/tmp" "d C:/tmp" "d/. C:/tmp" "C:/etc/passwd $PWD/p" \
	    "C:/tmp $PWD/tmp"; do
		script -qec "docker -H unix://$exec_root/sock cp \
		    ${words//C:/$name:}" /dev/null </dev/null >out
		tr '\r' '\n' <out | grep -ao 'Successfully.*' >theirs
		script -qec "combined cp ${words//C:/$name-ours:}" /dev/null \
		    </dev/null >out
		tr -d '\r' <out | sed "s/-ours//" >ours
		diff theirs ours
	done
	run combined cp d/f "$name-ours:/tmp"
	assert_output ""
	run script -qec "combined cp -q d/f $name-ours:/tmp" /dev/null
	assert_output ""
}

# What exec is asked for: options, and a command. The soft limit of files is left
# out: runc exec may take the hard one for it (Go's runtime raises its own).
exec_lines() {
	cat <<-'END'
		|id -u; id -g; pwd; umask; ulimit -Hn; cat /proc/self/oom_score_adj
		|env | grep -v HOSTNAME | sort
		|grep -E "^(Cap|Seccomp:|NoNewPrivs|SigBlk)" /proc/self/status
		|printf "%x\n" $((0x$(sed -n "s/^SigIgn:.//p" /proc/self/status) & ~0x180000000))
		|for n in ipc mnt net pid uts; do test $(readlink /proc/self/ns/$n) = $(readlink /proc/1/ns/$n) || echo $n; done
		|ls -l /proc/self/fd | grep -c " [012] ->"
		-u 1000|id; grep ^Cap /proc/self/status
		-u 1000:7|id
		-u 0:0|id
		-u nosuch|id
		-u 99999999999|id
		-w /tmp|pwd
		-w /nosuch/dir|pwd
		-e A=1 -e B= -e EXPORTED -e MISSING|env | grep -E '^(A|B|EXPORTED|MISSING)=' | sort
		-e HOME=/x|echo $HOME
		-e PATH=/nosuch|echo $PATH
		--env-file variables|env | grep -E '^[A-C]=' | sort
		--env-file nosuch|true
		-i|cat; echo end
		-d|sleep 0.1
		|exit 7
		|kill -9 $$
		|kill -TERM $$
		|exec nosuch
		|exec /etc
		--nosuch|true
	END
}

# Where ours does something else, and why.
declare -gA exec_differs=(
    ["-u nosuch|id"]="Docker has 126 for all that exec cannot begin; ours has what run has"
    ["-u 99999999999|id"]="the same"
    ["-w /nosuch/dir|pwd"]="the same"
    ["-e PATH=/nosuch|echo \$PATH"]="the same"
    ["--env-file nosuch|true"]="a mistake in the command line is 125 here"
)

@test "exec: what its options say comes to the same with docker exec" {
	requires runc overlay
	compared_here
	local options command different=0
	export EXPORTED=exported
	printf 'A=1\n# no\nB=two words\nC=a=b\n' >variables
	docker_ run -d --runtime runc --network none --name "$name" -e RUN=1 \
	    --ulimit nofile=100:200 bb sleep 1000
	combined run -d --network none --name "$name-ours" -e RUN=1 \
	    --ulimit nofile=100:200 "$BATS_FILE_TMPDIR/image" sleep 1000
	while IFS='|' read -r options command; do
		echo "exec $options: $command"
		# shellcheck disable=SC2086 # words
		{
			docker_ exec $options "$name" sh -c "$command" 2>/dev/null \
			    <<<input || echo "status $?"
		} >theirs
		# shellcheck disable=SC2086
		{
			combined exec $options "$name-ours" sh -c "$command" \
			    2>/dev/null <<<input || echo "status $?"
		} >ours
		diff theirs ours || [ -n "${exec_differs["$options|$command"]-}" ] ||
			different=$((different + 1))
	done < <(exec_lines)
	assert_equal $different 0
}

# daily_lines: command lines on a container W that runs.
daily_lines() {
	cat <<-'END'
		ps --format {{.Names}} -f name=W
		ps -a --format {{.Names}} -f name=^/W$
		ps -a --format {{.Names}} -f label=app -f label=tier=
		ps -a --format {{.Names}} -f label=app=y
		ps --format {{.Names}} -f status=paused
		ps --format {{.Names}} -f status=nosuch
		ps --format {{.Names}} -f nosuch=1
		ps -f name
		ps -a -f exited=x
		ps -n x
		ps --format {{.NoSuch}}
		ps --format {{.Names
		ps nosuch
		inspect -f {{.State.Running}} W
		inspect -f {{.Path}}{{.Args}} W
		inspect -f {{.Config.Labels}} W
		inspect -f {{json~.Config.Labels}} W
		inspect -f {{len~.Args}} W
		inspect -f {{.State.Status}} W nosuch W
		inspect -f {{.State.Status}} /W
		inspect -f {{.State.Status}} //W
		exec /W pwd
		logs -n 1 /W
		pause /W
		unpause /W
		inspect
		logs nosuch
		logs -n 1 W
		logs --tail x W
		logs --since x W
		logs W nosuch
		top nosuch
		kill -s NOSUCH W
		kill -s 65 W
		stop -t 1.5 W
		stop -t x W
		unpause W
		exec W
		exec nosuch true
		exec W sh -c exit~7
		exec -w /tmp W pwd
		exec -u :10 W id
		exec -u : W id
		exec -u app W id
		exec -u app:more W id
		exec -u  W id -u
		exec -e A W sh -c echo~${A-none}
		exec -e EXPORTED W sh -c echo~$EXPORTED
		exec -i W cat
		wait nosuch
		rm W
		rm nosuch
		rm -f nosuch
		start nosuch
		start W
		stats --no-stream nosuch
		diff nosuch
		export -o /nosuch/x W
		cp W:/nosuch .
		cp nosuch W:/tmp
		cp W:/etc/passwd nosuch/x
		run --name W bb true
		images --nosuch
		images -q nosuch
		rmi nosuch
		tag nosuch x
		pull nosuch:UPPER/x
		stop -s KILL -t 60 W
		stop W
		inspect -f {{.State.ExitCode}}{{.State.Status}} W
		exec W true
		kill W
		pause W
		wait W
		start W
		kill -s  W
		wait W
		restart -t 0 W
		rm -f W nosuch
		rm
	END
}

# daily COMMAND CONTAINER LINE: its output, and whether it failed.
daily() {
	local words=()
	mapfile -t words < <(sed "s/\<W\>/$2/g" <<<"$3" | tr ' ' '\n' | tr '~' ' ')
	$1 "${words[@]}" </dev/null 2>/dev/null || echo failed
}

@test "the command lines of each day come to the same, also those that are wrong" {
	requires runc overlay
	export EXPORTED=exported
	local line different=0
	docker_ run -d --runtime runc --network none --name "$name" -l app=x \
	    -l tier= -e A=1 bb sh -c 'echo out; sleep 1000'
	combined run -d --network none --name "$name-ours" -l app=x -l tier= \
	    -e A=1 "$BATS_FILE_TMPDIR/image" sh -c 'echo out; sleep 1000'
	while IFS= read -r line; do
		# Docker 23 and newer have it.
		[[ $line != 'stop -s'* ]] || docker_ stop --help | grep -q -e --signal ||
		    continue
		daily docker_ "$name" "$line" >theirs
		daily combined "$name-ours" "$line" | sed "s/-ours//" >ours
		diff theirs ours || {
			echo "$line"
			different=$((different + 1))
		}
	done < <(daily_lines)
	assert_equal $different 0
}
