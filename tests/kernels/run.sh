#!/bin/bash
# run.sh [document] [SUITE/MACHINE...]: do tests hold on the kernels of other Debian releases, and on arm64?
# With "document" nothing is run, what came out last is only written down.
#
# Starts each kernel in an emulated machine, whose other programs are Debian 12's, runs the live tests of
# GG_KERNEL_TESTS there as root and as uid 65534, then unit tests, and writes what came out to docs/kernels.md
# (GG_KERNELS_OUT). Owns BUILD/kernels: packages, which apt fetches from where this machine has its own, products
# for arm64, images. Nothing is installed, nothing runs on this machine but the emulator. Relies on the finished
# products in BUILD. Emulation is some thirty times slower: limits of the tests are raised by GG_KERNEL_PATIENCE.
#
# Environment: BUILD, GG_KERNEL_TESTS, GG_KERNEL_PATIENCE, GG_KERNEL_SECONDS (for one machine, a safety net),
# GG_KERNELS_OUT.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=$(cd "${BUILD:-$top/build}" && pwd) || exit 1
work=$BUILD/kernels
out=${GG_KERNELS_OUT:-$top/docs/kernels.md}
tests=${GG_KERNEL_TESTS:-28-go-stack 21-change 24-exec 29-packages 49-alone 46-nested}
userland=bookworm
export LC_ALL=C
fail() { echo "goguard: error: $1" >&2 && exit 1; }
note() { printf '# %s\n' "$@" >&2; }
uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)
[ -n "$uri" ] || fail "cannot find 'Debian': apt knows no such archive"

# What live tests call, and what the products are linked with where they are built for another machine
programs='bash dash coreutils sed grep mawk gawk findutils diffutils util-linux bsdutils mount procps psmisc jq iproute2
	hostname perl-base busybox-static libc-bin'
libraries='libc6-dev libconfig-dev libseccomp-dev libjansson-dev libssl-dev libcmocka-dev'

# fetch FOLDER SUITE MACHINE PACKAGE...: these and what they depend on, from one suite, for one machine
fetch() {
	local d=$1 suite=$2 machine=$3 options
	shift 3
	[ "$(cat "$d/fetched" 2>/dev/null)" = "$*" ] && return
	note "$suite/$machine: fetching packages"
	mkdir -p "$d"/{lists/partial,archives/partial} && : >"$d/status"
	echo "deb $uri $suite main" >"$d/sources.list"
	options=(-qq -o Dir::Etc::sourcelist="$d/sources.list" -o Dir::Etc::sourceparts=/dev/null
		-o Dir::State::lists="$d/lists" -o Dir::State::status="$d/status" -o Dir::Cache="$d"
		-o APT::Architecture="$machine" -o APT::Architectures="$machine" -o APT::Sandbox::User=root
		-o APT::Install-Recommends=0)
	apt-get "${options[@]}" update && apt-get "${options[@]}" -y --download-only install "$@" ||
		fail "cannot fetch '$*': apt-get failed for $suite/$machine"
	echo "$*" >"$d/fetched"
}
# unpack FOLDER: its packages become FOLDER/tree
unpack() {
	local package tree=$1/tree folder
	[ "$tree" -nt "$1/fetched" ] && return
	rm -rf "$tree"
	for folder in bin sbin lib lib64; do
		mkdir -p "$tree/usr/$folder" && ln -s "usr/$folder" "$tree/$folder"
	done
	for package in "$1"/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$tree" || fail "cannot unpack '$package'"
	done
	touch "$tree"
}

# initramfs FOLDER: the modules that its kernel needs for its disk, in the order in which they need one another
initramfs() {
	local d=$1 boot=$1/initramfs modules wanted=() module
	[ "$d/initramfs.gz" -nt "$d/tree" ] && return
	modules=$(echo "$d"/tree/usr/lib/modules/*)
	[ -s "$modules/modules.dep" ] || depmod -b "$d/tree" "${modules##*/}"
	add() { # NAME
		local file on
		file=$(grep -m 1 -E "(^|/)$1\.ko[.a-z]*:" "$modules/modules.dep") || return # it is in the kernel
		for on in ${file#*:}; do
			on=${on##*/}
			add "${on%%.*}"
		done
		[[ " ${wanted[*]} " == *" ${file%%:*} "* ]] || wanted+=("${file%%:*}")
	}
	for module in virtio_pci virtio_blk crc32c_generic ext4; do add "$module"; done
	rm -rf "$boot" && mkdir -p "$boot"/{bin,proc,dev,disk,modules}
	cp "$work/$userland-$machine/tree/usr/bin/busybox" "$boot/bin/"
	{
		echo '#!/bin/busybox sh'
		echo '/bin/busybox mount -t devtmpfs dev /dev'
		for module in "${wanted[@]}"; do
			name=${module##*/} name=${name%%.*}.ko
			case $module in
			*.xz) xz -dc "$modules/$module" >"$boot/modules/$name" ;;
			*) cp "$modules/$module" "$boot/modules/$name" ;;
			esac
			echo "/bin/busybox insmod /modules/$name"
		done
		echo '/bin/busybox mount -t ext4 /dev/vda /disk && exec /bin/busybox switch_root /disk /init'
	} >"$boot/init"
	chmod 755 "$boot/init"
	(cd "$boot" && find . | cpio -o -H newc --quiet | gzip -1) >"$d/initramfs.gz"
}

# products MACHINE: the folder of those that run there
products() {
	[ "$1" = "$(dpkg --print-architecture)" ] && echo "$BUILD" && return
	note "$1: building products and tests"
	local tree=$work/$userland-$1/tree
	GOARCH=$1 make -C "$top" -s BUILD="$work/build-$1" CC="aarch64-linux-gnu-gcc --sysroot=$tree" MUSL_CC= \
		products units go-tests probes >&2 || fail "cannot build for '$1': see above"
	echo "$work/build-$1"
}

# image MACHINE: a disk with programs, products and tests
image() {
	local d=$work/$userland-$1 root=$work/$userland-$1/root built
	built=$(products "$1") || exit 1
	rm -rf "$root" && mkdir -p "$root/src/build" "$root"/{proc,sys,dev,tmp,run,root,var/tmp}
	tar -C "$d/tree" --exclude='*.a' --exclude=./usr/include --exclude=./usr/share/doc --exclude=./usr/share/locale \
		--exclude=./usr/share/man -cf - . | tar -C "$root" -xf -
	(cd "$top" && tar -cf - tests policy examples docs include lib README.md VERSION) | tar -C "$root/src" -xf -
	(cd "$built" && tar -cf - --exclude='*.o' --exclude='*.d' goguard libgoguard.so tests) | tar -C "$root/src/build" -xf -
	ln -sf mawk "$root/usr/bin/awk"
	printf '%s\n' root:x:0:0:root:/root:/bin/bash nobody:x:65534:65534:nobody:/:/bin/false >"$root/etc/passwd"
	printf '%s\n' root:x:0: nogroup:x:65534: >"$root/etc/group"
	printf '%s\n' '127.0.0.1 localhost' '::1 localhost' >"$root/etc/hosts"
	echo 'hosts: files' >"$root/etc/nsswitch.conf"
	cp "$here/guest.sh" "$root/init"
	chown -R 0:0 "$root"
	rm -f "$d/disk"
	mke2fs -q -t ext4 -O ^has_journal -d "$root" "$d/disk" 1500M || fail "cannot make '$d/disk'"
	rm -rf "$root"
}

# start FOLDER MACHINE: its kernel on the disk of that machine; what it says goes to FOLDER/said
start() {
	local emulator=() console
	case $2 in
	arm64) emulator=(qemu-system-aarch64 -machine virt -cpu max,pauth-impdef=on) console=ttyAMA0 ;;
	amd64) emulator=(qemu-system-x86_64 -machine q35 -cpu max) console=ttyS0 ;;
	*) fail "cannot emulate '$2': neither amd64 nor arm64" ;;
	esac
	timeout "${GG_KERNEL_SECONDS:-3600}" "${emulator[@]}" -accel tcg,thread=multi -smp 2 -m 2048 -nographic -no-reboot \
		-net none -kernel "$(echo "$1"/tree/boot/vmlinuz-*)" -initrd "$1/initramfs.gz" -snapshot \
		-drive "file=$work/$userland-$2/disk,format=raw,if=virtio" \
		-append "console=$console quiet panic=-1 gg_patience=${GG_KERNEL_PATIENCE:-20} gg_tests=${tests// /,}" \
		</dev/null 2>&1 | tr -d '\r' >"$1/said"
}

# --- what came out --------------------------------------------------------------------------------
part() { sed -n "/^GG-BEGIN $2/,/^GG-END $2/p" "$1" | grep -v '^GG-'; } # FILE NAME
sums() { # FILE: passed, failed, skipped
	tr -d '\r' <"$1" | awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/ { p += $1; f += $3; s += $5 } END { print p + 0, f + 0, s + 0 }'
}
row() { # KERNEL FOLDER
	local passed failed skipped done=
	read -r passed failed skipped <<<"$(sums "$2/said")"
	grep -q '^GG-DONE' "$2/said" || done=', not to the end'
	echo "| $1 | $(part "$2/said" kernel | head -n 1) | $(part "$2/said" landlock) | $passed | $failed$done | $skipped |"
}
document() {
	local kernel d
	cat <<-'END'
		# On other kernels, and on arm64

		Written by `make check-kernels`: kernels of Debian's releases in an emulated machine (qemu, without the
		processor's help), with the programs of Debian 12. Live tests as root and as uid 65534, then unit tests; where a
		row says "not to the end", time was up. A test skips what the kernel does not have, and says so.

		| kernel | Linux, machine | Landlock ABI | passed | failed | skipped |
		| --- | --- | --- | --- | --- | --- |
	END
	for kernel in "$@"; do row "$kernel" "$work/${kernel%/*}-${kernel#*/}-kernel"; done
	for kernel in "$@"; do
		d=$work/${kernel%/*}-${kernel#*/}-kernel
		printf '\n## %s\n\nWhat was run to its end:\n\n' "$kernel"
		awk '/^GG-BEGIN (live|unit)/ { name = $2 ($3 ? " " $3 : "") } / passed, .* skipped$/ { print "- " name ": " $0 }' "$d/said"
		printf '\nWhat `goguard doctor` finds lost:\n\n'
		part "$d/said" lost | sed 's/^ *lost: /- /'
		printf '\nWhat failed, and what was skipped:\n\n'
		sed -n '/^# what failed$/,/ passed, /s/^#   \(tests\)/- FAILED: \1/p' "$d/said"
		awk '/^# tests/ { name = $2 } /^(not )?ok.*# *SKIP/ { sub(/^(not )?ok [0-9]* *(- )?/, ""); if (!seen[name $0]++) print "- `" name "`: " $0 }' "$d/said"
		printf '\nIts capabilities, by `goguard doctor --caps`:\n\n'
		part "$d/said" caps | sed 's/^/    /'
	done
}

main() {
	[ "${1:-}" != document ] || { document "${@:2}" >"$out" && return; }
	local kernel suite machine d bad=0
	(($#)) || set -- bullseye/amd64 bookworm/amd64 trixie/amd64 bookworm/arm64
	for machine in $(printf '%s\n' "${@#*/}" | sort -u); do
		# shellcheck disable=SC2086
		fetch "$work/$userland-$machine" "$userland" "$machine" $programs $libraries
		unpack "$work/$userland-$machine"
		image "$machine"
	done
	for kernel in "$@"; do
		suite=${kernel%/*} machine=${kernel#*/} d=$work/$suite-$machine-kernel
		fetch "$d" "$suite" "$machine" "linux-image-$machine"
		unpack "$d"
		initramfs "$d"
		note "$kernel: starting $(basename "$d"/tree/boot/vmlinuz-*)"
		start "$d" "$machine"
		row "$kernel" "$d"
		grep -q '^GG-DONE' "$d/said" && [[ $(sums "$d/said") == *' 0 '* ]] || bad=1
	done
	document "$@" >"$out"
	note "written: $out"
	return "$bad"
}
main "$@"
