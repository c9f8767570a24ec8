/*
 * The list of findings.
 *
 * Owns the records, one allocation each. Relies on base/text for formatting. Does not promise to
 * keep more than GG_FINDINGS_MAX; the counts stay right.
 */
#include "policy/findings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static bool is_before(const struct gg_finding *a, const struct gg_finding *b)
{
	int cmp = strcmp(a->file, b->file);

	return cmp ? cmp < 0 : a->line < b->line;
}

static void insert(struct gg_findings *f, struct gg_finding *one)
{
	struct gg_finding **at = &f->first;

	if (f->last && !is_before(one, f->last)) /* the common case: in order */
		at = &f->last->next;
	else
		while (*at && !is_before(one, *at))
			at = &(*at)->next;
	one->next = *at;
	*at = one;
	if (!one->next)
		f->last = one;
}

void gg_findings_vadd(struct gg_findings *f, enum gg_severity severity, struct gg_place at,
		      const char *fmt, va_list ap)
{
	struct gg_finding *one = NULL;
	struct gg_text text;

	if (f->errors + f->warnings < GG_FINDINGS_MAX || (severity == GG_FINDING_ERROR && !f->errors))
		one = calloc(1, sizeof(*one));
	if (severity == GG_FINDING_ERROR)
		f->errors++;
	else
		f->warnings++;
	if (!one)
		return;
	one->severity = severity;
	one->line = at.line;
	gg_text_init(&text, one->file, sizeof(one->file));
	gg_text_str(&text, at.file ? at.file : "(policy)");
	gg_text_init(&text, one->text, sizeof(one->text));
	gg_text_vfmt(&text, fmt, ap);
	insert(f, one);
}

void gg_findings_add(struct gg_findings *f, enum gg_severity severity, struct gg_place at,
		     const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	gg_findings_vadd(f, severity, at, fmt, ap);
	va_end(ap);
}

/** gg_findings_done() - end all findings; @f is empty afterwards */
void gg_findings_done(struct gg_findings *f)
{
	while (f->first) {
		struct gg_finding *next = f->first->next;

		free(f->first);
		f->first = next;
	}
	memset(f, 0, sizeof(*f));
}

/**
 * gg_findings_err() - the first error as a gg_err
 * Return: 0: no error among the findings; -EINVAL with @err set
 */
int gg_findings_err(const struct gg_findings *f, struct gg_err *err)
{
	for (const struct gg_finding *one = f->first; one; one = one->next) {
		if (one->severity == GG_FINDING_ERROR)
			return gg_err_at(err, -EINVAL, one->file, one->line, "%s", one->text);
	}
	return f->errors ? gg_err_set(err, -EINVAL, "the policy has errors") : 0;
}
