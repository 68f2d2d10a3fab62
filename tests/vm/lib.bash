# What `test`, `shell` and `check` share: finding an accelerator, packing what
# goes into the virtual machine, and QEMU's command line. Kept to what bash 3.2
# knows, so that `shell` works on macOS, too.
# shellcheck shell=bash

vm_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
vm_tree=$(cd "$vm_here/../.." && pwd)
# Where make(1) put what it built: O is its variable.
vm_out=$(cd "${O:-$vm_tree}" && pwd) || exit
# Where `test` leaves the results, and `summary` reads them.
# shellcheck disable=SC2034 # `test` reads it
vm_name=${VM_DEBIAN:-}${VM_DEBIAN:+${VM_ARCH:+-}}${VM_ARCH:-}

vm_die()
{
	echo "vm/${0##*/}: $*" >&2
	exit 1
}

vm_signals_exit()
{
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# A folder for this run's files, and QEMU as a child: both end with the script.
# vm_pids are all that run, vm_box the folder of the machine that is prepared.
#
# vm_begin [v1|v2|v2-systemd|v2-selinux]
vm_begin()
{
	vm_pids=
	vm_work=$(mktemp -d "${TMPDIR:-/tmp}/container-vm.XXXXXX") || exit
	vm_box=$vm_work
	trap vm_end EXIT
	vm_signals_exit
	vm_choose_disk "${1:-v2}"
	vm_find_qemu
	vm_cross
	vm_accel=${VM_ACCEL:-$(vm_find_accel)}
}

# Sets vm_image to the disk of a kind of machine: the one with SELinux has its own, because
# the policy, and labels on all files, would be of no use to the others.
vm_choose_disk()
{
	local build=$vm_here/build image=${VM_IMAGE:-}
	case $1 in
	*-selinux) build=$vm_here/selinux/build image=${VM_IMAGE_SELINUX:-} ;;
	esac
	[ "${vm_build:-}" != "$build" ] || return 0
	vm_build=$build
	vm_image=${image:-$("$build" </dev/null)} || exit
	[ -r "$vm_image/root.img" ] ||
		vm_die "$vm_image holds no root.img: ${build#"$vm_tree/"} makes one"
}

# The emulator of the disk's architecture.
vm_find_qemu()
{
	local package
	vm_arch=$(cat "$vm_image/arch" 2>/dev/null) || vm_arch=amd64
	case $vm_arch in
	amd64) vm_qemu=qemu-system-x86_64 package=qemu-system-x86 ;;
	arm64) vm_qemu=qemu-system-aarch64 package=qemu-system-arm ;;
	*) vm_die "$vm_image/arch: not amd64, arm64" ;;
	esac
	vm_qemu=${VM_QEMU:-$vm_qemu}
	command -v "$vm_qemu" >/dev/null ||
		vm_die "$vm_qemu is not installed: install the package $package" \
			"(make deps), or on another system than Debian, QEMU"
}

# The programs of another architecture have a folder of their own.
vm_cross()
{
	[ -d "$vm_image/sysroot" ] || return 0
	export O="${O:-$vm_tree}/build/$vm_arch"
	"$vm_here/cross" "$vm_image" || exit
	vm_out=$(cd "$O" && pwd) || exit
}

vm_stop()
{
	local pid
	for pid in $vm_pids; do
		kill -KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	vm_pids=
}

vm_end()
{
	trap '' INT TERM HUP # a second one would end this halfway
	vm_stop
	rm -rf "$vm_work"
}

# Runs QEMU with what all our machines have. Should the script be killed
# outright, the kernel kills QEMU, where setpriv(1) can ask it to.
vm_exec_qemu()
{
	local first=
	if setpriv --pdeathsig KILL true 2>/dev/null; then
		first="setpriv --pdeathsig KILL"
	fi
	# shellcheck disable=SC2086 # three words or none
	exec $first "$vm_qemu" -nodefaults -no-user-config -display none \
		-no-reboot -kernel "$vm_image/vmlinuz" -initrd "$vm_image/initrd" "$@"
}

# An accelerator that is there may still hang at the first instruction, as in
# a virtual machine whose host does not nest well: it has to show that it boots.
vm_find_accel()
{
	local accel seconds=0
	case $vm_arch-$(uname -s)-$(uname -m) in
	amd64-Linux-x86_64 | arm64-Linux-aarch64) [ ! -w /dev/kvm ] || accel=kvm ;;
	amd64-Darwin-x86_64 | arm64-Darwin-arm64) accel=hvf ;;
	esac
	if [ -n "${accel:-}" ]; then
		: >"$vm_work/probe"
		# shellcheck disable=SC2046 # words
		vm_exec_qemu -accel "$accel" $(vm_machine "$accel") -m 256M \
			-serial "file:$vm_work/probe" \
			-append "$(vm_append) quiet vm.probe" >/dev/null 2>&1 &
		while [ $seconds -lt 6 ] && kill -0 $! 2>/dev/null &&
			! grep -q "vm probe ok" "$vm_work/probe"; do
			sleep 1
			seconds=$((seconds + 1))
		done
		kill -KILL $! 2>/dev/null
		wait $! 2>/dev/null
		if grep -q "vm probe ok" "$vm_work/probe"; then
			echo $accel
			return
		fi
		echo "vm: the accelerator $accel does not boot here, so QEMU" \
			"emulates the processor (VM_ACCEL=$accel to insist)" >&2
	fi
	echo tcg
}

# The tree under test and the job go in as a tar file in the place of a disk.
# The guest unpacks it: it can write to its copy, changes made here meanwhile
# do not reach a running suite, and QEMU needs no 9p.
#
# vm_pack job|shell v1|v2|v2-systemd|v2-selinux: the job is the script on stdin, vm_limit
# its seconds
vm_pack()
{
	local size paths
	vm_cgroup=${2%-*} vm_systemd='' vm_selinux=''
	case $2 in
	*-systemd) vm_systemd=yes ;;
	*-selinux) vm_selinux=yes ;;
	esac
	vm_choose_disk "$2"
	mkdir -p "$vm_box/vm"
	cp "$vm_here/init" "$vm_box/vm/init"
	cat >"$vm_box/vm/job"
	size=$(stty size 2>/dev/null </dev/tty) || size=
	[ "${size:-0 0}" != "0 0" ] || size="24 80"
	{
		printf 'VM_%s=%q\n' MODE "$1" CGROUP "$vm_cgroup" \
			SYSTEMD "$vm_systemd" SELINUX "$vm_selinux" \
			TREE "$vm_tree" ACCEL "$vm_accel" \
			ROWS "${size% *}" COLUMNS "${size#* }"
		printf 'TERM=%q\n' "${TERM:-dumb}"
		[ -z "${vm_limit:-}" ] || echo "VM_LIMIT=$vm_limit"
		[ -z "${O:-}" ] || printf 'export O=%q\n' "$vm_out"
	} >"$vm_box/vm/env"
	paths=("${vm_tree#/}")
	case $vm_out/ in
	"$vm_tree"/*) ;;
	*) paths+=("${vm_out#/}") ;;
	esac
	# tar's status 1: a file changed while it was read, as in a tree at work.
	# What builds the slides is large, and the guest has no use for it.
	COPYFILE_DISABLE=1 tar -cf "$vm_box/job.tar" --exclude .git \
		--exclude build/vm --exclude node_modules \
		-C "$vm_box" vm -C / "${paths[@]}" \
		2>"$vm_box/tar" || [ $? -eq 1 ] ||
		vm_die "cannot pack $vm_tree: $(head -n 1 "$vm_box/tar")"
}

# vm_machine ACCELERATOR: the machine and its processor, as QEMU's options.
#
# Emulation has costs that show the guest nothing. The clock of the HPET: each look at
# it waits for a lock that both processors share, where the time stamp counter is one
# instruction. The fifth level of page tables takes a tenth. On arm64, a processor
# before those that sign pointers: emulated, each signature takes long.
vm_machine()
{
	case $vm_arch-$1 in
	amd64-tcg) echo "-machine pc,hpet=off -cpu max,la57=off" ;;
	amd64-*) echo "-machine pc -cpu max,la57=off" ;;
	arm64-tcg) echo "-machine virt -cpu cortex-a72" ;;
	arm64-kvm) echo "-machine virt,gic-version=host -cpu host" ;;
	arm64-*) echo "-machine virt -cpu host" ;;
	esac
}

# What the kernel's command line says of the first serial line.
vm_append()
{
	case $vm_arch in
	amd64) echo console=ttyS0 ;;
	arm64) echo console=ttyAMA0 ;;
	esac
}

# The second serial line, to stdout: the arm64 machine has only one of its own.
vm_report()
{
	case $vm_arch in
	amd64) echo "-serial stdio" ;;
	arm64) echo "-chardev stdio,id=report,signal=off" \
		"-device pci-serial,chardev=report" ;;
	esac
}

# Boots what was packed. The disks are thrown-away copies: QEMU keeps what the
# guest writes in files which it has already unlinked.
#
# An emulator translates a program at random addresses again each time it starts, which
# takes two thirds of the time. The time stamp counter is the host's, so it is
# reliable, whatever the kernel thinks of an unknown machine.
# On a busy host, the kernel would find that the timer does not tick, and panic.
#
# The machine with cgroup v1 stands for those without AppArmor, too. With SELinux, init
# labels the files before it begins to enforce.
vm_exec_machine()
{
	local accel=$vm_accel fast='' lsm='apparmor=1 security=apparmor' systemd=''
	[ "$vm_cgroup" = v2 ] || lsm='apparmor=0 security=apparmor'
	[ -z "$vm_selinux" ] || lsm='security=selinux selinux=1 enforcing=0'
	[ -z "$vm_systemd" ] || systemd="vm.systemd systemd.unit=vm.target \
systemd.show_status=no"
	if [ "$accel" = tcg ]; then
		accel=tcg,thread=multi fast=norandmaps
		[ "$vm_arch" != amd64 ] ||
			fast="norandmaps tsc=reliable clocksource=tsc no_timer_check"
	fi
	# shellcheck disable=SC2046,SC2086 # disks and VM_QEMU_ARGS are words
	vm_exec_qemu -accel "$accel" $(vm_machine "$vm_accel") \
		-smp 2 -m "${VM_MEMORY:-2G}" -device virtio-rng-pci \
		-nic "user,model=virtio-net-pci,restrict=${vm_restrict:-on}" \
		$(vm_disk root) -drive "$(vm_drive root "$vm_image/root.img")" \
		$(vm_disk scratch) -drive "$(vm_drive scratch "$vm_image/blank.img")" \
		$(vm_disk swap) -drive "$(vm_drive swap "$vm_image/blank.img")" \
		$(vm_disk job) -drive "$(vm_drive job "$vm_box/job.tar")" \
		"$@" ${VM_QEMU_ARGS:-} \
		-append "$(vm_append) quiet panic=-1 oops=panic mitigations=off \
$lsm $systemd $fast ${VM_APPEND:-}"
}

vm_disk()
{
	echo "-device virtio-blk-pci,drive=$1,serial=$1"
}

# A comma in the file's name is doubled for QEMU.
vm_drive()
{
	echo "if=none,id=$1,format=raw,snapshot=on,cache=unsafe,file=${2//,/,,}"
}
