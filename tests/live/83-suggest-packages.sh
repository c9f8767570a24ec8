# Rules per package made of denials: each is enough for who asked, and does not help anybody else.
. "$(dirname "$0")/lib.sh"
program=$(go_bin packages)
[ -x "$program" ] || skip_all "$program is not built"
D=$GG_TMP/d
mkdir -p "$D"/{pub,main}
echo text | tee "$D/pub/f" >"$D/main/f"
PEER=$GG_BUILD/tests/live/probe_net
[ -x "$PEER" ] || skip_all "$PEER is not built (make probes)"
background "$PEER" hold tcp:127.0.0.1:0
wait_for grep -q port "$GG_TMP/bg.1.out" || skip_all 'no peer'
P=$(sed -n 's/^port //p' "$GG_TMP/bg.1.out")
LOG=$GG_TMP/denied.log
# make_policy NAME [RULES [IN_ENTRY]]: more rules, of the policy and of its entry
make_policy() {
	policy "$1" <<END
version = 1;
extends = ( "go-base", "go-packages", "more" );
syscalls = { allow = [ "@net-client" ]; };
files = ( { path = "$D/pub"; allow = "read"; } );
network = { connect = ( { to = "tcp://127.0.0.1:$P"; by = "main"; } ); };
packages = ( { match = "example.com/render"; exec = ( ); files = ( );
  ${3:-} } );
END
	{ echo 'version = 1;' && echo "${2:-}"; } >"$GG_TMP/more.cfg"
}
try() { run "$GG" run -p "$POLICY" --log "$LOG" --report always -- "$program" "$@"; }
rules() { "$GG" logs --policy "$LOG"; } # that the log asks for
for who in main render; do
	run "$program" "$who" read "$D/pub/f"
	status_is "unguarded, $who reads" 0
done

# --- an entry refuses -----------------------------------------------------------------------------
make_policy entry
try render read "$D/pub/f"
status_is 'the entry refuses' EACCES
line="files = ( { path = \"$D/pub/f\"; allow = \"read\"; } );"
ok 'the report says what its entry lacks' \
	grep -qF "  1x to the entry of packages at $POLICY:6, for all that it matches: $line" "$ERR"
ok 'and so does --policy' grep -qF "at $POLICY:6, for all that it matches: $line # 1x openat by $program for example.com/render" <(rules)
is 'as no rule: one beside the entry does not help' "$(rules | grep -v '^#')" ''
make_policy beside "$line"
try render read "$D/pub/f"
status_is 'indeed' EACCES
make_policy inside '' "${line/files = ( /}"
sed -i 's/files = ( );$/files = (/' "$POLICY"
try render read "$D/pub/f"
status_is 'in the entry it does' 0

# --- the process may not, but one of its packages ---------------------------------------------------
rm "$LOG"
make_policy none
try store read "$D/main/f"
status_is 'nobody may' EACCES
ok 'the report has a rule for who asked' \
	grep -qF "files = ( { path = \"$D/main/f\"; allow = \"read\"; by = \"example.com/fn/internal/store\"; } );" "$ERR"
ok 'and so has the log, whose posture tells that packages matter' \
	grep -qF "{ path = \"$D/main/f\"; allow = \"read\"; by = \"example.com/fn/internal/store\"; }" <(rules)
ok 'whatever it is asked for' \
	grep -qF 'by = "example.com/fn/internal/store"' <("$GG" logs --policy --subject '*/store' "$LOG")
grep -v '"kind":"posture"' "$LOG" >"$GG_TMP/plain.log"
try render connect "127.0.0.1:$P" # main may
status_is 'one package may not' EACCES
ok 'its rule is for it alone' grep -qF "{ to = \"tcp://127.0.0.1:$P\"; by = \"example.com/render\"; }" "$ERR"
ok 'where a log does not tell that packages matter, the rule says that it is for everybody' \
	grep -qF '# Each rule is for whoever asks;' <("$GG" logs --policy "$GG_TMP/plain.log")

# --- nobody at all --------------------------------------------------------------------------------
rm "$LOG"
try nobody connect "127.0.0.1:$P"
status_is 'who cannot be named may not' EACCES
ok 'a rule is for unknown' grep -qF "connect = ( { to = \"tcp://127.0.0.1:$P\"; by = \"unknown\"; } );" "$ERR"
make_policy granted "$(sed -n 's/^  1x //p' "$ERR")"
try nobody connect "127.0.0.1:$P"
status_is 'with it he may' 0
try render connect "127.0.0.1:$P"
status_is 'and nobody else' EACCES
done_testing
