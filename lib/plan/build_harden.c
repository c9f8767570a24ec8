/*
 * Planning `harden`.
 *
 * Owns what each key comes to on this machine, and the notes that say so: what holds it, and what
 * is lost. Relies on caps. Does not enforce: enforce/harden.c asks the kernel, the filter checks
 * registers (plan/checks.c), the supervisor looks at files and at program counters.
 */
#include "base/access.h"
#include "plan/build.h"
#include "plan/decide.h"

#define NOT_LAST(list) ((list)[0] ? ", " : "")

/* Who holds something: "a, b", or NULL for nobody */
static const char *holders(char buf[static 80], bool kernel, const char *call, bool filter, bool supervisor)
{
	struct gg_text text;

	gg_text_init(&text, buf, 80);
	if (kernel)
		gg_text_str(&text, call);
	if (filter)
		gg_text_fmt(&text, "%sfilter", NOT_LAST(buf));
	if (supervisor)
		gg_text_fmt(&text, "%ssupervisor", NOT_LAST(buf));
	return buf[0] ? buf : NULL;
}

static int say(struct gg_draft *d, const char *key, const char *held)
{
	return held ? gg_draft_note(d, "harden.%s: held by %s", key, held) :
		      gg_draft_note(d, "harden.%s: held by nobody here", key);
}

static int build_wx(struct gg_draft *d)
{
	bool audit = d->head.mode == GG_MODE_AUDIT; /* MDWE cannot only log */
	bool mdwe = gg_caps_has(&d->head.caps, GG_CAP_MDWE) && !audit;
	bool filter = d->head.state[GG_LAYER_SECCOMP] == GG_STATE_ON;
	bool supervised = d->filter.supervised;
	char buf[80];
	int ret = say(d, "wx", holders(buf, mdwe, "PR_SET_MDWE", filter, supervised));

	d->filter.wx = true;
	d->filter.mdwe = gg_caps_has(&d->head.caps, GG_CAP_MDWE); /* mode audit is about what would be denied */
	d->head.harden |= GG_PLAN_HARDEN_WX | (mdwe ? GG_PLAN_HARDEN_MDWE : 0);
	if (ret == 0 && !mdwe && !audit && filter)
		ret = gg_draft_note(d, "harden.wx: PR_SET_MDWE (Linux 6.3) is not there: the filter alone holds "
				       "memory");
	if (ret == 0 && (mdwe || filter) && !supervised)
		ret = gg_draft_note(d, "harden.wx: no supervisor: which files are mapped to be executed is "
				       "not looked at, nor are the stacks of programs that it starts");
	if (ret == 0 && supervised && !gg_caps_has(&d->head.caps, GG_CAP_PTRACE))
		ret = gg_draft_note(d, "harden.wx: ptrace is refused: a file to be executed can be exchanged "
				       "for another while it is mapped or started");
	return ret;
}

static int build_origin(struct gg_draft *d)
{
	d->head.harden |= d->filter.supervised ? GG_PLAN_HARDEN_ORIGIN : 0;
	return say(d, "origin", d->filter.supervised ? "supervisor" : NULL);
}

static int build_side_channels(struct gg_draft *d)
{
	bool speculation = gg_caps_has(&d->head.caps, GG_CAP_SPECULATION);
	bool cores = gg_caps_has(&d->head.caps, GG_CAP_CORE_SCHED);
	int ret = say(d, "side_channels",
		      speculation && cores ? "PR_SET_SPECULATION_CTRL, PR_SCHED_CORE" :
		      speculation	   ? "PR_SET_SPECULATION_CTRL" :
		      cores		   ? "PR_SCHED_CORE" :
					     NULL);

	d->head.harden |= speculation ? GG_PLAN_HARDEN_SPECULATION : 0;
	d->head.harden |= cores ? GG_PLAN_HARDEN_CORE_SCHED : 0;
	if (ret == 0 && !speculation)
		ret = gg_draft_note(d, "harden.side_channels: speculation cannot be restricted for one "
				       "process here");
	if (ret == 0 && !cores)
		ret = gg_draft_note(d, "harden.side_channels: a core may be shared with others "
				       "(PR_SCHED_CORE, Linux 5.14, and only where cores have threads)");
	return ret;
}

/* The kernel writes a core file into the working folder, and asks Landlock, but no supervisor. */
static int build_core(struct gg_draft *d, const struct gg_policy *p)
{
	bool asked = p->harden.given && !p->harden.dumpable;
	bool unheld = d->filter.supervised && (d->head.unsafe & (GG_ACCESS_WRITE | GG_ACCESS_CREATE));

	if (asked || (unheld && d->head.mode != GG_MODE_AUDIT))
		d->head.harden |= GG_PLAN_HARDEN_NO_CORE;
	if (asked || !(d->head.harden & GG_PLAN_HARDEN_NO_CORE))
		return 0;
	return gg_draft_note(d, "harden.dumpable: no core files: where they may be written the supervisor alone would "
				"hold, and the kernel does not ask it");
}

/** gg_build_harden() - what goes beyond rules
 * Should: - say what is lost
 */
int gg_build_harden(struct gg_draft *d, const struct gg_policy *p)
{
	int ret = build_core(d, p);

	d->head.harden_place = GG_PLACE_NONE;
	if (ret < 0 || !p->harden.given)
		return ret;
	ret = gg_draft_place(d, &p->harden.at, &d->head.harden_place);
	if (ret == 0 && p->harden.wx)
		ret = build_wx(d);
	if (ret == 0 && p->harden.origin)
		ret = build_origin(d);
	if (ret == 0 && p->harden.side_channels)
		ret = build_side_channels(d);
	return ret;
}
