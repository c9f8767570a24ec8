/*
 * Making a plan.
 *
 * Owns the sequence of layers. Relies on each describing its own failures. A ready plan is
 * accepted only when it was made for what this kernel grants.
 */
#include "start/make_plan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/scope.h"
#include "enforce/bpf.h"
#include "plan/build.h"
#include "policy/read.h"
#include "start/pins.h"
#include "start/resolve.h"
#include "start/world.h"

static void draft_scope(struct gg_draft **d)
{
	gg_draft_free(*d);
}

/** gg_made_done() - end a plan */
void gg_made_done(struct gg_made *made)
{
	free(made->bytes);
	made->bytes = NULL;
}

static int pack(struct gg_draft *draft, struct gg_made *ret_made, struct gg_err *err)
{
	gg_free struct gg_bpf *bpf = calloc(1, sizeof(*bpf));
	struct gg_made made = { 0 };
	int ret;

	if (!bpf)
		return gg_err_set(err, -ENOMEM, "cannot plan: out of memory");
	if (draft->head.state[GG_LAYER_SECCOMP] == GG_STATE_ON) {
		ret = gg_seccomp_compile(&draft->filter, bpf, err);
		if (ret < 0)
			return ret;
		draft->bpf = bpf->insns;
		draft->n_bpf = bpf->n;
	}
	ret = gg_plan_pack(draft, &made.bytes, &made.size, err);
	if (ret == 0)
		ret = gg_plan_view(made.bytes, made.size, &made.plan, err);
	if (ret < 0) {
		gg_made_done(&made);
		return ret;
	}
	*ret_made = made;
	return 0;
}

/** gg_make_from_policy() - see make_plan.h */
int gg_make_from_policy(struct gg_policy *policy, const struct gg_source *source,
			struct gg_made *ret_made, struct gg_err *err)
{
	GG_CLEANUP(draft_scope) struct gg_draft *draft = NULL;
	struct gg_plan_caps caps;
	struct gg_loaders loaders;
	int ret;

	if (source->mode >= 0)
		policy->mode = (enum gg_mode)source->mode;
	ret = gg_resolve_paths(policy, err);
	if (ret < 0)
		return ret;
	ret = gg_pins_check(policy, err);
	if (ret < 0)
		return ret;
	if (source->caps)
		caps = *source->caps;
	else
		gg_caps_probe(&caps);
	gg_loaders_find(policy, &loaders);
	ret = gg_plan_build(policy, &caps, &loaders.world, &draft, err);
	return ret < 0 ? ret : pack(draft, ret_made, err);
}

static int check_ready(const struct gg_made *made, const struct gg_source *source, struct gg_err *err)
{
	struct gg_plan_caps caps;

	if (source->caps)
		caps = *source->caps;
	else
		gg_caps_probe(&caps);
	if (!gg_caps_same(&made->plan.head->caps, &caps))
		return gg_err_set(err, -ESTALE,
				  "cannot use the plan '%s': it was made for a kernel that grants "
				  "other things than this one (make it again with `goguard plan POLICY "
				  "-o PLAN`)",
				  source->policy);
	if (source->mode >= 0 && made->plan.head->mode != (uint32_t)source->mode)
		return gg_err_set(err, -EINVAL,
				  "cannot use the plan '%s' in mode %s: it was made for mode %s",
				  source->policy, gg_mode_names[source->mode].name,
				  gg_mode_names[made->plan.head->mode].name);
	return 0;
}

/* A ready plan: @bytes is taken */
static int from_plan(char *bytes, size_t size, const struct gg_source *source,
		     struct gg_made *ret_made, struct gg_err *err)
{
	struct gg_made made = { .bytes = bytes, .size = size };
	int ret = gg_plan_view(bytes, size, &made.plan, err);

	if (ret == 0)
		ret = check_ready(&made, source, err);
	if (ret < 0) {
		gg_made_done(&made);
		return ret;
	}
	*ret_made = made;
	return 0;
}

static int read_file(const char *path, char **ret_text, size_t *ret_n)
{
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return -errno;
	return gg_fd_slurp(fd, GG_PLAN_BYTES_MAX, ret_text, ret_n);
}

/** gg_make_plan() - see make_plan.h */
int gg_make_plan(const struct gg_source *source, struct gg_findings *findings,
		 struct gg_made *ret_made, struct gg_err *err)
{
	gg_policy_auto struct gg_policy *policy = NULL;
	gg_free char *text = NULL;
	size_t n = 0;
	int ret;

	if (source->policy && read_file(source->policy, &text, &n) == 0 && gg_plan_is(text, n))
		return from_plan(GG_TAKE(text), n, source, ret_made, err);
	if (source->policy)
		ret = gg_policy_read_file(source->policy, findings, &policy);
	else
		ret = gg_policy_read_profile("go-base", findings, &policy);
	if (ret < 0) /* findings say more, where there was memory for them */
		return gg_err_set(err, ret, "cannot read '%s': %s", source->policy ? source->policy : "go-base",
				  gg_err_reason(ret));
	return gg_make_from_policy(policy, source, ret_made, err);
}
