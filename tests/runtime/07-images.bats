# Images: what is pulled, how its layers are unpacked and stacked, and what its
# config says. The registry is a real one, on a port of the loopback interface.

load ../lib/helpers

setup_file() {
	has root overlay skopeo umoci registry || return 0
	cd "$BATS_FILE_TMPDIR" || return 1
	make_layers
	umoci init --layout layout
	umoci new --image layout:base
	umoci raw add-layer --image layout:base one.tar
	umoci config --image layout:base --config.env FROM=base \
	    --config.cmd sh --config.cmd=-c --config.cmd 'echo default'
	umoci tag --image layout:base app
	umoci raw add-layer --image layout:app two.tar
	start_registry
	export registry
	skopeo copy -q --dest-tls-verify=false oci:layout:base \
	    "docker://$registry/base"
	skopeo copy -q --dest-tls-verify=false oci:layout:app \
	    "docker://$registry/app:1"
}

# Two layers: the second deletes, hides and replaces what the first one has.
make_layers() {
	mkdir -p one/bin one/etc one/dir/sub one/hidden one/gone
	cp "$(command -v busybox)" one/bin/busybox
	local command
	for command in sh cat echo sleep true; do
		ln -s busybox "one/bin/$command"
	done
	echo 'app:x:7:8::/home/app:/bin/sh' >one/etc/passwd
	echo 'users:x:8:' >one/etc/group
	touch one/dir/{a,b} one/dir/sub/c one/hidden/old one/gone/file
	tar -C one --owner=0 --group=0 -cf one.tar .
	mkdir -p two/dir two/hidden
	echo two >two/dir/b
	touch two/hidden/{new,.wh..wh..opq} two/dir/.wh.a two/.wh.gone
	tar -C two --owner=7 --group=8 -cf two.tar dir hidden .wh.gone
}

start_registry() {
	local try port
	for try in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 20000))
		cat >registry.yml <<-END
			version: 0.1
			log: { level: error }
			storage: { filesystem: { rootdirectory: $PWD/registry } }
			http: { addr: 127.0.0.1:$port }
		END
		in_background docker-registry serve registry.yml >/dev/null 2>&1
		registry=127.0.0.1:$port
		poll 10 curl -fs -o /dev/null "$registry/v2/" && break
	done
	echo "$background" >registry.pid
}

teardown_file() {
	[ ! -e "$BATS_FILE_TMPDIR/registry.pid" ] ||
	    kill "$(cat "$BATS_FILE_TMPDIR/registry.pid")"
}

setup() {
	requires root overlay skopeo umoci registry
	cd "$BATS_TEST_TMPDIR" || return 1
	export COMBINED_DATA=$BATS_TEST_TMPDIR/data
	store=$COMBINED_DATA/images
	layout=$BATS_FILE_TMPDIR/layout
	name=$(unique)
}

teardown() {
	[ ! -e "$BATS_FILE_TMPDIR/registry.pid" ] ||
	    kill -CONT "$(cat "$BATS_FILE_TMPDIR/registry.pid")"
	[ -z "${name-}" ] || [ ! -e "/run/combined/$name" ] ||
	    combined rm -f "$name"
	kill_background
	[ -z "${own-}" ] || rm -rf "$own"
}

layers() { ls "$store/layers" | wc -l; }

# An image with one layer: image NAME FILE.tar [options of umoci config].
image() {
	local tag=$1 tar=$2
	shift 2
	[ -e mine ] || umoci init --layout mine
	umoci new --image "mine:$tag"
	umoci raw add-layer --image "mine:$tag" "$tar"
	[ $# -eq 0 ] || umoci config --image "mine:$tag" "$@"
}

@test "pull fetches from a registry, run needs it no more" {
	run -125 combined pull ./missing.tar
	assert_output "combined: ./missing.tar: No such file or directory"
	run combined pull "$registry/app:1"
	assert_success
	assert_output "$registry/app:1"
	run combined images
	assert_line --regexp "^$registry/app:1 +[0-9a-f]{12} +2 "
	# As docker: columns that fit, and how long ago the image was made.
	assert_line --index 0 --regexp '^NAME +ID +LAYERS +FETCHED +CREATED$'
	assert_line --regexp "^$registry/app:1   ?[0-9a-f].* ago$"
	# Without any network there is no registry.
	run unshare --net combined run --rm "$registry/app:1" cat /dir/b
	assert_success
	assert_output two
}

@test "pull on a terminal: a line for each layer, the total and the digest" {
	requires expect
	export registry
	local digest
	digest=$(skopeo inspect --raw --tls-verify=false \
	    "docker://$registry/app:1" | sha256sum)
	run in_terminal 'set env(TERM) xterm; set stty_init "cols 80"
	    spawn combined pull $env(registry)/app:1
	    expect eof
	    exit [lindex [wait] 3]'
	assert_success
	[ "$(grep -o 'Copying blob [0-9a-f]* done' <<<"$output" |
	    sort -u | wc -l)" = 2 ] || fail "$output"
	assert_line --regexp '^Total: 2 layers, [0-9.]+ MB'
	assert_line --partial "Digest: sha256:${digest%% *}"
	refute_output --partial 'Getting image'
	refute_output --partial 'Writing manifest'
	# A terminal that cannot move its cursor has no bars, and the rest.
	run in_terminal 'set env(TERM) dumb; set stty_init "cols 80"
	    spawn combined pull $env(registry)/app:1
	    expect eof
	    exit [lindex [wait] 3]'
	assert_success
	assert_line --regexp '^Total: 2 layers, [0-9.]+ MB'
	refute_output --partial $'\033'
	refute_output --partial 'Copying blob'
	# All that skopeo says is there for those that ask for it.
	run combined pull --verbose "$registry/app:1"
	assert_success
	assert_output --partial 'Writing manifest'
	# And elsewhere than on a terminal there is the name alone.
	run combined pull "$registry/base"
	assert_output "$registry/base:latest"
	# Why it fails stands there on a terminal, too.
	run in_terminal 'spawn combined pull $env(registry)/nosuch
	    expect eof
	    exit [lindex [wait] 3]'
	assert_equal "$status" 125
	assert_output --partial "$registry/nosuch:latest: skopeo: "
}

@test "run pulls what is missing, --pull always and never say otherwise" {
	run -125 combined run --rm --pull never "$registry/base"
	assert_output --partial 'no such image'
	run combined run --rm "$registry/base"
	assert_success
	assert_output default
	run -125 unshare --net combined run --rm --pull always "$registry/base"
	assert_output --partial "$registry/base:latest: skopeo: "
	assert_equal "${#lines[@]}" 1
	run -125 combined run --rm "$registry/nosuch"
	assert_output --partial 'manifest unknown'
}

@test "a layer deletes, hides and replaces what is below it" {
	run combined run --rm "oci:$layout:app" sh -c \
	    'echo /dir/* /dir/sub/* /hidden/*; cat /dir/b; ls -d /gone'
	assert_line '/dir/b /dir/sub /dir/sub/c /hidden/new'
	assert_line two
	assert_line --partial 'No such file'
	run combined run --rm "oci:$layout:base" sh -c \
	    'echo /dir/* /hidden/* /gone/*'
	assert_output '/dir/a /dir/b /dir/sub /hidden/old /gone/file'
	# As overlayfs has it: a device 0:0, and an attribute.
	local top
	top=$store/layers/$(jq -r '.[].Layers | select(length == 2) | .[0]' \
	    "$store/images.json")
	assert_equal "$(stat -c %F,%t:%T "$top/gone")" 'character special file,0:0'
	assert_equal "$(stat -c %u:%g "$top/dir/b")" 7:8
	[ ! -e "$top/hidden/.wh..wh..opq" ]
}

@test "the container's overlay has the image's layers, the top one first" {
	combined run -d --name "$name" "oci:$layout:app" sleep 1000
	local pid
	pid=$(combined inspect "$name" | jq '.[0].State.Pid')
	run awk '$5 == "/" { print $NF }' "/proc/$pid/mountinfo"
	assert_output --regexp 'lowerdir=/proc/self/fd/[0-9]+:/proc/self/fd/[0-9]+,'
	# What it writes stays out of the layers.
	combined exec "$name" sh -c 'echo mine >/dir/b; rm -r /hidden'
	run combined run --rm "oci:$layout:app" cat /dir/b
	assert_output two
}

@test "a layer that two images share is fetched and unpacked once" {
	combined pull "$registry/base"
	assert_equal "$(layers)" 1
	local before
	before=$(stat -c '%i %z' "$store"/layers/*)
	combined pull "$registry/app:1"
	assert_equal "$(layers)" 2
	run stat -c '%i %z' "$store"/layers/*
	assert_line "$before"
	assert_equal "$(ls "$store/blobs/sha256" | wc -l)" 2
}

@test "the config says command, user, environment and directory" {
	image web "$BATS_FILE_TMPDIR/one.tar" --config.user app \
	    --config.env A=image --config.env B=image --config.env PATH=/bin \
	    --config.workingdir /made/here --config.entrypoint sh \
	    --config.entrypoint=-c --config.cmd \
	    'id; pwd; echo $A $B $PATH $HOME'
	run combined run --rm -e B=mine oci:mine:web
	assert_line 'uid=7(app) gid=8(users) groups=8(users)'
	assert_line /made/here
	assert_line 'image mine /bin /home/app'
	run combined run --rm -u 5:6 -w /bin oci:mine:web 'id; pwd'
	assert_line 'uid=5 gid=6 groups=6'
	assert_line /bin
}

@test "--entrypoint replaces the image's, and its arguments" {
	image web "$BATS_FILE_TMPDIR/one.tar" --config.entrypoint echo \
	    --config.cmd default
	run combined run --rm oci:mine:web
	assert_output default
	run combined run --rm oci:mine:web mine
	assert_output mine
	run combined run --rm --entrypoint cat oci:mine:web /etc/group
	assert_output users:x:8:
	run combined run --rm --entrypoint '' oci:mine:web sh -c 'echo none'
	assert_output none
	run combined run --rm --entrypoint echo -- of busybox
	assert_output 'of busybox'
}

@test "an empty --entrypoint means no entrypoint" {
	image web "$BATS_FILE_TMPDIR/one.tar" --config.entrypoint '' \
	    --config.cmd echo --config.cmd default
	run combined run --rm oci:mine:web
	assert_output default
	run combined run --rm oci:mine:web echo mine
	assert_output mine
}

@test "stop signal, labels and ports of an image are known" {
	image web "$BATS_FILE_TMPDIR/one.tar" --config.stopsignal SIGUSR1 \
	    --config.label key=value --config.exposedports 80/tcp \
	    --config.cmd sh --config.cmd=-c --config.cmd \
	    'trap "exit 3" USR1; touch /ready; while :; do sleep 0.1; done'
	combined run -d --name "$name" oci:mine:web
	local pid
	pid=$(combined inspect "$name" | jq '.[0].State.Pid')
	run jq -c '.[0].Config | [.Labels, .ExposedPorts]' \
	    <<<"$(combined inspect "$name")"
	assert_output '[{"key":"value"},{"80/tcp":{}}]'
	poll 20 test -e "/proc/$pid/root/ready"
	combined stop "$name"
	assert_equal "$(combined inspect "$name" | jq '.[0].State.ExitCode')" 3
}

@test "docker save's archive, OCI's, a tar and a directory are images" {
	skopeo copy -q "oci:$layout:app" docker-archive:saved.tar:some/app:2
	skopeo copy -q "oci:$layout:app" oci-archive:oci.tar
	gzip -k <"$BATS_FILE_TMPDIR/one.tar" >root.tar.gz
	local source
	for source in docker-archive:saved.tar ./saved.tar oci.tar; do
		run combined run --rm "$source" cat /dir/b
		assert_output two
	done
	run combined run --rm root.tar.gz sh -c 'echo /dir/*'
	assert_output '/dir/a /dir/b /dir/sub'
	run combined run --rm "$BATS_FILE_TMPDIR/one" sh -c 'echo /dir/*'
	assert_output '/dir/a /dir/b /dir/sub'
}

@test "a file that has changed is read again, one that has not is not" {
	cp "$BATS_FILE_TMPDIR/one.tar" root.tar
	combined run --rm root.tar true
	local before
	before=$(ls "$store/layers")
	combined run --rm root.tar true
	assert_equal "$(ls "$store/layers")" "$before"
	mkdir more && tar -rf root.tar more
	run combined run --rm root.tar sh -c 'ls -d /more'
	assert_output /more
	assert_equal "$(layers)" 1
}

@test "rmi removes the layers that no image has left" {
	combined pull "$registry/base" "$registry/app:1"
	combined run --name "$name" "$registry/app:1" true
	run -125 combined rmi "$registry/app:1"
	assert_output --partial "in use by $name"
	combined rm "$name"
	combined run -d --rm --name "$name" "$registry/app:1" sleep 1000
	run -125 combined rmi "$registry/app:1"
	assert_output --partial 'a container that runs'
	combined rm -f "$name"
	combined rmi "$registry/app:1"
	assert_equal "$(layers)" 1
	combined rmi "$registry/base"
	assert_equal "$(layers)" 0
	[ -z "$(ls "$store/blobs/sha256")" ]
	run -125 combined rmi "$registry/base"
	assert_output --partial 'no such image'
}

@test "a container keeps its layers when its image's name moves on" {
	image web "$BATS_FILE_TMPDIR/one.tar"
	combined run -d --rm --name "$name" oci:mine:web sleep 1000
	umoci rm --image mine:web
	image web "$BATS_FILE_TMPDIR/two.tar"
	combined pull oci:mine:web
	assert_equal "$(layers)" 2
	run combined exec "$name" cat /etc/group
	assert_output users:x:8:
	combined rm -f "$name"
	combined rmi oci:mine:web
	assert_equal "$(layers)" 0
}

@test "started again, it has the image that it began with" {
	image web "$BATS_FILE_TMPDIR/one.tar"
	combined run -d --name "$name" oci:mine:web sh -c \
	    'cat /etc/group >>/seen; sleep 1000'
	local seen=$COMBINED_DATA/containers/$name/upper/seen
	poll 20 test -s "$seen"
	umoci rm --image mine:web
	image web "$BATS_FILE_TMPDIR/two.tar"
	combined pull oci:mine:web
	combined restart -t 0 "$name"
	poll 20 eval '[ "$(grep -c users:x:8: "$seen")" = 2 ]'
	combined rmi oci:mine:web
	combined restart -t 0 "$name"
	poll 20 eval '[ "$(grep -c users:x:8: "$seen")" = 3 ]'
	combined rm -f "$name"
}

@test "tag gives a name, and a layer stays for the last one" {
	combined pull "oci:$layout:app"
	combined tag "oci:$layout:app" mine
	run combined run --rm mine cat /dir/b
	assert_output two
	combined rmi "oci:$layout:app"
	assert_equal "$(layers)" 2
	run combined run --rm mine:latest cat /dir/b
	assert_output two
	combined rmi mine
	assert_equal "$(layers)" 0
}

@test "what an ended container has written goes on its image's layers" {
	combined run --name "$name" "oci:$layout:app" sh -c 'echo x >/dir/new'
	run combined diff "$name"
	assert_line 'A /dir/new'
	refute_line --partial /dir/b
	combined cp "$name:/dir/b" out
	assert_equal "$(cat out)" two
}

@test "Debian's nginx answers on a published port, and stops as it likes to" {
	requires nginx_image nftables bridge
	local host=(nsenter -n -t)
	in_background unshare --net sleep 1000
	host+=("$background")
	poll 20 eval '[ "$(ns_of "$background" net)" != "$(ns_of self net)" ]'
	"${host[@]}" ip link set lo up
	"${host[@]}" combined run -d --name "$name" -p 8080:80 \
	    "oci:${O:-$PROJECT}/build/nginx:nginx"
	run poll 20 "${host[@]}" curl -sf -m 5 http://127.0.0.1:8080/
	assert_output --partial 'Welcome to nginx!'
	run combined top "$name"
	assert_line --regexp '^www-data .* nginx: worker process'
	# SIGQUIT, and not SIGTERM, is in its config.
	run combined inspect "$name"
	assert_output --partial '"StopSignal": "SIGQUIT"'
	"${host[@]}" combined stop "$name"
	assert_equal "$(combined inspect "$name" | jq '.[0].State.ExitCode')" 0
	"${host[@]}" combined rm "$name"
}

# tar_of FILE: a tar archive of what Python says, which tar(1) refuses to write.
tar_of() {
	requires python3
	python3 -c '
import io, sys, tarfile
archive = tarfile.open(sys.argv[1], "w", format=tarfile.PAX_FORMAT)
def add(name, kind=tarfile.REGTYPE, text="", pax={}, **more):
    info = tarfile.TarInfo(name)
    info.type, info.size, info.pax_headers = kind, len(text), pax
    for key in more: setattr(info, key, more[key])
    archive.addfile(info, io.BytesIO(text.encode()))
exec(sys.stdin.read())
archive.close()' "$1"
}

@test "nothing of a layer gets out of it by .., links or absolute paths" {
	mkdir -p outside/dir
	echo secret >outside/secret
	tar_of dots.tar <<-END
		add("../outside/dots", text="x")
	END
	run -125 combined pull dots.tar
	assert_output --partial "dots.tar: ../outside/dots: Path contains '..'"
	tar_of links.tar <<-END
		add("way", tarfile.SYMTYPE, linkname="$PWD/outside/dir")
		add("way/through", text="x")
		add("up", tarfile.SYMTYPE, linkname="../../../../../..$PWD/outside")
		add("up/through", text="x")
		add("up/.wh.secret")
		add("$PWD/outside/absolute", text="x")
	END
	run -125 combined pull links.tar
	tar_of inside.tar <<-END
		add("real", tarfile.DIRTYPE, mode=0o755)
		add("alias", tarfile.SYMTYPE, linkname="/real")
		add("alias/file", text="x")
		add("$PWD/outside/absolute", text="x")
	END
	combined pull inside.tar
	run find "$store/layers" -path '*/real/file'
	assert_output --partial /real/file
	tar_of hard.tar <<-END
		add("hard", tarfile.LNKTYPE, linkname="$PWD/outside/secret")
	END
	run -125 combined pull hard.tar
	run find outside -type f
	assert_output outside/secret
	assert_equal "$(cat outside/secret)" secret
	assert_equal "$(stat -c %h outside/secret)" 1
}

@test "a tag beside a digest is a remark, library/ is Docker Hub's for one name" {
	combined pull "$registry/app:1"
	local digest
	digest=sha256:$(jq -r '.[].Id' "$store/images.json")
	run combined pull "$registry/app:other@$digest"
	assert_success
	assert_output "$registry/app@$digest"
	run -125 unshare --net combined pull docker.io/library/a/b
	assert_output --partial 'library/a/b:latest: skopeo'
	run -125 unshare --net combined pull index.docker.io/library/a
	assert_output --partial 'combined: a:latest: skopeo'
}

@test "an archive that is not there is said to be missing, not a command" {
	local word
	for word in ./nosuch.tar ../nosuch /nosuch.tar.gz ./nosuch; do
		run -125 combined run --rm "$word"
		assert_output \
		    "combined: $word: no such archive or directory"
	done
	cp "$BATS_FILE_TMPDIR/one.tar" saved
	run combined run --rm ./saved sh -c 'echo /dir/*'
	assert_output '/dir/a /dir/b /dir/sub'
}

@test "names in an archive may begin with ./, whatever kind it is" {
	mkdir docker oci
	skopeo copy -q "oci:$layout:app" docker-archive:saved.tar:some/app:2
	skopeo copy -q "oci:$layout:app" oci-archive:oci.tar
	tar -C docker -xf saved.tar
	tar -C oci -xf oci.tar
	local kind
	for kind in docker oci; do
		tar -C $kind -czf $kind-dots.tar.gz .
		run combined run --rm ./$kind-dots.tar.gz cat /dir/b
		assert_output two
	done
	[ -z "$(ls -A "$store/fetching")" ]
	# One that cannot be decompressed leaves nothing, either.
	head -c 100000 docker-dots.tar.gz >cut.tar.gz
	run -125 combined run --rm ./cut.tar.gz
	cp docker-dots.tar.gz large.tar.gz
	COMBINED_LAYER_MAX=1M run -125 combined run --rm ./large.tar.gz
	[ -z "$(ls -A "$store/fetching")" ]
}

@test "of two variables of one name the last counts; one without = sets nothing" {
	image web "$BATS_FILE_TMPDIR/one.tar"
	skopeo copy -q oci:mine:web dir:odd
	local config
	config=$(jq -r .config.digest odd/manifest.json)
	jq '.config.Env = ["A=1", "PATH=/nowhere", "NONE", "A=2", "PATH=/bin", "B"]
	    | .config.Cmd = ["sh", "-c", "echo $A $PATH; env | grep -cE \"^(NONE|B)\""]' \
	    "odd/${config#sha256:}" >config.json
	local sum
	sum=$(sha256sum <config.json | cut -d' ' -f1)
	jq --arg sum "sha256:$sum" --argjson size "$(stat -c %s config.json)" \
	    '.config.digest = $sum | .config.size = $size' odd/manifest.json >m
	mv m odd/manifest.json
	mv config.json "odd/$sum"
	run combined run --rm dir:odd
	assert_line '2 /bin'
	assert_line 0
	run combined run --rm -e A=3 -e B=4 dir:odd sh -c 'echo $A $B'
	assert_output '3 4'
}

@test "a layer that repeats is in its topmost place" {
	mkdir other && echo other >other/file
	tar -C other -cf other.tar file
	mkdir again && echo again >again/file
	tar -C again -cf again.tar file
	image web "$BATS_FILE_TMPDIR/one.tar"
	local layer
	for layer in again other again again; do
		umoci raw add-layer --image mine:web $layer.tar
	done
	run combined run --rm oci:mine:web cat /file
	assert_output again
	assert_equal "$(layers)" 3
}

@test "a directory that a layer implies cannot be written to by others" {
	tar_of implied.tar <<-'END'
		add("a/b/c", text="x")
		add("later/file", text="x")
		add("later", tarfile.DIRTYPE, mode=0o1777)
	END
	combined pull implied.tar
	run stat -c '%a %u:%g' "$store"/layers/tar-*/{a,a/b,later}
	assert_line --index 0 '755 0:0'
	assert_line --index 1 '755 0:0'
	assert_line --index 2 '1777 0:0'
}

@test "a directory that is made again after its deletion is a new one" {
	tar_of whole.tar <<-'END'
		add(".wh.dir")
		add("dir/", tarfile.DIRTYPE, mode=0o755)
		add("dir/new", text="x")
	END
	tar_of implied.tar <<-'END'
		add(".wh.dir")
		add("dir/new", text="x")
	END
	tar_of nothing.tar <<-'END'
		add(".wh.dir")
		add("dir/.wh.a")
	END
	tar_of opaque.tar <<-'END'
		add("dir/.wh.a")
		add("dir/.wh..wh..opq")
		add("dir/.wh.b")
	END
	tar_of root.tar <<-'END'
		add(".wh..wh..opq")
	END
	local tag
	for tag in whole implied nothing opaque; do
		image $tag "$BATS_FILE_TMPDIR/one.tar"
		umoci raw add-layer --image mine:$tag $tag.tar
	done
	for tag in whole implied; do
		run combined run --rm oci:mine:$tag sh -c 'echo /dir/*'
		assert_output /dir/new
	done
	for tag in nothing opaque; do
		run combined run --rm oci:mine:$tag sh -c 'echo /dir/*'
		assert_output '/dir/*'
	done
	# Also the root: all that was below it is gone.
	image root "$BATS_FILE_TMPDIR/two.tar"
	umoci raw add-layer --image mine:root root.tar
	umoci raw add-layer --image mine:root "$BATS_FILE_TMPDIR/one.tar"
	run combined run --rm oci:mine:root sh -c 'echo /dir/* /hidden/*'
	assert_output '/dir/a /dir/b /dir/sub /hidden/old'
}

@test "a layer's devices and overlayfs attributes are not taken over" {
	combined pull "$registry/base"
	tar_of odd.tar <<-'END'
		add("disk", tarfile.BLKTYPE, devmajor=8, devminor=0)
		add("null", tarfile.CHRTYPE, devmajor=1, devminor=3)
		add("dir", tarfile.DIRTYPE, mode=0o755, pax={
		    "SCHILY.xattr.trusted.overlay.redirect": "/etc",
		    "SCHILY.xattr.user.overlay.opaque": "y"})
	END
	run combined pull odd.tar
	assert_success
	local layer
	layer=$(echo "$store"/layers/tar-*)
	assert_equal "$(ls "$layer")" dir
	run python3 -c 'import os, sys; print(os.listxattr(sys.argv[1]))' \
	    "$layer/dir"
	assert_output '[]'
}

@test "a layer is what its digest says, or it is not taken" {
	cp -r "$layout" other
	local blob
	blob=$(jq -r '.layers[0].digest' other/blobs/sha256/"$(jq -r \
	    '.manifests[0].digest' other/index.json | cut -d: -f2)")
	tar -czf "other/blobs/sha256/${blob#sha256:}" -C "$BATS_FILE_TMPDIR" two
	run -125 combined pull oci:other:app
	assert_output --regexp '[Dd]igest'
	[ -z "$(ls -A "$store/layers" "$store/blobs" 2>/dev/null |
	    grep "${blob#sha256:}")" ]
	# The real one is still to be had.
	run combined run --rm "oci:$layout:app" cat /dir/b
	assert_output two
}

@test "capabilities of files arrive, and the setuid bit" {
	requires file_caps
	mkdir -p root/bin
	cp "$(command -v busybox)" root/bin/ping
	cp "$(command -v busybox)" root/bin/su
	setcap cap_net_raw+ep root/bin/ping
	chmod 4755 root/bin/su
	tar --xattrs --xattrs-include=security.capability -C root -cf root.tar .
	combined pull root.tar
	run getcap "$store"/layers/*/bin/ping
	assert_output --partial cap_net_raw=ep
	assert_equal "$(stat -c %a "$store"/layers/*/bin/su)" 4755
}

@test "a layer that unpacks to too much is refused, and nothing stays" {
	mkdir bomb
	truncate -s 10M bomb/zeros
	tar -czf bomb.tar.gz bomb
	COMBINED_LAYER_MAX=5M run -125 combined pull bomb.tar.gz
	assert_output --partial 'too large (COMBINED_LAYER_MAX)'
	assert_equal "${#lines[@]}" 1
	[ -z "$(ls -A "$store/layers")" ]
	run combined pull bomb.tar.gz
	assert_success
}

@test "an image's config sends nothing to the terminal" {
	cp -r "$BATS_FILE_TMPDIR/layout" evil
	umoci config --image evil:base --config.stopsignal $'\e[2J'
	run -125 combined run --rm oci:evil:base true
	assert_output --partial 'stop signal'
	refute_output --partial $'\e'
}

@test "what is not an archive or an image is said in a line" {
	echo no archive >broken.tar
	run -125 combined pull broken.tar
	assert_output --partial 'archive'
	assert_equal "${#lines[@]}" 1
	head -c 100000 "$BATS_FILE_TMPDIR/one.tar" >cut.tar
	run -125 combined pull cut.tar
	assert_output --partial 'Truncated'
	run -125 combined pull oci:nosuch
	assert_output --partial 'nosuch'
	run -125 combined pull 'Not A Name'
	run -125 combined pull ''
	[ -z "$(ls -A "$store/layers")" ]
	run combined images -q
	assert_output ''
}

# Stops the registry while a pull is under way.
pull_halfway() {
	kill -STOP "$(cat "$BATS_FILE_TMPDIR/registry.pid")"
	in_background combined pull "$registry/app:1"
	poll 10 eval '[ -n "$(ls -A "$store/fetching" 2>/dev/null)" ]'
	poll 10 pgrep -P "$background" skopeo
}

@test "a killed pull leaves nothing that disturbs the next one" {
	pull_halfway
	kill -KILL "$background"
	poll 10 eval '! pgrep -f "skopeo copy.*$store"'
	kill -CONT "$(cat "$BATS_FILE_TMPDIR/registry.pid")"
	# As if it had been killed a moment later.
	mkdir -p "$store/layers/$(printf '%064d' 0).new/half"
	run -125 combined doctor
	assert_line 'images: a pull was killed'
	run combined run --rm "$registry/app:1" cat /dir/b
	assert_output two
	assert_equal "$(layers)" 2
	[ -z "$(ls -A "$store/fetching")" ]
}

@test "a pull that is terminated clears up itself" {
	pull_halfway
	kill -TERM "$background"
	local status=0
	wait "$background" || status=$?
	assert_equal "$status" 143
	kill -CONT "$(cat "$BATS_FILE_TMPDIR/registry.pid")"
	[ -z "$(ls -A "$store/fetching")" ]
}

# An archive of 400,000 deletions, for seconds: gzip(1) takes one member after another.
long_archive() {
	requires python3
	python3 -c 'import gzip, sys, tarfile
headers = b"".join(tarfile.TarInfo("dir/.wh.%d" % i).tobuf() for i in range(10000))
with open(sys.argv[1], "wb") as file:
    file.write(gzip.compress(headers, 1) * 40)' "$1"
}

@test "a pull that is terminated while it unpacks clears up itself" {
	local sig status
	long_archive long.tar.gz
	for sig in TERM HUP INT QUIT; do
		# What a caller ignores, as a shell does for its jobs, stays ignored.
		in_background env "--default-signal=$sig" combined pull long.tar.gz
		poll 20 eval 'ls -d "$store"/layers/*.new/dir 2>/dev/null'
		kill -$sig "$background"
		status=0
		wait "$background" || status=$?
		assert_equal "$status" $((128 + $(kill -l $sig)))
		[ -z "$(ls -A "$store/layers")" ]
	done
}

@test "unpacking has little power, and killed it is begun anew" {
	mkdir many
	(cd many && seq 20000 | xargs touch)
	tar -cf many.tar many
	in_background combined pull many.tar
	poll 10 eval 'ls -d "$store"/layers/*.new/many 2>/dev/null'
	local child
	child=$(pgrep -P "$background")
	kill -STOP "$child"
	[[ $(readlink "/proc/$child/root") = "$store"/layers/tar-*.new ]]
	[ "$(ns_of "$child" net)" != "$(ns_of self net)" ]
	assert_equal "$(status_field "$child" CapEff)" 000000008020001b
	assert_equal "$(status_field "$child" Seccomp)" 2
	assert_equal "$(status_field "$child" NoNewPrivs)" 1
	kill -KILL "$background"
	poll 10 test ! -e "/proc/$child"
	run combined pull many.tar
	assert_success
	assert_equal "$(layers)" 1
	assert_equal "$(ls "$store"/layers/tar-*/many | wc -l)" 20000
}

@test "two pulls at once unpack a layer once" {
	in_background combined pull "$registry/app:1"
	local first=$background
	run combined pull "$registry/base"
	assert_success
	wait "$first"
	assert_equal "$(layers)" 2
	assert_equal "$(combined images -q | wc -l)" 2
}

# What moby leaked in CVE-2024-36621: layers that two brought at the same time.
@test "of six that pull, run and remove the same layers none fails, and nothing stays" {
	local i n image jobs=()
	for i in 1 2 3 4 5 6; do
		for n in 1 2 3; do
			[ $(((i + n) % 2)) = 0 ] && image=app || image=base
			combined run --rm --network none "oci:$layout:$image" true ||
			    echo "run $image" >>failed
			combined rmi "oci:$layout:$image" || true
		done >/dev/null 2>&1 &
		jobs+=($!)
	done
	wait "${jobs[@]}"
	[ ! -e failed ] || fail "$(cat failed)"
	for i in base app; do
		combined rmi "oci:$layout:$i" || true
	done
	assert_equal "$(ls "$store/layers" "$store/fetching" "$store/blobs/sha256")" \
	    "$(printf '%s:\n\n' "$store/blobs/sha256" "$store/fetching" "$store/layers")"
	run combined doctor
	refute_output --partial pull
}

@test "a normal user has images of their own" {
	requires userns
	own=$(mktemp -d /tmp/images.XXXXXX)
	cp -r "$layout" "$own/layout"
	chmod -R a+rX "$own"
	mkdir "$own/data"
	chown 65534:65534 "$own/data"
	local user=(env -C "$own" COMBINED_DATA="$own/data"
	    HOME="$own/data" XDG_RUNTIME_DIR="$own/data")
	run as_user "${user[@]}" combined run --rm oci:layout:app sh -c \
	    'echo /dir/* /hidden/*; cat /proc/self/uid_map'
	assert_line '/dir/b /dir/sub /hidden/new'
	assert_line --regexp '^ +0 +65534 +1$'
	run as_user "${user[@]}" combined images -q
	assert_output oci:layout:app
	as_user "${user[@]}" combined rmi oci:layout:app
	[ -z "$(ls "$own/data/images/layers")" ]
}

@test "the narration of layers is what strace sees" {
	combined pull "$registry/app:1"
	run "$PROJECT/tests/tools/narration" combined run --rm --explain \
	    "$registry/app:1" true
	assert_success
	run "$PROJECT/tests/tools/narration" combined run --rm --explain \
	    "oci:$layout:base" true
	assert_success
	run "$PROJECT/tests/tools/narration" combined run --rm --explain \
	    "$registry/base" true
	assert_success
}

@test "of many layers, two of them the same, each is unpacked once, and in its place" {
	local i
	umoci init --layout mine
	umoci new --image mine:many
	umoci raw add-layer --image mine:many "$BATS_FILE_TMPDIR/one.tar"
	for i in 1 2 3 4 5 6 7 8 9 4; do
		mkdir -p "layer-$i/n"
		echo "$i" | tee "layer-$i/last" >"layer-$i/n/$i"
		tar -C "layer-$i" --mtime=@0 -cf "$i.tar" .
		umoci raw add-layer --image mine:many "$i.tar"
	done
	skopeo copy -q oci:mine:many "docker-archive:$PWD/many.tar:many:1"
	# The root has no ls(1).
	run -0 combined run --rm ./many.tar sh -c 'cat /last; cd /n; echo *'
	assert_output "4
1 2 3 4 5 6 7 8 9"
	assert_equal "$(layers)" 10
}

@test "where one of many layers is broken, the pull fails, and none is left half done" {
	local i
	umoci init --layout mine
	umoci new --image mine:many
	for i in 1 2 3 4 5 6; do
		mkdir "layer-$i"
		seq 20000 >"layer-$i/file-$i"
		tar -C "layer-$i" -cf "$i.tar" .
		[ "$i" != 3 ] || truncate -s 3000 3.tar
		umoci raw add-layer --image mine:many "$i.tar"
	done
	tar -C mine -cf broken.tar .
	run -125 combined pull ./broken.tar
	assert_output --partial layer
	run find "$store/layers" -name '*.new'
	assert_output ""
	run -0 combined images -q
	assert_output ""
}
