/*
 * The groups of system calls.
 *
 * Owns the table, sorted by name, members sorted, groups first. A call that only one architecture
 * has stands beside the one that the other has in its place (open and openat, fork and clone), so
 * that a group means the same on both. Relies on base/calls.h for numbers. Does not grant
 * anything: what a path or address may be is not a matter of groups.
 *
 * Where the members of @go-runtime come from: strace of Go 1.18 to 1.27 on amd64 and arm64. Older
 * versions need epoll_wait, pipe2, getrlimit and setrlimit, newer ones eventfd2, prlimit64,
 * pread64 (cgroup limits, 1.25) and prctl (names of mappings, 1.25). bind is in @net-client since
 * the net package binds a socket to ::1 to find out whether there is IPv6.
 */
#include "policy/groups_table.h"

#include "base/common.h"

/* clang-format off */
static const char *const group_aio[] = {
	"io_cancel", "io_destroy", "io_getevents", "io_pgetevents", "io_setup", "io_submit",
	NULL,
};

static const char *const group_chown[] = {
	"chown", "fchown", "fchownat", "lchown", NULL,
};

static const char *const group_debug[] = {
	"kcmp", "migrate_pages", "move_pages", "perf_event_open", "pidfd_getfd",
	"process_madvise", "process_mrelease", "process_vm_readv", "process_vm_writev", "ptrace",
	"userfaultfd", NULL,
};

static const char *const group_file_read[] = {
	"access", "cachestat", "chdir", "close", "dup", "dup2", "dup3", "faccessat",
	"faccessat2", "fadvise64", "fchdir", "fcntl", "fgetxattr", "file_getattr", "flistxattr",
	"flock", "fstat", "fstatfs", "getcwd", "getdents", "getdents64", "getxattr",
	"getxattrat", "lgetxattr", "listxattr", "listxattrat", "llistxattr", "lseek", "lstat",
	"newfstatat", "open", "openat", "openat2", "pread64", "preadv", "preadv2", "read",
	"readahead", "readlink", "readlinkat", "readv", "stat", "statfs", "statx", NULL,
};

static const char *const group_file_write[] = {
	"@chown", "chmod", "close", "copy_file_range", "creat", "fallocate", "fchmod",
	"fchmodat", "fchmodat2", "fcntl", "fdatasync", "file_setattr", "flock", "fremovexattr",
	"fsetxattr", "fsync", "ftruncate", "futimesat", "link", "linkat", "lremovexattr",
	"lseek", "lsetxattr", "mkdir", "mkdirat", "mknod", "mknodat", "msync", "open", "openat",
	"openat2", "pwrite64", "pwritev", "pwritev2", "removexattr", "removexattrat", "rename",
	"renameat", "renameat2", "rmdir", "sendfile", "setxattr", "setxattrat", "symlink",
	"symlinkat", "sync", "sync_file_range", "syncfs", "truncate", "umask", "unlink",
	"unlinkat", "utime", "utimensat", "utimes", "write", "writev", NULL,
};

static const char *const group_go_runtime[] = {
	"@libc", "@poll", "@time", "arch_prctl", "clone", "clone3", "close", "exit",
	"exit_group", "fcntl", "fstat", "futex", "getegid", "geteuid", "getgid", "getpid",
	"getppid", "getrandom", "getrlimit", "gettid", "getuid", "lseek", "madvise",
	"membarrier", "mincore", "mmap", "mprotect", "munmap", "newfstatat", "open", "openat",
	"pidfd_open", "pidfd_send_signal", "pipe", "pipe2", "prctl", "pread64", "prlimit64", "read", "readlink",
	"readlinkat", "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask",
	"rt_sigreturn", "rt_sigtimedwait", "sched_getaffinity", "sched_yield", "set_robust_list",
	"set_tid_address", "setrlimit", "sigaltstack", "sysinfo", "tgkill", "tkill", "uname",
	"write", "writev", NULL,
};

static const char *const group_ids[] = {
	"capget", "getegid", "geteuid", "getgid", "getgroups", "getpgid", "getpgrp", "getpid",
	"getppid", "getresgid", "getresuid", "getsid", "gettid", "getuid", NULL,
};

static const char *const group_inotify[] = {
	"inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch", NULL,
};

static const char *const group_io[] = {
	"@inotify", "@poll", "close", "close_range", "dup", "dup2", "dup3", "fcntl", "fstat",
	"ioctl", "lseek", "newfstatat", "pipe", "pipe2", "pread64", "preadv", "preadv2",
	"pwrite64", "pwritev", "pwritev2", "read", "readv", "sendfile", "signalfd", "signalfd4",
	"splice", "tee", "timerfd_create", "timerfd_gettime", "timerfd_settime", "vmsplice",
	"write", "writev", NULL,
};

static const char *const group_io_uring[] = {
	"io_uring_enter", "io_uring_register", "io_uring_setup", NULL,
};

static const char *const group_ipc[] = {
	"mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive", "mq_timedsend", "mq_unlink",
	"msgctl", "msgget", "msgrcv", "msgsnd", "semctl", "semget", "semop", "semtimedop",
	"shmat", "shmctl", "shmdt", "shmget", NULL,
};

static const char *const group_keyring[] = {
	"add_key", "keyctl", "request_key", NULL,
};

static const char *const group_libc[] = {
	"access", "arch_prctl", "brk", "clock_getres", "clock_gettime", "clock_nanosleep",
	"clone", "clone3", "close", "exit", "exit_group", "faccessat", "faccessat2", "fcntl",
	"fstat", "futex", "futex_requeue", "futex_wait", "futex_waitv", "futex_wake",
	"get_robust_list", "getegid", "geteuid", "getgid", "getpid", "getrandom", "getrlimit",
	"gettid", "getuid", "lseek", "lstat", "madvise", "membarrier", "mmap", "mprotect",
	"mremap", "munmap", "nanosleep", "newfstatat", "open", "openat", "poll", "ppoll",
	"pread64", "prlimit64", "read", "readlink", "readlinkat", "readv", "restart_syscall",
	"rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity",
	"sched_yield", "set_robust_list", "set_tid_address", "sigaltstack", "stat", "statx",
	"sysinfo", "tgkill", "tkill", "uname", "write", "writev", NULL,
};

static const char *const group_memory[] = {
	"brk", "madvise", "mbind", "membarrier", "mincore", "mlock", "mlock2", "mlockall",
	"mmap", "mprotect", "mremap", "mseal", "msync", "munlock", "munlockall", "munmap",
	"pkey_alloc", "pkey_free", "pkey_mprotect", "remap_file_pages", NULL,
};

static const char *const group_module[] = {
	"delete_module", "finit_module", "init_module", "kexec_file_load", "kexec_load", NULL,
};

static const char *const group_mount[] = {
	"chroot", "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr",
	"move_mount", "open_tree", "open_tree_attr", "pivot_root", "umount2", NULL,
};

static const char *const group_namespace[] = {
	"setns", "unshare", NULL,
};

static const char *const group_net_client[] = {
	"@poll", "bind", "close", "connect", "dup", "dup2", "dup3", "fcntl", "getpeername",
	"getsockname", "getsockopt", "read", "readv", "recvfrom", "recvmmsg", "recvmsg",
	"sendfile", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown", "socket",
	"socketpair", "splice", "uname", "write", "writev", NULL,
};

static const char *const group_net_server[] = {
	"@net-client", "accept", "accept4", "bind", "listen", NULL,
};

static const char *const group_obsolete[] = {
	"_sysctl", "afs_syscall", "create_module", "epoll_ctl_old", "epoll_wait_old",
	"get_kernel_syms", "getpmsg", "lookup_dcookie", "modify_ldt", "nfsservctl", "putpmsg",
	"query_module", "security", "sysfs", "tuxcall", "uselib", "ustat", "vserver", NULL,
};

static const char *const group_poll[] = {
	"epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2",
	"epoll_wait", "eventfd", "eventfd2", "poll", "ppoll", "pselect6", "select", NULL,
};

static const char *const group_privileged[] = {
	"@debug", "@keyring", "@module", "@mount", "@namespace", "@setids", "acct", "adjtimex",
	"bpf", "clock_adjtime", "clock_settime", "fanotify_init", "fanotify_mark", "ioperm",
	"iopl", "name_to_handle_at", "open_by_handle_at", "personality", "quotactl",
	"quotactl_fd", "reboot", "setdomainname", "sethostname", "settimeofday", "swapoff",
	"swapon", "syslog", "vhangup", NULL,
};

static const char *const group_process[] = {
	"@signal-send", "access", "chdir", "clone", "clone3", "close", "close_range", "dup2",
	"dup3", "execve", "execveat", "exit", "exit_group", "faccessat", "faccessat2", "fcntl",
	"fork", "getpgid", "getpgrp", "getpid", "getppid", "getsid", "newfstatat", "pidfd_open",
	"pipe", "pipe2", "prctl", "prlimit64", "read", "set_tid_address", "setpgid", "setsid",
	"stat", "umask", "vfork", "wait4", "waitid", "write", NULL,
};

static const char *const group_resources[] = {
	"get_mempolicy", "getcpu", "getpriority", "getrlimit", "getrusage", "ioprio_get",
	"ioprio_set", "prlimit64", "sched_get_priority_max", "sched_get_priority_min",
	"sched_getaffinity", "sched_getattr", "sched_getparam", "sched_getscheduler",
	"sched_rr_get_interval", "sched_setaffinity", "sched_setattr", "sched_setparam",
	"sched_setscheduler", "sched_yield", "set_mempolicy", "set_mempolicy_home_node",
	"setpriority", "setrlimit", "sysinfo", "times", NULL,
};

static const char *const group_sandbox[] = {
	"landlock_add_rule", "landlock_create_ruleset", "landlock_restrict_self", NULL,
};

static const char *const group_setids[] = {
	"capset", "setfsgid", "setfsuid", "setgid", "setgroups", "setregid", "setresgid",
	"setresuid", "setreuid", "setuid", NULL,
};

static const char *const group_signal[] = {
	"alarm", "getitimer", "pause", "restart_syscall", "rt_sigaction", "rt_sigpending",
	"rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "setitimer",
	"sigaltstack", "signalfd", "signalfd4", NULL,
};

static const char *const group_signal_send[] = {
	"kill", "pidfd_send_signal", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "tgkill", "tkill",
	NULL,
};

static const char *const group_thread[] = {
	"clone", "clone3", "exit", "futex", "futex_requeue", "futex_wait", "futex_waitv",
	"futex_wake", "get_robust_list", "gettid", "membarrier", "rseq", "sched_yield",
	"set_robust_list", "set_tid_address", "tgkill", NULL,
};

static const char *const group_time[] = {
	"clock_getres", "clock_gettime", "clock_nanosleep", "getitimer", "gettimeofday",
	"nanosleep", "setitimer", "time", "timer_create", "timer_delete", "timer_getoverrun",
	"timer_gettime", "timer_settime", "timerfd_create", "timerfd_gettime", "timerfd_settime",
	"times", NULL,
};

static const char *const group_xattr[] = {
	"fgetxattr", "flistxattr", "fremovexattr", "fsetxattr", "getxattr", "getxattrat",
	"lgetxattr", "listxattr", "listxattrat", "llistxattr", "lremovexattr", "lsetxattr",
	"removexattr", "removexattrat", "setxattr", "setxattrat", NULL,
};

const struct gg_group gg_group_table[] = {
	{ "@aio", "asynchronous I/O of the kernel (not io_uring)", group_aio },
	{ "@chown", "change the owner of files", group_chown },
	{ "@debug", "look into and control other processes", group_debug },
	{ "@file-read", "open, read, list and inspect files", group_file_read },
	{ "@file-write",
	  "write, make, rename and remove files, and change their metadata", group_file_write },
	{ "@go-runtime",
	  "what programs of Go 1.18 and later need to start, schedule, collect "
	  "garbage, poll and handle signals; cgo and PIE included", group_go_runtime },
	{ "@ids", "ask who and where a process is", group_ids },
	{ "@inotify", "watch files for changes", group_inotify },
	{ "@io", "read, write, poll and copy what is open already", group_io },
	{ "@io-uring", "io_uring, which goes around filters", group_io_uring },
	{ "@ipc", "System V and POSIX queues, semaphores, shared memory", group_ipc },
	{ "@keyring", "keys kept by the kernel", group_keyring },
	{ "@libc",
	  "what glibc and musl need to start a dynamic program and its threads", group_libc },
	{ "@memory", "map, protect and lock memory", group_memory },
	{ "@module", "kernel modules and new kernels", group_module },
	{ "@mount", "change the tree of file systems", group_mount },
	{ "@namespace", "leave or make namespaces", group_namespace },
	{ "@net-client",
	  "make connections, send and receive; what may be reached says "
	  "network.connect", group_net_client },
	{ "@net-server",
	  "accept connections as well; what may be bound says network.listen", group_net_server },
	{ "@obsolete", "calls that the kernel dropped or that nobody should use", group_obsolete },
	{ "@poll", "wait for descriptors, and for events between threads", group_poll },
	{ "@privileged", "administer the machine, or look into other processes", group_privileged },
	{ "@process",
	  "start programs, wait for them and signal them; which ones says exec", group_process },
	{ "@resources", "ask for and set limits, priorities and processors", group_resources },
	{ "@sandbox", "narrow oneself further", group_sandbox },
	{ "@setids", "change user, group and capabilities", group_setids },
	{ "@signal", "handle signals", group_signal },
	{ "@signal-send", "send signals", group_signal_send },
	{ "@thread", "make threads and let them wait for one another", group_thread },
	{ "@time", "clocks, sleeping and timers", group_time },
	{ "@xattr", "extended attributes of files", group_xattr },
};
/* clang-format on */

const size_t gg_group_table_n = GG_ARRAY_SIZE(gg_group_table);
