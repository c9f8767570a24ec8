# At a terminal: an interactive shell, its keys, its jobs.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
pty=$GG_BUILD/tests/live/glibc/pty
[ -x "$PROBE" ] && [ -x "$pty" ] || skip_all "no $pty"
fn_policy terminal
acts=$(go_bin acts)
pie=$(go_bin acts pie)
[ -e "$GG_SO" ] && ways='run preload' || ways=run

# The commands that a person types are short: g runs guarded, by the way that is being tried
g_script() { # WAY
	case $1 in
	run) printf '#!/bin/sh\nexec "%s" run -p "%s" -- "$@"\n' "$GG" "$POLICY" ;;
	preload) printf '#!/bin/sh\nGOGUARD_BIN="%s" GOGUARD_POLICY="%s" LD_PRELOAD="%s" exec "$@"\n' \
		"$GG" "$POLICY" "$GG_SO" ;;
	esac >"$GG_TMP/g"
	chmod 755 "$GG_TMP/g"
}
# at_terminal NAME: the steps on stdin, typed into an interactive bash
at_terminal() {
	{
		printf 'send stty -echo; PS1=PRO""MPT\\r\nexpect PROMPT\n'
		sed -e "s|@G|$GG_TMP/g|g; s|@PROBE|$PROBE|g; s|@ACTS|$bin|g"
		printf 'send exit 42\\r\n'
	} >"$GG_TMP/steps"
	n_runs=$((n_runs + 1))
	GG_PTY_S=15 PS1=P0 HISTFILE=/dev/null "$pty" bash --norc --noprofile --noediting -i \
		<"$GG_TMP/steps" >"$OUT" 2>"$ERR"
	STATUS=$?
	is "$w: $1" "$STATUS" 42
}
# Another terminal of the same user's is not the function's, its own is
background sh -c 'echo "wait test -e \"$1/done\"" | GG_PTY_S=60 "$2" sh -c "tty >\"$1/name\" && exec cat"' sh "$GG_TMP" "$pty"
wait_for test -s "$GG_TMP/name"
run sh -c ': 3<>"$1"' sh "$(cat "$GG_TMP/name")"
is 'another terminal: works unguarded' "$STATUS" 0
run "$GG" run -p "$POLICY" --log "$EVENTS" -- /bin/sh -c ': 3<>"$1"' sh "$(cat "$GG_TMP/name")"
nok 'another terminal: refused' [ "$STATUS" = 0 ]
! promised log || is 'another terminal: with its event' "$(jq -r 'select(.kind == "violation") | [.op, .errno, .path] | @tsv' "$EVENTS" | head -1)" \
	"$(printf 'open\tEACCES\t%s' "$(cat "$GG_TMP/name")")"
: >"$GG_TMP/done"

# A session that the function begins has a terminal of its own, which is what /dev/tty is there, and none without
POLICY=$GG_TMP/session.cfg
echo 'version = 1; extends = ( "terminal" );
files = ( { path = "/dev/ptmx"; allow = "read write"; }, { path = "/dev/pts"; allow = "read write"; } );' >"$POLICY"
for w in bare $ways; do
	[ "$w" = bare ] && prefix='' || { g_script "$w" && prefix=$GG_TMP/g; }
	for held in '' '</dev/null >/dev/null 2>&1; true' '</dev/null >/dev/null 2>&1'; do
		# held by the caller, by who leads its session, by neither: then the kernel goes on where it may
		[ "${held%1}" = "$held" ] || [ "$w" = bare ] || promised landlock || continue
		printf '%s\n' "send stty -echo; PS1=PRO\"\"MPT\\r" 'expect PROMPT' \
			"send (echo expect in; echo expect side) | $prefix $pty sh -c 'sh -c \"echo in\"\"side >/dev/tty\" $held'; echo status \$?\\r" \
			'expect status 0' 'expect PROMPT' \
			"send $prefix setsid -w sh -c ': >/dev/tty' </dev/null 2>/dev/null; echo status \$?\\r" \
			'expect status 2' 'expect PROMPT' 'send exit 42\r' >"$GG_TMP/steps"
		GG_PTY_S=15 PS1=P0 HISTFILE=/dev/null "$pty" bash --norc --noprofile --noediting -i \
			<"$GG_TMP/steps" >"$OUT" 2>"$ERR"
		is "$w: the terminal of a session of its own${held:+, $held}" $? 42
	done
done
POLICY=$GG_TMP/terminal.cfg

for w in $ways; do
	g_script "$w"
	bin=$acts
	[ "$w" = preload ] && bin=$pie
	at_terminal 'reads from the terminal, which is its own afterwards' <<'END'
send @G @PROBE lines\r
expect ready
send one\r
expect got one
send end\r
expect done, foreground 1
expect PROMPT
send echo status $?\r
expect status 0
expect PROMPT
END
	! promised supervisor || at_terminal 'the terminal opened once more, by its names' <<'END'
send @G /bin/sh -c ': 3<>"$1" 4<>/dev/stdin 5>/dev/stdout && echo op""ened' sh $(tty)\r
expect opened
expect PROMPT
END
	at_terminal 'Ctrl-C' <<'END'
send @G @ACTS sleep-signal 2; echo status $?\r
expect ready
send \x03
expect got interrupt
expect status 0
expect PROMPT
send @G sh -c 'echo ready; exec @ACTS sleep 600'\r
expect ready
send \x03
expect PROMPT
send echo status $?\r
expect status 130
expect PROMPT
END
	at_terminal 'Ctrl-\' <<'END'
send @G @ACTS sleep-signal 3; echo status $?\r
expect ready
send \x1c
expect got quit
expect status 0
expect PROMPT
END
	rm -f "$WORK/log"
	at_terminal 'each key reaches it once' <<END
send @G @PROBE signals $WORK/log & until grep ready $WORK/log; do :; done; fg\\r
expect ready
expect signals
wait set -- \$(ps -o tpgid=,pgid= -p \$(sed -n 's/^ready //p' $WORK/log)); [ "\$1" = "\$2" ]
send \\x03
send \\x1c
wait grep -q 'signal 2' $WORK/log && grep -q 'signal 3' $WORK/log
wait kill -ALRM \$(sed -n 's/^ready //p' $WORK/log)
expect PROMPT
END
	kill -KILL "$(sed -n 's/^ready //p' "$WORK/log")" 2>/dev/null # if it is still there
	is "$w: Ctrl-C and Ctrl-\\, one signal each" "$(grep '^signal' "$WORK/log" | sort | tr '\n' ';')" \
		'signal 2;signal 3;'
	at_terminal 'Ctrl-Z, fg, bg' <<'END'
send @G @PROBE lines\r
expect ready
send one\r
expect got one
send \x1a
expect Stopped
expect PROMPT
send jobs\r
expect Stopped
expect PROMPT
send fg\r
expect lines
send two\r
expect got two
send \x1a
expect Stopped
expect PROMPT
# in the background it reads, and is stopped for that
send bg; until jobs | grep Stopped; do :; done; echo again stopped\r
expect again stopped
expect PROMPT
send fg\r
expect lines
send three\r
expect got three
send end\r
expect done, foreground 1
expect PROMPT
END
	at_terminal 'Ctrl-Z of one that sleeps, bg, wait' <<'END'
send @G sh -c 'echo ready; exec @ACTS sleep 0.5'\r
expect ready
send \x1a
expect Stopped
expect PROMPT
send bg; wait; echo status $?\r
expect status 0
expect PROMPT
END
	at_terminal 'a background job that reads is stopped, and goes on in the foreground' <<'END'
send @G @PROBE lines & until jobs | grep Stopped; do :; done; echo it stopped\r
expect it stopped
expect PROMPT
send fg\r
expect lines
send one\r
expect got one
send end\r
expect done, foreground 1
expect PROMPT
END
	at_terminal 'a background job ends by kill' <<'END'
send @G @ACTS sleep 600 & sleep 0.2; kill %1; wait %1; echo status $?\r
expect status 143
expect PROMPT
END
	at_terminal 'a pipeline of two guarded commands' <<'END'
send echo text | @G @PROBE lines | @G @ACTS stdin; echo status ${PIPESTATUS[*]}\r
expect ready
expect got text
expect status 0 0 0
expect PROMPT
send @G sh -c 'echo ready >&2; exec @ACTS sleep 600' | @G sh -c 'echo ready >&2; exec @ACTS sleep 600'\r
expect ready
expect ready
send \x03
expect PROMPT
send echo status ${PIPESTATUS[*]}\r
expect status 130 130
expect PROMPT
END
	at_terminal 'stty works before and after' <<'END'
send stty -a | grep -o 'intr = ^C'\r
expect intr = ^C
expect PROMPT
send @G @ACTS exit 3; stty size; stty -a | grep -o 'eof = ^D'; echo status $?\r
expect eof = ^D
expect status 0
expect PROMPT
send @G @PROBE lines\r
expect ready
send one\r
expect got one
send \x04
expect done, foreground 1
expect PROMPT
END
	at_terminal 'SIGKILL of the supervisor gives the terminal back' <<'END'
send @G @PROBE lines\r
expect ready
send \x1a
expect PROMPT
send kill -9 %1; fg; echo gone\r
expect gone
expect PROMPT
send @G @PROBE lines\r
expect ready
send end\r
expect done, foreground 1
expect PROMPT
END
	# The terminal hangs up: function and supervisor end
	{
		printf 'send stty -echo; PS1=PRO""MPT\\r\nexpect PROMPT\n'
		printf 'send %s %s sleep-signal 77777 2>/dev/null; %s %s lines\\r\nexpect ready\nclose\n' \
			"$GG_TMP/g" "$bin" "$GG_TMP/g" "$PROBE"
	} >"$GG_TMP/steps"
	GG_PTY_S=15 PS1=P0 HISTFILE=/dev/null "$pty" bash --norc --noprofile --noediting -i \
		<"$GG_TMP/steps" >"$OUT" 2>"$ERR"
	nok "$w: a hang-up ends the shell" [ $? = 120 ]
	ok "$w: and the function" wait_for sh -c "! pgrep -f '^$PROBE lines$'"
	# Without a shell in between: the guarded command leads the session
	way "$w" "$POLICY" "$PROBE" lines
	printf 'expect ready\nsend one\\r\nexpect got one\nsend end\\r\nexpect done, foreground 1\n' |
		GG_PTY_S=15 "$pty" "${CMD[@]}" >"$OUT" 2>"$ERR"
	STATUS=$?
	status_is "$w: as the session leader" 0
	way "$w" "$POLICY" "$bin" sleep-signal 2
	printf 'expect ready\nsend \\x03\nexpect got interrupt\n' |
		GG_PTY_S=15 "$pty" "${CMD[@]}" >"$OUT" 2>"$ERR"
	STATUS=$?
	status_is "$w: as the session leader, Ctrl-C" 0
done
ok 'no function is left' wait_for sh -c "! pgrep -f '^$GO_BIN/acts.* sleep 600$'"
done_testing
