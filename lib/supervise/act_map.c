/*
 * mmap mprotect pkey_mprotect shmat memfd_create, under harden.wx.
 *
 * Owns what arrives of them: the filter lets through what makes nothing executable. A file is mapped
 * by its descriptor, which another thread could exchange before the kernel looks at it: so others are
 * held still meanwhile (still.h). Besides, the thread is stopped when it comes back, and all code of the
 * process is looked at (map_stop.h). Where ptrace is refused both are left out, and the posture says so.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/access.h"
#include "base/calls.h"
#include "base/text.h"
#include "plan/caps.h"
#include "plan/watch.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/code.h"
#include "supervise/map_stop.h"
#include "supervise/proc.h"
#include "supervise/still.h"
#include "supervise/target.h"

#define FD 4 /* argument of mmap */

static void deny(struct gg_call *c, struct gg_event *ev)
{
	if (!gg_harden_denies(c, ev))
		gg_reply_continue(c); /* mode audit lets it happen */
}

/* Is it to be seen to now that nobody else interferes, rather than when the call is made again? */
static bool is_ready(struct gg_call *c)
{
	return gg_map_stop_goes_on(c) || gg_stop_executes(c->super->stops, gg_target_tgid(c), 0);
}

static void map_file(struct gg_call *c)
{
	char name[24], path[PATH_MAX];
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR,
			       .op = GG_OP_OPEN,
			       .path = path,
			       .access = GG_ACCESS_EXECUTE };
	struct gg_text text;
	long n;
	int ret;

	ret = is_ready(c) ? gg_still_begin(c) : 0;
	if (ret == -EINPROGRESS)
		return;
	gg_text_init(&text, name, sizeof(name));
	gg_text_fmt(&text, "fd/%d", gg_arg_int(c, FD));
	n = gg_proc_readlink(c->tid, name, path, sizeof(path));
	if (n < 0) {
		gg_reply_error(c, n == -ENOENT ? EBADF : EACCES);
		return;
	}
	if (!gg_code_file(c->super, c->tid, path)) {
		deny(c, &ev);
		return;
	}
	if (!gg_wx_holds(c->super->plan)) {
		gg_reply_continue(c); /* mode audit denies no other either */
		return;
	}
	if (ret == 0)
		ret = gg_map_stop_begin(c);
	if (ret == 0)
		return;
	ev.reason = "too many threads are being looked at to verify one more";
	if (!gg_caps_has(&c->super->plan->head->caps, GG_CAP_PTRACE))
		gg_reply_continue(c); /* the file may be another, as the posture says */
	else if (gg_target_alive(c))
		deny(c, &ev);
}

/** gg_act_map() - answer a call that would make something executable */
void gg_act_map(struct gg_call *c)
{
	const char *name = gg_call_name(GG_ARCH_HERE, c->nr);
	struct gg_event ev = { .layer = GG_LAYER_SECCOMP, .op = GG_OP_SYSCALL };

	if (!gg_act_granted(c))
		gg_act_denied(c);
	else if (name && gg_check_args(name, c->args) == GG_CHECK_WX_FILE)
		map_file(c);
	else
		deny(c, &ev);
}

/* Where calls came from, and it was good. Under harden.wx nothing can become executable there but
 * what is good, too: without, every call is looked at again. */
#define ORIGINS 4096u

struct gg_origins {
	struct gg_origin {
		pid_t who; /* a thread, or the program that was started */
		uint64_t pc;
	} known[ORIGINS];
};

static struct gg_origin *place_of(struct gg_origins *o, pid_t who, uint64_t pc)
{
	return &o->known[((unsigned)who * 31u + (unsigned)pc) % ORIGINS];
}

static bool is_known(struct gg_origins *o, pid_t who, uint64_t pc)
{
	const struct gg_origin *known = place_of(o, who, pc);

	return known->who == who && known->pc == pc;
}

static void learn(struct gg_origins *o, pid_t who, uint64_t pc)
{
	*place_of(o, who, pc) = (struct gg_origin){ who, pc };
}

/* Is the calling thread known to call from there, or its process? @learns: now it is */
static bool origin_known(struct gg_call *c, bool learns)
{
	struct gg_super *s = c->super;
	pid_t who = c->tid;

	if (!(s->plan->head->harden & GG_PLAN_HARDEN_WX))
		return false;
	if (!s->origins)
		s->origins = calloc(1, sizeof(*s->origins));
	if (!s->origins)
		return false;
	if (!learns && is_known(s->origins, c->tid, c->pc))
		return true;
	if (gg_target_in_child(c)) /* whose threads share their memory */
		who = s->child;
	if (learns)
		learn(s->origins, who, c->pc);
	if (!is_known(s->origins, who, c->pc))
		return false;
	learn(s->origins, c->tid, c->pc);
	return true;
}

/**
 * gg_act_origin() - does a granted call come from code that is not the program's or a library's?
 *
 * By the time that the map is read, another thread may have exchanged the mapping: code that can make
 * memory executable at all can do that, which is what harden.wx is for.
 */
bool gg_act_origin(struct gg_call *c)
{
	char bad[PATH_MAX];
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR, .op = GG_OP_SYSCALL };

	if (!(c->super->plan->head->harden & GG_PLAN_HARDEN_ORIGIN) || c->tid == 0 ||
	    c->nr < 0 || c->nr >= GG_PLAN_CALLS || !gg_act_granted(c) ||
	    origin_known(c, false))
		return false;
	if (gg_code_at(c->super, c->tid, c->pc, bad)) {
		(void)origin_known(c, true);
		return false;
	}
	if (!bad[0] && !gg_target_alive(c)) { /* killed before it could be looked at: nobody's violation */
		gg_reply_error(c, EACCES);
		return true;
	}
	ev.path = bad[0] ? bad : NULL;
	return gg_harden_denies(c, &ev);
}
