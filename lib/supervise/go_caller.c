/*
 * Which Go code makes a call.
 *
 * Owns a small cache of executables by device, inode, size and time of change, programs that are
 * not Go's included. Relies on /proc/TID/syscall for the stack pointer, since the notification has
 * none. Runs in the main loop only. A binary that cannot be read and a walk that does not end
 * properly leave the subject "unknown".
 */
#include "supervise/go_caller.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "golang/build.h"
#include "golang/image.h"
#include "golang/unwind.h"

#define IMAGES 16

/* One executable that was looked at; @go NULL: no Go program */
struct image {
	bool used;
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec changed;
	struct gg_go *go;
};

static struct image images[IMAGES]; /* of the main loop alone */
static unsigned next_image;

static bool is_image(const struct image *i, const struct stat *st)
{
	return i->used && i->dev == st->st_dev && i->ino == st->st_ino && i->size == st->st_size &&
	       i->changed.tv_sec == st->st_ctim.tv_sec && i->changed.tv_nsec == st->st_ctim.tv_nsec;
}

static struct gg_go *look_at(int fd, const struct stat *st)
{
	struct image *i = &images[next_image++ % IMAGES];

	gg_go_free(i->go);
	*i = (struct image){ true, st->st_dev, st->st_ino, st->st_size, st->st_ctim, NULL };
	if (gg_go_open(fd, &i->go, NULL) < 0)
		i->go = NULL;
	return i->go;
}

/* The executable of the caller, NULL when it is no Go program or cannot be read */
static struct gg_go *find_image(const struct gg_call *c)
{
	char path[64];
	struct gg_text text;
	gg_close int fd = -1;
	struct stat st;
	size_t i;

	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/%d/exe", c->tid);
	fd = (int)gg_sys_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0 || fstat(fd, &st) < 0)
		return NULL;
	for (i = 0; i < IMAGES; i++)
		if (is_image(&images[i], &st))
			return images[i].go;
	return look_at(fd, &st);
}

/* Stack pointer and program counter of the waiting thread */
static bool read_registers(const struct gg_call *c, uint64_t *ret_sp, uint64_t *ret_pc)
{
	char path[64], line[256];
	struct gg_text text;
	gg_close int fd = -1;
	const char *at = line;
	char *end;
	int field;
	long n;

	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/%d/syscall", c->tid);
	fd = (int)gg_sys_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	n = fd < 0 ? -1 : gg_sys_read(fd, line, sizeof(line) - 1);
	if (n <= 0)
		return false;
	line[n] = '\0';
	for (field = 0; field < 7; field++) { /* number and arguments */
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	*ret_sp = strtoul(at, &end, 16);
	*ret_pc = strtoul(end, &end, 16);
	return *ret_sp && *ret_pc;
}

static ssize_t read_memory(void *arg, uint64_t addr, void *buf, size_t n)
{
	return gg_target_peek(arg, addr, buf, n);
}

static void fill_stack(const struct gg_go_chain *chain, struct gg_go_caller *caller, struct gg_event *ev)
{
	unsigned i;

	ev->go_stack = caller->lines;
	ev->n_go_stack = 0;
	for (i = 0; i < chain->n_frames && ev->n_go_stack < GG_GO_LINES; i++) {
		const struct gg_go_frame *f = &chain->frames[i];

		if (!f->wrapper || f->alone)
			caller->lines[ev->n_go_stack++] =
				(struct gg_go_line){ f->function, f->file, f->line };
	}
	ev->go_cut = chain->cut;
	ev->go_end = gg_go_end_name(chain->end);
}

/* The innermost function that is not the standard library's, and where it comes from */
static void fill_function(const struct gg_go *go, const struct gg_go_chain *chain, struct gg_event *ev)
{
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
	module = gg_go_build_module(go, package->name);
	if (module)
		ev->go_module = module->path;
}

static void fill_program(const struct gg_call *c, struct gg_go_caller *caller, struct gg_event *ev)
{
	char link[64], exe[4096];
	struct gg_text text;
	long n;

	gg_text_init(&text, link, sizeof(link));
	gg_text_fmt(&text, "/proc/%d/exe", c->tid);
	n = gg_sys_readlinkat(AT_FDCWD, link, exe, sizeof(exe));
	if (n <= 0)
		return;
	gg_text_init(&text, caller->program, sizeof(caller->program));
	gg_text_str(&text, "program:");
	gg_text_add(&text, exe, (size_t)n);
	ev->subject = caller->program;
}

/** gg_go_caller_fill() - see go_caller.h */
void gg_go_caller_fill(struct gg_call *c, struct gg_go_caller *caller, struct gg_event *ev)
{
	struct gg_go *go = find_image(c);
	struct gg_go_chain chain;
	uint64_t sp, pc, bias;

	if (!go) {
		fill_program(c, caller, ev);
		return;
	}
	if (!read_registers(c, &sp, &pc) || gg_go_bias_pid(go, c->tid, &bias) < 0)
		return;
	gg_go_unwind(go, bias, pc, sp, read_memory, c, &chain);
	ev->subject = chain.subject;
	fill_function(go, &chain, ev);
	fill_stack(&chain, caller, ev);
}
