# A Lambda function under the profile aws-lambda and nothing else: the Runtime API's loop, /tmp, errors;
# and what it should not do, event by event. GG_LAMBDA picks the build: static, or sdk, which
# `make check-lambda-sdk` makes with AWS's own client. The one that loads the shim is tried, too.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/profiles.sh"
variant=${GG_LAMBDA:-static}
function=$(go_bin lambda "$variant")
[ -x "$function" ] || skip_all "$function is not built"
start_logs || skip_all 'no log reader'
work=$(realpath "$GG_TMP")/work
mkdir -p "$work/servers"
background "$(go_bin httpclient)" -serve "$work/servers"
wait_for test -e "$work/servers/ports" || skip_all 'no servers on loopback'
read -r _ _ _ other <"$work/servers/ports"
OTHER=127.0.0.1:$other

policy lambda <<'END'
version = 1;
name    = "lambda";
extends = ( "aws-lambda" );
END

# platform EVENTS: the Runtime API hands them out; what became of them is in $API
platform() {
	background "$(go_bin lambdaapi)" "$1"
	API=$GG_TMP/bg.${#pids[@]}.out
	wait_for grep -q '^listening' "$API" || note 'the Runtime API did not start'
	AWS_LAMBDA_RUNTIME_API=$(sed -n 's/^listening on //p' "$API")
	export AWS_LAMBDA_RUNTIME_API
}
event_of() { jq -cn --arg act "$1" --arg object "$2" '{ $act, $object }'; }
# answered HOW EVENTS: all of them were, by the function under $POLICY (guarded, preload) or without (free)
answered() {
	platform "$2"
	new_case
	case $1 in
	guarded) guard "$POLICY" "$function" ;;
	preload)
		GOGUARD_BIN=$GG GOGUARD_POLICY=$POLICY GOGUARD_LOG=$SOCK background env "LD_PRELOAD=$GG_SO" "$function" ;;
	free) background "$function" ;;
	esac
	BG_OUT=$GG_TMP/bg.${#pids[@]}.out
	if wait_for grep -q '^done$' "$API"; then pass "$variant, $1: every event was answered"; else
		run cat "$API" "$BG_OUT"
		fail "$variant, $1: every event was answered"
	fi
	finish
	is "$variant, $1: waits for the next event until it is ended" "$STATUS" 143
}
answer() { sed -n "s/^response id-$1 //p" "$API" | jq -r "$2"; } # N JQFILTER

# --- what it is for ------------------------------------------------------------------------------
{
	event_of greet ada
	event_of write "$work/file"  # below /tmp
	event_of read /opt
	event_of read /var/task/none # readable, and not there
	event_of fail badly
	event_of greet bob
} >"$work/events"
works() { # HOW
	answered "$1" "$work/events"
	local name="$variant, $1"
	is "$name: answers" "$(answer 1 .text)" 'hello ada'
	is "$name: writes below /tmp" "$(answer 2 .errno)" 0
	is "$name: reads /opt" "$(answer 3 .errno)" 0
	is "$name: reads /var/task, too" "$(answer 4 .errno)" "$(errno_of ENOENT)"
	ok "$name: says that it failed" grep -q '^error id-5 .*failed as it should: badly' "$API"
	is "$name: and goes on" "$(answer 6 .text)" 'hello bob'
	[ "$1" = free ] || no_event "$name: no violation" '.kind == "violation"'
}
works free
works guarded
if [ "$variant" = static ] && [ -e "$GG_SO" ]; then
	variant=pie function=$(go_bin lambda pie)
	works preload
	variant=static function=$(go_bin lambda)
fi

LAMBDA_FAIL_INIT=1
export LAMBDA_FAIL_INIT
platform "$work/events"
new_case
guarded "$POLICY" "$function"
is "$variant: init failed: it ends" "$STATUS" 1
[ "$variant" = static ] && # AWS's client has no call for that, and just ends
	ok "$variant: and the platform knows why" grep -q '^init-error Function.Init .*init failed as it should' "$API"
no_event "$variant: no violation on that way" '.kind == "violation"'
unset LAMBDA_FAIL_INIT

# --- what it should not do -------------------------------------------------------------------------
all=()
note_abuse() { all+=("$2|$3|$4|$5"); }
each_abuse note_abuse
for one in "${all[@]}"; do
	IFS='|' read -r act object _ <<<"$one"
	event_of "$act" "$object" >>"$work/all"
	harmless "$object" && event_of "$act" "$object" >>"$work/harmless"
done
answered free "$work/harmless"
for i in $(seq "$(wc -l <"$work/harmless")"); do
	is "$variant: possible without a guard: ${all[i - 1]%%|*}" "$(answer "$i" .errno)" 0
done
answered guarded "$work/all"
for i in $(seq "${#all[@]}"); do
	IFS='|' read -r act object errno filter <<<"${all[i - 1]}"
	is "$variant: denied: $act $object" "$(answer "$i" .errno)" "$(errno_of "$errno")"
	event "$variant: and logged: $act $object" ".kind == \"violation\" and $filter"
done
done_testing
