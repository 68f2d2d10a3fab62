# The talk: its demonstrations hold, and the player plays them.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR
	notes=demo-notes-$(id -u)
}

# holds NAME: what is shown on stage is what happens. tests/readme-check.
holds() {
	local file=$PROJECT/talk/demos/$1.md
	grep -q '^plan: [0-9]* minutes$' "$file"
	run "$PROJECT/tests/readme-check" "$file" 3>&- 4>&-
	sed -n "s|^skip $PROJECT/|# skip |p" <<<"$output" >&3
	assert_success
}

@test "demonstration 01: can you run ping as a normal user?" { holds 01-caps; }

@test "demonstration 02: what does it take to be alone?" {
	holds 02-namespaces
}

@test "demonstration 03: how do I get in?" { holds 03-setns; }

@test "demonstration 04: how much may it use?" { holds 04-cgroups; }

@test "demonstration 05: what if it asks for the wrong thing?" {
	holds 05-seccomp
}

@test "demonstration 06: what if root must not?" { holds 06-apparmor; }

@test "demonstration 07: so what is a container?" { holds 07-combined; }

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
	small_demo
	run "$PROJECT/talk/demo" --auto small.md 3>&- 4>&-
	assert_success
	assert_line 'first 42'
	assert_line 'second 43'
	assert_line 'third 44'
	assert_line --partial 'the plan: 1 minutes'
	run pgrep -fx 'sleep 987'
	assert_failure
	run find . -name 'demo-notes-*'
	assert_output ''
}

# play KEY SEEN [KEY SEEN…]: presses a key, and waits until something is seen.
play() {
	{
		echo 'set timeout 20'
		echo 'proc see {x} { expect $x {} timeout { exit 9 } eof {exit 8} }'
		printf 'spawn -noecho %s small.md\nsee "#"\n' \
		    "$PROJECT/talk/demo"
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
	    ' ' '40 + 4))' ' ' 'third 44'
	play s '#' q 'min'
}

@test "demo: Ctrl-C ends the step, not the demonstration" {
	requires expect
	printf '```console\n# echo be$((1))gun; sleep 60\n# echo af$((1))ter\n```\n' \
	    >small.md
	play ' ' 'sleep 60' ' ' be1gun $'\003' '#' ' ' ter ' ' af1ter
}

@test "demo tells the speaker, and nobody else, what comes next" {
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
