/* plan/glob: patterns for one component, by a table and against a recursive oracle. */
#include "plan_help.h"

#include "plan/decide_parts.h"

static const struct {
	const char *pattern, *name;
	bool hit;
} rows[] = {
	{ "", "", true }, { "", "a", false }, { "a", "", false }, { "a", "a", true }, { "a", "b", false },
	{ "ab", "a", false }, { "a", "ab", false }, { "*", "", true }, { "*", "abc", true }, { "**", "abc", true },
	{ "a*", "a", true }, { "a*", "abc", true }, { "a*", "b", false }, { "*c", "abc", true }, { "*c", "abcd", false },
	{ "a*c", "ac", true }, { "a*c", "abbbc", true }, { "a*c", "abbb", false }, { "*a*b*c*", "xxaxxbxxcxx", true },
	{ "*a*b*c*", "xxaxxcxxbxx", false }, { "*aab", "aaab", true }, { "*ab*ab", "abab", true }, { "*ab*ab", "ab", false },
	{ "?", "a", true }, { "?", "", false }, { "?", "ab", false }, { "a?c", "abc", true }, { "?*", "", false },
	{ "?*", "a", true }, { "*?", "abc", true }, { "[abc]", "b", true }, { "[abc]", "d", false }, { "[a-c]", "b", true },
	{ "[a-c]", "-", false }, { "[!a-c]", "b", false }, { "[!a-c]", "d", true }, { "[^a]", "b", true }, { "[^a]", "a", false },
	{ "[]]", "]", true }, { "[]a]", "a", true }, { "[!]]", "]", false }, { "[!]]", "a", true }, { "[a-]", "-", true },
	{ "[a-]", "b", false }, { "[-a]", "-", true }, { "[a-c-e]", "d", false }, { "[a-c-e]", "-", true }, { "[a-c-e]", "e", true },
	{ "[c-a]", "b", false }, { "[\x80-\xff]", "\xc3", true }, { "[\x80-\xff]", "a", false }, { "[*]", "*", true },
	{ "[*]", "a", false }, { "[?]", "?", true }, { "[", "[", true }, { "[a", "[a", true }, { "[a", "a", false },
	{ "a[", "a[", true }, { "\\*", "*", true }, { "\\*", "a", false }, { "\\?", "?", true }, { "\\?", "a", false },
	{ "\\[a]", "[a]", true }, { "\\[a]", "a", false }, { "\\\\", "\\", true }, { "\\a", "a", true }, { "\\", "\\", true },
	{ "a\\", "a\\", true }, { "*\\*", "ab*", true }, { "*\\*", "ab", false }, { "*.json", ".json", true },
	{ "*", ".hidden", true }, { "*\xff*", "a\xff", true }, { "[[]", "[", true }, { "[a][b]", "ab", true },
};

static void rows_match_as_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(rows); i++)
		if (gg_glob_match(rows[i].pattern, rows[i].name, strlen(rows[i].name)) != rows[i].hit)
			fail_msg("'%s' on '%s' is not %d", rows[i].pattern, rows[i].name, rows[i].hit);
}

static void only_len_bytes_are_looked_at(void **state)
{
	(void)state;
	assert_true(gg_glob_match("a*", "abc/def", 3));
	assert_true(gg_glob_match("abc", "abc/def", 3));
	assert_false(gg_glob_match("*f", "abc/def", 3));
	assert_true(gg_glob_match("*", "abc", 0));
}

/* Stars and bytes only: everything else is in the table */
static bool oracle(const char *p, const char *s)
{
	if (!*p)
		return !*s;
	if (*p == '*')
		return oracle(p + 1, s) || (*s && oracle(p, s + 1));
	return *s && (*p == '?' || *p == *s) && oracle(p + 1, s + 1);
}

static void random_patterns_agree_with_the_oracle(void **state)
{
	uint64_t seed = 11;
	unsigned hits = 0;

	(void)state;
	for (unsigned i = 0; i < 50000; i++) {
		char pattern[12] = "", name[12] = "";

		for (unsigned k = 0, n = below_random(&seed, 9); k < n; k++)
			pattern[k] = "ab*?"[below_random(&seed, 4)];
		for (unsigned k = 0, n = below_random(&seed, 9); k < n; k++)
			name[k] = "ab"[below_random(&seed, 2)];
		hits += oracle(pattern, name);
		if (gg_glob_match(pattern, name, strlen(name)) != oracle(pattern, name))
			fail_msg("'%s' on '%s'", pattern, name);
	}
	assert_in_range(hits, 5000, 45000);
}

/* Backtracking over the last star only: not a matter of minutes */
static void many_stars_end_soon(void **state)
{
	char pattern[512], name[4096];

	(void)state;
	for (unsigned i = 0; i < 255; i++)
		memcpy(pattern + 2 * i, "*a", 3);
	memset(name, 'a', sizeof(name));
	assert_true(gg_glob_match(pattern, name, sizeof(name)));
	name[sizeof(name) - 1] = 'b';
	assert_false(gg_glob_match(pattern, name, sizeof(name)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_match_as_they_say),
		cmocka_unit_test(only_len_bytes_are_looked_at),
		cmocka_unit_test(random_patterns_agree_with_the_oracle),
		cmocka_unit_test(many_stars_end_soon),
	};

	return cmocka_run_group_tests_name("glob", tests, NULL, NULL);
}
