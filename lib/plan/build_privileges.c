/*
 * Planning privileges.
 *
 * Owns which stay: those that rules are asked about, those that a granted call is about, and those
 * that the policy names. Relies on build_calls.c for what is granted. Pure: whether the function
 * will have any, only its start will show.
 */
#include <linux/capability.h>

#include "base/calls.h"
#include "base/privileges.h"
#include "plan/build.h"

static bool granted(const struct gg_draft *d, const char *const *calls)
{
	for (; calls && *calls; calls++) {
		int nr = gg_call_find(GG_ARCH_HERE, *calls);
		uint8_t kind = nr < 0 || nr >= GG_CALLS_MAX ? GG_CALL_DENY : d->filter.calls[nr];

		if (kind == GG_CALL_ALLOW || kind == GG_CALL_WATCH || kind == GG_CALL_CHECKED)
			return true;
	}
	return false;
}

/**
 * gg_build_privileges() - what root keeps of its rights
 * Should: - keep all in mode audit, which denies nothing that only the policy denies
 */
void gg_build_privileges(struct gg_draft *d, const struct gg_policy *p)
{
	uint64_t kept = 0;
	size_t i;

	for (i = 0; i < gg_n_privileges; i++)
		if (gg_privileges[i].ruled || granted(d, gg_privileges[i].calls))
			kept |= GG_PRIVILEGE(i);
	for (i = 0; i < p->privileges.n; i++)
		kept |= GG_PRIVILEGE(gg_privilege_find(p->privileges.items[i].text));
	d->filter.devices = kept & GG_PRIVILEGE(CAP_NET_RAW);
	d->head.privileges = p->mode == GG_MODE_AUDIT ? UINT64_MAX : kept;
}
