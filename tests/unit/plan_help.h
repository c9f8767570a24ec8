/* What the tests of plans share: building one from text or from rules, capabilities, random numbers. */
#ifndef PLAN_HELP_H
#define PLAN_HELP_H

#include "policy_help.h"

#include <errno.h>

#include "base/access.h"
#include "enforce/bpf.h"
#include "plan/build.h"
#include "plan/decide.h"
#include "plan/sum.h"

#define CAP(name) (1u << GG_CAP_##name)
#define CAPS_ALL ((1u << GG_CAP_COUNT) - 1)
#define FULL ((struct gg_plan_caps){ CAPS_ALL, GG_LANDLOCK_ABI_KNOWN })

static const struct gg_world no_world;

/* A plan, all that it was made from, and its filter */
struct made {
	struct gg_policy *policy;
	struct gg_draft *draft;
	struct gg_bpf bpf;
	void *bytes;
	size_t size;
	struct gg_plan plan;
};

/* Tests with random input can be run for longer, and from elsewhere: GG_RANDOM_SEED, GG_RANDOM_TIMES */
static inline unsigned setting(const char *name, unsigned otherwise)
{
	const char *value = getenv(name);

	return value && *value ? (unsigned)strtoul(value, NULL, 0) : otherwise;
}

/* The same sequence on every machine */
static inline uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(*state >> 33);
}

static inline unsigned below_random(uint64_t *state, unsigned n)
{
	return next_random(state) % n;
}

static inline void made_done(struct made *m)
{
	free(m->bytes);
	gg_draft_free(m->draft);
	gg_policy_free(m->policy);
	memset(m, 0, sizeof(*m));
}

/* Plan @policy, which stays the caller's */
static inline void make_from(const struct gg_policy *policy, struct gg_plan_caps caps, bool compile,
			     struct made *m)
{
	struct gg_err err = { 0 };

	memset(m, 0, sizeof(*m));
	if (gg_plan_build(policy, &caps, &no_world, &m->draft, &err) < 0)
		fail_msg("cannot plan: %s", err.text);
	if (compile) {
		if (gg_seccomp_compile(&m->draft->filter, &m->bpf, &err) < 0)
			fail_msg("cannot compile: %s", err.text);
		m->draft->bpf = m->bpf.insns;
		m->draft->n_bpf = m->bpf.n;
	}
	if (gg_plan_pack(m->draft, &m->bytes, &m->size, &err) < 0)
		fail_msg("cannot pack: %s", err.text);
	if (gg_plan_view(m->bytes, m->size, &m->plan, &err) < 0)
		fail_msg("cannot view: %s", err.text);
}

/* Plan the policy in @text */
static inline void make_with(const char *text, struct gg_plan_caps caps, bool compile, struct made *m)
{
	struct gg_policy *policy = read_good(text, 0);

	make_from(policy, caps, compile, m);
	m->policy = policy;
}

static inline void make_plan(const char *text, struct made *m)
{
	make_with(text, FULL, false, m);
}

/* A policy in memory, with nothing in it that could fail */
static inline struct gg_policy bare_policy(void)
{
	struct gg_policy p = { .file = "fn.cfg", .name = "fn", .otherwise_errno = EPERM };

	for (unsigned i = 0; i < GG_LAYER_COUNT; i++)
		p.layers[i] = GG_WANT_PREFER;
	return p;
}

static inline struct gg_answer decide_path(const struct gg_plan *plan, enum gg_op op, unsigned access,
					   const char *path, const uint8_t *installed)
{
	struct gg_request request = { .op = op, .access = access, .path = path, .ll_installed = installed };
	struct gg_answer answer;

	gg_decide(plan, &request, &answer);
	return answer;
}

#endif
