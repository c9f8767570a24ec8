#!/bin/bash
# tests/go_matrix.sh PROGRAM.VARIANT...: the stack shapes and the evasions of every Go in build/tests/go-matrix, and a
# program of others; writes docs/go-matrix.md. `make check-go-matrix` builds what it needs.
#
# Environment: BUILD; GO_MATRIX_CELLS="1.26/shapes.cgo 1.19/evasions.static esbuild": only these. Of all others the
# document goes on saying what it says, as long as they are of the same version.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BUILD:-$top/build}
dir=$BUILD/tests/go-matrix
doc=$top/docs/go-matrix.md
cells=${GO_MATRIX_CELLS:-}
columns=("$@")
scratch=$(mktemp -d /tmp/goguard-matrix.XXXXXX) || exit 1
trap 'rm -rf "$scratch"' EXIT
export GG_BUILD=$BUILD
cp "$doc" "$scratch/before"
: >"$scratch/ran"

series() { echo "$1" | sed -E 's/^go//; s/^([0-9]+\.[0-9]+).*/\1/'; }
wanted() { # CELL
	case " ${cells:-$1} " in *" $1 "*) ;; *) return 1 ;; esac
}
before() { # VERSION PROGRAM.VARIANT: what the document says of it
	awk -F ' *\\| *' -v version="${1#go}" -v program="${2%%.*}" -v variant="${2#*.}" '
		/^## / { section = tolower(substr($0, 4)); sub(/ .*/, "", section); column = 0 }
		section != program { next }
		$2 == "Go" { for (i = 3; i <= NF; i++) if ($i == variant) column = i }
		$2 == version && column { said = $column }
		END { print said == "" ? "not tried" : said }' "$scratch/before"
}
rows() { # versions in the document
	sed -nE 's/^\| ([0-9]+\.[0-9.]+) \|.*/go\1/p' "$scratch/before" | sort -u
}
live() { # NAME TEST: its output into $scratch/NAME.out
	mkdir "$scratch/$1"
	GG_TMP=$scratch/$1 bash "$top/tests/live/$2" >"$scratch/$1.out" 2>&1
	local status=$?
	rm -rf "${scratch:?}/$1"
	return $status
}
cell() { # VERSION PROGRAM.VARIANT: says what is in the table for it
	local bin=$dir/$1/$2 out=$1.$2 n=
	wanted "$(series "$1")/$2" || { before "$1" "$2" && return; }
	[ -x "$bin" ] || { echo 'not tried' && return; }
	case $2 in
	shapes.*) GG_GO_SHAPES=$bin live "$out" 28-go-shapes.sh &&
		n=$(sed -n 's/^ok .*: \([0-9]*\) shapes, all exact$/\1/p' "$scratch/$out.out") ;;
	evasions.*) GG_GO_EVASIONS=$bin live "$out" 29-packages-evasions.sh &&
		n=$(sed -n 's/^ok .*: \([0-9]*\) tricks that work without a guard$/\1/p' "$scratch/$out.out") ;;
	esac
	echo "${n:-wrong}" | tee -a "$scratch/ran"
	[ -n "$n" ] || { echo "# $bin" && grep -v '^ok' "$scratch/$out.out" | cut -c1-400; } >&2
}
row() { # VERSION: a line of it in the table of each program
	local column
	for column in "${columns[@]}"; do
		cell "$1" "$column" >"$scratch/$1.$column.cell"
	done
}
table() { # PROGRAM
	local column version mine=()
	for column in "${columns[@]}"; do case $column in "$1".*) mine+=("${column#*.}") ;; esac; done
	printf '| Go |'
	printf ' %s |' "${mine[@]}"
	printf '\n| --- |'
	printf ' --: |%.0s' "${mine[@]}"
	for version in $versions; do
		printf '\n| %s |' "${version#go}"
		for column in "${mine[@]}"; do printf ' %s |' "$(cat "$scratch/$version.$1.$column.cell")"; done
	done
	echo
}

built=$(cd "$dir" && printf '%s\n' go*)
versions=$({
	echo "$built"
	[ -z "$cells" ] || for version in $(rows); do
		for other in $built; do [ "$(series "$other")" != "$(series "$version")" ] || continue 2; done
		echo "$version"
	done
} | sort -uV)
for version in $versions; do row "$version" & done
foreign=$(sed -nE 's/^A program that others built.*: ([a-z ]+)\.$/\1/p' "$scratch/before")
if wanted esbuild; then
	foreign='not tried'
	if [ -x "$dir/esbuild" ]; then
		foreign=wrong
		GG_ESBUILD=$dir/esbuild live foreign go_foreign.sh && foreign=exact || cat "$scratch/foreign.out" >&2
	fi
fi
wait
table shapes >"$scratch/shapes"
table evasions >"$scratch/evasions"
{
	cat <<'END'
# Call chains by every Go

Written by `make check-go-matrix`, which builds the programs below by each Go and in each way of linking.
"wrong" says that something was not as it should, "not tried" that there was no such program. `static` is without
cgo, `stripped` with `-ldflags '-s -w'`, `pie` and `cgo-pie` with `-buildmode=pie`, `cgo-static` with
`-extldflags -static`.

## Shapes of call stacks

`tests/live/go/shapes`: for every shape of call stack, the event of a denied call is compared with what
`runtime.CallersFrames` said in the program itself: every function, file and line, how the walk ended, subject,
package and module. A number is that of shapes, all of which were exact. Then there is, for each program, one chain
down to the system call, compared with the trace that Go prints when the filter answers with a signal, and for
`static` and `cgo` 2,560 calls by 64 goroutines at once.

END
	cat "$scratch/shapes"
	cat <<END

A program that others built, stripped and without build information (esbuild 0.28.2 from npm): $foreign.

## Evasions

\`tests/live/go/evasions\`: a dependency that may do nothing tries to pass for somebody else, or for nobody. A number is
that of tricks: each works where nothing guards, none does for that dependency, each is in an event that names it or nobody, and
each works where another dependency is restricted, but for those that nobody stands behind.

END
	cat "$scratch/evasions"
} >"$doc"
cat "$scratch/shapes" "$scratch/evasions"
wanted esbuild && echo "$foreign" >>"$scratch/ran"
passed=$(grep -cE '^([0-9]+|exact)$' "$scratch/ran")
wrong=$(grep -cx wrong "$scratch/ran")
echo "$passed passed, $wrong failed"
[ "$wrong" = 0 ]
