# The wrappers: what C code is told, and which C code asked.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
[ -e "$GG_SO" ] || skip_all "no $GG_SO"
probe=$GG_BUILD/tests/live/glibc/wrap_probe
[ -x "$probe" ] || skip_all "no $probe"
start_logs

dir=$(realpath "$GG_TMP")/tree
mkdir "$dir" "$dir/open" "$dir/secret" "$dir/bin"
echo text >"$dir/open/file"
echo text >"$dir/secret/file"
ln -s ../secret/file "$dir/open/link"
cp /bin/true "$dir/secret/denied"
ln -s /bin/true "$dir/bin/allowed"

policy wrap <<END
version = 1;
name = "wrap";
extends = ( "go-base" );
syscalls = { allow = [ "@file-read", "@file-write", "@net-client", "@process" ]; };
files = (
	{ path = "/"; allow = "read"; },
	{ path = "$dir/open"; allow = "read write create"; },
	{ path = "$dir/secret"; deny = "all"; }
);
exec = ( { path = "/bin/true"; } );
network = { connect = ( "tcp://127.0.0.1:1" ); };
END

# denied NAME ACT WORDS...: allowed without the policy, EACCES with it, one event that names the caller
denied() {
	local name=$1 op=$2 call=$3 path=$4
	shift 4
	run "$probe" "$@"
	nok "$name: not EACCES without the policy" [ "$STATUS" = "$(errno_of EACCES)" ]
	rm -f "$dir"/secret/new*
	new_case
	preloaded "$POLICY" "$probe" "$@"
	status_is "$name: EACCES with it" EACCES
	event "$name: the event is the wrapper's" ".layer == \"wrappers\" and .verdict == \"deny\" and
		.op == \"$op\" and .syscall == \"$call\" and (\"$path\" == \"\" or .path == \"$path\") and .errno == \"EACCES\""
	is "$name: it is the only one" "$(count_events '.kind == "violation"')" 1
}
allowed() { # NAME ACT WORDS...: works with the policy, without a violation
	local name=$1
	shift
	new_case
	preloaded "$POLICY" "$probe" "$@"
	status_is "$name: works" 0
	no_event "$name: no violation" '.kind == "violation"'
}

allowed 'open' open "$dir/open/file"
allowed 'open keeps errno' errno "$dir/open/file"
allowed 'openat' openat "$dir/open" file
allowed 'creat' creat "$dir/open/new"
allowed 'fopen' fopen "$dir/open/file" r+
allowed 'O_PATH of a denied file' opath "$dir/secret/file"
allowed 'execv' execv /bin/true
allowed 'execvp' execvp true
allowed 'posix_spawn' posix_spawn /bin/true

denied 'open' open open "$dir/secret/file" open "$dir/secret/file"
denied 'open by a link' open open "$dir/secret/file" open "$dir/open/link"
denied 'open by dots' open open "$dir/secret/file" open "$dir/open/.././secret//file"
denied 'open, fortified' open open "$dir/secret/file" open-checked "$dir/secret/file"
denied 'openat' open openat "$dir/secret/file" openat "$dir/secret" file
denied 'creat' create creat "$dir/secret/new1" creat "$dir/secret/new1"
denied 'fopen' open fopen "$dir/secret/file" fopen "$dir/secret/file" r
denied 'fopen of a new file' create fopen "$dir/secret/new2" fopen "$dir/secret/new2" w
for act in execve execv execvp execl execlp execle fexecve posix_spawn posix_spawnp; do
	denied "$act" exec $act "$dir/secret/denied" $act "$dir/secret/denied"
done
denied 'execv after vfork' exec execv "$dir/secret/denied" vfork "$dir/secret/denied"
denied 'connect' connect connect '' connect 127.0.0.1 2

new_case
preloaded "$POLICY" "$probe" lib "$dir/secret/file"
status_is 'a library: EACCES' EACCES
event 'a library: named with its function' '.layer == "wrappers" and .c.module == "libprobe.so.1" and
	.c.symbol == "probe_open_secret"'
new_case
preloaded "$POLICY" "$probe" open "$dir/secret/file"
event 'the program: named' '.layer == "wrappers" and .c.module == "wrap_probe"'
new_case
preloaded "$POLICY" "$probe" open "$dir/secret/none"
status_is 'a missing file is missing' ENOENT
no_event 'a missing file is no violation' '.kind == "violation"'

# Without the wrappers the kernel layers give the same answer
sed 's/^name = .*/&\nlayers = { wrappers = "off"; };/' "$POLICY" >"$GG_TMP/without.cfg"
new_case
preloaded "$GG_TMP/without.cfg" "$probe" open "$dir/secret/file"
status_is 'wrappers off: EACCES' EACCES
event 'wrappers off: another layer says so' '.kind == "violation" and .layer != "wrappers"'

# Deferred: a script prepares unguarded, the target starts guarded, in the same process
cat >"$dir/start.sh" <<'END'
read -r line <"$1/secret/file" && echo "prepared: $line"
exec "$2" open "$1/secret/file"
END
new_case
export GOGUARD_TARGET=$probe
preloaded "$POLICY" sh "$dir/start.sh" "$dir" "$probe"
unset GOGUARD_TARGET
ok 'target: the script before it is not guarded' out_has '^prepared: text$'
status_is 'target: guarded' EACCES
event 'target: it is what was supervised' \
	".kind == \"exit\" and (.exe | endswith(\"wrap_probe\"))"
done_testing
