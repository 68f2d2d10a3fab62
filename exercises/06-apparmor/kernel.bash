# What exercises/check.bash asks the kernel in chapter 6.
# shellcheck shell=bash

check_repair() {
	local run='apparmor --template repair.profile -- sh -c'
	hostname exercise
	echo "the name of this host" >"$place/hostname"
	mount --bind "$place/hostname" /etc/hostname
	shows "the script starts cat, which reads /etc/hostname" \
	    "$run 'cat /etc/hostname'" 'the name of this host'
	shows "it reads no other file of /etc" \
	    "$run 'cat /etc/passwd'" 'Permission denied' 'not root:'
	shows "and writes nothing" "$run 'echo x >/etc/hostname'" 'Permission denied'
	umount /etc/hostname
}

check_attack() {
	mkdir "$place/work/vault"
	echo 'the secret key' >"$place/work/vault/key"
	cp "$skeletons/close.sh" "$place/work/open.sh"
	chmod 755 "$place/work/open.sh"
	shows "the file is denied, and so is a new name for the directory" \
	    './open.sh cat vault/key; ./open.sh mv vault other' \
	    'vault/key: Permission denied' 'mv: cannot' 'not secret'
	shows "your attack prints the key" './open.sh ./attack.sh' 'the secret key'
	[ "$wrong" -eq 0 ] || return
	rm -rf "$place/work/mnt"
	shows "close.sh: other files can be read" \
	    'echo other >vault/other; ./close.sh cat vault/other' other
	shows "close.sh: your attack is refused" './close.sh ./attack.sh' 'not secret'
	shows "close.sh: so is every other mount" \
	    './close.sh sh -c "mkdir -p m; mount --rbind vault m; cat m/key"' 'not secret'
}
