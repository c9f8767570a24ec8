/*
 * The chain of functions behind a call, and putting it together frame by frame.
 *
 * Owns what a frame is reported as, the packages that take part, and the subject. Relies on golang/index.
 * Does not walk: golang/unwind does.
 */
#ifndef GG_GOLANG_CHAIN_H
#define GG_GOLANG_CHAIN_H

#include "golang/index.h"
#include "golang/trail.h"

#define GG_GO_FRAMES 64		/* that are reported */
#define GG_GO_OWNERS 64		/* different ones in one chain */

/* How a walk ended. Only after the first, the chain names everybody who takes part. */
enum gg_go_end {
	GG_GO_COMPLETE,	  /* at the start of a goroutine or thread, with code that is not the standard library's */
	GG_GO_ORPHAN,	  /* there, too, but all of it is the standard library: nobody stands behind it */
	GG_GO_C_THREAD,	  /* in C code that no Go code called */
	GG_GO_TRUNCATED,  /* too deep, or something on the stack makes no sense */
	GG_GO_UNREADABLE, /* memory of the thread cannot be read */
	GG_GO_NOT_GO,	  /* no Go program */
	GG_GO_END_COUNT
};

/**
 * struct gg_go_frame - one function of the chain; text is borrowed from the struct gg_go
 * @function:       as the executable names it
 * @file:           "" when there is none
 * @line:           0 when there is none
 * @pc:             address in the executable as linked (subtract nothing); of the call, for callers
 * @by_symbol:      package by name, NULL: the compiler or C made it
 * @by_file:        package by folder of the file, NULL: not known
 * @std:            neither names code outside the standard library
 * @inlined:        part of the machine code of a frame further out
 * @wrapper:        the compiler made it around another; Go's own traces leave it out
 * @alone:          a wrapper, but of a package outside the standard library that has nothing else here
 * @closure:        @by_symbol may be wrong, @by_file is better
 */
struct gg_go_frame {
	const char *function;
	const char *file;
	uint64_t pc;
	const struct gg_go_package *by_symbol;
	const struct gg_go_package *by_file;
	uint32_t line;
	bool std, inlined, wrapper, alone, closure;
};

/**
 * struct gg_go_chain - who makes a call, innermost first
 * @frames:    the first @n_frames; @cut: there were more
 * @owners:    whose the frames of the whole chain are, in order, each once, reported or not
 * @asks:      whose the innermost frame outside the standard library is; all NULL: there is none
 * @physical:  frames of machine code that were walked
 * @in_c:      the innermost code is C that Go called
 * @has_c:     there is C code somewhere in the chain
 * @innermost: index in @frames of the innermost that is not the standard library's, and which somebody
 *             wrote, as far as the subject has one; -1: none there
 * @subject:   name of the innermost package outside the standard library; "unknown" unless the walk is
 *             complete; "c" for a thread of C. For a closure the package is that of its file.
 */
struct gg_go_chain {
	enum gg_go_end end;
	unsigned n_frames, n_owners, physical;
	int innermost;
	bool cut, in_c, has_c;
	const char *subject;
	struct gg_go_owner owners[GG_GO_OWNERS];
	struct gg_go_owner asks;
	struct gg_go_frame frames[GG_GO_FRAMES];
};

/* gg_go_end_name() - "complete", "orphan", "c-thread", "truncated", "unreadable", "not-go" */
const char *gg_go_end_name(enum gg_go_end end);

/* gg_go_chain_make() - the chain that a walk has found. It depends on nothing but @go and what counts in @trail,
 * so whoever keeps what came of a trail may use it for the same trail again. */
void gg_go_chain_make(const struct gg_go *go, const struct gg_go_trail *trail, struct gg_go_chain *ret);

#endif
