# shellcheck shell=bash
# P8: opening the index of a large program, and deep chains.
big=$BUILD/bench/big.$("$GO" env GOVERSION)
[ -x "$big" ] || {
	mkdir -p "$work/big"
	printf 'module example.com/big\n\ngo 1.19\n' >"$work/big/go.mod"
	awk -v dir="$work/big" -v packages="${BENCH_BIG:-700}" 'BEGIN {
		main = "package main\n\nimport (\n"
		for (p = 0; p < packages; p++) {
			system("mkdir -p " dir "/p" p)
			file = dir "/p" p "/p.go"
			print "package p" p "\n\nimport \"strconv\"\n" >file
			for (f = 0; f < 250; f++)
				printf "//go:noinline\nfunc F%d(m map[string]int, s string) int {\n\tm[s+\"%d\"] += len(s)\n\tm[strconv.Itoa(len(s)+%d)]++\n\treturn m[s] + F%d(m, s[1:])\n}\n\n", f, f, f, (f + 1) % 250 >file
			close(file)
			main = main "\t\"example.com/big/p" p "\"\n"
			calls = calls "\tp" p ".F0(m, s)\n"
		}
		print main "\t\"os\"\n)\n\nfunc main() {\n\tm, s := map[string]int{}, os.Args[0]\n\tif len(os.Args) < 9 {\n\t\treturn\n\t}\n" calls "}" >(dir "/main.go")
	}'
	(cd "$work/big" && CGO_ENABLED=0 nice "$GO" build -o "$big.new" . && mv "$big.new" "$big") || fail 'cannot build a large program'
	rm -rf "$work/big"
}
fact p8-index 'size of the program' MiB $(($(stat -c %s "$big") >> 20))
{
	line 'opened' % "$bin/index" "$big"
	line 'ready for the first chain' % "$bin/index" "$big" ready
	line 'ready for folders of inlined code alone' % "$bin/index" "$big" deep
	line 'hello, opened' % "$bin/index" "$bin/hello"
	line 'hello, ready for the first chain' % "$bin/index" "$bin/hello" ready
} | measure p8-index -w 1

echo x >"$work/a.txt"
policy deep 'extends = ( "go-base" );' "files = ( { path = \"$work\"; allow = \"read\"; } );" \
	'packages = ( { match = "deps"; files = ( ); } );'
for n in 10 50 500; do
	line "$n frames" % taskset -c 0 "$GG" run -p "$work/deep.plan" -- "$bin/calls" -depth $n -n 2000 open "$work/a.txt"
	line "$n frames, ptrace" % taskset -c 0 "$bin/tracer" -w "$bin/calls" -depth $n -n 2000 open "$work/a.txt"
done | measure p8-chain -w 1
