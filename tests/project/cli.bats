# The seven programs keep the same rules. A rule_NAME function holds one program
# to one rule; a test holds all to it. Those about commands leave apparmor to a
# test of its own, because few kernels can run a command with it.

load ../lib/helpers

setup() { cd "$BATS_TEST_TMPDIR" || return; backgrounds=(); }
teardown() { kill_background; }

programs="caps namespaces setns cgroups seccomp apparmor combined"
runners="caps namespaces setns cgroups seccomp combined"

# each RULE PROGRAM…: the rule for all that are built, and in the end a skip
# that names the others.
each() {
	local rule=$1 program missing=
	shift
	for program; do
		if [ -x "$SUITE_BIN/$program" ]; then
			echo "rule_$rule $program"
			"rule_$rule" "$program"
		else
			missing+=" $program"
		fi
	done
	[ -z "$missing" ] || skip "not built:$missing"
}

# Sets words to what runs a command through the program: "${words[@]}" command.
# The options stand before what getopt calls the end of them.
form() {
	case $1 in
	caps) words=(caps --drop sys_time) ;;
	namespaces) words=(namespaces --uts) ;;
	setns) words=(setns --target "$BASHPID" --uts) ;;
	cgroups) words=(cgroups --pids-limit 100) ;;
	seccomp) words=(seccomp --deny bind) ;;
	apparmor) words=(apparmor --deny-raw) ;;
	combined) words=(combined run --rm --init) ;;
	esac
}

# complains PROGRAM COMMAND…: status 125, nothing on stdout, and one line of
# the program's own on stderr, left in $stderr.
complains() {
	local program=$1
	shift
	run --separate-stderr "$@"
	echo "stdout: $output" "stderr: $stderr"
	assert_failure 125
	assert_output ""
	assert_equal "${#stderr_lines[@]}" 1
	[[ $stderr == "$program: "* ]]
}

unprivileged() {
	if feature_root; then as_user "$@"; else "$@"; fi
}

# --- The program itself

rule_help() {
	local option
	for option in --help -h; do
		run --separate-stderr "$1" $option
		assert_success
		assert_line --index 0 --regexp "^Usage: $1 "
		assert_equal "$stderr" ""
		assert_line --partial "--explain"
		assert_line --partial "--version"
		run awk 'length > 80' <<<"$output"
		assert_output ""
	done
}

@test "--help is on stdout, fits 80 columns, and is not an error" {
	each help $programs
}

rule_version() {
	local option
	for option in --version -V; do
		run --separate-stderr "$1" $option
		assert_success
		assert_output --regexp "^$1 [0-9]+\.[0-9.]+$"
		assert_equal "$stderr" ""
	done
}

@test "--version tells name and number" { each version $programs; }

rule_unknown_option() {
	local option
	form "$1"
	for option in --nonsense -Z; do
		complains "$1" "${words[@]}" $option true
		[[ $stderr == *"$option"* ]]
		[[ $stderr == *--help* ]]
	done
}

@test "an unknown option is named, and --help" {
	each unknown_option $programs
}

rule_missing_value() {
	case $1 in
	caps) words=(caps --drop) ;;
	namespaces) words=(namespaces --hostname) ;;
	setns) words=(setns --target) ;;
	cgroups) words=(cgroups --memory) ;;
	seccomp) words=(seccomp --deny) ;;
	apparmor) words=(apparmor --deny) ;;
	combined) words=(combined run --rm --memory) ;;
	esac
	complains "$1" "${words[@]}"
	[[ $stderr == *"${words[-1]}"* ]]
}

@test "a wrong value is answered with the name of its option" {
	local program option value
	while read -r program option value; do
		[ -x "$SUITE_BIN/$program" ] || continue
		words=("$program")
		[ "$program" != combined ] || words+=(run --rm)
		# As after a mistyped option: one line, which says where to look.
		complains "$program" "${words[@]}" "$option" "$value" -- true
		[[ $stderr == *" $option: '"*"'"* ]]
	done <<-END
		namespaces --monotonic soon
		namespaces --boottime 1h
		namespaces --map-users 0:1
		namespaces --map-groups 0:1:2:3
		cgroups --device-cgroup-rule everything
		seccomp --supervise mkdir
		seccomp --caps nonsense
		combined --name -x
		combined --workdir tmp
		combined --pull sometimes
		combined --oom-score-adj 1001
		combined --ulimit nofile
		combined --ulimit nofile=many
		combined --env =x
		combined --sysctl net.ipv4.ip_forward
		combined --device /dev/null:/dev/n:y
		combined --device /dev/null:/tmp/n
		combined -v /tmp:/x:wr
		combined --stop-signal nonsense
		combined --stop-timeout soon
		combined --cpus many
		combined --memory lots
		combined --dns example
	END
}

@test "an option without its value is named" {
	each missing_value $programs
}

rule_bad_value() {
	case $1 in
	caps) words=(caps --drop nonsense true) ;;
	namespaces) words=(namespaces --how nonsense true) ;;
	setns) words=(setns --target nonsense --uts true) ;;
	cgroups) words=(cgroups --memory nonsense true) ;;
	seccomp) words=(seccomp --deny nonsense true) ;;
	apparmor) words=(apparmor --deny nonsense true) ;;
	combined) words=(combined run --rm --memory nonsense true) ;;
	esac
	complains "$1" "${words[@]}"
	[[ $stderr == *nonsense* ]]
}

@test "a bad value is quoted" { each bad_value $programs; }

rule_full_stdout() {
	complains "$1" sh -c "$1 --help >/dev/full"
	[[ $stderr == *stdout* ]]
	complains "$1" sh -c "$1 --help >&-"
	complains "$1" sh -c "$1 --version >/dev/full"
}

@test "--help that reaches nobody is an error" { each full_stdout $programs; }

rule_not_root() {
	case $1 in
	caps) words=(caps --drop chown true) ;;
	namespaces) words=(namespaces --uts true) ;;
	setns) words=(setns --target 1 --uts true) ;;
	cgroups) words=(cgroups --name "$(unique)" --memory 64M true) ;;
	seccomp) return ;; # needs no root, having no_new_privs
	apparmor) words=(apparmor true) ;;
	combined) words=(combined run --rm --memory 64M true) ;;
	esac
	complains "$1" unprivileged "${words[@]}"
}

@test "without root what needs it is refused in one line" {
	each not_root $programs
}

rule_step_without_terminal() {
	form "$1"
	complains "$1" setsid --wait "${words[@]}" --step touch "$PWD/ran" \
	    </dev/null
	[[ $stderr == *terminal* ]]
	[ ! -e ran ]
}

@test "--step without a terminal is refused before anything is done" {
	each step_without_terminal $programs
}

# A word, mistyped by a letter, by two, or by two swapped ones: --memroy.
# suggests PROGRAM SUGGESTION COMMAND…
suggests() {
	local wanted=$2
	complains "$1" "${@:3}"
	[[ $stderr == *" (did you mean $wanted?)"* ]]
}

rule_suggests_option() {
	case $1 in
	caps) suggests caps --docker caps --dokcer true ;;
	namespaces) suggests namespaces --hostname namespaces --hosntame=x true ;;
	setns) suggests setns --target setns --traget 1 true ;;
	cgroups) suggests cgroups --memory cgroups --memroy 1G true ;;
	seccomp) suggests seccomp --supervise seccomp --supervize bind=EPERM ;;
	apparmor) suggests apparmor --deny-raw apparmor --denyraw ;;
	combined)
		suggests combined --memory combined run --memroy 64M
		suggests combined --root combined --rot /run ps
		suggests combined --force combined rm --fource web
		;;
	esac
}

@test "a mistyped option is answered with the nearest one" {
	each suggests_option $programs
}

rule_suggests_value() {
	case $1 in
	caps) suggests caps net_raw caps --drop chown,CAP_NET_RWA true ;;
	setns)
		suggests setns mount setns --file moutn=/tmp/x true
		suggests setns user setns keep usr $$ file
		;;
	seccomp)
		suggests seccomp mkdirat seccomp --deny mkdirta true
		suggests seccomp socket seccomp --deny 'bind,sokcet(AF_PACKET)' true
		suggests seccomp kill-process seccomp --action kil-process true
		suggests seccomp sys_admin seccomp --default --caps sysadmin true
		;;
	apparmor) suggests apparmor net_raw apparmor --cap net_rwa true ;;
	combined)
		suggests combined net_raw combined run --cap-add net_rwa
		suggests combined TERM combined run --stop-signal SIGTREM
		suggests combined USR1 combined kill -s usr11 web
		suggests combined bridge combined run --network brige
		suggests combined private combined run --pid privat
		suggests combined readonly combined run --mount readolny
		;;
	esac
}

@test "so is a mistyped capability, system call, signal or namespace" {
	each suggests_value caps setns seccomp apparmor combined
}

rule_suggests_command() {
	case $1 in
	setns) suggests setns "setns keep" setns keap net 1 file ;;
	seccomp) suggests seccomp "seccomp show" seccomp shwo ;;
	combined)
		suggests combined run combined rnu
		[[ $stderr == *"combined --help'" ]]
		;;
	*)
		local typed=shwo
		[ "$1" != cgroups ] || typed=creaet
		run -127 --separate-stderr "$1" $typed
		assert_equal "${#stderr_lines[@]}" 1
		[[ $stderr == *" (did you mean $1 "@(show|create)"?)" ]]
		# Not where it is not a likely mistake.
		run -127 --separate-stderr "$1" nonsense
		[[ $stderr != *"did you mean"* ]]
		;;
	esac
}

@test "so is a mistyped command, and no suggestion is far from the word" {
	requires root
	each suggests_command caps namespaces setns cgroups seccomp combined
	complains combined combined run --nonsense
	[[ $stderr != *"did you mean"* ]]
	# Half of the letters are wrong.
	complains combined combined pz
	[[ $stderr != *"did you mean"* ]]
}

rule_points_to_help() {
	local command
	for command in run exec ps stop; do
		complains combined combined $command --nonsense
		[[ $stderr == *"; see 'combined $command --help'" ]]
	done
	complains combined combined run --memory nonsense
	[[ $stderr == *"; see 'combined run --help'" ]]
}

@test "an error in an option of a command points to the command's --help" {
	each points_to_help combined
}

# --- The command

rule_not_found() {
	form "$1"
	run -127 --separate-stderr "${words[@]}" -- no-such-command
	assert_output ""
	assert_equal "${#stderr_lines[@]}" 1
	[[ $stderr == "$1: "*no-such-command* ]]
}

@test "a command that is not found: 127" {
	requires root overlay
	each not_found $runners
}

rule_not_executable() {
	form "$1"
	# combined has the files of its busybox.
	local file=/etc/passwd
	run --separate-stderr "${words[@]}" -- $file
	assert_failure 126
	assert_output ""
	assert_equal "${#stderr_lines[@]}" 1
	[[ $stderr == "$1: "*$file* ]]
}

@test "a command that cannot be executed: 126" {
	requires root overlay
	each not_executable $runners
}

rule_status() {
	form "$1"
	run "${words[@]}" -- sh -c 'exit 7'
	assert_failure 7
	run "${words[@]}" -- true
	assert_success
}

@test "the command's exit status is ours" {
	requires root overlay
	each status $runners
}

rule_killed() {
	local signal
	form "$1"
	for signal in TERM KILL SEGV; do
		run "${words[@]}" -- sh -c "kill -$signal \$\$"
		assert_failure $((128 + $(kill -l $signal)))
	done
}

@test "a command killed by signal N: 128 + N" {
	requires root overlay
	each killed $runners
}

rule_signal() {
	form "$1"
	rm -f out
	in_background sh -c 'exec "$@" >out' - "${words[@]}" -- sh -c '
	    trap "echo got it; exit 9" TERM; echo ready
	    while :; do sleep 0.1; done'
	poll 20 grep -q ready out
	kill -TERM "$background"
	local status=0
	wait "$background" || status=$?
	assert_equal "$status" 9
	run cat out
	assert_line "got it"
}

@test "SIGTERM to the program reaches the command" {
	requires root overlay
	each signal $runners
}

rule_stdin() {
	form "$1"
	run "${words[@]}" -- cat <<<data
	assert_output data
	run "${words[@]}" --explain -- cat <<<data
	assert_line data
	assert_line --regexp '^\[[0-9]+\] execve\(.*"cat"'
}

@test "stdin is the command's, also with --explain" {
	requires root overlay
	each stdin $runners
}

rule_own_options() {
	form "$1"
	run "${words[@]}" echo --help --nonsense -V
	assert_success
	assert_output -- "--help --nonsense -V"
	run "${words[@]}" -- echo -- -h
	assert_output -- "-- -h"
}

@test "the command's options are left alone" {
	requires root overlay
	each own_options $runners
}

rule_shell() {
	form "$1"
	printf '#!/bin/sh\nread line; echo "the shell got $line"\n' >shell
	chmod +x shell
	if [ "$1" = combined ]; then
		run "${words[@]}" <<<'echo "the shell got data"'
	else
		SHELL=$PWD/shell run "${words[@]}" <<<data
	fi
	assert_success
	assert_output "the shell got data"
}

@test "without a command it is the user's shell" {
	requires root overlay
	each shell $runners
}

# Within half a second after the first line there must be nothing more: the
# program waits. Then one Enter a line, until the data has come through.
rule_step() {
	form "$1"
	printf 'stty -g >before; echo data | %s --step -- sh -c "%s"
	    echo "status $?"; stty -g >after' "${words[*]}" \
	    "echo ran; cat" >script
	run in_terminal 'set stty_init "columns 500"
	    spawn sh script
	    set narration {\n?\[\d+\] \w+\([^\r\n]*\r\n}
	    expect -re $narration {} timeout {fail "no narration"}
	    set timeout 0.5
	    expect -re . {fail "does not wait"} timeout {}
	    set timeout 20
	    send \r
	    expect data {} -re $narration {send \r; exp_continue} \
		timeout {fail "no data"} eof {fail "no data"}
	    expect -re $narration {send \r; exp_continue} \
		"status 0" {} timeout {fail "no end"}
	    expect eof'
	assert_success
	assert_output --regexp 'execve\(.*ran'
	assert_equal "$(cat after)" "$(cat before)"
}

@test "--step waits for Enter on the terminal, while stdin is a pipe" {
	requires root overlay expect
	each step $runners
}

# refuse_step N TEXT: presses Enter at so many steps, and then sends TEXT (or
# where it is TERM, the signal to the program's first process).
refuse_step() {
	run in_terminal 'set stty_init "columns 500"
	    spawn sh -c {trap : INT; . ./script}
	    set narration {\n?\[(\d+)\] \w+\([^\r\n]*\r\n}
	    for {set i 0} {$i < '"$1"'} {incr i} {
		expect -re $narration {send \r} \
		    -re {status \d+} {fail "no such step"} timeout {fail step}
	    }
	    expect -re $narration {} -re {status \d+} {fail "no such step"} \
		timeout {fail step}
	    if {"'"$2"'" eq "TERM"} {
		exec kill -TERM [exec cat pid]
	    } else { send \003 }
	    expect -re {status \d+} {} timeout {fail "no end"}
	    expect eof'
	[ "$status" -eq 0 ] || [ -e ran ]
}

rule_refuse() {
	local i
	form "$1"
	printf 'sh -c "echo \\$\\$ >pid; exec %s --step -- touch ran"
	    echo "status $?"' "${words[*]}" >script
	for i in 0 1 3 9 27 40; do
		refuse_step "$i" "$2"
		[ ! -e ran ] || break # the step was one of the clearing up
		assert_output --partial "status $((128 + $3))"
	done
	[ "$i" -gt 0 ] && rm -f ran
}
rule_refuse_c() { rule_refuse "$1" "" 2; }
rule_refuse_term() { rule_refuse "$1" TERM 15; }
@test "--step: Ctrl-C or SIGTERM at any step ends it, and nothing stays" {
	requires root overlay expect
	each refuse_c $runners
	each refuse_term $runners
}

rule_interrupt() {
	form "$1"
	printf 'stty -g >before; %s -- sh -c "echo ready; exec sleep 100"
	    echo "status $?"; stty -g >after' "${words[*]}" >script
	run in_terminal 'spawn sh -c {trap : INT; . ./script}
	    answer ready \003
	    expect -re {status \d+} {} timeout {fail "no end"}
	    expect eof'
	assert_success
	assert_output --partial "status 130"
	assert_equal "$(cat after)" "$(cat before)"
}

@test "Ctrl-C ends the command, and the terminal is as before" {
	requires root overlay expect
	each interrupt $runners
}

@test "apparmor keeps these rules, too" {
	requires root apparmor expect
	local rule
	for rule in not_found not_executable status killed signal stdin \
	    own_options shell step interrupt; do
		each $rule apparmor
	done
}

@test "make doctor tells of each feature, and fails for none" {
	run "$PROJECT/tests/tools/doctor"
	assert_success
	local name
	for name in root userns cgroup2 apparmor seccomp overlay; do
		assert_line --regexp "^(yes|no ) +$name( |$)"
	done
	# What is missing has a remedy.
	refute_line --regexp "^no +[a-z0-9_]+( +[0-9]+ tests?)?$"
}

@test "make doctor names no apt-get where there is none" {
	local each
	mkdir bin
	for each in /usr/sbin/* /usr/bin/*; do
		ln -sf "$each" bin
	done
	rm -f bin/apt-get bin/strace
	PATH=$PWD/bin run "$PROJECT/tests/tools/doctor"
	assert_success
	refute_output --partial apt-get
	assert_line --regexp "^no +strace +install what Debian calls strace: "
	assert_line --partial tests/tools/package-names
}

@test "make doctor says inside a container what it cannot show" {
	requires root
	run unshare --pid --fork --mount-proc "$PROJECT/tests/tools/doctor"
	assert_success
	assert_line --regexp "^inside  a container: AppArmor's profiles.*make vm"
	# Files run side by side are in such a namespace, too.
	[ "$(readlink /proc/self/ns/pid)" = "pid:[4026531836]" ] || return 0
	run "$PROJECT/tests/tools/doctor"
	assert_success
	refute_line --partial "a container:"
}
