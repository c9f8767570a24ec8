#!/bin/bash
# The first process of an emulated machine: runs the tests that the kernel's command line names, says
# what it finds on the console between "GG-BEGIN NAME" and "GG-END NAME", and switches itself off.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LC_ALL=C
mount -t proc proc /proc
mount -t sysfs sys /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs shm /dev/shm
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
chmod 1777 /tmp /dev/shm
ip link set lo up
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
for n in 0:stdin 1:stdout 2:stderr; do [ -e "/dev/${n#*:}" ] || ln -s "fd/${n%:*}" "/dev/${n#*:}"; done
option() { grep -o "$1=[^ ]*" /proc/cmdline | cut -d= -f2; }
section() { # NAME COMMAND...
	echo "GG-BEGIN $1"
	"${@:2}"
	echo "GG-END $1"
}
cd /src || exit 1
patience=$(option gg_patience)
export GG_TEST_TIMEOUT=$((180 * patience)) GG_LIMIT=$((30 * patience))
section kernel echo "$(uname -r), $(uname -m)"
section landlock sh -c 'build/goguard doctor --caps | sed -n "s/^landlock_abi *= \([0-9]*\).*/\1/p"'
section lost sh -c 'build/goguard doctor | grep " lost:"'
section caps build/goguard doctor --caps
for t in $(option gg_tests | tr , ' '); do section "live $t" tests/run live "$t"; done
section unit tests/run unit
echo GG-DONE
sync
echo o >/proc/sysrq-trigger
sleep 60
