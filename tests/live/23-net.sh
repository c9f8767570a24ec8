# Addresses: connecting, sending, binding, listening, allowed and denied, in three worlds.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe net
W=$UNIT
P=${PROBE[0]}
ACTS=$(go_bin acts)
NAME=goguard.net.$$

lay_out() {
	mkdir -p "$W/ok" "$W/no" "$W/readonly"
	echo text >"$W/ok/f"
}
fresh() { rm -f "$W"/*/new; }
lay_out

# hold VARIABLE ADDR: a peer outside; its port goes to VARIABLE
hold() {
	background "$P" hold "$2"
	local out=$GG_TMP/bg.${#pids[@]}.out
	wait_for grep -q port "$out" || { note "no peer at $2: $(cat "$out")" && return 1; }
	printf -v "$1" %s "$(sed -n 's/^port //p' "$out")"
}
hold OK4 tcp:127.0.0.1:0 && hold NO4 tcp:127.0.0.1:0 || exit 1
hold OK6 tcp6:::1:0 && hold NO6 tcp6:::1:0 || skip_all 'no IPv6 on loopback'
hold UOK udp:127.0.0.1:0 && hold UNO udp:127.0.0.1:0 && hold U6 udp6:::1:0 || exit 1
for d in ok no; do
	hold _ "unix:$W/$d/stream" && hold _ "dgram:$W/$d/dgram" && hold _ "seq:$W/$d/seq" || exit 1
done
hold _ "unix:@$NAME.ok" && hold _ "unix:@$NAME.no" || exit 1
ln -s ../no/stream "$W/ok/to-no"
ln -s "$W/ok/stream" "$W/no/to-ok"
free=$((20010 + OK4 % 5000 * 2 + ($(id -u) == 0 ? 0 : 1))) # below the range that the kernel chooses from

rules() { # EXTRA-KEY
	cat <<END
version = 1;
name = "net";
extends = ( "go-base" );
syscalls = { allow = [ "@net-server" ]; };
files = ( { path = "$W/ok"; allow = "read write create"; } );
network = {
  connect = ( "tcp://127.0.0.1:$OK4", "tcp://[::1]:$OK6", "udp://127.0.0.1:$UOK", "udp://[::1]:$U6",
              "tcp://127.0.0.2", "unix:$W/ok/*", "unix:@$NAME.ok", "tcp://127.0.0.1:1" );
  listen  = ( "tcp://127.0.0.1:$free", "tcp://[::1]:0", "udp://127.0.0.1", "unix:$W/ok/*", "unix:@$NAME.mine" );
  deny    = ( "tcp://127.0.0.2:$NO4" );
};
$1
END
}

# tcp ACT: connects, by one way to do it
tcp() {
	allowed "$1" "tcp:127.0.0.1:$OK4"
	allowed "$1" "tcp6:::1:$OK6"
	denied EACCES connect connect "tcp:127.0.0.1:$NO4" - default -- "$1" "tcp:127.0.0.1:$NO4"
	denied EACCES connect connect "tcp:::1:$NO6" - default -- "$1" "tcp6:::1:$NO6"
	same ECONNREFUSED "$1" tcp:127.0.0.1:1
	# never a packet to these: the answer must be the supervisor's
	guarded_only "$1" tcp:169.254.169.254:80
	guarded_only "$1" tcp:192.0.2.1:443
}
guarded_only() { refused EACCES connect connect "$2" -- "$1" "$2"; }

connects() {
	tcp connect
	tcp connect-nb
	allowed mapped "$OK4"
	denied EACCES connect connect "tcp:127.0.0.1:$NO4" - default -- mapped "$NO4"
	allowed connect "udp:127.0.0.1:$UOK"
	allowed connect "udp6:::1:$U6"
	allowed unspec "udp:127.0.0.1:$UOK"
	denied EACCES connect connect "udp:127.0.0.1:$UNO" - default -- connect "udp:127.0.0.1:$UNO"
	refused EACCES connect connect "tcp:127.0.0.2:$NO4" - network "$(line_of 'deny    =')" supervisor -- \
		connect "tcp:127.0.0.2:$NO4"
	allowed thread connect "tcp:127.0.0.1:$OK4"
	denied EACCES connect connect "tcp:127.0.0.1:$NO4" -- thread connect "tcp:127.0.0.1:$NO4"
}

unix_connects() {
	local kind
	for kind in unix:stream dgram:dgram seq:seq; do
		allowed connect "${kind%:*}:$W/ok/${kind#*:}"
		denied EACCES connect connect "unix:$W/no/${kind#*:}" - default -- connect "${kind%:*}:$W/no/${kind#*:}"
	done
	allowed in "$W/ok" connect unix:stream
	allowed in "$W/no" connect unix:../ok/stream
	allowed connect "unix:$W/no/to-ok"
	denied EACCES connect connect "unix:$W/no/stream" -- in "$W/no" connect unix:stream
	denied EACCES connect connect "unix:$W/no/stream" -- connect "unix:$W/ok/to-no"
	same ENOENT connect "unix:$W/ok/none"
	same ENOENT connect "unix:$W/no/none"
	same ECONNREFUSED connect "unix:$W/ok/f"
	allowed connect "unix:@$NAME.ok"
	denied EACCES connect connect "unix:@$NAME.no" - default -- connect "unix:@$NAME.no"
}

sends() {
	local act
	for act in sendto sendmsg; do
		allowed $act "udp:127.0.0.1:$UOK"
		allowed $act "udp6:::1:$U6"
		allowed $act "dgram:$W/ok/dgram"
		denied EACCES send $act "udp:127.0.0.1:$UNO" - default -- $act "udp:127.0.0.1:$UNO"
		denied EACCES send $act "unix:$W/no/dgram" - default -- $act "dgram:$W/no/dgram"
		same ENOENT $act "dgram:$W/ok/none"
	done
	allowed sendmmsg "udp:127.0.0.1:$UOK" "udp:127.0.0.1:$UOK"
	denied EACCES send sendmmsg "udp:127.0.0.1:$UNO" -- sendmmsg "udp:127.0.0.1:$UNO" "udp:127.0.0.1:$UOK"
	allowed sendto "udp:127.0.0.1:$UOK" 60000
	same EMSGSIZE sendto "udp:127.0.0.1:$UOK" 66000
	denied EPROTONOSUPPORT syscall sendto - - default - seccomp -- fastopen sendto "tcp:127.0.0.1:$OK4"
	denied EPROTONOSUPPORT syscall sendmsg - - default - seccomp -- fastopen sendmsg "tcp:127.0.0.1:$OK4"
	denied EPROTONOSUPPORT syscall sendmmsg - - default - seccomp -- fastopen sendmmsg "tcp:127.0.0.1:$OK4"
	allowed connected "udp:127.0.0.1:$UOK"
	bare by-device "udp:127.0.0.1:$UOK"
	is "$WORLD: a device that is asked for" "$STATUS" 19 # ENODEV
	guard by-device "udp:127.0.0.1:$UOK"
	status_is "$WORLD: guarded, the kernel finds one" 0
	if promised pairs; then
		allowed connected "tcp:127.0.0.1:$OK4"
		allowed connected "unix:$W/ok/stream"
		allowed pass-fd "$W/ok/f"
		allowed pass-fd "$W/ok/f" 253
		same EINVAL pass-fd "$W/ok/f" 254
		same EBADF unpadded
		allowed big 10000000
		allowed many 100
		same EPIPE epipe quiet
		same 141 epipe signal
	else
		for act in "pass-fd $W/ok/f" 'epipe quiet' "connected tcp:127.0.0.1:$OK4" "connected unix:$W/ok/stream"; do
			# shellcheck disable=SC2086 # an act and its words
			guard $act
			status_is "$(short "$act"): denied, as the posture says" EACCES
			ok "$(short "$act"): and why" seen 'any(.[]; .kind == "violation" and .op == "send"
				and .syscall == "sendmsg" and (.reason | test("pidfd_getfd is refused")))'
		done
		left_out "$WORLD: sendmsg on streams" 'pidfd_getfd is refused, and the supervisor has no duplicate'
	fi
}

binds() {
	allowed bind "tcp:127.0.0.1:$free"
	allowed bind tcp6:::1:0
	allowed relisten tcp6:::1:0 # where it was, and nowhere else
	allowed relisten tcp6:::1:0 late
	allowed bind udp:127.0.0.1:0
	denied EACCES bind bind tcp:127.0.0.1:$((free + 1)) - default -- bind tcp:127.0.0.1:$((free + 1))
	denied EACCES bind bind "tcp:0.0.0.0:$free" - default -- bind "tcp:0.0.0.0:$free"
	denied EACCES bind bind udp:0.0.0.0:0 - default -- bind udp:0.0.0.0:0
	denied EACCES bind listen - - default -- listen tcp # on a port that the kernel chooses
	denied EACCES bind listen - - default -- bind tcp:127.0.0.1:0
	denied EACCES bind listen - - default -- bind tcp:0.0.0.0:0
	allowed from tcp:127.0.0.2:0 "tcp:127.0.0.1:$OK4"
	allowed from tcp:0.0.0.0:0 "tcp:127.0.0.1:$OK4"
	allowed from tcp6::::0 "tcp6:::1:$OK6"
	denied EACCES bind bind tcp:127.0.0.2:$free - default -- from tcp:127.0.0.2:$free "tcp:127.0.0.1:$OK4"
	same EADDRINUSE bind "udp:127.0.0.1:$UOK"
	allowed bind "unix:$W/ok/new"
	allowed bind "dgram:$W/ok/new"
	allowed in "$W/ok" bind unix:new # the name that it was given is the name that it has
	allowed in "$W/ok" bind unix:../ok/./new
	same EADDRINUSE bind "unix:$W/ok/f"
	same ENOENT bind "unix:$W/ok/none/new"
	denied EACCES bind bind "unix:$W/no/new" - default -- bind "unix:$W/no/new"
	denied EACCES bind bind "unix:$W/no/new" - default -- in "$W/no" bind unix:new
	denied EACCES bind bind "unix:$W/no/new" - default -- in "$W/ok" bind unix:../no/new
	allowed bind "unix:@$NAME.mine"
	denied EACCES bind bind "unix:@$NAME.other" - default -- bind "unix:@$NAME.other"
	for umask in 000 077; do
		fresh && run "$P" umask $umask bind "unix:$W/ok/new"
		want=$(stat -c '%A %u %g' "$W/ok/new")
		guard umask $umask bind "unix:$W/ok/new"
		is "$WORLD: umask $umask: the socket is made the same" "$(stat -c '%A %u %g' "$W/ok/new" 2>&1)" "$want"
	done
}

late() {
	fresh
	rm -f "$W/ok/late"
	background "$P" late "unix:$W/ok/late"
	wait_for grep -q full "$GG_TMP/bg.${#pids[@]}.out"
	guard connect "unix:$W/ok/late"
	status_is "$WORLD: a blocking connect waits for a listener that is late" 0
	[ -x "$ACTS" ] || { skip "$WORLD: text" "$ACTS is not built" && return; }
	background "$ACTS" serve unix "$W/ok/echo-$WORLD" 2
	wait_for test -S "$W/ok/echo-$WORLD"
	allowed connect "unix:$W/ok/echo-$WORLD" 'there and back'
	wait "$BG"
}

for w in full no-landlock hidden; do
	case $w in
	full) rules '' ;;
	no-landlock) rules 'layers = { landlock = "off"; };' ;;
	hidden) rules "" | sed "s|^files = (|& { path = \"$W/ok/hidden\"; deny = \"all\"; },|" ;;
	esac >"$GG_TMP/$w.text"
	world "$w" <"$GG_TMP/$w.text"
	connects
	unix_connects
	sends
	binds
	late
done
done_testing
