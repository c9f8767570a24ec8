# shellcheck shell=bash
# The corpus of attacks, run with and without the guard: for tests/live/96-corpus.sh and matrix.sh.
#
# Owns the policy that the attacks are held to, their folders and peers, and the environments. Relies
# on tests/live/lib.sh and on judge.awk. An environment is a command that the guard is started
# beneath. Results go to $GG_TMP/NAME.outcomes, "ROW NAME OUTCOME GAP STATUS" a line.
CATALOGUE=$top/tests/attacks/catalogue
CORPUS=$GG_BUILD/tests/live/corpus
CORPUS_PROGRAM=$CORPUS # the one that attacks
ROOT=$GG_TMP/c
TRIES=${TRIES:-300} # of a race
# Both users may be at it at the same time: each has ports of its own.
PORT=7200
[ "$(id -u)" = 0 ] || PORT=7220

corpus_policy() {
	local digest
	digest=$(sha256sum "$GG_BUILD/tests/live/attack_pin" | cut -c1-64)
	policy corpus <<END
version = 1;
name = "corpus";
extends = ( "go-base" );
layers = { seccomp = "prefer"; landlock = "prefer"; supervisor = "prefer"; wrappers = "prefer"; };
syscalls = { allow = [ "@file-write", "@process", "@net-client", "@net-server", "setxattr", "lsetxattr",
                       "fsetxattr", "removexattr", "execveat", "setgroups", "setgid", "setuid" ]; };
files = (
  { path = "$ROOT/ok"; allow = "read write create remove"; },
  { path = "$ROOT/run"; allow = "read write create remove"; },
  { path = "$ROOT/ro"; allow = "read"; },
  { path = "$ROOT/rm"; allow = "read remove"; },
  { path = "$ROOT/cr"; allow = "create"; },
  { path = "$ROOT/ok/finer"; deny = "read"; },
  { path = "$ROOT/ok/deleted-open/f"; deny = "read"; },
  { path = "$ROOT/ok/planted/planted"; allow = "read"; },
  { path = "$ROOT/ok/deleted-over/f"; deny = "read"; },
  { path = "$ROOT/bin/own"; allow = "read write"; },
  { path = "$ROOT/pin"; allow = "read write create remove"; }
);
exec = (
  { path = "$ROOT/bin"; },
  { path = "$ROOT/bin/dynamic"; },
  { path = "$ROOT/pin/prog"; argv = [ "good" ]; },
  { path = "$ROOT/cr/linked-exec/prog"; argv = [ "exit", "0" ]; },
  { path = "$ROOT/cr/renamed-exec/prog"; argv = [ "exit", "0" ]; },
  { path = "$ROOT/pin/stack"; },
  { path = "$ROOT/pin/stage"; },
  { path = "$ROOT/pin/own-name/self"; },
  { path = "$ROOT/pin/content"; sha256 = "$digest"; },
  { path = "$ROOT/pin/mapping"; sha256 = "$digest"; },
  { path = "$ROOT/pin/names"; sha256 = "$digest"; }
);
network = {
  connect = ( "udp://127.0.0.1:$((PORT + 1))", "tcp://127.0.0.1:$((PORT + 9))",
              "tcp://127.0.0.1:$((PORT + 40001))", "unix:$ROOT/run/peer", "unix:$ROOT/run/passes" );
  listen = ( "udp://127.0.0.1:$((PORT + 2))", "tcp://127.0.0.1:$((PORT + 8))",
             "tcp://127.0.0.1:$((PORT + 40001))-$((PORT + 40003))" );
};
log = { rate_per_s = 0; };
END
}

stop_peers() { [ -z "${OTHER:-}" ] || { kill "$OTHER" && wait "$OTHER"; } 2>/dev/null; OTHER=; }

# All that a run before may have changed is made anew, and the peers started.
corpus_fresh() {
	local f
	stop_peers
	rm -rf "$ROOT"
	mkdir -p "$ROOT/bin/own"
	cp "$GG_BUILD/tests/live/probe_call" "$ROOT/bin/prog"
	cp "$GG_BUILD/tests/live/probe_file" "$ROOT/bin/file"
	cp "$ROOT/bin/file" "$ROOT/bin/own/file"
	cp "$GG_BUILD/tests/live/attack_escape" "$ROOT/bin/own/escape"
	mkdir "$ROOT/pin"
	for f in prog content mapping names other stack stage; do
		cp "$GG_BUILD/tests/live/attack_pin" "$ROOT/pin/$f"
	done
	"$GG_BUILD/tests/live/attack_pin" taint "$ROOT/pin/other" || return 1
	mkdir "$ROOT/pin/own-name"
	cp "$GG_BUILD/tests/live/attack_code" "$ROOT/pin/own-name/self"
	cp "$GG_BUILD/tests/live/stack" "$ROOT/bin/stack"
	cp "$CORPUS" "$ROOT/forbidden"
	cp "$CORPUS-dynamic" "$ROOT/dynamic"
	cp "$CORPUS-dynamic" "$ROOT/bin/dynamic"
	"$CORPUS" setup "$ROOT" <"$CATALOGUE" || return 1
	background "$CORPUS" serve "$ROOT" "$PORT"
	OTHER=$BG
	wait_for test -e "$ROOT/ready"
}

corpus_judge() { # NAME HOW
	jq -r 'select(.kind == "violation") | [.comm, .op, .errno // "EACCES", .path // ""] | @tsv' "$EVENTS" >"$GG_TMP/$1.events" 2>/dev/null
	awk -v user="$(id -u)" -v how="$2" -f "$top/tests/attacks/judge.awk" \
		"$CATALOGUE" "$GG_TMP/$1.results" "$GG_TMP/$1.events" >"$GG_TMP/$1.outcomes"
}

corpus_bare() { # [ATTACK...]
	corpus_fresh || return 1
	: >"$EVENTS"
	GG_TRIES=100000 "$CORPUS" run "$ROOT" "$PORT" "$OTHER" no "$@" \
		<"$CATALOGUE" >"$GG_TMP/bare.results" 2>"$GG_TMP/bare.err" 57<"$ROOT/no/secret"
	corpus_judge bare bare
}

BENEATH=() # words before goguard: what takes something from it
# corpus_guarded NAME HOW WATCHED [ATTACK...]
corpus_guarded() {
	local name=$1 how=$2 watched=$3
	shift 3
	corpus_fresh || return 1
	rm -f "$EVENTS"
	GG_TRIES=$TRIES "${BENEATH[@]}" "$GG" run -p "$POLICY" --log "$EVENTS" -- "$CORPUS_PROGRAM" \
		run "$ROOT" "$PORT" "$OTHER" "$watched" "$@" \
		<"$CATALOGUE" >"$GG_TMP/$name.results" 2>"$GG_TMP/$name.err" 57<"$ROOT/no/secret"
	corpus_judge "$name" "$how"
}
