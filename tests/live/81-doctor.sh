# The doctor: what it says of this machine, that it speaks wherever it is run, and what of commands.
# needs: nothing
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
command -v jq >/dev/null || skip_all 'no jq'

quiet() { "$@" >/dev/null; }

# --- this machine ------------------------------------------------------------------------------
run "$GG" doctor --json
healthy=$STATUS
cp "$OUT" "$GG_TMP/here.json"
ok 'JSON is one object with every probe' quiet jq -e '(.probes | length) > 40 and ([.probes[].proof | length] | min) > 0' "$GG_TMP/here.json"
is 'the exit status is the verdict' "$healthy" "$(jq 'if .default_policy then 0 else 1 end' "$GG_TMP/here.json")"
granted() { jq -r --arg n "$1" '.probes[] | select(.name == $n) | .grant' "${2:-$GG_TMP/here.json}"; }
run "$GG" doctor
status_is 'for people, the same status' "$healthy"
is 'and the same probes' "$(awk '/^layers/ { exit } /^  / { n++ } END { print n }' "$OUT")" "$(jq '.probes | length' "$GG_TMP/here.json")"
ok 'and one verdict' test "$(grep -c '^verdict: ' "$OUT")" = 1
is 'no scratch folder is left' "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'goguard-doctor.*' 2>/dev/null)" ''

# What a guard really comes to agrees with what the doctor said of the layers
policy small <<'END'
version = 1;
name = "small";
extends = ( "go-base" );
END
if [ "$healthy" = 0 ]; then
	run "$GG" plan --json "$POLICY"
	is 'plan and doctor agree about layers' \
		"$(jq -c '[.layers[].state]' "$OUT")" "$(jq -c '[.layers[].state]' "$GG_TMP/here.json")"
fi

# --- capability files --------------------------------------------------------------------------
run "$GG" doctor --caps
cp "$OUT" "$GG_TMP/here.caps"
run "$GG" plan --json "$POLICY"
here=$(jq -S . "$OUT" 2>/dev/null)
run "$GG" plan --json --caps "$GG_TMP/here.caps" "$POLICY"
is 'a plan for the printed capabilities is the plan made here' "$(jq -S . "$OUT" 2>/dev/null)" "$here"
for file in "$top"/policy/caps/*.caps; do
	name=$(basename "$file" .caps)
	run "$GG" plan --caps "$file" "$POLICY"
	by_file=$STATUS$(cat "$OUT")
	run "$GG" plan --caps "$name" "$POLICY"
	is "--caps $name" "$STATUS$(cat "$OUT")" "$by_file"
	is "each line of $name says where it comes from" "$(grep '=' "$file" | grep -v '^#' | grep -cv 'not measured: source')" 0
done
run "$GG" plan --caps debian-21 "$POLICY"
status_is 'an unknown name' 1
ok 'is explained' err_has "did you mean 'debian-12'"
for words in '--caps --json' '--caps sh'; do
	# shellcheck disable=SC2086
	run "$GG" doctor $words
	status_is "doctor $words is refused" 2
done

# --- where little is allowed -------------------------------------------------------------------
if [ "$healthy" = 0 ]; then
	GG_LIMIT=60 LIMIT=60 run "$GG" run -- "$GG" doctor --json
	status_is 'under the default policy: not healthy' 1
	cp "$OUT" "$GG_TMP/guarded.json"
	is 'every probe has a line' "$(jq '.probes | length' "$GG_TMP/guarded.json")" "$(jq '.probes | length' "$GG_TMP/here.json")"
	for probe in seccomp filter listener ptrace exec_stop vm_read pidfd_getfd landlock; do
		[ -n "${GG_BENEATH:-}" ] || is "$probe, yes outside" "$(granted $probe)" "$([ $probe = landlock ] && granted $probe || echo yes)"
		is "$probe, no inside" "$(granted $probe "$GG_TMP/guarded.json")" no
	done
	is 'and both required layers are missing' \
		"$(jq -c '[.layers.seccomp.state, .layers.supervisor.state]' "$GG_TMP/guarded.json")" '["missing","missing"]'
	# a filter that kills: each attempt dies by itself
	policy killing <<'END'
version = 1;
name = "killing";
extends = ( "go-base" );
syscalls = { deny = [ "prctl" ]; otherwise = "trap"; };
END
	LIMIT=60 run "$GG" run -p "$POLICY" -- "$GG" doctor --json
	ok 'under a filter that traps it speaks, too' quiet jq -e '.probes | length > 40' "$OUT"
fi
if command -v prlimit >/dev/null; then # root has as many as it likes
	run prlimit --nproc=1 "$GG" doctor --json
	ok 'without a process to spare' quiet jq -e '.probes | length > 40' "$OUT"
fi

# --- commands ----------------------------------------------------------------------------------
# cmd NAME KIND STATUS WORDS...
cmd() {
	local name=$1 kind=$2 status=$3
	shift 3
	run "$GG" doctor --json -- "$@"
	is "$name" "$STATUS $(jq -r .kind "$OUT" 2>/dev/null)" "$status $kind"
}
cp "$GG" "$GG_TMP/plain" && chmod 644 "$GG_TMP/plain"
printf '#!/bin/sh\n' >"$GG_TMP/script" && chmod 755 "$GG_TMP/script"
static=$GG_BUILD/tests/live/probe_call
printf '#!%s\n' "$static" >"$GG_TMP/script-static" && chmod 755 "$GG_TMP/script-static"
libc=$(ldd /bin/sh 2>/dev/null | grep -q ld-musl && echo musl || echo glibc)
cmd 'not found' not-found 1 gg-no-such-command
cmd 'not executable' not-executable 1 "$GG_TMP/plain"
cmd 'static' static 1 "$static"
cmd 'dynamic' "$libc" 0 /bin/sh
cmd 'a script is its interpreter' "$libc" 0 "$GG_TMP/script"
is 'and says so' "$(jq -r .script "$OUT")" "$GG_TMP/script"
cmd 'a script with a static interpreter' static 1 "$GG_TMP/script-static"
cmd 'env -i' "$libc" 0 env -i sh
ok 'and a note about the environment' quiet jq -e '.notes | any(test("clears the environment"))' "$OUT"
for variant in static stripped pie cgo; do
	bin=$(go_bin acts $variant)
	[ -x "$bin" ] || continue
	case $variant in static | stripped) cmd "Go, $variant" static 1 "$bin" ;; *) cmd "Go, $variant" glibc 0 "$bin" ;; esac
	ok "and is seen to be Go ($variant)" quiet jq -e '.notes | any(test("Go program"))' "$OUT"
done
probe=$GG_BUILD/tests/live/musl/wrap_probe
[ -x "$probe" ] && cmd 'musl' musl 0 "$probe"
if [ -x "$(go_bin acts pie)" ] && [ -e /lib/ld-musl-x86_64.so.1 ]; then
	# the loader's name lies in the file with room to spare: 27 bytes, 24 are needed
	LC_ALL=C sed 's|/lib64/ld-linux-x86-64\.so\.2|/lib/ld-musl-x86_64.so.1\x00\x00\x00|' "$(go_bin acts pie)" >"$GG_TMP/musl-go"
	chmod 755 "$GG_TMP/musl-go"
	cmd 'Go on musl, linked by Go' musl-no-start 1 "$GG_TMP/musl-go"
fi
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$GG_TMP"
	cp "$GG" "$GG_TMP/goguard" && cp /bin/sh "$GG_TMP/secret" && cp /bin/sh "$GG_TMP/set-id"
	chmod 755 "$GG_TMP/goguard" && chmod 711 "$GG_TMP/secret" && chmod 4755 "$GG_TMP/set-id"
	nobody() { run setpriv --reuid 65534 --regid 65534 --clear-groups "$GG_TMP/goguard" doctor --json "$@"; }
	nobody "$GG_TMP/secret"
	is 'executable, not readable' "$STATUS $(jq -r .kind "$OUT")" '1 unreadable'
	nobody "$GG_TMP/set-id"
	is 'set-id' "$STATUS $(jq -r .kind "$OUT")" '1 secure-execution'
	if command -v setcap >/dev/null && cp /bin/sh "$GG_TMP/capable" && setcap cap_net_raw+ep "$GG_TMP/capable" 2>/dev/null; then
		nobody "$GG_TMP/capable"
		is 'file capabilities' "$STATUS $(jq -r .kind "$OUT")" '1 secure-execution'
	fi
	nobody
	status_is 'another user is as well off' "$healthy"
fi
done_testing
