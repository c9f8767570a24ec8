/*
 * The report at the end of `goguard run`, see tool/report.h.
 *
 * Owns its form. Relies on the tap being called by one thread. Does not generalise: each line is
 * about one thing that was denied; `goguard logs --policy` makes rules for the next run of it.
 */
#include "tool/report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/logs.h"

const struct gg_name gg_report_names[] = {
	[GG_REPORT_AUTO] = { "auto", "when standard error is a terminal" },
	[GG_REPORT_ALWAYS] = { "always", "whenever something was denied or lost" },
	[GG_REPORT_NEVER] = { "never", "never" },
};
static_assert(GG_ARRAY_SIZE(gg_report_names) == GG_REPORT_COUNT, "a name each");

static void address_text(const struct gg_addr *addr, struct gg_text *out)
{
	if (addr->proto != GG_PROTO_UNIX)
		gg_addr_print_ip(addr->ip, out);
	else
		gg_text_fmt(out, "%s%s", addr->abstract ? "@" : "", addr->name);
}

static void see(const struct gg_event *ev, void *arg)
{
	struct gg_tally *t = arg;
	struct gg_fact fact = { .op = ev->op,
				.pid = ev->pid,
				.tid = ev->tid,
				.path = ev->path,
				.path2 = ev->path2,
				.access = ev->access,
				.proto = ev->has_addr ? ev->addr.proto : GG_PROTO_COUNT,
				.port = ev->addr.port,
				.syscall = ev->syscall,
				.exe = ev->exe,
				.argv_cut = ev->argv_cut,
				.sha256 = ev->sha256,
				.subject = ev->subject,
				.by_package = ev->rule && !strcmp(ev->rule, "packages"),
				.hardened = ev->rule && !strcmp(ev->rule, "harden"),
				.rule_at = ev->rule_at };
	char buf[GG_UNIX_MAX + 64];
	struct gg_text text;

	if (ev->kind != GG_KIND_VIOLATION || (unsigned)ev->op >= GG_OP_COUNT)
		return;
	if (ev->reason && !strncmp(ev->reason, "argv:", 5))
		fact.argv = ev->argv;
	gg_text_init(&text, buf, sizeof(buf));
	if (ev->has_addr)
		address_text(&ev->addr, &text);
	fact.addr = text.used ? buf : NULL;
	t->all++;
	t->audit += ev->verdict == GG_VERDICT_AUDIT;
	t->by_op[ev->op]++;
	gg_suggest_add(&t->suggest, &fact);
}

/* gg_tally_begin() - see tool/report.h */
void gg_tally_begin(struct gg_tally *tally, enum gg_report_when when, bool subjects, struct gg_sink *sink)
{
	*tally = (struct gg_tally){ .on = when == GG_REPORT_ALWAYS ||
					  (when == GG_REPORT_AUTO && isatty(STDERR_FILENO)) };
	if (tally->on && gg_suggest_init(&tally->suggest, GG_REPORT_NEEDS) < 0)
		tally->on = false;
	tally->suggest.subjects = subjects;
	if (tally->on)
		gg_sink_tap(sink, see, tally);
}

static int most_first(const void *a, const void *b)
{
	const struct gg_need *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? 1 : -1;
	return strcmp(x->what, y->what);
}

static void put_safe(const char *what, FILE *out)
{
	char buf[4 * 4096];
	struct gg_text text;

	gg_text_init(&text, buf, sizeof(buf));
	gg_logs_escape(&text, what, strlen(what));
	fputs(buf, out);
}

static void put_need(const struct gg_need *need, FILE *out)
{
	fprintf(out, "  %lux ", need->of);
	if (need->review) {
		put_safe(need->what, out);
		fprintf(out, ": think twice: %s", need->review);
	} else {
		gg_need_print_entry(need, out);
		gg_need_print(need, out);
	}
	fputc('\n', out);
}

static void put_head(const struct gg_tally *t, FILE *out)
{
	const char *before = ": ";

	fprintf(out, "goguard: %s %lu time%s", t->audit == t->all ? "would have denied" : "denied", t->all,
		t->all == 1 ? "" : "s");
	for (size_t i = 0; i < GG_OP_COUNT; i++) {
		if (!t->by_op[i])
			continue;
		fprintf(out, "%s%s %lu", before, gg_op_names[i].name, t->by_op[i]);
		before = ", ";
	}
	fputc('\n', out);
}

/* gg_tally_print() - see tool/report.h */
void gg_tally_print(struct gg_tally *tally, unsigned long long lost, FILE *out)
{
	struct gg_suggest *s = &tally->suggest;
	size_t shown = 0, left = 0;

	if (tally->all) {
		put_head(tally, out);
		gg_suggest_finish(s, false);
		if (s->n)
			qsort(s->items, s->n, sizeof(*s->items), most_first);
		for (size_t i = 0; i < s->n; i++) {
			if (!s->items[i].of)
				continue;
			if (shown < GG_REPORT_LINES)
				put_need(&s->items[i], out);
			else
				left++;
			shown++;
		}
		if (left || s->lost)
			fprintf(out, "  and %zu different ones more%s\n", left, s->lost ? " at least" : "");
		fputs("goguard: to allow it, add such lines to the policy; `goguard logs --policy EVENTS` "
		      "writes them from a log\n",
		      out);
	}
	if (lost)
		fprintf(out, "goguard: %llu events were lost (see log.rate_per_s, whether a reader listens, and "
			     "whether there is room)\n",
			lost);
}

/* gg_tally_end() - see tool/report.h */
void gg_tally_end(struct gg_tally *tally, struct gg_sink *sink)
{
	if (!tally->on)
		return;
	if (sink)
		gg_sink_tap(sink, NULL, NULL);
	gg_tally_print(tally, sink ? gg_sink_dropped(sink) : 0, stderr);
	gg_suggest_done(&tally->suggest);
	tally->on = false;
}
