# The talk: its demonstrations hold, and the player plays them.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR
	notes=.demo-notes
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
	    grep -E '/(combined|cgroups-|my_group|test-)' || true
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

# play KEY SEEN [KEY SEEN…]: presses a key, and waits until something is seen.
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
	    ' ' '40 + 4))' ' ' 'third 44'
	play s '#' q 'the plan: 1 minutes'
}

@test "demo: a step that failed is told to the speaker, and can be tried again" {
	requires expect
	printf '```console\n# echo a$((1)); test -e late\n# echo b$((2))\n```\n' \
	    >small.md
	# On the stage, a shell is what mends it.
	play ' ' 'late' ' ' 'a1*#' ! 'goes on' $'touch late; exit\r' 'exit*#' \
	    r 'a1*#' b '#' ' ' late ' ' 'a1*#' ' ' 'b$' ' ' b2
	"$PROJECT/talk/demo" --auto small.md >/dev/null 3>&- 4>&- &
	poll 20 grep -qs 'The last one ended with 1' "$notes"
	wait $!
}

@test "demo knows the keys of a remote control" {
	requires expect
	small_demo
	play $'\e[6~' '40 + 2))' $'\e[6~' 'first 42*#' $'\e[5~' '#' \
	    $'\e[6~' '40 + 2))' $'\e[6~' 'first 42*#' q 'min'
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
	run play ' ' ways ' ' al1ways
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
	play ' ' 'sleep 60' ' ' be1gun $'\003' '#' ' ' ter ' ' af1ter
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

# slides_of: the Markdown that slides makes of what it reads.
slides_of() {
	cat >slides.md
	SLIDES=slides.md run "$PROJECT/talk/slides" out --markdown
}

@test "slides: all code, drawings and demonstrations they show are there" {
	requires node
	run "$PROJECT/talk/slides" out --markdown
	assert_success
	run grep -c '^<div class="figure"><svg' out/slides.md
	assert_output 10
	run grep -c '^<div class="demo" data-demo="' out/slides.md
	assert_output 7
	run cat out/slides.md
	assert_line --regexp '^ *prctl\(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0\) ==$'
	refute_output --partial '<!-- code:'
}

@test "slides: three drawings are built up, a step for each key" {
	requires node
	local figure step steps=0
	for figure in capsets namespaces order; do
		step=0
		# The page shows the steps in the order of the file.
		while read -r found; do
			step=$((step + 1))
			echo "$figure: step $found"
			assert_equal "$found" "$step"
		done < <(sed -nE 's/^ *<g data-step="([0-9]+)">$/\1/p' \
		    "$PROJECT/talk/figures/$figure.svg")
		[ "$step" -ge 5 ]
		steps=$((steps + step))
	done
	run "$PROJECT/talk/slides" out --markdown
	assert_success
	assert_equal "$(grep -o ' data-marpit-fragment="[0-9]*"' out/slides.md |
	    wc -l)" "$steps"
	# An image has no keys: there, all of it is seen.
	run grep -l 'visibility\|data-marpit' "$PROJECT"/talk/figures/*.svg
	assert_failure
}

@test "slides: the last has an address and its QR code, where one is given" {
	requires node qrencode
	local address='https://example.org/talk?a=1&b=2'
	URL='' run "$PROJECT/talk/slides" out --markdown
	assert_success
	run grep -c 'class="url"\|<!-- url' out/slides.md
	assert_output 0
	URL=$address run "$PROJECT/talk/slides" out --markdown
	assert_success
	run grep '^<div class="url">' out/slides.md
	assert_output --partial '<a href="https://example.org/talk?a=1&amp;b=2">example.org/talk?a=1&amp;b=2</a>'
	# What qrencode(1) has drawn for this address is what is shown.
	assert_output --partial "$(qrencode -t SVG --svg-path -m 2 -o - "$address" |
	    grep -o ' d="M[^"]*"')"
	URL='example.org "x"' run "$PROJECT/talk/slides" out --markdown
	assert_failure
	assert_output --partial 'URL: not an address such as https://'
	mkdir bin
	ln -s "$(command -v node)" bin
	URL=$address PATH=$PWD/bin run node "$PROJECT/talk/slides" out --markdown
	assert_failure
	assert_output 'slides: URL: qrencode is not installed: make slides-deps'
}

@test "slides: with an address, the last one is still right" {
	requires marp qrencode
	{
		printf -- '---\ntheme: talk\n---\n'
		sed -n '/^# Questions?$/,$p' "$PROJECT/talk/slides.md" |
		    sed '1i <!-- _class: title -->\n'
	} >slides.md
	URL=https://example.org/container-parts SLIDES=slides.md \
	    run "$PROJECT/talk/slides" out 3>&- 4>&-
	assert_success
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_success
	assert_line '1 slides, 0 wrong'
	# A reader of QR codes reads the picture of the slide, where there is one.
	if command -v zbarimg >/dev/null; then
		run zbarimg --nodbus -q --raw pictures/01.png
		assert_output https://example.org/container-parts
	fi
}

@test "slides: code that is gone is an error, and names what" {
	requires node
	slides_of <<<'<!-- code: 01-caps/caps.c caps_gone -->'
	assert_failure
	assert_output 'slides: 01-caps/caps.c has no function caps_gone'
	slides_of <<<'<!-- code: 01-caps/gone.c caps_set -->'
	assert_output 'slides: 01-caps/gone.c: ENOENT'
	slides_of <<<'<!-- code: 01-caps/caps.c caps_set from "x y" to "z" -->'
	assert_output 'slides: 01-caps/caps.c caps_set has no line with: x y'
	slides_of <<<'<!-- code: 01-caps/caps.c caps_set lit "x y" -->'
	assert_output 'slides: 01-caps/caps.c caps_set has no line with: x y'
	slides_of <<<'<!-- code: 01-caps/caps.c -->'
	assert_output --partial 'slides: not understood'
	slides_of <<<'<!-- figure: gone -->'
	assert_output 'slides: talk/figures/gone.svg: ENOENT'
}

@test "slides: HTML and PDF, without network, and nothing overflows" {
	requires marp
	local alone=()
	! feature_root || alone=(namespaces --net --)
	run "${alone[@]}" "$PROJECT/talk/slides" out 3>&- 4>&-
	assert_success
	run head -c 5 out/slides.pdf
	assert_output '%PDF-'
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_success
	assert_line --regexp '^[0-9]+ slides, 0 wrong$'
	# The statement that matters is lit, and syntax has its colours.
	run grep -o '<span class="lit">.*setns.*target' out/slides.html
	assert_success
	assert_output --partial 'hljs-'
	# Where the fonts are, the slides have them inside.
	[ "$(fc-match -f '%{family[0]}' Inter 2>/dev/null)" != Inter ] ||
	    grep -q 'font-family: *"\?Inter"\?;.*base64' out/slides.html
}

@test "slides: the check sees what does not fit" {
	requires marp
	{ echo '# Too much' && seq -f '- line %g' 40; } >slides.md
	SLIDES=slides.md run "$PROJECT/talk/slides" out 3>&- 4>&-
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_failure
	assert_output --partial 'leaves the slide'
}

@test "slides: the check sees text that lies on other text" {
	requires marp
	# The page number once lay on a title: Marp's own style pads it.
	cat >slides.md <<-'END'
		---
		theme: talk
		paginate: true
		---
		<style>section::after { padding: 56px 72px } h1 { white-space: nowrap }</style>
		# Five sets, and what execve makes of each of them in the end
		---
		# Short
		one paragraph
		<p style="margin-top: -50px">another one above it</p>
	END
	SLIDES=slides.md run "$PROJECT/talk/slides" out 3>&- 4>&-
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_failure
	assert_line --regexp '^slide 1: "Five sets, .*" and the page number overlap$'
	assert_line 'slide 2: "one paragraph" and "another one above it" overlap'
	assert_line 'slide 2: its lower half is empty'
}

# notes_of_slides: "PART NUMBER TITLE|SECONDS|WORDS" for the notes of each slide.
# Part 0 is what stands before the first part, and the last slide.
notes_of_slides() {
	awk -v RS='\n---\n' '
	NR == 1 { next } # about all of them
	{
		title = ""
		seconds = -1
		words = 0
		lines = split($0, line, "\n")
		for (n = 1; n <= lines; n++) {
			if (line[n] ~ /^# / && !title)
				title = substr(line[n], 3)
			if (title ~ /^[0-9]+\. /)
				part = title + 0
			if (title == "Questions?")
				part = 0
			if (line[n] ~ /^Say: /)
				says = 1
			if (line[n] ~ /^-->/)
				says = 0
			if (says)
				words += split(line[n], word, " ")
			if (line[n] ~ /^Time: [0-9]+:[0-9][0-9]$/) {
				split(substr(line[n], 7), time, ":")
				seconds = time[1] * 60 + time[2]
			}
		}
		print part + 0 "|" title "|" seconds "|" words
	}' "$PROJECT/talk/slides.md"
}

@test "slides: each has notes: what to say, what people ask, and how long" {
	local part title seconds words slides=0
	# What people ask: in the notes of each slide.
	assert_equal "$(grep -c '^Asked: ' "$PROJECT/talk/slides.md")" \
	    "$(grep -c '^Say: ' "$PROJECT/talk/slides.md")"
	while IFS='|' read -r part title seconds words; do
		slides=$((slides + 1))
		echo "$title: $words words, $seconds seconds"
		[ "$words" -ge 15 ]
		[ "$seconds" -ge 15 ]
	done < <(notes_of_slides)
	[ "$slides" -ge 40 ]
}

@test "slides: what the notes give to each slide is what the plan gives to its part" {
	local part minutes parts=0
	while read -r part minutes; do
		parts=$((parts + 1))
		run awk -F'|' -v part="$part" '$1 == part { sum += $3 }
		    END { print sum / 60 }' <(notes_of_slides)
		assert_output "$minutes"
	done < <("$PROJECT/talk/rehearse" --plan |
	    sed -nE 's/^([0-8])\..* ([0-9]+):00$/\1 \2/p')
	assert_equal "$parts" 9
}

@test "figures: each is in the slides and in a chapter, and each chapter has one" {
	local figure chapter alt file
	for figure in "$PROJECT"/talk/figures/*.svg; do
		figure=$(basename "$figure" .svg)
		echo "$figure"
		grep -q "^<!-- figure: $figure -->$" "$PROJECT/talk/slides.md"
		grep -q "](../talk/figures/$figure.svg)$" "$PROJECT"/0*/README.md
	done
	for chapter in "$PROJECT"/0*/; do
		echo "$chapter"
		grep -q '^!\[' "$chapter/README.md"
		while IFS=$'\t' read -r alt file; do
			echo "$alt: $file"
			[ "${#alt}" -ge 40 ]
			[ -s "$chapter/$file" ]
		done < <(sed -nE 's/^!\[(.*)\]\((.*)\)$/\1\t\2/p' \
		    "$chapter/README.md")
	done
}

@test "figures: one palette, a title, a description, and a ground of their own" {
	local figure style
	style=$(sed -n '/<style>/,/<\/style>/p' "$PROJECT/talk/figures/order.svg")
	for figure in "$PROJECT"/talk/{figures/*,container}.svg; do
		echo "$figure"
		assert_equal "$(sed -n '/<style>/,/<\/style>/p' "$figure")" "$style"
		grep -q '^    width="800" .* role="img">$' "$figure"
		grep -q '<title>.*</title>$' "$figure"
		grep -q '<desc>' "$figure"
		grep -q '<rect class="card" width="800"' "$figure"
	done
}

@test "no address of a registry is in the tree" {
	run grep -c '"resolved"' "$PROJECT/talk/package-lock.json"
	assert_output 0
}

@test "handout: a missing tool is named, with what brings it" {
	mkdir bin
	for tool in sh make; do
		ln -s "$(command -v $tool)" bin
	done
	run env PATH="$PWD/bin" make -s -C "$PROJECT" handout O="$PWD/out"
	assert_failure
	assert_output --partial 'handout: node is not installed: make slides-deps'
}

@test "make: CH=1 is CH=01, for each target that takes a chapter" {
	local target
	run make -s -C "$PROJECT" --eval 'print: ; @echo "$(notdir $(DEMO))"' \
	    print CH=1
	assert_success
	assert_output 01-caps.md
	for target in exercises check casts; do
		run make -s -n -C "$PROJECT" -o all $target CH=7
		assert_success
		assert_output --regexp '(make|check|build/casts) 07'
	done
}

@test "READING.md: the functions it names are there, and in that file" {
	local name
	# The functions, told from commands by their underscores.
	while read -r name; do
		grep -q "^$name\b" "$PROJECT"/0*/{,*/}*.c ||
		    grep -qw "$name" "$PROJECT"/0*/{,*/}*.h || {
			echo "no function is called $name"
			return 1
		}
	done < <(grep -o '`[a-z0-9]*_[a-z0-9_]*`' "$PROJECT/READING.md" |
	    tr -d '`' | sort -u)
	# "`f`, `g` in [chapter/file.c]": the one before the link is in it.
	while read -r name file; do
		grep -q "^$name(" "$PROJECT/$file" || {
			echo "$file has no function $name"
			return 1
		}
	done < <(tr '\n' ' ' <"$PROJECT/READING.md" |
	    grep -oE '`[a-z0-9_]+` +in +\[[^]]*\.c\]' |
	    sed -E 's/`([^`]*)` +in +\[(.*)\]/\1 \2/')
}

@test "READING.md has the table that combined run --help=functions prints" {
	[ -x "$SUITE_BIN/combined" ] || skip "not built: combined"
	run --separate-stderr combined run --help=functions
	assert_success
	assert_equal "$stderr" ""
	diff <(sed '1,/^## How Docker/d; /^And what/,$d' "$PROJECT/READING.md" |
	    grep '^|') - <<<"$output"
}

@test "each option of combined run names its functions, and each is defined once" {
	[ -x "$SUITE_BIN/combined" ] || skip "not built: combined"
	local option name file definitions
	run combined run --help=functions
	assert_success
	printf '%s\n' "${lines[@]}" >table
	# No option is without, and there is no row of another.
	diff <(combined run --help | sed -nE 's/^  (-.,|   ) --([a-z-]+)( .*)?$/\2/p' |
	    grep -vxE 'explain|step|help|version' | sort -u) \
	    <(grep -o '`--[a-z-]*`' table | tr -d '`' | cut -c3- | sort -u)
	while IFS='|' read -r _ option name file _; do
		name=$(tr -d ' `' <<<"$name")
		file=$(sed -E 's/.*\((.*)\).*/\1/' <<<"$file")
		definitions=$(cd "$PROJECT" && grep -l "^$name(" common/*.c 0*/*.c 0*/*/*.c)
		echo "$option: $name is in $definitions, named $file"
		assert_equal "$definitions" "$file"
		assert_equal "$(grep -c "^$name(" "$PROJECT/$file")" 1
	done < <(sed 1,2d table)
	run combined run --help=nonsense
	assert_failure 125
	assert_output --partial nonsense
}

@test "READING.md: each flag of docker run has its function, in the file named" {
	local flag functions file name rows=0
	while IFS='|' read -r _ flag functions file _; do
		file=$(sed -E 's/.*\]\((.*)\).*/\1/' <<<"$file")
		for name in $(tr -d '`,' <<<"$functions"); do
			grep -q "^$name(" "$PROJECT/$file" || {
				echo "$flag: $file has no function $name"
				return 1
			}
			grep -q "\b$name(" "$PROJECT"/07-combined/{,*/}*.c || {
				echo "$flag: chapter 7 does not call $name"
				return 1
			}
		done
		rows=$((rows + 1))
	done < <(sed '1,/^## How Docker/d' "$PROJECT/READING.md" | grep '](0')
	[ "$rows" -ge 20 ]
	# And the slide has no others.
	for name in $(sed '1,/^# What `docker run` does/d; /^---/,$d' \
	    "$PROJECT/talk/slides.md" | sed -n 's/^| `--.*| \(.*\) |$/\1/p' |
	    tr -d '`,'); do
		grep -q "^|.*\`$name\`.*(0" "$PROJECT/READING.md"
	done
}
