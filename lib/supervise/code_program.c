/*
 * Programs that harden.wx keeps out.
 *
 * Owns what their files tell of the code that they would begin with: a program's own memory, and the loader, which
 * the kernel maps beside it. Relies on exec_verify.c to see the same of what was started. Does not look at libraries:
 * the loader maps those by calls.
 */
#include <fcntl.h>
#include <limits.h>

#include "base/elf.h"
#include "supervise/code.h"
#include "supervise/walk.h"

const char gg_memory_runs[] = "its stack, or other memory of its own, would be written and executed";
const char gg_loader_changes[] = "its loader is a file that may be written, or made";

/** gg_code_refuses() - see code.h */
const char *gg_code_refuses(struct gg_call *c, int fd)
{
	gg_found_auto struct gg_found loader = GG_FOUND_NONE;
	char name[PATH_MAX];

	if (!(c->super->plan->head->harden & GG_PLAN_HARDEN_WX) || fd < 0)
		return NULL;
	if (gg_elf_memory_runs(fd))
		return gg_memory_runs;
	if (gg_elf_program(fd, name, sizeof(name)) != GG_PROGRAM_DYNAMIC ||
	    gg_walk(c, AT_FDCWD, name, GG_WALK_FOLLOW, &loader) < 0 || loader.fd < 0)
		return NULL; /* none, or the kernel says what is wrong with it */
	return gg_code_file(c->super, c->tid, loader.path) ? NULL : gg_loader_changes;
}
