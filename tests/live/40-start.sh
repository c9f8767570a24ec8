# What is started, as which process, and what its end says.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
start_logs || skip_all 'no log reader'
fn_policy start

# The function's pid, and its parent's, are the first two numbers that it prints
pids_of() { read -r FN_PID FN_PARENT _ <"$OUT"; }
processes() { # WAY VARIANT
	local name="$1, $2" bin started
	bin=$(go_bin acts "$2")
	new_case
	as "$1" "$POLICY" "$bin" pid
	status_is "$name: works" 0
	FN_PID=0 FN_PARENT=0
	pids_of
	started=$(cat "$STARTED")
	nok "$name: the function is not what was started" [ "$FN_PID" = "$started" ]
	case $1 in
	shell)
		nok "$name: nor is its parent, the shell" [ "$FN_PARENT" = "$started" ]
		event "$name: the posture is the shell's" ".kind == \"posture\" and .pid == $FN_PARENT"
		;;
	*-fork)
		nok "$name: nor is its parent, who supervises it" [ "$FN_PARENT" = "$started" ]
		event "$name: the posture is the function's" ".kind == \"posture\" and .pid == $FN_PID"
		;;
	*)
		is "$name: its parent is what was started" "$FN_PARENT" "$started"
		event "$name: the posture is the function's" ".kind == \"posture\" and .pid == $FN_PID"
		;;
	esac
	event "$name: the exit too" '.kind == "exit" and .status == 0'
	is "$name: one posture, one exit" \
		"$(count_events '.kind == "posture"') $(count_events '.kind == "exit"')" '1 1'
}
ends() { # WAY VARIANT
	local name="$1, $2" bin what
	bin=$(go_bin acts "$2")
	for what in 0 7 255; do
		as "$1" "$POLICY" "$bin" exit $what
		is "$name: ends with $what" "$STATUS" $what
	done
	for what in 6:abort 11:segfault '9:kill self 9' '15:kill self 15'; do
		new_case
		# shellcheck disable=SC2086
		as "$1" "$POLICY" "$bin" ${what#*:}
		is "$name: ends with 128 + ${what%%:*}" "$STATUS" $((128 + ${what%%:*}))
		case $1 in shell) continue ;; esac # there the shell is what exits
		event "$name: so says the event of ${what%%:*}" \
			".kind == \"exit\" and .signal == ${what%%:*} and .status == $((128 + ${what%%:*}))"
	done
}
denied() { # WAY VARIANT: guarded at all
	local bin
	bin=$(go_bin acts "$2")
	run "$bin" read "$SECRET"
	status_is "$1, $2: allowed without the policy" 0
	new_case
	as "$1" "$POLICY" "$bin" read "$SECRET"
	status_is "$1, $2: denied with it" EACCES
	event "$1, $2: the violation" '.kind == "violation" and .op == "open" and .errno == "EACCES"'
	ok "$1, $2: posture first, exit last" test \
		"$(events | jq -rs 'map(.kind) | "\(.[0]) \(.[-1])"')" = 'posture exit'
}
for w in $WAYS; do
	for v in static stripped pie cgo; do
		can "$w" "$v" || continue
		processes "$w" "$v"
		case $w:$v in
		run:* | preload:* | *:static) denied "$w" "$v" && ends "$w" "$v" ;;
		esac
	done
done

# Nothing to start
bin=$(go_bin acts)
as run "$POLICY" "$WORK/none"
is 'a program that is not there: 127' "$STATUS" 127
ok 'a program that is not there: one line' one_error
as run "$POLICY" gg-no-such-program
is 'a name that is not in PATH: 127' "$STATUS" 127
ok 'a name that is not in PATH: one line' err_has "cannot run 'gg-no-such-program': .*PATH"
as run "$POLICY" "$WORK/none/none"
is 'a folder that is not there: 127' "$STATUS" 127
echo text >"$WORK/text"
as run "$POLICY" "$WORK/text"
is 'no program: 126' "$STATUS" 126
ok 'no program: one line' one_error
as run "$POLICY" "$WORK"
is 'a folder: 126' "$STATUS" 126
chmod 755 "$WORK/text"
as run "$POLICY" "$WORK/text"
is 'an executable without a format: 126' "$STATUS" 126
ok 'and why' err_has "cannot run '$WORK/text': .* \(neither an ELF program nor a script"
printf '#!%s\r\n' "$WORK/none" >"$WORK/script" && chmod 755 "$WORK/script"
as run "$POLICY" "$WORK/script"
is 'a script without its interpreter: 126, it is there itself' "$STATUS" 126
ok 'and which one, with its carriage return' grep -qF "(its interpreter is not there: '$WORK/none\\r')" "$ERR"
ok 'in one line' one_error
# the first bytes of a program of 32 bits
{ printf '\177ELF\1\1\1' && head -c 93 /dev/zero; } >"$WORK/old" && chmod 755 "$WORK/old"
as run "$POLICY" "$WORK/old"
is 'a program of 32 bits: 126' "$STATUS" 126
ok 'and why' err_has "cannot run '$WORK/old': a 32-bit program"
# shellcheck disable=SC2016
printf '#!/bin/sh\nexec "$@"\n' >"$WORK/script"
as run "$POLICY" "$WORK/script" "$bin" exit 9
is 'a script with its interpreter' "$STATUS" 9
policy bare <<END
version = 1;
extends = ( "go-base" );
END
# shellcheck disable=SC2016
printf '#!/bin/sh\necho "by $0"\n' >"$WORK/own" && chmod 755 "$WORK/own"
guarded "$POLICY" "$WORK/own"
is 'a script that no rule grants, read by a dynamic interpreter' "$(cat "$OUT")" "by $WORK/own"
if [ "$(id -u)" != 0 ]; then # root reads everything
	cp "$bin" "$WORK/hidden" && chmod 311 "$WORK/hidden"
	run "$GG" run -p "$POLICY" -- "$WORK/hidden" exit 0
	is 'a program that cannot be read: 125' "$STATUS" 125
	ok 'and why' err_has "cannot run '$WORK/hidden': .*execute but not read it.*chmod a.r"
fi
limited() { run bash -c 'ulimit -f 1 && exec "$@"' limited "$GG" run -p "$1" -- true; }
limited "$POLICY"
is 'no file may be as large as the filter: 125' "$STATUS" 125
ok 'and told' err_has '^goguard: error: cannot compile the filter: file too large'
run "$GG" plan "$POLICY" -o "$WORK/bare.plan"
limited "$WORK/bare.plan"
is 'no file may be as large as the plan: 125' "$STATUS" 125
ok 'and told, too' err_has '^goguard: error: cannot keep the plan in memory: file too large'
run "$GG" run -p "$POLICY" --argv0 other -- sh -c 'echo "$0"'
is '--argv0' "$(cat "$OUT")" other
run "$GG" run -p "$POLICY" -- true
is 'a name is looked for in PATH' "$STATUS" 0
PATH=/nonexistent run "$GG" run -p "$POLICY" -- true
is 'and in no other place' "$STATUS" 127
done_testing
