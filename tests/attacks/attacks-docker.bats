# Ways to root's commands through what a container, an image or another user puts
# where they read: more than there is an end of, or something else meanwhile.

load ../lib/attacks

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	chmod 755 .
	export COMBINED_DATA=$BATS_TEST_TMPDIR/data
	id=$(unique)
	ids=("$id" "$id-2" "$id-3")
	own=
	mounted=()
}

teardown() {
	local each
	[ -z "${BATS_TEST_COMPLETED-}" ] || [ -z "${stopped-}" ] ||
	    [ -z "${ATTACKS-}" ] ||
	    printf '%s\t%s\t%s\n' "$attack" "$tried" "$stopped" >>"$ATTACKS"
	for each in "${ids[@]}"; do
		oci delete --force "$each" || true
		[ ! -e "/run/combined/$each" ] ||
		    host combined rm -f "$each" >/dev/null 2>&1 || true
	done
	kill_background
	for each in "${mounted[@]}"; do
		umount -l "$each"
	done
	[ -z "$own" ] || rm -rf "$own"
}

# With a network of its own, where there is one.
host() {
	if [ -n "${network-}" ]; then nsenter -t "$network" -n "$@"; else "$@"; fi
}

begin_network() {
	in_background unshare --net sleep 1000
	network=$background
	poll 5 eval '[ "$(ns_of "$network" net)" != "$(ns_of self net)" ]'
	nsenter -t "$network" -n ip link set lo up
}

make_root() {
	mkdir -p "$1/bin" "$1/etc"
	cp "$(command -v busybox)" "$1/bin/busybox"
	chroot "$1" /bin/busybox --install -s /bin
}

@test "an /etc/passwd or /etc/group that does not end keeps no command" {
	attack "endless passwd(5)" "a sparse file of 1 TiB, for run, exec and OCI"
	requires root overlay
	bundle
	local root=$PWD/b/rootfs file
	combined run -d --name "$id" "$root" /bin/sleep 1000 3>&-
	for file in passwd group; do
		rm -f "$root/etc/passwd" "$root/etc/group"
		echo 'app:x:7:8::/:/bin/sh' >"$root/etc/passwd"
		rm -f "$root/etc/$file"
		truncate -s 1T "$root/etc/$file"
		# Whatever reads it to its end does so for hours.
		run timeout 2 chroot "$root" /bin/sh -c \
		    "exec cat /etc/$file >/dev/null"
		assert_failure 124
		run timeout 10 combined run --rm "$root" /bin/echo ran
		assert_output ran
		run -125 timeout 10 combined run --rm -u app "$root" /bin/echo ran
		assert_output --partial 'File too large'
		run -125 timeout 10 combined run --rm -u app:app "$root" \
		    /bin/echo ran
		assert_output --partial 'File too large'
		does /bin/echo ran
		run timeout 10 combined-oci --root "$PWD/state" run --bundle b \
		    "$id-2"
		assert_output ran
		# By the container itself, while it runs.
		combined exec "$id" /bin/sh -c "rm -f /etc/passwd /etc/group
		    echo 'app:x:7:8::/:/bin/sh' >/etc/passwd
		    rm -f /etc/$file; truncate -s 1099511627776 /etc/$file"
		run timeout 10 combined exec "$id" /bin/echo ran
		assert_output ran
		run -125 timeout 10 combined exec -u app:app "$id" /bin/echo ran
		assert_output --partial 'File too large'
		combined exec "$id" /bin/rm -f "/etc/$file"
	done
	stopped_by "no more of it is read than such a file has"
}

# fake_skopeo: brings an image whose config is the file ./config.
fake_skopeo() {
	mkdir -p fake
	cat >fake/skopeo <<-END
		#!/bin/sh
		blobs=\$4
		for layout; do layout=\${layout#oci:}; done
		put() {
			sum=\$(sha256sum "\$1" | cut -d' ' -f1)
			mkdir -p "\$blobs/sha256" && cp "\$1" "\$blobs/sha256/\$sum"
		}
		put "$PWD/layer.tar"
		layer=\$sum
		put "$PWD/config"
		printf '{"config": {"digest": "sha256:%s"}, "layers":
		    [{"digest": "sha256:%s", "size": 1}]}' "\$sum" "\$layer" \
		    >"$PWD/manifest"
		put "$PWD/manifest"
		printf '{"manifests": [{"digest": "sha256:%s"}]}' "\$sum" \
		    >"\$layout/index.json"
	END
	chmod 755 fake/skopeo
	make_root image
	tar -C image -cf layer.tar .
}

# nested KEY: a label, or another value, of zeros in many lists.
nested() {
	local open
	open=$(printf '%1900s' '' | tr ' ' '[')
	printf '{"config": {"%s": {"a": %s%s0%s}}}' "$1" "$open" \
	    "$(printf '%50000s' '' | sed 's/ /0,/g')" \
	    "$(printf %s "$open" | tr '[' ']')"
}

@test "a config of lists in lists fills neither the store nor /run" {
	attack "nested config" "100 KB, which are 190 MB with a space for each list"
	requires root overlay
	fake_skopeo
	local key with=(env PATH="$PWD/fake:$PATH")
	for key in Labels Volumes ExposedPorts Healthcheck unknown; do
		nested "$key" >config
		[ "$(stat -c %s config)" -lt 110000 ]
		# What a writer does that gives each its line.
		[ "$(python3 -c 'import json, sys
sys.setrecursionlimit(9999)
print(len(json.dumps(json.load(open("config")), indent=2)))')" -gt 100000000 ]
		run -125 "${with[@]}" combined run --name "$id" example.org/x \
		    /bin/true
		assert_output --partial 'its config is nested too deeply'
		[ ! -e "/run/combined/$id" ]
		[ "$(du -sm data | cut -f1)" -lt 20 ]
	done
	# As deep as the image specification and Docker have it.
	echo '{"config": {"Labels": {"a": "b"}, "ExposedPorts": {"80/tcp": {}},
	    "Healthcheck": {"Test": ["CMD", "true"]}, "Env": ["A=b"]}}' >config
	run "${with[@]}" combined run --rm example.org/y /bin/echo ran
	assert_line ran
	stopped_by "four lists or objects in each other, no more"
}

@test "a file that grows while cp reads it does not fill the host's disk" {
	attack "cp without end" "a file is empty, and 300 MiB when cp has looked"
	requires root overlay
	make_root root
	mkdir out volume
	touch volume/file
	combined run -d --name "$id" -v "$PWD/volume:/volume" "$PWD/root" \
	    /bin/sleep 1000 3>&-
	# By its size alone, one that is empty may have as much as it likes.
	[ "$(stat -c %s volume/file)" = 0 ]
	in_background strace -f -qq -o log -P file -e trace=openat \
	    -e inject=openat:delay_enter=2000000:when=2 \
	    combined cp "$id:/volume/file" out/
	poll 10 grep -qs O_CREAT log
	combined exec "$id" /bin/truncate -s 300M /volume/file
	wait "$background"
	[ "$(stat -c %s out/file)" -lt 1000000 ]
	# What is of the kernel's is empty, and has a text all the same.
	combined cp "$id:/proc/1/status" out/status
	grep -q ^Name: out/status
	# And one that is not empty is copied as far as it went at first.
	echo text >volume/file
	combined cp "$id:/volume/file" out/
	[ "$(cat out/file)" = text ]
	stopped_by "an empty file is read as long as it is empty"
}

@test "a config of many variables or volumes does not take hours" {
	attack "hours with an image's config" "3.5 MB: 300,000 variables; 200,000 volumes, the deep ones first"
	requires root overlay python3
	fake_skopeo
	combined run -d --name "$id" "$PWD/image" /bin/sleep 1000 3>&-
	# With a loop over all for each: n * n / 2 comparisons.
	run sh -c "ulimit -t 5; exec python3 -c '
names = []
for i in range(300000):
    if \"V%d=x\" % i not in names: names.append(\"V%d=x\" % i)'"
	assert_failure 137

	local what
	for what in '"Env": ["V%d=x" % i for i in range(300000)]' \
	    '"Volumes": {("/v%d/a" if i < 100000 else "/v%d") % i: {}
	        for i in range(200000)}' \
	    '"Env": ["V=%d" % i for i in range(300000)]'; do
		python3 -c "import json
print(json.dumps({'config': {$what}}, separators=(',', ':')))" >config
		# All of it is read, and then the name is another's.
		run sh -c "ulimit -t 100; PATH='$PWD/fake:$PATH' exec combined run \
		    --name '$id' 'example.org/${#what}' /bin/true"
		assert_failure 125
		assert_output --partial 'already exists'
	done
	stopped_by "names are looked up in a table, or sorted once"
}

# small DIRECTORY: no more than 20 MB are there.
small() {
	mkdir -p "$1"
	mount -t tmpfs -o size=20m,mode=700 small "$1"
	mounted+=("$1")
}

# The data of ./sparse is also that of the file, its size too, and no more is used.
is_sparse_copy() {
	[ "$(stat -c %s "$1")" = "$(stat -c %s sparse)" ] || fail "$(stat "$1")"
	[ "$(stat -c %b "$1")" -lt 2000 ]
	cmp sparse "$1"
}

@test "a sparse file does not fill the host's disk when it is copied" {
	attack "the zeros of a sparse file" \
	    "300 MB of holes: cp, a new volume, tmpcopyup, with 20 MB of room"
	requires root overlay
	# Data at the beginning, in the middle, and a hole at the end; or none.
	printf begin >sparse
	printf middle | dd of=sparse bs=1000 seek=123457 conv=notrunc status=none
	truncate -s 300M sparse
	small naive
	run ! sh -c 'cat sparse >naive/copy'

	make_root root
	mkdir root/data
	cp --sparse=always sparse root/data/file
	truncate -s 300M root/data/hole
	small out
	combined run -d --name "$id" "$PWD/root" /bin/sleep 1000 3>&-
	combined cp "$id:/data/." out
	is_sparse_copy out/file
	assert_equal "$(stat -c '%s %b' out/hole)" "314572800 0"
	combined rm -f "$id"
	small data
	combined run --rm -v v:/data "$PWD/root" /bin/true
	is_sparse_copy data/volumes/v/file
	assert_equal "$(stat -c '%s %b' data/volumes/v/hole)" "314572800 0"

	bundle '.mounts += [{destination: "/data", type: "tmpfs", source: "t",
	    options: ["tmpcopyup", "size=20m"]}]'
	cp -r --sparse=always root/data b/rootfs
	does sh -c 'stat -c "%s" /data/*; sha256sum </data/file'
	run oci run --bundle b "$id"
	assert_output "314572800
314572800
$(sha256sum <sparse)"
	stopped_by "holes stay holes: SEEK_DATA, SEEK_HOLE"
}

# asks_for BYTE: ./layer.tar.xz says that this is the size of its dictionary, as
# its block header has it: 28: 64 MiB, 33: 384 MiB. gzip(1) ends with a CRC-32, too.
asks_for() {
	printf "\\x$(printf %x "$1")" |
	    dd of=layer.tar.xz bs=1 seek=16 conv=notrunc status=none
	tail -c +13 layer.tar.xz | head -c 8 | gzip -c | tail -c 8 | head -c 4 |
	    dd of=layer.tar.xz bs=1 seek=20 conv=notrunc status=none
	xz -t layer.tar.xz
}

@test "an archive that asks for much memory does not get it" {
	attack "the machine's memory" "64 kB of xz with a dictionary of 384 MiB"
	requires root overlay xz
	mkdir big
	truncate -s 100M big/zeros
	tar -c big | xz -0 -T1 --check=none >layer.tar.xz
	asks_for 33
	# Where nothing stops it, it gets all that it asks for.
	run ! sh -c 'ulimit -v 300000; xz -dc <layer.tar.xz >/dev/null'
	# The sanitizer's malloc(3) otherwise ends the process itself.
	run env ASAN_OPTIONS="${ASAN_OPTIONS-}:allocator_may_return_null=1" \
	    combined pull "$PWD/layer.tar.xz"
	assert_failure 125
	assert_output --partial 'Cannot allocate memory'
	assert_equal "$(ls data/images/layers)" ""
	asks_for 28
	# What the caller allows is not made more. A sanitizer takes terabytes.
	ldd "$(command -v combined)" | grep -q libasan ||
	    run -125 sh -c 'ulimit -S -v 60000; combined pull "$PWD/layer.tar.xz"'
	assert_output --partial 'Cannot allocate memory'
	run combined pull "$PWD/layer.tar.xz"
	assert_success
	stopped_by "setrlimit(RLIMIT_AS): 256 MiB for the reading of an archive"
}

# paths FILE LINE...: an archive of empty files; "N TEXT" stands for N times the text.
paths() {
	python3 -c 'import re, sys, tarfile
archive = tarfile.open(sys.argv[1], "w:gz", format=tarfile.GNU_FORMAT)
for name in sys.argv[2:]:
    times = lambda m: int(m[1]) * m[2]
    archive.addfile(tarfile.TarInfo(re.sub("<([0-9]+) (.*?)>", times, name)))
archive.close()' "$@"
}

@test "an archive of few files makes directories without end" {
	attack "directories without an entry" "400 bytes: 2 paths, 3800 directories"
	requires root overlay python3
	paths deep.tar.gz "1/<1900 d/>file" "2/<1900 d/>file"
	[ "$(stat -c %s deep.tar.gz)" -lt 500 ]
	mkdir naive
	tar -C naive -xzf deep.tar.gz
	[ "$(find naive -type d | wc -l)" -gt 3800 ]

	COMBINED_LAYER_MAX=10M run -125 combined pull "$PWD/deep.tar.gz"
	assert_output --partial 'too large (COMBINED_LAYER_MAX)'
	assert_equal "$(ls data/images/layers)" ""
	# The same with deletions, of which an archive has only the names.
	paths deleted.tar.gz "1/<1900 d/>.wh.file" "2/<1900 d/>.wh.file"
	COMBINED_LAYER_MAX=10M run -125 combined pull "$PWD/deleted.tar.gz"
	assert_output --partial 'too large (COMBINED_LAYER_MAX)'
	# Each directory counts once.
	paths shared.tar.gz "<1900 d/>"{1..9} "<1900 d/>.wh.file"
	COMBINED_LAYER_MAX=10M run combined pull "$PWD/shared.tar.gz"
	assert_success
	stopped_by "each counts as a file, and as a block of the disk"
}

@test "an archive has more than its files, or files that are nothing in the layer" {
	attack "hours of decompression" "60 kB: headers of a megabyte, and deletions that hold 20 MB"
	requires root overlay python3
	python3 -c 'import io, tarfile
def archive(name, entries):
    with tarfile.open(name, "w:gz", format=tarfile.PAX_FORMAT) as all:
        for i in range(20): all.addfile(*entries(i))
def file(name, size=0):
    info = tarfile.TarInfo(name)
    info.size = size
    return info
def headed(i):
    info = file("file%d" % i)
    info.pax_headers = {"comment": "x" * 1000000}
    return info, None
def holds(name): return lambda i: (file(name, 1000000), io.BytesIO(bytes(1000000)))
archive("headers.tar.gz", headed)
archive("deletion.tar.gz", holds(".wh.file"))
archive("aufs.tar.gz", holds(".wh..wh.aufs"))
archive("directory.tar.gz", holds("."))'
	local kind
	for kind in headers deletion aufs directory; do
		echo $kind
		[ "$(stat -c %s $kind.tar.gz)" -lt 60000 ]
		[ "$(gzip -dc $kind.tar.gz | wc -c)" -gt 20000000 ]
		COMBINED_LAYER_MAX=10M run -125 combined pull "$PWD/$kind.tar.gz"
		assert_output --partial 'too large (COMBINED_LAYER_MAX)'
		COMBINED_LAYER_MAX=30M run combined pull "$PWD/$kind.tar.gz"
		assert_success
	done
	stopped_by "what is decompressed counts, be it written or not"
}

# calls NAME... -- COMMAND...: how many such system calls does it make?
calls() {
	local names=$1
	while [ "$2" != -- ]; do
		shift
		names+=,$1
	done
	shift 2
	strace -f -qq -o log -e "trace=$names" "$@" >/dev/null
	wc -l <log
}

@test "an archive whose files are far down takes no longer for each of them" {
	attack "hours of unpacking" "deep paths, and one directory hidden many times"
	requires root overlay python3 strace
	local i files=() hidden=()
	for i in {1..100}; do
		files+=("<500 d/>$i")
		hidden+=("d/$i" "d/.wh..wh..opq")
	done
	paths deep.tar.gz "${files[@]}"
	# With mkdir -p for each file, there are 500 calls for each.
	mkdir naive
	local naive
	naive=$(calls '?mkdir' mkdirat -- sh -c "cd naive
	    for i in \$(tar -tzf ../deep.tar.gz | head -n 20); do
	        /bin/mkdir -p \"\${i%/*}\"; done")
	[ "$naive" -ge 10000 ]

	run calls '?mkdir' mkdirat -- combined pull "$PWD/deep.tar.gz"
	assert_success
	[ "$output" -ge 500 ] && [ "$output" -lt 1000 ]
	assert_equal "$(find data/images/layers -type f | wc -l)" 100
	# Whatever lists a directory each time that it is hidden lists it 100 times.
	paths hidden.tar.gz "${hidden[@]}"
	run calls getdents64 -- combined pull "$PWD/hidden.tar.gz"
	assert_success
	[ "$output" -lt 50 ]
	assert_equal "$(ls data/images/layers/*/d/100)" data/images/layers/*/d/100
	stopped_by "the deepest directory that is there is looked for from the end"
}

@test "a container that fills its files of /etc keeps no other from starting" {
	attack "full /etc/hosts" "there is room for half of what is to be written"
	requires root overlay nftables bridge
	begin_network
	make_root root
	local i hosts=()
	for ((i = 0; i < 60; i++)); do
		hosts+=(--add-host "$(printf 'x%0.s' {1..70})$i.example:10.0.0.$i")
	done
	host combined run -d --name "$id" --network bridge "${hosts[@]}" \
	    "$PWD/root" /bin/sleep 1000 3>&-
	[ "$(combined exec "$id" /bin/wc -c /etc/hosts | cut -d' ' -f1)" -gt 4096 ]
	# One page stays its, and there is no other.
	combined exec "$id" /bin/sh -c 'echo x >/etc/hosts
	    cat /dev/zero >/etc/resolv.conf' || true
	run combined exec "$id" /bin/sh -c 'echo x >/etc/hostname'
	local try
	for try in 2 3; do
		run host timeout 20 combined run -d --name "$id-$try" \
		    --network bridge "$PWD/root" /bin/sleep 1000 3>&-
		assert_success
	done
	run combined exec "$id-2" /bin/cat /etc/hosts
	assert_output --partial "$id-3"
	stopped_by "what is not written to one's hosts is its own loss"
}

# files_of PID: how many descriptors it has open.
files_of() { ls "/proc/$1/fd" | wc -l; }

@test "CVE-2025-64329: clients of attach that are gone leave nothing behind" {
	attack CVE-2025-64329 "attach 20 times: clients that end and clients that are killed"
	requires root overlay
	make_root root
	local i pid before
	combined run -dt --name "$id" "$PWD/root" \
	    /bin/sh -c 'while :; do echo tick; sleep 0.1; done' 3>&-
	pid=$(status_field "$(combined inspect -f '{{.State.Pid}}' "$id")" PPid)
	before=$(files_of "$pid")
	for i in {1..10}; do
		for signal in TERM KILL; do
			: >out
			in_background combined attach "$id" </dev/null >out
			poll 20 grep -q tick out
			# A client costs the supervisor a descriptor, as long as it is there.
			[ "$(files_of "$pid")" = $((before + 1)) ]
			kill -$signal "$background"
			wait "$background" || true
		done
	done
	poll 20 eval '[ "$(files_of "$pid")" = "$before" ]'
	assert_equal "$(ls "/proc/$pid/task" | wc -l)" 1
	assert_equal "$(pgrep -c -P "$pid")" 1
	stopped_by "a guest's one descriptor is closed by its end, or for the next one"
}

# waits_for_lock PID: flock(2) is its call, on x86-64 or on others.
waits_for_lock() {
	local call
	call=$(cut -d" " -f1 "/proc/$1/syscall" 2>/dev/null) || return 1
	[ "$call" = 73 ] || [ "$call" = 32 ]
}

@test "no archive passes its files off as those of another" {
	attack "a layer's name" "an archive of another user's is a link for a moment"
	requires root overlay
	own=$(mktemp -d /tmp/attacks-docker.XXXXXX)
	chmod 755 "$own"
	local kind
	for kind in good evil; do
		make_root "$kind"
		echo "$kind" >"$kind/etc/which"
		tar -C "$kind" -cf "$kind.tar" .
	done
	cp good.tar "$own/good.tar"
	install -d -o 1234 -g 1234 "$own/other"
	cp evil.tar "$own/other/app.tar"
	# What is looked up twice is two files.
	mkdir -p data/images
	chmod 700 data data/images
	exec 9>data/images/lock
	flock 9
	in_background strace -f -qq -o log -P "$own/other/app.tar" \
	    -e trace=?newfstatat,?stat,openat \
	    -e inject=openat:delay_enter=2000000 \
	    combined pull "$own/other/app.tar" 9>&-
	poll 10 eval 'waits_for_lock "$(pgrep -P "$background" combined)"'
	ln -s "$own/good.tar" "$own/link"
	mv -T "$own/link" "$own/other/app.tar"
	: >log.before
	cp log log.before
	exec 9>&-
	# The reader has looked at the link; what it opens next is another.
	poll 10 eval '[ "$(wc -l <log)" -gt "$(wc -l <log.before)" ] ||
	    ! kill -0 "$background" 2>/dev/null'
	cp evil.tar "$own/evil"
	mv -T "$own/evil" "$own/other/app.tar"
	wait "$background" || true
	run combined run --rm "$own/good.tar" /bin/cat /etc/which
	assert_output good
	stopped_by "the layer is called after the file that is open"
}
