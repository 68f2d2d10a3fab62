# What exercises/check.bash asks the kernel in chapter 4.
# shellcheck shell=bash disable=SC2154 # $cgroup: check.bash

# Whatever the learner's script has left; the shell itself may be in it.
clean_up() {
	local file
	for file in /sys/fs/cgroup{,/*}/cgroup.procs; do
		grep -qs "$cgroup" /proc/self/cgroup && echo $$ >"$file"
	done
	cgroups kill "$cgroup"
	cgroups remove "$cgroup"
} 2>/dev/null

prepare_repair() {
	cp "$skeletons/worker.sh" .
	chmod 755 worker.sh
}

check_repair() {
	trap clean_up EXIT
	clean_up
	shows "the job is in the cgroup" './repair.sh ./worker.sh' ":/$cgroup"
	clean_up
	shows "the job's status is the script's" \
	    './repair.sh ./worker.sh >/dev/null; echo "status $?"' 'status 7'
	clean_up
	shows "the limit holds" './repair.sh sh -c "
for i in $(seq -s " " 30); do sleep 1 & done; wait"' 'Cannot fork'
	clean_up
	shows "the script itself stays outside" \
	    './repair.sh true; grep "$cgroup" /proc/self/cgroup || echo outside' outside
	clean_up
	shows "no cgroup is left, and no process" \
	    './repair.sh ./worker.sh
find /sys/fs/cgroup -name "$cgroup"
pgrep -fx "sleep 76543" >/dev/null && echo "the daemon runs"; echo "looked"' \
	    looked 'not busy' 'not /sys/fs/cgroup/' 'not the daemon runs'
}

# Five jobs, then how much memory the tmpfs holds, in MB.
five_jobs() {
	echo "mount -t tmpfs none /dev/shm
for i in 1 2 3 4 5; do $1 ./attack.sh >/dev/null 2>&1; done
used=\$(df -m --output=used /dev/shm | tail -n 1 | xargs)
test \$used -gt 50 && echo \"more than 50 MB\" || echo \"only \$used MB\"
umount /dev/shm"
}

# What of it is shown, as the learner can run it, too.
five_times() { echo "$1 ./attack.sh"$'\nfive times, and then: df -m /dev/shm'; }

# A job that is run by hand writes there, too.
prepare_attack() {
	mount -t tmpfs none /dev/shm
}

check_attack() {
	local start='cgroups --memory 16M --memory-swap 16M --'
	as=$(five_times "$start") \
	    shows "five jobs with 16 MB hold more than 50 MB when they have ended" \
	    "$(five_jobs "$start")" 'more than 50 MB'
	[ "$wrong" -eq 0 ] || return
	shows "close.sh: a job is limited" \
	    './close.sh tail /dev/zero; echo "status $?"' 'status 137'
	shows "close.sh: a job can use /dev/shm as long as it runs" \
	    './close.sh sh -c "head -c 8M /dev/zero >/dev/shm/x && wc -c </dev/shm/x"' \
	    8388608
	as=$(five_times ./close.sh) shows "close.sh: your attack leaves nothing" \
	    "$(five_jobs ./close.sh)" 'only 0 MB'
	shows "close.sh: whatever the file is called" \
	    "mount -t tmpfs none /dev/shm
for i in 1 2 3; do
	./close.sh sh -c 'mkdir -p /dev/shm/.d; head -c 5M /dev/zero >/dev/shm/.d/\$0' \$i
done
df -m --output=used /dev/shm; umount /dev/shm" ' 0'
}
