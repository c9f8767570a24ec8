/* policy: printing and reading back; the tables of keys, types, constants. */
#include "unit/policy_help.h"

#include "policy/consts.h"
#include "policy/core.h"
#include "policy/extend.h"
#include "policy/profiles.h"
#include "policy/types.h"

static const char everything[] =
	V "name = \"thumbnailer\"; mode = \"audit\"; target = \"/app//./thumb\";\n"
	"layers = { seccomp = \"prefer\"; landlock = \"require\"; supervisor = \"prefer\"; wrappers = \"off\"; };\n"
	"keep_fds = ( 5, 3, 5 );\n"
	"capabilities = ( \"CAP_NET_ADMIN\", \"CAP_BPF\" );\n"
	"syscalls = { allow = ( \"@go-runtime\", \"open\" ); deny = [ \"chmod\", \"@privileged\" ];\n"
	"  refine = ( { call = \"ioctl\"; arg = 1; in = ( \"TCGETS\", 0x5421, 18446744073709551615L ); },\n"
	"             { call = \"fcntl\"; arg = 1; in = [ -1, 2 ]; } );\n"
	"  otherwise = \"trap\"; };\n"
	"files = ( { path = \"/tmp/\"; allow = \"create, read write\"; },\n"
	"  { path = \"/var/task/**/[a-z]*.json\"; allow = \"read\"; deny = \"write\"; by = \"main\"; },\n"
	"  { path = \"/odd/\\\"q\\\\ \\n\\x01$$x\\xc3\\xa9\"; deny = \"all\"; } );\n"
	"exec = ( { path = \"/usr/bin/ffmpeg\"; argv = [ \"-i\", \"*\", \"**\" ]; by = \"example.com/m/...\";\n"
	"  sha256 = \"0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef\"; },\n"
	"  { path = \"/x\"; argv = [ ]; } );\n"
	"network = { connect = ( \"tcp://10.0.0.0/8:5432\", \"tcp://[2001:db8::/32]:443-445\", \"udp://*:53\",\n"
	"    \"unix:/run/$$db*.sock\", \"unix:@abstract\", \"tcp://*.example.com:443\", \"tcp://[::ffff:1.2.3.4]:1\",\n"
	"    { to = \"tcp://1.2.3.4\"; by = \"deps\"; } );\n"
	"  listen = [ \"tcp://127.0.0.1:0\", \"udp://[::]:8080\" ];\n"
	"  deny = ( \"169.254.169.254\", \"fd00::/8\", \"[::1]\", \"tcp://*:25\", \"10.0.0.0/8\", \"*\", \"h.example\" ); };\n"
	"packages = ( { match = \"github.com/acme/render/...\"; files = ( { path = \"/tmp/fonts\"; allow = \"read\"; } );\n"
	"    network = { connect = ( ); }; exec = ( ); },\n"
	"  { match = \"deps\"; trust = true; network = { listen = ( \"tcp://*:1\" ); }; } );\n"
	"harden = { wx = true; };\n"
	"limits = { memory_mb = 512; wall_s = 29; };\n"
	"environment = { keep = [ ]; remove = [ \"*SECRET*\" ]; };\n"
	"log = { socket = \"-\"; stacks = \"none\"; allowed = true; rate_per_s = 0; };\n";

static const char *const policies[] = {
	V,
	V "log = { socket = \"/run/g.sock\"; };\nsyscalls = { otherwise = \"ENOSYS\"; };\n",
	V "environment = { remove = ( ); };\n",
	V "limits = { };\nharden = { };\npackages = ( );\n",
	everything,
};

static void expect_round_trip(struct gg_policy *policy)
{
	char *once = print_text(policy);
	struct gg_policy *again = read_good(once, GG_READ_LATER);
	char *twice = print_text(again);

	assert_string_equal(once, twice);
	gg_policy_free(again);
	free(once);
	free(twice);
}

static void print_reads_back_to_the_same_print(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(policies); i++) {
		struct gg_policy *policy = read_good(policies[i], GG_READ_LATER);

		expect_round_trip(policy);
		gg_policy_free(policy);
	}
}

/* What the platform's profiles take from the environment */
static const char *const variables[][2] = {
	{ "AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001" },
	{ "AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000" },
	{ "FUNCTIONS_CUSTOMHANDLER_PORT", "8080" },
	{ "PORT", "8080" },
};

static void built_in_profiles_are_fine(void **state)
{
	(void)state;
	assert_true(gg_n_profiles > 0);
	for (size_t i = 0; i < GG_ARRAY_SIZE(variables); i++)
		setenv(variables[i][0], variables[i][1], 1);
	for (size_t i = 0; i < gg_n_profiles; i++) {
		struct gg_findings findings = { 0 };
		struct gg_policy *policy = NULL;

		assert_true(gg_profile_name_ok(gg_profiles[i].name));
		assert_int_equal(strlen(gg_profiles[i].text), gg_profiles[i].len);
		if (gg_policy_read_profile(gg_profiles[i].name, &findings, &policy)) {
			show_findings(&findings);
			fail();
		}
		/* who uses it without a log is told so; nothing else is doubtful */
		assert_int_equal(findings.warnings, 1);
		assert_non_null(find_finding(&findings, GG_FINDING_WARNING, 1, "log.socket"));
		assert_string_equal(policy->name, gg_profiles[i].name);
		expect_round_trip(policy);
		gg_policy_free(policy);
		gg_findings_done(&findings);
	}
}

static void values_arrive(void **state)
{
	struct gg_policy *p = read_good(everything, GG_READ_LATER);

	(void)state;
	assert_string_equal(p->target, "/app/thumb");
	assert_int_equal(p->n_keep_fds, 2);
	assert_int_equal(p->keep_fds[0], 5);
	assert_int_equal(p->refine.items[0].values[0], 0x5401);
	assert_int_equal(p->refine.items[0].values[2], UINT64_MAX);
	assert_int_equal(p->refine.items[1].values[0], UINT64_MAX);
	assert_int_equal(p->otherwise, GG_OTHERWISE_TRAP);
	assert_string_equal(p->files.items[0].path, "/tmp");
	assert_string_equal(p->files.items[0].path_written, "/tmp/");
	assert_true(p->files.items[1].glob && !p->files.items[0].glob);
	assert_string_equal(p->files.items[2].path, "/odd/\"q\\ \n\x01$x\xc3\xa9");
	assert_int_equal(p->files.items[1].at.line, 11);
	assert_null(p->exec.items[1].argv[0]);
	assert_null(strpbrk(p->exec.items[0].sha256, "ABCDEF")); /* kept in lower case */
	assert_true(p->packages.items[0].has_connect && !p->packages.items[0].has_listen);
	assert_true(p->packages.items[0].has_exec && p->packages.items[0].exec.n == 0);
	assert_true(p->packages.items[1].trust && !p->packages.items[1].has_files);
	assert_true(p->environment.has_keep && p->environment.keep.n == 0);
	assert_true(p->limits.wall_s > 28.9 && p->limits.wall_s < 29.1);
	assert_int_equal(p->log.rate_per_s, 0);
	gg_policy_free(p);
}

static void defaults_are_those_of_the_table(void **state)
{
	struct gg_policy *p = read_good(V, 0);

	(void)state;
	assert_string_equal(p->name, "fn");
	assert_int_equal(p->mode, GG_MODE_ENFORCE);
	assert_int_equal(p->layers[GG_LAYER_SECCOMP], GG_WANT_REQUIRE);
	assert_int_equal(p->layers[GG_LAYER_LANDLOCK], GG_WANT_PREFER);
	assert_int_equal(p->layers[GG_LAYER_SUPERVISOR], GG_WANT_REQUIRE);
	assert_int_equal(p->layers[GG_LAYER_WRAPPERS], GG_WANT_PREFER);
	assert_int_equal(p->otherwise, GG_OTHERWISE_ERRNO);
	assert_int_equal(p->otherwise_errno, 1);
	assert_int_equal(p->log.stacks, GG_STACKS_VIOLATIONS);
	assert_int_equal(p->log.rate_per_s, 200);
	assert_null(p->log.socket);
	assert_int_equal(p->files.n + p->exec.n + p->connect.n + p->listen.n + p->allow.n, 0);
	gg_policy_free(p);
}

static void every_key_has_help_type_and_parent(void **state)
{
	(void)state;
	for (size_t i = 0; i < gg_n_keys; i++) {
		const struct gg_key *key = &gg_keys[i];
		size_t parents = gg_key_is_child(NULL, key);

		assert_true(key->help && *key->help);
		assert_true(gg_types[key->type].name && gg_types[key->type].set && gg_types[key->type].print);
		for (size_t j = 0; j < gg_n_keys; j++) {
			if (i != j)
				assert_string_not_equal(key->path, gg_keys[j].path);
			if (gg_key_is_child(&gg_keys[j], key)) {
				assert_ptr_equal(gg_key_child(&gg_keys[j], gg_key_name(key)), key);
				parents++;
			}
		}
		assert_int_equal(parents, 1);
		if (key->type == GG_TYPE_CHOICE)
			assert_non_null(key->fallback);
		if (key->type == GG_TYPE_RECORDS)
			assert_non_null(key->done);
		for (size_t j = 0; j < key->n_names; j++)
			assert_true(key->names[j].name && key->names[j].help);
	}
}

static void keys_print_lists_every_key(void **state)
{
	(void)state;
	for (int json = 0; json < 2; json++) {
		char *text = NULL;
		size_t n = 0;
		FILE *out = open_memstream(&text, &n);

		assert_int_equal(gg_keys_print(out, json), 0);
		fclose(out);
		for (size_t i = 0; i < gg_n_keys; i++)
			assert_non_null(strstr(text, gg_keys[i].path));
		assert_int_equal(text[0], json ? '[' : 'K');
		free(text);
	}
}

static void constants_are_sorted_and_found(void **state)
{
	(void)state;
	for (size_t i = 0; gg_const_at(i); i++) {
		const struct gg_const *one = gg_const_at(i), *before = i ? gg_const_at(i - 1) : NULL;

		assert_ptr_equal(gg_const_find(one->call, one->name), one);
		if (before && strcmp(before->call, one->call) >= 0 &&
		    (strcmp(before->call, one->call) || strcmp(before->name, one->name) >= 0))
			fail_msg("%s before %s", before->name, one->name);
	}
	for (size_t i = 0; gg_core_endpoint_at(i); i++) {
		uint8_t ip[16];
		bool v6;
		const struct gg_endpoint *end = gg_core_endpoint_at(i);

		assert_true(*end->help && gg_addr_parse_ip(end->address, strlen(end->address), ip, &v6));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(print_reads_back_to_the_same_print),
		cmocka_unit_test(built_in_profiles_are_fine),
		cmocka_unit_test(values_arrive),
		cmocka_unit_test(defaults_are_those_of_the_table),
		cmocka_unit_test(every_key_has_help_type_and_parent),
		cmocka_unit_test(keys_print_lists_every_key),
		cmocka_unit_test(constants_are_sorted_and_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
