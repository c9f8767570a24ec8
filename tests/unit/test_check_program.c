/*
 * policy/check_program: patterns against a program that has, and has not, what they mean.
 *
 * Owns a policy a line. Relies on the Go program of the live tests of rules per package. Does not
 * run it.
 */
#include "golang_help.h"

#include <stdlib.h>

#include "golang/index.h"
#include "policy/check_program.h"
#include "policy/read.h"

static struct gg_go *go;
static struct gg_findings said; /* about the program alone */

static int open_program(void **state)
{
	(void)state;
	go = go_open("packages.static");
	return 0;
}

static int close_program(void **state)
{
	(void)state;
	gg_go_free(go);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	gg_findings_done(&said);
	return 0;
}

static void check(const struct gg_go *program, const char *text)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	char whole[4096];

	snprintf(whole, sizeof(whole), "version = 1;\n%s", text);
	assert_int_equal(gg_policy_read_text(whole, strlen(whole), "fn.cfg", NULL, &findings, &policy), 0);
	assert_int_equal(gg_check_program(policy, program, "/app/fn", &said), 0);
	gg_policy_free(policy);
	gg_findings_done(&findings);
}

#define ENTRY(pattern) "packages = ( { match = \"" pattern "\"; exec = ( ); } );"

static void what_is_there_is_fine(void **state)
{
	static const char *const fine[] = { "main", "deps", "std", "*", "example.com/fn", "example.com/fn/...",
					    "example.com/fn/internal/store", "example.com/render",
					    "example.com/render/...", "example.com/...", "example.com/render/sub",
					    "module:example.com/render", "module:example.com/fn", "net/http",
					    "net/...", "runtime", /* and what nobody judges: */
					    "unknown", "c", "program:/nowhere" };
	char text[256];

	(void)state;
	if (!go)
		skip();
	for (size_t i = 0; i < GG_ARRAY_SIZE(fine); i++) {
		snprintf(text, sizeof(text), "packages = ( { match = \"%s\"; exec = ( ); } );", fine[i]);
		check(go, text);
		if (said.first)
			fail_msg("%s: %s", fine[i], said.first->text);
	}
}

/* What is inlined wherever it is called is a package, too: it takes part in chains. */
static void inlined_packages_are_there(void **state)
{
	(void)state;
	if (!go)
		skip();
	check(go, ENTRY("math/bits"));
	assert_null(said.first);
}

static void what_is_not_is_said(void **state)
{
	static const struct {
		const char *pattern, *hint;
	} wrong[] = {
		{ "example.com/rendr", " (did you mean 'example.com/render'?)" },
		{ "example.com/rendr/...", " (did you mean 'example.com/render/...'?)" },
		{ "example.com/fn/internal", " (did you mean 'example.com/fn/internal/...'?)" },
		{ "example.com/fn/internal/stor", " (did you mean 'example.com/fn/internal/store'?)" },
		{ "net/htpp", " (did you mean 'net/http'?)" },
		{ "module:example.com/borker", " (did you mean 'module:example.com/broker'?)" },
		{ "module:example.com/render@v9.9.9", " (it has (devel) of that module)" },
		{ "github.com/nobody/nothing", "" },
		{ "github.com/nobody/...", "" },
		{ "rende", "" },
	};
	char text[256], want[512];

	(void)state;
	if (!go)
		skip();
	for (size_t i = 0; i < GG_ARRAY_SIZE(wrong); i++) {
		snprintf(text, sizeof(text), "\npackages = ( { match = \"%s\"; exec = ( ); } );",
			 wrong[i].pattern);
		snprintf(want, sizeof(want), "packages[].match: '%s' matches no package of '/app/fn'%s",
			 wrong[i].pattern, wrong[i].hint);
		check(go, text);
		assert_non_null(said.first);
		assert_string_equal(said.first->text, want);
		assert_int_equal(said.first->severity, GG_FINDING_WARNING);
		assert_string_equal(said.first->file, "fn.cfg");
		assert_int_equal(said.first->line, 3);
		assert_int_equal(said.warnings, 1);
		gg_findings_done(&said);
	}
}

static void every_by_is_looked_at(void **state)
{
	const struct gg_finding *f;
	int line = 2;

	(void)state;
	if (!go)
		skip();
	check(go, "files = ( { path = \"/a\"; allow = \"read\"; by = \"no/a\"; } );\n"
		  "exec = ( { path = \"/b\"; by = \"no/b\"; } );\n"
		  "network = { connect = ( { to = \"tcp://10.0.0.1:1\"; by = \"no/c\"; } );\n"
		  "listen = ( { to = \"tcp://127.0.0.1:1\"; by = \"no/d\"; } ); };\n"
		  "packages = ( { match = \"no/f\"; exec = ( ); } );\n");
	assert_int_equal(said.warnings, 5);
	for (f = said.first; f; f = f->next)
		assert_int_equal(f->line, line++);
}

static void no_build_information(void **state)
{
	struct gg_go bare;

	(void)state;
	if (!go)
		skip();
	bare = *go;
	bare.build = NULL;
	bare.index = gg_go_index_new();
	assert_non_null(bare.index);
	check(&bare, "");
	check(&bare, ENTRY("unknown"));
	assert_null(said.first); /* nothing depends on it */
	check(&bare, ENTRY("main"));
	assert_int_equal(said.warnings, 1);
	assert_int_equal(said.first->line, 0);
	assert_non_null(strstr(said.first->text, "'/app/fn' has no build information: 'main' means"));
	gg_findings_done(&said);
	check(&bare, ENTRY("module:example.com/render"));
	assert_int_equal(said.warnings, 2);
	gg_go_index_free(bare.index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_is_there_is_fine, forget),
		cmocka_unit_test_teardown(inlined_packages_are_there, forget),
		cmocka_unit_test_teardown(what_is_not_is_said, forget),
		cmocka_unit_test_teardown(every_by_is_looked_at, forget),
		cmocka_unit_test_teardown(no_build_information, forget),
	};

	return cmocka_run_group_tests(tests, open_program, close_program);
}
