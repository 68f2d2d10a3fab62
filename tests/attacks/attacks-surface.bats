# Ways out through what a default container has around it: mounts that are left
# out, directories that were to be read-only, a filter of another program.

load ../lib/attacks

# The mounts of a container, from its own mountinfo: how many are below /v.
count='grep -c " /v[0-9]* " /proc/self/mountinfo'

@test "no mount is left out: as many as are asked for, or none" {
	attack "a mount left out" "as many mounts as were once the most, and more"
	requires root overlay
	local n i options
	mkdir volume
	# A path that is hidden by the last mount shows where that is missing.
	bundle
	mkdir -p b/rootfs/v60
	echo secret >b/rootfs/v60/hidden
	for n in 40 48 50 52 56 57 58 64 65 128 129 300; do
		options=()
		for ((i = 0; i < n; i++)); do
			options+=(-v "$PWD/volume:/v$i:ro")
		done
		run combined run --rm "${options[@]}" -- sh -c "$count"
		assert_output "$n"
		does sh -c "$count; cat /v60/hidden"
		config --argjson n "$n" '.mounts += [range($n) | {
		    destination: "/v\(if . == $n - 1 then 60 else . end)",
		    type: "tmpfs", source: "tmpfs", options: ["ro"] }]'
		run combined-oci --root state run --bundle b "$id"
		refute_output --partial secret
		assert_line "$n"
		does sh -c :
		bundle
	done
	stopped_by "lists that grow: no mount is beyond a bound"
}

@test "where the cgroups are shown nothing can be made, as in runc" {
	attack "/sys/fs/cgroup" "mkdir, a file and a link above the controllers"
	requires root overlay
	local try='cd /sys/fs/cgroup; mkdir made; echo >file; ln -s / link; ls -A'
	bundle '(.mounts[] | select(.type == "cgroup") | .options) -= ["ro"]'
	does sh -c "$try"
	run combined-oci --root state run --bundle b "$id"
	assert_line made
	run combined run --rm -- sh -c "$try"
	refute_line made
	refute_line file
	refute_line link
	assert_output --partial 'Read-only file system'
	bundle
	does sh -c "$try"
	run combined-oci --root state run --bundle b "$id"
	refute_line made
	refute_line file
	assert_output --partial 'Read-only file system'
	# Each of two has its own.
	config '.mounts |= . + [.[] | select(.type == "cgroup") |
	    .destination = "/cgroups"]'
	does sh -c 'ls /sys/fs/cgroup >/a; ls /cgroups >/b; cmp /a /b && wc -l </a'
	run combined-oci --root state run --bundle b "$id"
	refute_output 0
	assert_success
	stopped_by "a read-only mount, once the controllers are in it"
}

@test "a filter that another build has compiled is not used" {
	attack "a stale filter" \
	    "the cache of a program with the same inode and another second"
	requires root overlay
	export COMBINED_DATA=$PWD/data
	local file try='mkdir /m && unshare -m true && echo passed'
	cp "$(command -v combined)" combined
	# A package's file has whole seconds, and its inode number returns.
	touch -d @1000000000 combined
	run ./combined run --rm -- sh -c "$try"
	refute_output --partial passed
	# That build was wrong: its program allows all, SECCOMP_RET_ALLOW.
	file=$(echo data/seccomp/??)
	perl -0777 -pi -e 's/\x06\0\0\0..\x05\0/\x06\0\0\0\0\0\xff\x7f/gs' "$file"
	run ./combined run --rm -- sh -c 'unshare -U true && echo passed'
	assert_output --partial passed
	# The next build.
	touch -d @1000000001 combined
	run ./combined run --rm -- sh -c 'unshare -U true && echo passed'
	refute_output --partial passed
	stopped_by "the key says which build: device, inode, size, time"
}

# One directory in the other, 1200 times, from the working directory on; then a child
# goes into the cgroup of the last one.
make_nest() {
	gcc -static -x c -o nest - <<-'END'
		#include <fcntl.h>
		#include <stdio.h>
		#include <string.h>
		#include <sys/stat.h>
		#include <unistd.h>

		int
		main(void)
		{
			char name[201] = { 0 }, *sleep[] = { "sleep", "1000", NULL };

			memset(name, 'x', 200);
			for (int i = 0; i < 1200; i++)
				if (mkdir("beside", 0755) == -1 ||
				    mkdir(name, 0755) == -1 || chdir(name) == -1)
					return 1;
			if (fork() > 0)
				return 0;
			int fd = open("cgroup.procs", O_WRONLY);
			if (fd == -1 || write(fd, "0", 1) != 1)
				return 0;
			setsid();
			execv("/bin/sleep", sleep);
		}
	END
}

@test "cgroups deeper than any path are emptied and removed" {
	attack "cgroups in cgroups" \
	    "1200, one in the other, of a container that may make some"
	requires root
	make_nest
	mkdir plain
	(cd plain && ../nest)
	run find plain -depth -type d -exec rmdir {} \;
	assert_output --partial 'too long'
	rm -rf plain

	# With the host's PID namespace, its end does not kill all.
	bundle '(.mounts[] | select(.type == "cgroup") | .options) -= ["ro"] |
	    .linux.namespaces -= [{type: "pid"}]'
	cp nest b/rootfs/bin
	does sh -c 'cd /sys/fs/cgroup; [ -e cgroup.procs ] || cd pids
	    nest && echo made; sleep 1000'
	created
	oci start "$id"
	poll 20 grep made out
	poll 10 sh -c 'combined-oci --root state ps -f json "$1" | jq -e "length > 1"' \
	    sh "$id"
	local pids
	pids=$(oci ps -f json "$id" | jq '.[]')
	oci delete --force "$id"
	for pid in $pids; do
		poll 10 process_ended "$pid"
	done
	[ -z "$(find /sys/fs/cgroup -maxdepth 3 -path "*/combined/$id")" ]
	stopped_by "a walk with one descriptor, and no path"
}
