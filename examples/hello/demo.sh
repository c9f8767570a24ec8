#!/bin/bash
# The demo: one function, the same seven requests, first unguarded and then guarded by hello.cfg.
# Needs the products of `make demo`, which calls it. Touches a scratch folder and loopback only,
# ends what it started, and fails when one answer is not the right one.
set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../../build}
goguard=$BUILD/goguard
work=$(mktemp -d -t goguard-demo.XXXXXX) || exit 1
pids=()
wrong=0

finish() {
	local p
	for p in "${pids[@]}"; do kill "$p" 2>/dev/null; done
	for p in "${pids[@]}"; do wait "$p" 2>/dev/null; done
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'; else bold='' dim='' red='' green='' plain=''; fi
heading() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }
die() {
	printf '%sdemo: error: %s%s\n' "$red" "$1" "$plain" >&2
	[ -n "${2:-}" ] && [ -s "$2" ] && sed 's/^/    /' "$2" >&2
	exit 1
}
# Wait until a command succeeds or a process is gone, ten seconds at most
wait_for() { # PID COMMAND...
	local pid=$1 tries=${tries:-200}
	shift
	until "$@" >/dev/null 2>&1; do
		kill -0 "$pid" 2>/dev/null && [ $((tries -= 1)) -gt 0 ] || return 1
		sleep 0.05
	done
}
stop() { # PID
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}

get() { curl -s -m 10 --noproxy '*' "${@:2}" "http://127.0.0.1:$HELLO_PORT$1"; } # PATH CURL-OPTIONS...
# ask URL STATUS MEANING: one request; STATUS is what must come back
ask() {
	local got body mark
	got=$(get "$1" -o "$work/body" -w '%{http_code}')
	body=$(cat "$work/body" 2>/dev/null)
	if [ "$got" = "$2" ]; then mark="$green$got$plain"; else
		mark="$red$got, should be $2$plain"
		wrong=$((wrong + 1))
	fi
	printf '  %-18s %-44s %s\n    %s%s%s\n' "$1" "$3" "$mark" "$dim" "$body" "$plain"
}
# All requests; $1 is the status that the forbidden ones must get, $2 the one of ptrace
ask_all() {
	ask / 200 'greets, with a text from hello.json'
	ask /upstream 200 'asks its upstream service'
	ask '/save?name=ada' 200 'writes data/ada.txt'
	ask /secret "$1" "reads somebody else's secret"
	# Never ask a real credential service: if the first denial did not come, nothing guards
	[ "$wrong" = 0 ] || die 'an answer was not the right one, the rest is not asked' "$work/function.out"
	ask /credentials "$1" "asks for the machine's credentials"
	ask /shell "$1" 'starts a shell'
	ask /ptrace "$2" 'takes hold of its parent process'
}

[ -x "$goguard" ] && [ -x "$BUILD/examples/hello" ] || die "nothing built in '$BUILD' (run: make demo)"

# --- the function's folder, a secret beside it, its upstream ------------------------------------
mkdir -p "$work/app/data" "$work/other"
cp "$BUILD/examples/hello" "$work/app/hello"
cp "$here/hello.cfg" "$work/app/hello.cfg"
(umask 077 && echo 'api key of another service: 0123456789' >"$work/other/secret")

start_service() { # NAME: an upstream service; sets $service_port
	"$work/app/hello" -upstream -port 0 >"$work/$1.out" 2>&1 &
	pids+=($!)
	wait_for $! grep -q listening "$work/$1.out" || die "$1 did not start" "$work/$1.out"
	service_port=$(sed 's/.*://' "$work/$1.out")
}
start_service upstream && UPSTREAM_PORT=$service_port
start_service stand-in && stand_in=http://127.0.0.1:$service_port/latest/meta-data/
HELLO_PORT=$("$work/app/hello" -free-port)
HELLO_DIR=$work/app
export HELLO_DIR HELLO_PORT UPSTREAM_PORT
cat >"$work/app/hello.json" <<EOF
{ "greeting": "hello", "upstream": "http://127.0.0.1:$UPSTREAM_PORT/", "data": "$HELLO_DIR/data" }
EOF
command=("$work/app/hello" -config "$work/app/hello.json" -port "$HELLO_PORT" -secret "$work/other/secret")

# --- unguarded -----------------------------------------------------------------------------------
heading "1. Without goguard: hello -config hello.json"
echo "  (for the credentials, a stand-in on loopback: the demo asks no real service unguarded)"
"${command[@]}" -credentials "$stand_in" >"$work/function.out" 2>&1 &
hello=$!
pids+=("$hello")
wait_for "$hello" get / || die 'the function did not start' "$work/function.out"
# Yama or a container may let nobody attach to a parent: then there is nothing to show
ptrace=$(get /ptrace -o "$work/body" -w '%{http_code}')
ask_all 200 "$ptrace"
stop "$hello"

# --- guarded -------------------------------------------------------------------------------------
heading "2. With goguard: goguard run -p hello.cfg --log events.sock -- hello -config hello.json"
grep -v '^ *//' "$work/app/hello.cfg" | sed '/^ *$/d; s/^/  | /'
"$goguard" logs "$work/events.sock" >"$work/events" 2>"$work/logs.err" &
logs=$!
pids+=("$logs")
wait_for "$logs" test -S "$work/events.sock" || die 'goguard logs did not start' "$work/logs.err"
echo
"$goguard" run -p "$work/app/hello.cfg" --log "$work/events.sock" -- "${command[@]}" >"$work/function.out" 2>&1 &
hello=$!
pids+=("$hello")
wait_for "$hello" get / || die 'the guarded function did not start' "$work/function.out"
ask_all 403 403
stop "$hello"

heading '3. What goguard logs saw'
expect_event() { # PATTERN MEANING
	tries=60 wait_for "$logs" grep -qE "$1" "$work/events" && return
	printf '  %sno event about %s%s\n' "$red" "$2" "$plain"
	wrong=$((wrong + 1))
}
expect_event 'other/secret' 'the secret'
expect_event '169\.254\.169\.254' 'the credentials'
expect_event '/(ba|da)?sh|execve' 'the shell'
[ "$ptrace" != 200 ] || expect_event 'ptrace' 'ptrace'
stop "$logs"
sed 's/^/  /' "$work/events"

heading 'Result'
[ "$wrong" = 0 ] || die "$wrong answers were not the right ones" "$work/function.out"
echo '  The function did its work both times; what it should never do worked only without goguard.'
