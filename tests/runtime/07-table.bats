# The tables of 07-combined/OPTIONS.md: what docker has, and what we have of it.

load ../lib/helpers

# table NAME VERDICTS: what the first column of the table's lines of the given
# verdicts has in backquotes. The second table has commands.
table() {
	awk -F ' *[|] *' -v table="$1" -v verdicts="$2" '
	    /^[|] `docker run` [|]/ { in_table = "options" }
	    /^[|] `docker` [|]/ { in_table = "commands" }
	    !/^[|]/ { in_table = "" }
	    in_table == table && $3 ~ "^(" verdicts ")$" { print $2 }
	    in_table == table && $3 !~ /^(works|differs|not here|here|---)$/ {
		print "a line without a verdict: " $0 }' \
	    "$PROJECT"/07-combined/*.md |
	    grep -oE '`[^`]+`|^a line.*' | tr -d '`' | sort -u
}

# rows NAME: the lines of a table that are not here, as WORDS|REASON.
rows() {
	awk -F ' *[|] *' -v table="$1" '
	    /^[|] `docker run` [|]/ { in_table = "options" }
	    /^[|] `docker` [|]/ { in_table = "commands" }
	    !/^[|]/ { in_table = "" }
	    in_table == table && $3 == "not here" { print $2 "|" $4 }' \
	    "$PROJECT"/07-combined/*.md |
	    sed -E 's/\[([^]]*)\]\([^)]*\)/\1/g; s/[`,]//g'
}

# The options of --help, long and short.
options_of() {
	"$@" --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z0-9-]+' |
	    grep -oE -- '-[a-zA-Z0-9-]+' | sort -u
}

# Our options that docker lacks: all our programs have them.
ours='--explain|--step|--version|-V'

@test "each option that the table has is there, and the other way round" {
	run diff <(table options 'works|differs') \
	    <(options_of combined run | grep -vxE -e "$ours")
	assert_success
}

@test "what the table says is not here is not" {
	run comm -12 <(table options 'not here') <(options_of combined run)
	assert_output ""
}

@test "each command that the table has is there, and the other way round" {
	run diff <(table commands 'works|differs') <(combined --help |
	    awk '/^  [a-z]+ / { print $1 }' | sort -u |
	    grep -vxE 'tree|doctor|help')
	assert_success
}

@test "each option that works as docker's is compared with docker's: peers-words" {
	local option line uncompared=()
	while read -r line; do
		for option in ${line//,/ }; do
			grep -qE "^	+([^|]* )?${option}[ =|]" \
			    "$PROJECT/tests/runtime/peers-words" && continue 2
		done
		uncompared+=("$line")
	done < <(awk -F ' *[|] *' '/^[|] `-.*[|] works [|]/ { print $2 }' \
	    "$PROJECT/07-combined/OPTIONS.md" | tr -d '`' |
	    awk -F ', ' '{ short = ""
	        for (i = 1; i <= NF; i++)
	            if ($i ~ /^-[a-zA-Z]$/) short = $i ","
	            else { print short $i; short = "" } }')
	assert_equal "${uncompared[*]}" ""
}

@test "docker's own help has nothing that the table does not have" {
	requires docker
	run comm -23 <(options_of docker run) \
	    <(table options 'works|differs|not here')
	assert_output ""
	run comm -23 <(docker --help | sed 's/\*//' |
	    awk '/[Cc]ommands:$/ { on = 1 } /^Global/ { on = 0 }
	        on && /^  [a-z]+ / && !/ completion / { print $1 }' |
	    sort -u) \
	    <(table commands 'works|differs|not here')
	assert_output ""
}

@test "what is not here is refused with the reason that the table gives" {
	local words reason word
	while IFS='|' read -r words reason; do
		[ -n "$reason" ]
		for word in $words; do
			run -125 combined run "$word" x
			assert_output --regexp "^combined: run $word: not supported \("
			assert_equal "$(tr -d , <<<"${output#*(}")" "$reason)"
		done
	done < <(rows options)
	while IFS='|' read -r words reason; do
		[ -n "$reason" ]
		for word in $words; do
			run -125 combined "$word"
			[[ $output != *combined-oci* ]] || continue
			assert_equal "$(tr -d , <<<"$output")" \
			    "combined: $word: not supported ($reason)"
		done
	done < <(rows commands)
}

@test "each option of docker's commands is there, or refused with a reason" {
	requires docker
	local command option known
	for command in run exec ps inspect top stats logs attach start restart \
	    stop kill wait pause unpause cp diff export rm pull images tag rmi; do
		known=$(options_of combined "$command")
		for option in $(options_of docker "$command"); do
			# An older word for --timeout, which works, but is in no help.
			[ "$option" != --time ] || continue
			! grep -qxF -e "$option" <<<"$known" || continue
			run -125 combined "$command" "$option" x
			assert_output --partial "$command $option: not supported ("
		done
	done
}

@test "a group of docker's is refused with the word to use" {
	run -125 combined container ls -a
	assert_output --partial 'use combined ps)'
	run -125 combined container logs x
	assert_output --partial 'use combined logs)'
	run -125 combined image ls
	assert_output --partial 'use combined images)'
	run -125 combined image build .
	assert_output --partial '(images are made elsewhere)'
	run -125 combined container rename a b
	assert_output --partial '(use run --name)'
}

@test "the beginning of an option is not the option, as with docker" {
	# --ip is docker's, and the beginning of --ipc.
	run -125 combined run --ip 192.0.2.1 -- true
	assert_output --partial 'next free one of the bridge'
	run -125 combined run --hostn box -- true
	assert_output --partial "'--hostn' (did you mean --hostname?)"
	run -125 combined run --hostn=box -- true
	assert_output --partial "'--hostn' (did you mean --hostname?)"
	run -125 combined run --mem 64M -- true
	assert_output --partial "unknown option '--mem'"
	run -125 combined ps --al
	assert_output --partial "unknown option '--al' (did you mean --all?)"
	run -125 combined rm --forc x
	assert_output --partial 'did you mean --force?'
}

@test "help and version are commands, too" {
	diff <(combined help) <(combined --help)
	diff <(combined help run) <(combined run --help)
	diff <(combined help ps) <(combined ps --help)
	diff <(combined version) <(combined --version)
	run -125 combined help nosuch
	assert_equal "${#lines[@]}" 1
}
