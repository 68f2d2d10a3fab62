# Chapter 5: what the kernel answers to a process that has a filter.

load ../lib/helpers

# call NAME [ARGUMENT…] makes one system call and says how it ended.
setup_file() {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
	cc -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/call" \
	    "$BATS_TEST_DIRNAME/05-seccomp.c" -pthread || return 1
	! feature_elf32 || gcc -m32 -D_GNU_SOURCE -pthread \
	    -o "$BATS_FILE_TMPDIR/call32" "$BATS_TEST_DIRNAME/05-seccomp.c"
}

setup() {
	PATH=$PATH:$BATS_FILE_TMPDIR
	cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
	kill_background
}

# answers OPTION… -- CALL LINE [CALL LINE…]: what a filter makes of some calls.
answers() {
	local options=()
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	while [ $# -gt 0 ]; do
		# shellcheck disable=SC2086 # the call's arguments
		run seccomp "${options[@]}" -- ${CALL:-call} $1
		[ "$output" = "$2" ] || {
			echo "$1: $output, not $2"
			return 1
		}
		shift 2
	done
}

filtered() { [ "$(status_field "$1" Seccomp)" = 2 ]; }

# Calls bind(2).
listen='use IO::Socket::INET; IO::Socket::INET->new(Listen => 1,
    LocalAddr => "127.0.0.1") or die "$!\n"; print "bound\n"'

@test "the talk's slide: bind kills with SIGSYS, no other process" {
	requires seccomp
	run bash -c 'seccomp --talk -- perl -e "$0"; echo "status $?"
	    perl -e "$0"' "$listen"
	assert_line 'status 159'
	assert_line --index "$((${#lines[@]} - 1))" bound
	run seccomp --talk -- grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status
	assert_line --regexp '^NoNewPrivs:.*1$'
	assert_line --regexp '^Seccomp:.*2$'
}

@test "the slide works as a normal user" {
	requires root seccomp
	run as_user seccomp --talk -- perl -e "$listen"
	assert_equal "$status" 159
	run as_user perl -e "$listen"
	assert_output bound
}

# bats test_tags=smoke
@test "--deny bind kills the process, its parent and siblings live" {
	requires seccomp
	in_background seccomp --deny bind -- sleep 1000
	poll 20 filtered "$background"
	run -159 seccomp --deny bind -- perl -e "$listen"
	run seccomp --deny bind -- sh -c 'perl -e "$0"; echo "after $?"' \
	    "$listen"
	assert_line 'after 159'
	kill -0 "$background"
	run -0 perl -e "$listen"
}

@test "the kernel counts the filters of a process; they stack" {
	requires seccomp
	in_background seccomp --deny bind -- seccomp --deny mount -- sleep 1000
	poll 20 grep -q '^Seccomp_filters:.*2$' "/proc/$background/status"
	assert_equal "$(status_field "$background" Seccomp)" 2
	# The strictest of all answers counts.
	run seccomp -A errno:EXDEV -d mkdirat -- \
	    seccomp -A errno:ENOSPC -d mkdirat,dup -- call mkdirat -1
	assert_output ENOSPC
	run -159 seccomp -d mkdirat -- \
	    seccomp -A errno -d mkdirat -- call mkdirat -1
}

@test "children have the filter, and the children's children" {
	requires seccomp
	run seccomp -A errno:EXDEV -d mkdirat -- sh -c 'sh -c "call mkdirat -1"'
	assert_output EXDEV
	run call mkdirat -1
	assert_output EFAULT
}

@test "action kill-process ends all threads, kill-thread only one" {
	requires seccomp
	run -159 seccomp --action kill-process --deny mkdirat -- call thread
	assert_output ''
	run -0 seccomp --action kill-thread --deny mkdirat -- call thread
	assert_output 'the process is alive'
	run -0 call thread
	assert_line 'the thread is alive'
}

# bats test_tags=smoke
@test "action errno: EPERM, or the one that is named, or its number" {
	requires seccomp
	answers -A errno -d mkdirat -- 'mkdirat -1' EPERM 'dup -1' EBADF
	answers -A errno:ENOSPC -d mkdirat -- 'mkdirat -1' ENOSPC
	answers -A errno:2 -d mkdirat -- 'mkdirat -1' ENOENT
	answers -A errno:0 -d mkdirat -- 'mkdirat -1' ok
}

@test "action trap: the process is asked, by a signal that has the call" {
	requires seccomp
	run -0 seccomp --action trap --deny mkdirat -- call trap
	assert_output --regexp '^SIGSYS for call [0-9]+$'
	run -159 seccomp --action trap --deny mkdirat -- call mkdirat -1
}

@test "action log lets it pass, and the kernel's log has it" {
	requires root seccomp
	answers -A log -d mkdirat -- 'mkdirat -1' EFAULT
	grep -qw log /proc/sys/kernel/seccomp/actions_logged
	# Where no auditd takes it, and the ring is ours to read.
	dmesg 2>/dev/null | grep -q 'audit:' || return 0
	dmesg | grep -q 'type=1326 .*comm="call"'
}

@test "action trace: without a tracer there is no such call" {
	requires seccomp
	answers -A trace -d mkdirat -- 'mkdirat -1' ENOSYS
	answers -A trace:7 -d mkdirat -- 'mkdirat -1' ENOSYS
}

@test "the order of options: an action holds for what comes after it" {
	requires seccomp
	answers -A errno:EXDEV -d mkdirat -A errno:ENOSPC -d dup -- \
	    'mkdirat -1' EXDEV 'dup -1' ENOSPC 'setns -1' EBADF
	run -159 seccomp -d mkdirat -A errno -d dup -- call mkdirat -1
}

# All that a program takes to start, print and end.
base=execve,brk,mmap,munmap,mprotect,mremap,openat,open,read,pread64,close,access
base+=,faccessat,newfstatat,fstat,stat,set_tid_address,exit_group
base+=,set_robust_list,rseq,prlimit64,getrlimit,getrandom,write,ioctl,futex
base+=,rt_sigaction,rt_sigprocmask,readlinkat,statx,sigaltstack
! feature_x86_64 || base+=,arch_prctl

# bats test_tags=smoke
@test "an allow list allows what is on it, and denies the rest" {
	requires seccomp
	answers -A errno --allow "$base" -- 'mkdirat -1' EPERM 'dup -1' EPERM
	answers -A errno:ENOSYS --allow "$base,dup" -- \
	    'dup -1' EBADF 'mkdirat -1' ENOSYS
	run -159 seccomp --allow "$base" -- call dup -1
	answers -A errno -a "$base" -a dup -- 'dup -1' EBADF 'mkdirat -1' EPERM
}

@test "an allow list has to have execve" {
	requires seccomp
	run -125 seccomp --allow read,write,exit_group -- true
	assert_output --partial 'without execve'
	run -125 seccomp --allow read,execveat -- true
}

# bats test_tags=smoke
@test "a condition: equal, in any argument, by name or number" {
	requires seccomp
	answers -A errno:EXDEV -d 'socket(AF_UNIX)' -- \
	    'socket 1 1' EXDEV 'socket 2 1' ok
	answers -A errno:EXDEV -d 'socket(*, 2)' -- \
	    'socket 1 1' ok 'socket 1 2' EXDEV 'socket 2 2' EXDEV
	answers -A errno:EXDEV -d 'socket(AF_INET, SOCK_STREAM)' -- \
	    'socket 1 1' ok 'socket 2 2' ok 'socket 2 1' EXDEV
	answers -A errno:EXDEV -d 'mkdirat(AT_FDCWD)' -- \
	    'mkdirat -100' EXDEV 'mkdirat 0xffffff9c' EXDEV 'mkdirat -1' EFAULT
}

@test "a condition: bits" {
	requires seccomp
	answers -A errno:EXDEV -d 'clone(&CLONE_NEWUSER)' -- \
	    'clone 0x10000011' EXDEV 'clone 0x12000011' EXDEV 'clone 17' ok
	answers -A errno:EXDEV -d 'clone(&CLONE_NEWUSER|CLONE_NEWNS)' -- \
	    'clone 0x10020011' EXDEV 'clone 17' ok
	answers -A errno:EXDEV -d 'socket(*, &0xf==SOCK_DGRAM)' -- \
	    'socket 1 2' EXDEV 'socket 1 0x80002' EXDEV 'socket 1 1' ok
	# Without the mask, a flag gets around it.
	answers -A errno:EXDEV -d 'socket(*, SOCK_DGRAM)' -- \
	    'socket 1 0x80002' ok
}

@test "a condition: not, less, more" {
	requires seccomp
	answers -A errno:EXDEV -d 'socket(!=AF_UNIX)' -- \
	    'socket 1 1' ok 'socket 2 1' EXDEV
	answers -A errno:EXDEV -d 'socket(<2)' -- \
	    'socket 1 1' EXDEV 'socket 2 1' ok
	answers -A errno:EXDEV -d 'socket(<=1)' -- \
	    'socket 1 1' EXDEV 'socket 2 1' ok
	answers -A errno:EXDEV -d 'socket(>1)' -- \
	    'socket 1 1' ok 'socket 2 1' EXDEV
	answers -A errno:EXDEV -d 'socket(>=2)' -- \
	    'socket 1 1' ok 'socket 2 1' EXDEV
}

@test "the upper half of the register gets around no 'equal'" {
	requires seccomp x86_64
	run call socket 0x100000001 1
	assert_output ok
	answers -A errno:EXDEV -d 'socket(AF_UNIX)' -- \
	    'socket 0x100000001 1' EXDEV
	# Without that, 64 bits would be compared.
	answers -A errno:EXDEV -d 'socket(<2)' -- 'socket 0x100000001 1' ok
}

@test "allow lists have conditions, too; packet sockets only" {
	requires root seccomp
	answers -A errno:EXDEV -a "$base,socket(AF_UNIX),socket(AF_INET)" -- \
	    'socket 1 1' ok 'socket 2 1' ok 'socket 16 3' EXDEV \
	    'socket 17 3' EXDEV
	run seccomp -A errno -d 'socket(AF_PACKET)' -- call socket 17 3
	assert_output EPERM
	run call socket 17 3
	assert_output ok
}

# bats test_tags=smoke
@test "a 32-bit program does not slip by" {
	requires seccomp elf32
	CALL=call32 answers -A errno:EXDEV -d mkdirat -- 'mkdirat -1' EXDEV
	run -159 seccomp -d mkdirat -- call32 mkdirat -1
	# Nor by the old way to sockets, where the arguments are in memory.
	run call32 socketcall 1 1 1
	assert_output ok
	CALL=call32 answers -A errno:EXDEV -d 'socket(AF_UNIX)' -- \
	    'socket 1 1' EXDEV 'socketcall 1 1 1' EXDEV 'socket 2 1' ok
	CALL=call32 answers -A errno:EXDEV \
	    -a "$base,mmap2,fstat64,set_thread_area,ugetrlimit,socket(AF_UNIX)" \
	    -- 'socket 1 1' ok 'socketcall 1 2 1' ENOSYS
}

# What a 32-bit program can do by socketcall(2) and ipc(2): the same calls, with
# the number of each in the first argument.
multiplexed='socketcall~1~1~1 socketcall~1~17~3 ipc~0x17~7~0x2000
    ipc~0x10017~7~0x2000 ipc~0xffff0017~7~0x2000'

@test "socketcall and ipc: a condition on another argument is not bypassed" {
	requires root seccomp elf32
	local call rule
	# Nothing else is in the way.
	for call in $multiplexed; do
		# shellcheck disable=SC2046 # the call's arguments
		run call32 $(tr '~' ' ' <<<"$call")
		assert_output --regexp '^(ok|ENOENT)$'
	done
	for rule in 'socket(*,&0xf==SOCK_RAW)' 'socket(AF_PACKET,&0xf==SOCK_RAW)' \
	    'socket(*,!=SOCK_STREAM)' 'socket(*,*,>0)' 'socket(*,SOCK_RAW)' \
	    'socket(AF_INET)'; do
		CALL=call32 answers -A errno:EXDEV -d "$rule" -- \
		    'socketcall 1 17 3' EXDEV 'socketcall 1 2 1' EXDEV \
		    'socketcall 3 -1 0 0' EBADF 'ipc 0x17 7 0x1000' ENOENT
	done
	for rule in 'shmget(*,>4096)' 'shmget(7,>4096)' 'shmget(*,*,0)' \
	    'shmget(*,!=4096)' shmget; do
		CALL=call32 answers -A errno:EXDEV -d "$rule" -- \
		    'ipc 0x17 7 0x2000' EXDEV 'ipc 0x10017 7 0x2000' EXDEV \
		    'ipc 0xffff0017 7 0x2000' EXDEV 'socketcall 1 1 1' ok \
		    'ipc 13 7 0' ENOENT
	done
	CALL=call32 answers -A errno:EXDEV -d 'connect(*,*,>4)' -- \
	    'socketcall 3 -1 0 0' EXDEV 'connect -1 0 0' EBADF \
	    'connect -1 0 5' EXDEV
}

@test "socketcall and ipc: every call behind them, with a condition and without" {
	requires seccomp elf32
	local call number name
	for call in 1:socket 2:bind 3:connect 4:listen 5:accept 6:getsockname \
	    7:getpeername 8:socketpair 9:send 10:recv 11:sendto 12:recvfrom \
	    13:shutdown 14:setsockopt 15:getsockopt 16:sendmsg 17:recvmsg \
	    18:accept4 19:recvmmsg 20:sendmmsg; do
		number=${call%:*} name=${call#*:}
		CALL=call32 answers -A errno:EXDEV -d "$name(*,!=0)" -- \
		    "socketcall $number -1 0 0" EXDEV
		CALL=call32 answers -A errno:EXDEV -d "$name" -- \
		    "socketcall $number -1 0 0" EXDEV
	done
	for call in 1:semop 2:semget 3:semctl 4:semtimedop 11:msgsnd 12:msgrcv \
	    13:msgget 14:msgctl 21:shmat 22:shmdt 23:shmget 24:shmctl; do
		number=${call%:*} name=${call#*:}
		CALL=call32 answers -A errno:EXDEV -d "$name(*,!=0)" -- \
		    "ipc $number -1 0 0" EXDEV "ipc $((number + 0x10000))" EXDEV
		CALL=call32 answers -A errno:EXDEV -d "$name" -- \
		    "ipc $number -1 0 0" EXDEV "ipc $((number + 0x30000))" EXDEV
	done
}

@test "socketcall and ipc: a profile's conditions are not bypassed" {
	requires root seccomp x86_64 elf32
	local name
	for name in socket shmget; do
		profile "{ \"names\": [ \"$name\" ], \"action\":
		    \"SCMP_ACT_ERRNO\", \"args\": [ { \"index\": 1,
		    \"value\": 4096, \"op\": \"SCMP_CMP_NE\" }, { \"index\": 2,
		    \"value\": 0, \"op\": \"SCMP_CMP_EQ\" } ] }" \
		    '"architectures": [ "SCMP_ARCH_X86_64", "SCMP_ARCH_X86" ],'
		cp p.json "$name.json"
	done
	CALL=call32 answers -p socket.json -- 'socketcall 1 17 3' EPERM \
	    'socket 17 3' EPERM 'ipc 0x17 7 0x2000' ENOENT
	CALL=call32 answers -p shmget.json -- 'ipc 0x17 7 0x2000' EPERM \
	    'ipc 0x10017 7 0x2000' EPERM 'socketcall 1 1 1' ok
	# What a profile says of the multiplexer itself is its author's word.
	jq '.syscalls += [ { names: [ "socketcall" ],
	    action: "SCMP_ACT_ERRNO", errnoRet: 18 } ]' <socket.json >p.json
	CALL=call32 answers -p p.json -- 'socketcall 1 1 1' EXDEV \
	    'socketcall 3 -1' EXDEV
}

@test "socketcall and ipc: an allow list allows no more than it says" {
	requires root seccomp elf32
	local with="$base,mmap2,fstat64,set_thread_area,ugetrlimit" rule
	for rule in 'socket(*,!=SOCK_RAW)' 'socket(*,SOCK_STREAM)' \
	    'socket(*,*,<1)' 'socket(AF_UNIX)'; do
		CALL=call32 answers -A errno:EXDEV \
		    -a "$with,$rule,connect,shmget(*,<=4096)" -- \
		    'socket 1 1' ok 'socketcall 1 17 3' ENOSYS \
		    'socketcall 3 -1' EBADF 'socketcall 2 -1' EXDEV \
		    'ipc 0x17 7 0x2000' ENOSYS 'ipc 0x10017 7 0x2000' ENOSYS \
		    'ipc 13 7' EXDEV
	done
	CALL=call32 answers -A errno:EXDEV \
	    -a "$with,socket(*,!=SOCK_RAW),socketcall" -- 'socketcall 1 17 3' ok
	# The multiplexer is denied by name: none of the calls behind it is left.
	CALL=call32 answers -A errno:EXDEV -a "$with,socket,connect" \
	    -d socketcall -- 'socketcall 1 1 1' EXDEV 'socket 1 1' ok
}

@test "socketcall and ipc: of two rules, the stricter answer" {
	requires seccomp elf32
	CALL=call32 answers -A errno:EXDEV -d 'socket(*,1)' \
	    -A log -d 'socket(*,2)' -- 'socketcall 1 1 2' EXDEV
	run -159 seccomp -A log -d 'socket(*,1)' -A kill-process \
	    -d 'socket(*,2)' -- call32 socketcall 1 1 1
	run -159 seccomp -A kill-process -d 'socket(*,2)' -A errno \
	    -d 'socket(*,1)' -- call32 socketcall 1 1 1
}

@test "a 64-bit program does not slip by with a 32-bit call" {
	requires seccomp x86_64
	# 296 is mkdirat there; here it is rt_tgsigqueueinfo.
	INT80=296 answers -A errno:EXDEV -d mkdirat -- mkdirat EXDEV
	X32=1 answers -A errno:EXDEV -d mkdirat -- mkdirat EXDEV
	INT80=296 run -159 seccomp -d mkdirat -- call mkdirat
	X32=1 run -159 seccomp -d mkdirat -- call mkdirat
}

@test "--arch native kills a process that calls as another architecture" {
	requires seccomp x86_64
	answers --arch native -A errno:EXDEV -d mkdirat -- mkdirat EXDEV
	INT80=20 run -159 seccomp --arch native -A errno -d bind -- call getppid
	X32=1 run -159 seccomp --arch native -A errno -d bind -- call getppid
	INT80=20 run -0 seccomp --arch x86 -A errno -d bind -- call getppid
	assert_output ok
}

# What a container must not do, and root could: call, errno without a filter.
dangerous=('mount EFAULT' 'keyctl~99 EOPNOTSUPP' 'bpf~99 EINVAL'
    'reboot EINVAL' 'add_key EFAULT' 'setns~-1 EBADF' 'fsopen EFAULT'
    'pivot_root EFAULT' 'swapon EFAULT' 'perf_event_open EFAULT'
    'syslog~99 EINVAL' 'open_by_handle_at EFAULT')

# bats test_tags=smoke
@test "the default profile refuses what root could do" {
	requires root seccomp
	local row
	for row in "${dangerous[@]}"; do
		answers --default -- "$(tr '~' ' ' <<<"${row% *}")" EPERM
	done
	answers --default -- 'unshare 0x10000000' EPERM 'unshare 0x20000' EPERM \
	    'io_uring_setup' EPERM 'userfaultfd 99' EPERM init_module EPERM
	run seccomp --default -- mount -t tmpfs none /mnt
	assert_failure
	run seccomp --default -- unshare -U true
	assert_output --partial 'Operation not permitted'
}

@test "without the profile, root can" {
	requires root seccomp
	local row
	for row in "${dangerous[@]}"; do
		# shellcheck disable=SC2046 # the call's arguments
		run call $(tr '~' ' ' <<<"${row% *}")
		[ "$output" = "${row#* }" ] || {
			echo "$row: $output"
			return 1
		}
	done
}

@test "the default profile, new namespaces: none by clone, clone3 is not there" {
	requires seccomp
	answers --default -- 'clone 17' ok clone3 ENOSYS
	local flag
	for flag in 0x20000 0x02000000 0x04000000 0x08000000 0x10000000 \
	    0x20000000 0x40000000; do
		answers --default -- "clone $flag" EPERM
	done
	# All of them with the capability.
	answers --default --caps sys_admin -- clone3 EINVAL
}

@test "the default profile, sockets: the kernel's ciphers are out of reach" {
	requires seccomp
	answers --default -- 'socket 1 1' ok 'socket 2 1' ok 'socket 16 3' ok \
	    'socket 38 5' EPERM 'socket 40 1' EPERM 'socket 12 1' EPERM
	requires x86_64
	answers --default -- 'socket 0x100000026 5' EPERM \
	    'socket 0x100000001 1' ok
}

@test "the default profile, sockets: nor are they reached by socketcall" {
	requires seccomp x86_64 elf32
	# Where nothing stops it, the kernel looks at the family.
	run call32 socketcall 1 1 1
	assert_output ok
	run call32 socketcall 1 46 1
	assert_output EAFNOSUPPORT
	CALL=call32 answers --default -- 'socketcall 1 38 5' EPERM \
	    'socketcall 1 40 1' EPERM 'socketcall 1 1 1' EPERM \
	    'socket 1 1' ok 'socket 2 1' ok 'ipc 0x17 7 4096' ENOENT \
	    'connect -1' EBADF
}

@test "the default profile, personality: some only" {
	requires seccomp
	answers --default -- 'personality 0xffffffff' ok 'personality 0' ok \
	    'personality 8' ok 'personality 0x20008' ok \
	    'personality 0x40000' EPERM 'personality 0x400000' EPERM
}

@test "the default profile: a call from the future is not there" {
	requires seccomp
	answers --default -- unknown ENOSYS
}

@test "the default profile: a 32-bit program has the same" {
	requires root seccomp elf32
	CALL=call32 answers --default -- mount EPERM 'keyctl 99' EPERM \
	    'unshare 0x10000000' EPERM 'socket 1 1' ok 'socket 38 5' EPERM
}

@test "ordinary programs work with the default profile" {
	requires seccomp
	echo hello >file
	run seccomp --default -- bash -euc 'ls -l; cat file; cp -a file copy
	    mv copy moved; ln -s file link; chmod 600 moved; touch moved
	    mkdir -p a/b; find . | sort | xargs tar cf a.tar --no-recursion
	    tar tf a.tar >list; gzip -k a.tar; gzip -dc a.tar.gz | cmp - a.tar
	    df . >/dev/null; du . >/dev/null; ps >/dev/null; id; date >/dev/null
	    mkfifo pipe; (echo through >pipe & cat pipe; wait)
	    awk "{ print length }" file; sed s/h/j/ file | grep jello
	    timeout 5 sleep 0.01; nice -n 1 true; stat file >/dev/null
	    perl -e "fork or exit; wait; print qq(perl\n)"; rm -r a'
	assert_success
	assert_line through
	assert_line jello
	assert_line perl
	printf 'int main(void) { return 7; }' >seven.c
	run -7 seccomp --default -- bash -c 'gcc -o seven seven.c && ./seven'
	run seccomp --default -- perl -e "$listen"
	assert_output bound
}

@test "the default profile is default.json, as a file" {
	requires seccomp
	seccomp --default --dump pfc >inside
	seccomp --profile "$PROJECT/05-seccomp/default.json" --dump pfc >file
	cmp inside file
	# One call, one word: no call is in two entries that could contradict.
	jq -r '.syscalls[] | select(.args == null) |
	    select(.excludes == null and .includes == null) | .names[]' \
	    "$PROJECT/05-seccomp/default.json" | sort | uniq -d >twice
	[ ! -s twice ]
}

@test "a capability opens the calls that belong to it" {
	requires root seccomp
	answers --default --caps sys_admin -- mount EFAULT 'setns -1' EBADF \
	    'bpf 99' EINVAL perf_event_open EFAULT 'keyctl 99' EPERM
	answers --default --caps sys_boot -- reboot EINVAL mount EPERM
	answers --default --caps bpf -- 'bpf 99' EINVAL mount EPERM
	answers --default --caps perfmon -- perf_event_open EFAULT
	answers --default --caps syslog -- 'syslog 99' EINVAL
	answers --default --caps none -- 'chroot 0' EPERM
	answers --default -- 'chroot 0' EFAULT
	answers --default --caps all -- 'keyctl 99' EPERM pivot_root EPERM
}

# profile ENTRIES [MEMBERS]: writes a profile that allows, with these entries.
profile() {
	printf '{ "defaultAction": "SCMP_ACT_ALLOW", %s "syscalls": [ %s ] }' \
	    "${2-}" "$1" >p.json
}

deny='"names": [ "mkdirat" ], "action": "SCMP_ACT_ERRNO"'

@test "a profile: errnoRet, EPERM without; defaultErrnoRet" {
	requires seccomp
	profile "{ $deny }, { \"names\": [ \"dup\" ],
	    \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 18 }"
	answers -p p.json -- mkdirat EPERM dup EXDEV 'setns -1' EBADF
	jq '.defaultAction = "SCMP_ACT_ERRNO" | .defaultErrnoRet = 18 |
	    .syscalls = [ { names: ($ARGS.positional | map(split(",")) | add),
	    action: "SCMP_ACT_ALLOW" } ]' --args "$base,dup" <p.json >q.json
	answers -p q.json -- 'dup -1' EBADF mkdirat EXDEV 'setns -1' EXDEV
}

@test "a profile: includes and excludes by capability" {
	requires seccomp
	profile "{ $deny, \"includes\": { \"caps\": [ \"CAP_KILL\",
	    \"CAP_CHOWN\" ] } }, { \"names\": [ \"dup\" ], \"action\":
	    \"SCMP_ACT_ERRNO\", \"excludes\": { \"caps\": [ \"CAP_KILL\",
	    \"CAP_CHOWN\" ] } }"
	# All of what is included, and none of what is excluded.
	answers -p p.json --caps kill,chown -- mkdirat EPERM 'dup -1' EBADF
	answers -p p.json --caps kill -- mkdirat EFAULT 'dup -1' EBADF
	answers -p p.json --caps none -- mkdirat EFAULT 'dup -1' EPERM
}

@test "a profile: minKernel and arches" {
	requires seccomp x86_64
	local row
	for row in 'includes minKernel "4.8" EPERM' \
	    'includes minKernel "999.0" EFAULT' \
	    'excludes minKernel "4.8" EFAULT' \
	    'excludes minKernel "999.0" EPERM' \
	    'includes arches ["amd64","arm"] EPERM' \
	    'includes arches ["arm64"] EFAULT' \
	    'excludes arches ["amd64"] EFAULT' \
	    'excludes arches ["arm64"] EPERM'; do
		# shellcheck disable=SC2086 # four words
		set -- $row
		profile "{ $deny, \"$1\": { \"$2\": $3 } }"
		answers -p p.json -- mkdirat "$4"
	done
}

@test "a profile: conditions, two for one argument being alternatives" {
	requires seccomp
	local entry='"names": [ "socket" ], "action": "SCMP_ACT_ERRNO"'
	profile "{ $entry, \"args\": [
	    { \"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\" },
	    { \"index\": 1, \"value\": 15, \"valueTwo\": 2,
	      \"op\": \"SCMP_CMP_MASKED_EQ\" } ] }"
	answers -p p.json -- 'socket 1 1' ok 'socket 1 2' EPERM 'socket 2 2' ok
	profile "{ $entry, \"args\": [
	    { \"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\" },
	    { \"index\": 0, \"value\": 16, \"op\": \"SCMP_CMP_GE\" } ] }"
	answers -p p.json -- 'socket 1 1' EPERM 'socket 16 3' EPERM \
	    'socket 2 1' ok
}

@test "a profile: archMap adds what runs on this machine; without, none" {
	requires seccomp x86_64
	profile "{ $deny }"
	INT80=296 run -159 seccomp -p p.json -- call mkdirat
	profile "{ $deny }" '"archMap": [ { "architecture": "SCMP_ARCH_X86_64",
	    "subArchitectures": [ "SCMP_ARCH_X86" ] }, { "architecture":
	    "SCMP_ARCH_AARCH64", "subArchitectures": [ "SCMP_ARCH_ARM" ] } ],'
	INT80=296 answers -p p.json -- mkdirat EPERM
	X32=1 run -159 seccomp -p p.json -- call mkdirat
}

@test "OCI's linux.seccomp is a profile, too" {
	requires seccomp x86_64
	profile "{ $deny, \"errnoRet\": 18 }" '"flags":
	    [ "SECCOMP_FILTER_FLAG_LOG" ], "architectures":
	    [ "SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32" ],'
	answers -p p.json -- mkdirat EXDEV
	INT80=296 answers -p p.json -- mkdirat EXDEV
	X32=1 answers -p p.json -- mkdirat EXDEV
}

@test "a profile of before 2017, and one from the future" {
	requires seccomp
	profile '{ "name": "mkdirat", "action": "SCMP_ACT_ERRNO", "args": null },
	    { "names": [ "a_call_from_the_future", "dup" ], "includes": {},
	    "action": "SCMP_ACT_ERRNO", "comment": "skipped" }'
	answers -p p.json -- mkdirat EPERM dup EPERM
}

@test "a profile that is wrong: one line says which entry, and why" {
	requires seccomp
	while IFS='|' read -r entries members message; do
		profile "$entries" "$members"
		run -125 seccomp -p p.json -- echo started
		assert_output --partial "$message"
		assert_equal "${#lines[@]}" 1
	done <<-'END'
	{ "names": [ "dup" ], "action": "SCMP_ACT_FOO" }||syscalls[0]: action 'SCMP_ACT_FOO'
	{ "names": "dup", "action": "SCMP_ACT_ERRNO" }||syscalls[0]: names is not an array
	{ "names": [ 1 ], "action": "SCMP_ACT_ERRNO" }||names[0] is not a string
	{ "action": "SCMP_ACT_ERRNO" }||syscalls[0]: needs names
	{ "names": [ "dup" ] }||syscalls[0]: action is missing
	{ "names": [ "dup" ], "action": "SCMP_ACT_TRAP", "errnoRet": 1 }||errnoRet
	{ "names": [ "dup" ], "action": "SCMP_ACT_ERRNO", "errnoRet": -1 }||errnoRet is not a number
	{ "names": [ "dup" ], "action": "SCMP_ACT_ERRNO", "args": [ { "index": -1, "op": "SCMP_CMP_EQ" } ] }||index is not a number
	{ "names": [ "dup" ], "action": "SCMP_ACT_ERRNO", "args": [ { "index": 6, "op": "SCMP_CMP_EQ" } ] }||index is not a number
	{ "names": [ "dup" ], "action": "SCMP_ACT_ERRNO", "args": [ { "index": 0, "op": "EQ" } ] }||op 'EQ'
	{ "names": [ "dup" ], "action": "SCMP_ACT_ERRNO", "includes": { "minKernel": "new" } }||minKernel 'new'
	5||syscalls[0] is not an object
	|"flags": [ "FOO" ],|flag 'FOO'
	|"architectures": [ "SCMP_ARCH_FOO" ],|'SCMP_ARCH_FOO'
	|"architectures": [ "SCMP_ARCH_X86" ], "archMap": [ { "architecture": "SCMP_ARCH_X86" } ],|both
	|"archMap": [ {} ],|archMap[0]
	END
}

@test "what is not a profile at all" {
	requires seccomp
	printf '{\n  "defaultAction": }' >p.json
	run -125 seccomp -p p.json -- true
	assert_output --partial 'p.json: line 2'
	echo '[]' >p.json
	run -125 seccomp -p p.json -- true
	assert_output --partial 'not a JSON object'
	echo '{}' >p.json
	run -125 seccomp -p p.json -- true
	assert_output --partial 'defaultAction is missing'
	run -125 seccomp -p nosuch.json -- true
	assert_output 'seccomp: nosuch.json: No such file or directory'
}

@test "a rule that is wrong: one line says what" {
	requires seccomp
	local rule
	for rule in nosuchcall 'bind(' 'bind)' 'bind(1' 'bind()x' '' ',' \
	    'bind(AF_FOO)' 'bind(1x)' 'bind(&1==2)' 'bind(1,2,3,4,5,6,7)' \
	    'bind(=1)' 'bind(--1)' 'bind,nosuchcall'; do
		run -125 seccomp --deny "$rule" -- echo started
		assert_equal "${#lines[@]}" 1
		refute_output --partial started
	done
	run -125 seccomp --deny 'socket(AF_UNIX)' -A errno --deny socket -- true
	assert_output --partial 'rules with different actions need a condition each'
	run -125 seccomp --action foo -- true
	run -125 seccomp --action errno:EFOO -- true
	run -125 seccomp --action kill-process:1 -- true
	run -125 seccomp --arch foo -d bind -- true
	run -125 seccomp --deny "$(printf 'bind,%.0s' {1..2000})bind" -- true
	assert_output --partial 'a list of rules has at most 8191 characters'
}

@test "options that do not go together" {
	requires seccomp
	run -125 seccomp -- true
	assert_output --partial 'no rule'
	run -125 seccomp --default --deny bind -- true
	run -125 seccomp --talk --default -- true
	run -125 seccomp --dump foo -d bind
	run -125 seccomp --dump pfc
	run -125 seccomp --caps nosuchcap --default -- true
	run -125 seccomp --supervise mkdir -- true
	run -125 seccomp --supervise dup=EFOO -- true
	run -125 seccomp --supervise nosuchcall=EPERM -- true
}

@test "a normal user's filter sets no_new_privs, root's does not" {
	requires root seccomp
	run as_user seccomp -d bind -- grep NoNewPrivs /proc/self/status
	assert_output --regexp '1$'
	run as_user seccomp -d bind -- seccomp show
	assert_line --regexp '^mode +filter$'
	run seccomp -d bind -- grep NoNewPrivs /proc/self/status
	assert_output --regexp '0$'
	run seccomp -n -d bind -- grep NoNewPrivs /proc/self/status
	assert_output --regexp '1$'
}

# bats test_tags=smoke
@test "supervise: mkdir is made by the parent where the path matches" {
	requires seccomp notify
	run seccomp --supervise "mkdir=$PWD/ok*" -- \
	    sh -c 'mkdir ok1; mkdir no; mkdir "$PWD/ok2/"; mkdir ok1/below'
	[ -d ok1 ] && [ -d ok2 ] && [ -d ok1/below ] && [ ! -e no ]
	assert_line --regexp '^seccomp: PID [0-9]+: mkdir.*"ok1", 0777\): done$'
	assert_line --partial '"no", 0777): EACCES'
	assert_line --partial 'no’: Permission denied'
	# The kernel had no part in it: the filter forbids it to the command.
	run seccomp --supervise "mkdir=/nowhere" -- mkdir other
	assert_failure
	[ ! -e other ]
}

@test "supervise: a symbolic link does not lead past the pattern" {
	requires seccomp notify
	mkdir ok out
	ln -s "$PWD/out" ok/link
	run seccomp --supervise "mkdir=$PWD/ok/*" -- sh -c \
	    'mkdir ok/link/x; mkdir ok/../out/y; mkdir ok/sub; cd ok; mkdir ../z'
	[ -z "$(ls out)" ] && [ -d ok/sub ] && [ ! -e z ]
	assert_equal "$(grep -c EACCES <<<"$output")" 3
}

@test "supervise: errors are the kernel's, also for a bad pointer" {
	requires seccomp notify
	mkdir there
	run seccomp --supervise "mkdir=*" -- mkdir there
	assert_output --partial 'EEXIST'
	run seccomp --supervise "mkdir=*" -- call mkdirat -100 0
	assert_line EFAULT
}

@test "supervise: we do not lend our view to another root or user" {
	requires root seccomp notify
	run seccomp --supervise 'mkdir=*' -- unshare --mount mkdir "$PWD/x"
	assert_output --partial ': EPERM'
	run seccomp --supervise 'mkdir=*' -- \
	    setpriv --reuid 65534 --clear-groups mkdir "$PWD/x"
	assert_output --partial ': EPERM'
	[ ! -e x ]
}

# A server that says once what it got; its port in $port.
serve() {
	in_background perl -e 'use IO::Socket::INET; $| = 1;
	    $s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1");
	    open F, ">", "port.new"; print F $s->sockport; close F;
	    rename "port.new", "port"; $c = $s->accept while 1'
	poll 20 test -e port
	port=$(cat port)
}

@test "supervise: connect is done by the parent where the address matches" {
	requires seccomp notify
	serve
	local try='use IO::Socket::INET; print IO::Socket::INET->new(PeerAddr =>
	    "127.0.0.1:$ARGV[0]") ? "connected\n" : "$!\n"'
	run seccomp --supervise "connect=127.0.0.1:$port" -- \
	    perl -e "$try" "$port"
	assert_line connected
	assert_line --partial "127.0.0.1:$port): done"
	run seccomp --supervise "connect=192.0.2.*:*" -- perl -e "$try" "$port"
	assert_line 'Permission denied'
	run perl -e "$try" "$port"
	assert_line connected
}

@test "supervise: connect is made to addresses of the network only" {
	requires seccomp notify
	in_background perl -e 'use IO::Socket::UNIX; $s = IO::Socket::UNIX->new(
	    Listen => 1, Local => "server"); $c = $s->accept while 1'
	poll 20 test -S server
	local try='use IO::Socket::UNIX; print IO::Socket::UNIX->new(
	    Peer => "server") ? "connected\n" : "$!\n"'
	run perl -e "$try"
	assert_line connected
	run seccomp --supervise 'connect=*' -- perl -e "$try"
	assert_line 'Permission denied'
	assert_line --partial ', AF_UNIX): EACCES'
}

@test "supervise: a 32-bit program's socketcall is the call behind it" {
	requires seccomp notify elf32
	cat >connect.c <<-'END'
		#include <arpa/inet.h>
		#include <errno.h>
		#include <stdio.h>
		#include <stdlib.h>
		#include <string.h>
		#include <sys/syscall.h>
		#include <unistd.h>
		int main(int argc, char *argv[])
		{
			struct sockaddr_in to = { .sin_family = AF_INET,
				.sin_port = htons(atoi(argv[argc - 1])),
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
			long fd[] = { socket(AF_INET, SOCK_STREAM, 0), (long)&to,
				sizeof(to) };
			puts(syscall(SYS_socketcall, 3, fd) == 0
				 ? "connected" : strerrorname_np(errno));
		}
	END
	gcc -m32 -D_GNU_SOURCE -o connect32 connect.c
	serve
	run seccomp --supervise "connect=127.0.0.1:$port" -- ./connect32 "$port"
	assert_line connected
	assert_line --partial ", 127.0.0.1:$port): done"
	run seccomp --supervise 'connect=192.0.2.*:*' -- ./connect32 "$port"
	assert_line EACCES
	run seccomp --supervise connect=continue -- ./connect32 "$port"
	assert_line connected
	run seccomp --supervise shmget=EXDEV -- call32 ipc 0x10017 1 2 3
	assert_line EXDEV
	assert_line --partial 'shmget(0x1, 0x2, 0x3): EXDEV'
	run seccomp --supervise socketcall=EXDEV -- call32 socketcall 3 1 2 3
	assert_line EXDEV
	run seccomp --supervise connect=continue -- call32 socketcall 3 -1 2 3
	assert_line EBADF
}

@test "supervise: any call can be refused, faked, or let go on" {
	requires seccomp notify
	run seccomp --supervise dup=EXDEV --supervise mkdirat=continue -- \
	    sh -c 'call dup -1; call mkdirat -1; call setns -1'
	assert_line EXDEV
	assert_line EFAULT
	assert_line EBADF
	assert_line --regexp ': mkdirat\(0xffffffff.*\): continue$'
	run seccomp --action notify --deny dup -- call dup -1
	assert_line EPERM
}

@test "supervise: with the default profile, as a normal user, beneath --why" {
	requires root seccomp notify
	chmod 777 .
	run as_user seccomp --default --supervise "mkdir=$PWD/*" -- mkdir made
	[ -d made ]
	run -159 seccomp --why --action kill-process --deny dup \
	    --supervise "mkdir=$PWD/*" -- sh -c 'mkdir a; exec call dup -1'
	[ -d a ]
	assert_line --partial 'was killed by dup'
}

@test "supervise: one supervisor is all there can be" {
	requires seccomp notify
	run -125 seccomp -s dup=EXDEV -- seccomp -s mkdir=EPERM -- echo started
	assert_output --partial 'has a supervisor already'
	refute_output --partial started
}

@test "supervise: a path with control characters is harmless on the terminal" {
	requires seccomp notify
	run seccomp --supervise 'mkdir=/nowhere' -- mkdir $'x\e[31my'
	assert_line --partial '"x\u001b[31my"'
}

@test "supervise and why: the status, signals, and a killed parent" {
	requires seccomp notify
	local option
	for option in --supervise=dup=EPERM --why; do
		run -7 seccomp "$option" -- sh -c 'exit 7'
		run -143 seccomp "$option" -- sh -c 'kill $$'
		# A sanitizer does not look for leaks where it is traced.
		ASAN_OPTIONS=detect_leaks=0 \
		    run -127 seccomp "$option" -- /nosuchcommand
		in_background seccomp "$option" -- \
		    sh -c 'trap "exit 9" TERM; echo >ready; sleep 1000 & wait'
		poll 20 test -e ready
		kill -TERM "$background"
		local status=0
		wait "$background" || status=$?
		assert_equal "$status" 9
		rm ready
		in_background seccomp "$option" -- sh -c 'echo $$ >pid; sleep 1000'
		poll 20 test -s pid
		kill -KILL "$background"
		poll 20 test ! -e "/proc/$(cat pid)"
		rm pid
	done
}

# bats test_tags=smoke
@test "why: the call that killed is told by name, with its arguments" {
	requires seccomp
	run -159 seccomp --why --deny mkdirat -- call mkdirat -100 0 0755
	assert_output --regexp \
	    '^seccomp: PID [0-9]+ \(call\) was killed by mkdirat\(0xf*9c, 0x0, 0x1ed\)$'
	run -159 seccomp --why --talk -- perl -e "$listen"
	assert_output --partial '(perl) was killed by bind(0x'
	run -0 seccomp --why --deny bind -- true
	assert_output ''
}

@test "why: of whatever the command started, and the rest goes on" {
	requires seccomp
	run -0 seccomp --why --deny mkdirat -- \
	    sh -c 'call mkdirat; (call mkdirat); echo after'
	assert_line after
	assert_equal "$(grep -c 'killed by mkdirat' <<<"$output")" 2
}

@test "why: a filter that another program loaded" {
	requires seccomp
	run -159 seccomp --why -- seccomp --deny dup -- call dup
	assert_output --partial 'was killed by dup('
}

@test "why: one thread of many, and only that" {
	requires seccomp
	run -159 seccomp --why --deny mkdirat -- call thread
	assert_equal "${#lines[@]}" 1
	assert_output --partial 'killed by mkdirat'
	run -0 seccomp --why --action kill-thread --deny mkdirat -- call thread
	assert_line --index 0 --partial 'killed by mkdirat'
	assert_line --index 1 'the process is alive'
}

@test "why: says so where it was by another architecture" {
	requires seccomp x86_64
	INT80=296 run -159 seccomp --why --deny mkdirat -- call mkdirat
	assert_output --partial 'was killed by mkdirat (x86)('
	X32=1 run -159 seccomp --why --deny mkdirat -- call mkdirat
	assert_output --partial 'was killed by mkdirat (x32)('
	requires elf32
	run -159 seccomp --why --deny mkdirat -- call32 mkdirat
	assert_output --partial 'was killed by mkdirat (x86)('
}

@test "why: names the call behind socketcall or ipc" {
	requires seccomp elf32
	run -159 seccomp --why --deny bind -- call32 socketcall 2 1 2 3
	assert_output --partial 'was killed by bind, made by socketcall (x86)(0x2, '
	run -159 seccomp --why --deny 'shmget(*,>1)' -- call32 ipc 0x10017 1 2
	assert_output --partial \
	    'was killed by shmget, made by ipc (x86)(0x10017, 0x1, 0x2)'
	run -159 seccomp --why --deny ipc -- call32 ipc 99
	assert_output --partial 'was killed by ipc (x86)(0x63, '
}

@test "why: no other death is told" {
	requires seccomp
	run -143 seccomp --why --deny mkdirat -- sh -c 'kill $$'
	assert_output ''
	run -159 seccomp --why --deny mkdirat -- sh -c 'kill -SYS $$'
	refute_output --partial killed
}

@test "why: Ctrl-Z stops, fg goes on" {
	requires seccomp
	in_background seccomp --why --deny bind -- sh -c \
	    'echo $$ >pid; while :; do sleep 0.05; done'
	poll 20 test -s pid
	kill -STOP "$(cat pid)"
	poll 20 grep -q '^State:.T' "/proc/$background/status"
	kill -CONT "$background"
	poll 20 grep -q '^State:.S' "/proc/$(cat pid)/status"
	kill -TERM "$background"
	poll 20 test ! -e "/proc/$(cat pid)"
}

@test "show: mode, number of filters, no_new_privs" {
	requires seccomp
	in_background seccomp -n -d bind -- seccomp -d mount -- sleep 1000
	poll 20 grep -q '^Seccomp_filters:.*2$' "/proc/$background/status"
	run seccomp show "$background"
	assert_line --index 0 --regexp '^mode +filter$'
	assert_line --index 1 --regexp '^filters +2$'
	assert_line --index 2 --regexp '^no_new_privs +yes$'
	run -125 seccomp show 4194305
	assert_equal "${#lines[@]}" 1
	run -125 seccomp show x
}

@test "dump: PFC and BPF of the rule" {
	requires seccomp x86_64
	run seccomp -A errno:EXDEV -d 'socket(AF_PACKET)' --dump pfc
	assert_line --partial 'syscall "socket" (41)'
	assert_line --partial 'action ERRNO(18)'
	run seccomp -A errno:EXDEV -d 'bind' --dump bpf
	assert_line --regexp '^ +0  load the architecture$'
	assert_line --regexp '^ +1  if == x86_64'
	assert_line --regexp '  if == bind \(49\) go to'
	assert_line --regexp '  if == bind \(361\) go to'
	assert_line --regexp '  return errno:EXDEV$'
	assert_line --regexp '  return kill-process$'
}

@test "dump: what stands in front of libseccomp's program" {
	requires seccomp x86_64
	run seccomp -A errno -d 'socket(*,3)' --dump pfc
	assert_line --index 0 '# x86: socketcall(1), which is socket: errno:EPERM'
	run seccomp -A errno -d 'shmget' --dump bpf
	assert_line --index 1 --regexp 'if == x86 else'
	assert_line --index 3 --regexp 'if == ipc'
	assert_line --index 5 --regexp 'and 0xffff'
	assert_line --index 6 --regexp 'if == 0x17'
}

@test "dump: raw is what others load, too" {
	requires seccomp userns bwrap
	seccomp -A errno:EXDEV -d mkdir,mkdirat --dump raw >filter
	run bwrap --bind / / --seccomp 9 mkdir inside 9<filter
	assert_output --partial "Invalid cross-device link"
	[ ! -e inside ]
}

@test "dump: another process's filters are what we loaded" {
	requires root seccomp checkpoint
	seccomp -A errno -d bind,mount --dump bpf >ours
	in_background seccomp -A errno -d bind,mount -- \
	    seccomp -d dup -- sleep 1000
	poll 20 grep -q '^Seccomp_filters:.*2$' "/proc/$background/status"
	run seccomp dump "$background"
	assert_line --index 0 --regexp '^filter 1, [0-9]+ instructions$'
	assert_line --regexp '^filter 2, [0-9]+ instructions$'
	seccomp dump "$background" | sed '1d; /^filter 2/,$d' | diff ours -
	poll 20 grep -q '^State:.S' "/proc/$background/status"
	run -125 seccomp dump $$
	assert_output --partial "has no filter"
	run -125 as_user seccomp dump "$background"
	assert_equal "${#lines[@]}" 1
}

# wrong REMEDY OPTION...: status 125, and a message that says what to do.
wrong() {
	run -125 seccomp "${@:2}" -- true
	assert_output --partial "$1"
}

@test "options that do not fit together: the message says what to do" {
	wrong "leave out --supervise and --arch" --talk --arch x86
	wrong "--arch needs rules: --deny or --allow" --default --arch x86
	wrong "--dump needs --default, --profile or rules" --talk --dump bpf
	wrong "for two filters, run seccomp in seccomp" --talk --deny bind
	wrong "choose errno or kill-process" -A notify --allow execve
}

@test "dump: the output's end is not ignored" {
	requires seccomp
	run -125 bash -c 'seccomp -d bind --dump bpf >/dev/full'
	run -125 bash -c 'seccomp -d bind --dump pfc >/dev/full'
}

# bats test_tags=smoke
@test "seccomp narrates what strace sees" {
	requires root seccomp
	"$PROJECT/tests/tools/narration" seccomp --explain --talk -- true
	"$PROJECT/tests/tools/narration" seccomp --explain -n -d bind -- true
	"$PROJECT/tests/tools/narration" seccomp --explain --default -- true
	"$PROJECT/tests/tools/narration" seccomp --explain -s dup=EPERM -- true
	run as_user seccomp --explain -d bind -- true
	assert_line --index 0 --partial 'prctl(PR_SET_NO_NEW_PRIVS, 1'
	assert_line --index 1 --partial 'seccomp(SECCOMP_SET_MODE_FILTER'
	assert_line --index 2 --partial 'execve('
}
