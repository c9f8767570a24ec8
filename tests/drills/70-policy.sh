# The policy's file is replaced: who runs keeps what it was started with, and who starts has one policy
# or the other, whole, or does not start.
# shellcheck shell=bash
. "$(dirname "$0")/drill.sh"
one=$WORK/../one two=$WORK/../two
one=$(realpath -m "$one") two=$(realpath -m "$two")
echo one >"$one" && echo two >"$two"
drill_policy first "files = ( { path = \"$one\"; allow = \"read\"; } );"
sed -i '/^files = ( { path/d' "$POLICY" # go-base and the rest stay
variant() { # FILE GRANTED: the policy that grants this file
	sed "s|{ path = \"/proc/self\"; allow = \"read\"; }|&, { path = \"$2\"; allow = \"read\"; }|" "$POLICY" >"$1"
}
variant "$GG_TMP/one.cfg" "$one"
variant "$GG_TMP/two.cfg" "$two"
live=$GG_TMP/live.cfg
acts=$(go_bin acts)
POLICY=$live

# A function that runs: its denials go on, whatever becomes of the file
for how in other empty broken gone folder permissive; do
	rm -rf "$live" && cp "$GG_TMP/one.cfg" "$live"
	start_steps denials 20 "$two"
	batch
	case $how in
	other) cp "$GG_TMP/two.cfg" "$live" ;;
	empty) : >"$live" ;;
	broken) echo 'version = ' >"$live" ;;
	gone) rm "$live" ;;
	folder) rm "$live" && mkdir "$live" ;;
	permissive) sed -i "s|\"$one\"; allow = \"read\"|\"/\"; allow = \"all\"|" "$live" ;;
	esac
	batch
	kill -HUP "$BG" 2>/dev/null # no signal makes it read the file again, this one ends the function
	wait "$BG"
	is "$how: still denied" "$(counted denied) $(counted free)" '40 0'
	is "$how: SIGHUP is the function's" $? 0
done

# Replaced all the time, by renaming, while functions start
rm -rf "$live" && cp "$GG_TMP/one.cfg" "$live"
swap() { while :; do for f in one two; do cp "$GG_TMP/$f.cfg" "$live.new" && mv "$live.new" "$live"; done; done; }
swap &
swapper=$!
pids+=("$swapper")
mixed=0 ones=0 twos=0
for _ in $(seq 30); do
	as run "$live" /bin/sh -c 'cat "$0" "$1"' "$one" "$two"
	case "$(cat "$OUT")" in
	one) ones=$((ones + 1)) ;;
	two) twos=$((twos + 1)) ;;
	*) mixed=$((mixed + 1)) && note "$STATUS $(cat "$OUT" "$ERR")" ;;
	esac
done
kill "$swapper"
wait "$swapper" 2>/dev/null
is 'replaced all the time: never both, never neither' "$mixed" 0
is 'replaced all the time: all ran' $((ones + twos)) 30

# Written in place, so that starts may meet a part of it: then they are refused
rewrite() { while :; do for f in one two; do : >"$live" && cat "$GG_TMP/$f.cfg" >"$live"; done; done; }
rewrite &
swapper=$!
pids+=("$swapper")
mixed=0
for _ in $(seq 30); do
	rm -f "$RAN"
	as run "$live" /bin/sh -c 'cat "$0" "$1"' "$one" "$two"
	case "$STATUS $(cat "$OUT")" in '1 one' | '1 two' | '125 ') ;; *) mixed=$((mixed + 1)) && note "$STATUS $(cat "$OUT" "$ERR")" ;; esac
done
kill "$swapper"
wait "$swapper" 2>/dev/null
is 'written in place: one, the other, or refused' "$mixed" 0
done_testing
