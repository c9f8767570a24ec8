/*
 * Making sinks: which transport a place asks for.
 *
 * Owns the choice and the sink that keeps lines in memory. Relies on sink_socket.c and
 * sink_file.c for the rest. Does not wait for a reader.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

#include "base/scope.h"
#include "event/sink_parts.h"

static const char *const file_endings[] = { ".json", ".jsonl", ".log" };

/* What is not listed means: nobody there. */
static const struct {
	int code;
	enum gg_trouble trouble;
} troubles[] = {
	{ 0, GG_TROUBLE_LATER },       /* write() took nothing */
	{ EAGAIN, GG_TROUBLE_LATER },  /* reader is slow */
	{ EINTR, GG_TROUBLE_LATER },   /* */
	{ ENOBUFS, GG_TROUBLE_LATER }, /* kernel memory, or a full queue of datagrams */
	{ ENOMEM, GG_TROUBLE_LATER },  /* */
	{ ENOSPC, GG_TROUBLE_LOST },   /* disk full */
	{ EDQUOT, GG_TROUBLE_LOST },   /* quota full */
	{ EFBIG, GG_TROUBLE_LOST },    /* file as long as it may get */
	{ EIO, GG_TROUBLE_LOST },      /* disk broken */
	{ EMSGSIZE, GG_TROUBLE_LOST }, /* longer than the socket takes */
};

/* gg_sink_trouble() - what the positive errno @code means for line and connection */
enum gg_trouble gg_sink_trouble(int code)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(troubles); i++)
		if (troubles[i].code == code)
			return troubles[i].trouble;
	return GG_TROUBLE_GONE;
}

static bool names_a_file(const char *where)
{
	size_t n = strlen(where);

	for (size_t i = 0; i < GG_ARRAY_SIZE(file_endings); i++) {
		size_t tail = strlen(file_endings[i]);

		if (n > tail && strcmp(where + n - tail, file_endings[i]) == 0)
			return true;
	}
	return false;
}

static int pick_socket(struct gg_sink *s, struct gg_err *err)
{
	int r;

	if (strlen(s->where) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return gg_err_set(err, -ENAMETOOLONG,
				  "cannot log to '%s': a socket path has at most %zu bytes",
				  s->where, sizeof(((struct sockaddr_un *)0)->sun_path) - 1);
	s->ops = &gg_sink_socket_ops;
	r = s->ops->reopen(s);
	if (r == -EACCES || r == -EPERM || r == -ELOOP || r == -ENOTDIR)
		return gg_err_set(err, r, "cannot log to '%s': %s", s->where, gg_err_reason(r));
	return 0;
}

/* gg_sink_pick() - choose and open a transport
 * @sink: its @where is set; @ops and @fd are set here
 * Return: 0 (with or without a reader), or negative errno with @err set */
int gg_sink_pick(struct gg_sink *sink, struct gg_err *err)
{
	bool out = strcmp(sink->where, "-") == 0;
	struct stat st = { 0 };
	int r;

	if (!out && stat(sink->where, &st) < 0) {
		if (!names_a_file(sink->where))
			return pick_socket(sink, err);
		st.st_mode = S_IFREG;
	} else if (out && fstat(STDOUT_FILENO, &st) < 0) {
		return gg_err_set(err, -errno, "cannot log to standard output: it is closed");
	}
	if (!out && S_ISSOCK(st.st_mode))
		return pick_socket(sink, err);
	sink->ops = S_ISREG(st.st_mode) ? &gg_sink_file_ops : &gg_sink_pipe_ops;
	r = sink->ops->reopen(sink);
	if (r < 0 && r != -ENXIO) /* ENXIO: a FIFO that nobody reads yet */
		return gg_err_set(err, r, "cannot log to '%s': %s", sink->where, gg_err_reason(r));
	return 0;
}

static struct gg_sink *sink_new(unsigned rate_per_s)
{
	struct gg_sink *s = calloc(1, sizeof(*s));
	struct timespec ts = { 0 };

	if (!s)
		return NULL;
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	s->fd = -1;
	gg_rate_init(&s->rate, rate_per_s,
		     (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000);
	return s;
}

/* gg_sink_open() - make a sink; see event/sink.h */
int gg_sink_open(const char *where, unsigned rate_per_s, struct gg_sink **ret_sink,
		 struct gg_err *err)
{
	gg_free struct gg_sink *s = NULL;
	size_t n = where ? strlen(where) : 0;
	int r;

	if (n >= sizeof(s->where))
		return gg_err_set(err, -ENAMETOOLONG,
				  "cannot log to '%.*s...': the path is too long", 64, where);
	s = sink_new(rate_per_s);
	if (!s)
		return gg_err_set(err, -ENOMEM, "cannot log to '%s': out of memory",
				  n ? where : "");
	if (n) {
		memcpy(s->where, where, n + 1);
		r = gg_sink_pick(s, err);
		if (r < 0)
			return r;
	}
	*ret_sink = GG_TAKE(s);
	return 0;
}

static int memory_reopen(struct gg_sink *s)
{
	(void)s;
	return 0;
}

static ssize_t memory_write(struct gg_sink *s, const char *bytes, size_t n, bool fresh)
{
	(void)fresh;
	if (s->memory->size - 1 - s->memory->used < n)
		return -ENOSPC;
	gg_text_add(s->memory, bytes, n);
	return (ssize_t)n;
}

static const struct gg_sink_ops memory_ops = { memory_write, memory_reopen };

/* gg_sink_memory() - a sink that keeps lines in memory; see event/sink.h
 * Return: 0, or -ENOMEM */
int gg_sink_memory(struct gg_text *out, struct gg_sink **ret_sink)
{
	struct gg_sink *s = sink_new(0);

	if (!s)
		return -ENOMEM;
	s->memory = out;
	s->ops = &memory_ops;
	*ret_sink = s;
	return 0;
}
