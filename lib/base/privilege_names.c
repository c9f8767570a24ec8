/*
 * The table of privileges.
 *
 * Owns names and what a policy has to say for each to stay. Relies on the filter never letting
 * through what a call of another's namesake does (plan/checks.c, policy/core.c).
 */
#include "base/privileges.h"

#include <linux/capability.h>
#include <string.h>

#include "base/common.h"

#define CALLS(...) .calls = (const char *const[]){ __VA_ARGS__, NULL }

const struct gg_privilege gg_privileges[] = {
	[CAP_CHOWN] = { "CAP_CHOWN", "owners of files", .ruled = true },
	[CAP_DAC_OVERRIDE] = { "CAP_DAC_OVERRIDE", "files whatever their mode", .ruled = true },
	[CAP_DAC_READ_SEARCH] = { "CAP_DAC_READ_SEARCH", "reading files whatever their mode", .ruled = true },
	[CAP_FOWNER] = { "CAP_FOWNER", "files of others as if they were one's own", .ruled = true },
	[CAP_FSETID] = { "CAP_FSETID", "set-user-ID bits that stay", .ruled = true },
	[CAP_KILL] = { "CAP_KILL", "signals to processes of others", .ruled = true },
	[CAP_SETGID] = { "CAP_SETGID", "any group", .ruled = true },
	[CAP_SETUID] = { "CAP_SETUID", "any user", .ruled = true },
	[CAP_SETPCAP] = { "CAP_SETPCAP", "what programs that are executed may gain", CALLS("capset") },
	[CAP_LINUX_IMMUTABLE] = { "CAP_LINUX_IMMUTABLE", "files that nobody may change" },
	[CAP_NET_BIND_SERVICE] = { "CAP_NET_BIND_SERVICE", "ports below 1024", .ruled = true },
	[CAP_NET_BROADCAST] = { "CAP_NET_BROADCAST", "broadcasts" },
	[CAP_NET_ADMIN] = { "CAP_NET_ADMIN", "interfaces, routes, tunnels: ways past rules about addresses" },
	[CAP_NET_RAW] = { "CAP_NET_RAW", "packets made by hand, sockets bound to devices" },
	[CAP_IPC_LOCK] = { "CAP_IPC_LOCK", "memory that stays in memory, without a limit",
			   CALLS("mlock", "mlock2", "mlockall") },
	[CAP_IPC_OWNER] = { "CAP_IPC_OWNER", "System V memory, queues and semaphores of others" },
	[CAP_SYS_MODULE] = { "CAP_SYS_MODULE", "modules of the kernel",
			     CALLS("init_module", "finit_module", "delete_module") },
	[CAP_SYS_RAWIO] = { "CAP_SYS_RAWIO", "ports and memory of the machine", CALLS("ioperm", "iopl") },
	[CAP_SYS_CHROOT] = { "CAP_SYS_CHROOT", "another root folder", CALLS("chroot", "setns") },
	[CAP_SYS_PTRACE] = { "CAP_SYS_PTRACE", "what /proc shows of others", .ruled = true },
	[CAP_SYS_PACCT] = { "CAP_SYS_PACCT", "accounting of processes", CALLS("acct") },
	[CAP_SYS_ADMIN] = { "CAP_SYS_ADMIN", "mounts, namespaces, and much of the kernel's administration",
			    CALLS("bpf", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "mount",
				  "mount_setattr", "move_mount", "open_tree", "perf_event_open", "pivot_root",
				  "quotactl", "quotactl_fd", "setdomainname", "sethostname", "setns", "swapoff",
				  "swapon", "umount", "umount2", "unshare") },
	[CAP_SYS_BOOT] = { "CAP_SYS_BOOT", "restarts, and other kernels",
			   CALLS("kexec_file_load", "kexec_load", "reboot") },
	[CAP_SYS_NICE] = { "CAP_SYS_NICE", "higher priorities, real time",
			   CALLS("ioprio_set", "sched_setattr", "sched_setparam", "sched_setscheduler",
				 "setpriority") },
	[CAP_SYS_RESOURCE] = { "CAP_SYS_RESOURCE", "lifting limits, those of the policy among them" },
	[CAP_SYS_TIME] = { "CAP_SYS_TIME", "the machine's clock",
			   CALLS("adjtimex", "clock_adjtime", "clock_settime", "settimeofday") },
	[CAP_SYS_TTY_CONFIG] = { "CAP_SYS_TTY_CONFIG", "consoles", CALLS("vhangup") },
	[CAP_MKNOD] = { "CAP_MKNOD", "device nodes" },
	[CAP_LEASE] = { "CAP_LEASE", "leases on files of others" },
	[CAP_AUDIT_WRITE] = { "CAP_AUDIT_WRITE", "entries in the audit log" },
	[CAP_AUDIT_CONTROL] = { "CAP_AUDIT_CONTROL", "rules of the audit log" },
	[CAP_SETFCAP] = { "CAP_SETFCAP", "privileges of files: for whoever executes them outside" },
	[CAP_MAC_OVERRIDE] = { "CAP_MAC_OVERRIDE", "files whatever their labels" },
	[CAP_MAC_ADMIN] = { "CAP_MAC_ADMIN", "labels and their policy" },
	[CAP_SYSLOG] = { "CAP_SYSLOG", "the kernel's log", CALLS("syslog") },
	[CAP_WAKE_ALARM] = { "CAP_WAKE_ALARM", "timers that wake the machine" },
	[CAP_BLOCK_SUSPEND] = { "CAP_BLOCK_SUSPEND", "keeping the machine awake" },
	[CAP_AUDIT_READ] = { "CAP_AUDIT_READ", "reading the audit log" },
	[38 /* Linux 5.8 */] = { "CAP_PERFMON", "performance counters", CALLS("perf_event_open") },
	[39 /* Linux 5.8 */] = { "CAP_BPF", "programs in the kernel", CALLS("bpf") },
	[40 /* Linux 5.9 */] = { "CAP_CHECKPOINT_RESTORE", "freezing and thawing processes" },
};

const size_t gg_n_privileges = GG_ARRAY_SIZE(gg_privileges);

/** gg_privilege_find() - see privileges.h */
int gg_privilege_find(const char *name)
{
	size_t i;

	for (i = 0; i < gg_n_privileges; i++)
		if (!strcmp(gg_privileges[i].name, name))
			return (int)i;
	return -1;
}
