/*
 * The public interface.
 *
 * Owns include/goguard.h: opaque objects around what the layers below make, and the one filter
 * through which errnos leave. Relies on start/make_plan.h. Does not supervise: a process with
 * threads of its own is no place for that, so goguard_exec() makes way for the goguard program.
 */
#include <goguard.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "base/text.h"
#include "embed/objects.h"
#include "plan/print.h"
#include "policy/print.h"

#define PUBLIC __attribute__((visibility("default")))

/* What may leave, and what else it stands for */
static const struct {
	int code, inside;
} codes[] = {
	{ EINVAL, EINVAL },	 { EINVAL, EXDEV },	  { EINVAL, E2BIG },
	{ EINVAL, EFBIG },	 { EINVAL, EISDIR },	  { ENOENT, ENOENT },
	{ ENOENT, ENOTDIR },	 { EACCES, EACCES },	  { EACCES, EPERM },
	{ EACCES, ENOEXEC },	 { ENOMEM, ENOMEM },	  { EOPNOTSUPP, EOPNOTSUPP },
	{ EOPNOTSUPP, ENOSYS },	 { ESTALE, ESTALE },
};

/** gg_embed_filter() - see objects.h */
int gg_embed_filter(int code)
{
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(codes); i++)
		if (codes[i].inside == -code)
			return -codes[i].code;
	return -EIO;
}

/** gg_embed_failed() - see objects.h */
int gg_embed_failed(const struct gg_err *from, int code, struct goguard_error *err)
{
	struct gg_text text;
	int out = gg_embed_filter(code);

	if (!err)
		return out;
	err->code = out;
	err->line = from->line;
	gg_text_init(&text, err->file, sizeof(err->file));
	gg_text_str(&text, from->file);
	gg_text_init(&text, err->text, sizeof(err->text));
	gg_text_str(&text, from->text[0] ? from->text : gg_err_reason(code));
	return out;
}

PUBLIC const char *goguard_version(void)
{
	return GG_VERSION;
}

static int finish_read(int ret, struct goguard_policy *p, struct goguard_policy **ret_policy,
		       struct goguard_error *err)
{
	struct gg_err first = { 0 };

	if (ret == 0) {
		*ret_policy = p;
		return 0;
	}
	(void)gg_findings_err(&p->findings, &first);
	ret = gg_embed_failed(&first, ret, err);
	goguard_policy_free(p);
	return ret;
}

PUBLIC int goguard_policy_read(const char *path, struct goguard_policy **ret_policy,
			       struct goguard_error *err)
{
	struct goguard_policy *p = calloc(1, sizeof(*p));

	if (!p)
		return gg_embed_failed(&(struct gg_err){ 0 }, -ENOMEM, err);
	return finish_read(gg_policy_read_file(path, &p->findings, &p->policy), p, ret_policy, err);
}

PUBLIC int goguard_policy_parse(const char *text, size_t size, const char *name,
				struct goguard_policy **ret_policy, struct goguard_error *err)
{
	struct goguard_policy *p = calloc(1, sizeof(*p));

	if (!p)
		return gg_embed_failed(&(struct gg_err){ 0 }, -ENOMEM, err);
	return finish_read(gg_policy_read_text(text, size, name, NULL, &p->findings, &p->policy), p,
			   ret_policy, err);
}

PUBLIC void goguard_policy_warnings(const struct goguard_policy *policy,
				    void (*each)(const char *file, int line, const char *text, void *arg),
				    void *arg)
{
	const struct gg_finding *f;

	for (f = policy->findings.first; f; f = f->next)
		each(f->file, f->line, f->text, arg);
}

PUBLIC int goguard_policy_print(const struct goguard_policy *policy, FILE *out)
{
	return gg_policy_print(policy->policy, out) < 0 ? -EIO : 0;
}

PUBLIC int goguard_plan_print(const struct goguard_plan *plan, FILE *out)
{
	gg_plan_print(&plan->made.plan, out);
	return fflush(out) || ferror(out) ? -EIO : 0;
}

PUBLIC void goguard_policy_free(struct goguard_policy *policy)
{
	if (!policy)
		return;
	gg_policy_free(policy->policy);
	gg_findings_done(&policy->findings);
	free(policy);
}

PUBLIC void goguard_plan_free(struct goguard_plan *plan)
{
	if (!plan)
		return;
	gg_made_done(&plan->made);
	free(plan);
}
