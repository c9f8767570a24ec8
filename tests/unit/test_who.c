/*
 * plan/who and plan/decide: who cannot be named, and programs that are not Go's.
 *
 * Owns one policy. Relies on the live tests for chains of Go. Does not run anything.
 */
#include "plan_help.h"

#include "base/access.h"
#include "plan/who.h"

static struct made m;

static int plan_it(void **state)
{
	(void)state;
	make_plan(V "files = ( { path = \"/pub\"; allow = \"read write\"; },\n"
		    "{ path = \"/pub/all\"; allow = \"read\"; by = \"unknown\"; },\n"
		    "{ path = \"/srv\"; deny = \"read\"; by = \"unknown\"; },\n"
		    "{ path = \"/srv/all\"; allow = \"read\"; },\n"
		    "{ path = \"/cat\"; allow = \"read\"; by = \"program:/bin/cat\"; } );\n"
		    "packages = ( { match = \"program:/bin/sed\"; files = ( { path = \"/pub/sed\";\n"
		    "allow = \"read\"; } ); } );\n", &m);
	return 0;
}

static int forget_it(void **state)
{
	(void)state;
	made_done(&m);
	return 0;
}

/* "rule LINE" that refuses @program (NULL: who cannot be named) that access, or "allow" */
static const char *decide(const char *program, const char *path, unsigned access)
{
	static char said[128];
	struct gg_request r = { .op = GG_OP_OPEN, .path = path, .access = access };
	struct gg_answer a;
	struct gg_text text;
	struct gg_who who;
	char at[64];

	gg_who_of_program(&m.plan, program, &who);
	r.who = &who;
	gg_decide(&m.plan, &r, &a);
	if (a.verdict == GG_VERDICT_ALLOW)
		return "allow";
	gg_text_init(&text, at, sizeof(at));
	gg_plan_rule_at(&m.plan, a.place, &text);
	snprintf(said, sizeof(said), "%s%s%s", a.rule, text.used ? " " : "", at);
	return said;
}

#define READ GG_ACCESS_READ
#define WRITE GG_ACCESS_WRITE

static void the_unnamed_get_what_is_granted_to_them(void **state)
{
	(void)state;
	assert_true(gg_who_has_subjects(&m.plan));
	assert_string_equal(decide(NULL, "/pub/all/f", READ), "allow");
	/* the process may, but nothing is granted to them */
	assert_string_equal(decide(NULL, "/pub/f", READ), "packages");
	assert_string_equal(decide(NULL, "/pub/all/f", WRITE), "packages");
	/* what is said of them refuses */
	assert_string_equal(decide("/bin/cp", "/srv/all", READ), "allow");
	assert_string_equal(decide(NULL, "/srv/all", READ), "files fn.cfg:4");
	assert_string_equal(decide(NULL, "/none", READ), "default");
}

static void programs_go_by_their_path(void **state)
{
	(void)state;
	assert_string_equal(decide("/bin/cat", "/pub/f", READ), "allow");
	assert_string_equal(decide("/bin/cat", "/cat/f", READ), "allow");
	assert_string_equal(decide("/bin/cp", "/cat/f", READ), "default");
	assert_string_equal(decide("/bin/sed", "/pub/sed/f", READ), "allow");
	assert_string_equal(decide("/bin/sed", "/pub/sed/f", WRITE), "packages fn.cfg:7");
	assert_string_equal(decide("/bin/sed", "/pub/f", READ), "packages fn.cfg:7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_unnamed_get_what_is_granted_to_them),
		cmocka_unit_test(programs_go_by_their_path),
	};

	return cmocka_run_group_tests(tests, plan_it, forget_it);
}
