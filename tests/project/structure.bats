# The rules of the house, which the #include lines and the built code tell.

load ../lib/helpers

setup() { cd "$BATS_TEST_TMPDIR" || return 1; }

structure() {
	"$PROJECT/tests/tools/structure" "${1:-$PROJECT}" \
	    "${O:-$PROJECT}/build/obj"
}

@test "each part includes only what stands below it, and no circle stands" {
	requires built
	run structure
	assert_success
	refute_output
}

# breaks LINE FILE: does the rule notice this line in that file?
breaks() {
	rm -rf tree
	mkdir tree
	cp -r "$PROJECT"/common "$PROJECT"/0?-* tree
	sed -i "1i $1" "tree/$2"
	run structure tree
	assert_failure
	assert_output --partial "$3"
}

@test "an include that points upwards is noticed" {
	requires built
	breaks '#include "07-combined/docker/docker.h"' \
	    07-combined/oci/oci.c "oci does not use docker"
	breaks '#include "07-combined/oci/oci.h"' \
	    07-combined/docker/ps.c "docker does not use oci"
	breaks '#include "07-combined/engine/container.h"' \
	    07-combined/store/state.c "store does not use engine"
	breaks '#include "05-seccomp/filter.h"' \
	    04-cgroups/cgroup.c "a later chapter"
	breaks '#include "01-caps/caps.h"' common/file.c "a later chapter"
}

@test "two files of one name are noticed" {
	requires built
	cp -r "$PROJECT"/common "$PROJECT"/0?-* .
	cp 07-combined/engine/create.c 07-combined/oci/
	run structure .
	assert_failure
	assert_output "create.c is the name of: 07-combined/engine/create.c\
 07-combined/oci/create.c"
}

@test "a function whose name does not begin its line is noticed" {
	requires built
	breaks 'static int one_line(int n) { return n; }' 04-cgroups/cgroup.c \
	    "cgroup.c: the return type of one_line has no line of its own"
	breaks 'static void __attribute__((noreturn)) away(void)\n{\n}' \
	    common/file.c "file.c: the return type of away"
}

# Two files, each of which calls a function of the other.
@test "a circle of files is noticed" {
	mkdir -p tree/common obj/common
	echo 'int b(void); int a(void) { return b(); }' >tree/common/one.c
	echo 'int a(void); int b(void) { return a(); }' >tree/common/two.c
	for each in one two; do
		gcc -c -o obj/common/$each.o tree/common/$each.c
	done
	run "$PROJECT/tests/tools/structure" tree obj
	assert_failure
	assert_output "a circle: common/one -b-> common/two -a-> common/one"
}
