/*
 * goguard completion.
 *
 * Owns the verb and the meaning of the words that name arguments: FILE is a file, CMD a command.
 * Relies on option tables using these words. Does not install anything.
 */
#include "tool/completion.h"

#include <ctype.h>
#include <string.h>

#include "tool/say.h"

enum { SHELL_BASH, SHELL_ZSH };

static bool names_file(const char *word)
{
	static const char *const files[] = { "FILE", "SOCKET", "POLICY", "PLAN", "FOLDER", "DIR", "PATH",
					     "EVENTS", "PROGRAM", "BINARY" };

	for (size_t i = 0; word && i < GG_ARRAY_SIZE(files); i++)
		if (strstr(word, files[i]))
			return true;
	return false;
}

/* gg_fill_opt() - see tool/completion.h */
enum gg_fill gg_fill_opt(const struct gg_opt *opt)
{
	if (opt->choices)
		return GG_FILL_CHOICE;
	return names_file(opt->arg) ? GG_FILL_FILE : GG_FILL_NONE;
}

/* gg_fill_words() - see tool/completion.h */
enum gg_fill gg_fill_words(const struct gg_opts *opts)
{
	const char *words = opts->words;

	if (opts->no_words || !words || !*words)
		return GG_FILL_NONE;
	if (islower((unsigned char)*words) && strchr(words, '|'))
		return GG_FILL_CHOICE;
	if (strstr(words, "CMD"))
		return GG_FILL_COMMAND;
	return names_file(words) ? GG_FILL_FILE : GG_FILL_NONE;
}

/* gg_opt_repeats() - see tool/completion.h */
bool gg_opt_repeats(const struct gg_opt *opt)
{
	return opt->kind == GG_OPT_TEXTS || opt->kind == GG_OPT_CHOICES;
}

/** gg_verb_completion() - the verb. Return: exit status */
int gg_verb_completion(int argc, char **argv)
{
	static void (*const print[])(FILE *) = { [SHELL_BASH] = gg_completion_bash,
						 [SHELL_ZSH] = gg_completion_zsh };
	static const struct gg_name shells[] = { [SHELL_BASH] = { "bash", "" }, [SHELL_ZSH] = { "zsh", "" } };
	const struct gg_opts opts = { .verb = "completion",
				      .words = "bash|zsh",
				      .about = "Print a completion script: for bash, source it or put it into\n"
					       "/usr/share/bash-completion/completions/goguard; for zsh, put it as\n"
					       "_goguard into a folder of $fpath",
				      .min_words = 1,
				      .max_words = 1 };
	int words, shell;
	int ret = gg_opts_parse(&opts, argc, argv, &words);

	if (ret != GG_OPTS_GO)
		return ret;
	shell = gg_name_find(shells, GG_ARRAY_SIZE(shells), argv[0], strlen(argv[0]));
	if (shell < 0) {
		fprintf(stderr, "goguard: error: cannot complete for '%s': only bash and zsh are known\n",
			argv[0]);
		return GG_EXIT_USAGE;
	}
	print[shell](stdout);
	return gg_say_written(0);
}
