# What exercises/check.bash asks the kernel in chapter 7.
# shellcheck shell=bash

prepare_repair() {
	sh "$skeletons/bundle.sh" bundle
	cp config.json bundle
}

check_repair() {
	local run='combined-oci --root state run --bundle bundle exercise'
	shows "the application starts" "$run" ready
	shows "it can read its secret" "$run" 'with the token'
	shows "the limit is 64 MB" \
	    "$run >/dev/null && grep -A 4 '\"memory\"' config.json" 67108864
	shows "the secret and the root directory are still read-only" \
	    'sed -i "s/^echo ready.*//; s/^exit.*//" bundle/rootfs/app/start.sh
echo "echo 1 >/run/secret/token; echo 1 >/app/x" >>bundle/rootfs/app/start.sh
'"$run" "can't create /run/secret/token: Read-only" \
	    "can't create /app/x: Read-only"
	run 'combined-oci --root state delete --force exercise'
}

# in_container DAEMON COMMAND: COMMAND runs in a container that has the volume.
in_container() {
	echo "$1 >/dev/null 2>&1 &
combined run --rm -v \$PWD/control:/control -v \$PWD/attack.sh:/attack.sh:ro \\
    -e KEY=\$PWD/key -- timeout 9 sh -c '$2'; kill \$!"
}

prepare_attack() {
	echo 'the key of the host' >key
	chmod 600 key
	mkdir control
	mkfifo control/request control/answer
	cp "$skeletons/close.sh" open.sh
	chmod 755 open.sh
}

check_attack() {
	shows "the daemon starts containers for a job" \
	    "$(in_container ./open.sh \
	    'echo "-- echo hello" >/control/request; cat /control/answer')" hello
	shows "your job prints the host's key" \
	    "$(in_container ./open.sh 'sh /attack.sh')" 'the key of the host'
	[ "$wrong" -eq 0 ] || return
	shows "close.sh: the daemon still starts containers for a job" \
	    "$(in_container ./close.sh \
	    'echo "-- echo hello" >/control/request; cat /control/answer')" hello
	shows "close.sh: your attack is refused" \
	    "$(in_container ./close.sh 'sh /attack.sh')" 'not the key'
	shows "close.sh: so is every option" \
	    "$(in_container ./close.sh '
for request in "-v /:/host" "--volume=/:/host" "--init -v /:/host"; do
	echo "$request -- cat /host$KEY" >/control/request; cat /control/answer
done')" 'not the key'
	shows "close.sh: and what a shell would make of a command" \
	    "$(in_container ./close.sh '
for request in "-- true; cat $KEY" "-- echo \$(cat $KEY)" "-- echo \`cat $KEY\`"; do
	echo "$request" >/control/request; cat /control/answer
done')" 'not the key'
}
