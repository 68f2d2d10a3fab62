# docker's words to combined and to podman: the same comes of them.

load ../lib/helpers

setup() { with_containers; }

@test "what options say comes to the same with podman" {
	requires root overlay podman runc
	mkdir -p image/{bin,proc,dev,sys,tmp,etc,root}
	cp "$(command -v busybox)" image/bin/
	chroot image /bin/busybox --install -s /bin
	printf '%s:/bin/sh\n' root:x:0:0:root:/root \
	    app:x:1000:1000::/home/app >image/etc/passwd
	printf 'root:x:0:\napp:x:1000:\nmore:x:2000:app\n' >image/etc/group
	run "$PROJECT/tests/runtime/peers-words" "$PWD/image"
	assert_success
}
