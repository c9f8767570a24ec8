/* golang/index: the vote on folders is what counting all of them at once gives, and it ends. */
#include "golang_help.h"

#include <stdlib.h>

#include "base/common.h"
#include "golang/index.h"
#include "golang/names.h"

static const char *const programs[] = { "acts.static", "acts.pie", "everything.stripped", "everything.cgo",
					"shapes.static", "shapes.cgo", "stacks.static" };

/* --- the same vote, counted in the plainest way ---------------------------------------------- */

#define VOTES 64
#define FOLDERS 4096

struct tally {
	const char *dir;
	size_t n;
	struct {
		char *package;
		unsigned long weight;
	} of[VOTES];
	unsigned n_of;
};

struct vote {
	struct tally folders[FOLDERS], *last;
	unsigned n;
};

static struct tally *folder(struct vote *v, const char *file)
{
	size_t n = gg_go_name_dir(file);

	if (v->last && v->last->n == n && memcmp(v->last->dir, file, n) == 0)
		return v->last;
	for (unsigned i = 0; i < v->n; i++)
		if (v->folders[i].n == n && memcmp(v->folders[i].dir, file, n) == 0)
			return v->last = &v->folders[i];
	assert_true(v->n < FOLDERS);
	v->folders[v->n] = (struct tally){ .dir = file, .n = n };
	return v->last = &v->folders[v->n++];
}

static void cast(struct vote *v, const char *symbol, const char *file, unsigned long weight)
{
	char escaped[GG_GO_PACKAGE_MAX], name[GG_GO_PACKAGE_MAX];
	struct tally *t;
	unsigned i;
	size_t n;

	if (!gg_go_name_dir(file) || !gg_go_name_package(symbol, &n))
		return;
	assert_true(n < sizeof(escaped));
	memcpy(escaped, symbol, n);
	assert_true(gg_go_name_unescape(escaped, n, name) > 0);
	t = folder(v, file);
	for (i = 0; i < t->n_of && strcmp(t->of[i].package, name) != 0; i++)
		;
	if (i == t->n_of && i < VOTES)
		t->of[t->n_of++].package = strdup(name);
	if (i < VOTES)
		t->of[i].weight += weight;
}

static void vote(const struct gg_go *go, struct vote *ret)
{
	struct gg_go_func f;

	for (uint32_t i = 0; i < go->nfunc; i++) {
		const char *name;
		uint32_t parent;
		int32_t inlined;
		uint8_t id;

		if (!gg_go_func_at(go, i, &f))
			continue;
		name = f.name;
		if (f.pcinline && gg_go_value(go, &f, f.pcinline, f.entry, &inlined) && inlined >= 0)
			name = gg_go_inlined(go, &f, inlined, &id, &parent);
		if (name && !gg_go_name_is_closure(name))
			cast(ret, name, gg_go_file(go, &f, f.entry), 65536);
	}
}

static void vote_deep(const struct gg_go *go, struct vote *ret)
{
	struct gg_go_func f;

	for (uint32_t i = 0; i < go->nfunc; i++) {
		struct gg_go_walk w;
		uint32_t from, parent;
		uint8_t id;

		if (!gg_go_func_at(go, i, &f))
			continue;
		gg_go_walk_init(go, &f, f.tree.n ? f.pcinline : 0, &w);
		for (from = f.entry; from < f.end && gg_go_walk_next(&w); from = w.pc) {
			const char *name =
				w.value < 0 ? NULL : gg_go_inlined(go, &f, w.value, &id, &parent);

			if (name)
				cast(ret, name, gg_go_file(go, &f, from),
				     gg_go_name_is_closure(name) ? 1 : 65536);
		}
		if (gg_go_name_is_closure(f.name))
			cast(ret, f.name, gg_go_file(go, &f, f.entry), 1);
	}
}

/* Of those with most votes, the one that was named last */
static const char *winner(struct vote *v, const char *file)
{
	struct tally *t = folder(v, file);
	const char *best = NULL;
	unsigned long most = 0;

	for (unsigned i = 0; i < t->n_of; i++)
		if (t->of[i].weight >= most) {
			most = t->of[i].weight;
			best = t->of[i].package;
		}
	return best;
}

static struct vote *count(const struct gg_go *go, void (*how)(const struct gg_go *, struct vote *))
{
	struct vote *v = calloc(1, sizeof(*v));

	assert_non_null(v);
	how(go, v);
	return v;
}

static void forget(struct vote *v)
{
	for (unsigned i = 0; i < v->n; i++)
		for (unsigned k = 0; k < v->folders[i].n_of; k++)
			free(v->folders[i].of[k].package);
	free(v);
}

/* Return: whether the folder of file @i is one that only inlined code and closures are in */
static bool compare(const struct gg_go *go, uint64_t i, struct vote *direct, struct vote *deep)
{
	const char *file = gg_go_file_of_unit(go, i), *name;
	const struct gg_go_package *p;

	if (!gg_go_name_dir(file))
		return false;
	name = winner(direct, file);
	if (!name)
		name = winner(deep, file);
	assert_int_equal(gg_go_index_file(go, file, &p), 0);
	if (!name != !p || (p && strcmp(p->name, name) != 0))
		fail_msg("%s: %s, not %s", file, p ? p->name : "nobody's", name ? name : "nobody's");
	return !winner(direct, file);
}

static void every_folder_is_whose_a_full_count_says(void **state)
{
	unsigned seen = 0, quiet = 0;

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(programs); i++) {
		struct gg_go *go = go_open(programs[i]), *again;
		uint64_t n = go ? go->units.n / 4 : 0;
		struct vote *direct, *deep;

		if (!go)
			continue;
		seen++;
		direct = count(go, vote);
		deep = count(go, vote_deep);
		for (uint64_t k = 0; k < n; k++)
			quiet += compare(go, k, direct, deep);
		/* whatever is asked first */
		again = go_open(programs[i]);
		for (uint64_t k = n; k-- > 0;)
			(void)compare(again, k, direct, deep);
		gg_go_free(again);
		forget(direct);
		forget(deep);
		gg_go_free(go);
	}
	if (!seen)
		skip();
	assert_true(quiet > 0);
}

/* Every table goes on for as long as there is any, without ever coming to another place */
static void endless_tables_say_nothing(void **state)
{
	struct gg_go *go = go_open("everything.static"), *endless = NULL;
	const struct gg_go_package *p = NULL;
	struct gg_go_owner owner;
	struct gg_err err = { 0 };
	struct gg_go_func f;
	uint64_t file = 0;
	uint8_t *copy;
	size_t n, at;
	int fd;

	(void)state;
	if (!go)
		skip();
	fd = go_copy("everything.static", &copy, &n);
	at = (size_t)(go->pctab.p - go->elf.map.p);
	for (size_t i = 1; i + 1 < go->pctab.n; i++)
		copy[at + i] = i % 2 ? 2 : 0;
	assert_int_equal(gg_go_open(fd, &endless, &err), 0);
	assert_int_equal(gg_go_index_file(endless, "/nowhere/x.go", &p), -ENOMEM);
	assert_null(p);
	while (!gg_go_name_dir(gg_go_file_of_unit(endless, file)))
		file++;
	assert_int_equal(gg_go_index_file(endless, gg_go_file_of_unit(endless, file), &p), -ENOMEM);
	assert_true(gg_go_func_at(endless, 0, &f));
	assert_int_equal(gg_go_index_owner(endless, f.name, gg_go_file_of_unit(endless, file), &owner), -ENOMEM);
	gg_go_free(endless);
	munmap(copy, n);
	close(fd);
	gg_go_free(go);
}

static bool count_one(void *arg, const struct gg_go_package *package)
{
	(void)package;
	++*(unsigned *)arg;
	return true;
}

/* The names of functions go on for ever, one in the other */
static void endless_names_are_no_names(void **state)
{
	struct gg_go *go = go_open("acts.static"), *endless = NULL;
	struct gg_err err = { 0 };
	unsigned packages = 0;
	struct gg_go_func f;
	uint8_t *copy;
	size_t n;
	int fd;

	(void)state;
	if (!go)
		skip();
	fd = go_copy("acts.static", &copy, &n);
	memset(copy + (go->names.p - go->elf.map.p), 'x', go->names.n);
	assert_int_equal(gg_go_open(fd, &endless, &err), 0);
	for (uint32_t i = 0; i < endless->nfunc; i++)
		assert_false(gg_go_func_at(endless, i, &f));
	(void)gg_go_index_each(endless, count_one, &packages);
	assert_int_equal(packages, 0);
	gg_go_free(endless);
	munmap(copy, n);
	close(fd);
	gg_go_free(go);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_folder_is_whose_a_full_count_says),
		cmocka_unit_test(endless_tables_say_nothing),
		cmocka_unit_test(endless_names_are_no_names),
	};

	return cmocka_run_group_tests_name("golang/index", tests, NULL, NULL);
}
