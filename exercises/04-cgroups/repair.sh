#!/bin/bash
# repair.sh COMMAND: runs a job in a cgroup of its own, with at most 20 processes. The
# job is not limited, the cgroup cannot be removed afterwards ("Device or resource
# busy"), and the status of the job is lost.
cgroup=${cgroup:-exercise} # the check gives it a name of its own
cgroups create "$cgroup" --pids-limit 20
(
	cgroups attach "$cgroup" $$
	exec "$@"
) &
wait
cgroups remove "$cgroup"
