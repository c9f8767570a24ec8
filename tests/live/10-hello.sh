# The example and its demo: what a person sees first.
. "$(dirname "$0")/lib.sh"
[ -x "$GG_BUILD/examples/hello" ] || skip_all 'build/examples/hello is not built'

LIMIT=120 BUILD=$GG_BUILD run bash "$top/examples/hello/demo.sh"
status_is 'the demo ends well' 0
for act in secret credentials shell ptrace; do
	ok "/$act is denied" grep -qE "^  /$act .* 403\$" "$OUT"
done
[ "$(id -u)" != 0 ] || ! callable ptrace ||
	ok '/ptrace works without goguard' grep -qE '^  /ptrace .* 200$' "$OUT"
for act in '' upstream 'save\?name=ada'; do
	is "/$act works twice" "$(grep -cE "^  /$act .* 200\$" "$OUT")" 2
done
nok 'it leaves nothing in /tmp' ls -d "$GG_TMP"/goguard-demo.* 2>/dev/null

run "$GG" check "$top/examples/hello/hello.cfg"
nok 'its policy is refused while $NAMEs are not set' test "$STATUS" = 0
HELLO_DIR=$GG_TMP HELLO_PORT=1 UPSTREAM_PORT=2 run "$GG" check "$top/examples/hello/hello.cfg"
status_is 'its policy has no mistakes' 0
done_testing
