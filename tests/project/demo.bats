# talk/demo, which plays a demonstration, and talk/rehearse, which times all.

# bats file_tags=host
load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR
	notes=.demo-notes
}

@test "demo hides what only the test runs, and asks the machine for the speaker" {
	requires expect
	cat >small.md <<-'END'
		ask: cgroups apparmor
		stage: echo on sta$((9 - 8))ge

		```console
		# echo off st$((1))age
		off st1age
		% echo hidd$((1))en
		hidd1en
		```
	END
	PACE=0 run "$PROJECT/talk/demo" --auto small.md 3>&- 4>&-
	assert_output --partial 'off st1age'
	refute_output --partial hidd
	run "$PROJECT/tests/tools/leave-demo" q 1 "$PROJECT/talk/demo" small.md
	assert_output --partial 'on sta1ge'
	refute_output --partial 'off'
	"$PROJECT/talk/demo" --auto small.md >/dev/null 3>&- 4>&- &
	poll 10 grep -qs 'THIS ROOM: .*cgroup v[12]' "$notes"
	wait $!
}

# A demonstration of nothing: sums, so that what is typed is not what is seen.
small_demo() {
	cat >small.md <<-'END'
		# Sums

		plan: 1 minutes

		Say hello.

		```console
		# echo first $((40 + 2))
		first 42
		# echo $never_set second $((40 + 3)); false
		...
		# sleep 987 &
		# echo third $((40 + 4))
		```
	END
}

@test "demo --auto presses the keys itself, and leaves nothing" {
	# Another copy of this test may be running.
	local seconds=$((100000 + $$))
	small_demo
	sed -i "s/sleep 987/sleep $seconds/" small.md
	run "$PROJECT/talk/demo" --auto small.md 3>&- 4>&-
	assert_success
	assert_line 'first 42'
	assert_line 'second 43'
	assert_line 'third 44'
	run pgrep -fx "sleep $seconds"
	assert_failure
	run find . -name '.demo-notes*'
	assert_output ''
}

# The player removes its notes: "kept" is their second name, and has all of them.
keep_notes() {
	: >"$notes"
	ln "$notes" kept
}

# play KEY SEEN [KEY SEEN…] [KEY]: presses a key, and waits until something is seen.
play() {
	{
		echo 'set timeout 20'
		echo 'proc see {x} { expect $x {} timeout { exit 9 } eof {exit 8} }'
		printf 'spawn -noecho %s small.md\n' "$PROJECT/talk/demo"
		echo 'see "q: leave"; send " "; see "#"'
		printf 'send -- {%s}\nsee {%s}\n' "$@"
		echo 'expect eof; lassign [wait] - - - status; exit $status'
	} >keys
	expect keys 3>&- 4>&-
}

@test "demo waits for keys: type, run, again, back, skip, leave" {
	requires expect
	small_demo
	play ' ' '40 + 2))' ' ' 'first 42' r 'first 42' b '#' \
	    ' ' '40 + 2))' ' ' 'first 42' s '#' s '#' \
	    ' ' '40 + 4))' ' ' 'third 44*#' q
	play s '#' q
}

@test "demo: a typed command that is not run: back, skip, again, a shell, leave" {
	requires expect
	small_demo
	run play ' ' '40 + 2))' s '?C*#' ' ' '40 + 3));' b '?C*#' \
	    ' ' '40 + 2))' ' ' 'first 42*#' ' ' '40 + 3));' r 'first 42*#' \
	    ' ' '40 + 3));' ! 'goes on' $'echo sh$((1))ell; exit\r' 'sh1ell*#' \
	    ' ' '40 + 3));' q
	assert_success
	refute_output --partial 'second 43'
}

@test "demo: after the last command it waits: back, again, a shell, Enter" {
	requires expect
	small_demo
	keep_notes
	run play s '#' s '#' s '#' ' ' '40 + 4))' ' ' 'third 44*#' \
	    r 'third 44*#' ! 'goes on' $'echo sh$((1))ell; exit\r' 'sh1ell*#' \
	    b '#' ' ' '40 + 4))' ' ' 'third 44*#' s '#' $'\r'
	assert_success
	# The time is for the speaker.
	refute_output --partial 'the plan'
	grep -q -- '--- the end: 0 min [0-9]* s, the plan: 1 minutes ---' kept
}

# screen KEY SEEN…: what the terminal shows in the end, without colours.
screen() {
	play "$@" | sed -E $'s/\e\\[[0-9;]*m//g; s/\r$//; s/.*\r\e\\[K//'
}

@test "demo: again shows the command, and no empty prompt is left" {
	requires expect
	small_demo
	run screen s '#' s '#' b '#' b '#' ' ' '40 + 2))' ' ' 'first 42*#' \
	    r 'first 42*#' s '#' q
	assert_success
	# shellcheck disable=SC2016 # as it is typed
	assert_equal "$(grep -cFx '# echo first $((40 + 2))' <<<"$output")" 2
	# The last one is where q was pressed.
	assert_equal "$(grep -cx '# *' <<<"$output")" 1
}

@test "demo: Ctrl-C while it types ends the line" {
	requires expect
	small_demo
	run play ' ' ech $'\003' $'\n'
	assert_failure 130
}

@test "demo: a step that failed is told to the speaker, and can be tried again" {
	requires expect
	printf '```console\n# echo a$((1)); test -e late\n# echo b$((2))\n```\n' \
	    >small.md
	# On the stage, a shell is what mends it.
	play ' ' 'late' ' ' 'a1*#' ! 'goes on' $'touch late; exit\r' 'exit*#' \
	    r 'a1*#' b '#' ' ' late ' ' 'a1*#' ' ' 'b$' ' ' b2 q
	"$PROJECT/talk/demo" --auto small.md >/dev/null 3>&- 4>&- &
	poll 20 grep -qs 'ended with 1 (many are meant to); r runs it' "$notes"
	wait $!
}

# note N: what the speaker has seen as the Nth screen.
note() {
	awk -v n="$1" '/--- .* ---$/ { screen++ } screen == n' kept
}

@test "demo: the notes of each step say what is to be said, and nothing else" {
	requires expect
	cat >small.md <<-'END'
		# Two blocks

		ask: cgroups

		A first text of the speaker whose lines are not those of a terminal, since it is
		long.

		```console
		# echo one; false
		one
		...
		# echo a line that is longer than seventy-six columns, and that is typed as it is

		...
		```

		A second text.

		```console
		# echo three
		... three
		```
	END
	keep_notes
	play ' ' false ' ' 'one*#' s '#' s '#' b '#' q
	# The first screen is that before the first key.
	for n in 2 3; do
		run note "$n"
		assert_line --partial 'THIS ROOM: cgroup v'
		assert_line 'A first text of the speaker whose lines are not those of a terminal,'
		assert_line 'since it is long.'
	done
	assert_line 'The last one ended with 1 (many are meant to); r runs it again.'
	assert_line "NEXT: # $(sed -n 's/^# \(echo a line\)/\1/p' small.md)"
	refute_line --partial 'must be seen'
	run note 2
	assert_line '    must be seen: one'
	assert_equal "$(grep -c 'must be seen' <<<"$output")" 1
	# s, then the end, then back.
	for n in 4 6; do
		run note "$n"
		assert_line --partial 'THIS ROOM: cgroup v'
		assert_line 'A second text.'
		assert_line '    must be seen: ... three'
		refute_line --partial 'The last one'
		refute_line --partial 'A first text'
	done
}

@test "demo: notes that stay blank say why, and so does the player" {
	requires expect
	small_demo
	"$PROJECT/talk/demo" --notes >seen 3>&- 4>&- &
	poll 10 grep -qs "No demonstration writes to .*$notes yet" seen
	poll 10 pgrep -fx "tail -n 40 -F $XDG_RUNTIME_DIR/$notes"
	run play q
	refute_output --partial 'No notes are open'
	kill $!
	wait $! || true
	run play q
	assert_output --partial 'No notes are open with the same user'
}

@test "demo knows the keys of a remote control" {
	requires expect
	small_demo
	play $'\e[6~' '40 + 2))' $'\e[6~' 'first 42*#' $'\e[5~' '#' \
	    $'\e[6~' '40 + 2))' $'\e[6~' 'first 42*#' q
}

@test "demo leaves out what this machine cannot do, and says so first" {
	requires expect
	cat >small.md <<-'END'
		```console elsewhere
		# echo never
		```
		```console
		# echo al$((1))ways
		```
	END
	feature_elsewhere() { false; }
	export -f feature_elsewhere
	export remedy_elsewhere="go there"
	run play ' ' ways ' ' al1ways q
	assert_success
	assert_output --partial 'Left out, without elsewhere (go there)'
	refute_output --partial never
	sed -i '/always/d; /ways/d' small.md
	run "$PROJECT/talk/demo" small.md
	assert_failure 125
	assert_output --partial 'nothing of it can be shown here'
}

@test "rehearse times each part beside the plan" {
	mkdir -p talk/demos
	cp "$PROJECT/talk/rehearse" "$PROJECT/talk/demo" talk
	ln -s "$PROJECT/tests" tests
	small_demo
	mv small.md talk/demos/01-sums.md
	cat >talk/slides.md <<-'END'
		<!-- 3 minutes of slides. -->
		# 1. Sums
		<!-- 2 minutes of slides. -->
		<!-- demo: 01-sums -->
		# 2. More
		<!-- 4 minutes of slides. -->
	END
	run talk/rehearse --plan
	assert_line --regexp '^1\. Sums +2:00$'
	assert_line --regexp '^ +make demo CH=01 +1:00$'
	assert_line --regexp '^Total +10:00$'
	run talk/rehearse --auto 1 3>&- 4>&-
	assert_line 'second 43'
	assert_line --regexp '^1\. Sums +2:00 +0:00$'
	assert_line --regexp '^ +make demo CH=01 +1:00 +[0-9]+:[0-9]{2}$'
	refute_line --regexp '^ +make demo CH=01 +1:00 +0:00$'
	refute_line --partial '2. More'
}

@test "the plan of the talk is the one that its README promises" {
	run "$PROJECT/talk/rehearse" --plan
	assert_line --regexp '^Total +75:00$'
	grep -q 'that is 75 minutes' "$PROJECT/talk/README.md"
	while read -r part minutes; do
		grep -q "^| $part.* | $minutes min |" "$PROJECT/talk/README.md"
	done < <(sed -nE 's/^([1-8]\.).* ([0-9]+):00$/\1 \2/p' <<<"$output")
}

@test "demo: Ctrl-C ends the step, not the demonstration" {
	requires expect
	cat >small.md <<-'END'
		```console
		# sh -c 'echo be$((1))gun; exec sleep 60'
		# echo af$((1))ter
		```
	END
	play ' ' 'sleep 60' ' ' be1gun $'\003' '#' ' ' ter ' ' af1ter q
}

@test "demo tells the speaker, and only the speaker, what comes next" {
	requires expect
	small_demo
	"$PROJECT/talk/demo" --auto small.md >seen 3>&- 4>&- &
	poll 10 grep -qs 'NEXT: # echo first' "$notes"
	run cat "$notes"
	assert_line 'Say hello.'
	assert_line '    must be seen: first 42'
	wait $!
	run grep -c 'Say hello' seen
	assert_output 0
}

@test "demo without a file, or with one that is not there" {
	run "$PROJECT/talk/demo"
	assert_failure 125
	run "$PROJECT/talk/demo" missing.md
	assert_failure 125
	assert_output "demo: which file? see 'demo --help'"
}
