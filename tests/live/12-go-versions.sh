# Every Go at hand, every way to link it, every way to guard it: the same acts, the same answers.
# The programs are build/tests/go-versions/VERSION/NAME.VARIANT; GG_GO_VERSIONS picks versions.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
have=$GG_BUILD/tests/go-versions
versions=${GG_GO_VERSIONS:-$(ls "$have" 2>/dev/null)}
[ -n "$versions" ] || skip_all "nothing is built in $have (make go-versions)"
work=$(realpath "$GG_TMP")/w

policy acts <<'END'
version = 1;
name    = "acts";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write", "@net-server", "@process" ]; };
files   = (
  { path = "$WORK/open";   allow = "read write create"; },
  { path = "$WORK/secret"; deny = "all"; }
);
exec    = ( { path = "$BIN"; } );
network = { listen = ( "tcp://127.0.0.1" ); };
END
export WORK=$work BIN

# NAME | ACT | EXIT STATUS | the only violation: OP, OBJECT, ERRNO (os.Remove tries twice: a repetition counts once)
acts="
read   | read $work/open/file       | 0  |
create | create $work/open/new      | 0  |
serve  | listen tcp 127.0.0.1:0     | 0  |
spawn  | spawn BIN getwd            | 0  |
absent | read $work/open/none       | 2  |
steal  | read $work/secret/file     | 13 | open $work/secret/file EACCES
plant  | create $work/secret/new    | 13 | create $work/secret/new EACCES
remove | remove $work/open/file     | 13 | remove $work/open/file EACCES
tcp    | dial tcp 127.0.0.1:10      | 13 | connect tcp 127.0.0.1 10 EACCES
udp    | dial udp 127.0.0.1:10 x    | 13 | connect udp 127.0.0.1 10 EACCES
bind   | listen tcp 127.0.0.2:9009  | 13 | bind tcp 127.0.0.2 9009 EACCES
exec   | spawn $(readlink -f /bin/true) | 13 | exec $(readlink -f /bin/true) EACCES
ptrace | ptrace                     | 1  | syscall ptrace EPERM
mount  | mount $work/open           | 1  | syscall mount EPERM
"
callable ptrace || acts=${acts/syscall ptrace EPERM/} # nobody gets so far that it would be logged
c_acts="
read   | open $work/open/file       | 0  |
steal  | open $work/secret/file     | 13 | open $work/secret/file EACCES
fopen  | fopen $work/secret/file    | 13 | open $work/secret/file EACCES
plant  | create $work/secret/new    | 13 | create $work/secret/new EACCES
remove | unlink $work/open/file     | 13 | remove $work/open/file EACCES
tcp    | connect 127.0.0.1:10       | 13 | connect tcp 127.0.0.1 10 EACCES
go     | go-open $work/secret/file  | 13 | open $work/secret/file EACCES
"
script=$GG_TMP/start.sh # an entrypoint that prepares what the function could not do itself
cat >"$script" <<'END'
read -r line <"$WORK/secret/file" || exit 99
exec "$@"
END

# make HOW BIN ACT WORDS...: one act, its events into $log
log=
make() {
	local how=$1 bin=$2
	shift 2
	local preload=(env "LD_PRELOAD=$GG_SO")
	export GOGUARD_BIN=$GG GOGUARD_POLICY=$POLICY GOGUARD_LOG=$log BIN=$bin
	case $how in
	run) run "$GG" run -p "$POLICY" --log "$log" -- "$bin" "$@" ;;
	preload) run "${preload[@]}" "$bin" "$@" ;;
	env) run "${preload[@]}" env "$bin" "$@" ;;
	target) GOGUARD_TARGET=$bin run "${preload[@]}" sh "$script" "$bin" "$@" ;;
	esac
}
seen() { # FILES...: "FILE OP OBJECT ERRNO" for each violation; the file's name is that of the act
	jq -r 'select(.kind == "violation") | [ (input_filename | sub(".*/"; "")), .op, .proto, .addr, .port,
		(if .op == "syscall" then .syscall else .path end), .errno ] | map(select(. != null)) | join(" ")' "$@"
}
same_acts() { # HOW BIN TABLE
	local how=$1 bin=$2 name act status event got='' wanted=''
	rm -rf "$GG_TMP/log" && mkdir "$GG_TMP/log"
	while IFS='|' read -r name act status event; do
		[ -n "$name" ] || continue
		read -r name <<<"$name"
		rm -rf "$work" && mkdir -p "$work/open" "$work/secret"
		echo text >"$work/open/file" && echo text >"$work/secret/file"
		log=$GG_TMP/log/$name && : >"$log"
		# shellcheck disable=SC2086
		make "$how" "$bin" ${act//BIN/$bin}
		read -r status event <<<"$status $event"
		got+="$name $STATUS"$'\n'
		wanted+="$name $status"$'\n'"${event:+$name $event$'\n'}"
	done <<<"$3"
	got+=$(seen "$GG_TMP"/log/*)
	is "$how, ${bin#"$have/"}: the same acts, the same answers" \
		"$(sort -u <<<"$got" | grep .)" "$(sort -u <<<"$wanted" | grep .)"
}

# Everything that Go programs do, without a violation
everything_cfg=$top/tests/live/everything.cfg
EVERYTHING_PROGRAM=$(readlink -f /bin/cat)
EVERYTHING_LOADER=$(for l in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
	[ -e "$l" ] && readlink -f "$l" && break
done)
export EVERYTHING_PROGRAM EVERYTHING_LOADER EVERYTHING_DIR=$work EVERYTHING_NAME=goguard.versions.$$
everything() { # HOW BIN
	local LIMIT=120 POLICY=$everything_cfg
	export EVERYTHING_BIN=$2
	rm -rf "$work" "$GG_TMP/log" && mkdir "$work" "$GG_TMP/log"
	log=$GG_TMP/log/everything && : >"$log"
	make "$1" "$2" -dir "$work" -program "$EVERYTHING_PROGRAM" -abstract "$EVERYTHING_NAME"
	is "$1, ${2#"$have/"}: works, no violation" "$STATUS $(seen "$log"; grep '^FAIL' "$OUT")" '0 '
}

# The example: allowed are greeting, upstream, save; denied are secret, credentials (a stand-in), shell, ptrace
http() { curl -s -m 10 --noproxy '*' -o /dev/null -w '%{http_code}' "http://127.0.0.1:$1"; }
answers() { # PORT: the status of each URL
	local u
	for u in / /upstream '/save?name=ada' /secret /credentials /shell /ptrace; do http "$1$u" && echo -n ' '; done
}
service() { # BIN: started; sets $PORT
	background "$1" -upstream -port 0
	local out=$GG_TMP/bg.${#pids[@]}.out
	wait_for grep -q listening "$out" || note "the service did not start: $(cat "$out")"
	PORT=$(sed 's/.*://' "$out")
}
hello() { # HOW BIN
	local bin=$2 stand_in
	local preload=(env "LD_PRELOAD=$GG_SO")
	rm -rf "$work" && mkdir -p "$work/data"
	echo secret >"$work/secret"
	service "$bin" && stand_in=$PORT
	service "$bin"
	export HELLO_DIR=$work HELLO_PORT UPSTREAM_PORT=$PORT
	HELLO_PORT=$("$bin" -free-port)
	echo "{ \"greeting\": \"hi\", \"upstream\": \"http://127.0.0.1:$PORT/\", \"data\": \"$work/data\" }" >"$work/hello.json"
	[ "$1" = run ] && preload=("$GG" run -p "$top/examples/hello/hello.cfg" --)
	GOGUARD_BIN=$GG GOGUARD_POLICY=$top/examples/hello/hello.cfg GOGUARD_LOG=$GG_TMP/hello.log \
		background "${preload[@]}" "$bin" -config "$work/hello.json" -port "$HELLO_PORT" \
		-secret "$work/secret" -credentials "http://127.0.0.1:$stand_in/latest/"
	wait_for http "$HELLO_PORT/" >/dev/null || note "hello did not start: $(cat "$GG_TMP/bg.${#pids[@]}.out")"
	is "$1, ${bin#"$have/"}: does its work and nothing else" "$(answers "$HELLO_PORT")" '200 200 200 403 403 403 403 '
	kill "${pids[@]}" 2>/dev/null
	wait "${pids[@]}" 2>/dev/null
	pids=()
	rm -f "$GG_TMP"/bg.*.out # the next ones have the same names
}

for version in $versions; do
	dir=$have/$version
	for variant in static stripped pie cgo; do
		ways=run
		case $variant in static) ways='run env target' ;; pie | cgo) ways='run preload env' ;; esac
		for how in $ways; do
			same_acts "$how" "$dir/acts.$variant" "$acts"
			[ "$how" = target ] || everything "$how" "$dir/everything.$variant"
			case $how in run | preload) hello "$how" "$dir/hello.$variant" ;; esac
		done
	done
	for how in run preload env; do same_acts "$how" "$dir/cgo.cgo" "$c_acts"; done
done
done_testing
