/*
 * The verb `logs`: print events as they arrive, or those in a file, or the rules they ask for.
 *
 * Owns its options and the choice of the source. Relies on the files beside it. Does not exit.
 */
#include "tool/logs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "base/scope.h"
#include "tool/logs_filter.h"
#include "tool/logs_fold.h"
#include "tool/logs_socket.h"
#include "tool/opts.h"
#include "tool/suggest.h"

#define DEFAULT_SOCKET "/run/goguard/events.sock"

static const struct gg_name type_names[] = {
	{ "seqpacket", "connections that keep events apart" },
	{ "dgram", "single messages" },
	{ "stream", "connections of bytes" },
};
static const int types[] = { SOCK_SEQPACKET, SOCK_DGRAM, SOCK_STREAM };

enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
static const struct gg_name colour_names[] = {
	[COLOUR_AUTO] = { "auto", "on a terminal, unless NO_COLOR is set" },
	[COLOUR_ALWAYS] = { "always", "always" },
	[COLOUR_NEVER] = { "never", "never" },
};

/* What the command line asks for */
struct request {
	bool json, follow, no_fold, stack, policy, whole;
	unsigned long count;
	int type, colour;
	const char *since;
	struct gg_logs_filter filter;
};

static int show_fd(struct gg_logs *logs, int fd, const char *path, struct gg_err *err)
{
	gg_free char *line = malloc(GG_LOGS_LINE_MAX);
	struct gg_lines lines = { .buf = line };
	char bytes[8192];
	ssize_t r = 0;

	if (!line)
		return gg_err_set(err, -ENOMEM, "cannot read '%s': out of memory", path);
	while (!gg_logs_done(logs) && (r = read(fd, bytes, sizeof(bytes))) > 0)
		gg_logs_feed(logs, &lines, bytes, (size_t)r);
	gg_logs_end(logs, &lines);
	if (r < 0)
		return gg_err_set(err, -errno, "cannot read '%s': %s", path, gg_err_reason(-errno));
	return 0;
}

static int show_file(struct gg_logs *logs, const char *path, struct gg_err *err)
{
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return gg_err_set(err, -errno, "cannot read '%s': %s", path, gg_err_reason(-errno));
	return show_fd(logs, fd, path, err);
}

static int listen_on(struct gg_logs *logs, const char *path, int type, struct gg_err *err)
{
	struct gg_logs_socket sock = { .fd = -1 };
	int r = gg_logs_bind(path, type, &sock, err);

	if (r < 0)
		return r;
	r = gg_logs_loop(logs, &sock, err);
	gg_logs_unbind(&sock);
	return r;
}

static const char *default_path(void)
{
	const char *path = getenv("GOGUARD_LOG");

	return path && *path ? path : DEFAULT_SOCKET;
}

/* The sink makes a file where there is none, if the name looks like one: so does a follower wait. */
static bool is_file_name(const char *path)
{
	static const char *const ends[] = { ".json", ".jsonl", ".log" };
	size_t n = strlen(path);

	for (size_t i = 0; i < GG_ARRAY_SIZE(ends); i++)
		if (n > strlen(ends[i]) && !strcmp(path + n - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

static int show(struct gg_logs *logs, const char *path, const struct request *r, struct gg_err *err)
{
	struct stat st = { 0 };
	bool there = stat(path, &st) == 0;
	bool file = there ? S_ISREG(st.st_mode) : r->follow && is_file_name(path);

	if (strcmp(path, "-") == 0)
		return show_fd(logs, STDIN_FILENO, "standard input", err);
	if (file && r->follow)
		return gg_logs_follow(logs, path, err);
	if (file)
		return show_file(logs, path, err);
	return listen_on(logs, path, types[r->type], err);
}

#define OPT(long_name, kind_, value_, ...) \
	{ .name = (long_name), .kind = (kind_), .value = (value_), __VA_ARGS__ }
#define NAMES(names) .choices = (names), .n_choices = GG_ARRAY_SIZE(names)

static int parse(int argc, char **argv, struct request *r, int *ret_words)
{
	struct gg_logs_filter *f = &r->filter;
	const struct gg_opt table[] = {
		OPT("json", GG_OPT_FLAG, &r->json, .help = "print them as they came"),
		OPT("count", GG_OPT_NUMBER, &r->count, .letter = 'n', .arg = "N", .help = "end after N events"),
		OPT("follow", GG_OPT_FLAG, &r->follow, .letter = 'f',
		    .help = "go on with what is added to the file"),
		OPT("since", GG_OPT_TEXT, &r->since, .arg = "TIME",
		    .help = "not those before TIME: RFC 3339, or 10m, 2h, 1d ago"),
		OPT("verdict", GG_OPT_CHOICES, &f->verdicts, NAMES(gg_verdict_names),
		    .help = "only these; may be given several times, as may those below"),
		OPT("op", GG_OPT_CHOICES, &f->ops, NAMES(gg_op_names), .help = "only these operations"),
		OPT("subject", GG_OPT_TEXTS, &f->subjects, .arg = "PATTERN", .help = "only calls of this subject"),
		OPT("function", GG_OPT_TEXTS, &f->functions, .arg = "PATTERN",
		    .help = "only calls of this function"),
		OPT("path", GG_OPT_TEXTS, &f->paths, .arg = "GLOB", .help = "only this path, and below it"),
		OPT("stack", GG_OPT_FLAG, &r->stack, .help = "print the Go stack below each violation"),
		OPT("no-fold", GG_OPT_FLAG, &r->no_fold, .help = "print repeats one by one"),
		OPT("color", GG_OPT_CHOICE, &r->colour, NAMES(colour_names),
		    .help = "auto: on a terminal, unless NO_COLOR is set"),
		OPT("policy", GG_OPT_FLAG, &r->policy,
		    .help = "print the rules that the events ask for, as policy text"),
		OPT("whole", GG_OPT_FLAG, &r->whole, .help = "with --policy: a policy that can be used as it is"),
		OPT("type", GG_OPT_CHOICE, &r->type, NAMES(type_names),
		    .help = "of the socket, seqpacket by default"),
	};
	const struct gg_opts opts = {
		.verb = "logs",
		.words = "[SOCKET|FILE]",
		.max_words = 1,
		.about = "Listen on a socket ($GOGUARD_LOG, or " DEFAULT_SOCKET ")\n"
			 "and print the events that arrive, until interrupted; or print those\n"
			 "in a file, - for standard input",
		.table = table,
		.n = GG_ARRAY_SIZE(table),
	};

	return gg_opts_parse(&opts, argc, argv, ret_words);
}

static bool wants_colour(const struct request *r)
{
	const char *no = getenv("NO_COLOR");

	if (r->colour != COLOUR_AUTO)
		return r->colour == COLOUR_ALWAYS;
	return !(no && *no) && isatty(STDOUT_FILENO);
}

static int set_since(struct request *r, struct gg_err *err)
{
	struct timespec now = { 0 };

	if (!r->since)
		return 0;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (gg_when_parse(r->since, (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec,
			  &r->filter.since))
		return 0;
	return gg_err_set(err, -EINVAL,
			  "cannot run 'logs': '%s' is no time (like 2026-01-02T03:04:05Z, or 10m)",
			  r->since);
}

static bool filters(const struct gg_logs_filter *f)
{
	return f->since || f->verdicts || f->ops || f->subjects.n || f->functions.n || f->paths.n;
}

/* Print events, folded or not */
static int print_events(struct gg_logs *logs, const char *path, const struct request *r,
			struct gg_err *err)
{
	struct gg_fold fold = { 0 };
	int ret;

	logs->fold = r->json || r->no_fold ? NULL : &fold;
	ret = show(logs, path, r, err);
	if (!logs->closed)
		gg_logs_idle(logs);
	gg_fold_done(&fold);
	return ret;
}

/* Print the rules that they ask for */
static int print_rules(struct gg_logs *logs, const char *path, const struct request *r,
		       struct gg_err *err)
{
	struct gg_suggest suggest;
	int ret = gg_suggest_init(&suggest, GG_SUGGEST_MAX);

	if (ret < 0)
		return gg_err_set(err, ret, "cannot make a policy: out of memory");
	/* cppcheck-suppress autoVariables; taken back below */
	logs->suggest = &suggest;
	ret = show(logs, path, r, err);
	if (ret == 0) {
		gg_suggest_finish(&suggest, true);
		gg_suggest_print(&suggest, r->whole, stdout);
	}
	if (ret == 0 && (fflush(stdout) != 0 || ferror(stdout)))
		ret = gg_err_set(err, -EIO, "cannot write the policy: standard output does not take it");
	gg_suggest_done(&suggest);
	logs->suggest = NULL;
	return ret;
}

/* gg_verb_logs() - the verb; see tool/logs.h */
int gg_verb_logs(int argc, char **argv)
{
	struct request r = { 0 };
	struct gg_logs logs = { 0 };
	struct gg_err err = { 0 };
	int words = 0, ret = parse(argc, argv, &r, &words);
	const char *path = words ? argv[0] : default_path();

	if (ret != GG_OPTS_GO)
		return ret;
	if (set_since(&r, &err) < 0) {
		fprintf(stderr, "goguard: error: %s\n", err.text);
		return GG_EXIT_USAGE;
	}
	logs.raw = r.json;
	logs.stack = r.stack;
	logs.colour = wants_colour(&r) && !r.json;
	logs.count = r.count;
	logs.filter = filters(&r.filter) ? &r.filter : NULL;
	(void)signal(SIGPIPE, SIG_IGN); /* a closed output ends the loop instead */
	ret = r.policy || r.whole ? print_rules(&logs, path, &r, &err) :
				    print_events(&logs, path, &r, &err);
	if (ret < 0)
		fprintf(stderr, "goguard: error: %s\n", err.text);
	return ret < 0 ? 1 : 0;
}
