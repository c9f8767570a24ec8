/*
 * supervise/chains: what is kept of a chain, for whom it is found and for whom not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "supervise/chains.h"

#define IMAGE 7

static struct gg_chains *chains;
static struct gg_go_trail trail, other;

static int setup(void **state)
{
	(void)state;
	chains = calloc(1, sizeof(*chains));
	assert_non_null(chains);
	trail = (struct gg_go_trail){ .end = GG_GO_TRAIL_TOP, .n = 3, .at = { 10, 20, 30 } };
	other = trail;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(chains);
	return 0;
}

static const struct gg_known *add(const struct gg_go_trail *t, const char *subject)
{
	const struct gg_known known = { .subject = subject, .json = subject, .n = strlen(subject), .told = true };
	const struct gg_known *kept = gg_chains_add(chains, IMAGE, t, &known);

	assert_non_null(kept);
	assert_ptr_not_equal(kept->json, subject);
	assert_memory_equal(kept->json, subject, kept->n);
	return kept;
}

static void what_is_added_is_found(void **state)
{
	const struct gg_known *kept;

	(void)state;
	assert_null(gg_chains_find(chains, IMAGE, &trail));
	kept = add(&trail, "main");
	assert_ptr_equal(gg_chains_find(chains, IMAGE, &trail), kept);
	assert_string_equal(kept->subject, "main");
	kept = add(&trail, "again"); /* what is added later counts */
	assert_ptr_equal(gg_chains_find(chains, IMAGE, &trail), kept);
}

/* Any difference makes it another chain, whatever part of the key it is in */
static void the_whole_key_counts(void **state)
{
	(void)state;
	(void)add(&trail, "main");
	assert_null(gg_chains_find(chains, IMAGE + 1, &trail));
	for (unsigned i = 0; i < trail.n; i++) {
		other = trail;
		other.at[i]++;
		assert_null(gg_chains_find(chains, IMAGE, &other));
	}
	other = trail;
	other.n--;
	assert_null(gg_chains_find(chains, IMAGE, &other));
	other.n += 2;
	assert_null(gg_chains_find(chains, IMAGE, &other));
	other = trail;
	other.in_c = true;
	assert_null(gg_chains_find(chains, IMAGE, &other));
	other = trail;
	other.end = GG_GO_TRAIL_TRUNCATED;
	assert_null(gg_chains_find(chains, IMAGE, &other));
	other.end = trail.end;
	assert_non_null(gg_chains_find(chains, IMAGE, &other));
}

/* Many more than there are buckets and room for: what is found is right, what was added last is found */
static void the_oldest_are_forgotten(void **state)
{
	const unsigned many = 20000;
	unsigned found = 0;
	char subject[16];

	(void)state;
	other = trail;
	for (unsigned i = 0; i < many; i++) {
		const struct gg_known *kept;

		other.at[1] = i;
		(void)snprintf(subject, sizeof(subject), "s%u", i);
		kept = add(&other, subject);
		assert_ptr_equal(gg_chains_find(chains, IMAGE, &other), kept);
		assert_true((const char *)kept >= (char *)chains && kept->json + kept->n <= (char *)(chains + 1));
	}
	for (unsigned i = 0; i < many; i++) {
		const struct gg_known *kept;

		other.at[1] = i;
		kept = gg_chains_find(chains, IMAGE, &other);
		if (!kept)
			continue;
		found++;
		(void)snprintf(subject, sizeof(subject), "s%u", i);
		assert_int_equal(kept->n, strlen(subject));
		assert_memory_equal(kept->json, subject, kept->n);
	}
	assert_true(found >= 100 && found < 4000);
	other.at[1] = 0;
	assert_null(gg_chains_find(chains, IMAGE, &other));
}

static void what_is_too_large_is_not_kept(void **state)
{
	static const char json[GG_CHAINS_BYTES];
	struct gg_known known = { .subject = "main", .json = json, .n = sizeof(json) };

	(void)state;
	assert_null(gg_chains_add(chains, IMAGE, &trail, &known));
	known.n = SIZE_MAX;
	assert_null(gg_chains_add(chains, IMAGE, &trail, &known));
	assert_null(gg_chains_find(chains, IMAGE, &trail));
	known.json = NULL;
	trail.n = GG_GO_PHYSICAL_MAX;
	assert_null(gg_chains_find(chains, IMAGE, &trail));
	for (unsigned i = 0; i < 1000; i++)
		(void)gg_chains_add(chains, IMAGE, &trail, &known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_added_is_found, setup, teardown),
		cmocka_unit_test_setup_teardown(the_whole_key_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(the_oldest_are_forgotten, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_too_large_is_not_kept, setup, teardown),
	};

	return cmocka_run_group_tests_name("supervise/chains", tests, NULL, NULL);
}
