# Programs with arguments and digests: alternatives, scripts, descriptors, long lists, in two worlds.
# needs: seccomp supervisor
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe call
W=$UNIT
P=${PROBE[0]}
GOOD=$(sha256sum "$P" | cut -c1-64)
NONE=$(printf '0%.0s' {1..64})

guard_it() { fresh && : >"$EVENTS" && run "$GG" run -p "$POLICY" --log "$EVENTS" -- "${PROBE[@]}" "$@"; }

lay_out() {
	mkdir -p "$W/bin" "$W/all"
	for f in bin/args bin/args2 bin/good bin/bad bin/both bin/interp all/one all/narrow; do cp "$P" "$W/$f"; done
	ln -s good "$W/bin/to-good"
	ln "$W/bin/good" "$W/all/hard"
	printf '#!%s exit\nanything\n' "$W/bin/interp" >"$W/bin/script"
	printf '#!%s\nanything\n' "$W/bin/script" >"$W/bin/nested"
	printf '#!%s\texit  \nanything\n' "$W/bin/interp" >"$W/bin/changed"
	cp "$W/bin/script" "$W/bin/other"
	chmod 755 "$W/bin"/*
}

rules() { # EXTRA-KEY
	fresh
	cat <<END
version = 1;
name = "pins";
extends = ( "go-base" );
syscalls = { allow = [ "@process", "memfd_create" ]; };
harden = { wx = false; }; // which does not let memory files be executed at all
files = ( { path = "$W"; allow = "read"; } );
exec = (
  { path = "$W/bin/args"; argv = [ "exit", "[34]" ]; },
  { path = "$W/bin/args"; argv = [ "exit", "0", "**", "last" ]; },
  { path = "$W/bin/args2"; argv = [ "exit", "**" ]; },
  { path = "$W/bin/good"; sha256 = "$GOOD"; },
  { path = "$W/bin/bad"; sha256 = "$NONE"; },
  { path = "$W/bin/both"; sha256 = "$NONE"; argv = [ "exit", "4" ]; },
  { path = "$W/bin/both"; sha256 = "$GOOD"; argv = [ "exit", "3" ]; },
  { path = "$W/bin/interp"; argv = [ "exit", "$W/bin/script", "**" ]; },
  { path = "$W/bin/interp"; argv = [ "exit", "$W/bin/changed" ]; },
  { path = "$W/bin/script"; argv = [ ]; sha256 = "$(sha256sum "$W/bin/script" | cut -c1-64)"; },
  { path = "$W/bin/script"; argv = [ "$W/bin/nested", "x" ]; },
  { path = "$W/bin/nested"; argv = [ "?" ]; },
  { path = "$W/bin/changed"; sha256 = "$NONE"; },
  { path = "$W/bin/other"; },
  { path = "$W/all"; },
  { path = "$W/all/narrow"; argv = [ "exit", "3" ]; }
);
$1
END
}

# line N: rule_at of the N-th rule of exec
line() { echo "$POLICY:$(($(grep -n '^exec' "$POLICY" | cut -d: -f1) + $1))"; }
reason() { ok "$WORLD: and says why: $1" seen "any(.[]; .kind == \"violation\" and ((.reason // \"\") | startswith(\"$1\")))"; }
# refuses STATUS REASON PATH LINE ACT...: unguarded the act ends with STATUS
refuses() {
	local status=$1 reason=$2 path=$3 line=$4
	shift 4
	bare "$@"
	[ "$STATUS" = "$status" ] || { fail "$(short "$@"): ends with $status unguarded" && return; }
	refused EACCES exec - "$path" execute exec "$(line "$line")" supervisor -- "$@"
	reason "$reason"
}

arguments() {
	local how
	for how in execve fexecve fdexec; do
		same 3 $how "$W/bin/args" exit 3
		refuses 5 argv: "$W/bin/args" 1 $how "$W/bin/args" exit 5
	done
	same 3 execveat "$W/bin" args exit 3
	refuses 5 argv: "$W/bin/args" 1 execveat "$W/bin" args exit 5
	refuses 3 argv: "$W/bin/args" 1 execve "$W/bin/args" exit 3 more
	same 0 execve "$W/bin/args" exit 0 last
	same 0 execve "$W/bin/args" exit 0 a b last last
	refuses 0 argv: "$W/bin/args" 1 execve "$W/bin/args" exit 0 a b
	same 3 execve "$W/all/one" exit 3
	same 3 execve "$W/all/narrow" exit 3
	refuses 5 argv: "$W/all/narrow" 16 execve "$W/all/narrow" exit 5
	same 3 thread execve "$W/bin/args" exit 3
	same 3 vfork execve "$W/bin/args" exit 3
	refuses 5 argv: "$W/bin/args" 1 vfork execve "$W/bin/args" exit 5
	refuses 5 argv: "$W/bin/args" 1 fork execve "$W/bin/args" exit 5
	ok "$WORLD: with its arguments" seen "any(.[]; .argv == $(jq -nc '$ARGS.positional' --args "$W/bin/args" exit 5))"
}

# As many as patterns can see, one more, and one that is too long
long_lists() {
	local many long
	mapfile -t many < <(seq 1021)
	same 0 execve "$W/bin/args2" exit 0 "${many[@]}"
	same 0 execve "$W/bin/args" exit 0 "${many[@]:1}" last
	same 0 execve "$W/bin/args2" exit 0 "${many[@]}" more
	refuses 0 'argv: too many' "$W/bin/args" 1 execve "$W/bin/args" exit 0 "${many[@]}" last
	long=$(printf 'x%.0s' {1..40000})
	same 0 execve "$W/bin/args2" exit 0 "$long" "$long" "$long" "$long"
	same 0 execve "$W/bin/args" exit 0 "$long" last
	refuses 0 'argv: too many' "$W/bin/args" 1 execve "$W/bin/args" exit 0 "$long" "$long" "$long" "$long" last
}

digests() {
	local how
	for how in execve fexecve fdexec; do
		same 3 $how "$W/bin/good" exit 3
		refuses 3 sha256: "$W/bin/bad" 5 $how "$W/bin/bad" exit 3
	done
	ok "$WORLD: and has the digest of the file" seen "any(.[]; .sha256 == \"$GOOD\")"
	same 3 execve "$W/bin/to-good" exit 3
	same 3 execve "$W/all/hard" exit 3 # by that name there is no pin
	same 3 execve "$W/bin/good" execve "$W/bin/good" exit 3 # the second time from memory
	same 3 execve "$W/bin/both" exit 3
	refuses 4 sha256: "$W/bin/both" 6 execve "$W/bin/both" exit 4
	refuses 5 argv: "$W/bin/both" 6 execve "$W/bin/both" exit 5
	bare memfd "$P" exit 3
	is "$WORLD: a program in memory runs unguarded" "$STATUS" 3
	refused EACCES exec execveat - execute default -- memfd "$P" exit 3
}

scripts() {
	same 0 execve "$W/bin/script"
	refuses 0 argv: "$W/bin/script" 10 execve "$W/bin/script" more
	same 0 execve "$W/bin/nested" x
	refuses 0 argv: "$W/bin/script" 10 execve "$W/bin/nested" y # the script that runs it
	refuses 0 sha256: "$W/bin/changed" 13 execve "$W/bin/changed"
	refuses 0 argv: "$W/bin/interp" 8 execve "$W/bin/other" # its interpreter is not for it
	refuses 0 argv: "$W/bin/interp" 8 in "$W/bin" execve ./script # nor for that name
	refuses 3 argv: "$W/bin/interp" 8 execve "$W/bin/interp" exit 3
}

# Where nobody can look at what was started, it is not started, and the posture says so.
without_ptrace() {
	printf '#!/bin/sh\nexec "%s" ptrace -- "%s" "$@"\n' "$GG_BUILD/tests/live/probe_refuse" "$GG" >"$GG_TMP/gg"
	chmod 755 "$GG_TMP/gg"
	GG=$GG_TMP/gg
	rules '' | grep -vF "$W/all" | sed "s|$W/bin/other\"; },|$W/bin/other\"; }|" >"$GG_TMP/no-ptrace.text"
	world no-ptrace <"$GG_TMP/no-ptrace.text"
	for what in good args2 both; do
		refused EACCES exec execve "$W/bin/$what" execute exec - supervisor -- execve "$W/bin/$what" exit 3
		reason 'what is started cannot be verified'
	done
	refused EACCES exec execve "$W/bin/bad" execute exec "$(line 5)" supervisor -- execve "$W/bin/bad" exit 3
	reason sha256:
	ok 'no-ptrace: the posture says so' seen \
		'any(.[]; .kind == "posture" and (.notes | any(test("programs with argv or sha256 in exec are not granted"))))'
}

# C code is told before it makes the call, where nothing but arguments is asked for.
wrappers() {
	PROBE=("$GG_BUILD/tests/live/glibc/wrap_probe")
	[ -x "${PROBE[0]}" ] && [ -e "$GG_SO" ] || { skip 'wrappers' 'not built' && return; }
	guard() {
		fresh
		: >"$EVENTS"
		GOGUARD_BIN=$GG GOGUARD_POLICY=$POLICY GOGUARD_LOG=$EVENTS run env LD_PRELOAD="$GG_SO" "${PROBE[@]}" "$@"
	}
	rules '' | sed "s|^exec = (|& { path = \"$(readlink -f /bin/sh)\"; argv = [ \"-c\", \"**\", \"exit 0\" ]; },|" \
		>"$GG_TMP/wrapped.text"
	world wrapped <"$GG_TMP/wrapped.text"
	for act in execv execvp execl posix_spawn; do
		refused EACCES exec $act "$W/bin/args" execute exec "$(line 1)" wrappers -- $act "$W/bin/args" "$W/bin/args"
		reason argv:
	done
	guard execv "$W/bin/args2" exit 3
	status_is 'wrapped: what is granted runs' 3
	ok 'wrapped: without a violation' quiet
	guard execv "$W/bin/bad"
	ok 'wrapped: a digest is for the supervisor to know' seen 'any(.[]; .kind == "violation" and .layer == "supervisor" and (.reason | startswith("sha256:")))'
	PROBE=("$GG_BUILD/tests/live/probe_wrapped")
	guard system 'exit 0'
	status_is 'wrapped: libc knows how it calls the shell' 0
	ok 'wrapped: without a violation' quiet
	guard system 'exit 1'
	ok 'wrapped: and so does the supervisor' seen 'any(.[]; .kind == "violation" and .layer == "supervisor" and .argv[-1] == "exit 1")'
}

# What would have granted it
suggestions() {
	rules '' >"$GG_TMP/suggested.text"
	world suggested <"$GG_TMP/suggested.text"
	fresh
	: >"$EVENTS"
	run "$GG" run -p "$POLICY" --log "$EVENTS" --report always -- "${PROBE[@]}" execve "$W/bin/args" exit '5*'
	ok 'the report has the rule with these arguments' err_has "exec = \( \{ path = \"$W/bin/args\"; argv = \[ \"exit\", \"5\\\\\\\\\*\" \]; \} \);"
	run "$GG" logs --policy "$EVENTS"
	ok 'and so have rules from the log' out_has "path = \"$W/bin/args\"; argv = \[ \"exit\", \"5"
	: >"$EVENTS"
	run "$GG" run -p "$POLICY" --log "$EVENTS" --report always -- "${PROBE[@]}" execve "$W/bin/bad" exit 5
	ok 'another digest needs a look' err_has "$W/bin/bad: think twice: the file is not the one"
	run "$GG" logs --policy "$EVENTS"
	ok 'in rules from the log, too' out_has "^#.*path = \"$W/bin/bad\"; sha256 = \"$GOOD\""
}

# What is doubtful about pins, or cannot be
checks() {
	policy checked <<END
version = 1;
exec = ( { path = "$W/bin"; sha256 = "$NONE"; },
  { path = "$W/bin/good"; sha256 = "$NONE"; }, { path = "$W/none"; sha256 = "$NONE"; }, { path = "$W/bin/good"; } );
END
	fresh
	run "$GG" check "$POLICY"
	status_is 'check: a digest of a directory is a mistake' 1
	ok 'check: and named' err_has "checked.cfg:2: error: exec: sha256 of '$W/bin', which is a directory"
	ok 'check: a file that has another digest now' err_has "checked.cfg:3: warning: exec: '$W/bin/good' has sha256 $GOOD now"
	ok 'check: one that is not there' err_has "checked.cfg:3: warning: exec: sha256 of '$W/none' was not compared"
	ok 'check: a pin that does not matter' err_has "checked.cfg:3: warning: exec: argv and sha256 of '$W/bin/good' do not matter"
	run "$GG" run -p "$POLICY" -- true
	status_is 'run: nor does it start' 125
	ok 'run: and says where' err_has 'checked.cfg:2: .*which is a directory'
}

beneath ptrace && { without_ptrace && done_testing; }
for w in full no-landlock; do
	case $w in
	full) rules '' ;;
	no-landlock) rules 'layers = { landlock = "off"; };' ;;
	esac >"$GG_TMP/$w.text"
	world "$w" <"$GG_TMP/$w.text"
	[ $w = full ] && arguments && long_lists
	digests
	scripts
done
checks
suggestions
wrappers
PROBE=("$P")
eval "$(declare -f guard_it | sed '1s/guard_it/guard/')"
without_ptrace
done_testing
