# What `make install` puts where, and what a user finds there who does not have
# the source: programs, manual pages, a Debian package.

# bats file_tags=host
load ../lib/helpers

programs="caps namespaces setns cgroups seccomp apparmor combined"

setup_file() {
	has build real_cpu || return 0
	make -s -C "$PROJECT" install DESTDIR="$BATS_FILE_TMPDIR/dest"
}

setup() {
	requires build real_cpu
	cd "$BATS_TEST_TMPDIR" || return
	dest=$BATS_FILE_TMPDIR/dest
	man=$dest/usr/local/share/man/man1
}

make_() { make -s -C "$PROJECT" "$@"; }

# files DIR: all that is not a directory.
files() { (cd "$1" && find . ! -type d | sort); }

# --- install, uninstall

@test "install puts everything below DESTDIR, and it runs from there" {
	local program
	for program in $programs; do
		run "$dest/usr/local/bin/$program" --version
		assert_success
		assert_output --regexp "^$program [0-9]"
	done
	run "$dest/usr/local/bin/combined-oci" --version
	assert_success
	assert_output --regexp "^combined-oci version [0-9]"
	assert_equal "$(readlink "$dest/usr/local/bin/combined-oci")" combined
	run find "$dest" ! -type l -perm /022
	assert_output ""
	run find "$dest" -type f ! -path '*/bin/*' ! -path '*/libexec/*' \
	    -perm /111
	assert_output ""
}

@test "uninstall takes all that install has put, and nothing else" {
	make_ install DESTDIR="$PWD/dest" PREFIX=/opt
	diff <(files dest/opt) <(files "$dest/usr/local")
	touch dest/opt/bin/cap dest/opt/share/man/man1/caps.1.gz
	make_ uninstall DESTDIR="$PWD/dest" PREFIX=/opt
	run files dest
	assert_output "./opt/bin/cap
./opt/share/man/man1/caps.1.gz"
	make_ uninstall DESTDIR="$PWD/dest" PREFIX=/opt
}

@test "BINDIR and MANDIR are heeded" {
	make_ install DESTDIR="$PWD/dest" BINDIR=/sbin MANDIR=/man
	[ -x dest/sbin/caps ]
	grep -qF '"/sbin/combined\-oci"' dest/man/man1/combined-oci.1
	make_ uninstall DESTDIR="$PWD/dest" BINDIR=/sbin MANDIR=/man
	run files dest
	assert_output ""
}

@test "building and installing from a source that cannot be written to" {
	mkdir source
	(cd "$PROJECT" && cp -r Makefile common 0* man completions \
	    "$OLDPWD/source")
	rm -f source/0*/{caps,namespaces,setns,cgroups,seccomp,apparmor,combined,combined-oci,minimal}
	chmod -R a-w source
	touch before
	make -s -j2 -f source/Makefile CFLAGS=-O0 O="$PWD/out" DESTDIR="$PWD/dest" install
	run find source -newer before
	chmod -R u+w source
	assert_output ""
	diff <(files dest) <(files "$dest")
}

# --- Manual pages

@test "mandoc -Tlint has nothing to say about the pages" {
	requires mandoc
	local page
	for page in "$man"/*; do
		# Which other pages are there depends on the machine.
		run bash -c 'mandoc -Tlint "$1" 2>/dev/null |
		    grep -v "STYLE: referenced manual not found"' - "$page"
		assert_output ""
	done
}

# man PROGRAM: the page, as text.
man_() { mandoc -Tascii "$man/$1.1" | sed $'s/.\b//g'; }

# options: those that begin a line on stdin, as "-d, --drop LIST".
options() {
	sed -En 's/^ *((-[a-zA-Z], )?--[a-z-]+( [^ ]+)?)( .*)?$/\1/p' |
	    sort -u
}

# The same of a --help, where more than one space ends the option.
help_options() { sed -E 's/(--[a-z-]+)  .*/\1/' | options; }

@test "a page has the options of --help, and no others" {
	requires mandoc
	local program
	for program in ${programs% *}; do
		run diff <(man_ "$program" | options) \
		    <("$program" --help | help_options)
		assert_output ""
	done
}

@test "combined's two pages have all commands and all their options" {
	requires mandoc
	local program command
	for program in combined combined-oci; do
		man_ $program >page
		for command in $($program --help | awk '/^  [a-z]/ { print $1 }')
		do
			grep -qE "^ +$command( |$)" page
			run comm -23 <($program "$command" --help | help_options) \
			    <(options <page)
			assert_output ""
		done
	done
}

@test "the pages name the statuses, and the environment that is read" {
	requires mandoc
	local program word
	for program in $programs combined-oci; do
		man_ "$program" >page
		for word in 125 126 127 '128\+N'; do
			grep -qE "^ +$word " page
		done
	done
	man_ combined >>page
	for word in $(grep -rhoP 'getenv\("\K\w+' "$PROJECT"/07-combined/{,*/}*.c)
	do
		grep -qw "$word" page
	done
}

# examples PROGRAM PROMPT: the commands of its EXAMPLES behind the prompt.
examples() {
	man_ "$1" | sed -n '/^EXAMPLES/,/^[A-Z]/!d; s/^ *'"$2"' //p'
}

@test "the examples of the pages work" {
	requires mandoc root overlay userns
	local program
	for program in $programs combined-oci; do
		examples "$program" '#' >script
		examples "$program" '\$' | sed 's/^/as_user /' >>script
		[ -s script ]
		export -f as_user
		run bash -ex script </dev/null 3>&-
		echo "$output"
		assert_success
	done
}

# --- The Debian package

# Built once for all tests, without optimizing, which takes less time: $package.
a_package() {
	local built=$BATS_FILE_TMPDIR/built
	[ -e "$built" ] || DEB_BUILD_OPTIONS=noopt make -s -C "$PROJECT" deb O="$built" >log 2>&1 || {
		cat log
		return 1
	}
	package=$(echo "$built"/build/deb/container-parts_*.deb)
}

@test "lintian accepts the Debian package, and its version is the programs'" {
	requires debhelper lintian
	a_package
	run --separate-stderr lintian --fail-on error,warning \
	    "${package%.deb}.changes"
	assert_success
	assert_output ""
	assert_equal "combined $(dpkg-deb -f "$package" Version)" \
	    "$(combined --version)"
	run dpkg-deb -f "$package" Built-Using
	assert_output --partial busybox
}

@test "the package names what only some commands load" {
	requires debhelper
	a_package
	local library
	dpkg-deb -f "$package" Depends Recommends >needs
	for library in $(grep -rhoP 'dlopen\("\K[^"]+' "$PROJECT"/0*/{,*/}*.c); do
		grep -qw "$(dpkg -S "*/$library" | cut -d: -f1 | uniq)" needs
	done
}

@test "what is not in the package is not installed, and the other way round" {
	requires debhelper
	a_package
	dpkg-deb -x "$package" package
	diff <(files "$dest/usr/local" | grep -v zsh) \
	    <(files package/usr | sed 's/\(man1.*\).gz/\1/' |
		grep -Ev 'zsh|share/(doc|lintian)')
}

@test "dpkg installs the package in a root, and removes it" {
	requires debhelper root overlay
	a_package
	mkdir -p root/var/lib/dpkg/{info,updates}
	touch root/var/lib/dpkg/status
	dpkg --root="$PWD/root" --force-depends -i "$package"
	run "$PWD/root/usr/bin/combined" run --rm -- echo hello
	assert_output hello
	[ -e root/usr/share/man/man1/combined.1.gz ]
	dpkg --root="$PWD/root" -P container-parts
	run files root
	refute_output --partial ./usr
}
