# shellcheck shell=bash
# P5: a web server with everything on: events of what is allowed, with Go stacks, and a rule per package.
# The server serves a folder.
mkdir -p "$work/www"
head -c 2048 /dev/zero | tr '\0' x >"$work/www/page"
server='extends = ( "go-base" ); syscalls = { allow = [ "@net-server" ]; }; network = { listen = ( "tcp://127.0.0.1:1-65535" ); };'
page="files = ( { path = \"$work/www\"; allow = \"read\"; } );"
policy web "$server" "$page"
policy web-all "$server" "$page" 'packages = ( { match = "deps"; exec = ( ); files = ( ); } );' \
	"log = { socket = \"$work/web.jsonl\"; allowed = true; rate_per_s = 0; stacks = \"all\"; };"
# For peers: what is supervised is allowed
policy web-alone 'extends = ( "go-base" ); syscalls = { allow = [ "@net-server" ]; }; layers = { supervisor = "off"; };' \
	'network = { listen = ( "tcp://*:1-65535" ); };' "$page"
"$bin/filter" "$work/web-alone.plan" errno >"$work/web.bpf"
http() { line "$1" % bash "$here/http.sh" "$2" "$port" "${BENCH_HTTP_SECONDS:-1}" "${@:3}" "$bin/serve" "$work/www/page" "$port"; }
for path in echo file; do
	port=$((20000 + RANDOM % 10000))
	{
		http none /$path
		http 'bare notification' /$path "$bin/bare" open --
		http goguard /$path "$GG" run -p "$work/web.plan" --
		http 'goguard, everything on' /$path "$GG" run -p "$work/web-all.plan" --
		[ -n "${WHY[bubblewrap]:-}" ] || line 'bubblewrap + filter' % "@9=$work/web.bpf" bash "$here/http.sh" /$path "$port" \
			"${BENCH_HTTP_SECONDS:-1}" bwrap --ro-bind / / --dev-bind /dev /dev --unshare-all --share-net \
			--die-with-parent --seccomp 9 "$bin/serve" "$work/www/page" "$port"
		http 'strace -f' /$path strace -f -o /dev/null
	} | measure "p5-$path" -w 1 -r $((ROUNDS / 3 + 2)) -l 20
	rm -f "$work/web.jsonl"
done
