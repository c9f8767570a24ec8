/*
 * goguard: the command line.
 *
 * Owns the usage text made from the table of verbs. Relies on tool/verbs.h. Does not read policies.
 */
#include <stdio.h>
#include <string.h>

#include "tool/crash.h"
#include "tool/opts.h"
#include "tool/say.h"
#include "tool/verbs.h"

static void usage(FILE *out)
{
	size_t i;

	fprintf(out, "usage: goguard VERB [options] ...\n\n"
		     "Gives a Go function the least privilege it can work with.\n\n");
	for (i = 0; i < gg_n_verbs; i++)
		fprintf(out, "  %-10s %s\n", gg_verbs[i].name, gg_verbs[i].help);
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
	gg_crash_begin(GG_EXIT_GUARD);
	for (i = 0; i < gg_n_verbs; i++)
		if (!strcmp(argv[1], gg_verbs[i].name))
			return gg_crash_end(gg_verbs[i].run(argc - 1, argv + 1));
	fprintf(stderr, "goguard: error: cannot run '%s': unknown verb (see goguard --help)\n", argv[1]);
	return gg_crash_end(GG_EXIT_USAGE);
}
