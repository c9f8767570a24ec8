# Somebody else has a listener on the process already, so that the kernel gives goguard none (EBUSY), and
# who may look at whom where only ancestors may (Yama's ptrace_scope 1).
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
drill_policy surroundings
acts=$(go_bin acts) pie=$(go_bin acts pie)
REFUSE=$GG_BUILD/tests/live/probe_refuse

# busy COMMAND...: run it where somebody listens already
busy() { run "$REFUSE" busy -- "$@"; }

# Required: refused, with the reason
busy "$GG" run -p "$POLICY" -- "$acts" create "$RAN"
refused 'another listener' 'listens to this process already'
if [ -e "$GG_SO" ]; then
	way preload "$POLICY" "$pie" create "$RAN"
	busy "${CMD[@]}"
	refused 'another listener, preload' 'listens to this process already'
fi
# A plan that was made without it is not taken
"$GG" plan -o "$GG_TMP/free.plan" "$POLICY" || fail 'a plan is made'
busy "$GG" run -p "$GG_TMP/free.plan" -- "$acts" create "$RAN"
refused 'another listener, a plan' 'was made for a kernel that grants other things'
# Preferred: with what is left, which the posture says
sed 's|^name = .*|&\nlayers = { supervisor = "prefer"; };|' "$POLICY" >"$GG_TMP/prefer.cfg"
start_logs || skip_all 'no log reader'
[ -e "$GG_SO" ] && ways='run preload' || ways=run
for w in $ways; do
	new_case
	way "$w" "$GG_TMP/prefer.cfg" "$pie" read "$SECRET"
	run "${CMD[@]}"
	status_is "$w, no other listener, preferred: denied" EACCES
	event "$w, no other listener, preferred: the posture has the supervisor" '.kind == "posture" and
		.layers.supervisor.state == "on"'
	new_case
	busy "${CMD[@]}"
	status_is "$w, another listener, preferred: confined by what is left" EACCES
	event "$w, another listener, preferred: the posture says so" '.kind == "posture" and
		.layers.supervisor.state == "missing" and (.layers.supervisor.why | test("EBUSY")) and
		.layers.seccomp.state == "on" and .layers.landlock.state == "on"'
	way "$w" "$GG_TMP/prefer.cfg" "$pie" create "$GG_TMP/outside"
	busy "${CMD[@]}"
	nok "$w, another listener, preferred: nothing is made where no rule is" test "$STATUS" = 0 -o -e "$GG_TMP/outside"
	way "$w" "$GG_TMP/prefer.cfg" "$pie" exit 7
	busy "${CMD[@]}"
	is "$w, another listener, preferred: what is allowed works" "$STATUS" 7
done
# A filter without a listener is no obstacle
run "$PROBE" without 999 1 "$GG" run -p "$POLICY" -- "$acts" read "$SECRET"
status_is 'another filter: guarded' EACCES
stop_logs

# Every process below the guard has the supervisor among its ancestors, whoever of them ends first
ancestor() { # PID OF: is PID above OF?
	local p=$2
	while [ "${p:-0}" -gt 1 ]; do
		p=$(parent_of "$p")
		[ "$p" = "$1" ] && return 0
	done
	return 1
}
[ -e "$GG_SO" ] && ways='run preload shell shell-exec target' || ways=run
for w in $ways; do
	rm -f "$WORK/log" "$COUNTS"
	start "$w" "$POLICY" "$PROBE" left-over "$WORK/log" "$PROBE"
	wait_for grep -q ready "$WORK/log" || fail "$w: starts"
	orphan=$(awk '/^ready/ { print $2 }' "$WORK/log")
	ok "$w: a process of its own session is below the supervisor" ancestor "$BG" "$orphan"
	first=$(parent_of "$orphan") # in a shell, of which it is a child, it does not die with the supervisor
	kill -KILL "$BG"
	wait "$BG" 2>/dev/null
	wait_for dead "$orphan"
	[ "$w" != shell ] || kill -KILL "$first"
	ok "$w: and nobody is left" wait_for dead "$first"
done
for w in $ways; do
	[ "$w" = shell ] && continue # there the probe is not the supervisor's own child
	as "$w" "$POLICY" "$PROBE" orphans 5
	status_is "$w: orphans become the supervisor's, which may look into them" 0
done
done_testing
