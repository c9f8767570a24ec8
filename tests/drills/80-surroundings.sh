# Somebody else has a listener on the process already, so that the kernel gives goguard none (EBUSY), and
# who may look at whom where only ancestors may (Yama's ptrace_scope 1).
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
drill_policy surroundings
acts=$(go_bin acts) pie=$(go_bin acts pie)

# Required: refused, with the reason
run "$DRILL" listener "$GG" run -p "$POLICY" -- "$acts" create "$RAN"
refused 'another listener' 'listens to this process already'
if [ -e "$GG_SO" ]; then
	way preload "$POLICY" "$pie" create "$RAN"
	run "$DRILL" listener "${CMD[@]}"
	refused 'another listener, preload' 'listens to this process already'
fi
# Preferred: with what is left, which the posture says
sed 's|^name = .*|&\nlayers = { supervisor = "prefer"; };|' "$POLICY" >"$GG_TMP/prefer.cfg"
start_logs || skip_all 'no log reader'
run "$DRILL" listener "$GG" run -p "$GG_TMP/prefer.cfg" --log "$SOCK" -- "$acts" read "$SECRET"
case $STATUS in
125) refused 'another listener, preferred' 'listens to this process already' ;;
*)
	status_is 'another listener, preferred: confined by what is left' EACCES
	event 'another listener, preferred: the posture says so' '.kind == "posture" and .layers.supervisor.state != "full"' ;;
esac
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
	kill -KILL "$BG"
	wait "$BG" 2>/dev/null
	wait_for dead "$orphan"
done
for w in $ways; do
	[ "$w" = shell ] && continue # there the probe is not the supervisor's own child
	as "$w" "$POLICY" "$PROBE" orphans 5
	status_is "$w: orphans become the supervisor's, which may look into them" 0
done
done_testing
