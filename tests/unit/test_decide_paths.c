/* plan/decide: rules on paths, by tables. */
#include "plan_help.h"

#define R GG_ACCESS_READ
#define W GG_ACCESS_WRITE
#define C GG_ACCESS_CREATE
#define D GG_ACCESS_REMOVE
#define X GG_ACCESS_EXECUTE

struct ask {
	unsigned access;
	const char *path;
	unsigned missing;
	uint32_t line; /* of the rule that decides, 0: none */
};

static void ask_all(const struct gg_plan *plan, const struct ask *asks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct gg_answer a = decide_path(plan, GG_OP_OPEN, asks[i].access, asks[i].path, NULL);
		uint32_t line = a.place == GG_PLACE_NONE ? 0 : plan->places[a.place].line;

		if (a.missing != asks[i].missing || line != asks[i].line)
			fail_msg("%s (0x%x): 0x%x is missing by line %u, not 0x%x by line %u", asks[i].path,
				 asks[i].access, a.missing, line, asks[i].missing, asks[i].line);
		assert_int_equal(a.verdict, a.missing ? GG_VERDICT_DENY : GG_VERDICT_ALLOW);
		assert_int_equal(a.err, a.missing ? EACCES : 0);
		assert_string_equal(a.rule, line ? "files" : "default");
		assert_false(a.backed);
	}
}

#define ASK(text, ...)                                             \
	do {                                                       \
		static const struct ask asks[] = { __VA_ARGS__ };  \
		struct made m;                                     \
		make_plan(text, &m);                               \
		ask_all(&m.plan, asks, GG_ARRAY_SIZE(asks));       \
		made_done(&m);                                     \
	} while (0)

static void no_rule_denies(void **state)
{
	(void)state;
	ASK(V, { R, "/", R, 0 }, { R | W, "/etc", R | W, 0 }, { R, "", R, 0 }, { R, "etc", R, 0 });
}

static void a_rule_covers_its_path_and_all_below(void **state)
{
	(void)state;
	ASK(V "files = ( { path = \"/etc/ssl\"; allow = \"read\"; },\n"
	      "{ path = \"/etc/hosts\"; allow = \"read write\"; } );",
	    { R, "/etc/ssl", 0, 2 }, { R, "/etc/ssl/certs/a/b/c/d", 0, 2 }, { R, "/etc", R, 0 },
	    { R, "/etc/sslx", R, 0 }, { R, "/etc/ss", R, 0 }, { R, "/ssl", R, 0 },
	    { R | W, "/etc/ssl", W, 0 }, { R | W, "/etc/hosts", 0, 3 }, { C, "/etc/hosts", C, 0 },
	    { R, "/etc//ssl/", 0, 2 });
}

static void the_root_covers_everything(void **state)
{
	(void)state;
	ASK(V "files = ( { path = \"/\"; allow = \"read\"; },\n"
	      "{ path = \"/x\"; deny = \"read\"; } );",
	    { R, "/", 0, 2 }, { R, "/a", 0, 2 }, { R, "/a/b", 0, 2 }, { R, "/x", R, 3 },
	    { R, "/x/y", R, 3 }, { W, "/", W, 0 });
}

static void the_most_specific_rule_wins_per_right(void **state)
{
	(void)state;
	ASK(V "files = ( { path = \"/a\"; allow = \"read write\"; },\n"
	      "{ path = \"/a/b\"; deny = \"write\"; },\n"
	      "{ path = \"/a/b/c\"; allow = \"write\"; },\n"
	      "{ path = \"/a/b/c/d\"; deny = \"all\"; } );",
	    { R | W, "/a", 0, 2 }, { R | W, "/a/x", 0, 2 }, { R, "/a/b", 0, 2 }, { R | W, "/a/b", W, 3 },
	    { W, "/a/b/c", 0, 4 }, { R | W, "/a/b/c/x", 0, 2 }, { R | W, "/a/b/c/d", R | W, 5 },
	    { R, "/a/b/c/d/e", R, 5 });
}

static void deny_wins_a_tie(void **state)
{
	(void)state;
	ASK(V "files = ( { path = \"/a\"; allow = \"read\"; deny = \"read\"; },\n"
	      "{ path = \"/b\"; allow = \"read\"; },\n"
	      "{ path = \"/b\"; deny = \"read\"; },\n"
	      "{ path = \"/b\"; allow = \"read\"; },\n"
	      "{ path = \"/*/x\"; allow = \"read\"; },\n"
	      "{ path = \"/?/x\"; deny = \"read\"; } );",
	    { R, "/a", R, 2 }, { R, "/b", R, 4 }, { R, "/c/x", R, 7 }, { R, "/cc/x", 0, 6 });
}

static void stars_stay_in_one_component(void **state)
{
	(void)state;
	ASK(V "files = ( { path = \"/t/*.json\"; allow = \"read\"; },\n"
	      "{ path = \"/u/*/x\"; allow = \"read\"; },\n"
	      "{ path = \"/v/a?c\"; allow = \"read\"; },\n"
	      "{ path = \"/w/[a-cx]\"; allow = \"read\"; },\n"
	      "{ path = \"/w/[!a-cx]z\"; allow = \"read\"; },\n"
	      "{ path = \"/y/\\\\*a\"; allow = \"read\"; } );",
	    { R, "/t/a.json", 0, 2 }, { R, "/t/.json", 0, 2 }, { R, "/t/a/b.json", R, 0 },
	    { R, "/t/a.json/below", 0, 2 }, { R, "/t", R, 0 }, { R, "/u/q/x", 0, 3 }, { R, "/u/x", R, 0 },
	    { R, "/u/q/r/x", R, 0 }, { R, "/v/abc", 0, 4 }, { R, "/v/ac", R, 0 }, { R, "/v/abbc", R, 0 },
	    { R, "/w/b", 0, 5 }, { R, "/w/x", 0, 5 }, { R, "/w/d", R, 0 }, { R, "/w/dz", 0, 6 },
	    { R, "/w/az", R, 0 }, { R, "/y/*a", 0, 7 }, { R, "/y/ba", R, 0 });
}

static void two_stars_stand_for_any_number(void **state)
{
	(void)state;
	ASK(V "files = ( { path = \"/end/**\"; allow = \"read\"; },\n"
	      "{ path = \"/mid/**/x\"; allow = \"read\"; },\n"
	      "{ path = \"/mid/**/x/**/y\"; deny = \"read\"; },\n"
	      "{ path = \"/two/**/**/z\"; allow = \"read\"; },\n"
	      "{ path = \"/mix/*/**/*.c\"; allow = \"read\"; } );",
	    { R, "/end", 0, 2 }, { R, "/end/a", 0, 2 }, { R, "/end/a/b/c", 0, 2 }, { R, "/en", R, 0 },
	    { R, "/mid", R, 0 }, { R, "/mid/x", 0, 3 }, { R, "/mid/a/b/x", 0, 3 }, { R, "/mid/a/b/xx", R, 0 },
	    { R, "/mid/x/y", R, 4 }, { R, "/mid/a/x/b/c/y/z", R, 4 }, { R, "/mid/x/x", 0, 3 },
	    { R, "/two/z", 0, 5 }, { R, "/two/a/z", 0, 5 }, { R, "/two", R, 0 }, { R, "/mix/a.c", R, 0 },
	    { R, "/mix/d/a.c", 0, 6 }, { R, "/mix/d/e/f/a.c", 0, 6 }, { R, "/mix/d/e/f/a.h", R, 0 });
}

static void two_stars_alone_and_first(void **state)
{
	(void)state;
	ASK(V "files = ( { path = \"/**\"; allow = \"read\"; },\n"
	      "{ path = \"/**/.git\"; deny = \"all\"; },\n"
	      "{ path = \"/ok/.git\"; allow = \"read\"; } );",
	    { R, "/", 0, 2 }, { R, "/a/b", 0, 2 }, { R, "/.git", R, 3 }, { R, "/a/b/.git/config", R, 3 },
	    { R, "/ok/.git/config", 0, 4 }, { W, "/ok/.git", W, 3 }, { R, "/ok/sub/.git", R, 3 });
}

static void literal_components_count_before_length(void **state)
{
	(void)state;
	ASK(V "files = ( { path = \"/a/*/*/*\"; deny = \"read\"; },\n"
	      "{ path = \"/a/b\"; allow = \"read\"; },\n"
	      "{ path = \"/*/b/**/d\"; deny = \"read\"; } );",
	    { R, "/a/b/c/e", 0, 3 }, { R, "/a/x/y/z", R, 2 }, { R, "/a/b/d", R, 4 });
}

static void programs_are_read_and_run(void **state)
{
	struct gg_answer a;
	struct made m;

	(void)state;
	make_plan(V "exec = ( { path = \"/opt/tool\"; } );", &m);
	a = decide_path(&m.plan, GG_OP_EXEC, 0, "/opt/tool", NULL);
	assert_int_equal(a.verdict, GG_VERDICT_ALLOW);
	assert_string_equal(a.rule, "exec");
	a = decide_path(&m.plan, GG_OP_OPEN, R, "/opt/tool", NULL);
	assert_int_equal(a.verdict, GG_VERDICT_ALLOW);
	a = decide_path(&m.plan, GG_OP_EXEC, 0, "/opt/tool2", NULL);
	assert_int_equal(a.err, EACCES);
	assert_int_equal(a.missing, X);
	assert_string_equal(a.rule, "default");
	a = decide_path(&m.plan, GG_OP_OPEN, W, "/opt/tool", NULL);
	assert_int_equal(a.err, EACCES);
	made_done(&m);
}

static void audit_lets_it_happen(void **state)
{
	struct gg_answer a;
	struct made m;

	(void)state;
	make_plan(V "mode = \"audit\";\nfiles = ( { path = \"/a\"; deny = \"read\"; } );", &m);
	a = decide_path(&m.plan, GG_OP_OPEN, R, "/a", NULL);
	assert_int_equal(a.verdict, GG_VERDICT_AUDIT);
	assert_int_equal(a.err, 0);
	assert_int_equal(a.missing, R);
	assert_string_equal(a.rule, "files");
	assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, R, "/b", NULL).verdict, GG_VERDICT_AUDIT);
	assert_int_equal(decide_path(&m.plan, GG_OP_COUNT, R, "/b", NULL).verdict, GG_VERDICT_AUDIT);
	made_done(&m);
}

static bool backed(const char *text, unsigned abi, unsigned access, const char *path, uint8_t installed)
{
	uint8_t bits[8] = { installed };
	struct gg_answer a;
	struct made m;

	make_with(text, (struct gg_plan_caps){ CAPS_ALL, abi }, false, &m);
	a = decide_path(&m.plan, GG_OP_OPEN, access, path, bits);
	assert_int_equal(a.verdict, GG_VERDICT_ALLOW);
	made_done(&m);
	return a.backed;
}

static void only_installed_rules_back(void **state)
{
	const char *text = V "files = ( { path = \"/a\"; allow = \"read\"; }, "
			     "{ path = \"/a/b\"; allow = \"write\"; }, { path = \"/*/g\"; allow = \"read\"; } );";

	(void)state;
	assert_true(backed(text, 7, R, "/a/x", 1));
	assert_false(backed(text, 7, R, "/a/x", 0));
	assert_false(backed(text, 7, R, "/a/x", 2));
	assert_true(backed(text, 7, R | W, "/a/b", 3));
	assert_false(backed(text, 7, R | W, "/a/b", 1));
	assert_false(backed(text, 7, R, "/q/g", 0xff));
	assert_false(backed(text, 0, R, "/a/x", 0xff));
}

static void no_rule_backs_what_landlock_grants_too_much_of(void **state)
{
	(void)state;
	/* a deny inside what is allowed: for that right, everywhere */
	assert_false(backed(V "files = ( { path = \"/a\"; allow = \"read write\"; }, "
			      "{ path = \"/a/b\"; deny = \"read\"; } );", 7, R, "/a/x", 1));
	assert_true(backed(V "files = ( { path = \"/a\"; allow = \"read write\"; }, "
			     "{ path = \"/a/b\"; deny = \"read\"; } );", 7, W, "/a/x", 1));
	assert_false(backed(V "files = ( { path = \"/a\"; allow = \"read\"; }, "
			      "{ path = \"/**/b\"; deny = \"read\"; } );", 7, R, "/a/x", 1));
	assert_true(backed(V "files = ( { path = \"/a\"; allow = \"read\"; }, "
			     "{ path = \"/z\"; deny = \"read\"; } );", 7, R, "/a/x", 1));
	/* no LANDLOCK_ACCESS_FS_TRUNCATE before ABI 3 */
	assert_false(backed(V "files = ( { path = \"/a\"; allow = \"write\"; } );", 2, W, "/a/x", 1));
	assert_true(backed(V "files = ( { path = \"/a\"; allow = \"write\"; } );", 3, W, "/a/x", 1));
	/* programs are readable to Landlock, whatever a deny says */
	assert_false(backed(V "files = ( { path = \"/a\"; allow = \"read\"; }, "
			      "{ path = \"/opt/secret\"; deny = \"read\"; } );\nexec = ( { path = \"/opt\"; } );",
			    7, R, "/a/x", 0xff));
	assert_false(backed(V "files = ( { path = \"/a\"; allow = \"read\"; }, "
			      "{ path = \"/b\"; allow = \"execute\"; } );", 7, R, "/a/x", 0xff));
}

/* Ten thousand rules, in folders of a hundred */
static void many_rules(void **state)
{
	static char paths[10000][32];
	static struct gg_file_rule rules[10000];
	struct gg_policy p = bare_policy();
	struct made m;

	(void)state;
	for (unsigned i = 0; i < 10000; i++) {
		snprintf(paths[i], sizeof(paths[i]), "/d%u/f%u", i % 100, i);
		rules[i] = (struct gg_file_rule){ .path = paths[i], .allow = i % 3 ? R : R | W,
						  .deny = i % 5 ? 0 : R, .at = { "fn.cfg", (int)i + 1 } };
	}
	p.files = (struct gg_file_rules){ rules, 10000, 10000 };
	make_from(&p, FULL, false, &m);
	for (unsigned i = 0; i < 10000; i++) {
		struct gg_answer a = decide_path(&m.plan, GG_OP_OPEN, R | W, paths[i], NULL);

		assert_int_equal(a.missing, (i % 3 ? W : 0) | (i % 5 ? 0 : R));
		if (i % 3 == 0 || i % 5 == 0)
			assert_int_equal(m.plan.places[a.place].line, i + 1);
	}
	assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, R, "/d1/f2", NULL).missing, R);
	assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, R, "/d1", NULL).missing, R);
	made_done(&m);
}

/* More patterns alive at once than are followed: denied, though a rule grants it */
static void too_many_live_patterns_deny(void **state)
{
	static char paths[400][16];
	static struct gg_file_rule rules[401];
	struct gg_policy p = bare_policy();
	struct made m;

	(void)state;
	for (unsigned n = 200; n <= 400; n += 200) {
		rules[0] = (struct gg_file_rule){ .path = "/", .allow = R, .at = { "fn.cfg", 1 } };
		for (unsigned i = 0; i < n; i++) {
			snprintf(paths[i], sizeof(paths[i]), "/a*%c%c%c", 'a' + i / 26 % 26, 'a' + i % 26, '*');
			rules[i + 1] = (struct gg_file_rule){ .path = paths[i], .glob = true, .allow = W,
							      .at = { "fn.cfg", (int)i + 2 } };
		}
		p.files = (struct gg_file_rules){ rules, n + 1, n + 1 };
		make_from(&p, FULL, false, &m);
		/* all pairs aa, ab, ... in one name */
		{
			char name[4096] = "/a";
			size_t used = 2;

			for (unsigned i = 0; i < n; i++) {
				name[used++] = (char)('a' + i / 26 % 26);
				name[used++] = (char)('a' + i % 26);
			}
			assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, R, name, NULL).missing,
					 n > 256 ? R : 0);
		}
		assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, R, "/b", NULL).missing, 0);
		made_done(&m);
	}
}

static void deep_paths(void **state)
{
	static char path[4096], far[4096];
	struct gg_file_rule rule = { .path = path, .allow = R, .at = { "fn.cfg", 1 } };
	struct gg_policy p = bare_policy();
	struct gg_err err = { 0 };
	struct gg_draft *draft = NULL;
	struct gg_plan_caps caps = FULL;
	struct made m;

	(void)state;
	for (unsigned i = 0; i < 255; i++)
		memcpy(path + i * 2, "/a", 3);
	for (unsigned i = 0; i < 2000; i++)
		memcpy(far + i * 2, "/a", 3);
	p.files = (struct gg_file_rules){ &rule, 1, 1 };
	make_from(&p, caps, false, &m);
	assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, R, path, NULL).missing, 0);
	assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, R, far, NULL).missing, 0);
	path[508] = '\0';
	assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, R, path, NULL).missing, R);
	made_done(&m);
	memcpy(path + 508, "/a/a", 5);
	assert_int_equal(gg_plan_build(&p, &caps, &no_world, &draft, &err), -E2BIG);
	assert_null(draft);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_rule_denies),
		cmocka_unit_test(a_rule_covers_its_path_and_all_below),
		cmocka_unit_test(the_root_covers_everything),
		cmocka_unit_test(the_most_specific_rule_wins_per_right),
		cmocka_unit_test(deny_wins_a_tie),
		cmocka_unit_test(stars_stay_in_one_component),
		cmocka_unit_test(two_stars_stand_for_any_number),
		cmocka_unit_test(two_stars_alone_and_first),
		cmocka_unit_test(literal_components_count_before_length),
		cmocka_unit_test(programs_are_read_and_run),
		cmocka_unit_test(audit_lets_it_happen),
		cmocka_unit_test(only_installed_rules_back),
		cmocka_unit_test(no_rule_backs_what_landlock_grants_too_much_of),
		cmocka_unit_test(many_rules),
		cmocka_unit_test(too_many_live_patterns_deny),
		cmocka_unit_test(deep_paths),
	};

	return cmocka_run_group_tests_name("decide_paths", tests, NULL, NULL);
}
