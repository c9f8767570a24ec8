# Attacks by native code that knows how goguard works: each succeeds unguarded, and guarded it fails.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
W=$UNIT
# Both users' runs may go on at the same time: each has ports of its own.
P=700
[ "$(id -u)" = 0 ] || P=710
attack() { # NAME: the program whose acts come next
	PROBE=("$GG_BUILD/tests/live/attack_$1")
	[ -x "${PROBE[0]}" ] || skip_all "${PROBE[0]} is not built (make probes)"
}

# A race is won sooner or later, unguarded; how soon is the scheduler's.
bare() { # ACT...
	local key="$*" tries=0
	while [ -z "${bare_status[$key]:-}" ]; do
		fresh
		run "${PROBE[@]}" "$@"
		case ${PROBE[0]} in */attack_race | */attack_swap) [ "$STATUS" = 0 ] || [ $((tries += 1)) = 20 ] || continue ;; esac
		bare_status[$key]=$STATUS
		bare_out[$key]=$(tr -d '\0' <"$OUT")
	done
	STATUS=${bare_status[$key]}
}

# ok: everything but running; no: nothing; ro: read; rm: read and remove; cr: create
lay_out() {
	mkdir -p "$W/ok/in" "$W/no" "$W/ro" "$W/rm" "$W/cr" "$W/run/dir1"
	echo text | tee "$W/ok/f" "$W/ok/in/f" "$W/no/f" "$W/ro/f" "$W/no/deep" >/dev/null
	ln "$W/no/deep" "$W/rm/second"
	ln -s "$W/no" "$W/ok/planted"
	ln -s "$W/ok/in" "$W/ok/inside"
	cp "$GG_BUILD/tests/live/attack_name" "$W/ok/prog"
	cp "$GG_BUILD/tests/live/attack_race" "$W/no/prog"
}

rules() { # LANDLOCK EXTRA-FILES EXTRA-KEYS
	cat <<END
version = 1;
name = "attacked";
extends = ( "go-base" );
layers = { landlock = "$1"; };
syscalls = { allow = [ "@file-write", "@process", "@net-client", "@net-server",
                       "setxattr", "lsetxattr", "fsetxattr", "removexattr", "execveat" ]; };
files = (
  { path = "$W/ok"; allow = "read write create remove"; },
  { path = "$W/run"; allow = "read write create remove"; },
  { path = "$W/ro"; allow = "read"; },
  { path = "$W/rm"; allow = "read remove"; },
  { path = "$W/cr"; allow = "create"; }
  $2
);
exec = ( { path = "$W/ok/prog"; } );
network = {
  connect = ( "udp://127.0.0.1:${P}1", "tcp://127.0.0.1:${P}9", "unix:$W/run/app.sock", "unix:$W/run/dir2/x.sock" );
  listen = ( "unix:$W/ok/s", "udp://127.0.0.1:${P}2", "tcp://127.0.0.1:${P}9" );
};
$3
END
}

exchanged_memory() {
	attack race
	denied EACCES open openat "$W/no/f" read -- open "$W/ok/f" "$W/no/f"
	denied EACCES open openat "$W/no/f" - -- mode3 "$W/ok/f" "$W/no/f"
	denied EACCES create openat "$W/no/n" - -- create "$W/ok/f" "$W/no/n"
	denied EACCES create mkdirat "$W/no/n" - -- mkdir "$W/ok/n" "$W/no/n"
	denied EACCES remove unlinkat "$W/no/f" - -- unlink "$W/ok/x" "$W/no/f"
	denied EACCES open fchmodat "$W/no/f" write -- chmod "$W/ok/f" "$W/no/f"
	denied EACCES open truncate "$W/no/f" write -- truncate "$W/ok/f" "$W/no/f"
	denied EACCES exec execve "$W/no/prog" - -- exec "$W/ok/prog" "$W/no/prog"
	denied EACCES connect connect udp:127.0.0.1:${P}3 - -- connect ${P}1 ${P}3
	denied EACCES send sendto udp:127.0.0.1:${P}2 - -- sendto ${P}1 ${P}2
	denied EACCES send sendmsg udp:127.0.0.1:${P}2 - -- sendmsg ${P}1 ${P}2
	denied EACCES send sendmmsg udp:127.0.0.1:${P}2 - -- sendmmsg ${P}1 ${P}2
}

exchanged_names() {
	attack race
	denied EACCES open openat "$W/no/f" read -- link "$W/ok/f" "$W/no/f" "$W/ok/l"
	denied EACCES open fchmodat "$W/no/f" write -- chmod-link "$W/ok/f" "$W/no/f" "$W/ok/l"
	denied EACCES create mkdirat "$W/no/made" - -- below "$W/ok" "$W/no" "$W/run/l"
	denied EACCES bind bind - - -- bind-below "$W/ok" "$W/no" "$W/run/l"
	# below the folder where it may be, but not there
	denied EACCES bind bind "unix:$W/ok/in/s" - -- bind-below "$W/ok/./" "$W/ok/in" "$W/run/l"
	denied EACCES open fchmod "$W/ro/f" write -- fchmod "$W/ok/f" "$W/ro/f"
	attack swap
	denied EACCES bind bind "unix:$W/ok/in/s" - -- bind-cwd "$W/ok" "$W/ok/in"
}

handles() {
	attack name
	denied EACCES open openat "$W/no/f" read -- handle open "$W/no/f"
	denied EACCES open chmod "$W/no/f" write -- handle chmod "$W/no/f"
	denied EACCES open truncate "$W/no/f" write -- handle truncate "$W/no/f"
	answers EXDEV handle link "$W/no/f" "$W/ok/l"
	denied EACCES open openat "$W/cr/l" read -- handle link "$W/no/f" "$W/cr/l"
	denied EACCES open openat "$W/no/f" read -- handle fchdir "$W/no" f
	denied EACCES exec execveat "$W/no/prog" - -- handle exec "$W/no/prog"
	denied EPERM syscall name_to_handle_at - - -- handle by-handle "$W/no/f"
	denied EACCES open truncate "$W/rm/second" write -- deleted truncate "$W/rm/second"
	denied EACCES open chmod "$W/rm/second" write -- deleted chmod "$W/rm/second"
	denied EACCES open fchmod "$W/rm/second" write -- deleted fchmod "$W/rm/second"
	denied EACCES create linkat "$W/no/n" - -- nameless "$W/ok" "$W/no/n"
	denied EPERM syscall memfd_create - - -- memory-exec "$W/no/prog"
	denied EACCES open openat "$W/no/f" read -- own-root "$W/no/f"
	denied EACCES open openat "$W/no/f" read -- own-task "$W/no/f"
	denied EACCES open openat "$W/no/f" read -- long "$W/no/f" 4095
	same ENAMETOOLONG long "$W/no/f" 4096
	bare whiteout "$W/ok/f" "$W/ok/g"
	[ "$STATUS" != 0 ] || answers EINVAL whiteout "$W/ok/f" "$W/ok/g"
}

# A socket that may not be connected to does not become one that may by another name.
socket_case() { # ERRNO ACT...
	local want=$1
	shift
	fresh
	background "${PROBE[@]}" serve "$W/run/docker.sock"
	background "${PROBE[@]}" serve "$W/run/dir1/x.sock"
	wait_for test -S "$W/run/docker.sock" -a -S "$W/run/dir1/x.sock"
	run "$GG" run -p "$POLICY" --log "$EVENTS" -- "${PROBE[@]}" "$@"
	status_is "$(short "$@"): $want" "$(code "$want")"
	[ "$1" = socket-symlinked ] && return
	run "${PROBE[@]}" "$@"
	status_is "$(short "$@"): works unguarded" 0
}
sockets() {
	attack name
	socket_case EXDEV socket-renamed "$W/run/docker.sock" "$W/run/app.sock"
	socket_case EXDEV socket-linked "$W/run/docker.sock" "$W/run/app.sock"
	socket_case EACCES socket-symlinked "$W/run/docker.sock" "$W/run/app.sock"
	socket_case EXDEV folder-renamed "$W/run/dir1" "$W/run/dir2" "$W/run/dir2/x.sock"
}

other_ways() {
	attack net
	# what only root may ask for, root is not to get
	[ "$(id -u)" != 0 ] || denied EPERM syscall setsockopt - - -- source-route 127.0.0.2
	denied EPERM syscall setsockopt - - -- routing-header 57
	denied EACCES send sendmmsg udp:127.0.0.1:${P}3 - -- two-names 127.0.0.1 ${P}3 ${P}1
	if promised pairs; then answers ENOBUFS zero-copy ${P}9; else refused EACCES send sendmsg - - - -- zero-copy ${P}9; fi
	refused EACCES send sendto - - -- unspec 127.0.0.1 ${P}3
	refused EPROTONOSUPPORT syscall sendto - - -- fast-open sendto 127.0.0.1 ${P}3
	refused EPROTONOSUPPORT syscall sendmsg - - -- fast-open sendmsg 127.0.0.1 ${P}3
	refused EPROTONOSUPPORT syscall sendmmsg - - -- fast-open sendmmsg 127.0.0.1 ${P}3
	refused EACCES connect connect tcp:127.0.0.1:${P}3 - -- fast-open option 127.0.0.1 ${P}3
	refused EPERM syscall socket - - -- socket 0x100000011 3 0
	refused EPERM syscall socket - - -- socket 16 3 9
	refused EPERM syscall socket - - -- socket 2 3 1
}

# Where the domain grants more than the policy, the kernel must not go on by what memory says.
partly_denied() {
	world "$1, some denied" < <(rules "$1" ", { path = \"$W/ok/in\"; deny = \"$2\"; }" '')
	attack race
	if [ "$2" = create ]; then
		denied EACCES create openat "$W/ok/in/n" - files -- create "$W/ok/in/f" "$W/ok/in/n"
	else
		denied EACCES open openat2 "$W/ok/in/f" write files -- open2 "$W/ok/in/f" "$W/ok/in/f"
	fi
}

# The supervisor opens for others: never what only it may see.
watcher() {
	local file
	world "$1, proc" < <(rules "$1" ', { path = "/proc"; allow = "read write"; }, { path = "/proc/sys"; deny = "all"; }' '')
	attack name
	for file in mem environ maps fdinfo/0 auxv; do
		denied EACCES open openat - - -- parent "$file"
	done
	denied EACCES open openat - - -- parent mem w
	denied EACCES open openat - - -- parent oom_score_adj w
	allowed parent cmdline
	allowed parent status
}

any_address() {
	world "any address" < <(sed 's|^  connect = .*|  connect = ( "udp://*:80-9001" ); deny = ( "127.0.0.0/8", "::1" );|' <(rules prefer '' ''))
	attack net
	denied EACCES connect connect udp:127.0.0.1:${P}1 - -- udp4 127.0.0.1 ${P}1
	denied EACCES connect connect udp:127.0.0.1:${P}1 - -- udp4 0.0.0.0 ${P}1
	denied EACCES connect connect udp:127.0.0.1:${P}1 - -- udp6 ::ffff:0.0.0.0 ${P}1
	[ -e /proc/net/if_inet6 ] || return
	denied EACCES connect connect - - -- udp6 :: ${P}1
	denied EACCES connect connect - - -- udp6 ::1 ${P}1
}

# Nothing that a function does may stop the clock that ends it.
outlives() {
	world "$1, one second" < <(rules "$1" '' 'limits = { wall_s = 1.0; };')
	attack hang
	local act
	for act in "fifos $W/ok/fifo" "lease $W/ok/f" "lease-truncate $W/ok/f" "lease-exec $W/ok/prog" "busy $W/ok/f" "nonblock ${P}9" "linger ${P}9" descriptors "deep 80" "storm 300"; do
		# shellcheck disable=SC2086
		guard $act
		status_is "$(short "$act"): ends in time" 137
		ok "$(short "$act"): and is said to" seen 'any(.[]; .kind == "exit" and .limit == "limits.wall_s")'
		nok "$(short "$act"): leaves nobody" left_alive
	done
}
# What it leaves behind does not outlive it where its time or memory is limited, and nobody hides in a crowd.
alike() {
	local key
	attack hang
	for key in 'wall_s = 20.0' 'memory_mb = 1000'; do
		world "$1, $key" < <(rules "$1" '' "limits = { $key; };")
		guard behind
		status_is "$(short behind): is over" 0
		nok "$(short behind): leaves nobody" left_alive
	done
	world "$1, memory" < <(rules "$1" '' 'limits = { memory_mb = 600; };')
	guard wide 1500 800
	status_is "$(short wide 1500 800): ends in time" 137
	ok "$(short wide 1500 800): and is said to" seen 'any(.[]; .kind == "exit" and .limit == "limits.memory_mb")'
	nok "$(short wide 1500 800): leaves nobody" left_alive
}
# A link that the function left behind when it ran before, in the place of what a rule names
planted() {
	local rule=", { path = \"$W/ok/planted\"; allow = \"read\"; }, { path = \"$W/ok/inside\"; allow = \"read\"; }"
	world "$1, planted" < <(rules "$1" "$rule" '' | sed "s|unix:$W/run/app.sock|unix:$W/ok/planted/peer|")
	fresh
	attack name
	denied EACCES open openat "$W/no/f" read -- handle open "$W/ok/planted/f"
	allowed handle open "$W/ok/inside/f"
	"$GG" plan "$POLICY" >"$OUT" 2>&1
	ok "$WORLD: the plan says so" grep -q "'$W/ok/planted.*' leads through a symbolic link" "$OUT"
	nok "$WORLD: and grants nothing there" grep -q "$W/no" "$OUT"
	ok "$WORLD: but where it may make links itself" grep -q "$W/ok/in\\b" "$OUT"
	run "$GG" run -p "$POLICY" --log "$W/ok/planted/new.log" -- true
	status_is "$WORLD: nor are events written there" 125
	ok "$WORLD: which is said" grep -q 'leads through a symbolic link that the function may have made' "$ERR"
	nok "$WORLD: and nothing is made there" test -e "$W/no/new.log"
	# nor does the kernel, when it is put there between plan and start
	rm "$W/ok/planted"
	"$GG" plan "$POLICY" -o "$GG_TMP/ready" >"$OUT" 2>&1
	attack race
	POLICY=$GG_TMP/ready refused EACCES open openat "$W/no/f" read -- open "$W/ok/f" "$W/no/f"
}
# What the supervisor makes larger is limited as what the function makes larger itself.
limited() {
	world "$1, files of a megabyte" < <(rules "$1" '' 'limits = { file_size_mb = 1; };')
	attack hang
	allowed grown "$W/ok/f" 1
	answers EFBIG grown "$W/ok/f" 2
	guard grown-signal "$W/ok/f" 2
	status_is "$(short grown-signal): as from the kernel" 153
}
# Nor does what it is denied, when nobody reads that
unread() {
	world "$1, one second, nobody reads" < <(rules "$1" '' "limits = { wall_s = 1.0; }; log = { socket = \"$W/none\"; };")
	attack hang
	fresh
	run "$GG" run -p "$POLICY" -- "${PROBE[@]}" links "$W/run" "$W/no/f"
	status_is "$(short links): ends in time" 137
}
left_alive() { # of this user's: the same program may run for another at this moment
	local exe
	for exe in /proc/[0-9]*/exe; do
		[ "$(stat -c %u "${exe%/exe}" 2>/dev/null)" = "$(id -u)" ] &&
			[ "$(readlink "$exe" 2>/dev/null)" = "${PROBE[0]}" ] && return 0
	done
	return 1
}

# A function that gave up root's rights is not served with the supervisor's.
given_up() {
	[ "$(id -u)" = 0 ] || return
	world "$1, given up" < <(rules "$1" '' '' | sed "s|\"setxattr\",|\"setxattr\", \"setgroups\", \"setgid\", \"setuid\",|; s|tcp://127.0.0.1:${P}9\" );$|tcp://127.0.0.1:${P}9\", \"tcp://127.0.0.1:81\", \"tcp://127.0.0.1:${P}8\", \"unix:@gg.seen.$$\" );|")
	attack name
	chmod 755 "$GG_TMP"
	same EACCES nobody bind 81
	allowed nobody bind ${P}8
	same EPERM nobody setcap "$W/ok/f"
	same EACCES nobody create "$W/ok/n"
	same EACCES nobody fifo "$W/ok/n" # which a worker opens
	attack escape
	allowed seen-as "gg.seen.$$" listener
	if promised pairs; then allowed seen-as "gg.seen.$$" sender; fi
}

wild() {
	local seed
	attack fuzz
	for seed in 1 2 3; do
		guard run $seed 5000 "$W/ok/f" "$W/no/f"
		status_is "$WORLD: wild calls, seed $seed: answered, and as before" 0
	done
}

# A file that comes to be while another one is moved there is not replaced by who may not remove it
unremoved() {
	local how try mode
	attack swap
	for how in bare audit guarded; do
		mode=enforce
		[ $how = guarded ] || mode=audit
		for try in 1 2 3 4 5; do
			fresh
			background "${PROBE[@]}" comes "$W/no/mine" "$W/cr/f"
			wait_for test -e "$W/no/mine"
			if [ $how = bare ]; then
				run "${PROBE[@]}" over "$W/no/mine" "$W/ok/x" "$W/cr/f"
			else
				: >"$EVENTS"
				run "${BENEATH[@]}" "$GG" run -p "$POLICY" --mode $mode --log "$EVENTS" -- \
					"${PROBE[@]}" over "$W/no/mine" "$W/ok/x" "$W/cr/f"
			fi
			rm -f "$W/no/mine" # whoever did not come to it keeps nobody waiting
			wait "$BG"
			STATUS=$?
			[ "$STATUS" = 0 ] || [ $how = guarded ] || continue
			break
		done
		[ $how = guarded ] || is "$WORLD: over a file that comes: works, $how" "$STATUS" 0
	done
	status_is "$WORLD: over a file that comes: refused" EACCES
	! promised log || ok "$WORLD: over a file that comes: with its event" seen \
		'any(.[]; .kind == "violation" and .op == "create" and .syscall == "rename" and (.access | test("remove")))'
}

for l in prefer off; do
	world "landlock $l" < <(rules $l '' '')
	exchanged_memory
	exchanged_names
	handles
	sockets
	other_ways
	wild
	partly_denied $l create
	partly_denied $l write
	watcher $l
	given_up $l
	outlives $l
	alike $l
	limited $l
	planted $l
	unread $l
	unremoved
done
any_address
done_testing
