/*
 * The chain of functions behind a call, and putting it together frame by frame.
 *
 * Owns the rule by which a frame is the standard library's: both packages must be. Relies on the bounds
 * in golang/chain.h: frames beyond them are left out, packages beyond them spoil the chain. Does not
 * decide anything, and looks at nothing but the executable and the trail.
 */
#include "golang/chain.h"

/**
 * struct maker - a chain in the making
 * @wrapper: id of functions that are wrappers, 0: not known
 * @callee:  name of the frame before
 * @subject: of the chain, if the walk ends well
 * @work:    bytes of tables and names that may still be read
 */
struct maker {
	const struct gg_go *go;
	struct gg_go_chain *chain;
	uint8_t wrapper;
	const char *callee;
	const struct gg_go_package *subject;
	uint64_t work;
};

static const char *const end_names[] = {
	[GG_GO_COMPLETE] = "complete",	   [GG_GO_ORPHAN] = "orphan",	      [GG_GO_C_THREAD] = "c-thread",
	[GG_GO_TRUNCATED] = "truncated",   [GG_GO_UNREADABLE] = "unreadable", [GG_GO_NOT_GO] = "not-go",
};
_Static_assert(GG_ARRAY_SIZE(end_names) == GG_GO_END_COUNT, "every end has a name");

const char *gg_go_end_name(enum gg_go_end end)
{
	return (unsigned)end < GG_GO_END_COUNT ? end_names[end] : "unknown";
}

static bool add_owner(struct gg_go_chain *c, const struct gg_go_owner *o)
{
	if (!o->by_symbol && !o->by_file)
		return true;
	for (unsigned i = 0; i < c->n_owners; i++)
		if (c->owners[i].by_symbol == o->by_symbol && c->owners[i].by_file == o->by_file)
			return true;
	if (c->n_owners == GG_GO_OWNERS)
		return false;
	c->owners[c->n_owners++] = *o;
	return true;
}

static bool is_std(const struct gg_go_package *p)
{
	return !p || p->std;
}

/* Whose a frame is that is not the standard library's */
static const struct gg_go_package *owner(const struct gg_go_frame *f)
{
	if (is_std(f->by_file))
		return f->by_symbol;
	return is_std(f->by_symbol) || f->closure ? f->by_file : f->by_symbol;
}

/* Whether Go's traces leave out a frame of id @id: not if the wrapper itself panics, as for a nil receiver */
static bool is_wrapper(const struct maker *m, uint8_t id)
{
	static const char *const panics[] = { "runtime.gopanic", "runtime.sigpanic", "runtime.panicwrap" };

	if (!m->wrapper || id != m->wrapper)
		return false;
	for (size_t i = 0; m->callee && i < GG_ARRAY_SIZE(panics); i++)
		if (strcmp(m->callee, panics[i]) == 0)
			return false;
	return true;
}

/* A frame that has the package of its caller, but no line of the programmer's: what cgo writes, and
 * closures of inlined functions of the standard library, which Go 1.21 to 1.26 name after the caller */
static bool is_stand_in(const struct gg_go_frame *f)
{
	return strstr(f->function, "._Cfunc_") || (f->closure && f->by_file && f->by_file->std);
}

/* Whether @f is the frame that the innermost one that was noted only stands in for */
static bool is_better(const struct maker *m, const struct gg_go_frame *f)
{
	const struct gg_go_chain *c = m->chain;

	return c->innermost >= 0 && c->n_frames < GG_GO_FRAMES && is_stand_in(&c->frames[c->innermost]) &&
	       owner(f) == m->subject;
}

static bool add_site(struct maker *m, const struct gg_go_site *s, uint64_t pc)
{
	struct gg_go_chain *c = m->chain;
	struct gg_go_frame f = {
		.function = s->name,
		.file = s->file,
		.line = s->line,
		.pc = pc,
		.inlined = s->inlined,
		.wrapper = is_wrapper(m, s->id),
	};
	struct gg_go_owner o;

	m->callee = s->name;
	if (gg_go_index_owner(m->go, s->name, s->file, &o) < 0 || !add_owner(c, &o))
		return false;
	f.by_symbol = o.by_symbol;
	f.by_file = o.by_file;
	f.closure = o.closure;
	f.std = is_std(f.by_symbol) && is_std(f.by_file);
	if (!f.std && (!m->subject || is_better(m, &f))) {
		m->subject = owner(&f);
		c->asks = o;
		if (c->n_frames < GG_GO_FRAMES)
			c->innermost = (int)c->n_frames;
	}
	if (c->n_frames < GG_GO_FRAMES)
		c->frames[c->n_frames++] = f;
	else
		c->cut = true;
	return true;
}

/* One frame of machine code, with what is inlined into it. Return: false: that is damaged, or there is no room */
static bool add(struct maker *m, uint32_t at)
{
	struct gg_go_site sites[GG_GO_SITES];
	struct gg_go_func f;
	int n;

	if (!gg_go_func_find(m->go, at, &f))
		return false;
	f.work = &m->work;
	n = gg_go_sites(m->go, &f, at, sites);
	for (int i = 0; i < n; i++)
		if (!add_site(m, &sites[i], m->go->text + at))
			return false;
	m->chain->has_c |= strcmp(f.name, "runtime.cgocallback") == 0;
	return n > 0;
}

/* A goroutine may begin in a wrapper, with nothing else of the package that started it */
static void find_alone(struct gg_go_chain *c)
{
	for (unsigned i = 0; i < c->n_frames; i++) {
		struct gg_go_frame *f = &c->frames[i];
		unsigned k = 0;

		if (!f->wrapper || f->std)
			continue;
		while (k < c->n_frames && (c->frames[k].wrapper || owner(&c->frames[k]) != owner(f)))
			k++;
		f->alone = k == c->n_frames;
	}
}

static void end_with(struct maker *m, enum gg_go_end end)
{
	struct gg_go_chain *c = m->chain;

	if (end == GG_GO_COMPLETE && !m->subject)
		end = GG_GO_ORPHAN;
	find_alone(c);
	c->end = end;
	c->subject = "unknown";
	if (end == GG_GO_COMPLETE)
		c->subject = m->subject->name;
	else if (end == GG_GO_C_THREAD)
		c->subject = "c";
}

/* How it ended, if all frames are good */
static enum gg_go_end end_of(const struct maker *m, const struct gg_go_trail *trail)
{
	static const enum gg_go_end ends[] = {
		[GG_GO_TRAIL_TOP] = GG_GO_COMPLETE,
		[GG_GO_TRAIL_SCHEDULER] = GG_GO_COMPLETE,
		[GG_GO_TRAIL_C_THREAD] = GG_GO_C_THREAD,
		[GG_GO_TRAIL_TRUNCATED] = GG_GO_TRUNCATED,
		[GG_GO_TRAIL_UNREADABLE] = GG_GO_UNREADABLE,
		[GG_GO_TRAIL_NOT_GO] = GG_GO_NOT_GO,
	};

	return trail->end == GG_GO_TRAIL_SCHEDULER && m->subject ? GG_GO_TRUNCATED : ends[trail->end];
}

void gg_go_chain_make(const struct gg_go *go, const struct gg_go_trail *trail, struct gg_go_chain *ret)
{
	struct maker m = { .go = go, .chain = ret, .work = GG_GO_WALK_WORK };

	if (go)
		m.wrapper = gg_go_index_wrapper(go);
	ret->n_frames = ret->n_owners = ret->physical = 0;
	ret->innermost = -1;
	ret->cut = false;
	ret->in_c = ret->has_c = trail->in_c;
	ret->asks = (struct gg_go_owner){ NULL, NULL, false };
	while (go && ret->physical < trail->n) {
		if (!add(&m, trail->at[ret->physical++])) {
			end_with(&m, GG_GO_TRUNCATED);
			return;
		}
	}
	end_with(&m, end_of(&m, trail));
}
