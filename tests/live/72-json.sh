# What `--json` prints is JSON, of every verb that has it, whatever it is asked about: mistakes, names
# that are not UTF-8, lines that are no events, machines that grant nothing. And nothing gets lost in it.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
command -v jq >/dev/null || skip_all 'no jq'
cd "$GG_TMP" || exit 1

is_utf8() { iconv -f UTF-8 -t UTF-8 "$1" >/dev/null; }
holds() { jq -es "$2" "$1" >/dev/null; }
# json NAME STATUS FILTER COMMAND...: ends so, and its output is UTF-8, a sequence of JSON values for
# which (as a list) the filter holds
json() {
	local name=$1 status=$2 filter=$3
	shift 3
	run "$@"
	status_is "$name: its status" "$status"
	ok "$name: it is UTF-8" is_utf8 "$OUT"
	ok "$name: it is JSON, $filter" holds "$OUT" "$filter"
}

# every verb that has --json is asked below
has=$(for verb in $("$GG" --help | awk '/^  [a-z]/ { print $1 }'); do
	"$GG" "$verb" --help | grep -q -- '--json' && echo "$verb"
done)
is 'these verbs have --json' "$(sort <<<"$has" | tr '\n' ' ')" 'check doctor keys logs plan '

# --- names and texts of any bytes ----------------------------------------------------------------
odd=$(printf 'b\377\033"\\.cfg')
told='bÿ\u001b\"\\.cfg' # the same, as JSON says it
printf 'version = 1; extends = ( "go-base" ); files = ( { path = "/a\377\\x01\\"b"; allow = "read"; } );\n' >"$odd"
printf 'version = 1;\nextend = 2;\nname = "\377";\nfiles = ( { path = "/"; allow = "r\376d"; } );\n' >"bad-$odd"
printf 'version = 1;\nfoo\377 = 2;\n' >"syntax-$odd"

json 'check' 0 'length >= 1 and all(.severity == "warning")' "$GG" check --json "$odd"
json 'check, strict' 1 "all(.file == \"$told\")" "$GG" check --json --strict "$odd"
json 'check, mistakes' 1 'map(select(.severity == "error")) | length == 2' "$GG" check --json "bad-$odd"
json 'check, text of any bytes' 1 'any(.text | test("rþd"))' "$GG" check --json "bad-$odd"
json 'check, syntax' 1 '.[0].severity == "error" and .[0].line == 2' "$GG" check --json "syntax-$odd"
json 'check, no such file' 1 ".[0].file == \"none-$told\"" "$GG" check --json "none-$odd"
json 'check, a folder' 1 'length == 1' "$GG" check --json /
json 'check, several' 1 'map(.file) | unique | length == 3' "$GG" check --json "$odd" "bad-$odd" "none-$odd"
printf 'version = 1; extends = ( "go-base" ); log = { socket = "/x"; };' >good.cfg
json 'check, nothing to say' 0 'length == 0' "$GG" check --json good.cfg
json 'check, wrong usage' 2 'length == 0' "$GG" check --json

json 'plan' 0 'length == 1 and .[0].layers.seccomp' "$GG" plan --json good.cfg
json 'plan, no rule is lost' 0 '.[0].paths | all(. != null) and any(.path == "/aÿ\u0001\"b")' "$GG" plan --json "$odd"
json 'plan, their places' 0 ".[0].paths | any(.at == \"$told:1\")" "$GG" plan --json "$odd"
sed 's/version = 1;/version = 1; name = "n\xff"; target = "\/t\xff";/' good.cfg >named.cfg
json 'plan, name and target' 0 '.[0].policy == "nÿ" and .[0].target == "/tÿ"' "$GG" plan --json named.cfg
for caps in "$top"/policy/caps/*.caps; do
	name=$(basename "$caps" .caps)
	case $name in
	seccomp-refused | gvisor) wanted='1 length==0' ;; # what is required is missing
	*) wanted='0 .[0].layers.landlock.why!=null' ;;
	esac
	json "plan for $name" "${wanted%% *}" "${wanted#* }" "$GG" plan --json --caps "$name" good.cfg
done
json 'plan, mistakes' 1 'length == 0' "$GG" plan --json "bad-$odd"
ok 'they are on standard error' err_has "unknown key 'extend'"
json 'plan, no such file' 1 'length == 0' "$GG" plan --json "none-$odd"
json 'plan, wrong usage' 2 'length == 0' "$GG" plan --json

# --- doctor: programs of every kind, machines of every kind --------------------------------------
reached() { # NAME FILTER COMMAND...
	local name=$1 filter=$2
	shift 2
	run "$GG" doctor --json "$@"
	json "doctor, $name" "$STATUS" "length == 1 and (.[0] | $filter)" "$GG" doctor --json "$@"
}
cp /bin/true "./$odd.exe"
printf '#!/bin/sh\n' >"$odd.sh" && chmod 755 "./$odd.sh"
printf '#!/gone\377/sh\n' >"gone.sh" && chmod 755 gone.sh
printf 'neither' >text && chmod 755 text
reached 'a program' '.preload and .kind == "glibc"' /bin/true
reached 'a name of any bytes' ".command == \"./$told.exe\" and .preload" "./$odd.exe"
reached 'a script' ".script == \"./$told.sh\"" "./$odd.sh"
reached 'a script without its interpreter' '.preload == false' ./gone.sh
reached 'a text' '.kind == "not-a-program"' ./text
reached 'no program' '.kind == "not-found"' "./none-$odd"
reached 'a static program' '.kind == "static"' "$GG_BUILD/tests/live/probe_call"
reached 'arguments' '.command != null' env -i "$odd"
run "$GG" doctor --json
json 'doctor' "$STATUS" '.[0].probes | length > 10 and all(.proof != null)' "$GG" doctor --json
printf 'version = 1; extends = ( "go-base" ); files = ( { path = "/"; allow = "read execute"; } );
	syscalls = { allow = [ "@process" ]; }; exec = ( { path = "%s"; } );' "$GG" >around.cfg
json 'doctor where little is granted' 1 '.[0].default_policy == false' \
	"$GG" run -p around.cfg -- "$GG" doctor --json
json 'doctor, wrong usage' 2 'length == 0' "$GG" doctor --json --caps

json 'keys' 0 '.[0] | length > 30 and all(.key and .type)' "$GG" keys --json
json 'keys, wrong usage' 2 'length == 0' "$GG" keys --json word

# --- logs: what comes in is anybody's ------------------------------------------------------------
"$GG" run --log events.json sh -c 'read -r x </etc/shadow' 2>/dev/null
real=$(wc -l <events.json)
{
	printf 'garbage\n[1]\n"text"\n17\nnull\n{"v":1,"cut":\n{"v":1,"kind":"exit","path":"\377"}\n\033[31m\n'
	printf '{"v":1} {"v":2}\n{"v":1,"kind":"other","x":"\\u0000\\u001b"}\n\n'
	cat events.json
	printf '{"v":1,"kind":"exit"'
} >mixed.json
json 'logs' 0 "length == $real" "$GG" logs --json events.json
json 'logs of anything' 0 "length == $real + 1 and all(type == \"object\")" "$GG" logs --json mixed.json
is 'what is no event is told' "$(grep -c '^goguard: warning: no event: ' "$ERR")" 10
nok 'and cannot act on a terminal' grep -q $'\033' "$ERR"
json 'logs of standard input' 0 "length == $real" sh -c 'exec "$0" logs --json - <events.json' "$GG"
json 'logs, filtered' 0 'length >= 1 and all(.verdict == "deny")' "$GG" logs --json --verdict deny events.json
json 'logs, filtered away' 0 'length == 0' "$GG" logs --json --subject nobody events.json
json 'logs, no such file' 1 'length == 0' "$GG" logs --json /nonexistent/file.json
json 'logs, wrong usage' 2 'length == 0' "$GG" logs --json --op nothing events.json

# --- what cannot be written -----------------------------------------------------------------------
# Half an answer with status 0 would be taken for a whole one.
if [ -c /dev/full ]; then
	for words in "plan $odd" "plan --json $odd" keys 'keys --json' doctor 'doctor --caps' 'doctor true' \
		'doctor --json true' "check $odd" "check --json $odd" 'completion bash'; do
		# shellcheck disable=SC2086
		run bash -c 'exec "$@" >/dev/full' full "$GG" $words
		status_is "$words: a full output is a failure" 1
		ok "$words: and told" err_has '^goguard: error: cannot write to standard output: '
	done
else
	skip 'a full output' 'no /dev/full'
fi
done_testing
