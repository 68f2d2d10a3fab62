# Ways out through words: names that are paths, variables, what a terminal does
# with what it is shown.

load ../lib/attacks

@test "names that are paths, options, or commands" {
	attack "names" "../x, /x, \$(…), a newline, 300 letters, as ID and --name"
	requires root overlay
	bundle
	does true
	mkdir -p state/real
	local name
	for name in .. ../x a/../../x /tmp/x 'x;id' '$(touch owned)' \
	    $'x\ny' $'\e[2J' '*' '' "$(printf 'x%.0s' {1..300})"; do
		run -125 oci create --bundle b -- "$name"
		run -125 oci delete -- "$name"
		# Without letters, a name is chosen, as by docker.
		[ -z "$name" ] ||
		    run -125 combined run --rm --name "$name" -- true
		run -125 combined rm -f -- "$name"
	done
	[ -d state/real ] && [ ! -e owned ] && [ ! -e x ]
	# What a runtime does that takes the name for a directory's:
	rm -r state/../state/real
	[ ! -e state/real ]
	stopped_by "letters, digits and _+-. only"
}

@test "a list of containers that another user has made" {
	attack "/tmp/combined-UID" "the directory is there before, another user's"
	requires root overlay
	mkdir theirs
	run combined --root theirs run --rm -- echo ran
	assert_output ran
	mkdir -p theirs
	chown 1234 theirs
	run -125 combined --root theirs run --rm -- echo ran
	chown 0 theirs && chmod 777 theirs
	run -125 combined --root theirs run --rm -- echo ran
	stopped_by "the owner has to be us, and nobody else may write: EPERM"
}

@test "the caller's environment, and variables for the loader" {
	attack "environment" "a secret of the caller's; LD_PRELOAD, PATH, \$() in -e"
	requires root overlay
	run env SECRET=1 unshare --mount sh -c 'echo $SECRET'
	assert_output 1
	run env SECRET=1 combined run --rm -- env
	refute_output --partial SECRET
	bundle '.process.env += ["LD_PRELOAD=/evil.so", "GCONV_PATH=/",
	    "X=$(touch /owned)"]'
	does /bin/sh -c 'echo $X; ls /owned'
	run oci run --bundle b "$id"
	assert_line '$(touch /owned)'
	# The runtime itself is not to load it: the host's, by execve inside.
	refute_output --partial 'evil.so'
	stopped_by "execve gets config's environment only; no shell in between"
}

@test "escape sequences in what ps, top and logs show" {
	attack "escape sequences" "a command, and output, that clear the screen"
	requires root overlay
	local clear=$'\e[2J\e]0;owned\a'
	combined run -d --name "$id" -- sh -c \
	    ": '$clear'; echo '$clear'; sleep 1000; :" 3>&-
	poll 10 sh -c "combined logs $id | grep -q owned"
	run combined logs "$id"
	assert_output --partial $'\e' # into a pipe all as it was written
	run script -qec "combined logs $id" /dev/null
	assert_output --partial '\u001b[2J\u001b]0;owned\u0007'
	refute_output --partial $'\e'
	local command
	for command in "ps --format {{.Command}}" "top $id -o pid,args" \
	    "inspect $id"; do
		run script -qec "combined $command" /dev/null
		assert_output --partial owned
		refute_output --partial $'\e'
	done
	bundle
	does "/no$clear"
	run oci run --bundle b "$id-2"
	refute_output --partial $'\e'
	run cat log
	refute_output --partial $'\e'
	stopped_by "control characters are shown by their numbers"
}

@test "a container's files are read as data: /etc/passwd" {
	attack "/etc/passwd" "a FIFO, a link to a descriptor, an endless line"
	requires root overlay
	bundle
	mkfifo b/rootfs/etc/passwd
	run timeout 20 combined run --rm "$PWD/b/rootfs" /bin/true
	refute [ "$status" -eq 124 ]
	does true
	run timeout 20 combined-oci --root state run --bundle b "$id"
	refute [ "$status" -eq 124 ]
	rm b/rootfs/etc/passwd
	head -c 3000000 /dev/zero | tr '\0' x >b/rootfs/etc/passwd
	run timeout 20 combined run --rm "$PWD/b/rootfs" /bin/true
	assert_success
	stopped_by "O_NONBLOCK, and only a regular file"
}

@test "a user of the image whose number means no change is not root" {
	attack "CVE-2024-40635's kind" \
	    "uid 4294967295 in /etc/passwd: to setresuid(2), -1 is as it was"
	requires root overlay
	printf '#include <unistd.h>\n#include <stdio.h>\nint main(void) {
	    unsigned none = 4294967295;
	    return setresuid(none, none, none) || printf("%%d\\n", getuid()) < 0;
	    }' | gcc -x c -D_GNU_SOURCE -o none -
	assert_equal "$(./none)" 0

	bundle
	local user
	printf '%s\n' 'none:x:4294967295:0::/:/bin/sh' \
	    'group:x:7:4294967295::/:/bin/sh' >b/rootfs/etc/passwd
	echo 'group:x:4294967295:' >b/rootfs/etc/group
	for user in none group 7:group 4294967295 7:4294967295; do
		run -125 combined run --rm -u "$user" "$PWD/b/rootfs" id
		assert_output --partial 'Numerical result out of range'
	done
	combined run -d --name "$id" "$PWD/b/rootfs" sleep 1000 3>&-
	run -125 combined exec -u none "$id" id
	does id
	for user in uid gid; do
		config ".process.user.$user = 4294967295"
		run -125 oci run --bundle b "$id-2"
		refute_line --partial 'uid=0'
		config ".process.user.$user = 0"
	done
	stopped_by "ERANGE, before a process has changed its user"
}
