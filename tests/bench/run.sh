#!/bin/bash
# run.sh: how goguard compares with doing nothing, with the kernel's limit and with its peers.
#
# Every measure runs its commands in turn (A B C A B C), after warm-up rounds; what is compared ran in the
# same round. Writes build/bench/results.json, and docs/benchmarks.md with docs/bench/*.svg (GG_BENCH_DOCS).
#
# Environment: BUILD (products), GO, BENCH_ROUNDS (20), BENCH_SECONDS (60: of each measure, at most),
# BENCH_EVENTS (1000000), BENCH_ONLY ("p1 p4": only these, and no documents), BENCH_PEERS=no.
# shellcheck source-path=SCRIPTDIR
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=$(cd "${BUILD:-$top/build}" && pwd) || exit 1
GO=${GO:-$(command -v go)}
ROUNDS=${BENCH_ROUNDS:-20}
SECONDS_EACH=${BENCH_SECONDS:-60}
EVENTS=${BENCH_EVENTS:-1000000}
docs=${GG_BENCH_DOCS:-$top/docs}
bin=$BUILD/bench/bin
work=$(mktemp -d /tmp/goguard-bench.XXXXXX) || exit 1
PEERS=$BUILD/bench/peers
GG=$BUILD/goguard
SO=$BUILD/libgoguard.so
LC_ALL=C
export LC_ALL GOENV=off GOTOOLCHAIN=local GOWORK=off GOCACHE="$BUILD/go/cache" GOPATH="$BUILD/go/path" GOFLAGS=-buildvcs=false
unset GOGUARD_POLICY GOGUARD_LOG GOGUARD_MODE GOGUARD_TARGET GOGUARD_BIN
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT
chmod 755 "$work"

fail() { echo "goguard: error: $*" >&2; exit 1; }
apt_get() { # PACKAGE
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
	echo "bench: installing $1"
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" </dev/null >"$work/apt.log" 2>&1 || {
		apt-get update -qq </dev/null >/dev/null 2>&1
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" </dev/null >"$work/apt.log" 2>&1
	}
}

# --- what is measured ------------------------------------------------------------------------------
# line NAME WORDS…: a case for interleave
line() { local IFS=$'\t'; echo "$*"; }
# measure ID OPTIONS…: runs the cases on standard input, keeps what came out under ID
measure() {
	local id=$1
	shift
	"$bin/interleave" -t "$SECONDS_EACH" -r "$ROUNDS" "$@" | jq -c --arg id "$id" '{ id: $id } + .' |
		tee -a "$work/results.jsonl" |
		jq -r '"  \(.id)  \(.case): " + (.failed // (.values | to_entries | map("\(.key) \(.value | sort | .[length / 2 | floor] | . * 100 | round / 100)") | join(", ")))'
}
# fact ID CASE KEY VALUE: what needs no rounds
fact() {
	jq -nc --arg id "$1" --arg case "$2" --arg key "$3" --argjson value "$4" \
		'{ id: $id, case: $case, values: { ($key): [ $value ] }, failed: null }' >>"$work/results.jsonl"
	echo "  $1  $2: $3 $4"
}
# policy NAME TEXT…: a policy and its plan, $work/NAME.cfg and .plan
policy() {
	local name=$1
	shift
	{ echo "version = 1; name = \"$name\";"; printf '%s\n' "$@"; } >"$work/$name.cfg"
	"$GG" plan "$work/$name.cfg" -o "$work/$name.plan" >"$work/$name.said" 2>&1 || fail "policy $name: $(cat "$work/$name.said")"
}
guarded() { # CASE PLAN COMMAND…: a case of what measures itself, guarded by $work/PLAN.plan
	local name=$1 plan=$2
	shift 2
	line "$name" % "$GG" run -p "$work/$plan.plan" -- "$@"
}

build() {
	local p
	mkdir -p "$bin"
	for p in interleave filter floor bare; do
		gcc -O2 -static -Wall -D_GNU_SOURCE -I"$top/lib" -o "$bin/$p" "$here/$p.c" || fail "cannot build '$p'"
	done
	gcc -O2 -Wall -std=gnu11 -D_GNU_SOURCE -I"$top/lib" -o "$bin/tracer" "$here/tracer.c" "$BUILD/libgoguard-embed.a" \
		-lconfig -lseccomp -ljansson -lcrypto -lpthread || fail "cannot build 'tracer'"
	gcc -O2 -Wall -std=gnu11 -D_GNU_SOURCE -I"$top/lib" -o "$bin/index" "$here/index.c" "$BUILD/libgoguard-embed.a" \
		-lconfig -lseccomp -ljansson -lcrypto -lpthread || fail "cannot build 'index'"
	echo 'int main(void) { return 0; }' | gcc -O2 -static -x c -o "$bin/true" - || fail "cannot build 'true'"
	for p in hello calls serve; do
		(cd "$here/$p" && CGO_ENABLED=0 "$GO" build -o "$bin/$p" .) || fail "cannot build '$p'"
	done
}

# CPU and kernel, nothing that names the machine
machine() {
	jq -n --arg cpu "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" \
		--arg kernel "$(uname -r | grep -oE '^[0-9]+\.[0-9]+\.[0-9]+')" --argjson cpus "$(nproc)" \
		--arg virtual "$(grep -qw hypervisor /proc/cpuinfo && echo yes || echo no)" \
		--arg load "$(cut -d' ' -f1 /proc/loadavg)" --arg go "$("$GO" env GOVERSION)" \
		--arg goguard "$(cat "$top/VERSION")" --arg date "$(date -u +%F)" --argjson rounds "$ROUNDS" \
		--arg root "$([ "$(id -u)" = 0 ] && echo yes || echo no)" '$ARGS.named'
}

if [ "${1:-}" = document ]; then # what is measured already, once more
	# shellcheck source=document.sh
	. "$here/document.sh"
	exit 0
fi
[ -x "$GG" ] || fail "cannot find '$GG' (make)"
[ -x "$GO" ] || fail 'cannot measure: there is no go'
# shellcheck source=peers.sh
. "$here/peers.sh"
wants() { case " ${BENCH_ONLY:-$1} " in *" $1 "*) ;; *) return 1 ;; esac; }

echo 'bench: building'
build
: >"$work/results.jsonl"
policy hello 'extends = ( "go-base" );'
policy alone 'extends = ( "go-base" );' 'layers = { supervisor = "off"; };'
"$bin/filter" "$work/hello.plan" >"$work/notify.bpf" &&
	"$bin/filter" "$work/hello.plan" allow >"$work/floor.bpf" &&
	"$bin/filter" "$work/alone.plan" errno >"$work/peer.bpf" || fail 'cannot take the filter out of a plan'
"$GG" plan --json "$work/alone.cfg" | jq '.syscalls | .allowed + .watched + .checked + ["execve"]' >"$work/calls.json"
if [ "${BENCH_PEERS:-}" = no ]; then
	while IFS='|' read -r name _; do [ -n "$name" ] && WHY[$name]='not asked for'; done <<<"$peer_table"
else
	echo 'bench: peers'
	get_peers
fi
for name in "${!WHY[@]}"; do echo "bench: no $name: ${WHY[$name]}"; done
machine >"$work/machine.json"

for p in p1 p3 p4 p5 p6 p7 p8; do
	wants $p || continue
	echo "bench: $p"
	# shellcheck disable=SC1090
	. "$here/$p.sh"
done

# What is known of peers, then everything in one file
while IFS='|' read -r name from cannot; do
	[ -n "$name" ] && jq -nc --arg name "$name" --arg from "$from" --arg cannot "$cannot" --arg why "${WHY[$name]:-}" \
		'{ name: $name, from: $from, cannot: $cannot, why: (if $why == "" then null else $why end) }'
done <<<"$peer_table" >"$work/peers.jsonl"
mkdir -p "$BUILD/bench"
jq -n --slurpfile machine "$work/machine.json" --slurpfile peers "$work/peers.jsonl" --slurpfile results "$work/results.jsonl" \
	'{ machine: $machine[0], peers: $peers, results: $results }' >"$BUILD/bench/results.json" || exit 1
[ -n "${BENCH_ONLY:-}" ] && exit 0
# shellcheck source=document.sh
. "$here/document.sh"
