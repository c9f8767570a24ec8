/*
 * The table of supervised calls.
 *
 * Owns for each: which act answers, and where it keeps its arguments. A call that is not here is
 * answered by gg_act_denied(). Relies on names: numbers differ between architectures. State
 * lives in struct gg_super, never here.
 */
#include "base/access.h"
#include "base/calls.h"
#include "supervise/act.h"
#include "supervise/acts.h"

/* clang-format off */
/* name, act, dir, path, flags, mode, dir2, path2, what (numbers of each act's enum) */
const struct gg_shape gg_shapes[] = {
	{ "bind",         gg_act_connect,  -1, -1, -1, -1, -1, -1, 1 },
	{ "chmod",        gg_act_metadata, -1,  0, -1,  1, -1, -1, 0 },
	{ "chown",        gg_act_metadata, -1,  0, -1,  1, -1, -1, 1 },
	{ "clone",        gg_act_fork,     -1, -1, -1, -1, -1, -1, 1 },
	{ "connect",      gg_act_connect,  -1, -1, -1, -1, -1, -1, 0 },
	{ "creat",        gg_act_open,     -1,  0, -1,  1, -1, -1, 0 },
	{ "execve",       gg_act_exec,     -1,  0, -1, -1, -1, -1, 0 },
	{ "execveat",     gg_act_exec,      0,  1,  4, -1, -1, -1, 0 },
	{ "fchmod",       gg_act_metadata,  0, -1, -1,  1, -1, -1, 0 },
	{ "fchmodat",     gg_act_metadata,  0,  1, -1,  2, -1, -1, 0 },
	{ "fchmodat2",    gg_act_metadata,  0,  1,  3,  2, -1, -1, 0 },
	{ "fchown",       gg_act_metadata,  0, -1, -1,  1, -1, -1, 1 },
	{ "fchownat",     gg_act_metadata,  0,  1,  4,  2, -1, -1, 1 },
	{ "fcntl",        gg_act_signal,    2, -1, -1, -1, -1, -1, 2 /* GG_SIGNAL_LATER */ },
	{ "fork",         gg_act_fork,     -1, -1, -1, -1, -1, -1, 0 },
	{ "fremovexattr", gg_act_xattr,     0, -1, -1, -1, -1, -1, 1 },
	{ "fsetxattr",    gg_act_xattr,     0, -1, -1, -1, -1, -1, 0 },
	{ "futimesat",    gg_act_metadata,  0,  1, -1,  2, -1, -1, 3 },
	{ "ioprio_set",   gg_act_own_task,  1, -1, -1, -1, -1, -1, 2 /* IOPRIO_WHO_PROCESS + 1 */ },
	{ "kill",         gg_act_signal,    0, -1, -1, -1, -1, -1, 1 /* GG_SIGNAL_GROUPS */ },
	{ "lchown",       gg_act_metadata, -1,  0, -1,  1, -1, -1, 1 },
	{ "link",         gg_act_move,     -1,  0, -1, -1, -1,  1, 1 },
	{ "linkat",       gg_act_move,      0,  1,  4, -1,  2,  3, 1 },
	{ "listen",       gg_act_listen,   -1, -1, -1, -1, -1, -1, 0 },
	{ "lremovexattr", gg_act_xattr,    -1,  0, -1, -1, -1, -1, 1 },
	{ "lsetxattr",    gg_act_xattr,    -1,  0, -1, -1, -1, -1, 0 },
	{ "memfd_create",  gg_act_map,      -1, -1, -1, -1, -1, -1, 0 },
	{ "migrate_pages", gg_act_own_task, 0, -1, -1, -1, -1, -1, 0 },
	{ "mkdir",        gg_act_make,     -1,  0, -1,  1, -1, -1, 0 },
	{ "mkdirat",      gg_act_make,      0,  1, -1,  2, -1, -1, 0 },
	{ "mknod",        gg_act_make,     -1,  0, -1,  1, -1, -1, 1 },
	{ "mknodat",      gg_act_make,      0,  1, -1,  2, -1, -1, 1 },
	{ "mmap",          gg_act_map,      -1, -1, -1, -1, -1, -1, 0 },
	{ "move_pages",   gg_act_own_task,  0, -1, -1, -1, -1, -1, 0 },
	{ "mprotect",      gg_act_map,      -1, -1, -1, -1, -1, -1, 0 },
	{ "open",         gg_act_open,     -1,  0,  1,  2, -1, -1, 0 },
	{ "openat",       gg_act_open,      0,  1,  2,  3, -1, -1, 0 },
	{ "openat2",      gg_act_open,      0,  1, -1, -1, -1, -1, 2 },
	{ "pkey_mprotect", gg_act_map,      -1, -1, -1, -1, -1, -1, 0 },
	{ "prlimit64",    gg_act_own_task,  0, -1, -1, -1, -1, -1, 0 },
	{ "removexattr",  gg_act_xattr,    -1,  0, -1, -1, -1, -1, 1 },
	{ "rename",       gg_act_move,     -1,  0, -1, -1, -1,  1, 0 },
	{ "renameat",     gg_act_move,      0,  1, -1, -1,  2,  3, 0 },
	{ "renameat2",    gg_act_move,      0,  1,  4, -1,  2,  3, 0 },
	{ "rmdir",        gg_act_remove,   -1,  0, -1, -1, -1, -1, 0x200 /* AT_REMOVEDIR */ },
	{ "rt_sigqueueinfo",    gg_act_signal,   0, -1, -1, -1, -1, -1, 0 },
	{ "rt_tgsigqueueinfo",  gg_act_signal,   0, -1, -1, -1, -1, -1, 0 },
	{ "sched_setaffinity",  gg_act_own_task, 0, -1, -1, -1, -1, -1, 0 },
	{ "sched_setattr",      gg_act_own_task, 0, -1, -1, -1, -1, -1, 0 },
	{ "sched_setparam",     gg_act_own_task, 0, -1, -1, -1, -1, -1, 0 },
	{ "sched_setscheduler", gg_act_own_task, 0, -1, -1, -1, -1, -1, 0 },
	{ "seccomp",      gg_act_knock,    -1, -1, -1, -1, -1, -1, 0 },
	{ "sendmmsg",     gg_act_send,     -1, -1, -1, -1, -1, -1, 2 },
	{ "sendmsg",      gg_act_send,     -1, -1, -1, -1, -1, -1, 1 },
	{ "sendto",       gg_act_send,     -1, -1, -1, -1, -1, -1, 0 },
	{ "setpriority",  gg_act_own_task,  1, -1, -1, -1, -1, -1, 1 /* PRIO_PROCESS + 1 */ },
	{ "setxattr",     gg_act_xattr,    -1,  0, -1, -1, -1, -1, 0 },
	{ "shmat",         gg_act_map,      -1, -1, -1, -1, -1, -1, 0 },
	{ "socket",       gg_act_socket,   -1, -1, -1, -1, -1, -1, 0 },
	{ "symlink",      gg_act_make,     -1,  1, -1, -1, -1,  0, 2 },
	{ "symlinkat",    gg_act_make,      1,  2, -1, -1, -1,  0, 2 },
	{ "tgkill",       gg_act_signal,    0, -1, -1, -1, -1, -1, 0 },
	{ "tkill",        gg_act_signal,    0, -1, -1, -1, -1, -1, 0 },
	{ "truncate",     gg_act_metadata, -1,  0, -1,  1, -1, -1, 5 },
	{ "unlink",       gg_act_remove,   -1,  0, -1, -1, -1, -1, 0 },
	{ "unlinkat",     gg_act_remove,    0,  1,  2, -1, -1, -1, 0 },
	{ "utime",        gg_act_metadata, -1,  0, -1,  1, -1, -1, 4 },
	{ "utimensat",    gg_act_metadata,  0,  1,  3,  2, -1, -1, 2 },
	{ "vfork",        gg_act_fork,     -1, -1, -1, -1, -1, -1, 0 },
	{ "utimes",       gg_act_metadata, -1,  0, -1,  1, -1, -1, 3 },
};
/* clang-format on */

const size_t gg_shapes_n = GG_ARRAY_SIZE(gg_shapes);

/** gg_shapes_fill() - see shape.h */
void gg_shapes_fill(const struct gg_shape **ret_shapes, size_t n)
{
	size_t i;

	for (i = 0; i < gg_shapes_n; i++) {
		int nr = gg_call_find(GG_ARCH_HERE, gg_shapes[i].name);

		if (nr >= 0 && (size_t)nr < n)
			ret_shapes[nr] = &gg_shapes[i];
	}
}
