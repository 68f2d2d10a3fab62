# Chapter 6: what AppArmor does to a process in a profile. Where the kernel has
# no AppArmor, only the profiles themselves can be tested, and the refusal.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	profile=$(unique | tr -c 'a-z0-9\n' -)
	backgrounds=()
}

teardown() {
	kill_background
	if feature_apparmor && feature_root; then
		for name in "$profile" "$profile-2"; do
			printf %s "$name" 2>/dev/null \
			    >/sys/kernel/security/apparmor/.remove || true
		done
	fi
}

profiles() { cat /sys/kernel/security/apparmor/profiles; }

# Makes the profile, loads it under the test's name as any profile is loaded.
load_profile() { apparmor --name "$profile" --print "$@" | apparmor_parser -a; }

# Compiles a profile for a kernel that has all of AppArmor.
parses() {
	apparmor_parser --skip-kernel-load --skip-cache --quiet \
	    --features-file /etc/apparmor.d/abi/3.0
}

# try_socket FAMILY TYPE PROTOCOL: prints "ok" or the error.
try_socket() {
	printf 'socket(my $s, %s, %s, %s) or die "$!\\n"; print "ok\\n"' "$@"
}

# As `run wait`, but in the shell whose child it is.
run_wait() {
	status=0 output=
	wait "$1" || status=$?
}

# The kernel's log since a mark that a test wrote into it.
mark_log() { echo "mark $profile" >/dev/kmsg; }
log() { dmesg | sed "1,/mark $profile/d"; }
logged() { log | grep -E "$1"; }

# --- The text of a profile: anywhere

# bats test_tags=smoke
@test "apparmor --print without rules has the four of the talk" {
	run apparmor --name web --print
	assert_success
	assert_line --regexp '^profile web flags='
	assert_line --regexp '^ +deny network raw,$'
	assert_line --regexp '^ +deny mount,$'
	assert_line --regexp '^ +deny "?@\{PROC\}/sysrq-trigger"? rwklx,$'
	assert_line --regexp '^ +capability setuid,$'
	refute_line --regexp '^ +capability,$'
}

# bats test_tags=smoke
@test "apparmor_parser accepts what each rule generates" {
	requires apparmor_parser
	local rule
	for rule in --deny-raw --deny-mount "--deny /etc/shadow" --may-stack \
	    "--deny-write /tmp/[a-c]*/{x,**}" "--cap net_raw,21" "--cap all" \
	    --container --audit --complain "--container --complain"; do
		echo "$rule"
		# shellcheck disable=SC2086
		apparmor $rule --print | parses
	done
}

@test "apparmor --print names each new profile anew, --name as it is told" {
	local first second
	first=$(apparmor --print | grep ^profile)
	second=$(apparmor --print | grep ^profile)
	assert_not_equal "$first" "$second"
	run apparmor --name web-1.2 --print
	assert_line --regexp '^profile web-1.2 '
}

@test "apparmor --print fails where its output does not arrive" {
	run sh -c 'apparmor --print >/dev/full'
	assert_failure 125
	assert_output "apparmor: stdout: No space left on device"
}

@test "apparmor --template puts the name into a profile of one's own" {
	requires apparmor_parser
	cat >template <<-'END'
		abi <abi/3.0>,
		include <tunables/global>
		profile @NAME@ {
		  file,
		  signal peer=@NAME@,
		}
	END
	apparmor --name web --template template --print >text
	run grep -c web text
	assert_output 2
	parses <text
	echo 'profile web { file, }' >template
	run apparmor --template template --print
	assert_failure 125
	assert_output --partial "template: no @NAME@"
	head -c 20000 /dev/zero | tr '\0' x >template
	run apparmor --template template --print
	assert_failure 125
	assert_output "apparmor: template: File too large"
	# With the name put in: just what fits, and one byte more.
	printf @NAME@ >template
	head -c 16376 /dev/zero | tr '\0' x >>template
	apparmor --name 1234567 --template template --print | wc -c >size
	run cat size
	assert_output 16383
	run apparmor --name 12345678 --template template --print
	assert_failure 125
	assert_output "apparmor: template: No space left on device"
}

@test "apparmor lets no path or name end what it stands in" {
	local path name
	for path in '/x" rw, capability, "' '/x\' $'/x\ny' relative ''; do
		run apparmor --deny "$path" --print
		assert_failure 125
		assert_output --partial "not a path for a rule"
	done
	for name in 'x { capability, }' x/y '' $'x\n' '"x"' .. -x \
	    unconfined "$(printf %0200d 1)"; do
		run apparmor --name "$name" --print
		assert_failure 125
		assert_output --partial "not a profile name"
	done
}

@test "apparmor takes rules from one place only" {
	run apparmor --profile web --deny-raw -- true
	assert_failure 125
	assert_output --partial "leave out --deny, --audit"
	run apparmor --profile web --print
	assert_failure 125
	assert_output --partial "leave out --template and --print"
	run apparmor --template file --complain -- true
	assert_failure 125
	run apparmor --cap sysadmin -- true
	assert_failure 125
	assert_output --partial "'sysadmin' is not a list of capabilities"
}

# bats test_tags=smoke
@test "apparmor without AppArmor in the kernel says so and runs nothing" {
	requires no_apparmor
	local arguments
	for arguments in "-- touch here" "--profile web -- touch here" show \
	    "--stack touch here" clean; do
		# shellcheck disable=SC2086
		run apparmor $arguments
		assert_failure 125
		assert_output --partial "no AppArmor: "
		assert_output --regexp "make vm|boot with apparmor=1"
		assert_equal "${#lines[@]}" 1
	done
	[ ! -e here ]
}

# --- In and out

# bats test_tags=smoke
@test "apparmor: the command and its children are in the profile, no others" {
	requires root apparmor
	run apparmor --name "$profile" -- sh -c 'cat /proc/self/attr/current
	    grep "$0 " /sys/kernel/security/apparmor/profiles' "$profile"
	assert_success
	assert_line --index 0 "$profile (enforce)"
	assert_line --index 1 "$profile (enforce)"
	run cat /proc/self/attr/current
	assert_output unconfined
	run profiles
	refute_output --partial "$profile"
}

@test "apparmor show tells the profile of a process" {
	requires root apparmor
	in_background apparmor --name "$profile" --complain -- sleep 100
	poll 10 pgrep -P "$background" -x sleep
	run apparmor show "$(pgrep -P "$background" -x sleep)"
	assert_success
	assert_output "profile  $profile
mode     complain"
	run apparmor show
	assert_line "profile  unconfined"
	run apparmor show 4194304
	assert_failure 125
	assert_output "apparmor: process 4194304: No such process"
}

@test "apparmor removes the profile also after SIGTERM and SIGINT" {
	requires root apparmor
	local signal
	for signal in TERM INT; do
		# The shell has its background jobs ignore SIGINT.
		in_background env --default-signal apparmor --name "$profile" \
		    -- sleep 100
		poll 10 pgrep -P "$background" -x sleep
		kill -s $signal "$background"
		run_wait "$background"
		assert_failure $((128 + $(kill -l $signal)))
		run profiles
		refute_output --partial "$profile"
	done
}

@test "apparmor removes the profile also after Ctrl-C" {
	requires root apparmor expect
	run expect -c "set timeout 20
	    spawn apparmor --name $profile -- sh -c {echo ready; exec sleep 100}
	    expect ready {send \\003}
	    expect eof
	    exit [lindex [wait] 3]" 3>&-
	assert_failure 130
	run profiles
	refute_output --partial "$profile"
}

@test "apparmor keeps the profile until the last process in it has ended" {
	requires root apparmor
	in_background sh -c 'exec apparmor --name "$0" -- \
	    sh -c "sleep 100 & exit 3" 2>said' "$profile"
	poll 10 grep -q "the profile stays" said
	local orphan
	orphan=$(pgrep -P "$background" -x sleep)
	run cat "/proc/$orphan/attr/current"
	assert_output "$profile (enforce)"
	kill -TERM "$background"
	run_wait "$background"
	assert_failure 3
	run profiles
	refute_output --partial "$profile"
	[ ! -e "/proc/$orphan" ]
}

@test "apparmor killed: the command stays confined, clean removes the profile" {
	requires root apparmor
	in_background apparmor -- sh -c 'echo $$ >pid; exec sleep 100'
	poll 10 test -s pid
	local command name
	command=$(cat pid) name="apparmor-$background-"
	backgrounds+=("$command")
	kill -KILL "$background"
	wait "$background" || true
	run cat "/proc/$command/attr/current"
	assert_output --partial "$name"
	run apparmor clean
	assert_success
	refute_output --partial "$name"
	kill -KILL "$command"
	poll 10 test ! -e "/proc/$command"
	run apparmor clean
	assert_success
	assert_output --regexp "^${name}[0-9a-f]{4}$"
}

@test "removing a profile frees the processes in it" {
	requires root apparmor
	load_profile
	in_background apparmor --profile "$profile" -- sleep 100
	poll 10 grep -q "$profile" "/proc/$background/attr/current"
	printf %s "$profile" >/sys/kernel/security/apparmor/.remove
	run cat "/proc/$background/attr/current"
	assert_output unconfined
}

@test "apparmor --profile needs no privilege, loading does" {
	requires root apparmor
	load_profile
	run as_user apparmor --profile "$profile" -- cat /proc/self/attr/current
	assert_success
	assert_output "$profile (enforce)"
	run apparmor --name "$profile" -- true
	assert_failure 125
	assert_output --partial "already exists"
	run apparmor --profile "$profile-2" -- true
	assert_failure 125
	assert_output --partial "not loaded"
}

# --- The four rules

@test "a container's rules refuse families of sockets, by whichever call" {
	requires root apparmor
	local family try='socket(S, $ARGV[0], $ARGV[1], 0) or die "$!\n"; print "ok\n"'
	run apparmor --container --print
	for family in alg vsock econet atmsvc irda wanpipe isdn caif; do
		assert_line "  deny network $family,"
	done
	run apparmor --container -- perl -MSocket -e "$try" 40 1
	assert_output 'Permission denied'
	run apparmor --container -- perl -MSocket -e "$try" 38 5
	assert_output 'Permission denied'
	run apparmor --container -- perl -MSocket -e "$try" 2 1
	assert_output ok
	run perl -MSocket -e "$try" 38 5
	refute_output 'Permission denied'
}

@test "deny network raw: EACCES, though the capability is there" {
	requires root apparmor
	local raw packet
	raw=$(try_socket 2 3 1) packet=$(try_socket 17 2 0)
	run apparmor --deny-raw -- sh -c 'grep CapEff /proc/self/status
	    perl -e "$0"; perl -e "$1"; perl -e "$2"' \
	    "$raw" "$packet" "$(try_socket 2 2 0)"
	assert_line --index 0 --regexp '[0-9a-f]+[2367abef][0-9a-f]{3}$'
	assert_line --index 1 "Permission denied"
	assert_line --index 2 "Permission denied"
	assert_line --index 3 ok
	run apparmor --deny-mount -- sh -c 'perl -e "$0"; perl -e "$1"' \
	    "$raw" "$packet"
	assert_output $'ok\nok'
}

@test "deny mount: mount, umount and pivot_root fail" {
	requires root apparmor
	local try='mkdir -p m && mount -t tmpfs none m && mkdir m/old &&
	    umount m && echo mounted'
	run apparmor --deny-mount -- unshare --mount --propagation unchanged \
	    sh -c "echo inside; $try"
	assert_failure
	assert_line inside
	refute_line mounted
	run apparmor --deny-raw -- unshare --mount sh -c "$try"
	assert_output mounted
	# The errno, by strace, in a mount namespace where there is one to remove. The
	# variable asks mount(8) for mount(2): since 2.39 it prefers fsopen(2) and
	# move_mount(2), which the command above had to refuse.
	mkdir -p m
	run unshare --mount sh -c "mount -t tmpfs none m &&
	    apparmor --deny-mount -- strace -f -e umount2,pivot_root,mount \
	    env LIBMOUNT_FORCE_MOUNT2=always \
	    sh -c 'umount m; mount -t tmpfs none m; pivot_root m m'"
	assert_line --regexp '^(\[pid.*\] )?umount2\(.*EACCES'
	assert_line --regexp '^(\[pid.*\] )?mount\(.*EACCES'
	assert_line --regexp '^(\[pid.*\] )?pivot_root\(.*EACCES'
}

# bats test_tags=smoke
@test "deny a path: no way to use it, for uid 0 either" {
	requires root apparmor
	echo secret >file
	run apparmor --deny "$PWD/file" -- sh -c 'id -u; cat file
	    echo x >file; ln file other; chmod +x file; ./file'
	assert_line 0
	refute_output --partial secret
	assert_equal "$(grep -c 'Permission denied' <<<"$output")" 5
	run apparmor --deny-write "$PWD/f*" -- sh -c 'cat file; echo x >file'
	assert_line secret
	assert_line --partial "Permission denied"
	assert_equal "$(cat file)" secret
}

@test "deny sysrq-trigger: not even opened" {
	requires root apparmor
	# An empty write does nothing, so that a failed test does not either.
	run apparmor --deny '@{PROC}/sysrq-trigger' -- \
	    sh -c ': >>/proc/sysrq-trigger'
	assert_failure
	assert_output --partial "Permission denied"
	run apparmor --deny-raw -- sh -c ': >>/proc/sysrq-trigger'
	assert_success
}

@test "capability setuid: with the rule it works, without it does not" {
	requires root apparmor
	run apparmor --cap setuid -- setpriv --reuid 65534 id -u
	assert_success
	assert_output 65534
	run -127 apparmor --cap net_raw -- setpriv --reuid 65534 id -u
	assert_output --partial "Operation not permitted"
	# The process has the capability, and the kernel does not let it use it.
	run apparmor --cap net_raw -- grep CapEff /proc/self/status
	assert_output --regexp '[89a-f][0-9a-f]$'
}

@test "without options the talk's four rules hold" {
	requires root apparmor
	run apparmor -- sh -c 'perl -e "$0"; mount -t tmpfs none /mnt
	    (: >>/proc/sysrq-trigger); setpriv --regid 65534 --keep-groups true
	    setpriv --reuid 65534 id -u' "$(try_socket 2 3 1)"
	assert_line "Permission denied"
	assert_line --regexp "^mount: "
	assert_line --partial "sysrq-trigger: Permission denied"
	assert_line --partial "setresgid failed: Operation not permitted"
	assert_line 65534
}

# --- Logging

@test "apparmor --complain lets pass and logs" {
	requires root apparmor
	mark_log
	run apparmor --name "$profile" --complain -- unshare --mount sh -c '
	    mount -t tmpfs none /mnt && perl -e "$0"
	    setpriv --regid 65534 --clear-groups echo changed' \
	    "$(try_socket 2 3 1)"
	assert_success
	assert_output $'ok\nchanged'
	poll 10 logged "AUDIT.*operation=\"mount\".*profile=\"$profile\""
	poll 10 logged "AUDIT.*operation=\"create\".*profile=\"$profile\""
	poll 10 logged "ALLOWED.*profile=\"$profile\".*capname=\"setgid\""
}

@test "apparmor --audit logs what a deny rule denies, else it is silent" {
	requires root apparmor
	echo secret >file
	mark_log
	run apparmor --name "$profile" --deny "$PWD/file" -- cat file
	assert_failure
	run apparmor --name "$profile-2" --audit --deny "$PWD/file" -- cat file
	assert_failure
	poll 10 logged "DENIED.*profile=\"$profile-2\" name=\"$PWD/file\""
	run logged "DENIED.*profile=\"$profile\""
	assert_failure
}

# --- Transitions and stacks

@test "a profile can say where an exec leads: Cx" {
	requires root apparmor
	cat >template <<-'END'
		abi <abi/3.0>,
		include <tunables/global>
		profile @NAME@ {
		  file,
		  /{,usr/}bin/cat cx -> reader,
		  profile reader {
		    file,
		    deny /**/secret r,
		  }
		}
	END
	echo secret >secret
	run apparmor --name "$profile" --template template -- \
	    sh -c 'head -c 9 secret; cat /proc/self/attr/current; cat secret'
	assert_line secret
	assert_line "$profile//reader (enforce)"
	assert_line "cat: secret: Permission denied"
}

@test "apparmor --stack: both profiles have to allow it" {
	requires root apparmor
	run apparmor --name "$profile" --deny-raw --may-stack -- \
	    apparmor --name "$profile-2" --deny-mount --stack -- \
	    sh -c 'cat /proc/self/attr/current; perl -e "$0"
	    mount -t tmpfs none /mnt' "$(try_socket 2 3 1)"
	assert_line --regexp "^$profile//&$profile-2 \(enforce\)$"
	assert_line "Permission denied"
	assert_line --regexp "^mount: "
	run profiles
	refute_output --partial "$profile"
}

@test "no process in a profile can leave it" {
	requires root apparmor
	run apparmor -- apparmor --profile unconfined -- true
	assert_failure 125
	assert_output --partial "does not allow the change"
}

@test "no_new_privs: from a profile only into a stack" {
	requires root apparmor
	printf '%s\n' 'abi <abi/3.0>,' 'profile @NAME@ {' \
	    'file, capability, ptrace, signal,' \
	    'change_profile, change_profile -> &**, }' >template
	load_profile
	local inner="cat /proc/self/attr/current"
	run apparmor --name "$profile-2" --template template -- \
	    apparmor --profile "$profile" -- $inner
	assert_output "$profile (enforce)"
	run apparmor --name "$profile-2" --template template -- \
	    setpriv --no-new-privs apparmor --profile "$profile" -- $inner
	assert_failure 125
	assert_output --partial "under no_new_privs only with --stack"
	run apparmor --name "$profile-2" --template template -- \
	    setpriv --no-new-privs apparmor --stack --profile "$profile" -- $inner
	assert_success
	assert_output --regexp "^$profile(-2)?//&$profile(-2)? \(enforce\)$"
	# For an unconfined process, any profile takes power away: never a privilege.
	run setpriv --no-new-privs apparmor --profile "$profile" -- $inner
	assert_output "$profile (enforce)"
}

# --- The profile of a container

# bats test_tags=smoke
@test "apparmor --container: the machine's files are out of reach" {
	requires root apparmor
	local file
	for file in /proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe \
	    /proc/sys/vm/drop_caches /proc/sys/fs/file-max /proc/sysrq-trigger \
	    /sys/kernel/mm/transparent_hugepage/enabled /proc/irq/default_smp_affinity; do
		run apparmor --container -- sh -c ": >>$file"
		assert_failure
		assert_output --partial "Permission denied"
	done
	for file in /proc/kcore /proc/keys /sys/firmware /sys/kernel/security; do
		run apparmor --container -- ls "$file/"
		assert_failure
	done
}

@test "apparmor --container: what belongs to a namespace can be written" {
	requires root apparmor
	local file
	for file in /proc/sys/kernel/msgmax /proc/sys/kernel/shmmax \
	    /proc/sys/net/ipv4/ip_forward /proc/self/oom_score_adj \
	    "$PWD/file" /dev/null; do
		apparmor --container -- sh -c ": >>$file"
	done
}

@test "apparmor --container: signals and ptrace stay inside" {
	requires root apparmor
	in_background sleep 100
	run apparmor --container -- sh -c 'kill -0 $0 || echo refused
	    strace -p $0; sleep 9 & kill $! && echo killed' "$background"
	assert_line refused
	assert_line --regexp "^strace: attach.*Permission denied"
	assert_line killed
	apparmor --deny-raw -- kill -0 "$background"
}

@test "apparmor narrates what strace sees" {
	requires root apparmor
	"$PROJECT/tests/tools/narration" apparmor --explain -- true
	load_profile --may-stack
	"$PROJECT/tests/tools/narration" apparmor --explain --stack \
	    --profile "$profile" -- true
}
