# Programs: listed and unlisted, folders, scripts, descriptors, threads, vfork, in three worlds.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe call
W=$UNIT
P=${PROBE[0]}

lay_out() {
	mkdir -p "$W/bin/sub" "$W/no" "$W/all"
	for f in bin/ok bin/sub/ok no/no all/one all/two; do cp "$P" "$W/$f"; done
	ln -s ../no/no "$W/bin/to-no"
	ln -s ../bin/ok "$W/no/to-ok"
	printf '#!%s exit\nanything\n' "$W/bin/ok" >"$W/bin/script"
	printf '#!%s exit\n' "$W/no/no" >"$W/bin/bad-script"
	cp "$W/bin/script" "$W/no/script"
	echo 'no program' >"$W/all/text"
	chmod 755 "$W/bin"/*script "$W/no/script" "$W/all/text"
	cp "$P" "$W/all/plain" && chmod 644 "$W/all/plain"
}

rules() { # EXTRA-RULE EXTRA-KEY
	cat <<END
version = 1;
name = "exec";
extends = ( "go-base" );
syscalls = { allow = [ "@process" ]; };
files = ( { path = "$W/bin"; allow = "read"; } $1 );
exec = ( { path = "$W/bin/ok"; }, { path = "$W/bin/sub/ok"; }, { path = "$W/bin/script"; },
         { path = "$W/bin/bad-script"; }, { path = "$W/all"; } );
$2
END
}

# argv_is WORD...: of the violation
argv_is() { ok "$WORLD: with its arguments" seen "any(.[]; .kind == \"violation\" and .argv == $(jq -nc '$ARGS.positional' --args "$@"))"; }

programs() {
	local how
	for how in execve fexecve fdexec; do
		[ $how = execve ] && call=execve || call=-
		same 3 $how "$W/bin/ok" exit 3
		same 3 $how "$W/bin/sub/ok" exit 3
		same 3 $how "$W/all/one" exit 3
		same 3 $how "$W/no/to-ok" exit 3
		exits EACCES exec $call "$W/no/no" - default -- $how "$W/no/no" exit 3
		exits EACCES exec $call "$W/no/no" - default -- $how "$W/bin/to-no" exit 3
		same EACCES $how "$W/all/plain"
	done
	exits EACCES exec execve "$W/no/no" - default - supervisor -- execve "$W/no/no" exit 3
	argv_is "$W/no/no" exit 3
	same 3 execveat "$W/bin" ok exit 3
	exits EACCES exec execveat "$W/no/no" - default -- execveat "$W/no" no exit 3
	exits EACCES exec execveat "$W/no/no" - default -- execveat "$W/bin" ../no/no exit 3
	same 3 in "$W/bin" execve ./ok exit 3
	exits EACCES exec execve "$W/no/no" - default -- in "$W/no" execve ./no exit 3
	same ENOENT execve "$W/bin/none"
	same ENOENT execve "$W/no/none"
	same EACCES execve "$W/all" # a folder
	same 8 execve "$W/all/text" # ENOEXEC
	same 3 thread execve "$W/bin/ok" exit 3
	exits EACCES exec execve "$W/no/no" - default -- thread execve "$W/no/no" exit 3
	same 3 vfork execve "$W/bin/ok" exit 3
	same 3 fork execve "$W/bin/ok" exit 3
	exits EACCES exec execve "$W/no/no" - default -- vfork execve "$W/no/no" exit 3
	exits EACCES exec execve "$W/no/no" - default -- fork execve "$W/no/no" exit 3
	same 3 execve "$W/bin/ok" execve "$W/all/two" exit 3
}

# Where nothing holds what is executed to what was judged, nothing is executed
unverified() {
	local how
	for how in execve fexecve "thread execve" "vfork execve"; do
		guard $how "$W/bin/ok" exit 3
		status_is "$WORLD: $how of a listed program" EACCES
	done
	exits EACCES exec execve "$W/no/no" - default - supervisor -- execve "$W/no/no" exit 3
	guard exit 3
	is "$WORLD: but for the one that is started" "$STATUS" 3
	left_out "$WORLD: listed programs" 'without ptrace and Landlock no program is executed by rule'
}

# exits EVENT-WORDS -- ACT...: as denied(), for a program that ends with 3
exits() {
	local words=()
	while [ "$1" != -- ]; do words+=("$1") && shift; done
	shift
	bare "$@"
	[ "$STATUS" = 3 ] || { fail "$(short "$@"): works unguarded" && return; }
	refused "${words[@]}" -- "$@"
}

scripts() {
	same 0 execve "$W/bin/script" # "exit SCRIPT", which is 0
	bare execve "$W/no/script"
	is "$WORLD: an unlisted script runs unguarded" "$STATUS" 0
	refused EACCES exec execve "$W/no/script" - default -- execve "$W/no/script"
	guard execve "$W/bin/bad-script" # the script is listed, its interpreter is not
	status_is "$WORLD: a script whose interpreter is not listed" EACCES
}

for w in full deny no-landlock; do
	case $w in
	full) rules '' '' ;;
	deny) rules ", { path = \"$W/bin/hidden\"; deny = \"all\"; }" '' ;;
	no-landlock) rules '' 'layers = { landlock = "off"; };' ;;
	esac >"$GG_TMP/$w.text"
	world "$w" <"$GG_TMP/$w.text"
	if [ $w = no-landlock ] && ! callable ptrace; then unverified && continue; fi
	programs
	scripts
	bare memfd "$P" exit 3
	is "$WORLD: a program in memory runs unguarded" "$STATUS" 3
	refused EPERM syscall memfd_create -- memfd "$P" exit 3
done
done_testing
