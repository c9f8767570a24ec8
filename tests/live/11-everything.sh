# Programs that do what Go programs do see no denial under a policy that grants what they need.
. "$(dirname "$0")/lib.sh"

EVERYTHING_PROGRAM=$(readlink -f /bin/cat)
EVERYTHING_LOADER=$(for l in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
	[ -e "$l" ] && readlink -f "$l" && break
done)
EVERYTHING_DIR=$GG_TMP/work
EVERYTHING_NAME=goguard.everything.$$ # an abstract unix address
export EVERYTHING_PROGRAM EVERYTHING_LOADER EVERYTHING_DIR EVERYTHING_NAME
mkdir -p "$EVERYTHING_DIR"
LIMIT=120
cfg=$top/tests/live/everything.cfg

start_logs || skip_all 'no log reader'
check() { # HOW VARIANT [COMMAND...]: COMMAND starts the program
	local how=$1 variant=$2 bin
	shift 2
	bin=$(go_bin everything "$variant")
	[ -x "$bin" ] || { skip "$variant" "$bin is not built" && return; }
	export EVERYTHING_BIN=$bin
	new_case
	by "$how" "$cfg" "$@" "$bin" -dir "$EVERYTHING_DIR" -program "$EVERYTHING_PROGRAM" \
		-abstract "$EVERYTHING_NAME"
	status_is "$how, $variant: everything works" 0
	nok "$how, $variant: no part failed" grep '^FAIL' "$OUT"
	is "$how, $variant: every part ran" "$(grep -c '^ok ' "$OUT")" 27
	event "$how, $variant: it was guarded" '.kind == "posture"'
	no_event "$how, $variant: no violation" '.kind == "violation"'
	nok "$how, $variant: nothing was dropped" has_event '.kind == "dropped"'
}
for variant in static stripped pie cgo; do check run "$variant"; done
for variant in pie cgo; do check preload "$variant"; done
# Rules per package: it has no dependencies, and what its goroutines of the standard library need is granted
cfg=$top/tests/live/everything-packages.cfg
for variant in static cgo; do check run "$variant"; done
cfg=$top/tests/live/everything.cfg
# A static program does not load the shim, but inherits what the shell before it armed
check preload static sh -c 'exec "$0" "$@"'
done_testing
