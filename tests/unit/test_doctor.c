/*
 * The shipped capability files, and the parts of the doctor that no machine changes.
 *
 * Owns: each file parses, is found by its name, and gives the posture in tests/golden/caps-NAME.txt
 * (GG_GOLDEN_UPDATE=1 writes those); how a probe that is killed, hangs or is refused is told; what a
 * preload reaches, on files made here. Relies on running in the top folder of the sources.
 */
#include "plan_help.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/elf.h"
#include "plan/caps_files.h"
#include "plan/print.h"
#include "tool/doctor.h"
#include "tool/doctor_cmd.h"

/* --- capability files --- */

static void print_posture(struct gg_policy *policy, const struct gg_plan_caps *caps, FILE *out)
{
	struct gg_draft *draft = NULL;
	struct gg_err err = { 0 };
	struct made m;
	char *text = NULL, *from, *to;
	size_t n = 0;
	FILE *mem;

	if (gg_plan_build(policy, caps, &no_world, &draft, &err) < 0) {
		fprintf(out, "error: %s\n", err.text);
		return;
	}
	gg_draft_free(draft);
	make_from(policy, *caps, false, &m);
	mem = open_memstream(&text, &n);
	assert_non_null(mem);
	gg_plan_print(&m.plan, mem);
	assert_int_equal(fclose(mem), 0);
	from = strstr(text, "layers\n");
	to = strstr(text, "system calls");
	assert_non_null(from);
	assert_non_null(to);
	fprintf(out, "%.*s", (int)(to - from), from);
	free(text);
	m.policy = NULL; /* the caller's */
	made_done(&m);
}

/* What go-base comes to, then the same with every layer preferred */
static char *posture(const struct gg_plan_caps *caps)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	assert_int_equal(gg_policy_read_profile("go-base", &findings, &policy), 0);
	print_posture(policy, caps, out);
	for (unsigned i = 0; i < GG_LAYER_COUNT; i++)
		policy->layers[i] = GG_WANT_PREFER;
	fprintf(out, "with every layer preferred\n");
	print_posture(policy, caps, out);
	assert_int_equal(fclose(out), 0);
	gg_policy_free(policy);
	gg_findings_done(&findings);
	return text;
}

static void compare_golden(const char *name, const char *text)
{
	char path[256], wanted[8192];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "tests/golden/caps-%s.txt", name);
	if (getenv("GG_GOLDEN_UPDATE")) {
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(text, f);
		fclose(f);
		return;
	}
	f = fopen(path, "r");
	if (!f)
		fail_msg("no '%s'", path);
	n = fread(wanted, 1, sizeof(wanted) - 1, f);
	fclose(f);
	wanted[n] = '\0';
	assert_string_equal(text, wanted);
}

static void test_each_file_gives_the_expected_posture(void **state)
{
	(void)state;
	assert_true(gg_n_caps_files >= 6);
	for (size_t i = 0; i < gg_n_caps_files; i++) {
		struct gg_plan_caps caps;
		struct gg_err err = { 0 };
		char *text;

		if (gg_caps_read(gg_caps_files[i].text, gg_caps_files[i].name, &caps, &err) < 0)
			fail_msg("%s:%d: %s", err.file, err.line, err.text);
		text = posture(&caps);
		compare_golden(gg_caps_files[i].name, text);
		free(text);
	}
}

static void test_a_bare_name_is_found_and_a_wrong_one_explained(void **state)
{
	struct gg_plan_caps caps = { 0 };
	struct gg_err err = { 0 };

	(void)state;
	assert_int_equal(gg_caps_find("gvisor", &caps, &err), 0);
	assert_true(gg_caps_has(&caps, GG_CAP_SECCOMP));
	assert_false(gg_caps_has(&caps, GG_CAP_LISTENER));
	assert_int_equal(gg_caps_find("policy/caps/debian-12.caps", &caps, &err), 0);
	assert_int_equal(caps.landlock_abi, 2);
	assert_int_equal(gg_caps_find("gvisr", &caps, &err), -ENOENT);
	assert_non_null(strstr(err.text, "did you mean 'gvisor'?"));
	assert_int_equal(gg_caps_find("./gvisor", &caps, &err), -ENOENT);
	assert_int_equal(gg_caps_find("", &caps, &err), -ENOENT);
}

static void test_what_the_doctor_prints_is_read_back(void **state)
{
	static struct gg_health h;
	struct gg_plan_caps back;
	struct gg_err err = { 0 };
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	(void)state;
	assert_non_null(out);
	h.caps = (struct gg_plan_caps){ CAP(SECCOMP) | CAP(OPENAT2), 3 };
	assert_int_equal(gg_doctor_caps(&h, out), 0);
	assert_int_equal(fclose(out), 0);
	if (gg_caps_read(text, "doctor", &back, &err) < 0)
		fail_msg("line %d: %s", err.line, err.text);
	assert_int_equal(back.bits, h.caps.bits);
	assert_int_equal(back.landlock_abi, 3);
	free(text);
}

/* --- probes --- */

static void ask_fine(const struct gg_probe *probe, struct gg_sight *f)
{
	gg_sight_code(f, probe->arg == 0, "asking", probe->arg ? -(long)probe->arg : 0);
}

static void ask_killed(const struct gg_probe *probe, struct gg_sight *f)
{
	(void)f;
	(void)signal((int)probe->arg, SIG_DFL); /* cmocka catches some */
	(void)raise((int)probe->arg);
}

static void ask_for_ever(const struct gg_probe *probe, struct gg_sight *f)
{
	(void)probe;
	(void)f;
	for (;;)
		pause();
}

static void expect_sight(void (*ask)(const struct gg_probe *, struct gg_sight *), unsigned arg,
			 enum gg_grant grant, const char *proof)
{
	const struct gg_probe probe = { "area", "name", ask, arg, -1, -1, NULL };
	struct gg_sight f;

	gg_doctor_try(&probe, ask == ask_for_ever ? 10 : 5000, &f);
	assert_string_equal(f.proof, proof);
	assert_int_equal(f.grant, grant);
}

static void test_whatever_happens_to_a_probe_is_a_finding(void **state)
{
	(void)state;
	expect_sight(ask_fine, 0, GG_GRANT_YES, "asking went well");
	expect_sight(ask_fine, EPERM, GG_GRANT_NO, "asking said EPERM");
	expect_sight(ask_killed, SIGSYS, GG_GRANT_NO,
		     "the child that tried was killed: SIGSYS, an outer filter");
	expect_sight(ask_killed, SIGKILL, GG_GRANT_UNKNOWN,
		     "the child that tried ended without an answer (status 9)");
	expect_sight(ask_for_ever, 0, GG_GRANT_UNKNOWN, "no answer within 10 ms");
}

static size_t index_of(const char *name)
{
	for (size_t i = 0; i < gg_n_probes; i++)
		if (!strcmp(gg_probes[i].name, name))
			return i;
	fail_msg("no probe '%s'", name);
	return 0;
}

static void all_granted(struct gg_health *h)
{
	memset(h, 0, sizeof(*h));
	h->caps = FULL;
	for (size_t i = 0; i < gg_n_probes; i++)
		h->found[i].grant = GG_GRANT_YES;
}

static void test_a_verdict_follows_what_was_found(void **state)
{
	static struct gg_health h;
	struct gg_err err = { 0 };

	(void)state;
	all_granted(&h);
	assert_int_equal(gg_doctor_judge(&h, &err), 0);
	assert_true(h.can);
	for (unsigned i = 0; i < GG_LAYER_COUNT; i++)
		assert_int_equal(h.state[i], GG_STATE_ON);

	/* an attempt that failed outweighs a capability that was promised */
	h.found[index_of("notify")].grant = GG_GRANT_NO;
	assert_int_equal(gg_doctor_judge(&h, &err), 0);
	assert_false(h.can);
	assert_int_equal(h.state[GG_LAYER_SUPERVISOR], GG_STATE_MISSING);
	assert_int_equal(h.state[GG_LAYER_SECCOMP], GG_STATE_ON);

	all_granted(&h);
	h.found[index_of("addfd")].grant = GG_GRANT_NO;
	assert_int_equal(gg_doctor_judge(&h, &err), 0);
	assert_int_equal(h.state[GG_LAYER_SUPERVISOR], GG_STATE_PARTIAL);
	assert_false(h.can);

	all_granted(&h);
	h.caps.landlock_abi = 0;
	h.found[index_of("landlock")].grant = GG_GRANT_NO;
	assert_int_equal(gg_doctor_judge(&h, &err), 0);
	assert_int_equal(h.state[GG_LAYER_LANDLOCK], GG_STATE_MISSING);
	assert_true(h.can); /* go-base prefers it */
}

static void test_losses_are_told_once_and_not_when_made_up_for(void **state)
{
	static struct gg_health h;
	struct gg_err err = { 0 };

	(void)state;
	all_granted(&h);
	h.found[index_of("sees_fastopen")].grant = GG_GRANT_NO;
	h.found[index_of("truncate")].grant = GG_GRANT_NO;
	assert_int_equal(gg_doctor_judge(&h, &err), 0);
	assert_null(gg_doctor_loss(&h, index_of("sees_fastopen"))); /* the filter forbids it */
	assert_non_null(gg_doctor_loss(&h, index_of("truncate")));
	assert_null(gg_doctor_loss(&h, index_of("refer")));
	h.state[GG_LAYER_SECCOMP] = GG_STATE_MISSING;
	assert_non_null(gg_doctor_loss(&h, index_of("sees_fastopen")));
	h.found[index_of("landlock")].grant = GG_GRANT_NO;
	assert_non_null(gg_doctor_loss(&h, index_of("landlock")));
	assert_null(gg_doctor_loss(&h, index_of("truncate")));
}

static void test_every_table_is_whole(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < gg_n_probes; i++) {
		assert_non_null(gg_probes[i].ask);
		assert_int_equal(index_of(gg_probes[i].name), i);
		if (gg_probes[i].cap >= 0)
			seen |= 1u << gg_probes[i].cap;
	}
	assert_int_equal(seen, CAPS_ALL);
	for (unsigned i = 0; i < GG_REACH_COUNT; i++)
		assert_true(gg_reach_names[i].name && gg_reach_names[i].help);
}

/* --- commands --- */

static char folder[] = "/tmp/goguard-test-doctor.XXXXXX";

static char *at(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static char *put(const char *name, const void *bytes, size_t n, mode_t mode)
{
	int fd = open(at(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
	return at(name);
}

#if defined(__x86_64__)
#define HERE EM_X86_64
#define ELSEWHERE EM_AARCH64
#else
#define HERE EM_AARCH64
#define ELSEWHERE EM_X86_64
#endif

struct image {
	Elf64_Ehdr head;
	Elf64_Phdr ph[3];
	Elf64_Dyn dyn[3];
	char interp[64];
	char strings[64];
};

static void make_image(struct image *im, const char *interp, const char *strings)
{
	*im = (struct image){ .head = { .e_ident = ELFMAG, .e_type = ET_DYN, .e_machine = HERE,
					.e_phoff = offsetof(struct image, ph), .e_phnum = interp ? 3 : 1,
					.e_phentsize = sizeof(Elf64_Phdr) } };
	im->head.e_ident[EI_CLASS] = ELFCLASS64;
	im->head.e_ident[EI_DATA] = ELFDATA2LSB;
	im->ph[0] = (Elf64_Phdr){ .p_type = PT_LOAD, .p_vaddr = 0x1000, .p_filesz = sizeof(*im) };
	im->ph[1] = (Elf64_Phdr){ .p_type = PT_DYNAMIC, .p_offset = offsetof(struct image, dyn),
				  .p_filesz = sizeof(im->dyn) };
	im->dyn[0] = (Elf64_Dyn){ DT_STRTAB, { 0x1000 + offsetof(struct image, strings) } };
	im->dyn[1] = (Elf64_Dyn){ DT_STRSZ, { sizeof(im->strings) } };
	snprintf(im->strings + 1, sizeof(im->strings) - 1, "%s", strings);
	if (!interp)
		return;
	im->ph[2] = (Elf64_Phdr){ .p_type = PT_INTERP, .p_offset = offsetof(struct image, interp),
				  .p_filesz = strlen(interp) + 1 };
	snprintf(im->interp, sizeof(im->interp), "%s", interp);
}

static struct gg_reach *reach(char *path)
{
	static struct gg_reach r;
	char *argv[] = { path, NULL };

	gg_reach_find(argv, &r);
	return &r;
}

static void expect_kind(const struct image *im, enum gg_reach_kind kind, bool preload, bool runs)
{
	const struct gg_reach *r = reach(put("prog", im, sizeof(*im), 0755));

	assert_string_equal(gg_reach_names[r->kind].name, gg_reach_names[kind].name);
	assert_int_equal(r->preload, preload);
	assert_int_equal(r->runs, runs);
}

static void test_programs_by_their_loader(void **state)
{
	char musl[64], glibc[64];
	struct image im;

	(void)state;
	snprintf(musl, sizeof(musl), "%s", put("ld-musl-x.so.1", "", 0, 0755));
	snprintf(glibc, sizeof(glibc), "%s", put("ld-linux-x.so.2", "", 0, 0755));
	make_image(&im, NULL, "");
	expect_kind(&im, GG_REACH_STATIC, false, true);
	make_image(&im, glibc, "");
	expect_kind(&im, GG_REACH_GLIBC, true, true);
	make_image(&im, musl, "__libc_start_main");
	expect_kind(&im, GG_REACH_MUSL, true, true);
	make_image(&im, musl, "__errno_location");
	expect_kind(&im, GG_REACH_MUSL_GO, false, true);
	make_image(&im, "/nonexistent/ld-linux-x.so.2", "");
	expect_kind(&im, GG_REACH_NO_LOADER, false, false);
	make_image(&im, "/bin/sh", "");
	expect_kind(&im, GG_REACH_OTHER_LOADER, false, true);
	im.head.e_machine = ELSEWHERE;
	expect_kind(&im, GG_REACH_FOREIGN, false, false);
	im.head.e_ident[EI_CLASS] = ELFCLASS32;
	expect_kind(&im, GG_REACH_32_BITS, false, false);
	im.head.e_ident[EI_MAG1] = 'X';
	expect_kind(&im, GG_REACH_NOT_A_PROGRAM, false, false);
}

static void test_broken_offsets_are_no_harm(void **state)
{
	struct gg_elf_facts facts;
	struct image im;
	uint64_t random = 1;
	int fd;

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		make_image(&im, "/lib/ld-linux-x.so.2", "__libc_start_main");
		for (unsigned j = 0; j < 4; j++)
			((unsigned char *)&im)[4 + below_random(&random, sizeof(im) - 4)] =
				(unsigned char)next_random(&random);
		fd = open(put("broken", &im, sizeof(im), 0755), O_RDONLY | O_CLOEXEC);
		assert_true(fd >= 0);
		(void)gg_elf_facts(fd, &facts);
		close(fd);
	}
}

static void test_scripts_and_files_that_do_not_run(void **state)
{
	const struct gg_reach *r;
	char script[300];

	(void)state;
	snprintf(script, sizeof(script), "#!%s\n", at("interp"));
	put("interp", "#!", 2, 0755); /* a script's interpreter is not followed twice */
	r = reach(put("script", script, strlen(script), 0755));
	assert_string_equal(r->script, at("script"));
	assert_string_equal(r->path, at("interp"));
	assert_int_equal(r->kind, GG_REACH_NOT_A_PROGRAM);
	r = reach(put("script", "#!/nonexistent/sh\n", 18, 0755));
	assert_int_equal(r->kind, GG_REACH_NOT_FOUND);
	assert_int_equal(reach(put("data", "x", 1, 0644))->kind, GG_REACH_NOT_EXECUTABLE);
	assert_int_equal(reach(put("text", "x", 1, 0755))->kind, GG_REACH_NOT_A_PROGRAM);
	assert_int_equal(reach(at("none"))->kind, GG_REACH_NOT_FOUND);
	assert_int_equal(reach(folder)->kind, GG_REACH_NOT_EXECUTABLE);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int clear_folder(void **state)
{
	static const char *const names[] = { "prog", "ld-musl-x.so.1", "ld-linux-x.so.2", "broken",
					     "interp", "script", "data", "text" };

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++)
		(void)unlink(at(names[i]));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_file_gives_the_expected_posture),
		cmocka_unit_test(test_a_bare_name_is_found_and_a_wrong_one_explained),
		cmocka_unit_test(test_what_the_doctor_prints_is_read_back),
		cmocka_unit_test(test_whatever_happens_to_a_probe_is_a_finding),
		cmocka_unit_test(test_a_verdict_follows_what_was_found),
		cmocka_unit_test(test_losses_are_told_once_and_not_when_made_up_for),
		cmocka_unit_test(test_every_table_is_whole),
		cmocka_unit_test(test_programs_by_their_loader),
		cmocka_unit_test(test_broken_offsets_are_no_harm),
		cmocka_unit_test(test_scripts_and_files_that_do_not_run),
	};

	return cmocka_run_group_tests(tests, make_folder, clear_folder);
}
