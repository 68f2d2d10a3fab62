#!/bin/sh
# A job with at most 16 MB of memory: ./close.sh ./attack.sh. It is run five times, one
# after the other. When the last has ended, more than 50 MB of the machine's memory
# must be in use, for nothing. No privilege of root's is needed, and no other cgroup.
head -c 12M /dev/zero >/dev/null
