# Where events go: every kind of reader, present, absent, slow and restarted.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
[ -x "$PROBE" ] || skip_all "no $PROBE"
fn_policy events 'log = { rate_per_s = 0; };'
cp "$POLICY" "$GG_TMP/fast.cfg"
fn_policy events
[ -e "$GG_SO" ] && ways='run preload env shell-exec target' || ways=run
acts=$(go_bin acts)
one=$GG_TMP/one.log

# In order, without a gap: posture first, exit last
in_order() { # FILE
	jq -ne '[inputs] | (.[0].kind == "posture") and (.[-1].kind == "exit") and
		([.[].seq] == [range(1; length + 1)])' "$1" >/dev/null
}
# way_to, to WHERE WAY POLICY COMMAND...: events go to WHERE
way_to() {
	local logs_pid=1 SOCK=$1
	shift
	way "$@"
}
to() {
	local logs_pid=1 SOCK=$1
	shift
	as "$@"
}
for type in seqpacket dgram stream; do
	for w in $ways; do
		"$GG" logs --json --type $type "$GG_TMP/$type.sock" >"$one" 2>/dev/null </dev/null &
		logs_pid=$!
		wait_for test -S "$GG_TMP/$type.sock"
		to "$GG_TMP/$type.sock" "$w" "$GG_TMP/fast.cfg" "$PROBE" denials 300 "$SECRET"
		is "$type, $w: 300 are denied" "$(cat "$OUT")" 300
		wait_for grep -q '"kind":"exit"' "$one"
		stop_logs
		is "$type, $w: each is told" "$(grep -c '"kind":"violation"' "$one")" 300
		ok "$type, $w: posture first, exit last, no gap" in_order "$one"
		rm -f "$GG_TMP/$type.sock"
	done
done

# Whoever may connect to everything below /tmp may not speak to the reader, by whatever name
NET=$GG_BUILD/tests/live/probe_net
ln -s "$GG_TMP" "$WORK/aside"
for type in seqpacket:seq dgram:dgram stream:unix; do
	[ -x "$NET" ] || continue
	socket=$GG_TMP/${type%:*}.sock other=$GG_TMP/${type%:*}.other
	for path in "$socket" "$other"; do
		"$GG" logs --json --type "${type%:*}" "$path" >"$path.json" 2>/dev/null </dev/null &
		pids+=("$!")
		wait_for test -S "$path"
	done
	for act in connect sendto; do
		[ "$act:$type" = sendto:dgram:dgram ] || [ "$act" = connect ] || continue
		run "$NET" "$act" "${type#*:}:$socket"
		status_is "${type%:*}, $act: the reader hears anybody" 0
		for path in "$socket" "$WORK/aside/${socket##*/}"; do
			to "$socket" run "$GG_TMP/fast.cfg" "$NET" "$act" "${type#*:}:$path"
			status_is "${type%:*}, $act: but not the function, ${path#"$GG_TMP"}" EACCES
		done
		ok "${type%:*}, $act: and says so" wait_for grep -qF '"reason":"events are read there' "$socket.json"
		to "$socket" run "$GG_TMP/fast.cfg" "$NET" "$act" "${type#*:}:$other"
		status_is "${type%:*}, $act: another reader is none of its business" 0
	done
done

for w in $ways; do
	# A file
	rm -f "$GG_TMP/events.log"
	to "$GG_TMP/events.log" "$w" "$GG_TMP/fast.cfg" "$PROBE" denials 300 "$SECRET"
	status_is "file, $w" 0
	ok "file, $w: posture first, exit last, no gap" in_order "$GG_TMP/events.log"
	is "file, $w: each is told" "$(grep -c '"kind":"violation"' "$GG_TMP/events.log")" 300
	is "file, $w: for its owner only" "$(stat -c %a "$GG_TMP/events.log")" 600
	to "$GG_TMP/events.log" "$w" "$GG_TMP/fast.cfg" "$PROBE" denials 1 "$SECRET"
	is "file, $w: the next one is appended" "$(grep -c '"kind":"posture"' "$GG_TMP/events.log")" 2
	# Standard output, among what the function says
	to - "$w" "$GG_TMP/fast.cfg" "$PROBE" denials 3 "$SECRET"
	is "standard output, $w: the function's word" "$(grep -v '^{' "$OUT")" 3
	grep '^{' "$OUT" >"$one"
	ok "standard output, $w: posture first, exit last, no gap" in_order "$one"
	is "standard output, $w: each is told" "$(grep -c '"kind":"violation"' "$one")" 3
	# Nobody reads
	to "$GG_TMP/nobody.sock" "$w" "$POLICY" "$PROBE" denials 1000 "$SECRET"
	is "no reader, $w: no matter" "$STATUS $(cat "$OUT")" '0 1000'

	# A reader that comes later gets the posture first
	rm -f "$GG_TMP/late.sock" "$WORK/log" "$one" "$one.2"
	way_to "$GG_TMP/late.sock" "$w" "$POLICY" "$PROBE" signals "$WORK/log"
	background setsid "${CMD[@]}"
	wait_for grep -q ready "$WORK/log"
	"$GG" logs --json "$GG_TMP/late.sock" >"$one" 2>/dev/null </dev/null &
	logs_pid=$!
	wait_for grep -q posture "$one" || fail "a late reader, $w: gets the posture"
	# and one that is killed and comes again gets what happens then
	kill -KILL "$logs_pid"
	wait "$logs_pid" 2>/dev/null
	rm -f "$GG_TMP/late.sock"
	"$GG" logs --json "$GG_TMP/late.sock" >"$one.2" 2>/dev/null </dev/null &
	logs_pid=$!
	wait_for test -S "$GG_TMP/late.sock"
	kill -ALRM "$BG"
	wait "$BG"
	is "a reader that comes again, $w: the function ends well" $? 0
	ok "a reader that comes again, $w: gets the exit" wait_for grep -q '"kind":"exit"' "$one.2"
	stop_logs
	cat "$one" "$one.2" >"$one.3"
	ok "readers, $w: posture first, exit last, no gap" in_order "$one.3"
done

# A slow reader: the function does not wait; what does not fit is counted, and reported
for w in $ways; do
	"$GG" logs --json "$GG_TMP/slow.sock" >"$one" 2>/dev/null </dev/null &
	logs_pid=$!
	wait_for test -S "$GG_TMP/slow.sock"
	kill -STOP "$logs_pid"
	rm -f "$WORK/log"
	way_to "$GG_TMP/slow.sock" "$w" "$GG_TMP/fast.cfg" /bin/sh -c \
		'"$0" denials 4000 "$1"; "$0" signals "$2"; exit $?' "$PROBE" "$SECRET" "$WORK/log"
	background setsid "${CMD[@]}"
	wait_for grep -q ready "$WORK/log"
	ok "a slow reader, $w: the function goes on" grep -q ready "$WORK/log"
	kill -CONT "$logs_pid"
	ok "a slow reader, $w: the loss is reported as soon as there is room" \
		wait_for grep -q '"kind":"dropped"' "$one"
	kill -ALRM "$(awk '/^ready/ { print $2 }' "$WORK/log")"
	wait "$BG"
	is "a slow reader, $w: the function ends well" $? 0
	wait_for grep -q '"kind":"exit"' "$one"
	stop_logs
	is "a slow reader, $w: posture first, exit last" \
		"$(jq -rn '[inputs] | "\(.[0].kind) \(.[-1].kind)"' "$one")" 'posture exit'
	is "a slow reader, $w: every violation is told or counted" "$(jq -rn '[inputs] |
		([.[] | select(.kind == "violation")] | length) + ([.[] | .dropped // 0] | max)' "$one")" 4000
	is "a slow reader, $w: the last number is the number of all events" "$(jq -rn '[inputs] | .[-1].seq -
		([.[] | select(.kind == "violation")] | length) - ([.[] | .dropped // 0] | max) -
		([.[] | select(.kind == "dropped")] | length)' "$one")" 2
	rm -f "$GG_TMP/slow.sock"
done

# The rate: what is above it is counted
fn_policy slow 'log = { rate_per_s = 10; };'
to "$GG_TMP/rate.log" run "$POLICY" "$PROBE" denials 500 "$SECRET"
is 'rate: each is denied' "$(cat "$OUT")" 500
is 'rate: told or counted' "$(jq -rn '[inputs] |
	([.[] | select(.kind == "violation")] | length) + ([.[] | .dropped // 0] | max)' "$GG_TMP/rate.log")" 500
ok 'rate: not all told' [ "$(grep -c violation "$GG_TMP/rate.log")" -lt 400 ]
is 'rate: posture first, exit last' "$(jq -rn '[inputs] | "\(.[0].kind) \(.[-1].kind)"' "$GG_TMP/rate.log")" 'posture exit'

# Who says where: --log, then GOGUARD_LOG, then the policy
fn_policy where "log = { socket = \"$GG_TMP/policy.log\"; };"
run "$GG" run -p "$POLICY" -- "$acts" exit 0
ok 'the policy says where' in_order "$GG_TMP/policy.log"
GOGUARD_LOG=$GG_TMP/env.log run "$GG" run -p "$POLICY" -- "$acts" exit 0
ok 'GOGUARD_LOG overrides it' in_order "$GG_TMP/env.log"
is 'GOGUARD_LOG: not both' "$(grep -c posture "$GG_TMP/policy.log")" 1
GOGUARD_LOG=$GG_TMP/env.log run "$GG" run -p "$POLICY" --log "$GG_TMP/option.log" -- "$acts" exit 0
ok '--log overrides that' in_order "$GG_TMP/option.log"
is '--log: not both' "$(grep -c posture "$GG_TMP/env.log")" 1
if [ -e "$GG_SO" ]; then
	rm -f "$GG_TMP"/*.log
	preloaded "$POLICY" "$(go_bin acts pie)" exit 0
	ok 'preload: the policy says where' in_order "$GG_TMP/policy.log"
	way preload "$POLICY" "$(go_bin acts pie)" exit 0
	run "${CMD[@]/#GOGUARD_LOG=*/GOGUARD_LOG=$GG_TMP/env.log}"
	ok 'preload: GOGUARD_LOG overrides it' in_order "$GG_TMP/env.log"
	is 'preload: not both' "$(grep -c posture "$GG_TMP/policy.log")" 1
fi
done_testing
