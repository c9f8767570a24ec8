/*
 * goguard plan.
 *
 * Owns the verb: what would be enforced, by which layer, and what would be lost, here or under a
 * capability file; -o writes the compiled plan. Relies on make_plan.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "plan/caps.h"
#include "plan/print.h"
#include "start/make_plan.h"
#include "tool/opts.h"
#include "tool/plan_json.h"
#include "tool/say.h"
#include "tool/verbs.h"

static int read_caps(const char *name, struct gg_plan_caps *ret_caps)
{
	struct gg_err err = { 0 };
	int ret = gg_caps_find(name, ret_caps, &err);

	if (ret < 0)
		gg_say_error(&err);
	return ret;
}

static int write_plan(const char *path, const struct gg_made *made)
{
	struct gg_err err = { 0 };
	int ret = gg_made_write(made, path, &err);

	if (ret < 0)
		gg_say_error(&err);
	return ret;
}

/** gg_verb_plan() - the verb. Return: 0; 1 when it cannot be planned; 2 usage */
int gg_verb_plan(int argc, char **argv)
{
	const char *caps_file = NULL;
	const char *output = NULL;
	bool json = false;
	int mode = -1;
	const struct gg_opt table[] = {
		{ .name = "caps", .kind = GG_OPT_TEXT, .arg = "FILE|NAME",
		  .help = "plan for these capabilities, not for this kernel", .value = &caps_file },
		{ .name = "output", .letter = 'o', .kind = GG_OPT_TEXT, .arg = "PLAN",
		  .help = "write the compiled plan", .value = &output },
		{ .name = "mode", .kind = GG_OPT_CHOICE, .help = "overrides the policy's mode",
		  .value = &mode, .choices = gg_mode_names, .n_choices = GG_MODE_COUNT },
		{ .name = "json", .kind = GG_OPT_FLAG, .help = "as one JSON object", .value = &json },
	};
	const struct gg_opts opts = { .verb = "plan",
				      .words = "POLICY",
				      .about = "Show what would be enforced, by which layer, and what "
					       "would be lost",
				      .table = table,
				      .n = GG_ARRAY_SIZE(table),
				      .min_words = 1,
				      .max_words = 1 };
	gg_made_auto struct gg_made made = { 0 };
	struct gg_source source = { .mode = -1 };
	struct gg_plan_caps caps;
	int words;
	int ret = gg_opts_parse(&opts, argc, argv, &words);

	if (ret != GG_OPTS_GO)
		return ret;
	source.policy = argv[0];
	source.mode = mode;
	if (caps_file && read_caps(caps_file, &caps) < 0)
		return 1;
	source.caps = caps_file ? &caps : NULL;
	if (gg_say_plan(&source, &made) < 0)
		return 1;
	if (output)
		return write_plan(output, &made) < 0;
	if (json && gg_plan_json(&made.plan, stdout) < 0)
		return gg_say_written(1);
	if (!json)
		gg_plan_print(&made.plan, stdout);
	return gg_say_written(0);
}
