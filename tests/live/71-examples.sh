# The examples of the documents do what they say: each is typed as it stands there, into a machine on
# which goguard is installed and which has what the page speaks of, and what it prints is what the
# page shows. Whatever looks like something to type is an example, new ones too.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
if [ -n "${GG_BENEATH:-}" ]; then
	left_out 'examples' 'the pages show a machine that refuses nothing'
	done_testing
fi
here=$(cd "$(dirname "$0")" && pwd)
man=$top/docs/man
INSTALLED=$GG_BUILD/tests/live/installed
READER=$GG_BUILD/tests/live/reader # README's program, and what Go keeps of building it
LIMIT=120
[ -d "$man" ] && [ -f "$top/README.md" ] || skip_all 'the documents are not here'
[ -x "$INSTALLED/usr/local/bin/goguard" ] && [ -x "$READER/reader" ] || skip_all 'make probes was not run'
GO=$(GO='' sh "$top/tests/tools/go.sh") && export GO || skip_all 'no Go'

# --- what is different about some ----------------------------------------------------------------
# Not typed. PAGE|COMMAND|why
not_run='
README.md|make demo     # installs what is missing, builds, and guards an example function|.ci/run does; it needs the sources and root
README.md|make check    # the same, then every test: unit, live, and live again as another user|this test is a part of it
'
# Does not end with 0, as the page says. PAGE|COMMAND|STATUS
ends='
README.md|goguard check bad.cfg|1
goguard-check.1|goguard check bad.cfg|1
goguard-doctor.1|goguard doctor /app/thumbnailer|1
'
# Goes on until it is interrupted. PAGE|COMMAND|SOCKET
until='
container-README.md|goguard logs /run/goguard/events.sock|/run/goguard/events.sock
'

# --- the documents -------------------------------------------------------------------------------
pages=("$top/README.md" "$top"/docs/*.md "$top"/examples/*/README.md "$man"/*.[1-8])
name_of() { # FILE
	case $1 in
	*/examples/*/README.md) echo "$(basename "$(dirname "$1")")-README.md" ;;
	*) basename "$1" ;;
	esac
}
displays() { echo "$GG_TMP/displays/$1"; } # PAGE: the folder
for page in "${pages[@]}"; do
	mkdir -p "$(displays "$(name_of "$page")")"
	awk -v to="$(displays "$(name_of "$page")")" -f "$here/examples.awk" "$page"
done
# block PAGE KIND N: the N-th display of that kind
block() {
	local all
	all=("$(displays "$1")"/*."$2")
	cat "${all[$3 - 1]}"
}
commands_of() { # FILE: one a line, as type_in.sh types them
	case $1 in
	*.session) sed -n 's/^\$ //p' "$1" ;;
	*.commands) grep -v '^$' "$1" ;;
	*.script) echo script ;;
	*.dockerfile) echo dockerfile ;;
	*.json) echo json ;;
	esac
}
shown() { awk -v name="$1" '$0 == "$ cat " name { on = 1; next } /^\$ / { on = 0 } on'; } # FILE: what `cat` shows of it

# --- what pages speak of -------------------------------------------------------------------------
# put PATH [MODE]: stdin becomes a file of the machine
put() {
	mkdir -p "$TREE$(dirname "$1")"
	cat >"$TREE$1"
	chmod "${2:-644}" "$TREE$1"
}
bad_policy() { block goguard-check.1 session 1 | shown bad.cfg; }
tour() { # what is there after README's tour
	put /srv/reader/reader 755 <"$READER/reader"
	block README.md cfg 1 | put /srv/reader/reader.cfg
	printf hello | put /srv/reader/data/greeting
}
lambda() { # a function's folder, under the first policy of docs/profiles.md
	put /var/task/goguard 755 <"$GG"
	put /var/task/function 755 <"$READER/reader"
	block profiles.md cfg 1 | put /var/task/policy.cfg
}
presupposed() { # PAGE
	[ "$1" = README.md ] || tour
	case $1 in
	README.md)
		block README.md go 1 | put /srv/reader/main.go
		block README.md cfg 1 | put /srv/reader/reader.cfg
		block README.md cfg 1 | put /etc/goguard/policy.cfg
		bad_policy | put /srv/reader/bad.cfg
		put /srv/reader/function 755 <"$READER/reader"
		put /srv/reader/embed.c <"$top/examples/embed/embed.c"
		lambda
		# the container: its files, its entrypoint, its function
		put /srv/reader/goguard 755 <"$GG"
		put /srv/reader/libgoguard.so <"$GG_SO"
		block README.md cfg 2 | put /srv/reader/policy.cfg
		put /app/thumbnailer 755 <"$READER/reader"
		printf '%s\n' '#!/bin/sh' 'exec /app/thumbnailer' | put /entrypoint.sh 755
		;;
	profiles.md)
		lambda
		put /srv/reader/handler 755 <"$READER/reader"
		put /srv/reader/policy.cfg <"$TREE/srv/reader/reader.cfg"
		;;
	embed-README.md)
		put /srv/reader/embed.c <"$top/examples/embed/embed.c"
		put /srv/reader/function 755 <"$READER/reader"
		put /srv/reader/policy.cfg <"$TREE/srv/reader/reader.cfg"
		;;
	goguard-run.1 | goguard-doctor.1)
		put /app/thumbnailer 755 <"$READER/reader"
		put /srv/reader/thumbnailer 755 <"$READER/reader"
		put /srv/reader/thumbnailer.cfg <"$TREE/srv/reader/reader.cfg"
		put /srv/reader/fn.cfg <"$TREE/srv/reader/reader.cfg"
		put /etc/goguard/policy.cfg <"$TREE/srv/reader/reader.cfg"
		;;
	goguard-logs.1)
		"$GG" run --mode audit --log "$TREE/srv/reader/seen.json" true # from another day
		;;
	libgoguard.7)
		{ cat "$TREE/srv/reader/reader.cfg" && echo 'target = "/srv/reader/reader";'; } | put /srv/reader/target.cfg
		;;
	esac
	# what `cat` shows is there
	local file mode
	for file in $(cat "$(displays "$1")"/*.session 2>/dev/null | sed -nE 's/^\$ cat ([a-z.]+)$/\1/p'); do
		[ -e "$TREE/srv/reader/$file" ] && continue
		mode=644
		[[ $file = *.sh ]] && mode=755
		cat "$(displays "$1")"/*.session | shown "$file" | put "/srv/reader/$file" "$mode"
	done
}

# --- the machine ---------------------------------------------------------------------------------
rows() { sed -n "s/^$2|//p" <<<"$1"; } # TABLE PAGE
user=$(id -u)
unshared=(unshare -m -n -p -f --kill-child)
[ "$user" = 0 ] || unshared+=(-r)
# play PAGE: types it; IO has what came of it
play() {
	IO=$GG_TMP/io.$1 TREE=$GG_TMP/io.$1/tree
	mkdir -p "$IO"/{root,out,displays} "$TREE/srv/reader" "$TREE/home/me/.cache/go-build"
	ln -s "$INSTALLED" "$IO/installed"
	cp "$(displays "$1")"/* "$IO/displays/"
	rows "$not_run" "$1" | sed 's/|[^|]*$//' >"$IO/not-run"
	rows "$until" "$1" >"$IO/until"
	presupposed "$1"
	[ "$1" = README.md ] && cp -RP --preserve=mode,timestamps "$READER/cache/." "$TREE/home/me/.cache/go-build/"
	cp "$here/type_in.sh" "$IO/"
	run "${unshared[@]}" bash "$here/world.sh" "$IO/root" "$IO" "$user" /srv/reader /io/type_in.sh
}

# --- what is shown and what came -----------------------------------------------------------------
# What is another each time
same() {
	sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME/; s/\[[0-9]+\]/[PID]/g; s/peak [0-9]+ KiB/peak N KiB/
		s/ABI [0-9]+/ABI N/; s/[0-9]+ instructions/N instructions/; s/^year: [0-9]{4}/year: YYYY/; s| at /[^ ]*/main\.go:| at PATH/main.go:|
		s/(harden\.wx: held by) .*/\1 LAYERS/
		s/, and [0-9]+ more of the standard/, and N more of the standard/
		s/^(  [a-z ,]+): [0-9]+$/\1: N/' "$@"
}
# differs SHOWN CAME: what is not as shown, where a line "..." stands for any lines
differs() {
	awk 'NR == FNR { came[++n] = $0; next }
		$0 == "..." { any = 1; next }
		{
			from = ++at
			while (any && at <= n && came[at] != $0) at++
			if (came[at] != $0) { printf "shown: %s; came: %s", $0, came[from]; wrong = 1; exit }
			any = 0
		}
		END { if (!wrong && !any && at < n) printf "came, too: %s", came[at + 1] }' <(same "$2") <(same "$1")
}
# status_of PAGE COMMAND: what it ends with, as far as the page says
status_of() {
	local row
	row=$(rows "$ends" "$1" | grep -F -- "$2|")
	[ -n "$row" ] || row='|0'
	echo "${row##*|}"
}
judge() { # PAGE
	local file name command typed=0 status
	for file in "$(displays "$1")"/*; do
		name=$(basename "$file")
		while IFS= read -r command; do
			typed=$((typed + 1))
			status=$(awk -F'\t' -v d="$name" -v c="$command" '$1 == d && $3 == c { print $2; exit }' "$IO/said")
			[ "$status" = not-run ] && continue
			is "$1: $command" "$status" "$(status_of "$1" "$command")" ||
				sed 's/^/#   /' "$IO/out/$name"
		done < <(commands_of "$file")
		case $name in *.session) is "$1, line ${name//[!0-9.]/}: it prints what is shown" \
			"$(differs "$file" "$IO/out/$name")" '' ;; esac
	done
	is "$1: nothing else was typed" "$(wc -l <"$IO/said")" "$typed"
}

run "${unshared[@]}" true
[ "$STATUS" = 0 ] || skip_all "no namespaces here: $(cat "$ERR")"
for page in "${pages[@]}"; do
	name=$(name_of "$page")
	for file in "$(displays "$name")"/*; do
		[ -n "$(commands_of "$file")" ] && break
	done
	[ -n "$(commands_of "$file")" ] || continue
	play "$name"
	status_is "$name: typed to its end" 0 && [ -e "$IO/said" ] && judge "$name"
done

# --- nothing is left out -------------------------------------------------------------------------
all=$(for file in "$GG_TMP"/displays/*/*; do
	commands_of "$file" | sed "s|^|$(basename "$(dirname "$file")")\||"
done)
is 'every row of the tables is about an example' \
	"$(printf '%s' "$not_run$ends$until" | sed 's/|[^|]*$//' | grep . | grep -vxFf <(echo "$all"))" ''
is 'no text looks like a command' "$(grep -rnE '^(goguard|make|LD_PRELOAD=[^ ]*) [^.]' "$GG_TMP"/displays/*/*.text |
	grep -vE 'CMD$|TARGET ARGUMENTS$' | cut -d: -f3-)" ''
is 'every display is of a known kind' "$(printf '%s\n' "$GG_TMP"/displays/*/* | sed 's/.*\.//' | sort -u |
	grep -vxE 'session|commands|script|dockerfile|json|cfg|policy|go|c|text|event|\*')" ''
# In a sentence a command may have words for what is to be put there: its verb and options are there
while read -r verb options; do
	help=$("$GG" "$verb" --help 2>/dev/null)
	for option in $(grep -oE -- '(^| )--?[a-z][a-z0-9-]*' <<<" ${options%% -- *}"); do
		grep -qE -- "(^|[ ,])$option($|[ ,])" <<<"$help" || fail "a text speaks of 'goguard $verb $option'"
	done
	[ -n "$help" ] || fail "a text speaks of 'goguard $verb'"
done < <(grep -ohE '`goguard [a-z][^`]*`' "$top"/README.md "$top"/docs/*.md "$top"/examples/*/README.md |
	tr -d '`' | cut -d' ' -f2- | sort -u)
# The event that is shown, of README's program, has the fields of one that comes
{ block README.md cfg 1 | grep -v '^log' && echo 'log = { stacks = "none"; };'; } >"$GG_TMP/events.cfg"
run "$GG" run -p "$GG_TMP/events.cfg" --log - -- "$READER/reader"
for file in "$GG_TMP"/displays/*/*.event; do
	is "$(basename "$(dirname "$file")"): the event is as it comes" "$(jq -c keys_unsorted "$file")" \
		"$(jq -cR --arg op "$(jq -r .op "$file")" 'fromjson? | select(.op == $op) | keys_unsorted' "$OUT" | tail -n 1)"
done
done_testing
