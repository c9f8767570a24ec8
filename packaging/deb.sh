#!/bin/sh
# deb.sh TREE VERSION MACHINE EPOCH OUT: a Debian package of a staged tree (`make install` with
# DESTDIR), without debhelper. Owns the control files and what Debian wants of the tree: compressed
# man pages, sums. The programs need nothing: goguard is static, the shim takes what libc is there.
set -eu
tree=$1 version=$2 machine=$3 epoch=$4 out=$5
case $machine in
x86_64-*) arch=amd64 ;;
aarch64-*) arch=arm64 ;;
*) echo "goguard: error: cannot package for '$machine': neither amd64 nor arm64" >&2 && exit 1 ;;
esac

find "$tree/usr/share/man" -type f ! -name '*.gz' -exec gzip -9n {} +
mkdir -p "$tree/DEBIAN"
(cd "$tree" && find usr -type f | LC_ALL=C sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
cat >"$tree/DEBIAN/control" <<END
Package: goguard
Version: $version
Architecture: $arch
Section: admin
Priority: optional
Maintainer: The goguard authors <goguard@localhost>
Installed-Size: $(find "$tree/usr" -type f -printf '%s\n' | awk '{ n += int(($1 + 1023) / 1024) } END { print n }')
Description: least privilege for Go functions
 Runs a Go function under a policy that says which system calls it may make,
 which files it may touch, which programs it may start and which addresses it
 may reach. Enforced by seccomp and Landlock with a supervisor that needs no
 privileges; by LD_PRELOAD or as a launcher.
END
find "$tree" -type d -exec chmod 755 {} +
find "$tree/DEBIAN" -type f -exec chmod 644 {} +
find "$tree" -exec touch -h -d "@$epoch" {} +
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$tree" "$out" >/dev/null
