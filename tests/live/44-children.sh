# The supervisor in front of many processes: it reaps, and it lasts as long as the function.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
[ -x "$PROBE" ] || skip_all "no $PROBE"
start_logs || skip_all 'no log reader'
fn_policy children
[ -e "$GG_SO" ] && ways='run preload env shell-exec target' || ways=run
two_ended() { [ "$(count_events '.kind == "exit"')" = 2 ]; }
for w in $ways; do
	new_case
	as "$w" "$POLICY" "$PROBE" orphans 20
	status_is "$w: 20 orphans are reaped by the supervisor" 0
	as "$w" "$POLICY" "$PROBE" children 1000
	status_is "$w: 1000 short children" 0
	wait_for two_ended # what comes late would count for the next case
	new_case
	as "$w" "$POLICY" "$PROBE" denied-children 10 "$SECRET"
	status_is "$w: 10 children are denied" 0
	event "$w: the exit" '.kind == "exit"'
	is "$w: their events have their pids" "$(events |
		jq -r 'select(.kind == "violation") | .pid' | sort)" "$(sort "$OUT")"
	is "$w: and the posture the function's" "$(events | jq -rs '.[0].pid == .[-1].pid')" true
done
# Who is killed while it starts has violated nothing
new_case
as run "$POLICY" "$PROBE" kill-starts 2000 "$PROBE"
status_is '2000 programs that are killed while they start' 0
no_event 'are no violations' '.kind == "violation"'
for v in static pie cgo; do
	[ -x "$(go_bin acts $v)" ] || continue
	bin=$(go_bin acts $v)
	as run "$POLICY" "$bin" spawn-many 50 /bin/true
	status_is "$v: 50 programs at once" 0
	as run "$POLICY" "$bin" spawn "$bin" exit 5
	status_is "$v: a program's end is the program's" 5
	as run "$POLICY" "$bin" spawn /bin/sh -c 'kill -9 $$'
	nok "$v: a killed child is no success" [ "$STATUS" = 0 ]
	nok "$v: nor the function's death" [ "$STATUS" = 137 ]
	# /proc/self/exe is the program itself
	as run "$POLICY" "$bin" orphan 600
	status_is "$v: it ends although a child goes on" 0
	left=$(cat "$OUT")
	ok "$v: the child was there" [ "${left:-0}" -gt 1 ]
	kill -KILL "$left" 2>/dev/null
done

# As the first process of a container
if [ "$(id -u)" = 0 ] && unshare --pid --fork --mount-proc true 2>/dev/null; then
	for w in $ways; do
		way "$w" "$POLICY" "$PROBE" orphans 20
		run unshare --pid --fork --mount-proc "${CMD[@]}"
		status_is "$w, pid 1: 20 orphans" 0
		way "$w" "$POLICY" "$PROBE" children 100
		run unshare --pid --fork --mount-proc "${CMD[@]}"
		status_is "$w, pid 1: 100 children" 0
		new_case
		way "$w" "$POLICY" "$(go_bin acts pie)" read "$SECRET"
		run unshare --pid --fork --mount-proc "${CMD[@]}"
		status_is "$w, pid 1: it guards" EACCES
		event "$w, pid 1: the violation" '.kind == "violation" and .op == "open"'
		way "$w" "$POLICY" "$(go_bin acts pie)" pid
		run unshare --pid --fork --mount-proc "${CMD[@]}"
		is "$w, pid 1: the supervisor is pid 1" "$(awk '{ print $2 }' "$OUT")" 1
		way "$w" "$POLICY" "$(go_bin acts pie)" abort
		run unshare --pid --fork --mount-proc "${CMD[@]}"
		is "$w, pid 1: 128 + 6" "$STATUS" 134
		rm -f "$WORK/log"
		way "$w" "$POLICY" "$PROBE" signals "$WORK/log"
		background unshare --pid --fork --mount-proc "${CMD[@]}"
		wait_for grep -q ready "$WORK/log"
		one=$(child_of "$BG")
		kill -TERM "$one"
		ok "$w, pid 1: SIGTERM is forwarded" wait_for grep -qx 'signal 15' "$WORK/log"
		kill -ALRM "$one"
		wait "$BG"
		is "$w, pid 1: and it ends" $? 0
	done
elif [ "$(id -u)" = 0 ]; then
	skip 'as pid 1' 'unshare --pid is not permitted'
else
	note 'as pid 1: only root tries that'
fi
done_testing
