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
		check -n "${file#./}"
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
		5 ... end
		$ pwd; id -u 2>/dev/null | tr -d 0-9; seq 3
		/

		...
		```

		```console no_such_feature
		$ false
		```
	END
	run "$PROJECT/tests/tools/readme-check" good.md
	assert_failure 1
	assert_output "good.md:15: no feature is called 'no_such_feature'"
}
