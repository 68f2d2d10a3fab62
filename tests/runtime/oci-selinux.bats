# process.selinuxLabel and linux.mountLabel on a kernel that enforces SELinux, beside
# runc and crun: the machine v2-selinux of tests/vm, which has a type for containers.

load ../lib/helpers
load ../lib/oci

process=system_u:system_r:container_t:s0
content=system_u:object_r:container_file_t:s0

# labelled [JQ-FILTER]: a bundle whose files, process and mounts have two categories, of a
# version that crun 1.8 knows.
labelled() {
	bundle --arg p "$process:c1,c2" --arg m "$content:c1,c2" \
	    '.process.selinuxLabel = $p | .linux.mountLabel = $m |
	    .ociVersion = "1.0.2"'
	config "${1-.}"
	chcon -R "$content:c1,c2" b/rootfs
}

# under RUNTIME: runs the bundle.
under() {
	case $1 in
	combined-oci) oci run --bundle b "$id" ;;
	*) "$1" --root "$BATS_TEST_TMPDIR/$1" run --bundle b "$id" ;;
	esac
}

# labels_inside ROOT: of what is mounted there, as the host sees it.
labels_inside() {
	(cd "$1" && stat -c '%n %C' dev dev/null dev/pts dev/shm dev/mqueue proc sys)
}

@test "SELinux: the command has the label, one of exec the same or its own" {
	# covers: config/selinux
	requires root selinux runc crun
	labelled
	local each mine='tr -d "\0" </proc/self/attr/current'
	does sh -c "$mine"
	for each in runc crun combined-oci; do
		run -0 under "$each"
		assert_output "$process:c1,c2"
	done
	started
	assert_equal "$(tr -d '\0' <"/proc/$pid/attr/current")" "$process:c1,c2"
	run -0 oci exec "$id" sh -c "$mine"
	assert_output "$process:c1,c2"
	run -0 oci exec --process-label "$process:c1,c2,c5" "$id" sh -c "$mine"
	assert_output "$process:c1,c2,c5"
}

@test "SELinux: a file of another container's category is refused, and only that" {
	requires root selinux runc crun
	labelled
	local name
	for name in own none other; do
		echo "of $name" >"b/rootfs/$name"
	done
	chcon "$content:c1,c2" b/rootfs/own
	chcon "$content" b/rootfs/none
	chcon "$content:c1,c3" b/rootfs/other
	does sh -c 'cat /own /none /other; echo more >>/other; echo more >>/own'
	local each
	for each in runc crun combined-oci; do
		echo "$each"
		run under "$each"
		assert_line "of own"
		assert_line "of none"
		refute_line "of other"
		assert_line --partial "/other: Permission denied"
		assert_equal "$(cat b/rootfs/other)" "of other"
	done
	assert_equal "$(grep -c more b/rootfs/own)" 3
	# The label is what refuses: without one, root reads and writes them.
	config 'del(.process.selinuxLabel)'
	run -0 under combined-oci
	assert_line "of other"
	run -0 grep -c more b/rootfs/other
}

@test "SELinux: what is mounted has mountLabel, but for the kernel's own files" {
	# covers: linux/mount-label
	requires root selinux runc crun
	labelled
	local each path
	for each in runc crun; do
		does sleep 1000
		"$each" --root "$BATS_TEST_TMPDIR/$each" create --bundle b \
		    --pid-file "$PWD/pid" "$id" </dev/null >out 2>&1 3>&- 4>&-
		labels_inside "/proc/$(cat pid)/root" >"labels-$each"
		"$each" --root "$BATS_TEST_TMPDIR/$each" delete --force "$id"
	done
	started
	labels_inside "/proc/$pid/root" >labels
	run -0 cat labels
	for path in dev dev/null dev/pts dev/shm dev/mqueue; do
		assert_line "$path $content:c1,c2"
	done
	for path in proc sys; do
		refute_line --partial "$path $content"
	done
	run -0 diff labels-runc labels
	run -0 diff labels-crun labels
	# And the process can use it.
	run -0 oci exec "$id" sh -c 'echo written >/dev/shm/x && cat /dev/shm/x'
	assert_output written
	assert_equal "$(stat -c %C "/proc/$pid/root/dev/shm/x")" "$content:c1,c2"
}

@test "SELinux: a masked directory can be listed, and is empty" {
	requires root selinux runc
	labelled '.linux.maskedPaths = ["/proc/sys"]'
	does ls -A /proc/sys
	local each
	for each in runc combined-oci; do
		run -0 under "$each"
		assert_output ''
	done
}

@test "SELinux: the session keyring is the label's, so its process sees it" {
	requires root selinux runc
	labelled '.linux.maskedPaths = []'
	does grep -c _ses /proc/keys
	local each
	for each in runc combined-oci; do
		run -0 under "$each"
		assert_output 1
	done
}

@test "SELinux: a label that the policy does not know is an error, and leaves nothing" {
	requires root selinux runc
	local filter
	while read -r filter; do
		labelled "$filter"
		does true
		run ! under runc
		run -125 under combined-oci
		assert_equal "${#lines[@]}" 1
		run -125 oci state "$id"
	done <<-'END'
		.process.selinuxLabel = "no_u:no_r:no_t:s0"
		.process.selinuxLabel = "nothing"
		.linux.mountLabel = "no_u:no_r:no_t:s0"
	END
}

@test "SELinux: a container in the foreground ends when its runtime is killed" {
	# The kernel forgets PR_SET_PDEATHSIG when execve changes the label.
	requires root selinux
	labelled
	does sleep 1000
	in_background combined-oci --root "$BATS_TEST_TMPDIR/state" run --bundle b \
	    --pid-file pid "$id"
	poll 60 sleeps
	pid=$(cat pid)
	assert_equal "$(tr -d '\0' <"/proc/$pid/attr/current")" "$process:c1,c2"
	kill -KILL "$background"
	poll 60 process_ended "$pid"
}

# The command is executed only after the PID is known.
sleeps() { [ "$(cat "/proc/$(cat pid)/comm" 2>/dev/null)" = sleep ]; }
