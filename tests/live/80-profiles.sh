# Every shipped profile is a policy without mistakes, says which variable it lacks, and can be planned.
# A program of each kind works under its profile and a few lines, and what it should not do is denied.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/profiles.sh"

# PROFILE VARIABLE=VALUE
needs='
aws-lambda AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001
aws-xray AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000
azure-functions FUNCTIONS_CUSTOMHANDLER_PORT=8080
cloud-run PORT=8080
'
lacking=(env)
for v in $(awk 'NF { sub(/=.*/, "", $2); print $2 }' <<<"$needs"); do lacking+=(-u "$v"); done
for file in "$top"/policy/*.cfg; do
	profile=$(basename "$file" .cfg)
	setting=$(awk -v p="$profile" '$1 == p { print $2 }' <<<"$needs")
	run "${lacking[@]}" "$GG" check "$file"
	if [ -n "$setting" ]; then
		status_is "$profile: an error without its variable" 1
		ok "$profile: which it names, with file and line" \
			err_has "^[^ ]*$profile.cfg:[0-9]+: error: .*\\\$${setting%%=*} is not set"
	fi
	run "${lacking[@]}" ${setting:+"$setting"} "$GG" check "$file"
	status_is "$profile: no mistake" 0
	nok "$profile: no doubtful grant" grep -v 'log.socket is not set' "$ERR"
	run "${lacking[@]}" ${setting:+"$setting"} "$GG" plan "$file"
	status_is "$profile: has a plan" 0
	nok "$profile: in which nothing is held by nobody" out_has '\[nothing\]'
	# and as the built-in that a policy names, with the folder of profiles out of reach
	policy "extends-$profile" <<<"version = 1; extends = ( \"$profile\" );"
	run "${lacking[@]}" ${setting:+"$setting"} "$GG" check "$POLICY"
	status_is "$profile: is built in" 0
done
policy named <<<'version = 1; extends = ( "aws-lambda" );'
AWS_LAMBDA_RUNTIME_API=localhost:9001 run "$GG" check "$POLICY"
status_is 'aws-lambda: a name for an address is refused' 1
ok 'aws-lambda: and that is what it says' err_has "host name 'localhost'"
AWS_LAMBDA_RUNTIME_API='*:9001' run "$GG" check "$POLICY"
status_is 'aws-lambda: so is a pattern' 1
# Kernels that grant less: a start is refused, or what is lost is said
policy lesser <<<'version = 1; extends = ( "cloud-run" ); layers = { supervisor = "prefer"; };'
export PORT=8080 AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001
run "$GG" plan --caps gvisor "$top/policy/cloud-run.cfg"
nok 'cloud-run: not on gVisor' test "$STATUS" = 0
ok 'cloud-run: which is said' err_has "cannot use layer 'supervisor'"
run "$GG" plan --caps gvisor "$POLICY"
status_is 'cloud-run: on gVisor with less' 0
ok 'cloud-run: where paths are held by nobody, as said' out_has '/tmp .*\[nothing\]'
run "$GG" plan --caps linux-5.10-no-landlock "$top/policy/aws-lambda.cfg"
status_is 'aws-lambda: on a kernel without Landlock' 0
nok 'aws-lambda: nothing is held by nobody there' out_has '\[nothing\]'
run "$GG" plan --caps seccomp-refused "$top/policy/aws-lambda.cfg"
nok 'aws-lambda: not without seccomp' test "$STATUS" = 0
unset PORT AWS_LAMBDA_RUNTIME_API

start_logs || skip_all 'no log reader'
work=$(realpath "$GG_TMP")/work
mkdir -p "$work"
client=$(go_bin httpclient)
background "$client" -serve "$work"
wait_for test -e "$work/ports" || skip_all 'no servers on loopback'
read -r PLAIN_PORT TLS_PORT DNS_PORT other_port <"$work/ports"
OTHER=127.0.0.1:$other_port
WORK=$work
export PLAIN_PORT TLS_PORT DNS_PORT WORK

# --- programs that end by themselves ------------------------------------------------------------
try() { # NAME ACT OBJECT ERRNO FILTER: by $program, without $POLICY and with it
	local name
	name="$(basename "$program" .static): $1"
	if harmless "$3"; then
		run "$program" -act "$2" -object "$3"
		status_is "$name: possible without a guard" 0
	fi
	new_case
	guarded "$POLICY" "$program" -act "$2" -object "$3"
	status_is "$name: denied" "$4"
	event "$name: and logged" ".kind == \"violation\" and .verdict == \"deny\" and $5"
}

# --- go-http-client --------------------------------------------------------------------------------
policy client <<'END'
version = 1;
extends = ( "go-http-client" );
files   = ( { path = "$WORK/ca.pem"; allow = "read"; } );
network = { connect = (
  "udp://127.0.0.1:$DNS_PORT",                            // a resolver that is not at port 53
  "tcp://127.0.0.0/8:$PLAIN_PORT", "tcp://127.0.0.0/8:$TLS_PORT",
  "udp://127.0.0.0/8:9"                                   // Go sorts two addresses of a name
); };
END
asks=(-resolver "127.0.0.1:$DNS_PORT" -plain "$PLAIN_PORT" -tls "$TLS_PORT" -ca "$work/ca.pem")
run "$client" "${asks[@]}"
status_is 'go-http-client: works without a guard' 0
cp "$OUT" "$GG_TMP/unguarded"
new_case
guarded "$POLICY" "$client" "${asks[@]}"
status_is 'go-http-client: names, HTTP, HTTPS, HTTP/2 work' 0
ok 'go-http-client: as without a guard' cmp -s "$OUT" "$GG_TMP/unguarded"
is 'go-http-client: every request was answered' "$(grep -c '^200 HTTP/[12].[01] [A-Z]* [0-9]* bytes$' "$OUT")" 8
no_event 'go-http-client: no violation' '.kind == "violation"'
program=$client
each_abuse try
policy bare <<<'version = 1; extends = ( "go-http-client" );'
new_case
guarded "$POLICY" "$client" -act udp -object 127.9.9.9:53
ok 'go-http-client: a resolver on loopback may be asked' test "$STATUS" = 0 -o "$STATUS" = 111
no_event 'go-http-client: without a violation' '.kind == "violation"'
new_case
guarded "$POLICY" "$client" -act udp -object 192.0.2.1:53
status_is 'go-http-client: no other' EACCES
event 'go-http-client: which is logged' '.kind == "violation" and .proto == "udp" and .addr == "192.0.2.1"'
guarded "$POLICY" "$client" -act tcp -object "127.0.0.1:$PLAIN_PORT"
status_is 'go-http-client: nor any server that no policy names' EACCES

# --- go-cli ------------------------------------------------------------------------------------------
cli=$(go_bin cli)
mkdir -p "$work/in" "$work/out"
printf 'one\ntwo\n' >"$work/in/text"
policy cli <<'END'
version = 1;
extends = ( "go-cli" );
files   = (
  { path = "$WORK/in";  allow = "read"; },
  { path = "$WORK/out"; allow = "read write create remove"; }
);
END
new_case
run sh -c '"$GG" run -p "$1" --log "$2" -- "$3" <"$4" >"$5"' - "$POLICY" "$SOCK" "$cli" "$work/in/text" "$work/piped"
status_is 'go-cli: from standard input to standard output' 0
is 'go-cli: to files that no rule names, since they are open' "$(cat "$work/piped")" $'ONE\nTWO'
no_event 'go-cli: no violation' '.kind == "violation"'
new_case
guarded "$POLICY" "$cli" "$work/in/text" "$work/in/text"
status_is 'go-cli: reads the files that are named' 0
is 'go-cli: all of them' "$(cat "$OUT")" $'ONE\nTWO\nONE\nTWO'
no_event 'go-cli: and none that it may not' '.kind == "violation"'
for round in new again; do
	new_case
	guarded "$POLICY" "$cli" -o "$work/out/text" "$work/in/text"
	status_is "go-cli: writes a file, $round" 0
	is "go-cli: has written it, $round" "$(cat "$work/out/text")" $'ONE\nTWO'
	no_event "go-cli: no violation, $round" '.kind == "violation"'
done
guarded "$POLICY" "$cli" -o "$work/in/text" "$work/in/text"
status_is 'go-cli: but not where it only reads' EACCES
guarded "$POLICY" "$cli" "$work/in/none"
status_is 'go-cli: what is not there is not there' ENOENT
guarded "$POLICY" "$cli" "$SECRET"
status_is 'go-cli: nor does it read what else is named' EACCES
no_socket() { # NAME ACT OBJECT ERRNO FILTER: a tool has no network at all, the filter answers
	case $2 in
	tcp) try "$1" "$2" "$3" EPERM '.op == "syscall" and .syscall == "socket"' ;;
	*) try "$@" ;;
	esac
}
program=$cli
each_abuse no_socket
pty=$GG_BUILD/tests/live/glibc/pty
if [ -x "$pty" ]; then
	new_case
	n_runs=$((n_runs + 1))
	printf '%s\n' 'expect terminal of' 'expect waiting' 'send \x03' 'expect interrupted' |
		timeout -k 2 "$LIMIT" "$pty" "$GG" run -p "$POLICY" --log "$SOCK" -- "$cli" -wait >"$OUT" 2>"$ERR"
	STATUS=$?
	status_is 'go-cli: at a terminal, until Ctrl-C' 0
	no_event 'go-cli: no violation there' '.kind == "violation"'
else
	skip 'go-cli: at a terminal' "$pty is not built"
fi

# --- servers: acts of abuse are requests -----------------------------------------------------------
get() { curl -s -m 20 --noproxy '*' "$@"; } # URL, OPTIONS...
# serves NAME URL: what guard started answers there
serves() {
	wait_for get -o "$GG_TMP/first" "$2" || { run cat "$BG_OUT" && fail "$1: it serves" && return 1; }
	pass "$1: it serves"
}
# ended NAME STATUS: no violation up to here, and it ends when it is told to
ended() {
	finish
	is "$1: ends when it is told to" "$STATUS" "$2"
	no_event "$1: no violation" '.kind == "violation"'
}
ask_abuse() { get -G "http://127.0.0.1:$PORT/abuse" --data-urlencode "act=$1" --data-urlencode "object=$2"; }
http_try() { # NAME ACT OBJECT ERRNO FILTER
	local name="$kind: $1"
	if harmless "$3"; then
		is "$name: possible without a guard" "$(PORT=$free ask_abuse "$2" "$3")" 0
	fi
	new_case
	is "$name: denied" "$(ask_abuse "$2" "$3")" "$(errno_of "$4")"
	event "$name: and logged" ".kind == \"violation\" and $5"
}
server=$(go_bin httpserver)
free=$(free_port)
PORT=$free background "$server" -host 127.0.0.1 -dir "$work/out" # the same program without a guard
wait_for get -o "$GG_TMP/first" "http://127.0.0.1:$free/" || note 'no server without a guard'

# server_works: everything that it is for
server_works() {
	is "$kind: answers" "$(get "http://127.0.0.1:$PORT/")" hello
	is "$kind: keeps a file" "$(get --data-binary @"$client" "http://127.0.0.1:$PORT/save")" "saved $(stat -c %s "$client") bytes"
	get -o "$GG_TMP/got" "http://127.0.0.1:$PORT/file"
	ok "$kind: sends it" cmp -s "$GG_TMP/got" "$client"
}
kind=go-http-server
policy server <<'END'
version  = 1;
extends  = ( "go-http-server" );
syscalls = { allow = [ "@file-write" ]; };
files    = ( { path = "$WORK/out"; allow = "read write create"; } );
network  = { listen = ( "tcp://127.0.0.1:$PORT" ); };
END
PORT=$(free_port)
export PORT
new_case
guard "$POLICY" "$server" -host 127.0.0.1 -dir "$work/out"
if serves "$kind" "http://127.0.0.1:$PORT/"; then
	server_works
	ended "$kind" 0
fi
new_case
guarded "$POLICY" "$server" -host 127.0.0.2
status_is "$kind: not on another address" EACCES
event "$kind: which is logged" '.kind == "violation" and .op == "bind" and .addr == "127.0.0.2"'
guard "$POLICY" "$server" -host 127.0.0.1 -dir "$work/out"
serves "$kind" "http://127.0.0.1:$PORT/" && each_abuse http_try
finish

kind=cloud-run
policy run <<'END'
version = 1;
extends = ( "cloud-run" );
END
PORT=$(free_port)
new_case
guard "$POLICY" "$server" -dir "$work/out" # below /tmp
if serves "$kind" "http://127.0.0.1:$PORT/"; then
	server_works
	ended "$kind" 0
fi
guard "$POLICY" "$server" -dir "$work/out"
serves "$kind" "http://127.0.0.1:$PORT/" && each_abuse http_try
finish
new_case
guarded "$POLICY" "$server" -port $((PORT + 1))
status_is "$kind: not on another port" EACCES
event "$kind: which is logged" '.kind == "violation" and .op == "bind"'

# --- azure-functions ---------------------------------------------------------------------------------
kind=azure-functions
handler=$(go_bin azure)
policy azure <<<'version = 1; extends = ( "azure-functions" );'
PORT=$(free_port)
FUNCTIONS_CUSTOMHANDLER_PORT=$PORT
export FUNCTIONS_CUSTOMHANDLER_PORT
post() { # FUNCTION JSON JQFILTER
	get -H 'Content-Type: application/json' -d "$2" "http://127.0.0.1:$PORT/$1" | jq -r "$3"
}
new_case
guard "$POLICY" "$handler" -dir "$work/out"
if serves "$kind" "http://127.0.0.1:$PORT/"; then
	is "$kind: a payload and its answer" "$(post hello '{"Data":{"name":"ada"},"Metadata":{"sys":{}}}' \
		'"\(.Outputs.res.body), \(.ReturnValue), \(.Logs[0])"')" 'hello ada, hello ada, greeted'
	is "$kind: its note below /tmp" "$(cat "$work/out/note")" 'hello ada'
	ended "$kind" 143
fi
guard "$POLICY" "$handler" -dir "$work/out"
ask_abuse() {
	post abuse "$(jq -n --arg a "$1" --arg o "$2" '{ Data: { act: $a, object: $o }, Metadata: {} }')" .ReturnValue
}
harmless() { false; } # without a guard they were tried above, by the server
serves "$kind" "http://127.0.0.1:$PORT/" && each_abuse http_try
finish
done_testing
