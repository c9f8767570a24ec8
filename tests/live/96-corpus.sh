# The corpus of attacks (tests/attacks/catalogue): each succeeds unguarded; guarded it fails as
# documented, and is in the log; or nothing holds it, and `goguard plan` says so.
# needs: seccomp landlock supervisor
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
[ "$(uname -m)" = x86_64 ] || skip_all 'the numbers in the catalogue are those of amd64'
[ -x "$GG_BUILD/tests/live/corpus" ] || skip_all 'the corpus is not built (make probes)'
[ -z "${GG_BENEATH:-}" ] || skip_all 'beneath refusals: make defence-matrix'
. "$top/tests/attacks/corpus.sh"
# shellcheck source=tests/attacks/environments.sh
. "$top/tests/attacks/environments.sh"
chmod 755 "$GG_TMP" # an attack gives up root's rights
corpus_policy
"$GG" plan --json "$POLICY" >"$GG_TMP/plan.json" || exit 1

# What is documented for each errno holds where nothing is missing
how=other
jq -e '[.layers.seccomp, .layers.landlock, .layers.supervisor] | all(.state == "on")' "$GG_TMP/plan.json" >/dev/null && how=full

for row in $(seq 48); do
	ok "row $row of the catalogue has attacks" grep -q "^$row [a-z]" "$CATALOGUE"
done
nok 'no row without attacks' grep -vxFf <(grep -oE '^[0-9.]+ ' "$CATALOGUE" | sort -u) <(grep -oE '^== [0-9.]+ ' "$CATALOGUE" | cut -c4-)
is 'each attack has a name of its own' "$(grep '^[0-9]' "$CATALOGUE" | awk '{ print $2 }' | sort | uniq -d)" ''

is 'the defence matrix is of these attacks (make defence-matrix)' \
	"$(sed -n 's/^| \([a-z][a-z0-9-]*\) | .*/\1/p' "$top/docs/defence-matrix.md" | grep -vxE 'attack|logged|denied|open' | sort)" \
	"$(awk '/^[0-9]/ { print $2 }' "$CATALOGUE" | sort)"

# Whatever the document calls open, the plan for that environment admits by the same word. The attacks
# themselves are made in the first of them only, below.
MATRIX=$top/docs/defence-matrix.md
at=0
while IFS='|' read -r name _ _ words <&3; do
	at=$((at + 1))
	beneath_words "$words"
	"${BENEATH[@]}" "$GG" plan --json "$POLICY" 2>"$ERR" | jq -r '.open | keys[]' >"$GG_TMP/$name.open"
	is "$name: the plan admits what the document calls open" \
		"$(open_cells "$MATRIX" "$at" | awk '{ print $2 }' | sort -u | grep -vxFf "$GG_TMP/$name.open")" ''
done 3< <(environments)
BENEATH=()
is 'the document has a column for each' \
	"$(sed -n 's/^| of [0-9]* attacks | \(.*\) |$/\1/p' "$MATRIX")" "$(environments | cut -d'|' -f2 | paste -sd'|' | sed 's/|/ | /g')"

admits() { jq -e --arg gap "$1" '.open | has($gap)' "$GG_TMP/plan.json" >/dev/null; }
for gap in $(jq -r '.open | keys[]' "$GG_TMP/plan.json"); do
	ok "the threat model speaks of '$gap'" grep -q "^| \`$gap\`" "$top/docs/threat-model.md"
done

corpus_bare
corpus_guarded full "$how" yes
stop_peers
for run in bare full; do
	is "each attack was made ($run)" "$(wc -l <"$GG_TMP/$run.outcomes")" "$(grep -c '^[0-9]' "$CATALOGUE")"
done
[ "$how" != full ] || is 'what is open is what the document calls open' \
	"$(awk '$3 == "open" { print $2, $4 }' "$GG_TMP/full.outcomes" | sort)" "$(open_cells "$MATRIX" 1 | sort)"
paste -d ' ' "$GG_TMP/bare.outcomes" "$GG_TMP/full.outcomes" >"$GG_TMP/both"
while read -r row name bare _ bare_status _ _ outcome gap status; do
	name="row $row, $name"
	case $bare in open) ;; *) fail "$name: works unguarded ($bare: $bare_status)" && continue ;; esac
	case $outcome in
	logged) pass "$name: denied and logged" ;;
	denied) pass "$name: denied" ;;
	open) ok "$name: open, and the plan says so ($gap)" admits "$gap" ;;
	*) fail "$name: $outcome ($status)" ;;
	esac
done <"$GG_TMP/both"
done_testing
