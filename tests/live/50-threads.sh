# Many threads at once: every answer is the right one, and every denial is told or counted.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
[ -x "$PROBE" ] || skip_all "no $PROBE"
rounds=${GG_ROUNDS:-60}
threads=64
fn_policy threads 'log = { rate_per_s = 0; };'
sed -i 's|tcp://127.0.0.1:1024-65535|tcp://127.0.0.1:2|' "$POLICY" # nobody listens at 2; 3 is denied
LIMIT=60
[ -e "$GG_SO" ] && ways='run preload shell-exec' || ways=run
for w in $ways; do
	start_logs
	new_case
	as "$w" "$POLICY" "$PROBE" hammer $threads "$rounds" "$PROBE" "$SECRET" "$WORK/none" 2
	status_is "$w: $threads threads, $rounds rounds" 0
	is "$w: no wrong answer" "$(cat "$OUT")" 'wrong 0'
	wait_for all_sent
	stop_logs
	n=$(events | jq -rn '[inputs | select(.kind == "violation")] | length')
	lost=$(events | jq -rn '[inputs | .dropped // 0] | max')
	is "$w: every denial is told or counted" $((n + lost)) $((threads * rounds * 2))
	is "$w: opens and connects" "$(events | jq -r 'select(.kind == "violation") | .op' | sort -u | tr '\n' ' ')" 'connect open '
	is "$w: one pid, many threads" "$(events | jq -r 'select(.kind == "violation") | .pid' | sort -u | wc -l)" 1
	ok "$w: posture first, exit last" [ "$(events | jq -rn '[inputs] | "\(.[0].kind) \(.[-1].kind)"')" = 'posture exit' ]
	rm -f "$SOCK"
done
done_testing
