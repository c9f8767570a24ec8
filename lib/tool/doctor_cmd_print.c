/*
 * Printing whether a preload can reach a command.
 *
 * Owns the sentences and the commands that are advised. Relies on a judged struct gg_reach.
 */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "tool/doctor_cmd.h"
#include "start/world.h"
#include "tool/json_text.h"
#include "tool/logs.h"

const struct gg_name gg_reach_names[GG_REACH_COUNT] = {
	[GG_REACH_NOT_FOUND] = { "not-found", "there is no such file" },
	[GG_REACH_NOT_EXECUTABLE] = { "not-executable", "it cannot be executed by this user (see chmod +x)" },
	[GG_REACH_NOT_A_PROGRAM] = { "not-a-program",
				     "it is neither an ELF program nor a script that begins with #!" },
	[GG_REACH_UNREADABLE] = { "unreadable",
				  "this user may execute but not read it: the kernel keeps its memory from "
				  "the supervisor, and every path would be denied (chmod a+r)" },
	[GG_REACH_32_BITS] = { "32-bit", "it is a 32-bit program: the filter kills every call of it" },
	[GG_REACH_FOREIGN] = { "foreign", "it is made for another architecture" },
	[GG_REACH_SECURE] = { "secure-execution",
			      "it has a set-id bit or file capabilities: loaders ignore LD_PRELOAD then, and "
			      "under goguard run it starts without the rights that it would gain" },
	[GG_REACH_STATIC] = { "static", "it is static: no loader, so no LD_PRELOAD" },
	[GG_REACH_NO_LOADER] = { "no-loader", "its loader is not there: it cannot run here" },
	[GG_REACH_MUSL_GO] = { "musl-no-start",
			       "its loader is musl's, and it does not start through the C library (as "
			       "programs that Go links by itself): constructors of preload libraries never "
			       "run in it" },
	[GG_REACH_GLIBC] = { "glibc", "its loader is glibc's, which runs the library before the program" },
	[GG_REACH_MUSL] = { "musl", "its loader is musl's, and the C library starts it, and the preload "
				    "library before it" },
	[GG_REACH_OTHER_LOADER] = { "other-loader", "its loader is not one that goguard knows" },
};

/* The command to use; "" when there is none */
static void advise(const struct gg_reach *r, struct gg_text *text)
{
	char shim[PATH_MAX];

	if (r->preload)
		gg_text_fmt(text, "LD_PRELOAD=%s GOGUARD_POLICY=POLICY %s",
			    gg_shim_find(shim) == 0 ? shim : "libgoguard.so", r->command);
	else if (r->runs)
		gg_text_fmt(text, "goguard run -p POLICY -- %s", r->command);
}

/* A name that may come out of a file, safe to show */
static void print_name(FILE *out, const char *label, const char *name, const char *rest)
{
	char shown[4 * PATH_MAX + 1];
	struct gg_text text;

	gg_text_init(&text, shown, sizeof(shown));
	gg_logs_escape(&text, name, strlen(name));
	fprintf(out, "%s%s%s\n", label, shown, rest);
}

/** gg_reach_print() - see doctor_cmd.h */
int gg_reach_print(const struct gg_reach *reach, FILE *out)
{
	char use[PATH_MAX + 1200];
	struct gg_text text;
	size_t i;

	gg_text_init(&text, use, sizeof(use));
	advise(reach, &text);
	fprintf(out, "%s: %s\n", reach->script[0] ? reach->script : reach->path,
		reach->preload ? "a preload library reaches it" :
		reach->runs    ? "a preload library does not reach it, goguard run does" :
				 "it cannot be guarded");
	if (reach->script[0])
		print_name(out, "  script: its interpreter is '", reach->path, "', and is judged instead");
	fprintf(out, "  %s: %s\n", gg_reach_names[reach->kind].name, gg_reach_names[reach->kind].help);
	if (reach->loader[0])
		print_name(out, "  loader: ", reach->loader, "");
	for (i = 0; i < reach->n_notes; i++)
		fprintf(out, "  note: %s\n", reach->notes[i]);
	if (use[0])
		fprintf(out, "  use: %s\n", use);
	if (reach->preload)
		fprintf(out, "  or:  goguard run -p POLICY -- %s\n", reach->command);
	return ferror(out) ? -EIO : 0;
}

/** gg_reach_json() - see doctor_cmd.h */
int gg_reach_json(const struct gg_reach *reach, FILE *out)
{
	json_t *notes = json_array();
	char use[PATH_MAX + 1200];
	struct gg_text text;
	json_t *o;
	size_t i;
	int ret;

	gg_text_init(&text, use, sizeof(use));
	advise(reach, &text);
	for (i = 0; i < reach->n_notes; i++)
		(void)json_array_append_new(notes, gg_json_text(reach->notes[i]));
	o = json_pack("{s:o, s:o, s:o, s:o, s:s, s:s, s:b, s:b, s:o, s:o}", "command",
		      gg_json_text(reach->command), "path", gg_json_text(reach->path), "script",
		      gg_json_text(reach->script), "loader", gg_json_text(reach->loader), "kind",
		      gg_reach_names[reach->kind].name, "why", gg_reach_names[reach->kind].help, "preload",
		      reach->preload, "run", reach->runs, "use", gg_json_text(use), "notes", notes);
	if (!o)
		return -ENOMEM;
	ret = json_dumpf(o, out, JSON_INDENT(2)) < 0 || fputc('\n', out) == EOF ? -EIO : 0;
	json_decref(o);
	return ret;
}
