/*
 * goguard keys.
 *
 * Owns the verb. Relies on policy/print.h, which walks the key table. Prints only.
 */
#include <stdio.h>

#include "policy/print.h"
#include "tool/opts.h"
#include "tool/say.h"
#include "tool/verbs.h"

/** gg_verb_keys() - the verb. Return: exit status */
int gg_verb_keys(int argc, char **argv)
{
	bool json = false;
	const struct gg_opt table[] = {
		{ .name = "json", .kind = GG_OPT_FLAG, .help = "as one JSON array", .value = &json },
	};
	const struct gg_opts opts = { .verb = "keys",
				      .words = "",
				      .about = "List every policy key",
				      .table = table,
				      .n = GG_ARRAY_SIZE(table),
				      .no_words = true };
	int words;
	int ret = gg_opts_parse(&opts, argc, argv, &words);

	if (ret != GG_OPTS_GO)
		return ret;
	(void)gg_keys_print(stdout, json);
	return gg_say_written(0);
}
