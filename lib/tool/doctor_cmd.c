/*
 * Judging a command.
 *
 * Owns the order of the questions: is it there, can it be executed, who executes it, does the loader
 * honour LD_PRELOAD, does a constructor come to run. Relies on base/elf.h. Theory: glibc's loader
 * runs constructors before the program's entry; musl's C library runs them in __libc_start_main,
 * which a program that Go linked by itself never calls.
 */
#include "tool/doctor_cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/elf.h"
#include "base/scope.h"
#include "start/world.h"

static void note(struct gg_reach *r, const char *text)
{
	if (r->n_notes < GG_REACH_NOTES)
		r->notes[r->n_notes++] = text;
}

static void copy(char *to, size_t size, const char *from)
{
	struct gg_text text;

	gg_text_init(&text, to, size);
	gg_text_str(&text, from);
}

/* Will the kernel start it in secure mode, where loaders ignore LD_PRELOAD? */
static bool is_secure(const char *path, const struct stat *st)
{
	if ((st->st_mode & S_ISUID) && st->st_uid != getuid())
		return true;
	if ((st->st_mode & S_ISGID) && (st->st_mode & S_IXGRP) && st->st_gid != getgid())
		return true;
	return getuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0;
}

static enum gg_reach_kind by_loader(struct gg_reach *r, const struct gg_elf_facts *facts)
{
	const char *base = strrchr(r->loader, '/');

	base = base ? base + 1 : r->loader;
	if (access(r->loader, X_OK) < 0)
		return GG_REACH_NO_LOADER;
	if (!strncmp(base, "ld-musl-", strlen("ld-musl-")))
		return facts->libc_start ? GG_REACH_MUSL : GG_REACH_MUSL_GO;
	if (!strncmp(base, "ld-linux", strlen("ld-linux")))
		return GG_REACH_GLIBC;
	return GG_REACH_OTHER_LOADER;
}

static enum gg_reach_kind by_file(struct gg_reach *r, int fd, const struct stat *st)
{
	struct gg_elf_facts facts;
	int program;

	if (gg_elf_facts(fd, &facts) < 0)
		return GG_REACH_NOT_A_PROGRAM;
	if (facts.go)
		note(r, "it is a Go program: what it does is not seen by wrappers but by the kernel layers");
	if (facts.bits != 64)
		return GG_REACH_32_BITS;
	if (!facts.here)
		return GG_REACH_FOREIGN;
	program = gg_elf_program(fd, r->loader, sizeof(r->loader));
	if (program == GG_PROGRAM_STATIC) {
		r->loader[0] = '\0';
		return is_secure(r->path, st) ? GG_REACH_SECURE : GG_REACH_STATIC;
	}
	if (program != GG_PROGRAM_DYNAMIC)
		return GG_REACH_NOT_A_PROGRAM;
	return is_secure(r->path, st) ? GG_REACH_SECURE : by_loader(r, &facts);
}

/* Return: @path is a script, and r->path is its interpreter now */
static bool is_script(struct gg_reach *r, int fd)
{
	char interp[PATH_MAX];

	if (r->script[0] || gg_elf_program(fd, interp, sizeof(interp)) != GG_PROGRAM_SCRIPT)
		return false;
	copy(r->script, sizeof(r->script), r->path);
	copy(r->path, sizeof(r->path), interp);
	return true;
}

static enum gg_reach_kind judge(struct gg_reach *r)
{
	gg_close int fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (stat(r->path, &st) < 0)
		return GG_REACH_NOT_FOUND;
	if (!S_ISREG(st.st_mode) || access(r->path, X_OK) < 0)
		return GG_REACH_NOT_EXECUTABLE;
	if (fd < 0)
		return GG_REACH_UNREADABLE;
	if (is_script(r, fd))
		return judge(r);
	return by_file(r, fd, &st);
}

/* Programs that start others without the environment they were given */
static void look_at_arguments(struct gg_reach *r, char **argv)
{
	static const char *const cleaners[] = { "sudo", "su", "doas", "runuser", "pkexec" };
	const char *base = strrchr(argv[0], '/');
	size_t i;

	base = base ? base + 1 : argv[0];
	for (i = 0; i < GG_ARRAY_SIZE(cleaners); i++)
		if (!strcmp(base, cleaners[i]))
			note(r, "it clears the environment: LD_PRELOAD does not reach what it starts; put "
				"goguard behind it (sudo goguard run ...)");
	for (i = 1; !strcmp(base, "env") && argv[i] && (argv[i][0] == '-' || strchr(argv[i], '=')); i++)
		if (!strcmp(argv[i], "-") || !strcmp(argv[i], "-i") ||
		    !strcmp(argv[i], "--ignore-environment"))
			note(r, "env -i clears the environment: LD_PRELOAD does not reach what it starts; put "
				"goguard behind it (env -i goguard run ...)");
}

/** gg_reach_find() - see doctor_cmd.h */
void gg_reach_find(char **argv, struct gg_reach *ret_reach)
{
	static struct gg_command command;
	struct gg_reach *r = ret_reach;
	struct gg_err err = { 0 };
	struct gg_text text;
	size_t i;
	int ret;

	memset(r, 0, sizeof(*r));
	gg_text_init(&text, r->command, sizeof(r->command));
	for (i = 0; argv[i]; i++)
		gg_text_fmt(&text, "%s%s", i ? " " : "", argv[i]);
	ret = gg_command_find(argv[0], &command, &err);
	copy(r->path, sizeof(r->path), ret == -ENOENT ? argv[0] : command.path);
	if (ret == -ENOENT || ret == -ENOTDIR)
		r->kind = GG_REACH_NOT_FOUND;
	else if (ret < 0)
		r->kind = GG_REACH_NOT_EXECUTABLE;
	else
		r->kind = judge(r);
	r->preload = r->kind == GG_REACH_GLIBC || r->kind == GG_REACH_MUSL;
	r->runs = r->preload || r->kind == GG_REACH_STATIC || r->kind == GG_REACH_MUSL_GO ||
		  r->kind == GG_REACH_SECURE || r->kind == GG_REACH_OTHER_LOADER;
	if (argv[0] && r->kind != GG_REACH_NOT_FOUND)
		look_at_arguments(r, argv);
}
