# The whole build, one file. `make help` lists what there is.
#
# Each numbered folder is a chapter: its modules (every .c but main.c, minimal.c)
# go into an archive, its main.c becomes the program. A program links the archives
# of its own and of the lower chapters only, so no chapter can lean on a later one.
# minimal.c is the chapter's mechanism alone, and links nothing but libc.

VERSION  := 1.0
CHAPTERS := 01-caps 02-namespaces 03-setns 04-cgroups 05-seccomp \
            06-apparmor 07-combined
PACKAGES := libcap libseccomp libapparmor jansson libmnl libnftables libarchive

# O=DIR puts everything that is built below DIR, also from a read-only source.
O        ?= .
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
MANDIR   ?= $(PREFIX)/share/man
LIBEXECDIR ?= $(PREFIX)/libexec/container-parts
BASHDIR  ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR   ?= $(PREFIX)/share/zsh/site-functions
FISHDIR  ?= $(PREFIX)/share/fish/vendor_completions.d
SRC      := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
OBJ      := $(O)/build/obj

CC       ?= gcc
CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wstrict-prototypes \
            -Wmissing-prototypes
# glibc objects to fortifying a build that does not optimize.
FORTIFY  := $(if $(filter -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
CFLAGS_GIVEN := $(CFLAGS)
# On 32 bits, files of more than 2 GiB and times after 2038.
override CPPFLAGS += -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64
override CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I$(SRC) $(FORTIFY)
# NARRATION=0 leaves out what --explain and --step print: in a folder of its own.
override CPPFLAGS += $(if $(NARRATION),-DNARRATION=$(NARRATION))
override CFLAGS   += -std=gnu17 $(WARNINGS) $(if $(WERROR),-Werror)

# Each start of a program loads its libraries, which takes longer than what is done
# with most of them: of these four the archive is linked, where there is one.
archive_of = $(filter /%,$(shell $(CC) -print-file-name=$(1:-l%=lib%.a)))
with_archives = $(foreach l,$(1),$(or $(if $(filter -lcap -lseccomp -lapparmor \
    -ljansson,$(l)),$(call archive_of,$(l))),$(l)))
# Asked for at the first use, and once: `make deps all` has them installed by then.
LIBS      = $(eval LIBS := -Wl,--as-needed $(call with_archives, \
    $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)))$(LIBS)

# A chapter's name without its number is its program's. combined has a second name,
# by which it is an OCI runtime.
programs := $(foreach c,$(CHAPTERS),$(O)/$(c)/$(lastword $(subst -, ,$(c))))
oci      := $(O)/07-combined/combined-oci
minimals := $(CHAPTERS:%=$(O)/%/minimal)

# A build shows a line for each file; V=1 shows the commands.
Q         = $(if $(V),,@)
say       = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),:,echo) "  $(1)"

.DEFAULT_GOAL := help

# Debian's names of what building, testing, checking and teaching take.
BUILD_DEPS := build-essential pkg-config libcap-dev libseccomp-dev \
    libapparmor-dev libjansson-dev libmnl-dev libnftables-dev \
    libarchive-dev busybox-static
TEST_DEPS  := bats bats-support bats-assert strace libcap2-bin iproute2 \
    iputils-ping tcpdump cgroup-tools uidmap util-linux procps psmisc \
    nftables apparmor gcc-multilib socat netcat-openbsd jq expect curl \
    mandoc bash-completion zsh fish debhelper lintian passt slirp4netns \
    bsdextrautils python3 python3-yaml skopeo umoci docker-registry
LINT_DEPS  := clang clang-format cppcheck shellcheck valgrind
VM_DEPS    := qemu-system-x86 mmdebstrap debian-archive-keyring dpkg-dev e2fsprogs \
    cpio kmod
# What is under test in tests/engines/, what a kubelet would bring for it, and what
# `make bench` compares.
ENGINES    := podman containerd docker.io runc crun bubblewrap hyperfine \
    containernetworking-plugins python3-grpcio

# What makes the lab's machine, beside what makes that of the tests.
LAB_DEPS   := mmdebstrap debian-archive-keyring dpkg-dev cpio kmod zstd seabios

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(SRC)/Makefile | \
	    awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

INSTALL_DEPS = @$(SRC)/tests/tools/packages $@

deps: ## install all packages (Debian, Ubuntu; as root)
	$(INSTALL_DEPS) $(BUILD_DEPS) $(TEST_DEPS) $(LINT_DEPS) $(VM_DEPS)
	@$(MAKE) --no-print-directory slides-deps || \
	    echo "deps: all but what the slides take: make slides-deps"

build-deps: ## install only what building needs
	$(INSTALL_DEPS) $(BUILD_DEPS)

test-deps: ## install what the tests need, without npm and Chromium
	$(INSTALL_DEPS) $(BUILD_DEPS) $(TEST_DEPS)

# Debian 13 has Docker's client in a package of its own.
engines: ## install podman, containerd, Docker …, for their tests
	$(INSTALL_DEPS) $(ENGINES)
	@command -v docker >/dev/null || $(SRC)/tests/tools/packages $@ docker-cli

all: $(programs) $(oci) minimal ## build the programs, and minimal (V=1 shows the commands)

$(oci): $(O)/07-combined/combined
	@$(call say,LN $(@:$(O)/%=%))
	$(Q)ln -sf combined $@

minimal: $(minimals) ## build each mechanism alone: 01-caps/minimal, …

# As a reader would compile it, with the optimization and sanitizers asked for.
$(minimals): $(O)/%/minimal: $(SRC)/%/minimal.c
	@mkdir -p $(@D)
	@$(call say,CC $(@:$(O)/%=%))
	$(Q)$(CC) $(CFLAGS_GIVEN) -Wall -Wextra -Werror $(LDFLAGS) -o $@ $<

-include $(wildcard $(OBJ)/*/*.d $(OBJ)/*/*/*.d)

# glibc has the calls that mount, since 2.36, and names of errors and signals that musl
# does not have.
$(OBJ)/libc:
	@mkdir -p $(@D)
	@printf '%s\n' '#include <string.h>' '#include <sys/mount.h>' \
	    'const char *(*f)(int) = strerrorname_np; int i = OPEN_TREE_CLONE;' | \
	    $(CC) $(CPPFLAGS) $(CFLAGS) -x c -fsyntax-only - 2>/dev/null || \
	    ! echo | $(CC) -x c -fsyntax-only - 2>/dev/null || { \
	    echo "the C library (or its headers) is not glibc 2.36 or newer: Debian 12," \
	    "Ubuntu 24.04, Fedora 37, or a virtual machine, exercises/lima.yaml" >&2; \
	    exit 1; }
	@touch $@

$(OBJ)/%.o: $(SRC)/%.c | $(OBJ)/libc
	@mkdir -p $(@D)
	@$(call say,CC $(<:$(SRC)/%=%))
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# What prints the version.
$(addprefix $(OBJ)/,common/options.o 07-combined/oci/oci_main.o \
    07-combined/docker/docker.o): $(SRC)/Makefile

# The embedded root file system of chapter 7: a static busybox, and the names of
# its commands. It is called as Alpine, openSUSE, Debian or Fedora call it. A wildcard
# would remember that there was none before `make deps all` installed it.
BUSYBOX_PLACES := /bin/busybox.static /usr/bin/busybox-static /bin/busybox \
    /usr/bin/busybox /usr/sbin/busybox
BUSYBOX ?= $(shell for place in $(BUSYBOX_PLACES); do \
    [ ! -e $$place ] || { echo $$place; break; }; done)
BUSYBOX_LIST ?= $(BUSYBOX) --list
# An interpreter, which loads libraries, is what a static program does without.
BUSYBOX_IS_STATIC = readelf -lW "$(BUSYBOX)" 2>/dev/null | awk '/LOAD/ { ok = 1 } \
    /INTERP/ { loads = 1 } END { exit !ok || loads }'

$(OBJ)/07-combined/engine/busybox-data.o: $(BUSYBOX) $(SRC)/07-combined/engine/busybox.S
	@mkdir -p $(@D)
	@$(BUSYBOX_IS_STATIC) || { echo "busybox: '$(BUSYBOX)' is not a static program:" \
	    "make build-deps, or make BUSYBOX=FILE" >&2; exit 1; }
	@$(call say,AS $(@:$(O)/%=%))
	$(Q)cp $(BUSYBOX) $(@D)/busybox
	$(Q)$(BUSYBOX_LIST) >$(@D)/busybox-commands
	$(Q)$(CC) -Wa,-I$(@D) -c -o $@ $(SRC)/07-combined/engine/busybox.S

# The last program before a container's command, which is embedded, too: for the
# kernel alone, so without a C library, and without what CFLAGS asks for.
EXECUTOR_FLAGS := -std=gnu17 $(WARNINGS) $(if $(WERROR),-Werror) -O2 -ffreestanding \
    -fno-stack-protector -fno-pie -fno-asynchronous-unwind-tables
EXECUTOR_LDFLAGS := -nostdlib -static -s -Wl,--build-id=none \
    -Wl,-z,noseparate-code -Wl,-z,noexecstack
executor := $(patsubst $(SRC)/%.c,$(OBJ)/%.o,$(wildcard $(SRC)/07-combined/executor/*.c))

$(executor): $(OBJ)/%.o: $(SRC)/%.c
	@mkdir -p $(@D)
	@$(call say,CC $(<:$(SRC)/%=%))
	$(Q)$(CC) -D_GNU_SOURCE -I$(SRC) $(EXECUTOR_FLAGS) -MMD -MP -c -o $@ $<

$(OBJ)/07-combined/executor/executor: $(executor)
	@$(call say,LD $(@:$(O)/%=%))
	$(Q)$(CC) $(EXECUTOR_LDFLAGS) -o $@ $^

$(OBJ)/07-combined/executor/executor-data.o: $(OBJ)/07-combined/executor/executor \
    $(SRC)/07-combined/executor/executor.S
	@$(call say,AS $(@:$(O)/%=%))
	$(Q)$(CC) -Wa,-I$(@D) -c -o $@ $(SRC)/07-combined/executor/executor.S

# Files that the assembler embeds: it looks for them where the compiler looks for
# headers.
$(OBJ)/05-seccomp/default.o $(OBJ)/07-combined/oci/oci_features.o: override CPPFLAGS += -Wa,-I$(SRC)
$(OBJ)/05-seccomp/default.o: $(SRC)/05-seccomp/default.json
$(OBJ)/07-combined/oci/oci_features.o: $(SRC)/07-combined/oci/features.json \
    $(SRC)/07-combined/oci/spec.json

# A folder's files and those of its folders: some are called alike, so the archive
# must not take one for a new version of the other ("q", not "r").
sources = $(wildcard $(SRC)/$(1)/*.c $(SRC)/$(1)/*/*.c)
modules = $(patsubst $(SRC)/%.c,$(OBJ)/%.o, \
            $(filter-out %/main.c %/minimal.c $(SRC)/07-combined/executor/%, \
            $(call sources,$(1))))

# $(1): folder, $(2): folders it may use, the nearest first
define CHAPTER
$(OBJ)/$(1).a: $(call modules,$(1))
	@$$(call say,AR $$(@:$$(O)/%=%))
	@rm -f $$@
	$$(Q)$$(AR) qcs $$@ $$^

$(O)/$(1)/$(lastword $(subst -, ,$(1))): $(OBJ)/$(1)/main.o \
    $(foreach f,$(1) $(2) common,$(OBJ)/$(f).a)
	@mkdir -p $$(@D)
	@$$(call say,LD $$(@:$$(O)/%=%))
	$$(Q)$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$(LIBS)
endef

$(OBJ)/07-combined.a: $(OBJ)/07-combined/engine/busybox-data.o \
    $(OBJ)/07-combined/executor/executor-data.o

$(OBJ)/common.a: $(call modules,common)
	@$(call say,AR $(@:$(O)/%=%))
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(eval $(call CHAPTER,01-caps,))
$(eval $(call CHAPTER,02-namespaces,01-caps))
$(eval $(call CHAPTER,03-setns,02-namespaces 01-caps))
$(eval $(call CHAPTER,04-cgroups,03-setns 02-namespaces 01-caps))
$(eval $(call CHAPTER,05-seccomp,04-cgroups 03-setns 02-namespaces 01-caps))
$(eval $(call CHAPTER,06-apparmor,05-seccomp 04-cgroups 03-setns \
    02-namespaces 01-caps))
$(eval $(call CHAPTER,07-combined,06-apparmor 05-seccomp 04-cgroups 03-setns \
    02-namespaces 01-caps))

# install puts these here, uninstall takes these from there. A manual page is made
# of what the program's --help says. Shells look for completions in a file of the
# program's name.
names        = $(notdir $(programs) $(oci))
install_dirs = $(BINDIR) $(MANDIR)/man1 $(LIBEXECDIR) $(BASHDIR) $(ZSHDIR) \
    $(FISHDIR)
installed    = $(names:%=$(BINDIR)/%) $(names:%=$(MANDIR)/man1/%.1) \
    $(names:%=$(BASHDIR)/%) $(names:%=$(FISHDIR)/%.fish) \
    $(ZSHDIR)/_combined $(LIBEXECDIR)/complete

install: all ## install programs, manual pages, completions (PREFIX, DESTDIR)
	install -d $(addprefix $(DESTDIR),$(install_dirs))
	install -m 755 $(programs) $(DESTDIR)$(BINDIR)
	ln -sf combined $(DESTDIR)$(BINDIR)/combined-oci
	install -m 755 $(SRC)/completions/complete $(DESTDIR)$(LIBEXECDIR)
	install -m 644 $(SRC)/completions/zsh $(DESTDIR)$(ZSHDIR)/_combined
	umask 022; set -e; for p in $(programs) $(oci); do n=$${p##*/}; \
	    $(SRC)/man/page $$p $(SRC)/man/$$n.1.in \
		>$(DESTDIR)$(MANDIR)/man1/$$n.1; \
	    install -m 644 $(SRC)/completions/bash $(DESTDIR)$(BASHDIR)/$$n; \
	    install -m 644 $(SRC)/completions/fish \
		$(DESTDIR)$(FISHDIR)/$$n.fish; done
	sed -i 's|@bindir@|$(BINDIR)|; s|@libexecdir@|$(LIBEXECDIR)|' \
	    $(addprefix $(DESTDIR),$(filter-out $(BINDIR)/%,$(installed)))

uninstall: ## remove what install has installed (the same PREFIX, DESTDIR)
	rm -f $(addprefix $(DESTDIR),$(installed))
	rmdir $(DESTDIR)$(LIBEXECDIR) 2>/dev/null || true

# dpkg-buildpackage writes into the source and beside it: it gets a copy, and
# builds within it, wherever we do.
deb: ## build the Debian package, below build/deb
	rm -rf $(O)/build/deb
	mkdir -p $(O)/build/deb/source
	cd $(SRC) && cp -r Makefile LICENSE common $(CHAPTERS) man completions \
	    debian $(abspath $(O))/build/deb/source
	cd $(O)/build/deb/source && \
	    env -u MAKEFLAGS -u O dpkg-buildpackage -us -uc -b

# What a tag stands for: committed, tested by hand as CONTRIBUTING.md says, and one
# version everywhere.
DIST = container-parts-$(VERSION)
dist: ## pack the committed tree as build/container-parts-VERSION.tar.gz
	@cd $(SRC) && git diff --quiet HEAD || \
	    { echo "dist: commit first: git status"; exit 1; }
	@cd $(SRC) && head -1 debian/changelog | grep -qF '($(VERSION))' || \
	    { echo "dist: debian/changelog begins with another version than" \
	    "$(VERSION), the Makefile's"; exit 1; }
	@cd $(SRC) && grep -qx '## $(VERSION)' CHANGELOG.md || \
	    { echo "dist: CHANGELOG.md has no chapter $(VERSION)"; exit 1; }
	@mkdir -p $(O)/build
	git -C $(SRC) archive --prefix=$(DIST)/ -o $(abspath $(O))/build/$(DIST).tar.gz HEAD
	@cd $(O)/build && sha256sum $(DIST).tar.gz

# A fresh clone has neither libraries nor busybox.
run: ## start a shell in a container of our own
	@pkg-config --exists $(PACKAGES) 2>/dev/null && $(BUSYBOX_IS_STATIC) || \
	    $(MAKE) build-deps
	@$(MAKE) --no-print-directory all
	@$(O)/07-combined/combined run --rm

# CH=3 is CH=03.
override CH := $(foreach c,$(CH),$(if $(filter 1 2 3 4 5 6 7,$(c)),0$(c),$(c)))

# CH=03, or CH=03-setns. A second terminal with `talk/demo --notes` shows what
# the speaker wants to know.
DEMO = $(wildcard $(SRC)/talk/demos/$(CH)*.md)
demo: all ## play a chapter's demonstration: make demo CH=03 [RECORD=1]
	@test -n "$(and $(CH),$(DEMO))" || \
	    { echo "which? make demo CH=03"; exit 1; }
	@$(if $(RECORD),$(MAKE) --no-print-directory casts, \
	    $(SRC)/talk/demo $(AUTO) $(DEMO))

rehearse: all ## play the whole talk, and see how long it takes
	@$(SRC)/talk/rehearse

casts: all ## record the demonstrations for slides and site: [CH=03] [VM=1]
	VM=$(VM) $(SRC)/talk/record $(O)/build/casts $(firstword $(subst -, ,$(CH)))

# Debian's names again, nodejs only where there is none: others than Debian's
# bring npm along. Marp and what else comes from npm, talk/package-lock.json pins.
SLIDES_DEPS := chromium fonts-dejavu-core fonts-inter fonts-jetbrains-mono \
    fontconfig asciinema qrencode
slides-deps: ## install only what the slides and the site need
	$(INSTALL_DEPS) $(SLIDES_DEPS)
	@command -v npm >/dev/null || $(SRC)/tests/tools/packages $@ nodejs npm
	cd $(SRC)/talk && npm ci --ignore-scripts --no-audit --no-fund

NEEDS_NODE = @command -v node >/dev/null || \
    { echo "$@: node is not installed: make slides-deps" >&2; exit 1; }

slides: ## build the slides, build/slides/slides.html, .pdf: [URL=https://… for the last]
	$(NEEDS_NODE)
	URL='$(URL)' $(SRC)/talk/slides $(O)/build/slides

slides-look: slides ## render each slide, and fail where something overflows
	$(SRC)/talk/look $(O)/build/slides/slides.html $(O)/build/slides/png

handout: ## build the page to take home, build/slides/handout.pdf
	$(NEEDS_NODE)
	$(SRC)/talk/handout $(O)/build/slides/handout.pdf

site: slides handout ## build lessons, slides, recordings: build/site/index.html
	$(SRC)/talk/site $(O)/build/site

lab-deps: slides-deps ## install only what the lab needs
	$(INSTALL_DEPS) $(LAB_DEPS)

# For talk/lab/build, which builds the toolkit in another system.
print-build-deps:
	@echo $(BUILD_DEPS)

lab: ## make the machine that the lessons run in a browser: then make site
	$(NEEDS_NODE)
	@dir=$$($(SRC)/talk/lab/build) && cd "$$dir" && \
	    du --apparent-size -h state.zst vmlinuz initrd && echo "$$dir"

lab-check: ## run each lesson's commands in that machine, without a browser
	$(SRC)/talk/lab/check

bench: all ## measure a container, beside crun, runc, podman and bubblewrap
	$(SRC)/bench/run

# Emulated, the numbers are others; the proportions are what counts.
bench-vm: all ## measure start and exec on a stock kernel, with cgroup v2
	$(SRC)/tests/vm/shell v2 -- env PEERS="$$PEERS" RUNS=20 \
	    RESULTS=/tmp/results.md sh -c \
	    '$(SRC)/bench/run start exec memory 2>&1' | \
	    sed '/^!/d; /^ *Warning: /d; /ERRO\[/d; /^ $$/d' | \
	    tee $(SRC)/bench/RESULTS-vm.md

exercises: ## write the workshop's skeletons: exercises/work
	@$(SRC)/exercises/exercise make $(CH)

check: all ## test your solution: make check CH=05 [KIND=attack HINT=1 WATCH=1 TRY=1]
	@test -n "$(CH)" || { echo "which? make check CH=05"; exit 1; }
	@$(SRC)/exercises/exercise check $(CH) $(if $(KIND),--kind $(KIND)) \
	    $(if $(HINT),--hint $(HINT)) $(if $(WATCH),--watch 1) \
	    $(if $(TRY),--try 1)

# The libraries may be missing until the first line was run: so a second make.
test: ## run the tests; JOBS=1: a file at a time; MUST_RUN=1: no skips
	@$(SRC)/tests/tools/packages test-deps $(BUILD_DEPS) $(TEST_DEPS) || \
	    echo "test: tests that need what is missing are skipped"
	@$(MAKE) --no-print-directory all
	$(SRC)/tests/run $(TESTS)

# One test of each mechanism, for each save: tagged in the files.
SMOKE = $(wildcard $(SRC)/tests/chapters/*.bats) \
    $(SRC)/tests/runtime/07-combined.bats $(SRC)/tests/runtime/oci.bats
smoke: all ## run the core of the seven chapters, in less than a minute
	@$(SRC)/tests/run --filter-tags smoke $(SMOKE)

RELEASE ?= bookworm
test-fresh: ## make run and make test in a fresh user land: RELEASE=trixie
	$(SRC)/tests/tools/fresh $(RELEASE)

# The table is written by the tests that passed.
attacks: export ATTACKS = $(abspath $(O))/build/attacks
attacks: all ## try the known ways out of a container, and say what stops each
	@mkdir -p $(dir $(ATTACKS))
	@printf 'attack\ttried\tstopped by\n' >$(ATTACKS)
	@$(SRC)/tests/run $(or $(TESTS),$(wildcard $(SRC)/tests/attacks/*.bats))
	@column -t -s "$$(printf '\t')" $(ATTACKS)

nginx-image: ## build the image of a real server that a test runs
	$(SRC)/tests/engines/nginx-image $(O)/build/nginx

FAULTS_EVERY ?= 1
# FAULTS="run memory-run crowd": only these; CROWD=50 SEED=1: a smaller crowd, as
# it was then.
faults: all ## fail each system call, and kill at each; FAULTS_EVERY=40: some
	$(SRC)/tests/faults/run -k $(FAULTS_EVERY) $(FAULTS)

# FUZZ="config state" has only these try, FUZZ_JOBS=2 two at a time.
FUZZ_TIME ?= 60
fuzz: ## feed the parsers random input, for FUZZ_TIME seconds in all
	$(SRC)/tests/fuzz/run $(abspath $(O))/build/fuzz $(FUZZ_TIME) $(FUZZ)

C_FILES := $(wildcard $(foreach f,common 0* 0*/*,$(SRC)/$(f)/*.c $(SRC)/$(f)/*.h))
ANALYZE = $(filter %.c,$(C_FILES))
analyze: $(ANALYZE:=.analyzed) ## run the static analyzers of gcc and clang (-j)

# Neither makes a file. What finds something ends with an error. gcc takes for
# leaked what it has put into an array; leaks clang finds as well.
%.c.analyzed: %.c
	@$(call say,ANALYZE $<)
	$(Q)gcc $(CPPFLAGS) -std=gnu17 -O1 -fanalyzer -Wno-analyzer-malloc-leak \
	    -Werror -S -o /dev/null $<
	$(Q)clang --analyze --analyzer-output text $(CPPFLAGS) -Xclang \
	    -analyzer-werror $<

# DEBIAN=13 and ARCH=arm64 name another release and architecture than the host's.
vm test-vm: export VM_DEBIAN ?= $(DEBIAN)
vm test-vm: export VM_ARCH ?= $(ARCH)

vm: all ## start a shell in a virtual machine, to break things in
	@$(SRC)/tests/vm/shell

# What the host's run came to counts, too: it is made where there is none.
test-vm: all ## run the tests on stock kernels: v2, v1, systemd, SELinux (DEBIAN=13)
	@test -s $(O)/build/host.tap || $(SRC)/tests/run || true
	$(SRC)/tests/vm/test; status=$$?; $(SRC)/tests/vm/summary && exit $$status

# Not the engines, whose containers lack the sanitizers' libraries, nor the texts,
# which show what the plain programs print.
SANITIZED = $(wildcard $(SRC)/tests/*/0*.bats) $(SRC)/tests/project/cli.bats \
    $(SRC)/tests/runtime/oci.bats

# The same suite on programs that watch themselves. What a one-shot program
# allocates may live until its end: that is not a leak.
SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
sanitize: ## run the tests with address and undefined behaviour sanitizers
	$(MAKE) all O=$(O)/build/sanitize CFLAGS="$(SANITIZE)" \
	    LDFLAGS="-fsanitize=address,undefined"
	O=$(O)/build/sanitize ASAN_OPTIONS=detect_leaks=0 \
	    JOBS=1 $(SRC)/tests/run $(or $(TESTS),$(SANITIZED))

memcheck: ## run the programs and the fuzzers' corpus under valgrind
	$(SRC)/tests/tools/memcheck $(abspath $(O))/build/memcheck

doctor: ## report what this machine supports, with remedies
	@$(SRC)/tests/tools/doctor

format: ## format the C code as .clang-format says
	clang-format -i $(C_FILES)

lint: ## check layout, scripts, code and English
	clang-format --dry-run --Werror $(C_FILES)
	cd $(SRC) && shellcheck -x $$(git ls-files | \
	    xargs grep -lE '^#!.*\b(ba)?sh\b') tests/*/*.bash && \
	    shellcheck -x -S error tests/*/*.bats
	cppcheck --quiet --error-exitcode=1 --std=c11 -I$(SRC) --force \
	    '-D_Noreturn=__attribute__((noreturn))' \
	    --enable=warning,performance,portability --inline-suppr \
	    --suppress=missingIncludeSystem --suppress=unknownMacro $(SRC)/common $(SRC)/0*/
	$(SRC)/tests/tools/english

clean: ## remove all that was built
	rm -rf $(O)/build $(programs) $(oci) $(minimals)

.PHONY: rehearse casts handout site lab lab-deps lab-check print-build-deps
.PHONY: help dist smoke deps build-deps test-deps test-fresh engines nginx-image all minimal install uninstall deb run bench bench-vm demo slides-deps slides slides-look exercises check test attacks faults fuzz analyze vm test-vm sanitize memcheck doctor format lint clean
