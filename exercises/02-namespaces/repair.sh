#!/bin/sh
# repair.sh COMMAND: a container by hand, with nothing but unshare(1). After the first
# command, the shell says "Cannot fork", and strace(1) ENOMEM, on a machine with plenty
# of memory. There is more: ps shows the host's processes, and when this script is
# killed, what runs in the container goes on.
exec unshare --pid --uts -- sh -c "hostname box; $1"
