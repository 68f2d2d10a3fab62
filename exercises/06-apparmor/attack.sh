#!/bin/sh
# You are root, in a profile that denies the file vault/key, and writing to vault/, so
# that you cannot rename the directory. Print the key.
cat vault/key
