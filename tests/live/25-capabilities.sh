# Of root's capabilities, those that no rule is about are given up, for good.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
PROBE=("$GG_BUILD/tests/live/attack_escape")
[ -x "${PROBE[0]}" ] || skip_all "${PROBE[0]} is not built (make probes)"
W=$UNIT
lay_out() {
	mkdir -p "$W/bin"
	cp "${PROBE[0]}" "$W/bin/escape"
	echo text >"$W/f"
	chmod 400 "$W/f"
}
rules() { # KEYS
	cat <<-END
		version = 1; name = "given-up"; extends = ( "go-base" );
		syscalls = { allow = [ "@net-client", "@process", "setxattr" ]; };
		files = ( { path = "$W"; allow = "read write"; } );
		exec = ( { path = "$W/bin"; } );
		$1
	END
}
fresh
ROOT_HAS=
[ "$(id -u)" != 0 ] || ! "${PROBE[@]}" route || ROOT_HAS=1
# CAP_SYS_RESOURCE, which the root of many a container has not
LIFTS=
[ -z "$ROOT_HAS" ] || ! "${PROBE[@]}" lift 2>/dev/null || LIFTS=lift

# given_up ACT...: root may unguarded, and nobody may guarded
given_up() {
	[ -z "$ROOT_HAS" ] || ok "$*: works unguarded" bare_does "$@"
	guard "$@"
	status_is "$WORLD: $*: EPERM" EPERM
	ok "$WORLD: $*: not by a rule" quiet
}
bare_does() { bare "$@" && [ "$STATUS" = 0 ]; }
admits() { "$GG" plan --json "$POLICY" | jq -e "$1" >/dev/null; }

world 'by default' < <(rules '')
given_up route
given_up interface
given_up again "$W/bin/escape"
[ -z "$LIFTS$([ -n "$ROOT_HAS" ] || echo 1)" ] || given_up lift
given_up file-privileges "$W/f"
nok "$WORLD: the plan calls routing held" admits '.open | has("routing")'
ok "$WORLD: the plan says what stays" admits '.capabilities | index("CAP_CHOWN") and (index("CAP_NET_ADMIN") | not)'

if [ -n "$ROOT_HAS" ]; then
	world 'named' < <(rules 'capabilities = [ "CAP_NET_ADMIN", "CAP_SYS_RESOURCE", "CAP_SETFCAP" ];')
	for act in route interface $LIFTS "again $W/bin/escape" "file-privileges $W/f"; do
		# shellcheck disable=SC2086
		guard $act
		status_is "$WORLD: $act: works" 0
	done
	world 'audit' < <(rules 'mode = "audit";')
	guard route
	status_is "$WORLD: all stay" 0
fi
world 'named' < <(rules 'capabilities = [ "CAP_NET_ADMIN" ];')
ok "$WORLD: the plan calls routing open" admits '.open | has("routing")'
run "$GG" check "$POLICY"
ok "$WORLD: check says what it is" grep -q "capabilities: root keeps CAP_NET_ADMIN: interfaces, routes, tunnels" "$ERR"
policy wrong <<<"$(rules 'capabilities = [ "net_admin" ];')"
run "$GG" check "$POLICY"
is 'a name that is none: refused' "$STATUS" 1
ok '... with its line' grep -q "wrong.cfg:[0-9]*: .*'net_admin' is no capability" "$ERR"

# What rules are about, root may as before
[ -n "$ROOT_HAS" ] || done_testing
rules 'exec = ( { path = "/bin/cat"; } );' | sed '/"'"${W//\//\\/}"'\/bin"/d' >"$GG_TMP/rules"
world 'files of others' <"$GG_TMP/rules"
fresh
chown 65534 "$W/f"
chmod 400 "$W/f"
run "$GG" run -p "$POLICY" --log "$EVENTS" -- /bin/cat "$W/f"
is "$WORLD: are read whatever their mode" "$(cat "$OUT")" text
done_testing
