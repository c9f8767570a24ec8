# System calls: denied by default and by name, refined, checked by their arguments, absent.
# needs: seccomp
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
probe call
P=${PROBE[0]}
amd64=
[ "$(uname -m)" = x86_64 ] && amd64=1

rules() { # SYSCALLS
	cat <<END
version = 1;
name = "calls";
extends = ( "go-base" );
syscalls = { $1 };
files = ( { path = "/dev/ptmx"; allow = "read write"; } );
END
}

# on amd64 by number; elsewhere these cases are left to the unit tests
number() { # NAME: its number here
	case $1 in getpriority) echo 140 ;; personality) echo 135 ;; sethostname) echo 170 ;; acct) echo 163 ;; unshare) echo 272 ;;
	getpid) echo 39 ;; getrandom) echo 318 ;; umask) echo 95 ;; chmod) echo 90 ;; socket) echo 41 ;; kill) echo 62 ;;
	sched_yield) echo 24 ;; sysinfo) echo 99 ;; times) echo 100 ;; kcmp) echo 312 ;; setpriority) echo 141 ;;
	sched_setaffinity) echo 203 ;; pidfd_open) echo 434 ;; pidfd_getfd) echo 438 ;; bpf) echo 321 ;; mount) echo 165 ;;
	perf_event_open) echo 298 ;; userfaultfd) echo 323 ;; setns) echo 308 ;; chroot) echo 161 ;; socketpair) echo 53 ;; esac
}

by_default() {
	local call
	denied EPERM syscall getpriority - - default - seccomp -- raw "$(number getpriority)" 0 0
	denied EPERM syscall personality - - default - seccomp -- raw "$(number personality)" 0xffffffff
	for call in sethostname acct unshare kcmp bpf mount perf_event_open userfaultfd setns chroot pidfd_getfd; do
		refused EPERM syscall $call - - default - seccomp -- raw "$(number $call)" 0 0
	done
	denied EPERM syscall ptrace - - default - seccomp -- ptrace
	denied EPERM syscall process_vm_readv - - default - seccomp -- vm-read
	allowed raw "$(number getpid)"
	allowed raw "$(number times)"
	allowed clone 0
	allowed fork exit 0
	# dirty upper halves: what the kernel ignores makes no difference
	allowed raw "$(number umask)" 0xdeadbeef00000022
}

# What is not offered at all, so that programs fall back
absent() {
	answers_absent clone3 0
	answers_absent clone3 0x10000000
	refused ENOSYS syscall io_uring_setup -- uring
	for nr in 337 400 470 999 5000; do # no such calls yet, or ever
		guard raw $nr
		status_is "$WORLD: system call $nr" ENOSYS
		ok "$WORLD: system call $nr: no violation" quiet
	done
	guard raw 1073741863 # x32
	is "$WORLD: an x32 call ends the process" "$STATUS" 159
	guard int80
	is "$WORLD: a 32-bit call ends the process" "$STATUS" 159
}
answers_absent() {
	guard "$@"
	status_is "$WORLD: $*" ENOSYS
	ok "$WORLD: $*: no violation" quiet
}

arguments() {
	local ns high=0xdeadbeef00000000
	for ns in 0x20000 0x02000000 0x04000000 0x08000000 0x10000000 0x20000000 0x40000000; do
		refused EPERM syscall clone - - syscalls - seccomp -- clone $ns
	done
	refused EPERM syscall clone - - syscalls - seccomp -- clone 0x1010000000
	denied EPERM syscall ioctl - - syscalls - seccomp -- tiocsti 0x5412
	refused EPERM syscall ioctl - - syscalls - seccomp -- tiocsti 0x100005412
	refused EPERM syscall ioctl - - syscalls - seccomp -- tiocsti 0x541c
	same ENOTTY raw 16 0 0x5401
	denied EPERM syscall prctl - - syscalls - seccomp -- prctl 4 0        # PR_SET_DUMPABLE
	refused EPERM syscall prctl - - syscalls - seccomp -- prctl 22 2 0    # PR_SET_SECCOMP
	refused EPERM syscall prctl - - syscalls - seccomp -- prctl 35 6 0    # PR_SET_MM
	denied EPERM syscall prctl - - syscalls - seccomp -- prctl 0x100000004 0
	allowed prctl 3                                                    # PR_GET_DUMPABLE
	allowed prctl 38 1                                                 # PR_SET_NO_NEW_PRIVS
	allowed prlimit self
	if promised log; then # only the supervisor knows whose numbers these are
		allowed prlimit pid
		allowed prlimit thread
		allowed thread prlimit thread
		# another thread's number may be somebody else's by then, as that of limits must not be
		denied EPERM syscall prlimit64 - - syscalls - seccomp -- prlimit sibling
	else
		ok "$WORLD: the posture says that no number but 0 is one's own" seen 'any(.[]; .kind == "posture" and
			(.notes | any(test("by the number 0 only"))))'
		denied EPERM syscall prlimit64 - - syscalls - seccomp -- prlimit pid
	fi
	denied EPERM syscall prlimit64 - - syscalls - seccomp -- prlimit parent
	refused EPERM syscall prlimit64 - - syscalls - seccomp -- raw 302 1 7 0 0
	refused EPERM syscall seccomp - - - - seccomp -- seccomp 0
	refused EPERM syscall seccomp - - - - seccomp -- seccomp 8 # a listener of one's own
	refused EPERM syscall prctl - - syscalls - seccomp -- seccomp prctl
}

sockets() {
	local eperm="EPERM syscall socket - - syscalls - seccomp"
	if promised sockets; then
		allowed raw 41 2 1 0
		allowed raw 41 2 2 17
		allowed raw 41 10 1 6
		allowed raw 41 1 1 0
		allowed raw 41 16 3 0 # routing netlink
		allowed raw 41 2 0x80801 0
		allowed raw 41 0xdead00000002 0xdead00000001 0xdead00000000
	else
		no_sockets "$WORLD: sockets of families that are granted"
	fi
	guard raw 41 2 1 262
	status_is "$WORLD: MPTCP" EPROTONOSUPPORT
	guard raw 41 0xbad00000002 1 0xbad00000106
	status_is "$WORLD: MPTCP with dirty halves" EPROTONOSUPPORT
	denied $eperm -- raw 41 16 3 9     # audit netlink
	refused $eperm -- raw 41 38 5 0    # AF_ALG
	refused $eperm -- raw 41 2 3 1     # raw ICMP
	refused $eperm -- raw 41 17 3 0    # packets
	refused $eperm -- raw 41 40 1 0    # vsock
	refused $eperm -- raw 41 2 1 132   # SCTP
	refused $eperm -- raw 41 0xbad00000011 3 0
	refused EPERM syscall socketpair - - syscalls - seccomp -- raw 53 16 3 0 0
}

[ -n "$amd64" ] || skip_all 'numbers of amd64'

world default < <(rules 'allow = [ "@process" ];')
by_default
absent
arguments

world net < <(rules 'allow = [ "@process", "@net-client" ];')
sockets

world by-name < <(rules 'allow = [ "@process", "@file-write", "personality", "ptrace", "process_vm_readv" ]; deny = [ "times", "chmod", "getpriority" ];')
denied EPERM syscall times - - syscalls - seccomp -- raw "$(number times)"
refused EPERM syscall chmod - - syscalls - -- raw 90 0 0
refused EPERM syscall getpriority - - syscalls - -- raw 140 0 0
allowed raw 135 0xffffffff
allowed raw 135 0
allowed raw 135 0xdead0000ffffffff
denied EPERM syscall personality - - syscalls - seccomp -- raw 135 0x0400000
allowed ptrace
allowed vm-read

world never < <(rules 'allow = [ "@process", "@io-uring", "@namespace", "@debug", "seccomp", "clone3" ];')
refused ENOSYS syscall io_uring_setup -- uring
refused EPERM syscall unshare -- raw 272 0x10000000
refused EPERM syscall ptrace -- ptrace
refused EPERM syscall seccomp -- seccomp 0
answers_absent clone3 0

world refined < <(rules 'allow = [ "@process", "umask", "getpriority" ]; refine = ( { call = "getpriority"; arg = 0; in = [ 0, 1 ]; } );')
allowed raw 140 0 0
allowed raw 140 1 0
allowed raw 140 0xbad00000001 0
denied EPERM syscall getpriority -- raw 140 2 0

for errno in ENOSYS EACCES EIO; do
	world "otherwise-$errno" < <(rules "allow = [ \"@process\" ]; otherwise = \"$errno\";")
	denied $errno syscall getpriority - - default - seccomp -- raw 140 0 0
done

world kill < <(rules 'allow = [ "@process" ]; otherwise = "kill";')
VERDICT=kill
: >"$EVENTS"
guard raw 140 0 0
ok "$WORLD: the process is killed" [ "$STATUS" -ge 128 ]
if promised log; then
	ok "$WORLD: and that is in the log" seen 'any(.[]; .kind == "violation" and .verdict == "kill" and .syscall == "getpriority" and .errno == null)'
else
	left_out "$WORLD: and that is in the log" 'without the supervisor nothing is logged'
fi
guard thread raw 140 0 0
ok "$WORLD: by a thread, too" [ "$STATUS" -ge 128 ]
VERDICT=deny

world 'trap, and no programs' < <(rules 'otherwise = "trap";')
guard raw 39 0 0
status_is "$WORLD: the command itself is started" 0
guard raw 140 0 0
is "$WORLD: SIGSYS" "$STATUS" 159
world trap < <(rules 'allow = [ "@process" ]; otherwise = "trap";')
guard raw 140 0 0
is "$WORLD: SIGSYS" "$STATUS" 159
if [ -x "$(go_bin acts)" ]; then
	PROBE=("$(go_bin acts)")
	guard raw 140 0 0
	is "$WORLD: a Go program dies as Go programs do" "$STATUS" 2
	ok "$WORLD: with a traceback" err_has 'SIGSYS.*|main.rawAct'
else
	skip "$WORLD: Go" 'acts is not built'
fi
done_testing
