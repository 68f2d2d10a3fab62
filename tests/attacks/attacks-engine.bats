# What a container does to the runtime's processes that come into its sight, and
# to the files that these read.

load ../lib/attacks

# with_ptrace PROGRAM: container $id, with SYS_PTRACE, executes ./v/PROGRAM.
with_ptrace() {
	combined run -d --name "$id" --cap-add sys_ptrace -v "$PWD/v:/v" \
	    --security-opt apparmor=unconfined -- \
	    sh -c "$1 >/v/log 2>/dev/null" 3>&-
}

# kind_of_proc COMMAND…: what is at /proc, where the process that asks for it is
# slow; or COMMAND fails.
kind_of_proc() {
	: >v/log
	run timeout 60 strace -f -o /dev/null \
	    -e inject=fsopen:delay_enter=400000 "$@" </dev/null 3>&- 4>&-
	grep -q written v/log
}

@test "SYS_PTRACE exchanges the filesystem that is to be another's /proc" {
	attack "CVE-2016-9962, --pid container:X" "X writes another filesystem's name into the process that asks for X's /proc"
	requires root overlay x86_64
	local name
	mkdir v
	gcc -O1 -static -o v/attack "$BATS_TEST_DIRNAME/attack-proc.c"
	bundle '.linux.namespaces |= map(select(.type != "pid"))'
	for name in cgroup2 debugfs tmpfs; do
		grep -qw "$name" /proc/filesystems || continue
		with_ptrace "/v/attack $name"
		kind_of_proc combined run --rm --pid "container:$id" -- \
		    stat -f -c 'at /proc: %t' /proc
		assert_failure 125
		refute_output --partial 'at /proc:'
		assert_output --partial 'is it of proc?'
		bundle '.linux.namespaces |= map(if .type == "pid" then
		    .path = $p else . end)' --arg p "/proc/$(combined inspect \
		    -f '{{.State.Pid}}' "$id")/ns/pid"
		does stat -f -c 'at /proc: %t' /proc
		ids+=("$id-2")
		kind_of_proc combined-oci --root "$PWD/state" run --bundle b "$id-2"
		assert_failure
		refute_output --partial 'at /proc:'
		combined rm -f "$id"
	done
	# Where nothing is exchanged it is proc: 9fa0 in statfs(2).
	combined run -d --name "$id" -- sleep 1000 3>&-
	run combined run --rm --pid "container:$id" -- stat -f -c %t /proc
	assert_output 9fa0
	stopped_by "an option that only proc(5) knows"
}

# watched: what ./seen has of descriptors that belong to an agent or to nothing.
watch_descriptors() {
	cat >b/rootfs/watch <<-'SH'
		while :; do for p in /proc/[0-9]*; do
		case $p in /proc/1|/proc/$$) continue;; esac
		case $(readlink $p/exe) in *memfd:combined*) ;; *) continue;; esac
		echo seen
		own=$(sed -n 's/^CapPrm:\t//p' /proc/self/status)
		c=$(sed -n 's/^CapPrm:\t//p' $p/status)
		[ -z "$c" ] || [ $((0x$c & ~0x$own)) = 0 ] || echo "power $c"
		n=0
		for f in $p/fd/*; do
			case $(readlink $f) in
			*seccomp*) echo listener;;
			socket:*) n=$((n + 1));;
			esac
		done
		# The first socket is the channel to the runtime.
		[ "$n" -le 1 ] || echo "$n sockets"
		done; done >/tmp/seen 2>/dev/null
	SH
}

@test "SYS_PTRACE takes the listener of an agent of seccomp, or its socket" {
	attack "CVE-2016-9962, seccomp agent" "exec: the agent's connection, the listener, the power to load a filter"
	requires root notify python3
	local privileges seen
	for privileges in false true; do
		bundle ".process.noNewPrivileges = $privileges |
		    .process.capabilities |= map_values(. + [\"CAP_SYS_PTRACE\"]) |
		    .linux.seccomp = {defaultAction: \"SCMP_ACT_ALLOW\",
		    listenerPath: \"agent.sock\", syscalls: [
		    {names: [\"mkdir\"], action: \"SCMP_ACT_NOTIFY\"}]}"
		in_background "$PROJECT/tests/runtime/seccomp-agent" agent.sock states EXDEV
		poll 20 test -S agent.sock
		watch_descriptors
		does sh /watch
		oci run -d --bundle b "$id" </dev/null >/dev/null 2>&1 3>&- 4>&-
		seen=b/rootfs/tmp/seen
		poll 20 test -e "$seen"
		: >"$seen"
		timeout 60 strace -f -o /dev/null \
		    -e inject=clone,clone3:delay_exit=300000 \
		    -e inject=execve,seccomp,capset:delay_enter=300000 \
		    "$SUITE_BIN/combined-oci" --root "$BATS_TEST_TMPDIR/state" \
		    exec "$id" true </dev/null 3>&- 4>&-
		sort "$seen" | uniq -c
		grep -q '^seen' "$seen"
		run grep -av '^seen' "$seen"
		refute_output --regexp 'listener|sockets|power'
		# And it does its work.
		run oci exec "$id" mkdir /tmp/x
		assert_output --partial link
		oci delete --force "$id"
		kill_background
		rm -f agent.sock "$seen" states
	done
	stopped_by "what sends the listener is born outside, and closes it for all"
}

@test "an /etc/passwd or /etc/group without end holds exec up" {
	attack "/etc/passwd without end" "exec, exec -u NAME, run: a sparse file, a line of 15 MB, a million groups"
	requires root overlay
	local file options
	combined run -d --name "$id" -- sleep 1000 3>&-
	# Where nothing stops it: whatever reads it to its end.
	combined exec "$id" truncate -s 900G /etc/passwd
	run timeout 2 combined exec "$id" grep -q nosuch /etc/passwd
	assert_failure 124
	for file in /etc/passwd /etc/group; do
		for content in 'truncate -s 900G' \
		    'head -c 15000000 /dev/zero | tr "\0" x >' \
		    'yes g:x:5:bob | head -c 15000000 >'; do
			combined exec "$id" sh -c "rm -f $file; $content $file"
			for options in '' '-u bob' '-u 1000:grp' '-u 1000'; do
				# shellcheck disable=SC2086 # they are words
				run timeout -s KILL 20 \
				    combined exec $options "$id" true
				refute [ "$status" -eq 137 ]
			done
		done
		combined exec "$id" sh -c 'echo bob:x:7:7:::>/etc/passwd
		    echo bob:x:7:bob >/etc/group'
	done
	run combined exec -u bob "$id" id -u
	assert_output 7
	stopped_by "a table of less than 16 MiB, with lines of 256 KiB at most"
}
