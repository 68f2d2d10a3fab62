# What a program says of an error, and its exit status, do not come from the
# narration: a build without it (make all NARRATION=0) says and returns the same,
# byte for byte. The errors are a user's, and the kernel's, which strace(1) makes.

# bats file_tags=host
load ../lib/helpers

setup_file() {
	has build || return 0
	local program
	export QUIET=$SUITE_BIN/quiet
	mkdir -m 755 "$QUIET"
	for program in 01-caps/caps 02-namespaces/namespaces 03-setns/setns \
	    04-cgroups/cgroups 05-seccomp/seccomp 06-apparmor/apparmor \
	    07-combined/combined; do
		echo "$BATS_FILE_TMPDIR/$program"
	done >"$BATS_FILE_TMPDIR/programs"
	xargs make -s -j"$(nproc)" -C "$PROJECT" NARRATION=0 CFLAGS=-O0 \
	    O="$BATS_FILE_TMPDIR" <"$BATS_FILE_TMPDIR/programs" >/dev/null
	xargs install -m 755 -t "$QUIET" <"$BATS_FILE_TMPDIR/programs"
}

setup() {
	requires build
	with_containers
	user=()
	! feature_root || user=(setpriv --reuid 65534 --regid 65534
	    --clear-groups --inh-caps=-all --ambient-caps=-all)
	backgrounds=()
	touch here
}
teardown() {
	kill_background
	remove_containers "${names[@]}"
}

# A PID is another one each time.
plain() { sed -E 's,/proc/[0-9]+,/proc/PID,g; s,(process |cgroups-)[0-9]+,\1PID,g'; }

# same COMMAND…: it fails, and with both builds in the same way.
same() {
	local said known
	run --separate-stderr env PATH="$SUITE_BIN:$PATH" "$@"
	known=$status said=$(plain <<<"$stderr")
	echo "$*: $known: $said"
	assert_not_equal "$known" 0
	assert_not_equal "$said" ""
	[[ $said != *"a system call"* ]] # failure_text() without words
	run --separate-stderr env PATH="$QUIET:$PATH" "$@"
	echo "without narration: $status: $stderr"
	assert_equal "$status" "$known"
	assert_equal "$(plain <<<"$stderr")" "$said"
}

# fails CALL:error=ERROR[:when=N] COMMAND…: the same where the kernel refuses that.
fails() {
	local call=$1
	shift
	same strace -f -qq -o /dev/null -e "trace=${call%%:*}" \
	    -e "inject=$call" "$@"
}

# What is wrong with the command is the same for all programs.
commands() {
	same "$@" -- /nonexistent
	same "$@" -- "$PWD/here"
	same "$@" -- no-such-program
	same "$@" --no-such-option
	same "$@" --explain=1
}

@test "a build without narration says so when it is asked for" {
	local program
	for program in caps namespaces setns cgroups seccomp apparmor; do
		run -125 "$QUIET/$program" --explain true
		assert_output "$program: --explain: this build has no narration (NARRATION=0)"
		run -125 "$QUIET/$program" --step true
		assert_output "$program: --step: this build has no narration (NARRATION=0)"
	done
	run -125 "$QUIET/combined" run --rm --step true
	assert_output "combined: --step: this build has no narration (NARRATION=0)"
}

@test "caps" {
	commands caps
	same caps --drop no-such-capability true
	same caps --user no-such-user true
	same caps show 0
	same caps show 99999999
	same caps can-ping /nonexistent
	same "${user[@]}" caps --keep sys_admin true
	same "${user[@]}" caps --user 1 true
	requires strace
	fails prctl:error=EPERM caps --drop sys_time true
	fails capset:error=EPERM caps --drop sys_time true
	requires root
	for call in prctl setgroups setresgid setresuid capset; do
		fails "$call:error=EAGAIN" caps --user 65534 true
	done
}

@test "namespaces" {
	commands namespaces --user --map-root
	same namespaces --monotonic x true
	same namespaces --uts --hostname "$(printf 'x%.0s' {1..100})" true
	same namespaces --map-uid x true
	same namespaces show 0
	same namespaces show 99999999
	requires strace
	for error in EPERM EINVAL ENOSPC; do
		fails "clone3:error=$error" namespaces --user true
		fails "unshare:error=$error" namespaces --user --how unshare true
	done
	requires root
	fails mount:error=EPERM namespaces --mount true
	fails mount:error=EPERM:when=2 namespaces --mount --pid true
	fails sethostname:error=EPERM namespaces --uts --hostname x true
	fails ioctl:error=EPERM namespaces --net true
}

other_uts() { [ "$(ns_of "$1" uts)" != "$(ns_of self uts)" ]; }

@test "setns" {
	commands setns --target "$BASHPID" --uts
	same setns true
	same setns --target x --uts true
	same setns --target 99999999 --uts true
	same setns --file /nonexistent true
	same setns --file "$PWD/here" true
	same setns forget "$PWD/here"
	same setns keep net 0 "$PWD/here"
	requires strace root
	in_background unshare --uts sleep 60
	poll 5 other_uts "$background"
	fails pidfd_open:error=ESRCH setns --target "$background" --uts true
	fails prctl:error=EPERM setns --target "$background" --uts true
	for error in EPERM EINVAL; do
		fails "setns:error=$error" setns --target "$background" \
		    --uts true
	done
}

@test "cgroups" {
	commands cgroups --pids-limit 100
	same cgroups --memory x true
	same cgroups --cpus 0 true
	same cgroups --cpuset-cpus 99999 true
	same cgroups --device-read-bps x true
	same cgroups --no-such true
	same cgroups kill no-such-cgroup
	same cgroups remove no-such-cgroup
	requires strace
	fails mkdir:error=EACCES cgroups --pids-limit 100 true
	fails mkdir:error=ENOSPC cgroups --memory 64m true
}

@test "seccomp" {
	commands seccomp --deny bind
	same seccomp --deny no-such-call true
	same seccomp --action no-such-action true
	same seccomp --profile /nonexistent true
	same seccomp --profile "$PWD/here" true
	same seccomp --deny 'bind(' true
	same seccomp --allow-only true
	requires strace seccomp
	fails seccomp:error=EINVAL seccomp --deny bind true
	fails seccomp:error=EACCES seccomp --deny bind true
	fails prctl:error=EPERM "${user[@]}" seccomp --deny bind true
}

@test "apparmor" {
	commands apparmor --deny-raw
	same apparmor --profile no-such-profile true
	same apparmor --allow-write relative true
	same apparmor show 0
	same apparmor show 99999999
	same apparmor --no-such true
	same "${user[@]}" apparmor --deny-raw true
	requires strace
	fails openat:error=EACCES:when=8 apparmor --deny-raw true
	fails memfd_create:error=EMFILE apparmor --deny-raw true
}

@test "combined: what a user gets wrong" {
	local run=(combined run --rm --name "$name")
	commands "${run[@]}"
	same "${run[@]}" --memory x true
	same "${run[@]}" --user no-such-user true
	same "${run[@]}" --user 4294967295 true
	same "${run[@]}" --workdir /bin/busybox true
	same "${run[@]}" --volume "$PWD/here:relative" true
	same "${run[@]}" --volume "$PWD:/bin/busybox" true
	same "${run[@]}" --sysctl kernel.panic=1 true
	same "${run[@]}" --network no-such-network true
	same "${run[@]}" --ulimit nofile=9999999999 true
	same "${run[@]}" --security-opt apparmor=no-such-profile true
	same "${run[@]}" --hostname "$(printf 'x%.0s' {1..100})" true
	for command in exec logs stop kill start rm inspect; do
		same combined "$command" no-such-container true
	done
}

# What the parent and the child do for a container, each of it refused.
@test "combined: what the kernel refuses" {
	requires strace root
	local run=(combined run --rm --name "$name") point
	for point in clone3 mount mount:2 mount:3 mount:4 mount:6 mount:8 \
	    unshare open_tree move_mount mount_setattr openat2 openat2:2 \
	    openat2:5 mkdirat mknodat symlinkat pivot_root umount2 umount2:2 \
	    close_range chdir chdir:2 sethostname fsopen fsconfig fsmount \
	    keyctl memfd_create memfd_create:2 prctl prctl:2 setgroups \
	    setresgid setresuid capset execveat getcwd socketpair \
	    prlimit64; do
		fails "${point%:*}:error=EIO:when=${point#"${point%%:*}"}" \
		    "${run[@]}" --hostname name --read-only --ulimit nofile=64 true
		# Taken back, or the next point would be the name that is taken.
		[[ $stderr != *already* ]]
	done
}
