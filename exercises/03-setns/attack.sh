#!/bin/sh
# You are root in a container: an empty root directory with a busybox. The file `key`
# is in the directory from which close.sh was started, on the host. Print it.
# This script is started in the container by: ./close.sh PID /attack.sh
cat key
