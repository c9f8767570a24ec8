# Ten thousand processes that come, open a file and go, and a storm by 64 threads: the supervisor holds
# afterwards what it held before.
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
LIMIT=100
[ -e "$GG_SO" ] && ways='run shell-exec' || ways=run
for w in $ways; do
	[ "$w" = run ] && limits='limits = { processes = 64; };' || limits=
	drill_policy processes "$limits"
	WAY=$w start_steps forks 2500 "$PROBE"
	batch
	before=$(held "$BG") kb=$(data_kb "$BG")
	batch && batch && batch && batch
	ok "$w: 10000 processes: and no more memory" no_more_memory "$BG" "$kb"
	is "$w: 10000 processes: as much is held as before" "$(held "$BG")" "$before"
	is "$w: each could open its file" "$(counted opened) $(counted wrong)" '12500 0'
	is "$w: no zombies are the function's" "$(zombies "$FN")" 0
	finish
	is "$w: it ends well" $? 0
done

drill_policy storm
start_logs || skip_all 'no log reader'
start_steps storm 64 20 "$PROBE" "$SECRET" 2
batch && batch
before=$(held "$BG") kb=$(data_kb "$BG")
batch && batch && batch
ok 'a storm: no more memory' no_more_memory "$BG" "$kb"
is 'a storm: as much is held as before' "$(held "$BG")" "$before"
is 'a storm: every answer is the one that is due' \
	"$(for what in denied free opened not-opened refused not-refused wrong; do counted $what; done | tr '\n' ' ')" \
	'12800 0 6400 0 6400 0 0 '
finish
is 'a storm: it ends well' $? 0
wait_for grep -q '"kind":"exit"' "$EVENTS"
stop_logs
is 'a storm: each denial is told or counted' $(($(told "$EVENTS") + $(lost "$EVENTS"))) 12800
done_testing
