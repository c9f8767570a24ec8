# What is missing is refused where it is required, and said where it is preferred.
# needs: nothing
#
# Under a filter that refuses one thing, and under every pair of them: with layers on "require" the
# program provably does not start, or everything that is denied is denied; with "prefer" it runs
# with what is left, and the posture names what is lost. A function never runs half armed.
. "$(dirname "$0")/lib.sh"

REFUSE=$GG_BUILD/tests/live/probe_refuse
ACTS=$(go_bin acts)
[ -x "$REFUSE" ] || skip_all 'build/tests/live/probe_refuse is not built'
[ "$(uname -m)" = x86_64 ] || skip_all 'the numbers in the refusing filter are those of amd64'

box=$GG_TMP/box
mkdir "$box" && echo yes >"$box/yes" && echo no >"$GG_TMP/secret"

write_policy() { # NAME WANT
	policy "$1" <<-END
		version = 1; extends = ( "go-base" );
		layers = { seccomp = "$2"; landlock = "$2"; supervisor = "$2"; wrappers = "prefer"; };
		syscalls = { allow = [ "@process", "@net-client", "@file-write" ]; };
		files = ( { path = "$box"; allow = "read write create remove"; } );
		exec = ( { path = "$ACTS"; } );
		network = { connect = ( "unix:$box/none" ); listen = ( "unix:@gg.fallbacks.$$" ); };
	END
}
write_policy require require
write_policy prefer prefer
OWN=$GG_TMP/own.json # this file's sink; a reader would need pids and time for each case

# under NAMES POLICY COMMAND...: guarded beneath the refusing filter
under() {
	local names=$1 policy=$2
	shift 2
	rm -f "$OWN"
	run "$REFUSE" "$names" -- "$GG" run -p "$GG_TMP/$policy.cfg" --log "$OWN" -- "$@"
}
state() { jq -r "select(.kind == \"posture\") | .layers.$1.state" "$OWN" 2>/dev/null; }

# The filter stacks upon the one around this test, and together they are more than a pair; without
# seccomp(2) it could not even be installed.
if [ -n "${GG_BENEATH:-}" ]; then
	left_out 'fallbacks' 'it has filters of its own'
	done_testing
fi

# A start that must not happen: 125, one message that names the layer, no trace of the function
must_refuse() { # NAMES LAYERS
	rm -f "$box/started"
	under "$1" require "$ACTS" create "$box/started"
	is "$1, required: not started" "$STATUS" 125
	ok "$1, required: says which layer" err_has "^goguard: error: cannot use layer '($2)':"
	nok "$1, required: left no trace" test -e "$box/started"
}

# A start with everything required: what is denied without the refusal is denied with it
must_work() { # NAMES
	under "$1" require "$ACTS" read "$box/yes"
	is "$1, required: allowed read" "$STATUS" 0
	under "$1" require "$ACTS" read "$GG_TMP/secret"
	status_is "$1, required: denied read" EACCES
	ok "$1, required: denied read is logged" jq -es "any(.kind == \"violation\" and .path == \"$GG_TMP/secret\")" "$OWN"
	under "$1" require "$ACTS" exec "$ACTS" exit 0
	is "$1, required: allowed exec" "$STATUS" 0
	under "$1" require "$ACTS" exec /bin/true
	status_is "$1, required: denied exec" EACCES
}

# With "prefer": whoever still holds paths denies; if nobody does, the posture says so
must_admit() { # NAMES
	under "$1" prefer "$ACTS" read "$GG_TMP/secret"
	local landlock supervisor
	landlock=$(state landlock) supervisor=$(state supervisor)
	if [ "$landlock" = missing ] && [ "$supervisor" = missing ]; then
		is "$1, preferred: the posture admits that nothing holds paths" "$STATUS" 0
	else
		nok "$1, preferred: the secret stays closed (landlock $landlock, supervisor $supervisor)" \
			test "$STATUS" = 0
	fi
}

one() { # NAMES (one or a pair)
	local lost
	lost=$(layers_lost "$1" | paste -sd'|')
	# The first layer that is looked at speaks: without seccomp there is no supervisor either.
	if [ -n "$lost" ]; then must_refuse "$1" "$lost"; else must_work "$1"; fi
	must_admit "$1"
}
mapfile -t names < <(refusals)
for ((i = 0; i < ${#names[@]}; i++)); do
	one "${names[i]}"
	for ((j = i + 1; j < ${#names[@]}; j++)); do one "${names[i]},${names[j]}"; done
done

# What each loss is called
for name in "${names[@]}"; do
	refusal "$name"
	under "$name" prefer "$ACTS" read "$box/yes"
	ok "$name: the posture says so" posture_has "$OWN" "$REFUSED_SAYS"
done

# A program that uses most of the standard library still sees no denial
EVERYTHING_PROGRAM=$(readlink -f /bin/cat)
EVERYTHING_LOADER=$(readlink -f /lib64/ld-linux-x86-64.so.2)
EVERYTHING_DIR=$GG_TMP/work
EVERYTHING_NAME=goguard.fallbacks.$$
EVERYTHING_BIN=$(go_bin everything)
export EVERYTHING_PROGRAM EVERYTHING_LOADER EVERYTHING_DIR EVERYTHING_NAME EVERYTHING_BIN
mkdir -p "$EVERYTHING_DIR"
cp "$top/tests/live/everything.cfg" "$GG_TMP/everything.cfg"
LIMIT=90
for name in landlock wait_killable sync_wake_up process_vm_readv ptrace close_range pidfd_getfd; do
	under "$name" everything "$EVERYTHING_BIN" -dir "$EVERYTHING_DIR" -program "$EVERYTHING_PROGRAM" \
		-abstract "$EVERYTHING_NAME"
	is "$name: everything works" "$STATUS" 0
	nok "$name: without a violation" jq -es 'any(.kind == "violation")' "$OWN"
done
LIMIT=30

# Whatever way there is into the function's memory, events say which Go code made the call
under process_vm_readv require "$ACTS" read "$GG_TMP/secret"
ok 'process_vm_readv: the event has the stack' jq -es 'any(.kind == "violation" and
	(.go.stack | any(.func == "main.main")))' "$OWN"
# Neither duplicates of sockets nor sockets to hand over: then there are none, and that is said
under addfd,pidfd_getfd prefer "$ACTS" dial unix "$box/none"
status_is 'addfd,pidfd_getfd: no socket' EACCES
ok 'addfd,pidfd_getfd: the posture says so' posture_has "$OWN" '.notes | any(test("every socket is denied"))'
# Mode audit lets happen what is allowed, too, and not only what is denied
sed 's/version = 1;/& mode = "audit";/' "$GG_TMP/prefer.cfg" >"$GG_TMP/audit.cfg"
for file in "$box/yes" "$GG_TMP/secret"; do
	under addfd audit "$ACTS" read "$file"
	is "addfd: mode audit lets it happen: ${file##*/}" "$STATUS" 0
done

# What is denied is denied at once, and as the posture says: a stream belongs to the function alone as
# soon as it is connected
background "$GG_BUILD/tests/live/probe_net" hold "unix:$box/stream"
wait_for test -S "$box/stream"
sed "s|\"unix:$box/none\"|\"unix:$box/*\"|" "$GG_TMP/require.cfg" >"$GG_TMP/stream.cfg"
run "$GG" run -p "$GG_TMP/stream.cfg" -- "$GG_BUILD/tests/live/probe_net" connected "unix:$box/stream"
is 'sendmsg on a connected stream' "$STATUS" 0
under pidfd_getfd stream "$GG_BUILD/tests/live/probe_net" connected "unix:$box/stream"
status_is 'pidfd_getfd: sendmsg on a connected stream is denied' EACCES
ok 'pidfd_getfd: the posture says so' posture_has "$OWN" '.notes | any(test("sendmsg on streams that are connected"))'

# What comes of sendmmsg is written into that memory
background "$GG_BUILD/tests/live/probe_net" hold udp:127.0.0.1:0
held=$GG_TMP/bg.${#pids[@]}.out
wait_for grep -q port "$held"
port=$(sed -n 's/^port //p' "$held")
sed "s|\"unix:$box/none\"|\"udp://127.0.0.1:$port\"|" "$GG_TMP/require.cfg" >"$GG_TMP/send.cfg"
under process_vm_readv send "$GG_BUILD/tests/live/probe_net" sendmmsg "udp:127.0.0.1:$port" "udp:127.0.0.1:$port"
is 'process_vm_readv: two messages are sent at once' "$STATUS" 0
# A plan for another machine is the same on every machine
run "$GG" plan --caps debian-12 "$GG_TMP/require.cfg"
cp "$OUT" "$GG_TMP/plan"
for name in landlock listener busy seccomp; do
	run "$REFUSE" "$name" -- "$GG" plan --caps debian-12 "$GG_TMP/require.cfg"
	ok "$name: plans for other machines can be made" cmp -s "$OUT" "$GG_TMP/plan"
done

# Where the supervisor keeps duplicates of sockets, an address is free again when who had it has ended
under pidfd_getfd require "$GG_BUILD/tests/live/probe_net" again "dgram:@gg.fallbacks.$$"
is 'pidfd_getfd: an address can be bound again' "$STATUS" 0
sed "s|\"unix:$box/none\"|\"unix:@gg.fallbacks.$$\"|" "$GG_TMP/require.cfg" >"$GG_TMP/own.cfg"
under pidfd_getfd own "$GG_BUILD/tests/live/probe_net" given-up "dgram:@gg.fallbacks.$$"
is 'pidfd_getfd: what was closed takes no messages, however busy the function is' "$STATUS" 0

# Go is told not to preempt by signals where these would cancel its calls, and keeps what was there
under wait_killable require "$ACTS" env GODEBUG
ok 'wait_killable: GODEBUG is set' out_has '^asyncpreemptoff=1$'
GODEBUG=netdns=go under wait_killable require "$ACTS" env GODEBUG
ok 'wait_killable: GODEBUG is added to' out_has '^netdns=go,asyncpreemptoff=1$'
GOGUARD_BIN=$GG GOGUARD_LOG=$OWN GOGUARD_POLICY=$GG_TMP/require.cfg run "$REFUSE" wait_killable -- \
	env LD_PRELOAD="$GG_SO" "$(go_bin acts pie)" env GODEBUG
is 'wait_killable: GODEBUG is set by the shim, too' "$(cat "$OUT")" asyncpreemptoff=1
# and calls come to an end while garbage is collected
for variant in static cgo; do
	under wait_killable require "$(go_bin acts $variant)" collect 200 "$box/yes"
	is "wait_killable: Go, $variant: garbage is collected, and files are opened" "$STATUS" 0
done

done_testing
