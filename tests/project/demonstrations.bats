# The demonstrations of the talk hold, and leave nothing behind.

load ../lib/helpers
load ../lib/demonstrations

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR
}

# holds NAME: what is shown on stage is what happens. tests/tools/readme-check.
holds() {
	local file=$PROJECT/talk/demos/$1.md
	grep -q '^plan: [0-9]* minutes$' "$file"
	run "$PROJECT/tests/tools/readme-check" -l "$file" 3>&- 4>&-
	sed -n "s|^skip $PROJECT/|# skip |p" <<<"$output" >&3
	assert_success
}

@test "demonstration 01: can you run ping as a normal user?" { holds 01-caps; }

@test "demonstration 02: what does it take to be alone?" {
	holds 02-namespaces
}

@test "demonstration 03: how do I get in?" { holds 03-setns; }

# A loop has to get more than half a CPU, so that its quota runs out, and two programs
# fill their memory in three seconds: no other file may run beside this test.
# bats test_tags=machine
@test "demonstration 04: how much may it use?" { holds 04-cgroups; }

@test "demonstration 05: what if it asks for the wrong thing?" {
	holds 05-seccomp
}

@test "demonstration 06: what if root must not?" { holds 06-apparmor; }

@test "demonstration 07: so what is a container?" { holds 07-combined; }

# What a demonstration could leave behind, beside files of its own folder.
inventory() {
	cut -d' ' -f4,5,9- /proc/self/mountinfo
	find /sys/fs/cgroup -name 'suite-*' -prune -o -type d -print |
	    grep -E "/(combined|cgroups-|$(made_cgroups "$PROJECT")|test-)" || true
	grep -lsz '^DEMONSTRATION=' /proc/[0-9]*/environ |
	    xargs -r grep -lszFx "BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR" |
	    sed 's,environ,cmdline,' | xargs -r cat | tr '\0' '\n'
	ls -A /run/combined "$BATS_TEST_TMPDIR" || true
	ls -d /tmp/tmp.*/stage || true
}

# nothing_left: the inventory is that of $before, or will be in a moment.
nothing_left() {
	local end=$((SECONDS + 10))
	until inventory 2>/dev/null | sort -u | diff before - >left; do
		[ "$SECONDS" -lt "$end" ] || { cat left && return 1; }
		sleep 0.1
	done
}

# left_at_each_step NAME: leaves it after 0, 1, … commands, each time in the next of
# the three ways, or with LEAVE=all in all of them. What was on the screen is from a
# shell, and nothing of it from the player.
left_at_each_step() {
	local way step status ways=(q ctrl-c hup)
	requires root expect
	for file in before left seen; do : >"$file"; done
	inventory 2>/dev/null | sort -u >before
	for ((step = 0, status = 0; status == 0; step++)); do
		[ "${LEAVE-}" = all ] || ways=("${ways[@]:1}" "${ways[0]}")
		for way in "${ways[@]}"; do
			"$PROJECT/tests/tools/leave-demo" "$way" "$step" \
			    "$PROJECT/talk/demo" "$PROJECT/talk/demos/$1.md" \
			    >>seen 3>&- 4>&- || status=$?
			echo "left after $step commands by $way: $status"
			nothing_left
			[ "$status" -eq 0 ] && [ "${LEAVE-}" = all ] || break
		done
	done
	assert_equal "$status" 3
	[ "$step" -gt 1 ]
	run grep -nE 'talk/demo[^ ]|line [0-9]+:' seen
	assert_output ''
}

@test "demonstration 01, left at any step, leaves nothing behind" {
	left_at_each_step 01-caps
}

@test "demonstration 02, left at any step, leaves nothing behind" {
	left_at_each_step 02-namespaces
}

@test "demonstration 03, left at any step, leaves nothing behind" {
	left_at_each_step 03-setns
}

@test "demonstration 04, left at any step, leaves nothing behind" {
	left_at_each_step 04-cgroups
}

@test "demonstration 05, left at any step, leaves nothing behind" {
	left_at_each_step 05-seccomp
}

@test "demonstration 06, left at any step, leaves nothing behind" {
	left_at_each_step 06-apparmor
}

@test "demonstration 07, left at any step, leaves nothing behind" {
	left_at_each_step 07-combined
}

# stubborn COMMAND: a demonstration, small.md, with a cgroup, processes that take no
# signal but SIGKILL, and COMMAND; and the inventory that it has to restore.
stubborn() {
	local file
	cat >small.md <<-END
		makes: cgroup test-demo

		\`\`\`console
		# cgroups create test-demo
		# sh -c 'trap "" TERM HUP; setsid sleep 987 & while sleep 1; do :; done' &
		# $1
		\`\`\`
	END
	for file in before left; do : >"$file"; done
	inventory 2>/dev/null | sort -u >before
}

@test "demo: a signal or a closed terminal in the middle of a command undoes it" {
	local way
	requires root expect cgroup_pids
	# shellcheck disable=SC2016 # the demonstration expands
	stubborn 'cgroups -- sh -c '\''trap "" HUP TERM; echo be$((1))gun; sleep 60; sleep 60'\'
	# shellcheck disable=SC2016 # Tcl expands
	for way in 'exec kill -TERM [exp_pid]; expect eof' close; do
		{
			echo 'set timeout 20; set env(PACE) 0'
			echo 'proc see {x} { expect $x {} timeout { exit 9 } eof {exit 8} }'
			printf 'spawn -noecho %s small.md\n' "$PROJECT/talk/demo"
			echo 'see "q: leave"; send "       "'
			printf 'see be1gun; %s; wait\n' "$way"
		} >"$BATS_TMPDIR/keys"
		expect "$BATS_TMPDIR/keys" 3>&- 4>&-
		rm "$BATS_TMPDIR/keys"
		nothing_left
	done
}

@test "demo: a player that is killed has undone it, too" {
	requires root expect cgroup_pids
	stubborn 'echo three'
	"$PROJECT/tests/tools/leave-demo" kill 2 "$PROJECT/talk/demo" small.md \
	    >"$BATS_TMPDIR/seen" 3>&- 4>&-
	rm "$BATS_TMPDIR/seen"
	nothing_left
}

@test "demo: what it would make is there already: it says so, and plays nothing" {
	requires root cgroup_pids
	local name
	name=$(unique)
	printf 'makes: cgroup %s\n```console\n# echo a$((1))\n```\n' "$name" >small.md
	cgroups create "$name"
	run "$PROJECT/talk/demo" --auto small.md 3>&- 4>&-
	assert_failure 125
	assert_output --partial "there is a cgroup $name already"
	assert_output --partial "cgroups remove $name"
	refute_output --partial a1
	cgroups show "$name"
	cgroups remove "$name"
}

@test "demonstrations, recorded: nothing of the player is seen" {
	local file
	requires root
	for file in "$PROJECT"/talk/demos/*.md; do
		PACE=0 run "$PROJECT/talk/demo" --auto "$file" 3>&- 4>&-
		assert_success
		refute_output --regexp 'talk/demo|line [0-9]+:'
	done
	for file in "${O:-$PROJECT}"/build/casts/*.cast; do
		[ -e "$file" ] || continue
		run grep -nE 'talk/demo|line [0-9]+:' "$file"
		assert_output ''
	done
}

# commands_of FILE: its lines that are typed.
commands_of() {
	sed -n '/^```console/,/^```$/ { /^[#$>] /p }; s/^stage: /# /p' "$1"
}

@test "demonstrations: commands as a person types them, and 80 columns hold them" {
	local file
	for file in "$PROJECT"/talk/demos/*.md; do
		run commands_of "$file"
		refute_output ''
		refute_line --regexp '.{79}'
		refute_line --regexp 'grep -x|perl -e|2>/dev/null|until |xargs'
	done
}

@test "demonstrations: a slide that the speaker is to show is where they say" {
	local named number title found=0
	while IFS='|' read -r number title; do
		named=$(grep '^# ' "$PROJECT/talk/slides.md" | sed -n "${number}p")
		assert_equal "$named" "# $title"
		found=$((found + 1))
	done < <(cat "$PROJECT"/talk/demos/*.md | tr '\n' ' ' |
	    grep -oE 'slide [^"]{0,10}"[^"]*"' |
	    sed -E 's/slide ([0-9]*),? *"(.*)"/\1|\2/')
	[ "$found" -gt 0 ]
}
