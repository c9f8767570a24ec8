# Every event that programs cause is as docs/events.schema.json says.
. "$(dirname "$0")/lib.sh"

SCHEMA=$top/docs/events.schema.json
[ -f "$SCHEMA" ] || skip_all "$SCHEMA is not here"
ACTS=$(go_bin acts)
[ -x "$ACTS" ] || skip_all "$ACTS is not built"

# The part of JSON Schema that the file uses; prints what does not hold, for each event
cat >"$GG_TMP/schema.jq" <<'EOF'
def kind: if type == "number" and . == floor then "integer" else type end;
def wrong($s; $root): . as $v |
	if $s["$ref"] then wrong($root["$defs"][$s["$ref"] | ltrimstr("#/$defs/")]; $root)
	elif $s.oneOf then
		[$s.oneOf[] | . as $one | [$v | wrong($one; $root)]] as $all |
		if [$all[] | select(length == 0)] | length == 1 then empty
		else ([$all[] | select(any(.[]; startswith("kind:")) | not)] | add // ["no branch takes it"])[] end
	elif ($s | has("const")) then if . == $s.const then empty else "is \(.), not \($s.const)" end
	elif $s.enum then if IN($s.enum[]) then empty else "\(.) is none of the values" end
	elif $s.type != kind then "is no \($s.type): \(.)"
	elif kind == "integer" then
		if ($s.minimum != null and . < $s.minimum) or ($s.maximum != null and . > $s.maximum)
		then "out of bounds: \(.)" else empty end
	elif kind == "array" then .[] | wrong($s.items; $root)
	elif kind == "object" then
		($s.required // [] | .[] | select(. as $k | $v | has($k) | not) | "lacks \(.)"),
		(to_entries[] | .key as $k | if $s.properties[$k]
			then (.value | wrong($s.properties[$k]; $root) | "\($k): \(.)")
			else "unknown member \($k)" end)
	else empty end;
wrong($schema[0]; $schema[0])
EOF
wrong() { jq -r --slurpfile schema "$SCHEMA" -f "$GG_TMP/schema.jq" "$1" 2>&1; } # FILE
# fits NAME FILE: has events, and each is as the schema says
fits() {
	local n bad
	n=$(grep -c '' "$2")
	bad=$(wrong "$2" | sort | uniq -c | head -5)
	if [ "$n" -gt 0 ] && [ -z "$bad" ]; then pass "$1: events are as the schema says"; else
		fail "$1: $n events are as the schema says"
		note "$bad"
	fi
}
# The check itself finds mistakes
echo '{"v":1,"ts":"x","seq":0,"kind":"dropped","more":1}' >"$GG_TMP/bad.json"
is 'mistakes are found' "$(wrong "$GG_TMP/bad.json" | tr '\n' ';')" \
	'lacks dropped;seq: out of bounds: 0;unknown member more;'

LOG=$GG_TMP/all.log
here=$GG_TMP/here
mkdir "$here"
echo text >"$here/f"
rules() { policy "$2" < <(printf 'version = 1;\nextends = ( "go-base" );\n%s\n' "$1"); } # TEXT NAME
every_act() {
	local act
	while read -ra act; do
		run "$GG" run -p "$POLICY" --log "$LOG" -- "$ACTS" "${act[@]}"
	done <<EOF
read $here/f
create $here/new
mkdir $here/folder
rename $here/f $here/g
link $here/g $here/f
symlink x $here/soft
chmod $here/f
truncate $here/f
remove $here/soft
spawn $(readlink -f /bin/cat) $here/f
dial tcp 127.0.0.1:9
dial tcp [::1]:9
listen tcp 127.0.0.1:0
listen udp 127.0.0.1:0
udp-send 127.0.0.1:9 text
unix-dial @goguard.schema.$$
unix-dial $here/none
listen unix $here/socket
ptrace
mount $here
kill self 9
exit 3
EOF
}
rules 'log = { rate_per_s = 0; };' enforce
every_act
rules 'mode = "audit"; log = { rate_per_s = 0; };' audit
every_act
rules 'syscalls = { allow = [ "@file-write", "@net-client", "@net-server", "@process" ]; };
	log = { allowed = true; rate_per_s = 0; };' granted
every_act
rules 'log = { rate_per_s = 1; };' rate
# shellcheck disable=SC2016
run "$GG" run -p "$POLICY" --log "$LOG" -- \
	sh -c 'for i in 1 2 3 4 5 6 7 8 9; do cat <"$1"; done 2>/dev/null' sh "$here/f"
rules 'limits = { wall_s = 0.2; };' wall
run "$GG" run -p "$POLICY" --log "$LOG" -- "$ACTS" sleep 20
rules 'layers = { supervisor = "off"; landlock = "off"; };' alone
run "$GG" run -p "$POLICY" --log "$LOG" -- "$ACTS" pid
rules 'syscalls = { otherwise = "kill"; };' kill
run "$GG" run -p "$POLICY" --log "$LOG" -- "$ACTS" setuid 1
fits 'goguard run' "$LOG"
for word in posture violation allowed dropped exit; do
	ok "every kind is among them: $word" grep -q "\"kind\":\"$word\"" "$LOG"
done
for word in deny audit allow kill; do
	ok "every verdict is among them: $word" grep -q "\"verdict\":\"$word\"" "$LOG"
done
for word in syscall open create remove exec connect bind send; do
	ok "every operation is among them: $word" grep -q "\"op\":\"$word\"" "$LOG"
done
ok 'a limit is among them' grep -q '"limit":"' "$LOG"

# By the shim, which knows C callers
PROBE=$GG_BUILD/tests/live/glibc/wrap_probe
if [ -x "$PROBE" ] && [ -e "$GG_SO" ]; then
	rules '' shim
	LOG=$GG_TMP/shim.log
	GOGUARD_LOG=$LOG GOGUARD_BIN=$GG GOGUARD_POLICY=$POLICY run \
		env LD_PRELOAD="$GG_SO" "$PROBE" lib "$here/f"
	fits 'the shim' "$LOG"
	ok 'wrappers are among them' grep -q '"layer":"wrappers"' "$LOG"
fi
done_testing
