# The command lines: combined has docker's words, combined-oci those of runc, which
# is the oracle where it is installed.

load ../lib/helpers
load ../lib/oci

# as RUNTIME COMMAND…: in mounts without the v2 hierarchy that v1's are mixed with:
# crun refuses to work there.
as() {
	local runtime=$1
	shift
	# shellcheck disable=SC2016
	unshare --mount sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"' \
	    sh "$runtime" --root "$BATS_TEST_TMPDIR/root-$runtime" "$@"
}

# alike FUNCTION PEER…: with combined-oci, and with each peer that is installed:
# all print the same.
alike() {
	local function=$1 runtime
	shift
	"$function" combined-oci >expected
	[ -s expected ]
	for runtime; do
		"feature_$runtime" || continue
		"$function" "$runtime" >"of-$runtime" || true
		diff expected "of-$runtime" || {
			echo "differs: $runtime"
			return 1
		}
	done
}

# --- Two names

@test "each name refuses the other's words, and says whose they are" {
	local word
	for word in create state delete list resume update events features spec \
	    checkpoint restore; do
		run -125 combined $word x
		assert_output "combined: '$word' is a command of combined-oci, not of combined"
	done
	for word in images inspect logs rm rmi tag stop tree doctor unpause cp; do
		run -125 combined-oci $word x
		assert_output "combined-oci: '$word' is a command of combined, not of combined-oci"
	done
	for word in --log=x --log-format=json --debug --systemd-cgroup \
	    --rootless=auto; do
		run -125 combined $word ps
		assert_output "combined: '$word' is an option of combined-oci, not of combined"
	done
	for word in --bundle -b; do
		run -125 combined run $word b x
		assert_output --partial "'$word' is an option of combined-oci run"
	done
	run -125 combined-oci run --rm busybox
	assert_output --partial "unknown option '--rm'"
	run -125 combined-oci run busybox true
	assert_output --partial 'too many arguments'
	for word in combined combined-oci; do
		run -125 $word nosuch
		assert_output "$word: unknown command 'nosuch'; see '$word --help'"
		run -125 $word --nosuch ps
		assert_output "$word: unknown option '--nosuch'; see '$word --help'"
		run -125 $word
		assert_output "$word: no command; see '$word --help'"
	done
}

@test "the name decides: a link called runc is combined-oci, a copy is combined" {
	ln -s "$SUITE_BIN/combined" runc
	run ./runc --version
	assert_line --index 0 --regexp '^combined-oci version '
	cp "$SUITE_BIN/combined" mine
	run ./mine --version
	assert_output --regexp '^mine [0-9.]+$'
	run -125 ./mine spec
	assert_output --partial 'is a command of combined-oci'
	cp "$SUITE_BIN/combined" combined-oci
	run ./combined-oci --version
	assert_line --index 0 --regexp '^combined-oci version '
}

@test "each name works on its own containers only, and says whose others are" {
	requires root overlay
	export COMBINED_DATA=$PWD/data
	bundle
	started
	local both=(--root "$PWD/state") command
	run -125 combined-oci "${both[@]}" create --bundle b "$id"
	assert_output --partial 'already exists'
	run -125 combined "${both[@]}" run --name "$id" -- true
	assert_output --partial "$id"
	for command in inspect logs stop kill rm 'rm -f' wait pause; do
		# shellcheck disable=SC2086 # words
		run -125 combined "${both[@]}" $command "$id"
		assert_output --partial "$id: a container of combined-oci, not of combined"
	done
	run combined "${both[@]}" ps -aq
	assert_output ""
	combined "${both[@]}" run -d --name "$id-d" -- sleep 1000 3>&- 4>&-
	for command in state kill delete 'delete --force' ps pause start; do
		# shellcheck disable=SC2086 # words
		run -125 combined-oci "${both[@]}" $command "$id-d"
		assert_output --partial 'was made by combined, not by combined-oci'
	done
	run combined-oci "${both[@]}" list -q
	assert_output "$id"
	combined "${both[@]}" rm -f "$id-d"
	status_is running
}

# --- As runc(8) has it

@test "--version, -v, --help, -h, help: as runc prints them" {
	local word command
	for word in -v --version; do
		run combined-oci $word
		assert_success
		assert_line --index 0 --regexp '^combined-oci version [0-9]+\.[0-9]+'
		assert_line --index 1 --regexp '^spec: 1\.[0-9]+\.[0-9]+$'
	done
	for word in -h --help help; do
		run combined-oci $word
		assert_success
		assert_line --index 0 NAME:
		assert_line --index 1 --regexp ' - Open Container Initiative runtime$'
	done
	# Each command of runc's has a help, which names it.
	for command in checkpoint create delete events exec features kill list \
	    pause ps restore resume run spec start state update; do
		for word in "$command -h" "$command --help" "help $command"; do
			# shellcheck disable=SC2086 # words
			run combined-oci $word
			assert_success
			assert_line --index 0 NAME:
			assert_line --index 1 --partial "combined-oci $command - "
		done
	done
	run -125 combined-oci help nosuch
	assert_output --partial "No help topic for 'nosuch'"
}

# options_of RUNTIME [COMMAND]: the names of its options.
options_of() {
	"$@" --help | grep -oP '^ +(-\w, )?\K--[a-z0-9-]+' | sort -u
}

@test "runc's commands and options are there, but for those that are named" {
	requires runc
	local command
	run comm -13 <(combined-oci --help | sed -nE 's/^ +([a-z]+) .*/\1/p' |
	    sort) <(runc --help | sed -n '/^COMMANDS/,/^$/s/^   \([a-z]*\).*/\1/p' |
	    sort)
	assert_output ""
	run comm -13 <(options_of combined-oci) <(options_of runc)
	assert_output ""
	for command in create delete events exec features kill list pause ps \
	    resume run spec start state update; do
		run comm -13 <(options_of combined-oci $command) \
		    <(options_of runc $command |
			grep -vxE -e '--(l3-cache|mem-bw)-schema')
		assert_output ""
	done
}

@test "checkpoint and restore are refused by name, whatever their options" {
	run -125 combined-oci checkpoint --image-path x y
	assert_output --partial 'checkpoint and restore are not supported'
	run -125 combined-oci restore -d --bundle b y
	assert_output --partial 'checkpoint and restore are not supported'
}

is_stopped() { [ "$(as "$1" state "$2" | jq -r .status)" = stopped ]; }

# as_in_scripts RUNTIME: what runc's own integration tests do and look at.
as_in_scripts() {
	local own=$1-$id
	cd b || return
	as "$1" run "$own-0" </dev/null
	echo "run: $?"
	cp config.json ../plain.json
	jq '.process.args = ["sleep", "1000"]' ../plain.json >config.json
	as "$1" run -d --pid-file ../pid "$own" </dev/null >/dev/null 2>&1 3>&- 4>&-
	cp ../plain.json config.json
	cd ..
	as "$1" state "$own" | jq -r .status
	as "$1" state "$own" | jq "[.id == \"$own\", .pid == $(cat pid),
	    .bundle == \"$PWD/b\", .rootfs == \"$PWD/b/rootfs\"]"
	as "$1" list -q | sed "s/$own/ID/"
	as "$1" list -f json | jq -r '.[] | [.status, .pid > 0, .bundle] | @tsv'
	as "$1" list | sed -n "s/^$own .*\\(running\\).*/\\1/p"
	as "$1" ps --format json "$own" | jq length
	as "$1" ps "$own" -e -o pid,comm | awk '{ print $NF }'
	as "$1" ps "$own" | sed -n 1p
	as "$1" exec -e A=1 --cwd /tmp "$own" sh -c 'echo $A $1; pwd' sh -e
	as "$1" exec "$own" sh -c 'exit 7' || echo "exec: $?"
	as "$1" update "$own" --pids-limit 40 && as "$1" pause "$own"
	as "$1" state "$own" | jq -r .status
	as "$1" resume "$own"
	as "$1" kill "$own" sigkill
	poll 20 is_stopped "$1" "$own"
	as "$1" state "$own" | jq .pid
	as "$1" delete "$own"
	as "$1" delete nosuch 2>/dev/null || echo "no such"
	as "$1" delete --force nosuch && echo "forced"
}

@test "cd BUNDLE; RUNTIME run ID: as runc's scripts call it, all is as runc's" {
	requires root
	bundle '.ociVersion = "1.0.2"' # older ones know no other
	does echo ran
	alike as_in_scripts runc
	cat expected
	[ "$(sed -n 1p expected)" = ran ]
	# Not all of them remove the cgroups above the container's.
	find /sys/fs/cgroup -depth -type d -name "*-$id*" -exec rmdir {} + || true
}

# users_of RUNTIME: the user of a second process, by its --user.
users_of() {
	local user own=$1-$id
	as "$1" run -d --bundle b "$own" </dev/null >/dev/null 2>&1 3>&- 4>&-
	for user in 1000 1000:1001 0 7:0; do
		as "$1" exec --user "$user" "$own" sh -c 'id -u; id -G'
	done
	as "$1" delete --force "$own"
}

@test "exec --user: the groups stay, the first too where none is named" {
	requires root
	bundle '.ociVersion = "1.0.2" | .process.user = {uid: 0, gid: 3,
	    additionalGids: [5, 6]}'
	does sleep 1000
	alike users_of runc
	cat expected
	[ "$(sed -n 1,2p expected)" = $'1000\n3 5 6' ]
}

@test "exec has the container's umask, or its own" {
	# As with runc since 1.2 and with crun 1.21; crun 1.8 and runc 1.1: 0022.
	requires root
	bundle '.process.user.umask = 63'
	does sleep 1000
	started
	run -0 oci exec "$id" sh -c umask
	assert_output 0077
	echo '{"args": ["/bin/sh", "-c", "umask"], "cwd": "/"}' >process
	run -0 oci exec --process process "$id"
	assert_output 0077
	jq '.user = {uid: 0, gid: 0, umask: 5}' process >own
	run -0 oci exec --process own "$id"
	assert_output 0005
}

@test "an option's empty text is as if it were not there, as with runc" {
	requires root
	bundle '.process.cwd = "/tmp" | .process.user = {uid: 7, gid: 8}'
	does sleep 1000
	started
	run -0 oci exec --user '' --cwd '' --process '' --pid-file '' \
	    --console-socket '' "$id" sh -c 'pwd; id -u'
	assert_output $'/tmp\n7'
}

@test "exec --env: a name and a value" {
	requires root
	bundle
	does sleep 1000
	started
	local word
	for word in NAME =value ''; do
		NAME=ours run -125 oci exec --env "$word" "$id" env
		assert_output --partial "--env \"$word\" is not NAME=VALUE"
	done
	run -0 oci exec --env NAME= --env A=b=c "$id" env
	assert_line NAME=
	assert_line A=b=c
}

# list_of RUNTIME: the table with two containers, of different lengths, and without.
list_of() {
	local name
	for name in x "$id-longer-than-the-title"; do
		as "$1" run -d --bundle b "$name" </dev/null >/dev/null 2>&1 3>&- 4>&-
	done
	as "$1" list | sed -E 's/^(.{35,40} )[0-9]+ +running/\1PID running/
	    s/[-0-9]+T[0-9:.]+Z */WHEN /; s/CREATED +/CREATED /'
	as "$1" list -f json | jq -cS '.[] |
	    [.id, .status, .bundle, .rootfs, .owner]'
	for name in x "$id-longer-than-the-title"; do
		as "$1" delete --force "$name"
	done
	as "$1" list
}

@test "list: runc's columns, as wide as what is in them" {
	requires root
	bundle '.ociVersion = "1.0.2"'
	does sleep 1000
	alike list_of runc
	cat expected
}

@test "options stand before the ID and behind it; exec's end at its command" {
	requires root
	bundle
	does sleep 1000
	oci create "$id" --pid-file pid -b b </dev/null >out 2>&1 3>&- 4>&-
	kill -0 "$(cat pid)"
	oci start "$id"
	run oci exec --cwd /tmp "$id" -e X=1 -- sh -c 'pwd; echo $X $0' -e
	assert_output $'/tmp\n1 -e'
	run oci exec "$id" -e X=1 sh -c 'echo $X $0' --cwd
	assert_output '1 --cwd'
	run oci exec "$id" --cwd=/tmp pwd
	assert_output /tmp
	run -125 oci exec "$id" --nosuch true
	run -125 oci kill "$id" KILL more
	assert_output --partial 'too many arguments'
	run -125 oci kill
	assert_output --partial 'an argument is missing'
	oci kill "$id" KILL --all
	poll 20 status_is stopped
	oci delete "$id" --force
}

@test "kill takes a signal by name or number, in any case" {
	requires root
	bundle
	local signal
	for signal in KILL SIGKILL sigkill kill 9; do
		started
		oci kill "$id" $signal
		poll 20 status_is stopped
		oci delete "$id"
	done
	started
	run -125 oci kill "$id" NOSUCH
	assert_output --partial 'unknown signal "NOSUCH"'
	status_is running
}

@test "exec: more groups, a cgroup below, a container that is paused" {
	requires root
	bundle '.process.user.additionalGids = [5]'
	started
	run oci exec -g 7 --additional-gids 8 "$id" id -G
	assert_output '0 5 7 8'
	run -125 oci exec --cgroup nosuch "$id" true
	assert_output --partial nosuch
	local cg file
	while read -r cg; do
		mkdir "$cg/below"
		for file in cpus mems; do
			[ ! -e "$cg/below/cpuset.$file" ] ||
			    cat "$cg/cpuset.$file" >"$cg/below/cpuset.$file"
		done
	done < <(find /sys/fs/cgroup -type d -name "$id")
	run oci exec --cgroup below "$id" cat "/proc/self/cgroup"
	assert_success
	assert_line --regexp ':/below$'
	oci pause "$id"
	run -125 oci exec "$id" true
	assert_output --partial paused
	oci exec --ignore-paused "$id" echo later >later 2>&1 3>&- 4>&- &
	local waiting=$!
	sleep 0.5
	[ ! -s later ]
	oci resume "$id"
	wait $waiting
	assert_equal "$(cat later)" later
}

@test "run --keep: it stays, stopped, until delete" {
	requires root
	bundle
	does sh -c 'exit 3'
	run -3 oci run --keep --bundle b "$id"
	status_is stopped
	run -125 oci run --bundle b "$id"
	assert_output --partial 'already exists'
	oci delete "$id"
	[ -z "$(find /sys/fs/cgroup -name "$id")" ]
}

# limits_of RUNTIME: what update has written.
limits_of() {
	cg=$1-$id
	config --arg cg "/$cg" '.linux.cgroupsPath = $cg'
	as "$1" run -d -b b "$cg" </dev/null >/dev/null 2>&1 3>&- 4>&-
	as "$1" update --memory 64M --memory-reservation 32M --cpu-quota 50000 \
	    --cpu-period 100000 --cpu-share 512 --cpuset-cpus 0 \
	    --pids-limit 40 "$cg"
	value memory.limit_in_bytes memory.max
	value memory.soft_limit_in_bytes memory.low
	value cpu.cfs_quota_us cpu.max
	value cpu.cfs_period_us cpu.max
	[ -e /sys/fs/cgroup/cgroup.controllers ] || value cpu.shares cpu.weight
	value cpuset.cpus cpuset.cpus
	value pids.max pids.max
	# A file counts alone.
	echo '{"pids": {"limit": 50}}' >limits.json
	as "$1" update --pids-limit 60 -r limits.json "$cg"
	value pids.max pids.max
	as "$1" update -r - "$cg" <<<'{"pids": {"limit": 55}}'
	value pids.max pids.max
	as "$1" update --memory lots "$cg" >/dev/null 2>&1 || echo refused
	as "$1" delete --force "$cg"
}

@test "update: each option reaches the kernel as runc's does" {
	requires root cgroup_cpuset
	bundle '.ociVersion = "1.0.2"'
	does sleep 1000
	alike limits_of runc
	cat expected
	[ "$(sed -n 1p expected)" = 67108864 ]
	cg=$(unique)
	config --arg cg "/$cg" '.linux.cgroupsPath = $cg'
	started
	oci update --memory-swap -1 "$id"
	if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
		run -125 oci update --cpu-rt-period 1000000 "$id"
		assert_output --partial 'only cgroup v1 has it'
	else
		oci update --cpu-rt-period 1000000 "$id"
	fi
	run -125 oci update --cpu-quota lots "$id"
	assert_output --partial '--cpu-quota: "lots" is not a number'
	run -125 oci update --cpus 1 "$id"
}

@test "update: --cpu-burst and --cpu-idle reach the kernel" {
	requires root cgroup_cpu
	bundle
	cg=$(unique)
	config --arg cg "/$cg" '.linux.cgroupsPath = $cg'
	does sleep 1000
	started
	oci update --cpu-quota 50000 --cpu-period 100000 "$id"
	value cpu.cfs_burst_us cpu.max.burst >burst ||
	    skip "the kernel has no burst: Linux 5.14"
	assert_equal "$(cat burst)" 0
	oci update --cpu-burst 20000 "$id"
	assert_equal "$(value cpu.cfs_burst_us cpu.max.burst)" 20000
	# The kernel's rule: no burst above the quota.
	run -125 oci update --cpu-burst 60000 "$id"
	assert_equal "$(value cpu.cfs_burst_us cpu.max.burst)" 20000
	value cpu.idle cpu.idle >idle || skip "the kernel has no cpu.idle: Linux 5.15"
	assert_equal "$(cat idle)" 0
	oci update --cpu-idle 1 "$id"
	assert_equal "$(value cpu.idle cpu.idle)" 1
}

@test "events: again and again, every --interval" {
	requires root
	bundle
	started
	local time
	for time in 0 -1s 5x s 1e9h ''; do
		run -125 oci events --interval "$time" "$id"
		assert_output --partial 'is not a time'
	done
	in_background combined-oci --root "$PWD/state" events "$id" \
	    --interval 50ms >events
	poll 20 eval '[ "$(wc -l <events)" -ge 3 ]'
	assert_equal "$(head -1 events | jq -r .type)" stats
}

@test "--debug writes each command to the log" {
	run -125 oci --debug state nosuch
	assert_equal "$(wc -l <log)" 2
	assert_equal "$(grep -c 'debug: state nosuch' log)" 1
	run -125 combined-oci --debug --log log.json --log-format json \
	    --root "$PWD/state" state nosuch
	assert_equal "$(jq -r .level log.json | xargs)" 'debug error'
}

# rootless RUNTIME: what spec --rootless changes of spec.
rootless() {
	mkdir -p "of-$1-spec"
	"$1" spec --rootless --bundle "of-$1-spec"
	jq -S '[.linux.uidMappings, .linux.gidMappings, .linux.resources,
	    ([.linux.namespaces[].type] - ["cgroup"] | sort),
	    (.mounts[] | select(.destination == "/sys") |
	        [.type, .source, (.options | sort)]),
	    [.mounts[].options // [] | .[] | select(test("^[ug]id="))]]' \
	    "of-$1-spec/config.json"
}

@test "spec --rootless is runc's, and a normal user can run it" {
	requires root
	alike rootless runc
	requires userns
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" .
	bundle
	chown -R 65534:65534 b
	chmod 755 b
	rm b/config.json
	local user=(as_user env XDG_RUNTIME_DIR="$PWD/b" combined-oci)
	"${user[@]}" spec --rootless -b b
	config '.process.terminal = false'
	does sh -c 'id -u; id -g'
	run "${user[@]}" run -b b "$id"
	assert_output $'0\n0'
}
