# The workshop: each exercise can be failed and passed, and leaves nothing.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export WORK=$BATS_TEST_TMPDIR/work O=$BATS_TEST_TMPDIR/out TMPDIR
	TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir -p "$O/build" "$TMPDIR"
	chmod 755 "$BATS_TEST_TMPDIR" "$TMPDIR"
	exercise=$PROJECT/exercises/exercise
	ln -s "${SUITE_BIN:?}" "$O/0-programs"
}

# What an exercise could leave behind, beside the learner's files.
inventory() {
	cut -d' ' -f4,5,9- /proc/self/mountinfo
	find /sys/fs/cgroup -name 'suite-*' -prune -o -type d -print |
	    grep -E '/(combined|cgroups-|exercise)' || true
	hostname
	ls -A /run/combined "$TMPDIR" || true
	pgrep -fx 'sleep (3[0-3]|76543)' || true
}

nothing_left() { inventory 2>/dev/null | diff before -; }

# check KIND: without the descriptors of bats.
check() {
	run "$exercise" check "$chapter" --kind "$@" 3>&- 4>&-
}

# teaches CHAPTER: of its predict, repair and attack, the skeleton fails in the
# learner's words, the solution passes, half of an attack fails, and nothing is left.
teaches() {
	local kind file chapter=$1
	requires root
	"$exercise" make "$chapter" >/dev/null
	inventory >before 2>/dev/null
	for kind in predict repair attack; do
		check "$kind"
		[ "$status" -ne 77 ] || skip "${lines[1]}"
		assert_failure 1
		assert_output --partial '    no  '
		refute_output --partial 'Done.'
		assert_line "Not yet. A hint: make check CH=${1%%-*} KIND=$kind HINT=1"
		if [ "$kind" != predict ]; then
			for word in ran expected got; do
				assert_line --regexp "^    $word  +[^ ]"
			done
			assert_line --regexp '^Yours, to run or to strace:'
			assert_line "The same place by hand: make check CH=${1%%-*} KIND=$kind TRY=1"
		fi
		poll 5 nothing_left
		"$exercise" solve "$chapter" "$kind"
		check "$kind"
		assert_success
		refute_output --partial '    no  '
		refute_line --regexp '^    (ran|expected|got) '
		refute_line --partial TRY=1
		assert_line 'Done.'
		assert_line --regexp '^    a question: .*'
		assert_line --regexp "^    next: make check CH=${1%%-*} KIND="
		poll 5 nothing_left
	done
	# Where close.sh is not mended, the attack is not refused.
	cat "$PROJECT/exercises/$chapter/close.sh" >"$WORK/$chapter/close.sh"
	check attack
	assert_failure 1
	assert_line --regexp '^    no  close\.sh: your attack (is refused|leaves nothing)$'
	poll 5 nothing_left
}

@test "exercise 01: predict, repair, attack: skeletons fail, solutions pass" {
	teaches 01-caps
}

@test "exercise 02: predict, repair, attack: skeletons fail, solutions pass" {
	requires userns
	teaches 02-namespaces
}

@test "exercise 03: predict, repair, attack: skeletons fail, solutions pass" {
	requires userns
	teaches 03-setns
}

@test "exercise 04: predict, repair, attack: skeletons fail, solutions pass" {
	requires cgroup_pids cgroup_memory cgroup_cpu
	teaches 04-cgroups
}

@test "exercise 05: predict, repair, attack: skeletons fail, solutions pass" {
	requires seccomp
	teaches 05-seccomp
}

@test "exercise 06: predict, repair, attack: skeletons fail, solutions pass" {
	requires apparmor apparmor_parser
	teaches 06-apparmor
}

@test "exercise 07: predict, repair, attack: skeletons fail, solutions pass" {
	requires overlay cgroup_memory
	teaches 07-combined
}

# proves CHAPTER: the skeleton compiles and fails, the solution passes.
proves() {
	local word
	requires root
	run "$exercise" make "$1" 3>&- 4>&-
	assert_success
	run "$exercise" check "$1" --kind write 3>&- 4>&-
	assert_line 'It compiles. What the kernel says:'
	[ "$status" -ne 77 ] || skip "missing: what the tests of $1 take"
	assert_failure 1
	assert_output --partial '    no  '
	# What the learner can run, the output that differs, and the program.
	for word in ran expected got; do
		assert_line --regexp "^    $word  +[^ ]"
	done
	# All that a page has to show is shown.
	assert_equal "$(grep -c '^    ran ' <<<"$output")" \
	    "$(grep -c '^try: ' "$PROJECT/exercises/$1.md")"
	assert_line "Yours, to run or to strace: $O/build/exercises/$1/$1/${1#*-}"
	refute_output --partial 'Done.'
	"$exercise" solve "$1" write
	run "$exercise" check "$1" --kind write 3>&- 4>&-
	assert_success
	refute_output --partial '    no  '
	refute_line --regexp '^    (ran|expected|got) '
	assert_line 'Done.'
	assert_line --regexp '^    a question: .*'
}

# bats test_tags=host
@test "exercise 01: write: the skeleton compiles and fails, the solution passes" {
	proves 01-caps
}

# bats test_tags=host
@test "exercise 02: write: the skeleton compiles and fails, the solution passes" {
	proves 02-namespaces
}

# bats test_tags=host
@test "exercise 03: write: the skeleton compiles and fails, the solution passes" {
	proves 03-setns
}

# bats test_tags=host
@test "exercise 04: write: the skeleton compiles and fails, the solution passes" {
	requires cgroup_pids
	proves 04-cgroups
}

# bats test_tags=host
@test "exercise 05: write: the skeleton compiles and fails, the solution passes" {
	requires seccomp
	proves 05-seccomp
}

@test "exercise 06: write: the skeleton compiles and fails, the solution passes" {
	requires apparmor apparmor_parser
	proves 06-apparmor
}

# bats test_tags=host
@test "exercise 07: write: the skeleton compiles and fails, the solution passes" {
	requires overlay
	proves 07-combined
}

# bats test_tags=host
@test "exercises: a hint that is not there is refused, with how many there are" {
	run "$PROJECT/exercises/exercise" check 05 --hint x
	assert_failure 125
	assert_output 'exercise: HINT=x: a hint is a number, from 1 to 2'
	run "$PROJECT/exercises/exercise" check 05 --hint 3
	assert_failure 125
	assert_output 'exercise: HINT=3: there are 2 hints'
}

# bats test_tags=host
@test "exercises: a missing tool is not the fault of the learner" {
	mkdir bin
	run env PATH="$PWD/bin" /usr/bin/perl "$PROJECT/exercises/exercise" check 05 --kind write
	assert_failure 125
	assert_output --partial 'bats is not installed, so nothing has been checked'
	assert_output --partial 'make test-deps'
	refute_output --partial 'Not yet'
}

# bats test_tags=host
@test "each chapter has an exercise, and README.md names it" {
	local chapter
	for chapter in "$PROJECT"/0*/; do
		chapter=$(basename "$chapter")
		grep -q "]($chapter.md)" "$PROJECT/exercises/README.md"
	done
}

# bats test_tags=host
@test "exercises: what the learner wrote is never overwritten" {
	export WORK=$BATS_TEST_TMPDIR/work
	run "$PROJECT/exercises/exercise" make 01
	assert_success
	echo mine >work/01-caps/caps.c
	run "$PROJECT/exercises/exercise" make 01
	assert_output --partial '(yours is kept)'
	run cat work/01-caps/caps.c
	assert_output mine
}

# bats test_tags=host
@test "each chapter has the four kinds that are checked, with minutes, hints and an answer" {
	local page kind
	for page in "$PROJECT"/exercises/0*.md; do
		for kind in Predict Repair Attack Write; do
			echo "$page $kind"
			sed -n "/^## $kind (/,/^## /{/^## $kind/p;/^## /!p}" "$page" >part
			grep -qE "^## $kind \([0-9]+ minutes\)$" part
			[ "$(grep -c '<summary>Hint' part)" -ge 2 ]
			[ "$kind" = Write ] || grep -q '<summary>Answer' part
		done
	done
}

# explored CHAPTER: each question has an answer, folded away, whose commands print
# what it says.
explored() {
	local page=$PROJECT/exercises/$1.md
	sed -n '/^## Explore (/,$p' "$page" >explore
	[ "$(grep -c '^[0-9]*\. ' explore)" -ge 3 ]
	assert_equal "$(grep -c '<summary>Answer</summary>' explore)" \
	    "$(grep -c '^[0-9]*\. ' explore)"
	run "$PROJECT/tests/tools/readme-check" -l "$page" 3>&- 4>&-
	sed -n "s|^skip $PROJECT/|# skip |p" <<<"$output" >&3
	assert_success
}

@test "exercise 01: explore: the answers hold" { explored 01-caps; }

@test "exercise 02: explore: the answers hold" { explored 02-namespaces; }

@test "exercise 03: explore: the answers hold" { explored 03-setns; }

@test "exercise 04: explore: the answers hold" { explored 04-cgroups; }

@test "exercise 05: explore: the answers hold" { explored 05-seccomp; }

@test "exercise 06: explore: the answers hold" { explored 06-apparmor; }

@test "exercise 07: explore: the answers hold" { explored 07-combined; }

# bats test_tags=host
@test "exercises are in one place, which each chapter names" {
	local chapter
	for chapter in "$PROJECT"/0*/; do
		chapter=$(basename "$chapter")
		sed -n '/^## Exercises/,/^## /{/^## /!p}' \
		    "$PROJECT/$chapter/README.md" >section
		grep -q "](../exercises/$chapter.md)" section
		run grep -E '^[0-9]+\. ' section
		assert_failure
	done
}

# bats test_tags=host
@test "the timetable counts all kinds of exercises, and adds up" {
	local page name kind minutes all row column sum
	for page in "$PROJECT"/exercises/0*.md; do
		name=$(basename "$page")
		row='' all=0
		for kind in Predict Repair Attack Write Explore; do
			minutes=$(sed -nE "s/^## $kind \(([0-9]+) minutes\)$/\1/p" "$page")
			row+=" $minutes |" all=$((all + minutes))
		done
		echo "$name: $row $all"
		grep -qF "]($name) |$row $all |" "$PROJECT/exercises/README.md"
	done
	sed -n '/^| what containers/,/^| all/p' "$PROJECT/exercises/README.md" >table
	for column in 3 4 5; do
		sum=$(awk -F'|' -v c=$column '!/^\| all/ { sum += $c } END { print sum }' table)
		assert_equal "$(awk -F'|' -v c=$column '/^\| all/ { print $c + 0 }' table)" "$sum"
	done
}

# bats test_tags=host
@test "no answer of an exercise stands in its chapter or in the talk" {
	local page line chapter
	for page in "$PROJECT"/exercises/0*.md; do
		chapter=$(basename "$page" .md)
		# What the answer adds; short lines are in every program.
		while IFS= read -r line; do
			echo "$chapter: $line"
			! grep -qF -- "$line" "$PROJECT/$chapter/README.md" \
			    "$PROJECT"/talk/{slides,handout,demos/*}.md
		done < <(sed -n '/^```diff/,/^```$/s/^+[[:space:]]*//p' "$page" |
		    grep -E '.{24}')
	done
}

@test "predict: nothing runs as long as a prediction is missing" {
	requires root
	local chapter=01
	"$exercise" make 01 >/dev/null
	sed -i 's/^1:.*/1: no/; s/^2:.*/2:  No /; s/^4:.*/4: none/' "$WORK/01-caps/predict"
	check predict
	assert_failure 1
	assert_line '    no  without a prediction, so nothing has been run: 3'
	refute_output --partial ran
	# A wrong one is shown beside what the kernel did, a right one is explained.
	sed -i 's/^3:.*/3: root/' "$WORK/01-caps/predict"
	check predict
	assert_failure 1
	assert_line --partial '    ran       echo secret >of-root'
	assert_line '    predicted no'
	assert_line '    got       secret'
	assert_line '    yes 2. no'
	assert_line --partial '    why 2. '
	refute_line --partial '    why 1. '
}

@test "exercises: what the check runs cannot be changed by the answer" {
	requires root
	local chapter=01
	"$exercise" make 01 >/dev/null
	"$exercise" solve 01 predict
	sed -i 's/^\$ .*/$ touch "$HOME"; echo x/' "$WORK/01-caps/predict"
	check predict
	assert_success
}

@test "exercises: without a kind, all are checked up to the first that fails" {
	requires root
	"$exercise" make 01 >/dev/null
	"$exercise" solve 01 predict
	run "$exercise" check 01 3>&- 4>&-
	assert_failure 1
	assert_line 'Predict (5 minutes)'
	assert_line 'Done.'
	assert_line 'Repair (10 minutes)'
	assert_line 'Not yet. A hint: make check CH=01 KIND=repair HINT=1'
	refute_line --partial 'Attack ('
	run "$exercise" check 01 --kind nonsense
	assert_failure 125
	assert_output 'exercise: KIND=nonsense: a kind is one of predict repair attack write'
}

@test "exercises: TRY=1 is a shell where the check runs, and an attack does no harm" {
	requires root expect
	local chapter=01 before
	before=$(hostname)
	"$exercise" make 01 >/dev/null
	cat >keys <<-'END'
		set timeout 30
		proc see {x} { expect $x {} timeout { exit 9 } eof { exit 8 } }
		spawn -noecho $env(exercise) check 01 --kind attack --try 1
		see "goes back"
		send "caps --user nobody --keep setuid -- setpriv --reuid 0 hostname pwned\r"
		see "goes back"
		send {echo "<$(hostname) $(id -u)>"; touch gone; exit}
		send "\r"
		see "<pwned 0>"
		expect eof
		lassign [wait] - - - status
		exit $status
	END
	export exercise
	run expect keys 3>&- 4>&-
	assert_success
	refute_output --partial 'Done.'
	assert_equal "$(hostname)" "$before"
	[ ! -e "$WORK/01-caps/gone" ]
	run "$exercise" check 01 --try 1
	assert_failure 125
	assert_output --partial 'TRY=1: with a kind'
	run "$exercise" check 01 --kind write --try 1
	assert_failure 125
}

@test "exercises: what ran is what the learner would run, and what is too much is named" {
	requires root seccomp cgroup_pids cgroup_memory
	local chapter
	"$exercise" make 04 05 >/dev/null
	chapter=05
	check attack
	assert_line '    ran       seccomp -A errno --deny bind -- perl attack.pl'
	assert_line '              a client then sends hello to the port that it prints'
	assert_line '    expected  hello'
	"$exercise" solve 05 attack
	cat "$PROJECT/exercises/05-seccomp/close.sh" >"$WORK/05-seccomp/close.sh"
	check attack
	assert_line '    no  close.sh: your attack is refused'
	assert_line '    ran       ./close.sh perl attack.pl'
	assert_line '    expected  nothing with: hello'
	chapter=04
	check repair
	assert_line --partial 'nothing with: busy'
	assert_line '              nothing with: /sys/fs/cgroup/'
	refute_line --regexp '^    (expected |         ) not '
	check attack
	assert_line '    ran       cgroups --memory 16M --memory-swap 16M -- ./attack.sh'
}

# by_hand CHAPTER KIND COMMAND…: gives the commands to the shell of TRY=1; after each,
# the shell has to print the prompt again.
by_hand() {
	cat >keys <<-'END'
		set timeout 60
		proc see {x} { expect $x {} timeout { exit 9 } eof { exit 8 } }
		spawn -noecho $env(exercise) check [lindex $argv 0] \
		    --kind [lindex $argv 1] --try 1
		see "goes back"
		foreach command [lrange $argv 2 end] {
			send "$command\r"
			see "goes back"
		}
		send "exit\r"
		expect eof
		lassign [wait] - - - status
		exit $status
	END
	export exercise
	run expect keys "$@" 3>&- 4>&-
	assert_success
}

@test "exercises: after TRY=1 no cgroup, process or container is left" {
	requires root expect cgroup_pids cgroup_memory overlay
	"$exercise" make 04 07 >/dev/null
	inventory >before 2>/dev/null
	by_hand 04 repair './repair.sh ./worker.sh' 'sleep 76543 &' \
	    'cgroups -- sleep 76543 &' 'cgroups attach "$cgroup" $$'
	assert_output --regexp ':(pids)?:/'
	nothing_left
	by_hand 04 attack 'cp close.sh /dev/shm' './close.sh sleep 76543 &'
	[ ! -e /dev/shm/close.sh ]
	nothing_left
	by_hand 07 repair 'combined-oci --root state create --bundle bundle left' \
	    'combined run -d --name left -- sleep 76543'
	nothing_left
}

@test "exercises: TRY=1 has what the commands of the check find" {
	requires root expect userns cgroup_pids cgroup_memory overlay
	"$exercise" make >/dev/null
	by_hand 01 attack 'echo x >/proc/sys/kernel/hostname'
	assert_output --partial 'Read-only file system'
	by_hand 02 attack 'setpriv --reuid 1000 --regid 1000 --clear-groups ./guard.sh'
	assert_line --partial denied
	by_hand 03 attack 'ls root open.sh key'
	assert_output --partial attack.sh
	refute_output --partial 'No such file'
	by_hand 04 repair './worker.sh; echo "status $?"'
	assert_output --partial 'status 7'
	by_hand 07 repair 'ls bundle'
	assert_output --partial rootfs
	by_hand 07 attack 'ls control open.sh key'
	assert_output --partial request
	refute_output --partial 'No such file'
}

@test "exercise 06: TRY=1 has what the commands of the check find" {
	requires root expect apparmor apparmor_parser
	"$exercise" make 06 >/dev/null
	by_hand 06 repair 'cat /etc/hostname'
	assert_output --partial 'the name of this host'
	by_hand 06 attack 'ls vault open.sh'
	assert_output --partial key
	refute_output --partial 'No such file'
}

# bats test_tags=host
@test "exercises: a program that does not compile is shown with the compiler's lines" {
	requires root
	local chapter=01
	"$exercise" make 01 >/dev/null
	sed -i 's/setgid(nogroup);/setgid(nogroup/' "$WORK/01-caps/repair.c"
	check repair
	assert_failure 1
	assert_line 'It does not compile yet:'
	assert_line --partial 'repair.c:19'
	refute_output --partial '    yes '
}

@test "exercises: two checks of the same cgroup exercise do not meet" {
	requires root cgroup_pids
	local number pids=()
	"$exercise" make 04 >/dev/null
	"$exercise" solve 04 repair
	for number in 1 2; do
		"$exercise" check 04 --kind repair >printed$number 2>&1 3>&- 4>&- &
		pids+=($!)
	done
	for number in 1 2; do
		wait "${pids[number - 1]}" || { cat printed*; return 1; }
		grep -qx 'Done.' printed$number
	done
}

@test "exercises: a check that is ended in the middle leaves nothing" {
	requires root cgroup_pids
	local pid
	"$exercise" make 04 >/dev/null
	inventory >before 2>/dev/null
	printf '#!/bin/sh\ncgroups create "$cgroup" --pids-limit 20; sleep 76543\n' \
	    >"$WORK/04-cgroups/repair.sh"
	setsid "$exercise" check 04 --kind repair >printed 2>&1 3>&- 4>&- &
	pid=$!
	poll 20 pgrep -fx 'sleep 76543'
	kill -TERM -- "-$pid"
	wait $pid || true
	poll 10 nothing_left
}
