# shellcheck shell=bash
# Helpers of the live tests; each test starts with:  . "$(dirname "$0")/lib.sh"
#
# Owns TAP output, the log reader's life and the ways to run a guarded program. Relies on tests/run
# for a scratch folder in $GG_TMP (made here when a test is run by hand) and on bash and jq.
# Promises that what it started has ended when the test ends. Does not sleep to be right.
set -u
LC_ALL=C
export LC_ALL
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
GG_BUILD=${GG_BUILD:-$top/build}
GG=$GG_BUILD/goguard
GG_SO=$GG_BUILD/libgoguard.so
GO_BIN=$GG_BUILD/tests/go
own_tmp=
if [ -z "${GG_TMP:-}" ]; then
	own_tmp=$(mktemp -d /tmp/goguard-live.XXXXXX) || exit 1
	GG_TMP=$own_tmp
fi
SOCK=$GG_TMP/events.sock   # where the log reader listens
EVENTS=$GG_TMP/events.json # what it wrote, one event a line
OUT=$GG_TMP/out            # stdout and
ERR=$GG_TMP/err            # stderr of the last command
STATUS=0                   # and its exit status
LIMIT=${GG_LIMIT:-30}      # seconds that one command may take, a safety net
n_tests=0
n_failed=0
n_runs=0
told=-1
logs_pid=
logs_at=0 # events before this line belong to earlier cases
pids=()   # background processes of this test, ended with it
export GG GG_SO GG_TMP

at_end() {
	local status=$? p
	[ -n "$logs_pid" ] && pids+=("$logs_pid")
	for p in "${pids[@]}"; do kill "$p" 2>/dev/null; done
	for p in "${pids[@]}"; do wait "$p" 2>/dev/null; done
	[ -n "$own_tmp" ] && rm -rf "$own_tmp"
	exit "$status"
}
trap at_end EXIT
trap 'exit 143' TERM INT

# --- TAP ---------------------------------------------------------------------------------------
note() { printf '# %s\n' "$@"; }
pass() { n_tests=$((n_tests + 1)) && echo "ok $n_tests - $1"; }
fail() { # NAME: with what the last command said, as comments
	n_tests=$((n_tests + 1)) n_failed=$((n_failed + 1))
	echo "not ok $n_tests - $1"
	[ "$told" = "$n_runs" ] && return 1 # once for each command is enough
	told=$n_runs
	echo "#   exit status $STATUS"
	[ -s "$OUT" ] && tail -n 15 "$OUT" | sed 's/^/#   out: /'
	[ -s "$ERR" ] && tail -n 15 "$ERR" | sed 's/^/#   err: /'
	[ -s "$EVENTS" ] && tail -n +$((logs_at + 1)) "$EVENTS" | tail -n 5 | cut -c1-400 | sed 's/^/#   event: /'
	return 1
}
skip() { n_tests=$((n_tests + 1)) && echo "ok $n_tests - $1 # SKIP $2"; } # NAME REASON
# ok NAME COMMAND...: passes when the command does
ok() {
	local name=$1
	shift
	if "$@"; then pass "$name"; else fail "$name"; fi
}
nok() { # NAME COMMAND...: passes when the command does not
	local name=$1
	shift
	if "$@"; then fail "$name"; else pass "$name"; fi
}
is() { # NAME GOT WANTED
	if [ "$2" = "$3" ]; then pass "$1"; else
		fail "$1"
		note "  got '$2', wanted '$3'"
	fi
}
skip_all() { # REASON: nothing of this file can be tried here
	echo "ok 1 # SKIP $1"
	echo 1..1
	exit 0
}
done_testing() {
	stop_logs
	echo "1..$n_tests"
	[ "$n_failed" = 0 ]
	exit
}

# --- commands ----------------------------------------------------------------------------------
# run COMMAND...: runs it, keeps OUT, ERR, STATUS (124: it did not end in time)
run() {
	n_runs=$((n_runs + 1))
	timeout -k 2 "$LIMIT" "$@" </dev/null >"$OUT" 2>"$ERR"
	STATUS=$?
	return 0
}
# wait_for COMMAND...: until it succeeds, for $LIMIT seconds at most
wait_for() {
	local tries=$((LIMIT * 50))
	until "$@" 2>/dev/null; do
		[ $((tries -= 1)) -gt 0 ] || return 1
		sleep 0.02
	done
}
background() { # COMMAND...: started now, ended with the test; its pid is in $BG
	"$@" </dev/null >"$GG_TMP/bg.$((${#pids[@]} + 1)).out" 2>&1 &
	BG=$!
	pids+=("$BG")
}
out_has() { grep -qE -- "$1" "$OUT"; }
err_has() { grep -qE -- "$1" "$ERR"; }
errno_of() { case $1 in EPERM) echo 1 ;; ENOENT) echo 2 ;; EINTR) echo 4 ;; EIO) echo 5 ;; EACCES) echo 13 ;;
	EEXIST) echo 17 ;; ENOTDIR) echo 20 ;; EINVAL) echo 22 ;; EROFS) echo 30 ;; ENOSYS) echo 38 ;; ELOOP) echo 40 ;;
	EPROTONOSUPPORT) echo 93 ;; EAFNOSUPPORT) echo 97 ;; ECONNREFUSED) echo 111 ;; *) echo "$1" ;; esac; }
# status_is NAME STATUS|ERRNO: of the last command
status_is() { is "$1" "$STATUS" "$(errno_of "$2")"; }

# --- log reader --------------------------------------------------------------------------------
# start_logs [SOCKET]: goguard logs --json into $EVENTS
start_logs() {
	SOCK=${1:-$SOCK}
	: >"$EVENTS"
	logs_at=0
	"$GG" logs --json "$SOCK" </dev/null >>"$EVENTS" 2>"$GG_TMP/logs.err" &
	logs_pid=$!
	wait_for test -S "$SOCK" || {
		note "goguard logs made no socket: $(cat "$GG_TMP/logs.err")"
		return 1
	}
}
stop_logs() {
	[ -n "$logs_pid" ] || return 0
	kill "$logs_pid" 2>/dev/null
	wait "$logs_pid" 2>/dev/null
	logs_pid=
}
# new_case: events so far do not count any more
new_case() { logs_at=$(wc -l <"$EVENTS" 2>/dev/null || echo 0); }
events() { tail -n +$((logs_at + 1)) "$EVENTS" 2>/dev/null; } # those of this case
# A line that is only half there yet is no event yet
count_events() { events | jq -n -R "[inputs | fromjson? | select($1)] | length"; }
has_event() { [ "$(count_events "$1" 2>/dev/null || echo 0)" -gt 0 ]; }
# has_kind KIND: among the events on stdin; quotes within strings are escaped, so that only an event's own is found
has_kind() { grep -F "\"kind\":\"$1\"" >/dev/null; }
all_sent() { events | has_kind exit; }
# event NAME JQFILTER: this case has an event for which the filter holds
event() { ok "$1" wait_short has_event "$2"; }
# no_event NAME JQFILTER: it has none, asked once its exit event is there; without one, nothing is known
no_event() {
	ok "$1" none_of "$2"
}
none_of() { wait_short all_sent && ! has_event "$1"; }
wait_short() { local LIMIT=3; wait_for "$@"; }

# --- guarded programs --------------------------------------------------------------------------
# guarded POLICY COMMAND...: by `goguard run`; events go to the log reader when one runs
guarded() {
	local policy=$1 log=()
	shift
	[ -n "$logs_pid" ] && log=(--log "$SOCK")
	run "$GG" run -p "$policy" "${log[@]}" -- "$@"
}
# preloaded POLICY COMMAND...: by LD_PRELOAD
preloaded() {
	local policy=$1 log=
	shift
	[ -e "$GG_SO" ] || { # the loader would only warn, and the program run unguarded
		run sh -c "echo \"there is no '$GG_SO'\" >&2; exit 127"
		return
	}
	[ -n "$logs_pid" ] && log=$SOCK
	GOGUARD_BIN=$GG GOGUARD_POLICY=$policy GOGUARD_LOG=$log run \
		env LD_PRELOAD="$GG_SO" "$@"
}
# by HOW POLICY COMMAND...: HOW is run or preload
by() {
	case $1 in
	run) shift && guarded "$@" ;;
	preload) shift && preloaded "$@" ;;
	*) note "by: '$1' is no way to guard" && return 1 ;;
	esac
}
# policy NAME: writes stdin to $GG_TMP/NAME.cfg, and its path to $POLICY
policy() { POLICY=$GG_TMP/$1.cfg && cat >"$POLICY"; }
go_bin() { echo "$GO_BIN/$1.${2:-static}"; } # NAME [VARIANT]

# shellcheck source=tests/live/beneath.sh
. "$(dirname "${BASH_SOURCE[0]}")/beneath.sh"
