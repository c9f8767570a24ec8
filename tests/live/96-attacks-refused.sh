# Where the kernel or a container refuses something to goguard, what is left is no way around either.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
if [ -n "${GG_BENEATH:-}" ]; then
	left_out 'attacks beneath refusals' 'it has filters of its own'
	done_testing
fi
REFUSE=$GG_BUILD/tests/live/probe_refuse
[ -x "$REFUSE" ] || skip_all 'build/tests/live/probe_refuse is not built'
[ "$(uname -m)" = x86_64 ] || skip_all 'the numbers in the refusing filter are those of amd64'
W=$UNIT
attack() {
	PROBE=("$GG_BUILD/tests/live/attack_$1")
	[ -x "${PROBE[0]}" ] || skip_all "${PROBE[0]} is not built (make probes)"
}
LOADER=$(LC_ALL=C readelf -l /bin/sh | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')

lay_out() {
	mkdir -p "$W/ok" "$W/ro"
	echo text >"$W/ok/f"
	cp "$GG_BUILD/tests/live/attack_name" "$W/ok/prog"
	cp /bin/true "$W/ok/true"
	cp /bin/sh "$W/ro/sh"
	ln -s "$LOADER" "$W/ok/ldso"
	ln -s "$LOADER" "$W/ok/l"
}

# won ACT...: a race, unguarded: sooner or later
won() {
	local tries
	for tries in 1 2 3 4 5 6 7 8 9 10; do
		run "${PROBE[@]}" "$@"
		[ "$STATUS" = 0 ] && return
	done
	return "$tries"
}

# A loader has to be executable for the sake of what it loads: it does not run what no rule grants.
loader_as_program() {
	attack race
	fresh
	ok "$(short "$@"): works unguarded" won "$@"
	guard "$@"
	status_is "$(short "$@"): EACCES" "$(code EACCES)"
}
loaders() {
	world "ptrace refused" <<-END
		version = 1; name = "attacked"; extends = ( "go-base" );
		syscalls = { allow = [ "@process" ]; };
		files = ( { path = "$W"; allow = "read"; } );
		exec = ( { path = "$W/ok/prog"; }, { path = "$W/ok/true"; } );
	END
	BENEATH=("$REFUSE" ptrace --)
	loader_as_program exec-loader "$W/ok/prog" "$W/ok/ldso" "$W/ro/sh"
	ok "$WORLD: a loader that came to run was ended, and is in the log" \
		seen "any(.[]; .kind == \"violation\" and .verdict == \"kill\" and .op == \"exec\" and .path == \"$(realpath "$LOADER")\")"
	refused EACCES exec execve "$(realpath "$LOADER")" - -- exec "$W/ok/ldso" "$W/ok/ldso"
	ok "$WORLD: says what is lost" seen 'any(.[]; .kind == "posture" and any(.notes[]; test("ptrace is refused.*loader run as a program")))'
	PROBE=("$W/ok/true")
	guard
	status_is "$WORLD: a dynamic program is not mistaken for its loader" 0
	PROBE=("$(go_bin acts)")
	guard exec "$W/ok/true"
	status_is "$WORLD: nor one that is started from inside" 0
	ok "$WORLD: and no violation" quiet
	BENEATH=()
	loader_as_program exec-loader "$W/ok/prog" "$W/ok/ldso" "$W/ro/sh"
}
# ... nor readable for that.
loader_as_file() {
	world "few files" <<-END
		version = 1; name = "attacked";
		syscalls = { allow = [ "@go-runtime", "@io", "@file-read", "@process" ]; };
		files = ( { path = "$W/ok"; allow = "read"; } );
		exec = ( { path = "$W/ok/true"; } );
	END
	attack race
	denied EACCES open openat "$(realpath "$LOADER")" read -- open "$W/ok/f" "$W/ok/l"
}
loaders
loader_as_file
done_testing
