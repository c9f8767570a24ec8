#!/bin/bash
# asan_live.sh BUILD live|drills [NAME...]: tests with a goguard that AddressSanitizer and UBSan watch.
#
# BUILD is the ordinary build, whose test programs are taken; BUILD/asan-live has the tool and a shim. A
# finding ends the tool, and is a file here whoever's test it was in: any file, or any failed test,
# fails the run. Where the environment was emptied, or Landlock keeps the file from being made, a finding is
# that end alone, which is status 99 or nothing that a test waits for. Leaks are not looked for:
# a supervisor ends with all that it holds; `make asan` looks for them in the unit tests. What is left out
# is said, with the reason.
set -u
build=$1 what=$2
shift 2
top=$(cd "$(dirname "$0")/../.." && pwd)
# NAME | reason
LEFT_OUT='
86-packaging | the goguard of the packages is another one, without sanitizers
10-supervisor | it takes address space from a running goguard, and a sanitizer ends a program that starts a thread then
91-faults | none of the calls and allocations of a sanitizer may fail
60-shim | the shim is another one, before which constructors of libraries run
40-processes | it measures address space, of which a sanitizer takes terabytes and gives nothing back
'
names=("$@")
for t in "$top/tests/$what"/[0-9]*.sh; do
	(($# == 0)) || break # who names them wants them
	name=$(basename "$t" .sh)
	why=$(awk -F' [|] ' -v name="$name" '$1 == name { print $2 }' <<<"$LEFT_OUT")
	[ -z "$why" ] || { echo "left out $name: $why" && continue; }
	names+=("$name")
done
for part in go go-versions live; do
	mkdir -p "$build/asan-live/tests"
	rm -rf "${build:?}/asan-live/tests/$part"
	[ ! -e "$build/tests/$part" ] || cp -al "$build/tests/$part" "$build/asan-live/tests/$part"
done
rm -rf "$build/asan-live/examples"
[ ! -e "$build/examples" ] || cp -al "$build/examples" "$build/asan-live/examples"

findings=$(mktemp -d /tmp/goguard-asan.XXXXXX) || exit 1
trap 'rm -rf "$findings"' EXIT
chmod 1777 "$findings" # both users write there
export ASAN_OPTIONS="log_path=$findings/asan" UBSAN_OPTIONS="log_path=$findings/ubsan" # more: asan_alone.c
export GG_TEST_TIMEOUT=${GG_TEST_TIMEOUT:-900}
BUILD=$build/asan-live bash "$top/tests/run" "$what" "${names[@]}"
status=$?
found=$(find "$findings" -type f | wc -l)
find "$findings" -type f -exec cat {} + | head -200
echo "sanitizers: $found findings"
[ "$status" = 0 ] && [ "$found" = 0 ]
