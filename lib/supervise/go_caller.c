/*
 * Which code makes a call: Go functions, or a program.
 *
 * Owns what is known of the caller of the call at hand. Relies on supervise/registers for the stack
 * pointer, since the notification has none. Runs in the main loop only. A binary that cannot be read
 * and a walk that does not end properly leave the subject "unknown".
 *
 * Every call's stack is walked; what the functions on it are called, whose they are, whom the plan takes
 * them for and how that is written in events is looked up where the same trail was seen before.
 */
#include "supervise/go_caller.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "event/json.h"
#include "golang/build.h"
#include "golang/unwind.h"
#include "plan/who.h"
#include "supervise/chains.h"
#include "supervise/first_thread.h"
#include "supervise/images.h"
#include "supervise/proc.h"
#include "supervise/registers.h"

#define PROGRAM "program:"

enum caller_kind {
	CALLER_UNKNOWN,
	CALLER_PROGRAM, /* no Go program, or one whose Go code does not run yet */
	CALLER_GO
};

/**
 * struct gg_caller - the caller of one call
 * @id:      of the call, 0: none yet
 * @decided: @who is set
 * @program: PROGRAM and the path of the executable, for a CALLER_PROGRAM
 * @image:   with @trail, @known and, if @made, @chain: for a CALLER_GO
 * @own:     where @known is if nobody else keeps it
 */
struct gg_caller {
	struct gg_images images;
	struct gg_threads threads;
	struct gg_go_places places;
	struct gg_chains chains;
	uint64_t id;
	enum caller_kind kind;
	bool decided, made;
	const struct gg_image *image;
	const struct gg_known *known;
	struct gg_known own;
	struct gg_who who;
	struct gg_go_trail trail;
	struct gg_go_chain chain;
	struct gg_go_line lines[GG_GO_FRAMES];
	char program[sizeof(PROGRAM) + PATH_MAX];
	char json[GG_EVENT_GO_MAX];
};

/** gg_caller_new() - see go_caller.h */
struct gg_caller *gg_caller_new(void)
{
	struct gg_caller *caller = calloc(1, sizeof(*caller));

	if (caller)
		gg_threads_init(&caller->threads);
	return caller;
}

static ssize_t read_memory(void *arg, uint64_t addr, void *buf, size_t n)
{
	return gg_target_peek(arg, addr, buf, n);
}

static bool ends_in(const struct gg_go_chain *chain, const char *function)
{
	return !chain->cut && chain->n_frames &&
	       !strcmp(chain->frames[chain->n_frames - 1].function, function);
}

/* Before main, and before any package is initialised, nobody's code runs that a policy could mean. */
static bool is_start(const struct gg_call *c, const struct gg_known *known, uint64_t sp)
{
	return known->end == GG_GO_C_THREAD ? gg_first_thread(c->tid, sp) : known->begins;
}

static const struct gg_go_chain *chain_of(struct gg_caller *caller)
{
	if (!caller->made)
		gg_go_chain_make(caller->image->go, &caller->trail, &caller->chain);
	caller->made = true;
	return &caller->chain;
}

/* The innermost function that is not the standard library's, and where it comes from */
static void note_function(const struct gg_go *go, const struct gg_go_chain *chain, struct gg_known *known)
{
	const struct gg_go_frame *f;
	const struct gg_go_package *package;
	const struct gg_go_module *module;

	if (chain->innermost < 0)
		return;
	f = &chain->frames[chain->innermost];
	package = f->closure && f->by_file ? f->by_file : f->by_symbol;
	known->function = f->function;
	if (!package)
		return;
	known->package = package->name;
	module = gg_go_build_module(go, package->name);
	if (module)
		known->module = module->path;
}

static void keep(struct gg_caller *caller)
{
	const struct gg_known *kept = gg_chains_add(&caller->chains, caller->image->id, &caller->trail, &caller->own);

	caller->known = kept ? kept : &caller->own;
}

/* A trail that was not seen before, or was forgotten */
static void learn(struct gg_caller *caller, const struct gg_plan *plan)
{
	const struct gg_go_chain *chain = chain_of(caller);

	caller->own = (struct gg_known){ .subject = chain->subject,
					 .end = chain->end,
					 .begins = chain->end == GG_GO_ORPHAN && ends_in(chain, "runtime.rt0_go") };
	note_function(caller->image->go, chain, &caller->own);
	if (gg_who_has_subjects(plan))
		gg_who_of_chain(plan, caller->image->go, chain, caller->image->who, &caller->own.who);
	keep(caller);
}

static enum caller_kind name_program(const struct gg_call *c, struct gg_caller *caller)
{
	char exe[PATH_MAX];
	struct gg_text text;

	if (gg_proc_readlink(c->tid, "exe", exe, sizeof(exe)) <= 0)
		return CALLER_UNKNOWN;
	gg_text_init(&text, caller->program, sizeof(caller->program));
	gg_text_str(&text, PROGRAM);
	gg_text_str(&text, exe);
	return CALLER_PROGRAM;
}

static enum caller_kind look(struct gg_call *c, struct gg_caller *caller)
{
	const struct gg_image *image = gg_images_find(&caller->images, c->tid);
	struct gg_go_code code;
	uint64_t sp, pc;

	caller->made = false;
	if (image && image->kind == GG_IMAGE_OTHER)
		return name_program(c, caller);
	if (!image || image->kind != GG_IMAGE_GO)
		return CALLER_UNKNOWN;
	caller->image = image;
	code = (struct gg_go_code){ .go = image->go, .places = &caller->places, .image = image->id };
	if (!gg_registers_read(&caller->threads, c->tid, &sp, &pc) ||
	    gg_go_bias_pid(image->go, c->tid, &code.bias) < 0)
		return CALLER_UNKNOWN;
	gg_go_follow(&code, pc, sp, read_memory, c, &caller->trail);
	caller->known = gg_chains_find(&caller->chains, image->id, &caller->trail);
	if (!caller->known)
		learn(caller, c->super->plan);
	return is_start(c, caller->known, sp) ? name_program(c, caller) : CALLER_GO;
}

static struct gg_caller *caller_of(struct gg_call *c)
{
	struct gg_caller *caller = c->super->caller;

	if (!c->id || caller->id != c->id) {
		caller->kind = look(c, caller);
		caller->id = c->id;
		caller->decided = false;
	}
	return caller;
}

/** gg_caller_name() - see go_caller.h */
void gg_caller_name(struct gg_call *c, char *buf, size_t size)
{
	pid_t tgid;

	gg_threads_name(&c->super->caller->threads, c->tid, buf, size, &tgid);
	if (!c->tgid)
		c->tgid = tgid;
}

/** gg_caller_who() - see go_caller.h */
const struct gg_who *gg_caller_who(struct gg_call *c)
{
	const struct gg_plan *plan = c->super->plan;
	struct gg_caller *caller;

	if (!gg_who_has_subjects(plan))
		return NULL;
	caller = caller_of(c);
	if (caller->decided)
		return &caller->who;
	if (caller->kind == CALLER_GO)
		caller->who = caller->known->who;
	else
		gg_who_of_program(plan,
				  caller->kind == CALLER_PROGRAM ? caller->program + strlen(PROGRAM) : NULL,
				  &caller->who);
	caller->decided = true;
	return &caller->who;
}

static void fill_stack(struct gg_caller *caller, struct gg_event *ev)
{
	const struct gg_go_chain *chain = chain_of(caller);
	unsigned i;

	ev->go_stack = caller->lines;
	ev->n_go_stack = 0;
	for (i = 0; i < chain->n_frames; i++) {
		const struct gg_go_frame *f = &chain->frames[i];

		if (!f->wrapper || f->alone)
			caller->lines[ev->n_go_stack++] =
				(struct gg_go_line){ f->function, f->file, f->line };
	}
	ev->go_cut = chain->cut;
}

/* Encode the caller for this event and those to come. Where that cannot be, the event tells what it has room for. */
static void tell(struct gg_caller *caller, struct gg_event *ev)
{
	struct gg_text text;

	fill_stack(caller, ev);
	if (caller->known->told)
		return;
	gg_text_init(&text, caller->json, sizeof(caller->json));
	caller->own = *caller->known;
	caller->own.told = true;
	if (gg_event_go(ev, &text) == 0) {
		caller->own.json = text.data;
		caller->own.n = text.used;
	}
	keep(caller);
}

static void fill_go(struct gg_caller *caller, struct gg_event *ev)
{
	ev->subject = caller->known->subject;
	ev->go_function = caller->known->function;
	ev->go_package = caller->known->package;
	ev->go_module = caller->known->module;
	ev->go_end = gg_go_end_name(caller->known->end);
	if (!caller->known->json)
		tell(caller, ev);
	ev->go_json = caller->known->json;
	ev->go_json_n = caller->known->n;
}

/** gg_caller_fill() - see go_caller.h */
void gg_caller_fill(struct gg_call *c, struct gg_event *ev)
{
	struct gg_caller *caller = caller_of(c);

	switch (caller->kind) {
	case CALLER_PROGRAM:
		ev->subject = caller->program;
		break;
	case CALLER_GO:
		fill_go(caller, ev);
		break;
	case CALLER_UNKNOWN:
	default:
		ev->subject = "unknown";
		break;
	}
}
