# shellcheck shell=bash
# P4: one supervised call. "Of one processor" is where caller and supervisor share one: what the call
# costs without the machine's way of waking another processor, which in a virtual machine is most of it.
echo x >"$work/a.txt"
with='extends = ( "go-base" );'
calls='syscalls = { allow = [ "@net-client", "@process", "execve" ]; };'
coarse="files = ( { path = \"$work\"; allow = \"read\"; } );"
rest="network = { connect = ( \"udp://127.0.0.1:9\" ); }; exec = ( { path = \"$bin/true\"; } );"
logs="log = { socket = \"$work/events.jsonl\"; allowed = true; rate_per_s = 0; stacks ="
policy one "$with" "$calls" "$coarse" "$rest"
policy one-glob "$with" "$calls" "files = ( { path = \"$work/*.txt\"; allow = \"read\"; } );" "$rest"
policy one-log "$with" "$calls" "$coarse" "$rest" "$logs \"none\"; };"
policy one-chain "$with" "$calls" "$coarse" "$rest" "$logs \"all\"; };"
policy one-package "$with" "$calls" "$coarse" "$rest" \
	'packages = ( { match = "deps"; files = ( ); network = { connect = ( ); }; exec = ( ); } );'

four() { # ID PINNED WORDS…: every way to make the call
	local id=$1 one=()
	[ "$2" = pinned ] && one=(taskset -c 0)
	shift 2
	{
		line none % "${one[@]}" "$bin/calls" "$@"
		line 'bare notification' % "${one[@]}" "$bin/bare" "$call" -- "$bin/calls" "$@"
		[ "$call" = exec ] || line 'bare notification, done and injected' % "${one[@]}" "$bin/bare" -e "$call" -- "$bin/calls" "$@"
		line goguard % "${one[@]}" "$GG" run -p "$work/one.plan" -- "$bin/calls" "$@"
		[ "$call" = open ] && line 'goguard, done and injected' % "${one[@]}" "$GG" run -p "$work/one-glob.plan" -- "$bin/calls" "$@"
		line 'goguard, log' % "${one[@]}" "$GG" run -p "$work/one-log.plan" -- "$bin/calls" "$@"
		line 'goguard, log with Go chain' % "${one[@]}" "$GG" run -p "$work/one-chain.plan" -- "$bin/calls" "$@"
		line 'goguard, rule per package' % "${one[@]}" "$GG" run -p "$work/one-package.plan" -- "$bin/calls" "$@"
		if [ "$call" = open ]; then
			line 'ptrace' % "${one[@]}" "$bin/tracer" "$bin/calls" "$@"
			line 'ptrace with Go chain' % "${one[@]}" "$bin/tracer" -w "$bin/calls" "$@"
			line 'ptrace with Go chain, found anew' % "${one[@]}" "$bin/tracer" -W "$bin/calls" "$@"
			line 'strace of opens' % "${one[@]}" strace -f --seccomp-bpf -e trace=openat -o /dev/null "$bin/calls" "$@"
			for name in sandlock syd runsc; do
				peer "$name" "$bin/calls" "$@" | sed 's/^[^\t]*\t/&%\t/'
			done
		fi
	} | measure "$id" -w 1
	rm -f "$work/events.jsonl"
}
call=open
four p4-open pinned -n 3000 open "$work/a.txt"
four p4-open-free free -n 3000 open "$work/a.txt"
call=connect
four p4-connect pinned -n 3000 connect 127.0.0.1:9
call=exec
four p4-exec pinned -n 60 -warm 3 exec "$bin/true"
