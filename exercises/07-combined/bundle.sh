#!/bin/sh
# bundle.sh DIR: makes what config.json needs beside it: a root file system with a
# busybox and the application, and a secret.
set -e
mkdir -p "$1/rootfs" "$1/secret"
cd "$1"
(cd rootfs && mkdir -p app bin dev etc proc run sys)
cp "$(command -v busybox)" rootfs/bin/
chroot rootfs /bin/busybox --install -s /bin
echo 'the token' >secret/token
cat >rootfs/app/start.sh <<'END'
echo "$$" >/run/app.pid || exit 1
read -r token </run/secret/token || exit 1
echo "ready, with $token"
END
