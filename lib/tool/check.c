/*
 * goguard check.
 *
 * Owns the report about policies: every mistake, every doubtful grant. Relies on policy/read.h and
 * check_pins.h. Does not plan: what this kernel grants is `goguard plan`'s business.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

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

static int check_one(const char *path, bool json, bool strict)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	int ret = gg_policy_read_file(path, &findings, &policy);
	bool bad;

	if (ret == 0)
		gg_check_pins(policy, &findings);
	bad = ret < 0 || findings.errors || (strict && findings.warnings);
	if (json)
		print_json(&findings);
	else
		gg_say_findings(&findings, true);
	if (!json && !bad)
		printf("%s: ok, %u warning%s\n", path, findings.warnings,
		       findings.warnings == 1 ? "" : "s");
	gg_policy_free(policy);
	gg_findings_done(&findings);
	return bad;
}

/** gg_verb_check() - the verb. Return: 0 fine, 1 findings, 2 usage */
int gg_verb_check(int argc, char **argv)
{
	bool json = false;
	bool strict = false;
	const struct gg_opt table[] = {
		{ .name = "json", .kind = GG_OPT_FLAG, .help = "one JSON object a finding",
		  .value = &json },
		{ .name = "strict", .kind = GG_OPT_FLAG, .help = "warnings count as findings too",
		  .value = &strict },
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
	ret = 0;
	for (i = 0; i < words; i++)
		ret |= check_one(argv[i], json, strict);
	return ret;
}
