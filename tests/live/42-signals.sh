# Signals: what reaches the function, how often, and who dies with whom.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
[ -x "$PROBE" ] || skip_all "no $PROBE"
command -v setsid >/dev/null || skip_all 'no setsid'
command -v pgrep >/dev/null || skip_all 'no pgrep'
fn_policy signals
log=$WORK/log
[ -e "$GG_SO" ] && ways='run preload env shell-exec target named' || ways=run

said() { grep -qx "$1" "$log"; }
start_probe() { # WAY: the probe in the background; supervisor in $BG, function in $FN
	rm -f "$log"
	start "$1" "$POLICY" "$PROBE" signals "$log"
	wait_for said 'ready .*' || fail "$1: the probe starts"
	FN=$(awk '/^ready/ { print $2 }' "$log")
}
signals_of() { grep '^signal' "$log" | sort | tr '\n' ';'; }
end_probe() {
	kill -ALRM "$BG"
	wait "$BG"
}

for w in $ways; do
	start_probe "$w"
	is "$w: the function is the child of what was started" "$(parent_of "$FN")" "$BG"
	is "$w: it has a process group of its own" "$(ps -o pgid= -p "$FN" | tr -d ' ')" "$FN"
	for sig in HUP INT QUIT USR1 USR2 TERM WINCH CONT TSTP BUS RTMIN+1; do
		kill -$sig "$BG"
		wait_for said "signal $(kill -l $sig)" || fail "$w: SIG$sig reaches the function"
	done
	end_probe
	is "$w: it ends well" $? 0
	is "$w: each once" "$(signals_of)" "$(for sig in HUP INT QUIT USR1 USR2 TERM WINCH CONT TSTP BUS RTMIN+1; do
		echo "signal $(kill -l $sig)"; done | sort | tr '\n' ';')"

	start_probe "$w"
	kill -USR1 -- "-$BG"
	wait_for said 'signal 10' || fail "$w: a signal to the group reaches the function"
	end_probe
	is "$w: once" "$(signals_of)" 'signal 10;'
done

# Go programs, as they are asked to end
for w in $ways; do
	for v in static pie cgo; do
		can "$w" $v || continue
		start "$w" "$POLICY" "$(go_bin acts $v)" sleep-signal
		out=$GG_TMP/bg.${#pids[@]}.out
		wait_for grep -q ready "$out"
		kill -TERM "$BG"
		wait "$BG"
		is "$w, $v: SIGTERM is handled" "$? $(tail -n 1 "$out")" '0 got terminated'
	done
done
start run "$POLICY" "$(go_bin acts)" sleep 60
wait_for has_child "$BG"
kill -TERM "$BG"
wait "$BG"
is 'SIGTERM that is not handled: 128 + 15' $? 143

as run "$POLICY" "$(go_bin acts)" kill parent 15
ok 'a signal of the function to its parent is denied, or at least does not come back' \
	[ "$STATUS" = 0 -o "$STATUS" = 1 ]

# Who dies with whom
for w in $ways; do
	rm -f "$log"
	start "$w" "$POLICY" "$PROBE" left-over "$log" "$PROBE"
	wait_for said 'ready .*' || fail "$w: the probe starts"
	grandchild=$(awk '/^ready/ { print $2 }' "$log")
	FN=$(child_of "$BG")
	kill -KILL "$BG"
	wait "$BG" 2>/dev/null
	ok "$w: the function dies with its supervisor" wait_for dead "$FN"
	wait_for said 'exec .*' || fail "$w: what it left behind ends"
	ok "$w: what it left behind opens nothing" grep -qE '^open (38|13|1)$' "$log"
	ok "$w: creates nothing" grep -qE '^create (38|13|1)$' "$log"
	ok "$w: connects to nothing" grep -qE '^connect (38|13|1)$' "$log"
	ok "$w: executes nothing" grep -qE '^exec (38|13|1)$' "$log"
	ok "$w: and ends" wait_for dead "$grandchild"
done
for w in $ways; do # the end of the function is the end of supervision, whatever it left behind
	rm -f "$log"
	start "$w" "$POLICY" "$PROBE" left-over "$log" "$PROBE"
	wait_for said 'ready .*'
	grandchild=$(awk '/^ready/ { print $2 }' "$log")
	FN=$(child_of "$BG")
	kill -KILL "$FN"
	wait "$BG"
	is "$w: SIGKILL of the function: 137" $? 137
	wait_for said 'exec .*' || fail "$w: what it left behind ends"
	ok "$w: what it left behind opens nothing" grep -qE '^open (38|13|1)$' "$log"
	ok "$w: and ends" wait_for dead "$grandchild"
done

# Stop and go on
stopped() { [ "$(state_of "$1")" = T ]; }
runs() { case $(state_of "$1") in S | R) true ;; *) false ;; esac; }
for w in $ways; do
	start_probe "$w"
	kill -STOP "$BG"
	ok "$w: SIGSTOP stops the supervisor" wait_for stopped "$BG"
	kill -CONT "$BG"
	ok "$w: SIGCONT wakes it" wait_for runs "$BG"
	ok "$w: and reaches the function" wait_for said 'signal 18'
	kill -STOP "$FN"
	ok "$w: the function stopped" wait_for stopped "$FN"
	kill -CONT "$FN"
	kill -USR2 "$BG"
	ok "$w: both work on" wait_for said 'signal 12'
	end_probe
	is "$w: and end" $? 0
done
start run "$POLICY" "$(go_bin acts)" sleep 60
wait_for has_child "$BG"
FN=$(child_of "$BG")
wait_for runs "$FN"
kill -TSTP "$BG"
ok 'SIGTSTP stops the function' wait_for stopped "$FN"
kill -CONT "$BG"
ok 'SIGCONT wakes it' wait_for runs "$FN"
kill -KILL "$BG"

# A call that waits in the supervisor ends, or begins again, by what a signal does that nobody handles
worker_of() { [ "$(awk '/^Threads:/ { print $2 }' "/proc/$1/status")" = 2 ]; }
mkfifo "$WORK/fifo"
fn_policy waits 'layers = { landlock = "off"; };'
for sig in ABRT TSTP STOP; do
	start run "$POLICY" cat "$WORK/fifo"
	out=$GG_TMP/bg.${#pids[@]}.out
	wait_for worker_of "$BG" || fail "$sig: an open waits"
	FN=$(child_of "$BG")
	kill -$sig "$FN"
	if [ $sig != ABRT ]; then
		ok "SIG$sig stops who waits" wait_for stopped "$FN"
		kill -CONT "$FN"
		timeout "$LIMIT" sh -c 'echo words >"$1"' sh "$WORK/fifo"
	fi
	wait "$BG"
	is "SIG$sig, and then" "$? $(cat "$out")" "$([ $sig = ABRT ] && echo '134 ' || echo '0 words')"
done

# timeout(1)
for w in $ways; do
	way "$w" "$POLICY" "$(go_bin acts "$([ "$w" = preload ] && echo pie || echo static)")" sleep 600
	run sh -c 'echo $$ >"$0"; exec "$@"' "$STARTED" timeout 0.3 "${CMD[@]}"
	is "$w: timeout says 124" "$STATUS" 124
	run timeout -s KILL 0.3 "${CMD[@]}"
	is "$w: timeout -s KILL says 137" "$STATUS" 137
done
ok 'no function is left' wait_for sh -c "! pgrep -f '^$GO_BIN/acts.* sleep 600$'"
done_testing
