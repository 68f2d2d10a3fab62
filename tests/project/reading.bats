# READING.md and the Makefile name what is there.

# bats file_tags=host
load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
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
	# Each option has a row, and each row is an option's.
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
