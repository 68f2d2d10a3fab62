#!/bin/sh
# guard.sh: trusts the file `policy` if it is root's. Not yours to change.
if [ "$(stat -c %u policy)" != 0 ]; then
	echo "policy is not root's"
else
	cat policy
fi
