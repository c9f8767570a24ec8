# shellcheck shell=bash
# Acts shown three times; each test of denials starts with:  . "$(dirname "$0")/acts.sh"
#
# Owns the comparison: an act succeeds unguarded; guarded it fails with the documented errno, and its
# event is there, whole; or it succeeds guarded as well, and there is no violation. Relies on lib.sh,
# and on the test for lay_out(), which makes what an act needs. Events go to a file, which is
# complete when `goguard run` has ended. A world is a policy with a name, made by world().
# shellcheck source=tests/live/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
PROBE=()     # the program that makes the acts, and words before each of them
BENEATH=()   # words before goguard: what refuses it something
WORLD=       # name of the policy in force
VERDICT=deny # of the events to come
UNIT=$GG_TMP/w
declare -A bare_status bare_out # of acts that were made unguarded already: once is enough
# lay_out: what fresh() is to make again before every act; done once, copied from then on
lay_out() { :; }
fresh() {
	if [ -d "$UNIT.new" ]; then
		rm -rf "$UNIT"
		cp -a "$UNIT.new" "$UNIT"
	else
		mkdir -p "$UNIT" && lay_out
		cp -a "$UNIT" "$UNIT.new"
	fi
}

# probe NAME: a program of tests/live/probe_NAME.c
probe() {
	PROBE=("$GG_BUILD/tests/live/probe_$1")
	[ -x "${PROBE[0]}" ] || skip_all "${PROBE[0]} is not built (make probes)"
}
world() { # NAME: the policy is stdin
	WORLD=$1 && policy "$1"
	# What does without the supervisor takes what is left; the rest needs it, and says so.
	promised supervisor || grep -q 'layers = ' "$POLICY" ||
		sed -i 's/^extends = .*/&\nlayers = { supervisor = "prefer"; };/' "$POLICY"
	"$GG" check "$POLICY" >"$OUT" 2>&1 || { cat "$OUT" && exit 1; }
}
# line_of TEXT: of the policy in force, for rule_at
line_of() { echo "$POLICY:$(grep -nF -m 1 -- "$1" "$POLICY" | cut -d: -f1)"; }

bare() { # ACT...: unguarded
	local key="$*"
	if [ -z "${bare_status[$key]:-}" ]; then
		fresh
		run "${PROBE[@]}" "$@"
		bare_status[$key]=$STATUS
		bare_out[$key]=$(spoken)
	fi
	STATUS=${bare_status[$key]}
}
guard() { # ACT...: guarded, its events in $EVENTS
	fresh
	: >"$EVENTS"
	run "${BENEATH[@]}" "$GG" run -p "$POLICY" --log "$EVENTS" -- "${PROBE[@]}" "$@"
}
seen() { jq -e -s --arg exe "${PROBE[0]}" --arg verdict "$VERDICT" "$1" "$EVENTS" >/dev/null 2>&1; }
violations() { has_kind violation <"$EVENTS"; }
quiet() { ! violations; }
all_there() { has_kind posture <"$EVENTS" && has_kind exit <"$EVENTS"; }

# One event: what every violation holds, and these words: OP SYSCALL WHAT [ACCESS] [RULE] [RULE_AT]
# [LAYER], where WHAT is a path, PROTO:ADDR:PORT, unix:NAME, or - for none; - leaves a word open.
whole='.kind == "violation" and .verdict == $verdict and .pid > 1 and .tid > 1 and .exe == $exe
	and (.comm | type) == "string" and (.policy | type) == "string"'
filter_of() { # ERRNO OP SYSCALL WHAT...
	local f=$whole what=${4:--}
	[ "$1" = - ] || f+=" and .errno == \"$1\""
	[ "$2" = - ] || f+=" and .op == \"$2\""
	[ "$3" = - ] || f+=" and .syscall == \"$3\""
	case $what in
	-) ;;
	/*) f+=" and .path == \"$what\"" ;;
	unix:/*) f+=" and .proto == \"unix\" and .path == \"${what#unix:}\"" ;;
	unix:*) f+=" and .proto == \"unix\" and .addr == \"${what#unix:}\"" ;;
	tcp:* | udp:*) f+=" and .proto == \"${what%%:*}\" and .port == ${what##*:}
		and .addr == \"$(cut -d: -f2- <<<"${what%:*}")\"" ;;
	esac
	[ "${5:--}" = - ] || f+=" and .access == \"$5\""
	[ "${6:--}" = - ] || f+=" and .rule == \"$6\""
	[ "${7:--}" = - ] || f+=" and .rule_at == \"$7\""
	[ "${8:--}" = - ] || f+=" and .layer == \"$8\""
	echo "any(.[]; $f)"
}

short() {
	local name="$WORLD: ${*//$GG_TMP/}"
	echo "${name:0:110}"
}
spoken() { [ ! -s "$OUT" ] || tr -d '\0' <"$OUT"; } # by the last command

# denied ERRNO EVENT-WORDS -- ACT...: succeeds unguarded, fails guarded, and is in the log
denied() {
	local words=() name
	while [ "$1" != -- ]; do words+=("$1") && shift; done
	shift
	name=$(short "$@")
	callable "${words[2]}" || { refused "${words[@]}" -- "$@" && return; }
	bare "$@"
	[ "$STATUS" = 0 ] || { fail "$name: works unguarded" && return; }
	refused "${words[@]}" -- "$@"
}
# refused ERRNO EVENT-WORDS -- ACT...: the same where it cannot succeed unguarded
refused() {
	local words=() name
	while [ "$1" != -- ]; do words+=("$1") && shift; done
	shift
	name=$(short "$@")
	guard "$@"
	if [ "$STATUS" != "$(code "${words[0]}")" ]; then
		fail "$name: ${words[0]}"
	elif ! promised log; then
		pass "$name: ${words[0]}"
		left_out "$name: its event" 'without the supervisor nothing is logged'
	elif ! callable "${words[2]}"; then # by whoever is stricter
		pass "$name: ${words[0]}"
		left_out "$name: its event" "${words[2]} is refused to everybody"
	elif ! seen "$(filter_of "${words[@]}")"; then
		fail "$name: ${words[0]}, and its event (${words[*]})"
	else
		pass "$name: ${words[0]}, with its event"
	fi
}
# same STATUS|ERRNO ACT...: unguarded and guarded, success or not, and no violation
same() {
	local want name
	want=$(code "$1")
	shift
	name=$(short "$@")
	callable "$1" || { left_out "$name: as unguarded" "$1 is refused to everybody" && return; }
	bare "$@"
	[ "$STATUS" = "$want" ] || { fail "$name: is $want unguarded" && return; }
	guard "$@"
	if [ "$STATUS" != "$want" ]; then
		fail "$name: is $want guarded"
	elif [ "$(spoken)" != "${bare_out["$*"]}" ]; then
		fail "$name: says the same"
	elif violations; then
		fail "$name: no violation"
	else
		pass "$name: as unguarded"
	fi
}
allowed() { same 0 "$@"; }
# answers ERRNO ACT...: works unguarded, guarded it fails by itself: no violation is in the log
answers() {
	local want=$1 name
	shift
	name=$(short "$@")
	bare "$@"
	[ "$STATUS" = 0 ] || { fail "$name: works unguarded" && return; }
	guard "$@"
	if [ "$STATUS" = "$(code "$want")" ] && quiet; then
		pass "$name: $want, no violation"
	else
		fail "$name: $want, no violation"
	fi
}
# no_sockets NAME: they are denied, and left out with NAME is what a test says of them. Needs a policy that
# grants sockets, and a probe that makes raw calls
no_sockets() {
	local want=EACCES
	[ "$VERDICT" != audit ] || want=0
	guard raw 41 2 1 0
	status_is "$1: no socket" "$want"
	ok "$1: and the event says why" seen 'any(.[]; .kind == "violation" and .verdict == $verdict and .op == "syscall" and
		.syscall == "socket" and .errno == "EACCES" and (.reason | test("ADDFD and pidfd_getfd are refused")))'
	left_out "$1" 'sockets can neither be duplicated nor given to the function'
}
code() { case $1 in E2BIG) echo 7 ;; EBADF) echo 9 ;; EFAULT) echo 14 ;; EBUSY) echo 16 ;; EXDEV) echo 18 ;;
	EISDIR) echo 21 ;; EFBIG) echo 27 ;; ENOTTY) echo 25 ;; EPIPE) echo 32 ;; ENAMETOOLONG) echo 36 ;; ENOTEMPTY) echo 39 ;; ENOBUFS) echo 105 ;;
	EMSGSIZE) echo 90 ;; EOPNOTSUPP) echo 95 ;; EADDRINUSE) echo 98 ;; EADDRNOTAVAIL) echo 99 ;;
	ESRCH) echo 3 ;; ENXIO) echo 6 ;; ECHILD) echo 10 ;; *) errno_of "$1" ;; esac; }
