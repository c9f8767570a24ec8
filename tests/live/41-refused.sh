# Every start that cannot be guarded: 125, one line that says why, and the function never runs.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
LIMIT=10
fn_policy good
GOOD=$POLICY
static=$(go_bin acts static) pie=$(go_bin acts pie)
[ -e "$GG_SO" ] && ways='run preload env named' || ways=run

# fn WAY POLICY: start the function, which makes $RAN
fn() {
	local bin=$static
	[ "$1" = preload ] && bin=$pie
	rm -f "$RAN"
	as "$1" "$2" "$bin" create "$RAN"
}
for w in $ways; do
	fn "$w" "$GOOD"
	status_is "$w: with the good policy" 0
	ok "$w: it runs" [ -e "$RAN" ]
done

# --- policies: NAME | sed script on the good one | reason, with the file and the line ----------
each_policy() { # FUNCTION
	local name edit reason
	while IFS='|' read -r name edit reason; do
		[ -n "$name" ] || continue
		name=${name%% } edit=${edit# } && edit=${edit% } reason=${reason# }
		sed -e "$edit" "$GOOD" >"$GG_TMP/broken.cfg"
		cmp -s "$GOOD" "$GG_TMP/broken.cfg" && fail "$name: the edit changes nothing"
		"$1" "$name" "$reason"
	done <<'END'
empty | d | broken.cfg:1: error: version: missing
no version | 1d | broken.cfg:1: error: version: missing
version 2 | s/^version = 1/version = 2/ | broken.cfg:1: .*version 1 only
version text | s/^version = 1/version = "1"/ | broken.cfg:1: .*must be a number
syntax | s/^name = "good";/name = good;/ | broken.cfg:2: .*syntax error
open list | $s/$/ files2 = ( {/ | broken.cfg:12: .*syntax error
duplicate | 2s/$/ name = "x";/ | broken.cfg:2: .*duplicate
include | 2s/$/\n@include "other.cfg"/ | broken.cfg:3: .*@include
binary | 2s/$/\x01\x02/ | broken.cfg:2: .*syntax error
unknown key | s/^name/nme/ | broken.cfg:2: .*unknown key 'nme'
unknown key of a rule | s/allow = "read";/& alow = "read";/ | broken.cfg:7: .*unknown key 'alow'
unknown key of a group | s/connect = /conect = / | broken.cfg:10: .*unknown key 'conect'
unknown top key | 2s/$/ zzz = 1;/ | broken.cfg:2: .*unknown key 'zzz'
name is a number | s/^name = .*/name = 1;/ | broken.cfg:2: .*must be a string
name is empty | s/^name = .*/name = "";/ | broken.cfg:2: .*1 to 63 bytes
name has blanks | s/^name = .*/name = "a b";/ | broken.cfg:2: .*no blanks
bad mode | 2s/$/ mode = "audits";/ | broken.cfg:2: .*did you mean 'audit'
mode is a number | 2s/$/ mode = 1;/ | broken.cfg:2: .*must be a string
layers is a list | 2s/$/ layers = ( );/ | broken.cfg:2: .*layers: must be a group
bad layer word | 2s/$/ layers = { seccomp = "always"; };/ | broken.cfg:2: .*none of off, prefer, require
unknown layer | 2s/$/ layers = { landlok = "off"; };/ | broken.cfg:2: .*did you mean 'landlock'
supervisor without seccomp | 2s/$/ layers = { seccomp = "off"; };/ | broken.cfg:2: .*needs seccomp
audit without supervisor | 2s/$/ mode = "audit"; layers = { supervisor = "off"; };/ | broken.cfg:2: .*needs the supervisor
unknown profile | s/go-base/go-bass/ | broken.cfg:3: .*no profile 'go-bass'
profile is a path | s/go-base/..\/x/ | broken.cfg:3: .*is not the name of a profile
extends is text | s/^extends = .*/extends = "go-base";/ | broken.cfg:3: .*must be a list
unknown call | s/"@process"/"openatt"/ | broken.cfg:4: .*unknown system call 'openatt'
unknown group | s/"@process"/"@proces"/ | broken.cfg:4: .*unknown group '@proces'
calls are numbers | s/\[ "@file-write".*\]/[ 1 ]/ | broken.cfg:4: .*must be a string
calls are text | s/\[ "@file-write".*\]/"read"/ | broken.cfg:4: .*must be a list
bad errno | s/ \];/ ]; otherwise = "EPREM";/ | broken.cfg:4: .*did you mean 'EPERM'
otherwise allows | s/ \];/ ]; otherwise = "allow";/ | broken.cfg:4: .*neither an errno name
refine without values | s/ \];/ ]; refine = ( { call = "ioctl"; arg = 1; } );/ | broken.cfg:4: .*refine\[\].in: missing
refine argument 6 | s/ \];/ ]; refine = ( { call = "ioctl"; arg = 6; in = [ 1 ]; } );/ | broken.cfg:4: .*must be 0 to 5
refine unknown constant | s/ \];/ ]; refine = ( { call = "ioctl"; arg = 1; in = [ "TCGET" ]; } );/ | broken.cfg:4: .*unknown constant 'TCGET'
relative path | s/path = "[^"]*work"/path = "work"/ | broken.cfg:6: .*is not an absolute path
dots in a path | s/work";/work\/..\/x";/ | broken.cfg:6: .*'..' is not allowed
unknown access | s/allow = "read";/allow = "reed";/ | broken.cfg:7: .*'reed' is none of
no access | s/allow = "read";/allow = "";/ | broken.cfg:7: .*no access word
neither allow nor deny | s/allow = "read";// | broken.cfg:7: .*needs allow or deny
rule without path | s/path = "\/proc\/self";// | broken.cfg:7: .*files\[\].path: missing
unset name | s/"\/proc\/self"/"$GG_NOT_SET\/a"/ | broken.cfg:7: .*GG_NOT_SET is not set
bad dollar | s/"\/proc\/self"/"\/a\/$"/ | broken.cfg:7: .*for a dollar
bad glob | s/"\/proc\/self"/"\/a**\/b"/ | broken.cfg:7: .*must stand alone
bad bracket | s/"\/proc\/self"/"\/a[bc"/ | broken.cfg:7: .*without
files is a group | s/^files = (/files = {/; 8s/)/}/ | broken.cfg:6: .*syntax error
exec without path | s/path = "\/bin";// | broken.cfg:9: .*exec\[\].path: missing
exec pattern | s/"\/bin"/"\/bin\/*"/ | broken.cfg:9: .*not a pattern
exec by nobody | s/path = "\/bin";/& by = "";/ | broken.cfg:9: .*exec\[\].by: .* is empty
no protocol | s/tcp:/http:/ | broken.cfg:10: .*does not begin with
bad port | s/65535/65536/ | broken.cfg:10: .*is not a port
empty range | s/1024-65535/9-8/ | broken.cfg:10: .*the range 9-8 is empty
port 0 | s/1024-65535/0/ | broken.cfg:10: .*port 0
bad address | s/127.0.0.1/127.0.0.300/ | broken.cfg:10: .*neither an address
bad prefix | s/127.0.0.1/127.0.0.0\/33/ | broken.cfg:10: .*is not a prefix length
host bits | s/127.0.0.1/127.0.0.1\/8/ | broken.cfg:10: .*write 127.0.0.0/8
IPv6 without brackets | s/127.0.0.1/::1/ | broken.cfg:10: .*needs brackets
relative socket | s/unix:\/tmp/unix:tmp/ | broken.cfg:10: .*is not an absolute path
empty abstract name | s/unix:\/tmp[^"]*/unix:@/ | broken.cfg:10: .*abstract name
log path relative | $s/$/ log = { socket = "events.sock"; };/ | broken.cfg:11: .*is not an absolute path
log rate | $s/$/ log = { rate_per_s = -1; };/ | broken.cfg:11: .*must be 0 to 1000000
log stacks | $s/$/ log = { stacks = "some"; };/ | broken.cfg:11: .*none of violations
target pattern | 2s/$/ target = "\/app\/*";/ | broken.cfg:2: .*must not be a pattern
target relative | 2s/$/ target = "app";/ | broken.cfg:2: .*is not an absolute path
kept descriptor 1 | 2s/$/ keep_fds = [ 1 ];/ | broken.cfg:2: .*are always kept
END
}
n=0
by_run() {
	n=$((n + 1))
	fn run "$GG_TMP/broken.cfg"
	refused "policy, $1" "$2"
}
by_preload() { # every sixth, and each in another way
	n=$((n + 1))
	[ $((n % 6)) = 0 ] || return 0
	set -- "$1" "$2" "$(set -- preload env named && shift $((n / 6 % 3)) && echo "$1")"
	fn "$3" "$GG_TMP/broken.cfg"
	refused "policy by $3, $1" "$2"
}
each_policy by_run
ok "$n broken policies" [ "$n" -ge 60 ]
n=0
[ -e "$GG_SO" ] && each_policy by_preload

# --- plans: one byte changed, pieces missing, something behind ----------------------------------
"$GG" plan "$GOOD" -o "$GG_TMP/good.plan" || fail 'goguard plan -o'
size=$(wc -c <"$GG_TMP/good.plan")
for w in $ways; do
	fn "$w" "$GG_TMP/good.plan"
	status_is "$w: with the good plan" 0
	ok "$w: with the good plan it runs" [ -e "$RAN" ]
done
# flip OFFSET: the bits of one byte
flip() {
	local byte
	cp "$GG_TMP/good.plan" "$GG_TMP/broken.plan"
	byte=$(od -An -tu1 -j "$1" -N 1 "$GG_TMP/good.plan")
	# shellcheck disable=SC2059
	printf "\\$(printf %o $((byte ^ ${2:-255})))" |
		dd of="$GG_TMP/broken.plan" bs=1 seek="$1" conv=notrunc status=none
}
broken_plan() { # NAME
	fn run "$GG_TMP/broken.plan"
	refused "plan, $1" "${2:-'.*broken.plan'|cannot use the plan|damaged|plan}"
	[ $((n++ % 5)) = 0 ] && [ -e "$GG_SO" ] || return 0
	fn preload "$GG_TMP/broken.plan"
	refused "plan by preload, $1" "${2:-plan}"
}
n=0
for at in 8 12 16 24 32 36 40 48 80 140 160 200 230 260; do
	flip $at 1
	broken_plan "bit 0 of byte $at"
done
for part in 3 5 7 11 13 17; do
	flip $((size * part / 18))
	broken_plan "byte $((size * part / 18))"
done
flip $((size - 1))
broken_plan 'the last byte'
for bytes in 9 100 400 $((size / 2)) $((size - 8)) $((size - 1)); do
	head -c "$bytes" "$GG_TMP/good.plan" >"$GG_TMP/broken.plan"
	broken_plan "only $bytes bytes"
done
{ cat "$GG_TMP/good.plan" && printf 12345678; } >"$GG_TMP/broken.plan"
broken_plan 'eight bytes more'
{ cat "$GG_TMP/good.plan" "$GG_TMP/good.plan"; } >"$GG_TMP/broken.plan"
broken_plan 'twice'
flip 0
broken_plan 'no plan by its first byte'

# For a kernel that grants other things
echo 'landlock_abi = 1' >"$GG_TMP/old.caps"
make_old() { "$GG" plan "$GOOD" --caps "$GG_TMP/old.caps" -o "$GG_TMP/old.plan" 2>"$ERR"; }
for ((i = 0; i < 64; i++)); do # every other capability is granted
	make_old && break
	sed -n "s/.*capability '\([a-z0-9_]*\)' is missing.*/\1 = yes/p" "$ERR" >>"$GG_TMP/old.caps"
done
if [ -s "$GG_TMP/old.plan" ]; then
	for w in $ways; do
		fn "$w" "$GG_TMP/old.plan"
		refused "$w, a plan for other capabilities" 'for a kernel that grants other things'
	done
else
	fail 'a plan for other capabilities'
fi

# --- no policy, no layer, no goguard ------------------------------------------------------------
for w in $ways; do
	fn "$w" "$GG_TMP/none.cfg"
	refused "$w, no policy" 'none.cfg.*[Nn]o such file'
	fn "$w" "$GG_TMP"
	refused "$w, the policy is a folder" 'directory|not a file|regular'
	head -c 3000000 /dev/zero >"$GG_TMP/zero.cfg"
	fn "$w" "$GG_TMP/zero.cfg"
	refused "$w, the policy is zeros" 'zero.cfg'
done
for setting in GOGUARD_MODE=off GOGUARD_MODE=Enforce GOGUARD_TARGET=words GOGUARD_TARGET=./words; do
	[ -e "$GG_SO" ] || continue
	way preload "$GOOD" "$pie" create "$RAN"
	run "${CMD[@]:0:3}" "$setting" "${CMD[@]:3}"
	refused "$setting" "cannot use ${setting%=*}: '${setting#*=}' is "
done
run "$GG" run -p "$GOOD" --mode off -- "$static" create "$RAN"
status_is '--mode off: wrong usage' 2
nok '--mode off: the function did not run' [ -e "$RAN" ]

# Where the kernel refuses a layer that the policy requires
case $(uname -m) in x86_64) NR_SECCOMP=317 ;; *) NR_SECCOMP=277 ;; esac
NR_LANDLOCK=444
sed 's/^name = .*/&\nlayers = { landlock = "require"; };/' "$GOOD" >"$GG_TMP/require.cfg"
if [ -x "$PROBE" ]; then
	for w in $ways; do
		bin=$static
		[ "$w" = preload ] && bin=$pie
		for layer in "landlock $NR_LANDLOCK 95" "landlock $NR_LANDLOCK 38" "seccomp $NR_SECCOMP 22" \
			"seccomp $NR_SECCOMP 1"; do
			read -r layer nr errno <<<"$layer"
			way "$w" "$GG_TMP/require.cfg" "$bin" create "$RAN"
			run "$PROBE" without "$nr" "$errno" "$(command -v "${CMD[0]}")" "${CMD[@]:1}"
			refused "$w, no $layer (errno $errno)" "$layer"
		done
	done
	way run "$GOOD" "$static" create "$RAN"
	run "$PROBE" without "$NR_LANDLOCK" 38 "${CMD[@]}"
	status_is 'no landlock, which is only preferred' 0
	ok 'no landlock, which is only preferred: it runs' [ -e "$RAN" ]
	rm -f "$RAN"
else
	skip 'layers that the kernel refuses' "no $PROBE"
fi

# Where the listener cannot be passed on: the limit holds for descriptors of this user that are on their way, too
sed 's/^name = .*/&\nlimits = { open_files = 16; };/' "$GOOD" >"$GG_TMP/few.cfg"
if [ -x "$PROBE" ]; then
	for w in $ways; do
		fn "$w" "$GG_TMP/few.cfg"
		status_is "$w: with few descriptors" 0
		bin=$static
		[ "$w" = preload ] && bin=$pie
		rm -f "$RAN"
		way "$w" "$GG_TMP/few.cfg" "$bin" create "$RAN"
		run "$PROBE" in-flight 100 "${CMD[@]}"
		refused "$w, descriptors on their way" 'cannot pass the listener to the supervisor: too many descriptors of this user'
		rm -f "$RAN"
		way "$w" "$GOOD" "$bin" create "$RAN"
		run "$PROBE" in-flight 100 sh -c 'ulimit -Sn 50 && exec "$@"' sh "${CMD[@]}"
		status_is "$w, descriptors on their way, but no more than there may be" 0
		rm -f "$RAN"
	done
else
	skip 'descriptors on their way' "no $PROBE"
fi

# Where /proc does not say who is whose: a limit that nobody could keep
sed 's/^name = .*/&\nlimits = { wall_s = 20.0; };/' "$GOOD" >"$GG_TMP/wall.cfg"
# shellcheck disable=SC2016
blind=(unshare --mount sh -c 'mount --bind /dev/null "/proc/$$/task/$$/children" && exec "$@"' sh)
if [ "$(id -u)" = 0 ] && "${blind[@]}" true 2>/dev/null; then
	for w in $ways; do
		bin=$static
		[ "$w" = preload ] && bin=$pie
		for policy in "$GOOD" "$GG_TMP/wall.cfg"; do
			way "$w" "$policy" "$bin" create "$RAN"
			run "${blind[@]}" "${CMD[@]}"
			[ "$policy" = "$GOOD" ] && status_is "$w, no list of children, no limit" 0 && rm -f "$RAN"
		done
		refused "$w, no list of children" 'cannot keep limits: /proc does not say which processes are below this one'
	done
else
	note 'no list of children: only root may hide one'
fi

# The shim without goguard
if [ -e "$GG_SO" ]; then
	mkdir "$GG_TMP/alone" && cp "$GG_SO" "$GG_TMP/alone/"
	run env "GOGUARD_POLICY=$GOOD" "LD_PRELOAD=$GG_TMP/alone/libgoguard.so" "$pie" create "$RAN"
	refused 'the shim without goguard' 'goguard program was not found beside .* .set GOGUARD_BIN'
	run env "GOGUARD_POLICY=$GOOD" GOGUARD_BIN=/nonexistent "LD_PRELOAD=$GG_TMP/alone/libgoguard.so" \
		"$pie" create "$RAN"
	refused 'the shim and a wrong GOGUARD_BIN' "nonexistent"
	run env "GOGUARD_POLICY=$GOOD" GOGUARD_BIN=/bin/false "LD_PRELOAD=$GG_TMP/alone/libgoguard.so" \
		"$pie" create "$RAN"
	refused 'the shim and a program that is not goguard' 'cannot'
	run env "GOGUARD_POLICY=$GOOD" GOGUARD_BIN=/bin/true "LD_PRELOAD=$GG_TMP/alone/libgoguard.so" \
		"$pie" create "$RAN"
	refused 'the shim and a program that says nothing' 'cannot'
	if [ -e /etc/goguard/policy.cfg ]; then
		skip 'the shim without a policy' 'there is an /etc/goguard/policy.cfg'
	else
		run env -u GOGUARD_POLICY "GOGUARD_BIN=$GG" "LD_PRELOAD=$GG_SO" "$pie" create "$RAN"
		refused 'the shim without a policy' 'GOGUARD_POLICY is not set'
	fi
fi

# Events that cannot be sent
for w in $ways; do
	for log in "$GG_TMP/none/events.log" /dev/null/x "$GG_TMP"; do
		bin=$static
		[ "$w" = preload ] && bin=$pie
		way "$w" "$GOOD" "$bin" create "$RAN"
		[ "$w" = run ] || CMD=("${CMD[@]/#GOGUARD_LOG=*/GOGUARD_LOG=$log}")
		GOGUARD_LOG=$log run "${CMD[@]}"
		refused "$w, events to '${log#"$GG_TMP"}'" "cannot log to '$log'"
	done
done
done_testing
