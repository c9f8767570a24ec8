/*
 * The completion script for bash.
 *
 * Owns its text. Relies on names and choices being plain words. Does not need the package
 * bash-completion.
 */
#include <string.h>

#include "tool/completion.h"

static void put_choices(const struct gg_opt *o, FILE *out)
{
	for (size_t i = 0; i < o->n_choices; i++)
		fprintf(out, "%s%s", i ? " " : "", o->choices[i].name);
}

/* "verb:--opt)" or "verb:-o)": what completes the value */
static void put_value(const struct gg_opts *opts, const struct gg_opt *o, FILE *out)
{
	enum gg_fill fill = gg_fill_opt(o);

	if (o->kind == GG_OPT_FLAG)
		return;
	fprintf(out, "\t%s:--%s", opts->verb, o->name);
	if (o->letter)
		fprintf(out, " | %s:-%c", opts->verb, o->letter);
	fputs(") ", out);
	if (fill == GG_FILL_CHOICE) {
		fputs("COMPREPLY=($(compgen -W '", out);
		put_choices(o, out);
		fputs("' -- \"$cur\")); ", out);
	} else if (fill == GG_FILL_FILE) {
		fputs("compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); ",
		      out);
	}
	fputs("return ;;\n", out);
}

static void put_values(const struct gg_opts *opts, void *arg)
{
	const struct gg_opt *o;

	for (size_t i = 0; (o = gg_opts_at(opts, i)); i++)
		put_value(opts, o, arg);
}

/* "verb) opts='--a --b' words=file ;;" */
static void put_verb(const struct gg_opts *opts, void *arg)
{
	static const char *const kinds[] = { [GG_FILL_NONE] = "none", [GG_FILL_FILE] = "file",
					     [GG_FILL_COMMAND] = "command", [GG_FILL_CHOICE] = "choice" };
	enum gg_fill fill = gg_fill_words(opts);
	const struct gg_opt *o;
	FILE *out = arg;

	fprintf(out, "\t%s) opts='", opts->verb);
	for (size_t i = 0; (o = gg_opts_at(opts, i)); i++)
		fprintf(out, "%s--%s", i ? " " : "", o->name);
	fprintf(out, "' with_value='");
	for (size_t i = 0; (o = gg_opts_at(opts, i)); i++) {
		if (o->kind == GG_OPT_FLAG)
			continue;
		fprintf(out, " --%s", o->name);
		if (o->letter)
			fprintf(out, " -%c", o->letter);
	}
	fprintf(out, " ' words=%s", kinds[fill]);
	if (fill == GG_FILL_CHOICE) {
		fputs(" choices='", out);
		for (const char *p = opts->words; *p; p++)
			fputc(*p == '|' ? ' ' : *p, out);
		fputc('\'', out);
	}
	fputs(" ;;\n", out);
}

static void for_each_verb(gg_opts_tell *tell, FILE *out)
{
	for (size_t i = 0; i < gg_n_verbs; i++)
		gg_opts_ask(gg_verbs[i].run, tell, out);
}

static const char before[] =
	"# bash completion for goguard, made by `goguard completion bash`\n"
	"_goguard() {\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}\n"
	"\tlocal opts= with_value= words=none choices= i word\n"
	"\tCOMPREPLY=()\n";

static const char values[] =
	"\tesac\n"
	"\t# --option=value: bash splits at the equals sign\n"
	"\tif [ \"$cur\" = = ]; then\n"
	"\t\tcur=\n"
	"\telif [ \"$prev\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"\tfi\n"
	"\t# A command behind the options is completed as such, with its own arguments\n"
	"\tif [ \"$words\" = command ]; then\n"
	"\t\tfor ((i = 2; i < COMP_CWORD; i++)); do\n"
	"\t\t\tword=${COMP_WORDS[i]}\n"
	"\t\t\tcase $word in\n"
	"\t\t\t--) i=$((i + 1)) && break ;;\n"
	"\t\t\t=) i=$((i + 1)) ;;\n"
	"\t\t\t-*) case \"$with_value\" in\n"
	"\t\t\t\t*\" $word \"*) [ \"${COMP_WORDS[i + 1]}\" = = ] || i=$((i + 1)) ;;\n"
	"\t\t\t\tesac ;;\n"
	"\t\t\t*) break ;;\n"
	"\t\t\tesac\n"
	"\t\tdone\n"
	"\t\tif ((i < COMP_CWORD)); then\n"
	"\t\t\tif declare -F _command_offset >/dev/null; then _command_offset \"$i\"; else\n"
	"\t\t\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	"\t\t\tfi\n"
	"\t\t\treturn\n"
	"\t\tfi\n"
	"\tfi\n"
	"\tcase $verb:$prev in\n";

static const char after[] =
	"\tesac\n"
	"\tcase $cur in\n"
	"\t-*) COMPREPLY=($(compgen -W \"$opts\" -- \"$cur\")) && return ;;\n"
	"\tesac\n"
	"\tcase $words in\n"
	"\tfile) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
	"\tcommand) mapfile -t COMPREPLY < <(compgen -c -f -- \"$cur\") ;;\n"
	"\tchoice) COMPREPLY=($(compgen -W \"$choices\" -- \"$cur\")) ;;\n"
	"\tesac\n"
	"}\n"
	"complete -F _goguard goguard\n";

/* gg_completion_bash() - print the script */
void gg_completion_bash(FILE *out)
{
	fputs(before, out);
	fputs("\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tCOMPREPLY=($(compgen -W '--help --version", out);
	for (size_t i = 0; i < gg_n_verbs; i++)
		if (strncmp(gg_verbs[i].help, "internal", 8) != 0)
			fprintf(out, " %s", gg_verbs[i].name);
	fputs("' -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase $verb in\n", out);
	for_each_verb(put_verb, out);
	fputs(values, out);
	for_each_verb(put_values, out);
	fputs(after, out);
}
