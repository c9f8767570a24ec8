# One system call of goguard's fails, whichever: nothing is free for it, nothing hangs, and somebody says why.
# needs: seccomp landlock supervisor
# shellcheck shell=bash
#
# A function that does what it may and what it may not is started once while every call of goguard's is counted, and
# then again and again: each time another of those calls fails, by an errno that the kernel, or a filter around, may
# give. The same for what goguard allocates. By default that is the first call of each kind. GG_FAULTS=all (`make
# check-faults`): each call; and the first of each kind by every errno, late, and failing from then on.
. "$(dirname "$0")/lib.sh"
FAULT=$GG_BUILD/tests/live/probe_fault
SHORT=$GG_BUILD/tests/live/short-memory/goguard
PEER=$GG_BUILD/tests/live/probe_net
for p in "$FAULT" "$SHORT" "$PEER"; do [ -x "$p" ] || skip_all "$p is not built (make probes)"; done
if [ -n "${GG_BENEATH:-}" ]; then
	left_out 'faults' 'calls are refused for good'
	done_testing
fi
LIMIT=${GG_LIMIT:-60}
ulimit -c 0

# --- the world, and what is done in it -------------------------------------------------------------
D=$(realpath "$GG_TMP")/d
OWN=$GG_TMP/own.json
STATIC=$(go_bin acts static) PIE=$(go_bin acts pie)
LOADER=$(for l in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
	[ -e "$l" ] && readlink -f "$l" && break
done)
mkdir -p "$D/box" "$D/aim" && echo yes >"$D/box/yes" && echo no >"$D/secret" && echo no >"$D/aim/file"
ln -s ../aim "$D/box/link" && mkfifo "$D/box/fifo" && cp "$STATIC" "$D/pinned" && cp "$(type -P true)" "$D/other"
hold() { # VARIABLE: a peer outside; its port
	background "$PEER" hold tcp:127.0.0.1:0
	local out=$GG_TMP/bg.${#pids[@]}.out
	wait_for grep -q port "$out" && printf -v "$1" %s "$(sed -n 's/^port //p' "$out")"
}
hold MAY && hold MAY_NOT || skip_all 'no peers'

policy text <<-END
	version = 1; name = "faults";
	extends = ( "go-base" );
	layers = { seccomp = "require"; landlock = "require"; supervisor = "require"; };
	syscalls = { allow = [ "@file-write", "@process", "@net-client" ]; };
	files = (
	  { path = "$D/box"; allow = "read write create remove"; },
	  { path = "$D/aim"; allow = "read"; },
	  { path = "$D/box/link"; deny = "all"; } // which is a link to aim
	);
	exec = ( { path = "$STATIC"; }, { path = "$PIE"; }, { path = "$LOADER"; },
	  { path = "$D/pinned"; sha256 = "$(sha256sum "$D/pinned" | cut -c1-64)"; argv = [ "exit", "*" ]; } );
	network = { connect = ( "tcp://127.0.0.1:$MAY" ); };
	limits = { memory_mb = 4096; processes = 200; wall_s = 600.0; open_files = 1024; };
	packages = ( { match = "example.com/none/..."; exec = ( ); } );
END
PLAN=$GG_TMP/text.plan
"$GG" plan "$POLICY" -o "$PLAN" >/dev/null || fail 'a plan is made'

ACTS=(
	read "$D/box/yes" , read "$D/secret" , read "$D/aim/file" , create "$D/new" , create "$D/box/new" ,
	remove "$D/box/new" , chmod "$D/box/yes" , chmod "$D/secret" , rdwr "$D/box/fifo" ,
	dial tcp "127.0.0.1:$MAY" , dial tcp "127.0.0.1:$MAY_NOT" ,
	spawn "$STATIC" exit 0 , spawn "$D/pinned" exit 0 , spawn "$D/pinned" sleep 0 , spawn "$D/other" , kill parent 0
)
DENIED=' 2 3 4 8 11 14 15 16 '
# What an act may come to that fails for the fault: its errno, or what goguard makes of it
ANSWERS=' EPERM EINTR EIO EAGAIN ENOMEM EACCES ENFILE EMFILE ENOSPC ENOSYS ENOBUFS '
ANSWERS=$(for e in $ANSWERS 11 12 23 24 28 38 105; do errno_of "$e"; done | tr '\n' ' ')

# begin WAY: the command line that starts it, in ${CMD[@]}
begin() {
	local shim=(env GOGUARD_BIN="$GG" GOGUARD_POLICY="$POLICY" GOGUARD_LOG="$OWN" LD_PRELOAD="$GG_SO")
	case $1 in
	run) CMD=("$GG" run -p "$POLICY" --log "$OWN" -- "$STATIC") ;;
	plan) CMD=("$GG" run -p "$PLAN" --log "$OWN" -- "$PIE") ;;
	preload) CMD=("${shim[@]}" "$PIE") ;;
	memory) CMD=("$SHORT" run -p "$POLICY" --log "$OWN" -- "$STATIC") ;;
	esac
	CMD+=(each "${ACTS[@]}")
	rm -f "$OWN" "$D/new" "$D/box/new" "$GG_TMP/hit"
}
violations() { grep -c '"kind":"violation"' "$OWN" 2>/dev/null; }
denied() { [[ $DENIED == *" $1 "* ]]; }

# --- the judge: VERDICT begins with "bad" where something is wrong ----------------------------------
# How each act went, in ${went[N]}
read_acts() {
	local sign number act status
	went=()
	while read -r sign number act status; do
		[ "$sign" = = ] && went[number]=$status
	done <"$OUT"
}
killed() { grep -q '"verdict":"kill"' "$OWN"; }
# An act that may, and failed: by what?
explained() { # NUMBER
	case $1:${went[$1]-} in
	6:2) [ "${went[5]}" != 0 ] ;;         # what was not created is not there
	12:126 | 13:126 | 1[23]:137) killed ;; # ended before its first instruction
	*) [[ " $ANSWERS " == *" ${went[$1]-} "* ]] ;;
	esac
}
judge() {
	local said i failed= n
	read_acts
	for i in $DENIED; do [ "${went[i]-}" != 0 ] || { VERDICT="bad: act $i was let through" && return; }; done
	[ ! -e "$D/new" ] || { VERDICT="bad: it made a file" && return; }
	case $STATUS in
	124) VERDICT='bad: it hangs' && return ;;
	98 | 99) VERDICT="bad: the injector failed: $(tail -n 1 "$ERR")" && return ;;
	0)
		for i in "${!BASE[@]}"; do
			[ "${BASE[i]}" = "${went[i]-}" ] && continue
			failed+=" act $i: ${went[i]-nothing}"
			denied "$i" || explained "$i" || { VERDICT="bad:$failed" && return; }
		done
		[ -z "$failed" ] || { VERDICT="failed:$failed" && return; }
		n=$(violations)
		[ "$n" -ge "$BASE_LOG" ] || grep -q '"dropped":' "$OWN" || { VERDICT="bad: $n denials logged" && return; }
		VERDICT=same ;;
	125 | 126 | 127)
		said=$(grep -cE '^(goguard: error: |[^ ]+:[0-9]+: error: ).|: error while loading shared libraries: ' "$ERR")
		[ "$said" = 1 ] || { VERDICT="bad: $STATUS, said in $said lines" && return; }
		VERDICT="refused: $(grep -m 1 -E 'error' "$ERR")" ;;
	*) VERDICT="bad: exit status $STATUS" ;;
	esac
}
declare -A tally
verdict() { # NAME
	local kind=${VERDICT%%:*}
	tally[$kind]=$((${tally[$kind]-0} + 1))
	case $kind in
	bad)
		fail "$1: ${VERDICT#bad: }"
		[ -s "$OWN" ] && tail -n 1 "$OWN" | cut -c1-400 | sed 's/^/#   own: /' ;;
	*) pass "$1: ${VERDICT:0:120}" ;;
	esac
}

# --- one fault ----------------------------------------------------------------------------------------
# trial WAY ROLE CALL N HOW
trial() {
	begin "$1"
	run "$FAULT" "$GG_TMP/hit" "$2" "$3" "$4" "$5" -- "${CMD[@]}"
	judge
	[ -s "$GG_TMP/hit" ] || miss # by another number this time
	verdict "$1, $2: $3 $4 $5"
}
# count WAY: the calls of an undisturbed start, in $GG_TMP/WAY.list
count() {
	begin "$1"
	run "$FAULT" "$GG_TMP/$1.list" list -- "${CMD[@]}"
	is "$1: undisturbed, the injector only counts" "$STATUS" 0
	read_acts
	is "$1: what is granted works, and nothing else" "$(for i in "${!went[@]}"; do
		denied "$i" && [ "${went[i]}" != 0 ] || { ! denied "$i" && [ "${went[i]}" = 0 ]; } || echo "$i ${went[i]}"
	done)" ''
	is "$1: every act was done" "${#went[@]}" 16
	ok "$1: calls of goguard are among them" grep -q '^goguard ' "$GG_TMP/$1.list"
	is "$1: every call is known" "$(grep -F '?' "$GG_TMP/$1.list" | sort -u)" ''
	BASE=() && for i in "${!went[@]}"; do BASE[i]=${went[i]}; done
	BASE_LOG=$(violations)
	ok "$1: denials are logged" [ "$BASE_LOG" -ge 7 ]
}
# choose WAY: ROLE CALL N HOW, a line each. A kind is a role, a phase, a call and an operation: of goguard's own it is
# tried once whatever way it was started, of those that run in the place of a program once for each.
# Of links each is tried: what is denied where one leads is denied there, or nothing starts. What the child reads from
# its socket comes, or the other end is gone.
choose() {
	awk -v all="${GG_FAULTS:-}" -v way="$1" -v seen="$GG_TMP/kinds" '
		BEGIN { while ((getline kind <seen) > 0) tried[kind] }
		NF < 6 || ($1 == "child" && $3 == "read") { next }
		{
			kind = ($1 == "goguard" ? "" : way " ") $1 " " $2 " " $3 " " $4
			first = !(kind in tried)
			tried[kind]
			if (first) print kind >>seen
			if (all == "all") last = first ? NF : way == "run" || $1 != "goguard" ? 6 : 0
			else last = first ? (way == "run" ? 7 : 6) : way == "run" && $2 == "start" && $3 ~ /^readlink/ ? 6 : 0
			for (i = 6; i <= NF; i++)
				if (i <= last || (first && $i == "short")) print $1, $3, $5, $i
			if (first && all == "all") {
				print $1, $3, $5, "late"
				# who can write no more can say nothing, either
				if ($6 != "EINTR" && $3 !~ /^(close|write)/) print $1, $3, $5, $6 "+"
			}
		}' "$GG_TMP/$1.list"
}
miss() { tally[missed]=$((${tally[missed]-0} + 1)); }
told() { # NAME: the counts
	local kind text= n=0 missed=${tally[missed]-0}
	for kind in same failed refused bad; do n=$((n + ${tally[$kind]-0})); done
	for kind in same failed refused bad missed; do text+=", $kind ${tally[$kind]-0}"; done
	note "$1: ${text#, }"
	ok "$1: there were faults, and most were met" [ $((missed * 5)) -lt $n ]
	tally=()
}

# The child is killed when the helper is there that passes the listener on, and that would wait for it for half a minute
killed_armed() {
	local try child
	for try in 1 2 3 4 5 6 7 8; do # it is held for a moment only
		begin run
		background timeout 20 "$FAULT" "$GG_TMP/hit" child seccomp 1 late -- "${CMD[@]}"
		wait_for test -s "$GG_TMP/hit"
		child=$BG
		for _ in fault goguard child; do read -r child _ <"/proc/$child/task/$child/children"; done
		kill -KILL "$child"
		wait "$BG"
		STATUS=$?
		[ "$STATUS" = 0 ] || break
	done 2>/dev/null
	is 'a child that is killed while it is armed: 125, and at once' "$STATUS" 125
}

begin run
run "$STATIC" each "${ACTS[@]}"
is 'unguarded: everything works' "$(grep -c '^= [0-9]* [a-z]* 0$' "$OUT")" 16
[ "$STATUS" = 0 ] && chmod 644 "$D/secret"

if "$FAULT" "$GG_TMP/hit" list -- true 2>/dev/null; then
	: >"$GG_TMP/kinds"
	for way in run plan preload; do
		count "$way"
		choose "$way" >"$GG_TMP/$way.faults"
		while read -r role call n how <&3; do
			trial "$way" "$role" "$call" "$n" "$how"
		done 3<"$GG_TMP/$way.faults"
		told "$way"
	done
	killed_armed
else
	skip 'calls that fail' 'nothing can be traced here'
fi

# --- memory: of each place that asks for some the first time and the last, or forty times --------------------
export GG_SHORT=0 GG_SITES=$GG_TMP/sites
begin memory
run "${CMD[@]}"
is 'memory: undisturbed' "$STATUS" 0
read_acts
BASE=() && for i in "${!went[@]}"; do BASE[i]=${went[i]}; done
BASE_LOG=$(violations)
od -An -v -tu4 -w4 "$GG_SITES" | awk -v all="${GG_FAULTS:-}" '
	NR == 1 { n = $1; next }
	NR > n + 1 { exit }
	{ last[$1] = NR - 1; at[$1, seen[$1]++] = NR - 1 }
	END {
		for (s in last) {
			print last[s]
			few = all == "all" ? 40 : 1
			for (i = 0; i < seen[s]; i += seen[s] > few ? seen[s] / few : 1) print at[s, int(i)]
		}
	}' | sort -nu >"$GG_TMP/memory.faults"
allocations() { od -An -tu4 -N4 "$GG_SITES" 2>/dev/null | tr -d ' '; }
while read -r GG_SHORT <&3; do
	begin memory
	rm -f "$GG_SITES"
	run "${CMD[@]}"
	judge
	[ "$(allocations)" -ge "$GG_SHORT" ] || miss
	verdict "memory: allocation $GG_SHORT"
done 3<"$GG_TMP/memory.faults"
told memory
done_testing
