# Arguments and digests of programs that change while they are decided about: nobody wins.
# needs: seccomp supervisor
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
W=$UNIT
PROBE=("$GG_BUILD/tests/live/attack_pin")
[ -x "${PROBE[0]}" ] || skip_all "${PROBE[0]} is not built (make probes)"
P=${PROBE[0]}
beneath ptrace && skip_all "without an exec stop such programs do not start at all"

# A race is won sooner or later, unguarded; how soon is the scheduler's.
bare() { # ACT...
	local tries=0
	until fresh && run env GG_TRIES=10000 "${PROBE[@]}" "$@" && [ "$STATUS" = 0 ]; do
		[ $((tries += 1)) -lt 20 ] || break
	done
}

lay_out() {
	mkdir -p "$W/ok" "$W/rw"
	for f in ok/prog ok/stage rw/prog rw/other; do cp "$P" "$W/$f"; done
	"$P" taint "$W/rw/other"
}

fresh
policy pinned <<END
version = 1;
name = "pinned";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write", "@process" ]; };
files = ( { path = "$W/rw"; allow = "read write create remove"; } );
exec = ( { path = "$W/ok/stage"; }, { path = "$W/ok/prog"; argv = [ "good" ]; },
         { path = "$W/rw/prog"; sha256 = "$(sha256sum "$P" | cut -c1-64)"; } );
END
WORLD=pinned
run "$W/rw/prog" itself
status_is 'the good program is good' 0
run "$W/rw/other" itself
status_is 'the evil program is evil' 42

# Not one of them won; some were seen in their call, some, which is the point, at their exec stop
contest() { # ACT...
	denied EACCES exec execve "$2" - exec -- "$@"
	ended=$(jq -s '[.[] | select(.kind == "violation" and .verdict == "kill")] | length' "$EVENTS")
	note "$ended of $(grep -c '"violation"' "$EVENTS") at the exec stop"
	ok "$(short "$@"): and each event says why" seen \
		'all(.[] | select(.kind == "violation" and .path != null); .reason | test("^(argv|sha256): |^another file"))'
}
all=0
export GG_TRIES=200
for how in vfork vm; do
	for what in pointer bytes end; do
		contest argv "$W/ok/prog" $what $how
		all=$((all + ended))
	done
done
# A thread executes while another's exec is on its way; what comes of that executes again
bare both "$W/ok/stage" "$W/ok/prog"
is 'two at once: works unguarded' "$STATUS" 0
guard both "$W/ok/stage" "$W/ok/prog"
is 'two at once: never' "$STATUS" "$(code EACCES)"
ok 'two at once: each event says why' seen \
	'all(.[] | select(.kind == "violation"); .path == "'"$W/ok/prog"'" and (.reason | test("^argv: ")))'
for i in {1..20}; do # which of the two looks sees the other arguments is the scheduler's choice
	[ "$all" -gt 0 ] || contest argv "$W/ok/prog" pointer vfork
	all=$((all + ended))
done
ok 'some were seen at their exec stop' [ "$all" -gt 0 ]
export GG_TRIES=400 # a tenth of them: each reads the file, and more than once
contest content "$W/rw/prog"
contest mapping "$W/rw/prog"
contest names "$W/rw/prog" "$W/rw/other"
done_testing
