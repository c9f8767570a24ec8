/*
 * The questions of `goguard doctor`, and what each is good for.
 *
 * Owns the table. Relies on the probes' own files. The first probe of an area is what the others
 * need: without it their losses are not told one by one.
 */
#include "base/kernel.h"
#include "tool/doctor_probes.h"

#define CAP(area, id, name, loss) { area, name, gg_probe_cap, 0, id, -1, loss }
#define ASK(area, name, fn, arg, loss) { area, name, fn, arg, -1, -1, loss }
#define RIGHT(name, bit, loss) { "landlock", name, gg_probe_landlock, bit, -1, -1, loss }
#define FILTER_COVERS(name, fn, loss) { "landlock", name, fn, 0, -1, GG_LAYER_SECCOMP, loss }
#define HELD "the kernel does not hold it, the supervisor alone does"

const struct gg_probe gg_probes[] = {
	CAP("seccomp", GG_CAP_SECCOMP, "seccomp",
	    "no filter: system calls are not restricted, and nothing notifies a supervisor"),
	CAP("seccomp", GG_CAP_NO_NEW_PRIVS, "no_new_privs", "neither a filter nor a Landlock domain"),
	ASK("seccomp", "filter", gg_probe_filter, 0, "filters are refused as soon as they are real"),

	CAP("supervisor", GG_CAP_LISTENER, "listener",
	    "no supervisor: no decisions by path, address, program or package, and no events about them"),
	CAP("supervisor", GG_CAP_FREE_LISTENER, "free_listener",
	    "no supervisor: another one listens to this process already"),
	CAP("supervisor", GG_CAP_WAIT_KILLABLE, "wait_killable",
	    "signals cancel supervised calls: goroutines are not preempted by signals then"),
	ASK("supervisor", "notify", gg_probe_notify, GG_NOTIFY_ANSWER, "notifications do not work"),
	ASK("supervisor", "continue", gg_probe_notify, GG_NOTIFY_CONTINUE,
	    "no call can go on after it was looked at: no program can be executed"),
	ASK("supervisor", "addfd", gg_probe_notify, GG_NOTIFY_ADDFD,
	    "files that Landlock alone cannot decide about are denied"),
	ASK("supervisor", "addfd_send", gg_probe_notify, GG_NOTIFY_ADDFD_SEND,
	    "opening a file takes two steps, and a signal can come between them"),
	ASK("supervisor", "sync_wake_up", gg_probe_notify, GG_NOTIFY_WAKE, "supervised calls are slower"),
	CAP("supervisor", GG_CAP_PIDFD_GETFD, "pidfd_getfd", "every address is denied"),
	ASK("supervisor", "child_fd", gg_probe_child_fd, 0, "every address is denied"),
	ASK("supervisor", "pidfd_thread", gg_probe_pidfd_thread, 0, NULL),
	CAP("supervisor", GG_CAP_VM_READ, "vm_read", "no supervisor: paths and addresses cannot be read"),
	ASK("supervisor", "child_memory", gg_probe_child_memory, 0,
	    "no supervisor: paths and addresses cannot be read"),
	CAP("supervisor", GG_CAP_OPENAT2, "openat2", "no supervisor: paths cannot be pinned"),
	CAP("supervisor", GG_CAP_PTRACE, "ptrace", "programs are held by Landlock alone, or denied"),
	ASK("supervisor", "exec_stop", gg_probe_exec_stop, 0,
	    "programs are held by Landlock alone, or denied"),
	ASK("supervisor", "close_range", gg_probe_close_range, 0, NULL),

	ASK("landlock", "landlock", gg_probe_landlock_abi, 0,
	    "no second wall: files are held by the supervisor alone, TCP ports and signals by nothing else"),
	ASK("landlock", "errata", gg_probe_landlock_errata, 0, NULL),
	RIGHT("execute", GG_LL_EXECUTE, HELD),
	RIGHT("read_file", GG_LL_READ_FILE, HELD),
	RIGHT("read_dir", GG_LL_READ_DIR, HELD),
	RIGHT("write_file", GG_LL_WRITE_FILE, HELD),
	RIGHT("make_reg", GG_LL_MAKE_REG, HELD),
	RIGHT("make_dir", GG_LL_MAKE_DIR, HELD),
	RIGHT("make_sym", GG_LL_MAKE_SYM, HELD),
	RIGHT("make_fifo", GG_LL_MAKE_FIFO, HELD),
	RIGHT("make_sock", GG_LL_MAKE_SOCK, HELD),
	RIGHT("remove_file", GG_LL_REMOVE_FILE, HELD),
	RIGHT("remove_dir", GG_LL_REMOVE_DIR, HELD),
	RIGHT("refer", GG_LL_REFER, "files cannot be moved between directories (ABI 2)"),
	RIGHT("truncate", GG_LL_TRUNCATE, "truncation: " HELD " (ABI 3)"),
	RIGHT("ioctl_dev", GG_LL_IOCTL_DEV, "ioctl of devices that are opened is not held (ABI 5)"),
	{ "landlock", "bind_tcp", gg_probe_landlock_tcp, GG_LL_NET_BIND_TCP, -1, -1,
	  "TCP ports: " HELD " (ABI 4)" },
	{ "landlock", "connect_tcp", gg_probe_landlock_tcp, GG_LL_NET_CONNECT_TCP, -1, -1,
	  "TCP ports: " HELD " (ABI 4)" },
	{ "landlock", "scope_abstract", gg_probe_landlock_scope, GG_LL_SCOPE_ABSTRACT_UNIX, -1, -1,
	  "abstract sockets: " HELD " (ABI 6)" },
	{ "landlock", "scope_signal", gg_probe_landlock_scope, GG_LL_SCOPE_SIGNAL, -1, -1,
	  "signals to other processes of the same user are not held back (ABI 6)" },
	FILTER_COVERS("sees_fastopen", gg_probe_fastopen,
		      "MSG_FASTOPEN connects past Landlock, and no filter forbids it"),
	FILTER_COVERS("sees_mptcp", gg_probe_mptcp, "MPTCP connects past Landlock, and no filter forbids it"),

	CAP("hardening", GG_CAP_MDWE, "mdwe", "harden.wx: the filter alone holds it"),
	ASK("hardening", "mdwe_holds", gg_probe_mdwe, 0, NULL),
	CAP("hardening", GG_CAP_SPECULATION, "speculation", NULL),
	CAP("hardening", GG_CAP_CORE_SCHED, "core_sched", NULL),

	ASK("here", "user", gg_probe_user, 0, NULL),
	ASK("here", "around", gg_probe_seccomp_mode, 0, NULL),
	ASK("here", "yama", gg_probe_yama, 0, NULL),
	ASK("here", "lsm", gg_probe_lsm, 0, NULL),
	ASK("here", "container", gg_probe_container, 0, NULL),
	ASK("here", "machine", gg_probe_machine, 0, NULL),
};
const size_t gg_n_probes = GG_ARRAY_SIZE(gg_probes);
_Static_assert(GG_ARRAY_SIZE(gg_probes) <= GG_PROBES_MAX, "findings have room for every probe");
