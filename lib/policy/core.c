/*
 * The tables of the mandatory core.
 *
 * Owns their content. Relies on nothing. Does not hold checks of arguments (clone flags, ioctl
 * numbers): those are in the filter itself.
 */
#include "policy/core.h"

#include "base/common.h"
#include "base/names.h"
#include "gg_self_calls.h"

/* Ways around a filter, into other processes, or into the kernel's administration. Sorted. */
static const char *const denied[] = {
	"add_key", "bpf", "chroot", "delete_module", "finit_module", "fsconfig", "fsmount",
	"fsopen", "fspick", "init_module", "io_uring_enter", "io_uring_register", "io_uring_setup",
	"kcmp", "kexec_file_load", "kexec_load", "keyctl", "memfd_create", "memfd_secret",
	"mount", "mount_setattr", "move_mount", "name_to_handle_at", "open_by_handle_at",
	"open_tree", "open_tree_attr", "perf_event_open", "pidfd_getfd", "pivot_root", "process_madvise",
	"process_vm_readv", "process_vm_writev", "ptrace", "request_key", "seccomp",
	"setns", "umount2", "unshare", "userfaultfd",
};

/* clone3 hides its flags in memory; runtimes fall back to clone on ENOSYS, and only on that. */
static const char *const absent[] = { "clone3",        "file_setattr",  "removexattrat",
				      "setxattrat",    "uprobe",        "uretprobe" };

/* Not offered rather than forbidden: programs fall back. To ask is a violation all the same. */
static const char *const unoffered[] = { "io_uring_enter", "io_uring_register", "io_uring_setup" };

static const char *const never[] = { "clone3", "seccomp" };

static const struct gg_endpoint endpoints[] = {
	{ "169.254.169.254", "instance metadata of AWS, Azure, Google Cloud, OpenStack and others" },
	{ "169.254.170.2", "task credentials of AWS containers" },
	{ "169.254.170.23", "pod credentials of AWS EKS" },
	{ "100.100.100.200", "instance metadata of Alibaba Cloud" },
	{ "168.63.129.16", "host agent of Azure" },
	{ "169.254.42.42", "instance metadata of Scaleway" },
	{ "fd00:ec2::254", "instance metadata of AWS over IPv6" },
	{ "fd00:ec2::23", "pod credentials of AWS EKS over IPv6" },
	{ "fd20:ce::254", "instance metadata of Google Cloud over IPv6" },
	{ "fd00:42::42", "instance metadata of Scaleway over IPv6" },
	{ "fe80::a9fe:a9fe", "instance metadata of OpenStack over IPv6, on any link" },
};

bool gg_core_denied(const char *call)
{
	return gg_name_listed(denied, GG_ARRAY_SIZE(denied), call);
}

bool gg_absent(const char *call)
{
	return gg_name_listed(absent, GG_ARRAY_SIZE(absent), call);
}

bool gg_never(const char *call)
{
	return gg_unoffered(call) || gg_name_listed(never, GG_ARRAY_SIZE(never), call);
}

bool gg_unoffered(const char *call)
{
	return gg_name_listed(unoffered, GG_ARRAY_SIZE(unoffered), call);
}

/* The list is collected from the #syscalls comments */
bool gg_self_call(const char *call)
{
	return gg_name_listed(gg_self_calls, GG_ARRAY_SIZE(gg_self_calls), call);
}

const char *const *gg_core_list(size_t i, size_t *ret_n)
{
	static const struct {
		const char *const *words;
		size_t n;
	} lists[] = {
		{ denied, GG_ARRAY_SIZE(denied) },	   { absent, GG_ARRAY_SIZE(absent) },
		{ unoffered, GG_ARRAY_SIZE(unoffered) },   { never, GG_ARRAY_SIZE(never) },
		{ gg_self_calls, GG_ARRAY_SIZE(gg_self_calls) },
	};

	if (i >= GG_ARRAY_SIZE(lists))
		return NULL;
	*ret_n = lists[i].n;
	return lists[i].words;
}

const char *gg_core_denied_at(size_t i)
{
	return i < GG_ARRAY_SIZE(denied) ? denied[i] : NULL;
}

const struct gg_endpoint *gg_core_endpoint_at(size_t i)
{
	return i < GG_ARRAY_SIZE(endpoints) ? &endpoints[i] : NULL;
}
