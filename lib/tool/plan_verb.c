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
#include "tool/make_plan.h"
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

/* Whole or not at all: a plan is written beside its name and moved there. */
static int write_plan(const char *path, const struct gg_made *made)
{
	struct gg_err err = { 0 };
	char draft[4200];
	struct gg_text text;
	gg_close int fd = -1;
	int ret;

	gg_text_init(&text, draft, sizeof(draft));
	gg_text_fmt(&text, "%s.new", path);
	fd = text.cut ? -1 : open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	ret = fd < 0 ? -errno : gg_fd_write_all(fd, made->bytes, made->size);
	if (ret == 0 && rename(draft, path) < 0)
		ret = -errno;
	if (ret < 0) {
		if (fd >= 0)
			(void)unlink(draft);
		gg_err_set(&err, ret, "cannot write '%s': %s", path, gg_err_reason(ret));
		gg_say_error(&err);
	}
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
	if (gg_make_plan(&source, &made) < 0)
		return 1;
	if (output)
		return write_plan(output, &made) < 0;
	if (json)
		return gg_plan_json(&made.plan, stdout) < 0;
	gg_plan_print(&made.plan, stdout);
	return fflush(stdout) ? 1 : 0;
}
