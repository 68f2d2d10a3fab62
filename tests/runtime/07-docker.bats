# combined as a person uses it: containers in the background, and what is done
# to them by name.

load ../lib/helpers

setup() { with_containers; }

teardown() {
	remove_containers "${names[@]}"
	kill_background
	[ -z "${own-}" ] || rm -rf "$own"
	[ -z "$(ls -A "$COMBINED_DATA/containers" 2>/dev/null)" ]
}

# start [options] -- command…: a container in the background, its PID in $pid.
start() {
	run combined run -d --name "$name" "$@"
	assert_success
	assert_output "$name"
	pid=$(combined inspect "$name" | jq '.[0].State.Pid')
}

# From the first instruction of the command on signals have its handlers.
start_trap() {
	start -- sh -c "trap '$1' TERM; touch /ready; while :; do sleep 0.1; done"
	poll 20 test -e "/proc/$pid/root/ready"
}

has_grown() { [ "$(stat -c %s "$1")" -gt "$2" ]; }

@test "run -d returns at once, ps lists it, and its supervisor is its parent" {
	requires root overlay
	start -- sleep 1000
	[ "$(ns_of "$pid" pid)" != "$(ns_of self pid)" ]
	run combined ps
	assert_line --regexp "^$name +$pid +busybox +sleep 1000 +Up "
	local parent
	parent=$(status_field "$pid" PPid)
	assert_equal "$(readlink "/proc/$parent/exe")" "$SUITE_BIN/combined"
	[ "$(ps -o sid= -p "$parent")" -eq "$parent" ]
}

@test "without --rm it stays with its exit status until rm, with --rm it goes" {
	requires root overlay
	run -7 combined run --name "$name" -- sh -c 'exit 7'
	run combined ps
	refute_output --partial "$name"
	run combined ps -a
	assert_line --regexp "^$name +0 .*Exited \(7\)"
	assert_equal "$(combined inspect "$name" | jq '.[0].State.ExitCode')" 7
	run combined rm "$name"
	assert_output "$name"
	[ ! -e "/run/combined/$name" ]
	run -7 combined run --rm --name "$name" -- sh -c 'exit 7'
	[ ! -e "/run/combined/$name" ]
}

@test "a failed start leaves nothing, and a name is taken once" {
	requires root overlay
	run -127 combined run -d --name "$name" -- nosuchcommand
	assert_output --partial nosuchcommand
	[ ! -e "/run/combined/$name" ]
	start -- sleep 1000
	run -125 combined run --name "$name" -- true
	assert_output --partial 'already'
	assert_equal "${#lines[@]}" 1
}

@test "of ten concurrent runs with the same name, exactly one succeeds" {
	requires root overlay
	local i
	for i in $(seq 10); do
		combined run -d --name "$name" -- sleep 1000 >"out-$i" \
		    2>"err-$i" 3>&- &
	done
	wait
	assert_equal "$(cat out-*)" "$name"
	assert_equal "$(cat err-* | grep -c already)" 9
	run combined ps -q --filter "name=$name"
	assert_output "$name"
	pid=$(combined inspect -f '{{.State.Pid}}' "$name")
	[ -e "/proc/$pid" ]
}

@test "a state that was not finished is not a container, and is removed" {
	requires root overlay
	start -- sleep 1000
	local dir=/run/combined/$name
	head -c 100 "$dir/state.json" >"$dir/state.new"
	assert_equal "$(combined inspect -f '{{.State.Pid}}' "$name")" "$pid"
	mkdir "/run/combined/$name-2"
	echo '{"Name":' >"/run/combined/$name-2/state.new"
	run combined ps -a
	assert_line --regexp "^$name-2 +0 "
	combined rm "$name-2"
	[ ! -e "/run/combined/$name-2" ]
}

@test "logs shows what it wrote, -f until its end" {
	requires root overlay
	start -- sh -c 'echo one; echo two >&2; read x; sleep 0.5; echo three'
	poll 20 grep -q two "$(combined inspect -f '{{.LogPath}}' "$name")"
	run combined logs "$name"
	assert_line --index 0 one
	assert_line --index 1 two
	run timeout 20 combined logs -f "$name"
	assert_success
	assert_line --index 2 three
	# As docker: what is not a number is all.
	local tail
	for tail in x -1 '' 1.5 2x 99999999999999999999; do
		diff <(combined logs "$name") <(combined logs --tail "$tail" "$name")
	done
	run combined logs --tail 2 "$name"
	assert_output "two
three"
	run combined logs -n 0 "$name"
	assert_output ""
	run -125 combined logs nosuch
}

@test "logs keeps stdout and stderr apart, and knows when" {
	requires root overlay
	start -- sh -c 'echo one; echo two >&2; printf part; sleep 1
	    echo ial; echo three >&2; sleep 1000; :'
	# A line that does not end is there before it does: a prompt.
	poll 10 sh -c "combined logs $name 2>/dev/null | grep -qx part"
	poll 10 sh -c "combined logs $name 2>&1 | grep -qx three"
	run --separate-stderr combined logs "$name"
	assert_output "one
partial"
	# shellcheck disable=SC2154 # bats sets it
	assert_equal "$stderr" "two
three"
	local time
	time=$(jq -r 'select(.log == "ial\n").time' \
	    "$(combined inspect -f '{{.LogPath}}' "$name")")
	run combined logs -t "$name"
	assert_line --regexp '^[0-9-]{10}T[0-9:]{8}\.[0-9]{9}Z one$'
	assert_line --regexp '^[0-9-]{10}T[0-9:]{8}\.[0-9]{9}Z partial$'
	run combined logs --since "$time" "$name"
	assert_output three
	run combined logs --until "$time" --tail 1 "$name"
	assert_output ""
	run combined logs --until 1h "$name"
	assert_output ""
	for time in 5 -1h 2020-01-01T00:00:00.5+02:00 2020-01-01; do
		[ "$time" = -1h ] || combined logs --since "$time" "$name" 2>&1 |
		    grep -qx one
	done
	for time in x 5x 2020-13-01 1h5 '' .5 2020-01-01T00:00:00+9; do
		run -125 combined logs --since "$time" "$name"
		run -125 combined logs --until "$time" "$name"
	done
}

# lines FROM TO: "line FROM" to "line TO".
lines() { seq -f 'line %.0f' "$1" "$2"; }

@test "a log is renamed when it is full, and logs -f goes on" {
	requires root overlay
	# After each ten lines it waits for the reader, which may be slow.
	start --log-opt max-size=1k --log-opt max-file=3 -- sh -c \
	    'i=0; while [ $i -lt 100 ]; do i=$((i + 1)); echo line $i
	    [ $((i % 10)) -ne 0 ] || until [ -e /read$i ]; do sleep 0.02; done
	    done'
	in_background combined logs -f "$name" >followed
	local i
	for i in {10..100..10}; do
		poll 30 grep -qx "line $i" followed
		touch "/proc/$pid/root/read$i"
	done
	poll 30 test ! -e "/proc/$background"
	wait "$background"
	assert_equal "$(cat followed)" "$(lines 1 100)"
	local directory last
	directory=$(dirname "$(combined inspect -f '{{.LogPath}}' "$name")")
	run ls "$directory"
	assert_line json.log.2
	refute_line json.log.3
	[ -z "$(find "$directory" -name 'json.log*' -size +1000c)" ]
	# The newest are there, in their order, and --tail counts over all files.
	run combined logs "$name"
	assert_output "$(lines $((101 - ${#lines[@]})) 100)"
	[ "${#lines[@]}" -gt 20 ]
	last=${#lines[@]}
	run combined logs --tail $((last - 1)) "$name"
	assert_output "$(lines $((102 - last)) 100)"
	run combined inspect -f '{{json .HostConfig.LogConfig}}' "$name"
	assert_equal "$(jq -cS . <<<"$output")" \
	    '{"Config":{"max-file":"3","max-size":"1k"},"Type":"json-file"}'
	combined rm "$name"
	[ ! -e "$directory" ]
}

@test "a log is renamed when it is full, and not before" {
	requires root overlay
	# Written at once, so that many lines come in one read.
	start --log-opt max-size=1k --log-opt max-file=5 -- seq 100
	run combined wait "$name"
	local directory
	directory=$(dirname "$(combined inspect -f '{{.LogPath}}' "$name")")
	run ls "$directory"
	assert_line json.log.4
	[ -z "$(find "$directory" -name 'json.log.*' \( -size +1000c -o -size -900c \))" ]
}

@test "a log goes with --rm, and stays after its supervisor is killed" {
	requires root overlay
	start --rm -- sh -c 'echo here; sleep 1000; :'
	local log
	log=$(combined inspect -f '{{.LogPath}}' "$name")
	poll 10 grep -q here "$log"
	combined stop -t 0 "$name"
	poll 10 test ! -e "$log"
	[ ! -e "$(dirname "$log")" ]
	start -- sh -c 'echo here; sleep 1000; :'
	poll 10 grep -q here "$log"
	kill -KILL "$(awk '{ print $4 }' "/proc/$pid/stat")"
	poll 10 test ! -e "/proc/$pid"
	printf '{"log":"half' >>"$log" # as if it was writing
	run combined logs "$name"
	assert_output here
	combined start "$name"
	poll 10 sh -c "[ \"\$(combined logs $name | grep -cx here)\" = 2 ]"
}

@test "a supervisor that waits makes its container wait, and nothing is lost" {
	requires root overlay
	start -- sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1))
	    echo line $i; done; echo end; sleep 1000; :'
	local supervisor before
	supervisor=$(awk '{ print $4 }' "/proc/$pid/stat")
	before=$(status_field "$supervisor" VmRSS)
	kill -STOP "$supervisor"
	# A loop without a pause sleeps only where the pipe is full.
	poll 20 grep -q '^State:.S' "/proc/$pid/status"
	kill -CONT "$supervisor"
	poll 60 sh -c "combined logs -n 1 $name | grep -qx end"
	[ "$(status_field "$supervisor" VmRSS)" -lt $((before + 8000)) ]
	assert_equal "$(combined logs "$name" | md5sum)" \
	    "$({ lines 1 20000; echo end; } | md5sum)"
}

@test "--log-driver none keeps no log, another driver is refused" {
	requires root overlay
	start --log-driver none -- sh -c 'echo x; echo y >&2; sleep 1000; :'
	run -125 combined logs "$name"
	assert_output --partial 'keeps no log'
	assert_equal "$(stat -L -c %t:%T "/proc/$pid/fd/1")" 1:3
	[ ! -e "$COMBINED_DATA/containers/$name/json.log" ]
	local option
	for option in driver=syslog opt=max-size=0 opt=max-size=1x \
	    opt=max-size=-2 opt=max-file=0 opt=max-size opt=tag=x \
	    opt=mode=non-blocking opt=max-size=99999999999g; do
		run -125 combined run --rm --log-"${option%%=*}" \
		    "${option#*=}" -- true
		assert_output --partial "--log-${option%%=*}"
	done
	# Empty is the default one, as with docker.
	run -0 combined run --rm --log-driver '' -- true
}

@test "stop sends SIGTERM, or --stop-signal, and then SIGKILL" {
	requires root overlay
	start_trap 'exit 3'
	run combined stop "$name"
	assert_output "$name"
	assert_equal "$(combined inspect "$name" | jq '.[0].State.ExitCode')" 3
	combined rm "$name"
	start --stop-signal USR1 -- sh -c \
	    'trap "exit 4" USR1; touch /ready; while :; do sleep 0.1; done'
	poll 20 test -e "/proc/$pid/root/ready"
	combined stop "$name"
	assert_equal "$(combined inspect "$name" | jq '.[0].State.ExitCode')" 4
	combined rm "$name"
	# PID 1 without a handler does not notice SIGTERM.
	start -- sleep 1000
	combined stop -t 0 "$name"
	assert_equal "$(combined inspect "$name" | jq '.[0].State.ExitCode')" 137
	[ ! -e "/proc/$pid" ]
}

@test "start runs it again, with what it has written and the same words" {
	requires root overlay
	WORD=once start --memory 64M -e WORD -- sh -c \
	    'echo "$WORD" >>/count; sleep 1000'
	poll 20 test -s "/proc/$pid/root/count"
	run -0 combined start "$name" # it runs
	combined stop -t 0 "$name"
	run combined start "$name"
	assert_output "$name"
	assert_success
	local first=$pid
	pid=$(combined inspect "$name" | jq '.[0].State.Pid')
	[ "$pid" -ne "$first" ]
	poll 20 eval '[ "$(wc -l <"/proc/$pid/root/count")" -eq 2 ]'
	assert_equal "$(cat "/proc/$pid/root/count")" "once
once"
	grep -q "/combined/$name" "/proc/$pid/cgroup"
	run combined restart -t 0 "$name"
	assert_output "$name"
	[ ! -e "/proc/$pid" ]
	run -125 combined start nosuch
}

@test "what cannot be started again stays, with its exit status" {
	requires root overlay
	mkdir gone
	combined run --name "$name" --mount "type=bind,src=$PWD/gone,dst=/x" \
	    -- sh -c 'echo kept >/kept'
	rmdir gone
	run -125 combined start "$name"
	assert_output --partial gone
	run combined cp "$name:/kept" kept
	assert_equal "$(cat kept)" kept
}

@test "kill sends any signal, SIGKILL by default" {
	requires root overlay
	start_trap 'touch /got'
	combined kill -s TERM "$name"
	poll 20 test -e "/proc/$pid/root/got"
	run combined kill "$name"
	assert_output "$name"
	[ ! -e "/proc/$pid" ]
	run -125 combined kill "$name"
	assert_output --partial 'not running'
	run -125 combined kill -s NOSUCH "$name"
}

@test "rm refuses what runs, -f kills it" {
	requires root overlay
	start -- sleep 1000
	run -125 combined rm "$name"
	assert_output --partial 'rm -f'
	[ -e "/proc/$pid" ]
	combined rm -f "$name"
	[ ! -e "/proc/$pid" ]
	[ ! -e "/run/combined/$name" ] && [ ! -e "$COMBINED_DATA/containers/$name" ]
	[ -z "$(find /sys/fs/cgroup -name "$name")" ]
	run -125 combined rm "$name"
	assert_output --partial 'no such container'
}

@test "what cannot be made for a container is named" {
	requires root overlay
	local where
	for where in /proc/none /dev/null; do
		COMBINED_DATA=$where run -125 combined run --name "$name" -- true
		assert_output --partial "$name: mkdir(\"$where/containers/$name\"): "
		assert_equal "${#lines[@]}" 1
		[ ! -e "/run/combined/$name" ]
	done
}

@test "wait blocks until the end and prints the status, also of run --rm" {
	requires root overlay
	start --rm -- sh -c 'while [ ! -e /end ]; do sleep 0.1; done; exit 9'
	in_background sh -c "combined wait $name >status"
	sleep 0.3
	[ ! -s status ]
	touch "/proc/$pid/root/end"
	poll 20 test -s status
	assert_equal "$(cat status)" 9
}

@test "pause freezes all its processes, unpause lets them go on" {
	requires root overlay
	start -- sh -c 'while :; do echo x >>/ticks; sleep 0.05; done'
	poll 20 test -s "/proc/$pid/root/ticks"
	combined pause "$name"
	run combined ps
	assert_output --partial '(Paused)'
	local size
	size=$(stat -c %s "/proc/$pid/root/ticks")
	sleep 0.3
	assert_equal "$(stat -c %s "/proc/$pid/root/ticks")" "$size"
	run -125 combined exec "$name" true
	assert_output --partial unpause
	# As with docker, twice is an error.
	run -125 combined pause "$name"
	assert_output "combined: $name: already paused"
	combined unpause "$name"
	run -125 combined unpause "$name"
	assert_output "combined: $name: not paused"
	poll 20 has_grown "/proc/$pid/root/ticks" "$size"
	# A frozen one can be killed, too.
	combined pause "$name"
	combined rm -f "$name"
}

@test "exec joins all namespaces and the cgroup, with no more power" {
	requires root overlay
	start --cap-drop KILL --security-opt no-new-privileges -e A=1 -- \
	    sleep 1000
	combined exec -d "$name" sleep 2000
	poll 20 pgrep -x -f 'sleep 2000' --ns "$pid" --nslist pid
	local other type
	other=$(pgrep -x -f 'sleep 2000' --ns "$pid" --nslist pid)
	for type in mnt uts ipc net pid cgroup user; do
		assert_equal "$(ns_of "$other" $type)" "$(ns_of "$pid" $type)"
	done
	assert_equal "$(cat "/proc/$other/cgroup")" "$(cat "/proc/$pid/cgroup")"
	for type in CapBnd CapPrm CapEff CapInh CapAmb NoNewPrivs Seccomp; do
		assert_equal "$(status_field "$other" $type)" \
		    "$(status_field "$pid" $type)"
	done
	run combined exec -e B=2 -w /tmp -u nobody "$name" \
	    sh -c 'echo $A$B $PWD $(id -u) $HOME'
	assert_output "12 /tmp 65534 /"
	run -5 combined exec "$name" sh -c 'exit 5'
	run -127 combined exec "$name" nosuchcommand
}

@test "no process in the container can get hold of one that joins it" {
	requires root overlay
	start --cap-add SYS_PTRACE --security-opt seccomp=unconfined -- sh -c \
	    'while :; do for p in /proc/[0-9]*; do
	        [ "$p" = /proc/1 ] || ls -l $p/fd 2>/dev/null; done; done >/seen'
	local i
	for i in $(seq 20); do combined exec "$name" true; done
	# What it could see of descriptors leads to no file of the host.
	run grep -E "/run/combined|$SUITE_BIN|/sys/fs/cgroup" \
	    "/proc/$pid/root/seen"
	assert_failure
}

@test "attach goes to the terminal of run -dt and leaves it again" {
	requires root overlay
	start -t -- sh
	run expect -c "set timeout 20
	    spawn combined attach $name
	    send \"echo hal\\\$((1+1))o; tty\r\"
	    expect hal2o; expect /dev/pts/0; send \"\x10\x11\"
	    expect {detached} ; expect eof; exit [lindex [wait] 3]"
	assert_success
	[ -e "/proc/$pid" ]
	run combined logs "$name"
	assert_output --partial hal2o
	run expect -c "set timeout 20
	    spawn combined attach $name
	    send \"exit 6\r\"; expect eof; exit [lindex [wait] 3]"
	assert_equal "$status" 6
}

@test "attach goes to the terminal of one that was started again" {
	requires root overlay
	start -t -- sh
	combined restart -t 0 "$name" >/dev/null
	run expect -c "set timeout 20
	    spawn combined attach $name
	    send \"exit 6\r\"; expect eof; exit [lindex [wait] 3]"
	assert_equal "$status" 6
}

@test "cp copies in and out, in the container's eyes" {
	requires root overlay
	start -- sleep 1000
	mkdir dir && echo a >dir/file
	combined cp dir "$name:/tmp"
	combined cp dir/file "$name:/renamed"
	assert_equal "$(cat "/proc/$pid/root/tmp/dir/file")" a
	assert_equal "$(cat "/proc/$pid/root/renamed")" a
	combined cp "$name:/etc/passwd" out
	run grep -c ^ out
	assert_output 2
	# A link in the container that points out of it leads nowhere else.
	combined exec "$name" ln -s "$PWD" /evil
	run -125 combined cp dir/file "$name:/evil/x"
	[ ! -e x ]
	# What is missing has its name, and with a container the container's.
	run -125 combined cp "$name:/nosuch" .
	assert_output "combined: $name:/nosuch: No such file or directory"
	run -125 combined cp nosuch "$name:/tmp"
	assert_output "combined: nosuch: No such file or directory"
	run -125 combined cp dir/file "$name:/sys"
	assert_output "combined: dir/file to $name:/sys: Read-only file system"
	combined stop -t 0 "$name"
	combined cp "$name:/renamed" again
	assert_equal "$(cat again)" a
}

@test "cp copies more files than it may have open" {
	requires root overlay
	start -- sleep 1000
	mkdir dir && (cd dir && seq 300 | xargs touch && seq 301 400 | xargs mkdir)
	run sh -c "ulimit -n 100; combined cp dir '$name:/' && combined cp '$name:/dir' out"
	assert_success
	diff -r dir out
}

@test "cp copies to a container with users of its own" {
	requires root overlay userns
	start --userns private -- sleep 1000
	echo a >file
	combined cp file "$name:/copied"
	assert_equal "$(cat "/proc/$pid/root/copied")" a
	assert_equal "$(combined exec "$name" stat -c %u /copied)" 0
	combined cp "$name:/copied" out
	assert_equal "$(cat out)" a
}

@test "cp has docker's rules for what goes where" {
	requires root overlay
	start -- sleep 1000
	combined exec "$name" sh -c 'mkdir -p /d/sub; echo 1 >/d/file
	    ln /d/file /d/same; ln -s /d /ld; ln -s made /dangling'
	# As a new name, what is in it, and by way of a link.
	combined cp "$name:/d" one
	combined cp "$name:/d/." two
	mkdir into
	combined cp "$name:/ld/" into
	local each
	for each in one two into/ld; do
		assert_equal "$(ls "$each")" "file
same
sub"
		[ "$each/file" -ef "$each/same" ]
	done
	combined cp "$name:/ld" link
	assert_equal "$(readlink link)" /d
	# A link as the target is followed, but for one within what is copied.
	ln -s real target
	combined cp "$name:/d/file" target
	[ -L target ] && [ -f real ]
	combined cp real "$name:/dangling"
	assert_equal "$(combined exec "$name" readlink /dangling)" made
	assert_equal "$(combined exec "$name" cat /made)" 1
	# Its owner is root of the container.
	chown 5:6 real
	combined cp real "$name:/"
	assert_equal "$(combined exec "$name" stat -c %u:%g /real)" 0:0
	combined cp "$name:/proc/1/comm" comm
	assert_equal "$(cat comm)" sleep
	run -125 combined cp "$name:/d" real
	assert_output "combined: real: not a directory, as $name:/d is"
	# What docker takes for an archive, and what it refuses, is not a file.
	run -125 combined cp "$name:/d/file" -
	assert_output --partial "'-' is not supported"
	[ ! -e - ]
	run -125 combined cp - "$name:/d" <real
	assert_output --partial "'-' is not supported"
	run -125 combined cp "$name:" all
	assert_output --partial "the path is empty"
	[ ! -e all ]
	combined cp "$name:/d/file" ./-
	[ -f - ]
}

@test "diff tells what is new, changed and gone, also after the end" {
	requires root overlay
	run combined run --name "$name" -- sh -c \
	    'echo x >/etc/new; echo y >>/etc/passwd; rm /etc/group'
	run combined diff "$name"
	assert_output "C /etc
D /etc/group
A /etc/new
C /etc/passwd"
	combined rm "$name"
	start --rm -- sleep 1000
	run -125 combined diff "$name"
}

@test "export writes its files without what is mounted on them" {
	requires root overlay
	mkdir data && touch data/secret
	start -v "$PWD/data:/mnt" -- sh -c 'echo x >/new; sleep 1000'
	poll 20 test -e "/proc/$pid/root/new"
	combined export -o running.tar "$name"
	combined stop -t 0 "$name"
	combined export "$name" >ended.tar
	local tar
	for tar in running.tar ended.tar; do
		run tar -tf $tar
		assert_line ./new
		assert_line ./proc/
		assert_line ./bin/busybox
		refute_line --regexp '^./(proc|sys|mnt|dev)/.'
	done
}

@test "inspect, top and stats read the kernel" {
	requires root overlay
	start --memory 64M -e A=1 -w /tmp -- sh -c 'sleep 1000; true'
	run jq -r '.[0] | .State.Status, .Config.WorkingDir, .Path, .Args[0],
	    .Config.Env[1], .NetworkSettings.IPAddress' \
	    <(combined inspect "$name")
	assert_output "running
/tmp
sh
-c
A=1"
	run combined top "$name"
	assert_line --regexp " $pid .* sh -c"
	assert_equal "${#lines[@]}" 3
	run combined top "$name" -o pid
	assert_line "$pid"
	run combined stats --no-stream "$name"
	assert_line --regexp "^$name +[0-9.]+% +[0-9.]+[KM]iB / .* +2$"
	run combined stats --no-stream
	assert_line --regexp "^$name "
}

# ps(1) takes -p as one more choice.
@test "top: only the container's processes, whichever ps is told to list" {
	requires root overlay
	start -- sh -c 'sleep 1000; true'
	poll 20 pgrep -P "$pid"
	local options
	for options in aux -ef "-eo pid,comm" "-o pid,comm" x f "-C bash" "-u root" -L; do
		# shellcheck disable=SC2086 # words
		run -0 combined top "$name" $options
		assert_equal "${#lines[@]}" 3
		assert_line --regexp "(^| )$pid( |$)"
	done
	run -0 combined top "$name" -eo pid,args
	assert_line --index 0 "PID                 COMMAND"
	assert_line --index 1 "$(printf '%-20s%s' "$pid" 'sh -c sleep 1000; true')"
	# Without it nothing tells whose a line is: an error of docker's, too.
	run -125 combined top "$name" -eo comm
	assert_output --partial 'no PID'
}

@test "ps and inspect print what templates and filters ask for" {
	requires root overlay
	start --label "job=$name" -- sleep 1000
	run combined ps --filter "label=job=$name" \
	    --format '{{.Names}}\t{{.State}} {{ .Command }}'
	assert_output "$name	running sleep 1000"
	run combined ps -q -f "name=$name" -f status=exited
	assert_output ""
	run combined inspect -f '{{.State.Pid}} {{json .Config.Labels}}' "$name"
	assert_output "$pid {\"job\":\"$name\"}"
	combined stop -t 0 "$name"
	run combined ps -q -f "name=$name" -f status=exited
	assert_output "$name"
	run -1 combined inspect -f '{{.Nosuch}}' "$name"
	assert_equal "${#lines[@]}" 1
	run -125 combined ps -q -f nonsense=1
	assert_equal "${#lines[@]}" 1
}

@test "tree shows the host's view and the guest's side by side" {
	requires root overlay
	start --network host -- sh -c 'sleep 1000; true'
	poll 20 pgrep -P "$pid"
	local child
	child=$(pgrep -P "$pid")
	run combined tree "$name"
	assert_line --regexp "^ +$pid +1  └─ sh -c sleep 1000"
	assert_line --regexp "^ +$child +[0-9]+     └─ sleep 1000"
	assert_line --regexp 'of its own: mount uts ipc pid cgroup'
	assert_line --regexp 'shared:.* net with the host'
}

# three [options]: $name, $name-side in its network, and $name-other with the options.
three() {
	start -- sleep 1000
	names+=("$name-side" "$name-other")
	combined run -d --name "$name-side" --network "container:$name" \
	    -- sleep 1001 >/dev/null
	combined run -d --name "$name-other" "$@" -- sleep 1002 >/dev/null
}

@test "tree draws containers together that share a namespace" {
	requires root overlay
	three
	run combined tree "$name" "$name-side" "$name-other"
	assert_success
	# The two are drawn behind one line, which ends with them.
	assert_line '┌─ together in net'
	assert_line "│ $name (busybox)"
	assert_line --regexp "^│ .*net with $name-side"
	assert_line --regexp "^│ .*net with $name(,|$)"
	assert_line '└─'
	assert_line "$name-other (busybox)"
	# One of them alone is not a group, and the other is named.
	run combined tree "$name"
	assert_line "$name (busybox)"
	assert_line --regexp "^  shared:.* net with $name-side"
	refute_output --partial together
}

@test "tree names what those share that are asked for, and no other" {
	requires root overlay
	three --pid "container:$name"
	run combined tree "$name" "$name-side"
	assert_success
	assert_line '┌─ together in net'
	run combined tree --dot "$name" "$name-side"
	assert_line --regexp '^\s+net[0-9]+ -> c0 '
	refute_line --regexp '^\s+pid[0-9]+ -> '
	run combined tree
	assert_line '┌─ together in pid net'
}

@test "tree and top show each of very many processes" {
	requires root overlay
	start --init --pids-limit -1 -- sh -c 'i=0
	    while [ $i -lt 1100 ]; do sleep 1000 & i=$((i + 1)); done; wait'
	children() { [ "$(pgrep -fc '^sleep 1000$')" -ge 1100 ]; }
	poll 60 children
	run combined tree "$name"
	assert_success
	assert_equal "$(grep -c 'sleep 1000$' <<<"$output")" 1100
	run combined top "$name" -o pid,args
	assert_success
	assert_equal "$(grep -c 'sleep 1000$' <<<"$output")" 1100
}

@test "ps takes as many filters as there are" {
	local filters=() i
	for i in {1..40}; do
		filters+=(--filter "name=$i")
	done
	run -0 combined ps "${filters[@]}"
}

@test "tree draws what is in use of a limit, and the capabilities" {
	requires root overlay cgroup_memory cgroup_pids
	start --memory 64M --pids-limit 4 --cap-add NET_ADMIN -- \
	    sh -c 'sleep 1000 & sleep 1000; true'
	poll 20 pgrep -P "$pid"
	poll 20 eval '[ "$(pgrep -cP "$pid")" = 2 ]'
	run combined tree "$name"
	assert_line --regexp '^  memory ▕█+░*▏ +[0-9]+%  [0-9.]+[KM]iB of 64MiB$'
	assert_line '  pids   ▕███████████████░░░░░▏ 75%  3 of 4'
	assert_line "  caps   Docker's 14 and net_admin"
	combined rm -f "$name"
	start --cap-drop all -- sleep 1000
	run combined tree "$name"
	assert_line --regexp '^  caps   0 of [0-9]+: none$'
	refute_line --regexp '^  (memory|pids|cpus)'
}

# tree_at COLUMNS [VARIABLE=VALUE...]: what tree writes to such a terminal.
tree_at() {
	WIDTH=$1 run in_terminal 'set stty_init "cols $env(WIDTH)"
	    spawn env '"${*:2}"' combined tree '"$name"'
	    expect eof'
	assert_success
}

@test "tree is coloured and cut on a terminal, and plain text elsewhere" {
	requires root overlay expect
	local escape=$'\033' line
	start -- sh -c "sleep 1000; : '${escape}[5m' $(printf 'long %.0s' {1..60})"
	tree_at 60 TERM=xterm
	assert_line --partial "${escape}[1m$name${escape}[0m"
	# The command's own sequence has become text.
	refute_output --partial "${escape}[5m"
	assert_output --partial '…'
	output=$(sed "s/${escape}\[[0-9]*m//g; s/\r//; /^spawn/d" <<<"$output")
	while read -r line; do
		[ ${#line} -le 60 ]
	done <<<"$output"
	for line in TERM=dumb 'TERM=xterm NO_COLOR=1'; do
		tree_at 60 "$line"
		refute_output --partial "$escape"
		assert_output --partial '…'
	done
	run combined tree "$name"
	refute_output --partial "$escape"
	refute_output --partial '…'
	assert_output --partial 'long long long'
}

@test "tree --dot is a graph of containers and what they share" {
	requires root overlay
	start --network host -- sh -c 'sleep 1000; : "\"]; \\"'
	names+=("$name-side")
	combined run -d --name "$name-side" --pid "container:$name" \
	    -- sleep 1001 >/dev/null
	run combined tree --dot "$name" "$name-side"
	assert_success
	assert_line --index 0 'digraph containers {'
	assert_line --index -1 '}'
	assert_line --regexp "^\s+c0 \[.*label=\"$name \(busybox\)\\\\l$pid = 1  sh"
	assert_line --regexp '^\s+host -> c0 \[.*label="user net time"\];$'
	local ellipse
	ellipse=$(sed -nE 's/^\s+(pid[0-9]+) -> c0 .*/\1/p' <<<"$output")
	[ -n "$ellipse" ]
	assert_line --regexp "^\s+$ellipse -> c1 \["
	# No command ends the string that it stands in.
	run grep -vE '^(digraph containers \{|\}|\s+[a-z0-9 >-]+(=LR)?( \[([a-z]+=([a-z0-9]+|"([^"\\]|\\.)*")(, )?)*\])?;)$' \
	    <<<"$output"
	assert_output ""
}

@test "a killed supervisor leaves what ps shows, and rm or doctor remove" {
	requires root overlay
	start -- sleep 1000
	kill -KILL "$(status_field "$pid" PPid)"
	poll 20 test ! -e "/proc/$pid"
	run combined ps -a
	assert_line --regexp "^$name +0 .*Exited \(137\)"
	run combined doctor
	assert_line --partial "$name: "
	run combined doctor --fix
	assert_line --partial "$name: "
	run combined ps -a
	refute_output --partial "$name"
	[ ! -e "$COMBINED_DATA/containers/$name" ]
	[ -z "$(find /sys/fs/cgroup -name "$name")" ]
}

@test "what a killed supervisor has left does not stop start" {
	requires root overlay
	start -- sleep 1000
	kill -KILL "$(status_field "$pid" PPid)"
	poll 20 test ! -e "/proc/$pid"
	run combined start "$name"
	assert_output "$name"
	pid=$(combined inspect "$name" | jq '.[0].State.Pid')
	grep -q "/combined/$name" "/proc/$pid/cgroup"
}

@test "doctor --fix takes no container for dead that is being started" {
	requires root overlay
	start -- sleep 1000
	combined stop -t 0 "$name"
	in_background strace -f -o trace -e trace=clone3 \
	    -e inject=clone3:delay_exit=2000000 combined start "$name"
	poll 20 grep -q clone3 trace
	run combined doctor --fix
	poll 20 eval 'combined ps | grep -q "$name"'
	pid=$(combined inspect "$name" | jq '.[0].State.Pid')
	grep -qx sleep "/proc/$pid/comm"
	[ -e "$COMBINED_DATA/containers/$name/upper" ]
}

@test "a name is another --root's, and so are its files" {
	requires root overlay
	start -- sleep 1000
	run -125 combined --root "$PWD/other" run --name "$name" -- true
	assert_output --partial 'of another --root'
	[ -e "/proc/$pid" ]
	run combined --root "$PWD/other" doctor --fix
	refute_output --partial "$name"
	[ -e "$COMBINED_DATA/containers/$name/upper" ]
	run combined --root "$PWD/other" ps -a
	refute_output --partial "$name"
}

# stray WHAT: does doctor find it, and where --fix is asked for, remove it?
stray() {
	run -125 combined doctor
	assert_line --regexp "^$1"
	run combined doctor --fix
	assert_success
	run combined doctor
	assert_output 'nothing is left behind'
}

@test "doctor finds a cgroup of which nothing else is known" {
	requires root overlay
	start -- sleep 1000
	kill -KILL "$(status_field "$pid" PPid)"
	poll 20 test ! -e "/proc/$pid"
	rm -r "/run/combined/$name" "$COMBINED_DATA/containers/$name"
	rmdir --ignore-fail-on-non-empty /run/combined
	[ -n "$(find /sys/fs/cgroup -name "$name")" ]
	stray "$name: a cgroup"
	[ -z "$(find /sys/fs/cgroup -name "$name")" ]
}

@test "doctor leaves the cgroup alone in which a process is" {
	requires root overlay cgroup_pids
	local dir=/sys/fs/cgroup/pids/combined/$name
	feature_v1 pids || dir=/sys/fs/cgroup/combined/$name
	mkdir -p "$dir"
	in_background sleep 1000
	echo "$background" >"$dir/cgroup.procs"
	combined doctor --fix
	[ -d "$dir" ]
	kill_background
	poll 20 rmdir "$dir"
	rmdir --ignore-fail-on-non-empty "${dir%/*}"
}

@test "doctor finds the AppArmor profile of no container" {
	requires root apparmor apparmor_parser
	echo 'profile combined-default {}' >profile
	apparmor_parser -a profile
	stray "combined-default: an AppArmor profile"
	run grep combined-default /sys/kernel/security/apparmor/profiles
	assert_failure
}

profile_is_loaded() {
	grep -q '^combined-default (enforce)' \
	    /sys/kernel/security/apparmor/profiles
}

@test "containers share an AppArmor profile, which the last takes along" {
	requires root overlay apparmor apparmor_parser
	local n pid
	names=("$name-1" "$name-2" "$name-3")
	for n in "${names[@]}"; do
		combined run -d --name "$n" -- sleep 1000
	done
	run combined exec "$name-1" cat /proc/self/attr/current
	assert_output 'combined-default (enforce)'
	combined rm -f "$name-1"
	profile_is_loaded
	run combined exec "$name-2" cat /proc/self/attr/current
	assert_output 'combined-default (enforce)'

	# A killed supervisor no longer holds anything, what is in it does.
	pid=$(combined inspect -f '{{.State.Pid}}' "$name-2")
	kill -KILL "$(status_field "$pid" PPid)"
	combined rm -f "$name-3"
	combined rm -f "$name-2"
	run profile_is_loaded
	assert_failure
}

@test "with --init, PID 1 is in the profile: the command may send it a signal" {
	requires root overlay apparmor apparmor_parser
	local options
	for options in '' '--security-opt no-new-privileges' '--cap-drop all'; do
		# shellcheck disable=SC2086 # they are words
		run combined run --rm --init $options -- sh -c '
		    cat /proc/1/attr/current
		    trap "exit 3" TERM; kill -TERM 1; sleep 10 & wait'
		assert_failure 3
		assert_output 'combined-default (enforce)'
	done
	run combined run --rm --init --security-opt apparmor=unconfined -- \
	    cat /proc/1/attr/current
	assert_output unconfined
	run combined run --rm --init --security-opt apparmor="$name" -- echo ran
	assert_failure 125
	refute_output --partial ran
}

@test "the AppArmor profile is compiled once; a damaged copy is not used" {
	requires root overlay apparmor apparmor_parser
	export COMBINED_DATA=$PWD/data
	combined run --rm -- true
	run strace -f -qq -e trace=execve -o trace combined run --rm -- true
	assert_success
	run grep -c apparmor_parser trace
	assert_output 0
	echo spoilt >>data/apparmor/combined-default
	combined run --rm -- grep combined-default /proc/self/attr/current
	run strace -f -qq -e trace=execve -o trace combined run --rm -- true
	run grep -c apparmor_parser trace
	assert_output 0
}

@test "a hundred concurrent containers leave nothing behind" {
	requires root overlay
	local i
	for i in $(seq 100); do
		names+=("$name-$i")
		combined run -d --rm --name "$name-$i" -- sleep 1000 \
		    >"out-$i" 2>&1 3>&- &
	done
	wait
	run cat out-*
	assert_equal "${#lines[@]}" 100
	run combined ps -q
	assert_equal "$(grep -c "^$name-" <<<"$output")" 100
	for i in $(seq 100); do combined rm -f "$name-$i" >/dev/null 3>&- & done
	wait
	[ -z "$(ls -d "/run/combined/$name-"* 2>/dev/null)" ]
	[ -z "$(find /sys/fs/cgroup -name "$name-*")" ]
}

@test "a normal user has all of it, in a user namespace" {
	requires root overlay userns
	own=$(mktemp -d /tmp/toolkit-user.XXXXXX)
	chown 65534:65534 "$own"
	local user=(as_user env XDG_RUNTIME_DIR="$own"
	    COMBINED_DATA="$own/data" "$SUITE_BIN/combined")
	run "${user[@]}" run -d --name "$name" -- sh -c 'echo x >/new; sleep 1000'
	assert_output "$name"
	run "${user[@]}" exec "$name" id -u
	assert_output 0
	run "${user[@]}" stop -t 0 "$name"
	assert_success
	run "${user[@]}" diff "$name"
	assert_output "A /new"
	run "${user[@]}" rm "$name"
	assert_success
}

@test "exec narrates what strace sees" {
	requires root overlay
	start -- sleep 1000
	"$PROJECT/tests/tools/narration" combined exec --explain "$name" true
}

@test "each command has a --help, and one line for a mistake" {
	local command
	for command in run exec start restart ps tree inspect top stats logs attach stop kill \
	    wait pause unpause cp diff export rm doctor; do
		run combined $command --help
		assert_success
		assert_line --index 0 --partial "Usage: combined $command"
		run -125 combined $command --nosuch
		assert_equal "${#lines[@]}" 1
	done
}

@test "rm -f of what is not there succeeds, rm fails" {
	# docker: the message on stderr, and 0.
	run -0 combined rm -f "$(unique)"
	assert_output --partial 'no such container'
	run -125 combined rm "$(unique)"
}

# The right values of the next tests are docker 28's: daemon/list.go, filters.Args
# and docker/cli's formatter.

@test "ps: filters are regular expressions, or-ed by key, and-ed between keys" {
	requires root overlay
	names+=("$name-1" "$name-2" "$name-x")
	for i in 1 2 x; do
		combined run -d --name "$name-$i" -l all -l "n=$i" -- sleep 1000
	done
	found() {
		local args=() filter
		for filter; do args+=(-f "$filter"); done
		combined ps -q "${args[@]}" | grep -F "$name-" | sed 's/.*-//' |
		    sort | xargs
	}
	assert_equal "$(found "name=^$name-1$")" 1
	assert_equal "$(found "name=^/$name-1$")" 1
	assert_equal "$(found "name=$name-[0-9]")" '1 2'
	assert_equal "$(found "name=$name-1" "name=$name-x")" '1 x'
	assert_equal "$(found "name=$name" label=n=2)" 2
	assert_equal "$(found label=all label=n=2)" 2
	assert_equal "$(found label=n=1 label=n=2)" ''
	assert_equal "$(found "name=$name-[")" ''
	combined kill "$name-x"
	combined wait "$name-x"
	assert_equal "$(found "name=$name" status=exited status=running)" '1 2 x'
	assert_equal "$(found "name=$name" exited=137)" x
	assert_equal "$(found "name=$name" exited=0)" ''
	assert_equal "$(found "name=$name" ancestor=nosuch ancestor=busybox)" '1 2'
	combined rm -f "$name-1" "$name-2" "$name-x"
	# A mistake is one without any container, too.
	for wrong in nosuch=1 name status=nosuch exited=x; do
		run -125 combined ps -f "$wrong"
		assert_equal "${#lines[@]}" 1
	done
}

@test "ps: columns as wide as what they hold, table and json formats" {
	requires root overlay
	names+=("$name-with-a-long-name")
	combined run -d --name "$name" -l a=1 -l b= -- sleep 1000
	combined run -d --name "$name-with-a-long-name" -- sleep 1000
	# Each column of the heading begins where those below it begin.
	combined ps -f "name=$name" >list
	run head -1 list
	for title in PID IMAGE COMMAND STATUS CREATED; do
		place=${output%%"$title"*}
		while read -r line; do
			[[ ${line:${#place}-1:1} == " " ]]
			[[ ${line:${#place}:1} != " " ]]
		done < <(sed 1d list)
	done
	run -0 combined ps -f "name=^$name$" \
	    --format 'table {{.Names}}\t{{.Status}}\t{{.Labels}}'
	assert_line --index 0 --regexp '^NAMES +STATUS +LABELS$'
	assert_line --index 1 --regexp "^$name +Up .* +a=1,b=$"
	run -0 combined ps -f "name=^$name$" --format json
	assert_equal "$(jq -r '.Names + .State' <<<"$output")" "${name}running"
	run -0 combined ps -f "name=^$name$" --format \
	    '{{.Names}}|{{.RunningFor}}|{{.CreatedAt}}'
	assert_output --regexp "^$name\|.*second.* ago\|$(date +%Y)-.* \+"
	run -0 combined ps --format table
	assert_line --index 0 --regexp '^NAME +PID +IMAGE'
	run -1 combined ps --format 'table {{.Nosuch}}'
}

@test "inspect: the limits, mounts and powers that a container was given" {
	requires root overlay cgroup_memory cgroup_pids cgroup_cpu
	mkdir bound
	combined run -d --name "$name" -m 64M --cpus 0.5 --pids-limit 20 \
	    --cap-add net_admin --cap-drop chown --read-only \
	    --security-opt no-new-privileges --oom-score-adj 100 \
	    --add-host a=192.0.2.1 -v "$PWD/bound:/b:ro" -v "$name:/v" \
	    --tmpfs /t:size=1m --mount type=tmpfs,dst=/u -- sleep 1000
	# docker's keys, types and units (moby's api/types/container).
	of() { combined inspect -f "{{json $1}}" "$name"; }
	assert_equal "$(of .HostConfig.Memory)" 67108864
	assert_equal "$(of .HostConfig.NanoCpus)" 500000000
	assert_equal "$(of .HostConfig.PidsLimit)" 20
	assert_equal "$(of .HostConfig.CpuShares)" 0
	assert_equal "$(of .HostConfig.CapAdd)" '["CAP_NET_ADMIN"]'
	assert_equal "$(of .HostConfig.CapDrop)" '["CAP_CHOWN"]'
	assert_equal "$(of .HostConfig.ReadonlyRootfs)" true
	assert_equal "$(of .HostConfig.OomScoreAdj)" 100
	assert_equal "$(of .HostConfig.RestartPolicy.Name)" '"no"'
	assert_equal "$(of .HostConfig.ExtraHosts)" '["a:192.0.2.1"]'
	assert_equal "$(of .HostConfig.SecurityOpt)" '["no-new-privileges"]'
	run -0 jq -c '.[] | [.Type, .Source, .Destination, .RW, .Propagation, .Name]' \
	    <(of .Mounts)
	assert_line "[\"bind\",\"$PWD/bound\",\"/b\",false,\"rprivate\",null]"
	assert_line --regexp "^..volume.,.*/$name.,./v.,true,..,.$name..$"
	assert_line '["tmpfs","","/u",true,"",null]'
	# Docker has the mounts of --tmpfs elsewhere.
	refute_output --partial '"/t"'
	assert_equal "$(of .HostConfig.Tmpfs)" '{"/t":"size=1m"}'
	assert_equal "$(of .State.OOMKilled)" false
	assert_equal "$(of .State.FinishedAt)" '"0001-01-01T00:00:00Z"'
	combined rm -f "$name"
	combined run -d --name "$name" --security-opt seccomp=unconfined \
	    --cap-add all -- sleep 1000
	assert_equal "$(of .HostConfig.SecurityOpt)" '["seccomp=unconfined"]'
	assert_equal "$(of .HostConfig.CapAdd)" '["ALL"]'
	assert_equal "$(of .HostConfig.PidsLimit)" null
	assert_equal "$(of .Mounts)" '[]'
}

# moby's api/types/container, docker's client (seccomp=FILE, systempaths=) and dockerd
# (label=disable) say the same.
@test "inspect: what a script for docker reads: names, and options as they were given" {
	requires root overlay
	of() { combined inspect -f "{{json $1}}" "$name" | jq -cS .; }
	combined run -d --name "$name" -- sleep 1000
	assert_equal "$(combined inspect -f '{{.Name}}' "$name" | cut -c2-)" "$name"
	assert_equal "$(combined ps --format '{{.Names}}' -f "name=^/$name$")" "$name"
	assert_equal "$(of .RestartCount)" 0
	assert_equal "$(of .Platform)" '"linux"'
	assert_equal "$(of .HostConfig.SecurityOpt)" null
	assert_equal "$(of .HostConfig.Init)" null
	assert_equal "$(of .HostConfig.ShmSize)" 67108864
	assert_equal "$(of .HostConfig.LogConfig)" \
	    '{"Config":{"max-file":"2","max-size":"10m"},"Type":"json-file"}'
	[[ $(of .HostConfig.MaskedPaths) == *'"/proc/kcore"'* ]]
	[[ $(of .HostConfig.ReadonlyPaths) == *'"/proc/sys"'* ]]
	combined rm -f "$name"

	echo '{ "defaultAction": "SCMP_ACT_ALLOW" }' >all.json
	combined run -d --name "$name" --init --init=false --ipc host \
	    --log-opt max-size=3M --security-opt no-new-privileges:true \
	    --security-opt seccomp=unconfined --security-opt seccomp=all.json \
	    --security-opt apparmor=unconfined \
	    --security-opt systempaths=unconfined -- sleep 1000
	assert_equal "$(of .HostConfig.SecurityOpt)" "$(jq -cn '[
	    "no-new-privileges:true", "seccomp=unconfined",
	    "seccomp={\"defaultAction\":\"SCMP_ACT_ALLOW\"}",
	    "apparmor=unconfined", "label=disable"]')"
	assert_equal "$(of .AppArmorProfile)" '"unconfined"'
	assert_equal "$(of .HostConfig.Init)" false
	assert_equal "$(of .HostConfig.ShmSize)" 67108864
	assert_equal "$(of '.HostConfig.LogConfig.Config')" \
	    '{"max-file":"2","max-size":"3M"}'
	assert_equal "$(of .HostConfig.MaskedPaths)" '[]'
	combined stop -t 0 "$name"
	combined start "$name"
	assert_equal "$(of .HostConfig.Init)" false
	combined rm -f "$name"

	combined run -d --name "$name" --init=0 --init --ipc none --shm-size 1m \
	    -v /own -v "$name:/named" --privileged --security-opt label=disable -- sleep 1000
	assert_equal "$(of .HostConfig.Init)" true
	assert_equal "$(of .HostConfig.ShmSize)" 1048576
	assert_equal "$(of .HostConfig.SecurityOpt)" '["label=disable"]'
	assert_equal "$(of .Config.Volumes)" '{"/own":{}}'
	assert_equal "$(of .Config.ExposedPorts)" null
}

# docker rm "$(docker inspect -f '{{.Name}}' ID)", docker run --name "$(...)".
@test "the name that inspect shows names the container wherever one is named" {
	requires root overlay cgroup_pids
	combined run -d --name "/$name" -- sh -c 'echo out; sleep 1000'
	local shown line
	shown=$(combined inspect -f '{{.Name}}' "$name")
	assert_equal "$shown" "/$name"
	while IFS= read -r line; do
		# shellcheck disable=SC2086 # words
		run -0 combined ${line/NAME/$shown}
		echo "$line: $output"
	done <<-END
		inspect NAME
		exec NAME true
		logs NAME
		top NAME
		stats --no-stream NAME
		diff NAME
		tree NAME
		pause NAME
		unpause NAME
		run --rm --pid container:NAME -- true
		run --rm --ipc container:NAME -- true
		stop -t 0 NAME
		wait NAME
		start NAME
		restart -t 0 NAME
		start NAME
		kill NAME
		rm NAME
	END
	run -0 combined rm -f "$shown"
	run -125 combined inspect "$shown"
	run -125 combined run --name / -- true
	run -125 combined run --name "//$name" -- true
}

@test "inspect: which container the kernel has killed for want of memory" {
	requires root overlay cgroup_memory
	run combined run --name "$name" -m 16M --memory-swap 16M -- \
	    sh -c 'tail /dev/zero; exit 3'
	run -0 combined inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' "$name"
	assert_output 'true 3'
	combined rm "$name"
	run combined run --name "$name" -- sh -c 'kill -9 $$; exit 4'
	run -0 combined inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' "$name"
	assert_output --regexp '^false '
}

@test "the third SIGINT or SIGTERM to run kills what does not end" {
	requires root overlay
	# docker's client: "got 3 SIGTERM/SIGINTs, forcefully exiting".
	in_background sh -c 'combined run --name "$1" -- sleep 1000 2>said &
	    echo $! >pid; wait $!; echo $? >status' sh "$name"
	poll 20 eval '[[ $(combined ps -q) == *"$name"* ]]'
	for sig in INT TERM; do
		kill "-$sig" "$(cat pid)"
		sleep 0.3
		run -0 combined inspect -f '{{.State.Status}}' "$name"
		assert_output running
	done
	kill -INT "$(cat pid)"
	poll 20 test -s status
	assert_equal "$(cat status)" 137
	grep -q 'got 3' said
	# And what has a handler gets them.
	run -5 timeout --preserve-status -s TERM 1 combined run --rm -- \
	    sh -c 'trap "exit 5" TERM; while :; do sleep 0.1; done'
}

@test "what follows -- is a command, a directory's path too" {
	# docker: 126 and "permission denied" for a directory.
	run -126 combined run --rm -- /etc
	assert_output --partial 'permission denied'
	mkdir there
	run -127 combined run --rm -- ./there
	run -127 combined run --rm -- "$PWD/there"
	assert_equal "${#lines[@]}" 1
}

@test "ps: the newest first, -n and -l, and --no-trunc" {
	requires root overlay
	local i
	names=("$name-b" "$name-a" "$name-c")
	for i in "${names[@]}"; do
		combined run -d --name "$i" -- sh -c "sleep 1000; :" \
		    of the same container
	done
	combined stop -t 0 "$name-c"
	run combined ps -aq -f "name=$name"
	assert_output "$(printf '%s\n' "$name-c" "$name-a" "$name-b")"
	run combined ps -q -l
	assert_output "$name-c"
	run combined ps -q -n 2 -f "name=$name"
	assert_output "$(printf '%s\n' "$name-c" "$name-a")"
	run combined ps -q -n -1 -f "name=$name"
	assert_output "$(printf '%s\n' "$name-a" "$name-b")"
	run combined ps -f "name=$name-a"
	refute_output --partial 'same container'
	run combined ps --no-trunc -f "name=$name-a"
	assert_output --partial ' of the same container '
	run -125 combined ps -n x
}

@test "a long option does what its letter does, as with docker" {
	requires root overlay
	mkdir here
	echo input | combined run --name "$name" --interactive --volume "$PWD/here:/v" \
	    -- sh -c 'read -r x; echo $x >/v/file; echo out'
	assert_equal "$(cat here/file)" input
	run combined ps --quiet --latest
	assert_output "$name"
	run combined ps --quiet --last 1 --filter "name=$name"
	assert_output "$name"
	combined rm --volumes "$name"
	start -- sh -c 'echo one; sleep 1000; :'
	poll 20 sh -c "combined logs $name | grep -qx one"
	run combined logs --timestamps "$name"
	assert_output --regexp '^[0-9-]{10}T[0-9:]{8}\.[0-9]{9}Z one$'
	run combined exec --interactive "$name" cat <<<typed
	assert_output typed
	combined export --output tar "$name"
	tar -tf tar ./bin/busybox
	combined stop -t 0 "$name"
	run timeout 20 combined logs --follow "$name"
	assert_success
	assert_output one
}

# docker's pflag: peers-days compares.

@test "options may follow the names, and a value may follow =" {
	requires root overlay
	combined run -d=true --name="$name" -e=A=1 -e B==2 -- sleep 1000
	run combined exec -e=C=3 "$name" sh -c 'echo $A $B $C'
	assert_output "1 =2 3"
	run combined inspect "$name" -f '{{.State.Running}}'
	assert_output true
	run combined ps -n=1 -q=true
	assert_output "$name"
	run combined ps -aq=false
	assert_line --index 0 --partial IMAGE
	run -125 combined ps -a=x
	assert_output "combined: --all: 'x' is not true or false; see 'combined ps --help'"
	run -125 combined ps -=x
	assert_output --partial 'unknown option'
	# What follows the name is ps's and the command's.
	run combined top "$name" -o pid
	assert_line --index 0 PID
	run combined exec "$name" echo -e=x
	assert_output -- -e=x
	run -125 combined rm -- "$name" -f
	assert_line --partial 'it runs'
	assert_line --partial '-f: no such container'
	run combined stop "$name" -t=0
	assert_output "$name"
	run combined rm "$name" -f=true
	assert_output "$name"
}

@test "wait and restart: one that is missing does not keep them from the others" {
	requires root overlay
	run combined run --name "$name" -- sh -c 'exit 3'
	run -125 combined wait "$name-missing" "$name"
	assert_line 3
	assert_line --partial "$name-missing: no such container"
	run -125 combined restart "$name-missing" "$name" "$name-missing"
	assert_line "$name"
	assert_equal "$(combined wait "$name")" 3
}

@test "inspect --type: containers, and nothing else" {
	requires root overlay
	start -- sleep 1000
	run combined inspect --type=container -f '{{.Name}}' "$name"
	assert_output "/$name"
	run -125 combined inspect --type image "$name"
	assert_output --partial 'inspect shows containers'
	# As docker: an empty line.
	run -125 --separate-stderr combined inspect -f '{{.Name}}' "$name-missing"
	assert_equal "$(combined inspect -f x "$name-missing" 2>/dev/null | wc -l)" 1
}

@test "stats: the limit, the share of it, and rates that are right" {
	requires root overlay cgroup_memory cgroup_pids
	combined run -d --name "$name" -m 64M --network none -- sh -c \
	    'sleep 1000 & while :; do :; done'
	run -0 combined stats --no-stream --format \
	    '{{.Name}}|{{.MemUsage}}|{{.NetIO}}|{{.BlockIO}}|{{.PIDs}}' "$name"
	assert_output --regexp "^$name\|[0-9.]+[KM]iB / 64MiB\|0B / 0B\|[0-9.]+[kM]?B / [0-9.]+[kM]?B\|2$"
	run -0 combined stats --no-stream --format json "$name"
	# Of 64 MiB, to a hundredth.
	jq -er '(.MemUsage | split(" ")[0] | if test("Ki") then
	    (.[:-3] | tonumber / 1024) else (.[:-3] | tonumber) end) * 100 / 64
	    - (.MemPerc[:-1] | tonumber) | fabs < 0.02' <<<"$output"
	# The loop has a CPU, or what others leave of it.
	jq -er '.CPUPerc[:-1] | tonumber | . > 0 and . < 150' <<<"$output"
	run -0 combined stats --no-stream "$name"
	assert_line --index 0 --regexp '^NAME +CPU % +MEM USAGE / LIMIT +MEM % +NET I/O +BLOCK I/O +PIDS$'
	run -125 combined stats --no-stream "$name-nosuch"
	assert_equal "${#lines[@]}" 1
}

@test "a user's container without a cgroup: tree and top know its processes" {
	requires root overlay userns
	feature_v1 memory || skip "a normal user may have a cgroup here"
	own=$(mktemp -d /tmp/toolkit-user.XXXXXX)
	chown 65534:65534 "$own"
	local user=(as_user env XDG_RUNTIME_DIR="$own"
	    COMBINED_DATA="$own/data" "$SUITE_BIN/combined") command
	run "${user[@]}" run -d --name "$name" -- sh -c \
	    'sleep 1001 & sleep 1002 & wait'
	assert_success
	pid=$("${user[@]}" inspect -f '{{.State.Pid}}' "$name")
	poll 20 eval '[ "$(pgrep --ns "$pid" --nslist pid | wc -l)" -eq 3 ]'
	run -0 "${user[@]}" tree "$name"
	assert_line --regexp "^ +$pid +1  └─ sh -c"
	assert_line --regexp '├─ sleep 1001$'
	assert_line --regexp '└─ sleep 1002$'
	run -0 "${user[@]}" tree
	assert_line --regexp 'sleep 1002$'
	run -0 "${user[@]}" top "$name" -o pid
	assert_equal "$(sed 1d <<<"$output" | sort)" \
	    "$(pgrep --ns "$pid" --nslist pid | sort)"
	for command in "stats --no-stream" pause; do
		# shellcheck disable=SC2086 # two words
		run -125 "${user[@]}" $command "$name"
		assert_output --partial "$name: it has no cgroup"
		assert_equal "${#lines[@]}" 1
	done
	"${user[@]}" rm -f "$name"
}
