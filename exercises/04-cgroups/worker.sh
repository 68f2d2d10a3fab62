#!/bin/sh
# worker.sh: the job that repair.sh limits. Leaves a daemon, as some jobs do.
setsid sleep 76543 >/dev/null 2>&1 &
grep -o ':pids:.*\|0::.*' /proc/self/cgroup
exit 7
