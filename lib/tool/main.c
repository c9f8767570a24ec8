/*
 * goguard: the command line.
 *
 * Owns the table of verbs and the usage text made from it. Relies on each verb's own file. Does
 * not read policies.
 */
#include <stdio.h>
#include <string.h>

#include "base/common.h"
#include "tool/logs.h"
#include "tool/opts.h"
#include "tool/verbs.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} verbs[] = {
	{ "run", gg_verb_run, "guard and supervise a command" },
	{ "check", gg_verb_check, "report every mistake and doubtful grant of a policy" },
	{ "plan", gg_verb_plan, "show what would be enforced here, by which layer; write plans" },
	{ "logs", gg_verb_logs, "listen for events and print them" },
	{ "keys", gg_verb_keys, "list every policy key: type, default, help" },
	{ "supervise", gg_verb_supervise, "internal: the other half of libgoguard.so" },
};

static void usage(FILE *out)
{
	size_t i;

	fprintf(out, "usage: goguard VERB [options] ...\n\n"
		     "Gives a Go function the least privilege it can work with.\n\n");
	for (i = 0; i < GG_ARRAY_SIZE(verbs); i++)
		fprintf(out, "  %-10s %s\n", verbs[i].name, verbs[i].help);
	fprintf(out, "\n`goguard VERB --help` tells the options of a verb, `goguard --version` the "
		     "version.\n");
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2) {
		usage(stderr);
		return GG_EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("goguard %s\n", GG_VERSION);
		return 0;
	}
	for (i = 0; i < GG_ARRAY_SIZE(verbs); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argc - 1, argv + 1);
	fprintf(stderr, "goguard: error: cannot run '%s': unknown verb (see goguard --help)\n", argv[1]);
	return GG_EXIT_USAGE;
}
