# --explain as a picture: phases with their chapters, repeated lines folded, and
# a terminal's width and colour; and where --step=phase waits.

load ../lib/helpers

setup() {
	with_containers
	unset COLUMNS NO_COLOR
	export TERM=xterm
}
teardown() { remove_containers "${names[@]}"; }

# headings: those on stdin, without colour.
headings() { plain | grep '^── '; }

# plain: what stands on a terminal, as text.
plain() { sed -E 's/\x1b\[[0-9]*m//g; s/\r$//'; }

# on_terminal COLUMNS COMMAND…: its output on a terminal of that width.
on_terminal() {
	local columns=$1
	shift
	script -qec "stty cols $columns; exec ${*@Q}" /dev/null </dev/null
}

# What a container takes on each machine: AppArmor is not everywhere.
phases='── the cgroup and its limits · chapter 4 ──
── the host'\''s files, to be mounted · chapter 7 ──
── a process in new namespaces · chapter 2 ──
── the root file system · chapter 7 ──
── inside its root · chapter 7 ──
── its user and capabilities · chapter 1 ──
── the seccomp filter, then the command · chapter 5 ──
── the end · chapter 4 ──'

@test "the phases of a container stand in the kernel's order, with their chapters" {
	requires root overlay cgroup_pids
	combined run --rm --explain -v "$PWD:/data" -- true 2>narration
	headings <narration >shown
	grep -v 'AppArmor profile · chapter 6' shown >others
	diff - others <<<"$phases"
	# Each is followed by a line of its own.
	run grep -A1 '^── ' narration
	assert_equal "$(grep -c '^\[' <<<"$output")" "$(wc -l <shown)"
}

@test "exec joins the namespaces of chapter 3" {
	requires root overlay
	combined run -d --name "$name" -- sleep 100 3>&- 4>&-
	combined exec --explain "$name" true 2>narration
	run headings <narration
	assert_line "── into the container's namespaces · chapter 3 ──"
	refute_line --partial "the root file system"
}

@test "calls in a loop are folded on a terminal, and nowhere else" {
	requires root overlay
	on_terminal 9999 sh -c 'combined run --rm --explain -- true 2>narration'
	refute grep -q '×' narration
	on_terminal 9999 combined run --rm --explain -- true >folded
	grep -q '^\[.* ×[0-9]* more  ' folded
	grep -q '^\[.* ×[0-9]* in turn  ' folded
	[ "$(grep -c '^\[' folded)" -lt "$(grep -c '^\[' narration)" ]
}

@test "what is folded is what strace sees" {
	requires root overlay strace
	"$PROJECT/tests/tools/narration" --terminal combined run --rm --explain \
	    -- true
	"$PROJECT/tests/tools/narration" --terminal cgroups --explain \
	    --memory 64M --pids-limit 9 -- true
	"$PROJECT/tests/tools/narration" --terminal namespaces --explain --mount \
	    --pid --uts -- true
}

# words: each on a line, with one PID for all.
words() { plain | sed -E 's/^\[[0-9]+\]/[PID]/' | tr -s ' \n' '\n'; }

@test "lines fit into the terminal, and no word is broken" {
	requires root
	local command=(caps --explain --user 65534 --keep net_raw -- true) columns
	"${command[@]}" 2>narration
	for columns in 50 60 80; do
		on_terminal "$columns" "${command[@]}" >wrapped
		diff <(words <narration) <(words <wrapped)
		[ "$(plain <wrapped | LC_ALL=C.UTF-8 wc -L)" -le "$columns" ]
		# What is continued is indented, so a PID begins each step.
		[ "$(plain <wrapped | grep -vc '^\(\[\|        \)')" -eq 0 ]
		[ "$(wc -l <wrapped)" -gt "$(wc -l <narration)" ]
	done
}

@test "a path that is longer than a line is cut behind a slash" {
	requires root overlay
	on_terminal 60 combined run --rm --explain -- true >wrapped
	[ "$(plain <wrapped | LC_ALL=C.UTF-8 wc -L)" -le 60 ]
}

@test "elsewhere each step is one line, whatever COLUMNS says" {
	requires root
	COLUMNS=60 caps --explain --user 65534 -- true 2>narration
	[ "$(grep -vc '^\[[0-9]*\] ' narration)" -eq 0 ]
	[ "$(wc -L <narration)" -gt 80 ]
}

# coloured WORD=VALUE…: has a narration on a terminal any colour there?
coloured() {
	on_terminal 80 env "$@" caps --explain --no-new-privs -- true |
	    grep -q $'\x1b'
}

@test "colour is for a terminal that has it, where it is wanted" {
	coloured TERM=xterm
	coloured NO_COLOR=
	refute coloured NO_COLOR=1
	refute coloured TERM=dumb
	refute coloured TERM=
	refute coloured -u TERM
	run caps --explain --no-new-privs -- true
	refute_output --partial $'\x1b'
}

# keys COMMAND…: presses Enter at each heading, and leaves the number in "keys".
# A heading is the last that comes until the key is pressed.
keys() {
	run in_terminal "spawn $*"'
	    set keys 0
	    expect {
		-re {── [^\r\n]* ──[^\r\n]*\r\n} {
			set timeout 0.3
			expect -re . {fail "does not wait"} eof {fail eof} timeout
			set timeout 20
			incr keys
			send \r
			exp_continue
		}
		timeout {fail "waits elsewhere"}
		eof
	    }
	    exec echo $keys >keys'
	assert_success
}

@test "--step=phase waits once a phase, before its first line" {
	requires root overlay cgroup_pids expect
	keys combined run --rm --step=phase -v "$PWD:/data" -- true
	assert_line --partial "Enter: next phase · Ctrl-C: stop and undo"
	printf '%s\n' "$output" | headings >shown
	grep -v 'AppArmor profile · chapter 6' shown >others
	diff - others <<<"$phases"
	assert_equal "$(cat keys)" "$(wc -l <shown)"
}

@test "--step=phase waits once in a program of a single phase" {
	requires expect
	run in_terminal 'spawn caps --step=phase --no-new-privs -- echo done
	    expect "Ctrl-C: stop and undo" {} timeout {fail "no key"}
	    set timeout 0.5
	    expect done {fail "does not wait"} "prctl" {fail line} timeout {}
	    set timeout 20
	    send \r
	    expect done {} timeout {fail "waits again"}
	    expect eof'
	assert_success
	assert_output --partial "PR_SET_NO_NEW_PRIVS"
}

@test "--step says what the keys are, once" {
	requires expect
	run in_terminal 'spawn caps --step=call --no-new-privs -- true
	    expect {
		-re {\[\d+\] \w+\([^\r\n]*\r\n} {send \r; exp_continue}
		timeout {fail "waits"}
		eof
	    }'
	assert_success
	assert_equal "$(grep -c "Enter: next step · Ctrl-C: stop and undo" \
	    <<<"$output")" 1
}

@test "--step=phase: Ctrl-C at any phase ends it, and nothing stays" {
	requires root overlay cgroup_pids expect
	local i
	printf 'combined run --rm --name %s --step=phase -v "%s:/data" -- \
	    touch /data/ran; echo "status $?"' "$name" "$PWD" >script
	for i in {0..9}; do
		run in_terminal 'spawn sh -c {trap : INT; . ./script}
		    for {set i 0} {$i < '"$i"'} {incr i} {
			expect -re {── [^\r\n]* ──} {send \r} timeout {fail phase}
		    }
		    expect -re {── [^\r\n]* ──} {send \003} timeout {fail phase}
		    expect -re {status \d+} {} timeout {fail "no end"}
		    expect eof'
		assert_success
		[ ! -e ran ] || break # the phase was that of the clearing up
		assert_output --partial "status 130"
		run combined ps -aq
		assert_output ""
	done
	[ "$i" -ge 6 ]
	assert_output --partial "── the end · chapter 4 ──"
}

@test "--step=WORD is one of two words" {
	run -125 caps --step=nonsense -- true
	assert_output --partial "--step=nonsense: only --step=call and --step=phase"
}
