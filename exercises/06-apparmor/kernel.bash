# What exercises/check.bash asks the kernel in chapter 6.
# shellcheck shell=bash

prepare_repair() {
	hostname exercise
	echo "the name of this host" >"$place/hostname"
	mount --bind "$place/hostname" /etc/hostname
}

check_repair() {
	local run='apparmor --template repair.profile -- sh -c'
	shows "the script starts cat, which reads /etc/hostname" \
	    "$run 'cat /etc/hostname'" 'the name of this host'
	shows "it reads no other file of /etc" \
	    "$run 'cat /etc/passwd'" 'Permission denied' 'not root:'
	shows "and writes nothing" "$run 'echo x >/etc/hostname'" 'Permission denied'
	umount /etc/hostname
}

prepare_attack() {
	mkdir vault
	echo 'the secret key' >vault/key
	cp "$skeletons/close.sh" open.sh
	chmod 755 open.sh
}

# What the attack has mounted would be in the way of the next one.
unmount_all() {
	local point
	findmnt -rno TARGET | grep "^$place/work/" | tac | while read -r point; do
		umount "$point"
		rmdir "$point"
	done
}

check_attack() {
	shows "the file is denied, and so is a new name for the directory" \
	    './open.sh cat vault/key; ./open.sh mv vault other' \
	    'vault/key: Permission denied' 'mv: cannot' 'not secret'
	shows "your attack prints the key" './open.sh ./attack.sh' 'the secret key'
	[ "$wrong" -eq 0 ] || return
	unmount_all
	shows "close.sh: other files can be read" \
	    'echo other >vault/other; ./close.sh cat vault/other' other
	shows "close.sh: your attack is refused" './close.sh ./attack.sh' 'not secret'
	shows "close.sh: so is every other mount" \
	    './close.sh sh -c "mkdir -p m; mount --rbind vault m; cat m/key"' 'not secret'
}
