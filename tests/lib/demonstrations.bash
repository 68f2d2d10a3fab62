# What the demonstrations of the talk make (their lines "makes:").
# shellcheck shell=bash

# made_cgroups TREE: the names of their cgroups, as a part of an extended pattern.
made_cgroups() { sed -n 's/^makes: cgroup //p' "$1"/talk/demos/*.md | paste -sd'|'; }
