# The seven minimal.c: each compiles alone, and does what the kernel says it does.
# What the kernel shows of the process is compared with what it shows of the
# chapter's program, for the same request.

load ../lib/helpers

chapters="01-caps 02-namespaces 03-setns 04-cgroups 05-seccomp 06-apparmor
    07-combined"

# As in the first comment of each file. m01 to m07 may be run by any user.
setup_file() {
	local chapter
	has cc || return 0
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
	for chapter in $chapters; do
		cc -o "$BATS_FILE_TMPDIR/m${chapter%%-*}" \
		    "$PROJECT/$chapter/minimal.c" || return 1
	done
	cc -D_GNU_SOURCE -pthread -o "$BATS_FILE_TMPDIR/call" \
	    "$BATS_TEST_DIRNAME/05-seccomp.c" || return 1
	! feature_elf32 || gcc -m32 -D_GNU_SOURCE -pthread \
	    -o "$BATS_FILE_TMPDIR/call32" "$BATS_TEST_DIRNAME/05-seccomp.c"
	! feature_static || cc -static -D_GNU_SOURCE -pthread \
	    -o "$BATS_FILE_TMPDIR/static-call" "$BATS_TEST_DIRNAME/05-seccomp.c"
}

setup() {
	requires cc
	PATH=$PATH:$BATS_FILE_TMPDIR
	cd "$BATS_TEST_TMPDIR" || return 1
}

# A failed test's cgroup is not the next one's business.
teardown() {
	kill_background
	no_cgroup_is_left || rmdir /sys/fs/cgroup/{,memory/}minimal || true
}

# Opens a raw socket, or prints why not.
raw='use Socket; socket(S, AF_INET, SOCK_RAW, 1) or die "$!\n"; print "raw\n"'

# Prints how many of the five sets are without CAP_NET_RAW.
without_net_raw='sets=0
while read -r _ set; do
	(( 0x$set >> 13 & 1 )) || (( ++sets ))
done < <(grep ^Cap /proc/self/status)
echo $sets'

# Prints the types of namespaces in which it is not with the process outside it,
# given as type:[inode] in $outside.
ours() { (cd /proc/self/ns && readlink cgroup ipc mnt net pid user uts); }
differing='cd /proc/self/ns || exit
for ns in $(readlink cgroup ipc mnt net pid user uts); do
	case " $outside " in *" $ns "*) ;; *) echo "${ns%%:*}" ;; esac
done'

# Prints the process's memory limit: /proc/self/cgroup says in which cgroup.
memory_limit='v1=$(sed -n "s/^[0-9]*:memory://p" /proc/self/cgroup)
v2=$(sed -n "s/^0:://p" /proc/self/cgroup)
cat "/sys/fs/cgroup/memory$v1/memory.limit_in_bytes" 2>/dev/null ||
    cat "/sys/fs/cgroup$v2/memory.max"'

no_cgroup_is_left() {
	[ ! -e /sys/fs/cgroup/minimal ] && [ ! -e /sys/fs/cgroup/memory/minimal ]
}

# root: a root file system of one program.
make_root() {
	mkdir -p root/bin root/proc
	cp "$(command -v busybox)" root/bin/sh
}

# --- The files

# bats test_tags=smoke
@test "each compiles alone, without a warning, and links only libc" {
	requires clang
	local chapter compiler
	for chapter in $chapters; do
		cp "$PROJECT/$chapter/minimal.c" .
		for compiler in cc gcc clang; do
			run env -i PATH="$PATH" "$compiler" -Wall -Wextra \
			    -Werror -o minimal minimal.c
			assert_success
			assert_output ""
			run bash -c 'readelf -d minimal | grep NEEDED |
			    grep -v "\[libc\.so"'
			assert_output ""
		done
	done
}

@test "each fits on a slide: 60 lines, chapter 7 has 150, none over 78 columns" {
	local chapter most
	for chapter in $chapters; do
		most=60
		[ "$chapter" != 07-combined ] || most=150
		run wc -l <"$PROJECT/$chapter/minimal.c"
		[ "$output" -le "$most" ]
		run bash -c 'expand "$1" | grep -E "^.{79}"' - \
		    "$PROJECT/$chapter/minimal.c"
		assert_output ""
	done
}

@test "make minimal builds the seven, elsewhere as well, and no archive has one" {
	requires build
	run make -s -C "$PROJECT" minimal O="$PWD/out"
	assert_success
	run bash -c 'cd out && find . -type f | sort'
	# shellcheck disable=SC2086 # words
	assert_output "$(printf './%s/minimal\n' $chapters)"
	run bash -c 'make -pn -C "$1" all | grep -E "\.a:.*minimal"' - "$PROJECT"
	assert_output ""
}

# bats test_tags=smoke
@test "without a command each says how it is used, with status 125" {
	local n
	for n in 01 02 03 04 05 06 07; do
		run --separate-stderr "m$n"
		assert_failure 125
		assert_output ""
		[[ $stderr = *"usage: minimal "*COMMAND* ]] || return
	done
	no_cgroup_is_left
}

@test "the exit status is the command's, 126 or 127 where there is none" {
	requires root cgroup_memory seccomp
	local one
	make_root
	for one in m01 m02 "m03 $$" m04 m05 "m07 root"; do
		# shellcheck disable=SC2086 # words
		{
			run $one /bin/sh -c 'exit 7'
			assert_failure 7
			run $one /proc
			assert_failure 126
			assert_output --partial "/proc: Permission denied"
			run -127 $one /nonexistent
			assert_output --partial "/nonexistent: No such file"
		}
	done
	for one in m01 "m03 $$" m04 m05; do
		# shellcheck disable=SC2016,SC2086 # the inner shell's; words
		run $one sh -c 'kill -TERM $$'
		assert_failure 143
	done
	no_cgroup_is_left
}

# A shell with job control would be in a process group of its own. The parent may
# come to ignore the signal after the child's first words.
@test "Ctrl-C is for the command, and the program still cleans up" {
	requires root cgroup_memory expect
	local one ignores
	make_root
	# shellcheck disable=SC2016 # the inner shell's
	ignores='! grep -q "^SigIgn:.*[2367abef]$" /proc/$0/status || echo yes'
	for one in m02 "m03 $$" m04 "m07 root"; do
		run in_terminal "spawn $one /bin/sh -c {
			trap 'echo caught; exit 5' INT
			echo ready
			while :; do sleep 0.1; done }
		    answer ready {}
		    for {set i 0} {\$i < 1000 &&
			[exec sh -c {$ignores} [exp_pid]] ne {yes}} {incr i} {
			    after 10 }
		    send \"\\003\"
		    expect eof
		    exit [lindex [wait] 3]"
		assert_failure 5
		assert_output --partial caught
	done
	no_cgroup_is_left
}

@test "without privileges, the message names the call that failed" {
	requires root cgroup_memory
	make_root
	run as_user m01 true
	assert_failure 125
	assert_output --partial "prctl(PR_CAPBSET_DROP): Operation not permitted"
	run as_user m02 true
	assert_failure 125
	assert_output --partial "clone3: Operation not permitted"
	run as_user m03 1 true
	assert_failure 125
	assert_output --partial "setns: Operation not permitted"
	run as_user m04 true
	assert_failure 125
	assert_output --regexp "mkdir /sys/fs/cgroup.*: Permission denied"
	run as_user m07 root /bin/sh
	assert_failure 125
	assert_output --partial "mkdir in /sys/fs/cgroup: Permission denied"
}

# --- 01-caps

# bats test_tags=smoke
@test "root without CAP_NET_RAW has it in no set, and gets no raw socket" {
	requires root
	run perl -e "$raw"
	assert_output raw
	run m01 perl -e "$raw"
	assert_output "Operation not permitted"
	run m01 id -u
	assert_output 0
	run m01 bash -c "$without_net_raw"
	assert_output 5
}

@test "CAP_NET_RAW in the inheritable and the ambient set is lost as well" {
	requires root
	local inherited="setpriv --inh-caps=+net_raw,+chown
	    --ambient-caps=+net_raw,+chown"
	# shellcheck disable=SC2086 # words
	{
		run $inherited bash -c "$without_net_raw"
		assert_output 0
		run $inherited m01 bash -c "$without_net_raw"
		assert_output 5
		run $inherited m01 perl -e "$raw"
		assert_output "Operation not permitted"
	}
}

@test "the capability sets are those of caps --drop net_raw" {
	requires root
	run m01 grep ^Cap /proc/self/status
	assert_success
	[ "${#lines[@]}" -eq 5 ]
	local minimal=$output
	run caps --drop net_raw -- grep ^Cap /proc/self/status
	assert_output "$minimal"
}

# --- 02-namespaces

# bats test_tags=smoke
@test "inside: another hostname, PID 1, no network; outside: as before" {
	requires root
	local before after
	before=$(hostname; ours; cat /proc/self/mountinfo)
	run m02 sh -c 'hostname; echo $$; ls /proc | grep -c "^[0-9]"
	    ls /sys/class/net >/dev/null; tail -n +3 /proc/net/dev |
		cut -d: -f1 | grep -vx " *lo"
	    mount -t tmpfs probe /mnt && grep -c " - tmpfs probe " \
		/proc/self/mountinfo'
	assert_line --index 0 inside
	assert_line --index 1 1
	refute_line --regexp '^ *e'
	assert_line --index "$((${#lines[@]} - 1))" 1
	after=$(hostname; ours; cat /proc/self/mountinfo)
	[ "$before" = "$after" ]
}

@test "what is mounted inside is not seen outside, even where mounts are shared" {
	requires root
	local inside
	for inside in "unshare --mount --propagation unchanged" m02; do
		# shellcheck disable=SC2016 # the inner shell's
		run unshare --mount sh -c 'mount --make-rshared /
		    $0 mount -t tmpfs probe /mnt
		    grep -c " - tmpfs probe " /proc/self/mountinfo' "$inside"
		[ "$inside" = m02 ] || assert_output 1
	done
	assert_output 0
}

@test "the new namespaces are those of namespaces with the same five" {
	requires root
	outside=$(ours | tr '\n' ' ')
	export outside
	run m02 sh -c "$differing"
	assert_output "$(printf '%s\n' ipc mnt net pid uts)"
	local minimal=$output
	run namespaces --ipc --mount --net --pid --uts -- sh -c "$differing"
	assert_output "$minimal"
}

@test "a normal user gets there by a user namespace" {
	requires root userns
	run as_user unshare --map-root-user m02 sh -c 'hostname; echo $$'
	assert_output "inside
1"
	run as_user unshare --map-root-user m01 perl -e "$raw"
	assert_output "Operation not permitted"
}

# --- 03-setns

# target: a process in namespaces of its own, its PID in $target.
target() {
	in_background namespaces --ipc --mount --net --pid --uts \
	    --hostname target -- sleep 98765
	poll 10 has_target
}

has_target() {
	target=$(pgrep -P "$background" -x sleep) &&
	    [ "$(nsenter --target "$target" --uts hostname)" = target ]
}

# bats test_tags=smoke
@test "the command sees the target's network, hostname, processes and mounts" {
	requires root
	target
	run m03 "$target" sh -c 'hostname; tr "\0" " " </proc/1/cmdline; echo
	    readlink /proc/self/ns/net /proc/self/ns/mnt /proc/self/ns/pid'
	assert_output "target
sleep 98765 
$(for ns in net mnt pid; do ns_of "$target" $ns; done)"
	refute_line "$(ns_of $$ net)"
	run m03 "$target" true
	assert_success
}

@test "the namespaces are those in which setns --all is" {
	requires root
	target
	run setns --target "$target" --all -- sh -c 'cd /proc/self/ns &&
	    readlink cgroup ipc mnt net pid user uts'
	assert_success
	local setns=$output
	run m03 "$target" sh -c 'cd /proc/self/ns &&
	    readlink cgroup ipc mnt net pid user uts'
	assert_output "$setns"
}

@test "a process that is not there cannot be entered" {
	run m03 999999999 true
	assert_failure 125
	assert_output --partial "pidfd_open 999999999: "
	run m03 web true
	assert_failure 125
	assert_output --partial "pidfd_open web: Invalid argument"
}

# --- 04-cgroups

# bats test_tags=smoke
@test "over its memory limit it dies with 137, and the cgroup is gone after" {
	requires root cgroup_memory
	run m04 tail /dev/zero
	assert_failure 137
	no_cgroup_is_left
	run m04 sh -c 'tail /dev/zero & wait $!'
	assert_failure 137
	no_cgroup_is_left
	run -127 m04 /nonexistent
	no_cgroup_is_left
}

@test "the limit and the end are those of cgroups --memory 32M" {
	requires root cgroup_memory
	run cgroups --memory 32M -- sh -c "$memory_limit"
	assert_output 33554432
	run m04 sh -c "$memory_limit"
	assert_output 33554432
	run cgroups --memory 32M -- tail /dev/zero
	assert_failure 137
}

@test "a cgroup that has not been removed is named, and left alone" {
	requires root cgroup_memory
	local dir=/sys/fs/cgroup/memory/minimal
	! feature_cgroup2 || dir=/sys/fs/cgroup/minimal
	mkdir "$dir"
	run m04 true
	assert_failure 125
	assert_output --partial "mkdir $dir: File exists"
	rmdir "$dir"
}

# --- 05-seccomp

# bats test_tags=smoke
@test "bind ends in SIGSYS, for root and a user, and for no other process" {
	requires root seccomp
	local as
	for as in env as_user; do
		run $as call bind 99
		assert_output EBADF
		run $as m05 call bind 99
		assert_failure 159
		assert_output ""
		run $as m05 sh -c 'call bind 99; call dup 0; call getppid'
		assert_output --regexp "ok
ok$"
	done
	run call bind 99
	assert_output EBADF
}

# 361 is bind's number for 32-bit programs, 102 socketcall's.
@test "bind ends in SIGSYS through int 0x80, x32 and in a 32-bit program, too" {
	requires seccomp x86_64 elf32
	INT80=361 run call bind 99
	assert_output --regexp '^E'
	INT80=361 run m05 call bind 99
	assert_failure 159
	INT80=102 run m05 call bind 2 0 0
	assert_failure 159
	X32=1 run m05 call bind 99
	assert_failure 159
	run call32 bind 99
	assert_output EBADF
	run m05 call32 bind 99
	assert_failure 159
	run m05 call32 socketcall 2 1 1
	assert_failure 159
}

# What differs: a 32-bit program that does not bind dies, too, because minimal.c
# knows one architecture.
@test "mode, no_new_privs and end are those of seccomp --deny bind" {
	requires root seccomp
	run as_user m05 grep -E '^(NoNewPrivs|Seccomp|Seccomp_filters):' \
	    /proc/self/status
	assert_success
	assert_line --regexp '^Seccomp:.*2$'
	local minimal=$output
	run as_user seccomp --deny bind -- grep -E \
	    '^(NoNewPrivs|Seccomp|Seccomp_filters):' /proc/self/status
	assert_output "$minimal"
	run seccomp --deny bind -- call bind
	assert_failure 159
}

# --- 06-apparmor

@test "a raw socket is refused by AppArmor to root with all capabilities" {
	requires root apparmor apparmor_parser
	echo 'profile test-raw { capability, file, network,
	    deny network raw, }' >profile
	apparmor_parser --replace profile
	run m06 test-raw perl -e "$raw"
	local minimal=$output
	run m06 test-raw grep -E '^(CapEff|NoNewPrivs)' /proc/self/status
	local power=$output
	run m06 test-raw cat /proc/self/attr/current
	local current=$output
	run apparmor --profile test-raw -- sh -c 'cat /proc/self/attr/current
	    exec perl -e "$0"' "$raw"
	apparmor_parser --remove profile
	assert_output "test-raw (enforce)
Permission denied"
	[ "$minimal" = "Permission denied" ]
	[ "$current" = "test-raw (enforce)" ]
	[ "$power" = "$(grep -E '^(CapEff|NoNewPrivs)' /proc/self/status)" ]
	run perl -e "$raw"
	assert_output raw
}

@test "a profile that the kernel does not have is refused" {
	requires apparmor
	run m06 test-unknown true
	assert_failure 125
	assert_output --partial "write 'exec test-unknown' to attr/exec: No such file"
}

@test "without AppArmor there is no profile to enter" {
	requires no_apparmor
	run m06 test-unknown true
	assert_failure 125
	assert_output --partial "attr/"
}

# --- 07-combined

# bats test_tags=smoke
@test "the shell is PID 1 in its own root, and no mount of the host's is left" {
	requires root cgroup_memory
	make_root
	run m07 root /bin/sh -c 'hostname; echo $$; cd /; echo *
	    cd ../../..; echo *; cd /proc/1/root; echo *
	    cut -d" " -f5 /proc/self/mountinfo'
	assert_output "inside
1
bin proc
bin proc
bin proc
/
/proc"
	no_cgroup_is_left
	run cat /proc/sys/kernel/hostname
	refute_output inside
}

@test "neither chroot, a descriptor nor a link leads to the host's root" {
	requires root cgroup_memory
	make_root
	echo secret >secret
	# A descriptor of the host's, which chroot(8) leaves open.
	run bash -c 'mount -t proc proc root/proc &&
	    chroot root /bin/sh -c "cat /proc/self/fd/7/secret"; umount root/proc' \
	    7<.
	assert_output secret
	run m07 root /bin/sh -c 'cat /proc/self/fd/7/secret' 7<.
	assert_output --partial "No such file"
	assert_failure 1
	# A link of the image's, which mount(8) follows on the host.
	rmdir root/proc
	mkdir victim
	ln -s "$PWD/victim" root/proc
	run bash -c 'mount -t proc proc root/proc && ls victim/1/comm
	    umount victim'
	assert_output victim/1/comm
	run m07 root /bin/sh -c 'echo started'
	assert_failure 125
	assert_output --partial "mount /proc: "
	no_cgroup_is_left
}

@test "the host's kernel cannot be set, and keys are out of reach" {
	requires root cgroup_memory seccomp static
	make_root
	cp "$BATS_FILE_TMPDIR/static-call" root/bin/call
	run m07 root /bin/sh -c 'for file in core_pattern hostname; do
		echo x >/proc/sys/kernel/$file || echo refused
	    done 2>&-
	    mount -o remount,rw /proc 2>&- || echo refused
	    mknod /disk b 7 0 2>&- || echo refused
	    call keyctl 0 -3 0; call add_key; call getppid'
	assert_output "refused
refused
refused
refused
EPERM
EPERM
ok"
	run call keyctl 0 -3 0
	refute_output EPERM
	# By another architecture: the call numbers 288 and 286 of i386.
	if feature_x86_64; then
		INT80=288 run call keyctl
		refute_output EPERM
		run m07 root /bin/sh -c 'INT80=288 call keyctl'
		assert_failure 159
		run m07 root /bin/sh -c 'X32=1 call keyctl'
		assert_failure 159
	fi
}

@test "a container over its memory limit dies with 137, and leaves no cgroup" {
	requires root cgroup_memory
	make_root
	run m07 root /bin/sh -c 'x=x; while :; do x=$x$x; done'
	assert_failure 137
	no_cgroup_is_left
}

# What differs: combined's mounts are more, and its filter is longer.
@test "the kernel shows the same of combined run with the same request" {
	requires root cgroup_memory seccomp overlay
	local show minimal combined
	make_root
	outside=$(ours | tr '\n' ' ')
	show="echo \$\$; hostname; id -u; outside='$outside'; ($differing)
	    grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status
	    cut -d' ' -f5 /proc/self/mountinfo | grep -cE '^/(proc)?\$'
	    grep ' /proc ' /proc/self/mountinfo | sed 's/.* - //; s/ .*//'"
	minimal=$(m07 root /bin/sh -c "$show" | sort)
	combined=$(combined run --rm --hostname inside --cap-drop mknod \
	    --security-opt no-new-privileges --memory 64M -- sh -c "$show" | sort)
	diff <(echo "$minimal") <(echo "$combined")
	grep -q ^CapBnd <<<"$minimal"
}

# The limit is read outside: the container sees no cgroup file system.
@test "the limit of the container is that of combined run --memory 64M" {
	requires root cgroup_memory
	local limit
	make_root
	mkfifo root/wait
	in_background m07 root /bin/sh -c 'read line </wait'
	limit=/sys/fs/cgroup/memory/minimal/memory.limit_in_bytes
	! feature_cgroup2 || limit=/sys/fs/cgroup/minimal/memory.max
	poll 10 grep -qx 67108864 "$limit"
	timeout 10 sh -c 'echo >root/wait'
	poll 10 no_cgroup_is_left
	run combined run --rm --memory 64M -v /sys/fs/cgroup:/host:ro -- sh -c \
	    "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes"
	assert_line 67108864
}
