# A long time under one supervisor: everything that the drills do, again and again. What it holds after
# the first round it holds after the last. GG_SOAK_ROUNDS: 50.
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
LIMIT=600
rounds=${GG_SOAK_ROUNDS:-50}
start_logs || skip_all 'no log reader'
for kind in "forks 2000 $PROBE" "storm 64 30 $PROBE $SECRET 2" "urgent 0 16 30 $PROBE $SECRET 2" "denials 5000 $SECRET"; do
	drill_policy soak
	# shellcheck disable=SC2086
	start_steps $kind
	batch && batch
	before=$(held "$BG") kb=$(data_kb "$BG")
	for _ in $(seq "$rounds"); do
		batch || break
	done
	is "${kind%% *}: $rounds rounds: as much is held as before" "$(held "$BG")" "$before"
	ok "${kind%% *}: no more memory" no_more_memory "$BG" "$kb"
	is "${kind%% *}: no wrong answer" "$(counted free) $(counted wrong) $(counted not-opened)" '0 0 0'
	note "${kind%% *}: $(counted opened) opened, $(counted denied) denied, $(counted refused) connected; $(held "$BG"), $kb KiB of memory, then $(data_kb "$BG")"
	finish
	is "${kind%% *}: it ends well" $? 0
done
done_testing
