# Ways out through what lies on the host for a container: directories, files,
# locks, and the archives that it is made of.

load ../lib/attacks

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	# Where every user of the host can come.
	own=$(mktemp -d /tmp/attacks-host.XXXXXX)
	chmod 755 "$own"
	export COMBINED_DATA=$own/data
	id=$(unique)
	ids=("$id" "$id-2")
}

teardown() {
	local each
	[ -z "${BATS_TEST_COMPLETED-}" ] || [ -z "${stopped-}" ] ||
	    [ -z "${ATTACKS-}" ] ||
	    printf '%s\t%s\t%s\n' "$attack" "$tried" "$stopped" >>"$ATTACKS"
	for each in "${ids[@]}"; do
		[ ! -e "/run/combined/$each" ] ||
		    host combined rm -f "$each" >/dev/null 2>&1 || true
	done
	rm -rf /tmp/combined-65534 /tmp/combined-data-65534 /tmp/.local/share
	[ ! -d /tmp/.local ] || rmdir /tmp/.local
	kill_background
	rm -rf "$own"
}

# Another user of the host, who attacks; as_user's is attacked.
attacker=(setpriv --reuid 1234 --regid 1234 --clear-groups --inh-caps=-all
    --ambient-caps=-all)
other() { "${attacker[@]}" "$@"; }

# With a network of its own, where there is one.
host() {
	if [ -n "${network-}" ]; then nsenter -t "$network" -n "$@"; else "$@"; fi
}

# make_tar: an image in $own/app.tar with a program that has a set-user-ID bit.
make_tar() {
	mkdir -p root/bin root/etc
	cp "$(command -v busybox)" root/bin/busybox
	ln -s busybox root/bin/sh
	printf '#include <stdio.h>\n#include <unistd.h>\nint main(void) {
	    printf("effective uid %%d\\n", (int)geteuid()); }' |
	    gcc -static -x c -o root/bin/id -
	chmod 4755 root/bin/id
	tar -C root -cf "$own/app.tar" .
}

# tries_all DIRECTORY: what the other user can do with any file below it.
tries_all() {
	other sh -c '
		ls "$1" "$1"/*
		for file in $(cat "$2"); do
			cat "$file" >/dev/null && echo "read $file"
			flock -xn "$file" true && echo "locked $file"
			[ ! -u "$file" ] || "$file"
		done' sh "$1" "$own/files" 2>/dev/null
}

@test "CVE-2021-41091: programs in layers and volumes, and other users" {
	attack "CVE-2021-41091" \
	    "uid 1234 executes, reads, lists and locks what is in root's data"
	requires root overlay static
	make_tar
	combined run --name "$id" -v "$id:/v" "$own/app.tar" sh -c \
	    'busybox cp /bin/id /v/id; busybox chmod 4755 /v/id
	     busybox cp /bin/id /mine; busybox chmod 4755 /mine'
	find "$COMBINED_DATA" ! -type l >"$own/files"
	grep -q "/volumes/$id/id$" "$own/files"
	grep -q '/layers/.*/bin/id$' "$own/files"
	grep -q "/containers/$id/upper/mine$" "$own/files"
	chmod 644 "$own/files"

	# With the modes of an older version, each of the programs is root's.
	cp -a "$COMBINED_DATA" "$own/old"
	find "$own/old" -type d -exec chmod a+rx {} +
	sed "s,^$COMBINED_DATA,$own/old," "$own/files" >"$own/files.old"
	mv "$own/files" "$own/files.new"
	mv "$own/files.old" "$own/files"
	run tries_all "$own/old"
	assert_equal "$(grep -c '^effective uid 0$' <<<"$output")" 3
	assert_output --regexp 'locked .*/layers/'
	mv "$own/files.new" "$own/files"

	run tries_all "$COMBINED_DATA"
	refute_output
	# Also where an older version has made it, after the next command.
	chmod 711 "$COMBINED_DATA"
	combined images
	run tries_all "$COMBINED_DATA"
	refute_output
	assert_equal "$(stat -c %a:%u "$COMBINED_DATA")" 700:0
	# Inside, modes are as they were, also for users that are not the host's.
	run combined run --rm -v "$id:/v" --userns private "$own/app.tar" \
	    sh -c 'busybox stat -c %a / /v /v/id /bin/id'
	assert_output "$(printf '%s\n' 755 755 4755 4755)"
	run combined run --rm -u 7 "$own/app.tar" busybox stat -c %a /bin/id
	assert_output 4755
	stopped_by "the data directory is root's, with mode 0700: EACCES"
}

@test "a normal user's layers and volumes, and other users" {
	attack "CVE-2021-41091, a user's" "the same with the data of uid 65534"
	requires root userns overlay static
	make_tar
	mkdir "$own/home"
	chown 65534 "$own/home"
	local user=(as_user env -C "$own" COMBINED_DATA="$own/home/data"
	    HOME="$own/home" XDG_RUNTIME_DIR="$own/home")
	"${user[@]}" combined run --rm -v "$id:/v" "$own/app.tar" sh -c \
	    'busybox cp /bin/id /v/id; busybox chmod 4755 /v/id'
	find "$own/home/data" ! -type l >"$own/files"
	chmod 644 "$own/files"
	cp -a "$own/home/data" "$own/old"
	find "$own/old" -type d -exec chmod a+rx {} +
	run other "$own/old/volumes/$id/id"
	assert_output 'effective uid 65534'
	run tries_all "$own/home/data"
	refute_output
	assert_equal "$(stat -c %a:%u "$own/home/data")" 700:65534
	stopped_by "the data directory has mode 0700: EACCES"
}

# planted DIRECTORY: a list with a container that another user has made up. What
# it says runs is a process of the user who is attacked.
planted() {
	mkdir -p "$1/planted"
	jq -n --argjson pid "$victim" --argjson start \
	    "$(sed 's/.*) //' "/proc/$victim/stat" | cut -d' ' -f20)" '
	    {Id: "planted", Name: "planted", Created: "2026-01-31T12:00:00Z",
	     Path: "touch", Args: ["/tmp/owned"], Image: "busybox",
	     Rootfs: null, Config: {Hostname: "x", User: null, Env: [],
	      WorkingDir: "/", Tty: false, StopSignal: "KILL",
	      StopTimeout: 1, Labels: {}, Capabilities: "0"},
	     HostConfig: {AutoRemove: false, NetworkMode: "none"},
	     NetworkSettings: {IPAddress: null, Ports: {}},
	     LogPath: "/etc/hostname", Layer: null, Directory: "/",
	     Arguments: ["run", "--", "touch", "/tmp/owned"], Hosts: [],
	     Process: {Pid: $pid, Start: $start, Supervisor: $pid,
	      SupervisorStart: $start}}' >"$1/planted/state.json"
	jq -n --argjson pid "$victim" --argjson start \
	    "$(sed 's/.*) //' "/proc/$victim/stat" | cut -d' ' -f20)" '
	    {ociVersion: "1.2.0", id: "engine", status: "running", pid: $pid,
	     bundle: "/", start: $start, rootfs: "/",
	     created: "2026-01-31T12:00:00Z"}' >engine.json
	mkdir -p "$1/engine"
	cp engine.json "$1/engine/state.json"
	touch "$1/planted/exit" "$1/planted/lock" "$1/engine/lock"
	chmod -R a+rX "$1"
}

# A process of the user who is attacked.
begin_victim() {
	in_background setpriv --reuid 65534 --regid 65534 --clear-groups \
	    sleep 1000
	poll 10 eval '[ "$(status_field "$background" Uid 2>/dev/null)" = 65534 ]'
	victim=$background
}

# refuses_all: each command ends at the directory, which it names.
refuses_all() {
	local each
	for each in ps 'ps -a' 'inspect planted' 'stop planted' \
	    'kill planted' 'rm -f planted' 'start planted' 'restart planted' \
	    'exec planted true' 'logs planted' 'top planted' 'stats planted' \
	    'wait planted' 'pause planted' 'unpause planted' 'attach planted' \
	    'cp planted:/etc/passwd .' 'diff planted' 'export planted' tree \
	    'tree planted' doctor 'doctor --fix' 'run --rm -- true' \
	    'run -d -- true' images '-oci state engine' '-oci kill engine KILL' \
	    '-oci list' '-oci delete --force engine' '-oci start engine' \
	    '-oci exec engine true' '-oci ps engine' '-oci pause engine' \
	    '-oci resume engine' '-oci events --stats engine' \
	    '-oci update --memory 1M engine' '-oci create --bundle b x' \
	    '-oci run --bundle b x'; do
		[[ $each == -oci* ]] || each=" $each"
		# shellcheck disable=SC2086 # words
		run -125 as_user env -u HOME -u XDG_RUNTIME_DIR \
		    -u XDG_DATA_HOME -u COMBINED_DATA timeout 20 combined$each
		assert_output --regexp "^combined(-oci)?: /tmp/combined-65534"
		assert_output --partial 'remove it, or name a directory of your own'
		assert_equal "${#lines[@]}" 1
	done
	kill -0 "$victim"
}

@test "nothing of another user's /tmp/combined-UID is believed" {
	attack "/tmp/combined-UID" \
	    "a directory, a link, a file of uid 1234: 39 commands of its victim"
	requires root
	begin_victim
	# In a list of its own, the user believes what is there.
	planted "$own/list"
	chown -R 65534 "$own/list"
	run as_user combined --root "$own/list" ps -a
	assert_output --partial planted
	run as_user combined-oci --root "$own/list" kill engine KILL
	assert_success
	poll 10 eval '! kill -0 "$victim" 2>/dev/null'

	begin_victim
	planted /tmp/combined-65534
	chown -R 1234 /tmp/combined-65534
	local mode
	for mode in 755 777 1777 700; do
		chmod $mode /tmp/combined-65534
		refuses_all
	done
	chown 65534 /tmp/combined-65534 # ours, but others can write to it
	chmod 777 /tmp/combined-65534
	refuses_all
	chown 1234 /tmp/combined-65534
	chmod 755 /tmp/combined-65534
	mv /tmp/combined-65534 "$own/theirs"
	mkdir "$own/ours"
	chown 65534 "$own/ours"
	local to
	for to in "$own/theirs" "$own/ours" /nonexistent; do
		ln -s "$to" /tmp/combined-65534
		chown -h 1234 /tmp/combined-65534
		refuses_all
		rm /tmp/combined-65534
	done
	other touch /tmp/combined-65534
	refuses_all
	rm /tmp/combined-65534
	other mkfifo /tmp/combined-65534
	refuses_all
	stopped_by "fstat of the root: not ours; a link in the path: not ours"
}

@test "nothing of another user's list is believed that appears meanwhile" {
	attack "/tmp/combined-UID, exchanged" "300 commands, two directories exchanged"
	requires root
	begin_victim
	mkdir "$own/shared"
	chmod 777 "$own/shared"
	planted "$own/shared/theirs"
	chown -R 1234 "$own/shared/theirs"
	mkdir "$own/shared/list"
	chown 65534 "$own/shared/list"
	in_background "${attacker[@]}" sh -c 'cd "$1"; while :; do
	    mv list ours; mv theirs list; mv list theirs; mv ours list
	    done' sh "$own/shared"
	poll 20 eval '[ -e "$own/shared/list/planted/state.json" ]'
	local i
	for i in $(seq 150); do
		run as_user combined --root "$own/shared/list" ps -a
		refute_output --partial planted
		run as_user combined-oci --root "$own/shared/list" kill engine KILL
	done
	kill -0 "$victim"
	stopped_by "what is checked is what is open; *at() from there"
}

@test "nothing of another user's data directory is believed" {
	attack "HOME, XDG_DATA_HOME unset" \
	    "an image, planted by uid 1234 in each place for data"
	requires root userns
	local where place
	for where in "HOME=$own/h:$own/h/.local/share/combined" \
	    "XDG_DATA_HOME=$own/x:$own/x/combined" \
	    "COMBINED_DATA=$own/d:$own/d" \
	    "UNSET=x:/tmp/combined-data-65534" \
	    "UNSET=x:/tmp/.local/share/combined"; do
		place=${where#*:}
		mkdir -p "$place/images"
		echo '{"planted:latest": {"Id": "x", "Layers": []}}' \
		    >"$place/images/images.json"
		chmod -R a+rX "$place"
		chown -R 65534 "$place"
		local user=(as_user env -u HOME -u COMBINED_DATA
		    "${where%%:*}" XDG_RUNTIME_DIR="$own" combined)
		# Its own is believed; but /tmp/.local was for all users.
		[ "$place" = /tmp/.local/share/combined ] || {
			run "${user[@]}" images
			assert_output --partial planted
		}
		chown -R 1234 "$place"
		run "${user[@]}" images
		refute_output --partial planted
		[ "$place" = /tmp/.local/share/combined ] || {
			assert_failure 125
			assert_output --partial "belongs to uid 1234"
			run -125 "${user[@]}" run --rm -- true
			run -125 "${user[@]}" ps
		}
		mv "$place" "$own/theirs"
		ln -s "$own/theirs" "$place"
		chown -h 1234 "$place"
		run "${user[@]}" images
		refute_output --partial planted
		rm -rf "$own/theirs" "$place"
	done
	stopped_by "fstat of the root: not ours; a link in the path: not ours"
}

@test "the administrator's links to other disks are followed, no other user's" {
	attack "links to a root" "/var/lib/combined and --root as links of uid 1234"
	requires root overlay
	mkdir -p "$own/disk/data" "$own/disk/state"
	ln -s "$own/disk" "$own/first"
	ln -s first/data "$own/data"
	ln -s "$own/first/state" "$own/state"
	combined --root "$own/state" run -d --name "$id" -- sleep 1000
	[ -e "$own/disk/state/$id/state.json" ]
	[ -d "$own/disk/data/containers/$id" ]
	combined --root "$own/state" rm -f "$id"
	local link
	for link in first data state; do
		chown -h 1234 "$own/$link"
		run -125 combined --root "$own/state" ps
		assert_output --partial 'a link in it belongs to uid 1234'
		chown -h 0 "$own/$link"
	done
	ln -s loop "$own/loop"
	run -125 combined --root "$own/loop" ps
	assert_output --partial 'Too many levels of symbolic links'
	stopped_by "each link on the way is root's or ours"
}

@test "a lock of another user, or of a container, holds nothing up" {
	attack "flock" "uid 1234 and a container lock all they can open"
	requires root overlay static
	make_tar
	gcc -D_GNU_SOURCE -static -o root/bin/lock \
	    "$BATS_TEST_DIRNAME/attack-lock.c"
	tar -C root -cf "$own/app.tar" .
	combined pull "$own/app.tar"
	# Where nothing is in the way, such a lock is an obstacle.
	cp root/bin/lock "$own/lock"
	in_background "${attacker[@]}" "$own/lock" lock "$own" >out
	poll 10 grep -q "has $own" out
	run timeout 2 flock "$own" true
	assert_failure 124
	all() { mapfile -t files < <(find "$COMBINED_DATA" "$@" ! -type l); }
	all
	in_background "${attacker[@]}" "$own/lock" lock "${files[@]}" >locked
	poll 10 grep -q ready locked
	run timeout 20 combined run --rm "$own/app.tar" /bin/id
	assert_output 'effective uid 0'

	combined run -d --name "$id" -v "$id:/v" "$own/app.tar" \
	    /bin/lock lock / /v /etc/hosts /etc/hostname /etc/resolv.conf /bin 3>&-
	poll 10 eval "grep -q ready <(combined logs $id)"
	assert_equal "$(combined logs "$id" | grep -c has)" 6
	all "/run/combined/$id"
	in_background "${attacker[@]}" "$own/lock" lock "${files[@]}" >locked-2
	poll 10 grep -q ready locked-2
	run timeout 20 combined run --rm -v "$id:/v" "$own/app.tar" /bin/id
	assert_output 'effective uid 0'
	run timeout 20 combined run --rm --userns private "$own/app.tar" /bin/id
	assert_output 'effective uid 0'
	local command
	for command in "pull $own/app.tar" "stop -t 0 $id" "start $id" \
	    "rm -f $id" "rmi $own/app.tar"; do
		# shellcheck disable=SC2086 # words
		run timeout 20 combined $command
		assert_success
	done
	[ -z "$(find "$COMBINED_DATA"/images/{layers,locks} -mindepth 1)" ]
	assert_equal "$(cat locked locked-2 | sort -u)" ready
	stopped_by "locks are files that only we can open"
}

# The bridge in a network namespace of its own: $network has it.
begin_network() {
	in_background unshare --net sleep 1000
	network=$background
	poll 20 eval '[ "$(ns_of "$network" net)" != "$(ns_of self net)" ]'
	host ip link set lo up
}

@test "a lock on an engine's --root that others can read holds nothing up" {
	attack "flock on --root" "uid 1234 locks a --root of mode 755 and all in it"
	requires root overlay nftables bridge static
	begin_network
	mkdir -m 755 "$own/state"
	gcc -D_GNU_SOURCE -static -o "$own/lock" "$BATS_TEST_DIRNAME/attack-lock.c"
	in_background "${attacker[@]}" "$own/lock" lock "$own/state" >out
	poll 10 grep -q "has $own/state" out
	run timeout 2 flock "$own/state" true
	assert_failure 124
	host timeout -s KILL 20 combined --root "$own/state" run --name "$id" \
	    --network bridge -- true 3>&- 4>&-
	host combined --root "$own/state" start "$id"
	mapfile -t files < <(find "$own/state" -mindepth 1)
	in_background "${attacker[@]}" "$own/lock" lock "${files[@]}" >out-2
	poll 10 grep -q ready out-2
	host timeout -s KILL 20 combined --root "$own/state" run --rm \
	    --network bridge -- true 3>&- 4>&-
	run host timeout 20 combined --root "$own/state" rm -f "$id"
	assert_success
	[ ! -e "$own/state" ]
	run grep has out-2
	refute_output
	stopped_by "locks are files that only we can open"
}

@test "a lease on its /etc/hosts holds no other container up" {
	attack "F_SETLEASE" "a lease on /etc/hosts, then the bridge joined and left"
	requires root overlay nftables bridge static
	begin_network
	mkdir -p root/etc
	gcc -D_GNU_SOURCE -static -o root/lock "$BATS_TEST_DIRNAME/attack-lock.c"
	# An open for writing waits for it.
	touch file
	in_background root/lock lease "$PWD/file" >out
	poll 10 grep -q "has $PWD/file" out
	run timeout 2 sh -c 'echo x >file'
	assert_failure 124

	host combined run -d --name "$id" --network bridge "$PWD/root" \
	    /lock lease /etc/hosts 3>&-
	poll 10 eval "grep -q ready <(combined logs $id)"
	run combined logs "$id"
	refute_output --partial 'has /etc/hosts'
	run host timeout 20 combined run --name "$id-2" --network bridge -- \
	    sh -c "ip address show eth0; cat /etc/hosts"
	assert_success
	assert_output --partial 172.30.0.3/16
	assert_output --partial "$id"
	run host timeout 20 combined start "$id-2"
	assert_success
	poll 20 eval '[ "$(host combined inspect "$id-2" |
	    jq -r ".[0].State.Status")" = exited ]'
	run host timeout 20 combined rm -f "$id"
	assert_success
	stopped_by "no lease on a file that its supervisor has open for writing"
}

@test "what reads an archive has no power, no files, nothing in sight" {
	attack "hostile archives" "the process that looks what kind an archive is"
	requires root overlay
	# Long enough to be looked at: 4 GiB of nothing, and gzip(1) may be one
	# piece after the other.
	mkdir big
	truncate -s 4G big/nothing
	head -c 1G /dev/zero | gzip -1 >1G.gz
	{
		tar -cf - big 2>/dev/null | head -c 1024 | gzip
		cat 1G.gz 1G.gz 1G.gz 1G.gz
		head -c 1024 /dev/zero | gzip
	} >"$own/app.tar.gz"
	exec 9<"$PWD"
	in_background combined pull "$own/app.tar.gz"
	exec 9<&-
	# With nothing in its way, a process of root's has it all.
	[ "$(status_field "$background" CapEff)" != 0000000000000000 ]
	# The first child may be one that only looks what kind the archive is.
	poll 20 eval 'child=$(pgrep -P "$background") &&
	    [ "$(status_field "$child" Seccomp 2>/dev/null)" = 2 ] &&
	    [ ! -e "/proc/$child/fd/4" ]'
	kill -STOP "$child"
	assert_equal "$(layers)" ''
	assert_equal "$(status_field "$child" CapEff)" 0000000000000000
	assert_equal "$(status_field "$child" CapBnd)" 0000000000000000
	assert_equal "$(status_field "$child" NoNewPrivs)" 1
	assert_equal "$(ls "/proc/$child/root/")" ''
	local type
	for type in net pid ipc mnt; do
		[ "$(ns_of "$child" $type)" != "$(ns_of self $type)" ]
	done
	assert_equal "$(ls "/proc/$child/fd" | xargs)" '0 1 2 3'
	assert_equal "$(readlink "/proc/$child/fd/3")" "$own/app.tar.gz"
	assert_equal "$(readlink "/proc/$child"/fd/[01] | sort -u)" /dev/null
	assert_equal "$(readlink "/proc/$child/fd/2")" '/memfd:report (deleted)'
	kill -CONT "$background" "$child" # it has stopped with it

	# And so has the one that unpacks it, but for its own directory.
	poll 60 eval '[ -n "$(layers)" ]'
	poll 20 eval 'child=$(pgrep -P "$background")'
	poll 20 eval '[ "$(status_field "$child" Seccomp 2>/dev/null)" = 2 ] && [ ! -e "/proc/$child/fd/5" ]'
	kill -STOP "$child"
	assert_equal "$(readlink "/proc/$child/fd/3")" "$own/app.tar.gz"
	refute [ -e "/proc/$child/fd/9" ]
	assert_equal "$(readlink "/proc/$child"/fd/[01] | sort -u)" /dev/null
	kill -KILL "$child"
	stopped_by "image_confine(): of a process, only the archive is left"
}

@test "an archive that is a FIFO" {
	attack "FIFO as an archive" "who runs it waits, with the store's lock"
	requires root overlay
	mkfifo "$own/app.tar"
	run timeout 2 cat "$own/app.tar"
	assert_failure 124
	run timeout 20 combined run --rm "$own/app.tar" true
	assert_failure 125
	assert_output "combined: $own/app.tar: not a regular file"
	run timeout 20 combined pull "$own/app.tar"
	assert_failure 125
	stopped_by "O_NONBLOCK, and only a regular file"
}

@test "a link of another user's where --pid-file and --cidfile are written" {
	attack "links beside a file that is to be" \
	    "pid.new, pid and cid in a directory like /tmp lead to root's file"
	requires root overlay
	bundle
	mkdir -m 1777 "$own/all"
	echo secret >"$own/file"
	local name sysctl=/proc/sys/fs/protected_symlinks
	# Where the kernel follows no such link, it is a directory of the attacker's.
	[ "$(cat $sysctl)" = 0 ] || chown 1234 "$own/all"
	[ "$(cat $sysctl)" = 0 ] || chmod 755 "$own/all"
	for name in pid pid.new .pid cid; do
		other ln -s "$own/file" "$own/all/$name"
	done
	echo 1 >"$own/all/pid.new"
	assert_equal "$(cat "$own/file")" 1

	echo secret >"$own/file"
	does true
	oci run --bundle b --pid-file "$own/all/pid" "$id"
	[[ $(cat "$own/all/pid") =~ ^[0-9]+$ ]]
	[ ! -L "$own/all/pid" ]
	assert_equal "$(stat -c '%u %a' "$own/all/pid")" "0 644"
	combined run --rm --cidfile "$own/all/cid" -- true 2>out || true
	assert_equal "$(cat "$own/file")" secret
	stopped_by "mkostemp(3) and rename(2), and O_EXCL"
}

layers() { ls "$COMBINED_DATA/images/layers" 2>/dev/null; }

# registry_here: a registry without TLS, in $port.
registry_here() {
	local try
	for try in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 20000))
		printf '%s\n' 'version: 0.1' 'log: { level: error }' \
		    "storage: { filesystem: { rootdirectory: $PWD/registry } }" \
		    "http: { addr: 127.0.0.1:$port }" >registry.yml
		in_background docker-registry serve registry.yml >/dev/null 2>&1
		poll 10 curl -fs -o /dev/null "127.0.0.1:$port/v2/" && return
	done
}

@test "a registry whose name begins as our address proves its identity" {
	attack "127.evil.example" "five names that a prefix takes for this machine"
	requires root overlay skopeo umoci registry static
	make_tar
	registry_here
	umoci init --layout layout
	umoci new --image layout:app
	umoci raw add-layer --image layout:app "$own/app.tar"
	skopeo copy -q --dest-tls-verify=false oci:layout:app \
	    "docker://127.0.0.1:$port/app"
	local name names=(127.evil.example 127.0.0.1.evil.example 127.0.0.1x
	    localhost.evil.example 127.1.example)
	printf '127.0.0.1 %s\n' localhost "${names[@]}" >hosts
	with_names() {
		# shellcheck disable=SC2016 # the inner shell's
		unshare --mount sh -c 'mount --bind hosts /etc/hosts; exec "$@"' \
		    sh "$@"
	}
	for name in "${names[@]}"; do
		# A client that is asked not to verify takes it from any server.
		run with_names skopeo inspect --tls-verify=false \
		    "docker://$name:$port/app"
		assert_success
		run -125 with_names combined pull "$name:$port/app"
		assert_output --partial 'HTTP response to HTTPS client'
		run -125 with_names combined pull "docker://$name:$port/app"
	done
	for name in 127.0.0.1 localhost; do
		run with_names combined pull "$name:$port/app"
		assert_success
	done
	stopped_by "inet_pton of the host, 127.0.0.0/8, or exactly localhost"
}

# What skopeo leaves, without its checks: a config and a manifest of so many bytes.
fake_skopeo() {
	mkdir -p fake
	cat >fake/skopeo <<-'END'
		#!/bin/sh
		blobs=$4
		for layout; do layout=${layout#oci:}; done
		put() {
			sum=$(sha256sum "$1" | cut -d' ' -f1)
			mkdir -p "$blobs/sha256" && cp "$1" "$blobs/sha256/$sum"
		}
		cd "$(mktemp -d)" || exit 1
		tar -cf layer.tar --files-from /dev/null && put layer.tar
		layer=$sum
		head -c "$SIZE" /dev/zero | tr '\0' x >x
		printf '{"config": {}, "x": "%s"}' "$(cat x)" >config && put config
		printf '{"config": {"digest": "sha256:%s"}, "layers":
		    [{"digest": "sha256:%s", "size": 1}], "x": "%s"}' "$sum" \
		    "$layer" "$(head -c "$MORE" /dev/zero | tr '\0' x)" >manifest
		put manifest
		printf '{"manifests": [{"digest": "sha256:%s"}]}' "$sum" \
		    >"$layout/index.json"
	END
	chmod 755 fake/skopeo
}

@test "a config or manifest without end is not parsed" {
	attack "huge config" "5 MB where Docker's registry has 4"
	requires root overlay
	fake_skopeo
	local with=(env PATH="$PWD/fake:$PATH")
	run "${with[@]}" SIZE=4000000 MORE=4000000 combined pull example.org/x
	assert_success
	run -125 "${with[@]}" SIZE=5000000 MORE=0 combined pull example.org/y
	assert_output --partial 'larger than 4 MiB'
	run -125 "${with[@]}" SIZE=0 MORE=5000000 combined pull example.org/z
	assert_output --partial 'larger than 4 MiB'
	stopped_by "fstat before it is read"
}
