# Whose users a container's are, which users reach its files on the host, and
# what happens to the host's files when those are removed or copied.

load ../lib/attacks

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	chmod 755 . "$BATS_RUN_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")"
	id=$(unique)
	ids=("$id")
	export COMBINED_DATA=$PWD/data
	layer=$COMBINED_DATA/containers/$id
	mkdir host
	echo secret >host/secret
	own=
}

teardown() {
	local each
	[ -z "${BATS_TEST_COMPLETED-}" ] || [ -z "${stopped-}" ] ||
	    [ -z "${ATTACKS-}" ] ||
	    printf '%s\t%s\t%s\n' "$attack" "$tried" "$stopped" >>"$ATTACKS"
	[ -z "${background-}" ] || kill -CONT "$background" 2>/dev/null || true
	kill_background
	chattr -R -i -a data 2>/dev/null || true
	for each in "${ids[@]}"; do
		combined rm -f "$each" >/dev/null 2>&1 || true
	done
	if [ -n "$own" ]; then
		user rm -f "$id" >/dev/null 2>&1 || true
		rm -rf "$own"
	fi
	rmdir /run/combined 2>/dev/null || true # of a state removed by hand
	# Not by a path, which the base of some tests cannot be removed by.
	find data -delete 2>/dev/null || true
}

# A normal user with a place for containers of its own: user WORD… is combined.
make_user() {
	own=$(mktemp -d /tmp/toolkit-user.XXXXXX)
	chown 65534:65534 "$own"
}

user() {
	as_user env XDG_RUNTIME_DIR="$own" COMBINED_DATA="$own/data" \
	    "$SUITE_BIN/combined" "$@"
}

# started COMMAND WORD…: what the command has started, its PID in $pid and the
# user that its root is in $uid.
started() {
	"$@" >/dev/null
	pid=$(combined inspect -f '{{.State.Pid}}' "$id")
	uid=$(stat -c %u "/proc/$pid")
}

# as_uid UID COMMAND…: as that user of the host, without any capability.
as_uid() {
	local uid=$1
	shift
	setpriv --reuid "$uid" --regid "$uid" --clear-groups --inh-caps=-all \
	    --ambient-caps=-all "$@"
}

# What useradd(8) gives to login users, and those that have it already.
login_ranges() {
	local kind
	for kind in UID SUB_UID; do
		awk -v k="$kind" '$1 == k "_MIN" { a = $2 }
		    $1 == k "_MAX" { b = $2 }
		    END { print a ? a : (k == "UID" ? 1000 : 100000),
			b ? b : (k == "UID" ? 60000 : 600100000) }' \
		    /etc/login.defs
	done
	[ ! -e /etc/subuid ] || awk -F: '{ print $2, $2 + $3 - 1 }' /etc/subuid
}

# belongs_to_nobody UID: no login user has one of the 65536 users from there on.
belongs_to_nobody() {
	local from to
	run -2 getent passwd "$1"
	run -2 getent group "$1"
	while read -r from to; do
		[ "$1" -gt "$to" ] || [ $(($1 + 65535)) -lt "$from" ] ||
		    fail "$1 is of $from to $to"
	done < <(login_ranges)
	# systemd-nspawn's containers, and what is beyond a signed number.
	[ "$1" -gt 1879048191 ] && [ $(($1 + 65535)) -lt 2147352576 ]
}

@test "no login user is the root of a container with users of its own" {
	attack "kill(2) of a container by its uid" "kill -0 as uid 100000: run, run -d, start, restart"
	requires root overlay userns
	local by
	in_background setpriv --reuid 100000 --clear-groups sleep 1000
	poll 20 as_uid 100000 kill -0 "$background"

	in_background combined run --name "$id-2" --userns private sleep 1000
	ids+=("$id-2")
	poll 20 combined exec "$id-2" true
	for by in "run -d --name $id --userns private -- sleep 1000" \
	    "restart -t 0 $id" "start $id"; do
		[ "$by" != "start $id" ] || combined stop -t 0 "$id"
		# shellcheck disable=SC2086 # words
		started combined $by
		belongs_to_nobody "$uid"
		belongs_to_nobody "$(stat -c %u "/proc/$(combined inspect \
		    -f '{{.State.Pid}}' "$id-2")")"
		run -1 as_uid 100000 kill -0 "$pid"
		assert_output --partial 'not permitted'
		run combined exec "$id" id -u
		assert_output 0
	done
	stopped_by "65536 users of no login user's range"
}

@test "of ten at once each has users that no other has" {
	attack "one container's root against another" "kill -0, ten made at once"
	requires root overlay userns
	local i pids=()
	for i in $(seq 10); do
		ids+=("$id-$i")
		combined run -d --name "$id-$i" --userns private -- sleep 1000 &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i"
	done
	for i in $(seq 10); do
		stat -c %u "/proc/$(combined inspect -f '{{.State.Pid}}' \
		    "$id-$i")"
	done | sort -n >roots
	assert_equal "$(uniq roots | wc -l)" 10
	awk 'NR > 1 && $1 < last + 65536 { exit 1 } { last = $1 }' roots
	local first second pid
	{ read -r first && read -r second; } <roots
	for i in $(seq 10); do
		pid=$(combined inspect -f '{{.State.Pid}}' "$id-$i")
		[ "$(stat -c %u "/proc/$pid")" != "$first" ] || break
	done
	as_uid "$first" kill -0 "$pid"
	run -1 as_uid "$second" kill -0 "$pid"
	stopped_by "a range for each, taken by symlink(2)"
}

@test "its users stay with a container until it is removed" {
	attack "users of one that is gone" "stop, start, kill -9 of the supervisor, rm, doctor"
	requires root overlay userns
	local first links=/run/combined/users:
	started combined run -d --name "$id" --userns private -- sleep 1000
	first=$uid
	combined exec "$id" sh -c 'echo x >/file; chown 5:6 /file /'
	assert_equal "$(stat -c %u:%g "$layer/upper/file")" \
	    "$((first + 5)):$((first + 6))"
	assert_equal "$(readlink "$links$first:$first")" "/run/combined/$id"
	run combined inspect -f '{{json .HostConfig.IDMappings}}' "$id"
	assert_output --partial "\"0:$first:65536\""

	combined stop -t 0 "$id"
	combined run --rm --name "$id-2" --userns private -- true
	started combined start "$id"
	assert_equal "$uid" "$first"
	assert_equal "$(combined exec "$id" stat -c %u:%g /file /)" "5:6
5:6"
	assert_equal "$(ls -d "$links"*)" "$links$first:$first"

	# As it is after its end, and for whom.
	combined stop -t 0 "$id"
	combined export "$id" | tar -tv --numeric-owner >list
	grep -q ' 5/6 .* \./file$' list
	combined cp "$id:/file" file
	assert_equal "$(stat -c %u:%g file)" 0:0

	started combined start "$id"
	kill -KILL "$(status_field "$pid" PPid)"
	poll 20 test ! -e "/proc/$pid"
	[ -L "$links$first:$first" ]
	run combined doctor --fix
	assert_success
	[ ! -L "$links$first:$first" ]
	[ ! -e "$layer" ]

	started combined run -d --name "$id" --userns private -- sleep 1000
	rm -r "/run/combined/$id"
	kill -KILL "$pid"
	poll 20 test ! -e "/proc/$pid"
	run combined doctor
	assert_line "users:$uid:$uid: users of no container"
	combined doctor --fix
	[ ! -L "$links$uid:$uid" ]
	stopped_by "a link beside the states: until rm or doctor"
}

# with_subids LINES COMMAND…: /etc/subuid and /etc/subgid have those lines.
with_subids() {
	printf '%s\n' "$1" >subids
	shift
	unshare --mount sh -c 'mount --bind subids /etc/subuid &&
	    mount --bind subids /etc/subgid && exec "$@"' sh "$@"
}

@test "the ranges of combined in /etc/subuid come first, and are all there is" {
	attack "a login user's line of /etc/subuid" "lines of combined, some of which are others' as well"
	requires root overlay userns
	local lines="combined:3000000:131072
alice:3065536:65536
bob:1879048192:65536
combined:5000000:65535
combined:7000000:65536"
	# The second one is alice's as well, and the third too short.
	with_subids "$lines" combined run -d --name "$id" --userns private \
	    -- sleep 1000
	ids+=("$id-2" "$id-3")
	with_subids "$lines" combined run -d --name "$id-2" --userns private \
	    -- sleep 1000
	run -125 with_subids "$lines" combined run -d --name "$id-3" \
	    --userns private -- sleep 1000
	assert_output --partial "a line of combined in /etc/subuid"
	[ ! -e "/run/combined/$id-3" ]
	local each
	for each in "$id" "$id-2"; do
		stat -c %u "/proc/$(combined inspect -f '{{.State.Pid}}' \
		    "$each")"
	done >got
	assert_equal "$(cat got)" "3000000
7000000"
	combined rm -f "$id" "$id-2"
	# Without any, that of bob is not used either.
	with_subids "bob:1879048192:65536" combined run -d --name "$id" \
	    --userns private -- sleep 1000
	assert_equal "$(stat -c %u "/proc/$(combined inspect \
	    -f '{{.State.Pid}}' "$id")")" $((1879048192 + 65536))
	stopped_by "only what is combined's alone is used"
}

# What a user could do to a directory that it finds.
misuses=("ls %s" "touch %s/planted" "cat %s/upper/secret" "touch %s/upper/x"
    "mv %s/upper %s/gone" "ln -s /etc %s/upper/etc" "chmod 777 %s/upper"
    "ls %s/work")

@test "no user of the host gets at a container's directory" {
	attack "a container's directory on the host" "${#misuses[@]} ways, as its root's uid, 100000, 65534"
	requires root overlay userns
	local user misuse by
	mkdir -p open/upper open/work data/containers
	echo secret >open/upper/secret
	chmod 755 data data/containers
	chown -R 100000 open
	for misuse in "${misuses[@]}"; do
		# shellcheck disable=SC2086 # words
		as_uid 100000 ${misuse//%s/open}
		[ ! -e open/gone ] || mv open/gone open/upper
	done
	for by in "run -d --name $id --userns private -- sleep 1000" \
	    "restart -t 0 $id"; do
		# shellcheck disable=SC2086 # words
		started combined $by
		combined exec "$id" sh -c 'echo secret >/secret'
		assert_equal "$(stat -c %u:%a "$layer")" 0:700
		for user in "$uid" $((uid + 1000)) 100000 65534; do
			for misuse in "${misuses[@]}"; do
				# shellcheck disable=SC2086 # words
				run ! as_uid "$user" ${misuse//%s/"$layer"}
				assert_output --partial 'Permission denied'
			done
		done
	done
	stopped_by "it is root's, mode 0700; upper and work go by descriptor"
}

# Makes times 15 directories, each in the other, with names of 250 bytes. No path
# is as long as that.
bury='cd "$where"; n=$(printf %0250d 1); c=$n; i=0; mkdir a
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do c=$c/$n; done; i=0
    while [ $i -lt "$times" ]; do mkdir -p b/$c && mv a b/$c/ && mv b a || exit 3
	i=$((i + 1)); done; echo buried'

@test "directories deeper than any path are removed" {
	attack "a tree that cannot be removed" "1500 nested directories: rm -f, doctor --fix, as a user"
	requires root overlay userns
	# By a path, that does not go.
	mkdir naive
	where=naive times=10 sh -c "$bury"
	run -1 stat "$(find naive | tail -n 1)"
	assert_output --partial 'File name too long'
	find naive -delete

	run combined run --name "$id" -- sh -c "where=/tmp; times=100; $bury"
	assert_output buried
	run sh -c "ulimit -n 64; exec combined rm -f $id"
	assert_success
	assert_output "$id"
	[ ! -e "$layer" ]

	combined run --name "$id" --userns private -- sh -c \
	    "where=/tmp; times=20; $bury"
	rm -r "/run/combined/$id"
	run sh -c "ulimit -n 64; exec combined doctor --fix"
	assert_success
	[ ! -e "$layer" ]

	make_user
	user run --name "$id" -- sh -c \
	    "where=/tmp; times=20; $bury; mkdir -m 0 /tmp/shut"
	run user rm -f "$id"
	assert_success
	[ ! -e "$own/data/containers/$id" ]
	stopped_by "a directory that is not empty moves up"
}

# swap_while COMMAND…: runs it stopped at each unlink(2), until one of the ten
# files is gone; then the directory of the others is one no more, but a link to
# ./victim, where there are as many of the same names.
swap_while() {
	local dir swapped='' state
	in_background strace -f -qq -o trace -e trace=unlink,unlinkat,rmdir \
	    -e inject=unlink,unlinkat,rmdir:signal=SIGSTOP "$@"
	while [ -e "/proc/$background" ]; do
		for pid in $(pgrep -s "$background"); do
			[ "$pid" != "$background" ] || continue
			state=$(status_field "$pid" State) || continue
			[ "$state" = T ] || [ "$state" = t ] || continue
			set -- $(find "$tree" -name 'ten?' 2>/dev/null)
			if [ -z "$swapped" ] && [ $# -gt 0 ] && [ $# -lt 10 ]
			then
				dir=${1%/*}
				mv "$dir" aside
				ln -s "$PWD/victim" "$dir"
				swapped=yes
			fi
			kill -CONT "$pid" 2>/dev/null || true
		done
	done
	wait "$background" || true
	[ "$swapped" = yes ]
}

@test "a directory becomes a link while it is removed" {
	attack "removal led out of the tree" "rm and doctor stopped at each unlink, the directory exchanged"
	requires root overlay
	local by i
	mkdir victim tree
	touch victim/ten{0..9}
	# What goes by a path.
	mkdir tree/dir
	touch tree/dir/ten{0..9}
	tree=$PWD/tree
	# shellcheck disable=SC2016 # for sh
	swap_while sh -c 'for f in "$1"/dir/*; do rm -f "$f"; done' sh "$tree"
	[ "$(ls victim | wc -l)" -lt 10 ]

	for by in "rm -f $id" "doctor --fix"; do
		rm -rf aside
		touch victim/ten{0..9}
		combined run --name "$id" -- sh -c 'mkdir -p /a/b && cd /a/b &&
		    for i in 0 1 2 3 4 5 6 7 8 9; do echo >ten$i; done'
		[ "$by" = "rm -f $id" ] || rm -r "/run/combined/$id"
		tree=$layer
		# shellcheck disable=SC2086 # words
		swap_while combined $by
		assert_equal "$(ls victim | wc -l)" 10
		combined doctor --fix || true
		[ ! -e "$layer" ]
	done
	stopped_by "openat2(RESOLVE_BENEATH), unlinkat(2) in what is open"
}

@test "what may not be removed is named, and all else is" {
	attack "chattr(1) in a container" "a file +i, a directory +a, with CAP_LINUX_IMMUTABLE"
	requires root overlay
	touch probe
	chattr +i probe 2>/dev/null || skip "missing: chattr on $PWD"
	run -1 rm -f probe
	chattr -i probe
	local flag
	for flag in i a; do
		combined run --name "$id" -- sh -c 'mkdir -p /d/e /x; echo >/d/f'
		chattr "+$flag" "$layer/upper/d"
		run -125 combined rm -f "$id"
		assert_line --regexp "containers/$id: [a-z0-9]+: (its directory is )?(immutable|append-only) \(chattr -$flag\)"
		[ ! -e "$layer/upper/x" ]
		run -125 combined doctor --fix
		chattr -R "-$flag" "$layer"
		run combined doctor --fix
		assert_success
		[ ! -e "$layer" ]
	done
	stopped_by "one line with the name; the next doctor --fix ends it"
}

# hostile CONTAINER: what is in its /d.
hostile='mkdir -p /d/sub/x; cd /d; mknod sda b 8 0; mknod null c 1 3
    cp /bin/busybox suid; chown 0:0 suid; chmod 6755 suid
    ln -s /etc/passwd link; ln -s /etc sub/out; echo in >sub/x/file'

@test "cp makes no device and no setuid program on the host" {
	attack "cp out of a container" "block and character device, setuid file; running, ended, as a user"
	requires root overlay
	mkdir from naive
	(cd from && mknod sda b 8 0 && touch suid && chmod 4755 suid)
	tar -C from -c . | tar -C naive -x -p
	[ -b naive/sda ] && [ -u naive/suid ]

	local out
	combined run -d --name "$id" -- sh -c "$hostile; touch /ready; sleep 1000"
	poll 20 combined exec "$id" test -e /ready
	for out in running ended; do
		[ "$out" = running ] || combined stop -t 0 "$id"
		run combined cp "$id:/d" "$out"
		assert_success
		assert_line --partial '/d/sda: a device, not copied'
		[ -x "$out/suid" ]
		assert_equal "$(find "$out" -type b -o -type c -o -perm /6000)" ""
		assert_equal "$(readlink "$out/link")" /etc/passwd
		run -125 combined cp "$id:/d/null" null
		[ ! -e null ]
	done
	combined rm -f "$id"

	# With a user's own, whose setuid program would be that user's.
	make_user
	user run -d --name "$id" -- sh -c "$hostile; touch /ready; sleep 1000" \
	    2>/dev/null
	poll 20 user exec "$id" test -e /ready
	run user cp "$id:/d" "$own/out"
	assert_success
	assert_equal "$(find "$own/out" -perm /6000)" ""
	assert_equal "$(stat -c %u "$own/out/suid")" 65534
	user rm -f "$id"
	stopped_by "only files, directories, links, FIFOs; mode without 06000"
}

@test "cp writes nothing through a link that is in its target" {
	attack "cp through a link" "a link in the target directory, on the host and inside"
	requires root overlay
	mkdir -p from/sub/x target into out
	ln -s "$PWD/out" target/sub
	echo in >from/sub/x/file
	cp -r from/sub/x target/sub/
	[ -e out/x/file ] && rm -r out/x

	combined run -d --name "$id" -- sh -c "${hostile/mknod*[0-9]$'\n'/}
	    mkdir -p /outside /t; ln -s /outside /t/sub; ln -s /outside/made /t/file
	    touch /ready; sleep 1000" 2>/dev/null
	poll 20 combined exec "$id" test -e /ready
	run -125 combined cp "$id:/d/." target
	assert_output --partial 'Not a directory'
	assert_equal "$(ls out)" ""
	run -125 combined cp from/. "$id:/t"
	assert_output --partial 'Not a directory'
	assert_equal "$(combined exec "$id" ls /outside)" ""

	# A file replaces a link of its name.
	rm target/sub
	ln -sf "$PWD/host/secret" target/suid
	combined cp "$id:/d/." target 2>/dev/null
	[ ! -L target/suid ]
	assert_equal "$(cat host/secret)" secret
	stopped_by "each name in an open directory, with O_EXCL and O_NOFOLLOW"
}

@test "a copy that fails leaves nothing behind" {
	attack "remains of cp" "targets and sources that cannot be, both ways"
	requires root overlay
	local words
	mkdir -p here/dir/sub
	echo x >here/file
	combined run -d --name "$id" -- sleep 1000
	combined exec "$id" sh -c 'mkdir -p /here/dir/sub; echo x >/here/file'
	find here | sort >before
	combined exec "$id" find / -xdev | sort >before.inside
	for words in "C:/here/nosuch here/new" "C:/here/file here/no/new" \
	    "C:/here/file here/new/" "C:/here/dir here/file" \
	    "C:/here/file here/file/" "here/nosuch C:/here/new" \
	    "here/file C:/here/no/new" "here/file C:/here/new/" \
	    "here/dir C:/here/file" "here/file/ C:/here/new" \
	    "C:/dev/null here/new" "here/file C:/proc/new"; do
		# shellcheck disable=SC2086 # words
		run -125 combined cp ${words//C:/$id:}
		assert_equal "${#lines[@]}" 1
		find here | sort | diff before -
		combined exec "$id" find / -xdev | sort | diff before.inside -
	done
	# Killed in the middle of it, too: there is but the target itself.
	combined exec "$id" dd if=/dev/zero of=/big bs=1M count=64
	run strace -f -qq -o trace -e inject=write:signal=SIGKILL:when=30 \
	    combined cp "$id:/big" here/big
	rm -f here/big
	find here | sort | diff before -
	stopped_by "there is no directory of its own"
}
