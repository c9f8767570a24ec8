/*
 * plan/decide: argv and sha256 of exec rules, first by hand, then random rules against a naive oracle.
 *
 * The oracle tries every way to match and every rule. Rules for one path are alternatives; of rules
 * for paths above one another only the most specific count.
 */
#include "plan_help.h"

#include "base/kernel.h"
#include "plan/print.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const uint8_t *digest_of(char digit)
{
	static uint8_t digest[32];

	memset(digest, (digit - 'a' + 10) * 0x11, sizeof(digest));
	return digest;
}

/* Decide about @path with arguments @line, apart by blanks ("-": unknown; '"': an empty one), digest
 * @digit (0: unknown) */
static struct gg_answer ask(const struct gg_plan *plan, const char *path, const char *line, char digit,
			    bool cut)
{
	const char *argv[16] = { NULL };
	struct gg_request request = { .op = GG_OP_EXEC,
				      .path = path,
				      .argv = strcmp(line, "-") ? argv : NULL,
				      .argv_cut = cut,
				      .sha256 = digit ? digest_of(digit) : NULL };
	struct gg_answer answer;
	char words[128];
	char *save = NULL, *word;
	size_t n = 0;

	snprintf(words, sizeof(words), "%s", line);
	for (word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save))
		argv[n++] = strcmp(word, "\"") ? word : "";
	gg_decide(plan, &request, &answer);
	return answer;
}

/* A plan whose only rule is for /p and says @rest */
static void plan_with(const char *rest, struct made *m)
{
	struct gg_policy *policy;
	char text[1024];

	snprintf(text, sizeof(text), V "exec = ( { path = \"/p\"; %s } );\n", rest);
	policy = read_good(text, GG_READ_LATER);
	make_from(policy, FULL, false, m);
	m->policy = policy;
}

static void patterns_of_arguments(void **state)
{
	static const struct {
		const char *argv, *line;
		bool holds;
	} cases[] = {
		{ "", "p", true },
		{ "", "", true }, /* not even a name */
		{ "", "p x", false },
		{ "", "p \"", false },
		{ "\"\"", "p \"", true },
		{ "\"\"", "p", false },
		{ "\"-i\"", "p -i", true },
		{ "\"-i\"", "-i", false }, /* the name is no argument */
		{ "\"-i\"", "p -i -i", false },
		{ "\"-i\"", "p -I", false },
		{ "\"-i\", \"*\"", "p -i", false },
		{ "\"-i\", \"*\"", "p -i \"", true },
		{ "\"-i\", \"*\"", "p -i a/b.c", true }, /* a slash is a byte like any other */
		{ "\"-i\", \"/tmp/*.png\"", "p -i /tmp/a.png", true },
		{ "\"-i\", \"/tmp/*.png\"", "p -i /tmp/a.gif", false },
		{ "\"**\"", "p", true },
		{ "\"**\"", "p a b c", true },
		{ "\"-i\", \"*\", \"**\"", "p -i a", true },
		{ "\"-i\", \"*\", \"**\"", "p -i a b c", true },
		{ "\"-i\", \"*\", \"**\"", "p -i", false },
		{ "\"**\", \"-o\", \"?\"", "p -o -o x", true },
		{ "\"**\", \"-o\", \"?\"", "p a -o x b -o y", true },
		{ "\"**\", \"-o\", \"?\"", "p a -o x b", false },
		{ "\"a\", \"**\", \"b\", \"**\", \"c\"", "p a x b y b c c", true },
		{ "\"a\", \"**\", \"b\", \"**\", \"c\"", "p a x c b", false },
		{ "\"[ab]\", \"\\\\*\"", "p b *", true },
		{ "\"[ab]\", \"\\\\*\"", "p b x", false },
		{ "\"a\"", "-", false }, /* not known */
		{ "\"**\"", "-", false },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(cases); i++) {
		char rest[128];
		struct made m;
		struct gg_answer a;

		snprintf(rest, sizeof(rest), "argv = [ %s ];", cases[i].argv);
		plan_with(rest, &m);
		a = ask(&m.plan, "/p", cases[i].line, 0, false);
		if ((a.verdict == GG_VERDICT_ALLOW) != cases[i].holds)
			fail_msg("[ %s ] and '%s'", cases[i].argv, cases[i].line);
		assert_int_equal(a.pinned, cases[i].holds ? GG_PINNED_HOLDS : GG_PINNED_ARGV);
		assert_int_equal(a.pins, cases[i].holds ? GG_PIN_ARGV : 0);
		assert_string_equal(a.rule, "exec");
		assert_int_equal(a.err, cases[i].holds ? 0 : EACCES);
		assert_false(a.backed);
		made_done(&m);
	}
}

static void arguments_that_are_not_whole(void **state)
{
	struct made m;

	(void)state;
	plan_with("argv = [ \"a\", \"**\" ];", &m);
	assert_int_equal(ask(&m.plan, "/p", "p a b", 0, true).verdict, GG_VERDICT_ALLOW);
	assert_int_equal(ask(&m.plan, "/p", "p b", 0, true).verdict, GG_VERDICT_DENY);
	made_done(&m);
	plan_with("argv = [ \"a\", \"*\" ];", &m);
	assert_int_equal(ask(&m.plan, "/p", "p a b", 0, true).pinned, GG_PINNED_ARGV_CUT);
	made_done(&m);
	plan_with("argv = [ \"**\", \"b\" ];", &m);
	assert_int_equal(ask(&m.plan, "/p", "p a b", 0, true).pinned, GG_PINNED_ARGV_CUT);
	made_done(&m);
	plan_with("argv = [ ];", &m);
	assert_int_equal(ask(&m.plan, "/p", "p", 0, true).pinned, GG_PINNED_ARGV_CUT);
	made_done(&m);
}

/* Where no program is decided about, there is nothing to say about pins. */
static void what_is_no_program(void **state)
{
	struct gg_addr addr = { .proto = GG_PROTO_TCP, .port = 80, .ip = { [10] = 0xff, 0xff, 10, 0, 0, 1 } };
	struct gg_request request = { .op = GG_OP_CONNECT, .addr = &addr, .path = "/p", .access = GG_ACCESS_READ };
	struct gg_answer a;
	struct made m;

	(void)state;
	plan_with("argv = [ ];", &m);
	gg_decide(&m.plan, &request, &a);
	assert_int_equal(a.verdict, GG_VERDICT_DENY);
	assert_int_equal(a.pinned, GG_PINNED_FREE);
	request.op = GG_OP_OPEN;
	gg_decide(&m.plan, &request, &a);
	assert_int_equal(a.pinned, GG_PINNED_FREE);
	request.path = "/q";
	gg_decide(&m.plan, &request, &a);
	assert_int_equal(a.verdict, GG_VERDICT_DENY);
	assert_int_equal(a.pinned, GG_PINNED_FREE);
	made_done(&m);
}

static void digests(void **state)
{
	struct made m;
	struct gg_answer a;

	(void)state;
	plan_with("sha256 = \"" A64 "\";", &m);
	a = ask(&m.plan, "/p", "p x", 'a', false);
	assert_int_equal(a.verdict, GG_VERDICT_ALLOW);
	assert_int_equal(a.pins, GG_PIN_SHA256);
	a = ask(&m.plan, "/p", "p x", 'b', false);
	assert_int_equal(a.verdict, GG_VERDICT_DENY);
	assert_int_equal(a.pinned, GG_PINNED_SHA256);
	a = ask(&m.plan, "/p", "p x", 0, false);
	assert_int_equal(a.verdict, GG_VERDICT_DENY); /* who does not ask again is safe */
	assert_int_equal(a.pinned, GG_PINNED_UNKNOWN);
	assert_int_equal(ask(&m.plan, "/q", "p x", 'a', false).pinned, GG_PINNED_FREE);
	made_done(&m);
	plan_with("sha256 = \"" A64 "\"; argv = [ \"x\" ];", &m);
	assert_int_equal(ask(&m.plan, "/p", "p y", 0, false).pinned, GG_PINNED_ARGV); /* no need to look */
	assert_int_equal(ask(&m.plan, "/p", "p x", 0, false).pinned, GG_PINNED_UNKNOWN);
	assert_int_equal(ask(&m.plan, "/p", "p x", 'a', false).pins, GG_PIN_ARGV | GG_PIN_SHA256);
	made_done(&m);
}

static void rules_for_one_path_are_alternatives(void **state)
{
	struct gg_policy *policy = read_good(V "exec = ( { path = \"/p\"; argv = [ \"a\" ]; },\n"
					       "{ path = \"/p\"; argv = [ \"b\" ]; sha256 = \"" A64 "\"; },\n"
					       "{ path = \"/d\"; }, { path = \"/d/p\"; argv = [ \"a\" ]; },\n"
					       "{ path = \"/d/q\"; argv = [ \"a\" ]; }, { path = \"/d/q\"; } );\n"
					       "files = ( { path = \"/d/p/x\"; deny = \"all\"; } );\n",
					     GG_READ_LATER);
	struct made m;
	struct gg_answer a;
	char at[64];
	struct gg_text text;

	(void)state;
	make_from(policy, FULL, false, &m);
	m.policy = policy;
	assert_int_equal(ask(&m.plan, "/p", "p a", 0, false).verdict, GG_VERDICT_ALLOW);
	assert_int_equal(ask(&m.plan, "/p", "p b", 0, false).pinned, GG_PINNED_UNKNOWN);
	assert_int_equal(ask(&m.plan, "/p", "p b", 'a', false).verdict, GG_VERDICT_ALLOW);
	a = ask(&m.plan, "/p", "p b", 'b', false);
	assert_int_equal(a.pinned, GG_PINNED_SHA256); /* the one that got furthest is named */
	gg_text_init(&text, at, sizeof(at));
	gg_plan_rule_at(&m.plan, a.place, &text);
	assert_string_equal(at, "fn.cfg:3");
	assert_int_equal(ask(&m.plan, "/p", "p c", 'a', false).pinned, GG_PINNED_ARGV);
	/* the more specific rule, not the more generous one */
	assert_int_equal(ask(&m.plan, "/d/o", "p c", 0, false).pinned, GG_PINNED_FREE);
	assert_int_equal(ask(&m.plan, "/d/o", "p c", 0, false).verdict, GG_VERDICT_ALLOW);
	assert_int_equal(ask(&m.plan, "/d/p", "p c", 0, false).verdict, GG_VERDICT_DENY);
	assert_int_equal(ask(&m.plan, "/d/p", "p a", 0, false).verdict, GG_VERDICT_ALLOW);
	/* of alternatives the one without a pin leaves nothing to verify */
	a = ask(&m.plan, "/d/q", "p a", 0, false);
	assert_int_equal(a.verdict, GG_VERDICT_ALLOW);
	assert_int_equal(a.pins, 0);
	/* reading is not pinned */
	assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, GG_ACCESS_READ, "/p", NULL).verdict,
			 GG_VERDICT_ALLOW);
	assert_int_equal(decide_path(&m.plan, GG_OP_OPEN, GG_ACCESS_EXECUTE, "/p", NULL).verdict,
			 GG_VERDICT_DENY);
	made_done(&m);
}

/* Rights of Landlock for @path in the plan */
static uint32_t row(const struct gg_plan *plan, const char *path)
{
	for (uint32_t i = 0; i < plan->count[GG_SECT_LL_PATHS]; i++)
		if (!strcmp(gg_plan_string(plan, plan->ll_paths[i].path), path))
			return plan->ll_paths[i].rights;
	return 0;
}

static bool has_note(const struct gg_plan *plan, const char *part)
{
	for (uint32_t i = 0; i < plan->count[GG_SECT_NOTES]; i++)
		if (strstr(gg_plan_string(plan, plan->notes[i]), part))
			return true;
	return false;
}

static void what_landlock_carries(void **state)
{
	static const char text[] = V "layers = { seccomp = \"prefer\"; supervisor = \"prefer\"; };\n"
		"exec = ( { path = \"/p\"; argv = [ ]; }, { path = \"/q\"; }, { path = \"/d\"; }, "
		"{ path = \"/d/p\"; sha256 = \"" A64 "\"; } );\n"
		"files = ( { path = \"/f\"; allow = \"read execute\"; } );\n";
	struct gg_plan_caps no_ptrace = { CAPS_ALL & ~CAP(PTRACE), GG_LANDLOCK_ABI_KNOWN };
	struct gg_plan_caps alone = { CAPS_ALL & ~CAP(LISTENER), GG_LANDLOCK_ABI_KNOWN };
	struct gg_policy *policy = read_good(text, GG_READ_LATER);
	struct made m;

	(void)state;
	make_from(policy, FULL, false, &m);
	assert_true(row(&m.plan, "/p") & GG_LL_EXECUTE); /* the exec stop looks at the rest */
	assert_true(row(&m.plan, "/d/p") & GG_LL_EXECUTE);
	assert_true(m.plan.head->unsafe & GG_ACCESS_EXECUTE); /* without it nothing may go on */
	assert_false(has_note(&m.plan, "not granted"));
	made_done(&m);

	make_from(policy, no_ptrace, false, &m);
	assert_int_equal(row(&m.plan, "/p"), 0);
	assert_int_equal(row(&m.plan, "/d/p"), 0);
	assert_true(row(&m.plan, "/q") & GG_LL_EXECUTE);
	assert_true(m.plan.head->unsafe & GG_ACCESS_EXECUTE); /* /d holds a pinned program */
	assert_true(has_note(&m.plan, "ptrace is refused: programs with argv"));
	made_done(&m);

	make_from(policy, alone, false, &m);
	assert_int_equal(row(&m.plan, "/p"), 0);
	assert_int_equal(row(&m.plan, "/d"), 0); /* would carry /d/p */
	assert_true(row(&m.plan, "/q") & GG_LL_EXECUTE);
	assert_true(row(&m.plan, "/f") & GG_LL_EXECUTE);
	assert_true(has_note(&m.plan, "no supervisor: programs with argv"));
	made_done(&m);
	gg_policy_free(policy);

	policy = read_good(V "exec = ( { path = \"/p\"; argv = [ ]; }, { path = \"/q\"; } );\n", GG_READ_LATER);
	make_from(policy, no_ptrace, false, &m);
	assert_false(m.plan.head->unsafe & GG_ACCESS_EXECUTE); /* what is carried is what is granted */
	made_done(&m);
	gg_policy_free(policy);
}

static void a_plan_says_what_it_pins(void **state)
{
	char text[8192] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct made m;

	(void)state;
	plan_with("argv = [ \"-i\", \"**\" ]; sha256 = \"" B64 "\";", &m);
	gg_plan_print(&m.plan, out);
	fclose(out);
	assert_non_null(strstr(text, "argv = [ \"-i\", \"**\" ]\n"));
	assert_non_null(strstr(text, "sha256 = \"" B64 "\"\n"));
	made_done(&m);
}

/* --- the oracle --- */
#define RULES 5
#define WORDS 4
#define ARGS 6

static uint64_t seed = 20261126;
static const char *const words[] = { "a", "b", "*", "**", "a*", "?", "", "**" };
static const char *const args[] = { "a", "b", "ab", "", "p/a" };
static const char *const paths[] = { "/", "/d", "/d/e", "/p" };

static bool oracle_word(const char *p, const char *s)
{
	if (!*p)
		return !*s;
	if (*p == '*')
		return oracle_word(p + 1, s) || (*s && oracle_word(p, s + 1));
	return *s && (*p == '?' || *p == *s) && oracle_word(p + 1, s + 1);
}

/* @open: there are arguments that nobody sees */
static bool oracle_words(const char *const *p, const char *const *s, bool open)
{
	if (!*p)
		return !*s && !open;
	if (!strcmp(*p, "**"))
		return (!p[1] && !*s) || (p[1] && oracle_words(p + 1, s, open)) ||
		       (*s && oracle_words(p, s + 1, open));
	return *s && oracle_word(*p, *s) && oracle_words(p + 1, s + 1, open);
}

static bool covers(const char *rule, const char *path)
{
	size_t n = strlen(rule);

	return !strcmp(rule, "/") || (!strncmp(rule, path, n) && (!path[n] || path[n] == '/'));
}

static unsigned depth(const char *path)
{
	unsigned n = 0;

	for (; path[1] && *path; path++)
		n += *path == '/';
	return n;
}

/* May it be started; *unknown: that depends on the digest */
static bool oracle(const struct gg_policy *p, const struct gg_request *r, bool *unknown)
{
	int best = -1;
	bool granted = false;

	*unknown = false;
	for (size_t i = 0; i < p->exec.n; i++)
		if (covers(p->exec.items[i].path, r->path) && (int)depth(p->exec.items[i].path) > best)
			best = (int)depth(p->exec.items[i].path);
	for (size_t i = 0; i < p->exec.n; i++) {
		const struct gg_exec_rule *rule = &p->exec.items[i];

		if (!covers(rule->path, r->path) || (int)depth(rule->path) != best)
			continue;
		if (rule->argv && !oracle_words(rule->argv, r->argv[0] ? r->argv + 1 : r->argv, r->argv_cut))
			continue;
		if (rule->sha256 && !r->sha256)
			*unknown = true;
		else if (!rule->sha256 || !memcmp(r->sha256, digest_of(rule->sha256[0]), 32))
			granted = true;
	}
	*unknown = *unknown && !granted;
	return granted;
}

static void random_pins_agree_with_the_oracle(void **state)
{
	unsigned granted = 0, unknown = 0, denied = 0;

	(void)state;
	for (unsigned round = 0; round < 3000; round++) {
		const char *patterns[RULES][WORDS + 1] = { { NULL } };
		struct gg_exec_rule rules[RULES] = { { 0 } };
		struct gg_policy p = bare_policy();
		struct made m;

		p.exec = (struct gg_exec_rules){ rules, 1 + below_random(&seed, RULES), RULES };
		for (size_t i = 0; i < p.exec.n; i++) {
			rules[i].path = paths[below_random(&seed, GG_ARRAY_SIZE(paths))];
			rules[i].at = (struct gg_place){ "fn.cfg", (int)i + 1 };
			for (unsigned k = below_random(&seed, WORDS + 1); k--;)
				patterns[i][k] = words[below_random(&seed, GG_ARRAY_SIZE(words))];
			rules[i].argv = below_random(&seed, 4) ? patterns[i] : NULL;
			rules[i].sha256 = below_random(&seed, 3) ? NULL : below_random(&seed, 2) ? A64 : B64;
		}
		make_from(&p, FULL, false, &m);
		for (unsigned k = 0; k < 20; k++) {
			const char *argv[ARGS + 1] = { NULL };
			uint8_t digest[32];
			struct gg_request r = { .op = GG_OP_EXEC,
						.path = paths[below_random(&seed, GG_ARRAY_SIZE(paths))],
						.argv = argv,
						.argv_cut = !below_random(&seed, 6) };
			struct gg_answer a;
			bool open, may;

			for (unsigned n = below_random(&seed, ARGS + 1); n--;)
				argv[n] = args[below_random(&seed, GG_ARRAY_SIZE(args))];
			memcpy(digest, digest_of(below_random(&seed, 2) ? 'a' : 'b'), sizeof(digest));
			r.sha256 = below_random(&seed, 3) ? digest : NULL;
			may = oracle(&p, &r, &open);
			gg_decide(&m.plan, &r, &a);
			if ((a.verdict == GG_VERDICT_ALLOW) != may || (a.pinned == GG_PINNED_UNKNOWN) != open)
				fail_msg("round %u.%u: verdict %d, pinned %d, the oracle says %d %d", round, k,
					 a.verdict, a.pinned, may, open);
			granted += may;
			unknown += open;
			denied += !may && !open;
		}
		made_done(&m);
	}
	print_message("%u granted, %u depend on the digest, %u denied\n", granted, unknown, denied);
	assert_true(granted > 5000 && unknown > 1000 && denied > 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_of_arguments),
		cmocka_unit_test(arguments_that_are_not_whole),
		cmocka_unit_test(what_is_no_program),
		cmocka_unit_test(digests),
		cmocka_unit_test(rules_for_one_path_are_alternatives),
		cmocka_unit_test(what_landlock_carries),
		cmocka_unit_test(a_plan_says_what_it_pins),
		cmocka_unit_test(random_pins_agree_with_the_oracle),
	};

	return cmocka_run_group_tests_name("decide_pins", tests, NULL, NULL);
}
