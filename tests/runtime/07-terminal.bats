# combined at a terminal: what a person types, sees and has afterwards.

load ../lib/helpers

setup() { with_containers; }

teardown() {
	remove_containers "$name"
}

# A shell inside, and its prompt: the first word of what is expected.
shell='spawn combined run --rm -ti --name $env(NAME) -- sh
    set timeout 20
    answer {# } "PS1=ready\\ ; stty size; tty\r"'

@test "it has a pty of the caller's size, which follows the window's" {
	requires root overlay expect
	NAME=$name run in_terminal 'set stty_init "rows 30 columns 90"
	    '"$shell"'
	    expect {30 90} {} timeout {fail size}
	    expect {/dev/pts/0} {} timeout {fail tty}
	    stty rows 44 columns 111 < $spawn_out(slave,name)
	    sleep 0.3
	    send "stty size\r"
	    expect {44 111} {} timeout {fail "new size"}
	    answer {ready } "exit 4\r"
	    expect eof; exit [lindex [wait] 3]'
	assert_equal "$status" 4
}

@test "Ctrl-C ends the command inside, and not the shell" {
	requires root overlay expect
	NAME=$name run in_terminal "$shell"'
	    answer {ready } "sleep 1000\r"
	    sleep 0.5
	    send \003
	    answer {ready } "echo \$?\r"
	    expect {130} {} timeout {fail status}
	    answer {ready } "exit\r"
	    expect eof'
	assert_success
}

@test "Ctrl-Z stops the command inside, fg goes on" {
	requires root overlay expect
	NAME=$name run in_terminal "$shell"'
	    answer {ready } "set -m; sleep 2; echo slept\r"
	    sleep 0.3
	    send \032
	    expect {Stopped} {} timeout {fail stop}
	    answer {ready } "fg\r"
	    answer {ready } "exit\r"
	    expect eof'
	assert_success
}

# stays COMMAND: does the terminal stay as it was, whatever the command does?
stays() {
	printf 'stty -g >before; %s; echo "status $?"; stty -g >after' "$1" \
	    >script
	run in_terminal 'spawn sh script
	    set timeout 20
	    expect -re {status \d+} {} timeout {fail end}
	    expect eof'
	assert_success
	assert_output --partial "status $2"
	diff before after
}

@test "after a crash the terminal is as before" {
	requires root overlay expect
	stays 'combined run --rm --init -- sh -c "kill -SEGV \$\$"' 139
	stays 'combined run --rm -- nosuchcommand' 127
	stays "combined run --rm --name $name -- sh -c 'stty raw -echo
	    kill -KILL \$\$; exit 3'" 3
	stays "(until combined kill $name 2>/dev/null; do sleep 0.1; done) &
	    combined run --rm --name $name -- sleep 1000" 137
}

@test "after a SIGTERM, too" {
	requires root overlay expect
	stays "sh -c 'echo \$\$ >pid; exec combined run --rm --name $name -- \
	    sh -c \"trap \\\"exit 9\\\" TERM; echo on >/on; \
	    while :; do sleep 0.1; done\"' & p=\$!; :
	    until combined exec $name test -e /on 2>/dev/null; do sleep 0.1
	    done; kill -TERM \$p; wait \$p" 9
}

@test "the third Ctrl-C that nothing answers kills the container" {
	requires root overlay expect
	# docker's client leaves at the third SIGINT or SIGTERM.
	NAME=$name run in_terminal 'set timeout 20
	    spawn combined run --name $env(NAME) -- sh -c "echo on; exec sleep 1000"
	    expect {on} {} timeout {fail start}
	    sleep 0.3; send \003; sleep 0.3; send \003
	    expect {once more kills it} {} timeout {fail warning}
	    send \003
	    expect eof; exit [lindex [wait] 3]'
	assert_equal "$status" 137
	run -0 combined inspect -f '{{.State.ExitCode}}' "$name"
	assert_output 137
	combined rm "$name"
	# A shell answers with its prompt; with -t all keys are the command's.
	NAME=$name run in_terminal "${shell/ -ti/}"'
	    foreach i {1 2 3 4} { answer {ready } \003; sleep 0.2 }
	    answer {ready } "exit 5\r"
	    expect eof; exit [lindex [wait] 3]'
	assert_equal "$status" 5
	NAME=$name run in_terminal 'set timeout 20
	    spawn combined run --rm -ti --name $env(NAME) -- sh -c \
		"echo on; sleep 3; exit 6"
	    expect {on} {} timeout {fail start}
	    foreach i {1 2 3 4} { send \003; sleep 0.2 }
	    expect eof; exit [lindex [wait] 3]'
	refute_output --partial 'kill'
}

@test "when the terminal is gone, so is the shell inside" {
	requires root overlay expect
	run expect -c "set timeout 20
	    spawn combined run --name $name -ti -- sh
	    expect {# }
	    send \"echo on >/on\r\"
	    expect {# }; exit 0"
	poll 20 eval '[[ $(combined inspect -f "{{.State.Status}}" $name) == exited ]]'
}

@test "exec -ti has a pty of its own beside the first" {
	requires root overlay expect
	combined run -d --name "$name" -- sleep 1000 >/dev/null
	NAME=$name run in_terminal 'set stty_init "rows 20 columns 70"
	    spawn combined exec -ti $env(NAME) sh
	    set timeout 20
	    answer {# } "stty size; tty\r"
	    expect {20 70} {} timeout {fail size}
	    expect {/dev/pts/0} {} timeout {fail tty}
	    answer {# } "exit 6\r"
	    expect eof; exit [lindex [wait] 3]'
	assert_equal "$status" 6
	[ -e "/run/combined/$name" ]
}

@test "-t without a terminal is refused" {
	requires root overlay
	run -125 combined run --rm -t -- true </dev/null
	assert_equal "${#lines[@]}" 1
	assert_output --partial terminal
}

@test "without a terminal of its own it reads and writes the caller's" {
	requires root overlay expect
	# shellcheck disable=SC2016 # the container's shell
	printf %s 'stty size >&2
	    test -t 0 && ! test -t 1 && test -t 2 && echo two of three >&2
	    echo by name >/dev/stderr; read line </dev/stdin
	    echo "got $line" >&2' >inside
	run in_terminal 'set stty_init "rows 30 columns 90"
	    spawn sh -c "combined run --rm -v '"$PWD"':/v -- sh /v/inside | cat"
	    set timeout 20
	    expect {30 90} {} timeout {fail size}
	    expect {two of three} {} timeout {fail isatty}
	    expect {by name} {} timeout {fail "/dev/stderr"}
	    send "a line\r"
	    expect {got a line} {} timeout {fail read}
	    expect eof'
	assert_success
}

@test "a device is open in it as it is open outside" {
	requires root overlay
	mknod -m 666 zero c 1 5
	# shellcheck disable=SC2016 # the container's shell
	local show='for i in 0 1 2; do
	    flags=$(sed -n "s/^flags:[^0]*//p" /proc/$$/fdinfo/$i)
	    echo $flags >&3
	    done'
	echo "$show" >show
	run sh -c 'exec 3>&1; sh show <zero >>zero 2<>zero'
	local outside=$output
	run sh -c "combined run --rm -v '$PWD:/v' -- sh -c '
	    exec sh /v/show 3>/v/flags' <zero >>zero 2<>zero; cat flags"
	assert_output "$outside"
	assert_equal "${#lines[@]}" 3
}

@test "--step: what its process does next is shown, too, when it has a terminal" {
	requires root overlay expect
	run in_terminal 'spawn combined run --rm --step -- true
	    expect {
		-re {\n?\[\d+\] \w+\([^\r\n]*\r\n} {send \r; exp_continue}
		timeout {fail "a step that nobody sees"}
		eof
	    }'
	assert_success
	assert_output --regexp '\[1\] execve\(.*"true"'
}
