/*
 * Rules per package: who is meant by a pattern, which parts of a plan apply to a chain, and what comes of
 * them. The random half builds a plan of its own from the rules that count for a caller, by tables of this
 * file, and compares.
 */
#include "plan_help.h"

#include "golang/build.h"
#include "plan/who.h"
#include "policy/subject.h"

static const struct gg_go_module modules[] = {
	{ "m.n", "", 3 },
	{ "a.b", "v1.2.3", 3 },
	{ "d.e/f", "v0.1.0", 5 },
};
static const struct gg_go_build build = { .version = "go1.26", .path = "m.n/cmd/tool", .modules = modules,
					  .n_modules = GG_ARRAY_SIZE(modules), .has_main = true };
static const struct gg_go go = { .build = (struct gg_go_build *)&build };
static const struct gg_go plain; /* without build information */

enum { MAIN, OWN, AB, ABC, DEF, STD, PACKAGES };
static const struct gg_go_package packages[PACKAGES] = {
	[MAIN] = { "main", &modules[0], false },   [OWN] = { "m.n/internal/x", &modules[0], false },
	[AB] = { "a.b", &modules[1], false },	   [ABC] = { "a.b/c", &modules[1], false },
	[DEF] = { "d.e/f/g", &modules[2], false }, [STD] = { "net/http", NULL, true },
};

#define M(package) (1u << (package))

/* Patterns, from the least specific on, and whom they mean */
static const struct {
	const char *pattern;
	unsigned packages;
} subjects[] = {
	{ "*", M(MAIN) | M(OWN) | M(AB) | M(ABC) | M(DEF) },
	{ "main", M(MAIN) | M(OWN) },
	{ "deps", M(AB) | M(ABC) | M(DEF) },
	{ "std", M(STD) },
	{ "module:a.b", M(AB) | M(ABC) },
	{ "module:a.b@v9", 0 },
	{ "m.n/...", M(MAIN) | M(OWN) },
	{ "a.b/...", M(AB) | M(ABC) },
	{ "module:a.b@v1.2.3", M(AB) | M(ABC) },
	{ "module:d.e/f", M(DEF) },
	{ "m.n/internal/...", M(OWN) },
	{ "m.n/cmd/...", M(MAIN) },
	{ "a.b/c", M(ABC) },
	{ "a.b", M(AB) },
	{ "m.n/cmd/tool", M(MAIN) },
	{ "net/http", M(STD) },
	{ "unknown", 0 },
	{ "c", 0 },
	{ "program:/bin/x", 0 },
};
#define SUBJECTS GG_ARRAY_SIZE(subjects)
#define UNKNOWN (SUBJECTS - 3)
#define CODE_OF_C (SUBJECTS - 2)
#define PROGRAM (SUBJECTS - 1)

static void patterns_mean_packages(void **state)
{
	(void)state;
	for (size_t i = 0; i < SUBJECTS; i++) {
		struct gg_subject s;

		assert_null(gg_subject_parse(subjects[i].pattern, &s));
		for (unsigned p = 0; p < PACKAGES; p++)
			if (gg_subject_is(&s, &go, &packages[p]) != ((subjects[i].packages & M(p)) != 0))
				fail_msg("'%s' and %s", subjects[i].pattern, packages[p].name);
	}
}

static bool is(const char *pattern, const struct gg_go *of, const struct gg_go_package *p)
{
	struct gg_subject s;

	assert_null(gg_subject_parse(pattern, &s));
	return gg_subject_is(&s, of, p);
}

static void without_build_information_only_main_is_main(void **state)
{
	const struct gg_go_package other = { "m.n/internal/x", NULL, false }, own = { "main", NULL, false };

	(void)state;
	assert_true(is("main", &plain, &own));
	assert_false(is("deps", &plain, &own));
	assert_false(is("main", &plain, &other));
	assert_true(is("deps", &plain, &other));
	assert_false(is("module:m.n", &plain, &other));
	assert_true(is("m.n/...", &plain, &other));
}

static void a_folder_is_no_prefix_of_a_name(void **state)
{
	const struct gg_go_package near = { "a.bc/d", NULL, false };

	(void)state;
	assert_false(is("a.b/...", &go, &near));
	assert_false(is("a.b", &go, &near));
	assert_true(is("a.bc/...", &go, &near));
}

/* --- random ------------------------------------------------------------------------------------- */

#define RULES 12
#define ENTRIES 5

static uint64_t seed = 20261;

/* What is generated, and kept apart from what the plan makes of it */
struct world {
	struct gg_file_rule files[RULES];
	struct gg_net_rule connect[RULES];
	struct gg_package entries[ENTRIES];
	struct gg_file_rule entry_files[ENTRIES][RULES];
	struct gg_net_rule entry_connect[ENTRIES][RULES];
	size_t subject_of[ENTRIES];
	struct gg_policy policy;
};

static const char *random_path(void)
{
	static const char *const paths[] = { "/a", "/a/b", "/a/b/c", "/a/d", "/e", "/e/f", "/" };

	return paths[below_random(&seed, GG_ARRAY_SIZE(paths))];
}

static size_t random_files(struct gg_file_rule *rules, bool with_by)
{
	size_t n = below_random(&seed, RULES);

	for (size_t i = 0; i < n; i++) {
		unsigned bits = 1u << below_random(&seed, 4);

		rules[i] = (struct gg_file_rule){ .path = random_path(), .at = { "fn.cfg", (int)i } };
		if (below_random(&seed, 4))
			rules[i].allow = bits;
		else
			rules[i].deny = bits;
		if (with_by && below_random(&seed, 2))
			rules[i].by = subjects[below_random(&seed, SUBJECTS)].pattern;
	}
	return n;
}

static size_t random_connect(struct gg_net_rule *rules, bool with_by)
{
	size_t n = below_random(&seed, RULES / 2);

	for (size_t i = 0; i < n; i++) {
		rules[i] = (struct gg_net_rule){ .tcp = true, .bits = 96 + 8 * (1 + below_random(&seed, 4)),
						 .ip = { [10] = 0xff, 0xff, 10 }, .port_hi = 65535,
						 .at = { "fn.cfg", (int)i } };
		if (below_random(&seed, 2))
			rules[i].port_lo = rules[i].port_hi = (uint16_t)(80 + below_random(&seed, 3));
		if (with_by && below_random(&seed, 2))
			rules[i].by = subjects[below_random(&seed, SUBJECTS)].pattern;
	}
	return n;
}

static void random_world(struct world *w)
{
	memset(w, 0, sizeof(*w));
	w->policy = bare_policy();
	w->policy.files.items = w->files;
	w->policy.files.n = random_files(w->files, true);
	w->policy.connect.items = w->connect;
	w->policy.connect.n = random_connect(w->connect, true);
	w->policy.packages.items = w->entries;
	w->policy.packages.n = below_random(&seed, ENTRIES);
	for (size_t i = 0; i < w->policy.packages.n; i++) {
		struct gg_package *e = &w->entries[i];

		w->subject_of[i] = below_random(&seed, SUBJECTS);
		*e = (struct gg_package){ .match = subjects[w->subject_of[i]].pattern,
					  .has_files = below_random(&seed, 3) != 0,
					  .has_connect = below_random(&seed, 2),
					  .trust = w->subject_of[i] < UNKNOWN && !below_random(&seed, 4),
					  .at = { "fn.cfg", 100 + (int)i } };
		e->files.items = w->entry_files[i];
		e->files.n = e->has_files ? random_files(w->entry_files[i], false) : 0;
		e->connect.items = w->entry_connect[i];
		e->connect.n = e->has_connect ? random_connect(w->entry_connect[i], false) : 0;
	}
}

/* Who calls */
struct caller {
	enum { GO_CODE, NO_GO, NOBODY } kind;
	struct gg_go_chain chain;
};

static const struct gg_go_package *random_package(void)
{
	return &packages[below_random(&seed, PACKAGES)];
}

static void random_caller(struct caller *c)
{
	static const enum gg_go_end ends[] = { GG_GO_COMPLETE, GG_GO_COMPLETE, GG_GO_COMPLETE, GG_GO_ORPHAN,
					       GG_GO_C_THREAD, GG_GO_TRUNCATED };
	struct gg_go_chain *chain = &c->chain;

	memset(c, 0, sizeof(*c));
	c->kind = below_random(&seed, 8) ? GO_CODE : below_random(&seed, 2) ? NO_GO : NOBODY;
	chain->end = ends[below_random(&seed, GG_ARRAY_SIZE(ends))];
	chain->has_c = !below_random(&seed, 6);
	chain->n_owners = 1 + below_random(&seed, 5);
	for (unsigned i = 0; i < chain->n_owners; i++) {
		struct gg_go_owner *o = &chain->owners[i];

		o->by_symbol = below_random(&seed, 8) ? random_package() : NULL;
		o->by_file = below_random(&seed, 3) && o->by_symbol ? o->by_symbol : random_package();
		if (!chain->asks.by_symbol && !chain->asks.by_file &&
		    ((o->by_symbol && !o->by_symbol->std) || !o->by_file->std))
			chain->asks = *o;
	}
	if (chain->end == GG_GO_COMPLETE && !chain->asks.by_file)
		chain->end = GG_GO_ORPHAN;
}

static size_t subject_at(const char *pattern)
{
	size_t i = 0;

	while (strcmp(subjects[i].pattern, pattern) != 0)
		i++;
	return i;
}

/* What stands for a caller that is no package, SUBJECTS: it has one */
static size_t stands_for(const struct caller *c)
{
	if (c->kind == NO_GO)
		return PROGRAM;
	if (c->kind == NOBODY)
		return UNKNOWN;
	if (c->chain.end == GG_GO_COMPLETE)
		return SUBJECTS;
	return c->chain.end == GG_GO_C_THREAD ? CODE_OF_C : UNKNOWN;
}

static bool means(size_t subject, const struct gg_go_package *p)
{
	return (subjects[subject].packages >> (p - packages)) & 1;
}

static bool granted_by(const struct caller *c, const char *by)
{
	const struct gg_go_owner *o = &c->chain.asks;
	size_t subject = subject_at(by);

	if (stands_for(c) != SUBJECTS)
		return stands_for(c) == subject;
	return (!o->by_symbol || o->by_symbol->std || means(subject, o->by_symbol)) &&
	       (!o->by_file || o->by_file->std || means(subject, o->by_file));
}

/* Entries for @p: those with the most specific pattern. Return: there are some and all are trusted */
static bool entries_of(const struct world *w, const struct gg_go_package *p, bool *applies)
{
	size_t best = 0;
	bool any = false, trusted = true;

	for (size_t i = 0; i < w->policy.packages.n; i++)
		if (means(w->subject_of[i], p)) {
			best = any && best > w->subject_of[i] ? best : w->subject_of[i];
			any = true;
		}
	for (size_t i = 0; any && i < w->policy.packages.n; i++)
		if (w->subject_of[i] == best) {
			applies[i] = true;
			trusted = trusted && w->entries[i].trust;
		}
	return any && trusted;
}

static void entries_that_apply(const struct world *w, const struct caller *c, bool *applies)
{
	size_t special = stands_for(c);

	for (size_t i = 0; i < w->policy.packages.n; i++)
		applies[i] = w->subject_of[i] == special ||
			     (c->kind == GO_CODE && c->chain.has_c && w->subject_of[i] == CODE_OF_C);
	for (unsigned i = 0; c->kind == GO_CODE && i < c->chain.n_owners; i++) {
		const struct gg_go_owner *o = &c->chain.owners[i];
		bool trusted = true;

		if (o->by_symbol)
			trusted = entries_of(w, o->by_symbol, applies);
		if (o->by_file && !entries_of(w, o->by_file, applies))
			trusted = false;
		if (trusted)
			break;
	}
}

static bool ask(const struct gg_policy *p, const struct gg_request *r)
{
	struct gg_answer a;
	struct made m;

	make_from(p, FULL, false, &m);
	gg_decide(&m.plan, r, &a);
	made_done(&m);
	return a.verdict == GG_VERDICT_ALLOW;
}

/* A policy of the process's rules (if @process) and those whose `by` means @c, all without `by` */
static bool ask_process(const struct world *w, const struct caller *c, bool process, const struct gg_request *r)
{
	struct gg_file_rule files[RULES];
	struct gg_net_rule connect[RULES];
	struct gg_policy p = bare_policy();

	p.files.items = files;
	p.connect.items = connect;
	for (size_t i = 0; i < w->policy.files.n; i++)
		if (w->files[i].by ? granted_by(c, w->files[i].by) : process) {
			files[p.files.n] = w->files[i];
			files[p.files.n++].by = NULL;
		}
	for (size_t i = 0; i < w->policy.connect.n; i++)
		if (w->connect[i].by ? granted_by(c, w->connect[i].by) : process) {
			connect[p.connect.n] = w->connect[i];
			connect[p.connect.n++].by = NULL;
		}
	return ask(&p, r);
}

static bool oracle(const struct world *w, const struct caller *c, const struct gg_request *r)
{
	bool applies[ENTRIES] = { false }, named = c->kind == NO_GO || stands_for(c) == SUBJECTS;
	bool distinguishes = w->policy.packages.n > 0;

	for (size_t i = 0; i < w->policy.files.n; i++)
		distinguishes = distinguishes || w->files[i].by;
	for (size_t i = 0; i < w->policy.connect.n; i++)
		distinguishes = distinguishes || w->connect[i].by;
	if (!distinguishes)
		return ask(&w->policy, r);
	if (!ask_process(w, c, true, r))
		return false;
	entries_that_apply(w, c, applies);
	for (size_t i = 0; i < w->policy.packages.n; i++)
		named = named || w->subject_of[i] == stands_for(c);
	if (!named && !ask_process(w, c, false, r))
		return false;
	for (size_t i = 0; i < w->policy.packages.n; i++) {
		struct gg_policy p = bare_policy();

		p.files = w->entries[i].files;
		p.connect = w->entries[i].connect;
		if (applies[i] && (r->addr ? w->entries[i].has_connect : w->entries[i].has_files) && !ask(&p, r))
			return false;
	}
	return true;
}

/* @memo: what it says must be the same as what nobody remembers */
static void find_who(const struct gg_plan *plan, const struct caller *c, struct gg_who_memo *memo,
		     struct gg_who *who)
{
	struct gg_who again;

	if (c->kind == GO_CODE) {
		gg_who_of_chain(plan, &go, &c->chain, NULL, who);
		gg_who_of_chain(plan, &go, &c->chain, memo, &again);
		assert_int_equal(again.n_grants, who->n_grants);
		assert_memory_equal(again.grants, who->grants, who->n_grants * sizeof(*who->grants));
		assert_int_equal(again.n_packages, who->n_packages);
		assert_memory_equal(again.packages, who->packages, who->n_packages * sizeof(*who->packages));
		assert_int_equal(again.unnamed, who->unnamed);
	} else
		gg_who_of_program(plan, c->kind == NO_GO ? "/bin/x" : NULL, who);
}

static void random_rules_agree_with_the_oracle(void **state)
{
	static struct world w;
	static struct caller c;
	unsigned allowed = 0, denied = 0;

	(void)state;
	for (unsigned round = 0; round < 600; round++) {
		struct gg_who_memo *memo = gg_who_memo_new();
		struct made m;

		assert_non_null(memo);
		random_world(&w);
		make_from(&w.policy, FULL, false, &m);
		for (unsigned i = 0; i < 12; i++) {
			struct gg_addr addr = { .proto = GG_PROTO_TCP, .port = (uint16_t)(79 + below_random(&seed, 4)),
						.ip = { [10] = 0xff, 0xff, 10, 0, (uint8_t)below_random(&seed, 2) } };
			struct gg_who who;
			struct gg_request r = { .op = GG_OP_OPEN, .access = 1u << below_random(&seed, 4),
						.path = random_path(), .who = &who };
			struct gg_answer a;
			bool expected;

			if (below_random(&seed, 3) == 0)
				r = (struct gg_request){ .op = GG_OP_CONNECT, .addr = &addr, .who = &who };
			random_caller(&c);
			find_who(&m.plan, &c, memo, &who);
			gg_decide(&m.plan, &r, &a);
			expected = oracle(&w, &c, &r);
			allowed += expected;
			denied += !expected;
			if ((a.verdict == GG_VERDICT_ALLOW) != expected)
				fail_msg("round %u, request %u: %s is %d by %s", round, i,
					 r.addr ? "connect" : r.path, a.verdict, a.rule);
			assert_true(a.verdict != GG_VERDICT_ALLOW || !a.by_package);
		}
		made_done(&m);
		gg_who_memo_free(memo);
	}
	assert_true(allowed > 500 && denied > 500);
}

/* --- single questions --------------------------------------------------------------------------- */

#define V "version = 1;\n"

static struct gg_answer read_as(const struct gg_plan *plan, const struct caller *c, const char *path)
{
	struct gg_who who;
	struct gg_request r = { .op = GG_OP_OPEN, .access = GG_ACCESS_READ, .path = path, .who = &who };
	struct gg_answer a;

	find_who(plan, c, NULL, &who);
	gg_decide(plan, &r, &a);
	return a;
}

static void nobody_gets_nothing_and_says_by_which_rule(void **state)
{
	const struct caller nobody = { .kind = NOBODY }, program = { .kind = NO_GO };
	struct gg_request r = { .op = GG_OP_OPEN, .access = GG_ACCESS_READ, .path = "/a" };
	struct gg_answer a;
	struct made m;

	(void)state;
	make_plan(V "files = ( { path = \"/a\"; allow = \"read\"; },\n { path = \"/u\"; allow = \"read\"; by = \"unknown\"; } );",
		  &m);
	a = read_as(&m.plan, &nobody, "/a");
	assert_int_equal(a.verdict, GG_VERDICT_DENY);
	assert_int_equal(a.err, EACCES);
	assert_string_equal(a.rule, "packages");
	assert_true(a.by_package);
	assert_int_equal(read_as(&m.plan, &nobody, "/u").verdict, GG_VERDICT_ALLOW);
	assert_int_equal(read_as(&m.plan, &program, "/a").verdict, GG_VERDICT_ALLOW);
	assert_int_equal(read_as(&m.plan, &program, "/u").verdict, GG_VERDICT_DENY);
	gg_decide(&m.plan, &r, &a); /* who does not say who asks gets nothing either */
	assert_int_equal(a.verdict, GG_VERDICT_DENY);
	made_done(&m);
}

static void somebody_may(void **state)
{
	const unsigned change = GG_ACCESS_WRITE | GG_ACCESS_CREATE;
	struct made m;

	(void)state;
	make_plan(V "files = ( { path = \"/a\"; allow = \"read write\"; }, { path = \"/b\"; allow = \"create\"; by = \"main\"; },"
		    " { path = \"/a/b\"; deny = \"write\"; }, { path = \"/a/b/c\"; allow = \"write\"; by = \"deps\"; } );\n"
		    "packages = ( { match = \"*\"; files = ( ); } );",
		  &m);
	assert_int_equal(gg_decide_anybody(&m.plan, change, "/a/x"), GG_ACCESS_WRITE);
	assert_int_equal(gg_decide_anybody(&m.plan, change, "/b/x"), GG_ACCESS_CREATE);
	assert_int_equal(gg_decide_anybody(&m.plan, change, "/a/b/x"), 0);
	assert_int_equal(gg_decide_anybody(&m.plan, change, "/a/b/c"), GG_ACCESS_WRITE);
	assert_int_equal(gg_decide_anybody(&m.plan, change, "/c"), 0);
	assert_int_equal(gg_decide_anybody(&m.plan, GG_ACCESS_READ, "/a"), GG_ACCESS_READ);
	made_done(&m);
}

static void landlock_is_not_asked_about_packages(void **state)
{
	static const uint8_t installed[] = { 0xff };
	const struct caller main_asks = { .kind = GO_CODE,
					  .chain = { .end = GG_GO_COMPLETE, .n_owners = 1,
						     .owners = { { &packages[MAIN], &packages[MAIN], false } },
						     .asks = { &packages[MAIN], &packages[MAIN], false } } };
	struct gg_request r = { .op = GG_OP_OPEN, .access = GG_ACCESS_READ, .path = "/a/x", .ll_installed = installed };
	struct gg_answer a;
	struct gg_who who;
	struct made m;

	(void)state;
	make_plan(V "files = ( { path = \"/a\"; allow = \"read\"; } );\npackages = ( { match = \"deps\"; files = ( ); } );", &m);
	find_who(&m.plan, &main_asks, NULL, &who);
	r.who = &who;
	gg_decide(&m.plan, &r, &a);
	assert_true(a.backed); /* no entry restricts it */
	assert_int_equal(gg_decide_unsafe(&m.plan, &who), 0);
	made_done(&m);
	make_plan(V "files = ( { path = \"/a\"; allow = \"read\"; } );\npackages = ( { match = \"main\"; files = ( { path = \"/a\"; allow = \"read\"; } ); } );", &m);
	find_who(&m.plan, &main_asks, NULL, &who);
	gg_decide(&m.plan, &r, &a);
	assert_int_equal(a.verdict, GG_VERDICT_ALLOW);
	assert_false(a.backed);
	assert_true(gg_decide_unsafe(&m.plan, &who) & GG_ACCESS_READ);
	made_done(&m);
	make_plan(V "files = ( { path = \"/a\"; allow = \"read\"; by = \"main\"; } );", &m);
	find_who(&m.plan, &main_asks, NULL, &who);
	gg_decide(&m.plan, &r, &a);
	assert_int_equal(a.verdict, GG_VERDICT_ALLOW);
	assert_false(a.backed); /* the domain grants it to everybody */
	made_done(&m);
}

static void too_many_entries_for_one_caller_grant_nothing(void **state)
{
	static struct gg_package entries[GG_WHO_PARTS + 1];
	static struct gg_file_rule rule = { .path = "/a", .allow = GG_ACCESS_READ, .at = { "fn.cfg", 1 } };
	struct caller c = { .kind = GO_CODE, .chain = { .end = GG_GO_COMPLETE, .n_owners = 1,
							.owners = { { &packages[MAIN], NULL, false } },
							.asks = { &packages[MAIN], NULL, false } } };
	struct gg_policy p = bare_policy();
	struct made m;

	(void)state;
	p.files.items = &rule;
	p.files.n = 1;
	p.packages.items = entries;
	for (size_t i = 0; i < GG_ARRAY_SIZE(entries); i++)
		entries[i] = (struct gg_package){ .match = "main", .has_exec = true, .at = { "fn.cfg", 2 } };
	p.packages.n = GG_WHO_PARTS;
	make_from(&p, FULL, false, &m);
	assert_int_equal(read_as(&m.plan, &c, "/a").verdict, GG_VERDICT_ALLOW);
	made_done(&m);
	p.packages.n = GG_WHO_PARTS + 1;
	make_from(&p, FULL, false, &m);
	assert_int_equal(read_as(&m.plan, &c, "/a").verdict, GG_VERDICT_DENY);
	made_done(&m);
}

static void without_a_supervisor_there_is_no_plan(void **state)
{
	static const char *const texts[] = {
		V "layers = { supervisor = \"prefer\"; };\npackages = ( { match = \"deps\"; files = ( ); } );",
		V "layers = { supervisor = \"prefer\"; };\nfiles = ( { path = \"/a\"; allow = \"read\"; by = \"main\"; } );",
		V "layers = { supervisor = \"prefer\"; };\nnetwork = { listen = ( { to = \"tcp://*:80\"; by = \"main\"; } ); };",
	};
	struct gg_plan_caps caps = FULL;

	(void)state;
	caps.bits &= ~CAP(LISTENER);
	for (size_t i = 0; i < GG_ARRAY_SIZE(texts); i++) {
		struct gg_policy *policy = read_good(texts[i], 0);
		struct gg_draft *draft = NULL;
		struct gg_err err = { 0 };

		assert_int_equal(gg_plan_build(policy, &caps, &no_world, &draft, &err), -EOPNOTSUPP);
		assert_non_null(strstr(err.text, "rules per package"));
		assert_non_null(strstr(err.text, ":3)"));
		assert_null(draft);
		gg_policy_free(policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_mean_packages),
		cmocka_unit_test(without_build_information_only_main_is_main),
		cmocka_unit_test(a_folder_is_no_prefix_of_a_name),
		cmocka_unit_test(random_rules_agree_with_the_oracle),
		cmocka_unit_test(nobody_gets_nothing_and_says_by_which_rule),
		cmocka_unit_test(somebody_may),
		cmocka_unit_test(landlock_is_not_asked_about_packages),
		cmocka_unit_test(too_many_entries_for_one_caller_grant_nothing),
		cmocka_unit_test(without_a_supervisor_there_is_no_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
