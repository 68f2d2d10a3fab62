# The suite itself: files side by side (tests/run, tests/tools/apart), the names of packages.

# bats file_tags=host
load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	local top
	kill_background
	for top in "$(cgroup2)"/workshop-$$; do
		[ ! -e "$top" ] || poll 20 find "$top" -depth -type d -exec rmdir {} +
	done
	[ -z "${passed_on-}" ] || echo "-$passed_on" >"$(cgroup2)/cgroup.subtree_control"
}

requires_apart() {
	requires root
	"$PROJECT/tests/tools/apart" --probe || skip "no namespaces for tests/tools/apart"
}

# remainders: cgroups and directories of an apart that has ended. Those of a suite
# that runs beside this one are named after a process that lives.
remainders() {
	local each pid
	for each in /tmp/suite.* $(find /sys/fs/cgroup -type d -name 'suite-*' \
	    ! -path "/sys/fs/cgroup/*/suite-*/*"); do
		pid=$(grep -oE 'suite[-.][0-9]+' <<<"$each" | grep -oE '[0-9]+') || continue
		[ -e "/proc/$pid" ] || echo "$each"
	done
}

# What the machine has; a worker's own files are in /tmp.
machine() {
	cut -d' ' -f4,5 /proc/self/mountinfo | sort
	remainders
	ip -o link | cut -d: -f2
	ls -d /run/of-apart 2>/dev/null || true
}

# --- apart

@test "apart: what a command changes is its own, and gone when it has ended" {
	requires_apart
	machine >before
	# shellcheck disable=SC2016 # for the shell inside
	run "$PROJECT/tests/tools/apart" sh -c '
		hostname inside
		mount -t tmpfs inside /mnt
		ip link add inside type veth
		touch /tmp/of-apart /run/of-apart /var/lib/combined/of-apart
		for dir in /sys/fs/cgroup /sys/fs/cgroup/pids; do
			[ ! -e $dir/cgroup.procs ] || mkdir $dir/of-apart
		done
		sleep 1000 &
		ls /tmp; grep -c . /proc/1/cgroup; exit 7'
	assert_failure 7
	assert_line of-apart
	machine | diff before -
	[ ! -e /tmp/of-apart ] && [ ! -e /var/lib/combined/of-apart ]
	[ "$(hostname)" != inside ]
}

@test "apart: a signal ends the command, and all is removed" {
	requires_apart
	machine >before
	in_background "$PROJECT/tests/tools/apart" sh -c 'touch /run/x; echo on; sleep 1003' \
	    >out
	poll 10 grep -q on out
	kill -TERM "$background"
	poll 10 test ! -e "/proc/$background"
	machine | diff before -
	run pgrep -f 'sleep 1003'
	assert_failure
}

# As of Ctrl-C by the terminal and by tests/run, or typed twice.
@test "apart: the signals after the first do not stop the removal" {
	requires_apart
	machine >before
	in_background "$PROJECT/tests/tools/apart" sh -c 'echo on; sleep 1006' >out
	poll 10 grep -q on out
	while ! process_ended "$background"; do
		kill -TERM "$background" || true
	done
	machine | diff before -
}

# --- several files at a time

# tests_of FILE: bats would take a line that begins with @test for one of ours.
tests_of() { sed 's/^test /@&/' >"tree/tests/few/$1.bats"; }

# A tree with the runner and four tests, of which one fails and one is the machine's.
small_tree() {
	mkdir -p tree/tests/few
	cp -r "$PROJECT"/tests/{run,tools,lib} tree/tests
	tests_of a <<-'END'
		test "first" { echo "$$" >/run/of-apart; }
		# bats test_tags=machine
		test "the machine's" { [ "$(readlink /proc/self/ns/net)" = "$NET" ]; }
	END
	tests_of b <<-'END'
		test "not the machine's" { [ "$(readlink /proc/self/ns/net)" != "$NET" ]; }
		test "skipped" { skip "why"; }
		test "fails" { false; }
	END
	NET=$(readlink /proc/self/ns/net)
	export NET
	unset O
}

@test "JOBS=2: all tests are there once, in the files' order, with their counts" {
	requires_apart
	[ ! -e /sys/kernel/security/apparmor/profiles ] || skip "one at a time with AppArmor"
	small_tree
	JOBS=2 run tree/tests/run tests/few/{a,b}.bats 3>&-
	assert_failure
	assert_line "# on the machine itself: tests/few/a.bats"
	assert_equal "${lines[-1]}" "3 passed, 1 failed, 1 skipped"
	run grep -E '^(ok|not ok|1\.\.)' tree/build/part.tap
	assert_output "1..5
ok 1 first
ok 2 not the machine's
ok 3 skipped # skip why
not ok 4 fails
ok 5 the machine's"
	[ ! -e /run/of-apart ]
}

@test "JOBS=2: a file that leaves something behind fails the run" {
	requires_apart
	[ ! -e /sys/kernel/security/apparmor/profiles ] || skip "one at a time with AppArmor"
	small_tree
	ln -s ../lib/setup_suite.bash tree/tests/few/setup_suite.bash
	tests_of b <<<'test "leaves a link" { ip link add left type veth; }'
	JOBS=2 run tree/tests/run tests/few/{a,b}.bats 3>&-
	assert_failure
	assert_line --regexp '^# > +left@veth0$'
	assert_equal "${lines[-1]}" "3 passed, 1 failed, 0 skipped"
}

@test "JOBS=2: after SIGTERM nothing is left of any file" {
	requires_apart
	[ ! -e /sys/kernel/security/apparmor/profiles ] || skip "one at a time with AppArmor"
	small_tree
	machine >before
	for each in a b; do
		tests_of $each <<<'test "x" { touch "$TREE/'$each'"; sleep 1004; }'
	done
	TREE=$PWD/tree JOBS=2 in_background tree/tests/run tests/few/{a,b}.bats
	poll 20 test -e tree/a -a -e tree/b
	kill -TERM "$background"
	poll 20 test ! -e "/proc/$background"
	machine | diff before -
	run pgrep -f 'sleep 1004'
	assert_failure
}

# --- the summary of all machines

# result FILE RESULT...: in TAP. Each result is a line without its number.
result() {
	local file=$1 n=0 each
	shift
	mkdir -p "$(dirname "$file")"
	{
		echo "1..$#"
		for each; do
			n=$((n + 1))
			echo "${each/ok /ok $n }"
		done
	} >"$file"
}

@test "vm/summary: a test must run somewhere, and what is run again counts" {
	local machine
	for machine in v2 v1 v2-systemd v2-selinux; do
		result build/vm/results-$machine.tap "ok a kernel" "ok b # skip missing"
	done
	result build/host.tap "ok b # skip missing: lab" "not ok c" "ok d"
	run -1 "$PROJECT/tests/vm/summary" build
	assert_line "failed: c (host)"
	assert_line "ran nowhere: b"
	assert_equal "${lines[-1]}" "2 passed, 1 failed, 1 skipped"
	touch -d '1 minute ago' build/host.tap
	result build/part.tap "ok b" "ok c"
	run -0 "$PROJECT/tests/vm/summary" build
	assert_line "host:    3 ok, 0 failed, 0 skipped"
	assert_equal "${lines[-1]}" "4 passed, 0 failed, 0 skipped"
	# A part from before says nothing of now.
	touch build/host.tap
	touch -d '1 minute ago' build/part.tap
	run -1 "$PROJECT/tests/vm/summary" build
	# Nor does a run that ended early count as one.
	touch build/part.tap
	touch -d '1 minute ago' build/host.tap
	sed -i 's/^1\.\.2/1..3/' build/vm/results-v1.tap
	run -1 "$PROJECT/tests/vm/summary" build
	assert_line "run v1 is not complete: the plan was 3 tests, the results are 2"
}

# --- packages

# packages_with COMMAND PACKAGE…: on a machine without apt-get. It has the commands that
# the tool needs, and nothing else: no bash.
packages_with() {
	local tool
	mkdir -p bin
	for tool in sh dirname awk tr grep sed sort paste; do
		ln -sf "$(command -v $tool)" bin
	done
	ln -sf /bin/true "bin/$1"
	shift
	PATH=$PWD/bin run "$PROJECT/tests/tools/packages" build-deps "$@"
}

@test "without apt-get, the command of the distribution is printed" {
	packages_with dnf build-essential libcap-dev libapparmor-dev jq mmdebstrap
	assert_failure 1
	assert_line "    dnf install gcc glibc-devel jq libcap-devel make"
	assert_line "and, after a look at tests/tools/package-names: mmdebstrap"
	assert_line "This distribution has no package of libapparmor-dev."
	assert_line --partial "Without libapparmor, nothing is built"
	refute_line --partial bats-core
	packages_with dnf libapparmor-dev jq
	assert_line --partial "Without libapparmor, nothing is built"
	packages_with dnf bats bats-support bats-assert
	assert_line "    dnf install bats"
	assert_line --partial "git clone https://github.com/bats-core/bats-assert"
	refute_line --partial libapparmor
	rm bin/dnf
	packages_with pacman build-essential libcap-dev libapparmor-dev jq umoci
	assert_failure 1
	assert_line "    pacman -S --needed apparmor base-devel jq libcap"
	assert_line "This distribution has no package of umoci."
	rm bin/pacman
	packages_with zypper build-essential libcap-dev jq strace
	assert_failure 1
	assert_line "    zypper install gcc glibc-devel libcap-devel make"
	assert_line "and what Debian calls jq strace"
	rm bin/zypper
	packages_with apk build-essential
	assert_failure 1
	assert_line --partial "need glibc, and Alpine's C library is musl"
	assert_line --partial exercises/lima.yaml
	rm bin/apk
	packages_with none libcap-dev
	assert_failure 1
	assert_line "    libcap-dev"
	assert_line --partial tests/tools/package-names
}

# Alpine has busybox where others have these commands.
@test "busybox's commands are enough to name a distribution's packages" {
	command -v busybox >/dev/null || skip "no busybox"
	local tool
	mkdir bin
	for tool in sh env dirname awk tr grep sed sort paste; do
		ln -s "$(command -v busybox)" bin/$tool
	done
	for tool in dnf pacman apk; do
		ln -s /bin/true bin/$tool
		PATH=$PWD/bin run sh "$PROJECT/tests/tools/packages" test-deps \
		    build-essential umoci docker-registry
		assert_failure 1
		printf '%s\n' "$output" >$tool
		rm bin/$tool
	done
	run cat dnf
	assert_line "    dnf install gcc glibc-devel make umoci"
	assert_line "This distribution has no package of docker-registry."
	run cat pacman
	assert_line "    pacman -S --needed base-devel"
	assert_line "This distribution has no package of docker-registry umoci."
	run cat apk
	assert_line --partial "Alpine's C library is musl"
}

@test "apt-get and dpkg on a machine that is not theirs install nothing" {
	mkdir bin
	printf '#!/bin/sh\nexit 1\n' >bin/dpkg-query
	chmod +x bin/dpkg-query
	ln -s /bin/false bin/apt-get
	packages_with dnf build-essential
	assert_failure 1
	assert_line "    dnf install gcc glibc-devel make"
}

@test "each package that the Makefile names has its name elsewhere" {
	local name
	for name in $(make -s -C "$PROJECT" --eval 'print: ; @echo $(BUILD_DEPS) $(TEST_DEPS) \
	    $(LINT_DEPS) $(VM_DEPS) $(ENGINES) $(SLIDES_DEPS)' print); do
		grep -qE "^$name +[^ ]+ +[^ ]+( +[^ ]+)?$" "$PROJECT/tests/tools/package-names" ||
		    echo "$name"
	done >missing
	run cat missing
	assert_output ""
}

@test "openSUSE's names are there for all that building takes" {
	local name
	for name in $(make -s -C "$PROJECT" print-build-deps); do
		awk -v n="$name" '$1 == n && NF == 4 { ok = 1 } END { exit !ok }' \
		    "$PROJECT/tests/tools/package-names"
	done
}

# As `make deps all` on a new machine: one make reads the Makefile before the packages
# are there, and links afterwards.
@test "what one target installs, the next target of the same make finds" {
	local pkg_config
	pkg_config=$(command -v pkg-config)
	mkdir bin
	printf '#!/bin/sh\n[ -e "%s" ] && exec %s "$@"\nexit 1\n' "$PWD/there" "$pkg_config" \
	    >bin/pkg-config
	chmod +x bin/pkg-config
	PATH=$PWD/bin:$PATH run make -s -C "$PROJECT" O="$PWD" \
	    BUSYBOX_PLACES="$PWD/nosuch $PWD/there /bin/sh" \
	    --eval "install-both: ; @echo before '\$(BUSYBOX)'; touch $PWD/there" \
	    --eval "show-both: ; @echo '\$(LIBS)' '\$(BUSYBOX)'" install-both show-both
	assert_success
	assert_line "before /bin/sh"
	assert_line --regexp "libseccomp|-lseccomp"
	assert_line --regexp " $PWD/there\$"
}

@test "make without what it needs says so: the C library, a static busybox" {
	run make -s -C "$PROJECT" O="$PWD/out" CC="${CC-gcc} -nostdinc" \
	    "$PWD/out/build/obj/common/text.o"
	assert_failure
	assert_line --partial "is not glibc 2.36 or newer"
	# No compiler is another reason.
	run make -s -C "$PROJECT" O="$PWD/out" CC=nosuch "$PWD/out/build/obj/common/text.o"
	assert_failure
	refute_output --partial glibc
	run make -s -C "$PROJECT" O="$PWD/out" BUSYBOX="$BASH" \
	    "$PWD/out/build/obj/07-combined/engine/busybox-data.o"
	assert_failure
	assert_line "busybox: '$BASH' is not a static program: make build-deps, or make BUSYBOX=FILE"
}

@test "a package that apt-get does not know is left out, and another browser named" {
	requires root
	mkdir bin
	printf '#!/bin/sh\n[ "$*" = "-W dpkg" ]\n' >bin/dpkg-query
	printf '#!/bin/sh\n[ "$2" != -y ] || echo "$*" >>installed\n' >bin/apt-get
	printf '#!/bin/sh\nprintf "jq:\\n  Candidate: 1\\nchromium:\\n  Candidate: (none)\\n"\n' \
	    >bin/apt-cache
	chmod +x bin/*
	PATH=$PWD/bin:$PATH run -0 "$PROJECT/tests/tools/packages" slides-deps jq chromium
	assert_line "packages: this distribution has no chromium: left out"
	refute_line --partial "no jq"
	assert_line --partial CHROME_PATH
	run -0 cat installed
	assert_output "-qq -y --no-install-recommends install jq"
}

# Ubuntu has node, but no chromium.
@test "a feature of several commands is there if all of them are" {
	local lib=tree/tests/lib modules=tree/talk/node_modules
	mkdir -p bin $lib $modules/.bin $modules/asciinema-player
	cp "$PROJECT/tests/lib/features.bash" $lib
	ln -s /bin/true bin/dpkg-buildpackage
	ln -s /bin/true bin/node
	ln -s /bin/true $modules/.bin/marp
	has_feature() {
		PATH=$PWD/bin run "$BASH" -c ". $lib/features.bash; feature_$1"
	}
	has_feature debhelper
	assert_failure
	CHROME_PATH=$PWD/bin/nosuch has_feature marp
	assert_failure
	ln -s /bin/true bin/dh
	has_feature debhelper
	assert_success
	CHROME_PATH=$PWD/bin/node has_feature marp
	assert_success
}

# --- What only other machines read

# strings FILE KEY: the values of this key anywhere in a YAML file, NUL-terminated.
strings() {
	/usr/bin/python3 - "$@" <<-'END'
		import sys, yaml
		def walk(value):
		    if isinstance(value, dict):
		        for key, each in value.items():
		            if key == sys.argv[2]: print(each, end="\0")
		            walk(each)
		    elif isinstance(value, list):
		        for each in value: walk(each)
		for document in yaml.safe_load_all(open(sys.argv[1])): walk(document)
	END
}

# members FILE: KEY=VALUE for each member of an object in a file of JSON with comments,
# each on lines of its own.
members() {
	sed '/^[[:blank:]]*\/\//d' "$1" | jq -r 'to_entries[] | "\(.key)=\(.value)"'
}

@test "CI's workflow and the workshop's machines: YAML and JSON, of scripts, that name what exists" {
	requires yaml jq
	local workflow=$PROJECT/.github/workflows/ci.yml lima=$PROJECT/exercises/lima.yaml
	local container=$PROJECT/.devcontainer/devcontainer.json
	local script target path count=0
	members "$container" >members
	while read -rd '' script; do
		bash -n <<<"$script"
		count=$((count + 1))
	done < <(strings "$workflow" run; strings "$lima" script
	    sed -n 's/^[a-zA-Z]*Command=//p' members | tr '\n' '\0')
	[ "$count" -ge 8 ]
	strings "$lima" arch | tr '\0' ' ' >architectures
	assert_equal "$(cat architectures)" "x86_64 aarch64 "
	strings "$lima" location | tr '\0' '\n' | grep -c '^https://.*\.qcow2$' >images
	assert_equal "$(cat images)" 2
	strings "$lima" mountTypesUnsupported | grep -q 9p

	for target in $(grep -ohE '\bmake [a-z][a-z-]+' "$PROJECT/.ci/run" "$workflow" "$lima" \
	    members | cut -d' ' -f2); do
		grep -qE "^$target:" "$PROJECT/Makefile" || echo "make $target"
	done >missing
	for path in $(grep -ohE '(^|[ "(])(tests|talk|exercises|\.ci|\.devcontainer)/[A-Za-z0-9_./-]+' \
	    "$PROJECT/.ci/run" "$workflow" "$lima" "$container" | tr -d ' "('); do
		[ -e "$PROJECT/${path%.}" ] || echo "$path"
	done >>missing
	run cat missing
	assert_output ""
	# The switch that CI turns is one that a message of ours names.
	grep -qF "$(grep -oE 'kernel\.[a-z_]+=0' "$workflow")" \
	    "$PROJECT/02-namespaces/user_switches.c"
	# Of the specification's properties, these.
	run -0 cut -d= -f1 members
	assert_output "$(printf '%s\n' name image privileged init mounts runArgs \
	    onCreateCommand postCreateCommand postStartCommand)"
	grep -qx 'privileged=true' members
	grep -qx 'postCreateCommand=make deps' members
}

# cgroup2: where a hierarchy of v2 is.
cgroup2() { findmnt -nro TARGET -t cgroup2 | head -1; }

@test "the workshop's container passes its cgroup's controllers on" {
	requires root
	local controller top
	read -r controller _ <"$(cgroup2)/cgroup.controllers" ||
	    skip "no controller of cgroup v2"
	if ! grep -qw "$controller" "$(cgroup2)/cgroup.subtree_control"; then
		echo "+$controller" >"$(cgroup2)/cgroup.subtree_control"
		passed_on=$controller
	fi
	top=$(cgroup2)/workshop-$$
	mkdir "$top"
	# shellcheck disable=SC2016 # for the shell inside
	in_background sh -c 'echo $$ >"$1/cgroup.procs"; exec sleep 1005' sh "$top"
	poll 20 grep -qx "$background" "$top/cgroup.procs"
	# The kernel's rule: processes live in the leaves.
	run sh -c 'echo "+$1" >"$2/cgroup.subtree_control"' sh "$controller" "$top"
	assert_failure
	run -0 "$PROJECT/.devcontainer/pass-on-cgroups" "$top"
	assert_output ""
	mkdir "$top/below"
	grep -qw "$controller" "$top/below/cgroup.controllers"
	grep -qx "$background" "$top/processes/cgroup.procs"
	# Nor does it touch the root of the machine's.
	ls "$(cgroup2)" >before
	[ -e "$(cgroup2)/cgroup.events" ] ||
	    "$PROJECT/.devcontainer/pass-on-cgroups" "$(cgroup2)"
	ls "$(cgroup2)" | diff before -
}

# --- A release

@test "make dist packs what is committed, under one version" {
	command -v git >/dev/null || skip "no git"
	mkdir -p tree/debian
	cp "$PROJECT/Makefile" tree
	echo 'container-parts (7.7) unstable; urgency=medium' >tree/debian/changelog
	printf '# Changes\n\n## 7.6\n' >tree/CHANGELOG.md
	export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
	dist() { run make -s -C tree dist VERSION=7.7 O="$PWD/out"; }
	commit() {
		git -C tree add -A && git -C tree -c user.name=t -c user.email=t@t \
		    commit -qm "$1"
	}
	git init -q tree
	commit one
	dist
	assert_failure
	assert_line "dist: CHANGELOG.md has no chapter 7.7"
	sed -i s/7.6/7.7/ tree/CHANGELOG.md
	dist
	assert_failure
	assert_line --partial "dist: commit first"
	commit two
	dist
	assert_success
	assert_output --regexp '^[0-9a-f]{64}  container-parts-7.7.tar.gz$'
	run tar -tf out/build/container-parts-7.7.tar.gz
	assert_line container-parts-7.7/debian/changelog
	sed -i s/7.7/7.8/ tree/debian/changelog
	commit three
	dist
	assert_failure
	assert_line --partial "debian/changelog begins with another version than 7.7"
}
