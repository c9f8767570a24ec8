# system popen bind dlopen freopen getaddrinfo: denied early, logged once, with the C caller.
. "$(dirname "$0")/lib.sh"
PROBE=$GG_BUILD/tests/live/probe_wrapped
[ -x "$PROBE" ] || skip_all 'build/tests/live/probe_wrapped is not built'
secret=$GG_TMP/secret open=$GG_TMP/open lib=$GG_TMP/libx.so
echo secret >"$secret" && echo open >"$open"
cp "$(dirname "$(ldd "$PROBE" | awk '$1 == "libc.so.6" { print $3 }')")/libm.so.6" "$lib" # of the same libc
cp "$lib" "$GG_TMP/liby.so"
start_logs || skip_all 'no log reader'

policy shut <<END
version = 1; extends = ( "go-base" );
syscalls = { allow = [ "@process", "@net-server", "@file-write" ]; };
files = ( { path = "$open"; allow = "read"; }, { path = "$GG_TMP/liby.so"; allow = "read"; } );
END
shut=$POLICY
policy wide <<END
version = 1; extends = ( "go-base" );
syscalls = { allow = [ "@process", "@net-server", "@file-write" ]; };
files = ( { path = "$GG_TMP"; allow = "read write create remove"; } );
exec = ( { path = "$(readlink -f /bin/sh)"; } );
network = { listen = ( "unix:$GG_TMP/sock", "tcp://127.0.0.1:7" ); connect = ( "tcp://127.0.0.1:9" ); };
END
wide=$POLICY

# denied NAME ERRNO OP SYSCALL JQ COMMAND...: fails by that errno, one event, by the wrapper
denied() {
	local name=$1 errno=$2 op=$3 call=$4 jq=$5
	shift 5
	for how in run preload; do
		new_case
		by "$how" "$shut" "$PROBE" "$@"
		status_is "$how, $name: fails" "$errno"
		event "$how, $name: its event" ".kind == \"violation\" and .layer == \"wrappers\" and
			.op == \"$op\" and .syscall == \"$call\" and .errno == \"EACCES\" and
			.c.module == \"probe_wrapped\" and ($jq)"
		wait_short all_sent
		is "$how, $name: logged once" "$(count_events '.kind == "violation"')" 1
	done
}
sh=$(readlink -f /bin/sh)
denied system EACCES exec system ".path == \"$sh\"" system true
denied popen EACCES exec popen ".path == \"$sh\"" popen true
denied 'bind of a path' EACCES bind bind ".addr == \"$GG_TMP/sock\"" bind-unix "$GG_TMP/sock"
denied 'bind of a port' EACCES bind bind '.port == 7 and .proto == "tcp"' bind-tcp 7
denied dlopen 1 open dlopen ".path == \"$lib\"" dlopen "$lib"
ok 'dlopen: dlerror says who denied' out_has 'denied by the policy'
denied freopen EACCES open freopen ".path == \"$secret\"" freopen "$secret"
# A machine without /etc/hosts does not know itself
named() { getent ahostsv4 localhost >/dev/null; }
named && denied 'connect by name' EACCES connect connect '.port == 9 and .host == "localhost"' connect localhost 9

# The same calls, allowed: what libc makes of them is what the caller gets
for how in run preload; do
	by "$how" "$wide" "$PROBE" system 'exit 3' && status_is "$how: system works" 3
	by "$how" "$wide" "$PROBE" popen 'echo hi' && status_is "$how: popen works" 0
	ok "$how: popen's output" out_has '^hi$'
	rm -f "$GG_TMP/sock"
	by "$how" "$wide" "$PROBE" bind-unix "$GG_TMP/sock" && status_is "$how: bind works" 0
	ok "$how: the socket is there" test -S "$GG_TMP/sock"
	by "$how" "$shut" "$PROBE" dlopen "$GG_TMP/liby.so" && status_is "$how: dlopen works" 0
	by "$how" "$shut" "$PROBE" dlopen libm.so.6 && status_is "$how: dlopen by name works" 0
	by "$how" "$shut" "$PROBE" freopen "$open" && status_is "$how: freopen works" 0
	named && by "$how" "$wide" "$PROBE" connect localhost 9 && status_is "$how: connect is tried" ECONNREFUSED
done
# and without any guard
for act in "system true" "dlopen $lib" "freopen $secret"; do
	# shellcheck disable=SC2086
	run "$PROBE" $act && status_is "unguarded: $act" 0
done
done_testing
