# The log's socket is replaced, its reader deaf: the function does not wait, and no loss goes uncounted.
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
drill_policy reader
batch_size=50
first=$GG_TMP/first.log last=$GG_TMP/last.log other=$GG_TMP/other.log

# reader FILE SOCKET [OPTION...]: its pid is in $READER
reader() {
	local file=$1 sock=$2
	shift 2
	"$GG" logs --json "$@" "$sock" >"$file" 2>/dev/null </dev/null &
	READER=$!
	pids+=("$READER")
	wait_for test -S "$sock"
}
end_reader() { kill -KILL "$READER" && wait "$READER" 2>/dev/null; }
be_deaf() { # a reader that nobody ever hears back from; its pid is in $DEAF
	"$DRILL" deaf "$SOCK" </dev/null &
	DEAF=$!
	pids+=("$DEAF")
	wait_for test -S "$SOCK"
}
replace() { # BY WHAT
	rm -rf "$SOCK"
	: >"$other"
	case $1 in
	file) : >"$SOCK" ;;
	folder) mkdir "$SOCK" ;;
	link) ln -s /etc/passwd "$SOCK" ;;
	loop) ln -s "$SOCK" "$SOCK" ;;
	fifo) mkfifo "$SOCK" ;;
	deaf) be_deaf ;;
	dgram | stream) reader "$other" "$SOCK" --type "$1" ;;
	nothing) ;;
	esac
}
# Denials that there were, by the number of the exit: before it the posture, and reports of losses
emitted() { jq -Rrn '[inputs | fromjson?] | ([.[] | select(.kind == "exit")][0].seq) - 2 -
	([.[] | select(.kind == "dropped")] | length)' "$1"; }
has_all() { [ "$(told "$1")" = $batch_size ]; }
has_exit() { grep -q '"kind":"exit"' "$1"; }
SOCK=$GG_TMP/drill.sock
for by in file folder link loop fifo deaf dgram stream nothing; do
	rm -rf "$SOCK"
	reader "$first" "$SOCK"
	logs_pid=$READER start_steps denials $batch_size "$SECRET"
	batch
	ok "$by: the first reader has everything" wait_for has_all "$first"
	end_reader
	replace "$by"
	batch
	ok "$by: the function does not wait" are_done "$steps"
	case $by in
	dgram | stream)
		ok "$by: whoever has the socket gets the events" wait_for has_all "$other"
		end_reader ;;
	file) ok "$by: nothing is written to it" [ ! -s "$SOCK" ] ;;
	esac
	rm -rf "$SOCK"
	[ "$by" = deaf ] && kill -KILL "$DEAF"
	reader "$last" "$SOCK"
	batch
	finish
	is "$by: the function ends well" $? 0
	ok "$by: the last reader gets the exit" wait_for has_exit "$last"
	end_reader
	cat "$first" "$other" "$last" >"$GG_TMP/all.log"
	is "$by: the last number is that of all events" "$(emitted "$GG_TMP/all.log")" $((3 * batch_size))
	# What a reader got and did not read before it went away only shows as a gap in the numbers
	[ "$by" = deaf ] || is "$by: each denial is told or counted" $(($(told "$GG_TMP/all.log") + $(lost "$GG_TMP/all.log"))) $((3 * batch_size))
	is "$by: nothing was free" "$(counted free)" 0
done

# Nobody ever accepts
rm -rf "$SOCK"
be_deaf
logs_pid=1 start_steps denials 2000 "$SECRET"
batch
batch
finish
is 'deaf from the start: the function ends well' $? 0
is 'deaf from the start: each was denied' "$(counted denied)" 4000
done_testing
