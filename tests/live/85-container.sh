# In containers of crun and runc, as engines make them: an unprivileged user, Docker's default
# seccomp profile and capabilities; goguard is pid 1.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
PROBE=$GG_BUILD/tests/live/glibc/proc_probe
. "$(dirname "$0")/container.sh"
[ "$(uname -m)" = x86_64 ] || skip_all 'the seccomp profile here is that of amd64'
[ -x "$PROBE" ] || skip_all "no $PROBE"
new_image || skip_all 'no image'
SECCOMP=$(docker_seccomp)
DOCKER=$SECCOMP

# A container needs some rights that the tests do not promise to have
can_contain() {
	command -v "$RUNTIME" >/dev/null || { echo "no $RUNTIME" && return; }
	configure '' /bin/sh -c 'exit 42'
	in_container
	[ "$STATUS" = 42 ] || echo "$RUNTIME makes no containers here: $(tail -n 1 "$ERR")"
}

# image_policy NAME [LINE...]: /etc/goguard/NAME.cfg in the image
image_policy() {
	local name=$1
	shift
	cat >"$ROOT/etc/goguard/$name.cfg" <<-END
		version = 1; name = "$name"; extends = ( "go-base" );
		syscalls = { allow = [ "@process", "@net-client", "@net-server", "@file-write", "getpriority" ]; };
		files = ( { path = "/app/data"; allow = "read"; }, { path = "/tmp"; allow = "read write create remove"; },
			{ path = "/proc/self/task/*/status"; allow = "read"; } );
		exec = ( { path = "/app"; }, { path = "/bin/cat"; } );
		network = { connect = ( "tcp://127.0.0.1:1024-65535" ); listen = ( "tcp://127.0.0.1:0", "tcp://127.0.0.1:1024-65535" ); };
		$(printf '%s\n' "$@")
	END
}
image_policy boxed 'layers = { seccomp = "require"; landlock = "prefer"; supervisor = "require"; };'
image_policy wish 'layers = { seccomp = "prefer"; landlock = "prefer"; supervisor = "prefer"; };'
image_policy target 'target = "/app/acts";'
[ -x "$GG_BUILD/examples/hello" ] && cp "$top/examples/container/entrypoint.sh" "$ROOT/" &&
	cp "$top/examples/container/policy.cfg" "$ROOT/etc/goguard/policy.cfg" &&
	add_program "$GG_BUILD/examples/hello" /app/hello && add_program "$(command -v mkdir)" /bin/mkdir
chmod -R a+rX "$BUNDLE"

RUN='goguard run -p /etc/goguard/boxed.cfg --log /run/goguard/events.sock --'
SHIM="LD_PRELOAD=$IMAGE_LIB GOGUARD_LOG=/run/goguard/events.sock"
# boxed COMMAND...: guarded by `goguard run` as the container's first process
# shellcheck disable=SC2086
boxed() { new_case && configure '' $RUN "$@" && in_container; }
# shell POLICY SCRIPT [ARGS...]: a shell is first, and the shim is in its environment
shell() {
	local policy=$1
	shift
	new_case
	configure "$SHIM GOGUARD_POLICY=/etc/goguard/$policy.cfg" /bin/sh -c "$@"
	in_container
}
# began WORD: the container in the background has printed it
said_or_gone() { grep -q "$1" "$GG_TMP/bg.${#pids[@]}.out" || ! kill -0 "$BG" 2>/dev/null; }
began() {
	wait_for said_or_gone "$1"
	grep -q "$1" "$GG_TMP/bg.${#pids[@]}.out" || fail "$RUNTIME: $1: $(tail -n 1 "$GG_TMP/bg.${#pids[@]}.out")"
}
behind() { container && background "${CTR[@]}"; }
# stop SIGNAL: as `docker stop` does it, then what the container ended with
stop() {
	"${OWN_NS[@]}" "$RUNTIME" --root "$GG_TMP/state" kill "$ID" "$1" 2>>"$ERR"
	wait "$BG"
}

the_profile() {
	configure '' /app/acts raw 438 0 0 0
	in_container && status_is "$RUNTIME: pidfd_getfd is refused" EPERM
	configure '' /app/acts raw 435 0 0
	in_container && status_is "$RUNTIME: clone3 is refused" ENOSYS
	configure '' /app/acts unshare
	in_container && status_is "$RUNTIME: new namespaces are refused" EPERM
	configure '' /app/acts socket 40 1 0
	in_container && status_is "$RUNTIME: vsock is refused" EPERM
	configure '' /bin/cat /proc/self/status
	in_container
	ok "$RUNTIME: no capabilities" out_has '^CapEff:[[:space:]]*0+$'
}

filters=$(awk '/^Seccomp_filters:/ { print $2 + 2 }' /proc/$$/status)
no_new_privs() { out_has "^NoNewPrivs:[[:space:]]1$" && out_has "^Seccomp_filters:[[:space:]]$filters$"; }
first_process() {
	boxed /app/acts pid
	status_is "$RUNTIME: it runs" 0
	is "$RUNTIME: the supervisor is pid 1" "$(awk '{ print $2 }' "$OUT")" 1
	boxed /app/acts exit 7
	status_is "$RUNTIME: its exit status" 7
	boxed /app/acts abort
	is "$RUNTIME: 128 + 6" "$STATUS" 134
	boxed /app/nothing
	is "$RUNTIME: not found: 127" "$STATUS" 127
	boxed /app/probe orphans 20
	status_is "$RUNTIME: 20 orphans are reaped" 0
	boxed /app/acts uids
	ok "$RUNTIME: no new privileges, a filter upon the container's" no_new_privs
	# shellcheck disable=SC2086
	configure '' $RUN /app/acts sleep-signal
	behind
	began ready
	stop TERM
	is "$RUNTIME: SIGTERM is handled" "$? $(tail -n 1 "$GG_TMP/bg.${#pids[@]}.out")" '0 got terminated'
	# shellcheck disable=SC2086
	configure '' $RUN /app/acts sleep-signal 10
	behind
	began ready
	stop KILL
	is "$RUNTIME: SIGKILL: 137" $? 137
}

what_it_may() {
	boxed /app/acts read /app/data/greeting
	status_is "$RUNTIME: allowed read" 0
	event "$RUNTIME: the posture" '.kind == "posture" and .layers.seccomp.state == "on"
		and .layers.supervisor.state == "on" and (.notes | any(test("pidfd_getfd")))'
	boxed /app/acts read /etc/secret
	status_is "$RUNTIME: denied read" EACCES
	event "$RUNTIME: its event" '.kind == "violation" and .path == "/etc/secret" and .exe == "/app/acts"'
	boxed /app/acts create /tmp/new
	status_is "$RUNTIME: allowed create" 0
	boxed /app/acts create /run/goguard/new
	status_is "$RUNTIME: denied create" EACCES
	boxed /app/acts spawn /bin/cat /app/data/greeting
	status_is "$RUNTIME: allowed program" 0
	boxed /app/acts spawn /bin/env
	status_is "$RUNTIME: denied program" EACCES
	event "$RUNTIME: its event" '.kind == "violation" and .op == "exec" and .path == "/bin/env"'
	boxed /app/acts ptrace
	status_is "$RUNTIME: ptrace, which the profile allows, is denied" EPERM
}

# Servers and clients, where the supervisor cannot duplicate sockets; the host's loopback
network() {
	# shellcheck disable=SC2086
	configure '' $RUN /app/acts serve tcp 127.0.0.1:0
	adjust '.linux.namespaces |= map(select(.type != "network"))'
	behind
	began 127.0.0.1:
	local at
	at=$(grep -o '127.0.0.1:.*' "$GG_TMP/bg.${#pids[@]}.out")
	# shellcheck disable=SC2086
	configure '' $RUN /app/acts dial tcp "$at" hello
	adjust '.linux.namespaces |= map(select(.type != "network"))'
	in_container
	is "$RUNTIME: a client and a server" "$STATUS $(cat "$OUT")" '0 hello'
	wait "$BG"
	is "$RUNTIME: the server ends" $? 0
	boxed /app/acts dial tcp 10.0.0.1:443
	status_is "$RUNTIME: denied address" EACCES
	event "$RUNTIME: its event" '.kind == "violation" and .addr == "10.0.0.1" and .port == 443'
	boxed /app/acts dial tcp 169.254.169.254:80
	status_is "$RUNTIME: credentials" EACCES
	boxed /app/acts listen tcp 127.0.0.1:80
	status_is "$RUNTIME: denied listen" EACCES
}

# Images that name no user: root with Docker's capabilities
as_root() {
	[ "$(id -u)" = 0 ] || return 0 # in a user namespace root is who owns nothing else
	local root='.process.user = { uid: 0, gid: 0 } |
		.process.capabilities |= (.effective = .bounding | .permitted = .bounding)'
	# shellcheck disable=SC2086
	configure '' $RUN /app/acts read /etc/secret
	adjust "$root"
	new_case
	in_container
	status_is "$RUNTIME: root: denied read" EACCES
	event "$RUNTIME: root: its event" '.kind == "violation" and .path == "/etc/secret"'
	# shellcheck disable=SC2086
	configure '' $RUN /app/acts spawn /bin/cat /app/data/greeting
	adjust "$root"
	in_container
	status_is "$RUNTIME: root: allowed program" 0
	configure "$SHIM GOGUARD_POLICY=/etc/goguard/boxed.cfg" /bin/sh -c '/app/acts spawn /bin/env; exit $?'
	adjust "$root"
	in_container
	status_is "$RUNTIME: root: denied program, by preload" EACCES
}

nothing_written() {
	# shellcheck disable=SC2086
	configure '' $RUN /app/acts read /app/data/greeting
	adjust '.root.readonly = true | .process.noNewPrivileges = true'
	in_container
	status_is "$RUNTIME: a root that is read-only" 0
	touch "$GG_TMP/stamp"
	boxed /app/acts read /app/data/greeting
	is "$RUNTIME: nothing is written where it could be" "$(find "$ROOT" "$RUNDIR" -newer "$GG_TMP/stamp")" ''
}

by_preload() {
	shell boxed '/app/acts read /etc/secret; echo "$?"; cat /etc/secret'
	ok "$RUNTIME: preload: what the shell starts" out_has '^13$'
	nok "$RUNTIME: preload: the shell itself" out_has '^secret$'
	event "$RUNTIME: preload: its event" '.kind == "violation" and .path == "/etc/secret" and .exe == "/app/acts"'
	event "$RUNTIME: preload: wrappers" '.kind == "posture" and .layers.wrappers.state == "on"'
	shell target 'cat /etc/secret; exec /app/acts read /etc/secret'
	status_is "$RUNTIME: target" EACCES
	ok "$RUNTIME: target: the shell is not guarded" out_has '^secret$'
	event "$RUNTIME: target: its event" '.kind == "violation" and .path == "/etc/secret"'
	shell target 'exec /app/acts pid'
	is "$RUNTIME: target: the supervisor is pid 1" "$(awk '{ print $2 }' "$OUT")" 1
	shell target '/app/acts exit 9; exit $?'
	status_is "$RUNTIME: target as a child of the shell" 9
	shell target 'exec /app/acts-pie read /etc/secret'
	status_is "$RUNTIME: another program than the target" 0
	new_case
	configure "$SHIM GOGUARD_POLICY=/etc/goguard/none.cfg" /bin/sh -c 'echo ran'
	in_container
	is "$RUNTIME: preload without its policy" "$STATUS $(cat "$OUT")" '125 '
}

# --- profiles that refuse more -----------------------------------------------------------------
less() { SECCOMP=$(jq --arg names "$1" '.syscalls[0].names -= ($names | split(" "))' <<<"$DOCKER"); }
stricter() {
	less seccomp
	boxed /app/acts create /tmp/new
	is "$RUNTIME: seccomp refused, required" "$STATUS" 125
	ok "$RUNTIME: and it says so" err_has "cannot use layer 'seccomp'"
	new_case
	configure '' goguard run -p /etc/goguard/wish.cfg --log /run/goguard/events.sock -- /app/acts read /etc/secret
	in_container
	event "$RUNTIME: seccomp refused, preferred: the posture" '.kind == "posture" and .layers.seccomp.state == "missing"'
	less 'ptrace process_vm_readv process_vm_writev' # Docker on Linux before 4.8, and other engines
	boxed /app/acts read /app/data/greeting
	status_is "$RUNTIME: ptrace and process_vm_readv refused: allowed read" 0
	boxed /app/acts read /etc/secret
	status_is "$RUNTIME: denied read" EACCES
	boxed /app/acts spawn /bin/env
	status_is "$RUNTIME: denied program" EACCES
	SECCOMP=$DOCKER
}

# --- examples/container ---------------------------------------------------------------------------
example() {
	[ -x "$ROOT/app/hello" ] || { skip "$RUNTIME: the example" 'no build/examples/hello' && return; }
	local port url out
	port=$("$GG_BUILD/examples/hello" -free-port)
	url=http://127.0.0.1:$port
	new_case
	configure "LD_PRELOAD=$IMAGE_LIB PORT=$port GREETING=moin TOKEN=t" /bin/sh /entrypoint.sh
	adjust '.linux.namespaces |= map(select(.type != "network")) | .root.readonly = true'
	behind
	out=$GG_TMP/bg.${#pids[@]}.out
	began 'listening on'
	ok "$RUNTIME: the example answers" grep -q moin <<<"$(curl -s "$url/")"
	ok "$RUNTIME: it saves" grep -q '"ok":true' <<<"$(curl -s "$url/save?name=ada")"
	ok "$RUNTIME: it reads no secret" grep -q EACCES <<<"$(curl -s "$url/secret")"
	ok "$RUNTIME: it starts no shell" grep -q EACCES <<<"$(curl -s "$url/shell")"
	ok "$RUNTIME: it gets no credentials" grep -q EACCES <<<"$(curl -s "$url/credentials")"
	event "$RUNTIME: its events" '.kind == "violation" and .policy == "hello-container" and .op == "exec"'
	stop TERM
	is "$RUNTIME: SIGTERM ends it" $? 143
	[ "$n_failed" = 0 ] || note "$(tail -n 5 "$out")"
}

start_logs "$RUNDIR/events.sock" && chmod 666 "$SOCK" || skip_all 'no log reader'
for RUNTIME in crun runc; do
	why=$(can_contain)
	[ -z "$why" ] || { skip "$RUNTIME" "$why" && continue; }
	for part in the_profile first_process what_it_may network as_root nothing_written by_preload stricter example; do
		[ -n "${GG_PART:-}" ] && [ "$GG_PART" != $part ] || $part
	done
done
done_testing
