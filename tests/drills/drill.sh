# shellcheck shell=bash
# Helpers of the drills; a drill starts with:  . "$(dirname "$0")/drill.sh"
#
# Owns starting drill_probe under guard, what it counted, and what a supervisor holds. Relies on lib.sh
# and process.sh of the live tests. A drill measures by counts: of answers, events, descriptors, threads.
. "$(dirname "${BASH_SOURCE[0]}")/../live/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../live/process.sh"
DRILL=$GG_BUILD/tests/live/drill_probe
COUNTS=$WORK/counts
[ -x "$DRILL" ] || skip_all "no $DRILL (make probes)"

# drill_policy NAME [LINE...]: fn_policy, every event told, 127.0.0.1:2 granted, where nobody listens
drill_policy() {
	local name=$1
	shift
	fn_policy "$name" 'log = { rate_per_s = 0; };' "$@"
	sed -i 's|tcp://127.0.0.1:1024-65535|tcp://127.0.0.1:2|' "$POLICY"
}

# counted WHAT: of drill_probe; 0 as long as there is no file
counted() {
	local n
	case $1 in denied) n=1 ;; free) n=2 ;; opened) n=3 ;; not-opened) n=4 ;; refused) n=5 ;; not-refused) n=6 ;;
	done) n=7 ;; wrong) n=8 ;; esac
	od -An -td8 -v -w8 "$COUNTS" 2>/dev/null | sed -n "${n}p" | tr -d ' ' | grep . || echo 0
}
more_than() { [ "$(counted "$1")" -gt "$2" ]; } # WHAT NUMBER
are_done() { [ "$(counted done)" -ge "$1" ]; }
# goes_on WHAT: there is one more than now
goes_on() { wait_for more_than "$1" "$(counted "$1")"; }

# start_steps KIND WORD...: by `goguard run` with $POLICY; its supervisor is $BG, the function $FN
start_steps() {
	steps=1
	rm -f "$COUNTS"
	start "${WAY:-run}" "$POLICY" "$DRILL" steps "$COUNTS" "$@"
	wait_for are_done 1 || fail "steps $1: starts"
	FN=$(child_of "$BG")
}
# batch: one more, waited for
batch() {
	kill -USR1 "$FN" && wait_for are_done $((steps += 1))
}
# finish: the function is asked to end. Return: as goguard
finish() {
	kill -TERM "$FN" 2>/dev/null
	wait "$BG"
}

# What a process holds: descriptors, threads, memory of its own, children that nobody reaped
# (descriptors only as root: what other users are shown is how large their table became). Files of threads that
# called are kept, one thread for each remainder of their numbers by 64: how many, is up to the numbers, and so is
# whether a crowd of workers makes the table of 256 grow once. A leak makes it grow on.
descriptors() { find "/proc/$1/fd" -mindepth 1 ! -lname '/proc/*/comm' ! -lname '/proc/*/syscall' 2>/dev/null | wc -l; }
table() { awk '/^FDSize:/ { print ($2 > 512 ? $2 : "up to 512") }' "/proc/$1/status"; }
threads() { awk '/^Threads:/ { print $2 }' "/proc/$1/status"; }
data_kb() { awk '/^VmData:/ { print $2 }' "/proc/$1/status"; }
zombies() { ps -o stat= --ppid "$1" | grep -c Z; }
# Workers end by themselves, a moment after their call
settled() { [ "$(threads "$1")" = 1 ]; }
held() { # PID: all but memory, once it is settled
	wait_short settled "$1"
	echo "descriptors $(descriptors "$1"), table $(table "$1"), threads $(threads "$1"), zombies $(zombies "$1")"
}
# Memory has no one right number: libc keeps the stacks of as many workers as there once were at a time,
# 64 of 256 KiB, and their heaps. What grows beyond that is a leak.
no_more_memory() { # PID KB-BEFORE
	[ "$(data_kb "$1")" -le $(($2 + 24 * 1024)) ] || { note "$2 KiB became $(data_kb "$1")" && return 1; }
}

# told_or_counted FILE: violations in it, and those that it says are lost
told() { jq -Rrn '[inputs | fromjson? | select(.kind == "violation")] | length' "$1"; }
lost() { jq -Rrn '[inputs | fromjson? | .dropped // 0] | max // 0' "$1"; }
# No number of an event comes twice, and what is missing is no more than what is said to be lost
numbered() { jq -Rne '[inputs | fromjson?] | ([.[].seq] | . == (unique | sort)) and
	(.[-1].seq - length <= ([.[] | .dropped // 0] | max // 0))' "$1" >/dev/null; }
