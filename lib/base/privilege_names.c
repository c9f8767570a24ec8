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
	[CAP_CHOWN] = { .name = "CAP_CHOWN", .help = "owners of files", .ruled = true },
	[CAP_DAC_OVERRIDE] = { .name = "CAP_DAC_OVERRIDE", .help = "files whatever their mode", .ruled = true },
	[CAP_DAC_READ_SEARCH] = { .name = "CAP_DAC_READ_SEARCH",
				  .help = "reading files whatever their mode", .ruled = true },
	[CAP_FOWNER] = { .name = "CAP_FOWNER", .help = "files of others as if they were one's own", .ruled = true },
	[CAP_FSETID] = { .name = "CAP_FSETID", .help = "set-user-ID bits that stay", .ruled = true },
	[CAP_KILL] = { .name = "CAP_KILL", .help = "signals to processes of others", .ruled = true },
	[CAP_SETGID] = { .name = "CAP_SETGID", .help = "any group", .ruled = true },
	[CAP_SETUID] = { .name = "CAP_SETUID", .help = "any user", .ruled = true },
	[CAP_SETPCAP] = { .name = "CAP_SETPCAP",
			  .help = "what programs that are executed may gain", CALLS("capset") },
	[CAP_LINUX_IMMUTABLE] = { .name = "CAP_LINUX_IMMUTABLE", .help = "files that nobody may change" },
	[CAP_NET_BIND_SERVICE] = { .name = "CAP_NET_BIND_SERVICE", .help = "ports below 1024", .ruled = true },
	[CAP_NET_BROADCAST] = { .name = "CAP_NET_BROADCAST", .help = "broadcasts" },
	[CAP_NET_ADMIN] = { .name = "CAP_NET_ADMIN",
			    .help = "interfaces, routes, tunnels: ways past rules about addresses" },
	[CAP_NET_RAW] = { .name = "CAP_NET_RAW",
			  .help = "packets made by hand, sockets bound to devices and foreign addresses" },
	[CAP_IPC_LOCK] = { .name = "CAP_IPC_LOCK", .help = "memory that stays in memory, without a limit",
			   CALLS("mlock", "mlock2", "mlockall") },
	[CAP_IPC_OWNER] = { .name = "CAP_IPC_OWNER", .help = "System V memory, queues and semaphores of others" },
	[CAP_SYS_MODULE] = { .name = "CAP_SYS_MODULE", .help = "modules of the kernel",
			     CALLS("init_module", "finit_module", "delete_module") },
	[CAP_SYS_RAWIO] = { .name = "CAP_SYS_RAWIO",
			    .help = "ports and memory of the machine", CALLS("ioperm", "iopl") },
	[CAP_SYS_CHROOT] = { .name = "CAP_SYS_CHROOT", .help = "another root folder", CALLS("chroot", "setns") },
	[CAP_SYS_PTRACE] = { .name = "CAP_SYS_PTRACE", .help = "what /proc shows of others", .ruled = true },
	[CAP_SYS_PACCT] = { .name = "CAP_SYS_PACCT", .help = "accounting of processes", CALLS("acct") },
	[CAP_SYS_ADMIN] = { .name = "CAP_SYS_ADMIN",
			    .help = "mounts, namespaces, and much of the kernel's administration",
			    CALLS("bpf", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "mount",
				  "mount_setattr", "move_mount", "open_tree", "perf_event_open", "pivot_root",
				  "quotactl", "quotactl_fd", "setdomainname", "sethostname", "setns", "swapoff",
				  "swapon", "umount", "umount2", "unshare") },
	[CAP_SYS_BOOT] = { .name = "CAP_SYS_BOOT", .help = "restarts, and other kernels",
			   CALLS("kexec_file_load", "kexec_load", "reboot") },
	[CAP_SYS_NICE] = { .name = "CAP_SYS_NICE", .help = "higher priorities, real time",
			   CALLS("ioprio_set", "sched_setattr", "sched_setparam", "sched_setscheduler",
				 "setpriority") },
	[CAP_SYS_RESOURCE] = { .name = "CAP_SYS_RESOURCE", .help = "lifting limits, those of the policy among them" },
	[CAP_SYS_TIME] = { .name = "CAP_SYS_TIME", .help = "the machine's clock",
			   CALLS("adjtimex", "clock_adjtime", "clock_settime", "settimeofday") },
	[CAP_SYS_TTY_CONFIG] = { .name = "CAP_SYS_TTY_CONFIG", .help = "consoles", CALLS("vhangup") },
	[CAP_MKNOD] = { .name = "CAP_MKNOD", .help = "device nodes" },
	[CAP_LEASE] = { .name = "CAP_LEASE", .help = "leases on files of others" },
	[CAP_AUDIT_WRITE] = { .name = "CAP_AUDIT_WRITE", .help = "entries in the audit log" },
	[CAP_AUDIT_CONTROL] = { .name = "CAP_AUDIT_CONTROL", .help = "rules of the audit log" },
	[CAP_SETFCAP] = { .name = "CAP_SETFCAP", .help = "privileges of files: for whoever executes them outside" },
	[CAP_MAC_OVERRIDE] = { .name = "CAP_MAC_OVERRIDE", .help = "files whatever their labels" },
	[CAP_MAC_ADMIN] = { .name = "CAP_MAC_ADMIN", .help = "labels and their policy" },
	[CAP_SYSLOG] = { .name = "CAP_SYSLOG", .help = "the kernel's log", CALLS("syslog") },
	[CAP_WAKE_ALARM] = { .name = "CAP_WAKE_ALARM", .help = "timers that wake the machine" },
	[CAP_BLOCK_SUSPEND] = { .name = "CAP_BLOCK_SUSPEND", .help = "keeping the machine awake" },
	[CAP_AUDIT_READ] = { .name = "CAP_AUDIT_READ", .help = "reading the audit log" },
	[38 /* Linux 5.8 */] = { .name = "CAP_PERFMON", .help = "performance counters", CALLS("perf_event_open") },
	[39 /* Linux 5.8 */] = { .name = "CAP_BPF", .help = "programs in the kernel", CALLS("bpf") },
	[40 /* Linux 5.9 */] = { .name = "CAP_CHECKPOINT_RESTORE", .help = "freezing and thawing processes" },
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
