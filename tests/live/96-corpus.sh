# The corpus of attacks (tests/attacks/catalogue): each succeeds unguarded; guarded it fails as
# documented, and is in the log; or nothing holds it, and `goguard plan` says so.
# needs: seccomp landlock supervisor
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
[ "$(uname -m)" = x86_64 ] || skip_all 'the numbers in the catalogue are those of amd64'
[ -x "$GG_BUILD/tests/live/corpus" ] || skip_all 'the corpus is not built (make probes)'
[ -z "${GG_BENEATH:-}" ] || skip_all 'beneath refusals: make defence-matrix'
. "$top/tests/attacks/corpus.sh"
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

admits() { jq -e --arg gap "$1" '.open | has($gap)' "$GG_TMP/plan.json" >/dev/null; }
for gap in $(jq -r '.open | keys[]' "$GG_TMP/plan.json"); do
	ok "the threat model speaks of '$gap'" grep -q "^| \`$gap\`" "$top/docs/threat-model.md"
done

corpus_bare
corpus_guarded full "$how" yes
stop_peers
for how in bare full; do
	is "each attack was made ($how)" "$(wc -l <"$GG_TMP/$how.outcomes")" "$(grep -c '^[0-9]' "$CATALOGUE")"
done
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
