# What a guarded program inherits: what it would have inherited, but for descriptors.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
[ -x "$PROBE" ] || skip_all "no $PROBE"
fn_policy inherit
cp "$POLICY" "$GG_TMP/plain.cfg"
fn_policy keep 'keep_fds = [ 7, 11 ];'
[ -e "$GG_SO" ] && ways='run preload env shell-exec target named' || ways=run
state=$WORK/state

# Not variables that the ways themselves set, or a shell on the way; not descriptors above 2, see below
others() {
	grep -vE '^(env (GOGUARD_|LD_PRELOAD=|_=|PWD=|OLDPWD=|SHLVL=)|fd ([3-9]|..+) )' "$1"
}
# calm NAME: what Go is told where signals cancel calls is there once, and nowhere else; the rest
calm() {
	local got want=0
	got=$(cat)
	beneath wait_killable && want=1
	[ "$(grep -cx "$CALM" <<<"$got")" = $want ] || echo "$1: GODEBUG is not there $want times"
	grep -vx "$CALM" <<<"$got"
}
CALM='env GODEBUG=asyncpreemptoff=1'
# same NAME SETUP [POLICY]: SETUP is shell text that ends in: exec "$@"
same() {
	local name=$1 setup=$2 w
	for w in $ways; do
		way "$w" "${3:-$GG_TMP/plain.cfg}" "$PROBE" state "$state"
		rm -f "$state"
		case $w in # the same shells, without the guard
		run | preload | env) run setsid bash -c "$setup" bash "$PROBE" state "$state" ;;
		*) run setsid bash -c "$setup" bash sh -c 'exec "$0" "$@"' "$PROBE" state "$state" ;;
		esac
		status_is "$w: $name, without the guard" 0
		others "$state" >"$GG_TMP/want"
		rm -f "$state"
		run setsid bash -c "$setup" bash "${CMD[@]}"
		status_is "$w: $name" 0
		others "$state" | calm "$w: $name" >"$GG_TMP/got"
		ok "$w: $name: all the same" cmp -s "$GG_TMP/want" "$GG_TMP/got"
		cmp -s "$GG_TMP/want" "$GG_TMP/got" || note "$(diff "$GG_TMP/want" "$GG_TMP/got" | head -n 10)"
	done
}
# shellcheck disable=SC2016
{
	same 'nothing special' 'exec "$@"'
	same 'working directory' 'cd /usr && exec "$@"'
	same 'umask' 'umask 027; exec "$@"'
	same 'umask of nothing' 'umask 0; exec "$@"'
	same 'limits' 'ulimit -Sn 1000; ulimit -Hn 2000; ulimit -f 1000; ulimit -s 4096; exec "$@"'
	same 'niceness' 'exec nice -n 5 "$@"'
	same 'ignored signals' "exec '$PROBE' with-signals 1,13,20 0 "'"$(command -v "$1")" "${@:2}"'
	same 'blocked signals' "exec '$PROBE' with-signals 0 10,12,34 "'"$(command -v "$1")" "${@:2}"'
	same 'an ignored SIGCHLD' "exec '$PROBE' with-signals 17 0 "'"$(command -v "$1")" "${@:2}"'
	same 'a blocked SIGCHLD and SIGTERM' "exec '$PROBE' with-signals 0 15,17 "'"$(command -v "$1")" "${@:2}"'
	same 'nohup' 'exec nohup "$@"'
	same 'an environment' 'export A=1 B="two words" C= LONG='"$(printf %01000d 1)"'; exec "$@"'
	same 'an almost empty environment' 'exec env -i A=1 "$@"'
	same 'no standard input' 'exec "$@" <&-'
	same 'no standard output' 'exec "$@" >&-'
	same 'no standard error' 'exec "$@" 2>&-'
	same 'nothing standard' 'exec "$@" <&- >&- 2>&-'
	same 'standard input and output of their own' 'exec "$@" </etc/passwd 1<>/dev/null'
}

# Descriptors: 3 and above are closed, keep_fds stay
fds() { awk '/^fd/ { printf "%s ", $2 }' "$state"; }
# shellcheck disable=SC2016
open_some='exec 3</etc/passwd 4>/dev/null 7</etc/group 9<>/dev/null 11</etc/passwd 200</etc/passwd; exec "$@"'
for w in $ways; do
	way "$w" "$GG_TMP/plain.cfg" "$PROBE" state "$state"
	run bash -c "$open_some" bash "${CMD[@]}"
	is "$w: descriptors of the caller are closed" "$(fds)" '0 1 2 '
	way "$w" "$GG_TMP/keep.cfg" "$PROBE" state "$state"
	run bash -c "$open_some" bash "${CMD[@]}"
	is "$w: but for those that the policy keeps" "$(fds)" '0 1 2 7 11 '
	run "${CMD[@]}"
	is "$w: which need not be there" "$(fds)" '0 1 2 '
done
for v in static pie cgo; do
	[ -x "$(go_bin acts $v)" ] || continue
	way run "$GG_TMP/plain.cfg" "$(go_bin acts $v)" print-fds
	run bash -c "$open_some" bash "${CMD[@]}"
	is "Go, $v: no descriptor of ours, none of the caller's" \
		"$(grep -vE 'anon_inode|/sys/fs/cgroup|cpu.max' "$OUT" | awk '{ printf "%s ", $1 }')" '0 1 2 '
	nok "Go, $v: no socket, no plan" grep -E 'socket:|memfd:|seccomp' "$OUT"
done
# The supervisor does not hold what the caller had open: a reader sees the end of its pipe
for w in $ways; do
	way "$w" "$GG_TMP/plain.cfg" "$PROBE" children 1
	# shellcheck disable=SC2016
	run bash -c 'exec 5> >(cat >/dev/null; echo eof >"$0"); exec "$@"' "$GG_TMP/eof" "${CMD[@]}"
	status_is "$w: a pipe at 5" 0
	ok "$w: its end is seen" wait_for grep -q eof "$GG_TMP/eof"
	rm -f "$GG_TMP/eof"
done
done_testing
