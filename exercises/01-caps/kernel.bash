# What exercises/check.bash asks the kernel in chapter 1.
# shellcheck shell=bash

check_repair() {
	compile repair.c
	shows "the command is nobody" './repair id -u' 65534
	shows "its group is nogroup" './repair id -g' 65534
	shows "it has no other group" './repair id -G' 65534 'not 0'
	shows "it reads no file of root's group" \
	    'echo secret >key; chmod 640 key; ./repair cat key' 'Permission denied'
}

# As in a container: the file kernel/hostname asks for its owner only.
prepare_attack() {
	mount --bind /proc/sys /proc/sys
	mount -o remount,bind,ro /proc/sys
}

check_attack() {
	local start='caps --user nobody --keep setuid --'
	hostname before
	shows "CAP_SETUID is enough" "$start ./attack.sh; hostname" pwned
	[ "$wrong" -eq 0 ] || return
	hostname before
	shows "close.sh: the service still becomes user 1000" \
	    './close.sh setpriv --reuid 1000 id -u' 1000
	shows "close.sh: the service begins as nobody" './close.sh id -u' 65534
	shows "close.sh: your attack is refused" \
	    './close.sh ./attack.sh; hostname' before
	shows "close.sh: so is every other" \
	    "./close.sh setpriv --reuid 0 sh -c 'hostname pwned'; hostname" before
}
