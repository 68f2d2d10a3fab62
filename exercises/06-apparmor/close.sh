#!/bin/sh
# close.sh COMMAND: runs a command of which root must not see the key.
exec apparmor --deny "$PWD/vault/key" --deny-write "$PWD/vault/" -- "$@"
