# The documents: their policies are valid, they name all that there is, their pages render.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
man=$top/docs/man
[ -d "$man" ] && [ -f "$top/README.md" ] || skip_all 'the documents are not here'

# --- policies ----------------------------------------------------------------------------------
# Blocks in Markdown that begin with ```cfg, displays in man pages behind a line .\" policy
blocks() { # FILE: one file for each into $GG_TMP/policies
	awk -v to="$GG_TMP/policies/$(basename "$1")" '
		/^```/ { if (file) { close(file); file = "" } else if ($0 == "```cfg") file = to "." ++n ".cfg"; next }
		/^\.\\" policy$/ { marked = 1; next }
		marked && /^\.Bd/ { file = to "." ++n ".cfg"; marked = 0; next }
		/^\.Ed/ && file { close(file); file = ""; next }
		file { gsub(/\\&/, ""); gsub(/\\e/, "\\"); print >file }' "$1"
}
mkdir "$GG_TMP/policies"
for file in "$top"/README.md "$top"/docs/*.md "$man"/*.[1-8]; do blocks "$file"; done
for name in $(cat "$GG_TMP"/policies/* | grep -v '^ *[#/]' | grep -oE '\$[A-Za-z_][A-Za-z0-9_]*' | tr -d '$'); do
	export "$name=1234" # good for a part of a path and for a port
done
export AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001 # which the platform sets for a profile
n_policies=0
for file in "$GG_TMP"/policies/*.cfg; do
	[ -e "$file" ] || continue
	n_policies=$((n_policies + 1))
	run "$GG" check "$file"
	status_is "$(basename "$file") is a good policy" 0
	run "$GG" plan "$file"
	status_is "$(basename "$file") can be planned" 0
done
ok 'README and man pages have policies' [ "$n_policies" -ge 4 ]

# What README shows of a plan is what is printed today; layers are those of this machine, though
shown=$(awk '/^\$ goguard plan reader\.cfg/ { on = 1; next } /^```/ { on = 0 } on' "$top/README.md")
run "$GG" plan "$GG_TMP/policies/README.md.1.cfg"
is 'README shows the plan as it is printed' \
	"$(grep 'reader\.cfg:' <<<"$shown" | sed 's/\[.*\]//' |
		grep -vxFf <(sed 's|[^ ]*/README\.md\.1\.cfg:|reader.cfg:|; s/\[.*\]//' "$OUT"))" ''
is 'and its headings' "$(grep -E '^[a-z]|^  [a-z ]*: [0-9]' <<<"$shown" | sed 's/, [0-9]* inst.*//; s/: [0-9]*$//' |
	grep -vxFf <(sed 's/, [0-9]* inst.*//; s/: [0-9]*$//' "$OUT"))" ''

# --- completeness ------------------------------------------------------------------------------
# A man page as plain words: requests, marks and escapes away
words() { sed 's/^\.\\".*//; s/^\.[A-Z][a-z]* *//; s/\\&//g; s/\\-/-/g; s/ ,/,/g' "$@"; }
missing() { # PAGE...: those lines of stdin that no page has as a word
	local text word
	text=$(words "$@")
	while read -r word; do
		grep -qE -- "(^|[^A-Za-z0-9_@.-])$(sed 's/[].[*^$]/\\&/g' <<<"$word")($|[^A-Za-z0-9_-])" <<<"$text" ||
			printf '%s ' "$word"
	done
}
verbs=$("$GG" --help | awk '/^  [a-z]/ { print $1 }')
is 'goguard.1 names every verb' "$(missing "$man/goguard.1" <<<"$verbs")" ''
none=$(sed -n '/^These verbs do not exist yet/,/\./p' "$man/goguard.1" | tr -d ',.' | tr ' ' '\n')
is 'and calls none of them missing' "$(grep -xFf <(echo "$verbs") <<<"$none")" ''
for verb in $verbs; do
	page=$man/goguard-$verb.1
	[ "$verb" = supervise ] && page=$man/goguard.1
	ok "$verb has a page" test -f "$page"
	# in mdoc an option is a Fl without its first dash
	is "it names every option of $verb" "$("$GG" "$verb" --help |
		grep -oE '^ +(-[a-z], )?--[a-z0-9-]+' | grep -oE '[a-z0-9]+(-[a-z0-9]+)*' | sort -u |
		sed 's/^..*[a-z0-9]$/-&/' | missing "$page")" ''
	[ "$verb" = supervise ] && continue
	if command -v groff >/dev/null; then
		ok "its synopsis begins with goguard $verb" grep -qE "^ +goguard $verb( |$)" \
			<(groff -mandoc -Tascii "$page" | sed 's/.\x08//g; s/\x1b\[[0-9]*m//g' | sed -n '/^SYNOPSIS/,/^DESCRIPTION/p')
	fi
done
if command -v jq >/dev/null; then
	keys=$("$GG" keys --json | jq -r '.[].key')
	is 'goguard-policy.5 names every key' "$(missing "$man/goguard-policy.5" <<<"$keys")" ''
	# what is called "not enforced yet" is refused, and what is not, is not
	later=$(awk '/^\.Ss Not enforced yet/ { on = 1; next } /^\.S[sh]/ { on = 0 } on' "$man/goguard-policy.5")
	for key in packages harden limits environment; do
		enforced=$("$GG" keys --json | jq -r --arg k "$key" '.[] | select(.key == $k) | .enforced')
		written=true
		grep -qE "^\.It Cm $key( |$)" <<<"$later" && written=false
		is "goguard-policy.5 is right about $key being enforced" "$written" "$enforced"
	done

	# fields of real events
	GG_TMP=$GG_TMP run "$GG" run --log "$GG_TMP/own.json" -- sh -c 'read -r x </etc/shadow; /bin/true; : >/nowhere'
	fields=$(jq -r 'keys[], (.layers // {} | keys[])' "$GG_TMP/own.json" | sort -u)
	ok 'there are events to compare with' grep -q '^verdict$' <<<"$fields"
	is 'goguard-events.5 names every field' "$(missing "$man/goguard-events.5" <<<"$fields")" ''
else
	skip 'keys and fields' 'no jq'
fi
if [ -d "$top/lib" ]; then
	variables=$(grep -rhoE '"GOGUARD_[A-Z]+' "$top/lib" | tr -d '"' | sort -u)
	is 'goguard.1 and libgoguard.7 name every variable' \
		"$(missing "$man/goguard.1" "$man/libgoguard.7" <<<"$variables")" ''
	is 'goguard-policy.5 has the groups as they are in the code' \
		"$(awk '/^\.\\" groups: end/ { on = 0 } on; /^\.\\" groups: begin/ { on = 1 }' "$man/goguard-policy.5")" \
		"$(sh "$man/groups.sh" "$top/lib/policy/groups_table.c")"
	addresses=$(awk -F'"' '/endpoints\[\]/ { on = 1 } /^};/ { on = 0 } on && NF > 3 { print $2 }' "$top/lib/policy/core.c")
	is 'it names every credential endpoint' "$(missing "$man/goguard-policy.5" <<<"$addresses")" ''
	fields=$(grep -oE '^	X\("[a-z_0-9]+"' "$top/lib/event/json.c" | cut -d'"' -f2)
	is 'goguard-events.5 names every field of the encoder' "$(missing "$man/goguard-events.5" <<<"$fields")" ''
else
	skip 'variables, groups, endpoints' 'the code is not here'
fi
is 'goguard-policy.5 names every profile' \
	"$(cd "$top/policy" && ls -- *.cfg | sed 's/\.cfg$//' | missing "$man/goguard-policy.5")" ''
if [ -d "$top/policy/caps" ]; then
	is 'goguard-plan.1 names every machine' \
		"$(cd "$top/policy/caps" && ls -- *.caps | sed 's/\.caps$//' | missing "$man/goguard-plan.1")" ''
fi
is 'libgoguard.7 names every wrapped function' "$(missing "$man/libgoguard.7" <"$top/tests/golden/exports")" ''

if [ -f "$top/include/goguard.h" ]; then
	functions=$(grep -oE '\bgoguard_[a-z_]+\(' "$top/include/goguard.h" | tr -d '(' | sort -u)
	is 'goguard.3 names every function' "$(missing "$man/goguard.3" <<<"$functions")" ''
	codes=$(sed -nE 's/^ \*   -(E[A-Z]+) .*/\1/p' "$top/include/goguard.h")
	is 'and every error' "$(missing "$man/goguard.3" <<<"$codes")" ''
fi
# What is said to be not there is not there, and the other way round
is 'README calls no verb missing that exists' \
	"$(sed -n '/^These verbs do not exist/,/^$/p' "$top/README.md" | grep -oE '`[a-z]+`' | tr -d '`' | grep -xFf <(echo "$verbs"))" ''

# --- rendering ---------------------------------------------------------------------------------
# In a display of one line mdoc takes quotes away: they are written \(dq
is 'no example loses its quotes' "$(grep -nE '^\.(Dl|D1) .*"' "$man"/*.[1-8])" ''
for page in "$man"/*.[1-8]; do
	name=$(basename "$page")
	for other in $(sed -nE 's/^\.Xr (goguard[a-z-]*|libgoguard) ([0-9]).*/\1.\2/p' "$page"); do
		[ -f "$man/$other" ] || fail "$name refers to $other"
	done
	if command -v groff >/dev/null; then
		run groff -mandoc -Tutf8 -ww -z "$page"
		is "$name renders without warnings" "$STATUS$(cat "$OUT" "$ERR")" 0
	else
		skip "$name renders" 'no groff'
	fi
done
for link in $(grep -ohE '\]\([A-Za-z][^):]*\)' "$top/README.md" "$top"/docs/*.md | tr -d '()]' | sort -u); do
	[ -e "$top/$link" ] || [ -e "$top/docs/$link" ] || fail "a link leads to '$link', which is not there"
done
done_testing
