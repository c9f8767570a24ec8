/*
 * Checks of rules on paths and programs.
 *
 * Owns what is said about them. Relies on sorting, so that tens of thousands of rules are checked
 * in little time. Takes a glob for everything below its literal beginning. Does not look at the
 * file system.
 */
#include <stdlib.h>
#include <string.h>

#include "base/access.h"
#include "policy/check.h"
#include "policy/path_set.h"
#include "policy/paths.h"

#define WRITES (GG_ACCESS_WRITE | GG_ACCESS_CREATE | GG_ACCESS_REMOVE)

static int by_path(const void *a, const void *b)
{
	const struct gg_file_rule *x = *(const struct gg_file_rule *const *)a;
	const struct gg_file_rule *y = *(const struct gg_file_rule *const *)b;
	int cmp = strcmp(x->path, y->path);

	if (!cmp)
		cmp = strcmp(x->by ? x->by : "", y->by ? y->by : "");
	if (cmp)
		return cmp;
	return x < y ? -1 : x > y; /* as written: all are in one array */
}

static bool same_subject(const struct gg_file_rule *a, const struct gg_file_rule *b)
{
	return !strcmp(a->path, b->path) && !strcmp(a->by ? a->by : "", b->by ? b->by : "");
}

/* @later against @earlier on the same path */
static void check_pair(struct gg_reading *r, const struct gg_file_rule *earlier,
		       const struct gg_file_rule *later)
{
	if (earlier->allow == later->allow && earlier->deny == later->deny) {
		if (!strcmp(earlier->at.file, later->at.file))
			gg_reading_warn(r, later->at, "files: the same rule for '%s' is at %s:%d already",
					later->path, earlier->at.file, earlier->at.line);
		return;
	}
	if ((earlier->allow & later->deny) || (earlier->deny & later->allow))
		gg_reading_warn(r, later->at,
				"files: contradicts the rule for '%s' at %s:%d: deny wins", later->path,
				earlier->at.file, earlier->at.line);
}

static void check_pairs(struct gg_reading *r)
{
	const struct gg_file_rules *files = &r->policy->files;
	const struct gg_file_rule **sorted = calloc(files->n + 1, sizeof(*sorted));

	r->no_memory = r->no_memory || !sorted;
	if (!sorted)
		return;
	for (size_t i = 0; i < files->n; i++)
		sorted[i] = &files->items[i];
	qsort(sorted, files->n, sizeof(*sorted), by_path);
	for (size_t i = 1; i < files->n; i++) {
		if (same_subject(sorted[i - 1], sorted[i]))
			check_pair(r, sorted[i - 1], sorted[i]);
	}
	free(sorted);
}

static void check_broad(struct gg_reading *r, const struct gg_file_rule *rule)
{
	bool proc = !strcmp(rule->path, "/proc") || !strncmp(rule->path, "/proc/", 6);

	if (rule->allow & rule->deny)
		gg_reading_warn(r, rule->at, "files: allow and deny of the same right on '%s': deny wins",
				rule->path);
	if (!(rule->allow & ~rule->deny))
		return;
	if (!strcmp(rule->path, "/") || !strcmp(rule->path, "/**") || !strcmp(rule->path, "/*"))
		gg_reading_warn(r, rule->at, "files: '%s' is the whole file system", rule->path);
	else if (proc && (rule->allow & WRITES))
		gg_reading_warn(r, rule->at, "files: writing below /proc can change other processes");
	if ((rule->allow & GG_ACCESS_EXECUTE) && (rule->allow & WRITES))
		gg_reading_warn(r, rule->at, "files: '%s' can be written and executed", rule->path);
	if ((rule->allow & GG_ACCESS_EXECUTE) && rule->glob)
		gg_reading_error(r, rule->at,
				 "files: execute on a pattern: not enforced yet (name a program or a directory)");
}

/* Literal beginning of a rule's path, whole components; on the arena */
static const char *literal(struct gg_reading *r, const struct gg_file_rule *rule)
{
	size_t n = strcspn(rule->path, GG_GLOB_CHARS);
	const char *copy;

	if (!rule->glob)
		return rule->path;
	while (n > 1 && rule->path[n - 1] != '/')
		n--;
	copy = gg_arena_strndup(&r->policy->arena, rule->path, n > 1 ? n - 1 : 1);
	r->no_memory = r->no_memory || !copy;
	return copy ? copy : "/";
}

/* Paths of file rules that allow any of @rights */
static struct gg_path_set granted(struct gg_reading *r, unsigned rights)
{
	struct gg_path_set set = { 0 };

	for (size_t i = 0; i < r->policy->files.n; i++) {
		const struct gg_file_rule *rule = &r->policy->files.items[i];

		if ((rule->allow & rights) && gg_path_set_add(&set, literal(r, rule)))
			r->no_memory = true;
	}
	return set;
}

/* Nothing takes execution away below what may be run: only "all" where nothing may be run holds */
static void check_denied_execute(struct gg_reading *r)
{
	struct gg_path_set runs = granted(r, GG_ACCESS_EXECUTE);

	for (size_t i = 0; i < r->policy->exec.n; i++) {
		if (gg_path_set_add(&runs, r->policy->exec.items[i].path))
			r->no_memory = true;
	}
	gg_path_set_sort(&runs);
	for (size_t i = 0; i < r->policy->files.n; i++) {
		const struct gg_file_rule *rule = &r->policy->files.items[i];
		const char *path = literal(r, rule);

		if (!(rule->deny & GG_ACCESS_EXECUTE) || (r->flags & GG_READ_LATER))
			continue;
		if (gg_path_set_has_above(&runs, path) || gg_path_set_has_below(&runs, path))
			gg_reading_error(r, rule->at,
					 "files: deny of execute on '%s', where programs may be run: not enforced yet",
					 rule->path);
	}
	gg_path_set_done(&runs);
}

void gg_check_files(struct gg_reading *r)
{
	for (size_t i = 0; i < r->policy->files.n; i++)
		check_broad(r, &r->policy->files.items[i]);
	check_pairs(r);
	check_denied_execute(r);
}

static bool is_shell(const char *path)
{
	static const char *const names[] = { "ash", "bash", "busybox", "csh", "dash", "fish", "ksh",
					     "mksh", "python", "python3", "perl", "sh", "tcsh", "zsh" };
	const char *base = strrchr(path, '/') + 1;

	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++) {
		if (!strcmp(base, names[i]))
			return true;
	}
	return false;
}

/* Do the arguments begin with the name of a script? */
static bool runs_one_script(const struct gg_exec_rule *rule)
{
	return rule->argv && rule->argv[0] && rule->argv[0][0] == '/' &&
	       !strpbrk(rule->argv[0], GG_GLOB_CHARS);
}

static bool is_program_folder(const char *path)
{
	static const char *const names[] = { "/", "/bin", "/sbin", "/usr", "/usr/bin", "/usr/sbin",
					     "/usr/local", "/usr/local/bin" };

	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++) {
		if (!strcmp(path, names[i]))
			return true;
	}
	return false;
}

static int by_program(const void *a, const void *b)
{
	const struct gg_exec_rule *x = *(const struct gg_exec_rule *const *)a;
	const struct gg_exec_rule *y = *(const struct gg_exec_rule *const *)b;
	int cmp = strcmp(x->path, y->path);

	return cmp ? cmp : (x < y ? -1 : x > y);
}

/* Of the rules for one program, @first and on, those with a pin that one without it makes useless */
static void check_useless_pins(struct gg_reading *r, const struct gg_exec_rule *const *first, size_t n)
{
	const struct gg_exec_rule *plain = NULL;

	for (size_t i = 0; i < n && !plain; i++)
		plain = gg_exec_pinned(first[i]) || first[i]->by ? NULL : first[i];
	for (size_t i = 0; i < n && plain; i++) {
		if (gg_exec_pinned(first[i]))
			gg_reading_warn(r, first[i]->at,
					"exec: argv and sha256 of '%s' do not matter: %s:%d grants it without",
					plain->path, plain->at.file, plain->at.line);
	}
}

/* Plain rules for one program, twice in one file; pins that do not matter */
static void check_same_program(struct gg_reading *r)
{
	const struct gg_exec_rules *exec = &r->policy->exec;
	const struct gg_exec_rule **sorted = calloc(exec->n + 1, sizeof(*sorted));
	size_t first = 0;

	r->no_memory = r->no_memory || !sorted;
	if (!sorted)
		return;
	for (size_t i = 0; i < exec->n; i++)
		sorted[i] = &exec->items[i];
	qsort(sorted, exec->n, sizeof(*sorted), by_program);
	for (size_t i = 1; i <= exec->n; i++) {
		if (i < exec->n && !strcmp(sorted[i]->path, sorted[first]->path))
			continue;
		check_useless_pins(r, sorted + first, i - first);
		first = i;
	}
	for (size_t i = 1; i < exec->n; i++) {
		const struct gg_exec_rule *a = sorted[i - 1], *b = sorted[i];

		if (!strcmp(a->path, b->path) && !strcmp(a->at.file, b->at.file) &&
		    !gg_exec_pinned(a) && !gg_exec_pinned(b) && !a->by && !b->by)
			gg_reading_warn(r, b->at, "exec: '%s' is there already, at %s:%d", b->path,
					a->at.file, a->at.line);
	}
	free(sorted);
}

void gg_check_exec(struct gg_reading *r)
{
	struct gg_path_set writable = granted(r, WRITES & ~GG_ACCESS_REMOVE);

	gg_path_set_sort(&writable);
	for (size_t i = 0; i < r->policy->exec.n; i++) {
		const struct gg_exec_rule *rule = &r->policy->exec.items[i];

		if (is_shell(rule->path) && !runs_one_script(rule))
			gg_reading_warn(r, rule->at, "exec: '%s' runs whatever it is told to", rule->path);
		else if (is_program_folder(rule->path))
			gg_reading_warn(r, rule->at, "exec: '%s' holds shells", rule->path);
		if (gg_path_set_has_above(&writable, rule->path) ||
		    gg_path_set_has_below(&writable, rule->path))
			gg_reading_warn(r, rule->at, "exec: '%s' can be written (files) and executed",
					rule->path);
	}
	gg_path_set_done(&writable);
	check_same_program(r);
}
