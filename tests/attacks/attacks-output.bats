# Ways out through what is kept and shown: logs, small files of the host's memory,
# standard streams, and what a terminal does with a name.

load ../lib/attacks

# both: makes ./root and ./nobody, the two that make containers: each runs a
# command as that user, with a data directory of its own, $own being the user's.
both() {
	own=$(mktemp -d /tmp/toolkit-user.XXXXXX)
	chown 65534:65534 "$own"
	printf '%s\n' '#!/bin/sh' "COMBINED_DATA=$PWD/data exec \"\$@\"" >root
	printf '%s\n' '#!/bin/sh' "cd $own; exec setpriv --reuid 65534 --regid 65534 \\
	    --clear-groups --inh-caps=-all --ambient-caps=-all \\
	    env XDG_RUNTIME_DIR=$own COMBINED_DATA=$own/data \"\$@\"" >nobody
	chmod 755 root nobody
}

eval "attacks_$(declare -f teardown)"
teardown() {
	[ -z "${mounted-}" ] || umount -l "$mounted" || true
	[ ! -x nobody ] || gone ./nobody "$id"
	attacks_teardown
	rm -rf "${own:-/nonexistent}"
}

# gone WHO NAME: its container, whatever comes before.
gone() { "$1" combined rm -f "$2" >/dev/null 2>&1 || true; }

# used: KiB of the host's /run, or of the user's, and of /tmp's files of ours.
used() { du -sk --exclude=data "${1:-/run/combined}" 2>/dev/null | cut -f1; }

# types PID: what its standard streams are, as the host's kernel says.
types() {
	local fd
	for fd in 0 1 2; do stat -L -c %F "/proc/$1/fd/$fd"; done
}

# deeds: a script that says what it has done, and then tries to unsay it.
# shellcheck disable=SC2016 # the container's shell
deeds='echo deed; sleep 0.3
    for f in /proc/self/fd/1 /proc/self/fd/2 /proc/1/fd/1 /dev/stdout; do
	(: >$f); truncate -s 0 $f; dd if=/dev/null of=$f bs=1 seek=0
    done 2>/dev/null
    echo tried; sleep 1000; :'

# tried WHO N: has it come to its end N times?
tried() { [ "$("$1" combined logs "$id" 2>/dev/null | grep -c tried)" -eq "$2" ]; }

@test "what a container has logged it cannot take back" {
	attack "its own log" "truncate it by /proc/self/fd, in run -d, start, restart, exec, -t"
	requires root overlay userns
	# Where its output is a file, nothing stops it.
	sh -c 'echo deed; : >/proc/self/fd/1' >naive
	[ ! -s naive ]
	both
	local who option pid n
	for who in ./root ./nobody; do
		for option in "" --rm -t --init; do
			# shellcheck disable=SC2086 # no option, no word
			$who combined run -d $option --name "$id" -- sh -c \
			    "$deeds" 3>&-
			poll 20 tried $who 1
			$who combined exec "$id" sh -c \
			    ': >/proc/1/fd/1; truncate -s 0 /proc/1/fd/1' ||
			    true
			run $who combined logs "$id"
			assert_line --partial deed
			pid=$($who combined inspect -f '{{.State.Pid}}' "$id")
			run types "$pid"
			refute_output --partial 'regular'
			if [ -z "$option" ]; then
				$who combined restart -t 0 "$id" 3>&-
				poll 20 tried $who 2
				n=$($who combined logs "$id" | grep -c deed)
				assert_equal "$n" 2
				$who combined stop -t 0 "$id"
				run $who combined logs "$id"
				assert_line deed
				$who combined start "$id" 3>&-
			fi
			gone $who "$id"
		done
	done
	stopped_by "a pipe to the supervisor, which writes the file"
}

@test "a container does not fill the host's disk with what it logs" {
	attack "the disk, by its log" "30 MB of it: short lines, one long line, zeros"
	requires root overlay userns
	head -c 30000000 /dev/zero >naive
	[ "$(stat -c %s naive)" -gt 20600000 ]
	rm naive
	both
	local who what
	# In the log a line of a byte has 70, a zero six.
	local -a whats=('yes | head -c 1000000' 'head -c 6000000 /dev/zero'
	    'head -c 30000000 /dev/zero | tr "\0" x')
	for who in ./root ./nobody; do
		for what in "${whats[@]}"; do
			$who combined run -d --name "$id" -- sh -c "$what" 3>&-
			$who timeout 100 combined wait "$id"
			# Twice 10 MB is the default, and a little is the layer's.
			run du -sk --apparent-size "$(find data "$own/data" \
			    -name "$id" -path '*containers*' 2>/dev/null)"
			[ "${output%%[!0-9]*}" -lt 20600 ]
			gone $who "$id"
		done
		$who combined run -d --name "$id" --log-opt max-size=100k \
		    --log-opt max-file=1 -- sh -c 'seq 100000' 3>&-
		$who combined wait "$id"
		run $who combined logs "$id"
		assert_line 100000
		[ "$(find data "$own/data" -name 'json.log*' -size +100k \
		    2>/dev/null | wc -l)" -eq 0 ]
		gone $who "$id"
	done
	stopped_by "max-size and max-file, bounded by default"
}

# fill: what a container can write to outside of its root. All ways that grow.
# shellcheck disable=SC2016 # the container's shell
fill='for f in /etc/hosts /etc/hostname /etc/resolv.conf; do
	dd if=/dev/zero of=$f bs=1M count=30
	dd if=/dev/zero of=$f bs=1M count=1 seek=30
    done 2>/dev/null
    yes | head -c 5000000
    touch /filled; sleep 1000; :'

@test "a container does not fill the host's /run" {
	attack "the host's /run" "/etc/hosts, hostname, resolv.conf, output; run, -d, --rm, exec, start"
	requires root overlay userns
	# Where the file is one of /run's, nothing stops it.
	mkdir -p /run/naive-$id
	touch "/run/naive-$id/hosts"
	unshare --mount sh -c "mount --bind /run/naive-$id/hosts /etc/hosts
	    head -c 30000000 /dev/zero >/etc/hosts"
	[ "$(used "/run/naive-$id")" -gt 20000 ]
	rm -r "/run/naive-$id"
	both
	local who option base=/run/combined before
	for who in ./root ./nobody; do
		[ $who = ./root ] || base=$own/combined
		before=$(used $base)
		for option in "" --rm; do
			# shellcheck disable=SC2086 # no option, no word
			$who combined run -d $option --name "$id" -- sh -c \
			    "$fill" 3>&-
			poll 60 $who combined exec "$id" test -e /filled
			$who combined exec "$id" sh -c "${fill%touch*}" \
			    >/dev/null || true
			[ "$(used $base)" -lt $((${before:-0} + 200)) ]
			if [ -z "$option" ]; then
				$who combined restart -t 0 "$id" 3>&-
				poll 60 $who combined exec "$id" test -e /filled
				[ "$(used $base)" -lt \
				    $((${before:-0} + 200)) ]
			fi
			gone $who "$id"
		done
		in_background $who combined run --name "$id" -- sh -c "$fill" \
		    >out 2>&1
		poll 60 $who combined exec "$id" test -e /filled
		[ "$(used $base)" -lt $((${before:-0} + 200)) ]
		# The files can still be written to, as docker's can.
		run $who combined exec "$id" sh -c \
		    'for f in hosts hostname resolv.conf; do
			echo mine >/etc/$f && cat /etc/$f; done'
		assert_output "mine
mine
mine"
		gone $who "$id"
		kill_background
	done
	stopped_by "a small tmpfs of the container's; the log elsewhere"
}

@test "a full disk ends neither the container nor its log" {
	attack "a disk that is full" "a data directory of 1 MB, and 20 MB of output"
	requires root overlay
	both
	# Where output goes to the file itself, the program sees it.
	run ! unshare --mount sh -c 'mount -t tmpfs -o size=1m tmpfs /mnt &&
	    head -c 20000000 /dev/zero >/mnt/naive'
	local log=$PWD/data/containers/$id/json.log
	# The log only: what the container writes, it writes in memory.
	mkdir data
	mount -t tmpfs -o size=1m,mode=700 tmpfs data
	mounted=data
	./root combined run -d --rm --name "$id" --log-opt max-size=8m -- sh -c \
	    'yes "$(seq -s . 100 200)" | head -n 50000; touch /written
	    while [ ! -e /go ]; do sleep 0.1; done; echo the last line
	    sleep 1000; :' 3>&-
	poll 60 ./root combined exec "$id" test -e /written
	[ "$(stat -f -c %a "$mounted")" -lt 60 ] # what one write takes
	# There is room again: what comes now is there, and each line is whole.
	mount -o remount,size=9m "$mounted"
	./root combined exec "$id" touch /go
	poll 10 grep -q 'the last line' "$log"
	run ./root combined logs -n 1 "$id"
	assert_output 'the last line'
	jq -e . "$log" >/dev/null
	gone ./root "$id"
	stopped_by "what the disk does not take is lost, whole lines of it"
}

@test "the mode of the host's /dev/null is the host's" {
	attack "a device of the host's" "chmod of what standard input is, in run, exec, create"
	requires root overlay
	# One of our own: the host's is needed.
	mknod -m 666 null c 1 3
	bundle
	# Where it is passed on, nothing stops root inside.
	run naively chmod 600 /proc/self/fd/0 <null
	assert_equal "$(stat -c %a null)" 600
	chmod 666 null
	local try='for f in 0 1 2; do
	    chmod 600 /proc/self/fd/$f; chown 1:1 /proc/self/fd/$f; done; :'
	combined run --rm -- sh -c "$try" <null >null 2>null
	combined run --rm --init -- sh -c "$try" <null >null 2>null
	combined run -d --name "$id" -- sh -c "$try; sleep 1000; :" <null >null \
	    2>null 3>&-
	combined exec "$id" sh -c "$try" <null >null 2>null
	combined exec -d "$id" sh -c "$try" <null >null 2>null
	combined rm -f "$id"
	does sh -c "$try; sleep 1000; :"
	oci create --bundle b "$id" <null >null 2>null 3>&-
	oci start "$id"
	oci exec "$id" sh -c "$try" <null >null 2>null
	oci delete --force "$id"
	does sh -c "$try"
	oci run --bundle b "$id" <null >null 2>null
	assert_equal "$(stat -c '%a %u' null)" "666 0"
	# The command reads a null device all the same: the container's.
	run sh -c "combined run --rm -- sh -c 'stat -L -c %t:%T /proc/self/fd/0
	    cat; echo gone >&2' <null 2>null"
	assert_output 1:3
	stopped_by "its own /dev/null in the place of the caller's"
}

# place_for WHO: $place, a directory of that user's with what the containers need.
place_for() {
	place=$PWD/p
	[ "$1" = ./root ] || place=$own/p
	mkdir -p "$place"
	gcc -D_GNU_SOURCE -static -nostdlib -fno-stack-protector \
	    -o "$place/program" \
	    "$BATS_TEST_DIRNAME/attack-program.c"
}

# alter: a script that tries each way to change the inodes of its streams.
# shellcheck disable=SC2016 # the container's shell
alter='f=/proc/self/fd
    /p/program $f/0 $f/1 $f/2
    for i in 0 1 2; do
	chmod 611 $f/$i; chown 1:1 $f/$i; touch -d @0 $f/$i
    done; :'

# alters COMMAND…: do its streams, all of them the device $node, come to be others?
alters() {
	local before
	before=$(stat -c '%a %u %g %X %Y %Z' "$node")
	"$@" <"$node" >"$node" 2>"$node" 3>&- 4>&- || true
	[ "$(stat -c '%a %u %g %X %Y %Z' "$node")" != "$before" ]
}

@test "a device of the host's that is a standard stream cannot be changed" {
	attack "a device of the host's" "each way to change its inode, each stream, run, exec, start, OCI; as a user"
	requires root overlay userns
	both
	local who number node place
	bundle
	for who in ./root ./nobody; do
		place_for $who
		for number in 5 7 8 9; do
			node=$place/$number
			mknod -m 666 "$node" c 1 $number
			[ $who = ./root ] || chown 65534:65534 "$node"
			# Where it is passed on, nothing stops its owner.
			alters $who sh -c 'chmod 644 /proc/self/fd/0'
			alters $who "$place/program" /proc/self/fd/2
			chmod 666 "$node"
			run ! alters $who combined run --rm -v "$place:/p" -- \
			    sh -c "$alter"
			run ! alters $who combined run --rm --init \
			    -v "$place:/p" -- sh -c "$alter"
			run ! alters $who sh -c "combined run -d --name $id \
			    -v $place:/p -- sh -c '$alter; sleep 1000; :' \
			    >/dev/null" # /dev/full does not take the name
			run ! alters $who combined exec "$id" sh -c "$alter"
			run ! alters $who combined exec -d "$id" sh -c "$alter"
			$who combined stop -t 0 "$id"
			run ! alters $who sh -c "combined start $id >/dev/null"
			gone $who "$id"
			# The stream is still that device.
			run $who sh -c "combined run --rm -- sh -c \
			    'stat -L -c %t:%T /proc/self/fd/0; head -c 3 |
				wc -c' <$node"
			assert_output "1:$number"$'\n3'
		done
	done
	place_for ./root
	config --arg p "$place" '.mounts += [{destination: "/p", type: "bind",
	    source: $p, options: ["bind"]}]'
	node=$place/5
	does sh -c "$alter; sleep 1000; :"
	run ! alters oci create --bundle b "$id"
	run ! alters oci start "$id"
	run ! alters oci exec "$id" sh -c "$alter"
	oci delete --force "$id"
	does sh -c "$alter"
	run ! alters oci run --bundle b "$id"
	stopped_by "opened once more through a read-only mount: EROFS"
}

@test "a file that combined reads from is not written to" {
	attack "the caller's file" "opening and changing what standard input is, in run and exec; as a user"
	requires root overlay userns
	both
	local who place try
	# shellcheck disable=SC2016 # the container's shell
	try='echo owned >/proc/self/fd/0; chmod 666 /proc/self/fd/0; /p/program /proc/self/fd/0
	    cat >/dev/null; :'
	for who in ./root ./nobody; do
		place_for $who
		printf 'one\ntwo\n' >"$place/file"
		chmod 600 "$place/file"
		[ $who = ./root ] || chown 65534:65534 "$place/file"
		# Where it is passed on, nothing stops its owner.
		$who sh -c "chmod 640 /proc/self/fd/0; echo more >>/proc/self/fd/0" \
		    <"$place/file"
		assert_equal "$(stat -c %a "$place/file")" 640
		printf 'one\ntwo\n' >"$place/file"
		$who combined run --rm -v "$place:/p" -- sh -c "$try" \
		    <"$place/file" || true
		$who combined run -d --name "$id" -v "$place:/p" -- \
		    sleep 1000 3>&-
		$who combined exec "$id" sh -c "$try" <"$place/file" || true
		gone $who "$id"
		assert_equal "$(stat -c %a "$place/file") $(xargs <"$place/file")" \
		    "640 one two"
		# The file is read from the caller's position on.
		run $who sh -c "{ read -r line; combined run --rm -- cat; }" \
		    <"$place/file"
		assert_output two
	done
	stopped_by "opened once more through a read-only mount: EROFS"
}

# at_terminal WHO SCRIPT: runs it there, and prints what the terminal's inode
# was like, and is. The time of its last change is about now, if not set.
at_terminal() {
	# shellcheck disable=SC2016 # that shell's
	printf '%s\n' 't=$(tty); was=$(stat -c "%a %u %g" $t)' "$2" \
	    'is=$(stat -c "%a %u %g" $t); [ "$(stat -c %Y $t)" -gt 0 ] ||
		is="$is of 1970"; [ "$was" = "$is" ] && echo "as it was" ||
		echo "$was is $is"' >"$place/script"
	$1 script -qec "sh $place/script" /dev/null </dev/null 3>&- 4>&-
}

@test "the terminal that is a standard stream cannot be changed" {
	attack "the caller's terminal" "each way to change its inode, one, two, three streams, run, exec, OCI; as a user"
	requires root overlay userns
	both
	local who run place streams
	bundle
	for who in ./root ./nobody; do
		place_for $who
		run at_terminal $who 'chmod 640 /proc/self/fd/0'
		assert_output --partial ' is 640 '
		run at_terminal $who 'touch -d @0 /proc/self/fd/0'
		assert_output --partial 'of 1970'
		printf '%s' "$alter" >"$place/alter"
		run="combined run --rm -v $place:/p -- sh /p/alter"
		$who combined run -d --name "$id" -v "$place:/p" -- \
		    sleep 1000 3>&-
		for streams in '| cat' '2>&1 >/dev/null | cat' '</dev/null | cat' \
		    '2>/dev/null' '</dev/null' '</dev/tty | cat' '>/dev/tty 2>&1 <&1 | cat' ; do
			run at_terminal $who "$run $streams"
			assert_line --partial 'as it was'
			run at_terminal $who "${run/--rm/--rm --init} $streams"
			assert_line --partial 'as it was'
			run at_terminal $who \
			    "combined exec $id sh /p/alter $streams"
			assert_line --partial 'as it was'
		done
		gone $who "$id"
	done
	# Another user's is not the container's to change, but is used.
	place_for ./root
	run at_terminal ./root "$PWD/nobody combined run --rm -- sh -c \
	    'chmod 611 /proc/self/fd/0; test -t 0 && echo used >&2' | cat"
	assert_line --partial used
	assert_line --partial 'as it was'
	# An engine's container without a terminal gets all three.
	config --arg p "$place" '.mounts += [{destination: "/p", type: "bind",
	    source: $p, options: ["bind"]}]'
	does sh /p/alter
	local oci="combined-oci --root $PWD/state"
	run at_terminal ./root "$oci run --bundle $PWD/b $id"
	assert_line --partial 'as it was'
	does sh -c 'sh /p/alter; sleep 1000; :'
	run at_terminal ./root "$oci create --bundle $PWD/b $id; $oci start $id
	    $oci exec $id sh /p/alter; sleep 0.5"
	assert_line --partial 'as it was'
	stopped_by "opened once more through a read-only mount: EROFS"
}

@test "a terminal that no mount here has is not a standard stream" {
	attack "the caller's terminal" "from a mount namespace with another /dev/pts"
	requires root overlay
	both
	local place
	place_for ./root
	local elsewhere='unshare --mount sh -c "
	    mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts'
	run at_terminal ./root "$elsewhere; chmod 640 /proc/self/fd/0\""
	assert_line --partial ' is 640 '
	run at_terminal ./root "$elsewhere
	    combined run --rm -- chmod 640 /proc/self/fd/0 | cat\""
	assert_line --partial 'standard stream 0'
	assert_line --partial 'as it was'
	stopped_by "no container: neither its name nor its descriptor is a mount's here"
}

@test "a closed standard stream is not taken by a file of ours" {
	attack "closed 0, 1, 2" "run, run -d, exec, with each, and all, closed"
	requires root overlay
	# The next file that is opened gets the number, and the messages.
	run perl -e 'close STDERR; open F, ">victim"; print fileno F'
	assert_output 2
	local closed
	for closed in '0<&-' '1>&-' '2>&-' '0<&- 1>&- 2>&-'; do
		sh -c "combined run -d --name $id --cidfile cid -- sh -c \
		    'echo out; echo err >&2; sleep 1000; :' $closed" \
		    3>&- >/dev/null
		assert_equal "$(cat cid)" "$id"
		rm cid
		jq -e . "/run/combined/$id/state.json" >/dev/null
		[ ! -s "/run/combined/$id/exit" ]
		poll 10 sh -c "combined logs $id 2>&1 | grep -q err"
		assert_equal "$(combined logs "$id" 2>&1 | sort | paste -sd,)" \
		    err,out
		# A message of ours goes nowhere, or where it is wanted.
		sh -c "combined exec $id /nosuch $closed" >/dev/null 2>&1 || true
		jq -e . "/run/combined/$id/state.json" >/dev/null
		combined rm -f "$id"
		sh -c "combined run --name $id -- sh -c \
		    'touch /ran; ls -l /proc/self/fd >/fds' $closed" || true
		run combined diff "$id"
		assert_line 'A /ran'
		combined rm -f "$id"
	done
	stopped_by "/dev/null has the number before a file of ours can"
}

# What a terminal takes for orders: C0, DEL, C1 in UTF-8, and text that reads the
# other way round. No byte alone: JSON has none. A newline begins a line of ours.
evil=$'\e]0;owned\a\x7f\xc2\x9b31m\xe2\x80\xae\xe2\x81\xa6\xd8\x9c\nFORGED'

# harmless FILE: is nothing of it in there?
harmless() {
	if LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]' "$1" | cat -v ||
	    LC_ALL=C grep -nP '\xc2[\x80-\x9f]|\xd8\x9c' "$1" | cat -v ||
	    LC_ALL=C grep -nP \
		'\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]' "$1" | cat -v
	then [ "${PIPESTATUS[0]}" -ne 0 ] || return 1; fi
	! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c' "$1" &&
	    ! LC_ALL=C grep -qP \
		'\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]' "$1" &&
	    iconv -f UTF-8 -t UTF-8 "$1" >/dev/null &&
	    ! grep -q '^FORGED' "$1"
}

# shows COMMAND…: what it prints for people. It may fail, but has to say something.
shows() {
	"$@" >shown 2>&1 </dev/null 3>&- || true
	harmless shown || { echo "not harmless: $1 $2"; cat -v shown; return 1; }
	[ -s shown ] || { echo "says nothing: $1 $2"; return 1; }
	shown_by+=("$1 $2")
}

@test "no command shows a terminal what it would obey" {
	attack "names, for the terminal" "each command of combined, all strings hostile"
	requires root overlay
	printf '%s' "$evil" >naive
	run harmless naive
	assert_failure
	printf '\x9b31m' >naive
	run harmless naive
	assert_failure
	export COMBINED_DATA=$PWD/data
	shown_by=()
	local bad="$PWD/im$evil.tar" byte=$'x\x9by'
	mkdir -p root/bin root/etc root/proc root/dev root/sys
	cp "$(command -v busybox)" root/bin/
	ln -s busybox root/bin/sh
	cp /bin/busybox "root/bin/prog$evil"
	ln -s busybox root/bin/touch
	ln -s busybox root/bin/sleep
	tar -C root -cf "$bad" .

	shows combined pull "$bad"
	combined run -d --name "$id" -l "la$evil=l$evil" -e "E=$evil" -w "/w" \
	    "$bad" sh -c "touch '/f$evil' \"\$(printf '/g\\233')\" /ready
	    sleep 1000 & sleep 1000; : '$evil'" 3>&- >/dev/null
	poll 20 combined exec "$id" sh -c '[ -e /ready ]'
	shows combined run --rm "$bad" "no$evil"
	shows combined run --rm "$bad" "no$byte"
	shows combined run --rm -u "u$evil" "$bad" sh
	shows combined run --rm -w "/bin/busybox/x$evil" "$bad" sh
	shows combined run --rm "$PWD/nosuch$evil"
	shows combined run --explain --rm "$bad" "no$evil"
	shows combined exec "$id" "no$evil"
	shows combined exec -u "u$evil" "$id" sh
	shows combined exec -w "/d$evil" "$id" sh
	shows combined ps -a
	shows combined ps -a --format '{{.Command}} {{.Image}}'
	shows combined ps -a --format '{{json .}}'
	shows combined ps -f "label=$evil"
	shows combined tree
	shows combined tree --dot
	shows combined inspect "$id"
	jq -e --arg evil "l$evil" '.[0].Config.Labels[] == $evil' shown
	shows combined inspect -f '{{json .Config.Labels}}' "$id"
	shows combined top "$id"
	shows combined top "$id" -o pid,args,comm
	shows combined stats --no-stream "$id"
	shows combined diff "$id"
	grep -qF 'A /f\u001b' shown
	grep -qF 'A /g\x9b' shown
	shows combined images
	shows combined images -q
	shows combined tag "$bad" "x$evil"
	shows combined rmi "$bad"
	shows combined cp "$id:/nosuch$evil" .
	shows combined cp "nosuch$evil" "$id:/"
	shows combined export -o "/nosuch$evil/x" "$id"
	shows combined doctor
	local command
	for command in start restart stop kill rm wait pause unpause attach \
	    logs stats inspect top tree export diff help version; do
		shows combined $command "no$evil"
		shows combined $command "no$byte"
	done
	for command in start exec kill ps pause events update state delete \
	    list resume help checkpoint restore; do
		shows combined-oci $command "no$evil"
		shows combined-oci $command "no$byte"
	done
	for command in create run features spec; do
		shows combined-oci $command "no$evil" "$byte" || true
	done
	# None is forgotten, also not one of tomorrow.
	run diff <(printf '%s\n' "${shown_by[@]}" | sort -u) \
	    <(for each in combined combined-oci; do
	        $each --help | sed -nE "s/^  ([a-z]+) .*/$each \1/p"
	    done | sort -u)
	assert_output ""
	stopped_by "stdout and stderr escape it, in one place for all"
}

@test "logs are raw in a pipe, and harmless on a terminal" {
	attack "output, for the terminal" "logs, of a pipe's two streams and of a terminal's"
	requires root overlay
	local option
	for option in "" -t; do
		# shellcheck disable=SC2086 # no option, no word
		combined run -d $option --name "$id" -- sh -c \
		    "printf '%s\\n' '$evil'; printf 'x\\233y\\n' >&2
		    sleep 1000; :" 3>&-
		poll 10 sh -c "combined logs $id 2>&1 | grep -q y"
		combined logs "$id" >raw 2>&1
		run harmless raw
		assert_failure # as docker's are: a program reads them
		script -qec "combined logs $id" /dev/null </dev/null |
		    tr -d '\r' >shown
		sed 's/^FORGED//' shown >lines # its own newline is one
		harmless lines
		# And so is the file, which people read as well.
		harmless "$(combined inspect -f '{{.LogPath}}' "$id")"
		combined rm -f "$id"
	done
	stopped_by "a terminal is shown what logs would write"
}

@test "a layer whose names are orders to the terminal" {
	attack "names in a layer" "a path that cannot be unpacked, of C0, C1, no UTF-8"
	requires root overlay
	export COMBINED_DATA=$PWD/data
	local name
	for name in "$evil" $'x\x9by'; do
		mkdir -p "tree/$name"
		touch "tree/$name/file"
		tar -C tree --transform 's,^\./,../../,S' -P -cf layer.tar .
		rm -r tree
		tar -P -tf layer.tar >listed 2>&1 # tar(1) takes care, too
		shows combined pull "$PWD/layer.tar"
		COMBINED_LAYER_MAX=1 shows combined pull "$PWD/layer.tar"
	done
	stopped_by "a path is shown by its characters' numbers"
}

@test "config.json whose strings are orders to the terminal" {
	attack "config.json" "each of its strings in turn; stderr, --log as text and JSON"
	requires root overlay
	bundle '.hostname = "x" | .annotations = {"a": "b"} |
	    .linux.sysctl = {"net.ipv4.ip_forward": "1"} |
	    .process.user.username = "x" | .process.apparmorProfile = "x" |
	    .hooks = {prestart: [{path: "/bin/true", args: ["a"]}],
		startContainer: [{path: "/bin/true"}]} |
	    .linux.devices = [{path: "/dev/d", type: "c", major: 1, minor: 3}] |
	    .linux.cgroupsPath = "'"$id"'" | .linux.rootfsPropagation = "private" |
	    .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW",
		architectures: ["SCMP_ARCH_X86_64"], syscalls: [
		{names: ["getcwd"], action: "SCMP_ACT_ALLOW"}]}'
	does /bin/sh -c 'echo ran'
	cp b/config.json plain
	local path format n=0
	while read -r path; do
		format=text
		[ $((n++ % 2)) -eq 0 ] || format=json
		jq --argjson path "$path" --arg evil "$evil" \
		    'setpath($path; getpath($path) + $evil)' plain >b/config.json
		rm -f log
		combined-oci --root state --log log --log-format $format run \
		    --bundle b "$id" >shown 2>&1 </dev/null 3>&- || true
		oci delete --force "$id" || true
		harmless shown || { echo "$path"; cat -v shown; return 1; }
		[ ! -e log ] || harmless log ||
		    { echo "$path, log"; cat -v log; return 1; }
	done < <(jq -c 'paths(strings)' plain)
	[ "$n" -gt 100 ]
	# What JSON is shown stays JSON, and says what it said.
	jq --arg evil "$evil" '.annotations.a = $evil' plain >b/config.json
	does sleep 1000
	config 'del(.hooks, .process.apparmorProfile, .linux.sysctl)'
	oci create --bundle b "$id" </dev/null >/dev/null 2>&1 3>&-
	shows oci state "$id"
	jq -e --arg evil "$evil" '.annotations.a == $evil' shown
	shows oci list -f json
	jq -e . shown >/dev/null
	stopped_by "one function composes errors; stdout escapes the rest"
}
