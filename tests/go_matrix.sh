#!/bin/bash
# tests/go_matrix.sh VARIANT...: the stack shapes of every Go in build/tests/go-matrix, and a program of others;
# writes docs/go-matrix.md. `make check-go-matrix` builds what it needs.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BUILD:-$top/build}
dir=$BUILD/tests/go-matrix
doc=$top/docs/go-matrix.md
variants=("$@")
scratch=$(mktemp -d /tmp/goguard-matrix.XXXXXX) || exit 1
trap 'rm -rf "$scratch"' EXIT
export GG_BUILD=$BUILD

live() { # NAME TEST: its output into $scratch/NAME.out
	mkdir "$scratch/$1"
	GG_TMP=$scratch/$1 bash "$top/tests/live/$2" >"$scratch/$1.out" 2>&1
	local status=$?
	rm -rf "${scratch:?}/$1"
	return $status
}
cell() { # VERSION VARIANT: says what is in the table for it
	local bin=$dir/$1/shapes.$2 n=
	[ -x "$bin" ] || { echo 'not tried' && return; }
	GG_GO_SHAPES=$bin live "$1.$2" 28-go-shapes.sh &&
		n=$(sed -n 's/^ok .*: \([0-9]*\) shapes, all exact$/\1/p' "$scratch/$1.$2.out")
	echo "${n:-wrong}"
	[ -n "$n" ] || { echo "# $bin" && grep -v '^ok' "$scratch/$1.$2.out" | cut -c1-400; } >&2
}
row() { # VERSION
	local variant
	printf '| %s |' "${1#go}"
	for variant in "${variants[@]}"; do printf ' %s |' "$(cell "$1" "$variant")"; done
	echo
}

versions=$(cd "$dir" && printf '%s\n' go* | sort -V)
for version in $versions; do row "$version" >"$scratch/$version.row" & done
foreign='not tried'
if [ -x "$dir/esbuild" ]; then
	foreign=wrong
	GG_ESBUILD=$dir/esbuild live foreign go_foreign.sh && foreign=exact || cat "$scratch/foreign.out" >&2
fi
wait
{
	printf '| Go |'
	printf ' %s |' "${variants[@]}"
	printf '\n| --- |'
	printf ' --: |%.0s' "${variants[@]}"
	echo
	for version in $versions; do cat "$scratch/$version.row"; done
} >"$scratch/table"
{
	cat <<'END'
# Call chains by every Go

Written by `make check-go-matrix`, which builds `tests/live/go/shapes` by each Go and in each way of linking, and
compares, for every shape of call stack, the event of a denied call with what `runtime.CallersFrames` said in the
program itself: every function, file and line, how the walk ended, subject, package and module. A number is that of
shapes, all of which were exact; "wrong" says that one was not, "not tried" that there was no such program. `static` is without cgo, `stripped` with
`-ldflags '-s -w'`, `pie` and `cgo-pie` with `-buildmode=pie`, `cgo-static` with `-extldflags -static`. Then there is,
for each program, one chain down to the system call, compared with the trace that Go prints when the filter answers
with a signal, and for `static` and `cgo` 2,560 calls by 64 goroutines at once.

END
	cat "$scratch/table"
	cat <<END

A program that others built, stripped and without build information (esbuild 0.28.2 from npm): $foreign.
END
} >"$doc"
cat "$scratch/table"
wrong=$({ cat "$scratch/table" && echo "$foreign"; } | grep -ow wrong | grep -c .)
passed=$(grep -oE '\| [0-9]+ ' "$scratch/table" | grep -c .)
echo "$passed passed, $wrong failed"
[ "$wrong" = 0 ]
