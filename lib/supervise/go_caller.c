/*
 * Which code makes a call: Go functions, or a program.
 *
 * Owns what is known of the caller of the call at hand. Relies on supervise/registers for the stack
 * pointer, since the notification has none. Runs in the main loop only. A binary that cannot be read
 * and a walk that does not end properly leave the subject "unknown".
 */
#include "supervise/go_caller.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "golang/build.h"
#include "golang/unwind.h"
#include "plan/who.h"
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
 */
struct gg_caller {
	struct gg_images images;
	struct gg_registers registers;
	uint64_t id;
	enum caller_kind kind;
	bool decided;
	const struct gg_go *go;
	struct gg_who_memo *memo;
	struct gg_who who;
	struct gg_go_chain chain;
	struct gg_go_line lines[GG_GO_FRAMES];
	char program[sizeof(PROGRAM) + PATH_MAX];
};

/** gg_caller_new() - see go_caller.h */
struct gg_caller *gg_caller_new(void)
{
	struct gg_caller *caller = calloc(1, sizeof(*caller));

	if (caller)
		gg_registers_init(&caller->registers);
	return caller;
}

/* Number @skip, counted from 0, of the words in @line */
static const char *word(const char *line, int skip)
{
	for (; skip > 0; skip--) {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	return line;
}

static ssize_t read_memory(void *arg, uint64_t addr, void *buf, size_t n)
{
	return gg_target_peek(arg, addr, buf, n);
}

#define STACK_MAX (64u << 20) /* what the first stack may hold while libraries are loaded */

/* Is this the first thread, alone, on the stack that the kernel gave the program? A Go program has more
 * threads from the moment on at which its own code runs; until then its loader speaks. */
static bool starts(const struct gg_call *c, uint64_t sp)
{
	char line[1024];
	const char *at;
	uint64_t stack;

	if (gg_proc_read(c->tid, "stat", line, sizeof(line)) <= 0)
		return false;
	at = strrchr(line, ')'); /* the name before it may hold anything */
	if (!at || strtol(word(at, 18), NULL, 10) != 1)
		return false;
	stack = strtoul(word(at, 26), NULL, 10);
	return sp <= stack && stack - sp < STACK_MAX;
}

static bool ends_in(const struct gg_go_chain *chain, const char *function)
{
	return !chain->cut && chain->n_frames &&
	       !strcmp(chain->frames[chain->n_frames - 1].function, function);
}

/* Before main, and before any package is initialised, nobody's code runs that a policy could mean. */
static bool is_start(const struct gg_call *c, const struct gg_go_chain *chain, uint64_t sp)
{
	if (chain->end == GG_GO_C_THREAD)
		return starts(c, sp);
	return chain->end == GG_GO_ORPHAN && ends_in(chain, "runtime.rt0_go");
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
	uint64_t sp, pc, bias;

	if (image && image->kind == GG_IMAGE_OTHER)
		return name_program(c, caller);
	if (!image || image->kind != GG_IMAGE_GO)
		return CALLER_UNKNOWN;
	caller->go = image->go;
	caller->memo = image->who;
	if (!gg_registers_read(&caller->registers, c->tid, &sp, &pc) || gg_go_bias_pid(image->go, c->tid, &bias) < 0)
		return CALLER_UNKNOWN;
	gg_go_unwind(image->go, bias, pc, sp, read_memory, c, &caller->chain);
	return is_start(c, &caller->chain, sp) ? name_program(c, caller) : CALLER_GO;
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
		gg_who_of_chain(plan, caller->go, &caller->chain, caller->memo, &caller->who);
	else
		gg_who_of_program(plan,
				  caller->kind == CALLER_PROGRAM ? caller->program + strlen(PROGRAM) : NULL,
				  &caller->who);
	caller->decided = true;
	return &caller->who;
}

static void fill_stack(struct gg_caller *caller, struct gg_event *ev)
{
	const struct gg_go_chain *chain = &caller->chain;
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
	ev->go_end = gg_go_end_name(chain->end);
}

/* The innermost function that is not the standard library's, and where it comes from */
static void fill_function(const struct gg_caller *caller, struct gg_event *ev)
{
	const struct gg_go_chain *chain = &caller->chain;
	const struct gg_go_frame *f;
	const struct gg_go_package *package;
	const struct gg_go_module *module;

	if (chain->innermost < 0)
		return;
	f = &chain->frames[chain->innermost];
	package = f->closure && f->by_file ? f->by_file : f->by_symbol;
	ev->go_function = f->function;
	if (!package)
		return;
	ev->go_package = package->name;
	module = gg_go_build_module(caller->go, package->name);
	if (module)
		ev->go_module = module->path;
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
		ev->subject = caller->chain.subject;
		fill_function(caller, ev);
		fill_stack(caller, ev);
		break;
	case CALLER_UNKNOWN:
	default:
		ev->subject = "unknown";
		break;
	}
}
