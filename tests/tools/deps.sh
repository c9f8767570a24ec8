#!/bin/sh
# deps.sh SET...: what building (build), the demo (demo), the tests (check), the lints (lint), the
# fuzzers (fuzz), the emulated kernels (kernels) and the benchmarks (bench) need beside a Debian base
# system. Asks for each thing itself, not for a package of that name; installs what is missing when
# root and apt-get is there, otherwise says what is missing.
set -u
here=$(dirname "$0")

tool() { command -v "$1" >/dev/null 2>&1; }
header() { tool gcc && echo "#include <$1>" | gcc -fsyntax-only -x c - 2>/dev/null; }
# A static library, found where the linker would find it
archive() { tool gcc && case $(gcc -print-file-name="$1") in /*) true ;; *) false ;; esac; }
go_ok() { sh "$here/go.sh" >/dev/null; }
fuzzer() { echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
	clang-14 -fsanitize=fuzzer -x c - -o /dev/null 2>/dev/null; }
cmocka() { tool gcc && printf '%s\n' '#include <stdarg.h>' '#include <stddef.h>' '#include <stdint.h>' \
	'#include <setjmp.h>' '#include <cmocka.h>' | gcc -fsyntax-only -x c - 2>/dev/null; }

# set | package | test
table='
build|gcc|tool gcc
build|libc6-dev|header stdio.h && archive libc.a
build|libconfig-dev|header libconfig.h && archive libconfig.a
build|libseccomp-dev|header seccomp.h && archive libseccomp.a
build|libjansson-dev|header jansson.h && archive libjansson.a
build|libssl-dev|header openssl/sha.h && archive libcrypto.a
demo|curl|tool curl
demo|golang-go|go_ok
check|libcmocka-dev|cmocka
check|golang-1.19-go|test -x /usr/lib/go-1.19/bin/go
check|musl-tools|tool musl-gcc
check|jq|tool jq
check|groff-base|tool groff
check|procps|tool ps
check|util-linux|tool setpriv
check|bsdutils|tool script
check|crun|tool crun
check|runc|tool runc
check|binutils|tool strings
check|zip|tool zip
check|unzip|tool unzip
layer|zip|tool zip
check|tzdata|test -e /usr/share/zoneinfo/Europe/Berlin
check|pkg-config|tool pkg-config
bench|hyperfine|tool hyperfine
bench|wrk|tool wrk
bench|gnuplot-nox|tool gnuplot
bench|jq|tool jq
bench|linux-perf|tool perf
bench|util-linux|tool taskset
bench|binutils|tool strip
fuzz|clang-14|tool clang-14
fuzz|libclang-rt-14-dev|fuzzer
kernels|qemu-system-x86|tool qemu-system-x86_64
kernels|qemu-system-arm|tool qemu-system-aarch64
kernels|gcc-aarch64-linux-gnu|tool aarch64-linux-gnu-gcc
kernels|cpio|tool cpio
kernels|kmod|tool depmod
kernels|e2fsprogs|tool mke2fs
kernels|xz-utils|tool xz
lint|clang-tidy-14|tool clang-tidy-14
lint|clang-14|tool clang-14
lint|cppcheck|tool cppcheck
lint|gcc-aarch64-linux-gnu|tool aarch64-linux-gnu-gcc
lint|libc6-dev-arm64-cross|test -e /usr/aarch64-linux-gnu/include/stdio.h
'

missing() {
	echo "$table" | while IFS='|' read -r set package test; do
		case " $wanted " in *" $set "*) ;; *) continue ;; esac
		[ -n "$package" ] && ! eval "$test" && printf '%s ' "$package"
	done
}

wanted=$*
packages=$(missing)
[ -z "$packages" ] && exit 0

if [ "$(id -u)" != 0 ] || ! tool apt-get; then
	echo "goguard: error: cannot go on: these Debian packages are missing: $packages" >&2
	echo "  as root: apt-get update && apt-get install -y --no-install-recommends $packages" >&2
	exit 1
fi

install() {
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages \
		</dev/null >"$log" 2>&1
}
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
echo "deps: installing $packages"
if ! install; then
	echo "deps: apt-get update, then once more"
	apt-get update -qq </dev/null >/dev/null 2>&1
	if ! install; then
		cat "$log" >&2
		echo "goguard: error: cannot install '$packages': apt-get failed" >&2
		exit 1
	fi
fi
packages=$(missing)
[ -z "$packages" ] && exit 0
echo "goguard: error: cannot go on: still missing after the install: $packages" >&2
exit 1
