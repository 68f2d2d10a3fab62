# Ways to the host through what a container may set: sysctls, names, clocks, cgroups,
# and sockets that a filter does not see.

load attacks

@test "sockets: the kernel's ciphers and the hypervisor, by socketcall" {
	attack "AF_ALG, AF_VSOCK" "socket(2), and socketcall(2) by int \$0x80"
	requires root overlay x86_64 elf32
	bundle
	cat >socket.c <<-'END'
		#include <errno.h>
		#include <stdio.h>
		#include <string.h>
		#include <sys/syscall.h>
		#include <unistd.h>
		static void try(const char *how, long result)
		{
			printf("%s %s\n", how,
			    result == -1 ? strerrorname_np(errno) : "ok");
		}
		int main(void)
		{
			long alg[] = { 38, 5, 0 }, vsock[] = { 40, 1, 0 };
			long inet[] = { 2, 1, 0 };

			try("alg", syscall(SYS_socket, 38, 5, 0));
			try("vsock", syscall(SYS_socket, 40, 1, 0));
			try("alg-old", syscall(SYS_socketcall, 1, alg));
			try("vsock-old", syscall(SYS_socketcall, 1, vsock));
			try("inet", syscall(SYS_socket, 2, 1, 0));
			try("inet-old", syscall(SYS_socketcall, 1, inet));
		}
	END
	gcc -m32 -D_GNU_SOURCE -static -o b/rootfs/sockets socket.c
	# Where nothing stops it, it is only for the kernel to say.
	run combined run --rm --privileged "$PWD/b/rootfs" /sockets
	refute_output --partial EPERM
	refute_output --partial EACCES
	run combined run --rm "$PWD/b/rootfs" /sockets
	assert_line 'inet ok'
	# Where AppArmor looks at the family, the call is left to old programs.
	if feature_apparmor; then
		assert_line 'inet-old ok'
	else
		assert_line 'inet-old EPERM'
	fi
	assert_equal "$(grep -cE '^(alg|vsock).*(EPERM|EACCES)$' <<<"$output")" 4
	combined run -d --name "$id-x" "$PWD/b/rootfs" sleep 1000
	ids+=("$id-x")
	run combined exec "$id-x" /sockets
	assert_equal "$(grep -cE '^(alg|vsock).*(EPERM|EACCES)$' <<<"$output")" 4
	chmod 755 "$BATS_RUN_TMPDIR"
	chmod 777 .
	chown -R 65534:65534 b/rootfs
	run as_user env HOME="$PWD" XDG_RUNTIME_DIR= combined --root \
	    "/tmp/$(unique state)" run --rm "$PWD/b/rootfs" /sockets
	assert_equal "$(grep -cE '^(alg|vsock).*EPERM$' <<<"$output")" 4
	stopped_by "seccomp: no socketcall(2), or AppArmor: no such family"
}
