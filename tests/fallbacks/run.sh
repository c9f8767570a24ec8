#!/bin/bash
# run.sh: does the whole live suite hold beneath everything that a kernel or a container may refuse?
#
# Runs tests/run live beneath each refusal of tests/live/beneath.sh and beneath every pair of them,
# as the current user and, when that is root, as uid 65534. Writes the last sums of each to
# docs/fallbacks.md (GG_FALLBACKS_OUT). That takes hours; what was measured already for the same
# products and tests is not measured again (build/fallbacks/*.sum; remove it to begin anew).
#
# Environment: BUILD (products), GG_FALLBACKS ("ptrace listener,landlock": only these), or
# GG_FALLBACKS=singles (no pairs), GG_GO_VERSIONS.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=$(cd "${BUILD:-$top/build}" && pwd) || exit 1
out=${GG_FALLBACKS_OUT:-$top/docs/fallbacks.md}
work=$BUILD/fallbacks
export BUILD LC_ALL=C
note() { printf '# %s\n' "$@" >&2; }
unset GG_BENEATH
# shellcheck source=tests/live/beneath.sh
. "$top/tests/live/beneath.sh"

# NAME and NAME,NAME: each, and each with each behind it
singles() { refusals; }
pairs() {
	local all name
	mapfile -t all < <(refusals)
	while ((${#all[@]})); do
		name=${all[0]}
		all=("${all[@]:1}")
		printf "$name,%s\n" "${all[@]}"
	done | grep -v ',$'
}

# What a result depends on
key() { cat "$BUILD/goguard" "$BUILD/libgoguard.so" "$top/tests/run" "$top"/tests/live/*.* | sha256sum | cut -c1-16; }

measure() { # NAMES: PASSED FAILED SKIPPED LEFT-OUT SECONDS into $work/NAMES.sum, and what tests/run said beside it
	local uids='' begin=$SECONDS sum=$work/$1.sum
	grep -q "^$key " "$sum" 2>/dev/null && return
	# Without no_new_privs only root can install the filter that refuses it.
	case $1 in *no_new_privs*) uids=0 ;; esac
	GG_LIVE_UIDS=$uids GG_BENEATH=$1 nice bash "$top/tests/run" live >"$work/$1.log" 2>&1
	sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped, \([0-9]*\) not promised$/\1 \2 \3 \4/p' \
		"$work/$1.log" | sed "s/^/$key /; s/\$/ $((SECONDS - begin))/" >"$sum"
	[ -s "$sum" ] || { echo "goguard: error: cannot run the live tests beneath '$1': see '$work/$1.log'" >&2 && exit 1; }
}
summary() { # NAMES: for people
	local p f s l t
	read -r _ p f s l t <"$work/$1.sum"
	echo "$1: $p passed, $f failed, $s skipped, $l not promised, $t s"
	[ "$f" = 0 ] || sed -n '/^# what failed$/,$p' "$work/$1.log" | sed '1d;$d'
}
row() { # NAMES: of the table
	local p f s l
	[ -s "$work/$1.sum" ] && read -r _ p f s l _ <"$work/$1.sum" &&
		echo "| ${1//,/, } | $(layers_lost "$1" | paste -sd, | sed 's/,/, /g') | $p | $f | $l |"
}
# TEST and REASON of what is not promised, one line for a reason
reasons() { # NAMES
	[ ! -s "$work/$1.sum" ] || awk -v names="${1//,/, }" '
		/^# tests\/live\// { test = $2; sub(".*/", "", test); sub("\\.sh$", "", test) }
		/^ok .* # SKIP not promised: / {
			reason = $0; sub(".* # SKIP not promised: ", "", reason)
			if (!(reason in tests)) order[++n] = reason
			if (!((reason, test) in seen)) tests[reason] = tests[reason] (tests[reason] ? ", " : "") "`" test "`"
			seen[reason, test] = 1
		}
		END { for (i = 1; i <= n; i++) print "| " names " | " order[i] " | " tests[order[i]] " |" }' "$work/$1.log"
}
document() {
	local names every measured=()
	mapfile -t every < <(singles && pairs)
	for names in "${every[@]}"; do [ -s "$work/$names.sum" ] && measured+=("$names"); done
	cat <<-END
	# Beneath what a kernel or a container refuses

	Written by \`make check-fallbacks\`: the whole live suite, run beneath a filter that refuses what goguard
	relies on, one thing at a time and in pairs, as root and as an ordinary user (\`no_new_privs\` as root
	alone, since nobody else can install a filter without it). Where a layer is gone, a test that needs it
	is replaced: what requires the layer ends with 125 before the function runs, what prefers it runs with
	what is left, and its posture says what is gone. Those, and single assertions about what only that
	layer does, are counted as *not promised*; everything else must pass as if nothing were refused.
	So far ${#measured[@]} of ${#every[@]} have been run.

	| refused | layers that are gone | passed | failed | not promised |
	| --- | --- | --- | --- | --- |
	$(for names in "${measured[@]}"; do row "$names"; done)

	## Not promised

	Beneath a pair it is what is not promised beneath either, and nothing more unless it is listed here.

	| refused | reason | tests |
	| --- | --- | --- |
	$(singles | while read -r names; do reasons "$names"; done)
	$(grep -h . <(pairs | while read -r names; do reasons "$names"; done) | new_reasons)
	END
}
# Of pairs: reasons that neither of the two has by itself
new_reasons() { awk -F' [|] ' -v singles="$(singles | while read -r n; do reasons "$n"; done)" '
	BEGIN { m = split(singles, line, "\n"); for (i = 1; i <= m; i++) { split(line[i], f, " [|] "); sub("^[|] ", "", f[1]); known[f[1], f[2]] = 1 } }
	{ sub("^[|] ", "", $1); split($1, of, ", "); if (!((of[1], $2) in known) && !((of[2], $2) in known)) print "| " $1 " | " $2 " | " $3 }'; }

[ -x "$BUILD/goguard" ] && [ -x "$BUILD/tests/live/probe_refuse" ] ||
	{ echo "goguard: error: cannot find '$BUILD/goguard' and the tests' programs (make check-fallbacks)" >&2 && exit 1; }
mkdir -p "$work" || exit 1
case ${GG_FALLBACKS:-} in
'') mapfile -t all < <(singles && pairs) ;;
singles) mapfile -t all < <(singles) ;;
*) read -ra all <<<"$GG_FALLBACKS" ;;
esac
key=$(key)
failed=0
for names in "${all[@]}"; do
	measure "$names"
	summary "$names"
	failed=$((failed + $(cut -d' ' -f3 "$work/$names.sum")))
done
document >"$work/fallbacks.md" && cp "$work/fallbacks.md" "$out"
[ "$failed" = 0 ]
