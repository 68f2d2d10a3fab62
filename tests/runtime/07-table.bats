# The tables of 07-combined/README.md: what docker has, and what we have of it.

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
	    "$PROJECT/07-combined/README.md" |
	    grep -oE '`[^`]+`|^a line.*' | tr -d '`' | sort -u
}

# The options of --help, long and short.
options_of() {
	"$@" --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z0-9-]+' |
	    grep -oE -- '-[a-zA-Z0-9-]+' | sort -u
}

# Ours that docker has not: all our programs have them.
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
	    grep -vxE 'tree|doctor')
	assert_success
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
