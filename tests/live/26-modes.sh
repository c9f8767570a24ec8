# The same denials in mode audit, with log.allowed, and without a supervisor.
# needs: seccomp programs
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
W=$UNIT
BIN=$GG_BUILD/tests/live
for p in file net call; do [ -x "$BIN/probe_$p" ] || skip_all "$BIN/probe_$p is not built (make probes)"; done

lay_out() {
	mkdir -p "$W/ok" "$W/no/empty" "$W/bin"
	echo text | tee "$W/ok/f" >"$W/no/f"
	cp "$BIN/probe_call" "$W/bin/ok" && cp "$BIN/probe_call" "$W/no/program"
}

rules() { # EXTRA-KEYS
	cat <<END
version = 1;
name = "modes";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write", "@process", "@net-server" ]; };
files = ( { path = "$W/ok"; allow = "read write create remove"; } );
exec = ( { path = "$W/bin/ok"; } );
network = { connect = ( "tcp://127.0.0.1:$OK4" ); };
$1
END
}

hold() { # VARIABLE ADDR
	background "$BIN/probe_net" hold "$2"
	local out=$GG_TMP/bg.${#pids[@]}.out
	wait_for grep -q port "$out" || exit 1
	printf -v "$1" %s "$(sed -n 's/^port //p' "$out")"
}
hold OK4 tcp:127.0.0.1:0
hold NO4 tcp:127.0.0.1:0

# happens STATUS EVENT-WORDS -- ACT...: it ends as unguarded, and an event with $VERDICT tells of it
happens() {
	local want=$1 words=() name
	shift
	while [ "$1" != -- ]; do words+=("$1") && shift; done
	shift
	name=$(short "$@")
	bare "$@"
	is "$name: unguarded" "$STATUS" "$want"
	guard "$@"
	if [ "$STATUS" = "$want" ] && seen "$(filter_of "${words[@]}")"; then
		pass "$name: happens, and is in the log"
	else
		fail "$name: happens, and is in the log"
	fi
}

audit_net() {
	PROBE=("$BIN/probe_net")
	happens 0 - connect connect "tcp:127.0.0.1:$NO4" - default -- connect "tcp:127.0.0.1:$NO4"
	happens 0 - bind bind udp:127.0.0.1:0 - default -- bind udp:127.0.0.1:0
	happens 0 - bind bind "unix:$W/no/new" - default -- bind "unix:$W/no/new"
	happens 0 - send sendto udp:127.0.0.1:9 - default -- sendto udp:127.0.0.1:9
}
audit() {
	VERDICT=audit
	PROBE=("$BIN/probe_file")
	happens 0 - open openat "$W/no/f" read default -- open r "$W/no/f"
	happens 0 - open openat "$W/no/f" write default -- open w,trunc "$W/no/f" text
	happens 0 - create openat "$W/no/new" - default -- open w,creat "$W/no/new" text
	happens 0 - create mkdirat "$W/no/new" create default -- mkdir "$W/no/new"
	happens 0 - create linkat "$W/no/new" create default -- link "$W/ok/f" "$W/no/new"
	happens 0 - remove unlinkat "$W/no/f" remove default -- unlink "$W/no/f"
	happens 0 - remove renameat2 "$W/no/f" remove default -- rename 0 "$W/no/f" "$W/no/new"
	happens 0 - open fchmodat "$W/no/f" write default -- chmod 0600 "$W/no/f"
	happens 0 - open truncate "$W/no/f" write default -- truncate "$W/no/f" 1
	allowed open r "$W/ok/f"
	same ENOENT open r "$W/no/none"
	if promised sockets; then audit_net; else PROBE=("$BIN/probe_call") && no_sockets "$WORLD: the network"; fi
	PROBE=("$BIN/probe_call")
	happens 3 - exec execve "$W/no/program" - default -- execve "$W/no/program" exit 3
	happens 0 - syscall getpriority - - default - seccomp -- raw 140 0 0
	VERDICT=deny
	# what keeps the supervisor safe is denied all the same
	refused EPERM syscall prlimit64 - - - -- prlimit parent
	refused EPERM syscall seccomp - -- seccomp 8
}

# Nobody would log what is let through
no_audit() {
	world audit < <(rules 'mode = "audit";')
	PROBE=("$BIN/probe_file")
	guard open w "$W/ok/f" text
	is "$WORLD: 125" "$STATUS" 125
	ok "$WORLD: and why" err_has "^goguard: error: cannot use (mode 'audit'|layer 'supervisor')"
	is "$WORLD: the function did not run" "$(cat "$W/ok/f")" text
	left_out 'audit, log.allowed' 'needs supervisor'
}

logs() { # EVENT-WORDS -- ACT...: an event "allowed" is there
	local words=() name
	while [ "$1" != -- ]; do words+=("$1") && shift; done
	shift
	guard "$@"
	ok "$(short "$@"): in the log" seen "$(filter_of "${words[@]}" | sed 's/"violation"/"allowed"/')"
	ok "$(short "$@"): no violation" quiet
}
supervised() {
	if [ "$(uname -m)" = x86_64 ]; then
		world audit < <(rules 'mode = "audit";')
		audit
		world audit-no-landlock < <(rules 'mode = "audit"; layers = { landlock = "off"; supervisor = "prefer"; };')
		audit
	fi

	world log-allowed < <(rules 'log = { allowed = true; rate_per_s = 0; };')
	VERDICT=allow
	PROBE=("$BIN/probe_file")
	logs - open openat "$W/ok/f" read files "$(line_of 'path = "')" -- open r "$W/ok/f"
	logs - create openat "$W/ok/new" - files -- open w,creat "$W/ok/new" text
	logs - create mkdirat "$W/ok/new" create files -- mkdir "$W/ok/new"
	logs - remove unlinkat "$W/ok/f" remove files -- unlink "$W/ok/f"
	PROBE=("$BIN/probe_net")
	promised sockets && logs - connect connect "tcp:127.0.0.1:$OK4" - network "$(line_of 'network =')" -- connect "tcp:127.0.0.1:$OK4"
	PROBE=("$BIN/probe_call")
	logs - exec execve "$W/bin/ok" - exec "$(line_of 'exec =')" -- execve "$W/bin/ok" exit 0
	VERDICT=deny
	world log-not-allowed < <(rules '')
	PROBE=("$BIN/probe_file")
	guard open r "$W/ok/f"
	nok "$WORLD: what is allowed is not logged" seen 'any(.[]; .kind == "allowed")'
}

# Landlock and seccomp alone: what they cannot tell apart is not granted or not refused as the
# posture says; what they can is refused as documented, and nothing is logged about it
ends() { # STATUS ACT...
	local want
	want=$(code "$1")
	shift
	guard "$@"
	is "$(short "$@"): $want" "$STATUS" "$want"
	ok "$(short "$@"): nothing but the posture is logged" seen 'all(.[]; .kind == "posture")'
}
alone() { # off|prefer
	world "alone, $1" < <(rules "layers = { supervisor = \"$1\"; landlock = \"require\"; };")
	PROBE=("$BIN/probe_file")
	ends 0 open r "$W/ok/f"
	ends 0 open w,creat "$W/ok/new" text
	ends 0 mkdir "$W/ok/new"
	ends 0 rename 0 "$W/ok/f" "$W/ok/new"
	ends 0 unlink "$W/ok/f"
	ends EACCES open r "$W/no/f"
	ends EACCES open w "$W/no/f" text
	ends EACCES open w,creat "$W/no/new" text
	ends EACCES mkdir "$W/no/new"
	ends EACCES unlink "$W/no/f"
	ends EACCES rename 0 "$W/no/f" "$W/ok/new"
	ends EACCES truncate "$W/no/f" 1
	PROBE=("$BIN/probe_net")
	ends 0 connect "tcp:127.0.0.1:$OK4"
	ends EACCES connect "tcp:127.0.0.1:$NO4"
	PROBE=("$BIN/probe_call")
	ends 3 execve "$W/bin/ok" exit 3
	ends EACCES execve "$W/no/program" exit 3
	ends EPERM ptrace
	ends EPERM seccomp 8
	ends ENOSYS clone3 0
	: >"$EVENTS"
	"$GG" run -p "$POLICY" --log "$EVENTS" -- "$BIN/probe_call" pid >"$OUT" 2>"$ERR" &
	wait $!
	is "$WORLD: the process keeps its pid" "$(cat "$OUT")" "$!"
}

if promised log; then supervised; else no_audit; fi
if promised landlock; then
	alone off
	[ -z "${GG_BENEATH:-}" ] || promised log || alone prefer
else
	left_out 'alone' 'needs landlock'
fi
done_testing
