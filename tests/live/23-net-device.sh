# A socket that is tied to a device by a link-local address goes nowhere but to such addresses.
# needs: seccomp supervisor
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe net
P=${PROBE[0]}
ALONE=("$P" alone fe80::1)
run "${ALONE[@]}" true
[ "$STATUS" = 0 ] || skip_all "no network of its own: errno $STATUS"
REFUSED=$(code ECONNREFUSED)

rules() { # KEYS
	cat <<END
version = 1;
name = "device";
extends = ( "go-base" );
syscalls = { allow = [ "@net-client" ]; };
network = { connect = ( "tcp://127.0.0.1:1", "tcp://[::1]:1", "tcp://[fe80::1]:1" ); };
$1
END
}
# meets STATUS ACT...: guarded, nobody is there, or it is denied
meets() {
	local want=$1
	shift
	: >"$EVENTS"
	run "${ALONE[@]}" "${BENEATH[@]}" "$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" "$@"
	is "$WORLD: $*" "$STATUS" "$want"
}
granted() {
	meets "$REFUSED" "$@"
	ok "$WORLD: $*: no event" quiet
}

for to in tcp6:::ffff:127.0.0.1:1 tcp6:::1:1 tcp6:fe80::1:1; do
	run "${ALONE[@]}" "$P" tied tcp6:fe80::1:0 $to
	is "unguarded: tied $to" "$STATUS" "$REFUSED"
done
for w in full no-landlock; do
	keys=
	[ $w = full ] || keys='layers = { landlock = "off"; };'
	world $w < <(rules "$keys")
	granted connect tcp6:::ffff:127.0.0.1:1
	granted connect tcp6:::1:1
	granted from tcp6:fe80::1:0 tcp6:fe80::1:1
	granted tied tcp6:fe80::1:0 tcp6:fe80::1:1
	for to in tcp6:::ffff:127.0.0.1:1 tcp6:::1:1; do
		meets "$(code EACCES)" tied tcp6:fe80::1:0 $to
		ok "$WORLD: tied $to: its event says why" seen 'any(.[]; .kind == "violation" and .op == "connect" and
			.port == 1 and .path == null and (.reason | test("tied to a device")))'
	done
done
world raw < <(rules 'capabilities = [ "CAP_NET_RAW" ];')
granted tied tcp6:fe80::1:0 tcp6:::ffff:127.0.0.1:1
world audit < <(rules 'mode = "audit";')
granted tied tcp6:fe80::1:0 tcp6:::ffff:127.0.0.1:1
done_testing
