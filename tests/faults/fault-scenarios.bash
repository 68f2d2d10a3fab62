# What tests/faults/run lets fail. Each scenario sets:
#
#     command   what is run, with a point of failure
#     setup, teardown   what surrounds all of its runs
#     before, after     what surrounds each; after puts into $dir/out what the
#                       command has started
#     undo      what a user does about that which a killed one has left
#     removes   yes: it is there to remove, and may be repeated
#     more      prints what else could be left behind
#
# shellcheck shell=bash disable=SC2034,SC2154 # they are tests/faults/run'

scenarios=(caps namespaces namespaces-unshare setns setns-files cgroups seccomp
    seccomp-supervise start delete exec create oci-detach oci-run run run-behind
    run-bridge)

scenario() {
	setup=: teardown=: before=: after=: undo=: removes='' more='' pid=''
	case $1 in
	caps)
		command=("$bin/caps" --only kill --user 65534 --no-new-privs --
		    "${witness[@]}") ;;
	namespaces)
		command=("$bin/namespaces" --all --hostname web --
		    "${witness[@]}") ;;
	namespaces-unshare)
		command=("$bin/namespaces" --how unshare --all --init --
		    "${witness[@]}") ;;
	setns)
		setup=start_target teardown=end_target
		command=("$bin/setns" --target "$id" --uts --ipc --
		    "${witness[@]}") ;;
	setns-files)
		setup=start_target teardown=end_target
		command=("$bin/setns" --target "$id" --uts --pid --how files --
		    "${witness[@]}") ;;
	cgroups)
		undo="'$bin/cgroups' clean"
		command=("$bin/cgroups" --pids-limit 10 --memory 64M
		    --usual-devices -- "${witness[@]}") ;;
	seccomp)
		command=("$bin/seccomp" --action errno --deny bind
		    --no-new-privs -- "${witness[@]}") ;;
	seccomp-supervise)
		command=("$bin/seccomp" --supervise bind=EPERM --
		    "${witness[@]}") ;;
	run | run-behind | run-bridge) desk "$1" ;;
	oci-run | oci-detach | create | start | exec | delete) oci "$1" ;;
	*)
		echo "faults: no scenario $1" >&2
		exit 1
		;;
	esac
}

# A process in other namespaces; the one that waits for it is its parent.
start_target() {
	unshare --uts --ipc --pid --fork --kill-child sleep 10000 &
	target=$!
	command[2]=
	until [ -n "${command[2]}" ]; do
		sleep 0.01
		read -r "command[2]" <"/proc/$target/task/$target/children"
	done
	until [ "/proc/${command[2]}/exe" -ef "$(command -v sleep)" ]; do
		sleep 0.01
	done
}

end_target() {
	kill -KILL "$target"
	wait "$target"
}

# The commands that are like docker's.
desk() {
	undo="'${combined[0]}' --root '$dir/run/state' rm -f '$id'
	    '${combined[0]}' --root '$dir/run/state' doctor --fix"
	command=("${combined[@]}" run --rm --name "$id" --hostname web
	    --memory 64m --pids-limit 20 -v "$bin:/witness:ro")
	case $1 in
	run) command+=(-- /witness/witness "$hosts") ;;
	run-behind)
		after=look_behind
		command+=(-d -- /witness/witness --stay "$hosts") ;;
	run-bridge)
		more=rules
		command+=(--network bridge --publish 8080:80 --
		    /witness/witness "$hosts") ;;
	esac
}

rules() { nft list ruleset; }

# wait_for FILE: until the witness has spoken there; it speaks once.
wait_for() {
	local i

	for ((i = 0; i < 200; i++)); do
		[ ! -s "$1" ] || return 0
		sleep 0.01
	done
}

# killed PROCESS CALL NAME kill: was it the container, which began as it should?
killed() { [ "$1${4-}" != 0kill ] && [ "${4-}" = kill ]; }

# What it has said is in the log when its supervisor has ended. One that was killed
# may have logged the beginning only.
look_behind() {
	local log=$COMBINED_DATA/containers/$id/json.log

	case $status in
	0 | 99) ;;
	137) [ -s "$dir/out" ] || return ;; # its name was said
	*) return ;;
	esac
	killed "$@" || wait_for "$log"
	# With --rm the name goes, perhaps before it is read.
	[ ! -e "$log" ] || ln "$log" "$dir/log"
	"${in_time[@]}" stop -t 0 "$id" >/dev/null 2>&1
	[ ! -e "$dir/log" ] || jq -j .log "$dir/log" >>"$dir/out"
	rm -f "$dir/log"
	if killed "$@" && [[ ${says-} == "$(cat "$dir/out")"* ]]; then
		printf '%s' "$says" >"$dir/out"
	fi
	"${in_time[@]}" rm -f "$id"
}

# The commands that engines call.
oci() {
	undo="'${combined_oci[0]}' --root '$dir/run/state' delete --force '$id'
	    '${combined[0]}' --root '$dir/run/state' doctor --fix"
	setup=bundle_staying teardown=no_bundle
	case $1 in
	oci-run)
		setup=bundle
		command=("${combined_oci[@]}" run --bundle "$dir/b" "$id") ;;
	oci-detach)
		after=look_at_started
		command=("${combined_oci[@]}" run --detach --bundle "$dir/b" "$id") ;;
	create)
		after=start_created
		command=("${combined_oci[@]}" create --bundle "$dir/b" "$id") ;;
	start)
		before=create_it after=look_at_started
		command=("${combined_oci[@]}" start "$id") ;;
	exec)
		setup=start_it teardown=end_it undo=:
		command=("${combined_oci[@]}" exec "$id" /bin/witness "$hosts") ;;
	delete)
		before=stop_it after=delete_again removes=yes
		command=("${combined_oci[@]}" delete "$id") ;;
	esac
}

# bundle [--stay]: a witness in it.
bundle() {
	mkdir -p "$dir"/b/rootfs/{bin,proc,dev,sys}
	cp "$bin/witness" "$dir/b/rootfs/bin"
	"${oci_in_time[@]}" spec --bundle "$dir/b"
	jq '.process.terminal = false
	    | .process.args = ["/bin/witness"] + $ARGS.positional
	    | .hostname = "web"
	    | .linux.resources += { memory: { limit: 67108864 },
		pids: { limit: 20 } }
	    | .linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW",
		syscalls: [ { names: ["bind"], action: "SCMP_ACT_ERRNO" } ] }' \
	    "$dir/b/config.json" --args -- "$@" "$hosts" >"$dir/b/new" &&
	    mv "$dir/b/new" "$dir/b/config.json"
}

bundle_staying() { bundle --stay; }
no_bundle() { rm -r "$dir/b"; }

create_it() {
	"${oci_in_time[@]}" create --bundle "$dir/b" --pid-file "$dir/b/pid" \
	    "$id" </dev/null >>"$dir/out"
	read -r pid <"$dir/b/pid"
}

start_it() {
	bundle --stay
	create_it
	"${oci_in_time[@]}" start "$id"
	wait_for "$dir/out"
}

end_it() {
	"${oci_in_time[@]}" delete --force "$id"
	no_bundle
}

runs() { [ "/proc/$1/exe" -ef "$dir/b/rootfs/bin/witness" ]; }

stop_it() {
	create_it
	"${oci_in_time[@]}" start "$id"
	"${oci_in_time[@]}" kill "$id" KILL
	# Its memory is gone a moment before it is a zombie.
	until "${oci_in_time[@]}" state "$id" | grep -q '"stopped"'; do
		sleep 0.01
	done
	: >"$dir/out"
}

delete_again() {
	[ "$status" -eq 0 ] || [ "$1${4-}" = 0kill ] ||
	    "${oci_in_time[@]}" delete --force "$id"
}

# A failed create has left nothing. What failed in the child behind its back,
# start says.
start_created() {
	case $status in
	0)
		if "${oci_in_time[@]}" start "$id" 2>>"$dir/err"; then
			wait_for "$dir/out"
		elif [ ! -s "$dir/out" ]; then
			printf '%s' "$says" >>"$dir/out"
		fi
		;;
	99) ;;
	*) return ;;
	esac
	"${oci_in_time[@]}" delete --force "$id"
}

# A failed start has not started it.
look_at_started() {
	case $status in
	0)
		killed "$@" || wait_for "$dir/out"
		! killed "$@" || [ -s "$dir/out" ] ||
		    printf '%s' "$says" >"$dir/out"
		;;
	125) [ -z "$pid" ] || ! runs "$pid" || echo "it runs" >>"$dir/out" ;;
	esac
	[ "$before$status" = :125 ] || "${oci_in_time[@]}" delete --force "$id"
}
