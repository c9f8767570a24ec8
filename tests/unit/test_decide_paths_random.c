/*
 * plan/decide: rules on paths against a naive oracle, on random rules.
 *
 * The oracle goes through the list of rules and tries every way to match, so it is slow and easy
 * to believe. It also knows what a Landlock domain of the same rules grants: an answer may be
 * called backed only when the domain grants nothing of these rights that the plan denies.
 */
#include "plan_help.h"

#include "base/kernel.h"

#define RULES 12
#define PROGRAMS 2
#define PATHS 24
#define POLICIES 2200

static uint64_t seed = 20260102;

static const char *const literals[] = { "a", "b", "ab", "aab", "c", "a.b", "-", "]" };
static const char *const patterns[] = { "*", "?", "a*", "*b", "*a*b", "[ab]", "[!a]*", "a?", "[a-b]b",
					"\\a*", "**", "**", "[]]", "[a-]*", "[^b]" };

/* Does @c stand in the set @p, just behind its bracket? *end: behind the closing one */
static bool oracle_set(const char *p, char c, const char **end)
{
	bool not = *p == '!' || *p == '^', found = false;
	const char *start;

	p += not;
	for (start = p; *p != ']' || p == start; p++) {
		if (p[1] == '-' && p[2] != ']') {
			found = found || (c >= p[0] && c <= p[2]);
			p += 2;
		} else
			found = found || c == *p;
	}
	*end = p + 1;
	return found != not;
}

static bool oracle_glob(const char *p, const char *s)
{
	const char *end;

	if (!*p)
		return !*s;
	if (*p == '*')
		return oracle_glob(p + 1, s) || (*s && oracle_glob(p, s + 1));
	if (!*s)
		return false;
	if (*p == '[')
		return oracle_set(p + 1, *s, &end) && oracle_glob(end, s + 1);
	if (*p == '?')
		return oracle_glob(p + 1, s + 1);
	p += *p == '\\';
	return *p == *s && oracle_glob(p + 1, s + 1);
}

/* Split "/a/b" into components; "/" has none */
static unsigned split(const char *path, char parts[16][16])
{
	unsigned n = 0;

	while (*path == '/' && path[1]) {
		size_t len = strcspn(++path, "/");

		memcpy(parts[n], path, len);
		parts[n++][len] = '\0';
		path += len;
	}
	return n;
}

static bool wild(const struct gg_file_rule *rule, const char *part)
{
	return rule->glob && strpbrk(part, "*?[");
}

/* Do all of the rule's components from @i match some of the path's from @k? */
static bool covers(const struct gg_file_rule *rule, char rp[16][16], unsigned i, unsigned rn, char pp[16][16],
		   unsigned k, unsigned pn)
{
	if (i == rn)
		return true;
	if (rule->glob && !strcmp(rp[i], "**"))
		return covers(rule, rp, i + 1, rn, pp, k, pn) ||
		       (k < pn && covers(rule, rp, i, rn, pp, k + 1, pn));
	if (k == pn)
		return false;
	if (wild(rule, rp[i]) ? !oracle_glob(rp[i], pp[k]) : strcmp(rp[i], pp[k]) != 0)
		return false;
	return covers(rule, rp, i + 1, rn, pp, k + 1, pn);
}

struct opinion {
	int literal, depth; /* -1: no rule speaks */
	bool deny;
};

static void weigh(const struct gg_file_rule *rule, const char *path, unsigned bit, struct opinion *best)
{
	char rp[16][16], pp[16][16];
	unsigned rn = split(rule->path, rp), pn = split(path, pp);
	struct opinion here = { 0, (int)rn, (rule->deny >> bit) & 1 };

	if (!(((rule->allow | rule->deny) >> bit) & 1) || !covers(rule, rp, 0, rn, pp, 0, pn))
		return;
	for (unsigned i = 0; i < rn; i++)
		here.literal += !wild(rule, rp[i]);
	if (here.literal == best->literal && here.depth == best->depth)
		best->deny = best->deny || here.deny;
	else if (here.literal > best->literal || (here.literal == best->literal && here.depth > best->depth))
		*best = here;
}

static struct gg_file_rule rule_at(const struct gg_policy *p, size_t i)
{
	if (i < p->files.n)
		return p->files.items[i];
	return (struct gg_file_rule){ .path = p->exec.items[i - p->files.n].path,
				      .allow = GG_ACCESS_EXECUTE | GG_ACCESS_READ };
}

static bool oracle(const struct gg_policy *p, const char *path, unsigned bit)
{
	struct opinion best = { -1, -1, true };

	for (size_t i = 0; i < p->files.n + p->exec.n; i++) {
		struct gg_file_rule rule = rule_at(p, i);

		weigh(&rule, path, bit, &best);
	}
	return best.literal >= 0 && !best.deny;
}

static void random_path(char *out, size_t size, bool *glob)
{
	unsigned n = below_random(&seed, 5);
	struct gg_text text;

	gg_text_init(&text, out, size);
	if (!n)
		gg_text_char(&text, '/');
	for (unsigned i = 0; i < n; i++) {
		bool pattern = glob && below_random(&seed, 3) == 0;

		*(glob ? glob : &(bool){ 0 }) |= pattern;
		gg_text_fmt(&text, "/%s", pattern ? patterns[below_random(&seed, GG_ARRAY_SIZE(patterns))] :
						    literals[below_random(&seed, GG_ARRAY_SIZE(literals))]);
	}
}

static void random_policy(struct gg_policy *p, struct gg_file_rule *rules, struct gg_exec_rule *programs,
			  char text[RULES + PROGRAMS][96])
{
	p->files = (struct gg_file_rules){ rules, 1 + below_random(&seed, RULES), RULES };
	p->exec = (struct gg_exec_rules){ programs, below_random(&seed, PROGRAMS + 1), PROGRAMS };
	for (size_t i = 0; i < p->files.n; i++) {
		rules[i] = (struct gg_file_rule){ .path = text[i], .at = { "fn.cfg", (int)i + 1 } };
		random_path(text[i], sizeof(text[i]), &rules[i].glob);
		if (below_random(&seed, 3))
			rules[i].allow = 1 + below_random(&seed, GG_ACCESS_ALL);
		if (!rules[i].allow || !below_random(&seed, 5))
			rules[i].deny = 1 + below_random(&seed, GG_ACCESS_ALL);
	}
	for (size_t i = 0; i < p->exec.n; i++) {
		programs[i] = (struct gg_exec_rule){ .path = text[RULES + i], .at = { "fn.cfg", 100 + (int)i } };
		random_path(text[RULES + i], sizeof(text[0]), NULL);
	}
}

static void show(const struct gg_policy *p)
{
	for (size_t i = 0; i < p->files.n + p->exec.n; i++) {
		struct gg_file_rule rule = rule_at(p, i);

		print_error("%zu: %s allow 0x%x deny 0x%x\n", i, rule.path, rule.allow, rule.deny);
	}
}

/* The rule that is named as the one that decided speaks of the first right in question */
static bool sound_place(const struct gg_policy *p, const struct gg_answer *a, unsigned wanted, const char *path)
{
	unsigned bit = (unsigned)__builtin_ctz(a->missing ? a->missing : wanted);
	struct gg_file_rule rule;
	struct opinion best = { -1, -1, true }, this_one = { -1, -1, true };

	for (size_t i = 0; i < p->files.n + p->exec.n; i++) {
		rule = rule_at(p, i);
		weigh(&rule, path, bit, &best);
	}
	if (a->place == GG_PLACE_NONE)
		return best.literal < 0;
	rule = rule_at(p, a->place); /* places of rules on paths come first, in order */
	weigh(&rule, path, bit, &this_one);
	return this_one.literal == best.literal && this_one.depth == best.depth && this_one.deny == best.deny;
}

/* What the domain of all rules grants of @bit at @path; execute brings reading along */
static bool domain_grants(const struct gg_policy *p, const char *path, unsigned bit)
{
	char rp[16][16], pp[16][16];
	unsigned pn = split(path, pp);

	for (size_t i = 0; i < p->files.n + p->exec.n; i++) {
		struct gg_file_rule rule = rule_at(p, i);
		unsigned rn = split(rule.path, rp);

		if (rule.allow & GG_ACCESS_EXECUTE)
			rule.allow |= GG_ACCESS_READ;
		if (!rule.glob && ((rule.allow >> bit) & 1) && covers(&rule, rp, 0, rn, pp, 0, pn))
			return true;
	}
	return false;
}

static void check_backed(const struct gg_policy *p, char paths[PATHS][96], const char *path, unsigned wanted)
{
	for (unsigned i = 0; i < PATHS; i++) {
		for (unsigned bit = 0; bit < GG_ACCESS_BITS; bit++) {
			if (!((wanted >> bit) & 1) || !domain_grants(p, paths[i], bit) || oracle(p, paths[i], bit))
				continue;
			show(p);
			fail_msg("%s (0x%x) is called backed, and the domain grants 0x%x of %s", path, wanted,
				 1u << bit, paths[i]);
		}
	}
}

static unsigned n_backed, n_granted, n_denied;

static void compare(const struct gg_policy *p, const struct gg_plan *plan, char paths[PATHS][96])
{
	const uint8_t installed[] = { 0xff, 0xff, 0xff };

	for (unsigned i = 0; i < PATHS; i++) {
		unsigned wanted = 1 + below_random(&seed, GG_ACCESS_ALL), missing = 0;
		struct gg_answer a = decide_path(plan, GG_OP_OPEN, wanted, paths[i], installed);

		for (unsigned bit = 0; bit < GG_ACCESS_BITS; bit++)
			if (((wanted >> bit) & 1) && !oracle(p, paths[i], bit))
				missing |= 1u << bit;
		if (a.missing != missing || !sound_place(p, &a, wanted, paths[i])) {
			show(p);
			fail_msg("%s (0x%x): 0x%x is missing by rule %u, the oracle says 0x%x", paths[i], wanted,
				 a.missing, a.place, missing);
		}
		assert_int_equal(a.verdict, missing ? GG_VERDICT_DENY : GG_VERDICT_ALLOW);
		n_granted += !missing;
		n_denied += !!missing;
		n_backed += a.backed;
		if (a.backed)
			check_backed(p, paths, paths[i], wanted);
	}
}

static void random_rules_agree_with_the_oracle(void **state)
{
	static struct gg_file_rule rules[RULES];
	static struct gg_exec_rule programs[PROGRAMS];
	static char text[RULES + PROGRAMS][96], paths[PATHS][96];

	(void)state;
	for (unsigned round = 0; round < POLICIES * setting("GG_RANDOM_TIMES", 1); round++) {
		struct gg_policy p = bare_policy();
		struct made m;

		random_policy(&p, rules, programs, text);
		make_from(&p, FULL, false, &m);
		for (unsigned i = 0; i < PATHS; i++)
			random_path(paths[i], sizeof(paths[i]), NULL);
		compare(&p, &m.plan, paths);
		made_done(&m);
	}
	print_message("%u granted, %u of them backed, %u denied\n", n_granted, n_backed, n_denied);
	assert_true(n_granted > 1000 && n_denied > 1000 && n_backed > 500);
}

/* What a plan's domain really grants of @access at @path */
static bool row_grants(const struct gg_plan *plan, const char *path, uint32_t right)
{
	char rp[16][16], pp[16][16];
	unsigned pn = split(path, pp);

	for (uint32_t i = 0; i < plan->count[GG_SECT_LL_PATHS]; i++) {
		struct gg_file_rule rule = { .path = gg_plan_string(plan, plan->ll_paths[i].path) };
		unsigned rn = split(rule.path, rp);

		if (*rule.path && (plan->ll_paths[i].rights & right) && covers(&rule, rp, 0, rn, pp, 0, pn))
			return true;
	}
	return false;
}

/* With nobody else to decide, the domain must not grant what the policy denies. Left out: execute,
 * where the checker refuses such policies, and the reading of files, which execute brings along. */
static void the_domain_alone_grants_no_more_than_the_policy(void **state)
{
	static const struct {
		unsigned bit;
		uint32_t right;
	} rights[] = { { 0, GG_LL_READ_DIR }, { 1, GG_LL_WRITE_FILE }, { 2, GG_LL_MAKE_REG }, { 3, GG_LL_REMOVE_FILE } };
	static struct gg_file_rule rules[RULES];
	static struct gg_exec_rule programs[PROGRAMS];
	static char text[RULES + PROGRAMS][96], path[96];
	unsigned grants = 0;

	(void)state;
	for (unsigned round = 0; round < POLICIES * setting("GG_RANDOM_TIMES", 1); round++) {
		struct gg_policy p = bare_policy();
		struct made m;

		p.layers[GG_LAYER_SUPERVISOR] = GG_WANT_OFF;
		random_policy(&p, rules, programs, text);
		make_from(&p, FULL, false, &m);
		for (unsigned i = 0; i < 4 * PATHS; i++) {
			size_t k = i % GG_ARRAY_SIZE(rights);

			random_path(path, sizeof(path), NULL);
			if (!row_grants(&m.plan, path, rights[k].right))
				continue;
			grants++;
			if (!oracle(&p, path, rights[k].bit)) {
				show(&p);
				fail_msg("the domain grants 0x%x of %s", 1u << rights[k].bit, path);
			}
		}
		made_done(&m);
	}
	print_message("%u grants\n", grants);
	assert_true(grants > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_rules_agree_with_the_oracle),
		cmocka_unit_test(the_domain_alone_grants_no_more_than_the_policy),
	};

	seed = setting("GG_RANDOM_SEED", (unsigned)seed);
	return cmocka_run_group_tests_name("decide_paths_random", tests, NULL, NULL);
}
