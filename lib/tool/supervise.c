/*
 * goguard supervise: the other half of libgoguard.so.
 *
 * Owns what the shim asks of the tool: to become the supervisor of the process that it forked,
 * or to say which program a policy wants armed. Relies on descriptors and options set by
 * shim/constructor.c of the same version. Not for people.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/sys.h"
#include "base/text.h"
#include "supervise/children.h"
#include "tool/opts.h"
#include "tool/say.h"
#include "tool/start.h"
#include "tool/verbs.h"

struct request {
	const char *policy, *log, *shim;
	int mode;
	unsigned long sock, child;
	bool target, alone;
};

static int parse(int argc, char **argv, struct request *r)
{
	const struct gg_opt table[] = {
		{ .name = "policy", .letter = 'p', .kind = GG_OPT_TEXT, .arg = "FILE",
		  .help = "policy or plan", .value = &r->policy },
		{ .name = "log", .kind = GG_OPT_TEXT, .arg = "SOCKET", .help = "where events go",
		  .value = &r->log },
		{ .name = "mode", .kind = GG_OPT_CHOICE, .help = "overrides the policy's mode",
		  .value = &r->mode, .choices = gg_mode_names, .n_choices = GG_MODE_COUNT },
		{ .name = "shim", .kind = GG_OPT_TEXT, .arg = "FILE", .help = "path of libgoguard.so",
		  .value = &r->shim },
		{ .name = "sock", .kind = GG_OPT_NUMBER, .arg = "FD", .max = 1u << 20,
		  .help = "descriptor that leads to the process", .value = &r->sock },
		{ .name = "child", .kind = GG_OPT_NUMBER, .arg = "PID", .max = 1u << 30,
		  .help = "the process to guard", .value = &r->child },
		{ .name = "alone", .kind = GG_OPT_FLAG,
		  .help = "hand over the plan and end: it needs no supervisor", .value = &r->alone },
		{ .name = "target", .kind = GG_OPT_FLAG,
		  .help = "print what the policy wants armed and end", .value = &r->target },
	};
	const struct gg_opts opts = { .verb = "supervise",
				      .words = "",
				      .about = "Internal: libgoguard.so starts this",
				      .table = table,
				      .n = GG_ARRAY_SIZE(table),
				      .no_words = true };
	int words;

	return gg_opts_parse(&opts, argc, argv, &words);
}

static int print_target(const struct request *r)
{
	struct gg_made made = { 0 };
	const struct gg_source source = { .policy = r->policy, .mode = r->mode };

	if (gg_say_plan(&source, &made) < 0)
		return GG_EXIT_GUARD;
	printf("%c%s", made.plan.head->flags & GG_PLAN_NEEDS_SUPERVISOR ? 's' : 'a',
	       gg_plan_string(&made.plan, made.plan.head->target));
	gg_made_done(&made);
	return fflush(stdout) ? GG_EXIT_GUARD : 0;
}

/* What was open in the program is not the supervisor's. */
static void close_others(int keep)
{
	gg_sys_close_between(3, (unsigned)keep - 1);
	gg_sys_close_between((unsigned)keep + 1, ~0u);
}

static int supervise(const struct request *r)
{
	struct gg_start s = GG_START_NONE;
	static struct gg_command command;
	char link[64];
	struct gg_text text;
	sigset_t mask;
	int ret;

	close_others((int)r->sock);
	(void)fcntl((int)r->sock, F_SETFD, FD_CLOEXEC);
	(void)gg_children_block(&mask);
	(void)signal(SIGCHLD, SIG_DFL);
	s.sock = (int)r->sock;
	s.child = (pid_t)r->child;
	s.started = true;
	gg_text_init(&text, link, sizeof(link));
	gg_text_fmt(&text, "/proc/%lu/exe", r->child);
	gg_command_add(&command, link);
	s.exe = command.n ? command.entry[0] : NULL;
	if (r->shim)
		gg_command_add(&command, r->shim);
	s.entry = command.entry;
	s.alone = r->alone;
	s.wrapped = true;
	ret = gg_start_prepare(&s, &(struct gg_source){ .policy = r->policy, .mode = r->mode }, r->log);
	ret = ret < 0 ? GG_EXIT_GUARD : gg_start_supervise(&s);
	gg_start_done(&s);
	return ret;
}

/** gg_verb_supervise() - the verb. Return: exit status */
int gg_verb_supervise(int argc, char **argv)
{
	struct request r = { .mode = -1 };
	int ret = parse(argc, argv, &r);

	if (ret != GG_OPTS_GO)
		return ret;
	if (!r.policy || (!r.target && (!r.sock || !r.child))) {
		fprintf(stderr, "goguard: error: cannot run 'supervise': it is started by "
				"libgoguard.so (use `goguard run`)\n");
		return GG_EXIT_USAGE;
	}
	return r.target ? print_target(&r) : supervise(&r);
}
