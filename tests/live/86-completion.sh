# goguard completion: the scripts complete what the tables of verbs and options say.
# needs: nothing
. "$(dirname "$0")/lib.sh"

script=$GG_TMP/goguard.bash
run "$GG" completion bash
status_is 'a script for bash' 0
cp "$OUT" "$script"
ok 'bash reads it' bash -n "$script"
mkdir "$GG_TMP/here" && cd "$GG_TMP/here" || exit 1
touch policy.cfg 'with blank.cfg' other.txt

# complete WORD...: what bash offers for the last word, sorted, on one line
complete_words() {
	bash --norc -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _goguard
		printf "%s\n" "${COMPREPLY[@]}" | sort | tr "\n" " "' bash "$script" "$@" 2>&1
}
offers() { # NAME WANTED WORD...
	local name=$1 wanted=$2
	shift 2
	is "$name" "$(complete_words goguard "$@")" "$wanted"
}
offers 'verbs' 'run ' ru
nok 'all of them, but the internal one' grep -q supervise <<<"$(complete_words goguard '')"
for verb in $("$GG" --help | awk '/^  [a-z]/ && $2 != "internal:" { print $1 }'); do
	ok "the verb $verb" grep -qw -- "$verb" <<<"$(complete_words goguard '')"
	# Every option that --help tells is offered
	for option in $("$GG" "$verb" --help | grep -oE '^  (-.,|   ) --[a-z0-9-]+' | grep -oE -- '--.*'); do
		case " $(complete_words goguard "$verb" "$option") " in *" $option "*) continue ;; esac
		fail "$verb: $option is offered"
	done
done
offers 'options' '--path --policy ' logs --p
offers 'choices' 'audit enforce ' run --mode ''
offers 'of which some' 'audit ' run --mode a
offers 'choices behind an equals sign' 'audit ' run --mode = a
offers 'all of them' 'audit enforce ' run --mode =
offers 'files as values' 'policy.cfg ' run -p pol
offers 'files as words' 'policy.cfg ' check pol
offers 'files with blanks' 'with blank.cfg ' check with
offers 'nothing where a number stands' ' ' logs -n ''
offers 'names of shells' 'bash zsh ' completion ''
ok 'commands' grep -qw env <<<"$(complete_words goguard run -p policy.cfg en)"
offers 'behind a command no option of ours' ' ' run -p policy.cfg cat --mo
offers 'but files' 'other.txt ' run -p policy.cfg -- cat oth

run "$GG" completion zsh
status_is 'a script for zsh' 0
cp "$OUT" "$GG_TMP/_goguard"
ok 'it says what it completes' grep -qx '#compdef goguard' "$GG_TMP/_goguard"
for verb in $("$GG" --help | awk '/^  [a-z]/ && $2 != "internal:" { print $1 }'); do
	ok "zsh: the verb $verb" grep -qE "^		'$verb:" "$GG_TMP/_goguard"
done
ok 'zsh: options with their help' grep -qF "'--mode=[overrides the policy'\\''s mode]:mode:(enforce audit)'" "$GG_TMP/_goguard"
# Quotes are in pairs, and so are brackets: as far as one gets without a zsh
is 'zsh: every line closes its quotes' "$(sed "s/'\\\\''//g" "$GG_TMP/_goguard" | awk -F"'" 'NF % 2 == 0')" ''
if command -v zsh >/dev/null; then ok 'zsh reads it' zsh -n "$GG_TMP/_goguard"; fi

run "$GG" completion fish
status_is 'another shell is wrong usage' 2
ok 'and is said' err_has "goguard: error: cannot complete for 'fish'"
done_testing
