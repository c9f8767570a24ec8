#!/bin/sh
# glibcs.sh BUILD SUITE...: the tests of the shim with the glibc of other Debian releases, which are
# downloaded by apt from where this machine has its packages. Run as root, for the sake of a mount.
#
# Owns BUILD/glibc: lists and packages, a tree for each release, programs linked with it. Relies on a
# finished `make all`. Nothing is installed: the tree is seen as /usr/local/lib, from where every
# policy lets programs be loaded, in a mount namespace that ends with the tests.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
shift
fail() { echo "goguard: error: $1" >&2 && exit 1; }
[ "$(id -u)" = 0 ] || fail "cannot mount: must be root"
machine=$(gcc -print-multiarch)
seen=/usr/local/lib/lib/$machine # where the tree's libraries are seen
uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)
[ -n "$uri" ] || fail "cannot find 'Debian': apt knows no such archive"

apt() { # SUITE ARGS...: apt-get that knows this suite only, and keeps to itself
	mkdir -p "$build/glibc/$1/apt/lists/partial" "$build/glibc/$1/apt/archives/partial"
	echo "deb $uri $1 main" >"$build/glibc/$1/apt/sources.list"
	(cd "$build/glibc/$1/apt" && shift && apt-get -qq -o Dir::Etc::sourcelist="$PWD/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$PWD/lists" -o Dir::Cache="$PWD" \
		-o APT::Sandbox::User=root "$@")
}
unpack() { # TREE PACKAGE...: both layouts, with /lib in /usr and without, become one
	tree=$1
	shift
	rm -rf "$tree" && mkdir -p "$tree"
	for package in "$@"; do dpkg-deb -x "$package" "$tree"; done
	for folder in lib lib64; do
		[ -e "$tree/$folder" ] || ln -s "usr/$folder" "$tree/$folder"
	done
	find "$tree" -type l -lname '/*' | while read -r link; do # it leads out of the tree
		ln -sfn "$tree$(readlink "$link")" "$link"
	done
}
link() { # TREE ARGS...: with that glibc, to be found where it is seen
	tree=$1 own=$1/usr/lib/$machine
	shift
	gcc --sysroot="$tree" -B"$own" -L"$own" -idirafter /usr/include -idirafter "/usr/include/$machine" \
		-O2 -D_GNU_SOURCE -Wl,--dynamic-linker="$seen/$(basename "$(ls "$tree"/lib64/ld-*)")" \
		-Wl,--disable-new-dtags,-rpath,"$seen" "$@" -pthread -ldl # for what libc itself loads, too
}

for suite in "$@"; do
	home=$build/glibc/$suite
	if [ ! -e "$home/apt/done" ]; then
		apt "$suite" update
		apt "$suite" download "libc6/$suite" "libc6-dev/$suite"
		: >"$home/apt/done"
	fi
	unpack "$home/tree" "$home"/apt/libc6_*.deb "$home"/apt/libc6-dev_*.deb
	live=$home/tests/live
	mkdir -p "$live/glibc"
	cp "$build/goguard" "$build/libgoguard.so" "$home/"
	for name in probe early; do
		lib=$live/glibc/lib$name.so.1
		link "$home/tree" -shared -fPIC -Wl,-soname,"$(basename "$lib")" -o "$lib" "$top/tests/live/wrap_${name}lib.c"
		link "$home/tree" -Wl,-rpath,"\$ORIGIN" -o "$live/glibc/wrap_$name" "$top/tests/live/wrap_$name.c" "$lib"
	done
	link "$home/tree" -o "$live/probe_wrapped" "$top/tests/live/probe_wrapped.c"
	echo "# $suite: glibc $(basename "$home"/apt/libc6_*.deb | cut -d_ -f2)"
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount --bind "$1" /usr/local/lib && BUILD=$2 exec bash "$3/tests/run" live 60-shim 61-wrap 62-wrap-more' \
		sh "$home/tree" "$home" "$top"
done
