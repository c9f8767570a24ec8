# goguard logs as people use it: files that grow, filters, folding, colours, and the report of run.
. "$(dirname "$0")/lib.sh"

ACTS=$(go_bin acts)
[ -x "$ACTS" ] || skip_all "$ACTS is not built"
LOG=$GG_TMP/seen.log
mkdir "$GG_TMP/ok" "$GG_TMP/no"
echo text | tee "$GG_TMP/ok/f" "$GG_TMP/no/f" "$GG_TMP/no/g" >/dev/null
policy seen <<EOF
version = 1;
extends = ( "go-base" );
syscalls = { allow = [ "@file-write", "@net-client", "@process" ]; };
files = ( { path = "$GG_TMP/ok"; allow = "read"; } );
EOF
act() { run "$GG" run -p "$POLICY" --log "$LOG" -- "$ACTS" "$@"; }
lines() { run "$GG" logs "$@" && grep -c '' "$OUT"; }
words() { awk -v n="$1" '{ print $n }' "$OUT" | sort -u | tr '\n' ' '; }

# --- forms ---------------------------------------------------------------------------------------
act read "$GG_TMP/no/f"
status_is 'an act is denied' EACCES
act dial tcp 127.0.0.1:9
run "$GG" logs "$LOG"
status_is 'a file is printed' 0
ok 'a denial is a line' out_has "^[0-9:.]{12} DENY  open    $GG_TMP/no/f \(read\) +EACCES supervisor .*acts.*\[[0-9]+\]"
nok 'no colours in a file' grep -q $'\033' "$OUT"
run "$GG" logs --color always "$LOG"
ok '--color always: red for what was denied' grep -qF $'\033[31mDENY\033[0m' "$OUT"
# script(1) is a terminal; NO_COLOR of whoever runs the tests must not matter
run env -u NO_COLOR script -qec "'$GG' logs '$LOG'" /dev/null
ok 'on a terminal: colours' grep -qF $'\033[31mDENY' "$OUT"
run env NO_COLOR=1 script -qec "'$GG' logs '$LOG'" /dev/null
nok 'on a terminal with NO_COLOR: none' grep -q $'\033' "$OUT"
run env -u NO_COLOR script -qec "'$GG' logs --color never '$LOG'" /dev/null
nok '--color never: none' grep -q $'\033' "$OUT"

# --- filters -------------------------------------------------------------------------------------
run "$GG" logs --verdict deny "$LOG"
is '--verdict: only these' "$(words 2)" 'DENY '
run "$GG" logs --op connect "$LOG"
is '--op: only these' "$(words 3)" 'connect '
run "$GG" logs --op connect --op open "$LOG"
is 'twice: both' "$(words 3)" 'connect open '
run "$GG" logs --op connect --path "$GG_TMP" "$LOG"
is 'two kinds of filters: both must hold' "$(cat "$OUT")" ''
run "$GG" logs --json --path '*/f' "$LOG"
is '--path with --json' "$(jq -r .path "$OUT" | sort -u)" "$GG_TMP/no/f"
run "$GG" logs --json --path "$GG_TMP/**/g" "$LOG"
is '--path: nothing else matches' "$(cat "$OUT")" ''
run "$GG" logs --json --since 1h "$LOG"
is '--since 1h: all' "$(grep -c '' "$OUT")" "$(grep -c '' "$LOG")"
run "$GG" logs --json --since 2999-01-01T00:00:00Z "$LOG"
is '--since the future: none' "$(cat "$OUT")" ''
at=$(jq -r 'select(.op == "connect") | .ts' "$LOG" | head -1)
run "$GG" logs --json --since "$at" "$LOG"
is '--since: that very event is the first' "$(jq -r .ts "$OUT" | head -1)" "$at"
run "$GG" logs --since yesterday "$LOG"
status_is '--since nonsense is wrong usage' 2
ok 'and is said' err_has "goguard: error: cannot run 'logs': 'yesterday' is no time"
run "$GG" logs --subject nobody --function nobody.x "$LOG"
is '--subject, --function: no such event' "$(cat "$OUT")" ''
run "$GG" logs --help
ok 'help comes from the table' out_has '--verdict allow\|deny\|audit\|kill'

# --- folding -------------------------------------------------------------------------------------
for _ in 1 2 3 4 5 6 7; do jq -c 'select(.op == "open")' "$LOG"; done >"$GG_TMP/many.log"
is 'repeats are two lines' "$(lines "$GG_TMP/many.log")" 2
ok 'the second says how many' out_has ' ×6 more$'
is '--no-fold: all' "$(lines --no-fold "$GG_TMP/many.log")" 7
is '--json: all' "$(lines --json "$GG_TMP/many.log")" 7
is 'a count counts events, not lines' "$(lines -n 3 "$GG_TMP/many.log")" 2
ok 'of which two were folded' out_has ' ×2 more$'

# --- following -----------------------------------------------------------------------------------
grows=$GG_TMP/grows.log
followed=$GG_TMP/followed
: >"$followed"
"$GG" logs --json --follow "$grows" </dev/null >"$followed" 2>&1 &
follower=$!
pids+=("$follower")
has() { [ "$(grep -c '' "$followed")" = "$1" ]; }
head -1 "$LOG" >"$grows"
ok '--follow waits for the file' wait_for has 1
head -2 "$LOG" >>"$grows"
ok 'and prints what is added' wait_for has 3
mv "$grows" "$grows.1"
head -1 "$LOG" >>"$grows.1"
ok 'to the old name too' wait_for has 4
head -2 "$LOG" >"$grows"
ok 'another file of that name is begun' wait_for has 6
head -1 "$LOG" >"$grows"
ok 'and one that was cut is begun again' wait_for has 7
kill "$follower"
wait "$follower"
is 'SIGTERM ends it well' "$?" 0

# --- the report of run ---------------------------------------------------------------------------
run "$GG" run --report always -p "$POLICY" -- "$ACTS" read "$GG_TMP/no/f"
status_is 'with a report the status is the same' EACCES
ok 'it counts' err_has '^goguard: denied 1 time: open 1$'
ok 'it has the line to add' grep -qF "  1x files = ( { path = \"$GG_TMP/no/f\"; allow = \"read\"; } );" "$ERR"
run "$GG" run --report always -p "$POLICY" -- "$ACTS" read "$GG_TMP/ok/f"
is 'nothing denied, nothing said' "$(cat "$ERR")" ''
run "$GG" run --report always -p "$POLICY" -- "$ACTS" dial tcp 169.254.169.254:80
ok 'credentials are no line to add' err_has '1x tcp://169.254.169.254: think twice: instance metadata'
run "$GG" run -p "$POLICY" -- "$ACTS" read "$GG_TMP/no/f"
nok 'no report by default, without a terminal' err_has '^goguard: denied'
run "$GG" run --report always --mode audit -p "$POLICY" -- "$ACTS" read "$GG_TMP/no/f"
status_is 'in mode audit it happens' 0
ok 'and the report says so' err_has '^goguard: would have denied 1 time'
run script -qec "'$GG' run -p '$POLICY' -- '$ACTS' read '$GG_TMP/no/f'" /dev/null
ok 'a report by default on a terminal' out_has '^goguard: denied 1 time: open 1'
run script -qec "'$GG' run --report never -p '$POLICY' -- '$ACTS' read '$GG_TMP/no/f'" /dev/null
nok '--report never: none' out_has '^goguard: denied'
done_testing
