# crowd: many containers at once, whose processes are killed while the container
# is made, lives and ends. Afterwards a user removes what there is, and nothing
# may be left.
#
# shellcheck shell=bash disable=SC2034,SC2154 # tests/faults/run' own

# How many in all; so many are begun at a time.
: "${CROWD:=1000}" "${AT_A_TIME:=16}"

# nap MILLISECONDS
nap() { sleep "$(printf '0.%03d' "$1")"; }

# one NUMBER SORT FATE MOMENT: a container, and what becomes of it.
one() {
	local seconds=30 victim

	[ "$3" -ne 0 ] || seconds=0.0$(($4 % 10)) # it lives until its end
	case $2 in
	0) "${combined[@]}" run --rm --name "$id-$1" -- sleep "$seconds" & ;;
	1) "${combined[@]}" run --name "$id-$1" --network bridge -- \
	    sleep "$seconds" & ;;
	2) "${combined[@]}" run -d --name "$id-$1" -m 32m -- sleep "$seconds" & ;;
	3) "${combined_oci[@]}" run --bundle "$dir/b" "$id-$1" & ;;
	esac
	nap "$4"
	# Of two in three the command itself, else its child, if there is one yet.
	victim=$!
	[ "$3" -ne 1 ] || read -r victim _ <"/proc/$!/task/$!/children"
	[ "$3" -eq 0 ] || kill -KILL "${victim:-$!}"
}

# What a user does: all that is known is removed, then what is not known.
clear_crowd() {
	local names

	names=$("${combined[@]}" ps -aq)
	# shellcheck disable=SC2086 # words
	[ -z "$names" ] || "${combined[@]}" rm -f $names
	for name in $("${combined_oci[@]}" list -q); do
		"${combined_oci[@]}" delete --force "$name"
	done
	"${combined[@]}" doctor --fix
}

crowd() {
	local i seed=${SEED:-$RANDOM}

	name=crowd more=rules status=0 err=()
	total=$((total + CROWD))
	bundle --stay
	undo=:
	clear_crowd >/dev/null 2>&1 # what is kept is there from now on
	"${in_time[@]}" run --rm -- true >/dev/null 2>&1
	"${oci_in_time[@]}" create --bundle "$dir/b" "$id" >/dev/null
	"${oci_in_time[@]}" delete --force "$id"
	inventory
	known=$now known_shared=$shared
	RANDOM=$seed
	for ((i = 1; i <= CROWD; i++)); do
		one "$i" $((RANDOM % 4)) $((RANDOM % 4)) $((RANDOM % 150)) \
		    >/dev/null 2>&1 &
		[ $((i % AT_A_TIME)) -ne 0 ] || wait
	done
	wait
	mapfile -t err < <(clear_crowd 2>&1 >/dev/null)
	"${in_time[@]}" doctor >/dev/null ||
	    wrong "$seed" - - - "doctor --fix has not fixed all"
	left_nothing || {
		wrong "$seed" - - - "left behind (>), or gone (<)"
		diff <(echo "$known") <(echo "$now") | grep '^[<>]' | head -20
	}
	no_bundle
	echo "crowd: $CROWD containers, SEED=$seed"
}
