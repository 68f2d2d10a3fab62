#!/bin/sh
# You are user 1000. ./guard.sh prints what root wrote to the file `policy`: "denied".
# Make ./guard.sh print "granted". You cannot write to policy, or to guard.sh.
echo granted >policy
exec ./guard.sh
