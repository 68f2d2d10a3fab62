# What the harnesses that compare with peers have in common.
# shellcheck shell=bash

# explained DIFFERENCES INPUT LINE: does the file have a reason for this line of the
# difference? A line of the file is a pattern of the input, a pattern of the line, and
# the reason, with tabs between them.
explained() {
	local input line
	while IFS=$'\t' read -r input line _; do
		[[ ! $2 =~ $input || ! $3 =~ $line ]] || return 0
	done < <(grep -v '^#' "$1")
	return 1
}
