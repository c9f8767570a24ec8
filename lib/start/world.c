/*
 * Looking at programs.
 *
 * Owns the search. Relies on the file system as it is now; the kernel decides again later.
 */
#include "start/world.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/access.h"
#include "base/elf.h"
#include "base/text.h"

/* Return: fd, caller closes; negative errno */
static int open_program(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

/* @fd: of open_program(), negative too. Return: as gg_elf_program() says */
static int look_at(int fd, char interp[static PATH_MAX])
{
	struct stat st;

	interp[0] = '\0';
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return -EACCES;
	return gg_elf_program(fd, interp, PATH_MAX);
}

static void add_loader(struct gg_loaders *l, const char *path)
{
	char real[PATH_MAX];
	size_t i;

	if (!realpath(path, real))
		return;
	for (i = 0; i < l->world.n_loaders; i++)
		if (!strcmp(l->paths[i], real))
			return;
	if (i == GG_LOADERS_MAX)
		return;
	memcpy(l->paths[i], real, strlen(real) + 1);
	l->list[i] = l->paths[i];
	l->world.n_loaders++;
}

/* Folders may hold programs for any loader of this machine. */
static void add_all_loaders(struct gg_loaders *l)
{
	static const char *const usual[] = {
		"/lib64/ld-linux-x86-64.so.2",
		"/lib/ld-linux-aarch64.so.1",
		"/lib/ld-musl-x86_64.so.1",
		"/lib/ld-musl-aarch64.so.1",
	};
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(usual); i++)
		add_loader(l, usual[i]);
}

static void add_loader_of(struct gg_loaders *l, const char *program)
{
	gg_close int fd = -1;
	char interp[PATH_MAX];
	struct stat st;

	if (stat(program, &st) == 0 && S_ISDIR(st.st_mode)) {
		add_all_loaders(l);
		return;
	}
	fd = open_program(program);
	if (look_at(fd, interp) == GG_PROGRAM_DYNAMIC)
		add_loader(l, interp);
}

/** gg_loaders_find() - see world.h */
void gg_loaders_find(const struct gg_policy *policy, struct gg_loaders *ret_loaders)
{
	struct gg_loaders *l = ret_loaders;
	size_t i;

	l->world = (struct gg_world){ .loaders = l->list };
	for (i = 0; i < policy->exec.n; i++)
		add_loader_of(l, policy->exec.items[i].path);
	for (i = 0; i < policy->files.n; i++)
		if (policy->files.items[i].allow & GG_ACCESS_EXECUTE)
			add_loader_of(l, policy->files.items[i].path);
}

/** gg_command_add() - see world.h */
void gg_command_add(struct gg_command *command, const char *path)
{
	if (command->n == GG_PROGRAM_ENTRIES || !realpath(path, command->paths[command->n]))
		return;
	command->entry[command->n] = command->paths[command->n];
	command->n++;
	command->entry[command->n] = NULL;
}

static int search(const char *name, char path[static PATH_MAX])
{
	const char *dirs = getenv("PATH");
	int found = -ENOENT;

	for (dirs = dirs ? dirs : "/usr/local/bin:/usr/bin:/bin"; *dirs;) {
		size_t n = strcspn(dirs, ":");
		struct gg_text text;
		struct stat st;

		gg_text_init(&text, path, PATH_MAX);
		gg_text_fmt(&text, "%.*s%s%s", (int)n, dirs, n ? "/" : "./", name);
		dirs += n + (dirs[n] == ':');
		if (text.cut || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
			continue;
		if (access(path, X_OK) == 0)
			return 0;
		found = -EACCES;
	}
	return found;
}

static int find_path(const char *name, char path[static PATH_MAX])
{
	struct gg_text text;

	if (!strchr(name, '/'))
		return search(name, path);
	gg_text_init(&text, path, PATH_MAX);
	gg_text_str(&text, name);
	if (text.cut)
		return -ENAMETOOLONG;
	return access(path, X_OK) < 0 ? -errno : 0;
}

/* What speaks against a file that is there, @kind by look_at(). @interp: what the kernel starts for it, "" for
 * nothing */
static void find_hint(struct gg_command *c, int fd, int kind, const char *interp)
{
	struct gg_text text;
	int bits;

	gg_text_init(&text, c->hint, sizeof(c->hint));
	if (fd >= 0 && gg_elf_made_for(fd, &bits) == 0) {
		c->bits_32 = bits == 32;
		gg_text_str(&text, c->bits_32 ? "a 32-bit program: the filter kills every call of it" :
						"made for another architecture");
	} else if (kind == -ENOEXEC) {
		gg_text_str(&text, "neither an ELF program nor a script that begins with #!");
	} else if (kind >= 0 && interp[0] && access(interp, F_OK) < 0) {
		gg_text_fmt(&text, "its %s is not there: '%s'",
			    kind == GG_PROGRAM_SCRIPT ? "interpreter" : "loader", interp);
	} else if (fd < 0 && kind == -EACCES) {
		c->hidden = true;
		gg_text_str(&text, "this user may execute but not read it, so that the supervisor could see "
				   "nothing of it (chmod a+r)");
	} else if (access("/proc/self/stat", F_OK) < 0) {
		gg_text_str(&text, "/proc is not mounted, and the supervisor sees nothing without");
	}
}

/** gg_command_find() - see world.h */
int gg_command_find(const char *name, struct gg_command *ret_command, struct gg_err *err)
{
	struct gg_command *c = ret_command;
	gg_close int fd = -1;
	char interp[PATH_MAX];
	int kind;
	int ret = find_path(name, c->path);

	c->n = 0;
	c->entry[0] = NULL;
	c->dynamic = c->bits_32 = c->hidden = c->memory_runs = false;
	if (ret < 0)
		return gg_err_set(err, ret, "cannot run '%s': %s%s", name, gg_err_reason(ret),
				  strchr(name, '/') ? "" : " (it was looked for in PATH)");
	gg_command_add(c, c->path);
	fd = open_program(c->path);
	kind = look_at(fd, interp);
	find_hint(c, fd, kind, interp);
	if (kind == GG_PROGRAM_SCRIPT) {
		char script_interp[PATH_MAX];

		memcpy(script_interp, interp, strlen(interp) + 1);
		gg_command_add(c, script_interp);
		(void)close(fd);
		fd = open_program(script_interp);
		kind = look_at(fd, interp);
	}
	c->memory_runs = kind >= 0 && gg_elf_memory_runs(fd);
	if (kind == GG_PROGRAM_DYNAMIC) {
		c->dynamic = true;
		gg_command_add(c, interp);
	}
	return 0;
}

/** gg_shim_find() - see world.h */
int gg_shim_find(char path[static PATH_MAX])
{
	static const char *const places[] = { "/libgoguard.so", "/../lib/libgoguard.so" };
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t i;

	if (n <= 0)
		return -ENOENT;
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (i = 0; i < GG_ARRAY_SIZE(places); i++) {
		char joined[PATH_MAX + 32];
		struct gg_text text;

		gg_text_init(&text, joined, sizeof(joined));
		gg_text_fmt(&text, "%s%s", self, places[i]);
		if (realpath(joined, path))
			return 0;
	}
	return -ENOENT;
}
