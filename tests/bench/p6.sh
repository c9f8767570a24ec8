# shellcheck shell=bash
# P6: bytes in files, and memory of the supervisor at rest and after EVENTS events.
size() { stat -c %s "$1"; }
strip -o "$work/shim" "$SO" && fact p6-size shim bytes "$(size "$work/shim")"
strip -o "$work/tool" "$GG" && fact p6-size tool bytes "$(size "$work/tool")"
fact p6-size 'plan of go-base' bytes "$(size "$work/hello.plan")"

resident() { awk -v key="$2:" '$1 == key { print $2 }' "/proc/$1/status"; }
policy memory 'extends = ( "go-base" );' 'log = { socket = "/dev/null"; rate_per_s = 0; };'
mkfifo "$work/go"
# Denied opens, each an event with a Go stack, in two parts: the first few, and then all
"$GG" run -p "$work/memory.plan" --log /dev/null -- "$bin/calls" -fails -n 10 -for 9m -again "$EVENTS" open "$work/nothing" \
	<"$work/go" >"$work/rest" &
guard=$!
exec 7>"$work/go"
while ! grep -q per_s "$work/rest" 2>/dev/null; do kill -0 $guard 2>/dev/null || break; sleep 0.05; done
fact p6-memory 'at rest' kB "$(resident $guard VmRSS)"
begin=$(date +%s%N)
echo >&7
while [ "$(grep -c per_s "$work/rest")" -lt 2 ]; do kill -0 $guard 2>/dev/null || break; sleep 0.05; done
fact p6-memory "after $EVENTS events" kB "$(resident $guard VmRSS)"
fact p6-memory "after $EVENTS events" peak_kB "$(resident $guard VmHWM)"
fact p6-memory "after $EVENTS events" per_s $((EVENTS * 1000000000 / ($(date +%s%N) - begin)))
echo >&7
exec 7>&-
wait $guard
