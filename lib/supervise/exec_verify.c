/*
 * Is what was started what was judged?
 *
 * Owns the comparison. Theory of operation: the file is known by its inode. Its content cannot
 * change any more: the kernel lets nobody write to a file that is executed. The arguments are read
 * from the new program's own stack. A script is no program, its interpreter will open it by the
 * name among the arguments: where the script has a pin, that name must still lead to the file that
 * was judged. Relies on PTRACE_EVENT_EXEC. Does not promise that a script stays the same until its
 * interpreter reads it: that is for rules about files to see to.
 */
#include "supervise/exec_verify.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#include "base/scope.h"
#include "supervise/args.h"
#include "supervise/code.h"
#include "supervise/digests.h"
#include "supervise/exec_wait.h"
#include "supervise/proc.h"
#include "supervise/walk.h"

#if defined(__x86_64__)
#define STACK_POINTER(regs_) ((regs_).rsp)
#else
#define STACK_POINTER(regs_) ((regs_).sp)
#endif

/* One process at its exec stop while it is looked at */
struct look {
	struct gg_call call; /* stands for the process, not for a notification */
	const struct gg_judged *judged;
	unsigned *digests;
	struct gg_args *args; /* owned; NULL: they do not matter */
	const char *reason;
};

/* The program as such, by a link that cannot be bent. Return: fd, caller closes; negative errno */
static int open_program(const struct look *l, int flags)
{
	return gg_proc_open(l->call.tid, "exe", flags);
}

static int same_file(struct look *l, int fd, const struct gg_judged_file *file)
{
	struct stat st;

	l->reason = "another file was started than the one that was judged";
	return fstat(fd, &st) == 0 && st.st_dev == file->dev && st.st_ino == file->ino ? 0 : -EACCES;
}

/* @fd: open for reading */
static int same_content(struct look *l, int fd, const struct gg_judged_file *file)
{
	const struct gg_digest_ask ask = {
		.fd = fd, .stopped = true, .who = (uint64_t)l->call.tid, .starts = l->digests
	};
	uint8_t sha256[GG_DIGEST_BYTES];
	int ret;

	l->reason = "sha256: the file that was started cannot be read, or does not stay the same";
	if (fd < 0 || !l->call.super->waits)
		return -EACCES;
	ret = gg_digest_of(l->call.super->waits->digests, &ask, sha256);
	if (ret < 0)
		return ret;
	l->reason = "sha256: the file that was started has another digest than the one that was judged";
	return memcmp(sha256, file->sha256, sizeof(sha256)) ? -EACCES : 0;
}

static int look_at_program(struct look *l)
{
	const struct gg_judged_file *file = &l->judged->files[l->judged->n - 1];
	bool hashed = file->pins & GG_PIN_SHA256;
	gg_close int fd = open_program(l, hashed ? O_RDONLY | O_NONBLOCK : O_PATH);
	int ret = same_file(l, fd, file);

	return ret == 0 && hashed ? same_content(l, fd, file) : ret;
}

static int look_at_argv(struct look *l)
{
	struct user_regs_struct regs;
	struct iovec iov = { &regs, sizeof(regs) };
	uint8_t words[GG_DIGEST_BYTES];
	int ret;

	l->reason = "argv: the arguments of the program that was started cannot be read";
	if (ptrace(PTRACE_GETREGSET, l->call.tid, (void *)NT_PRSTATUS, &iov) < 0)
		return -errno;
	/* there stands their number, and behind it the list */
	l->args = gg_args_new(&l->call, STACK_POINTER(regs) + 8, GG_ARGS_MAX, &ret);
	if (!l->args)
		return ret;
	l->reason = "argv: the program was started with other arguments than those that were judged";
	gg_digest_list(gg_args_words(l->args), words);
	return memcmp(words, l->judged->words, sizeof(words)) ? -EACCES : 0;
}

static int look_at_script(struct look *l, const struct gg_judged_file *file)
{
	gg_found_auto struct gg_found f = GG_FOUND_NONE;
	gg_close int fd = -1;
	char link[40];
	int ret = gg_walk(&l->call, AT_FDCWD, l->args->first[file->name], GG_WALK_FOLLOW, &f);

	l->reason = "another script was started than the one that was judged";
	if (ret == 0)
		ret = same_file(l, f.fd, file);
	if (ret < 0 || !(file->pins & GG_PIN_SHA256))
		return ret;
	gg_proc_link(f.fd, link);
	fd = open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return same_content(l, fd, file);
}

/* The kernel makes the stack as the program's file wants it, whatever was refused by mprotect, and maps the loader
 * that is told there */
static int look_at_memory(struct look *l)
{
	char bad[PATH_MAX];

	if (!gg_wx_holds(l->call.super->plan))
		return 0;
	l->reason = gg_memory_runs;
	if (!gg_code_new(l->call.tid))
		return -EPERM;
	l->reason = gg_loader_changes;
	return gg_code_all(l->call.super, l->call.tid, bad) ? 0 : -EPERM;
}

static int look(struct look *l)
{
	unsigned i;
	int ret = look_at_program(l);

	if (ret == 0)
		ret = look_at_memory(l);
	if (ret == 0 && l->judged->argv)
		ret = look_at_argv(l);
	for (i = 0; ret == 0 && i + 1 < l->judged->n; i++)
		if (l->judged->files[i].pins)
			ret = look_at_script(l, &l->judged->files[i]);
	return ret;
}

/** gg_exec_verify() - see exec_verify.h */
int gg_exec_verify(struct gg_super *s, pid_t pid, const struct gg_judged *judged,
		   unsigned *digests, const char **ret_reason)
{
	struct look l = { .call = { .super = s, .tid = pid, .tgid = pid, .nr = -1 },
			  .judged = judged,
			  .digests = digests };
	int ret = gg_target_become(&l.call);

	l.reason = "the program that was started cannot be looked at";
	if (ret == 0)
		ret = look(&l);
	gg_target_back(&l.call);
	free(l.args);
	*ret_reason = l.reason;
	return ret;
}
