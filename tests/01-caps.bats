# Chapter 1: what the kernel does to a process whose capabilities are gone.

load helpers

# The sets of a command run with these options, from the kernel's own file.
sets_of() { caps "$@" -- grep '^Cap' /proc/self/status; }

mask() { printf '%016x' "$1"; }

@test "caps --docker leaves the 14 capabilities of Docker" {
	requires root
	run sets_of --docker
	assert_line --regexp '^CapBnd:.*00000000a80425fb$'
	assert_line --regexp '^CapPrm:.*00000000a80425fb$'
	assert_line --regexp '^CapEff:.*00000000a80425fb$'
	assert_line --regexp '^CapInh:.*0000000000000000$'
	assert_line --regexp '^CapAmb:.*0000000000000000$'
}

@test "caps narrates what strace sees" {
	requires root
	"$PROJECT/tests/narration" caps --explain --docker -- true
	"$PROJECT/tests/narration" caps --explain --user nobody \
	    --keep net_raw --lock --no-new-privs -- true
}
