# Rules per package: what one package of a program may, another may not.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
start_logs || skip_all 'no log reader'
D=$GG_TMP/d
for d in pub main broker render nobody deep/in out; do
	mkdir -p "$D/$d" && echo text >"$D/$d/f"
done
chmod 777 "$D/out"
PEER=$GG_BUILD/tests/live/probe_net
[ -x "$PEER" ] || skip_all "$PEER is not built (make probes)"
# hold VARIABLE ADDR: a peer outside; its port goes to VARIABLE
hold() {
	background "$PEER" hold "$2"
	local out=$GG_TMP/bg.${#pids[@]}.out
	wait_for grep -q port "$out" || { note "no peer at $2: $(cat "$out")" && return 1; }
	printf -v "$1" %s "$(sed -n 's/^port //p' "$out")"
}
hold P tcp:127.0.0.1:0 && hold Q tcp:127.0.0.1:0 && hold U udp:127.0.0.1:0 && hold _ "unix:$D/pub/sock" || exit 1
TRUE=$(type -P true)

process() { # MORE: what the process as a whole may
	cat <<END
version = 1;
name = "packages";
extends = ( "go-base", "go-packages" );
syscalls = { allow = [ "@process", "@net-client", "@net-server" ]; };
files = (
  { path = "$D/pub"; allow = "read"; },
  { path = "$D/out"; allow = "read write create remove"; },
  { path = "$D/main"; allow = "read"; by = "main"; },
  { path = "$D/broker"; allow = "read"; by = "example.com/broker"; },
  { path = "$D/render"; allow = "read"; by = "module:example.com/render"; },
  { path = "$D/deep"; allow = "read"; },
  { path = "$D/deep/in"; deny = "read"; by = "deps"; }
);
exec = ( { path = "$TRUE"; } );
network = {
  connect = ( "tcp://127.0.0.1:$P", { to = "tcp://127.0.0.1:$Q"; by = "main"; }, "udp://127.0.0.1:$U", "unix:$D/pub/sock" );
  listen = ( "tcp://127.0.0.1:0", "udp://127.0.0.1:0" );
};
$1
END
}
policy by < <(process '')
by=$POLICY
policy restricted < <(process "packages = (
  { match = \"example.com/render/...\"; files = ( { path = \"$D/out\"; allow = \"write create\"; } );
    network = { connect = ( \"unix:$D/pub/sock\" ); listen = ( ); }; exec = ( ); },
  { match = \"example.com/render/sub\"; files = ( { path = \"$D/pub\"; allow = \"read\"; } ); },
  { match = \"example.com/broker\"; trust = true; }
);")
restricted=$POLICY

# try WHO ACT ARG STATUS: without a guard it succeeds; guarded by $guard it ends in STATUS, and a denial has its
# event: subject $SUBJECT, and $RULE
try() {
	[ "$2" != remove ] || touch "$3"
	run "$program" "$1" "$2" "$3"
	status_is "$name: unguarded, $1 $2 ${3#"$D"}" 0
	rm -f "$D/out/new"
	[ "$2" != remove ] || touch "$3"
	new_case
	guarded "$guard" "$program" "$1" "$2" "$3"
	status_is "$name: $1 $2 ${3#"$D"}: ${4:-0}" "${4:-0}"
	[ -z "${4:-}" ] || event "$name: $1 $2 ${3#"$D"}: its event" \
		".kind == \"violation\" and .verdict == \"deny\" and .errno == \"$4\" and .subject == \"$SUBJECT\" and ($RULE)"
	rm -f "$D/out/new"
}
packages_say() { SUBJECT=$1 RULE='.rule == "packages" and (.rule_at | contains("restricted.cfg:"))'; }
nothing_says() { SUBJECT=$1 RULE='.rule == "default" and (has("rule_at") | not)'; }

grants_by_subject() {
	guard=$by
	nothing_says main
	try main read "$D/main/f"
	try store read "$D/main/f" # of the main module
	try broker read "$D/broker/f"
	try render read "$D/render/f"
	try sub read "$D/render/f" # of that module
	try main read "$D/deep/in/f"
	try main connect "127.0.0.1:$Q"
	try main read "$D/broker/f" EACCES
	try main read "$D/render/f" EACCES
	nothing_says example.com/broker
	try broker read "$D/main/f" EACCES
	try broker connect "127.0.0.1:$Q" EACCES
	nothing_says example.com/render
	try render read "$D/main/f" EACCES
	try callback-value read "$D/main/f" EACCES
	SUBJECT=example.com/render RULE='.rule == "files" and (.rule_at | contains("by.cfg:"))'
	try render read "$D/deep/in/f" EACCES
	# who asks is the innermost: the store, called back by the dependency
	nothing_says example.com/fn/internal/store
	try callback read "$D/main/f"
	try callback read "$D/render/f" EACCES
	# nobody at all
	SUBJECT=unknown RULE='.rule == "packages" and .go.end == "orphan"'
	try nobody connect "127.0.0.1:$P" EACCES
}
restrictions() {
	guard=$restricted
	try main read "$D/pub/f"
	try main exec "$TRUE"
	try store connect "127.0.0.1:$P"
	try render write "$D/out/new"
	try render unix "$D/pub/sock"
	try sub exec "$TRUE"            # the most specific entry counts alone
	try broker connect "127.0.0.1:$P"
	packages_say example.com/render
	for who in render deferred go generic method called; do
		try "$who" read "$D/pub/f" EACCES
	done
	try render connect "127.0.0.1:$P" EACCES
	try render send "127.0.0.1:$U" EACCES
	try render listen 127.0.0.1:0 EACCES
	try render exec "$TRUE" EACCES
	try render remove "$D/out/new" EACCES
	# a grant to the module does not go past the entry
	try render read "$D/render/f" EACCES
	packages_say example.com/render/sub
	try sub write "$D/out/new" EACCES
	# called back by the dependency: it takes part
	packages_say example.com/fn/internal/store
	try callback read "$D/pub/f" EACCES
	try callback connect "127.0.0.1:$P" EACCES
	# but who is trusted may act for it
	try brokered read "$D/broker/f"
	try brokered connect "127.0.0.1:$P"
}
for variant in static stripped pie cgo; do
	program=$(go_bin packages "$variant") name=$variant
	[ -x "$program" ] || { skip "$variant" "$program is not built" && continue; }
	case $variant in static | cgo) grants_by_subject ;; esac
	restrictions
done
# An entry can ask for arguments, too, where they can be verified
for argv in '' '"--version"'; do
	callable ptrace || break
	policy pinned < <(process "packages = ( { match = \"deps\"; exec = ( { path = \"$TRUE\"; argv = [ $argv ]; } ); } );")
	new_case
	guarded "$POLICY" "$(go_bin packages)" render exec "$TRUE"
	[ -n "$argv" ] || { status_is 'exec of an entry, with its arguments' 0 && continue; }
	status_is 'exec of an entry, with others' EACCES
	event 'its event' '.rule == "packages" and (.reason | startswith("argv: "))'
	guarded "$POLICY" "$(go_bin packages)" main exec "$TRUE"
	status_is 'and by who is not restricted' 0
done
# The same under a preload, and below a shell, which is a program by itself
for variant in pie cgo; do
	new_case
	preloaded "$restricted" "$(go_bin packages "$variant")" render read "$D/pub/f"
	status_is "preload, $variant: the dependency is restricted" EACCES
	event "preload, $variant: its event" '.rule == "packages" and .subject == "example.com/render"'
	preloaded "$restricted" "$(go_bin packages "$variant")" main read "$D/pub/f"
	status_is "preload, $variant: the program is not" 0
done
new_case
preloaded "$restricted" sh -c 'read -r line <"$0"' "$D/pub/f"
status_is 'a shell may what the process may' 0
preloaded "$restricted" sh -c 'read -r line <"$0"' "$D/main/f"
status_is 'but not what is granted to a package' 2
event 'its event' '.kind == "violation" and .rule == "default" and (.subject | startswith("program:/"))'
done_testing
