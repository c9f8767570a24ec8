/*
 * goguard check.
 *
 * Owns the report about policies: every mistake, every doubtful grant, and with a program every pattern
 * that means nothing in it. Relies on policy/read.h and check_pins.h. Does not plan: what this kernel
 * grants is `goguard plan`'s business.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "golang/image.h"
#include "policy/check_program.h"
#include "policy/read.h"
#include "tool/check_pins.h"
#include "tool/json_text.h"
#include "tool/opts.h"
#include "tool/say.h"
#include "tool/verbs.h"

static void print_json(const struct gg_findings *findings)
{
	const struct gg_finding *f;

	for (f = findings->first; f; f = f->next) {
		json_t *o = json_pack("{s:s, s:o, s:i, s:o}", "severity",
				      f->severity == GG_FINDING_ERROR ? "error" : "warning", "file",
				      gg_json_text(f->file), "line", f->line, "text",
				      gg_json_text(f->text));

		if (!o)
			continue;
		(void)json_dumpf(o, stdout, JSON_COMPACT);
		(void)putchar('\n');
		json_decref(o);
	}
}

/**
 * struct request - what is asked for
 * @binary: program that the policies are for, NULL: any
 * @go:     it; NULL: it is none of Go's
 */
struct request {
	bool json, strict;
	const char *binary;
	struct gg_go *go;
};

static void print(const struct request *r, const struct gg_findings *findings)
{
	if (r->json)
		print_json(findings);
	else
		gg_say_findings(findings, true);
}

/* Why it cannot be looked into, without what it is that cannot be done, which is said already */
static const char *reason_of(const struct gg_err *err)
{
	const char *why = strstr(err->text, ": ");

	if (err->code == -ENOEXEC)
		return "it is no Go program";
	return why ? why + 2 : gg_err_reason(err->code);
}

/* Return: false: it cannot be, and that is said */
static bool open_binary(struct request *r)
{
	struct gg_findings findings = { 0 };
	struct gg_err err = { 0 };
	gg_close int fd = open(r->binary, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		(void)gg_err_set(&err, -errno, "%s", gg_err_reason(-errno));
	else if (gg_go_open(fd, &r->go, &err) == 0)
		return true;
	gg_findings_add(&findings, GG_FINDING_ERROR, (struct gg_place){ r->binary, 0 },
			"cannot check for '%s': %s", r->binary, reason_of(&err));
	print(r, &findings);
	gg_findings_done(&findings);
	return false;
}

static int check_one(const char *path, const struct request *r)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	int ret = gg_policy_read_file(path, &findings, &policy);
	bool bad;

	if (ret == 0)
		gg_check_pins(policy, &findings);
	if (ret == 0 && r->go && gg_check_program(policy, r->go, r->binary, &findings) < 0)
		gg_findings_add(&findings, GG_FINDING_ERROR, (struct gg_place){ path, 0 },
				"cannot check '%s' for '%s': out of memory", path, r->binary);
	bad = ret < 0 || findings.errors || (r->strict && findings.warnings);
	print(r, &findings);
	if (!r->json && !bad)
		printf("%s: ok, %u warning%s\n", path, findings.warnings,
		       findings.warnings == 1 ? "" : "s");
	gg_policy_free(policy);
	gg_findings_done(&findings);
	return bad;
}

/** gg_verb_check() - the verb. Return: 0 fine, 1 findings, 2 usage */
int gg_verb_check(int argc, char **argv)
{
	struct request r = { .json = false };
	const struct gg_opt table[] = {
		{ .name = "for", .kind = GG_OPT_TEXT, .arg = "BINARY",
		  .help = "of patterns of packages: do they match any of this Go program?", .value = &r.binary },
		{ .name = "json", .kind = GG_OPT_FLAG, .help = "one JSON object a finding",
		  .value = &r.json },
		{ .name = "strict", .kind = GG_OPT_FLAG, .help = "warnings count as findings too",
		  .value = &r.strict },
	};
	const struct gg_opts opts = { .verb = "check",
				      .words = "POLICY...",
				      .about = "Report every mistake and every doubtful grant",
				      .table = table,
				      .n = GG_ARRAY_SIZE(table),
				      .min_words = 1 };
	int words;
	int ret = gg_opts_parse(&opts, argc, argv, &words);
	int i;

	if (ret != GG_OPTS_GO)
		return ret;
	ret = r.binary && !open_binary(&r);
	for (i = 0; i < words; i++)
		ret |= check_one(argv[i], &r);
	gg_go_free(r.go);
	return gg_say_written(ret);
}
