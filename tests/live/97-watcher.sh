# The function cannot end, stop, starve or read its supervisor, with Landlock and without.
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
REFUSE=$GG_BUILD/tests/live/probe_refuse
PROBE=("$GG_BUILD/tests/live/attack_watcher")
[ -x "${PROBE[0]}" ] || skip_all "${PROBE[0]} is not built (make probes)"
[ "$(uname -m)" = x86_64 ] || skip_all 'the numbers in the refusing filter are those of amd64'

# hit WORDS -- ACT...: as denied(), with a parent of its own where it is not guarded
hit() {
	local words=() name
	while [ "$1" != -- ]; do words+=("$1") && shift; done
	shift
	name=$(short "$@")
	callable "${words[2]}" || { refused "${words[@]}" -- "$@" && return; }
	bare below "$@"
	[ "$STATUS" = 0 ] || { fail "$name: works unguarded" && return; }
	refused "${words[@]}" -- "$@"
}
# absent ERRNO ACT...: works unguarded, not offered here
absent() {
	local want=$1
	shift
	bare below "$@"
	guard "$@"
	is "$(short "$@"): $want, and no violation" "${bare_status["below $*"]} $STATUS $(quiet && echo quiet)" "0 $(code "$want") quiet"
}

signals() {
	local sig
	for sig in 9 19 15; do
		hit EPERM syscall kill - - default -- kill $sig
	done
	hit EPERM syscall kill - - default -- kill-high 9
	hit EPERM syscall tkill - - default -- tkill 19
	hit EPERM syscall tgkill - - default -- tgkill 9
	hit EPERM syscall rt_sigqueueinfo - - default -- queue 9
	hit EPERM syscall rt_tgsigqueueinfo - - default -- queue-thread 9
	# groups: Landlock refuses without a word
	bare below group 9
	guard group 9
	is "$(short group 9): EPERM" "${bare_status["below group 9"]} $STATUS" "0 1"
	guard everybody 28 # SIGWINCH, which nobody minds: the kernel asks nobody, or finds nobody
	ok "$(short everybody 28): the supervisor is there at the end" all_there
	guard join-group 9
	is "$(short join-group 9): ends itself" "$STATUS" 137
	ok "$(short join-group 9): and not the supervisor" seen 'any(.[]; .kind == "exit" and .status == 137)'
	for sig in child group orphan thread queue; do
		allowed own $sig
	done
}
owners() {
	hit EPERM syscall fcntl - - default -- owner setown
	hit EPERM syscall fcntl - - default -- owner setown-ex
	hit EPERM syscall fcntl - - default -- owner setsig
	hit EPERM syscall ioctl - - syscalls -- owner fiosetown
	hit EPERM syscall ioctl - - syscalls -- owner siocspgrp
	hit EPERM syscall fcntl - - default -- async
	absent ENOSYS pidfd 9
}
scoped() { # Landlock decides about these
	answers_below EPERM pidfd 9
	answers_below EPERM async
}
answers_below() {
	local want=$1
	shift
	bare below "$@"
	guard "$@"
	is "$(short "$@"): $want" "${bare_status["below $*"]} $STATUS" "0 $(code "$want")"
	ok "$(short "$@"): the supervisor is there at the end" all_there
}
resources() {
	local what
	for what in 0 7; do # RLIMIT_CPU, RLIMIT_NOFILE
		hit EPERM syscall prlimit64 - - syscalls -- prlimit $what
	done
	for what in affinity scheduler param attr; do
		hit EPERM syscall sched_set$what - - syscalls -- sched $what
	done
	for what in process group; do
		hit EPERM syscall setpriority - - syscalls -- priority $what
		hit EPERM syscall ioprio_set - - syscalls -- ioprio $what
	done
	hit EPERM syscall move_pages - - syscalls -- pages move
	hit EPERM syscall migrate_pages - - syscalls -- pages migrate
}
memory() {
	hit EPERM syscall ptrace - - default -- memory attach
	hit EPERM syscall ptrace - - default -- memory seize
	hit EPERM syscall process_vm_readv - - default -- memory read
	hit EPERM syscall process_vm_writev - - default -- memory write
	hit EPERM syscall pidfd_getfd - - default -- memory getfd
	refused EPERM syscall process_madvise - - default -- memory advise
}
files() { # the policy lets everything below /proc be read and written
	local file
	for file in mem oom_score_adj clear_refs coredump_filter comm timerslack_ns; do
		hit EACCES open openat - - - -- file $file
	done
	for file in mem environ maps auxv syscall stack; do
		refused EACCES open openat - - default -- file $file r
	done
}
rules() {
	cat <<-END
		version = 1; name = "watched"; extends = ( "go-base" );
		layers = { landlock = "$1"; };
		syscalls = { allow = [ "@process", "@signal-send", "@resources", "@net-client", "move_pages", "migrate_pages" ]; };
		files = ( { path = "/proc"; allow = "read write"; } );
	END
}

world landlock < <(rules prefer)
signals
if promised landlock; then scoped; else owners; fi # beneath a refusal it is the third world
resources
memory
files
world "landlock off" < <(rules off)
signals
owners
resources
memory
files
world "landlock refused" < <(rules prefer)
BENEATH=("$REFUSE" landlock --)
signals
owners
done_testing
