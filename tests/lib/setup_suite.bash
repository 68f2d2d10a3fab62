# Before the first test and after the last: an inventory of all that a program
# could leave behind. Any difference fails the run.

# shellcheck source=tests/lib/features.bash
house=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..
source "$house/tests/lib/features.bash"
# shellcheck source=tests/lib/demonstrations.bash
source "$house/tests/lib/demonstrations.bash"

inventory() {
	# The peers and dockerd switch cgroup2's options off; that ours do not
	# has a test of its own, in attacks-settings.
	echo "mounts:"
	cut -d' ' -f4,5,9- /proc/self/mountinfo |
	    sed '/ cgroup2 /s/,nsdelegate\|,memory_[a-z]*//g' | sort
	echo "cgroups:"
	# Those of a suite beside this one (tests/tools/apart) come and go. The last names
	# are of the demonstrations.
	find /sys/fs/cgroup -name 'suite-*' -prune -o -type d -print 2>/dev/null |
	    grep -E "/(test-|combined|caps|cgroups|minimal|$(made_cgroups "$house"))" |
	    sort
	echo "links:"
	ip -o link 2>/dev/null | cut -d: -f2 | sort
	echo "named network namespaces:"
	ip netns 2>/dev/null | sort
	echo "rules:"
	if feature_root; then
		nft list ruleset 2>/dev/null || true
	fi
	echo "AppArmor profiles:" # the engines load their own, and leave it
	grep -vE '^(docker-default|containers-default-|cri-containerd)' \
	    /sys/kernel/security/apparmor/profiles 2>/dev/null | sort
	echo "state:"
	ls /run/combined "${XDG_RUNTIME_DIR:-/nonexistent}/combined" \
	    2>/dev/null || true
	echo "processes of this run:"
	processes_of_this_run
}

# Processes that inherited our environment, or run one of our programs.
processes_of_this_run() {
	local dir
	for dir in /proc/[0-9]*; do
		case $(readlink "$dir/exe" 2>/dev/null) in
		"$SUITE_BIN"/*) ;;
		*)
			[ "${dir#/proc/}" != "$BASHPID" ] || continue
			grep -qsz "^SUITE_ORPHAN_OF=$SUITE_BIN$" \
			    "$dir/environ" || continue
			[ "$(awk '/^PPid/ { print $2 }' "$dir/status" \
			    2>/dev/null)" = 1 ] || continue
			;;
		esac
		tr '\0' ' ' <"$dir/cmdline" 2>/dev/null && echo
	done
}

setup_suite() {
	local root=${O:-$house} program

	# Copies that any user may execute, wherever the tree lies.
	SUITE_BIN=$(mktemp -d /tmp/toolkit-test.XXXXXX)
	chmod 755 "$SUITE_BIN"
	for program in 01-caps/caps 02-namespaces/namespaces 03-setns/setns \
	    04-cgroups/cgroups 05-seccomp/seccomp 06-apparmor/apparmor \
	    07-combined/combined; do
		[ ! -x "$root/$program" ] ||
		    install -m 755 "$root/$program" "$SUITE_BIN"
	done
	ln -s combined "$SUITE_BIN/combined-oci"
	export SUITE_BIN SUITE_ORPHAN_OF=$SUITE_BIN
	export PATH=$SUITE_BIN:$PATH
	export LC_ALL=C.UTF-8 SHELL=/bin/sh
	# podman 5 warns of cgroup v1 at each command, on the stderr that tests compare.
	export PODMAN_IGNORE_CGROUPSV1_WARNING=1
	inventory >"$SUITE_BIN/inventory"
}

teardown_suite() {
	local status=0 end=$((SECONDS + 20))

	# What a killed process had is given back a moment after its death.
	while [ "$SECONDS" -lt "$end" ]; do
		inventory | diff "$SUITE_BIN/inventory" - >"$SUITE_BIN/leaks" &&
		    break
		sleep 0.1
	done
	if [ -s "$SUITE_BIN/leaks" ]; then
		echo "left behind (>), or gone (<):" >&2
		cat "$SUITE_BIN/leaks" >&2
		status=1
	fi
	rm -rf "$SUITE_BIN"
	return $status
}
