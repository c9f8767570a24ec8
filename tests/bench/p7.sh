# shellcheck shell=bash
# P7: what grows with rules, threads, processes and violations.
echo x >"$work/z.txt"
rules() { # N: that many rules for files and addresses, of which the last ones are used
	awk -v n="$1" -v work="$work" 'BEGIN {
		print "extends = ( \"go-base\" ); syscalls = { allow = [ \"@net-client\" ]; };"
		printf "files = ( "
		for (i = 1; i < n; i++) printf "{ path = \"/nowhere/%d/*.txt\"; allow = \"read\"; }, ", i
		printf "{ path = \"%s/*.txt\"; allow = \"read\"; } );\nnetwork = { connect = ( ", work
		for (i = 1; i < n; i++) printf "\"udp://10.%d.%d.%d:9\", ", i / 65536, i / 256 % 256, i % 256
		print "\"udp://127.0.0.1:9\" ); };" }'
}
for n in 10 100 1000 10000; do policy "rules$n" "$(rules $n)"; done
for call in "open $work/z.txt" "connect 127.0.0.1:9"; do
	for n in 10 100 1000 10000; do
		# shellcheck disable=SC2086
		line $n % taskset -c 0 "$GG" run -p "$work/rules$n.plan" -- "$bin/calls" -n 2000 $call
	done | measure "p7-rules-${call%% *}" -w 1
done
for n in 10 100 1000 10000; do
	line $n "$GG" run -p "$work/rules$n.plan" -- "$bin/hello"
done | measure p7-rules-start -w 1
for n in 1 10 100 1000; do
	guarded $n rules10 "$bin/calls" -threads $n -n 100000 -warm 0 -for 500ms open "$work/z.txt"
done | measure p7-threads -w 1 -r $((ROUNDS / 4 + 2))
# The same where the kernel goes on, and by a supervisor that does nothing but open and inject
policy coarse 'extends = ( "go-base" );' "files = ( { path = \"$work\"; allow = \"read\"; } );"
for n in 1 10 100 1000; do
	guarded $n coarse "$bin/calls" -threads $n -n 100000 -warm 0 -for 500ms open "$work/z.txt"
done | measure p7-threads-coarse -w 1 -r $((ROUNDS / 4 + 2))
for n in 1 10 100 1000; do
	line $n % "$bin/bare" -e open -- "$bin/calls" -threads $n -n 100000 -warm 0 -for 500ms open "$work/z.txt"
done | measure p7-threads-bare -w 1 -r $((ROUNDS / 4 + 2))
for n in 1 10 100 1000; do
	guarded $n processes "$bin/calls" -processes=$n -warm 0 -for 500ms open "$work/z.txt"
done >"$work/processes"
policy processes 'extends = ( "go-base" );' 'syscalls = { allow = [ "@process", "execve" ]; };' \
	"files = ( { path = \"$work/*.txt\"; allow = \"read\"; } );" "exec = ( { path = \"$bin/calls\"; } );"
measure p7-processes -w 0 -r $((ROUNDS / 10 + 2)) <"$work/processes"
policy violations 'extends = ( "go-base" );' 'log = { rate_per_s = 0; };'
for n in 10 100 1000 10000 100000; do
	line $n % "$GG" run -p "$work/violations.plan" --log /dev/null -- \
		"$bin/calls" -fails -rate $n -n 100000 -warm 0 -for 500ms open "$work/z.txt"
done | measure p7-violations -w 0 -r $((ROUNDS / 4 + 2))
