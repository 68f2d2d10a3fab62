#!/bin/bash
# check.bash predict|repair|attack NN-chapter: what `exercise check` asks the kernel
#
# Runs in namespaces of its own and in a directory of its own ($place), in which the
# learner's files ($yours) are copies, so that no process, mount or file is left. The
# functions check_repair and check_attack are in NN-chapter/kernel.bash, and, where the
# commands need more than the learner's files, prepare_repair and prepare_attack; a
# prediction needs none: its questions are commands.
#
# With $try, a shell there instead. Exit status: 0 all is as wanted, 1 not yet, 77 this machine cannot tell.
# shellcheck disable=SC2154,SC2317 # $needs, $files: exercise; functions: by trap
set -u

here=$(cd "$(dirname "$0")" && pwd)
kind=$1 name=$2
# shellcheck source-path=SCRIPTDIR source=../tests/lib/features.bash
. "$here/../tests/lib/features.bash"

# What the exercise needs, by the words of features.bash: "KIND: WORD…" in its page.
require() {
	local feature remedy
	for feature in root $needs; do
		"feature_$feature" >/dev/null 2>&1 && continue
		remedy=remedy_$feature
		echo "    ?   missing: $feature (${!remedy})"
		exit 77
	done
}

# Everything below runs in a second process, of which nothing outlives the first.
enclose() {
	local input=/dev/null
	place=$(mktemp -d) || exit 125
	trap 'rm -rf "$place"' EXIT
	trap interrupt INT TERM HUP
	mkdir -m 755 "$place/bin"
	chmod 755 "$place"
	find -L "${programs:?}"/0* -maxdepth 1 -type f -perm -u+x \
	    -exec cp -t "$place/bin" {} + 2>/dev/null
	PATH=$place/bin:$PATH
	# Two checks at the same time have cgroups of their own.
	export cgroup=exercise-${place##*.}
	[ -z "${try-}" ] || input=/dev/tty
	inside=1 place=$place unshare --mount --pid --uts --ipc --fork \
	    --kill-child --mount-proc bash "$0" "$kind" "$name" \
	    <"$input" &
	wait $!
	status=$?
	[ -z "${try-}" ] || clear_away
	exit "$status"
}

# Kills what runs.
interrupt() {
	trap '' INT TERM HUP
	kill -KILL $!
	wait $!
	clear_away
	exit 130
} >/dev/null 2>&1

# All processes have ended with their PID 1. Cgroups and the states of containers are
# still there, and our programs find those that are of no use.
clear_away() {
	trap '' INT TERM HUP
	cgroups remove "$cgroup"
	cgroups clean
	combined doctor --fix
} >/dev/null 2>&1

wrong=0 got='' shown='' as='' wants=''

# run COMMAND: as the learner would, in the directory; the output is in $got.
run() {
	(cd "$place/work" && timeout -k 1 30 bash -c "$1") \
	    >"$place/output" 2>&1 </dev/null
	got=$(tr -d '\0' <"$place/output")
}

# report COMMAND WANTED…: both, and what is in $got. $wants is the word for WANTED.
report() {
	local word=${wants:-expected} line
	echo "    ran       ${1//$'\n'/$'\n'              }"
	shift
	for line; do
		printf '    %-9s %s\n' "$word" "${line//$'\n'/$'\n'              }"
		word=''
	done
	word=got
	while IFS= read -r line; do
		printf '    %-9s %s\n' "$word" "$line"
		word=''
	done < <(tail -n 5 <<<"${got:-(no output)}")
}

# shows WHAT COMMAND WANTED…: COMMAND's output has each WANTED in it, and for
# "not TEXT" not the TEXT. Where the command has to do more than the learner would, as
# to wait for a server, $as says what it does.
shows() {
	local what=$1 command=$2 wanted
	local missing=()
	shift 2
	run "$command"
	for wanted; do
		case $wanted in
		'not '*)
			[[ $got != *"${wanted#not }"* ]] ||
			    missing+=("nothing with: ${wanted#not }")
			;;
		*) [[ $got = *"$wanted"* ]] || missing+=("$wanted") ;;
		esac
	done
	if [ "${#missing[@]}" -eq 0 ]; then
		echo "    yes $what"
		return
	fi
	# One fault may fail many questions: its output is shown once.
	[ "$got" = "$shown" ] || report "${as:-$command}" "${missing[@]}"
	shown=$got
	echo "    no  $what"
	wrong=1
}

# compile FILE.c: to a program in the directory, and to $out, for the learner.
compile() {
	local program=${1%.c} errors
	errors=$(cd "$place/work" && cc -Wall -o "$program" "$1" 2>&1) || {
		echo "It does not compile yet:"
		grep -E 'error|warning|^ *[0-9]* \|' <<<"$errors" | sed 's/^/    /'
		exit 1
	}
	mkdir -p "$out"
	cp "$place/work/$program" "$out"
	echo "Yours, to run or to strace: $out/$program"
}

# The questions of a prediction. A block of `$ ` lines ends with "N: ANSWER"; the
# commands are those of the skeleton, the answers the learner's.
answer_of() { sed -n "s/^$1: *//p" "$yours/predict" | sed 's/ *$//' | tail -n 1; }

check_predict() {
	local line number commands='' predicted empty=''
	while read -r number; do
		[ -n "$(answer_of "$number")" ] || empty+=" $number"
	done < <(sed -n 's/^\([0-9]*\):.*/\1/p' "$skeletons/predict")
	[ -z "$empty" ] || {
		echo "    no  without a prediction, so nothing has been run:$empty"
		wrong=1
		return
	}
	while IFS= read -r line; do
		case $line in
		'$ '*) commands+=${commands:+$'\n'}${line#'$ '} ;;
		[0-9]*:*)
			number=${line%%:*}
			predicted=$(answer_of "$number")
			run "{ $commands"$'\n} 2>/dev/null'
			got=$(tail -n 1 <<<"$got")
			if [ "${got,,}" = "${predicted,,}" ]; then
				echo "    yes $number. $got"
				echo "$number" >>"$right"
			else
				wants=predicted report "$commands" "$predicted"
				echo "    no  $number. The kernel did something else"
				wrong=1
			fi
			commands=''
			;;
		esac
	done <"$skeletons/predict"
}

# What the commands of the check find in the directory, beside the learner's files.
prepare() {
	declare -F "prepare_$kind" >/dev/null || return 0
	(cd "$place/work" && "prepare_$kind")
}

# What the check does, by hand: where it does no harm.
try_by_hand() {
	local file
	cd "$place/work" || exit
	for file in *.c; do
		[ ! -e "$file" ] || cc -Wall -o "${file%.c}" "$file"
	done
	echo "A shell where the check runs: hostname, mounts and processes are its"
	echo "own, the programs are on PATH. The files are copies: edit yours."
	ls
	PS1='(exit goes back) \$ ' bash --norc -i
	exit 0
}

if [ -z "${inside-}" ]; then
	require
	enclose
fi
mkdir "$place/work"
# A normal user has to be able to read what is here, and may make files.
chmod 1777 "$place/work"
for file in $files; do
	cp "$yours/$file" "$place/work"
	case $file in *.sh) chmod 755 "$place/work/$file" ;; esac
done
if [ "$kind" != predict ]; then
	# shellcheck source=/dev/null
	. "$skeletons/kernel.bash"
	prepare
fi
[ -z "${try-}" ] || try_by_hand
"check_$kind"
[ "$kind" = predict ] || [ -e "$out/$kind" ] || {
	echo "Yours, to run or to strace:"
	for file in $files; do
		echo "    $yours/$file"
	done
}
[ "$wrong" -eq 0 ] ||
    echo "The same place by hand: make check CH=${name%%-*} KIND=$kind TRY=1"
exit "$wrong"
