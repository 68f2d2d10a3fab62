# SECURITY.md names a test for each promise: is it there?

# bats file_tags=host
load ../lib/helpers

@test "each promise in SECURITY.md has its test" {
	local file name n=0
	while IFS='|' read -r file name; do
		grep -qF "@test \"$name" "$PROJECT"/tests/*/"$file" ||
		    fail "$file has no test \"$name…\""
		n=$((n + 1))
	done < <(sed -n 's/^|.*| `\(.*\.bats\)` \(.*\) |$/\1|\2/p' \
	    "$PROJECT/SECURITY.md")
	[ "$n" -ge 15 ]
}
