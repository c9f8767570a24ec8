# Opening files: by every call, every way to name a file, allowed and denied, in four worlds.
# needs: seccomp log
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe file
W=$UNIT

lay_out() {
	mkdir -p "$W/ok/sub" "$W/no" "$W/ro" "$W/ok/hidden"
	echo text | tee "$W/ok/f" "$W/ok/sub/f" "$W/no/f" "$W/ro/f" "$W/ok/hidden/f" "$W/ok/x.key" >/dev/null
	ln -s "$W/no/f" "$W/ok/to-no"
	ln -s ../no/f "$W/ok/to-no-relative"
	ln -s to-no "$W/ok/to-no-chain"
	ln -s "$W/ok/f" "$W/no/to-ok"
	ln -s sub "$W/ok/to-sub"
	ln -s ../no "$W/ok/to-no-dir"
	ln -s loop "$W/ok/loop"
	mkdir "$W/ok/everybody" && ln -s f "$W/ok/everybody/link" && echo text >"$W/ok/everybody/f"
	chmod 1777 "$W/ok/everybody"
	[ "$(id -u)" != 0 ] || chown -h 65534 "$W/ok/everybody/link" "$W/ok/everybody/f"
	ln -s new-file "$W/ok/dangling"
	ln -s "$W/no/new-file" "$W/ok/dangling-no"
}

rules() { # EXTRA-RULES EXTRA-KEYS
	cat <<END
version = 1;
name = "open";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write", "@process" ]; };
files = (
  { path = "$W/ok"; allow = "read write create remove"; },
  { path = "$W/ro"; allow = "read"; }
  $1
);
$2
END
}

open_by_call() {
	allowed open r "$W/ok/f"
	allowed open rw "$W/ok/f"
	allowed open w "$W/ok/f" more
	allowed open w,append "$W/ok/f" more
	allowed open w,trunc "$W/ok/f"
	allowed open w,creat "$W/ok/new" text
	allowed open w,creat,excl "$W/ok/new" text
	same EEXIST open w,creat,excl "$W/ok/f"
	same ENOENT open r "$W/ok/none"
	same ENOENT open r "$W/no/none"
	same ENOENT open r "$W/ok/none/none"
	same ENOTDIR open r "$W/ok/f/none"
	same EISDIR open w "$W/ok/sub"
	allowed open r,dir "$W/ok/sub"
	same ENOTDIR open r,dir "$W/ok/f"
	allowed open rw,tmpfile "$W/ok" text
	denied EACCES open openat "$W/no/f" read default -- open r "$W/no/f"
	denied EACCES open openat "$W/no/f" write default -- open w "$W/no/f" text
	denied EACCES open openat "$W/no/f" "read write" default -- open rw "$W/no/f"
	denied EACCES open openat "$W/no/f" write default -- open w,append "$W/no/f" text
	denied EACCES open openat "$W/no/f" write default -- open w,trunc "$W/no/f"
	denied EACCES open openat "$W/ro/f" write - -- open w,trunc "$W/ro/f"
	denied EACCES open openat "$W/ro/f" write - -- open r,trunc "$W/ro/f"
	denied EACCES create openat "$W/no/new" - default -- open w,creat "$W/no/new" text
	denied EACCES create openat "$W/no/new" - default -- open w,creat,excl "$W/no/new" text
	denied EACCES create openat "$W/ro/new" - - -- open w,creat "$W/ro/new" text
	denied EACCES open openat "$W/no" - default -- open rw,tmpfile "$W/no" text
	denied EACCES open openat "$W/no" read default -- open r,dir "$W/no"
	allowed open r "$W/ro/f"
	allowed dirty-open r "$W/ok/f"
	denied EACCES open openat "$W/no/f" read default -- dirty-open r "$W/no/f"
	allowed open path "$W/no/f" # a handle that grants nothing
	[ "$(uname -m)" = x86_64 ] || return
	allowed old-open r "$W/ok/f"
	allowed creat "$W/ok/new" text
	denied EACCES open open "$W/no/f" read default -- old-open r "$W/no/f"
	denied EACCES create creat "$W/no/new" - default -- creat "$W/no/new" text
	denied EACCES open creat "$W/no/f" write default -- creat "$W/no/f" text
}

open_by_name() {
	allowed openat "$W/ok" r sub/f
	allowed openat-path "$W/ok" r sub/f
	denied EACCES open openat "$W/no/f" read default -- openat "$W/ok" r ../no/f
	denied EACCES open openat "$W/no/f" read default -- openat-path "$W/no" r f
	allowed in "$W/ok/sub" open r f
	allowed in "$W/ok/sub" open r ../f
	denied EACCES open openat "$W/no/f" read default -- in "$W/no" open r f
	denied EACCES open openat "$W/no/f" read default -- in "$W/ok" open r ../no/f
	allowed in-fd "$W/ok/sub" open r f
	denied EACCES open openat "$W/no/f" read default -- in-fd "$W/no" open r f
	denied EACCES open openat "$W/no/f" read default -- open r "$W/ok/../no/f"
	denied EACCES open openat "$W/no/f" read default -- open r "/$W//ok/./..//no///f"
	allowed open r "/$W//no/..//ok///./f"
	allowed open r,dir "$W/ok/sub/"
	same ENOTDIR open r "$W/ok/f/"
	same EISDIR open w,creat "$W/ok/new/"
	allowed open r "$W/ok/to-sub/f"
	allowed open r,dir "$W/ok/to-sub/"
	allowed open r "$W/no/to-ok" # what counts is the file, not the link
	denied EACCES open openat "$W/no/f" read default -- open r "$W/ok/to-no"
	denied EACCES open openat "$W/no/f" read default -- open r "$W/ok/to-no-relative"
	denied EACCES open openat "$W/no/f" read default -- open r "$W/ok/to-no-chain"
	denied EACCES open openat "$W/no/f" read default -- open r "$W/ok/to-no-dir/f"
	denied EACCES open openat "$W/no/f" write default -- open w,creat,trunc "$W/ok/to-no" text
	denied EACCES create openat "$W/no/new-file" - default -- open w,creat "$W/ok/dangling-no" text
	allowed open w,creat "$W/ok/dangling" text
	same EEXIST open w,creat,excl "$W/ok/dangling" text
	same ENOENT open r "$W/ok/dangling"
	same ELOOP open r "$W/ok/loop"
	same ELOOP open w,creat "$W/ok/loop"
	same ELOOP open r,nofollow "$W/ok/to-sub"
	same ELOOP open r,nofollow "$W/ok/to-no"
	allowed open r,nofollow "$W/ok/f"
	same ENOENT open r ""
	allowed thread open r "$W/ok/f"
	denied EACCES open openat "$W/no/f" read default -- thread open r "$W/no/f"
	denied EACCES open openat "$W/no/f" read default -- vfork open r "$W/no/f"
	denied EACCES open openat "$W/no/f" read default -- fork open r "$W/no/f"
}

open_long_names() {
	local n255 n256
	n255=$(printf '%255s' '' | tr ' ' n)
	n256=${n255}n
	allowed open w,creat "$W/ok/$n255" text
	same ENAMETOOLONG open w,creat "$W/ok/$n256"
	same ENAMETOOLONG open r "$W/ok/$n256"
	denied EACCES create openat "$W/no/$n255" - default -- open w,creat "$W/no/$n255" text
	allowed long "$W/ok" 4095 r
	same ENAMETOOLONG long "$W/ok" 4096 r
	denied EACCES open openat "$W/no/f" read default -- long "$W/no" 4095 r
}

open_proc() {
	allowed reopen r "$W/ok/f" r
	allowed reopen rw "$W/ok/f" w text
	allowed reopen-pipe r
	allowed reopen-pipe w text
	guard open r /proc/self/maps
	ok "$WORLD: /proc/self/maps is one's own" grep -q probe_file "$OUT"
	denied EACCES open openat "$W/ro/f" write - -- reopen r "$W/ro/f" w text
	denied EACCES open openat "$W/no/f" read default -- reopen path "$W/no/f" r
	allowed in "$W/ok" open r /proc/self/cwd/f
	denied EACCES open openat "$W/no/f" read default -- in "$W/no" open r /proc/self/cwd/f
	allowed open r "/proc/self/root/$W/ok/f"
	denied EACCES open openat "$W/no/f" read default -- open r "/proc/self/root/$W/no/f"
	allowed open r,nonblock /proc/self/exe # the program that was started, and its loader, may be read
	refused EACCES open openat /proc/1/status read default -- open r /proc/1/status
	refused EACCES open openat - - - -- open r "/proc/$$/environ"
	refused EACCES open openat "/proc/$$/fd/0" - default - supervisor -- open r "/proc/$$/fd/0"
	denied EACCES open openat - write - -- open w /proc/self/comm name
}

# What the kernel keeps who is not guarded from: links and files of others in folders of everybody
# (fs.protected_symlinks and the like, as this machine has them), and all links of a file system.
open_strange() {
	[ "$(id -u)" = 0 ] || return
	bare open r "$W/ok/everybody/link"
	same "$STATUS" open r "$W/ok/everybody/link"
	bare open w,creat "$W/ok/everybody/f"
	same "$STATUS" open w,creat "$W/ok/everybody/f"
	unshare --mount true 2>/dev/null || return
	local mounted=(unshare --mount sh -c 'mount -t tmpfs -o nosymfollow none "$1" && echo text >"$1/f" && ln -s f "$1/link" && shift && exec "$@"' sh "$W/ok/sub")
	fresh
	run "${mounted[@]}" "${PROBE[@]}" open r "$W/ok/sub/link"
	[ "$STATUS" = 40 ] || { left_out "$WORLD: links that no mount follows" 'neither are they unguarded' && return; }
	run "${mounted[@]}" "$GG" run -p "$POLICY" -- "${PROBE[@]}" open r "$W/ok/sub/link"
	status_is "$WORLD: a link that is not followed unguarded" ELOOP
	run "${mounted[@]}" "$GG" run -p "$POLICY" -- "${PROBE[@]}" open r "$W/ok/sub/f"
	status_is "$WORLD: beside it a file" 0
}

for w in full no-landlock deny glob; do
	if ! promised supervisor && { [ $w != full ] || ! promised landlock; }; then
		left_out "$w" 'needs supervisor where Landlock alone cannot decide'
		continue
	fi
	case $w in
	full) rules '' '' ;;
	no-landlock) rules '' 'layers = { landlock = "off"; };' ;;
	deny) rules ", { path = \"$W/ok/hidden\"; deny = \"all\"; }" '' ;;
	glob) rules ", { path = \"$W/ok/**/*.key\"; deny = \"all\"; }" '' ;;
	esac >"$GG_TMP/$w.text"
	world "$w" <"$GG_TMP/$w.text"
	open_by_call
	open_by_name
	open_long_names
	open_proc
	case $w in
	deny) denied EACCES open openat "$W/ok/hidden/f" read files "$(line_of hidden)" supervisor -- open r "$W/ok/hidden/f" ;;
	glob) denied EACCES open openat "$W/ok/x.key" read files "$(line_of '*.key')" supervisor -- open r "$W/ok/x.key" ;;
	esac
	open_strange
done

if promised supervisor; then # by whichever name a file of one's own process in /proc is called
	world 'own process' < <(rules ', { path = "/proc"; allow = "read"; }, { path = "/proc/self/environ"; deny = "read"; }' '')
	for own in self thread-self "self/task/../../thread-self"; do
		denied EACCES open openat /proc/self/environ read files "$(line_of environ)" supervisor -- open r "/proc/$own/environ"
		denied EACCES open openat /proc/self/environ read files "$(line_of environ)" supervisor -- thread open r "/proc/$own/environ"
		denied EACCES open openat /proc/self/environ read -- thread vfork open r "/proc/$own/environ"
		allowed thread open r "/proc/$own/loginuid"
	done
fi
done_testing
