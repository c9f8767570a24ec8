/*
 * Can a preload library reach a command?
 *
 * Owns the answer for one program file, as the kernel and the loader will see it. Relies on the file
 * as it is now. Does not execute it.
 */
#ifndef GG_TOOL_DOCTOR_CMD_H
#define GG_TOOL_DOCTOR_CMD_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/names.h"

enum gg_reach_kind {
	GG_REACH_NOT_FOUND,
	GG_REACH_NOT_EXECUTABLE,
	GG_REACH_NOT_A_PROGRAM,
	GG_REACH_UNREADABLE,
	GG_REACH_32_BITS,
	GG_REACH_FOREIGN,
	GG_REACH_SECURE,
	GG_REACH_STATIC,
	GG_REACH_NO_LOADER,
	GG_REACH_MUSL_GO,
	GG_REACH_GLIBC,
	GG_REACH_MUSL,
	GG_REACH_OTHER_LOADER,
	GG_REACH_COUNT
};

extern const struct gg_name gg_reach_names[GG_REACH_COUNT];

#define GG_REACH_NOTES 4

/**
 * struct gg_reach - the answer
 * @command: as it was asked for, with its arguments
 * @path:    the file that is judged in the end; of a script, its interpreter
 * @script:  the script, "" when @command is none
 * @loader:  of a dynamic program, else ""
 * @kind:    what it is
 * @preload: the constructor of a preload library runs in it
 * @runs:    goguard run can guard it
 * @notes:   further things to know, @n_notes of them
 */
struct gg_reach {
	char command[1024];
	char path[PATH_MAX];
	char script[PATH_MAX];
	char loader[PATH_MAX];
	enum gg_reach_kind kind;
	bool preload;
	bool runs;
	const char *notes[GG_REACH_NOTES];
	size_t n_notes;
};

/* gg_reach_find() - judge argv[0], looked for in PATH; its arguments only matter for notes */
void gg_reach_find(char **argv, struct gg_reach *ret_reach);

/* Printers. Return: 0; negative errno */
int gg_reach_print(const struct gg_reach *reach, FILE *out);
int gg_reach_json(const struct gg_reach *reach, FILE *out);

#endif
