# What every .bats file loads.

bats_require_minimum_version 1.5.0
# Where Debian, Arch and others have them.
BATS_LIB_PATH=${BATS_LIB_PATH-}:/usr/lib/bats:/usr/lib:/usr/share/bats
bats_load_library bats-support
bats_load_library bats-assert
PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$PROJECT/tests/lib/features.bash"

# Skips the test, or with MUST_RUN=1 fails it, where a named feature is missing.
requires() {
	local name remedy
	for name; do
		declare -F "feature_$name" >/dev/null || {
			echo "requires: no feature is called '$name'"
			return 1
		}
		"feature_$name" && continue
		remedy="remedy_$name"
		if [ "${MUST_RUN-}" = 1 ]; then
			echo "missing: $name (${!remedy})"
			return 1
		fi
		skip "missing: $name (${!remedy})"
	done
}

# Are all the named features there? For setup_file, which cannot skip.
has() {
	local name
	for name; do
		"feature_$name" || return 1
	done
}

# A name for what the whole machine sees: cgroups, links, profiles.
# shellcheck disable=SC2120 # the tests do pass one
unique() { echo "test-$$-$BATS_TEST_NUMBER-${1-x}"; }

# poll SECONDS COMMAND…: repeats the command until it succeeds.
poll() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || {
			echo "still not so in time: $*"
			return 1
		}
		sleep 0.05
	done
}

# process_ended PID: whether its parent cares or not.
process_ended() { [[ $(status_field "$1" State 2>/dev/null) =~ ^(|Z|X)$ ]]; }

# in_background COMMAND…: starts it without a terminal, its PID in $background.
# kill_background, in teardown, ends it and its children, also the second time.
in_background() {
	setsid "$@" </dev/null 3>&- 4>&- &
	background=$!
	backgrounds+=("$background")
}

kill_background() {
	local pid
	for pid in "${backgrounds[@]}"; do
		kill -KILL -- "-$pid" "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	backgrounds=()
}

# as_user COMMAND…: runs it as uid and gid 65534, without any capability.
as_user() {
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
	    --ambient-caps=-all "$@"
}

# status_field PID FIELD: one value of /proc/PID/status.
status_field() { awk -v f="$2:" '$1 == f { print $2 }' "/proc/$1/status"; }

# What most tests of combined begin with: a place, a data directory and a name.
with_containers() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export COMBINED_DATA=$BATS_TEST_TMPDIR/data
	# shellcheck disable=SC2119 # an argument is for a test that needs more names
	name=$(unique)
	# shellcheck disable=SC2034 # the tests read it
	names=("$name")
}

# remove_containers NAME…: those that are still there.
remove_containers() {
	local one
	for one; do
		[ ! -e "/run/combined/$one" ] || combined rm -f "$one" || true
	done
}

# ns_of PID TYPE: which namespace the process is in, as the kernel names it.
ns_of() { readlink "/proc/$1/ns/$2"; }

# Runs the script in a terminal, with a helper: answer PATTERN TEXT waits for
# the one and types the other.
in_terminal() {
	# shellcheck disable=SC2016 # they are expect's
	expect -c 'set timeout 20
	    proc fail {why} { puts "\nfailed: $why"; exit 99 }
	    proc answer {pattern text} {
		expect -re $pattern {} timeout {fail $pattern} eof {fail eof}
		send -- $text
	    }' -c "$1" 3>&- 4>&-
}
