#!/bin/sh
# close.sh COMMAND: a program that may be a client of others, but not a server.
exec seccomp --action errno --deny bind -- "$@"
