# The supervisor killed, stopped, out of descriptors, out of memory, while many threads make calls:
# the function is confined or dead, and what it was answered is in the log.
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
drill_policy supervisor
LIMIT=60
threads=16
[ -e "$GG_SO" ] && ways='run preload' || ways=run
DYN=$DRILL # the probe is static: the shim reaches it through a shell
via() { case $1 in preload) echo shell-exec ;; *) echo "$1" ;; esac; }

start_tally() { # WAY left|alone
	rm -f "$COUNTS"
	start "$(via "$1")" "$POLICY" "$DYN" tally "$COUNTS" "$2" "$PROBE" "$SECRET" 2 $threads
	wait_for more_than denied 200 || fail "$1: the function makes calls"
	FN=$(child_of "$BG")
}
has_events() { [ "$(grep -c '"kind":"violation"' "$EVENTS")" = "$1" ]; }
none_free() { # NAME
	is "$1: nothing was free" "$(counted free)" 0
	is "$1: no answer but those that are due" "$(counted wrong)" "${2:-0}"
}

for w in $ways; do
	start_logs || skip_all 'no log reader'
	start_tally "$w" alone
	kill -KILL "$BG"
	wait "$BG" 2>/dev/null
	ok "$w, killed: the function is dead" wait_for dead "$FN"
	is "$w, killed: nothing was free" "$(counted free)" 0 # in the moment before its death all fails
	stop_logs
	nok "$w, killed: and no exit, which is how the log says so" grep -q '"kind":"exit"' "$EVENTS"
	ok "$w, killed: no number is missing" numbered "$EVENTS"
	rm -f "$SOCK"
done

# What the function was answered was sent to the reader before: only what a reader that does not keep up
# leaves in the supervisor's queue is lost with it
for w in $ways; do
	start_logs
	WAY=$(via "$w") start_steps denials 100 "$SECRET"
	batch
	kill -KILL "$BG"
	wait "$BG" 2>/dev/null
	ok "$w, killed after an answer: it is in the log" wait_for has_events 100
	stop_logs
	ok "$w, killed after an answer: no number is missing" numbered "$EVENTS"
	rm -f "$SOCK"
done

# Processes that do not die with it: not one call of theirs is answered any more
for w in $ways; do
	start_tally "$w" left
	left=$(pgrep -P "$FN" | head -n 1)
	kill -KILL "$BG"
	wait "$BG" 2>/dev/null
	ok "$w, left behind: ends, for nothing works any more" wait_for dead "$left"
	is "$w, left behind: nothing was free" "$(counted free)" 0
	ok "$w, left behind: it was refused many times" more_than not-opened 999
done

# Stopped: calls wait, and are answered later
start_logs
start_tally run alone
kill -STOP "$BG"
stopped() { [ "$(state_of "$BG")" = T ]; }
wait_for stopped
before=$(($(counted denied) + $(counted opened) + $(counted refused)))
for _ in $(seq 20); do /bin/true; done
after=$(($(counted denied) + $(counted opened) + $(counted refused)))
ok 'stopped: no call but those on their way is answered' [ $((after - before)) -le $((2 * threads)) ]
kill -CONT "$BG"
ok 'stopped and woken: it answers' goes_on denied
ok 'stopped and woken: and opens' goes_on opened
none_free 'stopped'
kill -STOP "$BG"
wait_for stopped
kill -KILL "$FN"
kill -CONT "$BG"
wait "$BG"
is 'stopped: the end of the function is seen afterwards' $? 137
ok 'stopped: and told' wait_for grep -q '"kind":"exit"' "$EVENTS"
stop_logs
ok 'stopped: no number is missing but those that are said to be' numbered "$EVENTS"
rm -f "$SOCK"

# Out of descriptors, then of memory: the soft limit of a running supervisor, taken and given back
command -v prlimit >/dev/null || skip_all 'no prlimit'
start_tally run alone
limit=$(awk '/^Max open files/ { print $4 }' "/proc/$BG/limits")
prlimit --pid "$BG" --nofile=4: # it has more already
ok 'no descriptors: what is granted fails' goes_on not-opened
denied=$(($(counted denied) + $(counted wrong)))
more_denied() { [ $(($(counted denied) + $(counted wrong))) -gt $denied ]; }
ok 'no descriptors: it goes on answering' wait_for more_denied
is 'no descriptors: nothing was free' "$(counted free)" 0
prlimit --pid "$BG" --nofile="$limit:"
ok 'descriptors again: what is granted opens' goes_on opened
ok 'descriptors again: what is not is denied' goes_on denied
ok 'descriptors again: and connects' goes_on refused
kill -TERM "$FN"
wait "$BG"
is 'no descriptors: the function ends well' $? 0
is 'no descriptors: nothing was free to the end' "$(counted free)" 0

start_tally run alone
kb=$(awk '/^VmSize:/ { print $2 }' "/proc/$BG/status")
prlimit --pid "$BG" --as=$((kb * 1024)):
ok 'no memory: calls are denied all the same' goes_on denied
ok 'no memory: what needs none is opened' goes_on opened
is 'no memory: nothing was free' "$(counted free)" 0
prlimit --pid "$BG" --as=unlimited:
ok 'memory again: it connects' goes_on refused
kill -TERM "$FN"
wait "$BG"
is 'no memory: the function ends well' $? 0
none_free 'no memory' "$(counted wrong)"
done_testing
