# Completion: what the shells ask, and what each of them makes of the answer, as
# a user sees it who presses the Tab key.

# bats file_tags=host
load ../lib/helpers

setup_file() {
	has build real_cpu || return 0
	make -s -C "$PROJECT" install PREFIX="$BATS_FILE_TMPDIR/inst"
}

setup() {
	requires build real_cpu
	cd "$BATS_TEST_TMPDIR" || return
	inst=$BATS_FILE_TMPDIR/inst
	name=
}

teardown() { [ -z "$name" ] || combined rm -f "$name" || true; }

# could_be [WORD…] CURRENT: the answer, without its explanations.
could_be() { "$inst/libexec/container-parts/complete" "$@" | cut -f1; }

# a_container: one that runs, $name.
a_container() {
	name=$(unique)
	combined run -d --name "$name" -- sleep 1000 3>&- 4>&-
}

# --- The answer

@test "the options of a program are those of its --help" {
	local program
	for program in caps namespaces setns cgroups seccomp apparmor combined \
	    combined-oci; do
		could_be "$program" - >asked
		[ "$(wc -l <asked)" -ge 5 ]
		diff <(sort asked) <("$program" --help |
		    grep -oP '^  (-.,|   ) \K--[a-z-]+' | sort)
	done
}

@test "combined's commands, by both names, and the options of each" {
	local program command commands
	for program in combined combined-oci; do
		commands=$(could_be $program "")
		[ "$(wc -w <<<"$commands")" -gt 15 ]
		diff <(sort <<<"$commands") \
		    <($program --help | awk '/^  [a-z]/ { print $1 }' | sort -u)
		for command in $commands; do
			diff <(could_be $program "$command" - | sort) \
			    <($program "$command" --help |
				grep -oP '^  (-.,|   ) \K--[a-z-]+' | sort)
		done
	done
}

@test "after the options stands another program's command line" {
	run could_be caps --drop all -- combined r
	assert_output ":command 4"
	run could_be caps -d all --docker nice ""
	assert_output ":command 4"
	run could_be caps -d all ""
	assert_output "show
can-ping
:command 3"
	# In a container, there are other programs than here.
	run could_be combined run --rm -- l
	assert_output ""
}

@test "values: words, files, processes, users, signals" {
	run could_be combined run --uts ""
	assert_output "private
host"
	run could_be namespaces --how ""
	assert_output "clone3
clone
unshare"
	run could_be combined run --rm --env-file ""
	assert_output ":files"
	run could_be setns -t ""
	assert_line $$
	run could_be caps show ""
	assert_line $$
	run could_be caps --user ""
	assert_line root
	run could_be combined kill -s ""
	assert_line TERM
	run could_be combined-oci kill some ""
	assert_line TERM
	run could_be combined-oci list --format ""
	assert_output "table
json"
	run could_be combined-oci create --bundle ""
	assert_output ":directories"
	run could_be setns keep net $$ ""
	assert_output ":files"
}

@test "capabilities, also behind a comma" {
	run could_be caps --user root --drop ""
	assert_line sys_admin
	run could_be caps -k kill,net_r
	assert_line kill,net_raw
	run could_be combined run --cap-add NET_
	assert_line NET_RAW
	run could_be combined run --cpuset-cpus ""
	assert_output ""
	run could_be combined-oci exec --cap ""
	assert_line CAP_KILL
}

@test "containers by their names" {
	requires root overlay
	a_container
	run could_be combined exec ""
	assert_line "$name"
	run could_be combined rm -f other ""
	assert_line "$name"
	run could_be combined run --network ""
	assert_line "container:$name"
	run could_be combined cp ""
	assert_line "$name:"
	run could_be combined --root "$PWD" exec ""
	assert_output ""
}

# --- The shells

# typed LINE SHELL…: what LINE has become after the Tab key, in a shell on a
# terminal of which the start files are in the working directory.
typed() {
	expect -f /dev/stdin "$@" 3>&- 4>&- <<-'END'
		log_user 0
		set timeout 20
		spawn -noecho {*}[lrange $argv 1 end]
		stty columns 300 < $spawn_out(slave,name)
		expect -re {ready> } {} timeout {exit 1}
		send -- "[lindex $argv 0]\t\001print '\005'\r"
		expect -re {<(.*)>\r} {puts $expect_out(1,string)} \
		    timeout {exit 1}
	END
}

# becomes LINE REGEX: what LINE becomes in "${shell[@]}".
becomes() {
	run typed "$1" "${shell[@]}"
	assert_success
	assert_output --regexp "^$2 ?$"
}

# What both of the interactive ones are held to.
completes() {
	becomes "combined ru" "combined run"
	becomes "combined run --netw" "combined run --network"
	becomes "combined run --network no" "combined run --network none"
	becomes "combined run --network=ho" "combined run --network=host"
	becomes "combined run -v /etc/passw" "combined run -v /etc/passwd-?"
	becomes "setns --targ" "setns --target"
	becomes "caps --drop all -- combined unp" \
	    "caps --drop all -- combined unpause"
	has root overlay || return 0
	a_container
	becomes "combined exec $(unique)" "combined exec $name"
	becomes "combined run --network container:test-$$" \
	    "combined run --network container:$name"
}

@test "bash" {
	requires bash_completion expect
	cat >rc <<-'END'
		. /usr/share/bash-completion/bash_completion
		print() { printf '<%s>\n' "$1"; }
		bind 'set enable-bracketed-paste off'
		bind 'set bell-style none'
		PS1='ready> '
	END
	shell=(env XDG_DATA_DIRS="$inst/share:/usr/share" INPUTRC=/dev/null
	    TERM=vt100 bash --noprofile --rcfile rc -i)
	completes
}

@test "zsh" {
	requires zsh expect
	cat >.zshrc <<-END
		fpath=($inst/share/zsh/site-functions \$fpath)
		autoload -U compinit; compinit -u -D
		function print { printf '<%s>\n' "\$1"; }
		bindkey -e
		unsetopt prompt_sp beep
		unset zle_bracketed_paste
		PS1='ready> '
	END
	shell=(env ZDOTDIR="$PWD" TERM=vt100 zsh -d -i)
	completes
}

@test "fish" {
	requires fish
	complete() {
		HOME=$PWD XDG_DATA_DIRS=$inst/share:/usr/share \
		    fish -c "complete -C '$1'" 3>&-
	}
	run complete "combined ru"
	assert_output $'run\truns a command in a new container'
	run complete "combined run --network=ho"
	assert_output --regexp '^--network=host'
	run complete "combined run -v /etc/passwd"
	assert_line /etc/passwd
	run complete "caps --drop all -- combined unp"
	assert_output --regexp '^unpause'
	has root overlay || return 0
	a_container
	run complete "combined exec test-"
	assert_line --regexp "^$name"
}
