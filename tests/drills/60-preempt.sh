# Signals that interrupt threads in the middle of calls, as Go's scheduler sends them: no answer is lost or
# wrong, and no descriptor. With signals that wait for the answer (WAIT_KILLABLE) at full rate; without, as
# often as lets calls be answered at all, and Go programs are told not to send them. And signals to the supervisor,
# which opens all files itself then; it is stopped and goes on, too.
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
REFUSE=$GG_BUILD/tests/live/probe_refuse
LIMIT=100
drill_policy preempt
threads=16 rounds=20
acts=$(go_bin acts)

due() { for what in denied free opened not-opened refused not-refused wrong; do counted $what; done | tr '\n' ' '; }
# urged NAME NAP_US: three batches
urged() {
	local n=$((threads * rounds * 3))
	start_steps urgent "$2" $threads $rounds "$PROBE" "$SECRET" 2
	batch && batch && batch
	is "$1: every answer is the one that is due" "$(due)" "$((2 * n)) 0 $n 0 $n 0 0 "
	finish
	is "$1: it ends well" $? 0
}
urged 'full rate' 0
as run "$POLICY" "$acts" preempt 8 40 "$PROBE" "$SECRET"
status_is 'Go, preempted all the time' 0
is 'Go, preempted all the time: no wrong answer' "$(cat "$OUT")" 'wrong 0'

# Signals to the supervisor, of those that interrupt its own waiting: who waits for an answer notices nothing
hinder() { while kill "-$1" "$BG" && kill -CONT "$BG"; do :; done; }
drill_policy disturbed 'layers = { landlock = "off"; };'
for sig in RTMIN+1 BUS STOP; do
	start_steps storm $threads 150 "$PROBE" "$SECRET" 2
	n=$((threads * 150 * 2))
	hinder $sig 2>/dev/null &
	sender=$!
	batch && batch
	is "$sig all the time: every answer is the one that is due" "$(due)" "$((2 * n)) 0 $n 0 $n 0 0 "
	ok "$sig all the time: until the end" kill "$sender"
	wait "$sender" 2>/dev/null
	kill -CONT "$BG"
	finish
	is "$sig all the time: it ends well" $? 0
done

# The same on a kernel without it
POLICY=$GG_TMP/preempt.cfg
if [ -x "$REFUSE" ]; then
	GG_REAL=$GG
	printf '#!/bin/sh\nexec "%s" wait_killable -- "%s" "$@"\n' "$REFUSE" "$GG_REAL" >"$GG_TMP/goguard"
	chmod 755 "$GG_TMP/goguard"
	GG=$GG_TMP/goguard
	urged 'without WAIT_KILLABLE, now and then' 3000
	as run "$POLICY" "$acts" preempt 8 40 "$PROBE" "$SECRET"
	status_is 'Go, without WAIT_KILLABLE' 0
	is 'Go, without WAIT_KILLABLE: no wrong answer' "$(cat "$OUT")" 'wrong 0'
	GG=$GG_REAL
fi
done_testing
