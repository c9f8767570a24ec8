#!/bin/bash
# world.sh ROOT IO UID FOLDER SCRIPT [ARGS...]: runs SCRIPT in FOLDER of a machine of its own, in which
# goguard is installed, as UID. For who is root in namespaces of mounts, processes and network made for it.
#
# Owns what is seen there: this machine's programs, read-only; /usr/local, /etc and all the rest made
# anew, from IO/tree and what `make install` left in IO/installed; IO itself as /io. Relies on unshare
# for the namespaces and for their end. Does not touch anything of the machine outside.
set -eu
root=$1 io=$2 uid=$3 folder=$4
shift 4
mount -t tmpfs -o mode=755 none "$root"
mkdir -p "$root"/{usr,proc,dev,etc,tmp,run/goguard,io,outside,home/me}
chmod 1777 "$root/tmp"
mount --rbind /usr "$root/usr"
mount -o remount,bind,ro "$root/usr" || [ "$uid" != 0 ]
for name in bin lib lib32 lib64 sbin; do
	if [ -L "/$name" ]; then
		cp -P "/$name" "$root/$name"
	elif [ -d "/$name" ]; then
		mkdir "$root/$name" && mount --rbind "/$name" "$root/$name"
	fi
done
mount -t proc proc "$root/proc"
for name in null zero full random urandom tty; do
	: >"$root/dev/$name" && mount --bind "/dev/$name" "$root/dev/$name"
done
ln -s /proc/self/fd "$root/dev/fd"
for name in alternatives group hostname hosts ld.so.cache nsswitch.conf os-release passwd; do
	cp -RP --preserve=mode "/etc/$name" "$root/etc/" 2>/dev/null || :
done
echo 'root:*:19000:0:99999:7:::' >"$root/etc/shadow"
mount --rbind "$io" "$root/io"

mount -t tmpfs -o mode=755 none "$root/usr/local"
cp -RP --preserve=mode,timestamps "$io/installed/usr/local/." "$root/usr/local/"
goroot=$(GOTOOLCHAIN=local GOENV=off "${GO:-go}" env GOROOT 2>/dev/null || :)
case $goroot in
/usr/local/*) mkdir -p "$root$goroot" && mount --rbind "$goroot" "$root$goroot" ;;
esac
[ ! -d "$root/usr/share/bash-completion/completions" ] ||
	mount -t tmpfs -o mode=755 none "$root/usr/share/bash-completion/completions"
cp -RP --preserve=mode,timestamps "$io/tree/." "$root/"

cd "$root"
pivot_root . outside
cd /
umount -l outside
mkdir -p "$folder"
cd "$folder"
as=()
[ "$uid" = 0 ] || as=(unshare --user "--map-user=$uid" "--map-group=$uid")
exec "${as[@]}" env -i HOME=/home/me PATH="/usr/local/bin:/usr/bin:/usr/sbin${goroot:+:$goroot/bin}" \
	AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001 bash "$@"
