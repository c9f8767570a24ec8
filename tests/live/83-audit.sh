# From mode audit to a policy: run, make rules of the log, run again under them.
. "$(dirname "$0")/lib.sh"

LIMIT=120
ACTS=$(go_bin acts)
EVERYTHING=$(go_bin everything)
[ -x "$ACTS" ] && [ -x "$EVERYTHING" ] || skip_all 'the Go programs are not built'
PROGRAM=$(readlink -f /bin/cat)
work=$GG_TMP/work
mkdir "$work"
policy audit <<EOF
version = 1;
mode    = "audit";
extends = ( "go-base" );
log     = { rate_per_s = 0; };
EOF
AUDIT=$POLICY

any_event() { jq -e -s "$1" "$2" >/dev/null; } # JQFILTER FILE
# audited NAME COMMAND...: run it in mode audit, make $POLICY of the log
audited() {
	local name=$1 log=$GG_TMP/$1.log
	shift
	run "$GG" run -p "$AUDIT" --log "$log" -- "$@"
	status_is "$name: in mode audit it works" 0
	nok "$name: nothing was denied" any_event 'any(.[]; .verdict == "deny")' "$log"
	ok "$name: what would be is in the log" any_event 'any(.[]; .verdict == "audit")' "$log"
	POLICY=$GG_TMP/$name.cfg
	"$GG" logs --policy --whole "$log" >"$POLICY"
	"$GG" check "$POLICY" >"$GG_TMP/check" 2>&1
	is "$name: what is made of it is a policy" "$?" 0
}
# enforced NAME COMMAND...: under that policy it works, and nothing is denied
enforced() {
	local name=$1 log=$GG_TMP/$1.again.log
	shift
	run "$GG" run -p "$POLICY" --log "$log" -- "$@"
	status_is "$name: it works under that policy" 0
	is "$name: and nothing is denied" "$(jq -c 'select(.kind == "violation")' "$log" | head -3)" ''
	ok "$name: enforced" any_event 'any(.[]; .kind == "posture" and .mode == "enforce")' "$log"
}

everything=("$EVERYTHING" -dir "$work" -program "$PROGRAM" -abstract "goguard.audit.$$")
audited everything "${everything[@]}"
nok 'everything: no part of it failed' grep '^FAIL' "$OUT"
ok 'everything: its folder is one rule' \
	grep -qF "{ path = \"$work\"; allow = \"read write create remove\"; }" "$POLICY"
is 'everything: and no file of it another' "$(grep -c "\"$work/[^\"]*\"; allow" "$POLICY")" 0
nok 'everything: nothing needs a look' grep REVIEW "$POLICY"
enforced everything "${everything[@]}"
nok 'everything: no part of it failed, again' grep '^FAIL' "$OUT"

# Without --whole: the rules alone, for a policy that is there
{
	printf 'version = 1;\nextends = ( "go-base" );\n'
	"$GG" logs --policy "$GG_TMP/everything.log"
} >"$GG_TMP/pasted.cfg"
run "$GG" check "$GG_TMP/pasted.cfg"
status_is 'rules can be pasted into a policy' 0
is 'and are the same' "$(grep -v '^#' "$GG_TMP/pasted.cfg")" "$(grep -v '^#' "$GG_TMP/everything.cfg")"

# A script: the interpreter is needed, too
printf '#!%s\nexit 0\n' "$(readlink -f /bin/sh)" >"$work/script"
chmod 755 "$work/script"
audited script "$ACTS" spawn "$work/script"
ok 'script: its interpreter is there' grep -qF "{ path = \"$(readlink -f /bin/sh)\"; }" "$POLICY"
enforced script "$ACTS" spawn "$work/script"

# Names that change from run to run
temp=(sh -c 'f=$(mktemp "$1/tmp.XXXXXXXXXX") && echo x >"$f" && rm "$f"' sh "$work")
audited temp "${temp[@]}"
enforced temp "${temp[@]}"

# A rename between names that no rule knew before
move=(sh -c 'echo x >"$1/new" && mv "$1/new" "$1/final"' sh "$work")
audited rename "${move[@]}"
rm -f "$work/final"
enforced rename "${move[@]}"

# --- what nobody gets without a look ---------------------------------------------------------------
events=$GG_TMP/doubtful.log
act() { run "$GG" run -p "$AUDIT" --log "$events" -- "$ACTS" "$@"; }
act read /etc/shadow
case $(uname -m) in x86_64) memfd=319 ;; *) memfd=279 ;; esac
if callable ptrace; then
	act ptrace
	status_is 'the mandatory core denies in mode audit, too' EPERM
	ok 'with its event' any_event \
		'any(.[]; .syscall == "ptrace" and .verdict == "deny" and .mode == "audit")' "$events"
fi
act raw-path "$memfd" name 0
status_is 'memfd_create as well' EPERM
run "$GG" logs --policy --whole "$events"
cp "$OUT" "$GG_TMP/doubtful.cfg"
ok 'a secret is a comment' grep -qE \
	'^#	files = \( \{ path = "/etc/shadow"; allow = "read"; \} \);' "$OUT"
ok 'with a reason' grep -qE '^# REVIEW: password hashes \(' "$OUT"
! callable ptrace || ok 'a call of the core is a comment' grep -qE '^#	syscalls = \{ allow = \[ "ptrace" \]; \};' "$OUT"
is 'neither is a rule' "$(grep -v '^#' "$OUT" | grep -E 'shadow|ptrace|memfd')" ''
run "$GG" check "$GG_TMP/doubtful.cfg"
status_is 'what is left is a policy' 0

# A named call of the core is the policy's own decision
policy named <<EOF
version = 1;
mode    = "audit";
extends = ( "go-base" );
syscalls = { allow = [ "memfd_create" ]; };
EOF
run "$GG" run -p "$POLICY" -- "$ACTS" raw-path "$memfd" name 0
status_is 'but not where the policy names it' 0

# --- from a socket ---------------------------------------------------------------------------------
"$GG" logs --policy "$GG_TMP/rules.sock" </dev/null >"$GG_TMP/rules" 2>&1 &
reader=$!
pids+=("$reader")
ok 'a socket for rules' wait_for test -S "$GG_TMP/rules.sock"
run "$GG" run -p "$AUDIT" --log "$GG_TMP/rules.sock" -- "$ACTS" read "$work/final"
kill "$reader"
wait "$reader"
is 'it ends well' "$?" 0
ok 'and prints the rules in the end' \
	grep -qF "{ path = \"$work/final\"; allow = \"read\"; }" "$GG_TMP/rules"
done_testing
