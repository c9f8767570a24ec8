#!/bin/bash
# run.sh: do the tests of Go's own standard library give the same results under the guard?
#
# Runs each package's tests three times: unguarded, under permissive.cfg, and under emulated.cfg
# (no Landlock, so that the supervisor does everything itself). Compares test by test, and beside
# them the answers of `names`, every call that takes a path on every shape of path. A difference is
# explained in expected.txt or makes this fail. Writes the result to docs/gostd.md (GG_GOSTD_OUT).
#
# Environment: BUILD (products), GO, GG_GOSTD ("os net": only these), GG_LONG=1 (package os without
# -test.short, which takes minutes). Tests that leave the machine are skipped by -test.short; as
# root everything runs in a network of its own besides.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=$(cd "${BUILD:-$top/build}" && pwd) || exit 1
out=${GG_GOSTD_OUT:-$top/docs/gostd.md}
work=$BUILD/gostd
LC_ALL=C
export LC_ALL GOENV=off GOTOOLCHAIN=local GOPROXY=off GOWORK=off GOCACHE="$BUILD/go/cache" GOPATH="$BUILD/go/path"
unset GOFLAGS # the tests of net/http look at a plain environment

fail() { echo "goguard: error: $*" >&2; exit 1; }

go=${GO:-$(command -v go)} && [ -x "$go" ] || fail "cannot run Go's tests: there is no go"
root=$("$go" env GOROOT) && version=$("$go" env GOVERSION) || fail "cannot run '$go'"
[ -e "$root/src/os/os_test.go" ] ||
	fail "cannot run Go's tests: '$root/src' holds no tests (this Go was packaged without them)"
[ -x "$BUILD/goguard" ] || fail "cannot find '$BUILD/goguard' (make)"

# package | static or cgo | flags
short=-test.short
[ -n "${GG_LONG:-}" ] && long='' || long=$short
rows="
os|static|$long
os|cgo|$short
os/exec|static|
os/signal|static|$short
io/fs|static|$short
path/filepath|static|$short
syscall|static|$short
net|static|$short
net|cgo|$short
net/http|static|$short
"

build() { # PACKAGE VARIANT: the test program
	local cgo=0
	[ "$2" = cgo ] && cgo=1
	(cd "$root/src/$1" && CGO_ENABLED=$cgo "$go" test -c -o "$(program "$1" "$2")" .)
}
program() { echo "$work/bin/$2.${1//\//_}.test"; }

# A network of its own, where that is possible: then nothing can leave this machine
alone() {
	if unshare -n sh -c 'ip link set lo up' 2>/dev/null; then
		unshare -n sh -c 'ip link set lo up && exec "$@"' sh "$@"
	else
		"$@"
	fi
}

# NAME of each test and its state, once: of several states (a test that runs itself) the worst
states() {
	grep -aoE -- '--- (PASS|FAIL|SKIP): [^ ]+' "$1" | awk '
		BEGIN { rank["PASS"] = 1; rank["SKIP"] = 2; rank["FAIL"] = 3 }
		{ sub(":", "", $2); if (rank[$2] > rank[state[$3]]) state[$3] = $2 }
		END { for (t in state) print t, state[t] }' | sort
}

one() { # GUARD PACKAGE VARIANT FOLDER FLAGS...: runs, leaves FOLDER/GUARD and FOLDER/GUARD.states
	local guard=$1 package=$2 variant=$3 folder=$4
	local cmd=("$(program "$package" "$variant")" -test.v -test.timeout=280s "${@:5}")
	[ "$guard" = none ] || cmd=("$BUILD/goguard" run -p "$here/$guard.cfg" --log "$folder/$guard.log" -- "${cmd[@]}")
	rm -f "$folder/$guard.log"
	(cd "$root/src/$package" && alone timeout -k 5 300 "${cmd[@]}") >"$folder/$guard" 2>&1 </dev/null
	states "$folder/$guard" >"$folder/$guard.states"
}

# TEST UNGUARDED GUARDED for each difference. A test that fails without the guard proves nothing.
differences() { # FOLDER GUARD
	join -a1 -a2 -e none -o 0,1.2,2.2 "$1/none.states" "$1/$2.states" | awk '$2 != $3 && $2 != "FAIL"'
}

# Why may TEST of PACKAGE differ? Prints the reason of the first line of expected.txt that matches
reason() { # PACKAGE TEST
	local package pattern why
	while IFS='|' read -r package pattern why; do
		package=${package// /} pattern=${pattern// /}
		case $package in '#'* | '') continue ;; esac
		# shellcheck disable=SC2053 # the pattern is one
		[[ $1 == "$package" && $2 == $pattern ]] && echo "${why# }" && return
	done <"$here/expected.txt"
	return 1
}

# Splits the differences into what is explained and what is not: FOLDER/GUARD.{explained,strange}
sift() { # PACKAGE FOLDER GUARD
	local test a b why
	: >"$2/$3.explained" >"$2/$3.strange"
	differences "$2" "$3" | while read -r test a b; do
		if why=$(reason "$1" "$test"); then
			echo "$test|$a|$b|$why" >>"$2/$3.explained"
		else
			echo "$test|$a|$b|" >>"$2/$3.strange"
		fi
	done
}

# Machines are busy, and tests have time limits: what is strange is run once more, by itself.
again() { # PACKAGE VARIANT FOLDER GUARD FLAGS...
	local folder=$3 guard=$4 only
	only=$(sed 's/[|/].*//' "$folder/$guard.strange" | sort -u | paste -sd'|')
	[ -n "$only" ] || return 0
	mkdir -p "$folder/again"
	one "$guard" "$1" "$2" "$folder/again" "${@:5}" -test.run="^($only)\$"
	mv "$folder/$guard.states" "$folder/first.states"
	join -a1 -o 0,1.2,2.2 "$folder/first.states" "$folder/again/$guard.states" |
		awk '{ print $1, (NF > 2 ? $3 : $2) }' >"$folder/$guard.states"
	join -v2 "$folder/first.states" "$folder/again/$guard.states" >>"$folder/$guard.states"
	sort -o "$folder/$guard.states" "$folder/$guard.states"
	sift "$1" "$folder" "$guard"
}

count() { awk 'END { print NR }' "$1"; }

# One line of the table, and the differences behind it
summary() { # PACKAGE VARIANT FOLDER
	local guard n differ same=()
	n=$(count "$3/none.states")
	for guard in permissive emulated; do
		differ=$(($(count "$3/$guard.explained") + $(count "$3/$guard.strange")))
		same+=("$(($(join "$3/none.states" "$3/$guard.states" | awk '$2 == $3 || $2 == "FAIL"' | awk 'END { print NR }')))" "$differ")
	done
	echo "| $1 | $2 | $n | ${same[0]} | ${same[1]} | ${same[2]} | ${same[3]} |" >>"$work/table"
	cat "$3"/*.strange | sort -u | sed "s#^#$1|#" >>"$work/strange"
	cat "$3"/*.explained | sort -u | sed "s#^#$1|#" >>"$work/explained"
}

measure() { # PACKAGE VARIANT FLAGS...
	local folder=$work/${1//\//_}.$2 guard
	mkdir -p "$folder"
	build "$1" "$2" || fail "cannot build the tests of '$1'"
	for guard in none permissive emulated; do
		one "$guard" "$1" "$2" "$folder" "${@:3}"
		[ "$guard" = none ] && continue
		sift "$1" "$folder" "$guard"
		again "$1" "$2" "$folder" "$guard" "${@:3}"
	done
	summary "$1" "$2" "$folder"
	tail -n 1 "$work/table"
}

names() {
	local folder=$work/names.static guard cmd
	mkdir -p "$folder"
	(cd "$here/names" && CGO_ENABLED=0 GOFLAGS='-buildvcs=false -mod=mod' "$go" build -o "$work/bin/names" .) || fail "cannot build 'names'"
	for guard in none permissive emulated; do
		cmd=("$work/bin/names")
		[ "$guard" = none ] || cmd=("$BUILD/goguard" run -p "$here/$guard.cfg" --log "$folder/$guard.log" -- "${cmd[@]}")
		(cd "$work" && timeout -k 5 600 "${cmd[@]}") >"$folder/$guard" 2>&1
		# TEST STATE, where the state is the answer
		sed -n 's/^--- PASS: \(.*)\)=/\1 /p' "$folder/$guard" | sort >"$folder/$guard.states"
		[ "$guard" = none ] || sift names "$folder" "$guard"
	done
	summary names static "$folder"
	tail -n 1 "$work/table"
}

# The explained, one line for a reason: which tests of which package
explained() {
	sort -u "$work/explained" | awk -F'|' '
		{ test = $2; sub(/[\/(].*/, "", test); key = $1 "|" $5
		  if (!(key in tests)) order[++n] = key
		  if (!((key, test) in seen)) tests[key] = tests[key] (tests[key] ? ", " : "") "`" test "`"
		  seen[key, test] = 1 }
		END { for (i = 1; i <= n; i++) { split(order[i], k, "|"); print "| " k[1] " | " tests[order[i]] " | " k[2] " |" } }'
}

document() {
	cat <<-END
	# Go's own tests, guarded

	Written by \`make check-gostd\`. The tests of Go's standard library, run unguarded, under a policy
	that grants everything (\`tests/gostd/permissive.cfg\`), and under the same policy without Landlock,
	where the supervisor does every act itself (\`emulated.cfg\`). *Same* counts tests with the same
	result, subtests included; a guard that grants everything should change none.

	$version $("$go" env GOOS)/$("$go" env GOARCH), Linux $(uname -r | cut -d- -f1), $([ "$(id -u)" = 0 ] && echo root || echo "an ordinary user").

	| package | program | tests | same | different | same, emulated | different, emulated |
	| --- | --- | --- | --- | --- | --- | --- |
	$(cat "$work/table")

	\`names\` is no package of Go's: it is every call that takes a path on every shape of path (slashes
	and dots behind it, links, loops, what is not there, what is too long), each on a fresh tree; the
	answer and what became of the tree are compared.

	## Differences

	| package | tests | reason |
	| --- | --- | --- |
	$(explained)
	END
	if [ -s "$work/strange" ]; then
		printf '\n## Unexplained\n\n'
		awk -F'|' '{ print "* " $1 ": `" $2 "`: " $3 ", guarded " $4 }' "$work/strange" | sort -u | head -n 100
	fi
}

mkdir -p "$work/bin" || exit 1
: >"$work/table" >"$work/strange" >"$work/explained"
while IFS='|' read -r package variant flags; do
	[ -n "$package" ] || continue
	case " ${GG_GOSTD:-$package} " in *" $package "*) ;; *) continue ;; esac
	[ "$variant" = cgo ] && [ "$(CGO_ENABLED='' "$go" env CGO_ENABLED)" != 1 ] && continue
	# shellcheck disable=SC2086 # none or one flag
	measure "$package" "$variant" $flags
done <<<"$rows"
case " ${GG_GOSTD:-names} " in *' names '*) names ;; esac
document >"$work/gostd.md"
[ -n "${GG_GOSTD:-}" ] || cp "$work/gostd.md" "$out"
if [ -s "$work/strange" ]; then
	echo "goguard: error: $(count "$work/strange") unexplained differences:" >&2
	head -n 40 "$work/strange" >&2
	exit 1
fi
echo "no unexplained difference"
