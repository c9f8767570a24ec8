# The log is a file, and the disk is full, or the file as long as it may be: the function goes on, lines
# stay whole, what could not be written is counted, and the count is written as soon as there is room.
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
drill_policy disk
log=$GG_TMP/out.log
# Lines that were cut: where the disk was full, or became so again by the report of that
torn() { jq -R 'try (fromjson | empty) catch "torn"' "$1" | grep -c torn; }
few_torn() { [ "$(torn "$1")" -le 2 ]; }

# What is missing of the numbers is what is said to be lost, and reports that were lost themselves
shows() { jq -Rne '[inputs | fromjson?] | ([.[].seq] | . == (unique | sort)) and
	(.[-1].seq - length >= ([.[] | .dropped // 0] | max // 0))' "$1" >/dev/null; }

# A file system of 128 KiB, most of which somebody else has
disk=$GG_TMP/disk
mkdir -p "$disk"
command -v unshare >/dev/null || skip_all 'no unshare'
# shellcheck disable=SC2016
inner='mount -t tmpfs -o size=128k none "$0" && head -c 64K /dev/zero >"$0/filler" && exec "$@"'
on_small_disk() { unshare "$([ "$(id -u)" = 0 ] && echo -m || echo -Urm)" sh -c "$inner" "$disk" "$@"; }
if on_small_disk true 2>/dev/null; then
	rm -f "$COUNTS"
	steps=1
	logs_pid=1 SOCK=$disk/events.log way run "$POLICY" "$DRILL" steps "$COUNTS" denials 1000 "$SECRET"
	# shellcheck disable=SC2016
	background unshare "$([ "$(id -u)" = 0 ] && echo -m || echo -Urm)" sh -c "$inner" "$disk" "${CMD[@]}"
	wait_for are_done 1
	FN=$(child_of "$BG")
	in_it() { echo "/proc/$BG/root$disk/$1"; }
	batch
	is 'full: the function was denied as ever' "$(counted denied)" 1000
	ok 'full: it is' [ "$(told "$(in_it events.log)")" -lt 1000 ]
	rm -f "$(in_it filler)"
	ok 'room again: the loss is told' wait_for grep -q '"kind":"dropped"' "$(in_it events.log)"
	cp "$(in_it events.log)" "$GG_TMP/meanwhile.log"
	kill -USR1 "$FN" && wait_for are_done $((steps += 1))
	cp "$(in_it events.log)" "$log"
	finish
	is 'full: the function ends well' $? 0
	is 'full: each denial is told or counted' $(($(told "$GG_TMP/meanwhile.log") + $(lost "$GG_TMP/meanwhile.log"))) 1000
	ok 'full: numbers show no less' shows "$GG_TMP/meanwhile.log"
	ok 'full: lines are whole, but where the disk was full' few_torn "$GG_TMP/meanwhile.log"
	is 'full: nothing was free' "$(counted free)" 0
else
	skip 'a full disk' 'no mount namespace'
fi

# A program on a full disk, with holes in its file: who reads of them, as the supervisor does to find out whether it
# is one of Go's, is not given a page
HOLE=$GG_BUILD/tests/live/hole_probe
policy hole <<-END
	version = 1;
	name = "hole";
	extends = ( "go-base" );
	files = ( { path = "$disk"; allow = "read execute"; } );
	exec = ( { path = "$disk"; } );
END
# shellcheck disable=SC2016
inner='mount -t tmpfs -o size=1m none "$0" && cp --sparse=always "$1" "$0/hole" && shift &&
	! dd if=/dev/zero of="$0/filler" bs=4k 2>/dev/null && exec "$@"'
if on_small_disk "$HOLE" true 2>/dev/null; then
	run unshare "$([ "$(id -u)" = 0 ] && echo -m || echo -Urm)" sh -c "$inner" "$disk" "$HOLE" "$disk/hole" "$SECRET"
	status_is 'holes: works unguarded' 0
	run unshare "$([ "$(id -u)" = 0 ] && echo -m || echo -Urm)" sh -c "$inner" "$disk" "$HOLE" \
		"$GG" run -p "$POLICY" --log "$log" -- "$disk/hole" "$SECRET"
	status_is 'holes: denied' EACCES
	ok 'holes: and told' grep -q '"kind":"violation"' "$log"
	ok 'holes: the supervisor is there at the end' grep -q '"kind":"exit"' "$log"
else
	skip 'a program with holes on a full disk' 'no mount namespace'
fi

# A file that may not grow: RLIMIT_FSIZE, with its signal
drill_policy disk
rm -f "$log"
command -v prlimit >/dev/null || skip_all 'no prlimit'
logs_pid=1 SOCK=$log start_steps denials 1000 "$SECRET"
prlimit --pid "$BG" --fsize=$((32 * 1024)):
batch
is 'as long as it may be: the function was denied as ever' "$(counted denied)" 1000
ok 'as long as it may be: it is' [ "$(stat -c %s "$log")" -le $((32 * 1024)) ]
prlimit --pid "$BG" --fsize=unlimited:
ok 'longer again: the loss is told' wait_for grep -q '"kind":"dropped"' "$log"
batch
finish
is 'as long as it may be: the function ends well' $? 0
is 'as long as it may be: each denial is told or counted' $(($(told "$log") + $(lost "$log"))) 2000
is 'as long as it may be: posture first, exit last' \
	"$(jq -Rrn '[inputs | fromjson?] | "\(.[0].kind) \(.[-1].kind)"' "$log")" 'posture exit'
ok 'as long as it may be: numbers show no less' shows "$log"
ok 'as long as it may be: lines are whole, but at that length' few_torn "$log"
done_testing
