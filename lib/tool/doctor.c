/*
 * goguard doctor.
 *
 * Owns the verb: what this machine grants, or whether a preload can reach a command. Relies on
 * doctor_judge.c for the first and doctor_cmd.c for the second.
 */
#include <stdio.h>

#include "tool/doctor.h"
#include "tool/doctor_cmd.h"
#include "tool/opts.h"
#include "tool/say.h"
#include "tool/verbs.h"

static int doctor_machine(bool caps, bool json)
{
	static struct gg_health health;
	struct gg_err err = { 0 };

	gg_doctor_look(&health);
	if (gg_doctor_judge(&health, &err) < 0) {
		gg_say_error(&err);
		return 1;
	}
	if ((caps ? gg_doctor_caps : json ? gg_doctor_json : gg_doctor_print)(&health, stdout) < 0)
		return gg_say_written(1);
	return gg_say_written(!health.can);
}

static int doctor_command(char **argv, bool json)
{
	static struct gg_reach reach;

	gg_reach_find(argv, &reach);
	if ((json ? gg_reach_json : gg_reach_print)(&reach, stdout) < 0)
		return gg_say_written(1);
	return gg_say_written(!reach.preload);
}

/** gg_verb_doctor() - the verb. Return: 0; 1 when something needed is missing; 2 usage */
int gg_verb_doctor(int argc, char **argv)
{
	bool caps = false;
	bool json = false;
	const struct gg_opt table[] = {
		{ .name = "caps", .kind = GG_OPT_FLAG,
		  .help = "print a capability file, for goguard plan --caps", .value = &caps },
		{ .name = "json", .kind = GG_OPT_FLAG, .help = "as one JSON object", .value = &json },
	};
	const struct gg_opts opts = { .verb = "doctor",
				      .words = "[[--] CMD [ARG...]]",
				      .about = "Show what this machine grants, or whether a preload can "
					       "reach CMD",
				      .table = table,
				      .n = GG_ARRAY_SIZE(table),
				      .stop = true };
	int words;
	int ret = gg_opts_parse(&opts, argc, argv, &words);

	if (ret != GG_OPTS_GO)
		return ret;
	if (caps && (json || words)) {
		fprintf(stderr, "goguard: error: cannot run 'doctor': --caps goes with neither --json nor a "
				"command\n");
		return GG_EXIT_USAGE;
	}
	return words ? doctor_command(argv, json) : doctor_machine(caps, json);
}
