#!/bin/bash
# matrix.sh: what becomes of each attack where something is missing; writes docs/defence-matrix.md.
#
# Runs the corpus in every environment of the table below, as root and as uid 65534 (whoever is not
# root: as himself, and writes nothing), and compares with `goguard plan` there: an attack that
# succeeds must be called open. Ends with 1 when one is not, or when anything went another way than
# it should. Relies on the products and probes being built.
#
# Environment: BUILD (products), TRIES (of each race, 1000), GG_MATRIX_OUT (the document).
set -u
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../.." && pwd)
export TRIES=${TRIES:-1000}
out=${GG_MATRIX_OUT:-$checkout/docs/defence-matrix.md}

# shellcheck source=tests/attacks/environments.sh
. "$checkout/tests/attacks/environments.sh"

# --- as one user --------------------------------------------------------------------------------
measure() { # FOLDER: an outcome for every environment, and what the plan calls open there
	local name watched words
	# shellcheck source=tests/live/lib.sh
	. "$top/tests/live/lib.sh"
	# shellcheck source=tests/attacks/corpus.sh
	. "$top/tests/attacks/corpus.sh"
	corpus_policy
	corpus_bare || return 1
	cp "$GG_TMP/bare.outcomes" "$1/"
	while IFS='|' read -r name _ watched words <&3; do
		beneath_words "$words"
		CORPUS_PROGRAM=$CORPUS
		[ "$name" != wrappers ] || CORPUS_PROGRAM=$CORPUS-dynamic # which loads them
		"${BENEATH[@]}" "$GG" plan --json "$POLICY" >"$GG_TMP/plan" 2>"$GG_TMP/err" || return 1
		jq -r '.open | keys[]' "$GG_TMP/plan" >"$1/$name.open"
		corpus_guarded "$name" "$([ "$name" = full ] && echo full)" "$watched" || return 1
		cp "$GG_TMP/$name.outcomes" "$1/"
	done 3< <(environments)
	stop_peers
}

if [ "${1:-}" = measure ]; then # in a copy that this user can read
	top=$checkout
	measure "$2"
	exit
fi

# --- both of them -------------------------------------------------------------------------------
BUILD=$(cd "${BUILD:-$checkout/build}" && pwd) || exit 1
scratch=$(mktemp -d /tmp/goguard-matrix.XXXXXX) || exit 1
chmod 755 "$scratch"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$scratch/top/build/tests" "$scratch/top/tests"
cp -a "$BUILD/goguard" "$BUILD/libgoguard.so" "$scratch/top/build/"
mkdir "$scratch/top/build/tests/live"
find "$BUILD/tests/live" -maxdepth 1 -type f -exec cp -a {} "$scratch/top/build/tests/live/" \;
cp -a "$checkout/tests/live" "$checkout/tests/attacks" "$scratch/top/tests/"
chmod -R a+rX "$scratch/top"

users=$(id -u)
[ "$users" != 0 ] || users='0 65534'
running=()
for uid in $users; do
	mkdir "$scratch/$uid" "$scratch/$uid/tmp"
	as=()
	[ "$uid" = "$(id -u)" ] || as=(setpriv "--reuid=$uid" "--regid=$uid" --clear-groups)
	[ "$uid" = "$(id -u)" ] || chown -R "$uid:$uid" "$scratch/$uid"
	GG_BUILD=$scratch/top/build GG_TMP=$scratch/$uid/tmp TMPDIR=$scratch/$uid/tmp HOME=$scratch/$uid/tmp \
		"${as[@]}" bash "$scratch/top/tests/attacks/matrix.sh" measure "$scratch/$uid" &
	running+=("$!")
done
failed=0
for pid in "${running[@]}"; do wait "$pid" || failed=1; done
[ "$failed" = 0 ] || { echo "goguard: error: cannot run the corpus: see above" >&2 && exit 1; }

# One line for each attack and environment: NAME ENVIRONMENT CELL; what must not be goes to stderr
cells() {
	local uid name
	for uid in $users; do
		awk -v uid="$uid" '$3 != "open" { print "unguarded, uid " uid ": row " $1 ", " $2 ": " $3 " (" $5 ")" }' \
			"$scratch/$uid/bare.outcomes" >&2
		while IFS='|' read -r name _; do
			awk -v uid="$uid" -v where="$name" '
				FILENAME ~ /\.open$/ { open[$1] = 1; next }
				{ cell = $3 }
				$3 == "open" { cell = "open:" $4 }
				$3 == "logged" && $2 ~ /^race-/ { cell = "denied" } # whether a try came to be judged is chance
				$3 == "open" && !($4 in open) { print where ", uid " uid ": row " $1 ", " $2 ": open, and the plan does not say \"" $4 "\"" >"/dev/stderr" }
				$3 !~ /^(open|denied|logged)$/ { print where ", uid " uid ": row " $1 ", " $2 ": " $3 " (" $5 ")" >"/dev/stderr" }
				{ print $2, where, cell }' "$scratch/$uid/$name.open" "$scratch/$uid/$name.outcomes"
		done < <(environments)
	done
}
cells >"$scratch/cells" 2>"$scratch/wrong"

document() {
	cat <<-'END'
		# Defence matrix

		Written by `make defence-matrix`, which runs every attack of `tests/attacks/catalogue` unguarded, where it
		succeeds (or, where the kernel lacks what it needs, ends as the catalogue says), and then guarded: on
		this kernel as it is, and beneath a filter or a tracer that takes something away.

		- **logged**: denied, and an event tells of it
		- **denied**: refused by the filter, by Landlock, or because the kernel cannot do it, without an event
		- **open**: it succeeds; the word behind it is what `goguard plan` calls it, and what
		  [threat-model.md](threat-model.md) explains

		A cell is what became of it as root and as uid 65534; where that differs, the weaker answer stands. A
		race is one attack: not one of its tries succeeded; whether one of them was logged is chance, so that
		its cell says no more than denied. "Wrappers only" is a dynamic program on a kernel that
		refuses filters and has no Landlock, where the preloaded library is all there is: what calls libc is
		denied, what calls the kernel is not.

	END
	awk -F'|' -v cells="$scratch/cells" '
		FILENAME != cells && FNR == NR { env[n++] = $1; title[$1] = $2; next }
		FILENAME == cells {
			split($0, w, " ")
			at = w[1] SUBSEP w[2]
			rank = w[3] ~ /^open/ ? 3 : w[3] == "denied" ? 2 : 1
			if (rank > best[at]) { best[at] = rank; cell[at] = w[3] }
			next
		}
		{ line[m++] = $0 }
		function head(first, i) {
			printf "| %s", first
			for (i = 0; i < n; i++) printf " | %s", title[env[i]]
			printf " |\n| ---"
			for (i = 0; i < n; i++) printf " | ---"
			print " |"
		}
		END {
			head("of " 0 + length_of() " attacks")
			for (r = 1; r <= 3; r++) {
				printf "| %s", r == 1 ? "logged" : r == 2 ? "denied" : "open"
				for (i = 0; i < n; i++) {
					k = 0
					for (j = 0; j < m; j++) if (line[j] ~ /^[0-9]/) { split(line[j], w, " "); k += best[w[2] SUBSEP env[i]] == r }
					printf " | %d", k
				}
				print " |"
			}
			for (j = 0; j < m; j++) {
				if (line[j] ~ /^== /) { t = line[j]; sub(/^== /, "", t); row = t; sub(/ .*/, "", row); sub(/^[^ ]* /, "", t)
					printf "\n## %s. %s\n\n", row, t; head("attack") }
				else if (line[j] ~ /^[0-9]/) {
					split(line[j], w, " ")
					printf "| %s", w[2]
					for (i = 0; i < n; i++) { c = cell[w[2] SUBSEP env[i]]; sub(/^open:/, "**open** ", c); printf " | %s", c }
					print " |"
				}
			}
		}
		function length_of(j, k) { for (j = 0; j < m; j++) k += line[j] ~ /^[0-9]/; return k }
	' <(environments) "$scratch/cells" "$checkout/tests/attacks/catalogue"
}

if [ -s "$scratch/wrong" ]; then
	cat "$scratch/wrong" >&2
	echo "goguard: error: cannot write '$out': the attacks above went another way than they should" >&2
	exit 1
fi
[ "$users" != "$(id -u)" ] || { echo "as uid $users: nothing is open that the plan does not admit"; exit 0; }
document >"$out.new" && mv "$out.new" "$out" && sed -n '/^| of /,/^| open/p' "$out"
