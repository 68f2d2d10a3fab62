# The rules of the house, which the #include lines and the built code tell.

# bats file_tags=host
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

@test "a comment that names a file that is gone is noticed" {
	requires built
	breaks '/* See gone.h and <linux/sched.h>. */' common/file.c \
	    "common/file.c: a comment names gone.h, which does not exist"
	refute_output --partial sched.h
}

@test "a declaration that nothing needs is noticed" {
	requires built
	breaks 'static int ahead(int n);\n\nstatic int\nahead(int n)\n{\n\treturn n;\n}' \
	    common/file.c "common/file.c: ahead need not be declared ahead"
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

@test "a mechanism that uses its own cli/ is noticed" {
	mkdir -p tree/01-caps/cli obj/01-caps/cli
	echo 'int b(void); int a(void) { return b(); }' >tree/01-caps/one.c
	cp tree/01-caps/one.c tree/01-caps/main.c
	printf 'int\nb(void)\n{\n\treturn 0;\n}\n' >tree/01-caps/cli/two.c
	for each in one main cli/two; do
		gcc -c -o obj/01-caps/$each.o tree/01-caps/$each.c
	done
	run "$PROJECT/tests/tools/structure" tree obj
	assert_failure
	assert_output "01-caps/one uses b of 01-caps/cli/two: a mechanism does\
 not use cli/"
}

way() { "$PROJECT/tests/tools/way" "$@"; }

@test "each chapter's call stands at most two calls below main()" {
	run way "$PROJECT"
	assert_success
	assert_output --partial "04-cgroups: mkdir: main (main.c:"
	refute_output --partial "<-"
}

@test "a call that is too deep, too far away or in another folder is noticed" {
	cp -r "$PROJECT"/common "$PROJECT"/0?-* .
	sed -i 's/^\t\t\tmade = mkdir(dir, 0755);/\t\t\tmade = make(dir);/' \
	    04-cgroups/cgroup.c
	printf 'static int\nmake(const char *dir)\n{\n\treturn mkdir(dir, 0755);\n}\n' \
	    >>04-cgroups/cgroup.c
	run way .
	assert_failure
	assert_line --regexp "^04-cgroups: mkdir: .*; 3 calls, .* <- too far$"

	cp "$PROJECT/04-cgroups/cgroup.c" 04-cgroups/
	printf '%0.s/* 100 lines */\n' {1..100} |
	    sed -i '1r /dev/stdin' 06-apparmor/apparmor.c
	run way .
	assert_failure
	assert_line --regexp "^06-apparmor: write: .*; 1 calls, .* <- too far$"

	cp "$PROJECT/06-apparmor/apparmor.c" 06-apparmor/
	mv 05-seccomp/filter.c 05-seccomp/rules/
	run way .
	assert_failure
	assert_line --regexp "^05-seccomp: SYS_seccomp: .* <- not in 05-seccomp$"

	mv 05-seccomp/rules/filter.c 05-seccomp/
	sed -i s/SYS_clone3/SYS_clone4/ 02-namespaces/clone.c
	run way .
	assert_failure
	assert_line "02-namespaces: SYS_clone3: not found"
}
