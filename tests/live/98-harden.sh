# `harden`: what was written is not executed, and what is supervised is called by known code only.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
REFUSE=$GG_BUILD/tests/live/probe_refuse
PROBE=("$GG_BUILD/tests/live/attack_code")
[ -x "${PROBE[0]}" ] || skip_all "${PROBE[0]} is not built (make probes)"
[ "$(uname -m)" = x86_64 ] || skip_all 'the code that is written is that of amd64'
W=$UNIT
# Where code is read and executed (5), it is written, too (7)
writable_text() { # PROGRAM
	local at
	for at in 64 120 176 232 288 344; do # its first segments, each with type and flags
		[ "$(od -An -tu4 -j $at -N 8 "$1" | tr -s ' ')" = ' 1 5' ] || continue
		printf '\7' | dd of="$1" bs=1 seek=$((at + 4)) conv=notrunc status=none
	done
}
lay_out() {
	mkdir -p "$W/ok" "$W/ro"
	echo text | tee "$W/ok/f" "$W/ro/f" >/dev/null
	cp /bin/true "$W/ro/lib"
	cp "$GG_BUILD/tests/live/stack" "$W/ro/stack"
	cp "$GG_BUILD/tests/live/attack_pin" "$W/ok/prog"
	cp "$GG_BUILD/tests/live/attack_code" "$W/ok/self"
	cp "$GG_BUILD/tests/live/attack_code" "$W/ro/text"
	cp "$GG_BUILD/tests/live/attack_code" "$W/ro/again"
	writable_text "$W/ro/text"
	sed 's|/lib64/ld-linux-x86-64.so.2|ok////////////////////ld.so|' /bin/true >"$W/ro/dynamic"
	chmod 755 "$W/ro/dynamic"
	printf '#!%s/ro/stack on-stack\n' "$W" >"$W/ro/script"
	chmod 755 "$W/ro/script"
}
rules() { # LAYERS HARDEN
	cat <<-END
		version = 1; name = "hardened"; extends = ( "go-base" );
		layers = { $1 };
		harden = { $2 };
		syscalls = { allow = [ "@file-write", "@net-client", "@ipc", "@memory", "memfd_create", "personality", "@process" ]; };
		files = (
		  { path = "$W/ok"; allow = "read write create remove"; },
		  { path = "$W/ro"; allow = "read"; },
		  { path = "/proc/self"; allow = "read write"; },
		  { path = "/proc/self/task"; allow = "read write"; }
		);
		exec = ( { path = "$W/ro/lib"; }, { path = "$W/ro/stack"; }, { path = "$W/ro/text"; }, { path = "$W/ro/again"; }, { path = "$W/ro/dynamic"; }, { path = "$W/ro/script"; }, { path = "$W/ok/prog"; } );
		network = { connect = ( "udp://127.0.0.1:9" ); };
	END
}
# A race, unguarded: sooner or later
won() {
	local tries
	for tries in 1 2 3 4 5 6 7 8 9 10; do
		run "${PROBE[@]}" "$@"
		[ "$STATUS" = 0 ] && return
	done
	return "$tries"
}

written_code() { # ERRNO OF CALLS, RULE
	local call='EACCES syscall' at
	at=$(line_of 'harden =')
	denied $call mmap - - harden "$at" -- rwx
	denied $call mmap - - harden "$at" -- rwx-high
	denied $call mmap - - harden "$at" -- anon
	denied $call mprotect - - harden "$at" -- mprotect
	denied $call pkey_mprotect - - harden "$at" -- pkey
	denied $call mprotect - - harden "$at" -- heap
	denied $call mprotect - - harden "$at" -- stack
	denied $call mprotect - - harden "$at" -- text
	denied $call mprotect - - harden "$at" -- thread mprotect
	denied $call mprotect - - harden "$at" -- fork mprotect
	denied $call shmat - - harden "$at" -- shm
	denied $call memfd_create - - harden "$at" -- memfd 0
	denied $call memfd_create - - harden "$at" -- memfd 0x10
	denied EPERM syscall personality - - syscalls -- personality
	# memory files that are made not executable can still be mapped so
	denied EACCES open mmap - execute harden "$at" -- memfd 0x8
	denied EACCES open mmap "$W/ok/c" execute harden "$at" -- file "$W/ok/c"
	denied EACCES open mmap "$W/ok/c" execute harden "$at" -- file "$W/ok/c" shared
	denied EACCES open mmap "$W/ok/c (deleted)" execute harden "$at" -- file "$W/ok/c" gone
	denied EACCES open mmap "$W/ok/c" execute harden "$at" -- twice "$W/ok/c"
	denied EACCES open mmap - execute harden "$at" -- nameless "$W/ok"
	denied EACCES open openat - write harden "$at" -- own-memory /proc/self/mem
	denied EACCES open openat - write harden "$at" -- own-memory /proc/thread-self/mem
	denied EACCES open openat - write harden "$at" -- in /proc/self own-memory mem
	exchange "$1"
}
# The descriptor is another's file by the time the kernel maps it
exchange() { # NAME
	ok "$WORLD: exchange works unguarded" won exchange "$W/ok/c" "$W/ro/lib"
	guard exchange "$W/ok/c" "$W/ro/lib"
	if callable ptrace; then
		ok "$WORLD: exchange: $1 ($STATUS)" test "$STATUS" = 137 -o "$STATUS" = 13
	else
		ok "$WORLD: exchange: may be won, as the posture says" says 'harden.wx: ptrace is refused: .* exchanged for another'
		left_out "$WORLD: exchange: $1" 'nobody can stop the thread when it comes back, for ptrace is refused'
	fi
}
# The same, where the code has left the process that is looked at, or the place: nothing may be mapped at all
outlives() {
	local how at
	at=$(line_of 'harden =')
	for how in fork move; do
		ok "$WORLD: exchange by $how: works unguarded" won exchange-by "$W/ok/c" "$W/ro/lib" "$how"
		fresh
		: >"$EVENTS"
		run "${BENEATH[@]}" "$GG" run -p "$POLICY" --log "$EVENTS" -- "${PROBE[@]}" exchange-by "$W/ok/c" "$W/ro/lib" "$how"
		if callable ptrace; then
			status_is "$WORLD: exchange by $how: never" EACCES
			nok "$WORLD: exchange by $how: nobody had to be ended" seen 'any(.[]; .verdict == "kill")'
		else
			left_out "$WORLD: exchange by $how: never" 'nobody can hold threads still, for ptrace is refused'
		fi
	done
	allowed company "$W/ro/lib"
	allowed generations "$W/ro/again" "$W/ro/lib" 30
	denied EACCES syscall clone - - harden "$at" -- exchange-by "$W/ok/c" "$W/ro/lib" share
}
# A program that took its own name away, and gives what /proc calls it now to a file of its making
own_name() {
	fresh
	run "$W/ok/self" as-self
	status_is "$WORLD: its own name: works unguarded" 0
	fresh
	: >"$EVENTS"
	run "$GG" run -p "$POLICY" --log "$EVENTS" -- "$W/ok/self" as-self
	status_is "$WORLD: its own name: EACCES" EACCES
	ok "$WORLD: its own name: and the event" \
		seen "any(.[]; .kind == \"violation\" and .rule == \"harden\" and .path == \"$W/ok/self (deleted)\")"
}
# A file that the policy lets nobody write is standard output all the same
given() { # STATUS|ERRNO
	fresh
	"${PROBE[@]}" given "$W/ro/f" >>"$W/ro/f" 2>"$ERR"
	is "$WORLD: standard output: works unguarded" "$?" 0
	fresh
	: >"$EVENTS"
	"$GG" run -p "$POLICY" --log "$EVENTS" -- "${PROBE[@]}" given "$W/ro/f" >>"$W/ro/f" 2>"$ERR"
	is "$WORLD: standard output: $1" "$?" "$(code "$1")"
	ok "$WORLD: standard output: and the event" \
		seen "any(.[]; .kind == \"violation\" and .verdict == \$verdict and .rule == \"harden\" and .path == \"$W/ro/f\" and .syscall == \"mmap\")"
}
# A loader that the function may write
loader_of_file() {
	at=$(line_of 'harden =')
	denied EACCES exec execve "$W/ro/dynamic" execute harden "$at" -- in "$W" loader "$W/ok/ld.so" "$W/ro/dynamic"
}
# A text that the program's own file wants to write: the kernel minds from 6.3 on
text_of_file() {
	run "$W/ro/text" written-text
	status_is "$WORLD: a file that asks for it has a text that is written" 0
	run "${BENEATH[@]}" "$GG" run -p "$POLICY" -- "$W/ro/text" written-text
	status_is "$WORLD: the program itself: no start" 125
	guard_sh "$W/ro/text" written-text
	status_is "$WORLD: a program that it starts: refused" 126
	ok "$WORLD: and the event" seen "any(.[]; .kind == \"violation\" and .op == \"exec\" and .errno == \"EACCES\"
		and .path == \"$W/ro/text\" and .rule == \"harden\" and (.reason | test(\"written and executed\")))"
}
# A stack that the program's own file asks for
stack_of_file() {
	at=$(line_of 'harden =')
	text_of_file
	loader_of_file
	run "$W/ro/stack" on-stack
	is "$WORLD: a file that asks for it has a stack that runs" "$STATUS" 42
	run "$GG" run -p "$POLICY" --log "$EVENTS" -- "$W/ro/stack" on-stack
	is "$WORLD: the program itself: no start" "$STATUS" 125
	ok "$WORLD: and why" grep -q "goguard: error: cannot run '$W/ro/stack': it asks for a stack, or other memory," "$ERR"
	guard_sh "$W/ro/stack" on-stack
	is "$WORLD: a program that it starts: refused" "$STATUS" 126
	ok "$WORLD: and the event" seen "any(.[]; .kind == \"violation\" and .op == \"exec\" and .errno == \"EACCES\"
		and .path == \"$W/ro/stack\" and .rule == \"harden\" and .rule_at == \"$at\" and (.reason | test(\"stack\")))"
	guard_sh "$W/ro/script"
	is "$WORLD: the same behind a script" "$STATUS" 126
	stack_raced
}
guard_sh() { # PROGRAM...: started by a shell
	fresh
	: >"$EVENTS"
	run "${BENEATH[@]}" "$GG" run -p "$POLICY" --log "$EVENTS" -- /bin/sh -c '"$@"' sh "$@"
}
# The file says so after it was looked at
stack_raced() {
	ok "$WORLD: race: works unguarded" won_stack
	fresh
	GG_TRIES=300 run "$GG" run -p "$POLICY" --log "$EVENTS" -- "$GG_BUILD/tests/live/attack_pin" stack "$W/ok/prog"
	if callable ptrace; then
		is "$WORLD: race: never" "$STATUS" 13
	else
		ok "$WORLD: race: may be won, as the posture says" says 'harden.wx: ptrace is refused: .* exchanged for another'
		left_out "$WORLD: race: never" 'nobody looks at a program before it runs, for ptrace is refused'
	fi
	note "$(grep -c '"verdict":"kill"' "$EVENTS") at the exec stop"
	ok "$WORLD: race: each event says why" seen 'all(.[] | select(.kind == "violation"); .rule == "harden")'
}
won_stack() {
	local tries
	for tries in 1 2 3 4 5 6 7 8 9 10; do
		fresh
		run "$GG_BUILD/tests/live/attack_pin" stack "$W/ok/prog"
		[ "$STATUS" = 0 ] && return
	done
	return "$tries"
}
foreign_code() {
	local call='EACCES syscall' at where
	at=$(line_of 'harden =')
	for where in anon "file:$W/ok/c" memfd; do
		denied $call openat - - harden "$at" -- call "$where" open "$W/ok/f"
		denied $call unlinkat - - harden "$at" -- call "$where" unlink "$W/ok/f"
		denied $call connect - - harden "$at" -- call "$where" connect -
		denied $call execve - - harden "$at" -- call "$where" exec "$W/ro/lib"
		denied $call openat - - harden "$at" -- thread call "$where" open "$W/ok/f"
		denied $call openat - - harden "$at" -- vfork call "$where" open "$W/ok/f"
	done
	allowed call text open "$W/ok/f"
	allowed call text unlink "$W/ok/f"
	allowed call text connect -
	allowed call text exec "$W/ro/lib"
}
core() { ulimit -c unlimited 2>/dev/null; guard "$@"; }
says() { seen "any(.[]; .kind == \"posture\" and any(.notes[]; test(\"$1\")))"; }

world "wx" < <(rules '' 'wx = true; origin = false;')
written_code 'ended, or never'
ok "$WORLD: the posture says what holds it" says 'harden.wx: held by .*filter, supervisor'
outlives
own_name
given EACCES
stack_of_file
world "wx, packages" < <(rules '' 'wx = true; origin = false;' &&
	echo 'packages = ( { match = "example.com/x"; exec = ( ); } );')
denied EACCES open mmap "$W/ok/c" execute harden "$(line_of 'harden =')" -- file "$W/ok/c"
world "wx, by" < <(rules '' 'wx = true; origin = false;' |
	sed "s|^  { path = \"$W/ok\".*|  { path = \"$W/ok\"; allow = \"read write create remove\"; by = \"program:${PROBE[0]}\"; },|")
denied EACCES open mmap "$W/ok/c" execute harden "$(line_of 'harden =')" -- file "$W/ok/c"
world "wx, no landlock" < <(rules 'landlock = \"off\";' 'wx = true; origin = false;' | sed 's/\\"/"/g')
denied EACCES open openat - write harden - -- own-memory /proc/self/mem
denied EACCES open mmap "$W/ok/c" execute harden - -- file "$W/ok/c"
loader_of_file

# What each layer holds by itself
world "wx, no MDWE" < <(rules '' 'wx = true; origin = false;')
BENEATH=("$REFUSE" mdwe --)
written_code 'ended, or never'
text_of_file
ok "$WORLD: what is lost is said" says 'PR_SET_MDWE .Linux 6.3. is not there'
# Without it an interrupt would cancel the call that it is to be stopped behind
world "wx, no WAIT_KILLABLE" < <(rules '' 'wx = true; origin = false;')
BENEATH=("$REFUSE" wait_killable --)
for time in first second third; do exchange "ended, or never, the $time time"; done
outlives
guard_sh "$W/ro/lib"
is "$WORLD: a program with libraries starts" "$STATUS" 0
world "wx, no supervisor" < <(rules 'supervisor = \"off\"; landlock = \"prefer\";' 'wx = true; origin = false;' | sed 's/\\"/"/g')
BENEATH=()
for act in rwx anon mprotect pkey heap stack text shm "memfd 0"; do
	# shellcheck disable=SC2086
	bare $act
	# shellcheck disable=SC2086
	guard $act
	is "$(short "$act"): refused" "${bare_status[$act]} $STATUS" "0 1"
done
run "$GG" plan "$POLICY"
ok "$WORLD: what is lost is said" out_has 'harden.wx: no supervisor'

world "origin" < <(rules '' 'wx = false; origin = true;')
foreign_code
fresh
run "$GG" run -p "$POLICY" --log "$EVENTS" -- "$W/ok/self" go-on "$W/ok/f"
status_is "$WORLD: a program that is gone is known code" 0
ok "$WORLD: the posture says what holds it" says 'harden.origin: held by supervisor'

# What is not asked for is not held
world "nothing" < <(rules '' 'wx = false; origin = false; dumpable = true;')
for act in rwx mprotect "file $W/ok/c" "memfd 0" "call anon open $W/ok/f"; do
	# shellcheck disable=SC2086
	allowed $act
done

# Mode audit says what would be denied
world "audit" < <(rules '' 'wx = true; origin = true;' | sed 's/^version = 1;/& mode = "audit";/')
VERDICT=audit
for act in rwx mprotect "file $W/ok/c" "own-memory /proc/self/mem" "call anon open $W/ok/f"; do
	# shellcheck disable=SC2086
	guard $act
	status_is "$(short "$act"): happens" 0
	ok "$(short "$act"): and is logged" seen 'any(.[]; .kind == "violation" and .verdict == "audit" and .rule == "harden")'
done
given 0
VERDICT=deny

# Core files, and the processor
PROBE=(/bin/sh)
printf 'ulimit -Hc\ngrep -h Speculation /proc/self/status\n' >"$GG_TMP/ask"
ask() { # DUMPABLE SIDE_CHANNELS
	world "dumpable $1, side channels $2" <<-END
		version = 1; extends = ( "go-base" );
		harden = { dumpable = $1; side_channels = $2; };
		syscalls = { allow = [ "@process" ]; };
		files = ( { path = "$GG_TMP/ask"; allow = "read"; } );
		exec = ( { path = "$(realpath "$(command -v grep)")"; } );
	END
	guard "$GG_TMP/ask"
}
run sh "$GG_TMP/ask"
hard=$(head -1 "$OUT")
ask true false
if promised landlock; then
	is "$WORLD: the limit stays" "$(head -1 "$OUT")" "$hard"
else # a core file would be made where nobody looks
	is "$WORLD: no core files without Landlock" "$(head -1 "$OUT")" 0
fi
# Where the supervisor alone holds what may be made, the kernel does not ask it
leaves_core() { # [GUARD...]
	fresh
	(ulimit -Sc unlimited && cd / && "$@" /bin/sh -c 'cd "$1" && kill -ABRT $$' sh "$W/ro") >"$OUT" 2>&1
	[ -n "$(ls "$W/ro"/core* 2>/dev/null)" ]
}
world "dumpable true, no landlock" <<-END
	version = 1; extends = ( "go-base" ); layers = { landlock = "off"; }; harden = { dumpable = true; };
	syscalls = { allow = [ "@process" ]; };
	files = ( { path = "$W/ro"; allow = "read"; } );
END
case $(cat /proc/sys/kernel/core_pattern),$hard in
core*,unlimited)
	ok "$WORLD: core files: works unguarded" leaves_core
	nok "$WORLD: no core files" leaves_core "$GG" run -p "$POLICY" --log "$EVENTS" --
	ok "$WORLD: as the posture says" says 'harden.dumpable: no core files'
	;;
*) note "$WORLD: the kernel leaves no core files in working folders here" ;;
esac
ask false true
is "$WORLD: no core files" "$(head -1 "$OUT")" 0
ok "$WORLD: the posture says what became of it" says 'harden.side_channels: held by'
if [ "$("$GG" doctor --caps | sed -n 's/^speculation = \([a-z]*\).*/\1/p')" = yes ]; then
	ok "$WORLD: the kernel says what is left" out_has 'Bypass:'
	nok "$WORLD: nothing vulnerable is left" out_has 'Bypass:.*[^t ] vulnerable$'
fi
done_testing
