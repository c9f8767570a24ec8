/* plan/caps: the text form goes both ways, bad text is refused with its line, the probe is harmless. */
#include "plan_help.h"

#include "plan/caps.h"

static char *print(const struct gg_plan_caps *caps)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	gg_caps_print(caps, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void names_are_whole(void **state)
{
	(void)state;
	for (unsigned i = 0; i < GG_CAP_COUNT; i++) {
		const char *name = gg_cap_names[i].name;

		assert_true(name && *name && gg_cap_names[i].help && *gg_cap_names[i].help);
		assert_int_equal(gg_name_find(gg_cap_names, GG_CAP_COUNT, name, strlen(name)), i);
		assert_int_equal(strcspn(name, " \t=#"), strlen(name));
		assert_null(strchr(gg_cap_names[i].help, '\n'));
	}
}

static void what_is_printed_is_read_back(void **state)
{
	(void)state;
	for (uint32_t bits = 0; bits <= CAPS_ALL; bits++) {
		struct gg_plan_caps caps = { bits, bits % 9 }, back = { 0 };
		struct gg_err err = { 0 };
		gg_free char *text = print(&caps);

		if (gg_caps_read(text, "caps", &back, &err) < 0)
			fail_msg("line %d: %s in:\n%s", err.line, err.text, text);
		assert_int_equal(back.bits, bits);
		assert_int_equal(back.landlock_abi, caps.landlock_abi);
	}
}

static void read_bad(const char *text, int line, const char *part)
{
	struct gg_plan_caps caps = { 77, 88 };
	struct gg_err err = { 0 };

	if (gg_caps_read(text, "caps.txt", &caps, &err) != -EINVAL || err.line != line || !strstr(err.text, part))
		fail_msg("line %d, '%s' for:\n%s", err.line, err.text, text);
	assert_string_equal(err.file, "caps.txt");
	assert_int_equal(caps.bits, 77); /* untouched */
	assert_int_equal(caps.landlock_abi, 88);
}

static void bad_text_is_refused_with_its_line(void **state)
{
	struct gg_plan_caps full = FULL;
	gg_free char *good = print(&full);
	char text[4096];

	(void)state;
	read_bad("", 0, "missing");
	read_bad("seccomp = yes\n", 0, "missing");
	read_bad("seccomp = maybe\n", 1, "seccomp = maybe");
	read_bad("\n# comment\nseccomp yes\n", 3, "not a capability");
	read_bad("= yes\n", 1, "not a capability");
	read_bad("seccomp =\n", 1, "not a capability");
	read_bad("teleport = yes\n", 1, "teleport");
	read_bad("seccom = yes\n", 1, "seccom");
	read_bad("landlock_abi = x\n", 1, "landlock_abi");
	read_bad("landlock_abi = -1\n", 1, "landlock_abi");
	read_bad("landlock_abi = 1001\n", 1, "landlock_abi");
	read_bad("landlock_abi =\n", 1, "landlock_abi");
	snprintf(text, sizeof(text), "%sseccomp = no\n", good); /* said twice */
	read_bad(text, (int)GG_CAP_COUNT + 2, "seccomp = no");
	memset(text, 'a', 300);
	text[300] = '\0';
	read_bad(text, 1, "not a capability");
}

static void blanks_and_comments_do_not_matter(void **state)
{
	char text[2048];
	struct gg_text out;
	struct gg_plan_caps caps = { 0 };
	struct gg_err err = { 0 };

	(void)state;
	gg_text_init(&out, text, sizeof(text));
	gg_text_str(&out, "# all\r\n\n   \n");
	for (unsigned i = 0; i < GG_CAP_COUNT; i++)
		gg_text_fmt(&out, "\t %s%s%s# why\r\n", gg_cap_names[i].name, i % 2 ? "=" : " =  ", i ? "yes " : "no ");
	gg_text_str(&out, "landlock_abi=3"); /* no newline */
	assert_int_equal(gg_caps_read(text, "caps", &caps, &err), 0);
	assert_int_equal(caps.bits, CAPS_ALL & ~1u);
	assert_int_equal(caps.landlock_abi, 3);
}

static void newer_kernels_plan_the_same(void **state)
{
	struct gg_plan_caps a = { 5, 7 }, b = { 5, 9 };

	(void)state;
	assert_true(gg_caps_same(&a, &b)); /* ABIs that goguard does not know add nothing */
	b.landlock_abi = 6;
	assert_false(gg_caps_same(&a, &b));
	b = a;
	b.bits = 4;
	assert_false(gg_caps_same(&a, &b));
	assert_true(gg_caps_has(&a, GG_CAP_SECCOMP));
	assert_false(gg_caps_has(&b, GG_CAP_SECCOMP));
}

static void the_probe_says_the_same_twice(void **state)
{
	struct gg_plan_caps a, b;

	(void)state;
	gg_caps_probe(&a);
	gg_caps_probe(&b);
	assert_true(gg_caps_same(&a, &b));
	assert_int_equal(a.bits & ~CAPS_ALL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_whole),
		cmocka_unit_test(what_is_printed_is_read_back),
		cmocka_unit_test(bad_text_is_refused_with_its_line),
		cmocka_unit_test(blanks_and_comments_do_not_matter),
		cmocka_unit_test(newer_kernels_plan_the_same),
		cmocka_unit_test(the_probe_says_the_same_twice),
	};

	return cmocka_run_group_tests_name("caps", tests, NULL, NULL);
}
