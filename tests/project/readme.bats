# What the READMEs say still holds: the output of their commands, the code that
# they quote, the files that they point to. See tests/tools/readme-check.

load ../lib/helpers

# What a block is skipped for is said, and the others are checked all the same.
check() {
	local readme=$PROJECT/${*: -1}
	[ -e "$readme" ] || skip "not written yet: $1"
	run "$PROJECT/tests/tools/readme-check" "${@:1:$#-1}" "$readme" 3>&- 4>&-
	sed -n "s|^skip $PROJECT/|# skip |p" <<<"$output" >&3
	output=$(sed "s|$PROJECT/||" <<<"$output")
	assert_success
}

@test "README.md holds" { check README.md; }

@test "01-caps/README.md holds" { check 01-caps/README.md; }

@test "02-namespaces/README.md holds" { check 02-namespaces/README.md; }

@test "03-setns/README.md holds" { check 03-setns/README.md; }

@test "04-cgroups/README.md holds" { check 04-cgroups/README.md; }

@test "05-seccomp/README.md holds" { check 05-seccomp/README.md; }

@test "06-apparmor/README.md holds" { check 06-apparmor/README.md; }

@test "07-combined/README.md holds" { check 07-combined/README.md; }

@test "07-combined/OCI.md holds" { check 07-combined/OCI.md; }

@test "the links and the code of all other Markdown files hold" {
	local file
	cd "$PROJECT" || return
	while read -r file; do
		check -l -n "${file#./}"
	done < <(find . -name '*.md' ! -path './build/*' ! -path './.git/*' \
	    ! -path '*/node_modules/*' \
	    ! -path './README.md' ! -path './0*/README.md' | sort)
}

@test "readme-check sees what does not hold" {
	cd "$BATS_TEST_TMPDIR" || return
	cat >bad.md <<-'END'
		A [link](missing.md).

		```console
		$ echo one; echo two
		one
		three
		```

		```c common/exits.h
		#define EXIT_OURS 124
		```
	END
	run "$PROJECT/tests/tools/readme-check" bad.md
	assert_failure 1
	assert_line "bad.md:4: \$ echo one; echo two"
	assert_line "    - three"
	assert_line "    + two"
	assert_line --partial "bad.md:9: no longer stands so in common/exits.h"
	assert_line "bad.md: a link to missing.md, and there is no such file"
}

@test "readme-check understands dots, continued lines and state" {
	cd "$BATS_TEST_TMPDIR" || return
	cat >good.md <<-'END'
		```console
		$ cd / && x=5; seq 7; echo "$x and $PWD" \
		> end
		1
		...
		6
		7
		5 and / end
		$ pwd; id -u 2>/dev/null | tr -d 0-9; seq 3
		/

		...
		$ seq 100 | xargs; echo 'clone3({flags=CLONE_NEWUTS, ...}, ...)'
		1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 ...
		clone3({flags=CLONE_NEWUTS, ...}, ...)
		```

		```console no_such_feature
		$ false
		```
	END
	run "$PROJECT/tests/tools/readme-check" good.md
	assert_failure 1
	assert_output "good.md:18: no feature is called 'no_such_feature'"
}

# A README with a block that prints the lines $1, and says that it prints $2.
console_block() {
	echo '```console'
	echo "$ cat <<'END'"
	sed 's/^/> /' <<<"$1"$'\nEND'
	printf '%s\n' "$2" '```'
}

holds() {
	console_block "$1" "$2" >block.md
	run "$PROJECT/tests/tools/readme-check" block.md
	assert_success
	assert_output ''
}

fails() {
	console_block "$1" "$2" >block.md
	run "$PROJECT/tests/tools/readme-check" block.md
	assert_failure 1
	assert_line --partial 'prints something else'
}

readonly ID=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

@test "readme-check takes a value of the same kind for the same" {
	cd "$BATS_TEST_TMPDIR" || return
	holds '[731] setsid()' '[20415] setsid()'
	holds 'PID 20415 ends' 'PID 31 ends'
	holds 'setns: process 999 is gone' 'setns: process 20415 is gone'
	holds '/proc/731' '/proc/20415'
	holds 'process            731 (caps)' 'process          20415 (caps)'
	holds 'bash: line 1:   731 Killed    sleep' 'bash: line 1: 20415 Killed    sleep'
	holds 'bash: line 2: kill: (731) - no' 'bash: line 2: kill: (20415) - no'
	holds '[pid   731] fork() = 732' '[pid 20415] fork() = 20416'
	holds $'USER     PID CMD\nroot     731 sh' $'USER     PID CMD\nroot   20415 sh'
	holds $'HOST GUEST\n731   1 sh' $'HOST GUEST\n20415   1 sh'
	holds 'rmdir("/x/cgroups-731")           done' 'rmdir("/x/cgroups-20415")  done'
	holds "${ID:4:12} $ID" "${ID:0:12} ${ID/0/1}"
	holds 'net:[4026532008] 4026531999' 'net:[4026531840] 4026531841'
	holds 'ip 0x7ffd1c2e3f40' 'ip 0x55d0c0ffee00'
	holds 'ether 02:42:ac:11:00:02' 'ether 8e:15:00:aa:bb:cc'
	holds '/tmp/tmp.ksdJ38fjsK/x' '/tmp/tmp.0123456789/x'
	holds '/dev/loop0: 7:0 rbps=1' '/dev/loop12: 7:12 rbps=1'
	holds 'at 12:00:01, 2026-01-31T09:00:00.123Z' 'at 23:59, 2025-12-24T00:00:00+01:00'
	holds 'Nov 29 01:02 file' 'Jan  3  2025 file'
	holds 'took 4 seconds, 12 us, 0.5 s' 'took 1 second, 9 ms, 2 s'
	holds 'up 3 hours, 12 minutes' 'up 14 weeks, 2 days, 1 minute'
	holds 'copied at 1.1 GB/s' 'copied at 999 kB/s'
}

@test "readme-check takes nothing else for the same" {
	cd "$BATS_TEST_TMPDIR" || return
	fails 'status 137' 'status 139'
	fails '731' '20415'
	fails '[731] setsid()' '[20415] setpgid()'
	fails 'PID 1 ends' 'PID 20415 ends'
	fails 'PID 20415 ends' 'PID 1 ends'
	fails $'USER UID\nroot 731' $'USER UID\nroot 20415'
	fails 'CapEff: 00000000a80425fb' 'CapEff: 000001ffffffffff'
	fails 'net:[4026531840]' 'pid:[4026531840]'
	fails 'ether 00:00:00:00:00:00' 'ether 8e:15:00:aa:bb:cc'
	fails '0.0.0.0:8080->80' '0.0.0.0:9090->80'
	fails '64 MB' '32 MB'
	fails '2 processes' '3 processes'
	fails 'mkdir(two  spaces)' 'mkdir(two   spaces)'
	fails 'a line of no great length' 'a line ...'
	fails 'clone3({flags=0})' 'clone3({flags=...})'
}

@test "readme-check wants the same value twice to be the same twice" {
	cd "$BATS_TEST_TMPDIR" || return
	holds $'[731] fork\n[732] exec\n[731] wait' $'[50] fork\n[51] exec\n[50] wait'
	holds $'[731] fork\n[999] a\n[731] wait' $'[50] fork\n...\n[50] wait'
	fails $'[731] fork\n[732] wait' $'[50] fork\n[50] wait'
	fails $'[731] fork\n[731] wait' $'[50] fork\n[51] wait'
	assert_line --partial 'PID 50 and PID 51: both are 731'
	holds '1 ms, 2 ms' '1 ms, 1 ms'
	cat >block.md <<-'END'
		```console
		$ pid=$$; echo "PID $pid"
		PID 20415
		$ echo "PID $pid; PID $((pid + 1))"
		PID 20415; PID 20415
		```
	END
	run "$PROJECT/tests/tools/readme-check" block.md
	assert_failure 1
}

@test "readme-check names each stray ..." {
	cd "$BATS_TEST_TMPDIR" || return
	cat >stray.md <<-'END'
		```console root
		# caps show ...
		process ... (caps)
		...
		prctl(PR_CAPBSET_DROP, ...), {a=..., b=...}, ["sh", ...]  kill ...
		write(4</proc/.../exec>, 8)
		[...] setsid()
		```
	END
	run "$PROJECT/tests/tools/readme-check" -n stray.md
	assert_failure 1
	assert_output - <<-'END'
		stray.md:3: a stray "...":
		    process ... (caps)
		stray.md:7: a stray "...":
		    [...] setsid()
	END
}

@test "readme-check -u writes what was printed" {
	cd "$BATS_TEST_TMPDIR" || return
	cat >update.md <<-'END'
		- An item:

		  ```console
		  $ seq 1 6; echo "PID $$"
		  1
		  3
		  ...
		  6
		  PID 20415
		  $ seq 2 \
		  >   3
		  $ echo the same
		  the same
		  $ echo "[$$] setsid()"; echo "[$$] exit(0)"
		  [20415] setsid()
		  [20415] exit(1)
		  ```

		The end.
	END
	run "$PROJECT/tests/tools/readme-check" -u update.md
	assert_failure 1
	run cat update.md
	assert_output - <<-'END'
		- An item:

		  ```console
		  $ seq 1 6; echo "PID $$"
		  1
		  2
		  3
		  ...
		  6
		  PID 20415
		  $ seq 2 \
		  >   3
		  2
		  3
		  $ echo the same
		  the same
		  $ echo "[$$] setsid()"; echo "[$$] exit(0)"
		  [20415] setsid()
		  [20415] exit(0)
		  ```

		The end.
	END
	run "$PROJECT/tests/tools/readme-check" update.md
	assert_success
}

# The list in the section that begins with the line $2 of the file $1, one item a
# line. A link is written as the name of its file: paths and texts differ.
reading_order() {
	sed "1,/^$2\$/d; /^## /,\$d" "$PROJECT/$1" | perl -0777 -ne '
		for (/^(\d+\. .*(?:\n {3,}.*)*)/gm) {
			s/\[[^]]*\]\((?:[^)]*\/)?([^)\/]+)\)/[$1]/g;
			s/\s+/ /g;
			print "$_\n";
		}'
}

@test "READING.md and the chapters have the same reading order" {
	local chapter
	cd "$BATS_TEST_TMPDIR" || return
	for chapter in 01-caps 02-namespaces 03-setns 04-cgroups 05-seccomp \
	    06-apparmor 07-combined; do
		reading_order "$chapter/README.md" '## Reading order' >of-chapter
		reading_order READING.md "## ${chapter%%-*} · ${chapter#*-}" >of-reading
		echo "$chapter: README.md has -, READING.md has +"
		[ "$(wc -l <of-chapter)" -ge 5 ]
		diff -u of-chapter of-reading
	done
}

@test "each chapter says its minutes, as README.md does" {
	local readme minutes
	for readme in "$PROJECT"/0*/README.md; do
		echo "$readme"
		minutes=$(sed -n '3s/^About \([0-9]*\) minutes.*/\1/p' "$readme")
		[ -n "$minutes" ]
		grep "^| \[$(basename "${readme%/*}" | cut -c1-2)\].* $minutes |$" \
		    "$PROJECT/README.md"
	done
}

# The mechanism runs before the eyes of the reader, and then the code explains it.
@test "what to watch comes before the first header" {
	local readme
	cd "$BATS_TEST_TMPDIR" || return
	for readme in "$PROJECT"/0*/README.md; do
		echo "$readme"
		sed '1,/^## Reading order/d; /^## \|\.h\]/,$d' "$readme" >before
		grep -E '^Watch first' before
		grep -E 'strace |--explain' before
	done
}
