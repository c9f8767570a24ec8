# shellcheck shell=bash
# Helpers of the tests of processes and failures; after lib.sh:  . "$(dirname "$0")/process.sh"
#
# Owns the ways by which a program comes to be guarded and a policy that lets it work in
# $GG_TMP/work. Relies on lib.sh.
PROBE=$GG_BUILD/tests/live/glibc/proc_probe
WORK=$(realpath "$GG_TMP")/work
RAN=$WORK/ran             # the function makes this file: it ran
STARTED=$GG_TMP/started   # pid of the process that was started
SECRET=$WORK.secret       # a file that no policy here grants
mkdir -p "$WORK" && echo secret >"$SECRET"
ulimit -c 0

# Ways and what they say of the shim: a static program is reached by the program before it
WAYS='run preload env shell-exec shell target target-fork named named-fork'

# fn_policy NAME [LINE...]: a policy for one function, with more LINEs; its path is in $POLICY
fn_policy() {
	local name=$1
	shift
	{
		echo 'version = 1;'
		echo "name = \"$name\";"
		echo 'extends = ( "go-base" );'
		echo 'syscalls = { allow = [ "@file-write", "@process", "@net-client", "@net-server", "getpriority" ]; };'
		echo 'files = ('
		echo "  { path = \"$WORK\"; allow = \"read write create remove\"; },"
		echo '  { path = "/proc/self"; allow = "read"; }'
		echo ');'
		echo "exec = ( { path = \"/bin\"; }, { path = \"/usr/bin\"; }, { path = \"$GG_BUILD\"; } );"
		echo 'network = { connect = ( "tcp://127.0.0.1:1024-65535", "unix:/tmp/**" ); };'
		printf '%s\n' "$@"
	} >"$GG_TMP/$name.cfg"
	POLICY=$GG_TMP/$name.cfg
}

# way WAY POLICY COMMAND...: the command line that starts COMMAND by that way, in ${CMD[@]}
way() {
	local way=$1 policy=$2 log=()
	shift 2
	[ -n "$logs_pid" ] && log=("$SOCK")
	case $way in
	target*) # the policy names it
		sed "s|^name = .*|&\ntarget = \"$1\";|" "$policy" >"${policy%.cfg}-target.cfg"
		policy=${policy%.cfg}-target.cfg ;;
	esac
	local shim=(env -u GOGUARD_TARGET "GOGUARD_BIN=$GG" "GOGUARD_POLICY=$policy" "GOGUARD_LOG=${log[*]}")
	case $way in named*) shim+=("GOGUARD_TARGET=$1") ;; esac
	shim+=("LD_PRELOAD=$GG_SO")
	case $way in
	run) CMD=("$GG" run -p "$policy" ${log[@]+--log "${log[@]}"} -- "$@") ;;
	preload) CMD=("${shim[@]}" "$@") ;;
	env) CMD=("${shim[@]}" env "$@") ;;
	shell-exec | target | named) CMD=("${shim[@]}" sh -c 'exec "$0" "$@"' "$@") ;;
	shell | target-fork | named-fork) CMD=("${shim[@]}" sh -c '"$0" "$@"; exit $?' "$@") ;;
	*) note "way: '$way' is no way to guard" && return 1 ;;
	esac
}
# as WAY POLICY COMMAND...: run it so; the pid of the process that was started is in $STARTED
as() {
	way "$@" || return
	run sh -c 'echo $$ >"$0"; exec "$@"' "$STARTED" "${CMD[@]}"
}
# start WAY POLICY COMMAND...: in the background; the pid of the process that was started is in $BG
start() {
	way "$@" || return
	background setsid "${CMD[@]}" # without a terminal; the pid stays
}
# can WAY VARIANT: does the shim reach this kind of program by this way?
can() {
	case $1:$2 in preload:static | preload:stripped) return 1 ;; esac
	[ -x "$(go_bin acts "$2")" ] && { [ "$1" = run ] || [ -e "$GG_SO" ]; }
}

ERROR_LINE='^(goguard: error: |[^ ]+:[0-9]+: error: ).+'
one_error() { [ "$(wc -l <"$ERR")" = 1 ] && err_has "$ERROR_LINE"; }
# refused NAME REASON: the last command ended with 125, said why in one line, and the function never ran
refused() {
	is "$1: 125" "$STATUS" 125
	ok "$1: one line says why" one_error
	ok "$1: the reason" err_has "$2"
	nok "$1: the function did not run" [ -e "$RAN" ]
	rm -f "$RAN"
}
# dead PID: no such process, or one that nobody has reaped yet
dead() { gone "$1" || [ "$(state_of "$1")" = Z ]; }
# gone PID: no such process, not even a zombie
gone() { ! kill -0 "$1" 2>/dev/null; }
# The pid and the parent of a process, by the kernel
parent_of() { awk '/^PPid:/ { print $2 }' "/proc/$1/status" 2>/dev/null; }
state_of() { awk '/^State:/ { print $2 }' "/proc/$1/status" 2>/dev/null; }
child_of() { pgrep -P "$1" | head -n 1; }
# children PID: there is one now
has_child() { [ -n "$(child_of "$1")" ]; }
