/*
 * The verb `logs`: print events as they arrive, or those in a file.
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

#include "base/scope.h"
#include "tool/opts.h"

#define DEFAULT_SOCKET "/run/goguard/events.sock"

static const struct gg_name type_names[] = {
	{ "seqpacket", "connections that keep events apart" },
	{ "dgram", "single messages" },
	{ "stream", "connections of bytes" },
};
static const int types[] = { SOCK_SEQPACKET, SOCK_DGRAM, SOCK_STREAM };

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

static int show(struct gg_logs *logs, const char *path, int type, struct gg_err *err)
{
	struct stat st;

	if (strcmp(path, "-") == 0)
		return show_fd(logs, STDIN_FILENO, "standard input", err);
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		return show_file(logs, path, err);
	return listen_on(logs, path, type, err);
}

/* gg_verb_logs() - the verb; see tool/logs.h */
int gg_verb_logs(int argc, char **argv)
{
	struct gg_logs logs = { 0 };
	int type = 0, words = 0, r;
	const struct gg_opt table[] = {
		{ .name = "json",
		  .kind = GG_OPT_FLAG,
		  .value = &logs.raw,
		  .help = "print them as they came" },
		{ .name = "count",
		  .letter = 'n',
		  .kind = GG_OPT_NUMBER,
		  .value = &logs.count,
		  .arg = "N",
		  .help = "end after N events" },
		{ .name = "type",
		  .kind = GG_OPT_CHOICE,
		  .value = &type,
		  .choices = type_names,
		  .n_choices = GG_ARRAY_SIZE(type_names),
		  .help = "of the socket, seqpacket by default" },
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
	struct gg_err err = { 0 };

	r = gg_opts_parse(&opts, argc, argv, &words);
	if (r != GG_OPTS_GO)
		return r;
	(void)signal(SIGPIPE, SIG_IGN); /* a closed output ends the loop instead */
	r = show(&logs, words ? argv[0] : default_path(), types[type], &err);
	if (r < 0)
		fprintf(stderr, "goguard: error: %s\n", err.text);
	return r < 0 ? 1 : 0;
}
