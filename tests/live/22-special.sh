# What a file is made as (mode, umask, owner), FIFOs that wait for their other end, terminals,
# standard input and output by name. The supervisor makes and opens these; nobody should notice.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe file
W=$UNIT
P=${PROBE[0]}

lay_out() {
	mkdir -p "$W/ok/sticky" "$W/no"
	mkfifo "$W/ok/fifo" "$W/no/fifo"
	mkdir -p "$W/ok/jail/etc" "$W/ok/jail/ok"
	echo inner >"$W/ok/jail/etc/hosts"
	ln -s /etc/hosts "$W/ok/jail/link"
	echo text >"$W/ok/f"
	chmod 2775 "$W/ok/sticky" # what is made there has the folder's group
}

rules() { # EXTRA-RULE EXTRA-KEY
	cat <<END
version = 1;
name = "special";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write", "chroot" ]; };
files = ( { path = "$W/ok"; allow = "read write create remove"; } $1 );
$2
END
}

# made ACT... FILE: mode and owner of FILE are the same, guarded or not
made() {
	local file=${*: -1} name want
	set -- "${@:1:$#-1}"
	name=$(short "$@")
	fresh
	run "$P" "$@"
	want=$(stat -c '%A %u %g %s' "$file")
	guard "$@"
	is "$name: made the same" "$(stat -c '%A %u %g %s' "$file" 2>&1)" "$want"
}

modes() {
	local umask
	for umask in 000 022 077 0777; do
		made umask $umask open w,creat "$W/ok/new" text 0666 "$W/ok/new"
		made umask $umask open w,creat,excl "$W/ok/new" text 07777 "$W/ok/new"
		made umask $umask mkdir "$W/ok/new" 01777 "$W/ok/new"
		made umask $umask mknod fifo "$W/ok/new" 0666 "$W/ok/new"
	done
	made open w,creat "$W/ok/sticky/new" text 0660 "$W/ok/sticky/new"
	made open w,creat "$W/ok/f" text 0600 "$W/ok/f"
	made name-tmpfile "$W/ok" "$W/ok/new" "$W/ok/new"
	made chmod 06755 "$W/ok/f" "$W/ok/f"
	made symlink f "$W/ok/new" "$W/ok/new"
}

# with_outside WHAT COMMAND... -- ACT...: the act, while a command outside uses the FIFO as well
with_outside() {
	local what=$1 other=()
	shift
	while [ "$1" != -- ]; do other+=("$1") && shift; done
	shift
	fresh
	background timeout "$LIMIT" "${other[@]}" # whoever is alone waits for ever
	: >"$EVENTS"
	run "$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" "$@"
	status_is "$WORLD: $what" 0
	ok "$WORLD: $what: no violation" quiet
	wait "$BG"
	is "$WORLD: $what: the other end, too" $? 0
}

# Has a child of PID called openat, by its number on either architecture?
waits_in_open() { grep -qE '^(257|56) ' "/proc/$(pgrep -P "$1")/syscall"; }

fifos() { # kernel: the kernel itself goes on with these opens, so that signals interrupt them
	with_outside 'a reader waits for a writer' sh -c 'echo words >"$0"' "$W/ok/fifo" -- open r "$W/ok/fifo"
	ok "$WORLD: and gets what it wrote" grep -qx words "$OUT"
	with_outside 'a writer waits for a reader' sh -c 'read -r l <"$0"; [ "$l" = words ]' "$W/ok/fifo" -- \
		open w "$W/ok/fifo" words
	allowed fifo "$W/ok/fifo" # both ends in the guard
	same ENXIO open w,nonblock "$W/ok/fifo"
	allowed open rw,nonblock "$W/ok/fifo" text
	# where the open would wait for ever, the denial comes at once
	refused EACCES open openat "$W/no/fifo" read default -- open r "$W/no/fifo"
	refused EACCES open openat "$W/no/fifo" write default -- open w "$W/no/fifo"
	[ "$1" = kernel ] && same EINTR alarmed-open r "$W/ok/fifo"
	# SIGTERM ends a program that waits, and goguard with it
	fresh
	"$GG" run -p "$POLICY" -- "$P" open r "$W/ok/fifo" &
	BG=$! && pids+=("$BG")
	wait_for waits_in_open "$BG"
	kill -TERM "$BG"
	wait "$BG"
	is "$WORLD: SIGTERM ends the wait" $? 143
}

standard() {
	: >"$EVENTS"
	echo piped | "$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" open r /dev/stdin >"$OUT" 2>"$ERR"
	is "$WORLD: /dev/stdin, a pipe" "$(cat "$OUT")" piped
	"$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" open r /dev/stdin <"$W/ok/f" >"$OUT" 2>"$ERR"
	is "$WORLD: /dev/stdin, a file that may be read" "$(cat "$OUT")" text
	"$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" open r /proc/self/fd/0 <"$W/ok/f" >"$OUT" 2>"$ERR"
	is "$WORLD: /proc/self/fd/0" "$(cat "$OUT")" text
	"$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" open w /dev/stdout words 2>"$ERR" | cat >"$OUT"
	is "$WORLD: /dev/stdout, a pipe" "$(cat "$OUT")" words
	"$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" open w,append /dev/stdout words >"$W/ok/out" 2>"$ERR"
	is "$WORLD: /dev/stdout, a file that may be written" "$(cat "$W/ok/out")" words
	"$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" open w /dev/fd/2 words 2>&1 >"$OUT" | cat >"$ERR"
	is "$WORLD: /dev/fd/2" "$(cat "$ERR")" words
	ok "$WORLD: no violation so far" quiet
	echo secret >"$W/no/f"
	"$GG" run -p "$POLICY" --log "$EVENTS" -- "$P" open rw /dev/stdin <"$W/no/f" >"$OUT" 2>"$ERR"
	STATUS=$?
	status_is "$WORLD: /dev/stdin, a file handed in, is not opened wider" EACCES
	ok "$WORLD: and that is a violation" seen "$(filter_of EACCES open openat "$W/no/f")"
}

# What a path begins at is no folder, or a root of the function's own
beginnings() {
	local long
	long=$(printf '%0300d' 0)
	same ENOTDIR openat-file "$W/ok/f" r .
	same ENOTDIR openat-file "$W/ok/f" r ./.
	same ENOTDIR openat-file "$W/ok/f" r "$long"
	same ENAMETOOLONG open r "$W/ok/$long"
	same ENAMETOOLONG open w,creat "$W/ok/$long" text
	[ "$(id -u)" = 0 ] || { note 'a root of its own: only root can have one' && return; }
	same 0 chroot "$W/ok/jail" open r /etc/hosts
	is "$WORLD: in a root of its own, its own file" "$(cat "$OUT")" inner
	same 0 chroot "$W/ok/jail" open r /link
	same 0 chroot "$W/ok/jail" in etc open r ../../../etc/hosts
	same ENOENT chroot "$W/ok/jail" open r "$W/ok/f"
	same 0 chroot "$W/ok/jail" open w,creat /ok/new text
}

terminal() {
	command -v script >/dev/null || { skip "$WORLD: a terminal" 'no script(1)' && return; }
	: >"$EVENTS"
	run script -qec "'$GG' run -p '$POLICY' --log '$EVENTS' -- '$P' open w /dev/tty words" /dev/null
	ok "$WORLD: /dev/tty" out_has words
	ok "$WORLD: and no violation" quiet
}

for w in full no-landlock deny; do
	case $w in
	full) rules '' '' ;;
	no-landlock) rules '' 'layers = { landlock = "off"; };' ;;
	deny) rules ", { path = \"$W/ok/hidden\"; deny = \"all\"; }" '' ;;
	esac >"$GG_TMP/$w.text"
	world "$w" <"$GG_TMP/$w.text"
	modes
	if [ "$w" = full ]; then fifos kernel; else fifos supervisor; fi
	standard
	beginnings
	terminal
done
done_testing
