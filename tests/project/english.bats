# The part of the rules of plain English that a pattern can see.

# bats file_tags=host
load ../lib/helpers

setup() { cd "$BATS_TEST_TMPDIR" || return 1; }

english() { "$PROJECT/tests/tools/english" "$@"; }

@test "no sentence in the tree breaks a rule of plain English" {
	run english
	assert_success
	refute_output
}

# sees RULE FILE TEXT: does the rule, and no other, see the text in that file?
sees() {
	printf '%s\n' "$3" >"$2"
	run english "$2"
	assert_failure
	assert_equal "${#lines[@]}" 1
	assert_output --regexp "^$2:[0-9]+: $1: "
}

@test "each rule sees what it is about: comments, messages, titles, texts" {
	sees "is no" a.c 'errx(1, "%s is no number", s);'
	sees "is no" a.c $'errx(1, "%s is "\n    "no number", s);'
	sees "is no" a.bats '@test "a directory is no file" {'
	sees "has not" a.md 'A time namespace it has not.'
	sees "parted by" a.h '/* A list, parted by commas. */'
	sees "called so" a.c 'puts("no call is called so");'
	sees nobody a.c $'/*\n * Whoever holds the lock\n * waits.\n */'
	sees nobody a.bash '# The file that nobody reads.'
	sees nobody a.bats '@test "the file is nobody'"'"'s" {'
	sees who a.c '/* Joins the process who holds it. */'
	sees "is not to be" a.md 'The file is not to be written.'
	sees "there is no such" a.c 'puts("there is no such process");'
	sees "any more" Makefile 'all: ## build what is not there any more'
	sees "bare pronoun" a.c '/* It waits for the child. */'
	sees "bare pronoun" a.c '// They wait for the child.'
	sees "bare pronoun" a.bash '# This is the list.'
	sees "takes a capability" a.h '/* Loading a filter takes CAP_SYS_ADMIN. */'
	sees "is to" a.c 'explain("the next child is to have its own", "");'
	sees "where for if" a.h '/* Returns -1 with errno ESRCH where it is gone. */'
	sees "behind for after" a.h '/* The words that stand behind the options. */'
	sees who a.json '"comment": "who one is",'
	sees inversion a.h '/* The child waits. So has the parent time. */'
}

@test "what is right is not complained about" {
	cat >a.c <<-'END'
		/* A user who asks, as nobody:nogroup; there is no such file. */
		/* The mount is no longer there. This function has no more than one. */
		char c = '"', *s = "is not a number"; /* a quoted \" b */
		int is, no; // not a sentence
	END
	cat >a.md <<-'END'
		A reader who types `setpriv --reuid nobody`:
		```
		whoever: it is no option
		```
	END
	run english a.c a.md
	assert_success
	refute_output
}

@test "the place is the line of the words" {
	printf '/*\n * The caller holds the lock, and\n * nobody else\n */\n' >a.c
	run english a.c
	assert_output --partial "a.c:3: nobody: "
	printf 'text\n\n```\ncode\n```\nparted\nby commas\n' >a.md
	run english a.md
	assert_output --partial "a.md:6: parted by: "
}

@test "the first talk is named once" {
	echo 'the talk of 2018' >a.md
	run english a.md
	assert_success
	run english a.md a.md
	assert_failure
	assert_output --partial "a.md: talk of 2018: "
}
