# What exercises/check.bash asks the kernel in chapter 2.
# shellcheck shell=bash

check_repair() {
	shows "one command works" './repair.sh hostname' box
	shows "a second command works" './repair.sh "uname -s; uname -s"' \
	    $'Linux\nLinux'
	shows "ps shows the container's processes, and no others" \
	    './repair.sh "ps -e -o pid,comm; true"' '1 sh' 'not unshare'
	shows "the hostname outside is as it was" \
	    './repair.sh true; hostname' 'not box'
	[ "$wrong" -eq 0 ] || return
	shows "kill -9 of the script ends what is in the container" \
	    './repair.sh "sleep 76543; true" & sleep 1; kill -9 $!; sleep 1
pgrep -fx "sleep 76543" >/dev/null && echo "sleep runs" || echo "nothing runs"' \
	    'nothing runs'
}

prepare_attack() {
	cp "$skeletons/guard.sh" .
	chmod 755 guard.sh
	echo denied >policy
}

check_attack() {
	shows "as user 1000, guard.sh says granted" \
	    'setpriv --reuid 1000 --regid 1000 --clear-groups -- ./attack.sh' granted
	shows "policy itself is as it was" './guard.sh; ls -l policy' denied root
	[ "$wrong" -eq 0 ] || return
	shows "close.sh: the session is user 1000, also for files outside" \
	    './close.sh touch mine; stat -c %u mine' 1000
	shows "close.sh: guard.sh works in the session" './close.sh ./guard.sh' denied
	shows "close.sh: your attack is refused" './close.sh ./attack.sh' 'not granted'
	shows "close.sh: no new user namespace, by either call" \
	    './close.sh unshare --user echo inside
./close.sh namespaces --user --how clone3 -- echo inside
./close.sh namespaces --user --how clone -- echo inside' 'not inside'
}
