# supervisor = "off": nothing forks, the function is the process that was started.
# needs: seccomp landlock
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
start_logs || skip_all 'no log reader'
fn_policy alone 'layers = { seccomp = "require"; landlock = "require"; supervisor = "off"; };'
run "$GG" plan "$POLICY"
[ "$STATUS" = 0 ] || skip_all "this kernel cannot do it alone: $(cat "$ERR")"
"$GG" plan "$POLICY" -o "$GG_TMP/alone.plan"
[ -e "$GG_SO" ] && ways='run preload env shell-exec target named target-fork named-fork' || ways=run
for w in $ways; do
	for v in static stripped pie cgo; do
		can "$w" $v || continue
		bin=$(go_bin acts $v)
		name="$w, $v"
		new_case
		as "$w" "$POLICY" "$bin" pid
		status_is "$name: works" 0
		read -r pid _ <"$OUT"
		case $w in
		*-fork) nok "$name: started by the shell" [ "$pid" = "$(cat "$STARTED")" ] ;;
		*) is "$name: the function is what was started" "$pid" "$(cat "$STARTED")" ;;
		esac
		event "$name: the posture says that there is no supervisor" ".kind == \"posture\" and .pid == $pid and
			.layers.supervisor.state == \"off\""
		as "$w" "$POLICY" "$bin" read "$SECRET"
		status_is "$name: denied" EACCES
		as "$w" "$POLICY" "$bin" create "$RAN"
		status_is "$name: allowed" 0
		rm -f "$RAN"
		as "$w" "$POLICY" "$bin" exit 7
		is "$name: ends as the function does" "$STATUS" 7
		as "$w" "$POLICY" "$bin" abort
		is "$name: dies as the function does" "$STATUS" 134
	done
done
for w in run preload; do
	[ $w = run ] || [ -e "$GG_SO" ] || continue
	bin=$(go_bin acts pie)
	as $w "$GG_TMP/alone.plan" "$bin" pid
	is "$w, a plan: the function is what was started" "$(cut -d' ' -f1 "$OUT")" "$(cat "$STARTED")"
	as $w "$GG_TMP/alone.plan" "$bin" read "$SECRET"
	status_is "$w, a plan: denied" EACCES
	[ -x "$PROBE" ] || continue
	way $w "$POLICY" "$PROBE" state "$WORK/state"
	# shellcheck disable=SC2016
	run bash -c 'exec 3</etc/passwd 9</etc/group; exec "$@"' bash "${CMD[@]}"
	is "$w: descriptors of the caller are closed" "$(awk '/^fd/ { printf "%s ", $2 }' "$WORK/state")" '0 1 2 '
	way $w "$POLICY" "$PROBE" children 10
	run "${CMD[@]}"
	status_is "$w: no child that it did not start" 0
	# shellcheck disable=SC2016
	run sh -c 'exec 0<&- 2>/dev/null; exec "$@"' sh "${CMD[@]}"
	status_is "$w: with standard input closed" 0
	run "$PROBE" with-signals 17 0 "$(command -v "${CMD[0]}")" "${CMD[@]:1}"
	status_is "$w: with SIGCHLD ignored" 1 # children cannot be waited for: the probe says so
done
# What cannot be armed never runs
sed 's/^layers = .*supervisor/layers = { landlock = "require"; supervisor/' "$POLICY" >"$GG_TMP/require.cfg"
if [ -x "$PROBE" ]; then
	for w in run preload; do
		[ $w = run ] || [ -e "$GG_SO" ] || continue
		way $w "$GG_TMP/require.cfg" "$(go_bin acts pie)" create "$RAN"
		run "$PROBE" without 444 38 "$(command -v "${CMD[0]}")" "${CMD[@]:1}"
		refused "$w, no landlock" landlock
		way $w "$GG_TMP/none.cfg" "$(go_bin acts pie)" create "$RAN"
		run "${CMD[@]}"
		refused "$w, no policy" 'none.cfg'
	done
fi
done_testing
