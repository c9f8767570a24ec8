#!/bin/bash
# run.sh: does the whole live suite hold beneath everything that a kernel or a container may refuse?
#
# Runs tests/run live beneath each refusal of tests/live/beneath.sh and beneath every pair of them,
# as the current user and, when that is root, as uid 65534. Writes the sums of each to
# docs/fallbacks.md (GG_FALLBACKS_OUT), with the commits at which they were measured. That takes hours,
# and may be interrupted: a test's result is kept as soon as the test has ended (build/fallbacks/), and
# what was measured for the same products, helpers and test is not measured again, unless it failed
# (remove the folder to begin anew). Results of other products, and rows of the document that were measured
# elsewhere, stay in it until they are measured again.
#
# Environment: BUILD (products), GG_FALLBACKS ("ptrace listener,landlock": only these, in this order;
# singles: no pairs; none: what has been measured is only written down), GG_FALLBACKS_TESTS ("24-exec
# 9*": only these tests; rows say how many have been run), GG_GO_VERSIONS.
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

# What a result depends on: the products, what all tests share, and the test
shared() { # a subshell of sums, so that a test's own key needs no more than itself
	cat "$BUILD/goguard" "$BUILD/libgoguard.so" "$top/tests/run" "$top"/tests/live/[!0-9]*.* | sha256sum
}
key() { { echo "$shared" && cat "$top/tests/live/$1.sh"; } | sha256sum | cut -c1-16; } # TEST
tests() { printf '%s\n' "$top"/tests/live/[0-9]*.sh | sed 's|.*/||; s|\.sh$||'; }
chosen() { # TEST
	local pattern
	for pattern in "${patterns[@]}"; do
		# shellcheck disable=SC2053 # a pattern
		[[ $1 == $pattern ]] && return
	done
	return 1
}
# The commit that is measured; + when there is more than that, but for this script and what it writes
commit() {
	local id
	id=$(git -C "$top" rev-parse --short=9 HEAD 2>/dev/null) || { cat "$top/VERSION" && return; }
	git -C "$top" diff --quiet HEAD -- . ':!docs/fallbacks.md' ':!tests/fallbacks' || id+=+
	echo "$id"
}
# users NAMES: without no_new_privs only root can install the filter that refuses it.
users() { case $me,$1 in 0,*no_new_privs*) echo 0 ;; 0,*) echo 0 65534 ;; *) echo "$me" ;; esac; }
me=$(id -u)

# A result is NAMES/TEST.UID: a line "KEY COMMIT PASSED FAILED SKIPPED LEFT-OUT", then what the test said.
# In NAMES/new/ are those of a run that goes on, or was interrupted; which test has which key is beside them.
adopt() { # NAMES
	local new=$work/$1/new file test
	[ -s "$new/keys" ] || return 0
	while read -r test key; do
		for file in "$new/$test".*[0-9]; do
			[ -s "$file" ] && { printf '%s %s ' "$key" "$(cat "$new/commit")" && cat "$file"; } >"$work/$1/${file##*/}"
		done
	done <"$new/keys"
	rm -rf "$new"
}
stale() { # NAMES: tests without a good result for these products, as some user
	local test uid key
	for test in $(tests); do
		chosen "$test" || continue
		key=$(key "$test")
		for uid in $(users "$1"); do
			grep -qsE -m 1 "^$key [^ ]+ [0-9]+ 0 [0-9]+ [0-9]+\$" "$work/$1/$test.$uid" || { echo "$test $key" && break; }
		done
	done
}
measure() { # NAMES
	local new=$work/$1/new todo
	adopt "$1"
	todo=$(stale "$1")
	[ -n "$todo" ] || return 0
	mkdir -p "$new" && echo "$todo" >"$new/keys" && commit >"$new/commit" || exit 1
	# shellcheck disable=SC2046 # names of tests
	GG_RESULTS=$new GG_LIVE_UIDS=$(users "$1") GG_BENEATH=$1 \
		nice bash "$top/tests/run" live $(sed 's/ .*/.sh/' <<<"$todo") >"$work/$1.log" 2>&1
	adopt "$1"
}
results() { # NAMES: files, of tests that there still are, and that have been run as each user
	local test uid uids
	uids=$(users "$1")
	for test in $all_tests; do
		for uid in $uids; do [ -s "$work/$1/$test.$uid" ] || continue 2; done
		for uid in $uids; do echo "$work/$1/$test.$uid"; done
	done
}
all_tests=$(tests)
sums() { # NAMES: PASSED FAILED SKIPPED LEFT-OUT COMMIT...
	# shellcheck disable=SC2046 # names of files
	awk 'FNR == 1 { p += $3; f += $4; s += $5; l += $6; if (!at[$2]++) commits = commits " " $2 }
		END { print p, f, s, l commits }' $(results "$1")
}
how_many() { # NAMES
	echo "$(results "$1" | sed 's/[.][0-9]*$//' | sort -u | wc -l) of $(tests | wc -l)"
}
summary() { # NAMES: for people
	local p f s l file
	[ -n "$(results "$1")" ] || { echo "$1: no test has been run, see '$work/$1.log'" && return 1; }
	read -r p f s l _ <<<"$(sums "$1")"
	echo "$1: $(how_many "$1") tests, $p passed, $f failed, $s skipped, $l not promised"
	for file in $(results "$1"); do
		awk -v name="${file##*/}" 'FNR == 1 && $4 == 0 { exit } FNR == 1 { print "  " name ": " $4 } /^not ok/ && !/# *SKIP/ { print "    " $0 }' "$file"
	done
	[ "$f" = 0 ]
}
row() { # NAMES: of the table
	local p f s l commits
	[ -n "$(results "$1")" ] || { said_row "$1" && return; }
	read -r p f s l commits <<<"$(sums "$1")"
	echo "| ${1//,/, } | $(layers_lost "$1" | paste -sd, | sed 's/,/, /g') | $(how_many "$1") | $p | $f | $s | $l | ${commits// /, } |"
}
# TEST and REASON of what is not promised, one line for a reason
reasons() { # NAMES
	# shellcheck disable=SC2046 # names of files
	[ -n "$(results "$1")" ] || { said_reasons "$1" && return; }
	[ -z "$(results "$1")" ] || awk -v names="${1//,/, }" '
		FNR == 1 { test = FILENAME; sub(".*/", "", test); sub("[.][0-9]*$", "", test) }
		/^ok .* # SKIP not promised: / {
			reason = $0; sub(".* # SKIP not promised: ", "", reason)
			if (!(reason in tests)) order[++n] = reason
			if (!((reason, test) in seen)) tests[reason] = tests[reason] (tests[reason] ? ", " : "") "`" test "`"
			seen[reason, test] = 1
		}
		END { for (i = 1; i <= n; i++) print "| " names " | " order[i] " | " tests[order[i]] " |" }' $(results "$1")
}
# What the document says already of what was measured elsewhere
said_row() { grep -s "^| ${1//,/, } | .* | [0-9]* of [0-9]* |" "$out"; }
said_reasons() { grep -s "^| ${1//,/, } | [^|]* | \`[^|]* |\$" "$out"; }
document() {
	local names every measured=()
	mapfile -t every < <(singles && pairs)
	for names in "${every[@]}"; do { [ -n "$(results "$names")" ] || said_row "$names" >/dev/null; } && measured+=("$names"); done
	cat <<-END
	# Beneath what a kernel or a container refuses

	Written by \`make check-fallbacks\`: the whole live suite, run beneath a filter that refuses what goguard
	relies on, one thing at a time and in pairs, as root and as an ordinary user (\`no_new_privs\` as root
	alone, since nobody else can install a filter without it). Where a layer is gone, a test that needs it
	is replaced: what requires the layer ends with 125 before the function runs, what prefers it runs with
	what is left, and its posture says what is gone, which is shown once for each user. Those, and single
	assertions about what only that layer does, are counted as *not promised*; everything else must pass
	as if nothing were refused.
	Each row names the commits whose products were measured. So far ${#measured[@]} of ${#every[@]} have been
	run, those with fewer tests than there are in part.

	| refused | layers that are gone | tests | passed | failed | skipped | not promised | commits |
	| --- | --- | --- | --- | --- | --- | --- | --- |
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
none) all=() ;;
*) read -ra all <<<"$GG_FALLBACKS" ;;
esac
shared=$(shared)
read -ra patterns <<<"${GG_FALLBACKS_TESTS:-*}"
failed=0
for names in "${all[@]}"; do
	measure "$names"
	summary "$names" || failed=1
done
document >"$work/fallbacks.md" && cp "$work/fallbacks.md" "$out"
[ "$failed" = 0 ]
