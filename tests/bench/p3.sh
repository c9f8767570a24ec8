# shellcheck shell=bash
# P3: programs that only make calls that the filter allows by itself.
policy loop 'extends = ( "go-base" );'
for call in getppid write; do
	{
		line none % "$bin/calls" -n 200000 $call
		guarded goguard loop "$bin/calls" -n 200000 $call
		for name in 'bubblewrap + filter' firejail sandlock 'strace -f' runsc; do
			peer "$name" "$bin/calls" -n 2000 -warm 5 $call | sed 's/^[^\t]*\t/&%\t/'
		done
	} | measure "p3-$call" -w 1
done

port=$((20000 + RANDOM % 10000))
policy server 'extends = ( "go-base" );' 'syscalls = { allow = [ "@net-server" ]; };' \
	"files = ( { path = \"$work/page\"; allow = \"read\"; } );" 'network = { listen = ( "tcp://127.0.0.1:1-65535" ); };'
head -c 2048 /dev/zero | tr '\0' x >"$work/page"
http() { line "$1" % bash "$here/http.sh" "$2" "$port" "${BENCH_HTTP_SECONDS:-1}" "${@:3}" "$bin/serve" "$work/page" "$port"; }
{
	http none /echo
	http goguard /echo "$GG" run -p "$work/server.plan" --
} | measure p3-http -w 1 -r $((ROUNDS / 2 + 1))

# A small module, changed each time, from a warm cache for what it imports
mkdir -p "$work/module"
printf 'module example.com/small\n\ngo 1.19\n' >"$work/module/go.mod"
cat >"$work/module/build.sh" <<END
cd "$work/module" || exit 1
printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("small", "%s") }\n' "\$\$" >main.go
exec "$GO" build -o small .
END
sh "$work/module/build.sh" || fail 'cannot build a small module'
policy gobuild 'extends = ( "go-base" );' \
	'syscalls = { allow = [ "@file-write", "@process", "execve", "pidfd_open", "flock", "ftruncate", "utimensat" ]; };' \
	"files = ( { path = \"/\"; allow = \"read\"; }, { path = \"/tmp\"; allow = \"read write create remove\"; }, \
		{ path = \"$GOCACHE\"; allow = \"read write create remove\"; } ); exec = ( { path = \"/usr\"; }, { path = \"/bin\"; } );"
{
	line none /bin/sh "$work/module/build.sh"
	line goguard "$GG" run -p "$work/gobuild.plan" -- /bin/sh "$work/module/build.sh"
} | measure p3-build -w 1 -r $((ROUNDS / 3 + 1))
